"""Whether a header names the columns of table 三 in another order than the form."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from itertools import groupby, pairwise, takewhile

from gouji.extraction.elements import GridRow
from gouji.extraction.figures.aligning.alignment import Alignment
from gouji.extraction.figures.aligning.columns import columns_below
from gouji.extraction.figures.aligning.labels import column_patterns, strip_numbering
from gouji.extraction.figures.aligning.rows import Row
from gouji.extraction.figures.requests.column_names import (
    ALL_ORGANISATIONS,
    TOTAL,
    columns_called,
    columns_named,
    may_be_header,
    names_organisations_backwards,
    torn_lines,
    without_organisations,
)

_BEHIND = ("法人", "总计", "合计")
_PARTED = re.compile("法人或?其他组?织?(?:总计|自然人)法人或?其他组")
_AND = re.compile("[、,/和与及]")
_LONGEST_CELL = 20
_FEWEST_NAMED = 4
_FEW_NAMED = 2


def names_another_order(
    named: Sequence[int],
    rows: Sequence[Row],
    head: Sequence[Row],
    alignment: Alignment,
    unmapped: Collection[int],
) -> bool:
    """True where the texts of the header stand in another order than the columns of the form.

    `named`: the columns as the texts above the first row name them. `head`: the rows down to that
    one. `unmapped`: grids whose header does not tell their columns.
    """
    return (
        _is_reordered(named, torn_lines(head), led=_begins_with_natural(head))
        or _organisations_lead(rows, unmapped)
        or _organisations_lead_lines(rows, head, alignment)
        or _names_backwards(rows, head)
        or _organisations_are_parted(head)
        or _is_reordered_apart(rows, head)
    )


def changes_order(rows: Sequence[Row], alignment: Alignment) -> bool:
    """True where a header among the rows names another order, or other places, than one before."""
    return _order_changes(rows, alignment) or _places_change(rows)


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
    parts = [n for n in order if n != TOTAL]
    if len(parts) < TOTAL - 1:
        return False
    if torn:
        return any(list(line) != sorted(line) for line in torn)
    return (order[0] == TOTAL and (0 in parts or not led)) or parts != sorted(parts)


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
            own = [n for few in found for n in few if n != TOTAL and (n or stated)]
            if row.grid_row is not None and len(set(own)) >= _FEWEST_NAMED:
                orders.append(list(dict.fromkeys(own)))  # several may follow each other
            named.extend(own)
        if id(row) in placed or row.has_values:
            order = list(dict.fromkeys(named))
            orders += [order] if len(order) >= _FEWEST_NAMED else []
            named = []
        if id(row) in placed and not orders:
            orders.append(list(range(TOTAL)))  # no header stands above: the order of the form
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
            if first < natural and may_be_header(line):
                return True
            names = columns_named(line)
            at = names.index(TOTAL) if TOTAL in names else 0
            if any(0 < n < TOTAL for n in names[:at]) and any(0 < n < TOTAL for n in names[at:]):
                return True
    return False


def _organisations_lead_lines(
    rows: Sequence[Row], head: Sequence[Row], alignment: Alignment
) -> bool:
    """True where so it is in a dump with a line for each cell, and each name is whole.

    Or where 总计 stands among the organisations there. Dumps sorted by height have 法人或其他组织
    first too, but rows on one line, or names in pieces.
    """
    placed = list(alignment.placed.values())
    if sum(row.on_several_lines for row in placed) * 2 <= len(placed):
        return False
    heads = [[piece for row in head if row.grid_row is None for piece in row.pieces]]
    # A page may repeat its header, in another order.
    heads += [row.pieces for row in rows[len(head) :] if row.grid_row is None]
    return any(map(_is_moved, heads))


def _is_moved(head: Sequence[str]) -> bool:
    # One cell may name two columns.
    named = [names for piece in head if 0 < len(names := columns_named(piece)) <= _FEW_NAMED]
    order = [number for names in named for number in names]
    if sorted(order) != list(range(TOTAL + 1)):
        return False
    ahead = takewhile(lambda piece: columns_named(piece) != (0,), head)
    behind_total = set(order[order.index(TOTAL) + 1 :]) - {0}
    return any(map(ALL_ORGANISATIONS.fullmatch, ahead)) or 0 < len(behind_total) < TOTAL - 1


def _names_backwards(rows: Sequence[Row], head: Sequence[Row]) -> bool:
    """True where one cell of the header names two kinds of applicants, the later one first.

    Or a line of a text does, wherever it stands: what is on one line stands from left to right. So
    do the cells of a row of a grid, where 总计 comes first and 自然人 stands in another.
    """
    cells = (piece for row in head for piece in row.pieces)
    short = (cell for cell in cells if _AND.search(cell) and len(cell) <= _LONGEST_CELL)
    both = map(columns_named, short)
    if any(len(own) == _FEW_NAMED and TOTAL not in own and own[0] > own[1] for own in both):
        return True
    lines = (piece for row in rows if row.grid_row is None for piece in row.pieces)
    if any(map(names_organisations_backwards, lines)):
        return True
    named = ([n for p in row.pieces for n in columns_named(p)] for row in head if row.grid_row)
    return any(own[:1] == [TOTAL] and 0 not in own and len(own) > _FEW_NAMED for own in named)


def _organisations_are_parted(head: Sequence[Row]) -> bool:
    """True where loose lines name 法人或其他组织 twice, around 总计 or 自然人: that was moved."""
    loose = (row for row in head if row.grid_row is None)
    text = "".join(piece for row in loose for piece in row.pieces)
    return _PARTED.search(text) is not None


def _is_reordered_apart(rows: Sequence[Row], head: Sequence[Row]) -> bool:
    """True where the header came apart, the rest of it behind rows, and names another order.

    So it is where each name of a column stands whole on loose lines, once.
    """
    loose = [piece for row in rows if row.grid_row is None for piece in row.pieces]
    named = [n for piece in loose for n in columns_called(piece)]
    above = {n for row in head for piece in row.pieces for n in columns_called(piece)}
    if sorted(named) != list(range(TOTAL + 1)) or above == set(named):
        return False
    return [n for n in named if n != TOTAL] != list(range(TOTAL))
