"""Finds which items of a table a piece of label text names.

Patterns come from the forms; the official label of every item matches itself. A label may be
broken over several pieces (lines, cells), so neighbouring pieces are also tried joined.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache, lru_cache
from typing import NamedTuple

from gouji.extraction.characters import fold
from gouji.extraction.numbers import has_digit
from gouji.forms import catalogue
from gouji.forms.model import Table

_NUMBERING = re.compile(
    r"^(?:第?二十条第?\(?[一二三四五六七八九]\)?项|信息内容|\(?[一二三四五六七八九十\d]{1,2}\)?[、.,:：]?)+"
)
_OTHER_ROW = re.compile(
    r"^\(?(?:上年|去年|上一?年度|20\d\d年度?)(?:同期|\))|^\(?(?:上|去|上一|20\d\d)年度?数?\)?$|[一-鿿)](?:上|去|上一|20\d\d)年度?数?\)?$|^其中[:,]|^小计$|同比|环比|[较比](?:上|去)年"
)
"""Last year's numbers, the change since then, a part of the row above, or the sum of its group."""
_MAX_JOINED = 4
_ITEM_NUMBER = re.compile(r"(?<!\d)\d[.、](?=[一-鿿])")
"""Behind the label of a group on the same line."""
_TWO = re.compile(
    r"(?<![\d.])\d[.、](?=[一-鿿]).*(?<![\d.第])\d[.、](?=[一-鿿])"
    r"|^[一二三四]、.*[^第][一二三四]、(?=[一-鿿])"
    r"|^\([一二三四五六七]\)[^\d()]+\([一二三四五六七]\)(?=[一-鿿])"
)
_LED = re.compile(r"^\d+(?:[一二三四]、|\([一二三四五六七]\))|^\d{2,}[.、]")
"""A number that ran together with the numbering behind it: no group of a form has ten items."""


class Hit(NamedTuple):
    """Item number `item` (in form order) is named by the pieces up to `piece`."""

    piece: int
    item: int


@cache
def patterns(table_id: str) -> tuple[re.Pattern[str], ...]:
    """One compiled pattern for each item of the table, in form order."""
    return tuple(_compile(item.match, item.zh) for item in catalogue.tables()[table_id].items)


@cache
def column_patterns(table_id: str) -> tuple[re.Pattern[str], ...]:
    """One compiled pattern for each column of the table, in form order."""
    return tuple(_compile(col.match, col.zh) for col in catalogue.tables()[table_id].columns)


@cache
def _any(table_id: str) -> re.Pattern[str]:
    return re.compile("|".join(pattern.pattern for pattern in patterns(table_id)))


def _compile(match: tuple[str, ...], label: str) -> re.Pattern[str]:
    return re.compile("|".join((*match, f"^{re.escape(fold(label))}$")))


def hits(table: Table, pieces: Sequence[str]) -> list[Hit]:
    """Every item that the folded pieces name, in reading order; at most one per end position."""
    return list(_hits(table.id, tuple(pieces)))


@lru_cache(maxsize=4096)
def _hits(table_id: str, pieces: tuple[str, ...]) -> tuple[Hit, ...]:
    found: dict[int, Hit] = {}
    for index, piece in enumerate(pieces):
        item = _best(table_id, piece)
        if item is not None:
            found[index] = Hit(index, item)
    if len(found) == len(pieces):
        return tuple(found.values())
    for index in range(1, len(pieces)):
        if index in found:
            continue
        for width in range(2, _MAX_JOINED + 1):
            first = index - width + 1
            if first < 0 or any(i in found for i in range(first, index)):
                break
            item = _best(table_id, "".join(pieces[first : index + 1]))
            if item is not None:
                found[index] = Hit(index, item)
                break
    return tuple(found[index] for index in sorted(found))


def hits_below(table: Table, above: str, pieces: Sequence[str]) -> list[Hit]:
    """The items that the pieces name with the text above them as the beginning of the first.

    What has a number of its own begins a label: the text above is the end of the one before.
    """
    if not above or not pieces or is_of_another_row(pieces[0]):
        return []
    if strip_numbering(pieces[0]) != pieces[0]:
        return []
    if strip_numbering(above) in _own_labels(table.id) and not pieces[0].startswith("("):
        return []  # that label is whole
    return hits(table, [above + pieces[0], *pieces[1:]])


@lru_cache(maxsize=4096)
def is_of_another_row(piece: str) -> bool:
    """True for the label of a row that an office added to those of the form: (上年)本年新收."""
    return bool(_OTHER_ROW.search(piece))


def count_numbered(piece: str) -> int:
    """How many items with a number of their own a piece names."""
    return len(_ITEM_NUMBER.findall(piece))


def names_two(piece: str) -> bool:
    """True for two labels of one level in one cell: two rows became one."""
    return _TWO.search(piece) is not None


@lru_cache(maxsize=4096)
def holds_number(label: str) -> bool:
    """True where a folded label has a digit, and not only in its numbering."""
    led = _LED.match(label) is not None
    return led or has_digit(_ITEM_NUMBER.sub("", strip_numbering(label)))


@lru_cache(maxsize=8192)
def strip_numbering(piece: str) -> str:
    """Label text without the numbering in front of it."""
    return _NUMBERING.sub("", piece)


@cache
def _own_labels(table_id: str) -> frozenset[str]:
    """The folded labels of the form, without numbering."""
    return frozenset(strip_numbering(fold(i.zh)) for i in catalogue.tables()[table_id].items)


_LONGEST_REST = 12


def ends_with_label(table_id: str, piece: str) -> bool:
    """True where a folded piece without digits behind its numbering is the label of an item."""
    bare = strip_numbering(piece)
    if any(char.isdigit() for char in bare):
        return False
    return bare in _own_labels(table_id) or any(
        match.start() <= _LONGEST_REST and len(bare) - match.end() <= _LONGEST_REST
        for pattern in patterns(table_id)
        for match in pattern.finditer(bare)
    )


@lru_cache(maxsize=16_384)
def _best(table_id: str, piece: str) -> int | None:
    """The item whose pattern matches furthest to the right: group labels stand before leaves."""
    if is_of_another_row(piece):
        return None
    if not _any(table_id).search(piece) and not _any(table_id).search(strip_numbering(piece)):
        return None
    best: tuple[int, int] | None = None
    bare = strip_numbering(piece)
    for index, pattern in enumerate(patterns(table_id)):
        for text in (piece, bare):
            ends = [match.end() - len(text) for match in pattern.finditer(text)]
            if ends and (best is None or ends[-1] > best[0]):
                best = (ends[-1], index)
    return None if best is None else best[1]
