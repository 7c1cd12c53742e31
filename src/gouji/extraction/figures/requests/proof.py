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
4. A short row is proven only as far as every other placement is excluded
   (`gouji.extraction.figures.requests.short_rows`).

A label that is missing altogether lowers trust in the row before it, if cells of the dump can
vanish: the numbers there may be those of the row that lost its label.
"""

from __future__ import annotations

import re

from gouji.extraction.figures.aligning.columns import Told
from gouji.extraction.figures.aligning.filling import BEFORE_UNNAMED
from gouji.extraction.figures.requests.habits import Habits
from gouji.extraction.figures.requests.printed_rows import PrintedRow
from gouji.extraction.figures.requests.sums import sums_across
from gouji.forms.evaluation import Outcome, confront_edit

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

_PIECE = re.compile(r"0\d")
"""No count is printed so: it is the end of one that was torn, or several run into one."""


def doubt_of(row: PrintedRow, habits: Habits) -> str | None:
    """Why the cells of a row that has all of them are not proven; None where they are."""
    if habits.lacking and row.leaves_cells_empty:
        return UNLIKE
    return _doubt_of_columns(row, habits) or _doubt_of_cells(row, habits)


def _doubt_of_columns(row: PrintedRow, habits: Habits) -> str | None:
    if row.told is Told.NOTHING and row.loses_empty_cells and habits.any_number:
        return NOT_ALL_EMPTY
    if row.stated or row.told is Told.NOTHING:
        return None
    if row.told is Told.OVERFULL:
        return ONE_TOO_MANY
    if habits.wider:
        return ADDED
    if habits.unlike:
        return UNLIKE
    return None


def _doubt_of_cells(row: PrintedRow, habits: Habits) -> str | None:
    if row.stated or row.told is Told.NOTHING:
        return None
    if row.told in (Told.ONE_LINE, Told.TWO_LINES) and row.told is not habits.lines:
        return OTHER_LINES
    if _ends_alone(row, habits):
        return UNTESTED
    if habits.short and habits.before_unnamed(row.item):
        return BEFORE_UNNAMED
    torn = row.row.run_on or any(_PIECE.match(t.folded) for t in row.tokens)
    if row.row.grid_row is None and torn:
        return TORN_NUMBER
    tested = habits.torn or habits.totals_empty or habits.added
    return _untied(row, habits) if tested else None


def _ends_alone(row: PrintedRow, habits: Habits) -> bool:
    """The last row, which may be cut off, and no other tells how many lines an empty cell is.

    Its sum may tell.
    """
    by_lines = [r for r in habits.rows if r.told in (Told.ONE_LINE, Told.TWO_LINES)]
    return row.row.last and by_lines == [row] and not (row.sums or row.twice)


def _untied(row: PrintedRow, habits: Habits) -> str | None:
    """Why the sums do not prove a row of a table that lost cells or leaves its totals empty."""
    edit = next(e for e in sums_across(habits.form) if e.scope == row.item)
    outcome = confront_edit(edit, habits.cells).outcome
    untested = outcome is not Outcome.PASS or (habits.torn and not any(row.numbers))
    if habits.added and (untested or row.ties_without_one):
        return UNLIKE
    if outcome is Outcome.FAIL or habits.leaves_totals_empty:
        return UNPROVEN
    if habits.total_strayed and not any(row.numbers):
        return ZEROS
    if habits.labels_hold_numbers and row.row.grid_row is None and not any(row.numbers):
        return LABELS_HOLD_NUMBERS
    believed = row.told is Told.PRINTED and len(habits.short) * 2 < len(habits.rows)
    if not believed and row.told is Told.PRINTED and row.leaves_cells_empty:
        return UNTESTED
    if habits.torn and outcome is Outcome.NOT_ASSESSABLE and not believed:
        return UNTESTED
    loose = row.told is Told.PRINTED and row.row.on_several_lines
    if loose and not believed and not any(row.numbers):
        return UNTESTED
    return None
