"""Decides which column each value cell of a row belongs to.

In a grid whose positions the file itself states, the header decides. Everywhere else the number of
cells must be right: exactly as many as the form has columns. Where cells were lost all of them stay
open here; what can still be proven of them is for `gouji.extraction.figures.requests.proof`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from enum import Enum
from functools import partial
from itertools import pairwise
from typing import NamedTuple

from gouji.extraction.elements import GridRow, Token
from gouji.extraction.figures.aligning.rows import Row
from gouji.extraction.numbers import parse_cell
from gouji.forms.values import Number

_LONG = 15
_ADDED = re.compile(
    r"占比|比例|比重|上年|去年|上一年|同比|增减|增长|[一-鿿]率|小计|备注|说明|行次|代码|编号"
    r"|^20\d\d年度?$"
)
SPANS = "a cell spans several columns"
_LONGEST_ADDED = 10
_NONE_IN_WORDS = frozenset(("无", "不涉及"))
_NONE = _NONE_IN_WORDS.union(("0", "/", "-", "--", "—"))
_TOTALS = ("合计", "总计")
_TWO = 2
_TWO_NUMBERS = re.compile(r"\s*(?:\d+|[/—–-]+)\s+[\d/—–-]")
BESIDE = "a number stands outside the columns of the header"
LOST = "cells were lost"


class Slot(NamedTuple):
    """What stands in one column of one row.

    token: the printed cell, None for an empty one. candidates: set where the column is not
    certain: the values it may hold, None for "empty". note: how it was placed.
    """

    token: Token | None = None
    candidates: tuple[Number | None, ...] | None = None
    note: str | None = None


_slot = partial(tuple.__new__, Slot)  # what Slot(...) does, at a third of its cost


def told_apart(tokens: Iterable[Token | None]) -> list[Slot]:
    """A slot for each cell, in order; None and cells without text are empty."""
    return [_slot((token if token and token.folded else None, None, None)) for token in tokens]


class Told(Enum):
    """What tells the cells of a row apart.

    STATED: the file says in which column each stands. PRINTED: as many cells are printed, empty
    ones included, as the table has columns. ONE_LINE, TWO_LINES: they are as many if each one or
    two surplus empty lines are an empty cell. NOTHING: the row is empty, its cells are not printed.
    SHORT: there are fewer cells. OVERFULL: there are more.
    """

    STATED = "stated"
    PRINTED = "printed"
    ONE_LINE = "one_line"
    TWO_LINES = "two_lines"
    NOTHING = "nothing"
    SHORT = "short"
    OVERFULL = "overfull"


def names_two_totals(pieces: Iterable[str]) -> bool:
    """True where 合计 is named beside 总计: one of them is over other columns too."""
    text = "|".join(pieces)
    return all(total in text for total in _TOTALS)


def columns_below(
    rows: Sequence[GridRow], patterns: Sequence[re.Pattern[str]]
) -> list[tuple[int, int]]:
    """Grid column and table column of each name in the header rows of one grid.

    The lowest header text above a column names it.
    """
    texts = _names(rows)
    found: list[tuple[int, int]] = []
    for column in sorted(texts):
        if _ADDED.search(texts[column]):
            continue
        for index, pattern in enumerate(patterns):
            if pattern.search(texts[column]):
                found.append((column, index))
                break
    return found


def as_map(found: Sequence[tuple[int, int]], width: int) -> dict[int, int] | None:
    """The same as a map; None unless every table column is named once, in whatever order.

    A header that was broken on the way is not evidence.
    """
    whole = sorted(index for _, index in found) == list(range(width))
    return dict(found) if whole else None


def added_columns(rows: Sequence[GridRow]) -> frozenset[int]:
    """The grid columns that an office added to the form: a share, last year, a remark."""
    return frozenset(column for column, text in _names(rows).items() if _ADDED.search(text))


def names_added(row: GridRow) -> bool:
    """True for a row of a header that has the name of such a column, wherever it stands."""
    names = (token.folded for token in row.tokens)
    return any(len(name) <= _LONGEST_ADDED and _ADDED.search(name) for name in names)


def _names(rows: Sequence[GridRow]) -> dict[int, str]:
    """The lowest text above each grid column."""
    texts: dict[int, str] = {}
    for row in rows:
        for token in row.tokens:
            if token.folded:
                for column in token.span:
                    texts[column] = token.folded
    return texts


def place_by_header(
    row: GridRow, mapping: dict[int, int], added: frozenset[int] = frozenset()
) -> list[Slot] | None:
    """One slot for each mapped column, or None where the row has no own cell for any of them.

    A number outside the mapped columns, and outside those that were `added` to the form, shows that
    row and header do not fit: nothing is certain.
    """
    slots: list[Slot] = []
    known = mapping.keys() | added
    if any(token.is_value and token.column not in known for token in _unnumbered(row, mapping)):
        return [Slot(candidates=(), note=BESIDE) for _ in mapping]
    by_column = {column: token for token in row.tokens for column in token.span}
    own = [by_column[column] for column in mapping if column in by_column]
    if not own:
        return None
    if says_none(own[0], mapping):
        return [Slot(own[0]) for _ in mapping]
    if len(own) < len(mapping):
        return open_cells([token for token in own if token.folded], len(mapping))
    for column in sorted(mapping, key=mapping.__getitem__):
        token = by_column[column]
        merged = token.folded and sum(own in known for own in token.span) > 1
        if merged and token.folded not in _NONE_IN_WORDS:
            slots.append(Slot(token, candidates=_values([token]), note=SPANS))
        else:
            slots.append(Slot(token if token.folded else None))
    return slots


def says_none(token: Token, mapping: Mapping[int, object]) -> bool:
    """True for one cell over all columns with 无 or 0 in it, which is so in each of them."""
    return token.folded in _NONE and mapping.keys() <= set(token.span)


def is_reordered(mapping: dict[int, int]) -> bool:
    """True where the header names the columns in another order than the form."""
    order = [mapping[column] for column in sorted(mapping)]
    return order != sorted(order)


def _unnumbered(row: GridRow, mapping: dict[int, int]) -> Sequence[Token]:
    """The cells of a row without a serial number in front of its label."""
    number = row.tokens[0] if row.tokens else None
    labelled = any(t.folded and not t.is_value and t.column < min(mapping) for t in row.tokens[1:])
    return row.tokens[1:] if number and number.is_value and labelled else row.tokens


class Seen(NamedTuple):
    """What other rows of a grid tell of where the cells of a row stand.

    starts, ends: the grid columns in which complete rows begin, and those behind their last cell.
    They decide where empty cells on both sides leave several windows, and which of them a row with
    merged cells leaves. labels: where most rows have one length, the last column that holds labels.
    """

    starts: frozenset[int] = frozenset()
    ends: frozenset[int] = frozenset()
    labels: int | None = None


NOTHING_SEEN = Seen()


def place_exactly(row: Row, width: int) -> list[Slot] | None:
    """Slots for a row whose cells are only counted; None where not exactly `width` can be counted.

    Empty cells may be explicit, or be surplus empty lines (one or two a cell).
    """
    return _counted(row, width, NOTHING_SEEN)[0]


def place_by_count(
    row: Row, width: int, seen: Seen = NOTHING_SEEN
) -> tuple[list[Slot] | None, Told]:
    """The same, and what tells the cells apart.

    Where cells were lost every slot is open, with the numbers of the row as its candidates; None
    for too many cells.
    """
    slots, told = _counted(row, width, seen)
    if slots is not None:
        return slots, told
    filled = [token for token in row.tokens if not token.is_empty]
    # Two empty lines are one empty cell at least: with them there may be more cells than columns.
    least = len(row.tokens) + (0 if row.torn else sum(row.blanks) // 2)
    if len(filled) > width or (row.grid_row is None and least > width):
        return None, Told.OVERFULL
    return open_cells(row.tokens, width), Told.SHORT


def _counted(row: Row, width: int, seen: Seen) -> tuple[list[Slot] | None, Told]:
    if all(token.is_empty for token in row.tokens):
        printed = len(row.tokens) == width
        empty = None if row.lacks_cells else [Slot() for _ in range(width)]
        return empty, Told.PRINTED if printed else Told.NOTHING
    window = _window(row, width, seen)
    if window is not None and runs_together(row, window):
        return None, Told.SHORT
    if window is not None:
        return told_apart(window), Told.PRINTED
    for lines_a_cell, told in () if row.torn else ((1, Told.ONE_LINE), (2, Told.TWO_LINES)):
        spread = _with_blank_lines(row, lines_a_cell)
        if spread is not None and len(spread) == width:
            return told_apart(spread), told
    return None, Told.SHORT


def _window(row: Row, width: int, seen: Seen) -> list[Token] | None:
    """The only `width` neighbouring cells that hold every filled one; None where several could.

    A row of loose cells starts right behind its label; a grid row may not, nor a long row that is
    complete.
    """
    tokens = row.tokens
    starts, ends, labels = seen
    filled = [index for index, token in enumerate(tokens) if not token.is_empty]
    windows = [
        start
        for start in range(max(0, filled[-1] - width + 1), filled[0] + 1)
        if start + width <= len(tokens) and (labels is None or tokens[start].column > labels)
    ]
    if row.grid_row is None and not (width >= _LONG and len(filled) == width):
        # Behind a row that lost a cell, those of a row of empty ones fill it up.
        padded = tokens[width - 1 : width] and tokens[width - 1].is_empty
        windows = [
            start for start in windows if start == 0 and not (padded and len(tokens) >= 2 * width)
        ]
    elif len(windows) > 1 or (
        windows and (starts or labels is not None) and _may_begin_before(row, windows[0], labels)
    ):
        windows = [start for start in windows if tokens[start].column in starts]
    if row.grid_row is not None and row.grid_row.certain:
        # Elsewhere a cell that reaches down from the row above stands among them.
        windows = [
            start
            for start in windows
            if _is_unbroken((*_before(row.grid_row, tokens[start]), *tokens[start : start + width]))
            and (not ends or tokens[start + width - 1].span.stop in ends)
        ]
    return tokens[windows[0] : windows[0] + width] if len(windows) == 1 else None


def _before(row: GridRow, token: Token) -> Sequence[Token]:
    """The cell of the row in front of one, if there is one."""
    place = next(n for n, one in enumerate(row.tokens) if one is token)
    return row.tokens[max(0, place - 1) : place]


def _is_unbroken(tokens: Sequence[Token]) -> bool:
    return all(one.span.stop == other.column for one, other in pairwise(tokens))


def runs_together(row: Row, cells: Sequence[Token]) -> bool:
    """True where one of the cells holds two numbers and another none: their count proves nothing.

    Also where the file states the columns: who wrote two numbers into one cell left the other. In
    loose lines two pieces may be those of one number; there the empty cell is the next one.
    """
    if all(t.folded for t in cells):
        return False
    if row.grid_row is None:
        return any(holds_two(cell) and following.is_empty for cell, following in pairwise(cells))
    return any(map(holds_two, cells))


def holds_two(token: Token) -> bool:
    """True where two numbers stand in one cell, or the halves of one."""
    return len(token.text) > _TWO and _TWO_NUMBERS.match(token.text) is not None


def _may_begin_before(row: Row, start: int, labels: int | None) -> bool:
    """True where a row is shorter than its grid and would begin with one of several empty cells.

    A label that reaches over columns leaves such cells behind too; one of the row may be lost. If
    most rows have one length in this grid (`labels` is known then) so may it where one is left.
    """
    grid_row = row.grid_row
    if grid_row is None or grid_row.certain or len(grid_row.tokens) >= grid_row.n_columns:
        return False
    # Where an empty cell stands before the label too, covered cells are printed.
    padded = bool(row.pieces) and grid_row.tokens[0].is_empty
    return (start > 0 or labels is not None or padded) and row.tokens[start].is_empty


def _with_blank_lines(row: Row, lines_a_cell: int) -> list[Token | None] | None:
    """Tokens with surplus empty lines read as empty cells; None where they do not divide."""
    if len(row.blanks) != len(row.tokens) + 1 or any(n % lines_a_cell for n in row.blanks):
        return None
    spread: list[Token | None] = []
    for token, surplus in zip(row.tokens, row.blanks, strict=False):
        spread.extend([None] * (surplus // lines_a_cell))
        spread.append(None if token.is_empty else token)
    spread.extend([None] * (row.blanks[-1] // lines_a_cell))
    return spread


def open_cells(tokens: Sequence[Token], width: int) -> list[Slot]:
    """Nothing is known but which numbers the row holds."""
    return [Slot(candidates=(*_values(tokens), None), note=LOST) for _ in range(width)]


def _values(tokens: Sequence[Token]) -> tuple[Number, ...]:
    values = (parse_cell(token.text).value for token in tokens)
    return tuple(dict.fromkeys(value for value in values if value is not None))
