"""Two documents of one issuer and year that are not versions of each other.

The newer document of a report takes the place of the older. That is wrong in silence where

- one adds up the whole area and the other less: a government may publish both under one name (汇总
  and 本级);
- they came at once, nothing dates them apart, and their figures differ: only the names of the files
  would decide.

The current one then carries a contradiction, with what both documents say, so that the report is
withheld. Removing a file settles it, or a row of reports.csv that names the two apart.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from typing import Any

import polars as pl

from gouji.extraction.report import Coverage, Evidence
from gouji.forms import catalogue
from gouji.forms.values import State
from gouji.forms.wording import describe_scope, plain_number
from gouji.tables.frames import identity_of, identity_row

FiguresOf = Callable[[Sequence[str]], pl.DataFrame]
"""The rows of `figures` of some documents, by document_id, in the order of the form."""

_AREA = (str(Coverage.AREA),)
_LESS = (str(Coverage.ORGAN), str(Coverage.OWN_LEVEL))
_CELL = ("table", "item", "column")
_CHANGED = ("document_id", "identity_evidence", "identity_conflicts")
_Said = tuple[str, Evidence]


def with_contradictions(reports: pl.DataFrame, figures: FiguresOf) -> pl.DataFrame:
    """The rows; a current document that has such a rival says so among its conflicts.

    Args:
        reports: rows of `reports` with `is_current`; a document that is gone, or cannot be read, is
            no rival.
        figures: asked for the documents that came at once only.
    """
    there = reports.filter(pl.col("removed_at").is_null() & pl.col("unreadable_code").is_null())
    current = there.filter("is_current")
    pairs = current.join(there.filter(~pl.col("is_current")), on="report_id", suffix="_older")
    said: dict[str, list[Evidence]] = defaultdict(list)
    for document_id, evidence in (*_of_coverage(pairs), *_of_figures(pairs, figures)):
        said[document_id].append(evidence)
    if not said:
        return reports
    torn = current.filter(pl.col("document_id").is_in(list(said)))
    changed = [_contradicted(row, said[row["document_id"]]) for row in torn.iter_rows(named=True)]
    schema = {name: reports.schema[name] for name in _CHANGED}
    return reports.update(pl.DataFrame(changed, schema=schema), on="document_id")


def _of_coverage(pairs: pl.DataFrame) -> Iterator[_Said]:
    for mine, theirs in ((_AREA, _LESS), (_LESS, _AREA)):
        unlike = pl.col("coverage").is_in(mine) & pl.col("coverage_older").is_in(theirs)
        for row in pairs.filter(unlike).iter_rows(named=True):
            for which in ("", "_older"):
                words = row[f"coverage_evidence{which}"] or row[f"coverage{which}"]
                yield row["document_id"], _evidence("coverage", row[f"path{which}"], words)


def _of_figures(pairs: pl.DataFrame, figures: FiguresOf) -> Iterator[_Said]:
    """The first cell that is certain in both documents of a pair and not the same."""
    dated_apart = (pl.col("published_on") != pl.col("published_on_older")).fill_null(value=False)
    at_once = pairs.filter((pl.col("first_seen") == pl.col("first_seen_older")) & ~dated_apart)
    if at_once.is_empty():
        return
    ids = [*at_once["document_id"].unique(), *at_once["document_id_older"].unique()]
    values = figures(ids).filter(state=str(State.REPORTED)).select("document_id", *_CELL, "value")
    cells = at_once.join(values, on="document_id", maintain_order="left_right").join(
        values,
        left_on=["document_id_older", *_CELL],
        right_on=["document_id", *_CELL],
        suffix="_older",
        maintain_order="left",
    )
    unlike = cells.filter(pl.col("value") != pl.col("value_older"))
    first = unlike.unique(["document_id", "document_id_older"], keep="first", maintain_order=True)
    for row in first.iter_rows(named=True):
        scope = ".".join(row[name] for name in _CELL)
        place = describe_scope(catalogue.tables()[row["table"]], scope)
        for which in ("", "_older"):
            words = f"{place} {plain_number(row[f'value{which}'])}"
            yield row["document_id"], _evidence("document", row[f"path{which}"], words)


def _evidence(field: str, path: str, words: str) -> Evidence:
    return Evidence(field, f"{path}: {words}", "document", words)


def _contradicted(row: dict[str, Any], said: Sequence[Evidence]) -> dict[str, Any]:
    identity = identity_of(row)
    contradicted = identity_row(
        replace(
            identity,
            evidence=(*identity.evidence, *said),
            conflicts=tuple(sorted({*identity.conflicts, *(one.field for one in said)})),
        )
    )
    return {name: contradicted.get(name, row[name]) for name in _CHANGED}
