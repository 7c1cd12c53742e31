"""A stored number of a workbook -> the text that the cell shows.

A count that is stored as 12.0 shows as 12, and a format may add words ("12件"), group thousands,
divide by them, or hide a zero: what counts is what a person sees. A format that is not understood
is printed behind the bare number, which then passes for no number downstream; it is never guessed.
Which format a cell has is not known here (see `xlsx_styles`).
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import ROUND_HALF_UP, Decimal
from functools import lru_cache

GENERAL = "General"
_LAST_DAY = 2_958_466
_LARGEST = Decimal(10) ** 15
_SMALLEST = Decimal(10) ** -9
_MOST_PLACES = 9
_LONGEST = 40
_PARTS, _PERCENT = (";",), ("%",)

# One token: what is quoted, escaped, padding, in brackets, General, exponent, or one character.
_TOKEN = re.compile(
    r'"[^"]*"?|\\.|!.|_.|\*.|\[[^\]]*\]?|General|G/通用格式|[eE][+-]|AM/PM|A/P|[0#?][0#?.,]*|\.[0#?]+|.',
    re.S | re.I,
)
_COLOURS = re.compile(r"\[(?:Black|Blue|Cyan|Green|Magenta|Red|White|Yellow|Color\s?\d+)\]", re.I)
_CURRENCY = re.compile(r"\[\$([^\]-]*)(?:-[^\]]*)?\]?")
_ELAPSED = re.compile(r"\[[hms]+\]", re.I)
_DATE_LETTERS = frozenset("ymdhsebg")


@dataclass(frozen=True, slots=True)
class _Section:
    """One section of a format, understood."""

    before: str = ""
    pattern: str = ""
    after: str = ""
    percents: int = 0
    general: bool = False
    date: bool = False


def shown(stored: str, code: str = GENERAL, *, from_1904: bool = False) -> str:
    """The text of a stored number.

    Args:
        stored: the number as the file has it ("12.0", "1E-3"); other text is given back as it is.
        code: the number format.
        from_1904: whether days are counted from 1904 and not from 1900.
    """
    number = _number(stored)
    if number is None:
        return stored
    sections = _sections(code)
    section = None if sections is None else _chosen(sections, number)
    if sections is None or section is None:
        return f"{_plain(number)} [{code}]"
    if section.date:
        return _moment(number, from_1904=from_1904) or f"{_plain(number)} [{code}]"
    if section.general or not section.pattern:
        middle = _plain(abs(number)) if section.general else ""
    else:
        middle = _digits(abs(number), section)
    # A section of its own for negative numbers says itself how they are marked.
    unmarked = number < 0 and len(sections) == 1 and middle.strip("0.,")
    return f"{'-' if unmarked else ''}{section.before}{middle}{section.after}".strip()


def _number(stored: str) -> Decimal | None:
    try:
        value = float(stored)
    except ValueError:
        return None
    # Fifteen digits, as Excel shows them: what stands behind them is noise of binary fractions.
    number = Decimal(format(value, ".15g")) if value - value == 0 else None
    if number is None or (number and not _SMALLEST <= abs(number) < _LARGEST):
        return None
    return number


def _plain(number: Decimal) -> str:
    text = format(number, "f")
    return text.rstrip("0").rstrip(".") if "." in text else text


def _chosen(sections: tuple[_Section, ...], number: Decimal) -> _Section | None:
    """The section for the sign of the number, after the sections for text."""
    if number < 0 and len(sections) > 1:
        return sections[1]
    if number == 0 and len(sections) > 2:
        return sections[2]
    return sections[0] if sections else None


@lru_cache(maxsize=512)
def _sections(code: str) -> tuple[_Section, ...] | None:
    """The sections for numbers, or None where one of them is not understood."""
    tokens: list[list[str]] = [[]]
    for token in _TOKEN.findall(code[:400]):
        if token in _PARTS:
            tokens.append([])
        else:
            tokens[-1].append(token)
    sections = [_section(part) for part in tokens[:3]]
    understood = [one for one in sections if one is not None]
    return tuple(understood) if len(understood) == len(sections) else None


def _section(tokens: list[str]) -> _Section | None:
    if _is_date(tokens):
        return _Section(date=True)
    before, pattern, after = "", "", ""
    percents = 0
    general = False
    for token in tokens:
        literal = _literal(token)
        if literal is None:
            if pattern or general or token[0] in "[eE/":
                return None  # digits in two places, a condition, an exponent, a fraction
            general = token[0] not in "0#?."
            pattern = "" if general else token
            continue
        percents += token in _PERCENT
        if pattern or general:
            after += literal
        else:
            before += literal
    places = pattern.partition(".")[2]
    understood = percents <= 1 and len(places) <= _MOST_PLACES and len(pattern) <= _LONGEST
    return _Section(before, pattern, after, percents, general) if understood else None


def _literal(token: str) -> str | None:
    """What a token prints whatever the number is; None for one that stands for digits."""
    first = token[0]
    if first == '"':
        return token.strip('"')
    if first in "\\!":
        return token[1:]
    if first in "_*":
        return ""
    if first == "[":
        currency = _CURRENCY.fullmatch(token)
        if currency:
            return currency[1]
        return "" if _COLOURS.fullmatch(token) else None
    return None if first in "0#?./@" or len(token) > 1 else token


def _is_date(tokens: list[str]) -> bool:
    return any(
        (len(token) == 1 and token.lower() in _DATE_LETTERS)
        or token.upper() in ("AM/PM", "A/P")
        or _ELAPSED.fullmatch(token)
        for token in tokens
    )


def _moment(number: Decimal, *, from_1904: bool) -> str | None:
    """A date, a time, or both; None where the number is none."""
    if not 0 <= number < _LAST_DAY:
        return None
    start = datetime(1904, 1, 1) if from_1904 else datetime(1899, 12, 30)
    moment = start + timedelta(seconds=round(float(number) * 86_400))
    if number == number.to_integral_value():
        return moment.strftime("%Y-%m-%d")
    return moment.strftime("%H:%M:%S" if number < 1 else "%Y-%m-%d %H:%M:%S")


def _digits(number: Decimal, section: _Section) -> str:
    """A number that is not negative, by a pattern such as #,##0.00."""
    whole, _, fraction = section.pattern.partition(".")
    scale = len(whole) - len(whole.rstrip(",")) + fraction.count(",")
    fraction = fraction.replace(",", "")
    grouped = "," in whole.rstrip(",")
    number = number * 100**section.percents / Decimal(1000) ** scale
    step = Decimal(1).scaleb(-len(fraction))
    text = format(number.quantize(step, ROUND_HALF_UP), "f")
    digits, _, decimals = text.partition(".")
    needed = len(fraction.rstrip("#"))
    while len(decimals) > needed and decimals.endswith("0"):
        decimals = decimals[:-1]
    digits = digits.lstrip("0").rjust(whole.count("0"), "0")
    if grouped and digits:
        digits = f"{int(digits):,}".rjust(len(digits), "0")
    return f"{digits}.{decimals}" if decimals else digits
