"""Receivers on the loopback interface: a webhook and a mail server that remember what came."""

from __future__ import annotations

import base64
import email
import json
import socket
import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email.message import EmailMessage
from email.policy import default
from socketserver import StreamRequestHandler, ThreadingTCPServer
from typing import Any, cast


@dataclass
class Hook:
    """A webhook. `status` and `answer` are what it says from now on."""

    host: str
    status: int = 200
    answer: bytes = b"{}"
    paths: list[str] = field(default_factory=list)
    headers: list[dict[str, str]] = field(default_factory=list)
    bodies: list[dict[str, Any]] = field(default_factory=list)


@dataclass
class PostOffice:
    """A mail server. `says` overrides its answers by command."""

    host: str
    port: int
    says: dict[str, str] = field(default_factory=dict)
    commands: list[str] = field(default_factory=list)
    secure: list[bool] = field(default_factory=list)
    logins: list[tuple[str, str]] = field(default_factory=list)
    mails: list[EmailMessage] = field(default_factory=list)


@contextmanager
def hooked() -> Iterator[Hook]:
    class Handler(StreamRequestHandler):
        def handle(self) -> None:
            path = self.rfile.readline().decode().split(" ")[1]
            headers: dict[str, str] = {}
            while line := self.rfile.readline().strip():
                name, _, value = line.decode().partition(":")
                headers[name.lower()] = value.strip()
            body = self.rfile.read(int(headers.get("content-length", "0")))
            hook.paths.append(path)
            hook.headers.append(headers)
            hook.bodies.append(json.loads(body))
            head = f"HTTP/1.1 {hook.status} Said\r\nContent-Length: {len(hook.answer)}\r\n\r\n"
            self.wfile.write(head.encode() + hook.answer)

    with _serving(Handler) as address:
        hook = Hook(f"{address[0]}:{address[1]}")
        yield hook


class _Mail(StreamRequestHandler):
    """Speaks as much SMTP as is needed to send something."""

    office: PostOffice
    tls: ssl.SSLContext | None = None
    from_the_start = False
    secure = False

    def handle(self) -> None:
        try:
            if self.from_the_start:
                self._wrap()
            self._say("220 here")
            while line := self.rfile.readline().decode().strip():
                self._answer(line)
        except (OSError, ssl.SSLError):
            return

    def _answer(self, line: str) -> None:
        command = line.split(" ")[0].upper()
        self.office.commands.append(command)
        if command in self.office.says:
            self._say(self.office.says[command])
        else:
            getattr(self, f"_{command.lower()}", lambda _: self._say("250 well"))(line)

    def _ehlo(self, line: str) -> None:
        starttls = ["STARTTLS"] if self.tls and not self.secure else []
        lines = ["here", *starttls, *(["AUTH PLAIN"] if self.secure else [])]
        for one in lines[:-1]:
            self._say(f"250-{one}")
        self._say(f"250 {lines[-1]}")

    def _starttls(self, line: str) -> None:
        self._say("220 go on")
        self._wrap()

    def _auth(self, line: str) -> None:
        _, user, password = base64.b64decode(line.split(" ")[2]).split(b"\0")
        self.office.logins.append((user.decode(), password.decode()))
        self._say("235 welcome")

    def _data(self, line: str) -> None:
        self._say("354 go on")
        content = b""
        while (one := self.rfile.readline()) != b".\r\n":
            content += one
        mail = email.message_from_bytes(content, policy=default)
        self.office.mails.append(cast(EmailMessage, mail))
        self.office.secure.append(self.secure)
        self._say("250 taken")

    def _quit(self, line: str) -> None:
        self._say("221 bye")

    def _wrap(self) -> None:
        assert self.tls is not None
        self.request.settimeout(2)
        self.connection = self.tls.wrap_socket(cast(socket.socket, self.request), server_side=True)
        self.rfile = self.connection.makefile("rb")
        self.wfile = self.connection.makefile("wb", buffering=0)
        self.secure = True

    def _say(self, text: str) -> None:
        self.wfile.write(text.encode() + b"\r\n")


@contextmanager
def post_office(
    tls: ssl.SSLContext | None = None, *, from_the_start: bool = False
) -> Iterator[PostOffice]:
    """STARTTLS with `tls`, or TLS from the start; neither without."""
    own = {"tls": tls, "from_the_start": from_the_start}
    handler = type("Mail", (_Mail,), own)
    with _serving(handler) as (host, port):
        handler.office = PostOffice(host, port)
        yield handler.office


@contextmanager
def _serving(handler: type[StreamRequestHandler]) -> Iterator[tuple[str, int]]:
    class Server(ThreadingTCPServer):
        daemon_threads = True

        def handle_error(self, *_: object) -> None:
            return

    with Server(("127.0.0.1", 0), handler) as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True)
        thread.start()
        yield cast("tuple[str, int]", server.server_address)
        server.shutdown()
        thread.join()
