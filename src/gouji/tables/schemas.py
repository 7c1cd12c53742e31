"""What every dataset of the lake holds: columns, polars types, meanings, closed lists, bounds.

The one place where this is written. `columns.toml` says what a column is and means, `_COLUMNS`
below which dataset has it, and the closed lists are taken from the forms and from the classes that
fill them. Validation (`gouji.tables.models`), descriptions shown in Dagster and data dictionaries
are derived from `DATASETS`.

Datasets by room: `inventory`, `sidecar` and `seen` describe what was landed; `documents`,
`table_readings`, `figures` and `claims` what was read; `reports` adds identity and history;
`confrontations`, `table_status` and `report_status` are what reconciling says of them.
"""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

import polars as pl

from gouji.extraction.report import Coverage, IssuerKind
from gouji.forms import catalogue
from gouji.forms.catalogue import REPORT_YEARS
from gouji.forms.evaluation import Outcome
from gouji.forms.model import Defect, Unit
from gouji.forms.values import State

UNKNOWN = "unknown"
"""Partition key of reports whose year is not known."""

YEARS = (*(str(year) for year in REPORT_YEARS), UNKNOWN)
"""Every partition key, `unknown` last."""

MONEY = pl.Decimal(18, 2)
INSTANT = pl.Datetime("us", "UTC")

TOO_LARGE, INACCESSIBLE = "too_large", "inaccessible"
"""Formats of files whose bytes were not taken in."""

STATUSES = ("reconciled", "unconfirmed", "accepted", "withheld", "unreadable", "excluded")
"""Statuses of a table, worst last; a report can also be `narrative`. The enumeration stands in
`gouji.reconciliation`, which this room may not import; a test holds the two together."""

_TYPES: dict[str, pl.DataType] = {
    "text": pl.String(),
    "json": pl.String(),
    "count": pl.Int64(),
    "number": pl.Float64(),
    "money": MONEY,
    "flag": pl.Boolean(),
    "date": pl.Date(),
    "instant": INSTANT,
}

_KEYS = "document_id report_id report_year"
_UNREADABLE = "unreadable_code? unreadable_zh? unreadable_en?"
_DIVISION = "division_name? division_level? division_parent? province_code? province? credit_code?"
_IDENTITY = (
    f"issuer? issuer_id? issuer_kind level division_code? {_DIVISION} "
    "coverage coverage_evidence? year? form published_on? identity_evidence identity_conflicts"
)

_OUTLINE = "sections? prose_clauses? prose_sketch?"

# Columns in order; a question mark allows null.
_COLUMNS = {
    "inventory": f"source_uri path size sha256? format first_seen removed_at? {_UNREADABLE}",
    "sidecar": "path issuer? level? division_code? year? url?",
    "seen": "path size modified etag sha256? member?",
    "documents": f"document_id parser_version path {_IDENTITY} {_OUTLINE} {_UNREADABLE}",
    "reports": "document_id report_id source_uri path format size sha256? first_seen removed_at? "
    f"parser_version issuer? issuer_id? issuer_kind level division_code? {_DIVISION} "
    "coverage coverage_evidence? year? report_year form published_on? identity_evidence "
    f"identity_conflicts {_OUTLINE} {_UNREADABLE} is_current superseded_by?",
    "table_readings": f"{_KEYS} table form {_UNREADABLE} doubt_code? doubt_zh? doubt_en?",
    "figures": f"{_KEYS} table form item column value? value_low? value_high? unit state raw "
    "candidates locator note? value_source",
    "claims": f"{_KEYS} ordinal subject value unit kind raw step qualifier scope base statement "
    "sentence locator",
    "confrontations": f"{_KEYS} rule_id table? scope status lhs? rhs? difference? doubt blocks "
    "defect claim? message_zh? message_en? decision?",
    "table_status": f"{_KEYS} table form status reason_zh? reason_en? violations doubts assessed "
    "not_assessable decision?",
    "report_status": f"{_KEYS} status reason_zh? reason_en?",
}

_UNIQUE = {
    "inventory": "path sha256",
    "sidecar": "path",
    "seen": "path member",
    "documents": "document_id",
    "reports": "document_id",
    "table_readings": "document_id table",
    "figures": "document_id table item column",
    "claims": "document_id ordinal",
    "confrontations": "document_id rule_id table scope",
    "table_status": "document_id table",
    "report_status": "document_id",
}

