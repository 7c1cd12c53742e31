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
_LABEL_AND_VALUES = re.compile(r"(?P<label>.*?[^\s\d,.，、（(][^\d\s]*)(?P<values>(?:\s+\S+)+)")
_LONGEST_LABEL = 80


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
    """One row of a grid: the cells that start in it, and what its grid is like.

    `covered` are the columns that a cell of an earlier row reaches into by its row span.
    """

    tokens: tuple[Token, ...]
    grid: int
    n_columns: int
    certain: bool
    folded: str
    covered: frozenset[int] = frozenset()


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
    if _PAGE_NUMBER.fullmatch(folded):
        return
    if len(text) <= _LONGEST_LABEL and not looks_like_value(folded):
        split = _LABEL_AND_VALUES.fullmatch(text)
        if split is not None:
            values = split["values"].split()
            if all(looks_like_value(fold(value)) for value in values):
                yield Token(
                    split["label"], fold(simplify(split["label"])), paragraph.gap, paragraph.locator
                )
                for value in values:
                    yield Token(value, fold(value), 0, paragraph.locator)
                return
    elif len(text) <= _LONGEST_LABEL and " " in text.strip():
        values = text.split()
        if len(values) > 2 and all(looks_like_value(fold(value)) for value in values):
            for index, value in enumerate(values):
                yield Token(value, fold(value), 0 if index else paragraph.gap, paragraph.locator)
            return
    yield Token(text, folded, paragraph.gap, paragraph.locator)


def _grid_rows(grid: Grid, number: int, simplify: Callable[[str], str]) -> Iterator[GridRow]:
    covered: list[set[int]] = [set() for _ in range(grid.n_rows)]
    for cell in grid.cells:
        for row in range(cell.row + 1, min(cell.row + cell.rowspan, grid.n_rows)):
            covered[row].update(range(cell.column, cell.column + cell.colspan))
    for index, cells in enumerate(grid.rows()):
        tokens = tuple(
            Token(c.text, fold(simplify(c.text)), 0, c.locator, c.column, c.colspan) for c in cells
        )
        joined = "".join(token.folded for token in tokens)
        yield GridRow(
            tokens,
            number,
            grid.n_columns,
            grid.positions_certain,
            joined,
            frozenset(covered[index]),
        )
