"""The cells of a row of table 二 in which the document ends: those that are printed lead it.

Where each row before it is read for certain, and no row of the form follows, nothing but the end
of the document has taken the other cells.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from gouji.extraction.figures.aligning.begun import leading_figures
from gouji.extraction.figures.aligning.rows import Row
from gouji.extraction.report import Figure
from gouji.forms.model import Item, Table
from gouji.forms.values import State

_CELL = re.compile(r"0|[-+增减]?[1-9]\d{0,6}")
_FEWEST = 2
"""Rows before it that show that empty cells are printed too."""


def read_begun(
    table: Table, item: Item, form: str, row: Row, figures: list[Figure], header: Sequence[str]
) -> list[Figure]:
    """The figures, with those of the last row, that of `item`, below a header of these columns."""
    columns = item.columns[form]
    order = [one.id for one in table.items_of(form)]
    at = order.index(item.id)
    if at == len(order) - 1 or tuple(header) != tuple(columns):
        return figures
    before = [f for f in figures if f.item in order[:at]]
    behind = [f for f in figures if f.item in order[at + 1 :]]
    read = all(f.cell.state is State.REPORTED for f in before)
    absent = all(f.cell.state is State.MISSING for f in behind)
    texts = [token.folded for token in row.tokens]
    gaps = row.grid_row is None and any(row.blanks)
    if len({f.item for f in before}) < _FEWEST or not (read and absent) or gaps:
        return figures
    if not 0 < len(texts) < len(columns) or not all(map(_CELL.fullmatch, texts)):
        return figures
    keys = [f.key for f in figures if f.item == item.id]
    own = leading_figures(table, keys, row.tokens, row.locator)
    return [own.get(figure.key, figure) for figure in figures]
