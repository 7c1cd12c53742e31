"""Dates and years as reports print them: in digits, in Chinese numerals, or with characters lost.

`2023213日` is all that some scrapers leave of 2023年2月13日. Where the digits allow two readings,
no date is asserted.
"""

from __future__ import annotations

import re
from datetime import date

_NUMERALS = str.maketrans("〇○零O一二三四五六七八九", "0000123456789")
_CHINESE_YEAR = re.compile(r"二[〇○零O][〇○零O一二三四五六七八九]{2}(?=年)")
_UNITS = {char: value for value, char in enumerate("一二三四五六七八九", start=1)}

_FULL = re.compile(r"(20\d{2})(?:年|[-./])(\d{1,2})(?:月|[-./])(\d{1,2})日?")
_STRIPPED = re.compile(r"(20\d{2})年?(\d{2,4})日")
_DATE_LINE = re.compile(r"(?:20\d{2}(?:年|[-./])\d{1,2}(?:月|[-./])\d{1,2}日?|20\d{2}年?\d{2,4}日)")

YEAR = r"20[012]\d"
_FROM = rf"(?P<year>{YEAR})(?:年|[-./])?0?1(?:月|[-./])?0?1日?(?:0[0时:]+)?起?"
_TO = rf"(?:至|到|-|~|—)+(?:(?P<to>{YEAR})(?:年|[-./])?|本年|同年|当年)?12(?:月|[-./])?31日?"
_PERIOD = re.compile(_FROM + _TO)


def arabic(text: str) -> str:
    """A folded text with years, and the months and days of dates, in digits: 二〇二二年."""
    if "二" not in text or not _CHINESE_YEAR.search(text):
        return text
    found = _CHINESE_YEAR.sub(lambda match: match[0].translate(_NUMERALS), text)
    return re.sub(
        r"(20\d{2}年)([一二三四五六七八九十]{1,2})月([一二三四五六七八九十]{1,3})日",
        lambda match: f"{match[1]}{_number(match[2])}月{_number(match[3])}日",
        found,
    )


def find_date(text: str) -> str | None:
    """The first date of a folded text as ISO date; None where it is not certain."""
    folded = arabic(text)
    full = _FULL.search(folded)
    if full:
        return _iso(int(full[1]), int(full[2]), int(full[3]))
    stripped = _STRIPPED.search(folded)
    return _restored(stripped[1], stripped[2]) if stripped else None


def is_date_line(text: str) -> bool:
    """Whether a folded line is a date and nothing else, as below a signature."""
    return bool(_DATE_LINE.fullmatch(arabic(text)))


def ends_with_date(text: str) -> re.Match[str] | None:
    """A line such as 某局2023年1月5日: the match of its date."""
    matches = list(_DATE_LINE.finditer(text))
    return matches[-1] if matches and matches[-1].end() == len(text) else None


def period_year(text: str) -> str | None:
    """The year of a stated period of a whole year, also where characters are lost."""
    match = _PERIOD.search(arabic(text))
    return match["year"] if match and match["to"] in (None, match["year"]) else None


def _restored(year: str, digits: str) -> str | None:
    """Month and day of digits that lost the 月 between them, if only one date is possible."""
    found = {
        iso
        for cut in range(1, len(digits))
        if (iso := _split_date(int(year), digits[:cut], digits[cut:]))
    }
    return found.pop() if len(found) == 1 else None


def _split_date(year: int, month: str, day: str) -> str | None:
    if len(month) > 2 or len(day) > 2 or "0" in (month[0], day[0]):
        return None
    return _iso(year, int(month), int(day))


def _iso(year: int, month: int, day: int) -> str | None:
    try:
        return date(year, month, day).isoformat()
    except ValueError:
        return None


def _number(text: str) -> int:
    """十二 is 12, 三十一 is 31."""
    tens, ten, ones = text.partition("十")
    if not ten:
        return _UNITS.get(text, 0)
    return _UNITS.get(tens, 1) * 10 + _UNITS.get(ones, 0)
