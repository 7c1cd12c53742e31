"""What the text of one table cell says: a number, nothing, a dash, or something not certain.

Signs in words, units with the interval of their printed precision, thousands separators and
full-width digits are understood. Digits that can be read in two ways are ambiguous, with both
readings as candidates; nothing is repaired.
"""

from __future__ import annotations

import re
from decimal import Decimal
from functools import lru_cache

from gouji.extraction.characters import fold
from gouji.forms.model import Unit
from gouji.forms.values import BLANK, DASH, UNREADABLE, CellValue, Number

MOST_DIGITS = 15
"""More digits in a row are no count and no amount: they are those of several cells."""

_DASH = re.compile(
    r"[/\\|\-~_.·*×]+|无|空|没有|不涉及|未涉及|不适用|暂无|无数据|N/?A|NULL|none"
    r"|(?:无|没有)变化|[无未没有]{1,2}增[无未]?减|无增减|(?:[与同和](?:上年|去年|上一年度?))?持平|不变"
    r"|无(?:此|该)(?:项|类|事项|权限|情况)|无收费(?:项目)?|[不未]收费|未开展",
    re.IGNORECASE,
)
_PLUS = r"(?:增加|新增|增|上升|↑|\+)"
_MINUS = r"(?:减少|減少|减|減|下降|↓|-)"
_NUMBER = r"(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d+)?"
_CELL = re.compile(
    rf"(?:(?P<than>[较比](?:上年|去年|上一年度?)(?:相比)?)(?={_PLUS}|{_MINUS}))?"
    rf"(?P<sign>{_PLUS}|{_MINUS})?(?P<number>{_NUMBER})"
    r"(?P<unit>亿元|万元|亿|万|元)?(?:人民币)?"
    r"(?:件次|人次|户次|[件个项条宗起次份部人户家例批笔篇册卷处则期本种场位名])?"
    r"(?P<qualifier>\([^()]*\))?[。;,]?"
)
_GROUPED = re.compile(r"^[\s]*(\d{1,3}(?:[ \u00a0]\d{3})+)[\s]*$")
_SPLIT = re.compile(r"\d\s+\d")
_SCALE = {"元": 1, "万": 10_000, "万元": 10_000, "亿": 100_000_000, "亿元": 100_000_000}
_NOTE_MARK = re.compile(r"[\u00b2\u00b3\u00b9\u00bc-\u00be\u2070-\u209f\u2150-\u218b\u2460-\u24ff]")
"""Small and circled digits mark a note; folding makes ordinary digits of them."""
_REFERENCE = re.compile(r"(?<=[\d元件])(?:\^\d{1,2}|\[注?\d{1,2}\]|[*※]{1,3})$")
"""A note set off from the number: raised in a page (the readers write "^"), in brackets, a star."""
_UNIT_ASIDE = re.compile(r"\((?:单位:?)?(亿元|万元|亿|万|元)\)")
_TWO_SIGNS = re.compile(r"[-+]{2}\d{1,9}")
"""A sign of which nobody knows whether it is meant once; its cell is one all the same."""
_LISTED = re.compile(r"\s*[-–—−]\s+\d")
"""Less than nothing, or an item of a list: converters to Markdown take numbers alone for such."""
_LEADING_ZERO = re.compile(r"0\d")
"""Several cells run into one (00), or one that lost its first digit; no count is printed so."""
_FRAGMENT = re.compile(r"[.,]\d+(?:亿元|万元|亿|万|元)?|\d{3,}[.,]")
"""A part of a number that was broken at its point; `1.` numbers an item."""
_ZERO = re.compile(r"[Oo〇○零]")
_MISREAD = re.compile(r"[lI]|(?=.*\d)(?=.*[Oo〇○lI])[1-9lI][\dOo〇○lI]{1,6}")
"""Digits among which letters stand that look like 0 and 1, as in recognised text."""
_DIGITS = str.maketrans("Oo〇○lI", "000011")


_COUNTED = re.compile(rf"[-+]?{_NUMBER}[^\d.、,:;)\-/年月日]{{1,4}}")
"""A number and what it counts, in words that no cell is known to hold."""


@lru_cache(maxsize=8192)
def is_unread_number(folded: str) -> bool:
    """True for what begins with a number and is none that `parse_cell` reads: 12摞."""
    return bool(_COUNTED.fullmatch(folded)) and not looks_like_value(folded)


