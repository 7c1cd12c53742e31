"""The one door to http and https: one request over one connection, within fixed bounds.

A reply is read whole and decoded, within a number of bytes and a total time; nothing is followed,
repeated or kept open, and no proxy, cookie or password file of the surroundings is used. Whoever
asks may look at the addresses of a host first: the connection then goes to the very address that
was looked at, so that a name which answers otherwise a moment later leads nowhere.

Errors name a kind and never the url, whose path may be a secret. What does not belong here: whom to
ask, how often and what for (`gouji.collecting`, `gouji.alerts`).
"""

from __future__ import annotations

import http.client
import socket
import ssl
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from types import TracebackType
from typing import Literal
from urllib.parse import quote

from urllib3 import exceptions as u3
from urllib3.connection import HTTPConnection
from urllib3.response import BaseHTTPResponse
from urllib3.util import parse_url

PORTS = {"http": 80, "https": 443}
_CHUNK = 64 * 1024

Kind = Literal[
    "bad_url",
    "unresolved",
    "forbidden_address",
    "unreachable",
    "tls",
    "timeout",
    "broken_off",
    "truncated",
    "too_large",
    "bad_reply",
]

Look = Callable[[str, Sequence[str]], Sequence[str]]
"""Given a host and its addresses, those that may be connected to; raises WebError to refuse."""

Resolve = Callable[[str, int], Sequence[str]]


class WebError(Exception):
    """There is no reply. `detail` is safe to show: a number, an address, a certificate's fault."""

    def __init__(self, kind: Kind, detail: str = "") -> None:
        super().__init__(f"{kind}: {detail}" if detail else kind)
        self.kind: Kind = kind
        self.detail = detail


@dataclass(frozen=True, slots=True)
class Bounds:
    """Limits of one request. total, idle: seconds. max_bytes: of the decoded body.

    With `cut` a body that is longer is cut there, without it refused.
    """

    total: float = 120.0
    idle: float = 30.0
    max_bytes: int = 64 * 2**20
    cut: bool = False


