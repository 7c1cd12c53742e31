"""A web server on the loopback interface that does what its pages say, however wrong.

A page is a function of the request that gives a `Say`, or writes to the connection itself and gives
None. Every request is remembered.
"""

from __future__ import annotations

import gzip
import socket
import ssl
import struct
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from socketserver import StreamRequestHandler, ThreadingTCPServer


@dataclass(frozen=True)
class Asked:
    path: str
    headers: dict[str, str]
    connection: socket.socket = field(repr=False)


@dataclass(frozen=True)
class Say:
    body: bytes = b""
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)
    length: int | None = None


Page = Callable[[Asked], Say | None]


class Site:
    """Pages by path; what is not there is 404. `requests` are in the order they came."""

    def __init__(self, address: tuple[str, int], scheme: str = "http") -> None:
        self.host, self.port, self.scheme = *address, scheme
        self.pages: dict[str, Page] = {}
        self.requests: list[Asked] = []

    @property
    def url(self) -> str:
        return f"{self.scheme}://{self.host}:{self.port}"

    @property
    def asked(self) -> list[str]:
        return [one.path for one in self.requests]

    def asked_for(self, path: str) -> list[Asked]:
        return [one for one in self.requests if one.path == path]

    def put(self, path: str, page: Page | Say | bytes, **headers: str) -> str:
        """Put a page there; its url."""
        if isinstance(page, bytes):
            page = Say(page, headers={k.replace("_", "-"): v for k, v in headers.items()})
        if isinstance(page, Say):
            fixed = page
            self.pages[path] = lambda _: fixed
        else:
            self.pages[path] = page
        return f"{self.url}{path}"

    def in_turn(self, path: str, *pages: Page | Say) -> str:
        """One page after the other; the last stays."""
        left = list(pages)

        def page(asked: Asked) -> Say | None:
            one = left.pop(0) if len(left) > 1 else left[0]
            return one if isinstance(one, Say) else one(asked)

        return self.put(path, page)

    def with_etag(self, path: str, body: bytes, etag: str = '"1"') -> str:
        def page(asked: Asked) -> Say:
            if asked.headers.get("if-none-match") == etag:
                return Say(status=304, headers={"ETag": etag})
            return Say(body, headers={"ETag": etag})

        return self.put(path, page)


@contextmanager
def serving(tls: ssl.SSLContext | None = None) -> Iterator[Site]:
    """A site for as long as the block lasts."""

    class Handler(StreamRequestHandler):
        def handle(self) -> None:
            try:
                self._answer()
            except (OSError, ssl.SSLError):
                return

        def _answer(self) -> None:
            line = self.rfile.readline().decode("latin-1").split(" ")
            if len(line) < 2:
                return
            headers: dict[str, str] = {}
            while (one := self.rfile.readline().strip()) != b"":
                name, _, value = one.decode("latin-1").partition(":")
                headers[name.lower()] = value.strip()
            asked = Asked(line[1], headers, self.connection)
            site.requests.append(asked)
            page = site.pages.get(line[1], lambda _: Say(b"not here", 404))
            said = page(asked)
            if said is not None:
                self.wfile.write(written(said))

    class Server(ThreadingTCPServer):
        allow_reuse_address = daemon_threads = True

        def get_request(self) -> tuple[socket.socket, object]:
            connection, address = super().get_request()
            if tls is not None:
                connection.settimeout(2)
                connection = tls.wrap_socket(
                    connection, server_side=True, do_handshake_on_connect=False
                )
            return connection, address

        def handle_error(self, *_: object) -> None:
            return

    with Server(("127.0.0.1", 0), Handler) as server:
        host, port = server.server_address[:2]
        site = Site((str(host), int(port)), "https" if tls else "http")
        thread = threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True)
        thread.start()
        yield site
        server.shutdown()
        thread.join()


def written(said: Say) -> bytes:
    length = len(said.body) if said.length is None else said.length
    headers = {"Content-Type": "text/html", "Content-Length": str(length), **said.headers}
    lines = [f"HTTP/1.1 {said.status} Said", *(f"{k}: {v}" for k, v in headers.items()), "", ""]
    return "\r\n".join(lines).encode("utf-8") + said.body


def drip(asked: Asked) -> None:
    """A byte now and then, for ever: always in time for the next, never done."""
    asked.connection.sendall(b"HTTP/1.1 200 Said\r\nContent-Length: 1000000\r\n\r\n")
    while True:
        asked.connection.sendall(b"<")
        threading.Event().wait(0.01)


def drip_headers(asked: Asked) -> None:
    asked.connection.sendall(b"HTTP/1.1 200 Said\r\n")
    while True:
        asked.connection.sendall(b"x")
        threading.Event().wait(0.01)


def endless(asked: Asked) -> None:
    asked.connection.sendall(b"HTTP/1.1 200 Said\r\nTransfer-Encoding: chunked\r\n\r\n")
    while True:
        asked.connection.sendall(b"400\r\n" + b"<" * 1024 + b"\r\n")


def reset(asked: Asked) -> None:
    """Not closed but torn down."""
    asked.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    asked.connection.close()


def bomb(size: int) -> Say:
    return Say(gzip.compress(bytes(size)), headers={"Content-Encoding": "gzip"})
