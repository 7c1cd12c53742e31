"""Ruling lines -> table cells, and the characters in each -> `Grid`.

Lines that touch one another make up one table. Where its outer border is open (a table cut by a
page break, or set without side borders) the ends of the lines that run out close it. Cells that
no line separates are one cell with a span; a region that is not a rectangle is taken apart again
and the grid then says that its positions are not certain.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import partial
from operator import itemgetter

from gouji.documents.joining import is_page_layout
from gouji.documents.model import Cell, Grid, Locator
from gouji.documents.pdf.lines import cell_text
from gouji.documents.pdf.page import Glyph, Page
from gouji.documents.pdf.rulings import Box, Ruling

# Points. Lines nearer than this are one line (double borders, both borders of two cells).
_NEAR = 3.0
_TOUCH = 2.2
_OPEN_END = 5.0
# Smaller figures are characters drawn as lines, or ornaments.
_MIN_WIDTH = 48.0
_MIN_HEIGHT = 8.0
_EDGES = 2
_MAX_CROSSINGS = 1_000_000
_MAX_POSITIONS = 100_000
_COVERED = 0.5

# A table that comes as near to the right edge of its page runs off it, as one that is too wide for
# the paper does: what its last cells hold is not all there.
_EDGE = 1.0
CUT_OFF = "\ufffd"

_NUMBER = frozenset("0123456789０１２３４５６７８９.,．，%")
_NUMBER_GAP = 0.3
_JUTS = 0.08
_TIGHT = 0.12

_AT, _START, _END = itemgetter(0), itemgetter(1), itemgetter(2)

# What Cell(...) and Locator(...) do, at a third of their cost: a page has hundreds of cells.
_cell = partial(tuple.__new__, Cell)
_locator = partial(tuple.__new__, Locator)

_At = Callable[[float, float], int]


@dataclass(slots=True)
class PlacedGrid:
    """A grid, and where on the upright page it stands."""

    grid: Grid
    box: Box


@dataclass(slots=True)
class _Lattice:
    """One table: the x and y of its lines, and its cells as (row, column, rowspan, colspan)."""

    xs: list[float]
    ys: list[float]
    cells: list[tuple[int, int, int, int]]
    certain: bool

    @property
    def box(self) -> Box:
        return self.xs[0], self.ys[0], self.xs[-1], self.ys[-1]


def find_grids(page: Page, number: int, first_table: int) -> tuple[list[PlacedGrid], list[Glyph]]:
    """The ruled tables of a page, and the characters outside of them.

    Args:
        page: the page, upright.
        number: 1-based page number, for the locators.
        first_table: 1-based number in the document of the first table found.
    """
    lattices = _lattices(page.horizontal, page.vertical)
    if not lattices:
        return [], page.glyphs
    rest = page.glyphs
    found: list[tuple[_Lattice, list[list[Glyph]]]] = []
    # A frame around everything must not take the characters of the tables inside it.
    for lattice in sorted(lattices, key=lambda one: _area(one.box)):
        if len(lattice.cells) > 1 and len(lattice.xs) == _EDGES:
            continue  # lines between rows only: where the columns are, they do not tell
        by_cell, outside = _assign(rest, lattice)
        if len(outside) == len(rest) or is_page_layout(by_cell):
            continue
        rest = outside
        found.append((lattice, by_cell))
    found.sort(key=lambda pair: (pair[0].box[1], pair[0].box[0]))
    return [
        PlacedGrid(_grid(lattice, by_cell, page, number, first_table + index), lattice.box)
        for index, (lattice, by_cell) in enumerate(found)
    ], rest


def _grid(
    lattice: _Lattice, by_cell: list[list[Glyph]], page: Page, number: int, table: int
) -> Grid:
    cells = []
    xs, ys = lattice.xs, lattice.ys
    edge = page.width - _EDGE
    upright = not page.turn
    if upright:  # the lines are displayed each by itself, for all cells
        lefts = [page.displayed((x, 0.0, x, 0.0))[0] for x in xs]
        tops = [page.displayed((0.0, y, 0.0, y))[1] for y in ys]
    for (row, column, rowspan, colspan), glyphs in zip(lattice.cells, by_cell, strict=True):
        right, bottom = column + colspan, row + rowspan
        if upright:
            box = lefts[column], tops[row], lefts[right], tops[bottom]
        else:
            box = page.displayed((xs[column], ys[row], xs[right], ys[bottom]))
        place = (number, box, table, row + 1, column + 1, None, None, None, None)
        text = cell_text(glyphs)
        if column and xs[right] > edge:
            text += CUT_OFF
        cells.append(_cell((text, row, column, rowspan, colspan, _locator(place))))
    locator = Locator(page=number, box=page.displayed(lattice.box), table=table)
    return Grid(tuple(cells), len(ys) - 1, len(xs) - 1, locator, lattice.certain)


def _assign(glyphs: list[Glyph], lattice: _Lattice) -> tuple[list[list[Glyph]], list[Glyph]]:
    """The characters of each cell, and those outside: with their centre, or oblique ones.

    A number that juts out over a border stays in one piece.
    """
    columns = len(lattice.xs) - 1
    owner = [0] * ((len(lattice.ys) - 1) * columns)
    for index, (row, column, rowspan, colspan) in enumerate(lattice.cells):
        for r in range(row, row + rowspan):
            owner[r * columns + column : r * columns + column + colspan] = [index] * colspan
    # Twice the places of the lines, for the sum of two edges is twice their centre.
    xs, ys = [2 * x for x in lattice.xs], [2 * y for y in lattice.ys]
    left_end, right_end, top_end, bottom_end = xs[0], xs[-1], ys[0], ys[-1]
    xs, ys = xs[1:-1], ys[1:-1]  # as many lines as are passed, that is the column, or the row

    def cell_at(x: float, y: float) -> int:
        return owner[bisect_right(ys, y) * columns + bisect_right(xs, x)]

    by_cell: list[list[Glyph]] = [[] for _ in lattice.cells]
    outside: list[Glyph] = []
    run: list[Glyph] = []
    owners: list[int] = []
    for glyph in glyphs:
        char, x0, y0, x1, y1, _, _, angle = glyph
        x, y = x0 + x1, y0 + y1
        if not (top_end <= y <= bottom_end and left_end <= x <= right_end and angle >= 0):
            outside.append(glyph)
            continue
        cell = owner[bisect_right(ys, y) * columns + bisect_right(xs, x)]
        if char not in _NUMBER or angle:
            by_cell[cell].append(glyph)
            continue
        if run and not _continues(run[-1], glyph):
            _place(run, owners, lattice, by_cell, cell_at)
            run, owners = [], []
        run.append(glyph)
        owners.append(cell)
    _place(run, owners, lattice, by_cell, cell_at)
    return by_cell, outside


def _place(
    run: list[Glyph], owners: list[int], lattice: _Lattice, by_cell: list[list[Glyph]], cell_at: _At
) -> None:
    """Give the digits of one printed number to a cell; `owners` are those that they stand in.

    A border that runs between two digits parts the number. One that runs through a digit does
    not: there the number is only too wide for its cell, and stays in one piece.
    """
    for index in range(1, len(run)):
        if owners[index] == owners[index - 1]:
            continue
        _, _, _, before, _, _, _, _ = run[index - 1]
        _, left, _, right, _, _, size, _ = run[index]
        border = lattice.xs[bisect_right(lattice.xs, (left + right) / 2) - 1]
        slack = _JUTS * size
        if not before - slack <= border <= left + slack:
            _, left, top, _, bottom, _, _, _ = run[0]
            _, _, _, right, _, _, _, _ = run[-1]
            owners = [cell_at(left + right, top + bottom)] * len(run)
            break
        if left - before < _TIGHT * size:
            lattice.certain = False
    for owner, glyph in zip(owners, run, strict=True):
        by_cell[owner].append(glyph)


def _continues(last: Glyph, glyph: Glyph) -> bool:
    """True where two digits are printed as parts of one number."""
    _, _, _, end, _, last_base, size, _ = last
    _, start, _, _, _, base, _, _ = glyph
    gap = _NUMBER_GAP * size
    return abs(base - last_base) < gap and -gap < start - end < gap


def _area(box: Box) -> float:
    return (box[2] - box[0]) * (box[3] - box[1])


def _lattices(horizontal: Sequence[Ruling], vertical: Sequence[Ruling]) -> list[_Lattice]:
    flat, steep = _merged(horizontal), _merged(vertical)
    if not flat or not steep or len(flat) * len(steep) > _MAX_CROSSINGS:
        return []
    found = []
    for rows, columns in _connected(flat, steep):
        lattice = _lattice(*_closed(rows, columns))
        if lattice is not None:
            found.append(lattice)
    return found


def _merged(rulings: Iterable[Ruling]) -> list[Ruling]:
    """Pieces of the same line put together."""
    merged: list[Ruling] = []
    group: list[Ruling] = []
    for ruling in [*sorted(rulings, key=_AT), (float("inf"), 0.0, 0.0)]:
        if group and ruling[0] - group[0][0] > _NEAR:
            at = sum([at for at, _, _ in group]) / len(group)
            group.sort(key=_START)
            _, start, end = group[0]
            for _, further, its_end in group:
                if further > end + _NEAR:
                    merged.append((at, start, end))
                    start, end = further, its_end
                elif its_end > end:
                    end = its_end
            merged.append((at, start, end))
            group = []
        group.append(ruling)
    return merged


def _connected(flat: list[Ruling], steep: list[Ruling]) -> list[tuple[list[Ruling], list[Ruling]]]:
    """Sets of horizontal and vertical lines that touch one another, directly or through others.

    The horizontal ones come from top to bottom.
    """
    parent = list(range(len(flat) + len(steep)))

    def root(one: int) -> int:
        while parent[one] != one:
            parent[one] = parent[parent[one]]
            one = parent[one]
        return one

    ys = list(map(_AT, flat))
    for v, (x, top, bottom) in enumerate(steep, start=len(flat)):
        for h in range(bisect_left(ys, top - _TOUCH), bisect_right(ys, bottom + _TOUCH)):
            _, left, right = flat[h]
            if left - _TOUCH <= x <= right + _TOUCH:
                parent[root(v)] = root(h)
    sets: defaultdict[int, tuple[list[Ruling], list[Ruling]]] = defaultdict(lambda: ([], []))
    for h, ruling in enumerate(flat):
        sets[root(h)][0].append(ruling)
    for v, ruling in enumerate(steep, start=len(flat)):
        sets[root(v)][1].append(ruling)
    return [(rows, columns) for rows, columns in sets.values() if rows and columns]


def _closed(flat: list[Ruling], steep: list[Ruling]) -> tuple[list[Ruling], list[Ruling]]:
    """The lines, with the outer borders added that the ends of other lines ask for."""
    left, right = min(map(_START, flat)), max(map(_END, flat))
    top, bottom = min(map(_START, steep)), max(map(_END, steep))
    first, last = min(map(_AT, steep)), max(map(_AT, steep))
    upper, lower = min(map(_AT, flat)), max(map(_AT, flat))
    left, right = min(left, first), max(right, last)
    top, bottom = min(top, upper), max(bottom, lower)
    more_flat = [(y, left, right) for y in (top, bottom) if not _is_near(y, upper, lower)]
    more_steep = [(x, top, bottom) for x in (left, right) if not _is_near(x, first, last)]
    return flat + more_flat, steep + more_steep


def _is_near(value: float, *others: float) -> bool:
    return any(abs(value - other) <= _OPEN_END for other in others)


def _lattice(flat: list[Ruling], steep: list[Ruling]) -> _Lattice | None:
    """The cells between the lines; None if they enclose fewer than two."""
    xs, ys = _places(steep), _places(flat)
    columns, rows = len(xs) - 1, len(ys) - 1
    if columns < 1 or rows < 1 or rows * columns > _MAX_POSITIONS:
        return None
    if xs[-1] - xs[0] < _MIN_WIDTH or ys[-1] - ys[0] < _MIN_HEIGHT:
        return None
    # wall[r][c]: a line on the right of position (r, c); floor[r][c]: a line below it
    wall = _covered(steep, xs, ys)
    floor = _covered(flat, ys, xs)
    region = [[-1] * columns for _ in range(rows)]
    cells: list[tuple[int, int, int, int]] = []
    certain = True
    for row in range(rows):
        for column in range(columns):
            if region[row][column] >= 0:
                continue
            # Lines on the left and above there are: else its neighbours had taken it in.
            if (column + 1 == columns or wall[column + 1][row]) and (
                row + 1 == rows or floor[row + 1][column]
            ):
                region[row][column] = len(cells)
                cells.append((row, column, 1, 1))
                continue
            members = _flood(row, column, region, len(cells), wall, floor)
            height = 1 + max(r for r, _ in members) - row
            left = min(c for _, c in members)
            width = 1 + max(c for _, c in members) - left
            if len(members) == height * width:
                cells.append((row, left, height, width))
            else:
                certain = False
                for r, c in members:
                    region[r][c] = len(cells)
                    cells.append((r, c, 1, 1))
    if len(cells) < 2:
        return None
    return _closed_up(xs, ys, cells, certain)


def _closed_up(
    xs: list[float], ys: list[float], cells: list[tuple[int, int, int, int]], certain: bool
) -> _Lattice:
    """Without the rows and columns in which no cell starts (an underlined word makes one)."""
    rows = sorted({row for row, _, _, _ in cells})
    columns = sorted({column for _, column, _, _ in cells})
    if len(rows) == len(ys) - 1 and len(columns) == len(xs) - 1:
        return _Lattice(xs, ys, cells, certain)
    closed = []
    for row, column, height, width in cells:
        top, left = bisect_left(rows, row), bisect_left(columns, column)
        height = bisect_left(rows, row + height) - top
        closed.append((top, left, height, bisect_left(columns, column + width) - left))
    return _Lattice(
        [*(xs[column] for column in columns), xs[-1]],
        [*(ys[row] for row in rows), ys[-1]],
        closed,
        certain,
    )


def _places(rulings: list[Ruling]) -> list[float]:
    places: list[float] = []
    for at in sorted(map(_AT, rulings)):
        if not places or at - places[-1] > _NEAR:
            places.append(at)
    return places


def _covered(rulings: list[Ruling], across: list[float], along: list[float]) -> list[list[bool]]:
    """For each place in `across` and each step in `along`: whether a line runs there."""
    steps = len(along) - 1
    covered = [[False] * steps for _ in across]
    for at, start, end in rulings:
        marks = covered[max(bisect_right(across, at + 0.01) - 1, 0)]
        first, last = max(bisect_right(along, start) - 1, 0), bisect_left(along, end, 0, steps) - 1
        if last < first:
            continue
        marks[first + 1 : last] = [True] * (last - first - 1)
        for step in (first, last):  # the line may cover only a part of these
            low, high = along[step], along[step + 1]
            if min(end, high) - max(start, low) >= _COVERED * (high - low):
                marks[step] = True
    return covered


def _flood(
    row: int,
    column: int,
    region: list[list[int]],
    mark: int,
    wall: list[list[bool]],
    floor: list[list[bool]],
) -> list[tuple[int, int]]:
    """All positions that no line separates from this one; they get the mark."""
    rows, columns = len(region), len(region[0])
    members = [(row, column)]
    region[row][column] = mark
    for r, c in members:
        if c + 1 < columns and not wall[c + 1][r] and region[r][c + 1] < 0:
            region[r][c + 1] = mark
            members.append((r, c + 1))
        if c and not wall[c][r] and region[r][c - 1] < 0:
            region[r][c - 1] = mark
            members.append((r, c - 1))
        if r + 1 < rows and not floor[r + 1][c] and region[r + 1][c] < 0:
            region[r + 1][c] = mark
            members.append((r + 1, c))
        if r and not floor[r][c] and region[r - 1][c] < 0:
            region[r - 1][c] = mark
            members.append((r - 1, c))
    return members
