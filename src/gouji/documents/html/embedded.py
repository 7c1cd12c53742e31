"""Pages whose content is not in the page but in a script: HTML inside a JavaScript string or JSON.

Only asked where a page has no table of its own. What is found is plain markup again, read by
`gouji.documents.html.page`; no script is ever run.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from lxml import etree

_STRING = re.compile(r'"(?:[^"\\]|\\.)*"|\'(?:[^\'\\]|\\.)*\'|`(?:[^`\\]|\\.)*`', re.S)
_JOINER = re.compile(r"\s*\+\s*")
_ESCAPE = re.compile(r"\\(?:u([0-9a-fA-F]{4})|x([0-9a-fA-F]{2})|(.))", re.S)
_LETTERS = {"n": "\n", "r": "\n", "t": "\t", "b": "", "f": "", "v": "", "\n": ""}
_TABLE = re.compile(r"<table[\s>].*<td[\s>]", re.I | re.S)
_ANY_TABLE = re.compile(r"(?:<|\\u003c|\\x3c)table", re.I)


def may_hold_markup(root: etree._Element) -> bool:
    """True where a script of the page names a table, also with attributes of looks left out."""
    return any(script.text and _ANY_TABLE.search(script.text) for script in root.iter("script"))


def embedded_markup(root: etree._Element) -> Iterator[str]:
    """The markup of each string in a script of the page that holds a table, without escapes.

    Strings that are only put together by "+" count as one.
    """
    for script in root.iter("script"):
        source = script.text
        if source and _ANY_TABLE.search(source):
            for text in _strings(source):
                if _TABLE.search(text):
                    yield text


def _strings(source: str) -> Iterator[str]:
    parts: list[str] = []
    end = -1
    for match in _STRING.finditer(source):
        if parts and not _JOINER.fullmatch(source, end, match.start()):
            yield "".join(parts)
            parts = []
        parts.append(_ESCAPE.sub(_unescaped, match.group()[1:-1]))
        end = match.end()
    if parts:
        yield "".join(parts)


def _unescaped(match: re.Match[str]) -> str:
    code = match.group(1) or match.group(2)
    if code is None:
        char: str = match.group(3)
        return _LETTERS.get(char, char)
    value = int(code, 16)
    return "\ufffd" if 0xD800 <= value <= 0xDFFF else chr(value)
