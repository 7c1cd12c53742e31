"""Who asks, how fast, within which bounds, and which addresses may be asked.

Variables read: GOUJI_COLLECT_CONTACT (an e-mail address or page, named in every request),
GOUJI_COLLECT_INTERVAL (seconds between two requests to a host), GOUJI_COLLECT_PORTS (numbers,
beside 80 and 443), GOUJI_COLLECT_ALLOW (networks that are not public and may be asked all the
same).
"""

from __future__ import annotations

import os
import random
import re
import ssl
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from ipaddress import ip_network

from gouji import __version__
from gouji.collecting.addresses import Network
from gouji.errors import GoujiError, Reason
from gouji.web import PORTS, Bounds, Resolve, resolve

PRODUCT = "gouji"
"""The name by which robots.txt addresses this program."""

_CONTACT = re.compile(r"(?:https?://|mailto:)?[!-~]+[.@][!-~]+")


class PolicyError(GoujiError):
    """A setting of collecting that is missing or means nothing."""


def _now() -> datetime:
    return datetime.now(UTC)


@dataclass(frozen=True, slots=True)
class Policy:
    """How sources are asked.

    contact: an e-mail address or page. interval: seconds between two requests to a host, at
    least. longest_wait: seconds that are waited for one host at once, at most. attempts: requests
    for one url before it is given up. backoff: seconds before the first repeat; doubled each time,
    with up to as much again by chance. redirects, attachments: followed at most. at_once: hosts.
    The rest is how time, chance and names come in.
    """

    contact: str
    interval: float = 2.0
    longest_wait: float = 120.0
    attempts: int = 4
    backoff: float = 2.0
    redirects: int = 5
    attachments: int = 8
    at_once: int = 8
    bounds: Bounds = field(default_factory=Bounds)
    ports: frozenset[int] = frozenset(PORTS.values())
    allowed: tuple[Network, ...] = ()
    clock: Callable[[], float] = time.monotonic
    sleep: Callable[[float], None] = time.sleep
    now: Callable[[], datetime] = _now
    chance: Callable[[], float] = random.random
    resolver: Resolve = resolve
    tls: ssl.SSLContext | None = field(default=None, repr=False)

    @property
    def user_agent(self) -> str:
        """Program, version and contact."""
        return f"{PRODUCT}/{__version__} (+{self.contact})"

    @classmethod
    def from_environment(
        cls, *, contact: str | None = None, environment: Mapping[str, str] | None = None
    ) -> Policy:
        """The contact that is given, then the variables, then the defaults.

        Raises:
            PolicyError: no contact, or a value that means nothing.
        """
        env = os.environ if environment is None else environment
        who = (contact or env.get("GOUJI_COLLECT_CONTACT", "")).strip()
        if not _CONTACT.fullmatch(who) or "(" in who or ")" in who:
            raise _contact()
        return cls(
            contact=who,
            interval=_interval(env.get("GOUJI_COLLECT_INTERVAL") or "2"),
            ports=frozenset(PORTS.values()) | _ports(env.get("GOUJI_COLLECT_PORTS", "")),
            allowed=_networks(env.get("GOUJI_COLLECT_ALLOW", "")),
        )


def _interval(text: str) -> float:
    try:
        seconds = float(text)
    except ValueError:
        seconds = -1
    if not 0 <= seconds <= 3600:
        raise _setting("GOUJI_COLLECT_INTERVAL", text, "0 至 3600 秒", "0 to 3600 seconds")
    return seconds


def _ports(text: str) -> frozenset[int]:
    words = re.split(r"[\s,]+", text.strip()) if text.strip() else []
    if not all(word.isascii() and word.isdigit() and 0 < int(word) < 65536 for word in words):
        raise _setting("GOUJI_COLLECT_PORTS", text, "端口号，以逗号分隔", "port numbers")
    return frozenset(int(word) for word in words)


def _networks(text: str) -> tuple[Network, ...]:
    words = re.split(r"[\s,]+", text.strip()) if text.strip() else []
    try:
        return tuple(ip_network(word) for word in words)
    except ValueError:
        raise _setting(
            "GOUJI_COLLECT_ALLOW", text, "网段，如 10.1.0.0/16", "networks such as 10.1.0.0/16"
        ) from None


def _setting(name: str, value: str, zh: str, en: str) -> PolicyError:
    return PolicyError(
        Reason("setting", f"{name} 应为{zh}，现为 {value}", f"{name} must be {en}, not {value}")
    )


def _contact() -> PolicyError:
    return PolicyError(
        Reason(
            "contact",
            "收取报告须表明身份：请用 --contact 或 GOUJI_COLLECT_CONTACT 给出联系方式"
            "（电子邮箱或网页），它会写入每次请求",
            "whoever collects must say who they are: give an e-mail address or a page with "
            "--contact or GOUJI_COLLECT_CONTACT; it is named in every request",
        )
    )
