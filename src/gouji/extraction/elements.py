"""Document blocks as one flat sequence of elements, the only view the table readers have.

A paragraph gives a `Token` (or several, where label and numbers stand on one line); a grid gives a
`GridRow` for each of its rows. Page numbers are dropped.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import partial
from typing import NamedTuple

from gouji.documents.model import Document, Grid, Locator, Paragraph
from gouji.extraction.characters import Folded, fold, folding
from gouji.extraction.lines import split_line
from gouji.extraction.numbers import looks_like_value
from gouji.extraction.page_numbers import plain_page_numbers, repeated_page_heads

_PAGE_NUMBER = re.compile(
    r"[-·]+\d{1,3}[-·]+|第\d{1,3}页(?:[/,]?共\d{1,3}页)?|\d{1,3}/\d{1,3}|[Pp]\.\d{1,3}"
)
_PAGE_RULE = re.compile(r"\s*(?:[-_=*]{5,}|\*{3}|\* \* \*|_{3})\s*")
"""What converters draw where a page ends."""
_LONGEST_PAGE_NUMBER = 20
_MOST_CELLS_OF_A_PAGE_NUMBER = 6
_SAMPLE = 20_000


class Token(NamedTuple):
    """One cell candidate: printed text, folded text, and the empty lines before it.

    `torn`: a page number stood before it, so that the empty lines there say nothing. `indent`: the
    characters before it on its line, where it is the whole line of a text.
    """

    text: str
    folded: str
    gap: int
    locator: Locator
    column: int = 0
    colspan: int = 1
    torn: bool = False
    indent: int = 0

    @property
    def span(self) -> range:
        """The columns of its grid over which it stands."""
        return range(self.column, self.column + self.colspan)

    @property
    def is_value(self) -> bool:
        """A number or a mark for none."""
        return bool(self.folded) and looks_like_value(self.folded)

    @property
    def is_empty(self) -> bool:
        """An explicit empty cell."""
        return not self.folded


class GridRow(NamedTuple):
    """One row of a grid: the cells that start in it, and what its grid is like."""

    tokens: tuple[Token, ...]
    grid: int
    n_columns: int
    certain: bool
    folded: str


Element = Token | GridRow


def cells_of(element: Element) -> tuple[Token, ...]:
    """The cells of a row of a grid; a loose line by itself."""
    return element.tokens if isinstance(element, GridRow) else (element,)


def holds_value(element: Element) -> bool:
    """True where a number or a mark for none stands in it."""
    return any(cell.is_value for cell in cells_of(element))


# What Token(...) and GridRow(...) do, at a third of their cost: a page has hundreds of cells.
_token = partial(tuple.__new__, Token)
_grid_row = partial(tuple.__new__, GridRow)


def elements(document: Document) -> list[Element]:
    """The elements of a document in order, texts folded (Traditional turned into Simplified)."""
    folded = folding(_sample(document))
    found: list[Element] = []
    torn = False
    counted = plain_page_numbers(document) | repeated_page_heads(document)
    for number, block in enumerate(document.blocks):
        if isinstance(block, Grid):
            found.extend(_grid_rows(block, number, folded))
        elif number in counted or _is_page_number(block.text):
            torn = True
            continue
        else:
            found.extend(_tokens(block, folded, torn=torn))
        torn = False
    return found


def _sample(document: Document) -> str:
    """Text from which it shows whether the document is in Traditional characters."""
    texts = (
        block.text if isinstance(block, Paragraph) else "".join([c.text for c in block.cells[:60]])
        for block in document.blocks
    )
    sample: list[str] = []
    length = 0
    for text in texts:
        sample.append(text)
        length += len(text)
        if length > _SAMPLE:
            break
    return "".join(sample)[:_SAMPLE]


def _tokens(paragraph: Paragraph, folded: Folded, *, torn: bool) -> Iterator[Token]:
    text, place = paragraph.text, paragraph.locator
    cells = split_line(text)
    if not cells:
        yield Token(text, folded[text], paragraph.gap, place, torn=torn, indent=paragraph.indent)
        return
    gap = paragraph.gap
    for printed, _ in cells:
        yield Token(printed, folded[printed], gap, place, torn=torn)
        gap, torn = 0, False


def _is_page_number(text: str) -> bool:
    if text[:1] in "-_=* " and _PAGE_RULE.fullmatch(text):
        return True
    if len(text) > _LONGEST_PAGE_NUMBER:
        return False
    return bool(_PAGE_NUMBER.fullmatch(fold(text)))


def _grid_rows(grid: Grid, number: int, folded: Folded) -> Iterator[GridRow]:
    for cells in grid.rows():
        matched = [folded[cell.text] for cell in cells]
        tokens = tuple(
            [
                _token((text, match, 0, place, column, colspan, False, 0))
                for match, (text, _, column, _, colspan, place) in zip(matched, cells, strict=True)
            ]
        )
        row = _grid_row((tokens, number, grid.n_columns, grid.positions_certain, "".join(matched)))
        if not _is_page_number_in_cells(row):
            yield row


def _is_page_number_in_cells(row: GridRow) -> bool:
    """True for `- 3 -` or `第 3 页 共 8 页` in a few cells of a grid in text."""
    if row.certain or row.folded[:1] not in ("-", "第") or not _PAGE_NUMBER.fullmatch(row.folded):
        return False
    return sum(bool(token.folded) for token in row.tokens) <= _MOST_CELLS_OF_A_PAGE_NUMBER
