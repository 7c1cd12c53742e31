"""Pages whose text a program keeps as XML, with names of elements as in text encoding (TEI)."""

from __future__ import annotations

from lxml import etree

from gouji.documents.html.page import read_html
from gouji.documents.html.tree import refuse_crowds
from gouji.documents.model import Document
from gouji.documents.reasons import Unreadable, reason
from gouji.documents.strict_xml import parse_xml

_NAMES = {"row": "tr", "cell": "td", "head": "h2", "item": "li", "lb": "br"}
_BESIDE = ("teiHeader", "comments")
"""What stands beside the text of the page."""


def read_page_in_xml(data: bytes) -> Document:
    """Read one such file as the page that it was.

    Raises:
        Unreadable: it is not whole, or as `read_html`.
    """
    refuse_crowds(data)
    try:
        root = parse_xml(data)
    except etree.XMLSyntaxError as error:
        raise Unreadable(reason("xml_broken", line=error.lineno or 1)) from None
    for element in root.iter("{*}*"):
        name = etree.QName(element).localname
        element.tag = "script" if name in _BESIDE else _NAMES.get(name, name)
    page: bytes = etree.tostring(root, method="html", encoding="utf-8")
    return read_html(page)
