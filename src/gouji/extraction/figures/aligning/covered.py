"""Empty cells behind a row that are none of its own.

Empty lines may be the cells of labels above, which reach down beside the next.

Dumps of Word documents print such a cell as an empty one, before the label of its row: behind the
last number of the row above. The same would be left by an empty column behind the last of the form;
but that is behind every row, and so are the empty cells of such a column in a grid of text.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from itertools import takewhile

from gouji.extraction.figures.aligning.rows import Row

_LINES_A_CELL = (1, 2)
_FEWEST_ENDED = 2
_FEWEST_SPREAD = 3
_MOST_COVERED = 2
"""Labels stand in three columns at most, and the last of them is that of the row itself."""


def drop_covered(rows: Sequence[Row], width: int) -> None:
    """Takes such lines out behind rows of `width` cells, of which empty lines are the empty ones.

    Only where some rows of the table have none, and in no row more than labels can leave.
    """
    for lines in _LINES_A_CELL:
        whole = list(_whole(rows, width, lines))
        spread = sum(any(row.blanks[:-1]) for row in whole)
        ended = sum(not row.blanks[-1] for row in whole)
        most = max((row.blanks[-1] for row in whole), default=0)
        if spread >= _FEWEST_SPREAD and ended >= _FEWEST_ENDED and most <= _MOST_COVERED * lines:
            for row in whole:
                row.blanks[-1] = 0
            return


def _whole(rows: Sequence[Row], width: int, lines: int) -> Iterator[Row]:
    """The rows that are complete from the cell behind their label to a number in the last."""
    for row in rows:
        if row.grid_row is not None or row.torn or len(row.blanks) != len(row.tokens) + 1:
            continue
        if not row.pieces or not row.tokens or not row.tokens[-1].is_value:
            continue
        told = not any(blank % lines for blank in row.blanks)
        if told and len(row.tokens) + sum(row.blanks[:-1]) // lines == width:
            yield row


def drop_behind(rows: Sequence[Row], width: int) -> None:
    """Takes empty cells out behind the rows of a text, as many as each whole row has there.

    Where rows have different lengths, a short one would be as long as the form with them.
    """
    by_grid: defaultdict[int | None, list[Row]] = defaultdict(list)
    for row in rows:
        if row.has_values and not (row.grid_row is not None and row.grid_row.certain):
            by_grid[row.grid_row.grid if row.grid_row is not None else None].append(row)
    for own in by_grid.values():
        whole = [row for row in own if sum(not token.is_empty for token in row.tokens) == width]
        least = min(map(_empty_behind, whole), default=0)
        for row in own if least else ():
            kept = len(row.tokens) - min(least, _empty_behind(row))
            row.tokens, row.blanks = row.tokens[:kept], [*row.blanks[:kept], *row.blanks[-1:]]


def _empty_behind(row: Row) -> int:
    return sum(1 for _ in takewhile(lambda token: token.is_empty, reversed(row.tokens)))
