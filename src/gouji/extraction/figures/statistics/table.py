"""Reads the 政府信息公开情况统计表 of 2014-2018 where it is printed as a table.

Three columns, indicator, unit and number, in some seventy lines that stand in the same order
everywhere. What the lines of reconsideration and litigation mean follows from the heading above
them, so that all lines are aligned in form order and no line is read out of it. The prose of the
same report may tell an item that the table leaves out; where both tell it, the table counts and the
difference is noted.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cache
from itertools import groupby, takewhile

from gouji.documents.model import NOWHERE, Locator
from gouji.extraction.elements import Element, GridRow, Token
from gouji.extraction.figures.aligning.filling import ambiguous_figure, missing_figure
from gouji.extraction.figures.aligning.labels import strip_numbering
from gouji.extraction.numbers import money_unit, parse_cell
from gouji.extraction.report import Figure, TableReading
from gouji.forms import catalogue
from gouji.forms.model import CellKey, Unit
from gouji.forms.values import BLANK

FORM = "form_2014"
_FEWEST_LINES = 8
_CHANNELS = ("by_gazette", "by_website", "by_weibo", "by_wechat", "by_other")
"""Printed behind the other items of their table."""
_LONGEST_LABEL = 60
_TELLING = re.compile(r"统计指标|申请办结数|按时办结数|当面申请数|不同意公开答复|政务微博公开")
_AMONG = re.compile(r"^(?:其中|包括)[:：]?")
_UNITS = "条|件|次|篇|个|人|期|人次|万?元|亿元"
_UNIT_INSIDE = re.compile(rf"(?<=.)\(({_UNITS})\)$")
"""Where the form has no column for units they stand behind the label."""
_SUM = re.compile(r"(?:全[省市县区州盟旗])?(?:合计|总计|总数)")
_YEAR = re.compile(r"(20\d\d)年?度?(?:统计)?(?:数量?)?")
_UNIT_WORD = re.compile(rf"\(?(?:{_UNITS})\)?")
_UNIT = re.compile(rf"{_UNITS}|单位|[-—]+|\(?(?:条|件|次|篇|个|人|万?元)\)?")


@dataclass(slots=True)
class _Line:
    """A label with what stands behind it, up to the next label."""

    label: str
    start: int
    place: Locator
    unit: str = ""
    cells: list[Token] = field(default_factory=list)
    end: int = 0

    @property
    def values(self) -> list[Token]:
        return [token for token in self.cells if token.folded]


@dataclass(frozen=True, slots=True)
class Statistics:
    """The tables, and the elements [start, end) in which they were found."""

    readings: dict[str, TableReading]
    start: int
    end: int


def read_statistics_table(
    elements: Sequence[Element], year: int | None = None
) -> Statistics | None:
    """The tables of form_2014 in a printed statistics form; None where there is none.

    `year`: of the report, which tells its column where those of several years are printed.
    """
    if not any(len(e.folded) <= 4 * _LONGEST_LABEL and _TELLING.search(e.folded) for e in elements):
        return None
    lines = _lines(elements, year)
    placed = _aligned(lines)
    if sum(bool(line.cells) for line in placed.values()) < _FEWEST_LINES:
        return None
    readings: dict[str, TableReading] = {}
    for table in catalogue.tables().values():
        if FORM in table.forms:
            figures = tuple(
                _figure(table.id, key, placed.get((table.id, key))) for key in table.cells(FORM)
            )
            readings[table.id] = TableReading(table.id, FORM, figures)
    start = min(line.start for line in placed.values())
    return Statistics(readings, start, max(line.end for line in placed.values()) + 1)


def with_prose(
    printed: Mapping[str, TableReading], told: Mapping[str, TableReading]
) -> dict[str, TableReading]:
    """The printed tables, with the items that only the prose tells."""
    merged: dict[str, TableReading] = {}
    for name, reading in printed.items():
        prose = {f.key: f for f in told[name].figures} if name in told else {}
        figures = tuple(_merged(figure, prose.get(figure.key)) for figure in reading.figures)
        merged[name] = replace(reading, figures=figures)
    return merged


def _merged(figure: Figure, told: Figure | None) -> Figure:
    if told is None or told.cell.value is None:
        return figure
    if figure.cell.value is None:
        return figure if figure.cell.state.is_certain or figure.raw else told
    if figure.cell.value == told.cell.value:
        return figure
    return figure._replace(note=f"the prose of the report tells {told.cell.value}")


def _lines(elements: Sequence[Element], year: int | None) -> list[_Line]:
    """Labels with their cells; a grid printed in two halves gives the left one first."""
    found: list[_Line] = []
    number = {id(element): index for index, element in enumerate(elements)}
    for grid, group in groupby(elements, key=lambda e: e.grid if isinstance(e, GridRow) else None):
        if grid is None:
            tokens = [element for element in group if isinstance(element, Token)]
            found.extend(_loose_lines(tokens, number[id(tokens[0])]))
            continue
        halves: dict[int, list[_Line]] = {}
        rows = [row for row in group if isinstance(row, GridRow)]
        column = _column(rows, year)
        for row in rows:
            for half, line in enumerate(_row_lines(row, number[id(row)])):
                if column is not None:
                    line.cells = [token for token in line.cells if token.column == column]
                halves.setdefault(half, []).append(line)
        found.extend(line for half in sorted(halves) for line in halves[half])
    return found


def _column(rows: Sequence[GridRow], year: int | None) -> int | None:
    """The column that counts, where the header names several: that of the sum, or of the year."""
    head = list(takewhile(lambda row: not any(t.is_value for t in row.tokens), rows))
    names = {t.column: t.folded for row in head for t in row.tokens if t.folded}
    sums = [column for column, name in names.items() if _SUM.fullmatch(name)]
    if len(sums) == 1:
        return sums[0]
    years = {column: one[1] for column, name in names.items() if (one := _YEAR.fullmatch(name))}
    own = [column for column, one in years.items() if one == str(year)]
    return own[0] if len(own) == 1 and len(years) > 1 else None


def _loose_lines(tokens: Sequence[Token], first: int) -> Iterator[_Line]:
    current: _Line | None = None
    for index, token in enumerate(tokens, start=first):
        if current is not None and _belongs(current, token):
            current.end = index
        else:
            if current is not None:
                yield current
            current = _line(token, index)
    if current is not None:
        yield current


def _belongs(line: _Line, token: Token) -> bool:
    """Adds a token to a line where it is its unit, a cell, or the rest of its label."""
    if _is_unit(line, token):
        line.unit = token.folded
    elif token.is_value or token.is_empty:
        line.cells.append(token)
    elif line.cells:
        return False
    elif not line.unit and _joins(line, token):
        rest = _line(token, line.end)
        line.label += rest.label
        line.unit = rest.unit
    else:
        return False
    return True


def _is_unit(line: _Line, token: Token) -> bool:
    """The first thing behind a label may be its unit, or a dash where it has none.

    Where the unit is printed behind the number it can be no dash.
    """
    unit = _UNIT_WORD if line.cells else _UNIT
    return not line.unit and bool(unit.fullmatch(token.folded))


def _line(token: Token, index: int) -> _Line:
    """A new line; its unit may stand behind a space on the same line of text."""
    inside = _UNIT_INSIDE.search(token.folded)
    if inside is not None:
        label = token.folded[: inside.start()]
        return _Line(_bare(label), index, token.locator, inside[1], end=index)
    label, _, unit = token.text.strip().rpartition(" ")
    if label and _UNIT.fullmatch(unit):
        return _Line(_bare(token.folded.removesuffix(unit)), index, token.locator, unit, end=index)
    return _Line(_bare(token.folded), index, token.locator, end=index)


def _joins(line: _Line, token: Token) -> bool:
    """A label over two lines: together they name an item that neither names alone.

    So it is too where the first line ends in a bracket that the second one closes.
    """
    rest = _bare(token.folded)
    if line.label.count("(") > line.label.count(")") and ")" in rest.partition("(")[0]:
        return not _named(rest)
    alone = _named(line.label) or _named(_bare(token.folded))
    return not alone and bool(_named(line.label + token.folded))


def _row_lines(row: GridRow, index: int) -> Iterator[_Line]:
    current: _Line | None = None
    for token in row.tokens:
        if current is not None and _is_unit(current, token):
            current.unit = token.folded
        elif token.is_value or token.is_empty:
            if current is not None:
                current.cells.append(token)
        elif current is not None and not current.cells:
            current.label = _bare(token.folded) if _named(_bare(token.folded)) else current.label
        else:
            if current is not None:
                yield current
            current = _line(token, index)
    if current is not None:
        yield current


def _bare(folded: str) -> str:
    return _AMONG.sub("", strip_numbering(folded))


_Key = tuple[str, CellKey]


@cache
def _entries() -> tuple[tuple[_Key, re.Pattern[str]], ...]:
    """Every line of the form in printed order with its pattern."""
    found: list[tuple[_Key, re.Pattern[str]]] = []
    for table in catalogue.tables().values():
        if FORM not in table.forms:
            continue
        for item in sorted(table.items, key=lambda item: item.id in _CHANNELS):
            pattern = re.compile("|".join(item.match))
            found.append(((table.id, CellKey(item.id, "total")), pattern))
            found.extend(
                ((table.id, CellKey(item.id, column.id)), re.compile("|".join(column.match)))
                for column in table.columns
                if column.id != "total"
            )
    return tuple(found)


def _named(label: str) -> list[int]:
    if not label or len(label) > _LONGEST_LABEL:
        return []
    return [index for index, (_, pattern) in enumerate(_entries()) if pattern.search(label)]


def _aligned(lines: Sequence[_Line]) -> dict[_Key, _Line]:
    """The heaviest increasing assignment of lines to the entries of the form."""
    nodes = [(at, entry) for at, line in enumerate(lines) for entry in _named(line.label)]
    best: list[tuple[int, int]] = []
    for index, (at, entry) in enumerate(nodes):
        own = 3 if lines[at].values else 1
        options = [
            (best[earlier][0] + own, earlier)
            for earlier in range(index)
            if nodes[earlier][0] < at and nodes[earlier][1] < entry
        ]
        best.append(max(options, default=(own, -1)))
    placed: dict[_Key, _Line] = {}
    at = max(range(len(best)), key=lambda index: best[index][0], default=-1)
    while at >= 0:
        line, entry = nodes[at]
        placed[_entries()[entry][0]] = lines[line]
        at = best[at][1]
    return placed


def _figure(table_id: str, key: CellKey, line: _Line | None) -> Figure:
    table = catalogue.tables()[table_id]
    if line is None or not line.cells:
        return missing_figure(table, key)
    unit = table.unit(key)
    values = line.values
    if not values:
        return Figure(table_id, *key, BLANK, unit, locator=line.cells[0].locator or NOWHERE)
    if len(values) > 1:
        raw = " | ".join(token.text for token in values)
        return ambiguous_figure(table, key, "several numbers stand in the line", raw, line.place)
    header = money_unit(line.unit) if unit is Unit.YUAN else None
    cell = parse_cell(values[0].text, unit, header_unit=header)
    return Figure(table_id, *key, cell, unit, values[0].text, values[0].locator)
