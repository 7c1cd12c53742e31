"""Who is told: the receivers that GOUJI_ALERTS (or the file GOUJI_ALERTS_FILE) names.

One address for each receiver, apart by space or line; lines that begin with # are comments:

    json+https://example.org/hook           the whole event as JSON (also plain https://)
    slack+https://hooks.slack.com/services/..
    wecom+https://qyapi.weixin.qq.com/cgi-bin/webhook/send?key=..        企业微信
    feishu+https://open.feishu.cn/open-apis/bot/v2/hook/..[#secret]      飞书
    smtp://user:password@host:587?from=a@b&to=c@d,e@f                    e-mail, STARTTLS
    smtps://user:password@host:465?from=..&to=..                         e-mail, TLS from the start
    smtp+plain://host:25?from=..&to=..      e-mail in the clear, without a password

GOUJI_ALERTS_LANG: zh or en, by default as the locale. Addresses are secrets: what is shown of a
receiver is its kind and host.
"""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import parse_qs, unquote, urlsplit

from gouji.alerts.webhook import shapes
from gouji.errors import GoujiError, Reason
from gouji.language import LANGUAGES, from_locale
from gouji.web import WebError, address_of

_MAIL_PORTS = {"smtp": 587, "smtps": 465, "smtp+plain": 25}


class AlertsError(GoujiError):
    """A receiver that cannot be understood. The text says which one, never what stands there."""


@dataclass(frozen=True, slots=True)
class Mailbox:
    """A mail server and who writes to whom. how: smtp (STARTTLS), smtps or smtp+plain."""

    how: str
    host: str
    port: int
    sender: str
    to: tuple[str, ...]
    user: str = field(default="", repr=False)
    password: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True)
class Receiver:
    """One receiver. name: kind and host, safe to show; different for different receivers.

    url and secret are for webhooks, mailbox for e-mail.
    """

    name: str
    kind: str
    url: str = field(default="", repr=False)
    secret: str = field(default="", repr=False)
    mailbox: Mailbox | None = field(default=None, repr=False)


def receivers(environment: Mapping[str, str] | None = None) -> tuple[Receiver, ...]:
    """The receivers of the environment; none where none is named.

    Raises:
        AlertsError: one cannot be understood, or the file cannot be read.
    """
    env = os.environ if environment is None else environment
    words = list(_words(env.get("GOUJI_ALERTS", ""))) + list(_from_file(env))
    found = [_receiver(word, place) for place, word in enumerate(words, 1)]
    seen: Counter[str] = Counter()
    named = []
    for one in found:
        seen[one.name] += 1
        number = f" ({seen[one.name]})" if seen[one.name] > 1 else ""
        named.append(Receiver(f"{one.name}{number}", one.kind, one.url, one.secret, one.mailbox))
    return tuple(named)


def language(environment: Mapping[str, str] | None = None) -> str:
    """The language of messages.

    Raises:
        AlertsError: it is neither zh nor en.
    """
    env = os.environ if environment is None else environment
    chosen = env.get("GOUJI_ALERTS_LANG") or from_locale(env)
    if chosen not in LANGUAGES:
        raise AlertsError(
            Reason(
                "alerts",
                f"GOUJI_ALERTS_LANG 应为 zh 或 en，现为 {chosen}",
                f"GOUJI_ALERTS_LANG must be zh or en, not {chosen}",
            )
        )
    return chosen


def _from_file(env: Mapping[str, str]) -> Iterator[str]:
    place = env.get("GOUJI_ALERTS_FILE")
    if not place:
        return
    try:
        text = Path(place).read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError):
        raise AlertsError(
            Reason(
                "alerts",
                f"GOUJI_ALERTS_FILE 所指的文件 {place} 无法读取",
                f"the file {place} that GOUJI_ALERTS_FILE names cannot be read",
            )
        ) from None
    yield from _words(text)


def _words(text: str) -> Iterator[str]:
    for line in text.splitlines():
        if not line.lstrip().startswith("#"):
            yield from line.split()


def _receiver(word: str, place: int) -> Receiver:
    scheme = word.partition("://")[0].lower()
    try:
        found = _mail(word, scheme) if scheme in _MAIL_PORTS else _webhook(word, scheme)
    except (ValueError, WebError):
        found = None
    if found is None:
        known = ", ".join([*(f"{kind}+https" for kind in shapes()), *_MAIL_PORTS])
        raise AlertsError(
            Reason(
                "alerts",
                f"第 {place} 个告警接收方的地址不可用（为保密不显示）；可用的形式：{known}",
                f"the address of alert receiver number {place} cannot be used (it is a secret and "
                f"not shown); it must be one of {known}",
            )
        )
    return found


def _webhook(word: str, scheme: str) -> Receiver | None:
    kind, plus, rest = scheme.rpartition("+")
    kind = kind if plus else "json"
    if kind not in shapes() or rest not in ("http", "https"):
        return None
    url, _, secret = word.partition("#")
    url = f"{rest}://{url.partition('://')[2]}"
    return Receiver(f"{kind} {address_of(url).named}", kind, url, secret)


def _mail(word: str, scheme: str) -> Receiver | None:
    parts = urlsplit(word)
    asked = parse_qs(parts.query)
    to = tuple(one.strip() for one in ",".join(asked.get("to", [])).split(",") if one.strip())
    sender = asked.get("from", [""])[0]
    user, password = unquote(parts.username or ""), unquote(parts.password or "")
    whole = parts.hostname and to and all(_is_address(one) for one in (sender, *to))
    if not whole or not parts.hostname or (scheme == "smtp+plain" and user):
        return None
    port = parts.port or _MAIL_PORTS[scheme]
    mailbox = Mailbox(scheme, parts.hostname, port, sender, to, user, password)
    return Receiver(f"e-mail {parts.hostname}", "mail", mailbox=mailbox)


def _is_address(text: str) -> bool:
    name, _, host = text.rpartition("@")
    return bool(name and host) and text.isprintable() and not set(text) & set(' <>",;:')
