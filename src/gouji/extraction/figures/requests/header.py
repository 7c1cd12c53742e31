"""What headers and shapes say about the columns of table 三 as a whole.

Where they differ from the form, and nothing tells in which column each number stands, the table is
left open with the reason.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Sequence
from itertools import takewhile

from gouji.documents.reasons import Reason
from gouji.extraction.figures.aligning.alignment import Alignment
from gouji.extraction.figures.aligning.rows import Row
from gouji.extraction.figures.requests.column_names import (
    TOTAL,
    columns_named,
    may_be_header,
    without_organisations,
)
from gouji.extraction.figures.requests.column_order import changes_order, names_another_order
from gouji.extraction.figures.requests.sums import sums_across
from gouji.extraction.report import Figure
from gouji.forms.evaluation import Outcome, confront_edit
from gouji.forms.values import Number

REORDERED = Reason(
    "columns_reordered",
    "表头的列序与规定格式不同，而文本没有说明每个数字在哪一列（或合计与表头不符）",
    "the header names the columns in another order than the form, and the text does not tell in "
    "which column each number stands (or the sums contradict the header)",
)
TRANSPOSED = Reason(
    "table_transposed",
    "表的行与列互换（申请人为行、事项为列），与规定格式不同，未按此读取",
    "rows and columns of the table are interchanged (a row for each kind of applicant), unlike the "
    "form: it was not read so",
)
DOUBLED = Reason(
    "columns_doubled",
    "每一行有两组数字（例如两个年度并列），不能确定哪一组是本年度的",
    "each row holds two sets of numbers (two years side by side, say): which one is this year's is "
    "not certain",
)
_YEAR = re.compile("20\\d\\d年|本年(?!度?[新办])|(?:上|去|上一)年(?!度?结转)")
_FEWEST_OF_A_YEAR = 5
_LONGEST_NAME = 8
_FEWEST_NAMED = 4
_FEW_NAMED = 2
_TOO_MANY = 11
"""Cells of a row that has seven: one too many is a number that strayed or was torn, not four."""


def unlike_form(
    rows: Sequence[Row],
    head: Sequence[Row],
    alignment: Alignment,
    height: int,
    unmapped: Collection[int],
    printed: Sequence[int] | None = None,
) -> Reason | None:
    """Why the columns are not those of the form, None where nothing says so.

    `head`: the rows down to the first. `height`: rows of the form. `unmapped`: grids whose header
    does not tell their columns. `printed`: the columns from left to right, where the text is laid
    out so that it tells them.
    """
    if _is_transposed(rows, height):
        return TRANSPOSED
    if _tells_years(rows):
        return DOUBLED
    named = _columns_named(rows, alignment, unmapped)
    if _is_doubled(named, alignment, unmapped) or _names_twice(head, alignment):
        return DOUBLED
    if printed is not None:
        moved = list(printed) != sorted(printed)
    else:
        moved = names_another_order(named, rows, head, alignment, unmapped)
    return REORDERED if moved or changes_order(rows, alignment) else None


def is_header(row: Row) -> bool:
    """True for a row of a grid that names columns: 其他 there is no row of the form."""
    if row.grid_row is None or row.has_values:
        return False
    return len({number for piece in row.pieces for number in columns_named(piece)}) > _FEW_NAMED


def has_numbers_behind_header(row: Row) -> bool:
    """True for a few numbers right behind the names of columns, in loose lines."""
    if row.grid_row is not None or not row.has_values or not row.pieces:
        return False
    if len(row.pieces[-1]) > _LONGEST_NAME or not columns_named(row.pieces[-1]):
        return False
    named = {number for piece in row.pieces[-TOTAL:] for number in columns_named(piece)}
    return len(named) > _FEW_NAMED and len(row.tokens) <= TOTAL


def header_refuted(figures: Sequence[Figure], form: str) -> bool:
    """True where no sum of a row confirms a header that moves 总计, or one contradicts it."""
    cells = {figure.key: figure.cell for figure in figures}
    results = [confront_edit(edit, cells) for edit in sums_across(form)]
    tied = any(result.outcome is Outcome.PASS and result.rhs for result in results)
    return not tied or any(result.outcome is Outcome.FAIL for result in results)


def totals_stand_elsewhere(figures: Sequence[Figure]) -> bool:
    """True where the rows of the table sum to another column than the last."""
    known: list[list[Number]] = []
    for start in range(0, len(figures), TOTAL + 1):
        cells = [figure.cell for figure in figures[start : start + TOTAL + 1]]
        row = [cell.value or 0 for cell in cells]
        if any(row) and all(cell.state.is_certain for cell in cells):
            known.append(row)
    last = sum(2 * row[TOTAL] == sum(row) for row in known)
    if last and last * 3 >= len(known):
        return False
    summed = [[n for n, value in enumerate(row) if 2 * value == sum(row)] for row in known]
    for column in range(TOTAL):
        sums = {row[column] for row, own in zip(known, summed, strict=True) if own == [column]}
        every = {row[column] for row in known if 2 * row[column] == sum(row)}
        all_tie = last == 0 and all(column in columns for columns in summed) and len(every) > 1
        if (len(sums) > 1 and last * 3 < len(sums)) or all_tie:
            return True
    return False


def names_some_columns(head: Sequence[Row]) -> bool:
    """True where the texts above the first row of the form name most of its columns, not all."""
    named = {number for row in head for piece in row.pieces for number in columns_named(piece)}
    return _FEWEST_NAMED <= len(named) <= TOTAL


def lacks_ends_or_middle(head: Sequence[Row]) -> bool:
    """True where a header has 自然人 and 总计 but nothing between them, or not both of these.

    Names may be in pieces, so that parts of them count.
    """
    text = "".join(piece for row in head for piece in row.pieces)
    ends = all(part in text for part in ("自然", "总", "计"))
    middle = any(part in text for part in ("商业", "企业", "科研", "公益", "法律", "服务"))
    return ends != middle


def down_to_first(rows: Sequence[Row], alignment: Alignment) -> Sequence[Row]:
    """The rows above the first one of the form, and that one: it may begin with a header."""
    placed = {id(row) for row in alignment.placed.values()}
    above = sum(1 for _ in takewhile(lambda row: id(row) not in placed, rows))
    return rows[: above + 1]


def _tells_years(rows: Sequence[Row]) -> bool:
    """True where rows of several years stand below each label, and each says of which it is."""
    years: Counter[str] = Counter()
    for row in rows:
        told = {year[0] for year in _YEAR.finditer("".join(row.pieces))}
        if told and row.has_values:
            years.update(told)
    return sum(number >= _FEWEST_OF_A_YEAR for number in years.values()) > 1


def _is_transposed(rows: Sequence[Row], height: int) -> bool:
    """True where kinds of applicants label rows that are as long as the form is high."""
    named: set[int] = set()
    for row in rows:
        if len(row.tokens) * 2 > height and row.pieces and len(row.pieces[-1]) <= _LONGEST_NAME:
            named.update(columns_named(row.pieces[-1]))
    return len(named) >= _FEWEST_NAMED


def _columns_named(
    rows: Sequence[Row], alignment: Alignment, unmapped: Collection[int]
) -> list[int]:
    """The columns in the order in which texts above the first row of the form name them."""
    placed = {id(row) for row in alignment.placed.values()}
    named: list[int] = []
    for row in rows:
        if row.grid_row is None or row.grid_row.grid in unmapped:
            pieces = without_organisations(row.pieces)
            names = (piece for piece in pieces if may_be_header(piece))
            found = [number for piece in names for number in columns_named(piece)]
            # In a grid a cell that reaches down stands in the first row, wherever its column is.
            named.extend(n for n in found if row.grid_row is None or n != TOTAL)
        if id(row) in placed:
            break
    return named


def _is_doubled(named: Sequence[int], alignment: Alignment, unmapped: Collection[int]) -> bool:
    """True where the columns of organisations are named twice, or most rows are twice as long.

    Where the header tells the columns of a grid, its rows may be as long as a workbook is wide.
    """
    counts = Counter(named)
    if alignment.placed and all(counts[number] > 1 for number in range(1, TOTAL)):
        return True
    long = [
        row
        for row in alignment.placed.values()
        if len(row.tokens) >= _TOO_MANY
        and printed_length(row) >= _TOO_MANY
        and (row.grid_row is None or row.grid_row.grid in unmapped)
    ]
    labelled = alignment.placed.keys() - alignment.by_order
    return (len(long) + alignment.doubled) * 2 > max(len(labelled), 1)


def _names_twice(head: Sequence[Row], alignment: Alignment) -> bool:
    """True where a header above the rows of the form names the columns twice.

    So it is in a row of a grid, or in loose lines together, of which each may hold a piece.
    """
    placed = {id(row) for row in alignment.placed.values()}
    lines = ["".join(piece for row in head if row.grid_row is None for piece in row.pieces)]
    above = takewhile(lambda row: id(row) not in placed, head)
    heads = [lines, *(row.pieces for row in above if row.grid_row is not None)]
    for pieces in heads:
        counts = Counter(number for piece in pieces for number in columns_named(piece))
        if all(counts[number] > 1 for number in range(1, TOTAL)):
            return True
    return False


def printed_length(row: Row) -> int:
    """How many cells a row has, without the empty ones at its ends: workbooks have hundreds."""
    filled = [n for n, token in enumerate(row.tokens) if token.text.strip()]
    return filled[-1] - filled[0] + 1 if filled else 0
