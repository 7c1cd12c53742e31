"""One file to one report: open, find the tables, read them, read the prose, name the issuer.

An archive gives several reports. Deterministic: the same bytes give the same report, whatever was
read before. `PARSER_VERSION` must be raised whenever any reader or extractor may give another
answer.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from functools import cache, partial

from gouji import collector
from gouji.documents.model import ABRUPT, Document
from gouji.documents.opening import iter_documents, open_document
from gouji.extraction.claims.reading import read_claims
from gouji.extraction.elements import Element, GridRow, Token, elements
from gouji.extraction.elsewhere import kept_elsewhere
from gouji.extraction.figures.aligning.filling import missing_figure
from gouji.extraction.figures.aligning.regions import Region, find_regions
from gouji.extraction.figures.copies import read_copies
from gouji.extraction.figures.disclosure.table import read_disclosure
from gouji.extraction.figures.disputes.table import read_disputes
from gouji.extraction.figures.doubt import (
    DEDUPLICATED,
    doubt_disputes,
    doubt_labels,
    doubt_repeated,
    doubt_second,
    is_deduplicated,
)
from gouji.extraction.figures.ending import doubt_ending, ends_early
from gouji.extraction.figures.other_years import is_of_another_year, without_other_years
from gouji.extraction.figures.page_flow import below_headings
from gouji.extraction.figures.requests.table import read_requests
from gouji.extraction.figures.statistics.prose import read_statistics
from gouji.extraction.figures.statistics.table import read_statistics_table, with_prose
from gouji.extraction.figures.trust import doubt_unconfirmed, is_recognised
from gouji.extraction.identity.by_sidecar import apply_sidecar
from gouji.extraction.identity.coverage import with_coverage
from gouji.extraction.identity.reading import read_identity
from gouji.extraction.identity.sidecar import SidecarRow
from gouji.extraction.numbering import without_numbering
from gouji.extraction.outline import read_outline
from gouji.extraction.prose import sentences
from gouji.extraction.report import Claim, Report, TableReading
from gouji.extraction.several import several_reports
from gouji.forms import catalogue

PARSER_VERSION = "13"


def read_report(data: bytes, name: str, sidecar: SidecarRow | None = None) -> Report:
    """Reads one file. Never raises for bad input: `Report.unreadable` says why nothing is known."""
    with collector.paused():
        return _identified(extract(open_document(data, name)), sidecar)


def read_reports(
    data: bytes, name: str, sidecar: SidecarRow | None = None
) -> list[tuple[str, Report]]:
    """Reads every document in a file: path inside the archive and report.

    For anything but an archive the path is "" and the report that of `read_report`. A sidecar row
    names one report, so that it is not applied where an archive holds several.
    """
    with collector.paused():
        found = [(path, extract(document)) for path, document in iter_documents(data, name)]
    if len(found) > 1:
        return found
    return [(path, _identified(report, sidecar)) for path, report in found]


def _identified(report: Report, sidecar: SidecarRow | None) -> Report:
    if sidecar is None:
        return report
    return report.with_identity(apply_sidecar(report.identity, sidecar))


def extract(document: Document) -> Report:
    """Reads an opened document."""
    if document.unreadable is not None:
        return Report(unreadable=document.unreadable)
    found = without_numbering(elements(document))
    several = several_reports(found)
    if several is not None:
        return Report(unreadable=several)
    found = below_headings(found)
    regions = find_regions(found)
    statistics = None if "requests" in regions else read_statistics_table(found)
    if statistics is not None:
        regions = {}
    parts = {name: found[region.start : region.end] for name, region in regions.items()}
    inside = {i for region in regions.values() for i in range(region.start, region.end)}
    if statistics is not None:
        inside.update(range(statistics.start, statistics.end))
    loose = [e for i, e in enumerate(found) if i not in inside and isinstance(e, Token)]
    prose = sentences(loose)
    identity = read_identity(document, loose, prose)
    statistics = statistics and read_statistics_table(found, identity.year)
    if is_deduplicated(list(parts.values())):
        return Report(identity, unreadable=DEDUPLICATED)
    claims = read_claims(prose, identity.year)
    cut = {name for name, region in regions.items() if region.end == len(found)}
    parts = {n: without_other_years(n, part, identity.year) for n, part in parts.items()}
    tables = _statutory(parts, claims, cut)
    tables = _without_second(tables, found, regions, claims, cut, identity.year)
    complete = _with_missing(tables) if tables else read_statistics(prose, claims, identity.year)
    if statistics is not None:
        complete = with_prose(statistics.readings, complete)
    abrupt = document.metadata.items() >= ABRUPT.items()
    if found:
        complete = doubt_ending(complete, found, abrupt=abrupt)
    if is_recognised(document):
        complete = doubt_unconfirmed(complete)
    identity = with_coverage(identity, prose, claims, complete.get("requests"))
    outline = read_outline(found, inside, early=ends_early(complete, found, cut, abrupt=abrupt))
    report = Report(identity, complete, tuple(claims), outline=outline)
    elsewhere = kept_elsewhere(report, document, found, prose)
    return Report(identity, unreadable=elsewhere) if elsewhere else report


def _without_second(
    tables: dict[str, TableReading],
    found: Sequence[Element],
    regions: Mapping[str, Region],
    claims: Sequence[Claim],
    cut: Collection[str],
    year: int | None,
) -> dict[str, TableReading]:
    """The tables, each in doubt of which there is another one, behind them or among table 四."""
    if not regions:
        return tables
    end = max(region.end for region in regions.values())
    again = {
        name: found[region.start : region.end]
        for name, region in find_regions(found, end).items()
        if not is_of_another_year(found, region.start, year)
    }
    tables = doubt_repeated(tables, _statutory(again, claims, cut))
    if "disputes" in regions:
        start, end = regions["disputes"].start, regions["disputes"].end
        second = find_regions(found[:end], start).get("requests")
        if second is not None and not is_of_another_year(found, second.start, year):
            return doubt_second(tables, found[second.start : end])
    return tables


def _statutory(
    parts: Mapping[str, Sequence[Element]], claims: Sequence[Claim], cut: Collection[str]
) -> dict[str, TableReading]:
    """The tables of 2019 and 2021 that were found, in form order. cut: those the text ends in."""
    tables: dict[str, TableReading | None] = {}
    if "disclosure" in parts:
        read_two = partial(read_disclosure, cut="disclosure" in cut)
        tables["disclosure"] = read_copies(parts["disclosure"], read_two)
    if "requests" in parts:
        two = tables.get("disclosure")
        beside = two.form if two else None
        read = partial(read_requests, cut="requests" in cut, beside=beside)
        tables["requests"] = read_copies(parts["requests"], read)
    if "disputes" in parts:
        form = next((one.form for one in tables.values() if one is not None), "form_2021")
        disputes = read_copies(parts["disputes"], partial(read_disputes, form=form))
        if disputes is not None:
            certain = any(isinstance(e, GridRow) and e.certain for e in parts["disputes"])
            tables["disputes"] = doubt_disputes(disputes, claims, certain=certain)
    return doubt_labels({name: one for name, one in tables.items() if one is not None}, parts, cut)


def _with_missing(tables: dict[str, TableReading]) -> dict[str, TableReading]:
    """A report with one statutory table must have all three; absent ones have missing cells."""
    form = next(iter(tables.values())).form
    return {name: tables.get(name) or _absent(name, form) for name in catalogue.STATUTORY_TABLES}


@cache
def _absent(name: str, form: str) -> TableReading:
    table = catalogue.tables()[name]
    figures = tuple(missing_figure(table, key) for key in table.cells(form))
    return TableReading(name, form, figures)
