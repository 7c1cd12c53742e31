"""Sends a message to a webhook, in the shape that its kind wants (`shapes.toml`)."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import ssl
import time
import tomllib
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from typing import Any

from gouji.alerts.messages import Event
from gouji.web import Bounds, WebError, send

BOUNDS = Bounds(total=10.0, idle=10.0, max_bytes=64 * 1024, cut=True)


class NotTaken(Exception):
    """The receiver did not take the message; the text is safe to show."""


@cache
def shapes() -> Mapping[str, Mapping[str, Any]]:
    """The kinds of webhooks."""
    text = files("gouji.alerts").joinpath("shapes.toml").read_text(encoding="utf-8")
    return tomllib.loads(text)


def body_of(event: Event, kind: str, lang: str, secret: str = "", at: int = 0) -> bytes:
    """What is posted: JSON in UTF-8. at: seconds since 1970, for the signature."""
    shape = shapes()[kind]
    if "body" not in shape:
        return json.dumps(event.as_dict(), ensure_ascii=False).encode("utf-8")
    text = event.text(lang)
    for character, instead in shape.get("escape", ()):
        text = text.replace(character, instead)
    body = _filled(shape["body"], _cut(text, shape["max_bytes"]))
    if secret and shape.get("signed"):
        body |= _signature(secret, at)
    return json.dumps(body, ensure_ascii=False).encode("utf-8")


def post(
    event: Event,
    kind: str,
    url: str,
    lang: str,
    *,
    secret: str = "",
    bounds: Bounds = BOUNDS,
    tls: ssl.SSLContext | None = None,
) -> None:
    """Post it once.

    Raises:
        NotTaken: the receiver cannot be reached, or says that it did not take the message.
    """
    headers = {
        "Content-Type": "application/json; charset=utf-8",
        "User-Agent": "gouji",
        "Idempotency-Key": event.key,
    }
    body = body_of(event, kind, lang, secret, int(time.time()))
    try:
        reply = send(url, method="POST", headers=headers, body=body, bounds=bounds, tls=tls)
    except WebError as error:
        raise NotTaken(str(error)) from None
    if not 200 <= reply.status < 300:
        raise NotTaken(f"status {reply.status}")
    for name, wanted in shapes()[kind].get("answer", {}).items():
        said = _answer(reply.body).get(name)
        if said != wanted:
            raise NotTaken(f"{name} {said if isinstance(said, int) else 'missing'}")


def _filled(shape: Mapping[str, Any], text: str) -> dict[str, Any]:
    filled: dict[str, Any] = {}
    for name, value in shape.items():
        if isinstance(value, Mapping):
            filled[name] = _filled(value, text)
        else:
            filled[name] = text if value == "$text" else value
    return filled


def _cut(text: str, size: int) -> str:
    whole = text.encode("utf-8")
    if len(whole) <= size:
        return text
    return whole[: size - len("…".encode())].decode("utf-8", "ignore") + "…"


def _signature(secret: str, at: int) -> dict[str, str]:
    """飞书 signs an empty message with time and secret as the key."""
    key = f"{at}\n{secret}".encode()
    sign = hmac.new(key, b"", hashlib.sha256).digest()
    return {"timestamp": str(at), "sign": base64.b64encode(sign).decode()}


def _answer(body: bytes) -> Mapping[str, Any]:
    try:
        said = json.loads(body)
    except ValueError:
        return {}
    return said if isinstance(said, dict) else {}
