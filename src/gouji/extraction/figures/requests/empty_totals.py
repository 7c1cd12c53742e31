"""Tables of which the office left the column 总计 empty, in texts that drop empty cells.

Every row has six numbers then, and the last of them is hardly ever the sum of the others, as it
would be if another column were the empty one.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cached_property

from gouji.extraction.figures.requests.printed_rows import PrintedRow, row_keys
from gouji.extraction.figures.requests.sums import failing_columns
from gouji.forms.model import CellKey
from gouji.forms.values import CellValue, Number

HABIT = 8
"""A habit of the table is one if so many rows follow it for each that does not."""
_FEWEST_ROWS = 3
_PARTS = 6
"""The columns of applicants."""


class EmptyTotals:
    """Whether the totals of a table are empty, and in which rows that is proven."""

    def __init__(
        self, rows: Sequence[PrintedRow], cells: Mapping[CellKey, CellValue], form: str
    ) -> None:
        """`rows`: all rows, also those of which the file states the columns."""
        self._rows = rows
        self._cells = cells
        self._form = form

    @cached_property
    def habit(self) -> bool:
        """Nearly every row has six numbers, of which the last is not the sum."""
        six = [row for row in self._rows if _has_parts(row)]
        filled = [row for row in six if any(row.numbers)]
        without = [row for row in filled if not row.ties]
        against = len(self._rows) - len(six) + len(filled) - len(without)
        if any(row.sums and len(row.numbers) > _PARTS for row in self._rows):
            return False  # here a total is printed
        if all(row.numbers[0] == sum(number or 0 for number in row.numbers[1:]) for row in filled):
            return False  # and here, in front
        different = {tuple(row.numbers) for row in without}
        return len(different) >= _FEWEST_ROWS and against * HABIT <= len(six)

    def holds(self, row: PrintedRow) -> bool:
        """The six numbers of a row are those of the applicants, where `habit` is true.

        Not where more sums down the columns would tie if one of the six were empty and the last
        number the total; nor, where it is the sum of the others, where as many would.
        """
        if not _has_parts(row):
            return False
        least = self._failing(row.item, row.numbers) + bool(row.ties and any(row.numbers))
        return not least or all(
            self._failing(row.item, [*row.numbers[:gap], 0, *row.numbers[gap:]]) >= least
            for gap in range(_PARTS)
        )

    def _failing(self, item: str, numbers: Sequence[Number | None]) -> int:
        """How many sums down the columns of applicants fail where the item has these numbers."""
        cells = dict(self._with_parts)
        for key, number in zip(row_keys(item)[:_PARTS], numbers, strict=False):
            cells[key] = CellValue.reported(number or 0)
        return failing_columns(cells, self._form)

    @cached_property
    def _with_parts(self) -> dict[CellKey, CellValue]:
        cells = dict(self._cells)
        for row in filter(_has_parts, self._rows):
            values = zip(row_keys(row.item), row.numbers, strict=False)
            cells.update((key, CellValue.reported(value or 0)) for key, value in values)
        return cells


def _has_parts(row: PrintedRow) -> bool:
    """Six numbers, and no empty line that may be one more cell."""
    return (
        row.short
        and len(row.numbers) == _PARTS
        and None not in row.numbers
        and not any(row.row.blanks)
    )
