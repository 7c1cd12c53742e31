"""Tables that stand behind the text of their page, and so behind the headings of later sections.

Converters that take the text of a page and its tables apart print all of the text first. A table 二
or 四 with nothing below its own heading is put back there: what it says does not change, and which
table it is its header tells.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import groupby

from gouji.extraction.elements import Element, GridRow, holds_value
from gouji.extraction.figures.aligning.regions import is_heading, row_starts

_HEAD = 3
_HEADINGS = {
    "disclosure": re.compile(r"^二、.{0,4}主动公开"),
    "requests": re.compile(r"^三、.{0,4}收到.{0,4}处理"),
    "disputes": re.compile(r"^四、.{0,8}行政复议"),
    "problems": re.compile(r"^五、"),
}


def below_headings(elements: list[Element]) -> list[Element]:
    """The elements, tables 二 and 四 below their headings; the same where they stand there.

    Files that state their tables have them in their place.
    """
    first = next((one for one in elements if isinstance(one, GridRow)), None)
    if first is None or first.certain:
        return elements
    found = elements
    for table, following in (("disclosure", "requests"), ("disputes", "problems")):
        found = _moved(found, table, following)
    return found


def _moved(elements: list[Element], table: str, following: str) -> list[Element]:
    """What stands behind the heading that follows, its tables in front of the text."""
    start, end = (_heading(elements, name) for name in (table, following))
    if start is None or end is None or end < start or any(map(holds_value, elements[start:end])):
        return elements
    grids = [
        list(group)
        for grid, group in groupby(range(end, len(elements)), lambda n: _grid_of(elements[n]))
        if grid is not None
    ]
    own = [rows for rows in grids if _is_table(table, [elements[n] for n in rows])]
    if not own:
        return elements
    first, last = own[0][0], own[-1][-1] + 1
    text = [one for one in elements[end:last] if not isinstance(one, GridRow)]
    if any(map(holds_value, text)):
        return elements  # a number that strayed from a table, who knows which
    # What the page has of the table before stands in front of this one.
    rest = [one for one in elements[end:first] if isinstance(one, GridRow)]
    tables = [one for one in elements[first:last] if isinstance(one, GridRow)]
    return [*elements[:start], *rest, *elements[start:end], *tables, *text, *elements[last:]]


def _heading(elements: Sequence[Element], name: str) -> int | None:
    """Where the only heading of a section stands."""
    found = [
        n
        for n, one in enumerate(elements)
        if is_heading(one) and _HEADINGS[name].search(one.folded)
    ]
    return found[0] if len(found) == 1 else None


def _grid_of(element: Element) -> int | None:
    return element.grid if isinstance(element, GridRow) else None


def _is_table(table: str, rows: Sequence[Element]) -> bool:
    """True for a grid that begins as the table does, and holds numbers."""
    grid = [row for row in rows if isinstance(row, GridRow)]
    begins = any(row_starts(table, row) for row in grid[:_HEAD])
    return begins and any(map(holds_value, grid))
