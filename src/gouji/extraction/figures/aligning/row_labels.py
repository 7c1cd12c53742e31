"""What the labels in front of a row say: the items they name, and whose the row is not."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache

from gouji.extraction.characters import fold
from gouji.extraction.figures.aligning.labels import Hit, hits, hits_below, is_of_another_row
from gouji.extraction.figures.aligning.likeness import (
    begins_another,
    is_foreign,
    is_part,
    item_begun,
    most_alike,
)
from gouji.extraction.figures.aligning.rows import Row
from gouji.extraction.numbers import is_unread_number
from gouji.forms import catalogue
from gouji.forms.model import Table

_BEGINS_ROW = re.compile(
    r"(?<![\d.])\d{0,2}(\d)[.、](?=[一-鿿])|(?:^|^[一二三四]、)\d{0,2}(\([一二三四五六七]\))(?=[一-鿿])"
)
"""The number of an item, or of a group; a serial number in front may have run together with it."""
_COUNTS = re.compile(r"(?:\d+[^\d.、()]{1,2}){3}$")
_LONGEST_CELL = 8


def items_named(table: Table, row: Row) -> list[Hit]:
    """The items that a row's labels name; for a row of cells, damaged labels are tried too.

    Behind other labels the first line of one may stand, of which the rest follows the numbers.
    """
    named = hits(table, row.pieces)
    last = len(row.pieces) - 1
    filled = len(row.tokens) >= len(table.columns)
    if row.pieces and filled and all(hit.piece != last for hit in named):
        begun = item_begun(table.id, row.pieces[-1])
        if begun is not None:
            return [*named, Hit(last, begun)]
    if named or not row.pieces:
        return named
    for piece in (row.pieces[-1], "".join(row.pieces)) if row.tokens else ():
        item = most_alike(table.id, piece)
        if item is not None and not _begins_other(table, row.pieces, item):
            return [Hit(last, item)]
    # What stands above may be the label of an empty row: the row's own text comes first.
    return hits_below(table, row.above, row.pieces)


def has_more(table: Table, pieces: Sequence[str], hit: Hit) -> bool:
    """True where what stands behind a label is neither the rest of it nor part of another text."""
    return any(
        len(piece) <= _LONGEST_CELL and not is_part(table.id, piece, hit.item)
        for piece in pieces[hit.piece + 1 :]
    )


def holds_counts(label: str) -> bool:
    """True where the numbers of a label's own row ran into it, with a unit that is not known."""
    return _COUNTS.search(label) is not None


def ends_before(table: Table, behind: Sequence[str], item: int) -> bool:
    """True where the row of a label is over before the numbers that follow it.

    So it is where numbers that cannot be read, the label of another group, or the beginning of
    another label stand between.
    """
    if not behind:
        return False
    own = fold(table.items[item].group or "")
    return any(
        is_unread_number(piece)
        or (piece in group_labels(table.id) and piece != own)
        or _begins_other(table, [piece], item)
        or begins_another(table.id, piece, item)
        for piece in behind
    )


@cache
def group_labels(table_id: str) -> frozenset[str]:
    """The folded labels that reach over several rows of a table."""
    items = catalogue.tables()[table_id].items
    return frozenset(fold(item.group) for item in items if item.group)


def is_of_other_text(table: Table, row: Row, item: int) -> bool:
    """A row of which the label says something else: one that the form does not have."""
    if any(map(is_of_another_row, row.pieces)):
        return True
    if _begins_other(table, row.pieces, item):
        return True
    return all(is_foreign(table.id, piece, item) for piece in row.pieces) if row.pieces else False


def _begins_other(table: Table, pieces: Sequence[str], item: int) -> bool:
    """True where the last number of an item or a group among the labels is not that of the item."""
    begun = [(m[1] or m[2], piece[m.end() :]) for piece in pieces
             for m in _BEGINS_ROW.finditer(piece)]  # fmt: skip
    if not begun:
        return False
    number, rest = begun[-1]
    if number.startswith("(") and fold(table.items[item].group or "").startswith(number):
        return False
    same = fold(table.items[item].zh).startswith(number)
    return not (same and is_part(table.id, rest, item))


def items_of_group(table: Table, open_items: list[int], loose: list[Row]) -> list[int]:
    """The open items of the group whose label stands before the loose rows; none without one."""
    label = "".join(loose[0].pieces) if loose else ""
    for item in open_items:
        group = fold(table.items[item].group or "")
        if group and group in label:
            return [other for other in open_items if fold(table.items[other].group or "") == group]
    return []
