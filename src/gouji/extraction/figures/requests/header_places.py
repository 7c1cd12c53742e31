"""The order of the columns of table 三 by where their names stand, in a text laid out by spaces."""

from __future__ import annotations

import re
from collections.abc import Sequence

from gouji.extraction.elements import Element
from gouji.extraction.figures.aligning.rows import Row
from gouji.extraction.figures.aligning.stacked_words import header_words, named_from_left
from gouji.extraction.figures.requests.column_names import columns_named

_COLUMNS = 7
_OVER_SEVERAL = re.compile(r"申请人|申请人情况|法人或?|(?:法人)?或?其他组织|法人或其他")


def columns_by_place(elements: Sequence[Element], first: Row | None) -> list[int] | None:
    """The columns of table 三 from left to right; None where not each is named just once.

    `first`: the first row of the form; what stands in front of its first cell is the header.
    """
    words = header_words(elements, first)
    named = named_from_left(
        [word for word in words if not _OVER_SEVERAL.fullmatch(word.text)], columns_named
    )
    return named if sorted(named) == list(range(_COLUMNS)) else None
