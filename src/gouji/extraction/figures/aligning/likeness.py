"""How much a damaged label looks like each label of a table: evidence, never a decision alone.

Misprints, recognition errors and noise inside words leave most characters of a label in their
order. A character counts the less the more labels of the table share it (公开 stands in half of
them), so that two labels which differ in two characters stay apart.
"""

from __future__ import annotations

import re
from collections import Counter
from functools import cache, lru_cache

from gouji.extraction.characters import fold
from gouji.extraction.figures.aligning.labels import is_of_another_row, strip_numbering
from gouji.forms import catalogue

_ASIDE = re.compile(r"\([^()]*\)")
_NO_LETTER = re.compile(r"[^一-鿿]")
_LEAST_LIKE = 0.6
_LEAST_OWN = 0.45
_LEAST_AHEAD = 0.25
_FEWEST_LETTERS = 2
_LONGEST = 60
_NUMBERED = re.compile(r"(?<!\d)\d[.、]([^\d]+)$")
_FEWEST_BEGUN = 3


@lru_cache(maxsize=4096)
def most_alike(table_id: str, piece: str) -> int | None:
    """The item whose label a folded piece resembles clearly more than any other's, or None."""
    letters = _NO_LETTER.sub("", _ASIDE.sub("", strip_numbering(piece)))
    if not _FEWEST_LETTERS <= len(letters) <= _LONGEST or is_of_another_row(piece):
        return None
    best: tuple[float, int, int] = (0.0, 0, -1)
    second: tuple[int, float] = (-1, 0.0)
    for index, (label, weights) in enumerate(_labels(table_id)):
        matched, length = _common(label, weights, letters)
        score = matched / sum(weights)
        if score > best[0]:
            second = (best[2], best[0])
            best = (score, length, index)
        elif score > second[1]:
            second = (index, score)
    score, length, index = best
    sure = (
        score >= _LEAST_LIKE
        and length >= _FEWEST_LETTERS
        and length / len(letters) >= _LEAST_OWN
        and score - second[1] >= _LEAST_AHEAD
    )
    return index if sure else None


@lru_cache(maxsize=4096)
def is_foreign(table_id: str, piece: str, index: int) -> bool:
    """True where a folded piece is a text of its own that shares almost nothing with the label."""
    letters = _NO_LETTER.sub("", strip_numbering(piece))
    if is_of_another_row(piece):
        return True
    if len(letters) < 2 * _FEWEST_LETTERS:
        return False
    item = catalogue.tables()[table_id].items[index]
    texts = (item.zh, item.group or "", *item.zh_by_form.values())
    own = max(_common(t, (1.0,) * len(t), letters)[1] for t in texts)
    return own * 3 < len(letters)


def is_part(table_id: str, piece: str, index: int) -> bool:
    """True where most of a folded piece stands in the label, in order: the rest of a broken one."""
    letters = _NO_LETTER.sub("", piece)
    if not letters or any(char.isdigit() for char in strip_numbering(piece)):
        return not letters and not any(char.isalnum() for char in piece)
    item = catalogue.tables()[table_id].items[index]
    own = max(
        _common(fold(text), (1.0,) * len(fold(text)), letters)[1]
        for text in (item.zh, *item.zh_by_form.values())
    )
    return own * 2 > len(letters)


@lru_cache(maxsize=4096)
def begins_another(table_id: str, piece: str, index: int) -> bool:
    """True where a folded piece is the beginning of a label, and no part of this one."""
    letters = _NO_LETTER.sub("", strip_numbering(piece))
    if len(letters) < _FEWEST_LETTERS or is_part(table_id, letters, index):
        return False
    return any(label.startswith(letters) for label, _ in _labels(table_id))


@lru_cache(maxsize=4096)
def item_begun(table_id: str, piece: str) -> int | None:
    """The item of which a folded piece ends in the number and the beginning of the label, or None.

    Dumps of PDF pages put the first line of a label before the first number of its row.
    """
    numbered = _NUMBERED.search(piece)
    letters = _NO_LETTER.sub("", numbered[1]) if numbered else ""
    if len(letters) < _FEWEST_BEGUN:
        return None
    begun = [n for n, (label, _) in enumerate(_labels(table_id)) if label.startswith(letters)]
    return begun[0] if len(begun) == 1 else None


@cache
def _labels(table_id: str) -> tuple[tuple[str, tuple[float, ...]], ...]:
    """Label letters of each item with the weight of each letter."""
    items = catalogue.tables()[table_id].items
    labels = [_NO_LETTER.sub("", _ASIDE.sub("", strip_numbering(fold(item.zh)))) for item in items]
    shared = Counter(letter for label in labels for letter in set(label))
    return tuple((label, tuple(1 / shared[letter] for letter in label)) for label in labels)


def _common(label: str, weights: tuple[float, ...], letters: str) -> tuple[float, int]:
    """Weight and length of the heaviest common subsequence."""
    row: list[tuple[float, int]] = [(0.0, 0)] * (len(letters) + 1)
    for letter, weight in zip(label, weights, strict=True):
        diagonal = row[0]
        for column, other in enumerate(letters, start=1):
            above = row[column]
            if letter == other:
                row[column] = max((diagonal[0] + weight, diagonal[1] + 1), above, row[column - 1])
            else:
                row[column] = max(above, row[column - 1])
            diagonal = above
    return row[-1]
