"""Putting pieces of text together the way a reader of Chinese would.

Shared by the readers: line breaks inside a cell or paragraph vanish between Chinese characters
and become one space elsewhere. No numbers are interpreted here; two digits on different lines
stay apart ("1 0"), because whether they are one number is for `gouji.extraction` to doubt.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence, Sized
from functools import lru_cache

# Han, kana, CJK punctuation, full-width forms, and the Chinese uses of general punctuation.
_WIDE = (
    "\u2014\u2018\u2019\u201c\u201d\u2026\u2460-\u24ff"
    "\u2e80-\u9fff\uf900-\ufaff\ufe30-\ufe4f\uff00-\uffef\U00020000-\U0003ffff"
)
_WIDE_CHAR = re.compile(f"[{_WIDE}]")
_NEWLINE_IN_CHINESE = re.compile(f"(?<=[{_WIDE}])[ \\t]*\\n[ \\t\\n]*(?=[{_WIDE}])")
_INVISIBLE = re.compile("[\u200b-\u200f\u2060\ufeff\u00ad]")

# The texts of cells are short, and mostly the same from report to report.
_OFTEN_REPEATED = 24

# A table whose longest cell is prose of this length, and most of the text, is page layout.
_PROSE_CELL = 400


@lru_cache(maxsize=4096)
def is_wide(char: str) -> bool:
    """True for characters that are set without spaces around them (Han, full-width ...)."""
    return _WIDE_CHAR.match(char) is not None


def join_lines(lines: Iterable[str]) -> str:
    """One text from the lines of a cell or paragraph; empty lines are ignored."""
    joined = ""
    for line in lines:
        if joined and line and not (is_wide(joined[-1]) or is_wide(line[0])):
            joined += " "
        joined += line
    return joined


def squeeze(text: str) -> str:
    """Markup text as displayed.

    Runs of white space become one space, or nothing where a line of the source was broken between
    two Chinese characters; zero-width characters vanish.
    """
    return _squeeze_short(text) if len(text) <= _OFTEN_REPEATED else _squeeze(text)


def _squeeze(text: str) -> str:
    if text.isascii():
        return " ".join(text.split())
    text = _INVISIBLE.sub("", text)
    if "\n" in text:
        text = _NEWLINE_IN_CHINESE.sub("", text)
    return " ".join(text.split())


_squeeze_short = lru_cache(maxsize=4096)(_squeeze)


def is_page_layout(texts: Sequence[Sized]) -> bool:
    """True where a "table" with these cells of text only arranges prose on a page."""
    longest = max(map(len, texts), default=0)
    return longest > _PROSE_CELL and longest * 2 > sum(map(len, texts))
