"""divisions.total: the table of a whole area against the sum of its units, for all reports at once.

The units of an area are its own level (the organs of that government) and its divisions one level
down. They must be a disjoint cover and all be there: one report of the own level, and of each
division one whose table covers all of that division. Otherwise, and where it is not known which
divisions an area has, the rule is not assessable. It needs the other reports of a lake, so it has
no counterpart for a single file.
"""

from __future__ import annotations

from typing import Any

import polars as pl

from gouji.extraction.report import Coverage, IssuerKind
from gouji.forms import catalogue
from gouji.forms.model import Rule
from gouji.reconciliation.cell_matrix import WIDE
from gouji.reconciliation.comparisons.frame import RESULT_SCHEMA

RULE = "divisions.total"
FIRST = 46_000
"""Where this rule stands in the order of the confrontations of a table."""

UNITS_UNKNOWN, UNITS_MISSING = "units_unknown", "units_missing"
UNITS_CHANGED = "units_changed"
UNITS_SCHEMA = pl.Schema({"division": pl.String(), "unit": pl.String(), "changed_in": pl.Int64()})
"""Which divisions lie directly under which, codes as the reports have them; the year up to which
others did, null where that is not known of any."""

_SPEAKING = (str(IssuerKind.GOVERNMENT), str(IssuerKind.GENERAL_OFFICE))
"""Kinds of issuer that report for a level or a whole area."""


def confront_divisions(
    docs: pl.DataFrame, tables: pl.DataFrame, figures: pl.DataFrame, units: pl.DataFrame | None
) -> pl.DataFrame:
    """The rule on every table of a whole area: RESULT_SCHEMA.

    Args:
        docs: doc, document_id, year, issuer_kind, division_code, coverage of readable reports of
            one year.
        tables: doc, table, form of their readable tables.
        figures: dataset of the lake.
        units: UNITS_SCHEMA; None where it is not known.
    """
    if not catalogue.is_active(RULE):
        return RESULT_SCHEMA.to_frame()
    rule = catalogue.rules()[RULE]
    items = [(table, item) for table, own in rule.parameters["items"].items() for item in own]
    speaking = docs.filter(
        pl.col("issuer_kind").is_in(_SPEAKING)
        & pl.col("division_code").is_not_null()
        & pl.col("year").is_between(rule.valid_from or 0, rule.valid_to or 9999)
    )
    areas = (
        speaking.filter(pl.col("coverage") == str(Coverage.AREA))
        .select("doc", "year", "division_code")
        .join(tables.filter(pl.col("form").is_in(list(rule.forms))), on="doc")
        .filter(pl.col("table").is_in(list(rule.parameters["items"])))
        .select("doc", "year", "table", pl.col("division_code").alias("division"))
    )
    if areas.is_empty():
        return RESULT_SCHEMA.to_frame()
    known = units if units is not None else UNITS_SCHEMA.to_frame()
    covered = _cover(areas, speaking, known)
    whole = covered.filter(pl.col("hindrance").is_null())
    return pl.concat(
        [
            _hindered(covered.filter(pl.col("hindrance").is_not_null()), rule),
            _summed(whole, docs, _cells(figures, rule), items),
        ]
    )


def _cover(areas: pl.DataFrame, speaking: pl.DataFrame, units: pl.DataFrame) -> pl.DataFrame:
    """`areas` with `members` (documents of the units) and `hindrance`."""
    one = pl.len() == 1
    by_coverage = speaking.group_by("division_code", "coverage").agg(
        pl.when(one).then(pl.col("doc").first()).alias("member")
    )
    own = by_coverage.filter(pl.col("coverage") == str(Coverage.OWN_LEVEL)).select(
        pl.col("division_code").alias("division"), "member"
    )
    below = by_coverage.filter(pl.col("coverage") == str(Coverage.AREA)).select(
        pl.col("division_code").alias("unit"), "member"
    )
    divisions = areas.select("division").unique()
    wanted = pl.concat(
        [
            divisions.join(own, on="division", how="left"),
            divisions.join(units, on="division")
            .join(below, on="unit", how="left")
            .select("division", "member"),
        ]
    )
    listed = (
        units.join(divisions, on="division", how="semi")
        .group_by("division")
        .agg(pl.lit(value=True).alias("listed"), pl.col("changed_in").max())
    )
    cover = wanted.group_by("division").agg(
        pl.col("member"), pl.col("member").is_null().any().alias("gap")
    )
    return (
        areas.join(cover, on="division", how="left")
        .join(listed, on="division", how="left")
        .with_columns(
            pl.when(pl.col("listed").is_null())
            .then(pl.lit(UNITS_UNKNOWN))
            .when(pl.col("changed_in") >= pl.col("year"))
            .then(pl.lit(UNITS_CHANGED))
            .when(pl.col("gap"))
            .then(pl.lit(UNITS_MISSING))
            .alias("hindrance")
        )
        .select("doc", "table", pl.col("member").alias("members"), "hindrance")
    )