@dataclass(frozen=True, slots=True)
class Address:
    """What a url says: scheme, host, port, what is asked for there, and the Host header."""

    scheme: str
    host: str
    port: int
    target: str

    @property
    def named(self) -> str:
        """The host as it stands in a url, with the port where it is not the usual one."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return host if self.port == PORTS[self.scheme] else f"{host}:{self.port}"

    @property
    def origin(self) -> str:
        """Scheme, host and port."""
        return f"{self.scheme}://{self.named}"

    @property
    def url(self) -> str:
        """The whole url, normalized."""
        return f"{self.origin}{self.target}"


@dataclass(frozen=True, slots=True)
class Reply:
    """What a server said. headers: in order, names as sent. peer: the address it came from."""

    status: int
    headers: tuple[tuple[str, str], ...]
    body: bytes
    peer: str = ""

    def header(self, name: str) -> str | None:
        """The first header of that name."""
        wanted = name.lower()
        return next((value for key, value in self.headers if key.lower() == wanted), None)


def address_of(url: str) -> Address:
    """Take a url apart; what may not stand in one is escaped, a fragment is dropped.

    Raises:
        WebError: not http or https, no host, a bad port, or a user name in it.
    """
    try:
        parts = parse_url(url.strip())
    except u3.LocationParseError:
        raise WebError("bad_url") from None
    if parts.scheme not in PORTS or not parts.host or parts.auth is not None or parts.port == 0:
        raise WebError("bad_url")
    port = parts.port or PORTS[parts.scheme]
    return Address(parts.scheme, parts.host.strip("[]"), port, parts.request_uri)


def header_url(value: str) -> str:
    """A url from a header, where bytes beyond ASCII stand unescaped in whatever encoding."""
    return quote(value.encode("latin-1", "replace"), safe="!#$%&'()*+,/:;=?@[]~")


def resolve(host: str, port: int) -> Sequence[str]:
    """The addresses of a host, in the order of the system.

    Raises:
        WebError: it has none.
    """
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError):
        raise WebError("unresolved", host) from None
    return list(dict.fromkeys(str(entry[4][0]) for entry in found))


def send(
    url: str,
    *,
    method: str = "GET",
    headers: Mapping[str, str] | None = None,
    body: bytes | None = None,
    bounds: Bounds | None = None,
    look: Look | None = None,
    resolver: Resolve = resolve,
    tls: ssl.SSLContext | None = None,
) -> Reply:
    """Ask once.

    Args:
        url: http or https.
        method: as in HTTP.
        headers: beside Host and Connection.
        body: what is sent.
        bounds: limits of time and size.
        look: says which addresses of the host may be connected to; all without it.
        resolver: how a host becomes addresses.
        tls: by default, certificates are verified against those the system trusts.

    Raises:
        WebError: there is no whole reply within the bounds.
    """
    limits = bounds or Bounds()
    to = address_of(url)
    with _Deadline(limits.total) as deadline:
        try:
            return _exchange(to, method, headers or {}, body, limits, look, resolver, tls, deadline)
        except Exception as error:
            if deadline.passed:
                raise WebError("timeout", f"{limits.total:g} s") from None
            told = _explained(error, limits)
            if told is None:
                raise
            raise told from None


def _exchange(
    to: Address,
    method: str,
    headers: Mapping[str, str],
    body: bytes | None,
    limits: Bounds,
    look: Look | None,
    resolver: Resolve,
    tls: ssl.SSLContext | None,
    deadline: _Deadline,
) -> Reply:
    addresses = resolver(to.host, to.port)
    if look is not None:
        addresses = look(to.host, addresses)
    sock, peer = _connected(addresses, to.port, limits, deadline)
    with sock:
        deadline.watch(sock)
        if to.scheme == "https":
            sock = (tls or ssl.create_default_context()).wrap_socket(sock, server_hostname=to.host)
        with sock:
            talk = HTTPConnection(to.host, to.port, timeout=limits.idle)
            talk.sock = sock  # connected already, to an address that was looked at
            talk.request(
                method,
                to.target,
                body=body,
                headers={"Host": to.named, "Connection": "close", **headers},
                preload_content=False,
                decode_content=True,
                enforce_content_length=True,
            )
            reply = talk.getresponse()
            try:
                content = _body(reply, limits)
            finally:
                reply.close()  # else the connection would stay open with what was not read
    if deadline.passed:
        raise WebError("timeout")
    return Reply(reply.status, tuple(reply.headers.items()), content, peer)


def _connected(
    addresses: Sequence[str], port: int, limits: Bounds, deadline: _Deadline
) -> tuple[socket.socket, str]:
    cause = ""
    for address in addresses:
        wait = min(limits.idle, deadline.left)
        try:
            return socket.create_connection((address, port), timeout=max(wait, 0.001)), address
        except OSError as error:
            cause = error.strerror or "timed out"
    raise WebError("unreachable", cause)


def _body(reply: BaseHTTPResponse, limits: Bounds) -> bytes:
    """What the body is once decoded; never much more than the limit is held."""
    announced = reply.headers.get("Content-Length", "")
    if not limits.cut and announced.isdigit() and int(announced) > limits.max_bytes:
        raise WebError("too_large", str(limits.max_bytes))
    content = bytearray()
    while piece := reply.read1(_CHUNK, decode_content=True):
        content += piece
        if len(content) > limits.max_bytes:
            if not limits.cut:
                raise WebError("too_large", str(limits.max_bytes))
            return bytes(content[: limits.max_bytes])
    return bytes(content)


def _explained(error: Exception, limits: Bounds) -> WebError | None:
    if isinstance(error, WebError):
        return error
    if isinstance(error, ssl.SSLCertVerificationError):
        return WebError("tls", error.verify_message)
    if isinstance(error, ssl.SSLError | ssl.CertificateError):
        return WebError("tls")
    if isinstance(error, TimeoutError | u3.TimeoutError):
        return WebError("timeout", f"{limits.idle:g} s")
    if isinstance(error, u3.IncompleteRead | http.client.IncompleteRead):
        return WebError("truncated")
    if isinstance(error, u3.ProtocolError):
        cut = any(isinstance(part, http.client.IncompleteRead) for part in error.args)
        return WebError("truncated" if cut else "broken_off")
    if isinstance(error, OSError):  # also RemoteDisconnected
        return WebError("broken_off")
    if isinstance(error, http.client.HTTPException | u3.HTTPError | ValueError):
        return WebError("bad_reply", type(error).__name__)
    return None


class _Deadline:
    """Ends a connection when its time is up, wherever it hangs: a server may drip for ever."""

    def __init__(self, seconds: float) -> None:
        self._ends = time.monotonic() + seconds
        self._timer = threading.Timer(seconds, self._end)
        self._timer.daemon = True
        self._lock = threading.Lock()
        self._line: socket.socket | None = None
        self.passed = False

    @property
    def left(self) -> float:
        """Seconds until then."""
        return self._ends - time.monotonic()

    def watch(self, sock: socket.socket) -> None:
        """This is the connection. Kept under a number of its own: TLS takes the first over."""
        with self._lock:
            self._line = sock.dup()
            if self.passed:
                self._hang_up()

    def __enter__(self) -> _Deadline:
        self._timer.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._timer.cancel()
        with self._lock:
            if self._line is not None:
                self._line.close()
                self._line = None

    def _end(self) -> None:
        with self._lock:
            self.passed = True
            self._hang_up()

    def _hang_up(self) -> None:
        if self._line is not None:
            try:
                self._line.shutdown(socket.SHUT_RDWR)
            except OSError:
                return
