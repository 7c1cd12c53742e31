"""One url, politely: robots.txt, turns, redirects, repeats, Retry-After.

Every hop of a redirect is looked at like the first url: its scheme, port, addresses and the
robots.txt of its site. What does not belong here: what the bytes are (`gouji.collecting.pages`).
"""

from __future__ import annotations

import threading
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from urllib.parse import urljoin

from urllib3.exceptions import InvalidHeader
from urllib3.util import Retry

from gouji.collecting import robots
from gouji.collecting.addresses import only_public
from gouji.collecting.pacing import Pace, TooLong
from gouji.collecting.policy import Policy
from gouji.collecting.reasons import of_web, reason
from gouji.collecting.robots import Robots
from gouji.errors import Reason
from gouji.web import Address, Bounds, Reply, WebError, address_of, header_url, send

OK, NOT_MODIFIED, TOO_MANY = 200, 304, 429
_MOVED = frozenset({301, 302, 303, 307, 308})
_AGAIN = frozenset({TOO_MANY, 500, 502, 503, 504})
_PASSING = frozenset({"unresolved", "unreachable", "timeout", "broken_off", "truncated"})
"""Faults that may be gone the next time."""
_ROBOTS_REDIRECTS = 5
"""So many RFC 9309 asks for."""

_HEADERS = {
    # Nothing that the library would need another package for.
    "Accept-Encoding": "gzip, deflate",
    "Accept": "text/html,application/xhtml+xml,application/pdf,*/*;q=0.8",
    "Accept-Language": "zh-CN,zh;q=0.9",
}


class FetchError(Exception):
    """A url could not be had. status: what the server answered, None where it did not."""

    def __init__(self, reason: Reason, status: int | None = None, final_url: str = "") -> None:
        super().__init__(reason.en)
        self.reason = reason
        self.status = status
        self.final_url = final_url


@dataclass(frozen=True, slots=True)
class Validators:
    """By which a server knows what we have: they belong to one url."""

    url: str
    etag: str | None = None
    last_modified: str | None = None

    def headers(self, url: str) -> dict[str, str]:
        """The conditions to send to a url."""
        if url != self.url:
            return {}
        pairs = {"If-None-Match": self.etag, "If-Modified-Since": self.last_modified}
        return {name: value for name, value in pairs.items() if value}


@dataclass(frozen=True, slots=True)
class Fetched:
    """What came of a url. at: when it was asked, in UTC. unchanged: the server said so."""

    url: str
    final_url: str
    reply: Reply
    at: datetime

    @property
    def unchanged(self) -> bool:
        """Whether it is still what the validators stand for; there is no body then."""
        return self.reply.status == NOT_MODIFIED


