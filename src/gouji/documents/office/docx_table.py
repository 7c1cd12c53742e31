"""A Word table (w:tbl) -> `Grid`, with merged cells resolved.

A row lists its cells with their widths in grid columns; a cell that goes on from the row above is
there again, as a continuation without content of its own. Edges that a person takes for one, a hair
apart after editing or conversion, are one here. What a cell says is asked of the caller; whether a
table is data or page layout is decided in `gouji.documents.office.docx`.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import NamedTuple, TypeAlias

from lxml import etree

from gouji.documents.model import Cell, Grid, Locator
from gouji.documents.reasons import Unreadable, reason

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
MAX_CELLS = 200_000
MAX_POSITIONS = 1_000_000

# Twentieths of a point: a grid column narrower than this is no column (1.8 mm).
_HAIR = 100

_ROW, _CELL, _SPEC, _VAL = f"{W}tr", f"{W}tc", f"{W}tcPr", f"{W}val"
_SPAN, _DOWN, _ACROSS, _DELETED = f"{W}gridSpan", f"{W}vMerge", f"{W}hMerge", f"{W}cellDel"
# Around rows and cells; what was deleted or moved away (w:del, w:moveFrom) is not in here.
_WRAPPERS = frozenset(
    f"{W}{name}" for name in ("sdt", "sdtContent", "ins", "moveTo", "customXml", "smartTag")
)
_OFF = frozenset({"0", "false", "off", "none"})
Element: TypeAlias = etree._Element


@dataclass(slots=True)
class _Placed:
    """A cell, the row and grid column where it starts, and how far it reaches."""

    element: Element
    row: int
    column: int
    width: int
    height: int = 1


class WordCell(NamedTuple):
    """A cell as the file has it: over how many grid columns, and how merged.

    down and across: None, "restart", or "continue" for what goes on from the cell above or before.
    """

    element: Element
    span: int
    down: str | None
    across: str | None


@dataclass(slots=True)
class TableCells:
    """The rows of one table, without those of tables nested in it, hidden or deleted ones.

    properties: the w:trPr of each row, or None.
    widths: those of the grid columns as declared, in twentieths of a point.
    """

    rows: list[list[WordCell]] = field(default_factory=list)
    properties: list[Element | None] = field(default_factory=list)
    widths: list[int] = field(default_factory=list)
    n_cells: int = 0


def table_cells(table: Element) -> TableCells:
    """The rows and cells of a table as they are displayed."""
    found = TableCells()
    grid = table.find(f"{W}tblGrid")
    if grid is not None:
        found.widths = [_value(column, "w") for column in grid.iterfind(f"{W}gridCol")]
    for row in _parts(table, _ROW):
        properties = row.find(f"{W}trPr")
        if properties is not None and (
            properties.find(f"{W}del") is not None or is_on(properties.find(f"{W}hidden"))
        ):
            continue
        cells = [cell for cell in map(_word_cell, _parts(row, _CELL)) if cell is not None]
        found.rows.append(cells)
        found.properties.append(properties)
        found.n_cells += len(cells)
    return found


def read_table(table: TableCells, ordinal: int, cell_text: Callable[[Element], str]) -> Grid:
    """The grid of a table.

    Args:
        table: its rows.
        ordinal: 1-based number of the table in the document, for the locators.
        cell_text: gives the text of one cell element.

    Raises:
        Unreadable: more than `MAX_CELLS` cells, or `MAX_POSITIONS` places once spans are resolved.
    """
    if table.n_cells > MAX_CELLS:
        raise Unreadable(reason("office_table_too_large", limit=MAX_CELLS))
    layout = _Layout(table, _edges(table.widths))
    if layout.collapsed:
        layout = _Layout(table, [])
    layout.fill_lone_rows()
    starts = sorted({cell.column for cell in layout.placed})
    if len(starts) * len(table.rows) > MAX_POSITIONS:
        raise Unreadable(reason("office_table_too_large", limit=MAX_POSITIONS))
    rank = {column: number for number, column in enumerate(starts)}
    found = []
    for cell in layout.placed:
        column = rank[cell.column]
        width = bisect_left(starts, cell.column + cell.width) - column
        place = Locator(table=ordinal, row=cell.row + 1, column=column + 1)
        text = cell_text(cell.element)
        found.append(Cell(text, cell.row, column, cell.height, max(width, 1), place))
    certain = layout.certain and layout.is_even()
    return Grid(tuple(found), len(table.rows), len(starts), Locator(table=ordinal), certain)


def _edges(widths: list[int]) -> list[int]:
    """For each edge of the grid columns its number, where edges a hair apart have the same one."""
    edges = [0]
    since = 0
    for width in widths:
        since += width
        apart = since >= _HAIR
        edges.append(edges[-1] + apart)
        since = 0 if apart else since
    return edges


class _Layout:
    """The cells of all rows in their places; columns in which no cell starts are still in it.

    collapsed: True where a cell with content lies between two edges that are taken for one.
    """

    def __init__(self, table: TableCells, edges: list[int]) -> None:
        self.placed: list[_Placed] = []
        self.certain = True
        self.collapsed = False
        self._edges = edges or [0]
        self._widths: list[int] = []
        self._counts: list[int] = []
        # The cells that may go on in the next row, by the column where they start.
        self._open: dict[int, _Placed] = {}
        for index, (cells, properties) in enumerate(zip(table.rows, table.properties, strict=True)):
            self._add_row(index, cells, properties)

    def _edge(self, column: int) -> int:
        beyond = column - len(self._edges) + 1
        return self._edges[column] if beyond <= 0 else self._edges[-1] + beyond

    def _add_row(self, index: int, cells: list[WordCell], properties: Element | None) -> None:
        at = _number(properties, "gridBefore")
        column = self._edge(at)
        still_open: dict[int, _Placed] = {}
        last: _Placed | None = None
        for element, span, merge, across in cells:
            at += span
            width = self._edge(at) - column
            if not width:
                self.collapsed = self.collapsed or next(element.iter(f"{W}t"), None) is not None
                continue
            if last is not None and across == "continue":
                last.width += width
                column += width
                continue
            above = self._open.get(column) if merge == "continue" else None
            if above is not None and above.width == width:
                above.height += 1
                still_open[column] = above
                last = None
            else:
                # A continuation of nothing: what it belongs to is anyone's guess.
                self.certain = self.certain and merge != "continue"
                last = _Placed(element, index, column, width)
                self.placed.append(last)
                if merge is not None:
                    still_open[column] = last
            column += width
        self._open = still_open
        self._counts.append(len(cells))
        self._widths.append(self._edge(at + _number(properties, "gridAfter")))

    def fill_lone_rows(self) -> None:
        """A row of a single cell reaches over the whole table, whatever its span says."""
        whole = max(self._widths, default=0)
        for cell in self.placed:
            if self._counts[cell.row] == 1 and cell.column == 0 and cell.height == 1:
                cell.width = max(cell.width, whole)

    def is_even(self) -> bool:
        """True where all rows of several cells are equally wide: columns then mean the same."""
        widths = Counter(
            width for width, count in zip(self._widths, self._counts, strict=True) if count > 1
        )
        return len(widths) <= 1


def is_on(switch: Element | None) -> bool:
    """True for a switch such as <w:vanish/> that is there and not turned off."""
    return switch is not None and (switch.get(f"{W}val") or "1").lower() not in _OFF


def _parts(parent: Element, wanted: str) -> Iterator[Element]:
    for child in parent:
        if child.tag == wanted:
            yield child
        elif child.tag in _WRAPPERS:
            yield from _parts(child, wanted)


def _word_cell(element: Element) -> WordCell | None:
    """What w:tcPr says; None for a cell whose deletion is tracked."""
    span = 1
    down = across = None
    spec = element.find(_SPEC)
    for entry in spec if spec is not None else ():
        tag = entry.tag
        if tag == _SPAN:
            span = _value(entry, "val") or 1
        elif tag == _DOWN:
            down = entry.get(_VAL) or "continue"
        elif tag == _ACROSS:
            across = entry.get(_VAL) or "continue"
        elif tag == _DELETED:
            return None
    return WordCell(element, span, down, across)


def _number(parent: Element | None, name: str) -> int:
    """A count of grid columns, 0 where it is absent or none."""
    element = None if parent is None else parent.find(f"{W}{name}")
    return 0 if element is None else _value(element, "val")


def _value(element: Element, name: str) -> int:
    digits = (element.get(f"{W}{name}") or "").strip()
    return int(digits) if digits.isascii() and digits.isdigit() and len(digits) <= 9 else 0
