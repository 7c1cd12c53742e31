"""Lays a table out by spaces: narrow cells over several lines, in the middle of their place."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from tests.generation.printing import Table


@dataclass(frozen=True)
class _Cell:
    text: str
    row: int
    down: int
    start: int
    end: int

    @property
    def lines(self) -> list[str]:
        room = self.end - self.start - 1
        return [self.text[at : at + room] for at in range(0, len(self.text), room)]


def laid_out(table: Table, widths: Sequence[int]) -> list[str]:
    """The lines of the table. Every character takes one place, as PDF programs count them.

    `widths`: of each column, in characters, with the one that stays free at its right.
    """
    edges = [sum(widths[:number]) for number in range(len(widths) + 1)]
    cells = _cells(table, edges)
    heights = [1] * len(table)
    for cell in sorted(cells, key=lambda one: one.down):
        rows = range(cell.row, cell.row + cell.down)
        heights[rows[-1]] += max(0, len(cell.lines) - sum(heights[row] for row in rows))
    tops = [sum(heights[:row]) for row in range(len(table) + 1)]
    canvas = [[" "] * edges[-1] for _ in range(tops[-1])]
    for cell in cells:
        room = tops[cell.row + cell.down] - tops[cell.row]
        first = tops[cell.row] + (room - len(cell.lines)) // 2
        for number, line in enumerate(cell.lines, start=first):
            start = cell.start + (cell.end - cell.start - len(line)) // 2
            canvas[number][start : start + len(line)] = line
    return [text for line in canvas if (text := "".join(line).rstrip())]


def _cells(table: Table, edges: Sequence[int]) -> list[_Cell]:
    cells: list[_Cell] = []
    taken: set[tuple[int, int]] = set()
    for number, row in enumerate(table):
        column = 0
        for text, columns, down in row:
            while (number, column) in taken:
                column += 1
            taken |= {(number + n, column + m) for n in range(down) for m in range(columns)}
            cells.append(_Cell(text, number, down, edges[column], edges[column + columns]))
            column += columns
    return cells
