"""What is common to tables that stand in a grid just as the form prints them."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from functools import cache

from gouji.extraction.characters import fold
from gouji.extraction.elements import Element, GridRow, Token
from gouji.forms import catalogue

_COUNTS = re.compile(r"(?:(?:0|[1-9][0-9]{0,8})\n)+")
_NUMBERS = {"requests": "三、", "disputes": "四、"}


def rows_alone(
    elements: Sequence[Element], n_columns: Collection[int], following: str
) -> list[GridRow] | None:
    """The rows of a table that is a grid of so many stated columns; None for any other.

    Where the page ends inside of it, it goes on in another grid. Behind it stand no more than empty
    rows, and the heading of the table that is `following`.
    """
    rows: list[GridRow] = []
    for element in elements:
        if not isinstance(element, GridRow) or not element.folded:
            break
        rows.append(element)
    if not rows:
        return None
    if not all(row.certain and row.n_columns in n_columns for row in rows):
        return None
    behind, grid = elements[len(rows) :], rows[-1].grid
    return rows if all(_says_nothing(one, grid, following) for one in behind) else None


def _says_nothing(element: Element, grid: int, following: str) -> bool:
    if isinstance(element, GridRow):
        return element.grid == grid and not element.folded
    return is_heading(element, following)


def is_heading(element: Element, table: str) -> bool:
    """True for the line that the form prints above that table."""
    return not isinstance(element, GridRow) and element.folded == _heading(table)


def are_counts(tokens: Sequence[Token]) -> bool:
    """True where each of these cells holds a count, printed plainly."""
    # One search for all of them; none of the numbers holds the end of a line.
    return _COUNTS.fullmatch("".join([token.text + "\n" for token in tokens])) is not None


def cells_as_printed(row: GridRow) -> tuple[tuple[str, int, int], ...]:
    """Folded text, column and width of each cell."""
    return tuple([(token.folded, token.column, token.colspan) for token in row.tokens])


@cache
def _heading(table: str) -> str:
    return fold(_NUMBERS[table] + catalogue.tables()[table].zh)
