"""Comparisons of all reports of a year, with themselves and with the year before, as joins.

It says exactly what `one_report.confront_comparisons` says of one report; a property test compares
them. The few cells that comparisons name are taken out of the figures first, so that the earlier
year costs little.
"""

from __future__ import annotations

from dataclasses import dataclass

import polars as pl

from gouji.extraction.report import Coverage
from gouji.forms import catalogue
from gouji.forms.model import Comparison, Relation
from gouji.reconciliation.cell_matrix import REPORTED, STATES, UNREADABLE, WIDE
from gouji.reconciliation.comparisons.one_report import (
    COVERAGE_UNKNOWN,
    DOUBTFUL,
    NO_YEAR_BEFORE,
    OTHER_COVERAGE,
    OTHER_FORM,
)

FIRST = 50_000
"""Where comparisons stand in the order of the confrontations of a table."""

_SPREAD = 100
"""More than any comparison has scopes."""

RESULT_SCHEMA = pl.Schema(
    {
        "doc": pl.UInt32(),
        "table": pl.String(),
        "ord": pl.UInt32(),
        "rule_id": pl.String(),
        "scope": pl.String(),
        "status": pl.String(),
        "lhs": WIDE,
        "rhs": WIDE,
        "doubt": pl.Boolean(),
        "detail": pl.String(),
        "claim": pl.Int64(),
    }
)


@dataclass(frozen=True, slots=True)
class YearBefore:
    """The datasets `reports`, `table_readings` and `figures` of the year before.

    Only what the issuers of this year reported is needed; more does no harm.
    """

    reports: pl.DataFrame
    table_readings: pl.DataFrame
    figures: pl.DataFrame

    def current(self) -> pl.DataFrame:
        """issuer_id and everything else of the reports that count, one for each issuer."""
        known = pl.col("issuer_id").is_not_null()
        there = pl.col("is_current") & pl.col("removed_at").is_null()
        return self.reports.filter(known & there).unique("issuer_id", keep="last")


def confront_comparisons(
    docs: pl.DataFrame, tables: pl.DataFrame, figures: pl.DataFrame, before: YearBefore | None
) -> pl.DataFrame:
    """Every comparison on every report: RESULT_SCHEMA.

    Args:
        docs: doc, document_id, issuer_id, year, coverage.
        tables: doc, table, form of the readable tables.
        figures: dataset of the lake.
        before: None where nothing is known of the year before.
    """
    every = catalogue.comparisons()
    if not every:
        return RESULT_SCHEMA.to_frame()
    bound = _bound(docs, tables, every, before)
    free = bound.filter(pl.col("hindrance").is_null())
    hindered = bound.filter(pl.col("hindrance").is_not_null()).select(
        "doc",
        "table",
        (pl.col("number") * _SPREAD + FIRST).cast(pl.UInt32).alias("ord"),
        "rule_id",
        pl.col("table").alias("scope"),
        pl.lit("not_assessable").alias("status"),
        pl.lit(None, WIDE).alias("lhs"),
        pl.lit(None, WIDE).alias("rhs"),
        pl.lit(False).alias("doubt"),
        pl.col("hindrance").alias("detail"),
        pl.lit(None, pl.Int64).alias("claim"),
    )
    sums = _sums(free, every, _cells(figures, docs.select("doc", "document_id")), before)
    compared = sums.select(
        "doc",
        "table",
        (pl.col("number") * _SPREAD + pl.col("turn") + FIRST).cast(pl.UInt32).alias("ord"),
        "rule_id",
        "scope",
        _status().alias("status"),
        pl.when("known_l").then("value_l").alias("lhs"),
        pl.when("known_r").then("value_r").alias("rhs"),
        pl.col("doubtful").alias("doubt"),
    ).with_columns(pl.col("doubt") & (pl.col("status") == "fail"))
    detail = pl.when("doubt").then(pl.lit(COVERAGE_UNKNOWN)).alias("detail")
    claim = pl.lit(None, pl.Int64).alias("claim")
    return pl.concat([hindered, compared.with_columns(detail, claim)]).select(*RESULT_SCHEMA)


