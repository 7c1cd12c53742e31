"""What the styles of a workbook say about a cell: number format, border, struck out.

How a number looks in a format is decided in `xlsx_numbers`.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import TypeAlias

from lxml import etree

from gouji.documents.office.xlsx_numbers import GENERAL

S = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
Element: TypeAlias = etree._Element

_DATE, _TIME, _UNKNOWN = "yyyy-mm-dd", "h:mm:ss", "??/??"
# The formats that files name by number only; 27 to 36 and 50 to 58 are dates of East Asia.
_BUILT_IN = (
    {0: GENERAL, 1: "0", 2: "0.00", 3: "#,##0", 4: "#,##0.00", 9: "0%", 10: "0.00%", 49: "@"}
    | dict.fromkeys((11, 12, 13, 48), _UNKNOWN)
    | dict.fromkeys((*range(14, 18), 22, *range(27, 37), *range(50, 59)), _DATE)
    | dict.fromkeys((18, 19, 20, 21, 45, 46, 47), _TIME)
    | {5: '"¥"#,##0', 6: '"¥"#,##0', 7: '"¥"#,##0.00', 8: '"¥"#,##0.00'}
    | dict.fromkeys((37, 38), "#,##0;-#,##0")
    | dict.fromkeys((39, 40), "#,##0.00;-#,##0.00")
    | {41: '#,##0;-#,##0;"-"', 43: '#,##0.00;-#,##0.00;"-"'}
    | {42: '"¥"#,##0;"¥"-#,##0;"¥-"', 44: '"¥"#,##0.00;"¥"-#,##0.00;"¥-"'}
)
_SIDES = ("left", "right", "start", "end", "top", "bottom")
_OFF = ("0", "false")


@dataclass(frozen=True, slots=True)
class Style:
    """One entry of the list that cells point into."""

    format: str = GENERAL
    bordered: bool = False
    struck: bool = False


PLAIN = Style()


def read_styles(root: Element | None) -> list[Style]:
    """The styles of a workbook in the order in which cells number them."""
    if root is None:
        return []
    formats: dict[str, str] = {
        element.get("numFmtId") or "": element.get("formatCode") or GENERAL
        for element in root.iterfind(f"{S}numFmts/{S}numFmt")
    }
    borders = [_has_side(one) for one in root.iterfind(f"{S}borders/{S}border")]
    struck = [is_on(font.find(f"{S}strike")) for font in root.iterfind(f"{S}fonts/{S}font")]

    @cache
    def style(number: str, border: str, font: str) -> Style:
        built_in = _BUILT_IN.get(int(number[:9]) if number.isdecimal() else 0, _UNKNOWN)
        return Style(formats.get(number) or built_in, _at(borders, border), _at(struck, font))

    return [
        style(xf.get("numFmtId") or "0", xf.get("borderId") or "0", xf.get("fontId") or "0")
        for xf in root.iterfind(f"{S}cellXfs/{S}xf")
    ]


def is_on(switch: Element | None) -> bool:
    """True for a switch such as <strike/> that is there and not turned off."""
    return switch is not None and (switch.get("val") or "1").lower() not in _OFF


def _has_side(border: Element) -> bool:
    sides = (border.find(f"{S}{name}") for name in _SIDES)
    return any(side is not None and side.get("style") not in (None, "none") for side in sides)


def _at(values: list[bool], index: str) -> bool:
    return index.isdecimal() and int(index[:9]) < len(values) and values[int(index[:9])]
