"""Pandera models of the datasets, derived from `gouji.tables.schemas` and the forms.

A model says what a frame must be for the next room to rely on it: types, closed lists, bounds,
keys, and the few relations between columns that no column says alone. It does not say whether a
report ties, or whether its numbers are plausible: what an issuer really printed is valid here.

Pandera takes more than a second to import, so this happens on the first validation.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from typing import TYPE_CHECKING, Any

import polars as pl

from gouji.forms import catalogue
from gouji.forms.values import State
from gouji.tables import schemas
from gouji.tables.errors import TableError
from gouji.tables.parquet import check_schema

if TYPE_CHECKING:
    import pandera.polars as pa

SHOWN = 5
"""How many broken rules an error spells out, each with the first row that breaks it."""

_DIGEST = r"^[0-9a-f]{64}$"
_DIGESTS = ("document_id", "sha256", "superseded_by")

RowRule = tuple[str, Callable[[], pl.Expr]]


class InvalidRows(TableError):
    """Rows that break the model of their dataset; the text names the first few."""


def validate(name: str, frame: pl.DataFrame | pl.LazyFrame) -> pl.DataFrame:
    """The frame itself, collected, if every row is valid.

    Raises:
        TableError: other columns or types than those of the dataset.
        InvalidRows: names rule, row and value of the first failures.
    """
    import pandera.errors

    # Of a lazy frame only the schema would be checked, and bad rows would pass in silence.
    rows = frame.collect() if isinstance(frame, pl.LazyFrame) else frame
    check_schema(rows, schemas.dataset(name))
    try:
        model(name).validate(rows, lazy=True)
    except pandera.errors.SchemaErrors as error:
        raise _invalid(name, rows, error.failure_cases) from None
    return rows


@cache
def model(name: str) -> pa.DataFrameSchema:
    """The pandera model of a dataset."""
    import pandera.polars as pa

    dataset = schemas.dataset(name)
    return pa.DataFrameSchema(
        {field.name: _column(field) for field in dataset.fields},
        checks=[_row_check(title, rule) for title, rule in _RULES.get(name, ())],
        unique=list(dataset.unique),
        strict=True,
        ordered=True,
        name=name,
    )


def _column(field: schemas.Field) -> pa.Column:
    import pandera.polars as pa

    checks: list[Any] = []
    if field.values:
        checks.append(pa.Check.isin(list(field.values), error=_list_title(field.values)))
    if field.name in _DIGESTS:
        checks.append(pa.Check.str_matches(_DIGEST, error="is a SHA-256"))
    if field.low is not None:
        checks.append(pa.Check.ge(field.low, error=f"is at least {field.low}"))
    if field.high is not None:
        checks.append(pa.Check.le(field.high, error=f"is at most {field.high}"))
    return pa.Column(field.dtype, checks, nullable=field.nullable)


def _row_check(title: str, rule: Callable[[], pl.Expr]) -> Any:
    import pandera.polars as pa

    def holds(data: Any) -> pl.LazyFrame:
        frame: pl.LazyFrame = data.lazyframe
        # A null means that the rule has nothing to say, never that it holds by accident: rules
        # that must see nulls ask for them.
        return frame.select(rule().fill_null(value=True).alias("holds"))

    return pa.Check(holds, name=title, error=title)


def _list_title(values: tuple[str, ...]) -> str:
    shown = ", ".join(values[:8])
    return f"is one of {shown}" + (f" ... ({len(values)} values)" if len(values) > 8 else "")


_TITLES = {"multiple_fields_uniqueness": "names one row only", "not_nullable": "is given"}


def _invalid(name: str, rows: pl.DataFrame, failures: pl.DataFrame) -> InvalidRows:
    """The first failure of each rule, and how many there are of it."""
    broken = failures.group_by("column", "check", maintain_order=True).agg(
        pl.len().alias("count"), pl.col("failure_case", "index").first()
    )
    lines = [_failure(name, rows, case) for case in broken.head(SHOWN).iter_rows(named=True)]
    more = broken.height - len(lines)
    shown = "; ".join(lines)
    return InvalidRows(
        name,
        f"不合数据模型：{shown}" + (f"；另有 {more} 项" if more else ""),
        f"rows break its model: {shown}" + (f"; and {more} more rules" if more else ""),
    )


def _failure(name: str, rows: pl.DataFrame, case: dict[str, Any]) -> str:
    key = schemas.dataset(name).unique
    column, check, index = case["column"], str(case["check"]), case["index"]
    about = _TITLES.get(check, check)
    if check == "multiple_fields_uniqueness":
        about = f"“{', '.join(key)} {about}”"
    elif column and column != name:
        value = (
            "" if case["failure_case"] is None else f" but is {str(case['failure_case'])[:80]!r}"
        )
        about = f"“{column} {about}”{value}"
    else:
        about = f"“{about}”"
    place = ""
    if index is not None and index < rows.height:
        place = f" first in row {index}, " + ", ".join(
            f"{part} {rows[part][index]}" for part in key
        )
    return f"{about}: {case['count']} time(s),{place}"


def _all_or_none(prefix: str) -> RowRule:
    def rule() -> pl.Expr:
        code, zh, en = (pl.col(f"{prefix}_{part}").is_null() for part in ("code", "zh", "en"))
        return (code == zh) & (code == en)

    return f"{prefix}_code, {prefix}_zh and {prefix}_en are given together", rule


def _known_cell() -> pl.Expr:
    known = {
        f"{table.id} {form} {key.item} {key.column} {table.unit(key)}"
        for table in catalogue.tables().values()
        for form in table.forms
        for key in table.cells(form)
    }
    cell = pl.concat_str("table", "form", "item", "column", "unit", separator=" ")
    return cell.is_in(sorted(known))


def _known_table() -> pl.Expr:
    known = [f"{t.id} {form}" for t in catalogue.tables().values() for form in t.forms]
    return pl.concat_str("table", "form", separator=" ").is_in(known)


def _value_iff_reported() -> pl.Expr:
    reported = pl.col("state") == str(State.REPORTED)
    given = [
        pl.col(name).is_not_null() == reported for name in ("value", "value_low", "value_high")
    ]
    return pl.all_horizontal(given)


def _report_id() -> pl.Expr:
    known = pl.col("issuer_id").is_not_null() & pl.col("year").is_not_null()
    named = pl.concat_str("issuer_id", pl.col("year").cast(pl.String), separator="-")
    unknown = "unknown-" + pl.col("document_id").str.slice(0, 12)
    return pl.col("report_id") == pl.when(known).then(named).otherwise(unknown)


_RULES: dict[str, tuple[RowRule, ...]] = {
    "reports": (
        ("report_id is issuer_id and year, or unknown", _report_id),
        (
            "report_year is the key of year",
            lambda: (
                pl.col("report_year") == pl.col("year").cast(pl.String).fill_null(schemas.UNKNOWN)
            ),
        ),
        (
            "one current document for each report",
            lambda: (
                ~pl.col("is_current")
                | (pl.col("is_current").cast(pl.UInt32).sum().over("report_id") == 1)
            ),
        ),
        (
            "a current document is neither removed nor superseded",
            lambda: (
                ~pl.col("is_current")
                | (pl.col("removed_at").is_null() & pl.col("superseded_by").is_null())
            ),
        ),
        _all_or_none("unreadable"),
    ),
    "table_readings": (
        ("the form has the table", _known_table),
        _all_or_none("unreadable"),
        _all_or_none("doubt"),
    ),
    "figures": (
        ("the form has the cell, in that unit", _known_cell),
        ("value and its interval are given exactly where state is reported", _value_iff_reported),
        (
            "value lies in its interval",
            lambda: (
                (pl.col("value_low") <= pl.col("value")) & (pl.col("value") <= pl.col("value_high"))
            ),
        ),
        (
            "only an ambiguous cell has candidates",
            lambda: (pl.col("candidates") == "[]") | (pl.col("state") == str(State.AMBIGUOUS)),
        ),
    ),
    "claims": (("value is a finite number", lambda: pl.col("value").is_finite()),),
}
