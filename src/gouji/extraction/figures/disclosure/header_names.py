"""Makes whole the names of columns of table 二 of which the page, or the way here, left a part.

The form prints 本年新制作数量 and 本年新公开数量 over two lines each. Pages break them there, so
that a text has the halves on lines of their own, and some converters keep the first line alone:
the header then reads 本年新 | 本年新 | 对外公开总数量. Their place in front of the third name tells
which is which; so it does where an office printed one of them twice. A name that other words
contradict stays as it is.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache

from gouji.extraction.characters import fold
from gouji.extraction.elements import Element, GridRow, Token, cells_of
from gouji.forms import catalogue

_CREATED, _DISCLOSED, _TOTAL = "本年新制作数量", "本年新公开数量", "对外公开总数量"
_CREATED_END, _DISCLOSED_END = "制作数量", "公开数量"
_BEGUN = "本年新"
_ENDS = {_CREATED_END: _CREATED, _DISCLOSED_END: _DISCLOSED}
_OTHER = {_CREATED: _DISCLOSED, _DISCLOSED: _CREATED}
_CHANGE_CUT, _CHANGE = "本年增/", "本年增/减"
_OPENING = "信息内容"
_ON_LINE = re.compile("本年新(?:制作数量)?本年新(?:公开数量)?(?=对外公开总数)")
_CHANGE_ON_LINE = re.compile("本年增/(?=处理决定|$)")
_MOST_LINES = 3
_BEFORE = 2
"""The names that stand before the total."""


def with_whole_names(elements: Sequence[Element]) -> list[Element]:
    """The elements, with names of columns that came apart, or lost their end, made whole."""
    if not any(_may_lack(cell.folded) for element in elements for cell in cells_of(element)):
        return list(elements)
    found = _ordered(_joined(elements))
    for number, element in enumerate(found):
        behind = found[number + 1 : number + 2]
        if isinstance(element, GridRow):
            found[number] = _in_row(element, behind)
        elif element.folded == _CHANGE_CUT:
            found[number] = element._replace(folded=_CHANGE)
        elif element.folded.startswith(_OPENING):
            found[number] = _on_line(element, behind)
    return found


def _may_lack(text: str) -> bool:
    return text in _parts() or (text.startswith(_OPENING) and text != _OPENING)


@cache
def _names() -> frozenset[str]:
    names = {fold(column.zh) for column in catalogue.tables()["disclosure"].columns}
    return frozenset(names - {"金额"} | {"采购总金额", "收费金额"})


@cache
def _parts() -> frozenset[str]:
    """What a name may begin with, and the names that are told apart by their order."""
    begun = (name[:end] for name in _names() for end in range(len(_BEGUN), len(name)))
    return frozenset((*begun, _CREATED_END, _DISCLOSED_END, _CREATED, _DISCLOSED))


def _joined(elements: Sequence[Element]) -> list[Element]:
    """The elements, with the lines of one name put together."""
    found: list[Element] = []
    number = 0
    while number < len(elements):
        element = elements[number]
        lines = _lines_of_name(elements[number : number + _MOST_LINES])
        if isinstance(element, Token) and lines > 1:
            name = "".join(line.folded for line in elements[number : number + lines])
            element = element._replace(folded=name)
        found.append(element)
        number += lines
    return found


def _lines_of_name(elements: Sequence[Element]) -> int:
    """How many of these lines are one name of a column, from the first on; 1 where none is."""
    text = ""
    for lines, element in enumerate(elements, 1):
        if isinstance(element, GridRow) or element.is_value:
            return 1
        text += element.folded
        if text in _names():
            return lines
        if text not in _parts():
            return 1
    return 1


def _ordered(elements: list[Element]) -> list[Element]:
    """The same on loose lines, with the names before each total told by their order."""
    found = list(elements)
    for number in range(len(elements) - 1, _BEFORE - 1, -1):
        total = elements[number]
        before = elements[number - _BEFORE : number]
        tokens = [e for e in before if isinstance(e, Token)]
        if isinstance(total, GridRow) or total.folded != _TOTAL or len(tokens) != _BEFORE:
            continue
        texts = [token.folded for token in tokens]
        behind = [e.folded for e in elements[number + 1 : number + 1 + _BEFORE]]
        ends = behind == [_CREATED_END, _DISCLOSED_END] and set(texts) == {_BEGUN}
        if not ends and _names_more(behind):
            continue
        names = (_CREATED, _DISCLOSED) if texts[0] == texts[1] in _OTHER else _told(*texts)
        if names is not None:
            found[number - _BEFORE : number] = [
                token._replace(folded=name) for token, name in zip(tokens, names, strict=True)
            ]
            if ends:
                del found[number + 1 : number + 1 + _BEFORE]
    return found


def _told(first: str, second: str) -> tuple[str, str] | None:
    """The whole names of two columns before the total; None where that does not tell them."""
    first, second = _ENDS.get(first, first), _ENDS.get(second, second)
    if first == second == _BEGUN:
        return _CREATED, _DISCLOSED
    if first == _BEGUN and second in _OTHER:
        return _OTHER[second], second
    if first in _OTHER and second in (_BEGUN, _OTHER[first]):
        return first, _OTHER[first]
    return None


def _names_more(behind: Sequence[str]) -> bool:
    return any(end in text for text in behind for end in (_CREATED_END, _DISCLOSED_END))


def _on_line(token: Token, behind: Sequence[Element]) -> Token:
    """A header all on one line, with its names made whole."""
    text = _CHANGE_ON_LINE.sub(_CHANGE, token.folded)
    if not any(element.folded.startswith(_DISCLOSED_END) for element in behind):
        text = _ON_LINE.sub(_CREATED + _DISCLOSED, text)
    return token._replace(folded=text)


def _in_row(row: GridRow, behind: Sequence[Element]) -> GridRow:
    """A row of a grid, where it is a header, with its names made whole."""
    tokens = [
        token._replace(folded=_CHANGE) if token.folded == _CHANGE_CUT else token
        for token in row.tokens
    ]
    texts = [token.folded for token in tokens]
    at = texts.index(_TOTAL) if _TOTAL in texts else 0
    if at >= _BEFORE and not _names_more([element.folded for element in behind]):
        first = at - _BEFORE
        names = None if _BEGUN in texts[:first] else _told(*texts[first:at])
        for place, name in enumerate(names or (), first):
            tokens[place] = tokens[place]._replace(folded=name)
    if tokens == list(row.tokens):
        return row
    return row._replace(tokens=tuple(tokens), folded="".join(token.folded for token in tokens))
