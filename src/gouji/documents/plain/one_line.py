"""Markdown tables of which a converter put all rows on one line, as inside the cell of another."""

from __future__ import annotations

import re

_PIPE = re.compile(r"(?<!\\)\|")
_DASHES = re.compile(r"\s*:?-{3,}:?\s*")


def table_lines(line: str) -> list[str]:
    """The line with each row of each such table on a line of its own; it alone where there is none.

    The rule below the head tells how many cells a row has; one empty piece stands between two rows.
    """
    if "---" not in line or "|" not in line:
        return [line]
    pieces = _PIPE.split(line)
    found: list[str] = []
    done = at = 0
    while at < len(pieces):
        end = at
        while end < len(pieces) and _DASHES.fullmatch(pieces[end]):
            end += 1
        width = end - at
        head = at - 1 - width
        rows = _rows(pieces, end, width) if width and head > done else []
        if rows and not pieces[at - 1].strip():
            before = "|".join(pieces[done:head])
            found += [before] if before.strip() else []
            found += map(_row, (pieces[head : at - 1], pieces[at:end], *rows))
            done = at = end + len(rows) * (width + 1)
        else:
            at = max(end, at + 1)
    rest = "|".join(pieces[done:])
    return [*found, rest] if rest.strip() or not found else found


def _rows(pieces: list[str], start: int, width: int) -> list[list[str]]:
    """The rows of so many cells behind a rule, up to the head of another table."""
    rows: list[list[str]] = []
    while start + width + 1 < len(pieces) and not pieces[start].strip():
        following = start + width + 2
        if following < len(pieces) and _DASHES.fullmatch(pieces[following]):
            break
        rows.append(pieces[start + 1 : start + 1 + width])
        start += width + 1
    return rows


def _row(cells: list[str]) -> str:
    return f"|{'|'.join(cells)}|"
