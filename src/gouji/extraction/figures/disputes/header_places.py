"""The order of the columns of table 四 by where their names stand, in a text laid out by spaces."""

from __future__ import annotations

import re
from collections.abc import Sequence

from gouji.extraction.elements import Element
from gouji.extraction.figures.aligning.labels import column_patterns
from gouji.extraction.figures.aligning.rows import Row
from gouji.extraction.figures.aligning.stacked_words import header_words, named_from_left
from gouji.extraction.figures.disputes.blocks import block_of

_RESULTS = 5
_BLOCKS = 3
_OVER_SEVERAL = re.compile(r"行政|行政诉讼|诉讼")
_CASES = re.compile(r".*(?:复议|起诉|直接|后起|未经).*|诉")


def results_by_place(elements: Sequence[Element], first: Row | None) -> list[int] | None:
    """The fifteen columns of table 四 from left to right; None where not each is named just once.

    Each is five times the number of its block and the number of its result.
    """
    words = header_words(elements, first)
    words = [word for word in words if not _OVER_SEVERAL.fullmatch(word.text)]
    cases = [word for word in words if _CASES.fullmatch(word.text)]
    blocks = named_from_left(cases, _block)
    results = named_from_left([word for word in words if word not in cases], _results)
    if sorted(blocks) != list(range(_BLOCKS)) or len(results) != _BLOCKS * _RESULTS:
        return None
    named = [
        block * _RESULTS + result
        for number, block in enumerate(blocks)
        for result in results[number * _RESULTS : (number + 1) * _RESULTS]
    ]
    return named if sorted(named) == list(range(len(results))) else None


def _block(text: str) -> list[int]:
    block = block_of(text)
    return [] if block is None else [block]


def _results(text: str) -> list[int]:
    return [n for n, pattern in enumerate(column_patterns("disputes")) if pattern.search(text)]
