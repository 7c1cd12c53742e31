"""Plain text and Markdown to blocks.

Text dumps of tables keep the cells in one of four ways, and each line tells which:
one cell a line, where an *empty line more than usual* is an empty cell (the gap is kept on the
paragraph); a pipe after each cell or alone between cells (an empty cell becomes a paragraph
without text); several cells a line separated by pipes, tabs or commas, and Markdown tables (they
become a grid whose column positions are not certain, because converters shift them). A table that
is drawn with lines, or written as HTML or as wikis do, is read as one: see
`gouji.documents.plain.drawn`, `.markup` and `.wiki`.
"""

from __future__ import annotations

from collections.abc import Iterator

from gouji.documents.model import ABRUPT, Block, Cell, Document, Grid, Locator, Paragraph
from gouji.documents.plain.drawn import drawn_table
from gouji.documents.plain.frames import framed_table
from gouji.documents.plain.inline import unmarked
from gouji.documents.plain.markup import split_tables, table_blocks
from gouji.documents.plain.one_line import table_lines
from gouji.documents.plain.piped import is_rule_of_one, piped_blocks, pipes_below
from gouji.documents.plain.rows import grid_of, separated_grids, sheets
from gouji.documents.plain.ruled import Line, Row, is_rule, ruled_table
from gouji.documents.plain.separated import separated_table
from gouji.documents.plain.wiki import wiki_table
from gouji.documents.reasons import Unreadable, reason

# The longest reports have a fiftieth of that.
MAX_CHARACTERS = 4_000_000
MAX_CELLS = 200_000

_LINE_ENDS = ("\n", "\r", "\f")


def read_text(text: str, format: str = "text") -> Document:
    """Blocks of a text (`format` "text" or "markdown") with 1-based line locators.

    Raises:
        Unreadable: more than `MAX_CHARACTERS`, or lines and separators of more than `MAX_CELLS`.
    """
    cells = sum(text.count(mark) for mark in "\n\r\t|")
    for size, limit in ((len(text), MAX_CHARACTERS), (cells, MAX_CELLS)):
        if size > limit:
            raise Unreadable(reason("text_too_large", size=size, limit=limit))
    metadata = {} if text.endswith(_LINE_ENDS) else dict(ABRUPT)
    return Document(format, tuple(_number_tables(_all_blocks(text))), metadata)


def _all_blocks(text: str) -> Iterator[Block]:
    for lines, is_table in split_tables(text):
        yield from table_blocks(lines) if is_table else _blocks(_with_rows(lines))


def _with_rows(lines: list[Line]) -> list[Line]:
    return [(number, one) for number, line in lines for one in table_lines(line)]


def _blocks(lines: list[Line]) -> Iterator[Block]:
    gap = 0
    position = 0
    while position < len(lines):
        number, line = lines[position]
        if not line.strip() or is_rule_of_one(lines, position):
            gap += not line.strip()
            position += 1
            continue
        stretch = _stretch(lines, position)
        if stretch is None:
            position += 1
            text = unmarked(line)
            if (not text and "&" not in line) or is_rule(line):  # a tag alone is no empty cell
                continue
            indent = len(line) - len(line.lstrip())
            yield Paragraph(text, Locator(line=number), gap, indent)
        else:
            end, blocks = stretch
            yield from blocks
            position = end
        gap = 0


def _stretch(lines: list[Line], start: int) -> tuple[int, list[Block]] | None:
    """The table-like stretch that starts here: where it ends and its blocks."""
    line = lines[start][1]
    if (drawn := drawn_table(lines, start)) is not None:
        return drawn[0], [*drawn[1]]
    if "|" in line:
        return _piped(lines, start)
    if (ruled := ruled_table(lines, start)) is not None:
        return ruled[0], [grid_of(ruled[1])]
    if (framed := framed_table(lines, start)) is not None:
        return framed[0], list(sheets(framed[1]))
    if "\t" in line.strip():
        end = start + 1
        while end < len(lines) and "\t" in lines[end][1] and lines[end][1].strip():
            end += 1
        return end, [grid_of(_tabbed(lines[start:end]))]
    if "," in line and (separated := separated_table(lines, start)) is not None:
        return separated[0], list(separated_grids(separated[1]))
    if start + 1 < len(lines) and lines[start + 1][1].strip() == "|":
        return pipes_below(lines, start)
    return None


def _tabbed(lines: list[Line]) -> list[Row]:
    """The cells between tabs, or between two of them where each is followed by another."""
    rows = [(number, text.split("\t")) for number, text in lines]
    several = len(rows) > 1 or all(rows[0][1][::2])
    doubled = several and not any(cell.strip() for _, cells in rows for cell in cells[1::2])
    return [(number, cells[::2]) for number, cells in rows] if doubled else rows


def _piped(lines: list[Line], start: int) -> tuple[int, list[Block]]:
    """The stretch that a line with a pipe begins."""
    if (wiki := wiki_table(lines, start)) is not None:
        end, rows, html = wiki
        return end, table_blocks(html) if html else list(sheets(rows))
    return piped_blocks(lines, start)


def _number_tables(blocks: Iterator[Block]) -> Iterator[Block]:
    """Gives each grid its 1-based ordinal in the document."""
    ordinal = 0
    for block in blocks:
        if isinstance(block, Paragraph):
            yield block
            continue
        ordinal += 1
        cells = tuple(
            Cell(
                c.text,
                c.row,
                c.column,
                c.rowspan,
                c.colspan,
                Locator(line=c.locator.line, table=ordinal, row=c.row + 1, column=c.column + 1),
            )
            for c in block.cells
        )
        place = Locator(line=block.locator.line, table=ordinal)
        yield Grid(cells, block.n_rows, block.n_columns, place, block.positions_certain)
