"""Table 三 in several parts, turned round, or beside and behind the table of another year."""

from __future__ import annotations

import random
from collections.abc import Callable

from tests.generation.structure.sheet import Cell, Line, Sheet

Parting = Callable[[Sheet, random.Random], list[Sheet]]


def _of_another_year(sheet: Sheet, rng: random.Random) -> Sheet:
    """The same table with all numbers multiplied: what ties here ties there."""
    by = rng.randint(2, 9)
    other = sheet.copy()
    numbers = {cell for line in other.lines for cell in line.cells if cell.holds}
    for cell in numbers:
        cell.text = str(int(cell.text) * by) if cell.text.isdigit() else cell.text
    return other.without_figures()


def _cut(sheet: Sheet, *ranges: range) -> Sheet:
    """The columns in these ranges."""
    lines = [
        Line([line.cells[n] for own in ranges for n in own if n < len(line.cells)], line.item,
             line.header)
        for line in sheet.lines
    ]  # fmt: skip
    return Sheet(lines, sheet.shown)


def _middle(sheet: Sheet, rng: random.Random) -> int:
    return rng.choice(sheet.columns()[1:])


def left_and_right(sheet: Sheet, rng: random.Random) -> list[Sheet]:
    """The columns on two pages, the labels on both."""
    at, width = _middle(sheet, rng), max(len(line.cells) for line in sheet.lines)
    return [_cut(sheet, range(at)), _cut(sheet, range(sheet.labels()), range(at, width))]


def left_and_right_unlabelled(sheet: Sheet, rng: random.Random) -> list[Sheet]:
    """The columns on two pages, the labels on the first."""
    at, width = _middle(sheet, rng), max(len(line.cells) for line in sheet.lines)
    return [_cut(sheet, range(at)), _cut(sheet, range(at, width))]


def _halves(sheet: Sheet, rng: random.Random) -> tuple[list[Line], list[Line]]:
    first = len(sheet.headers)
    at = rng.randrange(first + 2, len(sheet.lines) - 2)
    return sheet.lines[:at], sheet.lines[at:]


def upper_and_lower(sheet: Sheet, rng: random.Random) -> list[Sheet]:
    """The rows on two pages, the header on the first."""
    upper, lower = _halves(sheet, rng)
    return [Sheet(upper, sheet.shown), Sheet(lower)]


def upper_and_lower_unlabelled(sheet: Sheet, rng: random.Random) -> list[Sheet]:
    """The same, and the second page lacks label columns."""
    upper, lower = _halves(sheet, rng)
    lost = rng.randint(1, max(1, sheet.labels()))
    rest = [Line(line.cells[lost:], line.item) for line in lower]
    return [Sheet(upper, sheet.shown), Sheet(rest)]


def upper_and_lower_narrower(sheet: Sheet, rng: random.Random) -> list[Sheet]:
    """The same, and the second page lacks a column."""
    upper, lower = _halves(sheet, rng)
    rest = Sheet([Line(list(line.cells), line.item) for line in lower])
    rest.drop(rng.choice(sheet.columns()))
    return [Sheet(upper, sheet.shown), rest]


def rows_and_columns_interchanged(sheet: Sheet, rng: random.Random) -> list[Sheet]:
    """A row for each kind of applicant."""
    width = min(len(line.cells) for line in sheet.lines)
    return [
        Sheet([Line([line.cells[n] for line in sheet.lines]) for n in range(width)], sheet.shown)
    ]


def two_years_beside(sheet: Sheet, rng: random.Random) -> list[Sheet]:
    """The table of another year on the right."""
    other = _of_another_year(sheet, rng)
    for line, beside in zip(sheet.lines, other.lines, strict=True):
        line.cells += beside.cells
    return [sheet]


def two_years_apart(sheet: Sheet, rng: random.Random) -> list[Sheet]:
    """The table of another year before or behind."""
    both = [sheet, _of_another_year(sheet, rng)]
    rng.shuffle(both)
    return both


def halves_beside(sheet: Sheet, rng: random.Random) -> list[Sheet]:
    """The lower half of the rows on the right of the upper one, under a header of its own."""
    head, body = sheet.headers, [line for line in sheet.lines if not line.header]
    half = (len(body) + 1) // 2
    lines = [Line(line.cells + line.cells[:], header=True) for line in head]
    for n in range(half):
        right = body[half + n].cells if half + n < len(body) else [Cell() for _ in body[n].cells]
        lines.append(Line(body[n].cells + right))
    return [Sheet(lines, sheet.shown)]


PARTS: tuple[Parting, ...] = (
    left_and_right, left_and_right_unlabelled, upper_and_lower, upper_and_lower_unlabelled,
    upper_and_lower_narrower, rows_and_columns_interchanged, two_years_beside, two_years_apart,
    halves_beside,
)  # fmt: skip
NEED_LABELS_IN_FRONT = (
    left_and_right, left_and_right_unlabelled, upper_and_lower_unlabelled, halves_beside,
)  # fmt: skip
