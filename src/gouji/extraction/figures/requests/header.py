"""What headers and shapes say about the columns of table 三 as a whole.

Where they differ from the form, and nothing tells in which column each number stands, the table is
left open with the reason.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Sequence
from itertools import groupby, pairwise, takewhile

from gouji.documents.reasons import Reason
from gouji.extraction.elements import GridRow
from gouji.extraction.figures.aligning.alignment import Alignment
from gouji.extraction.figures.aligning.columns import columns_below
from gouji.extraction.figures.aligning.labels import column_patterns, strip_numbering
from gouji.extraction.figures.aligning.rows import Row
from gouji.extraction.figures.requests.column_names import (
    ALL_ORGANISATIONS,
    HAN,
    LONGEST_HEADER,
    columns_named,
    names_organisations_backwards,
    torn_lines,
    without_organisations,
)
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
_TOTAL = 6
"""The number of the column 总计."""
_BEHIND = ("法人", "总计", "合计")
_YEAR = re.compile("20\\d\\d年|本年(?!度?[新办])|(?:上|去|上一)年(?!度?结转)")
_FEWEST_OF_A_YEAR = 5
_PARTED = re.compile("法人或?其他组?织?(?:总计|自然人)法人或?其他组")
_AND = re.compile("[、,/和与及]")
_LONGEST_NAME = 8
_LONGEST_CELL = 20
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
        moved = (
            _is_reordered(named, torn_lines(head), led=_begins_with_natural(head))
            or _organisations_lead(rows, unmapped)
            or _organisations_lead_lines(rows, head, alignment)
            or _names_backwards(rows, head)
            or _organisations_are_parted(head)
        )
    moved = moved or _order_changes(rows, alignment) or _places_change(rows)
    return REORDERED if moved else None


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
    named = {number for piece in row.pieces[-_TOTAL:] for number in columns_named(piece)}
    return len(named) > _FEW_NAMED and len(row.tokens) <= _TOTAL


def header_refuted(figures: Sequence[Figure], form: str) -> bool:
    """True where no sum of a row confirms a header that moves 总计, or one contradicts it."""
    cells = {figure.key: figure.cell for figure in figures}
    results = [confront_edit(edit, cells) for edit in sums_across(form)]
    tied = any(result.outcome is Outcome.PASS and result.rhs for result in results)
    return not tied or any(result.outcome is Outcome.FAIL for result in results)


def totals_stand_elsewhere(figures: Sequence[Figure]) -> bool:
    """True where the rows of the table sum to another column than the last."""
    known: list[list[Number]] = []
    for start in range(0, len(figures), _TOTAL + 1):
        cells = [figure.cell for figure in figures[start : start + _TOTAL + 1]]
        row = [cell.value or 0 for cell in cells]
        if any(row) and all(cell.state.is_certain for cell in cells):
            known.append(row)
    last = sum(2 * row[_TOTAL] == sum(row) for row in known)
    if last and last * 3 >= len(known):
        return False
    summed = [[n for n, value in enumerate(row) if 2 * value == sum(row)] for row in known]
    for column in range(_TOTAL):
        sums = {row[column] for row, own in zip(known, summed, strict=True) if own == [column]}
        every = {row[column] for row in known if 2 * row[column] == sum(row)}
        all_tie = last == 0 and all(column in columns for columns in summed) and len(every) > 1
        if (len(sums) > 1 and last * 3 < len(sums)) or all_tie:
            return True
    return False


def names_some_columns(head: Sequence[Row]) -> bool:
    """True where the texts above the first row of the form name most of its columns, not all."""
    named = {number for row in head for piece in row.pieces for number in columns_named(piece)}
    return _FEWEST_NAMED <= len(named) <= _TOTAL


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
            names = (piece for piece in pieces if len(HAN.findall(piece)) <= LONGEST_HEADER)
            found = [number for piece in names for number in columns_named(piece)]
            # In a grid a cell that reaches down stands in the first row, wherever its column is.
            named.extend(n for n in found if row.grid_row is None or n != _TOTAL)
        if id(row) in placed:
            break
    return named


def _begins_with_natural(head: Sequence[Row]) -> bool:
    """True where 总计 stands behind 自然人, or behind its beginning on a line of its own."""
    text = "".join(piece for row in head for piece in row.pieces)
    return 0 <= text.find("自然") < text.find("总计")


def _is_reordered(named: Sequence[int], torn: Sequence[Sequence[int]], *, led: bool) -> bool:
    """True where nearly all columns of applicants are named, in an order that no converter makes.

    总计 may come before the five columns of 法人或其他组织: it stands one row higher. `torn`: the
    columns named on each line, where only those of one line stand from left to right. `led`: 总计
    is not the first of all.
    """
    order = list(dict.fromkeys(named))
    parts = [n for n in order if n != _TOTAL]
    if len(parts) < _TOTAL - 1:
        return False
    if torn:
        return any(list(line) != sorted(line) for line in torn)
    return (order[0] == _TOTAL and (0 in parts or not led)) or parts != sorted(parts)


def _order_changes(rows: Sequence[Row], alignment: Alignment) -> bool:
    """True where a header among the rows names the columns in another order than the one above.

    Only in a file that states its columns does 自然人 count: it stands between two lines.
    """
    placed = {id(row) for row in alignment.placed.values()}
    orders: list[list[int]] = []
    named: list[int] = []
    for row in rows:
        stated = row.grid_row is not None and row.grid_row.certain
        if row.grid_row is None or not row.has_values:
            # （六）其他处理 is the label of a group.
            pieces = (p for p in row.pieces if strip_numbering(p) == p)
            found = (columns_named(piece) for piece in without_organisations(list(pieces)))
            own = [n for few in found for n in few if n != _TOTAL and (n or stated)]
            if row.grid_row is not None and len(set(own)) >= _FEWEST_NAMED:
                orders.append(list(dict.fromkeys(own)))  # several may follow each other
            named.extend(own)
        if id(row) in placed or row.has_values:
            order = list(dict.fromkeys(named))
            orders += [order] if len(order) >= _FEWEST_NAMED else []
            named = []
        if id(row) in placed and not orders:
            orders.append(list(range(_TOTAL)))  # no header stands above: the order of the form
    return any(
        [n for n in first if n in other] != [n for n in other if n in first]
        for first, other in pairwise(orders)
    )


def _places_change(rows: Sequence[Row]) -> bool:
    """True where a grid repeats its header, and another name stands in one of its columns.

    Not where a row of text has fewer cells than the grid: its columns are not those of others.
    """
    headers: dict[int, dict[int, int]] = {}
    ragged = {g.grid for g in _grid_rows(rows) if not g.certain and len(g.tokens) != g.n_columns}
    whole = (row for row in _grid_rows(rows) if row.grid not in ragged)
    for filled, run in groupby(whole, key=lambda row: any(t.is_value for t in row.tokens)):
        head = [] if filled else list(run)
        for grid in {row.grid for row in head}:
            own = [row for row in head if row.grid == grid]
            names = dict(columns_below(own, column_patterns("requests")))
            if len(set(names.values())) >= _FEWEST_NAMED:
                first = headers.setdefault(grid, names)
                if any(first.get(column, name) != name for column, name in names.items()):
                    return True
    return False


def _grid_rows(rows: Sequence[Row]) -> list[GridRow]:
    return [row.grid_row for row in rows if row.grid_row is not None]


def _organisations_lead(rows: Sequence[Row], unmapped: Collection[int]) -> bool:
    """True where 法人或其他组织 or 总计 stands before 自然人 on one line: its columns come first.

    Where the header tells the columns of a grid, what stands below tells it.
    """
    for row in rows:
        if row.grid_row is None:
            lines = list(row.pieces)
        elif row.grid_row.grid not in unmapped or row.has_values:
            continue
        else:
            # A converter may repeat a cell over all that it reaches over.
            cells = [piece for piece in row.pieces if len(piece) <= _LONGEST_CELL]
            lines = [" ".join(dict.fromkeys(cells))]
        for line in lines:
            natural = line.find("自然人")
            first = min((at for part in _BEHIND if (at := line.find(part)) >= 0), default=natural)
            if first < natural and len(HAN.findall(line)) <= LONGEST_HEADER:
                return True
            names = columns_named(line)
            at = names.index(_TOTAL) if _TOTAL in names else 0
            if any(0 < n < _TOTAL for n in names[:at]) and any(0 < n < _TOTAL for n in names[at:]):
                return True
    return False


def _organisations_lead_lines(
    rows: Sequence[Row], head: Sequence[Row], alignment: Alignment
) -> bool:
    """True where so it is in a dump with a line for each cell, and each name is whole.

    Dumps sorted by height have 法人或其他组织 first too, but rows on one line, or names in pieces.
    """
    placed = list(alignment.placed.values())
    if sum(row.on_several_lines for row in placed) * 2 <= len(placed):
        return False
    heads = [[piece for row in head if row.grid_row is None for piece in row.pieces]]
    # A page may repeat its header, in another order.
    heads += [row.pieces for row in rows[len(head) :] if row.grid_row is None]
    return any(map(_is_led_by_organisations, heads))


def _is_led_by_organisations(head: Sequence[str]) -> bool:
    # One cell may name two columns.
    named = [names for piece in head if 0 < len(names := columns_named(piece)) <= _FEW_NAMED]
    whole = sorted(number for names in named for number in names)
    ahead = takewhile(lambda piece: columns_named(piece) != (0,), head)
    return whole == list(range(_TOTAL + 1)) and any(map(ALL_ORGANISATIONS.fullmatch, ahead))


def _names_backwards(rows: Sequence[Row], head: Sequence[Row]) -> bool:
    """True where one cell of the header names two kinds of applicants, the later one first.

    Or a line of a text does, wherever it stands: what is on one line stands from left to right. So
    do the cells of a row of a grid, where 总计 comes first and 自然人 stands in another.
    """
    cells = (piece for row in head for piece in row.pieces)
    short = (cell for cell in cells if _AND.search(cell) and len(cell) <= _LONGEST_CELL)
    both = map(columns_named, short)
    if any(len(own) == _FEW_NAMED and _TOTAL not in own and own[0] > own[1] for own in both):
        return True
    lines = (piece for row in rows if row.grid_row is None for piece in row.pieces)
    if any(map(names_organisations_backwards, lines)):
        return True
    named = ([n for p in row.pieces for n in columns_named(p)] for row in head if row.grid_row)
    return any(own[:1] == [_TOTAL] and 0 not in own and len(own) > _FEW_NAMED for own in named)


def _organisations_are_parted(head: Sequence[Row]) -> bool:
    """True where loose lines name 法人或其他组织 twice, around 总计 or 自然人: that was moved."""
    loose = (row for row in head if row.grid_row is None)
    text = "".join(piece for row in loose for piece in row.pieces)
    return _PARTED.search(text) is not None


def _is_doubled(named: Sequence[int], alignment: Alignment, unmapped: Collection[int]) -> bool:
    """True where the columns of organisations are named twice, or most rows are twice as long.

    Where the header tells the columns of a grid, its rows may be as long as a workbook is wide.
    """
    counts = Counter(named)
    if alignment.placed and all(counts[number] > 1 for number in range(1, _TOTAL)):
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
        if all(counts[number] > 1 for number in range(1, _TOTAL)):
            return True
    return False


def printed_length(row: Row) -> int:
    """How many cells a row has, without the empty ones at its ends: workbooks have hundreds."""
    filled = [n for n, token in enumerate(row.tokens) if token.text.strip()]
    return filled[-1] - filled[0] + 1 if filled else 0
