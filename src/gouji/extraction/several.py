"""Whether a file holds more than one report.

Two reports in one file are printed one after the other: a county's and its bureau's, or those of
two years. Each begins with its title, some lines before its first section. A file in which two
sections 一 stand below titles of different organs or years holds two reports; it is refused, since
nothing in it could be given to one of them for certain. Titles alone (links to other reports, the
contents of a collection) are none.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise, zip_longest

from gouji.documents.model import Locator
from gouji.documents.reasons import Reason
from gouji.extraction.elements import Element, Token
from gouji.extraction.identity.issuers import classify, compatible, normalize_issuer
from gouji.extraction.identity.titles import Title, find_titles, is_neighbour

_FIRST_SECTION = re.compile(
    r"第?一(?:、|\.|部分)(?=.{0,6}(?:情况|概述|概况|公开))[^。]{2,30}$"
    r"|(?:1[、.])?(?:总体情况|概述|基本情况)$"
)
_WITHIN = 14
_SEVERAL = 2


def several_reports(elements: Sequence[Element]) -> Reason | None:
    """Why a file is refused that holds several reports, with their titles and places."""
    if sum(map(_ends_in_first_section, elements)) < _SEVERAL:
        return None
    lines = [line for element in elements for line in _lines(element)]
    starts = [n for n, line in enumerate(lines) if _ends_in_first_section(line)]
    found: list[Title] = []
    for before, start in pairwise([-1, *starts]):
        title = _title(lines[max(before + 1, start - _WITHIN) : start])
        if title is not None and not any(_may_be_one(title, other) for other in found):
            found.append(title)
    return _reason(found) if len(found) >= _SEVERAL else None


def _ends_in_first_section(element: Element) -> bool:
    """True where the last sentence is the heading of section 一, as dumps run it together."""
    folded = element.folded
    return _FIRST_SECTION.match(folded, folded.rfind("。") + 1) is not None


def _lines(element: Element) -> Iterator[Token]:
    """The sentences of a paragraph: dumps of tables run titles together with what is before."""
    if isinstance(element, Token):
        printed, folded = (text.split("。") for text in (element.text, element.folded))
        for text, line in zip_longest(printed, folded, fillvalue=""):
            yield element._replace(text=text, folded=line)


def _title(lines: Sequence[Token]) -> Title | None:
    titles = find_titles([line for line in lines if not is_neighbour(line.folded)])
    return next((title for title in titles if title.year), None)


def _may_be_one(title: Title, other: Title) -> bool:
    """Whether two titles may be those of one report: same year, and organs that do not differ."""
    if title.year != other.year:
        return False
    if title.issuer is None or other.issuer is None:
        return True
    if title.joined or other.joined:
        # The name of the site over a report of one of its bureaus may be taken for the organ's.
        kinds = {classify(normalize_issuer(name))[0] for name in (title.issuer, other.issuer)}
        return len(kinds) > 1 or compatible(title.issuer, other.issuer)
    return compatible(title.issuer, other.issuer)


def _reason(titles: Sequence[Title]) -> Reason:
    zh = "；".join(f"{_place(t.locator, 'zh')}{t.text.strip()}" for t in titles)
    en = "; ".join(f"{_place(t.locator, 'en')}{t.text.strip()}" for t in titles)
    return Reason(
        "several_reports",
        f"一个文件里有{len(titles)}份报告（{zh}），不能确定数字属于哪一份，请拆成单独的文件",
        f"the file holds {len(titles)} reports ({en}): split it into one file each",
    )


def _place(place: Locator, language: str) -> str:
    if place.page is not None:
        return f"第{place.page}页 " if language == "zh" else f"page {place.page}: "
    if place.line is not None:
        return f"第{place.line}行 " if language == "zh" else f"line {place.line}: "
    return ""
