"""Every rule that withholds nothing, confronted with all reports of a year at once.

Gathers what the single families find (years, divisions, form, prose, plausibility) in the order in
which it is told: report first, then table by table. Such failures are what an assessor marks down;
no status depends on them, so they stay apart from the confrontations that decide.
"""

from __future__ import annotations

from collections.abc import Sequence

import polars as pl

from gouji.reconciliation.claims.frame import confront_claims_frame
from gouji.reconciliation.claims.prose_frame import confront_prose
from gouji.reconciliation.comparisons.divisions import confront_divisions
from gouji.reconciliation.comparisons.frame import RESULT_SCHEMA, YearBefore, confront_comparisons
from gouji.reconciliation.form_frame import confront_form


def confront_defects(
    docs: pl.DataFrame,
    tables: pl.DataFrame,
    figures: pl.DataFrame,
    blanks: Sequence[pl.DataFrame],
    before: YearBefore | None,
    units: pl.DataFrame | None,
    claims: pl.DataFrame | None,
) -> pl.DataFrame:
    """doc, place and the rest of RESULT_SCHEMA, sorted as they are told.

    Args:
        docs: current reports, with the columns of `batch`.
        tables: doc, place, table, form, unreadable_code, doubt_code.
        figures: dataset of the lake.
        blanks: doc, table, empty, reported of each matrix.
        before: the year before.
        units: which divisions lie under which (`divisions.UNITS_SCHEMA`).
        claims: dataset of the lake.
    """
    readable = docs.filter(pl.col("unreadable_code").is_null())
    own = tables.filter(pl.col("unreadable_code").is_null()).select("doc", "table", "form")
    certain = tables.filter(pl.col("unreadable_code").is_null() & pl.col("doubt_code").is_null())
    counted = pl.concat([_NO_BLANKS.to_frame(), *blanks])
    found = pl.concat(
        [
            confront_form(readable, own, figures, counted),
            confront_prose(readable, before),
            confront_divisions(readable, own, figures, units),
            confront_comparisons(readable, own, figures, before),
            confront_claims_frame(readable, certain, figures, claims),
        ]
    )
    places = tables.select("doc", "table", "place")
    return (
        found.join(places, on=["doc", "table"], how="left")
        .with_columns(pl.col("place").fill_null(-1))
        .select("doc", "place", *[name for name in RESULT_SCHEMA if name != "doc"])
        .sort("doc", "place", "ord")
    )


_NO_BLANKS = pl.Schema(
    {"doc": pl.UInt32(), "table": pl.String(), "empty": pl.Int64(), "reported": pl.Int64()}
)
