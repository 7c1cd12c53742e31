"""Rows of cells from a text to grids, also those that were once a data frame.

Converters write what they read of a workbook or a page as a frame: with the numbers of its columns
and rows, and with nan for empty cells. Neither is content.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import groupby, takewhile

from gouji.documents.model import Block, Cell, Grid, Locator, Paragraph
from gouji.documents.plain.inline import unmarked
from gouji.documents.plain.ruled import Row
from gouji.documents.plain.separated import is_running_text

_NO_CELL = re.compile(r"nan|NaN|<NA>|Unnamed: \d+")
"""What data frames print for an empty cell, and for a column without a name."""
_FEWEST_NUMBERED = 3


def sheets(rows: list[Row]) -> Iterator[Block]:
    """The rows as a grid; those of a data frame as the sheet that it was read from.

    In a sheet the title, headings and running text stand alone in the first cell of a row. Rows of
    one cell each are lines.
    """
    plain = _unnumbered(rows)
    if len(plain) > 1 and all(len(texts) == 1 for _, texts in plain):
        yield from (
            Paragraph("" if _NO_CELL.fullmatch(texts[0]) else unmarked(texts[0]), Locator(line=n))
            for n, texts in plain
        )
        return
    if not any(_NO_CELL.fullmatch(text) for _, texts in plain for text in texts):
        yield from [grid_of(plain)] if plain else []
        return
    sheet = [(n, ["" if _NO_CELL.fullmatch(one) else one for one in texts]) for n, texts in plain]
    lead = list(takewhile(lambda row: not any(row[1][1:]), sheet))
    yield from (Paragraph(unmarked(texts[0]), Locator(line=n)) for n, texts in lead if texts[0])
    yield from separated_grids(sheet[len(lead) :])


def _unnumbered(rows: list[Row]) -> list[Row]:
    """The rows without the numbers that pandas prints above the columns and before the rows."""
    if not rows:
        return rows
    head = rows[0][1]
    indexed = not head[0]
    numbers = head[1:] if indexed else head
    if len(numbers) < _FEWEST_NUMBERED or numbers != [str(n) for n in range(len(numbers))]:
        return rows
    body = rows[1:]
    if not indexed:
        return body
    if any(texts[0] != str(n) for n, (_, texts) in enumerate(body)):
        return rows
    return [(number, texts[1:]) for number, texts in body]


def grid_of(rows: list[Row]) -> Grid:
    """The rows as one grid, the columns of which are not certain."""
    cells = tuple(
        Cell(
            "" if text == "None" or _NO_CELL.fullmatch(text) else unmarked(text),
            row,
            column,
            locator=Locator(line=number, row=row + 1, column=column + 1),
        )
        for row, (number, texts) in enumerate(rows)
        for column, text in enumerate(texts)
    )
    width = max((len(texts) for _, texts in rows), default=0)
    return Grid(cells, len(rows), width, Locator(line=rows[0][0]), positions_certain=False)


def separated_grids(rows: list[Row]) -> Iterator[Block]:
    """The rows as grids, and the running text that stands in their first cells as paragraphs."""
    for alone, group in groupby(rows, key=lambda row: is_running_text(row[1])):
        if alone:
            yield from (Paragraph(unmarked(texts[0]), Locator(line=n)) for n, texts in group)
        else:
            yield grid_of(list(group))
