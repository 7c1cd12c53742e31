"""A table as a matrix of cells that know which figures they hold.

Truth moves with the cells: whatever a variation does to rows and columns, each figure is where its
cell is, and what no cell holds the page does not tell.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from gouji.forms import catalogue
from gouji.forms.model import CellKey
from tests.generation.figures import Printed
from tests.generation.printing import Page, Row, Spanned, Table, requests_tables
from tests.generation.printing import disclosure_table as printed_disclosure
from tests.generation.printing import disputes_tables as printed_disputes


@dataclass(eq=False)
class Cell:
    """A printed text and the figures that it holds. One in several places is a merged cell."""

    text: str = ""
    holds: dict[CellKey, Printed] = field(default_factory=dict)


@dataclass
class Line:
    """A row of the matrix. `item`: whose figures stand in it, None in headers and added rows."""

    cells: list[Cell]
    item: str | None = None
    header: bool = False


@dataclass
class Sheet:
    """One table.

    `shown`: what a page shows in the place of a figure that a cell beside it holds. Nobody can tell
    that from what is true, so that either counts as exact.
    """

    lines: list[Line]
    shown: dict[CellKey, Printed] = field(default_factory=dict)

    @property
    def headers(self) -> list[Line]:
        return [line for line in self.lines if line.header]

    @property
    def body(self) -> list[Line]:
        return [line for line in self.lines if line.item]

    def truth(self) -> dict[CellKey, Printed]:
        """Every figure that a cell of the sheet holds."""
        found: dict[CellKey, Printed] = {}
        for line in self.lines:
            for cell in line.cells:
                found |= cell.holds
        return found

    def labels(self) -> int:
        """How many columns stand before the first figure."""
        return min(n for line in self.body for n, cell in enumerate(line.cells) if cell.holds)

    def columns(self) -> range:
        """The places of the columns with figures."""
        last = max(n for line in self.body for n, cell in enumerate(line.cells) if cell.holds)
        return range(self.labels(), last + 1)

    def line_of(self, item: str) -> Line | None:
        return next((line for line in self.lines if line.item == item), None)

    def reorder(self, order: list[int]) -> None:
        """Puts the columns with figures in another order, with their headers."""
        first = self.labels()
        for line in self.lines:
            line.cells[first : first + len(order)] = [line.cells[first + n] for n in order]

    def insert(self, at: int, head: str, text: Callable[[Line], str], *, merged: bool) -> None:
        """A column at place `at`. `merged`: its header reaches over all header rows."""
        name = Cell(head)
        headers = self.headers
        for line in self.lines:
            lowest = headers and line is headers[-1]
            own = name if merged or lowest else Cell()
            line.cells.insert(at, own if line.header else Cell(text(line)))

    def drop(self, *columns: int) -> None:
        for line in self.lines:
            line.cells = [cell for n, cell in enumerate(line.cells) if n not in columns]

    def copy(self) -> Sheet:
        """Other cells with the same texts and figures, merged alike."""
        made: dict[Cell, Cell] = {}
        for line in self.lines:
            for cell in line.cells:
                made.setdefault(cell, Cell(cell.text, dict(cell.holds)))
        lines = [
            Line([made[cell] for cell in line.cells], line.item, line.header) for line in self.lines
        ]
        return Sheet(lines, dict(self.shown))

    def without_figures(self) -> Sheet:
        """The same texts as those of another table: they hold nothing that is asked for."""
        other = self.copy()
        for line in other.lines:
            line.item = None
            for cell in line.cells:
                cell.holds = {}
        return other

    @property
    def is_ragged(self) -> bool:
        """Rows have different lengths: no program that keeps tables writes that."""
        return len({len(line.cells) for line in self.lines}) > 1

    def table(self) -> Table:
        """The cells by rows with the columns and rows that each reaches over."""
        rows = [line.cells for line in self.lines]
        taken: set[tuple[int, int]] = set()
        return [list(_spanned(rows, number, taken)) for number in range(len(rows))]


def _spanned(rows: list[list[Cell]], number: int, taken: set[tuple[int, int]]) -> Iterator[Spanned]:
    row = rows[number]
    for column, cell in enumerate(row):
        if (number, column) in taken:
            continue
        wide = 1
        while (
            column + wide < len(row)
            and row[column + wide] is cell
            and (number, column + wide) not in taken
        ):
            wide += 1
        places = range(column, column + wide)
        high = 1
        while number + high < len(rows) and all(
            place < len(rows[number + high]) and rows[number + high][place] is cell
            for place in places
        ):
            high += 1
        taken |= {(number + n, place) for n in range(high) for place in places}
        yield cell.text, wide, high


# --- the tables of the form -----------------------------------------------------------------------


def _matrix(table: Table) -> list[list[Cell]]:
    """One cell for each place of a table, the same one where it reaches over several."""
    found: dict[tuple[int, int], Cell] = {}
    for number, row in enumerate(table):
        column = 0
        for text, wide, high in row:
            while (number, column) in found:
                column += 1
            cell = Cell(text)
            found |= {(number + n, column + m): cell for n in range(high) for m in range(wide)}
            column += wide
    width = max(column for _, column in found) + 1
    return [[found[number, column] for column in range(width)] for number in range(len(table))]


def requests_sheet(page: Page) -> Sheet:
    """Table 三 of a page: three rows of header, three columns of labels."""
    [(_, table)] = requests_tables(page)
    lines = [Line(cells, header=number < 3) for number, cells in enumerate(_matrix(table))]
    for line, row in zip(lines[3:], page.three, strict=True):
        line.item = row.item
        for cell, key in zip(line.cells[-7:], page.row_keys(row), strict=True):
            cell.holds[key] = _true(page, "requests", key)
    return Sheet(lines)


def disputes_sheet(page: Page) -> Sheet:
    """Table 四 of a page: three rows of header and fifteen cells."""
    [table] = printed_disputes(page)
    lines = [Line(cells, header=number < 3) for number, cells in enumerate(_matrix(table))]
    lines[-1].item = "all"
    for cell, key in zip(lines[-1].cells, page.truth["disputes"], strict=True):
        cell.holds[key] = _true(page, "disputes", key)
    return Sheet(lines)


def disclosure_sheet(page: Page, form: str) -> Sheet:
    """Table 二 of a page, four columns wide; its small headers stand among its rows."""
    lines = [Line(cells, header=True) for cells in _matrix(printed_disclosure(page))]
    for line, row in zip(lines, page.two, strict=True):
        if row.item:
            line.item, line.header = row.item, False
            for at, key in enumerate(_keys(row, form), start=1):
                line.cells[at].holds[key] = _true(page, "disclosure", key)
    return Sheet(lines)


def _keys(row: Row, form: str) -> list[CellKey]:
    items = {item.id: item for item in catalogue.tables()["disclosure"].items}
    return [CellKey(str(row.item), column) for column in items[str(row.item)].columns[form]]


def _true(page: Page, table: str, key: CellKey) -> Printed:
    value = page.truth[table][key]
    return value if isinstance(value, int | str) else None
