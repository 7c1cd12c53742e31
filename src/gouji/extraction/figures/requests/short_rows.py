"""The cells of table 三 that a row which lost some still tells for certain.

A short row is proven only as far as every other placement is excluded:

- its last number is the total if the others sum to it, in a table where the totals are seen to be
  filled in (rows with different totals tie, hardly any does not); where it is the second of two
  equal numbers, only if no choice of such rows could have it elsewhere;
- its first number is 自然人 if the edits down that column tie, and moving the numbers of no choice
  of short rows together to another column would leave them tied;
- all six but the total, where hardly any row of the table has another number of cells and the last
  is not the sum of the others: the office left its totals empty;
- first and last, without any sum, where the table shows that these columns are always filled in
  (also with 0) and the others only where there is a number: such a row with two numbers is known as
  a whole.

Zeros prove nothing: they sum wherever they stand. All other cells stay ambiguous, with the numbers
of the row and "empty" as candidates.
"""

from __future__ import annotations

from collections.abc import Iterator

from gouji.extraction.figures.requests.habits import TOTAL, Habits, has_ends
from gouji.extraction.figures.requests.movable import is_closer, may_move_together
from gouji.extraction.figures.requests.printed_rows import PrintedRow, ends_early, is_two_rows
from gouji.extraction.figures.requests.sums import sums_down
from gouji.forms import catalogue
from gouji.forms.evaluation import Outcome, confront_edit
from gouji.forms.model import CellKey, Edit
from gouji.forms.values import CellValue

FIRST_LEFT = "the first number of a row that lost cells; no other column fits"
LAST_LEFT = "the last number of a row that lost cells; the others sum to it"
NO_TOTALS = "six numbers in every row, the last never their sum: this table leaves its totals empty"
ENDS_FILLED = "empty cells were dropped; this table fills in its first and last column in every row"

_FIRST = "natural_person"


def ends(row: PrintedRow, habits: Habits) -> Iterator[tuple[str, int | None, str]]:
    """Column, number of the token (None for an empty cell) and evidence, as far as proven."""
    last = len(row.tokens) - 1
    if habits.before_unnamed(row.item) or last < 1 or row.row.torn or habits.unlike:
        return
    if is_two_rows(row, habits.rows) or ends_early(row, habits.all_rows):
        return
    if habits.ends_filled and has_ends(row):
        yield _FIRST, 0, ENDS_FILLED
        yield TOTAL, last, ENDS_FILLED
        if last == 1:
            inner = catalogue.tables()["requests"].columns[1:-1]
            yield from ((column.id, None, ENDS_FILLED) for column in inner)
        return
    if habits.leaves_totals_empty and not habits.left_over:
        if habits.empty_totals.holds(row):
            columns = catalogue.tables()["requests"].columns
            yield from ((column.id, n, NO_TOTALS) for n, column in enumerate(columns[:-1]))
            yield TOTAL, None, NO_TOTALS
        return
    tokens = row.row.tokens
    outer = not tokens[0].is_empty and not tokens[-1].is_empty
    led = bool(row.row.blanks) and bool(row.row.blanks[0])
    if row.sums and outer and not led and habits.totals_filled and _total_ties(row, habits):
        yield TOTAL, last, LAST_LEFT
        if _no_other_column(row, habits):
            yield _FIRST, 0, FIRST_LEFT
    elif row.twice and outer and not led and habits.totals_filled and _is_total(row, habits):
        yield TOTAL, last, LAST_LEFT


def _is_total(row: PrintedRow, habits: Habits) -> bool:
    """True where the totals tie only with the last of two equal numbers among them.

    Moving it elsewhere, with those of any other such rows, would leave a sum that fails.
    """
    if habits.left_over:
        return False
    cells = dict(habits.cells)
    for other in habits.short:
        if other.ties:
            cells[CellKey(other.item, TOTAL)] = CellValue.reported(other.numbers[-1] or 0)
    edits = _down(TOTAL, habits.form)
    tied = all(confront_edit(edit, cells).outcome is Outcome.PASS for edit in edits)
    movable = {other.item: other.numbers[-1] for other in habits.short if other.twice}
    return tied and not may_move_together(row.item, movable, edits, TOTAL)


def _total_ties(row: PrintedRow, habits: Habits) -> bool:
    """True where nothing down the column of totals speaks against the number.

    Where numbers are left over, one may be the lost total, and so may any where short rows are
    no habit of the table: there something must speak for it.
    """
    cells = dict(habits.cells)
    for other in habits.short:
        if other.sums:
            cells[CellKey(other.item, TOTAL)] = CellValue.reported(other.numbers[-1] or 0)
    key = CellKey(row.item, TOTAL)
    for edit in catalogue.edits("requests", habits.form):
        if edit.scope != TOTAL or key not in (*edit.lhs, *edit.rhs):
            continue
        result = confront_edit(edit, cells)
        close = habits.few_short and is_closer(edit, key, row.numbers[-1] or 0, result)
        if result.outcome is Outcome.FAIL and not close:
            return False
        silent = result.outcome is Outcome.NOT_ASSESSABLE
        if silent and (habits.left_over or habits.few_short):
            return False
    return True


def _no_other_column(row: PrintedRow, habits: Habits) -> bool:
    """True where the edits of 自然人 tie only with the first number of this row in it.

    Tried are all choices of first numbers of short rows elsewhere, this one among them. A table
    that is out by a little still speaks for a single number that is much greater.
    """
    first = {r.item: r.numbers[0] for r in habits.short if r.sums or r.item == row.item}
    value = first[row.item]
    if not value:
        return False
    cells = dict(habits.cells)
    for item, number in first.items():
        if number is not None:
            cells[CellKey(item, _FIRST)] = CellValue.reported(number)
    edits = _down(_FIRST, habits.form)
    results = [confront_edit(edit, cells) for edit in edits]
    if any(r.outcome is Outcome.NOT_ASSESSABLE for r in results):
        return False
    open_too = any(result.doubt for result in results)
    if all(r.outcome is Outcome.PASS for r in results):
        twice = {r.item: r.numbers[0] for r in habits.short if r.twice} if open_too else {}
        return not may_move_together(row.item, first | twice, edits, _FIRST)
    key = CellKey(row.item, _FIRST)
    return (
        habits.few_short
        and not open_too
        and len(first) == 1
        and all(is_closer(e, key, value, r) for e, r in zip(edits, results, strict=True))
    )


def _down(column: str, form: str) -> list[Edit]:
    return [edit for edit in sums_down(form) if edit.scope == column]
