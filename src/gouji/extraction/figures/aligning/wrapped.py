"""Joins labels that are printed around the numbers of their row.

A label of two or three lines stands in the middle of its cell, and so do the numbers beside it:
dumps of such pages give the beginning of the label, the numbers, and then its end
(`5.属于三类` / `0 0 0 6 0 8 14` / `内部事务信息`). Read line by line the end would name the numbers
that follow it, those of the next row. What stands before and behind a run of numbers is joined
where together, and only together, it is a label of the form; where that is so of several rows, also
where its end alone would be one. So are the halves of a row of a grid that a page end cuts in two.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import cache, lru_cache
from typing import NamedTuple

from gouji.extraction.characters import fold
from gouji.extraction.elements import Element, GridRow, Token, holds_value
from gouji.extraction.figures.aligning.labels import strip_numbering
from gouji.forms import catalogue
from gouji.forms.model import Table

_FEWEST_CELLS = {"requests": 3}
_FEWEST_SURE = {"requests": 2}
"""Elsewhere one: the rows of table 二 are few, and so are their cells."""
_MOST_BEFORE, _MOST_BEHIND = 4, 4
_NO_LETTER = re.compile(r"[^一-鿿]")


class _Run(NamedTuple):
    """Numbers [start, end) with the label lines [first, start) and [end, last) around them."""

    first: int
    start: int
    end: int
    last: int
    sure: bool


def join_wrapped(table: Table, elements: Sequence[Element]) -> list[Element]:
    """The elements, with each label that is printed around its numbers put before them."""
    elements = _join_halves(_labels(table.id), elements)
    runs = list(_runs(table.id, elements))
    if sum(run.sure for run in runs) < _FEWEST_SURE.get(table.id, 1):
        runs = [run for run in runs if run.sure]
    found: list[Element] = []
    at = 0
    for run in runs:
        if run.first < at:
            continue
        found.extend(elements[at : run.first])
        label = _joined([*elements[run.first : run.start], *elements[run.end : run.last]])
        numbers = elements[run.start : run.end]
        if isinstance(numbers[0], GridRow):
            row = numbers[0]
            tokens = (label, *(token for token in row.tokens if token.folded))
            folded = label.folded + row.folded
            found.append(row._replace(tokens=tokens, folded=folded))
        else:
            found.extend((label, *numbers))
        at = run.last
    return [*found, *elements[at:]]


def _join_halves(labels: frozenset[str], elements: Sequence[Element]) -> list[Element]:
    """The elements, with rows that a page end cuts inside their label put together."""
    found: list[Element] = []
    before: GridRow | None = None
    before_filled = False
    for element in elements:
        row = element if isinstance(element, GridRow) else None
        filled = row is not None and holds_value(row)
        whole = None
        if before is not None and row is not None and not (before_filled and filled):
            whole = _whole(labels, before, row)
        if whole is not None:
            found[-1] = before = whole
        else:
            found.append(element)
            before = row
        before_filled = filled or (whole is not None and before_filled)
    return found


def _half_label(labels: frozenset[str], row: GridRow) -> int | None:
    """Where the last label of a row stands; None where it is whole, or a number before it."""
    last: int | None = None
    numbers = False
    for place, token in enumerate(row.tokens):
        if token.is_value:
            numbers = True
        elif token.folded:
            if numbers:
                return None
            last = place
    return None if last is None or _letters(row.tokens[last].folded) in labels else last


def _whole(labels: frozenset[str], upper: GridRow, lower: GridRow) -> GridRow | None:
    """The row of two halves, of which one at most has numbers; None where they are no halves."""
    above, below = _half_label(labels, upper), _half_label(labels, lower)
    if above is None or below is None:
        return None
    label = upper.tokens[above].folded + lower.tokens[below].folded
    if _letters(label) not in labels:
        return None
    rest_above, rest_below = upper.tokens[above + 1 :], lower.tokens[below + 1 :]
    filled = [any(token.folded for token in rest) for rest in (rest_above, rest_below)]
    if all(filled):
        return None
    text = upper.tokens[above].text.strip() + lower.tokens[below].text.strip()
    joined = upper.tokens[above]._replace(text=text, folded=label)
    tokens = (*upper.tokens[:above], joined, *(rest_below if filled[1] else rest_above))
    folded = "".join(token.folded for token in tokens)
    return (lower if filled[1] else upper)._replace(tokens=tokens, folded=folded)


def _runs(table_id: str, elements: Sequence[Element]) -> Iterator[_Run]:
    labels = _labels(table_id)
    number = 0
    while number < len(elements):
        start = number
        while number < len(elements) and _is_numbers(elements[number]):
            number += 1
            if isinstance(elements[number - 1], GridRow):
                break
        cells = sum(_cells(element) for element in elements[start:number])
        if number == start:
            number += 1
        elif cells >= _FEWEST_CELLS.get(table_id, 1):
            run = _around(labels, elements, start, number)
            if run is not None:
                yield run


def _around(
    labels: frozenset[str], elements: Sequence[Element], start: int, end: int
) -> _Run | None:
    """The label around numbers [start, end), the fewest lines first; None where there is none."""
    before, behind = _count(elements, start, -1), _count(elements, end, 1)
    for lines in range(2, before + behind + 1):
        for above in range(1, min(before, lines - 1) + 1):
            below = lines - above
            if below > behind:
                continue
            head = [_text(element) for element in elements[start - above : start]]
            tail = [_text(element) for element in elements[end : end + below]]
            if _letters("".join(head + tail)) not in labels or _letters("".join(head)) in labels:
                continue
            sure = bool(_letters("".join(head))) and _letters("".join(tail)) not in labels
            return _Run(start - above, start, end, end + below, sure)
    return None


def _count(elements: Sequence[Element], place: int, step: int) -> int:
    """How many lines of label stand next to a place, before it (-1) or from it on (1)."""
    most = _MOST_BEFORE if step < 0 else _MOST_BEHIND
    count = 0
    at = place - 1 if step < 0 else place
    while count < most and 0 <= at < len(elements) and _text(elements[at]):
        count += 1
        at += step
    return count


def _text(element: Element) -> str:
    """The folded text of a line that is nothing but a label; empty where it is none.

    In a grid the label of a group may stand before it.
    """
    if isinstance(element, Token):
        return "" if element.is_value else element.folded
    filled = [token for token in element.tokens if token.folded]
    return filled[-1].folded if filled and not any(t.is_value for t in filled) else ""


def _is_numbers(element: Element) -> bool:
    if isinstance(element, Token):
        return element.is_value
    if element.certain:
        return False
    filled = [token for token in element.tokens if token.folded]
    return bool(filled) and all(token.is_value for token in filled)


def _cells(element: Element) -> int:
    return 1 if isinstance(element, Token) else sum(bool(t.folded) for t in element.tokens)


def _joined(lines: Sequence[Element]) -> Token:
    tokens = [
        line if isinstance(line, Token) else [t for t in line.tokens if t.folded][-1]
        for line in lines
    ]
    text = "".join(token.text.strip() for token in tokens)
    return tokens[0]._replace(text=text, folded="".join(token.folded for token in tokens))


@lru_cache(maxsize=4096)
def _letters(label: str) -> str:
    return _NO_LETTER.sub("", strip_numbering(label))


@cache
def _labels(table_id: str) -> frozenset[str]:
    items = catalogue.tables()[table_id].items
    texts = [text for item in items for text in (item.zh, *item.zh_by_form.values())]
    return frozenset(_letters(fold(text)) for text in texts)
