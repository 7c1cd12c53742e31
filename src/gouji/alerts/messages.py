"""What happened, in words: one title, the reasons, where to look."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any
from zoneinfo import ZoneInfo

SCHEMA_VERSION = 1

_SHOWN = 5
_LONGEST = 400
_PLACE = ZoneInfo("Asia/Shanghai")


class Kind(StrEnum):
    """What people are told of."""

    GATE_SHUT = "gate_shut"
    RUN_FAILED = "run_failed"
    DECISION_STALE = "decision_stale"
    CANNOT_WATCH = "cannot_watch"


_TITLES = {
    Kind.GATE_SHUT: (
        "【勾稽】关口未通过，没有发布任何内容",
        "[gouji] The gate is shut; nothing was published",
    ),
    Kind.RUN_FAILED: ("【勾稽】运行失败", "[gouji] A run failed"),
    Kind.DECISION_STALE: (
        "【勾稽】有审核决定不再适用，没有发布任何内容",
        "[gouji] A review decision no longer holds; nothing was published",
    ),
    Kind.CANNOT_WATCH: (
        "【勾稽】无法查看来源或审核决定，新内容不会自动取入、发布",
        "[gouji] The source or the decisions cannot be read; nothing new is published by itself",
    ),
}


@dataclass(frozen=True, slots=True)
class Event:
    """One thing to tell. key: the same for the same thing, fit for a file name.

    at: UTC. home: where it happened. run_id: of Dagster, None where it came to no run. link: page
    of the run, None where no UI is configured. reasons: Chinese and English, in pairs.
    """

    key: str
    kind: Kind
    at: datetime
    home: str
    reasons: tuple[tuple[str, str], ...]
    run_id: str | None = None
    link: str | None = None

    def title(self, lang: str) -> str:
        """One line that holds nothing from outside."""
        return _TITLES[self.kind][0 if lang == "zh" else 1]

    def text(self, lang: str) -> str:
        """The whole message: title, reasons, where to look, when."""
        return "\n".join(self._lines(lang))

    def _lines(self, lang: str) -> Iterator[str]:
        zh = lang == "zh"
        yield self.title(lang)
        for pair in self.reasons[:_SHOWN]:
            reason = " ".join(pair[0 if zh else 1].split())
            short = reason if len(reason) <= _LONGEST else reason[: _LONGEST - 1] + "…"
            yield f"{'· ' if zh else '- '}{short}"
        more = len(self.reasons) - _SHOWN
        if more > 0:
            yield f"……另有 {more} 条" if zh else f"... and {more} more"
        if self.link:
            yield f"运行：{self.link}" if zh else f"Run: {self.link}"
        else:
            if self.run_id:
                yield f"运行编号：{self.run_id}" if zh else f"Run id: {self.run_id}"
            look = f'gouji ui --home "{self.home}"'
            yield f"查看：{look}" if zh else f"To look at it: {look}"
        yield f"主目录：{self.home}" if zh else f"Home: {self.home}"
        when = f"{self.at.astimezone(_PLACE):%Y-%m-%d %H:%M}"
        yield f"时间：{when}（北京时间）" if zh else f"Time: {when} (Beijing)"

    def as_dict(self) -> dict[str, Any]:
        """Ready for JSON, in both languages."""
        return {
            "schema_version": SCHEMA_VERSION,
            "key": self.key,
            "kind": self.kind.value,
            "at": self.at.isoformat(timespec="seconds"),
            "title": {lang: self.title(lang) for lang in ("zh", "en")},
            "reasons": [{"zh": zh, "en": en} for zh, en in self.reasons],
            "home": self.home,
            "run_id": self.run_id,
            "link": self.link,
        }

    @classmethod
    def from_dict(cls, told: Mapping[str, Any]) -> Event:
        """What `as_dict` gave.

        Raises:
            KeyError, ValueError, TypeError: it did not give this.
        """
        return cls(
            told["key"],
            Kind(told["kind"]),
            datetime.fromisoformat(told["at"]),
            told["home"],
            tuple((reason["zh"], reason["en"]) for reason in told["reasons"]),
            told["run_id"],
            told["link"],
        )
