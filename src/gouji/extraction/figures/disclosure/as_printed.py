"""Table 二 where it stands in a grid word for word as a form prints it, with all numbers.

All that `table` asks of headers and labels has one answer for such tables, and numbers alone leave
nothing to ask. Anything else is not read here.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache
from itertools import accumulate
from typing import NamedTuple

from gouji.extraction.elements import Element, GridRow
from gouji.extraction.figures.aligning.as_printed import rows_alone
from gouji.extraction.figures.aligning.columns import told_apart
from gouji.extraction.figures.aligning.filling import figures_of_slots
from gouji.extraction.numbers import money_unit
from gouji.extraction.report import Figure, TableReading
from gouji.forms import catalogue
from gouji.forms.model import CellKey

_UNIT = "万元"
_NUMBER = re.compile(r"(?:0|[1-9][0-9]{0,8})(?:\.[0-9]{1,6})?")
_CHANGE, _SIGNED = "本年增/减", re.compile(r"-?(?:0|[1-9][0-9]{0,8})")
_AMOUNT = re.compile(r"(?:采购总|本年收费)金额(?:\((?:单位:)?(?:万元|元)\))?")
_BOUGHT = "采购总金额"
_OF_ITEMS = ("上一年项目数量", _CHANGE, "处理决定数量")
_SECTIONS = {
    "form_2019": (
        (
            "第二十条第(一)项",
            ("本年新制作数量", "本年新公开数量", "对外公开总数量"),
            ("规章", "规范性文件"),
        ),
        ("第二十条第(五)项", _OF_ITEMS, ("行政许可", "其他对外管理服务事项")),
        ("第二十条第(六)项", _OF_ITEMS, ("行政处罚", "行政强制")),
        ("第二十条第(八)项", _OF_ITEMS[:2], ("行政事业性收费",)),
        ("第二十条第(九)项", ("采购项目数量", _BOUGHT), ("政府集中采购",)),
    ),
    "form_2021": (
        (
            "第二十条第(一)项",
            ("本年制发件数", "本年废止件数", "现行有效件数"),
            ("规章", "行政规范性文件"),
        ),
        ("第二十条第(五)项", ("本年处理决定数量",), ("行政许可",)),
        ("第二十条第(六)项", ("本年处理决定数量",), ("行政处罚", "行政强制")),
        ("第二十条第(八)项", (f"本年收费金额(单位:{_UNIT})",), ("行政事业性收费",)),
    ),
}
"""Folded texts: the heading, the names of the columns, and the items.

For the amount of 2019 sites print several names, with its unit or without (`_AMOUNT`).
"""
_COLUMNS = 4
_NARROW = 2
"""Columns of the grid, and of that on a next page on which no row has several numbers."""


class _Line(NamedTuple):
    """A row of the form: its texts, of an item the first one.

    Behind that stand its numbers, each printed as told.
    """

    texts: tuple[str, ...]
    numbers: tuple[re.Pattern[str], ...] = ()


def read_as_printed(elements: Sequence[Element]) -> TableReading | None:
    """The reading of such a table; None for any other."""
    rows = rows_alone(elements, {_COLUMNS, _NARROW}, "requests")
    form = _forms().get(len(rows)) if rows else None
    if rows is None or form is None:
        return None
    table = catalogue.tables()["disclosure"]
    items = iter(table.items_of(form))
    figures: list[Figure] = []
    unit: str | None = _UNIT
    head = rows[0]
    for row, (texts, numbers) in zip(rows, _lines(form), strict=True):
        tokens = row.tokens
        if len(tokens) != len(texts) + len(numbers) or not _fills(row):
            return None
        if not numbers:
            head = row
        elif row.grid == head.grid and _places(row) != _places(head):
            return None
        said = tuple([token.folded for token in tokens[: len(texts)]])
        if texts[-1] == _BOUGHT and _AMOUNT.fullmatch(said[-1]):
            unit = money_unit(said[-1])
            said = (*said[:-1], _BOUGHT)
        if said != texts:
            return None
        if numbers:
            cells = tokens[1:]
            if not all(how.fullmatch(c.text) for how, c in zip(numbers, cells, strict=True)):
                return None
            item = next(items)
            keys = [CellKey(item.id, column) for column in item.columns[form]]
            place = tokens[0].locator
            figures += figures_of_slots(table, keys, told_apart(cells), place, unit)
    return TableReading("disclosure", form, tuple(figures))


def _fills(row: GridRow) -> bool:
    """True where the cells stand side by side over all columns: none reaches down into the row."""
    ends = [0, *accumulate([token.colspan for token in row.tokens])]
    return [*_places(row), row.n_columns] == ends


def _places(row: GridRow) -> list[int]:
    return [token.column for token in row.tokens]


@cache
def _forms() -> dict[int, str]:
    """The form by its number of rows."""
    return {len(_lines(form)): form for form in _SECTIONS}


@cache
def _lines(form: str) -> tuple[_Line, ...]:
    lines: list[_Line] = []
    for heading, names, items in _SECTIONS[form]:
        numbers = tuple(_SIGNED if name == _CHANGE else _NUMBER for name in names)
        lines += [_Line((heading,)), _Line(("信息内容", *names))]
        lines += [_Line((item,), numbers) for item in items]
    return tuple(lines)
