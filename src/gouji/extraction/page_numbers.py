"""Page numbers that are printed as a number alone, which a cell of a table may be too.

Where each line of a text that holds nothing but a number is one more than the one before it, and a
page of lines lies between each two (but the end of the text may come early on the last page), they
count the pages. A single cell among them breaks the row, and then none of them is taken for a page
number.
"""

from __future__ import annotations

import re
from itertools import pairwise

from gouji.documents.model import Document, Paragraph

_FEWEST = 3
_LINES = range(15, 71)
"""On a page."""
_DIGITS = 3
_PAGE_OF = re.compile(r"Page \d{1,3} [-–] (.{4,80})")
"""What books of pages that are leafed through print above each of them."""


def plain_page_numbers(document: Document) -> frozenset[int]:
    """Which blocks of a text are such numbers."""
    alone = [
        (number, block.locator.line or 0, int(block.text))
        for number, block in enumerate(document.blocks)
        if isinstance(block, Paragraph)
        and len(block.text) <= _DIGITS
        and block.text.isascii()
        and block.text.isdigit()
    ]
    if len(alone) < _FEWEST or alone[0][2] not in (1, 2) or alone[0][1] < _LINES.start:
        return frozenset()
    last = len(document.blocks) - 1
    for (_, above, number), (block, below, following) in pairwise(alone):
        lines = range(1, _LINES.stop) if block == last else _LINES
        if following != number + 1 or below - above not in lines:
            return frozenset()
    return frozenset(block for block, _, _ in alone)


def repeated_page_heads(document: Document) -> frozenset[int]:
    """Which blocks name page and title, where one before has named the same title."""
    seen: set[str] = set()
    found: set[int] = set()
    for number, block in enumerate(document.blocks):
        if isinstance(block, Paragraph) and block.text.startswith("Page "):
            head = _PAGE_OF.fullmatch(block.text.rstrip())
            if head and head[1] in seen:
                found.add(number)
            elif head:
                seen.add(head[1])
    return frozenset(found)
