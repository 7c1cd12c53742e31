"""The one small model that every file format is turned into.

A `Document` is an ordered list of blocks: `Paragraph` (one line or one block of running text) and
`Grid` (a table whose row and column spans are resolved). Every block and every cell carries a
`Locator` that leads a person back to the place in the file. Nothing here, and nothing downstream,
knows whether the bytes were HTML, PDF or text; adding a format means adding one reader beside
`documents/opening.py`.

What does not belong here: any knowledge of the statutory tables (see `gouji.forms`) and any
decision on what a number means (see `gouji.extraction`).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from operator import attrgetter
from typing import NamedTuple

from gouji.documents.reasons import Reason


class Locator(NamedTuple):
    """Where something stands in the file. Only what the format can know is set.

    page:    1-based page number (PDF).
    box:     (left, top, right, bottom) in PDF points from the page's top left corner.
    table:   1-based ordinal of the table in the document.
    row, column: 1-based position in that table.
    line:    1-based line number (text).
    start, end: 0-based character span inside that line or paragraph, end exclusive.
    """

    page: int | None = None
    box: tuple[float, float, float, float] | None = None
    table: int | None = None
    row: int | None = None
    column: int | None = None
    line: int | None = None
    start: int | None = None
    end: int | None = None
    paragraph: int | None = None

    def as_dict(self) -> dict[str, object]:
        """The set fields only, ready for JSON."""
        pairs = zip(self._fields, self, strict=True)
        return {name: list(v) if isinstance(v, tuple) else v for name, v in pairs if v is not None}


NOWHERE = Locator()
"""No place is known."""


class Cell(NamedTuple):
    """One cell of a grid; `row` and `column` are 0-based and name its top left corner."""

    text: str
    row: int
    column: int
    rowspan: int = 1
    colspan: int = 1
    locator: Locator = NOWHERE


_COLUMN = attrgetter("column")


@dataclass(frozen=True, slots=True)
class Grid:
    """A table with resolved spans.

    `positions_certain` is True where the file itself says in which column a cell stands (HTML
    table, ruled PDF table, DOCX, XLSX) and False where columns are only guessed from separators
    in text (tabs, pipes, Markdown), which converters are known to shift.
    """

    cells: tuple[Cell, ...]
    n_rows: int
    n_columns: int
    locator: Locator = NOWHERE
    positions_certain: bool = True

    def rows(self) -> Iterator[list[Cell]]:
        """Cells by the row in which they start, left to right; rows without any cell are empty."""
        by_row: list[list[Cell]] = [[] for _ in range(self.n_rows)]
        for cell in self.cells:
            by_row[cell.row].append(cell)
        for row in by_row:
            row.sort(key=_COLUMN)
            yield row


@dataclass(frozen=True, slots=True)
class Paragraph:
    """Running text.

    `gap` is the number of empty lines before it: in text dumps of tables an empty line can be an
    empty cell, so it is evidence and must not be thrown away. A paragraph without text is an
    explicit empty cell. `indent` is the number of characters before it on its line of a text file:
    dumps that keep the layout of a page set names of columns above their numbers by it.
    """

    text: str
    locator: Locator = NOWHERE
    gap: int = 0
    indent: int = 0


Block = Paragraph | Grid


ABRUPT = {"ends": "abruptly"}
"""In the metadata of a text or page that ends inside a line or a table, as one cut short does."""


@dataclass(frozen=True, slots=True)
class Document:
    """What one file says, in order.

    `metadata` holds what the format itself declares (`title`, and for HTML the named meta tags);
    `trust` is there and "ocr" where the text was recognised from a picture, `hidden_sheets` where a
    workbook has some, `ends` where the file may have been cut short (`ABRUPT`), `attached` where a
    page with little text leads to other documents (their names).
    `unreadable` is None, or the reason why the content must not be used at all; a partly read
    document is never presented as a shorter one.
    """

    format: str
    blocks: tuple[Block, ...] = ()
    metadata: dict[str, str] = field(default_factory=dict)
    unreadable: Reason | None = None
