"""The numbers that stand in a folded sentence, with their unit and how exactly they are meant.

A number without a unit is none: years, articles and bare digits of a list are never taken for
counts. Digits that stand apart in the printed sentence (`2 0件`) are not one number.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from gouji.extraction.numbers import MOST_DIGITS


class NumberUnit(StrEnum):
    """What a number in a sentence counts, as in `Claim.unit`."""

    COUNT = "count"
    PERCENT = "percent"
    YUAN = "yuan"


@dataclass(frozen=True, slots=True)
class StatedNumber:
    """One number: its span in the folded sentence with the unit, value and printed precision.

    `step` is the value of one unit in the last printed place (0.1 for 59.2%). `qualifier` is
    empty for an exact number, else `about` or `at_least`. `measure` is the unit word.
    """

    start: int
    end: int
    value: Decimal
    step: Decimal
    unit: NumberUnit
    qualifier: str
    measure: str


_DIGIT = {char: value for value, char in enumerate("零一二三四五六七八九")} | {"〇": 0, "两": 2}
_PLACE = {"十": 10, "百": 100, "千": 1000}
_COUNTED = "件|起|宗|例|份|条"
_REQUESTS, _PIECES = "申请", "条"
"""What is published is counted in 条, and so are requests in some reports: 收到申请12条."""
_MONEY = {"元": 1, "万": 10_000, "万元": 10_000, "亿元": 100_000_000}
_NUMBER = re.compile(
    r"(?P<before>约|近|将近|大约|超过|超|逾|不少于|不低于|达到?约)?"
    r"(?:(?P<digits>(?<![\d.])(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d+)?)"
    r"(?P<more>余|多|几)?(?P<unit>%|亿元|万元|元|" + _COUNTED + r")"
    r"|(?P<words>[一二两三四五六七八九十百千零〇]{1,7})(?P<some>余|多|几)?(?P<piece>件|起|宗|例))"
)
_HAS_UNIT = re.compile(
    r"[\d余多几一二两三四五六七八九十百千零〇](?:[%件起宗例份]|[亿万]?元)|申请\d+条"
)
"""Every number that counts has a place that matches."""
_NOT_A_COUNT = re.compile(r"(?:每|同|第|任|哪|这|那|逐|何|唯|首|某|为|头|数|几|未|无|没有)$")
_RUN_TOGETHER = re.compile(r"0\d{2}")
"""A number and what stood on the next line, a year as a rule."""
_SPLIT = re.compile(r"(?<!\d)\d++(?:[ \t\u00a0\u3000]++\d++)+")


def numbers(folded: str, printed: str) -> list[StatedNumber]:
    """The numbers of a sentence in order; `printed` is the same sentence as it stands."""
    if not _HAS_UNIT.search(folded):
        return []
    torn = torn_digits(printed)
    return [one for one in _numbers(folded) if not _is_torn(folded[one.start : one.end], torn)]


def torn_digits(printed: str) -> set[str]:
    """The digits of a sentence that stand apart (`2 0`), each as folding joins them (`20`)."""
    return {"".join(match[0].split()) for match in _SPLIT.finditer(printed)}


def _is_torn(text: str, torn: set[str]) -> bool:
    return bool(torn) and "".join(char for char in text if char.isdigit()) in torn


def _numbers(folded: str) -> Iterator[StatedNumber]:
    for match in _NUMBER.finditer(folded):
        qualifier = _qualifier(match)
        if match["digits"] is None:
            counted = chinese_number(match["words"])
            if counted is None or _NOT_A_COUNT.search(folded, 0, match.start("words")):
                continue
            yield StatedNumber(
                match.start("words"),
                match.end(),
                Decimal(counted),
                Decimal(1),
                NumberUnit.COUNT,
                qualifier,
                match["piece"],
            )
            continue
        if len(match["digits"]) > MOST_DIGITS or _RUN_TOGETHER.match(match["digits"]):
            continue
        value, step = _decimal(match["digits"])
        unit, measure = NumberUnit.COUNT, match["unit"]
        if measure == _PIECES and not folded.endswith(_REQUESTS, 0, match.start("digits")):
            continue
        if measure == "%":
            unit = NumberUnit.PERCENT
        elif measure in _MONEY:
            unit = NumberUnit.YUAN
            value, step = value * _MONEY[measure], step * _MONEY[measure]
        elif step != 1:
            continue
        yield StatedNumber(
            match.start("digits"), match.end(), value, step, unit, qualifier, measure
        )


def _qualifier(match: re.Match[str]) -> str:
    if match["more"] or match["some"]:
        return "at_least"
    before = match["before"] or ""
    if not before:
        return ""
    return "about" if "约" in before or "近" in before else "at_least"


def _decimal(digits: str) -> tuple[Decimal, Decimal]:
    value = Decimal(digits.replace(",", ""))
    if "." not in digits:
        return value, Decimal(1)
    return value, Decimal(1).scaleb(int(value.as_tuple().exponent))


def chinese_number(words: str) -> int | None:
    """十二 -> 12, 两百零三 -> 203; None where the characters are no number."""
    total, digit = 0, None
    last_place = 10_000
    for char in words:
        if char in _DIGIT:
            if digit not in (None, 0):
                return None
            digit = _DIGIT[char]
            continue
        place = _PLACE[char]
        if place >= last_place or (digit is None and total):
            return None
        total += (1 if digit is None else digit) * place
        last_place, digit = place, None
    return total + (digit or 0)
