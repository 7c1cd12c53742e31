"""Files that name a report and do not hold it: its text is in an attachment or on another page.

Many sites publish a page with the title, the date and a link to a PDF, or show the PDF in a frame,
or let a script fetch the text. Read as prose, such a page is a report without tables that nothing
contradicts; it is refused instead, with what it leads to.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from gouji.documents.model import Document
from gouji.documents.reasons import Reason
from gouji.extraction.elements import Element, GridRow, cells_of, holds_value
from gouji.extraction.prose import Sentence
from gouji.extraction.report import Report

_SHORTEST_SENTENCE = 15
_FEWEST_SENTENCES = 2
_FOOTER = re.compile(r"版权所有|备案|网站标识码|技术支持|浏览器|主办单位|承办单位|下载|附件|详见")
_DOCUMENT = re.compile(
    r"[^\s/\\:：?&=]{1,80}\.(?:pdf|docx?|wps|ofd|xlsx?|zip|rar)(?![a-z])", re.IGNORECASE
)
_FEWEST_ROWS = 3
"""More rows with a number or a mark for none than the box of dates beside a title has."""
_MOST_NAMED = 3


def kept_elsewhere(
    report: Report, document: Document, found: Sequence[Element], prose: Sequence[Sentence]
) -> Reason | None:
    """Why a file is no report; None where it has a table, a number or a text of its own.

    Args:
        report: as read.
        document: as opened; its metadata may name what the page leads to.
        found: all its elements.
        prose: its sentences.
    """
    if report.tables or report.claims or any(n is not None for n in report.outline.sections):
        return None
    if _tells(prose) or sum(map(_is_row, found)) >= _FEWEST_ROWS:
        return None
    named = _named(document, found)
    zh = f"，页面指向：{named}" if named else ""
    en = f"; it leads to {named}" if named else ""
    return Reason(
        "text_elsewhere",
        f"文件里没有报告的正文：没有一节、一张表或一段叙述，正文可能在附件、另一页面或脚本里{zh}",
        "the file does not hold the text of a report: no section, table or account; it may be in "
        f"an attachment, on another page or in a script{en}",
    )


def _is_row(element: Element) -> bool:
    return isinstance(element, GridRow) and holds_value(element)


def _tells(prose: Sequence[Sentence]) -> bool:
    whole = (
        one.folded
        for one in prose
        if len(one.folded) >= _SHORTEST_SENTENCE and one.folded.endswith("。")
    )
    return sum(1 for text in whole if not _FOOTER.search(text)) >= _FEWEST_SENTENCES


def _named(document: Document, found: Sequence[Element]) -> str:
    """The documents that its links and frames lead to, or else that the text names."""
    attached = document.metadata.get("attached")
    if attached:
        return attached
    texts = (cell.text for element in found for cell in cells_of(element))
    names = (name for text in texts for name in _DOCUMENT.findall(text))
    return "、".join(list(dict.fromkeys(names))[:_MOST_NAMED])
