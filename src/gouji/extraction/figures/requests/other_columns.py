"""Whether the header of table 三 names columns that the form does not have, or lacks its own.

A row of seven cells need not be the seven of the form then: one may be of the added column, and
another not there. Only sums show it.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from gouji.extraction.elements import GridRow
from gouji.extraction.figures.aligning.alignment import Alignment
from gouji.extraction.figures.aligning.columns import names_two_totals
from gouji.extraction.figures.aligning.rows import Row
from gouji.extraction.figures.requests.column_names import ADDED, LONGEST_HEADER, columns_named

_LONGEST_NAME = 10
_FEWEST_NAMED = 4
_FEWEST_IN_PLACE = 5
_WIDTH = 7
_BESIDE = re.compile(r"\(?本列数据.*之和\)?|申请人情况")
"""What else the form has on the first line of the header."""
_OVER_SEVERAL = re.compile(r"法人或?其他(?:组织?)?|或\|?其\|?他(?:组织)?|其他组织")
_OWN = ("自|然", "商业|企", "科|研", "公益|社会|益组", "法律|律服|服务", r"其\|?他", "总|计")
"""What a header with the column holds, also where names are in pieces."""


def names_added_columns(head: Sequence[Row]) -> bool:
    """True where a header, down to the first row, names a column that the form does not have.

    In loose lines a whole header may stand in one piece.
    """
    pieces = [_BESIDE.sub("", piece) for row in head for piece in row.pieces]
    short = [piece for piece in pieces if len(piece) <= LONGEST_HEADER]
    return names_two_totals(short) or any(
        ADDED.search(piece)
        for piece in pieces
        if len(piece) <= _LONGEST_NAME
        or (len(piece) <= LONGEST_HEADER and len(columns_named(piece)) >= _FEWEST_NAMED)
    )


def lacks_a_column(head: Sequence[Row], alignment: Alignment) -> bool:
    """True where a header names most columns, and no part of the name of another.

    Not where a grid has a column in its place, though the name is lost.
    """
    pieces = [piece for row in head for piece in row.pieces]
    named = {number for piece in pieces for number in columns_named(piece)}
    short = (piece for piece in pieces if len(piece) <= LONGEST_HEADER)
    names = _OVER_SEVERAL.sub("", "|".join(short))
    lost = len(named) >= _FEWEST_NAMED and not all(re.search(own, names) for own in _OWN)
    return lost and not _keeps_places(head, alignment)


def _keeps_places(head: Sequence[Row], alignment: Alignment) -> bool:
    """True where grids have seven columns behind the labels, and names above none but their own."""
    starts: set[int] = set()
    named: set[int] = set()
    for row in head:
        for token in row.grid_row.tokens if row.grid_row is not None else ():
            if len(found := columns_named(token.folded)) == 1:
                named.update(found)
                starts.add(token.column - found[0])
    body = [row.grid_row for row in alignment.placed.values() if row.grid_row is not None]
    return (
        len(named) >= _FEWEST_IN_PLACE
        and len(starts) == 1
        and len(body) == len(alignment.placed)
        and all(_has_seven(row, min(starts)) for row in body)
    )


def _has_seven(row: GridRow, start: int) -> bool:
    """True for a row that has its labels in front of a grid column, and seven cells from there."""
    cells = [token for token in row.tokens if token.column >= start]
    return [token.column for token in cells] == list(range(start, start + _WIDTH)) and all(
        token.is_value or token.is_empty for token in cells
    )
