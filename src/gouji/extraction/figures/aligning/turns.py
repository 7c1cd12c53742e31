"""Labels on lines of their own that take turns with the rows of a grid that hold their numbers.

So converters of PDF write a table of which they see some rows only: above or below a row without a
label stands the label. Between two rows with labels their number and order tell which belong
together; at the ends of the table that they take turns does.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from itertools import pairwise

from gouji.extraction.figures.aligning.rows import Row


def is_unlabelled(row: Row) -> bool:
    """True for a row of a grid with numbers and no label."""
    return row.grid_row is not None and not row.pieces and row.has_values


def take_turns(labels: Collection[int], numbers: Sequence[int], *, first: bool) -> bool:
    """True where lines of labels and of numbers, told by their places, take turns to the last.

    `first`: they are the first of the table. There labels must lead, for numbers that lead may be
    those of something else.
    """
    order = sorted([*labels, *numbers])
    turns = [place in labels for place in order]
    if not numbers or len(labels) != len(numbers) or (first and not turns[0]):
        return False
    return all(one != following for one, following in pairwise(turns))
