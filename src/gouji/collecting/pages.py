"""Whether a page holds the report itself, and what is attached to it.

Gouji's own reader decides: a page with a table of a form is the report. What is attached to any
other page (PDF, Word, workbook, ZIP) is looked at, in the order of how much it looks like one.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import IntEnum
from urllib.parse import unquote, urljoin, urlsplit

from lxml import etree

from gouji.documents.encoding import utf8
from gouji.documents.html.attached import HOLDERS
from gouji.documents.opening import detect_format
from gouji.documents.reasons import Unreadable
from gouji.extraction.reader import read_reports
from gouji.extraction.report import Report
from gouji.web import WebError, address_of

_ENDING = re.compile(r"\.(?:pdf|docx?|wps|xlsx?|zip)$", re.IGNORECASE)
_NAMED_LIKE_ONE = re.compile(r"年度报告|年报|信息公开")

ENDINGS = {
    "html": ".html",
    "pdf": ".pdf",
    "docx": ".docx",
    "xlsx": ".xlsx",
    "doc": ".doc",
    "xls": ".xls",
    "rtf": ".rtf",
    "zip": ".zip",
    "text": ".txt",
    "markdown": ".md",
    "json": ".json",
    "page_in_xml": ".xml",
    "ofd": ".ofd",
    "package": ".zip",
    "pptx": ".pptx",
    "mhtml": ".mht",
}
"""By format; a format that is not here is no document. Some are taken in although no reader knows
them: the run then says so, instead of their being missing."""

_WITHOUT_TEXT = frozenset({"empty", "no_text", "text_elsewhere"})
_IMAGES = {b"\x89PNG": ".png", b"\xff\xd8\xff": ".jpg", b"II*\0": ".tif", b"MM\0*": ".tif"}


class Standing(IntEnum):
    """How much of a report some bytes are, best first."""

    TABLE = 0
    UNREADABLE = 1
    """A document that cannot be read (a scan): it may hold the tables."""
    NARRATIVE = 2
    """Year or numbers, but no table."""
    NOTHING = 3


@dataclass(frozen=True, slots=True)
class Judged:
    """What some bytes are. format: as `gouji.documents.opening` names it. ending: for the file."""

    standing: Standing
    format: str
    ending: str | None


def judge(data: bytes, name: str = "") -> Judged:
    """What the bytes of a reply are; whatever the server calls them does not count.

    Args:
        data: the bytes.
        name: a name, whose ending tells Markdown from text.
    """
    format = detect_format(data, name)
    ending = ENDINGS.get(format)
    if format == "image":
        ending = next((end for mark, end in _IMAGES.items() if data.startswith(mark)), None)
    if ending is None:
        return Judged(Standing.NOTHING, format, None)
    reports = [report for _, report in read_reports(data, f"report{ending}")]
    if any(report.tables for report in reports):
        standing = Standing.TABLE
    elif any(_is_opaque(report) for report in reports):
        standing = Standing.UNREADABLE
    elif any(report.claims or report.identity.year for report in reports):
        standing = Standing.NARRATIVE
    else:
        standing = Standing.NOTHING
    return Judged(standing, format, ending)


def _is_opaque(report: Report) -> bool:
    """Whether there is something in it that cannot be read; an empty page holds nothing."""
    return report.unreadable is not None and report.unreadable.code not in _WITHOUT_TEXT


@dataclass(frozen=True, slots=True)
class Attachment:
    """A document that a page leads to. likely: whether it is named like a report."""

    url: str
    likely: bool


def attachments(page: bytes, url: str) -> list[Attachment]:
    """The documents that a page links or shows, the likely ones first, each once.

    Args:
        page: its bytes.
        url: where they came from.
    """
    try:
        parser = etree.HTMLParser(encoding="utf-8", no_network=True, huge_tree=False)
        root = etree.fromstring(utf8(page), parser)
    except (etree.XMLSyntaxError, Unreadable, ValueError):
        return []
    if root is None:
        return []
    start = urljoin(url, next(iter(root.xpath("//base/@href")), ""))
    found: dict[str, Attachment] = {}
    for element in root.iter(*HOLDERS):
        one = _attachment(element, start)
        if one is not None and (one.url not in found or one.likely):
            found[one.url] = one
    return sorted(found.values(), key=lambda one: not one.likely)


def _attachment(element: etree._Element, start: str) -> Attachment | None:
    target = element.get(HOLDERS[element.tag])
    if not target:
        return None
    try:
        url = address_of(urljoin(start, target.strip())).url
    except (WebError, ValueError):
        return None
    text = "".join(element.itertext()).strip()
    title = element.get("title") or ""
    path = unquote(urlsplit(url).path)
    if not any(_ENDING.search(name) for name in (path, text, title.strip())):
        return None
    return Attachment(url, bool(_NAMED_LIKE_ONE.search(f"{path} {text} {title}")))
