"""The rows of table 三 that were given to an item, and what tells the cells of each apart."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cache

from gouji.extraction.elements import Token
from gouji.extraction.figures.aligning.columns import Told
from gouji.extraction.figures.aligning.rows import Row
from gouji.extraction.figures.aligning.summing import is_sum
from gouji.extraction.numbers import parse_cell
from gouji.forms import catalogue
from gouji.forms.model import CellKey
from gouji.forms.values import Number

_WIDTH = 7
_FEWEST_COUNTED = 3
_STATED, _BY_LINES = Told.STATED, (Told.ONE_LINE, Told.TWO_LINES)


@cache
def row_keys(item: str) -> tuple[CellKey, ...]:
    """The cells of an item of table 三, in the order of the columns."""
    return tuple(CellKey(item, column.id) for column in catalogue.tables()["requests"].columns)


@dataclass(frozen=True, slots=True)
class PrintedRow:
    """A row that alignment gave to an item, and what tells its cells apart."""

    item: str
    row: Row
    told: Told

    @property
    def stated(self) -> bool:
        """True where the file says in which columns the cells stand."""
        return self.told is _STATED

    @property
    def short(self) -> bool:
        """True where fewer numbers are left than can be placed by counting."""
        return self.told is Told.SHORT

    @property
    def whole(self) -> bool:
        """True where that is so, and each cell of the row stands in one of them."""
        return self.told is _STATED and len(self.row.tokens) == _WIDTH

    @property
    def tokens(self) -> list[Token]:
        """The cells of the row that are not empty."""
        return [token for token in self.row.tokens if token.folded]

    @property
    def numbers(self) -> list[Number | None]:
        """Their numbers, None for one that cannot be read."""
        return [parse_cell(token.text).value for token in self.row.tokens if token.folded]

    @property
    def may_hold_a_stray(self) -> bool:
        """True where there are more cells than columns, if each empty line is an empty cell.

        Or there are fewer, and what is left does not sum.
        """
        lines = 2 if self.told is Told.TWO_LINES else 1
        cells = len(self.row.tokens) + sum(self.row.blanks) // lines
        if self.row.grid_row is not None and self.told is Told.PRINTED:
            cells = _WIDTH  # beside them stand the empty ones of its label
        over = self.told is Told.OVERFULL or cells > _WIDTH
        if self.told is Told.PRINTED and (self.sums or self.twice):
            return False  # what is over is empty, and its numbers are its own
        return over if not self.short else over or not self.sums

    @property
    def loses_empty_cells(self) -> bool:
        """True where some empty cells are printed, but not one for each column."""
        stated = self.row.grid_row is not None and self.row.grid_row.certain
        return not stated and 0 < len(self.row.tokens) < _WIDTH

    @property
    def prints_some_empty_cells(self) -> bool:
        """True where empty cells are printed, but not as many as the form has columns."""
        return len(self.row.tokens) != _WIDTH and self.row.has_gaps

    @property
    def leaves_cells_empty(self) -> bool:
        """True where a printed cell is empty, or empty lines stand for one."""
        return self.row.has_gaps or any(self.row.blanks)

    @property
    def sums(self) -> bool:
        """True where the last number is the sum of at least two others than 0."""
        return self.ties and sum(map(bool, self.numbers)) > 2

    @property
    def twice(self) -> bool:
        """True for one number, other than 0, printed twice, the second time at the end."""
        return self.ties and sum(map(bool, self.numbers)) == 2

    @property
    def ties_without_one(self) -> bool:
        """True where the last of the others is their sum too, if one number is left out."""
        values = [value or 0 for value in self.numbers]
        rest = (values[:n] + values[n + 1 :] for n, value in enumerate(values) if value)
        return any(any(one) and is_sum(one) for one in rest)

    @property
    def ties(self) -> bool:
        """True where the last number is the sum of the others, be it 0."""
        values = [value for value in self.numbers if value is not None]
        known = bool(values) and len(values) == len(self.numbers)
        return known and is_sum(values)


def with_empty_lines(rows: Sequence[PrintedRow]) -> list[PrintedRow]:
    """The rows, those told to be overfull that hold seven cells and empty lines besides.

    Only where in other rows of the table empty lines are empty cells.
    """
    counts = Counter(row.told for row in rows if row.told in _BY_LINES)
    told, count = counts.most_common(1)[0] if counts else (None, 0)
    if count < _FEWEST_COUNTED:
        return list(rows)
    lines = 1 if told is Told.ONE_LINE else 2
    return [
        replace(row, told=Told.OVERFULL)
        if row.told is Told.PRINTED
        and row.row.grid_row is None
        and not row.row.torn
        and any(blanks >= lines for blanks in row.row.blanks)
        else row
        for row in rows
    ]


def is_two_rows(row: PrintedRow, rows: Sequence[PrintedRow]) -> bool:
    """True for twice as many numbers as in most rows, which lost cells and have as many left."""
    lengths = Counter(len(other.numbers) for other in rows if other.short)
    usual, count = lengths.most_common(1)[0] if lengths else (0, 0)
    return count * 2 > len(rows) and len(row.numbers) == 2 * usual


def ends_early(row: PrintedRow, rows: Sequence[PrintedRow]) -> bool:
    """True where the file states that the last cell of other rows stands further right."""
    own = row.row.grid_row
    if own is None or not own.certain:
        return False
    grids = [(other.row.grid_row, other.tokens) for other in rows if other.tokens]
    return any(
        grid_row is not None
        and grid_row.grid == own.grid
        and tokens[-1].column > row.tokens[-1].column
        for grid_row, tokens in grids
    )
