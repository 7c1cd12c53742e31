"""Tables that stand as HTML in a text: what converters of PDF and scans leave in their Markdown.

Where every row fills the table the columns are as certain as on a web page; recognisers that
forget a span leave ragged rows, and then no column is.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from gouji.documents.model import Block, Grid, Locator, Paragraph
from gouji.documents.plain.inline import formulas_solved
from gouji.documents.plain.ruled import Line

_EDGE = re.compile(r"<(/?)table\b[^<>]{0,1000}>", re.I)
_OPEN_TAG = re.compile(r"<table\b[^<>]{0,1000}\Z", re.I)
_MOST_LINES_OF_A_TAG = 20
_LINE_END = re.compile(r"\r\n|\n|\r")
_MOST_CELLS = 100
"""A row has 15, of a workbook's empty columns some dozens."""
PAGE_END = "- 0 -"
_WRAPPER = re.compile(r"</?(?:html|body|div|center)\b[^<>]{0,1000}>", re.I)


def split_tables(text: str) -> Iterator[tuple[list[Line], bool]]:
    """The lines of a text in order, and whether they are an HTML table.

    A table may begin and end within a line; one without an end is text.
    """
    lines = list(_numbered(text))
    if not _EDGE.search(text):
        yield lines, False
        return
    run: list[Line] = []
    table: list[Line] = []
    depth = 0
    for number, line in _with_whole_tags(lines):
        position = 0
        for edge in _EDGE.finditer(line):
            if not edge[1]:
                if depth == 0:
                    run.append((number, _unwrapped(line[position : edge.start()])))
                    position = edge.start()
                depth += 1
            elif depth:
                depth -= 1
                if depth == 0:
                    table.append((number, line[position : edge.end()]))
                    yield run, False
                    yield table, True
                    run, table, position = [], [], edge.end()
        if depth:
            table.append((number, line[position:]))
        else:
            run.append((number, _unwrapped(line[position:])))
    yield run + table, False


def _with_whole_tags(lines: list[Line]) -> Iterator[Line]:
    """The lines, the first tag of a table that was wrapped over several on that where it begins."""
    position = 0
    while position < len(lines):
        number, line = lines[position]
        position += 1
        if "<" in line and (begun := _OPEN_TAG.search(line)):
            following = lines[position : position + _MOST_LINES_OF_A_TAG]
            rest = next((n for n, (_, one) in enumerate(following) if ">" in one or "<" in one), -1)
            tag = " ".join([begun[0], *(one for _, one in following[: rest + 1])])
            if _EDGE.match(tag):
                line = line[: begun.start()] + tag
                position += rest + 1
        yield number, line


def _numbered(text: str) -> Iterator[Line]:
    """The lines as an editor numbers them; where a page ends stands what would number it."""
    for number, line in enumerate(_LINE_END.split(text.removesuffix("\n")), start=1):
        for position, page in enumerate(line.split("\f")):
            if position:
                yield number, PAGE_END
            for piece in _cells_of(page) or ("",) * (position == 0):
                yield number, piece


def _cells_of(line: str) -> list[str]:
    """The line, or its cells where a whole text stands on it with one sign between any two."""
    for sign in "|\t":
        if line.count(sign) > _MOST_CELLS:
            return line.split(sign)
    return line.splitlines()


def _unwrapped(text: str) -> str:
    return _WRAPPER.sub("", text)


def table_blocks(table: list[Line]) -> list[Block]:
    """The blocks of the lines of one HTML table, located by the line in which it begins."""
    from gouji.documents.html.page import read_html

    first = table[0][0]
    found: list[Block] = []
    for block in read_html(formulas_solved("\n".join(line for _, line in table))).blocks:
        if isinstance(block, Paragraph):
            found.append(replace(block, locator=Locator(line=first)))
            continue
        cells = tuple(
            cell._replace(locator=cell.locator._replace(line=first)) for cell in block.cells
        )
        certain = block.positions_certain and not _is_ragged(block)
        place = Locator(line=first)
        found.append(replace(block, cells=cells, locator=place, positions_certain=certain))
    return found


def _is_ragged(grid: Grid) -> bool:
    """True where the cells do not cover the whole table."""
    return sum(cell.rowspan * cell.colspan for cell in grid.cells) != grid.n_rows * grid.n_columns