@lru_cache(maxsize=8192)
def looks_like_value(folded: str) -> bool:
    """True where a cell holds a number, a part of one, or a mark for "none" (folded, not empty)."""
    return bool(
        _DASH.fullmatch(folded)
        or _CELL.fullmatch(folded)
        or _ZERO.fullmatch(folded)
        or _FRAGMENT.fullmatch(folded)
        or _MISREAD.fullmatch(folded)
        or _TWO_SIGNS.fullmatch(folded)
        or (_REFERENCE.search(folded) and _CELL.fullmatch(_REFERENCE.sub("", folded)))
    )


@lru_cache(maxsize=8192)
def has_digit(folded: str) -> bool:
    """True where any digit is printed."""
    return any(char.isdigit() for char in folded)


def money_unit(header: str) -> str | None:
    """The unit of money that a folded header states, such as 万元 in 本年收费金额(单位:万元).

    None where it states none, or several.
    """
    found = set(re.findall(r"亿元|万元|元", header))
    return found.pop() if len(found) == 1 else None


@lru_cache(maxsize=8192)
def parse_cell(
    text: str, unit: Unit = Unit.COUNT, *, signed: bool = False, header_unit: str | None = None
) -> CellValue:
    """Reads one cell. `header_unit` is the unit of money that the column header states."""
    folded = _REFERENCE.sub("", fold(text))
    if not folded:
        return BLANK
    if _DASH.fullmatch(folded):
        return DASH
    if _ZERO.fullmatch(folded):
        return CellValue.reported(0)
    if _MISREAD.fullmatch(folded):
        return _misread(folded)
    match = _CELL.fullmatch(folded)
    if match is None:
        return CellValue.ambiguous() if has_digit(folded) else UNREADABLE
    if sum(map(str.isdigit, match["number"])) > MOST_DIGITS:
        return CellValue.ambiguous()
    if _SPLIT.search(text) and not _GROUPED.match(text):
        return _split_digits(text)
    if _NOTE_MARK.search(text) or _LEADING_ZERO.match(match["number"]):
        return CellValue.ambiguous()
    if _LISTED.match(text) and (number := _whole(Decimal(match["number"].replace(",", "")))):
        return CellValue.ambiguous((number, -number))
    return _number(match, unit, signed=signed, header_unit=header_unit)


def _number(
    match: re.Match[str], unit: Unit, *, signed: bool, header_unit: str | None
) -> CellValue:
    if match["than"] and not signed:
        return CellValue.ambiguous()  # 较上年增加11 is a change, and nothing else
    number = Decimal(match["number"].replace(",", ""))
    negative = bool(match["sign"] and re.fullmatch(_MINUS, match["sign"]))
    aside = _UNIT_ASIDE.fullmatch(match["qualifier"] or "")
    own_unit = match["unit"] or (aside and aside[1])
    if unit is Unit.YUAN:
        return _money(-number if negative else number, own_unit or header_unit)
    if own_unit:
        return CellValue.ambiguous()
    if negative and not signed:
        return CellValue.reported(_whole(-number))
    return CellValue.reported(_whole(-number if negative else number))


def _whole(number: Decimal) -> Number:
    return int(number) if number == number.to_integral_value() else number


def _split_digits(text: str) -> CellValue:
    pieces = [piece for piece in re.split(r"\s+", text.strip()) if piece.isdigit()]
    joined = "".join(pieces)
    return CellValue.ambiguous((int(joined), *(int(piece) for piece in pieces)) if pieces else ())


def _misread(folded: str) -> CellValue:
    """What letters like digits may mean: l and I at an end may also be rules beside the number."""
    rest = folded.strip("lI").translate(_DIGITS)
    readings = (int(folded.translate(_DIGITS)), int(rest) if rest else None)
    return CellValue.ambiguous(tuple(dict.fromkeys(readings)))


def _money(number: Decimal, unit: str | None) -> CellValue:
    if number == 0:
        return CellValue.reported(Decimal(0))
    if unit is None:
        return CellValue.ambiguous((number, number * 10_000))
    scale = _SCALE[unit]
    if abs(number) * scale >= 10**MOST_DIGITS:
        return CellValue.ambiguous()
    exponent = number.as_tuple().exponent
    half_step = Decimal(5) * Decimal(10) ** (int(exponent) - 1) * scale
    value = (number * scale).quantize(Decimal("0.01"))
    return CellValue.reported(value, value - half_step, value + half_step)
