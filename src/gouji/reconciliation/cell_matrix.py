"""Figures laid out as matrices: a row for each report that has a table, a column for each cell.

This is what lets rules be confronted with all reports at once. Only what rules look at is kept:
numbers for documents and cells, the state as a small integer, the value. Intervals and candidates
are rare, so they stand beside the matrix, not in it. No rule is applied here.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import polars as pl

from gouji.forms import catalogue
from gouji.forms.model import CellKey, Table
from gouji.forms.values import State

WIDE = pl.Decimal(38, 2)
"""The type of sums: no number of cells can make it overflow."""

STATES = (
    State.BLANK,
    State.DASH,
    State.REPORTED,
    State.AMBIGUOUS,
    State.UNREADABLE,
    State.MISSING,
)
"""A state's code is its place in here: up to REPORTED it is certain, from UNREADABLE unknown."""

REPORTED, AMBIGUOUS, UNREADABLE, MISSING = (STATES.index(s) for s in STATES[2:])

_CHUNK = 20_000
"""Reports in one matrix: bounds the memory, at about 8 KB a report."""


@dataclass(frozen=True, slots=True)
class CellMatrix:
    """One table in one form, in many reports; both matrices are flat, report by report.

    docs: the reports, by number. codes: a code of STATES for each cell. values: Decimal, null
    unless reported. candidates: doc, cell, given (JSON list), where some are known. intervals:
    position, low, high, of reported cells whose interval is wider than their value.
    """

    table: Table
    form: str
    docs: pl.Series
    codes: pl.Series
    values: pl.Series
    candidates: pl.DataFrame
    intervals: pl.DataFrame

    @property
    def keys(self) -> tuple[CellKey, ...]:
        """The cells, in column order."""
        return self.table.cells(self.form)

    def at(self, wanted: pl.Series) -> pl.DataFrame:
        """doc, cell, code, value of the positions where `wanted` is true."""
        here = wanted.arg_true()
        width = len(self.keys)
        return pl.DataFrame(
            {
                "doc": self.docs.gather(here // width),
                "cell": (here % width).cast(pl.UInt16),
                "code": self.codes.gather(here),
                "value": self.values.gather(here),
            }
        )

    def scopes(self) -> pl.DataFrame:
        """cell, scope: the public name of each cell."""
        names = [f"{self.table.id}.{key.item}.{key.column}" for key in self.keys]
        return pl.DataFrame({"cell": range(len(names)), "scope": names}).cast({"cell": pl.UInt16})


def matrices(
    figures: pl.DataFrame, docs: pl.DataFrame, tables: pl.DataFrame
) -> Iterator[CellMatrix]:
    """The matrices of every readable table in every form, some thousand reports at a time.

    Args:
        figures: dataset of the lake. Cells it lacks are missing; where it has a cell twice, the
            last counts.
        docs: doc (counted from 0, without a gap), document_id.
        tables: doc, table, form of the readable tables.
    """
    layouts = {
        (table.id, form): number
        for number, (table, form) in enumerate(
            (table, form) for table in catalogue.tables().values() for form in table.forms
        )
    }
    numbered = _numbered(figures, docs, layouts)
    by_layout = numbered.partition_by("layout", as_dict=True, include_key=False)
    for (name, form), group in tables.group_by("table", "form", maintain_order=True):
        own = by_layout.get((layouts[str(name), str(form)],), numbered.clear().drop("layout"))
        for start in range(0, group.height, _CHUNK):
            chunk = group["doc"].slice(start, _CHUNK)
            yield _matrix(own, chunk, docs.height, catalogue.tables()[str(name)], str(form))


def _numbered(
    figures: pl.DataFrame, docs: pl.DataFrame, layouts: dict[tuple[str, str], int]
) -> pl.DataFrame:
    """doc, layout, cell, code, value, low, high (null where the value says it), given."""
    places = pl.DataFrame(
        [
            (table, form, *key, number, cell)
            for (table, form), number in layouts.items()
            for cell, key in enumerate(catalogue.tables()[table].cells(form))
        ],
        schema={
            **dict.fromkeys(("table", "form", "item", "column"), pl.String),
            "layout": pl.UInt8,
            "cell": pl.UInt16,
        },
        orient="row",
    )
    codes = {state.value: code for code, state in enumerate(STATES)}
    code = pl.col("state").replace_strict(codes, default=UNREADABLE, return_dtype=pl.UInt8)
    reported = pl.col("state") == State.REPORTED.value
    wider = reported & (
        (pl.col("value_low") != pl.col("value")) | (pl.col("value_high") != pl.col("value"))
    )
    return (
        figures.lazy()
        .select(
            *("document_id", "table", "form", "item", "column"),
            code.alias("code"),
            pl.when(reported).then("value").alias("value"),
            pl.when(wider).then(pl.coalesce("value_low", "value")).alias("low"),
            pl.when(wider).then(pl.coalesce("value_high", "value")).alias("high"),
            pl.when((code == AMBIGUOUS) & (pl.col("candidates") != "[]"))
            .then("candidates")
            .alias("given"),
        )
        .join(docs.lazy().select("doc", "document_id"), on="document_id", maintain_order="left")
        .join(places.lazy(), on=["table", "form", "item", "column"], maintain_order="left")
        .select("doc", "layout", "cell", "code", "value", "low", "high", "given")
        .collect()
    )


def _matrix(
    cells: pl.DataFrame, docs: pl.Series, n_docs: int, table: Table, form: str
) -> CellMatrix:
    width = len(table.cells(form))
    size = len(docs) * width
    placed = (
        cells.with_columns(_rows(docs, n_docs).gather(cells["doc"]))
        .filter(pl.col("row").is_not_null())
        .with_columns((pl.col("row") * width + pl.col("cell")).alias("position"))
    )
    dense = _dense(placed, size)
    if dense.height > size:
        placed = placed.unique("position", keep="last", maintain_order=True)
        dense = _dense(placed, size)
    return CellMatrix(
        table,
        form,
        docs,
        dense["code"].fill_null(MISSING),
        dense["value"].cast(WIDE),
        placed.filter(pl.col("given").is_not_null()).select("doc", "cell", "given"),
        placed.filter(pl.col("low").is_not_null()).select("position", "low", "high"),
    )


def _rows(docs: pl.Series, n_docs: int) -> pl.Series:
    """The place in `docs` of each of `n_docs` documents, null where it is not among them."""
    places = pl.DataFrame({"doc": docs}).with_row_index("row").cast({"row": pl.Int64})
    every = pl.select(pl.int_range(n_docs, dtype=pl.UInt32).alias("doc"))
    return every.join(places, on="doc", how="left", maintain_order="left")["row"]


def _dense(placed: pl.DataFrame, size: int) -> pl.DataFrame:
    """A row for each position below `size`, in order; more where `placed` has one twice."""
    every = pl.int_range(size, eager=True).alias("position")
    if placed.height == size and (placed["position"] == every).all():
        return placed  # as a lake writes it: every cell, in form order
    cells = placed.select("position", "code", "value")
    return every.to_frame().join(cells, on="position", how="left", maintain_order="left")
