"""Printed lines -> paragraphs.

A line that reaches the right margin goes on in the next one, unless that is indented, set apart,
of another size or starts like a heading. Lines with columns (tabs) are never joined. Paragraphs
may go on on the next page; page numbers stay in as paragraphs of their own.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from gouji.documents.joining import join_lines
from gouji.documents.pdf.lines import Line
from gouji.documents.pdf.rulings import Box

# In units of the font size, unless said otherwise.
_FULL = 1.8
_INDENT = 0.8
_LEADING = 2.6
_SIZES_DIFFER = 0.15
_MIN_LINE = 10
_BODY_SHARE = 0.5  # of the page width

_HEADING = re.compile(
    r"[一二三四五六七八九十]{1,3}[、.．]|[(（][一二三四五六七八九十]{1,3}[)）]|第[一二三四五六七八九十]{1,3}[条章节部]"
    r"|\d{1,2}[、.．](?!\d)|[(（]\d{1,2}[)）]"
)
PAGE_NUMBER = re.compile(
    r"[\s\-—–－·~]*(?:第\s*)?\d{1,4}(?:\s*+页)?(?:\s*+(?:[/／,，]\s*+)?(?:共\s*+)?\d{1,4}(?:\s*+页)?)?[\s\-—–－·~]*"
)


@dataclass(slots=True)
class PlacedText:
    """A paragraph and where it starts.

    opens: False where it may be the rest of a paragraph that began before.
    ends: False where it may go on, because its last line is full.
    """

    text: str
    box: Box
    size: float
    opens: bool
    ends: bool


def paragraphs(lines: Iterable[Line], page_width: float) -> list[PlacedText]:
    """The paragraphs of the part of one page that is outside tables, from top to bottom."""
    lines = list(lines)
    body = [line for line in lines if len(line.text) >= _MIN_LINE and "\t" not in line.text]
    left = min((line.box[0] for line in body), default=0.0)
    right = max((line.box[2] for line in body), default=0.0)
    if right - left < _BODY_SHARE * page_width:
        right = page_width  # no line is long enough to tell where lines are broken
    found: list[PlacedText] = []
    last: Line | None = None
    for line in lines:
        ends = "\t" in line.text or line.box[2] < right - _FULL * line.size
        opens = (
            "\t" in line.text
            or line.box[0] > left + _INDENT * line.size
            or _HEADING.match(line.text) is not None
        )
        if last is not None and not opens and not found[-1].ends and _follows(last, line):
            before = found[-1]
            before.text = join_lines((before.text, line.text))
            before.box = _around(before.box, line.box)
            before.ends = ends
        else:
            found.append(PlacedText(line.text, line.box, line.size, opens, ends))
        last = line
    return found


def goes_on(before: PlacedText, after: PlacedText) -> bool:
    """True if `after`, at the top of a page, is the rest of `before`, at the end of the last."""
    return not before.ends and not after.opens and _same_size(before.size, after.size)


def _follows(last: Line, line: Line) -> bool:
    return _same_size(last.size, line.size) and 0 < line.base - last.base <= _LEADING * line.size


def _same_size(one: float, other: float) -> bool:
    return abs(one - other) <= _SIZES_DIFFER * max(one, other)


def _around(one: Box, other: Box) -> Box:
    return (
        min(one[0], other[0]),
        min(one[1], other[1]),
        max(one[2], other[2]),
        max(one[3], other[3]),
    )
