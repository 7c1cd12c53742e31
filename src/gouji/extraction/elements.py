"""Document blocks as one flat sequence of elements, the only view the table readers have.

A paragraph gives a `Token` (or a label token and value tokens, where numbers stand behind the label
on the same line); a grid gives a `GridRow` for each of its rows. Page numbers are dropped.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from gouji.documents.model import Document, Grid, Locator, Paragraph
from gouji.extraction.characters import fold, simplifier
from gouji.extraction.numbers import looks_like_value

_PAGE_NUMBER = re.compile(r"[-·]+\d{1,3}[-·]+|第\d{1,3}页(?:共\d{1,3}页)?")
_INNER_SPACE = re.compile(r"\S\s+\S")
_LONGEST_LINE = 120
_LONGEST_PAGE_NUMBER = 16


@dataclass(frozen=True, slots=True)
class Token:
    """One cell candidate: printed text, folded text, and the empty lines before it."""

    text: str
    folded: str
    gap: int
    locator: Locator
    column: int = 0
    colspan: int = 1

    @property
    def is_value(self) -> bool:
        """A number or a mark for none."""
        return bool(self.folded) and looks_like_value(self.folded)

    @property
    def is_empty(self) -> bool:
        """An explicit empty cell."""
        return not self.folded


@dataclass(frozen=True, slots=True)
class GridRow:
    """One row of a grid: the cells that start in it, and what its grid is like."""

    tokens: tuple[Token, ...]
    grid: int
    n_columns: int
    certain: bool
    folded: str


Element = Token | GridRow


def elements(document: Document) -> list[Element]:
    """The elements of a document in order, texts folded (Traditional turned into Simplified)."""
    sample = "".join(block.text for block in document.blocks if isinstance(block, Paragraph))
    simplify = simplifier(sample[:20_000])
    found: list[Element] = []
    for number, block in enumerate(document.blocks):
        if isinstance(block, Grid):
            found.extend(_grid_rows(block, number, simplify))
        else:
            found.extend(_tokens(block, simplify))
    return found


def _tokens(paragraph: Paragraph, simplify: Callable[[str], str]) -> Iterator[Token]:
    text = paragraph.text
    folded = fold(simplify(text))
    if len(folded) < _LONGEST_PAGE_NUMBER and _PAGE_NUMBER.fullmatch(folded):
        return
    label, values = _split_line(text)
    gap = paragraph.gap
    if label or not values:
        yield Token(
            label or text, fold(simplify(label)) if label else folded, gap, paragraph.locator
        )
        gap = 0
    for value in values:
        yield Token(value, fold(value), gap, paragraph.locator)
        gap = 0


def _split_line(text: str) -> tuple[str, list[str]]:
    """A short line as label and the numbers printed behind it; no numbers where it is one cell.

    Two numbers alone on a line are left together: they may be one number that came apart.
    """
    if len(text) > _LONGEST_LINE or not _INNER_SPACE.search(text):
        return "", []
    pieces = text.split()
    count = 0
    while count < len(pieces) and looks_like_value(fold(pieces[-1 - count])):
        count += 1
    values = pieces[len(pieces) - count :]
    if count == len(pieces):
        return "", values if count > 2 else []
    label = " ".join(pieces[: len(pieces) - count])
    return (label, values) if count and not fold(label)[-1].isdigit() else ("", [])


def _grid_rows(grid: Grid, number: int, simplify: Callable[[str], str]) -> Iterator[GridRow]:
    for cells in grid.rows():
        tokens = tuple(
            Token(c.text, fold(simplify(c.text)), 0, c.locator, c.column, c.colspan) for c in cells
        )
        joined = "".join([token.folded for token in tokens])
        yield GridRow(tokens, number, grid.n_columns, grid.positions_certain, joined)
