"""What a header names, by the places of its words in a text that is laid out by spaces.

Dumps that keep the layout of a page (`pdftotext -layout`) print a narrow header cell over several
lines, each with pieces of several cells: read line by line the names come to pieces, and in another
order. What stands one below the other is one cell.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import takewhile
from typing import NamedTuple

from gouji.extraction.characters import fold
from gouji.extraction.elements import Element, Token
from gouji.extraction.figures.disputes_blocks import block_of
from gouji.extraction.figures.labels import column_patterns
from gouji.extraction.figures.requests_header import columns_named
from gouji.extraction.figures.rows import Row

_COLUMNS = 7
_RESULTS = 5
_BLOCKS = 3
_LONGEST_NAME = 8
_WORD = re.compile(r"\S+")
_APPLICANTS = re.compile(r"申请人|申请人情况|法人或?|(?:法人)?或?其他组织|法人或其他")
_DISPUTES = re.compile(r"行政|行政诉讼|诉讼")
_CASES = re.compile(r".*(?:复议|起诉|直接|后起|未经).*|诉")

Names = Callable[[str], Sequence[int]]


class _Stack(NamedTuple):
    """Words one below the other: the characters of the line that they take up, and their text."""

    start: int
    end: int
    text: str


def columns_by_place(elements: Sequence[Element], first: Row | None) -> list[int] | None:
    """The columns of table 三 from left to right; None where not each is named just once.

    `first`: the first row of the form; what stands in front of its first cell is the header.
    """
    words = [one for one in _header(elements, first) if not _APPLICANTS.fullmatch(one.text)]
    named = _named(words, columns_named)
    return named if sorted(named) == list(range(_COLUMNS)) else None


def results_by_place(elements: Sequence[Element], first: Row | None) -> list[int] | None:
    """The fifteen columns of table 四 from left to right; None where not each is named just once.

    Each is five times the number of its block and the number of its result.
    """
    words = [one for one in _header(elements, first) if not _DISPUTES.fullmatch(one.text)]
    cases = [one for one in words if _CASES.fullmatch(one.text)]
    blocks = _named(cases, lambda text: [] if (block := block_of(text)) is None else [block])
    results = _named([one for one in words if one not in cases], _results)
    if sorted(blocks) != list(range(_BLOCKS)):
        return None
    named = [
        block * _RESULTS + result
        for number, block in enumerate(blocks)
        for result in results[number * _RESULTS : (number + 1) * _RESULTS]
    ]
    told = len(results) == _BLOCKS * _RESULTS
    return named if told and sorted(named) == list(range(len(results))) else None


def _results(text: str) -> list[int]:
    return [n for n, pattern in enumerate(column_patterns("disputes")) if pattern.search(text)]


def _header(elements: Sequence[Element], first: Row | None) -> list[_Stack]:
    """The words in front of the first cell of a row; none where no line is laid out by spaces."""
    if first is None or first.grid_row is not None or not first.tokens:
        return []
    above = takewhile(lambda element: element is not first.tokens[0], elements)
    lines = [element for element in above if isinstance(element, Token)]
    if not any(line.indent for line in lines):
        return []
    return [
        _Stack(line.indent + match.start(), line.indent + match.end(), match[0])
        for line in lines
        for match in _WORD.finditer(line.text)
        if len(match[0]) <= _LONGEST_NAME
    ]


def _named(words: Iterable[_Stack], names: Names) -> list[int]:
    """What the words name from left to right, those that stand one below the other as one.

    Empty where one place names several. Neighbours that name nothing are tried together: a wide
    cell sets the characters of a short name apart, and places may be out by one.
    """
    found: list[int] = []
    rest = ""
    for stack in sorted(_stacks(words)):
        text = fold(stack.text)
        named = names(text) or names(rest + text) or names(text + rest)
        if len(named) > 1:
            return []
        found.extend(named)
        rest = "" if named else rest + text
    return found


def _stacks(words: Iterable[_Stack]) -> Iterator[_Stack]:
    """The words, those that stand one below the other as one."""
    stacks: list[_Stack] = []
    for word in words:
        met = [one for one in stacks if one.start < word.end and word.start < one.end]
        stacks = [one for one in stacks if one not in met]
        start = min(one.start for one in (*met, word))
        end = max(one.end for one in (*met, word))
        stacks.append(_Stack(start, end, "".join(one.text for one in (*met, word))))
    yield from stacks
