"""Tables as wikis have them, and pandoc writes them: `{|`, `|-` between rows, a cell a line, `|}`.

Cells of one line stand between `||`; what stands before a single `|` is attributes. A table with
spans says where each cell stands, and is read as the HTML that it becomes.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from gouji.documents.joining import join_lines
from gouji.documents.plain.ruled import Line, Row

_OPENS = re.compile(r"\s*\{\|")
_MOST_LINES = 4000
_CELLS = re.compile(r"\|\||!!")
_ATTRIBUTES = re.compile(r"^((?:\s*[\w-]+\s*=\s*(?:\"[^\"]*\"|'[^']*'|[^\s|]+))+)\s*\|(?!\|)")
_SPAN = re.compile(r"\b(row|col)span\s*=\s*[\"']?(\d{1,4})")


def wiki_table(lines: Sequence[Line], start: int) -> tuple[int, list[Row], list[Line]] | None:
    """Where the table that begins at `start` ends, its rows, and where it has spans its HTML.

    None for no table, and for one without an end.
    """
    if not _OPENS.match(lines[start][1]):
        return None
    rows: list[tuple[int, list[str]]] = []
    row: list[str] = []
    begun = lines[start][0]
    caption = True
    for end in range(start + 1, min(len(lines), start + _MOST_LINES)):
        number, line = lines[end]
        text = line.strip()
        if text.startswith(("|}", "|-")):
            if row:
                rows.append((begun, row))
            row, begun, caption = [], number, False
            if text.startswith("|}"):
                return (end + 1, *_read(rows, lines[start][0])) if rows else None
        elif text.startswith(("|", "!")) and not text.startswith("|+"):
            caption = False
            if not row:
                begun = number
            row += _CELLS.split(text[1:])
        elif row and text:
            row[-1] = join_lines([row[-1].strip(), text])
        elif text and not caption:
            return None
    return None


def _read(rows: Sequence[tuple[int, list[str]]], first: int) -> tuple[list[Row], list[Line]]:
    plain: list[Row] = []
    html = ["<table>"]
    spans = False
    for number, texts in rows:
        found = [(_ATTRIBUTES.match(text), text) for text in texts]
        cells = [text[match.end() :] if match else text for match, text in found]
        plain.append((number, [cell.strip() for cell in cells]))
        html.append("<tr>")
        for (match, _), cell in zip(found, cells, strict=True):
            own = _SPAN.findall(match[1]) if match else []
            spans = spans or any(int(width) > 1 for _, width in own)
            attributes = "".join(f' {way}span="{width}"' for way, width in own)
            html.append(f"<td{attributes}>{cell.strip()}</td>")
        html.append("</tr>")
    return plain, [(first, "".join([*html, "</table>"]))] if spans else []
