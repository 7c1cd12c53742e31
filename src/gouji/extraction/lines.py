"""Takes one line of text apart where several cells of a table stand on it.

Converters print a row as a line (label, then its numbers), run two rows together, or put a whole
page on one line. A line is only taken apart at white space and the pieces keep their order, so that
running text that was split by mistake joins again unchanged.
"""

from __future__ import annotations

import re
from itertools import groupby
from operator import itemgetter

from gouji.extraction.characters import fold
from gouji.extraction.numbers import looks_like_value

Piece = tuple[str, int]
"""Printed text and its offset in the line."""

_LONGEST_LINE = 120
_TABLE_WORDS = re.compile(
    r"信息内容|資訊內容|信息內容|二十条第|二十條第|自然人|维持|維持|予以公[开開]"
)
_FEW_VALUES = 2
_WHOLE_ROW = re.compile(r"(?<!\S)(?:[\d.,/-]+\s+){6}[\d.,/-]+(?!\S)")
"""Seven cells in a row: no prose has that."""
_COUNT = re.compile(r"0|[1-9]\d*")
_SENTENCE = re.compile(r"[，。；：,;:]")
_UNIT = re.compile(r"[年月日号條条件次个個篇份余多万元人名家项項期%％、至到和及]")
_PIECE = re.compile(
    r"\S*增\s+[/／]\s+[减減]\S*|"
    r"[\d.,，]+\s+[亿万]?元?(?<=[亿万元])(?!\S)"
    r"|(?<!\S)(?:增加?|减少?|減少?|新增|[+＋↑↓])\s+[\d.,，]+(?!\S)|\S+"
)


def split_line(text: str) -> list[Piece]:
    """The cells on a line, labels and values; empty where the line is one cell.

    Two numbers alone on a line are left together: they may be one number that came apart. Not so
    behind a 0, with which no count begins, nor where a sign or a mark for none is one of the two.
    """
    if len(text.split(None, 1)) < 2:
        return []
    pieces = _pieces(text)
    if sum(len(piece) + 1 for piece, _ in pieces) > _LONGEST_LINE:
        return _squeezed(text, pieces)
    values = [looks_like_value(fold(piece)) for piece, _ in pieces]
    if all(values):
        return pieces if len(pieces) > _FEW_VALUES or _are_apart(text, pieces) else []
    if values[0] and pieces[0][0].isdigit() and not values[1]:
        values[0] = False  # the number of an item that a space parted from its label
    if _is_running_text(text, pieces, values):
        trailing = next(n for n, value in enumerate(reversed(values)) if not value)
        values = [False] * (len(values) - trailing) + [True] * trailing
    if not any(values):
        return []
    cells = _cut(text, pieces, values)
    return [] if not values[0] and cells[0][0][-1].isdigit() else cells


def _are_apart(text: str, pieces: list[Piece]) -> bool:
    """True for two values that are no number together."""
    first, *others = (fold(piece) for piece, _ in pieces)
    if first == "0" and bool(others) and all(map(_COUNT.fullmatch, others)):
        return True
    return not looks_like_value(fold(text))


def _pieces(text: str) -> list[Piece]:
    """What white space parts; a unit of money, or 增加 and 减少, stay with their number."""
    return [(match[0], match.start()) for match in _PIECE.finditer(text)]


def _is_running_text(text: str, pieces: list[Piece], values: list[bool]) -> bool:
    """Numbers in a sentence are followed by what they count; those of a row are not."""
    return bool(_SENTENCE.search(text)) or any(
        value and not values[index + 1] and _UNIT.match(pieces[index + 1][0])
        for index, value in enumerate(values[:-1])
    )


def _cut(text: str, pieces: list[Piece], values: list[bool]) -> list[Piece]:
    """Each value alone, and what stands between two values together."""
    found: list[Piece] = []
    for value, group in groupby(zip(values, pieces, strict=True), key=itemgetter(0)):
        run = [piece for _, piece in group]
        if value:
            found.extend(run)
        else:
            start, end = run[0][1], run[-1][1] + len(run[-1][0])
            found.append((text[start:end], start))
    return found


def _squeezed(text: str, pieces: list[Piece]) -> list[Piece]:
    """A line that holds a whole table, piece by piece; empty for ordinary running text."""
    if not (_TABLE_WORDS.search(text) or _WHOLE_ROW.search(text)):
        return []
    values = [looks_like_value(fold(piece)) for piece, _ in pieces]
    in_a_row = any(all(values[i : i + _FEW_VALUES]) for i in range(len(values) - _FEW_VALUES))
    return pieces if in_a_row else []
