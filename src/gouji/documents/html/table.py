"""An HTML <table> -> `Grid`, with the spans resolved the way browsers do.

Row and column spans follow the table model of the HTML standard, except that spans are held to
what the table really has (a colspan of 1,000,000 costs nothing) and that columns in which no cell
starts are closed up. What a cell says is asked of the caller; whether a table is data or page
layout is decided in `gouji.documents.html.page`.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable
from functools import partial

from lxml import etree

from gouji.documents.model import Cell, Grid, Locator
from gouji.documents.reasons import Unreadable, reason

MAX_COLSPAN = 1000
MAX_ROWSPAN = 65534
MAX_SLOTS = 2_000_000

_GROUPS = {"thead", "tbody", "tfoot"}
_CELLS = {"td", "th"}
_PARTS = {"tr", *_GROUPS, *_CELLS}
_WRAPPERS = {"form", "div", "center"}
_EMPTY = {"col", "colgroup", "script", "style", "input"}
Row = list[etree._Element]

# What Cell(...) and Locator(...) do, at a third of their cost: a page has hundreds of cells.
_cell = partial(tuple.__new__, Cell)
_locator = partial(tuple.__new__, Locator)


class TableRows:
    """The rows of one table, without those of tables nested in it.

    groups: row groups in display order, each a list of rows, each row a list of cell elements;
        cells outside any row form a row of their own.
    n_cells: number of cells.
    strays: True where the table has text or elements outside its cells (a caption, or markup
        gone wrong); they are not part of the rows.
    """

    def __init__(self, table: etree._Element) -> None:
        self.groups: list[list[Row]] = []
        self.n_cells = 0
        self.strays = False
        feet: list[list[Row]] = []
        rows: list[Row] | None = None
        loose: Row | None = None
        for element in self._parts(table):
            if element.tag in _GROUPS:
                group = self._group(element)
                (feet if element.tag == "tfoot" else self.groups).append(group)
                rows = loose = None
                continue
            if rows is None:
                rows = []
                self.groups.append(rows)
            loose = self._add(rows, loose, element)
        self.groups += feet

    def _group(self, group: etree._Element) -> list[Row]:
        rows: list[Row] = []
        loose: Row | None = None
        for element in self._parts(group):
            loose = self._add(rows, loose, element)
        return rows

    def _add(self, rows: list[Row], loose: Row | None, element: etree._Element) -> Row | None:
        """Add a row, or a cell that stands in none; returns the row for further such cells."""
        if element.tag in _CELLS:
            if loose is None:
                loose = []
                rows.append(loose)
            loose.append(element)
            self.n_cells += 1
            return loose
        cells = [part for part in self._parts(element) if part.tag in _CELLS]
        rows.append(cells)
        self.n_cells += len(cells)
        return None

    def _parts(self, parent: etree._Element) -> list[etree._Element]:
        """Rows, groups and cells below `parent`, through wrappers that do not belong there."""
        parts: list[etree._Element] = []
        text = parent.text
        if text and not text.isspace():
            self.strays = True
        for child in parent:
            tag = child.tag
            if tag in _PARTS:
                parts.append(child)
            elif tag in _WRAPPERS:
                parts += self._parts(child)
            elif tag not in _EMPTY:
                self.strays = True
            text = child.tail
            if text and not text.isspace():
                self.strays = True
        return parts


def read_table(table: TableRows, ordinal: int, cell_text: Callable[[etree._Element], str]) -> Grid:
    """The grid of a table.

    Args:
        table: its rows.
        ordinal: 1-based number of the table in the document, for the locators.
        cell_text: gives the text of one cell element.

    Raises:
        Unreadable: more than `MAX_SLOTS` grid positions are covered by spans.
    """
    placed: list[tuple[int, int, int, int, etree._Element]] = []
    certain = True
    slots = 0
    first_row = 0
    for rows in table.groups:
        # taken[column]: the first row of this group that is free again there
        taken: list[int] = []
        for index, cells in enumerate(rows):
            column = 0
            for element in cells:
                while column < len(taken) and taken[column] > index:
                    column += 1
                # Most cells have no attribute left: to ask for each by name takes longer.
                rowspan, colspan = _spans(element) if element.attrib else (1, 1)
                if rowspan != 1:
                    rowspan = min(rowspan, len(rows) - index) or len(rows) - index
                start, end = column, column + colspan
                while column < end:
                    if column == len(taken):
                        taken.append(index + rowspan)
                    elif taken[column] <= index:
                        taken[column] = index + rowspan
                    else:
                        # Two cells would share a place: columns to the right are anyone's guess.
                        certain = False
                        break
                    column += 1
                slots += (column - start) * rowspan
                if slots > MAX_SLOTS:
                    raise Unreadable(reason("html_table_too_large", limit=MAX_SLOTS))
                placed.append((first_row + index, start, rowspan, column - start, element))
        first_row += len(rows)
    return _close_up(placed, first_row, ordinal, certain, cell_text)


def _close_up(
    placed: list[tuple[int, int, int, int, etree._Element]],
    n_rows: int,
    ordinal: int,
    certain: bool,
    cell_text: Callable[[etree._Element], str],
) -> Grid:
    """Number the columns anew, leaving out those in which no cell starts."""
    starts = sorted({column for _, column, _, _, _ in placed})
    rank = {column: number for number, column in enumerate(starts)}
    cells = []
    for row, column, rowspan, colspan, element in placed:
        number = rank[column]
        width = 1 if colspan == 1 else bisect_left(starts, column + colspan) - number
        locator = _locator((None, None, ordinal, row + 1, number + 1, None, None, None, None))
        cells.append(_cell((cell_text(element), row, number, rowspan, width, locator)))
    return Grid(tuple(cells), n_rows, len(starts), Locator(table=ordinal), certain)


def _spans(cell: etree._Element) -> tuple[int, int]:
    """The declared spans of a cell, down (0: to the end of its group) and across."""
    down = _span(cell.get("rowspan", "1"), MAX_ROWSPAN)
    return down, _span(cell.get("colspan", "1"), MAX_COLSPAN) or 1


def _span(value: str, limit: int) -> int:
    """The declared span; 1 where it is not a number, 0 only where 0 is declared."""
    if value == "1":
        return 1
    digits = value.strip()[:9]
    while digits and not (digits.isascii() and digits.isdigit()):
        digits = digits[:-1]
    return min(int(digits), limit) if digits else 1
