"""Fills the tables of form_2014 from prose: most reports of 2014-2018 tell their numbers.

Used only where a report has none of the later tables and its sentences name several items of the
statistics form. The sentence is the locator; an item told twice with different numbers is
ambiguous. How many requests came in, and what became of reviews and suits, is told as a claim
already; the other items are those of `gouji.extraction.figures.statistics.told`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from gouji.documents.model import Locator
from gouji.extraction.figures.aligning.filling import missing_figure
from gouji.extraction.figures.statistics.told import Told, told_items
from gouji.extraction.prose import Sentence
from gouji.extraction.report import Claim, Figure, TableReading
from gouji.forms import catalogue
from gouji.forms.model import CellKey, Table
from gouji.forms.values import CellValue

FORM = "form_2014"
FIRST_YEAR, LAST_YEAR = 2014, 2018
"""Reports of later years have tables of their own; where those are lost, prose is no form."""
_Place = tuple[str, Locator]
_FEWEST_REQUESTS = 4
_RESULTS = ("upheld", "overturned", "other")
_CLAIMED: Mapping[str, tuple[str, str, str]] = {
    "received": ("requests_2014", "received", "total"),
    "reconsiderations": ("disputes_2014", "reconsideration", "total"),
    "lawsuits": ("disputes_2014", "litigation", "total"),
    **{
        f"disputes.reconsideration.{result}": ("disputes_2014", "reconsideration", result)
        for result in _RESULTS
    },
    **{f"lawsuits_{result}": ("disputes_2014", "litigation", result) for result in _RESULTS},
}


def read_statistics(
    sentences: Sequence[Sentence], claims: Sequence[Claim] = (), year: int | None = None
) -> dict[str, TableReading]:
    """The tables of form_2014 that the prose tells, or none where it tells too little.

    Args:
        sentences: of the report's prose.
        claims: what the same sentences state.
        year: the report year; where it is not known, or none of the form, more must be told.
    """
    if year is not None and year > LAST_YEAR:
        return {}
    told = told_items(sentences, year)
    for claim in claims:
        place = _CLAIMED.get(claim.subject)
        if place and claim.kind == "count" and claim.exact:
            cell = told.setdefault(place[0], {}).setdefault(CellKey(*place[1:]), {})
            cell.setdefault(CellValue.reported(int(claim.value)), (claim.sentence, claim.locator))
    if not _enough(told, year):
        return {}
    readings: dict[str, TableReading] = {}
    for table in catalogue.tables().values():
        if FORM in table.forms and told.get(table.id):
            cells = told[table.id]
            figures = tuple(_figure(table, key, cells.get(key)) for key in table.cells(FORM))
            readings[table.id] = TableReading(table.id, FORM, figures)
    return readings


def _enough(told: Mapping[str, Told], year: int | None) -> bool:
    if year is None or year < FIRST_YEAR:
        return len(told.get("requests_2014", ())) >= _FEWEST_REQUESTS
    known = ("disclosure_2014", "requests_2014", "disputes_2014")
    return any(told.get(name) for name in known)


def _figure(table: Table, key: CellKey, told: Mapping[CellValue, _Place] | None) -> Figure:
    if not told:
        return missing_figure(table, key)
    (cell, (text, locator)), *others = told.items()
    note = None
    if others:
        cell = CellValue.ambiguous(tuple(one.value for one in told))
        note = "the prose tells different numbers"
    return Figure(table.id, *key, cell, table.unit(key), text, locator, note)
