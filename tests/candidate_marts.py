"""The rows that every model of the candidate has in the small world of `tests.candidates`."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from typing import Any

import polars as pl

from gouji.forms import catalogue, crosswalk
from gouji.forms.derived import measure_of
from tests.candidate_specs import FORM, Row, Spec, cells
from tests.comparison_candidates import comparing_marts


def candidate_marts(specs: tuple[Spec, ...]) -> dict[str, pl.DataFrame]:
    """Every model by name."""
    figures = [row for spec in specs for row in _figures(spec)]
    outcomes = [
        _outcome(spec)
        for spec in specs
        if spec.statuses.get("requests") in ("reconciled", "accepted", "unconfirmed")
    ]
    printed = pl.DataFrame(figures, schema=_FIGURES)
    facts = printed.filter(pl.col("table_status").is_in(["reconciled", "accepted", "unconfirmed"]))
    return {
        "fct_figures": facts.drop("raw", "locator", "path", "issuer"),
        "figures_as_published": printed.drop("item_key"),
        "mart_request_outcomes": pl.DataFrame(outcomes, schema=_OUTCOMES).drop("path"),
        "mart_denial_reasons": _mart(specs, "requests", _reasons, _REASONS),
        "mart_outcomes_by_applicant": _mart(specs, "requests", _applicants, _APPLICANTS),
        "mart_dispute_outcomes": _mart(specs, "disputes", _routes, _ROUTES),
        "mart_proactive_disclosure": _mart(specs, "disclosure", _disclosed, _DISCLOSED),
        "mart_year_over_year": pl.DataFrame(_years(specs), schema=_YEARS),
        **comparing_marts(specs, outcomes, facts),
        "mart_reconciliation": pl.DataFrame(
            [row for spec in specs for row in _confrontations(spec)], schema=_CONFRONTATIONS
        ),
        "mart_withheld_reports": pl.DataFrame(
            [row for spec in specs for row in _withheld(spec)], schema=_WITHHELD
        ),
        "dim_concept": pl.DataFrame(
            {"concept_key": [f"{name}.{FORM}" for name in crosswalk.concepts()]}
        ),
        "dim_issuer": pl.DataFrame(
            [
                {"issuer_id": i, "issuer": n}
                for i, n in {s.issuer_id: s.issuer for s in specs}.items()
            ]
        ),
        "dim_rule": pl.DataFrame({"rule_id": [*catalogue.rules(), "timely"]}),
        "dim_year": pl.DataFrame({"year": sorted({spec.year for spec in specs})}),
        "dim_item": pl.DataFrame(
            [
                {
                    "item_key": f"{t.id}.{item.id}",
                    "table": t.id,
                    "item": item.id,
                    "item_zh": item.zh,
                }
                for t in catalogue.tables().values()
                for item in t.items
            ]
        ),
    }


def _about(spec: Spec) -> Row:
    return {
        "report_id": spec.report_id,
        "document_id": spec.document_id,
        "issuer_id": spec.issuer_id,
        "issuer": spec.issuer,
        "year": spec.year,
        "path": f"{spec.issuer}/{spec.year}.txt",
    }


def _figures(spec: Spec) -> list[Row]:
    return [
        {
            **_about(spec),
            "form": FORM,
            "table": table,
            "item": key.item,
            "column": key.column,
            "item_key": f"{table}.{key.item}",
            **dict.fromkeys(("value", "value_low", "value_high"), Decimal(value)),
            "unit": catalogue.tables()[table].unit(key).value,
            "state": "reported",
            "raw": str(value),
            "value_source": "reported",
            "locator": "{}",
            "table_status": status,
        }
        for table, status in spec.statuses.items()
        for key, value in cells(spec, table).items()
    ]


def _measures(spec: Spec, column: str) -> dict[str, int]:
    sums: dict[str, int] = {}
    for key, value in cells(spec, "requests").items():
        if key.column == column:
            measure = str(measure_of("requests", key.item))
            sums[measure] = sums.get(measure, 0) + value
    return sums


def _outcome(spec: Spec) -> Row:
    sums = _measures(spec, "total")
    total = sums["outcome_total"]
    received = sums["new_received"] + sums["brought_forward"]
    disclosed = sums["granted"] + sums["partially_granted"]
    shares = {f"{name}_share": sums[name] / total for name in _MEASURES[3:8]}
    shares |= {
        "disclosure_rate": disclosed / total,
        "full_disclosure_rate": sums["granted"] / total,
        "disclosure_rate_on_merits": disclosed / (disclosed + sums["denied"]),
        "clearance_rate": total / received,
        "carry_rate": sums["carried_forward"] / received,
    }
    return {**_about(spec), "table_status": spec.statuses["requests"], **sums, **shares}


def _mart(
    specs: tuple[Spec, ...], table: str, of: Callable[[Spec], list[Row]], schema: dict[str, Any]
) -> pl.DataFrame:
    """The rows of the reports whose table may be published, in the schema of a mart."""
    rows = [
        {**_about(spec), "form": FORM, "table_status": spec.statuses[table], **row}
        for spec in specs
        if spec.statuses.get(table) in ("reconciled", "accepted", "unconfirmed")
        for row in of(spec)
    ]
    return pl.DataFrame(
        [{name: row.get(name) for name in schema} for row in rows], schema=schema, orient="row"
    )


def _reasons(spec: Spec) -> list[Row]:
    groups = ("denied", "unavailable", "not_processed")
    return [
        {"measure": measure, "reason": key.item, "value": value}
        for key, value in cells(spec, "requests").items()
        if key.column == "total" and (measure := measure_of("requests", key.item)) in groups
    ]


def _applicants(spec: Spec) -> list[Row]:
    columns = [column.id for column in catalogue.tables()["requests"].columns]
    return [{"applicant": c, **_measures(spec, c)} for c in columns if c != "total"]


def _routes(spec: Spec) -> list[Row]:
    found: dict[str, Row] = {}
    for key, value in cells(spec, "disputes").items():
        found.setdefault(key.item, {"route": key.item})[key.column] = value
    return list(found.values())


def _disclosed(spec: Spec) -> list[Row]:
    return [
        {"item": key.item, "column": key.column, "value": Decimal(value)}
        for key, value in cells(spec, "disclosure").items()
    ]


def _years(specs: tuple[Spec, ...]) -> list[Row]:
    """Each concept of each published table beside that of the year before."""
    values = {
        (spec.issuer_id, spec.year, name): value
        for spec in specs
        for name, value in _concepts(spec).items()
    }
    found = []
    for spec in specs:
        for name, value in _concepts(spec).items():
            previous = values.get((spec.issuer_id, spec.year - 1, name))
            row = {n: _about(spec)[n] for n in ("report_id", "issuer_id", "issuer", "year")}
            found.append(
                {
                    **row,
                    "measure": name,
                    "form": FORM,
                    "table_status": spec.statuses[_table_of(name)],
                    "value": value,
                    "previous_form": None if previous is None else FORM,
                    "previous_value": previous,
                    "comparability": "no_previous_figure" if previous is None else "exact",
                    "change": None if previous is None else value - previous,
                }
            )
    return found


def _concepts(spec: Spec) -> dict[str, int]:
    """The counts among the concepts that the published tables give."""
    published = ("reconciled", "accepted", "unconfirmed")
    return {
        concept.id: sum(cells(spec, table)[key] for table, key in concept.sources[-1].cells)
        for concept in crosswalk.concepts().values()
        if concept.unit.value == "count" and spec.statuses.get(_table_of(concept.id)) in published
    }


def _table_of(concept: str) -> str:
    return crosswalk.concepts()[concept].sources[-1].cells[0][0]


def _confrontations(spec: Spec) -> list[Row]:
    found = []
    for table, status in spec.statuses.items():
        for edit in catalogue.edits(table, FORM):
            wrong = (
                status == "withheld"
                and edit.rule_id == "requests.balance"
                and edit.scope == "total"
            )
            found.append(
                {
                    **_about(spec),
                    "rule_id": edit.rule_id,
                    "table": table,
                    "scope": edit.scope,
                    "status": "fail" if wrong else "pass",
                    "lhs": Decimal(11 if wrong else 10),
                    "rhs": Decimal(10),
                    "difference": Decimal(1 if wrong else 0),
                    "doubt": False,
                    "message_zh": "前者为 11，后者为 10，相差 1。" if wrong else "",
                    "message_en": "the first is 11, the second 10, difference 1." if wrong else "",
                    "decision": None,
                }
            )
    return found


def _withheld(spec: Spec) -> list[Row]:
    why = {"reason_zh": "总计列不平衡<结转>。", "reason_en": "The total column does not balance."}
    barred = ("withheld", "unreadable", "excluded")
    found = [
        {**_about(spec), "form": FORM, "table": table, "status": status, **why}
        for table, status in spec.statuses.items()
        if status in barred
    ]
    if spec.report_status in barred and not found:
        found.append(
            {**_about(spec), "form": None, "table": "report", "status": spec.report_status, **why}
        )
    return found


_MEASURES = (
    "new_received",
    "brought_forward",
    "granted",
    "partially_granted",
    "denied",
    "unavailable",
    "not_processed",
    "other",
    "outcome_total",
    "carried_forward",
)
_MONEY = pl.Decimal(18, 2)
_REPORT = {
    "report_id": pl.String,
    "document_id": pl.String,
    "issuer_id": pl.String,
    "issuer": pl.String,
    "year": pl.Int64,
    "path": pl.String,
}
_FIGURES = {
    **_REPORT,
    **dict.fromkeys(("form", "table", "item", "column", "item_key"), pl.String),
    **dict.fromkeys(("value", "value_low", "value_high"), _MONEY),
    **dict.fromkeys(("unit", "state", "raw", "value_source", "locator", "table_status"), pl.String),
}
_OUTCOMES = {
    **_REPORT,
    "table_status": pl.String,
    **dict.fromkeys(_MEASURES, pl.Int64),
    **{f"{name}_share": pl.Float64 for name in _MEASURES[3:8]},
    **dict.fromkeys(
        (
            "disclosure_rate",
            "full_disclosure_rate",
            "disclosure_rate_on_merits",
            "clearance_rate",
            "carry_rate",
        ),
        pl.Float64,
    ),
}
_CELL_MART = {
    **{name: kind for name, kind in _REPORT.items() if name != "path"},
    **dict.fromkeys(("form", "table_status"), pl.String),
}
_REASONS = {**_CELL_MART, "measure": pl.String, "reason": pl.String, "value": pl.Int64}
_APPLICANTS = {**_CELL_MART, "applicant": pl.String, **dict.fromkeys(_MEASURES, pl.Int64)}
_ROUTES = {
    **_CELL_MART,
    "route": pl.String,
    **dict.fromkeys(("upheld", "overturned", "other", "pending", "total"), pl.Int64),
}
_DISCLOSED = {**_CELL_MART, "item": pl.String, "column": pl.String, "value": _MONEY}
_YEARS = {
    **{name: kind for name, kind in _REPORT.items() if name not in ("document_id", "path")},
    "measure": pl.String,
    "form": pl.String,
    "table_status": pl.String,
    "value": pl.Int64,
    "previous_form": pl.String,
    "previous_value": pl.Int64,
    "comparability": pl.String,
    "change": pl.Int64,
}
_CONFRONTATIONS = {
    **_REPORT,
    **dict.fromkeys(("rule_id", "table", "scope", "status"), pl.String),
    **dict.fromkeys(("lhs", "rhs", "difference"), _MONEY),
    "doubt": pl.Boolean,
    **dict.fromkeys(("message_zh", "message_en", "decision"), pl.String),
}
_WITHHELD = {
    **_REPORT,
    **dict.fromkeys(("form", "table", "status", "reason_zh", "reason_en"), pl.String),
}
