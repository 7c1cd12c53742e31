"""What the gate said about one candidate, as stored in `<home>/verdicts/<content_hash>.json`.

`expectations.gate` writes verdicts, `publish` reads them back: a blocking check holds for one run
only, a stored verdict holds for whoever publishes later. One file per content hash; judging the
same content again replaces it, so the last word counts.

What does not belong here: judging (see `expectations/`).
"""

from __future__ import annotations

import json
import os
from dataclasses import asdict, dataclass, field
from enum import StrEnum
from pathlib import Path
from typing import Any

from gouji.release.errors import GateShut

SCHEMA_VERSION = 1
UNREADABLE = "unreadable-candidate"
"""Stands for the content hash of a candidate that could not be hashed; matches no candidate."""


class State(StrEnum):
    """The three answers. Only `PASSED` opens the gate."""

    PASSED = "passed"
    FAILED = "failed"
    """At least one critical expectation does not hold."""
    ERRORED = "errored"
    """At least one expectation, or the checkpoint itself, could not be evaluated."""


@dataclass(frozen=True, slots=True)
class ExpectationResult:
    """One expectation on one frame.

    sample: the first offending rows, each a flat mapping with the key of the row.
    observed: what was seen, ready for JSON. errored: it raised, so it neither holds nor fails.
    """

    suite: str
    expectation: str
    success: bool
    errored: bool = False
    severity: str = "critical"
    observed: object = None
    unexpected_count: int = 0
    sample: tuple[dict[str, object], ...] = ()
    zh: str = ""
    en: str = ""


@dataclass(frozen=True, slots=True)
class Verdict:
    """The answer for one content hash.

    compared_with: release id of the last release of the same source, whose row counts this
    candidate was compared with; None where there was none.
    inputs: the digests of rules, decisions and thresholds that went into the hash.
    """

    verdict: State
    content_hash: str
    judged_at: str
    strict: bool
    expectations: tuple[ExpectationResult, ...] = ()
    reasons_zh: tuple[str, ...] = ()
    reasons_en: tuple[str, ...] = ()
    compared_with: str | None = None
    inputs: dict[str, str] = field(default_factory=dict)

    @property
    def passed(self) -> bool:
        """Whether it opens the gate."""
        return self.verdict is State.PASSED

    @property
    def is_sound(self) -> bool:
        """Whether something was checked, and nothing that was checked says otherwise."""
        shut = (
            r.errored or (not r.success and r.severity == "critical") for r in self.expectations
        )
        return bool(self.expectations) and self.passed is not any(shut)

    def reasons(self, lang: str = "en") -> tuple[str, ...]:
        """Why the gate is shut, in plain words; warnings where it is open."""
        return self.reasons_zh if lang == "zh" else self.reasons_en

    def as_dict(self) -> dict[str, Any]:
        """As JSON has it: lists for tuples, text for what JSON does not know."""
        data: dict[str, Any] = json.loads(json.dumps(asdict(self), default=str))
        return {"schema_version": SCHEMA_VERSION, **data}


def verdict_path(home: Path, content_hash: str) -> Path:
    """Where the verdict on that content is stored."""
    return home / "verdicts" / f"{content_hash}.json"


def store_verdict(home: Path, verdict: Verdict) -> Path:
    """Write the verdict, whole or not at all, and return its path."""
    path = verdict_path(home, verdict.content_hash)
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_name(f".{path.name}.{os.getpid()}")
    draft.write_text(json.dumps(verdict.as_dict(), ensure_ascii=False, indent=1), encoding="utf-8")
    draft.replace(path)
    return path


def load_verdict(home: Path, content_hash: str) -> Verdict | None:
    """The stored verdict on that content, None where it was never judged.

    Raises:
        GateShut: the file is there and cannot be understood, or is about other content.
    """
    path = verdict_path(home, content_hash)
    try:
        raw = json.loads(path.read_text(encoding="utf-8"))
        verdict = _parse(raw)
    except FileNotFoundError:
        return None
    except (OSError, ValueError, TypeError, KeyError, AttributeError) as error:
        raise GateShut(
            f"判定文件 {path} 无法读取（{error}），闸门保持关闭。请重新判定。",
            f"The verdict {path} cannot be read ({error}), so the gate stays shut. Judge again.",
        ) from error
    if verdict.content_hash != content_hash:
        raise GateShut(
            f"判定文件 {path} 说的是另一份内容，闸门保持关闭。请重新判定。",
            f"The verdict {path} is about other content, so the gate stays shut. Judge again.",
        )
    return verdict


def _parse(raw: dict[str, Any]) -> Verdict:
    return Verdict(
        verdict=State(raw["verdict"]),
        content_hash=raw["content_hash"],
        judged_at=raw["judged_at"],
        strict=_boolean(raw["strict"]),
        expectations=tuple(
            ExpectationResult(**{**entry, "sample": tuple(entry.get("sample", ()))})
            for entry in raw["expectations"]
        ),
        reasons_zh=tuple(raw["reasons_zh"]),
        reasons_en=tuple(raw["reasons_en"]),
        compared_with=raw.get("compared_with"),
        inputs=dict(raw.get("inputs", {})),
    )


def _boolean(value: object) -> bool:
    if not isinstance(value, bool):
        raise TypeError(f"strict is {value!r}, not true or false")
    return value