def _bound(
    docs: pl.DataFrame,
    tables: pl.DataFrame,
    every: tuple[Comparison, ...],
    before: YearBefore | None,
) -> pl.DataFrame:
    """doc, number, rule_id, table, doubtful, hindrance, then: which comparison binds which report.

    `then` is the document of the year before.
    """
    rules = catalogue.rules()
    rows = [
        (
            number,
            one.rule_id,
            one.table,
            form,
            one.across_years,
            one.relation in DOUBTFUL,
            rules[one.rule_id].valid_from or 0,
            rules[one.rule_id].valid_to or 9999,
        )
        for number, one in enumerate(every)
        for form in one.forms
    ]
    schema = {
        "number": pl.UInt32,
        **dict.fromkeys(("rule_id", "table", "form"), pl.String),
        **dict.fromkeys(("across", "doubtful"), pl.Boolean),
        **dict.fromkeys(("from", "to"), pl.Int64),
    }
    found = (
        tables.select("doc", "table", "form")
        .join(docs.select("doc", "issuer_id", "year", "coverage"), on="doc")
        .join(pl.DataFrame(rows, schema=schema, orient="row"), on=["table", "form"])
        .filter(pl.col("year").is_between(pl.col("from"), pl.col("to")))
    )
    with_before = found.join(_earlier(before), on="issuer_id", how="left").join(
        _earlier_forms(before, every), on=["then", "number"], how="left"
    )
    across = pl.col("across")
    return with_before.select(
        *("doc", "number", "rule_id", "table", "then"),
        (across & pl.col("doubtful") & (pl.col("coverage") == str(Coverage.UNKNOWN))).alias(
            "doubtful"
        ),
        pl.when(~across)
        .then(None)
        .when(pl.col("then").is_null())
        .then(pl.lit(NO_YEAR_BEFORE))
        .when(pl.col("coverage") != pl.col("earlier_coverage"))
        .then(pl.lit(OTHER_COVERAGE))
        .when(pl.col("same_form").is_null())
        .then(pl.lit(OTHER_FORM))
        .alias("hindrance"),
    )


def _earlier(before: YearBefore | None) -> pl.DataFrame:
    """issuer_id, then (document), earlier_coverage."""
    if before is None:
        names = ("issuer_id", "then", "earlier_coverage")
        return pl.DataFrame(schema=dict.fromkeys(names, pl.String))
    return before.current().select(
        "issuer_id",
        pl.col("document_id").alias("then"),
        pl.col("coverage").alias("earlier_coverage"),
    )


def _earlier_forms(before: YearBefore | None, every: tuple[Comparison, ...]) -> pl.DataFrame:
    """then, number, same_form: the tables of the year before in a form that a comparison knows."""
    schema = {"number": pl.UInt32, "table": pl.String, "form": pl.String}
    if before is None:
        return pl.DataFrame(
            schema={"then": pl.String, "number": pl.UInt32, "same_form": pl.Boolean}
        )
    rows = [(n, one.table, form) for n, one in enumerate(every) for form in one.forms]
    unreadable = before.reports.filter(pl.col("unreadable_code").is_not_null())
    return (
        before.table_readings.filter(pl.col("unreadable_code").is_null())
        .join(unreadable, on="document_id", how="anti")
        .join(pl.DataFrame(rows, schema=schema, orient="row"), on=["table", "form"])
        .select(
            pl.col("document_id").alias("then"), "number", pl.lit(value=True).alias("same_form")
        )
    )


def _names(every: tuple[Comparison, ...]) -> pl.DataFrame:
    """table, item, column, cell: a number for each cell that a comparison names."""
    keys = sorted(
        {
            (one.table, *one.key(term, scope))
            for one in every
            for scope in one.scopes
            for term in (*one.lhs, *one.rhs)
        }
    )
    schema = dict.fromkeys(("table", "item", "column"), pl.String)
    return pl.DataFrame(keys, schema=schema, orient="row").with_row_index("cell")


def _cells(figures: pl.DataFrame, docs: pl.DataFrame) -> pl.DataFrame:
    """cell, code, value, low, high of the cells that comparisons name, with the columns of docs."""
    names = _names(catalogue.comparisons())
    codes = {state.value: code for code, state in enumerate(STATES)}
    reported = pl.col("code") == REPORTED
    return (
        figures.lazy()
        .filter(pl.col("item").is_in(names["item"].unique().implode()))
        .select("document_id", "table", "item", "column", "state", *_VALUES)
        .join(names.lazy(), on=["table", "item", "column"])
        .join(docs.lazy(), on="document_id")
        .unique([*docs.columns, "cell"], keep="last", maintain_order=True)
        .with_columns(
            pl.col("state")
            .replace_strict(codes, default=UNREADABLE, return_dtype=pl.UInt8)
            .alias("code")
        )
        .select(
            *docs.columns,
            "cell",
            "code",
            *(
                pl.when(reported).then(pl.coalesce(name, "value").cast(WIDE)).alias(short)
                for name, short in zip(_VALUES, ("value", "low", "high"), strict=True)
            ),
        )
        .collect()
    )


