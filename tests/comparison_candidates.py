"""The rows that the comparing marts have in the small world of `tests.candidates`."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from decimal import Decimal
from typing import Any, Protocol

import polars as pl

from gouji.forms.comparisons import comparisons

Row = dict[str, Any]
PUBLISHED = ("reconciled", "accepted", "unconfirmed")


class _Spec(Protocol):
    @property
    def issuer(self) -> str: ...
    @property
    def issuer_id(self) -> str: ...
    @property
    def report_id(self) -> str: ...
    @property
    def document_id(self) -> str: ...
    @property
    def year(self) -> int: ...
    @property
    def statuses(self) -> Mapping[str, str]: ...
    @property
    def report_status(self) -> str: ...


def comparing_marts(
    specs: tuple[_Spec, ...], outcomes: Iterable[Row], facts: pl.DataFrame
) -> dict[str, pl.DataFrame]:
    """Every comparing mart by name; `outcomes` and `facts` are rows of other models."""
    return {
        "mart_peer_comparison": _frame(_PEERS, _peers(outcomes)),
        "mart_division_rollup": _frame(_ROLLUP, [_area(specs[0])] if specs else []),
        "mart_coverage": _frame(_COVERAGE, map(_coverage, specs)),
        "mart_report_scorecard": _frame(_SCORECARD, map(_score, specs)),
        "mart_revisions": _frame(_REVISIONS, map(_revised, facts.head(1).iter_rows(named=True))),
        "mart_claims": _frame(_CLAIMS, map(_claim, specs)),
        "mart_withheld_shares": _frame(_SHARES, _shares(specs)),
    }


def _frame(schema: Mapping[str, Any], rows: Iterable[Row]) -> pl.DataFrame:
    full = [{name: row.get(name) for name in schema} for row in rows]
    return pl.DataFrame(full, schema=schema, orient="row")


def _about(spec: _Spec) -> Row:
    names = ("report_id", "document_id", "issuer_id", "issuer", "year")
    return {name: getattr(spec, name) for name in names}


def _peers(outcomes: Iterable[Row]) -> list[Row]:
    """Of one group, too small to rank anyone in; see the test that ranks."""
    return [
        {
            **row,
            "measure": one.id,
            "value": row[one.id],
            "comparability": "group_too_small",
            "issuer_kind": "department",
            "level": "county",
            "coverage": "organ",
        }
        for row in outcomes
        for one in comparisons().measures
        if one.table == "requests"
    ]


def _area(spec: _Spec) -> Row:
    counts = {"units_known": 2, "units_with_value": 2, "units_sum": 7, "value": 8, "difference": -1}
    return {**_about(spec), "measure": "granted", "comparability": "compared", **counts}


def _coverage(spec: _Spec) -> Row:
    due = date(spec.year + 1, 1, 31)
    dates = {"published_on": date(spec.year + 1, 2, 2), "due_on": due, "days_late": 2}
    return {**_about(spec), "status": "late", **dates}


def _score(spec: _Spec) -> Row:
    points = {"points": 60.0, "points_assessed": 80.0, "score": 75.0}
    return {**_about(spec), **points, "failed_rules": "form.sections timely"}


def _revised(fact: Row) -> Row:
    seen = {"first_seen_on": date(2026, 3, 1), "revised_seen_on": date(2026, 3, 2)}
    return {**fact, "kind": "changed", "first_value": fact["value"] + Decimal(1), **seen}


def _claim(spec: _Spec) -> Row:
    told = spec.statuses.get("requests") in PUBLISHED
    return {
        **_about(spec),
        "ordinal": 0,
        "subject": "received",
        "value": 10.0,
        "tables": "requests",
        "outcome": "agrees",
        "rule_id": "claims.total",
        "figure_is_published": told,
        "figure": Decimal(10) if told else None,
    }


def _shares(specs: tuple[_Spec, ...]) -> list[Row]:
    found: dict[tuple[int, str], Row] = {}
    for spec in specs:
        for table, status in spec.statuses.items():
            place = {"report_year": str(spec.year), "year": spec.year, "table": table}
            counts = dict.fromkeys(("tables", "published", "withheld", "unreadable", "excluded"), 0)
            row = found.setdefault(
                (spec.year, table),
                {**place, "level": "county", "province_code": "unknown", **counts},
            )
            row["tables"] += 1
            row["published" if status in PUBLISHED else status] += 1
    return list(found.values())


_MONEY = pl.Decimal(18, 2)
_REPORT = {
    **dict.fromkeys(("report_id", "document_id", "issuer_id", "issuer"), pl.String),
    "year": pl.Int64,
}
_PEERS = {
    **_REPORT,
    **dict.fromkeys(("issuer_kind", "level", "coverage", "table_status"), pl.String),
    **dict.fromkeys(("measure", "comparability"), pl.String),
    "value": pl.Float64,
    **dict.fromkeys(("peers", "rank"), pl.Int64),
}
_ROLLUP = {
    **_REPORT,
    **dict.fromkeys(("measure", "comparability"), pl.String),
    **dict.fromkeys(("value", "units_known", "units_with_value"), pl.Int64),
    **dict.fromkeys(("units_sum", "difference"), pl.Int64),
}
_COVERAGE = {
    **{name: kind for name, kind in _REPORT.items() if name != "document_id"},
    "status": pl.String,
    **dict.fromkeys(("published_on", "due_on", "removed_on"), pl.Date),
    "days_late": pl.Int64,
}
_SCORECARD = {
    **_REPORT,
    **dict.fromkeys(("points", "points_assessed", "score"), pl.Float64),
    "failed_rules": pl.String,
}
_REVISIONS = {
    **_REPORT,
    **dict.fromkeys(("table", "item", "column", "kind"), pl.String),
    **dict.fromkeys(("first_value", "value"), _MONEY),
    **dict.fromkeys(("first_seen_on", "revised_seen_on"), pl.Date),
}
_CLAIMS = {
    **_REPORT,
    "ordinal": pl.Int64,
    "subject": pl.String,
    "value": pl.Float64,
    **dict.fromkeys(("tables", "outcome", "rule_id", "message_zh"), pl.String),
    "figure_is_published": pl.Boolean,
    "figure": _MONEY,
}
_SHARES = {
    **dict.fromkeys(("report_year", "level", "province_code", "table"), pl.String),
    **dict.fromkeys(
        ("year", "tables", "published", "withheld", "unreadable", "excluded"), pl.Int64
    ),
}
