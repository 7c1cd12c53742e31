"""The rules that are not sums, over all reports at once: cell domain, certainty, identity.

Mirrors `_domain` and `_certainty` of `gouji.forms.evaluation` and `judgement.confront_identity`. A
cell rule gives a row for each cell that fails, or, where none does, one row whose scope is the
table. Nothing here knows decisions or statuses.
"""

from __future__ import annotations

import json

import polars as pl

from gouji.extraction.report import CONTRADICTABLE
from gouji.forms import catalogue
from gouji.forms.catalogue import REPORT_YEARS
from gouji.forms.model import Unit
from gouji.reconciliation.cell_matrix import (
    AMBIGUOUS,
    REPORTED,
    STATES,
    UNREADABLE,
    WIDE,
    CellMatrix,
)
from gouji.reconciliation.status import (
    CELL_RULES,
    CERTAINTY_RULE,
    DOMAIN_RULE,
    IDENTITY_RULE,
)

FIRST_DOMAIN, FIRST_CERTAINTY, LAST = 10_000, 20_000, 30_000
"""Where failing cells, and the rows of rules that no cell fails, stand in the order of a table."""

RESULT_SCHEMA = pl.Schema(
    {
        "doc": pl.UInt32(),
        "ord": pl.UInt32(),
        "rule_id": pl.String(),
        "scope": pl.String(),
        "status": pl.String(),
        "lhs": WIDE,
        "doubt": pl.Boolean(),
        "detail": pl.String(),
    }
)


def applies(rule_id: str, form: str) -> bool:
    """Whether an active rule binds a form."""
    rule = catalogue.rules()[rule_id]
    return rule.status == "active" and form in rule.forms


def confront_domain(matrix: CellMatrix) -> pl.DataFrame:
    """figures.domain: a row for each failing cell, or one for the table."""
    if not applies(DOMAIN_RULE, matrix.form):
        return RESULT_SCHEMA.to_frame()
    value = pl.col("value")
    # Few values are negative or broken: only these are looked up.
    odd = matrix.at((matrix.values < 0) | (matrix.values != matrix.values.floor()))
    allowed = pl.DataFrame(
        [
            (matrix.table.unit(key) is Unit.COUNT, matrix.table.column(key.column).signed)
            for key in matrix.keys
        ],
        schema={"is_count": pl.Boolean, "signed": pl.Boolean},
        orient="row",
    ).with_row_index("cell")
    failing = (
        odd.join(allowed.cast({"cell": pl.UInt16}), on="cell")
        .filter(((value < 0) & ~pl.col("signed")) | (pl.col("is_count") & (value != value.floor())))
        .join(matrix.scopes(), on="cell")
        .select(*_failure(DOMAIN_RULE, FIRST_DOMAIN, lhs=value))
    )
    by_report = (matrix.codes == REPORTED).reshape((len(matrix.docs), len(matrix.keys)))
    numbers = by_report.to_frame("cell").select(pl.col("cell").arr.any()).to_series()
    return pl.concat([failing, _clean(matrix, failing, DOMAIN_RULE, numbers)])


def confront_certainty(matrix: CellMatrix) -> pl.DataFrame:
    """reading.certain: a row for each cell that is not certain, or one for the table."""
    if not applies(CERTAINTY_RULE, matrix.form):
        return RESULT_SCHEMA.to_frame()
    names = {code: state.value for code, state in enumerate(STATES)}
    failing = (
        matrix.at(matrix.codes > REPORTED)
        .join(matrix.scopes(), on="cell")
        .select(
            *_failure(
                CERTAINTY_RULE,
                FIRST_CERTAINTY,
                doubt=True,
                detail=pl.col("code").replace_strict(names, return_dtype=pl.String),
            )
        )
    )
    return pl.concat([failing, _clean(matrix, failing, CERTAINTY_RULE)])


def _failure(
    rule_id: str,
    first: int,
    *,
    lhs: pl.Expr | None = None,
    doubt: bool = False,
    detail: pl.Expr | None = None,
) -> list[pl.Expr]:
    """The columns of RESULT_SCHEMA of failing cells, from cell and scope."""
    return [
        pl.col("doc"),
        (pl.col("cell").cast(pl.UInt32) + first).alias("ord"),
        pl.lit(rule_id).alias("rule_id"),
        pl.col("scope"),
        pl.lit("fail").alias("status"),
        (pl.lit(None, WIDE) if lhs is None else lhs.cast(WIDE)).alias("lhs"),
        pl.lit(doubt).alias("doubt"),
        (pl.lit(None, pl.String) if detail is None else detail).alias("detail"),
    ]


