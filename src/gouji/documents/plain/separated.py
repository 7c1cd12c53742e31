"""Tables whose cells are separated by commas, as programs export them (RFC 4180).

A cell may be quoted and then hold commas and line ends. Running text has commas too: a table is
what has the same number of cells, four at least, on three lines, some of them numbers or empty.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator, Sequence
from itertools import islice

from gouji.documents.joining import join_lines
from gouji.documents.plain.ruled import Line, Row

_FEWEST_COMMAS = 3
_FEWEST_ROWS = 3
_FEWEST_CELLS = 2
_MOST_LINES = 2000
_MOST_LINES_OF_ROW = 20
_NO_TEXT = re.compile(r"\s*[-+\d０-９.,]*\s*")
_HEADING = re.compile(r"[一二三四五六]、.*情况$|[一二三四五六]、.*事项$")
_LONGEST_LABEL = 60


def separated_table(lines: Sequence[Line], start: int) -> tuple[int, list[Row]] | None:
    """Where the table that begins at `start` ends, and its rows; None for none."""
    if lines[start][1].count(",") < _FEWEST_COMMAS:
        return None
    first = list(islice(_records(lines, start, _MOST_LINES_OF_ROW), 1))
    width = len(first[0][1]) if first else 0
    if width <= _FEWEST_COMMAS:
        return None
    rows: list[Row] = []
    end = start
    for after, record in _records(lines, start, _MOST_LINES):
        if len(record) != width:
            break
        rows.append((lines[end][0], [join_lines(map(str.strip, c.split("\n"))) for c in record]))
        end = after
    told = any(sum(map(_is_plain, record)) >= _FEWEST_CELLS for _, record in rows)
    return (end, rows) if told and len(rows) >= _FEWEST_ROWS else None


def is_running_text(cells: Sequence[str]) -> bool:
    """True for a heading or a text alone in the first of many cells, as workbooks are exported."""
    text = cells[0]
    alone = bool(text) and not any(cells[1:])
    return alone and (len(text) > _LONGEST_LABEL or _HEADING.fullmatch(text) is not None)


def _is_plain(cell: str) -> bool:
    return _NO_TEXT.fullmatch(cell) is not None


def _records(lines: Sequence[Line], start: int, limit: int) -> Iterator[tuple[int, list[str]]]:
    """Records with the line behind each; none from one on that is no record."""
    reader = csv.reader((f"{text}\n" for _, text in lines[start : start + limit]), strict=True)
    try:
        for record in reader:
            yield start + reader.line_num, record
    except csv.Error:
        return
