"""Whether 其他处理 is one row, as in the form of 2019, or the group of three of that of 2021."""

from __future__ import annotations

import re
from collections.abc import Sequence

from gouji.extraction.elements import Element, cells_of
from gouji.extraction.figures.aligning.alignment import Alignment
from gouji.extraction.figures.aligning.labels import is_of_another_row
from gouji.extraction.figures.aligning.likeness import is_foreign
from gouji.extraction.figures.aligning.rows import Row
from gouji.forms.model import Table

_LEAVES = re.compile(
    r"逾期不补正|正当理由逾期|不再处理其|收费通知|缴纳费用|(?:^|处理)3[.、]其他(?:情形|情况)?$"
)
_LIKE_LEAVES = re.compile(r"逾期不补正|正当理由逾期|不再处理其|收费通知|缴纳费用|3[.、]其他")
_UNSPLIT = "其他处理"
_WIDTH = 7


def names_leaf(element: Element) -> bool:
    """True where a cell is the label of a part of 其他处理, which only the form of 2021 has."""
    if not _LIKE_LEAVES.search(element.folded):
        return False
    return any(_LEAVES.search(cell.folded) for cell in cells_of(element))


def has_leaves(alignment: Alignment, unsplit: int, total: int) -> bool:
    """True where rows stand between 其他处理 and 总计: its leaves, without their labels."""
    between = alignment.placed.get(unsplit), alignment.placed.get(total)
    if None in between:
        return False
    lines = [alignment.order[id(row)] for row in between if row is not None]
    # Where no row lacks a cell, a number alone is that of a page.
    fewest = 2 if all(len(row.tokens) == _WIDTH for row in alignment.placed.values()) else 0
    return any(
        lines[0] < alignment.order[id(row)] < lines[1]
        for row in alignment.unplaced
        if not any(map(is_of_another_row, row.pieces)) and len(row.tokens) >= fewest
    )


def is_printed_as_one(
    rows: Sequence[Row], alignment: Alignment, unsplit: int, *, cut: bool
) -> bool:
    """True where the row 其他处理 is printed as one."""
    if unsplit in alignment.placed:
        return True
    if unsplit in alignment.contested:
        return any(_UNSPLIT in piece for row in rows for piece in row.pieces)
    # Behind the label that a document ends in, its leaves may have followed.
    return unsplit in alignment.named and not (cut and unsplit == max(alignment.named))


def heads_a_leaf(table: Table, row: Row | None, unsplit: int) -> bool:
    """True where the label 其他处理 is that of the group: another one stands behind it."""
    return row is not None and bool(row.pieces) and is_foreign(table.id, row.pieces[-1], unsplit)
