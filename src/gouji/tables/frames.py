"""Reports as read -> long frames; and identity to a row and back.

One row for each document, table, figure and claim, keyed by `document_id`. What does not belong
here: which report a document is (see `gouji.tables.normalize`).

A statutory table that can be read has a row for every cell of its form: what the reading does not
name is `missing`. Of a table or report that is unreadable no figure is kept.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from decimal import ROUND_CEILING, ROUND_FLOOR, ROUND_HALF_EVEN, Decimal
from functools import lru_cache
from typing import Any

import polars as pl

from gouji.divisions import catalogue as divisions
from gouji.documents.model import Locator
from gouji.documents.reasons import Reason
from gouji.extraction.outline import Outline
from gouji.extraction.report import (
    Claim,
    Coverage,
    Evidence,
    Figure,
    Identity,
    IssuerKind,
    Report,
    TableReading,
)
from gouji.forms import catalogue
from gouji.forms.model import CellKey, Unit
from gouji.forms.values import MISSING, CellValue, Number
from gouji.tables import schemas

_LARGEST_CENTS = 10**18 - 1
_CENTS = Decimal(100)
_CENT = Decimal("0.01")
_ROUNDED = "printed finer than a cent; value rounded, interval widened"

Row = tuple[Any, ...]


class FrameError(ValueError):
    """A report that does not fit the frames; names table, cell and cause."""


@dataclass(frozen=True, slots=True)
class DocumentMeta:
    """What is known of a document besides its reading. path: relative to the source."""

    document_id: str
    parser_version: str
    path: str


def document_frames(readings: Iterable[tuple[DocumentMeta, Report]]) -> dict[str, pl.DataFrame]:
    """The frames `documents`, `table_readings`, `figures` and `claims` of some readings.

    Raises:
        FrameError: a reading contradicts the forms, or holds a number out of bounds.
    """
    builder = FrameBuilder()
    for meta, report in readings:
        builder.add(meta, report)
    return builder.frames()


class FrameBuilder:
    """Collects readings, one at a time; a reading is taken in whole or not at all."""

    def __init__(self) -> None:
        self._rows: dict[str, list[Row]] = {name: [] for name in schemas.READ}

    def add(self, meta: DocumentMeta, report: Report) -> None:
        """Take in one reading.

        Raises:
            FrameError: as for `document_frames`; nothing of the reading was taken in.
        """
        key = meta.document_id
        rows = {
            "documents": [_document_row(meta, report)],
            "table_readings": [_table_row(key, t) for t in report.tables.values()],
            "figures": list(_figure_rows(key, report)),
            "claims": [_claim_row(key, n, c) for n, c in enumerate(report.claims)],
        }
        for name, new in rows.items():
            self._rows[name].extend(new)

    def frames(self) -> dict[str, pl.DataFrame]:
        """The frames by name; rows in the order in which readings came."""
        return {name: _frame(name, rows) for name, rows in self._rows.items()}


def identity_row(identity: Identity) -> dict[str, Any]:
    """The columns of `documents` and `reports` that say whose report it is."""
    return {
        "issuer": _clean(identity.issuer),
        "issuer_id": _clean(identity.issuer_id),
        "issuer_kind": str(identity.issuer_kind),
        "level": identity.level,
        "division_code": identity.division_code,
        **_division(identity.division_code),
        "credit_code": identity.credit_code,
        "coverage": str(identity.coverage),
        "coverage_evidence": _clean(identity.coverage_evidence),
        "year": identity.year,
        "published_on": _date(identity.published_on),
        "identity_evidence": _json([_evidence_dict(e) for e in identity.evidence]),
        "identity_conflicts": _json(list(identity.conflicts)),
    }


def identity_of(row: Mapping[str, Any]) -> Identity:
    """The identity that `identity_row` made a row of."""
    published = row["published_on"]
    return Identity(
        issuer=row["issuer"],
        issuer_id=row["issuer_id"],
        issuer_kind=IssuerKind(row["issuer_kind"]),
        level=row["level"],
        division_code=row["division_code"],
        credit_code=row["credit_code"],
        coverage=Coverage(row["coverage"]),
        coverage_evidence=row["coverage_evidence"],
        year=row["year"],
        published_on=published.isoformat() if published else None,
        evidence=tuple(_evidence(e) for e in json.loads(row["identity_evidence"])),
        conflicts=tuple(json.loads(row["identity_conflicts"])),
    )


@lru_cache(maxsize=8192)
def _division(code: str | None) -> Mapping[str, str | None]:
    """What follows from a division code; all null where it is on no official list."""
    division = divisions.by_code(code) if code else None
    if division is None:
        return dict.fromkeys(_DIVISION)
    province = divisions.province_of(division)
    return {
        "division_name": divisions.full_name(division),
        "division_level": division.level,
        "division_parent": division.parent or None,
        "province_code": province.code,
        "province": province.name,
    }


_DIVISION = ("division_name", "division_level", "division_parent", "province_code", "province")


def _frame(name: str, rows: list[Row]) -> pl.DataFrame:
    dataset = schemas.reading(name)
    columns: Iterable[tuple[Any, ...]] = (
        zip(*rows, strict=True) if rows else [()] * len(dataset.fields)
    )
    return pl.DataFrame(
        [_series(field, values) for field, values in zip(dataset.fields, columns, strict=True)]
    )


def _series(field: schemas.Field, values: tuple[Any, ...]) -> pl.Series:
    if field.type == "money":
        # As whole cents, because polars would cut surplus decimals off without a word.
        cents = pl.Series(field.name, values, dtype=pl.Int64)
        return (cents.cast(pl.Decimal(38, 2)) / _CENTS).cast(field.dtype)
    return pl.Series(field.name, values, dtype=field.dtype)


def _document_row(meta: DocumentMeta, report: Report) -> Row:
    row = {
        "document_id": meta.document_id,
        "parser_version": meta.parser_version,
        "path": meta.path,
        "form": report.form,
        **identity_row(report.identity),
        **_outline_row(report.outline),
        **dict(zip(_UNREADABLE, _reason(report.unreadable), strict=True)),
    }
    return tuple(row[name] for name in schemas.reading("documents").schema)


def _outline_row(outline: Outline) -> dict[str, Any]:
    return {
        "sections": json.dumps(outline.sections),
        "prose_clauses": outline.clauses,
        "prose_sketch": outline.sketch or None,
    }


_UNREADABLE = ("unreadable_code", "unreadable_zh", "unreadable_en")


def _table_row(key: str, table: TableReading) -> Row:
    known = catalogue.tables().get(table.table)
    if known is None or table.form not in known.forms:
        raise FrameError(f"{table.table}: there is no such table in {table.form}")
    return (key, table.table, table.form, *_reason(table.unreadable), *_reason(table.doubt))


def _figure_rows(key: str, report: Report) -> Iterable[Row]:
    if report.unreadable is not None:
        return
    for table in report.tables.values():
        if table.unreadable is None:
            yield from _cells(key, table)


def _cells(key: str, reading: TableReading) -> Iterable[Row]:
    """Cells in form order, whatever the order in which they were read."""
    by_key = {figure.key: figure for figure in reading.figures}
    if len(by_key) != len(reading.figures):
        raise FrameError(f"{reading.table}: a cell was read twice")
    for place, unit in _layout(reading.table, reading.form):
        figure = by_key.pop(place, None) or Figure(
            reading.table, place.item, place.column, MISSING, unit
        )
        yield _figure_row(key, reading, figure, unit)
    if by_key:
        item, column = next(iter(by_key))
        raise FrameError(f"{reading.table}.{item}.{column}: no such cell in {reading.form}")


@lru_cache(maxsize=64)
def _layout(table_id: str, form: str) -> tuple[tuple[CellKey, Unit], ...]:
    """The cells of a table with their units."""
    table = catalogue.tables()[table_id]
    return tuple((place, table.unit(place)) for place in table.cells(form))


def _figure_row(key: str, reading: TableReading, figure: Figure, unit: Unit) -> Row:
    cell = figure.cell
    if figure.table != reading.table or figure.unit != unit:
        raise FrameError(f"{reading.table}.{figure.item}.{figure.column}: wrong table or unit")
    note = figure.note
    try:
        if unit is Unit.YUAN and _is_finer_than_cents(cell):
            cell = _in_cents(cell)
            note = f"{note}; {_ROUNDED}" if note else _ROUNDED
        value = _cents(cell.value)
        low = value if cell.low is cell.value else _cents(cell.low)
        high = value if cell.high is cell.value else _cents(cell.high)
    except FrameError as error:
        raise FrameError(f"{reading.table}.{figure.item}.{figure.column}: {error}") from None
    return (
        key,
        reading.table,
        reading.form,
        figure.item,
        figure.column,
        value,
        low,
        high,
        str(unit),
        str(cell.state),
        _clean(figure.raw),
        _numbers(cell.candidates) if cell.candidates else "[]",
        _locator(figure.locator),
        _clean(note),
        "reported",
    )


def _claim_row(key: str, ordinal: int, claim: Claim) -> Row:
    return (
        key,
        ordinal,
        claim.subject,
        float(claim.value),
        claim.unit,
        claim.kind,
        _clean(claim.raw),
        float(claim.step),
        claim.qualifier,
        claim.scope,
        claim.base,
        claim.statement,
        _clean(claim.sentence),
        _locator(claim.locator),
    )


def _reason(reason: Reason | None) -> tuple[str | None, str | None, str | None]:
    if reason is None:
        return None, None, None
    return reason.code, _clean(reason.zh), _clean(reason.en)


def _cents(value: Number | None) -> int | None:
    """Exact hundredths. A number that needs more decimals, or more room, is an error."""
    if value is None:
        return None
    exact = value * 100
    cents = int(exact)
    if cents != exact:
        raise FrameError(f"{value} has more than two decimals")
    if abs(cents) > _LARGEST_CENTS:
        raise FrameError(f"{value} is too large")
    return cents


def _is_finer_than_cents(cell: CellValue) -> bool:
    numbers = (cell.value, cell.low, cell.high)
    return any(isinstance(n, Decimal) and n * 100 % 1 != 0 for n in numbers)


def _in_cents(cell: CellValue) -> CellValue:
    """An amount printed in 万元 with many decimals, to the cent; the interval only ever widens."""
    value, low, high = (
        None if number is None else Decimal(number).quantize(_CENT, rounding)
        for number, rounding in (
            (cell.value, ROUND_HALF_EVEN),
            (cell.low, ROUND_FLOOR),
            (cell.high, ROUND_CEILING),
        )
    )
    return replace(cell, value=value, low=low, high=high)


def _numbers(candidates: tuple[Number | None, ...]) -> str:
    """A JSON list with every number in full."""
    parts = (
        "null" if n is None else f"{n:f}" if isinstance(n, Decimal) else str(n) for n in candidates
    )
    return f"[{', '.join(parts)}]"


@lru_cache(maxsize=32_768)
def _locator(locator: Locator) -> str:
    """`Locator.as_dict` as JSON; by hand, since there is one for every cell."""
    parts = [
        f'"{name}": {list(value) if isinstance(value, tuple) else value}'
        for name, value in zip(locator._fields, locator, strict=True)
        if value is not None
    ]
    return f"{{{', '.join(parts)}}}"


def _json(value: object) -> str:
    return _clean(json.dumps(value, ensure_ascii=False))  # type: ignore[return-value]


def _clean(text: str | None) -> str | None:
    """Text that can be written as UTF-8: damaged characters become U+FFFD."""
    if text is None or text.isascii():
        return text
    try:
        text.encode()
    except UnicodeEncodeError:
        return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    return text


def _date(text: str | None) -> date | None:
    try:
        return date.fromisoformat(text) if text else None
    except ValueError:
        return None


def _evidence_dict(evidence: Evidence) -> dict[str, Any]:
    return {
        "field": evidence.field,
        "value": evidence.value,
        "source": evidence.source,
        "text": evidence.text,
        "locator": evidence.locator.as_dict(),
    }


def _evidence(stored: Mapping[str, Any]) -> Evidence:
    known = Locator._fields
    place = {name: value for name, value in stored["locator"].items() if name in known}
    if "box" in place:
        place["box"] = tuple(place["box"])
    rest = {name: stored[name] for name in ("field", "value", "source", "text")}
    return Evidence(**rest, locator=Locator(**place))
