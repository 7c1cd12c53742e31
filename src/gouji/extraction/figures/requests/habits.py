"""What the rows of table 三 show of the table as a whole, as evidence for each other."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property

from gouji.extraction.figures.aligning.columns import Told
from gouji.extraction.figures.aligning.labels import holds_number
from gouji.extraction.figures.requests.empty_totals import HABIT, EmptyTotals
from gouji.extraction.figures.requests.printed_rows import PrintedRow, row_keys
from gouji.extraction.figures.requests.sums import all_rows_tie
from gouji.extraction.report import Figure
from gouji.forms import catalogue
from gouji.forms.model import CellKey
from gouji.forms.values import CellValue, State

TOTAL = "total"
_FEW = 5
"""Rows that lost cells are few where at most one of so many did."""
_FEWEST_ZEROS = 3
_FEWEST_WIDER = 3


class Habits:
    """How one table prints its rows: which cells it fills in, what its sums show, what it lost."""

    def __init__(
        self,
        figures: Sequence[Figure],
        rows: Sequence[PrintedRow],
        form: str,
        *,
        left_over: bool,
        unnamed: Sequence[str],
        narrower: bool = False,
        other_ends: bool = False,
        added: bool = False,
        lacking: bool = False,
    ) -> None:
        """What these rows show.

        `left_over`: numbers stand in the table that no row has. `unnamed`: items of the form of
        which no label was found. `narrower`: the header names some of the columns, not all.
        `added`: it names others. `lacking`: it does not name one, not even in part.
        """
        self._figures = figures
        self.all_rows = rows
        self.narrower = narrower
        self._other_ends = other_ends
        self.added = added
        self.lacking = lacking
        self.rows = [row for row in rows if not row.stated]
        self.form = form
        self.left_over = left_over or any(row.told is Told.OVERFULL for row in rows)
        self._unnamed = unnamed

    @cached_property
    def cells(self) -> dict[CellKey, CellValue]:
        """The cells as the rows alone tell them."""
        return {figure.key: figure.cell for figure in self._figures}

    @cached_property
    def short(self) -> list[PrintedRow]:
        """The rows that have fewer cells than the form."""
        return [row for row in self.rows if row.short]

    @cached_property
    def torn(self) -> bool:
        """Cells of this table were lost or torn."""
        odd = any(
            self.cells[key].state is State.AMBIGUOUS
            for row in self.rows
            if not row.short
            for key in row_keys(row.item)
        )
        short = any(not (row.row.torn or row.row.last) for row in self.short)
        return self.left_over or odd or short

    @cached_property
    def any_number(self) -> bool:
        """Some row holds a cell that is not empty."""
        return any(any(row.tokens) for row in self.rows)

    @cached_property
    def totals_filled(self) -> bool:
        """The last number of a row is its total in this table."""
        rows = [row for row in self.rows if row.told is not Told.OVERFULL and any(row.numbers)]
        tied = [row for row in rows if row.sums]
        return (
            len({row.numbers[-1] for row in tied}) > 1
            and (len(rows) - len(tied)) * 3 <= len(tied) + sum(row.twice for row in rows) * 3
        )

    @cached_property
    def totals_empty(self) -> bool:
        """The totals are left empty in this table, so that a number there may have strayed."""
        totals = [self.cells[CellKey(row.item, TOTAL)].state for row in self.rows]
        empty = totals.count(State.BLANK)
        return empty > (len(totals) - empty) * HABIT

    @cached_property
    def total_strayed(self) -> bool:
        """A total is empty where most are filled in, rows are short, and no number is left over."""
        if self.left_over or not self.short:
            return False
        totals = [self.cells[CellKey(row.item, TOTAL)].state for row in self.rows]
        return 0 < totals.count(State.BLANK) < totals.count(State.REPORTED)

    @cached_property
    def labels_hold_numbers(self) -> bool:
        """Some label holds a digit, not only in its numbering."""
        return any(holds_number(piece) for row in self.rows for piece in row.row.pieces)

    @cached_property
    def wider(self) -> bool:
        """Several rows have too many cells: an office may have added a column."""
        overfull = sum(row.told is Told.OVERFULL for row in self.rows)
        return overfull >= (1 if self.added else _FEWEST_WIDER)

    @cached_property
    def unlike(self) -> bool:
        """The header names other columns than the form, and not all rows sum to their last cell."""
        if not (self.added or self.lacking):
            return False
        counted = [r.item for r in self.rows if not (r.short or r.told is Told.OVERFULL)]
        return not all_rows_tie(counted, self.cells, self.form)

    @cached_property
    def ends_filled(self) -> bool:
        """First and last column are filled in every row, the others only with numbers.

        Not where some empty cells are printed, or the header lacks columns: the first may be
        another.
        """
        if self._other_ends or any(row.prints_some_empty_cells for row in self.short):
            return False
        follow = [row for row in self.short if has_ends(row)]
        zeros = [row for row in follow if row.numbers[0] == 0]
        against = len(self.short) - len(follow)
        return len(zeros) >= _FEWEST_ZEROS and against * HABIT <= len(follow)

    @cached_property
    def empty_totals(self) -> EmptyTotals:
        """Whether the office leaves its totals empty."""
        return EmptyTotals(self.all_rows, self.cells, self.form)

    @property
    def leaves_totals_empty(self) -> bool:
        """A column that the header does not name is not there: it need not be that of totals."""
        return self.empty_totals.habit and not self.narrower

    @cached_property
    def lines(self) -> Told | None:
        """How many empty lines are an empty cell here: as most rows have it."""
        one, two = (
            sum(row.told is told for row in self.rows) for told in (Told.ONE_LINE, Told.TWO_LINES)
        )
        return None if one == two else Told.ONE_LINE if one > two else Told.TWO_LINES

    @property
    def few_short(self) -> bool:
        """Short rows are no habit of this table."""
        return len(self.short) * _FEW <= len(self.rows)

    def before_unnamed(self, item: str) -> bool:
        """True where the next item of the form has no label, so that its row may be in this one."""
        items = [i.id for i in catalogue.tables()["requests"].items_of(self.form)]
        following = items[items.index(item) + 1 :]
        named = [other for other in following if other not in self._unnamed]
        return bool(named) and following[0] != named[0]


def has_ends(row: PrintedRow) -> bool:
    """True for a row that sums, of which first and last cell alone may hold 0."""
    numbers = row.numbers
    return len(numbers) > 1 and None not in numbers and all(numbers[1:-1]) and row.ties
