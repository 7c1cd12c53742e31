"""Whether the place of each number of table 三 is proven.

The one decision between "reported" and "ambiguous" for rows whose columns the file does not state.
A text dump gives a label and some numbers. Four things can tell which number stands in which
column, from strong to weak:

1. The file says so (HTML, Word, a ruled PDF): nothing to prove.
2. The row has exactly as many cells as the form has columns, empty ones printed or told by empty
   lines. In a table where that holds for every row, the count is proof, and a row that does not
   sum is the issuer's mistake.
3. Some row of the table is short, or too long, or numbers are left over: cells were lost or torn on
   the way, and a full row may be full by accident (one number torn in two, one cell lost). There a
   row must also sum to its total; where it cannot be tested, only printed cells are believed, and
   only where most rows have them all, never empty lines. Seven zeros are no test.
4. A short row is proven only as far as every other placement is excluded:
   - its last number is the total if the others sum to it, in a table where the totals are seen to
     be filled in (rows with different totals tie, hardly any does not); where it is the second of
     two equal numbers, only if no choice of such rows could have it elsewhere;
   - its first number is 自然人 if the edits down that column tie, and moving the numbers of no
     choice of short rows together to another column would leave them tied;
   - all six but the total, where hardly any row of the table has another number of cells and the
     last is not the sum of the others: the office left its totals empty;
   - first and last, without any sum, where the table shows that these columns are always filled in
     (also with 0) and the others only where there is a number: such a row with two numbers is known
     as a whole.

Zeros prove nothing: they sum wherever they stand. All other cells of a short row stay ambiguous,
with the numbers of the row and "empty" as candidates.

A label that is missing altogether lowers trust in the row before it, if cells of the dump can
vanish: the numbers there may be those of the row that lost its label.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import cached_property

from gouji.extraction.figures.aligning.columns import Told
from gouji.extraction.figures.aligning.filling import BEFORE_UNNAMED
from gouji.extraction.figures.aligning.labels import holds_number
from gouji.extraction.figures.requests.empty_totals import HABIT, EmptyTotals
from gouji.extraction.figures.requests.movable import is_closer, may_move_together
from gouji.extraction.figures.requests.printed_rows import (
    PrintedRow,
    ends_early,
    is_two_rows,
    row_keys,
)
from gouji.extraction.figures.requests.sums import all_rows_tie, sums_across, sums_down
from gouji.extraction.report import Figure
from gouji.forms import catalogue
from gouji.forms.evaluation import Outcome, confront_edit
from gouji.forms.model import CellKey, Edit
from gouji.forms.values import CellValue, State

FIRST_LEFT = "the first number of a row that lost cells; no other column fits"
LAST_LEFT = "the last number of a row that lost cells; the others sum to it"
NO_TOTALS = "six numbers in every row, the last never their sum: this table leaves its totals empty"
ENDS_FILLED = "empty cells were dropped; this table fills in its first and last column in every row"
UNPROVEN = "cells of the table were lost or torn, and this row does not sum"
ZEROS = "a total strayed from its cell, and zeros sum wherever one of them stands"
LABELS_HOLD_NUMBERS = "labels hold numbers here: the first of these zeros may be one"
UNTESTED = "cells of the table were lost or torn, and no sum tests this row"
NOT_ALL_EMPTY = "fewer empty cells than the form has: those that are lost may have held numbers"
ADDED = (
    "several rows have more cells than the form: a full row may have lost one of an added column"
)
TORN_NUMBER = "a number of this row is torn: its pieces may stand in two cells"
UNLIKE = "the header names other columns than the form, and sums do not tell which cells these are"
OTHER_LINES = "the empty lines of this row do not count as in the other rows"

ONE_TOO_MANY = "with its empty lines the row has more cells than the form"

_FIRST, _TOTAL = "natural_person", "total"
_PIECE = re.compile(r"0\d")
"""No count is printed so: it is the end of one that was torn, or several run into one."""
_FEW = 5
"""Rows that lost cells are few where at most one of so many did."""
_FEWEST_ZEROS = 3
_FEWEST_WIDER = 3


class Proof:
    """The evidence that the rows of one table give for each other."""

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
        """The evidence in these rows.

        `left_over`: numbers stand in the table that no row has. `unnamed`: items of the form of
        which no label was found. `narrower`: the header names some of the columns, not all.
        `added`: it names others. `lacking`: it does not name one, not even in part.
        """
        self._figures = figures
        self._all_rows = rows
        self._narrower = narrower
        self._other_ends = other_ends
        self._added = added
        self._lacking = lacking
        self._rows = [row for row in rows if not row.stated]
        self._form = form
        self._left_over = left_over or any(row.told is Told.OVERFULL for row in rows)
        self._unnamed = unnamed

    @cached_property
    def _cells(self) -> dict[CellKey, CellValue]:
        return {figure.key: figure.cell for figure in self._figures}

    @cached_property
    def _short(self) -> list[PrintedRow]:
        return [row for row in self._rows if row.short]

    @cached_property
    def _torn(self) -> bool:
        """Cells of this table were lost or torn."""
        odd = any(
            self._cells[key].state is State.AMBIGUOUS
            for row in self._rows
            if not row.short
            for key in row_keys(row.item)
        )
        short = any(not (row.row.torn or row.row.last) for row in self._short)
        return self._left_over or odd or short

    @cached_property
    def _any_number(self) -> bool:
        return any(any(row.tokens) for row in self._rows)

    @cached_property
    def _totals_filled(self) -> bool:
        """The last number of a row is its total in this table."""
        rows = [row for row in self._rows if row.told is not Told.OVERFULL and any(row.numbers)]
        tied = [row for row in rows if row.sums]
        return (
            len({row.numbers[-1] for row in tied}) > 1
            and (len(rows) - len(tied)) * 3 <= len(tied) + sum(row.twice for row in rows) * 3
        )

    @cached_property
    def _totals_empty(self) -> bool:
        """The totals are left empty in this table, so that a number there may have strayed."""
        totals = [self._cells[CellKey(row.item, _TOTAL)].state for row in self._rows]
        empty = totals.count(State.BLANK)
        return empty > (len(totals) - empty) * HABIT

    @cached_property
    def _total_strayed(self) -> bool:
        """A total is empty where most are filled in, rows are short, and no number is left over."""
        if self._left_over or not self._short:
            return False
        totals = [self._cells[CellKey(row.item, _TOTAL)].state for row in self._rows]
        return 0 < totals.count(State.BLANK) < totals.count(State.REPORTED)

    @cached_property
    def _labels_hold_numbers(self) -> bool:
        return any(holds_number(piece) for row in self._rows for piece in row.row.pieces)

    @cached_property
    def _wider(self) -> bool:
        """Several rows have too many cells: an office may have added a column."""
        overfull = sum(row.told is Told.OVERFULL for row in self._rows)
        return overfull >= (1 if self._added else _FEWEST_WIDER)

    @cached_property
    def _unlike(self) -> bool:
        """The header names other columns than the form, and not all rows sum to their last cell."""
        if not (self._added or self._lacking):
            return False
        counted = [r.item for r in self._rows if not (r.short or r.told is Told.OVERFULL)]
        return not all_rows_tie(counted, self._cells, self._form)

    @cached_property
    def _ends_filled(self) -> bool:
        """First and last column are filled in every row, the others only with numbers.

        Not where some empty cells are printed, or the header lacks columns: the first may be
        another.
        """
        if self._other_ends or any(row.prints_some_empty_cells for row in self._short):
            return False
        follow = [row for row in self._short if self._has_ends(row)]
        zeros = [row for row in follow if row.numbers[0] == 0]
        against = len(self._short) - len(follow)
        return len(zeros) >= _FEWEST_ZEROS and against * HABIT <= len(follow)

    @cached_property
    def _empty_totals(self) -> EmptyTotals:
        return EmptyTotals(self._all_rows, self._cells, self._form)

    @property
    def _leaves_totals_empty(self) -> bool:
        """A column that the header does not name is not there: it need not be that of totals."""
        return self._empty_totals.habit and not self._narrower

    @staticmethod
    def _has_ends(row: PrintedRow) -> bool:
        numbers = row.numbers
        return len(numbers) > 1 and None not in numbers and all(numbers[1:-1]) and row.ties

    @cached_property
    def _lines(self) -> Told | None:
        """How many empty lines are an empty cell here: as most rows have it."""
        one, two = (
            sum(row.told is told for row in self._rows) for told in (Told.ONE_LINE, Told.TWO_LINES)
        )
        return None if one == two else Told.ONE_LINE if one > two else Told.TWO_LINES

    def doubt(self, row: PrintedRow) -> str | None:
        """Why the cells of a row that has all of them are not proven; None where they are."""
        if self._lacking and row.leaves_cells_empty:
            return UNLIKE
        return self._doubt_of_columns(row) or self._doubt_of_cells(row)

    def _doubt_of_columns(self, row: PrintedRow) -> str | None:
        if row.told is Told.NOTHING and row.loses_empty_cells and self._any_number:
            return NOT_ALL_EMPTY
        if row.stated or row.told is Told.NOTHING:
            return None
        if row.told is Told.OVERFULL:
            return ONE_TOO_MANY
        if self._wider:
            return ADDED
        if self._unlike:
            return UNLIKE
        return None

    def _doubt_of_cells(self, row: PrintedRow) -> str | None:
        if row.stated or row.told is Told.NOTHING:
            return None
        if row.told in (Told.ONE_LINE, Told.TWO_LINES) and row.told is not self._lines:
            return OTHER_LINES
        if self._ends_alone(row):
            return UNTESTED
        if self._short and self._before_unnamed(row.item):
            return BEFORE_UNNAMED
        torn = row.row.run_on or any(_PIECE.match(t.folded) for t in row.tokens)
        if row.row.grid_row is None and torn:
            return TORN_NUMBER
        tested = self._torn or self._totals_empty or self._added
        return self._untied(row) if tested else None

    def _ends_alone(self, row: PrintedRow) -> bool:
        """The last row, which may be cut off, and no other tells how many lines an empty cell is.

        Its sum may tell.
        """
        by_lines = [r for r in self._rows if r.told in (Told.ONE_LINE, Told.TWO_LINES)]
        return row.row.last and by_lines == [row] and not (row.sums or row.twice)

    def _untied(self, row: PrintedRow) -> str | None:
        """Why the sums do not prove a row of a table that lost cells or leaves its totals empty."""
        edit = next(e for e in sums_across(self._form) if e.scope == row.item)
        outcome = confront_edit(edit, self._cells).outcome
        untested = outcome is not Outcome.PASS or (self._torn and not any(row.numbers))
        if self._added and (untested or row.ties_without_one):
            return UNLIKE
        if outcome is Outcome.FAIL or self._leaves_totals_empty:
            return UNPROVEN
        if self._total_strayed and not any(row.numbers):
            return ZEROS
        if self._labels_hold_numbers and row.row.grid_row is None and not any(row.numbers):
            return LABELS_HOLD_NUMBERS
        believed = row.told is Told.PRINTED and len(self._short) * 2 < len(self._rows)
        if not believed and row.told is Told.PRINTED and row.leaves_cells_empty:
            return UNTESTED
        if self._torn and outcome is Outcome.NOT_ASSESSABLE and not believed:
            return UNTESTED
        loose = row.told is Told.PRINTED and row.row.on_several_lines
        if loose and not believed and not any(row.numbers):
            return UNTESTED
        return None

    def _before_unnamed(self, item: str) -> bool:
        items = [i.id for i in catalogue.tables()["requests"].items_of(self._form)]
        following = items[items.index(item) + 1 :]
        named = [other for other in following if other not in self._unnamed]
        return bool(named) and following[0] != named[0]

    def ends(self, row: PrintedRow) -> Iterator[tuple[str, int | None, str]]:
        """Column, number of the token (None for an empty cell) and evidence, as far as proven."""
        last = len(row.tokens) - 1
        if self._before_unnamed(row.item) or last < 1 or row.row.torn or self._unlike:
            return
        if is_two_rows(row, self._rows) or ends_early(row, self._all_rows):
            return
        if self._ends_filled and self._has_ends(row):
            yield _FIRST, 0, ENDS_FILLED
            yield _TOTAL, last, ENDS_FILLED
            if last == 1:
                inner = catalogue.tables()["requests"].columns[1:-1]
                yield from ((column.id, None, ENDS_FILLED) for column in inner)
            return
        if self._leaves_totals_empty and not self._left_over:
            if self._empty_totals.holds(row):
                columns = catalogue.tables()["requests"].columns
                yield from ((column.id, n, NO_TOTALS) for n, column in enumerate(columns[:-1]))
                yield _TOTAL, None, NO_TOTALS
            return
        tokens = row.row.tokens
        outer = not tokens[0].is_empty and not tokens[-1].is_empty
        led = bool(row.row.blanks) and bool(row.row.blanks[0])
        if row.sums and outer and not led and self._totals_filled and self._total_ties(row):
            yield _TOTAL, last, LAST_LEFT
            if self._no_other_column(row):
                yield _FIRST, 0, FIRST_LEFT
        elif row.twice and outer and not led and self._totals_filled and self._is_total(row):
            yield _TOTAL, last, LAST_LEFT

    def _is_total(self, row: PrintedRow) -> bool:
        """True where the totals tie only with the last of two equal numbers among them.

        Moving it elsewhere, with those of any other such rows, would leave a sum that fails.
        """
        if self._left_over:
            return False
        cells = dict(self._cells)
        for other in self._short:
            if other.ties:
                cells[CellKey(other.item, _TOTAL)] = CellValue.reported(other.numbers[-1] or 0)
        edits = self._down(_TOTAL)
        tied = all(confront_edit(edit, cells).outcome is Outcome.PASS for edit in edits)
        movable = {other.item: other.numbers[-1] for other in self._short if other.twice}
        return tied and not may_move_together(row.item, movable, edits, _TOTAL)

    def _down(self, column: str) -> list[Edit]:
        return [edit for edit in sums_down(self._form) if edit.scope == column]

    def _total_ties(self, row: PrintedRow) -> bool:
        """True where nothing down the column of totals speaks against the number.

        Where numbers are left over, one may be the lost total, and so may any where short rows are
        no habit of the table: there something must speak for it.
        """
        cells = dict(self._cells)
        for other in self._short:
            if other.sums:
                cells[CellKey(other.item, _TOTAL)] = CellValue.reported(other.numbers[-1] or 0)
        key = CellKey(row.item, _TOTAL)
        for edit in catalogue.edits("requests", self._form):
            if edit.scope != _TOTAL or key not in (*edit.lhs, *edit.rhs):
                continue
            result = confront_edit(edit, cells)
            close = self._few_short and is_closer(edit, key, row.numbers[-1] or 0, result)
            if result.outcome is Outcome.FAIL and not close:
                return False
            silent = result.outcome is Outcome.NOT_ASSESSABLE
            if silent and (self._left_over or self._few_short):
                return False
        return True

    @property
    def _few_short(self) -> bool:
        return len(self._short) * _FEW <= len(self._rows)

    def _no_other_column(self, row: PrintedRow) -> bool:
        """True where the edits of 自然人 tie only with the first number of this row in it.

        Tried are all choices of first numbers of short rows elsewhere, this one among them. A table
        that is out by a little still speaks for a single number that is much greater.
        """
        first = {r.item: r.numbers[0] for r in self._short if r.sums or r.item == row.item}
        value = first[row.item]
        if not value:
            return False
        cells = dict(self._cells)
        for item, number in first.items():
            if number is not None:
                cells[CellKey(item, _FIRST)] = CellValue.reported(number)
        edits = self._down(_FIRST)
        results = [confront_edit(edit, cells) for edit in edits]
        if any(r.outcome is Outcome.NOT_ASSESSABLE for r in results):
            return False
        open_too = any(result.doubt for result in results)
        if all(r.outcome is Outcome.PASS for r in results):
            twice = {r.item: r.numbers[0] for r in self._short if r.twice} if open_too else {}
            return not may_move_together(row.item, first | twice, edits, _FIRST)
        key = CellKey(row.item, _FIRST)
        return (
            self._few_short
            and not open_too
            and len(first) == 1
            and all(is_closer(e, key, value, r) for e, r in zip(edits, results, strict=True))
        )