class Fetcher:
    """Fetches for one run; may be used by several threads."""

    def __init__(self, policy: Policy) -> None:
        self._policy = policy
        self._pace = Pace(policy)
        self._look = only_public(policy.allowed)
        self._robots: dict[str, Robots] = {}
        self._asking: defaultdict[str, threading.Lock] = defaultdict(threading.Lock)
        self._calc = Retry(retry_after_max=10**9)

    def fetch(self, url: str, known: Validators | None = None) -> Fetched:
        """The url's content, or that it is what it was.

        Raises:
            FetchError: it cannot be had, and why.
        """
        started = self._policy.now()
        to, reply = self._followed(url, known)
        conditional = known is not None and bool(known.headers(to.url))
        if reply.status != OK and not (reply.status == NOT_MODIFIED and conditional):
            raise FetchError(reason("status", status=reply.status), reply.status, to.url)
        return Fetched(url, to.url, reply, started)

    def _followed(self, url: str, known: Validators | None) -> tuple[Address, Reply]:
        to = self._address(url, "row_port")
        for _ in range(self._policy.redirects + 1):
            rules = self._rules(to)
            if not rules.allows(to.url):
                raise FetchError(rules.refused or reason("robots"), final_url=to.url)
            conditions = known.headers(to.url) if known is not None else {}
            reply = self._persistent(to, conditions, self._policy.bounds, rules.delay)
            if reply.status not in _MOVED:
                return to, reply
            to = self._next(to, reply)
        limit = self._policy.redirects
        raise FetchError(reason("too_many_redirects", limit=limit), reply.status, to.url)

    def _next(self, to: Address, reply: Reply) -> Address:
        target = reply.header("Location")
        if not target:
            raise FetchError(reason("redirect_nowhere"), reply.status, to.url)
        return self._address(urljoin(to.url, header_url(target)), "redirect_port")

    def _address(self, url: str, wrong_port: str) -> Address:
        try:
            to = address_of(url)
        except (WebError, ValueError):
            raise FetchError(reason("bad_url")) from None
        if to.port not in self._policy.ports:
            raise FetchError(reason(wrong_port, port=to.port), final_url=to.url)
        return to

    def _persistent(
        self, to: Address, conditions: Mapping[str, str], bounds: Bounds, delay: float
    ) -> Reply:
        """Ask until there is an answer to go by, or too often."""
        for attempt in range(1, self._policy.attempts + 1):
            last = attempt == self._policy.attempts
            rest = self._policy.backoff * 2 ** (attempt - 1) * (1 + self._policy.chance())
            try:
                with self._pace.turn(to.host, delay):
                    reply = self._once(to, conditions, bounds)
                    if reply.status not in _AGAIN:
                        return reply
                    asked = self._asked_to_wait(reply)
                    self._pace.rest(to.host, rest if asked is None else asked)
            except TooLong as long:
                raise FetchError(self._later(long.seconds), final_url=to.url) from None
            except WebError as error:
                if last or error.kind not in _PASSING:
                    raise FetchError(of_web(error), final_url=to.url) from None
                self._pace.rest(to.host, rest)
                continue
            if asked is not None and asked > self._policy.longest_wait:
                raise FetchError(self._later(asked), reply.status, to.url)
        return reply

    def _once(self, to: Address, conditions: Mapping[str, str], bounds: Bounds) -> Reply:
        return send(
            to.url,
            headers={**_HEADERS, "User-Agent": self._policy.user_agent, **conditions},
            bounds=bounds,
            look=self._look,
            resolver=self._policy.resolver,
            tls=self._policy.tls,
        )

    def _asked_to_wait(self, reply: Reply) -> float | None:
        """Seconds until the server wants to be asked again, if it says so."""
        text = reply.header("Retry-After")
        try:
            return None if text is None else self._calc.parse_retry_after(text)
        except (InvalidHeader, ValueError, OverflowError):
            return None

    def _later(self, seconds: float) -> Reason:
        limit = self._policy.longest_wait
        return reason("later", seconds=f"{seconds:.0f}", limit=f"{limit:.0f}")

    def _rules(self, to: Address) -> Robots:
        with self._asking[to.origin]:
            if to.origin not in self._robots:
                self._robots[to.origin] = found = self._ask_for_rules(to)
                self._pace.rest(to.host, found.delay)
            return self._robots[to.origin]

    def _ask_for_rules(self, to: Address) -> Robots:
        """RFC 9309, 2.3.1: what is not there forbids nothing, what cannot be had forbids all."""
        at = replace(to, target=robots.PATH)
        bounds = replace(self._policy.bounds, max_bytes=robots.MAX_BYTES, cut=True)
        try:
            for _ in range(_ROBOTS_REDIRECTS + 1):
                reply = self._persistent(at, {}, bounds, 0.0)
                if reply.status not in _MOVED:
                    break
                at = self._next(at, reply)
        except FetchError as error:
            return Robots(refused=_unreachable(error.reason))
        if reply.status == OK:
            return robots.parse(reply.body)
        # A server that asks to be left alone is not one without rules.
        if 300 <= reply.status < 500 and reply.status != TOO_MANY:
            return robots.EVERYTHING
        return Robots(refused=_unreachable(reason("status", status=reply.status)))


def _unreachable(cause: Reason) -> Reason:
    found = reason("robots_unreachable", cause=cause.en)
    return Reason(found.code, reason("robots_unreachable", cause=cause.zh).zh, found.en)
