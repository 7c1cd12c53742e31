"""Reads table 三 from its numbers alone, where labels and numbers of a page came apart.

Programs that take text out of PDF gather what stands close: labels in runs, numbers row by row, or
a column of several rows at a time. Then a label does not tell which numbers are its own, but all
numbers of the table together do: there are as many as the form has cells, and they are laid out by
rows, or by columns of some rows at a time, such that every row and every column keeps the sums of
the form. Where more than one such layout does, only what all of them say counts.

The order of rows and columns is that of the page. So the header must name the seven columns, and
nothing else, in an order that is not another one; and the labels that stand before numbers must fit
the rows that the layout has there, or all stand before all numbers in the order of the form.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from functools import cache
from typing import NamedTuple

from gouji.extraction.elements import Element, Token
from gouji.extraction.figures.aligning.columns import Slot
from gouji.extraction.figures.aligning.crowded import counts_in
from gouji.extraction.figures.aligning.filling import ambiguous_figure, figure_of_slot
from gouji.extraction.figures.aligning.labels import hits, strip_numbering
from gouji.extraction.figures.aligning.likeness import item_begun
from gouji.extraction.figures.aligning.summing import is_sum
from gouji.extraction.figures.requests.column_names import columns_named, names_in_order
from gouji.extraction.figures.requests.printed_rows import row_keys
from gouji.extraction.figures.requests.sums import sums_down
from gouji.extraction.report import Figure
from gouji.forms import catalogue
from gouji.forms.evaluation import Outcome, confront_edit
from gouji.forms.model import Table
from gouji.forms.values import CellValue

NOTE = "labels and numbers stand apart: placed by the sums of all rows and columns"
_WIDTH = 7
_ITEM_NUMBER = re.compile(r"\d{1,2}[.、]")
_FEWEST_ANCHORS = 2
_MOST_LAYOUTS = 3000

_Matrix = tuple[tuple[int, ...], ...]
_Block = tuple[tuple[int, ...], ...]
"""Some rows that stand together: for each of them the places of its numbers."""
_Layout = tuple[_Block, ...]


class _Stream(NamedTuple):
    """The numbers of a table in order; the rows whose labels stand right before some of them."""

    numbers: list[Token]
    anchors: dict[int, list[int]]
    head: list[str]


def read_stream(elements: Sequence[Element], form: str) -> list[Figure] | None:
    """The figures of a table of that form that the numbers prove; None where they prove nothing."""
    table = catalogue.tables()["requests"]
    items = table.items_of(form)
    stream = _stream(elements, form)
    if stream is None or len(stream.numbers) != _WIDTH * len(items):
        return None
    if not names_in_order(stream.head):
        return None
    values = [int(token.text) for token in stream.numbers]
    found = [
        (matrix, layout)
        for matrix, layout in _layouts(values, len(items)).items()
        if _ties_down(matrix, form) and _fits(matrix, layout, stream)
    ]
    if not found:
        return None
    matrices = [matrix for matrix, _ in found]
    places = _places(found[0][1])
    figures: list[Figure] = []
    for row, item in enumerate(items):
        for column, key in enumerate(row_keys(item.id)):
            told = {matrix[row][column] for matrix in matrices}
            token = stream.numbers[places[row, column]]
            if len(told) == 1:
                figures.append(figure_of_slot(table, key, Slot(token, note=NOTE), token.locator))
            else:
                raw = " | ".join(map(str, sorted(told)))
                figures.append(ambiguous_figure(table, key, NOTE, raw, token.locator))
    return figures


def _stream(elements: Sequence[Element], form: str) -> _Stream | None:
    """None where a value is no plain count, or stands in a grid."""
    table = catalogue.tables()["requests"]
    wanted = {
        number: place
        for place, number in enumerate(
            number for number, item in enumerate(table.items) if form in item.forms
        )
    }
    stream = _Stream([], {}, [])
    pending: list[str] = []
    for element in elements:
        if not isinstance(element, Token):
            return None
        if not element.is_value or _ITEM_NUMBER.fullmatch(element.folded):
            pending.append(element.folded)
            continue
        numbers = counts_in(element)
        if numbers is None:
            return None
        order = _rows_named(table, pending, wanted)
        if not stream.numbers:
            stream.head.extend(pending)
        if order:
            stream.anchors[len(stream.numbers)] = order
        pending = []
        stream.numbers.extend(numbers)
    return stream


def _rows_named(table: Table, labels: Sequence[str], wanted: Mapping[int, int]) -> list[int]:
    """The rows that labels name, in their order; 其他 and 总计 without a number are columns.

    The last of them may be the first line of its label only.
    """
    named = [hit for hit in hits(table, labels) if not _is_column(labels[hit.piece])]
    items = [hit.item for hit in named]
    begun = item_begun(table.id, labels[-1]) if labels else None
    if begun is not None and begun not in items:
        items.append(begun)
    return [wanted[item] for item in items if item in wanted]


def _is_column(label: str) -> bool:
    return strip_numbering(label) == label and bool(columns_named(label))


def _layouts(values: Sequence[int], height: int) -> Mapping[_Matrix, _Layout]:
    """Every table that the numbers may be in which each row sums, with one layout of it."""
    below: list[dict[_Matrix, _Layout]] = [{} for _ in range(height)] + [{(): ()}]
    for first in reversed(range(height)):
        for rows in range(1, height - first + 1):
            if not below[first + rows]:
                continue
            for places in _blocks(rows):
                block = _block(values, places, first * _WIDTH)
                if block is None:
                    continue
                for rest, layout in below[first + rows].items():
                    below[first].setdefault((*block, *rest), (places, *layout))
        if len(below[first]) > _MOST_LAYOUTS:
            return {}
    return below[0]


@cache
def _blocks(rows: int) -> tuple[_Block, ...]:
    """Where the numbers of so many rows stand: their columns, or the first some, at a time."""
    by_column: list[tuple[int, ...]] = [(1,) * _WIDTH, (1, _WIDTH - 1)]
    found = []
    for widths in by_column if rows > 1 else [(_WIDTH,)]:
        places: list[list[int]] = [[] for _ in range(rows)]
        start = 0
        for width in widths:
            for row in range(rows):
                places[row] += range(start + row * width, start + (row + 1) * width)
            start += rows * width
        found.append(tuple(map(tuple, places)))
    return tuple(found)


def _block(values: Sequence[int], places: _Block, first: int) -> _Matrix | None:
    """The rows that stand in these places; None where one does not sum."""
    rows: list[tuple[int, ...]] = []
    for own in places:
        row = tuple(values[first + place] for place in own)
        if not is_sum(row):
            return None
        rows.append(row)
    return tuple(rows)


def _places(layout: _Layout) -> dict[tuple[int, int], int]:
    """Where the number of each row and column stands in the stream."""
    places: dict[tuple[int, int], int] = {}
    first = 0
    for block in layout:
        for row, own in enumerate(block):
            for column, place in enumerate(own):
                places[first + row, column] = first * _WIDTH + place
        first += len(block)
    return places


def _ties_down(matrix: _Matrix, form: str) -> bool:
    """True where every column keeps the sums of the form."""
    items = catalogue.tables()["requests"].items_of(form)
    cells = {
        key: CellValue.reported(value)
        for item, row in zip(items, matrix, strict=True)
        for key, value in zip(row_keys(item.id), row, strict=True)
    }
    return all(confront_edit(edit, cells).outcome is Outcome.PASS for edit in sums_down(form))


def _fits(matrix: _Matrix, layout: _Layout, stream: _Stream) -> bool:
    """True where labels stand before numbers of their own rows, or of rows below.

    Or of rows above that hold nothing but 0, if their labels do not come later: it does not show
    which of those stand there. Labels that all stand before all numbers tell the order of the rows
    by their own.
    """
    rows = {place: row for (row, _), place in _places(layout).items()}
    own = sum(rows[place] in named for place, named in stream.anchors.items())
    all_first = stream.anchors.get(0) == list(range(len(matrix)))
    return (
        (all_first or own >= _FEWEST_ANCHORS)
        and all(
            rows[place] in named or _is_below(matrix, stream, place, rows[place])
            for place, named in stream.anchors.items()
        )
        and not _are_exchanged(matrix, stream, rows)
    )


def _is_below(matrix: _Matrix, stream: _Stream, place: int, row: int) -> bool:
    """True where the labels before a place are of rows above its own, or only zeros lie between.

    Behind the end of a label above, one of a row below may stand early, but not in exchange for
    that of this row.
    """
    named = stream.anchors[place]
    if min(named) < row:
        later = (names for other, names in stream.anchors.items() if other > place)
        return max(named) < row or not any(row in names for names in later)
    return not any(map(any, matrix[row : min(named)])) and not _is_overtaken(stream, place)


def _are_exchanged(matrix: _Matrix, stream: _Stream, rows: Mapping[int, int]) -> bool:
    """True where a label stands before numbers of another row that may be its own.

    So it is where the label of their row stands before numbers above, or where rows between have
    their own labels, and the row above of the two holds more than 0.
    """
    ahead = {row for place, named in stream.anchors.items() for row in named if rows[place] < row}
    owned = {rows[place] for place, named in stream.anchors.items() if rows[place] in named}
    for place, named in stream.anchors.items():
        row = rows[place]
        early = min((number for number in named if number > row), default=row)
        if row not in named and any(matrix[row]) and owned.intersection(range(row + 1, early)):
            return True
        if max(named) < row:
            passed = owned.intersection(range(max(named) + 1, row))
            if row in ahead or (passed and any(any(matrix[other]) for other in named)):
                return True
    return False


def _is_overtaken(stream: _Stream, place: int) -> bool:
    """True where the label of a row above those named there stands before later numbers."""
    first = min(stream.anchors[place])
    return any(min(named) < first for later, named in stream.anchors.items() if later > place)