BY_YEAR = (
    "reports",
    "table_readings",
    "figures",
    "claims",
    "confrontations",
    "table_status",
    "report_status",
)
"""The datasets that are partitioned by report year."""

READ = ("documents", "table_readings", "figures", "claims")
"""What one batch of readings consists of; without report_id and report_year, which come later."""


@dataclass(frozen=True, slots=True)
class Field:
    """One column. `values` is its closed list (empty: open), `low` its least value."""

    name: str
    type: str
    zh: str
    en: str
    nullable: bool = False
    values: tuple[str, ...] = ()
    low: int | None = None
    high: int | None = None

    @property
    def dtype(self) -> pl.DataType:
        """The polars type."""
        return _TYPES[self.type]


@dataclass(frozen=True, slots=True)
class Dataset:
    """Columns in order, and those that together name a row."""

    name: str
    fields: tuple[Field, ...]
    unique: tuple[str, ...]

    @property
    def schema(self) -> pl.Schema:
        """Column names and polars types."""
        return pl.Schema({field.name: field.dtype for field in self.fields})

    def empty(self) -> pl.DataFrame:
        """A frame of these columns without rows."""
        return self.schema.to_frame()

    def field(self, name: str) -> Field:
        """The column of that name (KeyError when there is none)."""
        for field in self.fields:
            if field.name == name:
                return field
        raise KeyError(name)

    def without(self, *names: str) -> Dataset:
        """The same dataset with fewer columns."""
        kept = tuple(field for field in self.fields if field.name not in names)
        return Dataset(self.name, kept, self.unique)


@cache
def datasets() -> dict[str, Dataset]:
    """Every dataset by name."""
    text = files("gouji.tables").joinpath("columns.toml").read_text(encoding="utf-8")
    meanings = tomllib.loads(text)
    return {
        name: Dataset(
            name,
            tuple(_field(name, column, meanings) for column in columns.split()),
            tuple(_UNIQUE[name].split()),
        )
        for name, columns in _COLUMNS.items()
    }


def dataset(name: str) -> Dataset:
    """The dataset of that name (KeyError when there is none)."""
    return datasets()[name]


def reading(name: str) -> Dataset:
    """The dataset as a batch of readings has it: not yet attached to a report."""
    return dataset(name).without("report_id", "report_year")


def year_key(year: int | None) -> str:
    """The partition key of a report year."""
    return str(year) if year in REPORT_YEARS else UNKNOWN


def _field(name: str, column: str, meanings: dict[str, dict[str, str]]) -> Field:
    plain = column.removesuffix("?")
    meaning: dict[str, Any] = {**(meanings.get(f"{name}.{plain}") or meanings[plain])}
    if plain in ("size", "ordinal", "violations", "doubts", "assessed", "not_assessable"):
        meaning["low"] = 0
    if plain == "year":
        meaning |= {"low": REPORT_YEARS[0], "high": REPORT_YEARS[-1]}
    values = _closed_lists(name).get(plain, ())
    return Field(plain, nullable=column.endswith("?"), values=values, **meaning)


@cache
def _closed_lists(name: str) -> dict[str, tuple[str, ...]]:
    """Column -> the only values it may hold, in that dataset."""
    tables = catalogue.tables().values()
    forms = tuple(catalogue.forms())
    found: dict[str, tuple[str, ...]] = {
        "report_year": YEARS,
        "issuer_kind": tuple(IssuerKind),
        "coverage": tuple(Coverage),
        "form": (*forms, catalogue.NARRATIVE) if name in ("reports", "documents") else forms,
        "table": tuple(table.id for table in tables),
        "item": tuple(dict.fromkeys(item.id for table in tables for item in table.items)),
        "column": tuple(dict.fromkeys(col.id for table in tables for col in table.columns)),
        "state": tuple(State),
        "unit": (*Unit, "percent") if name == "claims" else tuple(Unit),
        "value_source": ("reported", "derived"),
        "kind": ("count", "share", "change"),
        "qualifier": ("", "about", "at_least"),
        "rule_id": tuple(catalogue.rules()),
        "defect": tuple(Defect),
        "status": {
            "confrontations": tuple(Outcome),
            "report_status": ("narrative", *STATUSES),
        }.get(name, STATUSES),
    }
    return {column: tuple(str(value) for value in values) for column, values in found.items()}