def _clean(
    matrix: CellMatrix, failing: pl.DataFrame, rule_id: str, assessed: pl.Series | None = None
) -> pl.DataFrame:
    """One row for each report in which no cell fails the rule."""
    reports = pl.DataFrame({"doc": matrix.docs, "assessed": True if assessed is None else assessed})
    return reports.join(failing.select("doc").unique(), on="doc", how="anti").select(
        "doc",
        pl.lit(LAST + CELL_RULES.index(rule_id), pl.UInt32).alias("ord"),
        pl.lit(rule_id).alias("rule_id"),
        pl.lit(matrix.table.id).alias("scope"),
        pl.when("assessed")
        .then(pl.lit("pass"))
        .otherwise(pl.lit("not_assessable"))
        .alias("status"),
        pl.lit(None, WIDE).alias("lhs"),
        pl.lit(False).alias("doubt"),
        pl.lit(None, pl.String).alias("detail"),
    )


def loose_doubts(matrix: CellMatrix) -> pl.DataFrame:
    """doc, table, loose: doubtful cells of a form that reading.certain does not bind."""
    binds = applies(CERTAINTY_RULE, matrix.form)
    doubtful = (matrix.codes == AMBIGUOUS) | (matrix.codes == UNREADABLE)
    found = matrix.at(doubtful if not binds else doubtful & False)
    return found.group_by("doc").agg(
        pl.lit(matrix.table.id).alias("table"), pl.len().cast(pl.Int64).alias("loose")
    )


def confront_identity(reports: pl.DataFrame) -> pl.DataFrame:
    """identity.known: a row for each of issuer and year, and for each that may be contradicted.

    Args:
        reports: doc, issuer, issuer_id, year, identity_evidence, identity_conflicts of readable
            reports.
    """
    if catalogue.rules()[IDENTITY_RULE].status != "active":
        return pl.DataFrame(schema=RESULT_SCHEMA)
    conflicts = pl.col("identity_conflicts").fill_null("[]")
    checks = {
        "issuer": pl.col("issuer").is_not_null() & pl.col("issuer_id").is_not_null(),
        "year": pl.col("year").is_in(REPORT_YEARS).fill_null(value=False),
    }
    for field in CONTRADICTABLE:
        checks[f"{field}_conflict"] = ~conflicts.str.contains(f'"{field}"', literal=True)
    details = _conflict_details(reports.filter(conflicts != "[]"))
    named = pl.when(~checks["issuer"]).then("issuer")
    parts = [
        reports.select(
            "doc",
            pl.lit(ord_, pl.UInt32).alias("ord"),
            pl.lit(IDENTITY_RULE).alias("rule_id"),
            pl.lit(scope).alias("scope"),
            pl.when(passes).then(pl.lit("pass")).otherwise(pl.lit("fail")).alias("status"),
            pl.lit(None, WIDE).alias("lhs"),
            pl.lit(False).alias("doubt"),
            (named if scope == "issuer" else pl.lit(None, pl.String)).alias("detail"),
        )
        for ord_, (scope, passes) in enumerate(checks.items())
    ]
    results = pl.concat(parts)
    if details.is_empty():
        return results
    joined = results.join(details, on=["doc", "scope"], how="left", maintain_order="left")
    found = pl.when(pl.col("status") == "fail").then("found")
    return joined.with_columns(detail=pl.coalesce("detail", found)).drop("found")


def _conflict_details(reports: pl.DataFrame) -> pl.DataFrame:
    """doc, scope, found: what the pieces of evidence say, for the few reports that conflict."""
    rows = []
    for doc, text in reports.select("doc", "identity_evidence").iter_rows():
        evidence = json.loads(text or "[]")
        for field in CONTRADICTABLE:
            values = (str(item["value"]) for item in evidence if item["field"] == field)
            rows.append((doc, f"{field}_conflict", " / ".join(dict.fromkeys(values)) or None))
    schema = {"doc": pl.UInt32, "scope": pl.String, "found": pl.String}
    return pl.DataFrame(rows, schema=schema, orient="row")
