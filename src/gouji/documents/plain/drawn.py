"""Tables drawn with lines of characters: │ ─ ┼ of terminals and word processors, +---+ of pandoc.

The drawing says where each column stands. Characters of Chinese are two columns of a terminal wide,
or one where a program counted characters: the table is read in the measure in which all upright
lines stand below corners. Cells then reach as far as they are drawn, and their columns are certain.
Where no measure fits cells are only counted, and no column is certain.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import groupby, pairwise

from gouji.documents.joining import join_lines
from gouji.documents.model import Cell, Grid, Locator
from gouji.documents.plain.inline import unmarked
from gouji.documents.plain.ruled import Line, terminal_width

_LEVEL = frozenset("─━═╌╍┄┅┈┉-=:")
_UPRIGHT = frozenset("│┃║╎╏┆┇┊┋|")
_CORNER = frozenset(map(chr, range(0x250C, 0x254C))) | frozenset(map(chr, range(0x2552, 0x2571)))
_JOINTS = _CORNER | {"+"}
_DRAWN = _LEVEL | _UPRIGHT | _JOINTS | {" "}
_FIRST = _JOINTS | (_UPRIGHT - {"|"})
_BORDER_OPENS = re.compile(r"\+[-=:]{2,}\+|\+[-=:]{3,}")
_SPLIT = re.compile("[│┃║╎╏┆┇┊┋|]")
_MOST_LINES = 2000
_LONGEST_LINE = 2000
_MOST_COLUMNS = 60
_FEW_BORDERS = 3
"""Above, below the header and at the end: then each line between them is a row."""

_Places = dict[int, str]
"""The characters of a line by the column of a terminal in which each begins."""


@dataclass(slots=True)
class _Drawn:
    """A cell while it is followed down the drawing."""

    line: int
    row: int
    column: int
    width: int
    last: int
    pieces: list[str] = field(default_factory=list)


def drawn_table(lines: Sequence[Line], start: int) -> tuple[int, list[Grid]] | None:
    """Where what is drawn from `start` on ends, and its table, if it holds one; None for none."""
    opening = lines[start][1].strip()
    if opening[:1] not in _FIRST or (opening[0] == "+" and not _BORDER_OPENS.match(opening)):
        return None
    limit = min(len(lines), start + _MOST_LINES)
    end = next((n for n in range(start, limit) if not _is_drawn(lines[n][1])), limit)
    drawing = list(lines[start:end])
    if not drawing or all(_is_border(text) for _, text in drawing):
        return (end, []) if drawing else None
    for measure in (terminal_width, _broad, _one):
        grid = _by_place(drawing, measure)
        if grid is not None:
            return end, [grid]
    return end, [_counted(drawing)]


def _is_drawn(line: str) -> bool:
    text = line.strip()
    ends = _UPRIGHT | _JOINTS
    return 1 < len(text) <= _LONGEST_LINE and text[0] in ends and text[-1] in ends


def _is_border(line: str) -> bool:
    return _DRAWN.issuperset(line) and not _LEVEL.isdisjoint(line)


def _broad(char: str) -> int:
    """As in fonts for Chinese, in which the lines themselves are as wide as a character."""
    return 2 if unicodedata.east_asian_width(char) in "WFA" else 1


def _one(char: str) -> int:
    return 1


def _places(line: str, measure: Callable[[str], int]) -> _Places:
    found: _Places = {}
    at = 0
    for char in line.rstrip():
        found[at] = char
        at += measure(char)
    return found


def _by_place(drawing: Sequence[Line], measure: Callable[[str], int]) -> Grid | None:
    """The table as it is drawn; None where a line stands beside those above it."""
    placed = [(number, _places(line, measure), _is_border(line)) for number, line in drawing]
    borders = [places for _, places, border in placed if border]
    edges = sorted({at for places in borders for at, char in places.items() if char in _JOINTS})
    if not 1 < len(edges) <= _MOST_COLUMNS:
        return None
    each_line = len(borders) <= _FEW_BORDERS
    open_cells: list[_Drawn | None] = [None] * (len(edges) - 1)
    found: list[_Drawn] = []
    row = -1
    parted = True
    for number, places, border in placed:
        level = [_is_level(places, a, b, whole=border) for a, b in pairwise(edges)]
        if parted or (each_line and not any(level)):
            row += not any(level)
        parted = any(level)
        open_cells = [
            None if closed or (each_line and not parted) else cell
            for closed, cell in zip(level, open_cells, strict=True)
        ]
        groups = _groups(places, edges, level)
        if groups is None:
            return None
        for first, end in groups:
            text = _between(places, edges[first], edges[end])
            cells = open_cells[first:end]
            cell = cells[0]
            if parted and cell is None:
                if text:
                    return None
                continue
            if cell is None:
                cell = _Drawn(number, row, first, end - first, row)
                found.append(cell)
                open_cells[first:end] = [cell] * (end - first)
            elif (cell.column, cell.width) != (first, end - first):
                return None
            cell.pieces.append(text)
            cell.last = max(row, cell.last)
    return _grid(found, row + 1, len(edges) - 1, drawing[0][0])


def _is_level(places: _Places, start: int, end: int, *, whole: bool) -> bool:
    """True where a border runs from one edge to the next; `whole`: the line is nothing else."""
    inside = [places[at] for at in range(start + 1, end) if at in places]
    joined = whole or {places.get(start), places.get(end)} <= _JOINTS
    return joined and bool(inside) and _LEVEL.issuperset(inside)


def _groups(
    places: _Places, edges: Sequence[int], level: Sequence[bool]
) -> list[tuple[int, int]] | None:
    """The edges between which each cell of a line stands; None for an upright line elsewhere."""
    lines = {at for at, char in places.items() if char in _UPRIGHT}
    if not lines.issubset(edges):
        return None
    drawn = [n for n, at in enumerate(edges) if places.get(at, "") in _UPRIGHT | _JOINTS]
    if drawn[:1] != [0] or drawn[-1] != len(edges) - 1:
        return None
    return [(a, b) for a, b in pairwise(drawn) if not any(level[a:b])]


def _between(places: _Places, start: int, end: int) -> str:
    inside = (places.get(at, "") for at in range(start + 1, end))
    return unmarked("".join(inside))


def _grid(found: Sequence[_Drawn], n_rows: int, n_columns: int, line: int) -> Grid:
    cells = tuple(
        Cell(
            join_lines(cell.pieces),
            cell.row,
            cell.column,
            cell.last - cell.row + 1,
            cell.width,
            Locator(line=cell.line, row=cell.row + 1, column=cell.column + 1),
        )
        for cell in found
    )
    return Grid(cells, n_rows, n_columns, Locator(line=line))


def _counted(drawing: Sequence[Line]) -> Grid:
    """A row for each line, or for the lines between two borders that hold as many cells."""
    each_line = sum(_is_border(text) for _, text in drawing) <= _FEW_BORDERS
    cells: list[Cell] = []
    rows = list(_counted_rows(drawing, each_line=each_line))
    for row, (number, texts) in enumerate(rows):
        for column, text in enumerate(texts):
            place = Locator(line=number, row=row + 1, column=column + 1)
            cells.append(Cell(text, row, column, locator=place))
    width = max((len(texts) for _, texts in rows), default=0)
    return Grid(tuple(cells), len(rows), width, Locator(line=drawing[0][0]), False)


def _counted_rows(drawing: Sequence[Line], *, each_line: bool) -> Iterator[tuple[int, list[str]]]:
    for border, group in groupby(drawing, key=lambda line: _is_border(line[1])):
        if border:
            continue
        lines = [(number, _SPLIT.split(text.strip())[1:-1]) for number, text in group]
        together = not each_line and len({len(cells) for _, cells in lines}) == 1
        for run in [lines] if together else [[line] for line in lines]:
            columns = zip(*(cells for _, cells in run), strict=True)
            yield run[0][0], [join_lines(map(unmarked, column)) for column in columns]
