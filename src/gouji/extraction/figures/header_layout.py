"""The order of the columns of table 三 in a text that keeps the layout of its page.

Names over one, two or three lines stand in the middle of their cells there, so that line by line
those of two lines come first, and 自然人 after the columns of organisations. Where each name stands
on its line tells the order from left to right.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Sequence
from itertools import pairwise

from gouji.extraction.characters import fold
from gouji.extraction.elements import Element, Token
from gouji.extraction.figures.requests_header import columns_named

_WIDTH = 7
_FIRST_ROW = re.compile(r"本年度?新收|新收政府信息")
_SEPARATE = re.compile(r"\S {2,}\S")
_WORD = re.compile(r"\S+")
_BEGUN = {"法律": 4}
"""The first line of 法律服务机构 over three."""


def stands_in_form_order(elements: Sequence[Element]) -> bool:
    """True where the lines above the first row have each column to the right of the one before it.

    False also where they do not tell: a name is missing, or one line does not keep its places.
    """
    places: defaultdict[int, list[int]] = defaultdict(list)
    kept = False
    for element in elements:
        if not isinstance(element, Token) or _FIRST_ROW.search(element.folded):
            break
        kept = kept or _SEPARATE.search(element.text) is not None
        for word in _WORD.finditer(element.text):
            folded = fold(word[0])
            named = columns_named(folded) or ((_BEGUN[folded],) if folded in _BEGUN else ())
            if len(named) > 1:
                return False
            # Twice the middle of the word; a wide character takes one place, as PDF programs print.
            for column in named:
                places[column].append(word.start() + word.end() + 2 * element.indent)
    if not kept or sorted(places) != list(range(_WIDTH)):
        return False
    return all(max(places[a]) < min(places[b]) for a, b in pairwise(range(_WIDTH)))