_VALUES = ("value", "value_low", "value_high")


def _sums(
    free: pl.DataFrame,
    every: tuple[Comparison, ...],
    now: pl.DataFrame,
    before: YearBefore | None,
) -> pl.DataFrame:
    """One row a report, comparison and scope: known, value, low and high of either side."""
    terms = _terms(every)
    named = free.join(terms, on="number")
    parts = [
        named.filter(~pl.col("earlier")).join(
            now.drop("document_id"), on=["doc", "cell"], how="left"
        )
    ]
    if before is not None:
        then = _cells(before.figures, free.select(pl.col("then").alias("document_id")).unique())
        parts.append(
            named.filter("earlier").join(
                then.rename({"document_id": "then"}), on=["then", "cell"], how="left"
            )
        )
    everything = pl.concat(parts, how="diagonal_relaxed")
    is_reported = pl.col("code") == REPORTED
    certain = (pl.col("code") <= REPORTED).fill_null(value=False)
    gap = ~certain | (pl.col("needed") & ~is_reported)
    aggregates = []
    for side in "lr":
        own = pl.col("side") == side
        aggregates.append(
            (~(gap & own).any() & (is_reported & own).any())
            .fill_null(value=False)
            .alias(f"known_{side}")
        )
        for name, opposite in (("value", "value"), ("low", "high"), ("high", "low")):
            plus = pl.col(name).filter(own & (pl.col("weight") > 0)).sum()
            minus = pl.col(opposite).filter(own & (pl.col("weight") < 0)).sum()
            aggregates.append((plus - minus).alias(f"{name}_{side}"))
    keys = ["doc", "number", "turn"]
    rest = ["rule_id", "table", "scope", "doubtful", "relation", "least", "leap_from", "leap_to"]
    return everything.group_by(keys).agg(pl.col(rest).first(), *aggregates)


def _terms(every: tuple[Comparison, ...]) -> pl.DataFrame:
    """One row a comparison, scope and term."""
    cells = {(t, i, c): n for n, t, i, c in _names(every).iter_rows()}
    rows = []
    for number, one in enumerate(every):
        for turn, scope in enumerate(one.scopes):
            for side, terms in (("l", one.lhs), ("r", one.rhs)):
                for term in terms:
                    if abs(term.weight) != 1:
                        raise ValueError(f"{one.rule_id}: a weight is 1 or -1 here")
                    rows.append(
                        (
                            *(number, turn, scope, side, cells[one.table, *one.key(term, scope)]),
                            *(term.weight, term.year != 0, term.needed),
                            *(one.relation.value, one.least, *one.leap),
                        )
                    )
    schema = {
        **dict.fromkeys(("number", "turn"), pl.UInt32),
        **dict.fromkeys(("scope", "side"), pl.String),
        "cell": pl.UInt32,
        "weight": pl.Int8,
        **dict.fromkeys(("earlier", "needed"), pl.Boolean),
        "relation": pl.String,
        **dict.fromkeys(("least", "leap_from", "leap_to"), pl.Int64),
    }
    return pl.DataFrame(rows, schema=schema, orient="row")


def _status() -> pl.Expr:
    relation = pl.col("relation")
    lhs, rhs = pl.col("value_l"), pl.col("value_r")
    leaps = relation == Relation.NO_LEAP.value
    small = pl.min_horizontal(lhs, rhs).cast(pl.Float64)
    large = pl.max_horizontal(lhs, rhs).cast(pl.Float64)
    comparable = pl.col("known_l") & pl.col("known_r") & (~leaps | ((lhs > 0) & (rhs > 0)))
    holds = (
        pl.when(relation == Relation.AT_LEAST.value)
        .then(pl.col("high_l") >= pl.col("low_r"))
        .when(relation == Relation.UNLIKE.value)
        .then((lhs != rhs) | (lhs < pl.col("least")))
        .when(leaps)
        .then((large < pl.col("leap_from") * small) | (large > pl.col("leap_to") * small))
        .otherwise((pl.col("low_l") <= pl.col("high_r")) & (pl.col("low_r") <= pl.col("high_l")))
    )
    return (
        pl.when(~comparable)
        .then(pl.lit("not_assessable"))
        .when(holds)
        .then(pl.lit("pass"))
        .otherwise(pl.lit("fail"))
    )
