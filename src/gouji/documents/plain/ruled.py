"""Tables between two rules of dashes, or below one, a group of dashes over each column.

Pandoc writes tables so, in plain text and in its own Markdown: a rule says where columns begin, in
columns of a terminal; a table with a header has whole rules around it. Where a text runs across the
beginning of a column it was counted otherwise, and the table is left to be read as lines.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from itertools import groupby

from gouji.documents.joining import join_lines
from gouji.documents.plain.inline import unmarked

_RULE = re.compile(r"\s*-{3,}(?:\s+-{2,})+\s*")
_WHOLE_RULE = re.compile(r"\s*-{10,}\s*")
_MOST_LINES = 400
_MOST_HEADER_LINES = 12

Line = tuple[int, str]
"""1-based number and text."""
Row = tuple[int, list[str]]
"""The number of its line, and its cells."""


def terminal_width(char: str) -> int:
    """How many columns of a terminal a character takes: those of Chinese take two."""
    return 2 if unicodedata.east_asian_width(char) in "WF" else 1


def is_rule(line: str) -> bool:
    """True for a rule over several columns: what it is made of are no cells."""
    return _RULE.fullmatch(line) is not None


def ruled_table(lines: Sequence[Line], start: int) -> tuple[int, list[Row]] | None:
    """Where the table that begins at `start` ends, and its rows; None for none."""
    found = _between_rules if lines[start][1].lstrip().startswith("---") else _below_header
    return found(lines, start)


def _between_rules(lines: Sequence[Line], start: int) -> tuple[int, list[Row]] | None:
    """A table that begins with a rule.

    Empty lines part the rows if there are any, else each line is one. A text may be cut off inside
    the table, before the rule at its end.
    """
    top = lines[start][1]
    rule = _columns_rule(lines, start)
    if rule is None:
        return None
    limit = min(len(lines), start + _MOST_LINES)
    closing = range(max(rule, start) + 1, limit)
    end = next((n for n in closing if lines[n][1].rstrip() == top.rstrip()), limit)
    if end == limit < len(lines):
        return None
    begins = [match.start() for match in re.finditer(r"-+", lines[rule][1])]
    inside = [(n, "" if _RULE.fullmatch(line) else line) for n, line in lines[start + 1 : end]]
    parted = any(not line.strip() for _, line in inside)
    rows: list[Row] = []
    for filled, group in groupby(inside, key=lambda line: bool(line[1].strip())):
        if not filled:
            continue
        block = list(group)
        for run in [block] if parted else [[line] for line in block]:
            cut = [_cut(line, begins) for _, line in run]
            if None in cut:
                return None
            cells = zip(*(pieces for pieces in cut if pieces is not None), strict=True)
            rows.append((run[0][0], [join_lines(map(unmarked, cell)) for cell in cells]))
    return (min(end + 1, len(lines)), rows) if rows else None


def _below_header(lines: Sequence[Line], start: int) -> tuple[int, list[Row]] | None:
    """A table of which the header stands above the only rule.

    Each of its lines is a row, and an empty line ends it.
    """
    if start + 1 >= len(lines) or not _RULE.fullmatch(lines[start + 1][1]):
        return None
    if not lines[start][1].strip() or _RULE.fullmatch(lines[start][1]):
        return None
    limit = min(len(lines), start + _MOST_LINES)
    ends = (n for n in range(start + 2, limit) if not lines[n][1].strip() or is_rule(lines[n][1]))
    end = next(ends, limit)
    begins = [match.start() for match in re.finditer(r"-+", lines[start + 1][1])]
    rows: list[Row] = []
    for number, line in (lines[start], *lines[start + 2 : end]):
        cells = _cut(line, begins)
        if cells is None:
            return None
        rows.append((number, [unmarked(cell) for cell in cells]))
    closed = end < limit and is_rule(lines[end][1])
    return (end + closed, rows) if len(rows) > 1 else None


def _columns_rule(lines: Sequence[Line], start: int) -> int | None:
    """The line of the rule over the columns: the first, or behind a header below a whole rule."""
    if _RULE.fullmatch(lines[start][1]):
        return start
    if not _WHOLE_RULE.fullmatch(lines[start][1]):
        return None
    below = range(start + 1, min(len(lines), start + _MOST_HEADER_LINES))
    return next((n for n in below if _RULE.fullmatch(lines[n][1])), None)


def _cut(line: str, begins: Sequence[int]) -> list[str] | None:
    """The line cut where columns begin; None where a text reaches such a place from before."""
    cells = [""] * len(begins)
    starts = frozenset(begins[1:])
    at, number = 0, 0
    for char in line:
        while number + 1 < len(begins) and at >= begins[number + 1]:
            number += 1
        width = terminal_width(char)
        if not char.isspace() and not starts.isdisjoint(range(at + 1, at + width + 1)):
            return None
        cells[number] += char
        at += width
    return [cell.strip() for cell in cells]
