"""Long runs of loose cells behind one label: the rows that they must be."""

from __future__ import annotations

from gouji.extraction.figures.aligning.rows import Row
from gouji.extraction.figures.aligning.summing import is_sum
from gouji.extraction.numbers import parse_cell


def split_block(row: Row, width: int) -> list[Row]:
    """A long run of cells behind one label as the rows it must be, where the width divides it.

    Only explicit cells are split: empty lines that may be cells leave no sure boundary.
    """
    count = len(row.tokens)
    if row.grid_row is not None or count < 2 * width or count % width or any(row.blanks):
        return [row]
    parts = [row.tokens[start : start + width] for start in range(0, count, width)]
    first = Row(row.pieces, parts[0], [0] * (width + 1), None, row.locator)
    rest = [Row([], part, [0] * (width + 1), None, part[0].locator) for part in parts[1:]]
    return [first, *rest]


def is_summed(row: Row) -> bool:
    """True where the last cell is the sum of the others: else no row ends there."""
    return is_sum([parse_cell(token.text).value or 0 for token in row.tokens])
