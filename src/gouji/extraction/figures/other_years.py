"""Tables of another year that offices print behind those of their report.

附：2021年收到和处理政府信息公开申请情况 in the report of 2022: what stands below such a caption
is no second table of the report, and contradicts nothing in the first.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from gouji.extraction.elements import Element, Token, holds_value
from gouji.extraction.figures.aligning.regions import starts_table
from gouji.extraction.identity.dates import YEAR

_YEAR = re.compile(rf"(?<!\d)({YEAR})年")
_CAPTION = re.compile(r"情况|统计|数据|表|公开申请|复议|诉讼|主动公开")
_LONGEST = 45
_WITHIN = 3


def without_other_years(table: str, part: list[Element], year: int | None) -> list[Element]:
    """The elements of a table down to the caption of the same table of another year."""
    if year is None:
        return part
    filled = False
    for number, element in enumerate(part):
        if filled and isinstance(element, Token) and _names_another(element, str(year)):
            below = part[number + 1 : number + 1 + _WITHIN]
            if any(starts_table(table, one) for one in below):
                return part[:number]
        filled = filled or holds_value(element)
    return part


def is_of_another_year(elements: Sequence[Element], start: int, year: int | None) -> bool:
    """True where a caption right above the table that starts there names another year."""
    above = elements[max(0, start - _WITHIN) : start + 1]
    return year is not None and any(
        isinstance(element, Token) and _names_another(element, str(year)) for element in above
    )


def _names_another(line: Token, year: str) -> bool:
    """True for a caption that names one year, and not that of the report."""
    if len(line.folded) > _LONGEST or "。" in line.folded:
        return False
    years = set(_YEAR.findall(line.folded))
    return bool(years) and year not in years and _CAPTION.search(line.folded) is not None
