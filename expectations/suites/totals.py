"""Adds up what the marts say from the facts a second time, in polars.

A mart's value must be the sum of the cells that it stands for, as reported. It may be empty only
where one of them carries no number; where such a blank was taken for 0, the sum of the others is
still what must stand there. Which cells a value stands for is read from the forms and the
crosswalk, not from the SQL that built the mart.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import polars as pl

from expectations.frames import Evidence
from expectations.keys import ROW_KEY
from gouji.forms import catalogue, crosswalk
from gouji.forms.derived import measure_of
from gouji.forms.model import CellKey

MEASURES = (
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

_CELLS = {
    "variable": pl.String,
    "form": pl.String,
    "table": pl.String,
    "item": pl.String,
    "column": pl.String,
}


def request_measures() -> pl.LazyFrame:
    """The cells of each measure of the request marts: variable, form, table, item, column."""
    return _frame(
        (str(measure_of("requests", key.item)), form, table, key)
        for form, table, key in _cells("requests")
        if key.column == "total"
    )


def applicant_measures() -> pl.LazyFrame:
    """The cells of each measure of each kind of applicant; the variable is `applicant.measure`."""
    return _frame(
        (f"{key.column}.{measure_of('requests', key.item)}", form, table, key)
        for form, table, key in _cells("requests")
        if key.column != "total"
    )


def single_cells(*tables: str) -> pl.LazyFrame:
    """Every cell of some tables by itself; the variable is `item.column`."""
    return _frame(
        (f"{key.item}.{key.column}", form, table, key)
        for name in tables
        for form, table, key in _cells(name)
    )


def concepts() -> pl.LazyFrame:
    """The cells of each concept of the crosswalk; the variable is the concept."""
    return _frame(
        (concept.id, source.form, table, key)
        for concept in crosswalk.concepts().values()
        for source in concept.sources
        for table, key in source.cells
    )


def _cells(table: str) -> Iterator[tuple[str, str, CellKey]]:
    found = catalogue.tables()[table]
    return ((form, table, key) for form in found.forms for key in found.cells(form))


def _frame(rows: Iterable[tuple[str, str, str, CellKey]]) -> pl.LazyFrame:
    flat = [(variable, form, table, *key) for variable, form, table, key in rows]
    return pl.LazyFrame(flat, schema=_CELLS, orient="row")


def differing(mart: pl.LazyFrame, cells: pl.LazyFrame, evidence: Evidence) -> pl.DataFrame:
    """The rows of a mart whose value is not what the facts add up to.

    Args:
        mart: report_id, variable and value, one row a report and variable.
        cells: which cells each variable is the sum of, see `request_measures`.
        evidence: for the facts.

    Returns:
        row_key, says (the mart), due (the facts), without_number (cells that carry none).
    """
    said = mart.select(
        "report_id", "variable", pl.col("value").cast(pl.Float64, strict=False).alias("says")
    )
    due = from_facts(cells, evidence)
    compared = said.join(due, on=["report_id", "variable"], how="left", nulls_equal=True)
    wrong = (
        pl.col("due").is_null()
        | (pl.col("says") != pl.col("due"))
        | (pl.col("says").is_null() & (pl.col("without_number") == 0))
    )
    return (
        compared.filter(wrong)
        .select(
            pl.concat_str("report_id", "variable", separator=" / ", ignore_nulls=True).alias(
                ROW_KEY
            ),
            "says",
            "due",
            "without_number",
        )
        .sort(ROW_KEY)
        .collect()
    )


def from_facts(cells: pl.LazyFrame, evidence: Evidence) -> pl.LazyFrame:
    """What each variable of each published table adds up to.

    Returns:
        report_id, variable, due (sum of the reported cells, 0 if there is none), without_number
        (how many of the cells carry no number).
    """
    place = ["table", "item", "column"]
    facts = evidence.scan("fct_figures")
    tables = facts.select("report_id", "form", "table").unique()
    printed = facts.select("report_id", *place, "value")
    return (
        tables.join(cells, on=["form", "table"])
        .join(printed, on=["report_id", *place], how="left")
        .group_by("report_id", "variable")
        .agg(
            pl.col("value").cast(pl.Float64).sum().alias("due"),
            pl.col("value").is_null().sum().alias("without_number"),
        )
    )
