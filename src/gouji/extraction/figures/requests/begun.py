"""The cells of a row of table 三 in which the document ends: those that are printed lead it.

Where each row before it has all its cells printed, and no row of the form follows, nothing but the
end of the document has taken the other cells: what is there stands in the first columns. The digit
that begins the next label (2 behind the row 1.属于国家秘密) is no cell. Where it is the first row,
an empty cell may be one of those that the table has for its labels.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from gouji.extraction.elements import Token
from gouji.extraction.figures.aligning.alignment import Alignment
from gouji.extraction.figures.aligning.begun import leading_figures
from gouji.extraction.figures.aligning.columns import Told
from gouji.extraction.figures.aligning.filling import ambiguous_figure
from gouji.extraction.figures.aligning.rows import Row
from gouji.extraction.figures.requests.printed_rows import PrintedRow, row_keys
from gouji.extraction.report import Figure
from gouji.forms import catalogue
from gouji.forms.values import State

ALONE = "the document ends in the first row, and which of its empty cells is no column is not seen"
_WIDTH = 7
_FEWEST_WHOLE = 3
"""Rows that show that the table leaves out no empty cell, also not beside a number."""
_FEWEST_WITH_ZEROS = 2
_COUNT = re.compile(r"0|[1-9]\d{0,6}")
_NUMBERED = re.compile(r"(\d)[.、]")


def read_begun(
    figures: list[Figure],
    printed: Sequence[PrintedRow],
    rows: Sequence[Row],
    alignment: Alignment,
    last_of_form: str,
    *,
    cut: bool,
) -> list[Figure]:
    """The figures, with those of the last row, if the document ends in it.

    `cut`: nothing follows the table, which has the columns of the form.
    """
    entry = printed[-1] if printed else None
    if not cut or entry is None or entry.row is not rows[-1] or entry.item == last_of_form:
        return figures
    table = catalogue.tables()["requests"]
    if len(printed) == 1 and _lacks_evidence(entry):
        return [ambiguous_figure(table, f.key, ALONE, f.raw, f.locator) if f.item == entry.item
                else f for f in figures]  # fmt: skip
    tokens = _cells(entry)
    stray = alignment.unplaced or alignment.leading
    before = [_is_whole(one, figures) for one in printed[:-1]]
    fewest = _FEWEST_WHOLE if any(token.folded != "0" for token in tokens) else 1
    if _leaves_no_trace(entry) and not _prints_zeros(printed[:-1]):
        return figures
    if not tokens or stray or not all(before) or len(before) < fewest or _may_be_whole(tokens):
        return figures
    own = leading_figures(table, row_keys(entry.item), tokens, entry.row.locator)
    return [
        own.get(figure.key, figure) if figure.cell.state is State.AMBIGUOUS else figure
        for figure in figures
    ]


def _leaves_no_trace(entry: PrintedRow) -> bool:
    """True for a line of numbers, on which nothing is left of an empty cell."""
    return entry.row.grid_row is None and not entry.row.on_several_lines


def _prints_zeros(before: Sequence[PrintedRow]) -> bool:
    """True where rows that are whole have a 0 in them: others would have left out no cell."""
    zeros = [any(token.folded == "0" for token in one.row.tokens[:-1]) for one in before]
    return sum(zeros) >= _FEWEST_WITH_ZEROS


def _lacks_evidence(entry: PrintedRow) -> bool:
    in_text = entry.row.grid_row is not None and not entry.row.grid_row.certain
    return in_text and entry.row.has_gaps and not entry.ties


def _cells(entry: PrintedRow) -> list[Token]:
    """The cells that the row has for certain; none where it is not one that was cut off."""
    tokens, row = entry.row.tokens, entry.row
    if len(tokens) == _WIDTH + 1 and row.on_several_lines and _begins_next_label(row):
        tokens = tokens[:-1]
    elif entry.told is not Told.SHORT or len(tokens) >= _WIDTH:
        return []
    plain = all(_COUNT.fullmatch(token.folded) for token in tokens)
    gaps = row.grid_row is None and any(row.blanks)
    return list(tokens) if plain and not gaps and not row.parted else []


def _may_be_whole(tokens: Sequence[Token]) -> bool:
    """True where the last may be the total of the others, and the empty cells left out."""
    *others, last = [int(token.folded) for token in tokens]
    return last > 0 and last == sum(others) and len(tokens) < _WIDTH


def _begins_next_label(row: Row) -> bool:
    numbered = _NUMBERED.match(row.pieces[-1]) if row.pieces else None
    return numbered is not None and row.tokens[-1].folded == str(int(numbered[1]) + 1)


def _is_whole(entry: PrintedRow, figures: Sequence[Figure]) -> bool:
    """True where each of seven cells of a row is printed with a number and read for certain."""
    if len(entry.row.tokens) < _WIDTH or len(entry.tokens) != _WIDTH:
        return False
    return all(f.cell.state is State.REPORTED for f in figures if f.item == entry.item)
