"""A first row of table 二 that has lost its label: some sites filter 规章 or a link with it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from gouji.extraction.characters import fold
from gouji.extraction.figures.aligning.labels import hits
from gouji.extraction.figures.aligning.rows import Row
from gouji.extraction.figures.disclosure.cells import columns_named
from gouji.forms.model import Table

_FEWEST = 3
"""Rows behind it whose labels stand before their numbers, across a heading: so does its own."""


def with_first_label(table: Table, form: str, rows: Sequence[Row]) -> list[Row]:
    """The rows with the label of the first item, where nothing but that is lost.

    Numbers right behind a header may also be printed before their labels. Then those of each part
    stand behind a header; here only those of the first do, and every other row is whole.
    """
    found = list(rows)
    filled = [number for number, row in enumerate(rows) if row.tokens]
    if len(filled) <= _FEWEST or not _is_headed(table, form, rows[filled[0]]):
        return found
    items = table.items_of(form)
    for number, item in zip(filled[1:], items[1:], strict=False):
        row = rows[number]
        named = hits(table, row.pieces)
        width = len(item.columns.get(form, ()))
        last = named[-1] if named else None
        if last is None or table.items[last.item].id != item.id or len(row.tokens) != width:
            return found
        if last.piece != len(row.pieces) - 1:
            return found
    if len(filled) > len(items):
        return found
    first = rows[filled[0]]
    found[filled[0]] = replace(first, pieces=[*first.pieces, fold(items[0].zh)])
    return found


def _is_headed(table: Table, form: str, row: Row) -> bool:
    """True for loose numbers behind the header of the first item, as many as it names."""
    columns = tuple(table.items_of(form)[0].columns.get(form, ()))
    return (
        row.grid_row is None
        and not hits(table, row.pieces)
        and columns_named(row.pieces) == columns
        and columns_named(row.pieces[-1:]) != ()
        and len(row.tokens) == len(columns)
    )
