"""Two documents of one issuer and year that are not versions of each other.

A government may publish one report on its whole area and one on its own level alone, under the same
name (本级 and 汇总). The newer one takes the place of the older, and would turn up as a revision of
its figures. Where both say what they add up, and one says the area and the other less, the current
one carries a contradiction on its coverage, so that it is withheld with both named; a row of
reports.csv that names the two apart settles it.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import polars as pl

from gouji.extraction.report import Coverage, Evidence
from gouji.tables.frames import identity_of, identity_row

_AREA = (str(Coverage.AREA),)
_LESS = (str(Coverage.ORGAN), str(Coverage.OWN_LEVEL))
_CHANGED = ("document_id", "identity_evidence", "identity_conflicts")
_SAID = ("report_id", "path", "coverage", "coverage_evidence")


def with_coverage_conflicts(reports: pl.DataFrame) -> pl.DataFrame:
    """The rows, with "coverage" among the conflicts of a current document that has such a rival.

    Args:
        reports: rows of `reports` with `is_current`; a document that is gone, or cannot be read, is
            no rival.
    """
    there = reports.filter(pl.col("removed_at").is_null() & pl.col("unreadable_code").is_null())
    current, older = there.filter("is_current"), there.filter(~pl.col("is_current"))
    changed = []
    for mine, theirs in ((_AREA, _LESS), (_LESS, _AREA)):
        rivals = older.filter(pl.col("coverage").is_in(theirs)).select(_SAID).sort(_SAID)
        ours = current.filter(pl.col("coverage").is_in(mine))
        ours = ours.join(rivals, on="report_id", how="semi", maintain_order="left")
        for row in ours.iter_rows(named=True):
            against = rivals.filter(pl.col("report_id") == row["report_id"])
            changed.append(_contradicted(row, against.to_dicts()))
    if not changed:
        return reports
    schema = {name: reports.schema[name] for name in _CHANGED}
    return reports.update(pl.DataFrame(changed, schema=schema), on="document_id")


def _contradicted(row: dict[str, Any], rivals: list[dict[str, Any]]) -> dict[str, Any]:
    identity = identity_of(row)
    said = (_said(one) for one in (row, *rivals))
    contradicted = identity_row(
        replace(
            identity,
            evidence=(*identity.evidence, *said),
            conflicts=tuple(sorted({*identity.conflicts, "coverage"})),
        )
    )
    return {name: contradicted.get(name, row[name]) for name in _CHANGED}


def _said(row: dict[str, Any]) -> Evidence:
    words = row["coverage_evidence"] or row["coverage"]
    return Evidence("coverage", f"{row['path']}: {words}", "document", words)
