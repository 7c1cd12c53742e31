"""Draws a table with lines of characters, every cell as far as it reaches."""

from __future__ import annotations

from dataclasses import dataclass
from unicodedata import east_asian_width

from tests.generation.printing import Table

_NARROWEST = 4
_NOTHING = -1


@dataclass(frozen=True)
class Style:
    """The characters of borders, of lines between columns, and of where they meet."""

    level: str
    upright: str
    joint: str


BOXES = Style("─", "│", "┼")
ASCII = Style("-", "|", "+")


def drawing(table: Table, style: Style) -> str:
    """The lines of the drawing; characters of Chinese are two columns wide."""
    cells, owner = _placed(table)
    count = max((column for _, column in owner), default=0) + 1
    rows = [[owner.get((row, column), _NOTHING) for column in range(count)] for row in
            range(len(table))]  # fmt: skip
    widths = _widths(cells, rows, count)
    above: list[int] = [_NOTHING - 1] * count
    lines = []
    for row, owners in enumerate(rows):
        lines += [_rule(above, owners, widths, style), _line(row, owners, cells, widths, style)]
        above = owners
    lines.append(_rule(above, [_NOTHING - 1] * count, widths, style))
    return "\n".join(["", *lines, ""])


def width(text: str) -> int:
    """Columns of a terminal."""
    return sum(2 if east_asian_width(char) in "WF" else 1 for char in text)


def _placed(table: Table) -> tuple[list[tuple[str, int]], dict[tuple[int, int], int]]:
    """Text and first row of each cell, and which cell stands in each place."""
    cells: list[tuple[str, int]] = []
    owner: dict[tuple[int, int], int] = {}
    for number, row in enumerate(table):
        column = 0
        for text, columns, down in row:
            while (number, column) in owner:
                column += 1
            for n in range(down):
                owner |= {(number + n, column + m): len(cells) for m in range(columns)}
            cells.append((text, number))
            column += columns
    return cells, owner


def _widths(cells: list[tuple[str, int]], rows: list[list[int]], count: int) -> list[int]:
    widths = [_NARROWEST] * count
    for at, (text, row) in enumerate(cells):
        own = [column for column, cell in enumerate(rows[row]) if cell == at]
        room = sum(widths[column] for column in own[:-1])
        widths[own[-1]] = max(widths[own[-1]], width(text) + 2 - room)
    return widths


def _line(
    row: int, owners: list[int], cells: list[tuple[str, int]], widths: list[int], style: Style
) -> str:
    drawn = style.upright
    start = 0
    for end in range(1, len(owners) + 1):
        if end < len(owners) and owners[end] == owners[start] != _NOTHING:
            continue
        text, first = cells[owners[start]] if owners[start] >= 0 else ("", row)
        shown = f" {text}" if first == row else ""
        room = sum(widths[start:end]) + end - start - 1
        drawn += shown + " " * (room - width(shown)) + style.upright
        start = end
    return drawn


def _rule(above: list[int], below: list[int], widths: list[int], style: Style) -> str:
    """The border between two rows: none inside a cell that reaches down."""
    level = [one != other for one, other in zip(above, below, strict=True)]
    drawn = style.joint if level[0] else style.upright
    for column, size in enumerate(widths):
        last = column + 1 == len(widths)
        drawn += (style.level if level[column] else " ") * size
        if level[column] or (not last and level[column + 1]):
            drawn += style.joint
        else:
            drawn += " " if not last and below[column] == below[column + 1] else style.upright
    return drawn
