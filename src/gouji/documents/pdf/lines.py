"""Characters of a PDF page -> lines of text, the way they are printed.

Order and spacing come from where the characters stand, not from the order in the file. Nothing is
merged that might be two numbers: a distance between digits stays a space, a raised or lowered
digit is set off with "^" or "_". Which characters belong to a table cell is decided in
`pdf_lattice`, which lines make a paragraph in `pdf_paragraphs`.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from operator import itemgetter

from gouji.documents.joining import is_wide, join_lines
from gouji.documents.pdf.page import Glyph
from gouji.documents.pdf.rulings import Box

# All in units of the font size.
_SAME_LINE = 0.45
_SAME_PLACE = 0.15
_SPACE = 0.2
_COLUMN_GAP = 1.0
_OFF_LINE = 0.12

_LEFT, _BASELINE, _ANGLE = itemgetter(1), itemgetter(5), itemgetter(7)


@dataclass(slots=True)
class Line:
    """One printed line: its text, its box, and the usual font size in it."""

    text: str
    box: Box
    base: float
    size: float


def cell_text(glyphs: list[Glyph]) -> str:
    """The text of one cell: its lines from top to bottom, joined."""
    if len(glyphs) == 1:
        return glyphs[0][0].strip()
    if any(map(_ANGLE, glyphs)):
        return join_lines(line.text for line in lines(glyphs, columns=False))
    return join_lines([_text(row, columns=False)[0] for row in _rows(glyphs)])


def lines(glyphs: list[Glyph], *, columns: bool) -> Iterator[Line]:
    """The lines from top to bottom; sideways and oblique text follows after the upright text.

    Args:
        glyphs: the characters of one cell or one page, in any order.
        columns: make a distance that is clearly more than a space a tab.
    """
    if not any(map(_ANGLE, glyphs)):
        yield from _upright_lines(glyphs, columns)
        return
    by_angle: defaultdict[int, list[Glyph]] = defaultdict(list)
    for glyph in glyphs:
        by_angle[_ANGLE(glyph)].append(glyph)
    for angle in sorted(by_angle, key=lambda angle: (angle != 0, angle)):
        group = by_angle[angle]
        if angle == -1:
            yield _oblique(group)
        elif angle:
            for line in _upright_lines([_turned(glyph, angle) for glyph in group], columns):
                yield Line(line.text, _turned_back(line.box, angle), line.box[3], line.size)
        else:
            yield from _upright_lines(group, columns)


def _upright_lines(glyphs: list[Glyph], columns: bool) -> Iterator[Line]:
    for row in _rows(glyphs):
        text, last = _text(row, columns)
        if last is not None:
            _, _, _, _, _, base, size, _ = last
            yield Line(text, _around(row), base, size)


def _rows(glyphs: list[Glyph]) -> list[list[Glyph]]:
    """The characters of each line, from top to bottom."""
    ordered = sorted(glyphs, key=_BASELINE)
    if ordered and ordered[-1][5] - ordered[0][5] <= _SAME_LINE * ordered[0][6]:
        return [ordered]
    rows: list[list[Glyph]] = []
    anchor = first_size = 0.0
    row: list[Glyph] = []
    for glyph in ordered:
        _, _, _, _, _, base, size, _ = glyph
        if not rows or base - anchor > _SAME_LINE * (size if size > first_size else first_size):
            row = []
            rows.append(row)
            anchor, first_size = base, size
        row.append(glyph)
    return rows


def _text(row: list[Glyph], columns: bool) -> tuple[str, Glyph | None]:
    """The text of one line, and its last character that is not a space."""
    pieces: list[str] = []
    last: Glyph | None = None
    blank = False
    for glyph in sorted(row, key=_LEFT):
        char, x0, _, _, _, base, size, _ = glyph
        if char.isspace():
            blank = True
            continue
        if last is not None:
            last_char, last_x0, _, last_x1, _, last_base, last_size, _ = last
            size = size if size > last_size else last_size
            gap = x0 - last_x1
            if (
                gap < 0
                and char == last_char
                and x0 - last_x0 < _SAME_PLACE * size
                and abs(base - last_base) < _SAME_PLACE * size
            ):
                continue  # printed twice, to look bold
            if columns and gap >= _COLUMN_GAP * size:
                pieces.append("\t")
            elif (blank or gap > _SPACE * size) and not (is_wide(char) or is_wide(last_char)):
                pieces.append(" ")
            elif char.isdigit() and last_char.isdigit():
                raised = last_base - base
                if abs(raised) > _OFF_LINE * size:
                    pieces.append("^" if raised > 0 else "_")
        pieces.append(char)
        last = glyph
        blank = False
    return "".join(pieces), last


def _around(glyphs: list[Glyph]) -> Box:
    _, x0, y0, x1, y1, _, _, _ = zip(*glyphs, strict=True)
    return min(x0), min(y0), max(x1), max(y1)


def _oblique(glyphs: list[Glyph]) -> Line:
    """A watermark, as a rule: its characters in the order of the file."""
    box = _around(glyphs)
    text = "".join(char for char, *_ in glyphs)
    _, _, _, _, _, _, size, _ = glyphs[0]
    return Line(" ".join(text.split()), box, box[3], size)


def _turned(glyph: Glyph, angle: int) -> Glyph:
    """The glyph as if the page were turned so that its direction of writing is upright."""
    char, x0, y0, x1, y1, _, size, _ = glyph
    if angle == 90:
        box, base = (y0, -x1, y1, -x0), -x0
    elif angle == 180:
        box, base = (-x1, -y1, -x0, -y0), -y0
    else:
        box, base = (-y1, x0, -y0, x1), x1
    return char, *box, base, size, 0


def _turned_back(box: Box, angle: int) -> Box:
    x0, y0, x1, y1 = box
    if angle == 90:
        return -y1, x0, -y0, x1
    if angle == 180:
        return -x1, -y1, -x0, -y0
    return y0, -x1, y1, -x0
