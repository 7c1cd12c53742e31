"""Loads the thresholds: the packaged ones, and those that a home puts in their place.

What does not belong here: measuring (see `expectations.rates`).
"""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path
from typing import Any

from gouji.documents.reasons import Reason
from gouji.errors import GoujiError

FILE = "thresholds.toml"
_SEVERITIES = ("critical", "warning")


class ThresholdError(GoujiError):
    """An entry that cannot be used; names file, entry and cause."""


@dataclass(frozen=True, slots=True)
class Threshold:
    """One bound on one metric; see the head of thresholds.toml. `min` and `max` are inclusive."""

    id: str
    metric: str
    zh: str
    en: str
    reason: str
    severity: str = "critical"
    min: float | None = None
    max: float | None = None
    min_n: int = 1


def load_thresholds(home: Path | None = None) -> tuple[tuple[Threshold, ...], bytes]:
    """The thresholds in force, and the bytes that stand for them in the content hash.

    Raises:
        ThresholdError: an entry is incomplete or means nothing.
    """
    packaged = files("expectations").joinpath(FILE).read_bytes()
    found = {entry.id: entry for entry in parse_thresholds(packaged, FILE)}
    own = home / FILE if home is not None else None
    if own is None or not own.is_file():
        return tuple(found.values()), packaged
    replaced = own.read_bytes()
    found |= {entry.id: entry for entry in parse_thresholds(replaced, str(own))}
    return tuple(found.values()), packaged + b"\n" + replaced


def parse_thresholds(data: bytes, origin: str) -> list[Threshold]:
    """The entries of one file; `origin` names it in errors.

    Raises:
        ThresholdError: it is not TOML, or an entry cannot be used.
    """
    try:
        entries = tomllib.loads(data.decode()).get("threshold", [])
    except ValueError as error:
        raise _error(origin, "TOML 格式有误", f"it is not TOML ({error})") from error
    return [_threshold(raw, f"{origin} [{n}]") for n, raw in enumerate(entries, start=1)]


def _threshold(raw: dict[str, Any], origin: str) -> Threshold:
    try:
        entry = Threshold(**raw)
    except TypeError as error:
        raise _error(origin, f"字段不对（{error}）", f"its fields are wrong ({error})") from error
    origin = f"{origin} {entry.id}"
    if not str(entry.reason).strip():
        raise _error(origin, "没有写明理由", "it gives no reason")
    if entry.severity not in _SEVERITIES:
        allowed = ", ".join(_SEVERITIES)
        raise _error(origin, f"severity 应为 {allowed} 之一", f"severity must be one of {allowed}")
    bounds = [bound for bound in (entry.min, entry.max) if bound is not None]
    if not bounds or any(isinstance(b, bool) or not isinstance(b, int | float) for b in bounds):
        raise _error(origin, "min、max 至少要有一个数", "it needs a number as min or max")
    return entry


def _error(origin: str, zh: str, en: str) -> ThresholdError:
    return ThresholdError(Reason("threshold", f"阈值 {origin}：{zh}", f"Threshold {origin}: {en}"))
