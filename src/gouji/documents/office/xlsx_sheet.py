"""One sheet of a workbook -> blocks.

Rows without anything part the sheet into pieces. A piece is a grid, except for what stands in the
only cell of a row above, below or between its tables: titles, notes and running text, which become
paragraphs. Hidden rows and columns are left out, merged cells become spans, and the places are
those of the sheet. Nothing is decided here about what a number looks like (see `xlsx_numbers`).
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import dataclass, field

from gouji.documents.model import Block, Cell, Grid, Locator, Paragraph
from gouji.documents.reasons import Unreadable, reason

MAX_POSITIONS = 300_000
_LONG = 60

Place = tuple[int, int]
"""1-based row and column of the sheet."""


@dataclass(frozen=True, slots=True)
class Merge:
    """A range of merged cells, both ends included."""

    top: int
    left: int
    bottom: int
    right: int


@dataclass(slots=True)
class Sheet:
    """What a sheet holds.

    texts: the cells with text. framed: empty cells that have a border. merges: as stored.
    """

    texts: dict[Place, str] = field(default_factory=dict)
    framed: set[Place] = field(default_factory=set)
    merges: list[Merge] = field(default_factory=list)
    hidden_rows: set[int] = field(default_factory=set)
    hidden_columns: set[int] = field(default_factory=set)


@dataclass(slots=True)
class _Spot:
    """A cell as displayed: its text and the displayed rows and columns that it covers."""

    text: str
    rows: list[int]
    columns: list[int]
    framed: bool
    merged: bool


def sheet_blocks(sheet: Sheet, number: int) -> list[Block]:
    """The blocks of a sheet; `number` is its 1-based ordinal among the visible ones.

    Raises:
        Unreadable: more than `MAX_POSITIONS` cells once merged ones are resolved.
    """
    layout = _Layout(sheet)
    blocks: list[Block] = []
    for rows in layout.pieces():
        blocks.extend(_piece_blocks(layout, rows, number))
    return blocks


class _Layout:
    """The displayed cells of a sheet by row."""

    def __init__(self, sheet: Sheet) -> None:
        self.certain = True
        self.by_row: dict[int, dict[int, _Spot]] = {}
        self.taken: set[Place] = set()
        # Rows into which a merged cell reaches from above.
        self.reached: set[int] = set()
        self._sheet = sheet
        self._area = 0
        used = [*sheet.texts, *sheet.framed]
        last_row = max((row for row, _ in used), default=0)
        last_column = max((column for _, column in used), default=0)
        if len(used) > MAX_POSITIONS:
            raise Unreadable(reason("office_table_too_large", limit=MAX_POSITIONS))
        inside: set[Place] = set()
        for merge in sheet.merges:
            self._merge(merge, min(merge.bottom, last_row), min(merge.right, last_column), inside)
        for place, text in sheet.texts.items():
            if place not in inside:
                self._add(place, text, framed=place in sheet.framed)
        for place in sheet.framed:
            if place not in inside and place not in sheet.texts:
                self._add(place, "", framed=True)

    def _merge(self, merge: Merge, bottom: int, right: int, inside: set[Place]) -> None:
        """Take in one range of merged cells, held to the used part of the sheet."""
        area = max(0, bottom - merge.top + 1) * max(0, right - merge.left + 1)
        self._area += area
        if self._area > MAX_POSITIONS:
            raise Unreadable(reason("office_table_too_large", limit=MAX_POSITIONS))
        places = {
            (row, column)
            for row in range(merge.top, bottom + 1)
            for column in range(merge.left, right + 1)
        }
        if places & inside:
            self.certain = False
            return
        inside |= places
        rows = [row for row in range(merge.top, bottom + 1) if self._is_shown(row=row)]
        columns = [c for c in range(merge.left, right + 1) if self._is_shown(column=c)]
        if rows and columns:
            anchor = (merge.top, merge.left)
            text = self._sheet.texts.get(anchor, "")
            framed = not places.isdisjoint(self._sheet.framed)
            spot = _Spot(text, rows, columns, framed, merged=True)
            self.by_row.setdefault(rows[0], {})[columns[0]] = spot
            for row in rows[1:]:
                self.by_row.setdefault(row, {})
            self.reached.update(rows[1:])
            self.taken |= places

    def _add(self, place: Place, text: str, *, framed: bool) -> None:
        row, column = place
        if self._is_shown(row=row, column=column):
            spot = _Spot(text, [row], [column], framed, merged=False)
            self.by_row.setdefault(row, {})[column] = spot

    def _is_shown(self, row: int = 0, column: int = 0) -> bool:
        sheet = self._sheet
        return row not in sheet.hidden_rows and column not in sheet.hidden_columns

    def pieces(self) -> Iterator[list[int]]:
        """The rows of each piece: those that follow one another, from text to text."""
        hidden = self._sheet.hidden_rows
        piece: list[int] = []
        for row in sorted(self.by_row):
            if piece and any(
                r not in hidden for r in range(piece[-1] + 1, min(row, piece[-1] + 99))
            ):
                yield from self._trimmed(piece)
                piece = []
            piece.append(row)
        yield from self._trimmed(piece)

    def _trimmed(self, rows: list[int]) -> Iterator[list[int]]:
        reached = {r for row in rows for s in self.by_row[row].values() if s.text for r in s.rows}
        filled = [index for index, row in enumerate(rows) if row in reached]
        if filled:
            yield rows[filled[0] : filled[-1] + 1]


def _piece_blocks(layout: _Layout, rows: list[int], number: int) -> Iterator[Block]:
    """Paragraphs and grids of one piece, from top to bottom."""
    width = len({c for row in rows for s in layout.by_row[row].values() for c in s.columns})
    lone = {row: _only_text(layout, row) for row in rows}
    first = next((i for i, row in enumerate(rows) if lone[row] is None), len(rows))
    last = len(rows)
    while last > first and lone[rows[last - 1]] is not None:
        last -= 1
    table: list[int] = []
    for index, row in enumerate(rows):
        spot = lone[row]
        if spot is not None and (not first <= index < last or _parts(spot, width)):
            yield from _grid_blocks(layout, table, number)
            table = []
            place = Locator(table=number, row=row, column=spot.columns[0])
            yield Paragraph(spot.text, place)
        else:
            table.append(row)
    yield from _grid_blocks(layout, table, number)


def _only_text(layout: _Layout, row: int) -> _Spot | None:
    """The only cell of a row, if it has text and does not go on in the row below."""
    spots = layout.by_row[row]
    if len(spots) != 1 or row in layout.reached:
        return None
    [spot] = spots.values()
    return spot if spot.text and len(spot.rows) == 1 else None


def _parts(spot: _Spot, width: int) -> bool:
    """True for a text that parts two tables: running text, or a heading outside of any border."""
    heading = not spot.framed and spot.merged and len(spot.columns) >= width
    return len(spot.text) > _LONG or heading


def _grid_blocks(layout: _Layout, rows: list[int], number: int) -> Iterator[Block]:
    spots = [(row, column, spot) for row in rows for column, spot in layout.by_row[row].items()]
    filled = [(row, spot) for row, _, spot in spots if spot.text]
    if len(filled) < 2:
        for row, spot in filled:
            place = Locator(table=number, row=row, column=spot.columns[0])
            yield Paragraph(spot.text, place)
        return
    # A column in which no cell with text or border starts is only part of wider ones.
    columns = sorted({column for _, column, spot in spots if spot.text or spot.framed})
    if len(columns) * len(rows) > MAX_POSITIONS:
        raise Unreadable(reason("office_table_too_large", limit=MAX_POSITIONS))
    cells = list(_cells(layout, rows, columns, number))
    place = Locator(table=number, row=rows[0], column=columns[0])
    yield Grid(tuple(cells), len(rows), len(columns), place, layout.certain)


def _cells(layout: _Layout, rows: list[int], columns: list[int], number: int) -> Iterator[Cell]:
    """Every cell of the grid, also the empty ones that the file does not list."""
    for index, row in enumerate(rows):
        spots = layout.by_row[row]
        for at, column in enumerate(columns):
            place = Locator(table=number, row=row, column=column)
            spot = spots.get(column)
            if spot is not None:
                height = bisect_left(rows, spot.rows[-1] + 1) - index
                width = bisect_left(columns, spot.columns[-1] + 1) - at
                yield Cell(spot.text, index, at, height, width, place)
            elif (row, column) not in layout.taken:
                yield Cell("", index, at, locator=place)
