"""Fills the tables of form_2014 from prose: most reports of 2014-2018 tell their numbers.

Used only where a report has none of the later tables and its sentences name several items of the
statistics form. The sentence is the locator; an item told twice with different numbers is
ambiguous.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import cache

from gouji.extraction.figures.filling import missing_figure
from gouji.extraction.prose import Sentence
from gouji.extraction.report import Figure, TableReading
from gouji.forms import catalogue
from gouji.forms.model import CellKey, Table
from gouji.forms.values import CellValue

FORM = "form_2014"
_FEWEST_ITEMS = 4
_CASES = {
    "reconsideration": re.compile(r"(?<!经)行政复议[^\d,;。]{0,12}(\d+)[件起宗]"),
    "litigation": re.compile(r"行政诉讼[^\d,;。]{0,12}(\d+)[件起宗]"),
}
_RESULTS = {
    "upheld": re.compile(r"(?:维持|驳回)[^\d,;。]{0,20}?(\d+)[件起宗]"),
    "overturned": re.compile(r"纠[错正][^\d,;。]{0,6}?(\d+)[件起宗]"),
    "other": re.compile(r"其他(?:情形|结果)[^\d,;。]{0,6}?(\d+)[件起宗]"),
}

_Told = dict[CellKey, dict[int, Sentence]]


def read_statistics(sentences: Sequence[Sentence]) -> dict[str, TableReading]:
    """The tables of form_2014 that the prose tells, or none where it tells too little."""
    readings: dict[str, TableReading] = {}
    for table in catalogue.tables().values():
        if FORM not in table.forms:
            continue
        told = _disputes(sentences) if table.id == "disputes_2014" else _items(table, sentences)
        if told:
            figures = tuple(_figure(table, key, told.get(key)) for key in table.cells(FORM))
            readings[table.id] = TableReading(table.id, FORM, figures)
    requests = readings.get("requests_2014")
    stated = sum(f.cell.state.is_certain for f in requests.figures) if requests else 0
    return readings if stated >= _FEWEST_ITEMS else {}


def _figure(table: Table, key: CellKey, told: dict[int, Sentence] | None) -> Figure:
    if not told:
        return missing_figure(table, key)
    values = tuple(told)
    sentence = told[values[0]]
    cell = CellValue.reported(values[0]) if len(values) == 1 else CellValue.ambiguous(values)
    note = None if len(values) == 1 else "the prose tells different numbers"
    unit = table.unit(key)
    return Figure(table.id, *key, cell, unit, sentence.text, sentence.locator, note)


@cache
def _patterns(table_id: str) -> tuple[tuple[CellKey, re.Pattern[str]], ...]:
    return tuple(
        (CellKey(item.id, "total"), re.compile("|".join(item.prose)))
        for item in catalogue.tables()[table_id].items
        if item.prose
    )


def _items(table: Table, sentences: Sequence[Sentence]) -> _Told:
    """Where two items claim the same number, the longer phrase names it (不同意公开, 同意公开)."""
    told: _Told = {}
    for sentence in sentences:
        owners: dict[int, tuple[int, CellKey, int]] = {}
        for key, pattern in _patterns(table.id):
            for match in pattern.finditer(sentence.folded):
                number = next(int(group) for group in match.groups() if group is not None)
                claim = (match.start(), key, number)
                owners[match.end()] = min(owners.get(match.end(), claim), claim)
        for _, key, number in owners.values():
            told.setdefault(key, {}).setdefault(number, sentence)
    return told


def _disputes(sentences: Sequence[Sentence]) -> _Told:
    told: _Told = {}
    for sentence in sentences:
        for key, number in _cases(sentence.folded):
            told.setdefault(key, {}).setdefault(number, sentence)
    return told


def _cases(folded: str) -> Iterator[tuple[CellKey, int]]:
    """Each count of cases with the results that follow it, up to the next count."""
    found = sorted(
        (match.start(), match.end(), item, int(match[1]))
        for item, pattern in _CASES.items()
        for match in pattern.finditer(folded)
    )
    for index, (_, end, item, total) in enumerate(found):
        stop = found[index + 1][0] if index + 1 < len(found) else len(folded)
        yield CellKey(item, "total"), total
        for column, pattern in _RESULTS.items():
            if match := pattern.search(folded, end, stop):
                yield CellKey(item, column), int(match[1])
