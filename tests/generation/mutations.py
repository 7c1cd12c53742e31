"""Puts realistic errors into tables that tie: the distribution that the benchmarks speak of.

One wrong cell. In seven of ten cases it is one that holds a number other than 0, else any cell.
What happens to it:

    a number other than 0           a 0
    30 %  one digit mistyped        60 %  1 to 9
    20 %  off by 1 to 3             30 %  10 to 99
    15 %  one digit left out        10 %  100 to 999
    15 %  left at 0
    10 %  one digit too many
    10 %  two digits swapped (mistyped where that changes nothing)

Several wrong cells are drawn independently. `free` instead draws the new number evenly from 0 to
twice the old one plus 60, which makes two errors of the same size rare.

Structural errors move many cells; each function gives the damaged table. They are written without
regard to how Gouji undoes them.
"""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass

from gouji.forms import catalogue
from gouji.forms.model import CellKey

Table = dict[CellKey, int]
Grid = list[list[int]]


@dataclass(frozen=True)
class Mutation:
    """A damaged table. `cause` is the public name of what happened, None for single cells."""

    cells: Table
    cause: str | None

    def undone(self, truth: Table) -> Table:
        """The cells that have to change, and to what."""
        return {key: truth[key] for key in truth if truth[key] != self.cells[key]}


# --- single cells -------------------------------------------------------------------------------


def keyed(rng: random.Random, value: int) -> int:
    """Another number than `value`, by the shares in the head of this file."""
    while (wrong := _keyed(rng, value)) == value:
        pass
    return wrong


def _keyed(rng: random.Random, value: int) -> int:
    chance = rng.random()
    if value == 0:
        low, high = (1, 9) if chance < 0.6 else (10, 99) if chance < 0.9 else (100, 999)
        return rng.randint(low, high)
    digits = str(value)
    place = rng.randrange(len(digits))
    if chance < 0.3:
        return _mistyped(rng, digits, place)
    if chance < 0.5:
        return max(0, value + rng.choice([-1, 1]) * rng.randint(1, 3))
    if chance < 0.65:
        return int(digits[:place] + digits[place + 1 :] or 0)
    if chance < 0.8:
        return 0
    if chance < 0.9:
        return int(digits[:place] + str(rng.randint(1, 9)) + digits[place:])
    return swapped(rng, value) or _mistyped(rng, digits, place)


def _mistyped(rng: random.Random, digits: str, place: int) -> int:
    return int(digits[:place] + str(rng.randint(0, 9)) + digits[place + 1 :])


def free(rng: random.Random, value: int) -> int:
    """Any other number from 0 to twice the old one plus 60."""
    while (wrong := rng.randint(0, 2 * value + 60)) == value:
        pass
    return wrong


def swapped(rng: random.Random, value: int) -> int | None:
    """Two neighbouring digits swapped; None where that gives no other number of as many digits."""
    digits = str(value)
    places = [
        n for n in range(len(digits) - 1) if digits[n] != digits[n + 1] and (n or digits[1] != "0")
    ]
    if not places:
        return None
    n = rng.choice(places)
    return int(digits[:n] + digits[n + 1] + digits[n] + digits[n + 2 :])


def wrong_cells(
    rng: random.Random,
    truth: Table,
    count: int,
    wrong: Callable[[random.Random, int], int] = keyed,
) -> Mutation:
    """Exactly `count` wrong cells."""
    cells = dict(truth)
    filled = [key for key, value in truth.items() if value]
    while sum(cells[key] != truth[key] for key in truth) < count:
        pool = filled if filled and rng.random() < 0.7 else list(truth)
        key = rng.choice(pool)
        if cells[key] == truth[key]:
            cells[key] = wrong(rng, truth[key])
    return Mutation(cells, None)


# --- whole tables -------------------------------------------------------------------------------


def _grid(truth: Table) -> tuple[list[str], list[str], Grid]:
    items = list(dict.fromkeys(key.item for key in truth))
    columns = list(dict.fromkeys(key.column for key in truth))
    return items, columns, [[truth[CellKey(i, c)] for c in columns] for i in items]


def _table(items: list[str], columns: list[str], grid: Grid) -> Table:
    return {
        CellKey(item, column): value
        for item, row in zip(items, grid, strict=True)
        for column, value in zip(columns, row, strict=True)
    }


def _turned(grid: Grid) -> Grid:
    return [list(column) for column in zip(*grid, strict=True)]


def _slip(rng: random.Random, line: list[int]) -> list[int]:
    """An empty cell gets in and the end falls out, or a cell falls out and the end stays empty.

    In one case of three the last cell (a total, mostly) keeps its place.
    """
    end = len(line) - 1 - (rng.random() < 1 / 3)
    start = rng.randrange(end)
    if rng.random() < 0.5:
        return [*line[:start], 0, *line[start:end], *line[end + 1 :]]
    return [*line[:start], *line[start + 1 : end + 1], 0, *line[end + 1 :]]


_TRIES = 200


