"""Takes the numbers of a row apart that a converter printed without a space: `0 0 00 00 0`.

No count begins with 0, so that a cell such as 00 holds several. They are told apart only where one
way leaves seven numbers of which the last is the sum of the others.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import islice

from gouji.extraction.elements import Token
from gouji.extraction.figures.aligning.rows import Row
from gouji.extraction.figures.aligning.summing import is_sum

NOTE = "numbers run together on the page: the sum of the row leaves one way to take them apart"
_WIDTH = 7
_DIGITS = re.compile(r"\d{1,12}")
_SEVERAL = re.compile(r"0\d")


def part_numbers(rows: Sequence[Row]) -> None:
    """Gives rows that stand on one line, and hold such cells, a token for each number."""
    for row in rows:
        if row.grid_row is None and len(row.tokens) < _WIDTH:
            texts = [token.folded for token in row.tokens]
            if any(map(_SEVERAL.match, texts)) and all(map(_DIGITS.fullmatch, texts)):
                _part(row, texts)


def _part(row: Row, texts: Sequence[str]) -> None:
    line = {token.locator.line for token in row.tokens}
    found = list(islice(filter(_ties, _parted(texts, _WIDTH)), 2))
    if len(line) == 1 and len(found) == 1:
        row.tokens = [
            Token(text, text, 0, token.locator)
            for token, numbers in zip(row.tokens, found[0], strict=True)
            for text in numbers
        ]
        row.blanks = [0] * (_WIDTH + len(row.blanks) - len(texts))
        row.parted = True


def _ties(parts: Sequence[Sequence[str]]) -> bool:
    return is_sum([int(number) for numbers in parts for number in numbers])


def _parted(texts: Sequence[str], count: int) -> Iterator[tuple[tuple[str, ...], ...]]:
    """Every way to make so many numbers of the texts, none of which begins with a 0."""
    if not texts:
        yield from [()] if not count else []
        return
    for most in range(1, count - len(texts) + 2):
        for first in _cut(texts[0], most):
            for rest in _parted(texts[1:], count - most):
                yield (first, *rest)


def _cut(digits: str, count: int) -> Iterator[tuple[str, ...]]:
    if count == 1:
        yield from [(digits,)] if digits == "0" or digits[0] != "0" else []
        return
    longest = 1 if digits[0] == "0" else len(digits) - count + 1
    for end in range(1, longest + 1):
        if len(digits) - end >= count - 1:
            yield from ((digits[:end], *rest) for rest in _cut(digits[end:], count - 1))
