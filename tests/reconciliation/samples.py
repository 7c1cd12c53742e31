"""Reports made by hand for these tests, and the lake's frames of the same reports."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Callable, Iterable, Mapping
from decimal import Decimal

import polars as pl

from gouji.documents.reasons import Reason
from gouji.extraction.report import Evidence, Figure, Identity, Report, TableReading
from gouji.forms import catalogue
from gouji.forms.model import CellKey
from gouji.forms.values import CellValue

KNOWN = Identity(issuer="某县发展和改革局", issuer_id="370000-某县发展和改革局", year=2022)
UNREADABLE = Reason("labels_lost", "行名已丢失", "the row labels are lost")
DOUBT = Reason("prose_contradicts", "文字与表格位置不符", "prose contradicts the positions")
MONEY = pl.Decimal(18, 2)
ZERO = CellValue.reported(0)

Filling = Mapping[CellKey, CellValue] | Callable[[CellKey], CellValue]


def reading(
    table: str,
    form: str,
    fill: Filling,
    *,
    unreadable: Reason | None = None,
    doubt: Reason | None = None,
) -> TableReading:
    """A table whose cells come from a mapping (absent keys have no figure) or a function."""
    layout = catalogue.tables()[table]
    cells = {key: fill(key) for key in layout.cells(form)} if callable(fill) else fill
    figures = tuple(
        Figure(table, key.item, key.column, cell, layout.unit(key), raw="")
        for key, cell in cells.items()
    )
    return TableReading(table, form, figures, unreadable, doubt)


def requests(changes: Mapping[str, CellValue] | None = None) -> TableReading:
    """A table 三 of form_2021 that ties: 5 new and 1 old from natural persons, 6 granted.

    `changes` maps "item.column" to other cells.
    """
    ones = {"new_received": 5, "brought_forward": 1, "granted": 6, "outcome_total": 6}

    def fill(key: CellKey) -> CellValue:
        count = ones.get(key.item, 0) if key.column in ("natural_person", "total") else 0
        return (changes or {}).get(f"{key.item}.{key.column}", CellValue.reported(count))

    return reading("requests", "form_2021", fill)


def disputes(changes: Mapping[str, CellValue] | None = None) -> TableReading:
    """A table 四 that ties, all zero but for `changes`."""
    return reading(
        "disputes", "form_2021", lambda key: (changes or {}).get(f"{key.item}.{key.column}", ZERO)
    )


def disclosure(changes: Mapping[str, CellValue] | None = None) -> TableReading:
    """A table 二 of form_2021, all zero but for `changes`."""
    return reading(
        "disclosure", "form_2021", lambda key: (changes or {}).get(f"{key.item}.{key.column}", ZERO)
    )


def report(*readings: TableReading, identity: Identity = KNOWN, **more: object) -> Report:
    """A report of these tables, in this order."""
    return Report(identity, {one.table: one for one in readings}, **more)  # type: ignore[arg-type]


def frames(
    reports: Mapping[str, Report], *, gone: Iterable[str] = ()
) -> tuple[pl.DataFrame, pl.DataFrame, pl.DataFrame]:
    """The datasets reports, table_readings and figures; keys are report ids.

    Reports named in `gone` are no longer current.
    """
    rows = [_report_row(key, one, key not in set(gone)) for key, one in reports.items()]
    tables = [
        {
            **_keys(key),
            "table": one.table,
            "form": one.form,
            **_reason("unreadable", one.unreadable),
            **_reason("doubt", one.doubt),
        }
        for key, document in reports.items()
        for one in document.tables.values()
    ]
    figures = [
        _figure_row(key, one.form, figure)
        for key, document in reports.items()
        for one in document.tables.values()
        for figure in one.figures
    ]
    return (
        pl.DataFrame(rows, schema=_REPORTS),
        pl.DataFrame(tables, schema=_TABLES),
        pl.DataFrame(figures, schema=_FIGURES),
    )


def claims_frame(reports: Mapping[str, Report]) -> pl.DataFrame:
    """The dataset claims of the same reports."""
    rows = [
        {**_keys(key), "ordinal": number, **{name: getattr(claim, name) for name in _CLAIM}}
        for key, document in reports.items()
        for number, claim in enumerate(document.claims)
    ]
    schema = {**_KEYS, "ordinal": pl.Int64, **_CLAIM}
    return pl.DataFrame(rows, schema=schema)


_KEYS = dict.fromkeys(("document_id", "report_id", "report_year"), pl.String)
_REPORTS = {
    **_KEYS,
    **dict.fromkeys(("issuer", "issuer_id", "issuer_kind", "level"), pl.String),
    **dict.fromkeys(("division_code", "coverage", "coverage_evidence"), pl.String),
    **dict.fromkeys(("form", "sections"), pl.String),
    "prose_clauses": pl.Int64,
    "prose_sketch": pl.String,
    "year": pl.Int64,
    "identity_evidence": pl.String,
    "identity_conflicts": pl.String,
    "unreadable_code": pl.String,
    "unreadable_zh": pl.String,
    "unreadable_en": pl.String,
    "is_current": pl.Boolean,
    "removed_at": pl.Datetime("us", "UTC"),
}
_CLAIM = {
    **dict.fromkeys(("subject", "unit", "kind", "sentence", "raw"), pl.String),
    **dict.fromkeys(("qualifier", "scope", "base"), pl.String),
    **dict.fromkeys(("value", "step"), pl.Float64),
    "statement": pl.Int64,
}
_TABLES = {
    **_KEYS,
    **dict.fromkeys(("table", "form"), pl.String),
    **dict.fromkeys(("unreadable_code", "unreadable_zh", "unreadable_en"), pl.String),
    **dict.fromkeys(("doubt_code", "doubt_zh", "doubt_en"), pl.String),
}
_FIGURES = {
    **_KEYS,
    **dict.fromkeys(("table", "form", "item", "column", "state", "candidates"), pl.String),
    **dict.fromkeys(("value", "value_low", "value_high"), MONEY),
}


def _keys(report_id: str) -> dict[str, str]:
    return {"document_id": f"sha-{report_id}", "report_id": report_id, "report_year": "2022"}


def _reason(name: str, reason: Reason | None) -> dict[str, str | None]:
    parts = (reason.code, reason.zh, reason.en) if reason else (None, None, None)
    return dict(zip((f"{name}_code", f"{name}_zh", f"{name}_en"), parts, strict=True))


def _report_row(key: str, one: Report, current: bool) -> dict[str, object]:
    return {
        **_keys(key),
        "issuer": one.identity.issuer,
        "issuer_id": one.identity.issuer_id,
        "issuer_kind": str(one.identity.issuer_kind),
        "level": one.identity.level,
        "division_code": one.identity.division_code,
        "coverage": str(one.identity.coverage),
        "coverage_evidence": one.identity.coverage_evidence,
        "form": one.form,
        "sections": json.dumps(one.outline.sections),
        "prose_clauses": one.outline.clauses,
        "prose_sketch": one.outline.sketch or None,
        "year": one.identity.year,
        "identity_evidence": json.dumps([_evidence(item) for item in one.identity.evidence]),
        "identity_conflicts": json.dumps(list(one.identity.conflicts)),
        **_reason("unreadable", one.unreadable),
        "is_current": current,
        "removed_at": None if current else dt.datetime(2024, 1, 1, tzinfo=dt.UTC),
    }


def _evidence(item: Evidence) -> dict[str, str]:
    return {"field": item.field, "value": item.value, "source": item.source, "text": item.text}


def _figure_row(key: str, form: str, figure: Figure) -> dict[str, object]:
    cell = figure.cell
    return {
        **_keys(key),
        "table": figure.table,
        "form": form,
        "item": figure.item,
        "column": figure.column,
        "value": _decimal(cell.value),
        "value_low": _decimal(cell.low),
        "value_high": _decimal(cell.high),
        "state": cell.state.value,
        "candidates": json.dumps([_plain(one) for one in cell.candidates]),
    }


def _decimal(number: int | Decimal | None) -> Decimal | None:
    return None if number is None else Decimal(number)


def _plain(number: int | Decimal | None) -> int | float | None:
    return float(number) if isinstance(number, Decimal) else number
