"""Puts together a header of table 二 of which each cell stands on several lines of its text.

Texts of PDFs print what stands on one height of the page on one line: 信息内容, 本年新制作 and
本年新公开, and below it 数量 twice. The lines are one header where their words, each used once and
from left to right, make up the names of a section, in whatever order, and where each two neighbours
stand on one line with a part of theirs, so that the page tells which is left of the other.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache
from itertools import chain, permutations, product

from gouji.extraction.characters import fold
from gouji.extraction.elements import Element, Token

_OPENING = "信息内容"
_LONGEST = 60
_MOST_LINES = 3
_MOST_WORDS = 4
"""Of one name on a line: spaces may stand in words."""
_MOST_IN_ALL = 14
_UNITS = ("", "(单位:元)", "(单位:万元)", "(元)", "(万元)")
_SECTIONS = (
    ("本年制发件数", "本年废止件数", "现行有效件数"),
    ("本年新制作数量", "本年新公开数量", "对外公开总数量"),
    ("上一年项目数量", "本年增/减", "处理决定数量"),
    ("上一年项目数量", "本年增/减"),
    *(("采购项目数量", f"采购总金额{unit}") for unit in _UNITS),
)
_BY_LETTERS = {"".join(sorted("".join(names))): names for names in _SECTIONS}
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
    lines: list[tuple[str, ...]] = []
    opened = False
    for count, element in enumerate(elements, 1):
        if not isinstance(element, Token) or len(element.folded) > _LONGEST or element.is_value:
            return None
        words = [fold(word) for word in element.text.split()]
        opening = _words_of_opening(words)
        opened = opened or opening > 0
        lines.append(tuple(words[opening:]))
        names = opened and count > 1 and _names(tuple(lines))
        if names:
            return count, first._replace(folded=_OPENING + "".join(names))
    return None


def _words_of_opening(words: Sequence[str]) -> int:
    """How many words 信息内容 is at the beginning of a line: spaces may stand in it."""
    return next((n for n in range(1, 5) if "".join(words[:n]) == _OPENING), 0)


@lru_cache(maxsize=256)
def _names(lines: tuple[tuple[str, ...], ...]) -> list[str] | None:
    """The names of a section that the words of these lines make up."""
    if sum(map(len, lines)) > _MOST_IN_ALL:
        return None
    letters = sorted("".join(chain.from_iterable(lines)))
    section = _BY_LETTERS.get("".join(letters), ())
    orders = (_spelt(order, lines, [0] * len(lines), frozenset(range(len(lines))))
              for order in permutations(section) if order)  # fmt: skip
    return next((names for names in orders if names), None)


def _spelt(
    section: Sequence[str],
    lines: Sequence[Sequence[str]],
    used: list[int],
    before: frozenset[int],
) -> list[str] | None:
    """The names, from the words behind the used ones; `before`: the lines of the name before."""
    if not section:
        whole = all(count == len(line) for count, line in zip(used, lines, strict=True))
        return [] if whole else None
    left = [range(min(len(line) - n, _MOST_WORDS) + 1) for n, line in zip(used, lines, strict=True)]
    for taken in product(*left):
        own = frozenset(n for n, count in enumerate(taken) if count)
        words = (line[n : n + k] for line, n, k in zip(lines, used, taken, strict=True))
        name = "".join(chain.from_iterable(words))
        if not own & before or name != section[0]:
            continue
        behind = [n + k for n, k in zip(used, taken, strict=True)]
        rest = _spelt(section[1:], lines, behind, own)
        if rest is not None:
            return [name, *rest]
    return None
