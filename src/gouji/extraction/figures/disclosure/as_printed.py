"""Table 二 of 2021 where it stands in a grid word for word as the form prints it, with all numbers.

All that `table` asks of headers and labels has one answer for such tables, and numbers alone leave
nothing to ask. Anything else is not read here.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache
from typing import NamedTuple

from gouji.extraction.elements import Element
from gouji.extraction.figures.aligning.as_printed import rows_alone
from gouji.extraction.figures.aligning.columns import told_apart
from gouji.extraction.figures.aligning.filling import figures_of_slots
from gouji.extraction.report import Figure, TableReading
from gouji.forms import catalogue
from gouji.forms.model import CellKey

_FORM = "form_2021"
_UNIT = "万元"
_NUMBER = re.compile(r"(?:0|[1-9][0-9]{0,8})(?:\.[0-9]{1,6})?")
_SECTIONS = (
    (
        "第二十条第(一)项",
        ("本年制发件数", "本年废止件数", "现行有效件数"),
        ("规章", "行政规范性文件"),
    ),
    ("第二十条第(五)项", ("本年处理决定数量",), ("行政许可",)),
    ("第二十条第(六)项", ("本年处理决定数量",), ("行政处罚", "行政强制")),
    ("第二十条第(八)项", (f"本年收费金额(单位:{_UNIT})",), ("行政事业性收费",)),
)
"""Folded texts: the heading, the names of the columns, and the items."""
_COLUMNS = 4
_OVER_ALL = ((0, _COLUMNS),)


class _Line(NamedTuple):
    """A row of the form: its texts, and column and width of each cell; of an item the first text.

    Behind that stand its numbers.
    """

    texts: tuple[str, ...]
    places: tuple[tuple[int, int], ...]
    is_item: bool = False


def read_as_printed(elements: Sequence[Element]) -> TableReading | None:
    """The reading of such a table; None for any other."""
    rows = rows_alone(elements, _COLUMNS, "requests")
    if rows is None or len(rows) != len(_lines()):
        return None
    table = catalogue.tables()["disclosure"]
    items = iter(table.items_of(_FORM))
    figures: list[Figure] = []
    for (tokens, *_), (texts, places, is_item) in zip(rows, _lines(), strict=True):
        if tuple([(token.column, token.colspan) for token in tokens]) != places:
            return None
        if tuple([token.folded for token in tokens[: len(texts)]]) != texts:
            return None
        if is_item:
            numbers = tokens[1:]
            if not all(_NUMBER.fullmatch(token.text) for token in numbers):
                return None
            item = next(items)
            keys = [CellKey(item.id, column) for column in item.columns[_FORM]]
            place = tokens[0].locator
            figures += figures_of_slots(table, keys, told_apart(numbers), place, _UNIT)
    return TableReading("disclosure", _FORM, tuple(figures))


@cache
def _lines() -> tuple[_Line, ...]:
    lines: list[_Line] = []
    for heading, names, items in _SECTIONS:
        width = (_COLUMNS - 1) // len(names)
        places = ((0, 1), *((column, width) for column in range(1, _COLUMNS, width)))
        lines += [_Line((heading,), _OVER_ALL), _Line(("信息内容", *names), places)]
        lines += [_Line((item,), places, is_item=True) for item in items]
    return tuple(lines)
