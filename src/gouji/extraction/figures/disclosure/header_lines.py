"""Puts together a header of table 二 of which each cell stands on several lines of its text.

Texts of PDFs print what stands on one height of the page on one line: 信息内容, 本年新制作 and
本年新公开, and below it 数量 twice. The lines are one header where their words, each used once and
from left to right, make up the names of a section, in whatever order, and where each two neighbours
stand on one line with a part of theirs, so that the page tells which is left of the other.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import permutations

from gouji.extraction.characters import fold
from gouji.extraction.elements import Element, Token

_OPENING = "信息内容"
_LONGEST = 60
_MOST_LINES = 3
_AMOUNT = r"金额(?:\(单位:(?:万元|元)\)|\((?:万元|元)\))?"
_SECTIONS = tuple(
    tuple(map(re.compile, names))
    for names in (
        ("本年制发件数", "本年废止件数", "现行有效件数"),
        ("本年新制作数量", "本年新公开数量", "对外公开总数量"),
        ("上一年项目数量", "本年增/减", "处理决定数量"),
        ("上一年项目数量", "本年增/减"),
        ("采购项目数量", f"采购总{_AMOUNT}"),
    )
)
_BEGINS = re.compile("本年新?制|本年制发|上一?年|采购项|对外公开|现行有|处理决")


def with_joined_headers(elements: Sequence[Element]) -> list[Element]:
    """The elements, with the lines of one header put together."""
    found: list[Element] = []
    number = 0
    while number < len(elements):
        taken = _header(elements[number : number + _MOST_LINES])
        found.append(taken[1] if taken else elements[number])
        number += taken[0] if taken else 1
    return found


def _header(elements: Sequence[Element]) -> tuple[int, Token] | None:
    """How many of these lines are one header, and the header on one line; None where none is."""
    first = elements[0]
    if not isinstance(first, Token) or not _BEGINS.search(first.folded):
        return None
    lines: list[list[str]] = []
    opened = False
    for count, element in enumerate(elements, 1):
        if not isinstance(element, Token) or len(element.folded) > _LONGEST or element.is_value:
            return None
        words = [fold(word) for word in element.text.split()]
        opened = opened or words[:1] == [_OPENING]
        lines.append(words[1:] if words[:1] == [_OPENING] else words)
        names = opened and count > 1 and _names(lines)
        if names:
            return count, first._replace(folded=_OPENING + "".join(names))
    return None


def _names(lines: Sequence[Sequence[str]]) -> list[str] | None:
    """The names of a section that the words of these lines make up."""
    orders = (order for section in _SECTIONS for order in permutations(section))
    for section in orders:
        found = _spelt(section, lines, [0] * len(lines), frozenset(range(len(lines))))
        if found is not None:
            return found
    return None


def _spelt(
    section: Sequence[re.Pattern[str]],
    lines: Sequence[Sequence[str]],
    used: list[int],
    before: frozenset[int],
) -> list[str] | None:
    """The names, from the words behind the used ones; `before`: the lines of the name before."""
    if not section:
        whole = all(count == len(line) for count, line in zip(used, lines, strict=True))
        return [] if whole else None
    open_lines = [n for n, line in enumerate(lines) if used[n] < len(line)]
    for choice in range(1, 1 << len(open_lines)):
        own = frozenset(n for bit, n in enumerate(open_lines) if choice >> bit & 1)
        name = "".join(lines[n][used[n]] for n in sorted(own))
        if not own & before or not section[0].fullmatch(name):
            continue
        behind = [count + (n in own) for n, count in enumerate(used)]
        rest = _spelt(section[1:], lines, behind, own)
        if rest is not None:
            return [name, *rest]
    return None
