"""The documents that a page links, or shows in a frame, instead of holding a text of its own."""

from __future__ import annotations

import re
from collections.abc import Iterator
from urllib.parse import unquote, urlsplit

from lxml import etree

from gouji.documents.joining import squeeze

HOLDERS = {"a": "href", "iframe": "src", "embed": "src", "object": "data"}
"""What leads to a document, and the attribute that says to which."""

_ENDING = re.compile(r"\.(?:pdf|docx?|wps|ofd|xlsx?|zip|rar)\b", re.IGNORECASE)
_LONGEST = 80


def attached_documents(page: bytes) -> str:
    """What the page calls them, or else their file names, as one line; empty where it has none.

    Args:
        page: in UTF-8, small enough to be parsed once more.
    """
    parser = etree.HTMLParser(encoding="utf-8", no_network=True, huge_tree=False)
    try:
        root = etree.fromstring(page, parser)
    except etree.XMLSyntaxError:
        return ""
    return "、".join(dict.fromkeys(_names(root))) if root is not None else ""


def _names(root: etree._Element) -> Iterator[str]:
    for element in root.iter(*HOLDERS):
        target = (element.get(HOLDERS[element.tag]) or "").strip()
        text = squeeze("".join(element.itertext())) if element.tag == "a" else ""
        if not _ENDING.search(target) and not _ENDING.search(text):
            continue
        try:
            path = urlsplit(target).path
        except ValueError:
            path = ""
        yield (text or unquote(path).rpartition("/")[2] or target)[:_LONGEST]
