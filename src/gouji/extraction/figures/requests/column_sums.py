"""Places what is left of rows that lost cells by the sums down the columns.

The cells of a row that lost some stand in the order of the columns still. Each way to give them
columns is tried, for all such rows of the table together; one in which a sum fails down a column
whose cells are all known is out. Where a cell stands in the same column in every way that is left,
it is proven. A cell without a number may have held any, so that nothing is known of its column.
A sum that ties in no way that is left, not even with empty cells, may be the issuer's mistake, and
speaks against none.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations, product
from math import prod

from gouji.extraction.elements import Token
from gouji.extraction.figures.aligning.columns import LOST, Slot, Told
from gouji.extraction.figures.aligning.filling import figure_of_slot
from gouji.extraction.figures.requests.printed_rows import PrintedRow, row_keys
from gouji.extraction.figures.requests.sums import sums_down
from gouji.extraction.numbers import parse_cell
from gouji.extraction.report import Figure
from gouji.forms import catalogue
from gouji.forms.evaluation import Outcome, confront_edit
from gouji.forms.model import CellKey
from gouji.forms.values import CellValue, Number, State

BY_COLUMNS = "cells of this row were lost; the sums down the columns tie only with the number here"

_WIDTH = 7
_MOST_ROWS = 3
_MOST_WAYS = 2000

Way = tuple[int, ...]
"""The column of each number that is left of a row."""


@dataclass(frozen=True, slots=True)
class _Short:
    """A row that lost cells: its numbers, and the columns that are proven already."""

    item: str
    row: PrintedRow
    tokens: tuple[Token, ...]
    values: tuple[Number, ...]
    ways: tuple[Way, ...]


@dataclass(frozen=True, slots=True)
class _Sum:
    """Down one column: what the known cells give, and how often each short row counts in it."""

    column: int
    base: Number
    weights: tuple[int, ...]


def place_by_columns(
    figures: list[Figure], rows: Sequence[PrintedRow], form: str, *, left_over: bool
) -> list[Figure]:
    """The figures, cells of short rows filled in as far as the sums down the columns prove them.

    `left_over`: numbers stand in the table that no row has; any empty cell may be theirs. Where the
    label of an item was not found nothing is proven: the numbers before it may be its own. Nor
    where a row has more cells than the form: what is left of the others may be of added columns.
    """
    lost = {figure.item for figure in figures if figure.note == LOST}
    if not lost and not any(row.short for row in rows):
        return figures
    if any(row.told is Told.OVERFULL for row in rows):
        return figures
    cells = {figure.key: figure.cell for figure in figures}
    short = list(_short_rows(cells, lost, rows))
    unnamed = any(cell.state is State.MISSING for cell in cells.values())
    if not 0 < len(short) <= _MOST_ROWS or unnamed or _contradicts_itself(cells, form):
        return figures
    if left_over:
        cells = {key: _unless_empty(cell) for key, cell in cells.items()}
    if prod(len(one.ways) for one in short) > _MOST_WAYS:
        return figures
    sums = list(_sums(cells, [one.item for one in short], form))
    left, believed = _ways_left(short, sums)
    all_tie = len(believed) == len(sums)
    placed = {figure.key: n for n, figure in enumerate(figures)}
    found = list(figures)
    table = catalogue.tables()["requests"]
    for number, one in enumerate(short):
        proven = set.intersection(*(set(enumerate(ways[number])) for ways in left)) if left else ()
        tested = {s.column for s in believed if s.weights[number] and _is_known(s, number, left)}
        for token, column in proven:
            key = row_keys(one.item)[column]
            by_elimination = all_tie and not one.values[token]
            if not cells[key].state.is_certain and (column in tested or by_elimination):
                slot = Slot(one.tokens[token], note=BY_COLUMNS)
                found[placed[key]] = figure_of_slot(table, key, slot, one.row.row.locator)
    return found


def _short_rows(
    cells: dict[CellKey, CellValue], lost: Collection[str], rows: Sequence[PrintedRow]
) -> Iterator[_Short]:
    """The rows that lost cells; without any way where a cell of one cannot be read."""
    for row in rows:
        if not row.short and not (row.stated and row.item in lost):
            continue
        tokens = tuple(row.tokens)
        read = [parse_cell(token.text) for token in tokens]
        known = all(cell.state in (State.REPORTED, State.DASH) for cell in read)
        values = tuple(cell.value or 0 for cell in read)
        ways = combinations(range(_WIDTH), len(tokens)) if known and not row.row.torn else ()
        own = [cells[key] for key in row_keys(row.item)]
        agreeing = tuple(way for way in ways if _agrees(way, values, own))
        yield _Short(row.item, row, tokens, values, agreeing)


def _agrees(way: Way, values: Sequence[Number], own: Sequence[CellValue]) -> bool:
    """True where a way leaves what is proven of a row as it is."""
    placed = dict(zip(way, values, strict=True))
    return all(
        not cell.state.is_certain or placed.get(column, 0) == (cell.value or 0)
        for column, cell in enumerate(own)
    ) and all(column in placed for column, cell in enumerate(own) if cell.state is State.REPORTED)


def _contradicts_itself(cells: dict[CellKey, CellValue], form: str) -> bool:
    """True where a sum fails whatever the short rows hold: then no sum proves anything."""
    results = (confront_edit(edit, cells) for edit in catalogue.edits("requests", form))
    return any(result.outcome is Outcome.FAIL and not result.doubt for result in results)


def _sums(cells: dict[CellKey, CellValue], short: Sequence[str], form: str) -> Iterator[_Sum]:
    """The sums down the columns of which only cells of short rows are not known."""
    columns = {column.id: n for n, column in enumerate(catalogue.tables()["requests"].columns)}
    for edit in sums_down(form):
        sides = [(key, 1) for key in edit.lhs] + [(key, -1) for key in edit.rhs]
        others = [(cells[key], sign) for key, sign in sides if key.item not in short]
        blank = any(key.item not in short and cells[key].value is None for key in edit.totals)
        if blank or not all(cell.state.is_certain for cell, _ in others):
            continue
        weights = {key.item: sign for key, sign in sides}
        yield _Sum(
            columns[edit.scope],
            sum(sign * (cell.value or 0) for cell, sign in others),
            tuple(weights.get(item, 0) for item in short),
        )


def _unless_empty(cell: CellValue) -> CellValue:
    return CellValue.ambiguous() if cell.state is State.BLANK else cell


def _is_known(one: _Sum, number: int, left: Sequence[tuple[Way, ...]]) -> bool:
    """True where every way that is left gives each other short row a number in the column."""
    others = [n for n, weight in enumerate(one.weights) if weight and n != number]
    return all(one.column in ways[n] for ways in left for n in others)


def _ways_left(
    short: Sequence[_Short], sums: Sequence[_Sum]
) -> tuple[list[tuple[Way, ...]], list[_Sum]]:
    """The ways in which no sum fails, and the sums, each of which ties in one of them."""
    believed = list(sums)
    while True:
        left: list[tuple[Way, ...]] = []
        tied: set[int] = set()
        for ways in product(*(one.ways for one in short)):
            gaps = [_gap(one, short, ways) for one in believed]
            if not any(gap and known for gap, known in gaps):
                left.append(ways)
                tied.update(n for n, (gap, _) in enumerate(gaps) if not gap)
        if len(tied) == len(believed):
            return left, believed
        believed = [believed[n] for n in sorted(tied)]


def _gap(one: _Sum, short: Sequence[_Short], ways: Sequence[Way]) -> tuple[Number, bool]:
    """By how much a sum fails where cells without a number are empty, and if all have one."""
    gap, known = one.base, True
    for row, way, weight in zip(short, ways, one.weights, strict=True):
        if weight and one.column in way:
            gap += weight * row.values[way.index(one.column)]
        elif weight:
            known = False
    return gap, known
