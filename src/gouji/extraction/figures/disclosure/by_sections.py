"""Table 二 from the labels and numbers of each section, where they came apart on the page.

Programs that take text out of PDF print a number before its label, or all labels of a section and
then its numbers. Each section stands below its own heading and has as many cells as the form says.
Where every section holds just its labels, in the order of the form, and just as many numbers, those
of a section with one column are its rows from above to below. In the section with three columns a
row is told where its numbers stand together, all before or all behind their label, or where it is
the same by rows and by columns.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import cache
from typing import NamedTuple

from gouji.extraction.characters import fold
from gouji.extraction.elements import Element, Token, cells_of
from gouji.extraction.figures.aligning.columns import Slot
from gouji.extraction.figures.aligning.filling import figures_of_slots
from gouji.extraction.figures.aligning.glued import part_labels
from gouji.extraction.figures.aligning.labels import ends_with_label, hits
from gouji.extraction.figures.disclosure.cells import columns_named, names_added
from gouji.extraction.lines import split_line
from gouji.extraction.numbers import has_digit
from gouji.extraction.report import Figure
from gouji.forms import catalogue
from gouji.forms.model import CellKey, Item, Table

NOTE = "labels and numbers stand apart: placed by how many each section has"
_FORM = "form_2021"
_HEADING = re.compile(r"^第?二十条第\(([一五六八])\)项$")
_END = re.compile(r"^[三四五六]、|收到和处理政府信息公开申请|^\(本列数据")
_SURE = re.compile(r"[-/]|0|[1-9]\d*(?:\.\d+)?|[1-9]\d{0,2}(?:,\d{3})+")
_ASIDE = re.compile(r"\(?单位:[^()]*\)?|\(万?元\)")


class _Section(NamedTuple):
    """What stands in a section: its header, and labels (their item) and numbers in order."""

    header: list[str]
    items: list[str]
    numbers: list[Token]
    order: list[str]


def read_sections(elements: Sequence[Element], unit: str | None) -> list[Figure] | None:
    """The figures that each section tells; None where one holds anything else.

    `unit`: that of money in the header.
    """
    table = catalogue.tables()["disclosure"]
    sections = _sections(table, elements)
    of_form = _items_of_sections()
    if sections is None or list(sections) != list(of_form):
        return None
    figures: list[Figure] = []
    for name, section in sections.items():
        items = of_form[name]
        columns = items[0].columns[_FORM]
        if section.items != [item.id for item in items] or not _has_header(section, columns):
            return None
        if len(section.numbers) != len(items) * len(columns):
            return None
        rows = _rows(section, len(columns))
        for item, row in zip(items, rows, strict=True) if rows else ():
            keys = [CellKey(item.id, column) for column in columns]
            slots = [Slot(token, note=NOTE) for token in row]
            figures += figures_of_slots(table, keys, slots, row[0].locator, unit)
    return figures


@cache
def _items_of_sections() -> dict[str, list[Item]]:
    """The items of the form by the number of their section, as 一 for 第二十条第（一）项."""
    found: dict[str, list[Item]] = {}
    for item in catalogue.tables()["disclosure"].items_of(_FORM):
        heading = _HEADING.match(fold(item.group or ""))
        if heading:
            found.setdefault(heading[1], []).append(item)
    return found


def _has_header(section: _Section, columns: Sequence[str]) -> bool:
    return columns_named(section.header) == tuple(columns) and not names_added(section.header)


def _rows(section: _Section, width: int) -> list[list[Token]] | None:
    """The numbers of each label; None where rows and columns may be meant."""
    numbers = section.numbers
    height = len(section.items)
    rows = [numbers[start : start + width] for start in range(0, len(numbers), width)]
    if width == 1 or "".join(section.order) in (("L" + "N" * width) * height,
                                                ("N" * width + "L") * height):  # fmt: skip
        return rows
    down = [numbers[start::height] for start in range(height)]
    alike = [[t.folded for t in row] for row in rows] == [[t.folded for t in row] for row in down]
    runs = re.fullmatch("L+N+|N+L+", "".join(section.order))
    return rows if alike and runs else None


def _sections(table: Table, elements: Sequence[Element]) -> dict[str, _Section] | None:
    """The sections by their number, None where text stands there that is none of its parts."""
    found: dict[str, _Section] = {}
    section: _Section | None = None
    for token in _parted(table, elements):
        if heading := _HEADING.match(token.folded):
            if heading[1] in found:
                return None
            section = found[heading[1]] = _Section([], [], [], [])
        elif _END.search(token.folded):
            break
        elif token.is_value if section is None else not _is_taken(section, token, table):
            return None
    return found


def _is_taken(section: _Section, token: Token, table: Table) -> bool:
    """False for what is no number that is sure, no label, and no header above them."""
    if token.is_value:
        section.numbers.append(token)
        section.order.append("N")
        whole = len(token.text.split()) == 1  # or a number came apart
        return whole and _SURE.fullmatch(token.folded) is not None
    if has_digit(token.folded):
        return False
    if token.folded == "信息内容" or columns_named([token.folded]):
        section.header.append(token.folded)
        return not section.order
    if ends_with_label(table.id, token.folded):
        named = hits(table, [token.folded])
        section.items.extend(table.items[hit.item].id for hit in named)
        section.order.append("L")
        return bool(named)
    return _ASIDE.fullmatch(token.folded) is not None


def _parted(table: Table, elements: Sequence[Element]) -> Iterator[Token]:
    for token in part_labels(table, list(_tokens(elements))):
        if isinstance(token, Token):
            yield token


def _tokens(elements: Sequence[Element]) -> Iterator[Token]:
    """All cells that are not empty, and the labels and numbers that stand in one."""
    for element in elements:
        for cell in cells_of(element):
            if cell.is_empty:
                continue
            for text, _ in split_line(cell.text) or [(cell.text, 0)]:
                yield from _words(cell, text)


def _words(cell: Token, text: str) -> Iterator[Token]:
    """The text as it is, or its words where a header runs into the label behind it."""
    words = text.split()
    apart = len(words) > 1 and columns_named([fold(text)])
    for word in words if apart else [text]:
        yield cell._replace(text=word, folded=fold(word))
