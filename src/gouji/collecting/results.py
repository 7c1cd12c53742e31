"""What came of each source, as objects and as a frame."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

import polars as pl

from gouji.collecting.sources import Source
from gouji.errors import Reason

SCHEMA = {
    "line": pl.Int64,
    "issuer": pl.String,
    "year": pl.Int64,
    "url": pl.String,
    "outcome": pl.String,
    "path": pl.String,
    "final_url": pl.String,
    "status": pl.Int64,
    "sha256": pl.String,
    "size": pl.Int64,
    "reason_code": pl.String,
    "reason_zh": pl.String,
    "reason_en": pl.String,
}


class Outcome(StrEnum):
    """What came of a source."""

    NEW = "new"
    CHANGED = "changed"
    UNCHANGED = "unchanged"
    FAILED = "failed"
    """Nothing was written; what was there before, if anything, is kept."""
    REFUSED = "refused"
    """The row cannot be used; nothing was asked for."""


@dataclass(frozen=True, slots=True)
class Result:
    """One source. path: its file, also where an earlier version is kept; None where there is none.

    final_url: where the document came from. status: the last answer of the server. replaced: the
    file that it gave before under another ending, deleted now.
    """

    source: Source
    outcome: Outcome
    path: str | None = None
    final_url: str | None = None
    status: int | None = None
    sha256: str | None = None
    size: int | None = None
    reason: Reason | None = None
    replaced: str | None = None

    @property
    def fine(self) -> bool:
        """Whether the source's report is there as it is published now."""
        return self.outcome in (Outcome.NEW, Outcome.CHANGED, Outcome.UNCHANGED)


@dataclass(frozen=True, slots=True)
class Collected:
    """What came of all sources. no_longer_listed: files of sources that the list names no more."""

    results: tuple[Result, ...]
    no_longer_listed: tuple[str, ...] = ()

    @property
    def counts(self) -> dict[Outcome, int]:
        """How many sources came to what."""
        counted = Counter(result.outcome for result in self.results)
        return {outcome: counted[outcome] for outcome in Outcome}


def frame(results: Sequence[Result]) -> pl.DataFrame:
    """One row for each source, in the order of the list."""
    rows = [
        (
            result.source.line,
            result.source.issuer or None,
            result.source.year,
            # The address of a refused row may hold a password.
            result.source.url if result.outcome is not Outcome.REFUSED else None,
            result.outcome.value,
            result.path,
            result.final_url,
            result.status,
            result.sha256,
            result.size,
            *((r.code, r.zh, r.en) if (r := result.reason) else (None, None, None)),
        )
        for result in results
    ]
    return pl.DataFrame(rows, schema=SCHEMA, orient="row")