def _cells(figures: pl.DataFrame, rule: Rule) -> pl.DataFrame:
    """document_id, table, item, certain, value, low, high of the cells that are compared."""
    rows = [(t, i) for t, own in rule.parameters["items"].items() for i in own]
    names = pl.DataFrame(rows, schema={"table": pl.String, "item": pl.String}, orient="row")
    return (
        figures.lazy()
        .filter(pl.col("column") == rule.parameters["column"])
        .join(names.lazy(), on=["table", "item"])
        .select(
            *("document_id", "table", "item"),
            pl.col("state").is_in(["reported", "blank", "dash"]).alias("certain"),
            pl.col("value").cast(WIDE).alias("value"),
            pl.coalesce("value_low", "value").cast(WIDE).alias("low"),
            pl.coalesce("value_high", "value").cast(WIDE).alias("high"),
        )
        .collect()
    )


def _summed(
    whole: pl.DataFrame, docs: pl.DataFrame, cells: pl.DataFrame, items: list[tuple[str, str]]
) -> pl.DataFrame:
    documents = docs.select("doc", "document_id")
    by_doc = cells.join(documents, on="document_id").drop("document_id")
    schema = {"table": pl.String, "item": pl.String}
    wanted = pl.DataFrame(items, schema=schema, orient="row").with_row_index("turn")
    asked = whole.select("doc", "table", "members").join(wanted, on="table")
    parts = (
        asked.explode("members")
        .join(
            by_doc.rename({"doc": "members"}),
            on=["members", "table", "item"],
            how="left",
        )
        .group_by("doc", "table", "item", "turn")
        .agg(
            pl.col("certain").fill_null(value=False).all().alias("parts_known"),
            pl.col("value").is_not_null().any().alias("parts_some"),
            *(pl.col(name).sum().alias(f"{name}_l") for name in ("value", "low", "high")),
        )
    )
    both = parts.join(by_doc, on=["doc", "table", "item"], how="left")
    lhs_known = pl.col("parts_known") & pl.col("parts_some")
    rhs_known = pl.col("certain").fill_null(value=False) & pl.col("value").is_not_null()
    ties = (pl.col("low_l") <= pl.col("high")) & (pl.col("low") <= pl.col("high_l"))
    status = (
        pl.when(~(lhs_known & rhs_known))
        .then(pl.lit("not_assessable"))
        .when(ties)
        .then(pl.lit("pass"))
        .otherwise(pl.lit("fail"))
    )
    return _rows(
        both,
        ord=pl.col("turn") + FIRST,
        scope=pl.col("item"),
        status=status,
        lhs=pl.when(lhs_known).then("value_l"),
        rhs=pl.when(rhs_known).then("value"),
    )


def _hindered(areas: pl.DataFrame, rule: Rule) -> pl.DataFrame:
    return _rows(
        areas,
        ord=pl.lit(FIRST),
        scope=pl.col("table"),
        status=pl.lit("not_assessable"),
        detail=pl.col("hindrance"),
    )


def _rows(frame: pl.DataFrame, **columns: pl.Expr) -> pl.DataFrame:
    given: dict[str, Any] = {
        "doc": pl.col("doc"),
        "table": pl.col("table"),
        "rule_id": pl.lit(RULE),
        "lhs": pl.lit(None),
        "rhs": pl.lit(None),
        "doubt": pl.lit(value=False),
        "detail": pl.lit(None),
        "claim": pl.lit(None),
        **columns,
    }
    return frame.select(
        given[name].cast(dtype).alias(name) for name, dtype in RESULT_SCHEMA.items()
    )
