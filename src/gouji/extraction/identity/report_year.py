"""The year that a report is on: title, stated period, prose, and whether they agree.

The year of publication is not the year of the report, but no report is published before its year is
over: a posting date that says so contradicts a title that nothing else confirms.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

from gouji.extraction.identity.dates import YEAR, arabic, period_year
from gouji.extraction.prose import Sentence
from gouji.extraction.report import Evidence

_OPENING = re.compile(
    rf"^(?:[一二三四五六]、总体情况)?(?:\([一二三四五六]\)|\d{{1,2}}[.、])?({YEAR})年(?!\d+月\d+日)"
)
"""Not a date: that of today stands above the pages of many sites."""
_END = re.compile(rf"截[至止]到?({YEAR})年(?:12月(?:31日)?|年?底)")
_PLAN = re.compile(r"将|下一步|拟|计划|打算|力争")
_NAMING = ("title", "metadata")
_STATING = (*_NAMING, "period")
_INDEPENDENT = ("title", "period", "prose")
_CLEAR = 3
_EARLIEST_MONTH = 12


def from_period(sentences: Sequence[Sentence]) -> list[Evidence]:
    """The year of the first stated period, such as 2022年1月1日至12月31日."""
    for sentence in sentences:
        year = period_year(sentence.folded)
        if year:
            return [Evidence("year", year, "period", sentence.text, sentence.locator)]
    return []


def from_prose(sentences: Sequence[Sentence]) -> list[Evidence]:
    """The year with which sentences open, where one year holds a clear majority; plans left out.

    Where none opens so, the year up to whose last day numbers are counted.
    """
    openings = _openings(sentences) or _ends(sentences)
    if not openings:
        return []
    (year, count), *_ = Counter(y for y, _ in openings).most_common(1)
    if count * 2 <= len(openings):
        return []
    first = next(s for y, s in openings if y == year)
    return [Evidence("year", year, "prose", first.text, first.locator)]


def contradictions(
    evidence: Sequence[Evidence], sentences: Sequence[Sentence], posted_on: str | None
) -> list[Evidence]:
    """What contradicts the year that the title states; empty where all agree.

    Args:
        evidence: on the year, the best first.
        sentences: the running text.
        posted_on: ISO date of posting, or else of signing.
    """
    years = [e for e in evidence if e.field == "year"]
    stated = {e.source: e.value for e in reversed(years)}
    decided = next((stated[source] for source in _STATING if source in stated), None)
    if decided is None:
        return []
    found = [e for e in years if e.source == "period" and e.value != decided]
    if stated.keys().isdisjoint(_NAMING):
        # The period alone, often left from the year before: what the report calls itself, and how
        # its sentences begin, may both say otherwise.
        told = [e for e in years if e.source == "prose"]
        if len(told) > 1 and len({e.value for e in told}) == 1 and told[0].value != decided:
            found = told
    if not found and "period" not in stated:
        found = _prose_against(decided, sentences)
    alone = sum(stated.get(source) == decided for source in _INDEPENDENT) < 2
    if alone and not found:
        found = [e for e in years if e.source == "metadata" and e.value != decided]
    if alone and posted_on and posted_on < f"{decided}-{_EARLIEST_MONTH:02}":
        found.append(Evidence("year", f"≤{posted_on[:4]}", "posted", posted_on))
    return found


def _prose_against(decided: str, sentences: Sequence[Sentence]) -> list[Evidence]:
    """Several sentences that all open with one other year."""
    openings = _openings(sentences)
    years = {year for year, _ in openings}
    if len(openings) < _CLEAR or len(years) != 1 or decided in years:
        return []
    year, first = openings[0]
    return [Evidence("year", year, "prose", first.text, first.locator)]


def _openings(sentences: Sequence[Sentence]) -> list[tuple[str, Sentence]]:
    found = []
    for sentence in sentences:
        beginning = sentence.folded[:30]
        match = _OPENING.match(arabic(beginning)) if "年" in beginning else None
        if match and not _PLAN.search(sentence.folded):
            found.append((match[1], sentence))
    return found


def _ends(sentences: Sequence[Sentence]) -> list[tuple[str, Sentence]]:
    found = [(match, one) for one in sentences for match in _END.finditer(one.folded)]
    return [(match[1], one) for match, one in found]
