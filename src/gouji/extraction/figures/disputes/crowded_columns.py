"""Table 四 in a grid of text of which the columns hold several results, or their names in pieces.

Converters of PDF see fewer columns on a page than there are, and cut the names of results over rows
and columns. Where each column of the grid holds as many numbers as its header names results, and
these are from left to right the fifteen of the form, every number has its place.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from itertools import groupby

from gouji.extraction.figures.aligning.columns import Slot
from gouji.extraction.figures.aligning.crowded import counts_in
from gouji.extraction.figures.aligning.rows import Row
from gouji.extraction.figures.disputes.blocks import blocks_changed_places

NOTE = "the header of the grid names as many results as each of its columns has numbers"
_WIDTH = 15
_RESULTS = 5
_ONCE = "维纠他审计"
"""The characters that each stand in the name of one result only, in the order of the form."""
_ALL = {"维": 0, "持": 0, "纠": 1, "正": 1, "其": 2, "他": 2, "尚": 3, "审": 3, "总": 4, "计": 4}


def by_crowded_columns(rows: Sequence[Row], filled: Sequence[Row]) -> list[Slot] | None:
    """Fifteen slots; None where a column has more or fewer numbers than names, or other ones.

    `rows` are all rows of the table, `filled` those with numbers: there must be one.
    """
    own = filled[0].grid_row if len(filled) == 1 else None
    if own is None or own.certain:
        return None
    grid = [row.grid_row for row in rows if row.grid_row and row.grid_row.grid == own.grid]
    if any(len(row.tokens) != own.n_columns for row in grid):
        return None
    slots: list[Slot] = []
    for column, token in enumerate(own.tokens):
        lines = [row.tokens[column].folded for row in grid if row is not own]
        numbers = counts_in(token)
        if numbers is None or not _names(lines, range(len(slots), len(slots) + len(numbers))):
            return None
        slots += (Slot(number, note=NOTE) for number in numbers)
    joined = [Row(["".join(row.pieces)]) for row in rows]  # a name may reach over several cells
    return slots if len(slots) == _WIDTH and not blocks_changed_places(joined) else None


def _names(lines: Iterable[str], places: Sequence[int]) -> bool:
    """True where the lines of a header name the results in these places, in this order."""
    wanted = [place % _RESULTS for place in places]
    named: Counter[int] = Counter()
    for line in lines:
        named.update(_ONCE.index(char) for char in line if char in _ONCE)
        order = [result for result, _ in groupby(_ALL[char] for char in line if char in _ALL)]
        rest = iter(wanted)
        if not all(result in rest for result in order):
            return False
    return named == Counter(wanted)
