"""A TCP proxy on 127.0.0.1 behind which the server goes away in the middle, and comes back."""

from __future__ import annotations

import contextlib
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from enum import Enum

Address = tuple[str, int]


class Gone(Enum):
    """How a server is gone."""

    REFUSED = "refused"
    """Connections break off, and new ones are refused."""
    STALLED = "stalled"
    """Connections stay, new ones are accepted, and nothing is ever answered."""


class Line:
    """Passes bytes both ways, until so many have passed; counts them."""

    def __init__(self, target: Address) -> None:
        self._target = target
        self._lock = threading.Lock()
        self._open: set[socket.socket] = set()
        self._left: int | None = None
        self._how = Gone.REFUSED
        self._dead = False
        self.passed = 0
        self.cut_at: float | None = None
        """When the server went away (monotonic)."""
        self._server = self._listen(("127.0.0.1", 0))
        self._address: Address = self._server.getsockname()

    @property
    def endpoint(self) -> str:
        return f"http://127.0.0.1:{self._address[1]}"

    def restore(self) -> None:
        """The server is there, and stays."""
        self._hang_up()
        with self._lock:
            again = self._dead and self._how is Gone.REFUSED
            self._left, self._dead, self.passed, self.cut_at = None, False, 0, None
        if again:
            self._server = self._listen(self._address)

    def cut_after(self, size: int, how: Gone) -> None:
        """The server is there for so many bytes more."""
        self.restore()
        with self._lock:
            self._left, self._how = size, how

    def close(self) -> None:
        self._server.close()
        self._hang_up()

    def _listen(self, address: Address) -> socket.socket:
        server = socket.create_server(address)
        threading.Thread(target=self._serve, args=(server,), daemon=True).start()
        return server

    def _serve(self, server: socket.socket) -> None:
        with contextlib.suppress(OSError):
            while True:
                client, _ = server.accept()
                with self._lock:
                    self._open.add(client)
                    if self._dead:
                        continue
                other = socket.create_connection(self._target)
                with self._lock:
                    self._open.add(other)
                for pair in ((client, other), (other, client)):
                    threading.Thread(target=self._pass, args=pair, daemon=True).start()

    def _pass(self, one: socket.socket, other: socket.socket) -> None:
        with contextlib.suppress(OSError):
            while data := one.recv(65536):
                if self._is_cut(len(data)):
                    return
                other.sendall(data)
            other.shutdown(socket.SHUT_WR)

    def _is_cut(self, size: int) -> bool:
        """Whether these bytes pass no more; the first that do not cut the line."""
        with self._lock:
            self.passed += size
            if self._left is None or self.passed <= self._left:
                return False
            first, self._dead = not self._dead, True
            self.cut_at = self.cut_at or time.monotonic()
        if first and self._how is Gone.REFUSED:
            # A listening socket that another thread waits at is not gone by `close` alone.
            with contextlib.suppress(OSError):
                self._server.shutdown(socket.SHUT_RDWR)
            self._server.close()
            self._hang_up()
        return True

    def _hang_up(self) -> None:
        with self._lock:
            sockets, self._open = self._open, set()
        for one in sockets:
            with contextlib.suppress(OSError):
                one.shutdown(socket.SHUT_RDWR)
            one.close()


@contextmanager
def line_to(endpoint: str) -> Iterator[Line]:
    host, port = endpoint.removeprefix("http://").split(":")
    line = Line((host, int(port)))
    try:
        yield line
    finally:
        line.close()
