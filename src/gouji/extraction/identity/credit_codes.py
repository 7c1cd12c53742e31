"""Unified social credit codes (GB 32100-2015) and organisation codes (GB 11714-1997).

Government web pages print one of them in the index number (索引号) of whatever they post. Only
codes whose check digit holds are taken. Characters 3 to 8 of a credit code are the division of the
authority that registered the organ, characters 9 to 17 its organisation code.
"""

from __future__ import annotations

import re
from typing import NamedTuple

_DIGITS = "0123456789ABCDEFGHJKLMNPQRTUWXY"
_VALUE = {char: value for value, char in enumerate(_DIGITS)}
_WEIGHTS = tuple(pow(3, position, 31) for position in range(17))
_ORGANISATION_WEIGHTS = (3, 7, 9, 10, 5, 8, 4, 2)

# 1: registered with the commission for public bodies; the second digit tells organ, institution,
# mass organisation or other.
# The first character comes before what must not stand before it: it is searched for much faster.
_CREDIT = re.compile(r"1(?<![0-9A-Za-z]1)[1239]\d{6}[0-9A-HJ-NPQRTUWXY]{10}(?![0-9A-Za-z])")
_ORGANISATION = re.compile(r"(?<![0-9A-Za-z])[0-9A-Z]{8}-?[0-9X](?=[/-]\d{4})")


class Codes(NamedTuple):
    """The codes of one text; None where there is none, or more than one."""

    credit: str | None = None
    organisation: str | None = None

    @property
    def division(self) -> str | None:
        """Six digits of the division in which a credit code was registered."""
        return self.credit[2:8] if self.credit else None


def is_credit_code(text: str) -> bool:
    """Whether 18 characters are a credit code with the right check digit."""
    if len(text) != 18 or any(char not in _VALUE for char in text):
        return False
    total = sum(_VALUE[char] * weight for char, weight in zip(text, _WEIGHTS, strict=False))
    return _DIGITS[-total % 31] == text[17]


def is_organisation_code(text: str) -> bool:
    """Whether nine characters are an organisation code with the right check digit."""
    if len(text) != 9 or not (text.isascii() and text.isalnum()):
        return False
    pairs = zip(text[:8], _ORGANISATION_WEIGHTS, strict=True)
    total = sum(int(char, 36) * weight for char, weight in pairs)
    return "0123456789X0"[(11 - total % 11) % 12] == text[8]


def find_credit_code(text: str) -> str | None:
    """The one credit code in a folded text; None where there is none, or more than one."""
    found = _credit_codes(text)
    return found.pop() if len(found) == 1 else None


def find_codes(text: str) -> Codes:
    """The codes in a text such as an index number, folded."""
    credit = _credit_codes(text)
    if len(credit) > 1:
        return Codes()
    if credit:
        (code,) = credit
        return Codes(code, code[8:17])
    plain = {code.replace("-", "") for code in _ORGANISATION.findall(text)}
    organisation = {code for code in plain if is_organisation_code(code)}
    return Codes(None, organisation.pop() if len(organisation) == 1 else None)


def _credit_codes(text: str) -> set[str]:
    return {code for code in _CREDIT.findall(text) if is_credit_code(code)}
