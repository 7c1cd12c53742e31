"""Takes the cells of a row apart into which a converter put several numbers: `21 | 0 0 | 0 21`.

Converters of PDF find the columns of a page by the gaps between words, and see fewer than there
are. A row is taken apart where it then has as many numbers as the form has columns and its sums
tie, and where a row with as many numbers in each cell ties with other numbers than 0. The digits of
one number that came apart leave fewer numbers than columns, or sums that fail.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

from gouji.extraction.elements import Token
from gouji.extraction.figures.aligning.rows import Row

_COUNT = re.compile(r"0|[1-9]\d{0,8}")
_SUMMED = re.compile(r"0|[1-9]\d{0,11}")
"""Sums must tie here, which longer numbers do not by accident."""


def counts_in(token: Token) -> list[Token] | None:
    """Each count in a cell as a cell of its own; None where one is no plain count."""
    numbers = token.text.split()
    return _one_each(token, numbers) if all(map(_COUNT.fullmatch, numbers)) else None


def _one_each(token: Token, numbers: Sequence[str]) -> list[Token]:
    return [token._replace(text=number, folded=number) for number in numbers]


def part_cells(rows: Sequence[Row], width: int, ties: Callable[[Sequence[int]], bool]) -> None:
    """Gives such rows of grids in text a token for each of `width` numbers.

    `ties`: whether so many numbers keep the sums of a row of the form.
    """
    found: list[tuple[Row, list[list[str]], bool]] = []
    for row in rows:
        if row.grid_row is None or row.grid_row.certain or not row.has_values:
            continue
        cells = [token.text.split() for token in row.tokens if token.folded]
        numbers = [number for cell in cells for number in cell]
        if len(cells) < len(numbers) == width and all(map(_SUMMED.fullmatch, numbers)):
            values = [int(number) for number in numbers]
            if ties(values):
                found.append((row, cells, any(values)))
    confirmed = {tuple(map(len, cells)) for _, cells, tells in found if tells}
    for row, cells, _ in found:
        if tuple(map(len, cells)) in confirmed:
            filled = [token for token in row.tokens if token.folded]
            row.tokens = [
                number
                for token, cell in zip(filled, cells, strict=True)
                for number in _one_each(token, cell)
            ]
            row.parted = True