def _one_slips(rng: random.Random, grid: Grid) -> Grid:
    """One line slips so that at least three cells change.

    Where fewer do, the same table comes from a smaller error: a number in the neighbouring cell, or
    one wrong cell. No change where no line can.
    """
    lines = [n for n, line in enumerate(grid) if any(line)]
    for _ in range(_TRIES if lines else 0):
        n = rng.choice(lines)
        line = _slip(rng, grid[n])
        if sum(a != b for a, b in zip(line, grid[n], strict=True)) >= 3:
            return [*grid[:n], line, *grid[n + 1 :]]
    return grid


def row_shifted(rng: random.Random, truth: Table) -> Table:
    """The cells of one row slip by one."""
    items, columns, grid = _grid(truth)
    return _table(items, columns, _one_slips(rng, grid))


def column_shifted(rng: random.Random, truth: Table) -> Table:
    """The cells of one column slip by one."""
    items, columns, grid = _grid(truth)
    return _table(items, columns, _turned(_one_slips(rng, _turned(grid))))


def rows_shifted(rng: random.Random, truth: Table) -> Table:
    """All rows from one on slip by one: an empty one got in, or one was lost.

    At least three rows change: two that do have changed places.
    """
    items, columns, grid = _grid(truth)
    nothing = [0] * len(columns)
    for _ in range(_TRIES):
        start = rng.randrange(len(grid) - 1)
        if rng.random() < 0.5:
            slipped = [*grid[:start], nothing, *grid[start:-1]]
        else:
            slipped = [*grid[:start], *grid[start + 1 :], nothing]
        if sum(a != b for a, b in zip(slipped, grid, strict=True)) >= 3:
            return _table(items, columns, slipped)
    return dict(truth)


def rows_exchanged(rng: random.Random, truth: Table) -> Table:
    """Two rows stand in each other's place."""
    items, columns, grid = _grid(truth)
    one, other = rng.sample(range(len(grid)), 2)
    grid[one], grid[other] = grid[other], grid[one]
    return _table(items, columns, grid)


def columns_exchanged(rng: random.Random, truth: Table) -> Table:
    """Two columns stand in each other's place."""
    items, columns, grid = _grid(truth)
    turned = _turned(grid)
    one, other = rng.sample(range(len(turned)), 2)
    turned[one], turned[other] = turned[other], turned[one]
    return _table(items, columns, _turned(turned))


def neighbouring_column(rng: random.Random, truth: Table) -> Table:
    """A number stands one column away from where it belongs, in a cell of 0."""
    items, columns, grid = _grid(truth)
    return _table(items, columns, _moved(rng, grid))


def neighbouring_row(rng: random.Random, truth: Table) -> Table:
    """A number stands one row away from where it belongs, in a cell of 0."""
    items, columns, grid = _grid(truth)
    return _table(items, columns, _turned(_moved(rng, _turned(grid))))


def _moved(rng: random.Random, grid: Grid) -> Grid:
    """A number moved within its line to a neighbouring cell of 0."""
    places = [
        (line, n, m)
        for line in grid
        for n in range(len(line))
        for m in (n - 1, n + 1)
        if 0 <= m < len(line) and line[n] and not line[m]
    ]
    if places:
        line, n, m = rng.choice(places)
        line[n], line[m] = 0, line[n]
    return grid


def digits_swapped(rng: random.Random, truth: Table) -> Table:
    """Two neighbouring digits of one number."""
    places = [(key, new) for key, v in truth.items() if (new := swapped(rng, v)) is not None]
    if not places:
        return dict(truth)
    key, new = rng.choice(places)
    return {**truth, key: new}


def totals_left_at_zero(rng: random.Random, truth: Table) -> Table:
    """The column of totals, or the row of totals, or both."""
    chosen = rng.choice(["column", "row", "both"])
    return {
        key: 0
        if (key.column == "total" and chosen != "row")
        or (key.item == "outcome_total" and chosen != "column")
        else value
        for key, value in truth.items()
    }


def number_split(rng: random.Random, truth: Table) -> Table:
    """The digits of one number in two cells; the rest of the row is pushed on, and its end out."""
    items, columns, grid = _grid(truth)
    places = [(row, n) for row in grid for n, value in enumerate(row[:-1]) if value >= 10]
    if places:
        row, n = rng.choice(places)
        digits = str(row[n])
        cut = rng.randrange(1, len(digits))
        row[n:] = [int(digits[:cut]), int(digits[cut:]), *row[n + 1 : -1]]
    return _table(items, columns, grid)


STRUCTURAL: dict[str, Callable[[random.Random, Table], Table]] = {
    "row_shifted": row_shifted,
    "column_shifted": column_shifted,
    "rows_shifted": rows_shifted,
    "rows_exchanged": rows_exchanged,
    "columns_exchanged": columns_exchanged,
    "value_in_neighbouring_column": neighbouring_column,
    "value_in_neighbouring_row": neighbouring_row,
    "digits_swapped": digits_swapped,
    "totals_left_at_zero": totals_left_at_zero,
    "number_split": number_split,
}


def structural(rng: random.Random, truth: Table, cause: str) -> Mutation:
    """One structural error by its public name."""
    return Mutation(STRUCTURAL[cause](rng, truth), cause)


def is_seen(cells: Table, table: str, form: str) -> bool:
    """Whether any balance edit of the table fails."""
    return any(
        sum(cells[key] for key in edit.lhs) != sum(cells[key] for key in edit.rhs)
        for edit in catalogue.edits(table, form)
    )
