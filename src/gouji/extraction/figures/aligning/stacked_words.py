"""The words of a header by their places, in a text that is laid out by spaces.

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
from gouji.extraction.figures.aligning.rows import Row

_LONGEST_NAME = 8
_WORD = re.compile(r"\S+")

Names = Callable[[str], Sequence[int]]


class Word(NamedTuple):
    """A word, or several one below the other: the characters of the line it takes up, its text."""

    start: int
    end: int
    text: str


def header_words(elements: Sequence[Element], first: Row | None) -> list[Word]:
    """The words in front of the first cell of a row; none where no line is laid out by spaces."""
    if first is None or first.grid_row is not None or not first.tokens:
        return []
    above = takewhile(lambda element: element is not first.tokens[0], elements)
    lines = [element for element in above if isinstance(element, Token)]
    if not any(line.indent for line in lines):
        return []
    return [
        Word(line.indent + match.start(), line.indent + match.end(), match[0])
        for line in lines
        for match in _WORD.finditer(line.text)
        if len(match[0]) <= _LONGEST_NAME
    ]


def named_from_left(words: Iterable[Word], names: Names) -> list[int]:
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


def _stacks(words: Iterable[Word]) -> Iterator[Word]:
    """The words, those that stand one below the other as one."""
    stacks: list[Word] = []
    for word in words:
        met = [one for one in stacks if one.start < word.end and word.start < one.end]
        stacks = [one for one in stacks if one not in met]
        start = min(one.start for one in (*met, word))
        end = max(one.end for one in (*met, word))
        stacks.append(Word(start, end, "".join(one.text for one in (*met, word))))
    yield from stacks
