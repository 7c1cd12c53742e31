"""Parts a label of the form from the number that a converter glued to it (`行政处罚2184`).

Only where the label is one that the table knows and nothing but numbers follows it: a number at the
end of other text may be anything. Where the glued digits may be several cells (`规章000`) they stay
one token, and counting the cells of the row shows that some are missing.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from gouji.extraction.characters import fold
from gouji.extraction.elements import Element, GridRow, Token
from gouji.extraction.figures.aligning.labels import ends_with_label
from gouji.extraction.numbers import looks_like_value
from gouji.forms.model import Table

_GLUED = re.compile(
    r"^(?P<label>.*?[一-鿿)）”\"])"
    r"(?P<values>[-+增减]?\d(?:[^一-鿿()（）]|(?<=\s)(?:增加?|减少?)(?=\d))*(?:件|亿?万?元)?)$"
)
_BEHIND_GROUP = re.compile(r"^\(?[一二三四五六]\)?[一-鿿]{4}(?=\d[.、][一-鿿])")
"""（三）不予公开1.属于国家秘密: the label of a group runs into that of its first row."""
_ENDS = re.compile(r"[\d件元]$")
_LONGEST = 80


def part_labels(table: Table, elements: Sequence[Element]) -> list[Element]:
    """The elements, with each glued label replaced by a label and its numbers."""
    found: list[Element] = []
    for element in elements:
        if isinstance(element, GridRow) or not _ENDS.search(element.folded):
            found.append(element)
        else:
            found.extend(_parted(table, element))
    return found


def _parted(table: Table, token: Token) -> list[Token]:
    if token.is_value or len(token.text) > _LONGEST:
        return [token]
    match = _GLUED.match(token.text.strip())
    if match is None:
        return [token]
    own = _BEHIND_GROUP.sub("", fold(match["label"]))
    if not ends_with_label(table.id, own):
        return [token]
    values = match["values"].split()
    if not all(looks_like_value(fold(value)) for value in values):
        return [token]
    label = token._replace(text=match["label"], folded=fold(match["label"]))
    return [label, *(token._replace(text=v, folded=fold(v), gap=0, torn=False) for v in values)]
