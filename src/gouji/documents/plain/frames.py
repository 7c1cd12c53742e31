"""Data frames as programs print them: numbers above the columns, texts set to the right below them.

Where the number of a column ends, each of its texts ends too, or one place behind, so that the
first line says where columns are. A character of Chinese counts as one place, or as two.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from itertools import accumulate

from gouji.documents.plain.ruled import Line, Row, terminal_width

_HEAD = re.compile(r"\s*0\s+1\s+2\b[\s\d]*")
_NUMBER = re.compile(r"\d+")
_FEWEST_ROWS = 2
_MOST_ROWS = 400


def framed_table(lines: Sequence[Line], start: int) -> tuple[int, list[Row]] | None:
    """Where the data frame that begins at `start` ends, and its rows; None for none."""
    head = lines[start][1]
    if _HEAD.fullmatch(head) is None:
        return None
    numbers = [*_NUMBER.finditer(head)]
    if [match[0] for match in numbers] != [str(n) for n in range(len(numbers))]:
        return None
    ends = [match.end() for match in numbers]
    read = (_rows(lines, start, ends, measure) for measure in (_one, terminal_width))
    rows = max(read, key=len)
    return (start + len(rows), rows) if len(rows) > _FEWEST_ROWS else None


def _rows(
    lines: Sequence[Line], start: int, ends: Sequence[int], measure: Callable[[str], int]
) -> list[Row]:
    """The head and the lines below it, as far as they fill just these columns."""
    rows: list[Row] = [(lines[start][0], [str(n) for n in range(len(ends))])]
    below = lines[start + 1 : start + _MOST_ROWS]
    texts = _text_ends(below[0][1], measure) if below else frozenset()
    ends = [end if end in texts else end + 1 for end in ends]
    for number, line in below:
        cells = _cut(line, ends, measure) if line.strip() else None
        if cells is None:
            break
        rows.append((number, cells))
    indexed = [cells[0].partition(" ") for _, cells in rows[1:]]
    if [index for index, _, _ in indexed] != [str(n) for n in range(len(indexed))]:
        return rows
    body = [
        (number, [index, rest.strip(), *cells[1:]])
        for (number, cells), (index, _, rest) in zip(rows[1:], indexed, strict=True)
    ]
    return [(rows[0][0], ["", *rows[0][1]]), *body] if all(r for _, _, r in indexed) else rows


def _one(_: str) -> int:
    return 1


def _text_ends(line: str, measure: Callable[[str], int]) -> frozenset[int]:
    """The places where something ends before white space."""
    places = accumulate(map(measure, line))
    pairs = zip(line, line[1:] + " ", places, strict=True)
    return frozenset(at for char, behind, at in pairs if behind.isspace() and not char.isspace())


def _cut(line: str, ends: Sequence[int], measure: Callable[[str], int]) -> list[str] | None:
    """The texts of the columns; None where one is empty, or does not end where its column does."""
    cells: list[str] = []
    at, text = 0, ""
    for char in line:
        if len(cells) == len(ends):
            return None if line.strip() and not char.isspace() else cells
        at += measure(char)
        text += char
        if at == ends[len(cells)]:
            if char.isspace():
                return None
            cells.append(text.strip())
            text = ""
        elif at > ends[len(cells)]:
            return None
    return cells if len(cells) == len(ends) and all(cells) else None
