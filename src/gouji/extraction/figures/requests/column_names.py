"""The names of the columns of table 三 in its header: whole, in pieces, or several on one line."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from itertools import pairwise
from typing import NamedTuple

from gouji.extraction.characters import fold
from gouji.extraction.figures.aligning.labels import column_patterns
from gouji.extraction.figures.aligning.rows import Row
from gouji.forms import catalogue

TOTAL = 6
"""The number of the column 总计."""
_BROKEN = re.compile("社会(?!公益)")
"""社会公益组织 over two lines."""
_ORGANISATIONS = re.compile("法人或?其他(?:组织?|$)|或其他(?:组织?)?|其他组织?$")
"""法人或其他组织, also without its beginning or end: no column."""
_BEGUN = re.compile("法人或?$|^人或$")
_REST = re.compile("^或?其他")
_NAMES = tuple(fold(column.zh) for column in catalogue.tables()["requests"].columns)
_WHOLE = re.compile("|".join(_NAMES[1:-2]))
_ORGANISATIONS_ONLY = re.compile(f"(?:{_WHOLE.pattern}){{2,}}")
_BEGINNINGS = {name[:end] for name in _NAMES[1:-1] for end in range(2, len(name) + 1)}
_BEGINNING = re.compile("|".join(sorted(_BEGINNINGS, key=len, reverse=True)))
_ORGANISATIONS_BEGUN = re.compile(
    f"(?:{_NAMES[0]})?(?:{_BEGINNING.pattern}){{3,}}(?:{_NAMES[-1]})?"
)
_NAMES_ONLY = re.compile(f"(?:{'|'.join(_NAMES)})+")
_PARTS = {
    name[i:j] for name in _NAMES for i in range(len(name)) for j in range(i + 1, len(name) + 1)
}
_PART = re.compile("|".join(sorted(_PARTS, key=len, reverse=True)))
"""A name of a column, or what a line of it may hold."""
_NOTE = fold("（本列数据的勾稽关系为：第一项加第二项之和，等于第三项加第四项之和）申请人情况")
"""What the form prints beside and above the names."""
_HAN = re.compile(r"[一-鿿]")
_WHOLE_NOTE = re.compile(r"本列数据的勾稽关系为[^()]{0,40}")
LONGEST_HEADER = 60
"""Characters of Chinese on a line of a header: prose is longer."""
ADDED = re.compile(
    r"占比|比例|比重|小计|(?:上|去|上一)年(?!度?结转)|同比|增减|增长|行次|代码|编号|备注|^20\d\d年$"
)
"""A column that an office added to the form."""
ALL_ORGANISATIONS = re.compile("法人或?其他组织")
_APPLICANTS = re.compile("申请人情况?")
_FEW_NAMED = 2


def may_be_header(line: str) -> bool:
    """True for a line that is no longer than a header, the note on the sums left out."""
    return len(_HAN.findall(_WHOLE_NOTE.sub("", line))) <= LONGEST_HEADER


@lru_cache(maxsize=1024)
def columns_named(piece: str) -> tuple[int, ...]:
    """The columns that a text names, in its order."""
    text = _BROKEN.sub("公益", _ORGANISATIONS.sub("", piece))
    found = [
        (match.start(), number)
        for number, pattern in enumerate(column_patterns("requests"))
        for match in pattern.finditer(text)
    ]
    return tuple(number for _, number in sorted(found))


def columns_called(piece: str) -> tuple[int, ...]:
    """The columns of which a text is the names, and nothing else."""
    return columns_named(piece) if _NAMES_ONLY.fullmatch(piece) else ()


def without_organisations(pieces: Sequence[str]) -> Iterator[str]:
    """The pieces without 法人或其他组织, which may be cut into several: it names no column."""
    before = ""
    for piece in pieces:
        follows = _BEGUN.search(before) is not None
        yield _REST.sub("", piece, count=1) if follows else piece
        before = piece


def torn_lines(above: Sequence[Row]) -> list[tuple[int, ...]]:
    """The columns named on each line of a header in text of which lines hold pieces of several.

    So dumps write that sort words by their height on the page: names over one, two and three lines
    stand in the middle of their cells. Empty where names are whole, or each line holds one piece.
    In a grid of text the columns of its pieces tell an order as well.
    """
    head = [row for row in above if not _is_stated(row)]
    lines = [
        line for row in head for line in (["".join(row.pieces)] if row.grid_row else row.pieces)
    ]
    lines = [_without_note(line) for line in without_organisations(lines)]
    if sum(map(_is_torn, lines)) < _FEW_NAMED:
        return []
    down = [columns_named(line) for line in lines if may_be_header(line)]
    return [*down, *_by_grid_column(head)]


def _is_stated(row: Row) -> bool:
    return row.grid_row is not None and row.grid_row.certain


def _by_grid_column(head: Sequence[Row]) -> Iterator[tuple[int, ...]]:
    """For each grid the columns that the pieces of its header name, from left to right.

    A row of fewer cells than the grid has them where they do not belong.
    """
    named: dict[int, set[tuple[int, int]]] = {}
    rows = (row.grid_row for row in head if row.grid_row and not row.has_values)
    for grid_row in (row for row in rows if len(row.tokens) == row.n_columns):
        for token in grid_row.tokens:
            found = ((token.column, number) for number in columns_named(token.folded))
            named.setdefault(grid_row.grid, set()).update(found)
    yield from (tuple(number for _, number in sorted(one)) for one in named.values())


def _without_note(line: str) -> str:
    """The line without what stands before the names: a part of the note on the sums."""
    end = next((n for n in range(len(line), _FEW_NAMED, -1) if line[:n] in _NOTE), 0)
    return line[end:]


def _is_torn(line: str) -> bool:
    """True for pieces of the names of several columns, and nothing else."""
    parts = _PART.findall(line)
    return len(parts) > 1 and "".join(parts) == line and any(one not in _NAMES for one in parts)


def names_organisations_backwards(line: str) -> bool:
    """True for a line of names of organisations, whole or begun, in another order.

    Nothing else stands on it but 自然人 before and 总计 behind them.
    """
    if not (_ORGANISATIONS_ONLY.fullmatch(line) or _ORGANISATIONS_BEGUN.fullmatch(line)):
        return False
    begun = _BEGINNING.findall(line)
    named = [next(n for n, name in enumerate(_NAMES) if name.startswith(one)) for one in begun]
    return named != sorted(named)


def names_in_order(lines: Sequence[str]) -> bool:
    """True where pieces of names, sorted by height on the page, are those of the seven columns.

    No piece is left over or lacks, and no column is named that the form does not have. Of the five
    columns of 法人或其他组织 those with as many pieces stand on the same lines, so that these must
    come in the order of the form. 自然人 comes before them, for its cell is the higher one, and
    before 法人或其他组织 too, but for a page on which names have come apart.
    """
    if any(ADDED.search(line) for line in lines if len(line) <= LONGEST_HEADER):
        return False
    if any(map(names_organisations_backwards, lines)):
        return False
    rest = dict(enumerate(_NAMES))
    pieces: dict[int, list[_Piece]] = {number: [] for number in rest}
    for piece in _pieces(lines):
        begun = sorted(rest, key=lambda number: (not pieces[number], number))
        own = next((n for n in begun if rest[n] and rest[n].startswith(piece.text)), None)
        if own is None:
            return False
        rest[own] = rest[own].removeprefix(piece.text)
        pieces[own].append(piece)
    if any(rest.values()) or _is_led(lines, pieces):
        return False
    inner = [pieces[number] for number in range(1, len(_NAMES) - 1)]
    for number_of_pieces in {len(own) for own in inner}:
        alike = [own for own in inner if len(own) == number_of_pieces]
        if any(a[0] > b[0] or a[-1] > b[-1] for a, b in pairwise(alike)):
            return False
    return True


def _is_led(lines: Sequence[str], pieces: Mapping[int, Sequence[_Piece]]) -> bool:
    """True where something stands before 自然人, and nothing tells that it is only higher."""
    natural, *others = pieces.values()
    if natural[0] > min(own[0] for own in others):
        return True
    if any(a.line == b.line and a > b for a in natural for own in others for b in own):
        return True
    whole = all(len(own) == 1 for own in pieces.values())
    for number, line in enumerate(lines):
        led = ALL_ORGANISATIONS.search(line)
        if led and number == natural[0].line and led.start() < line.find(natural[0].text):
            return True
        if led and whole and number < natural[0].line:
            return True
    return False


class _Piece(NamedTuple):
    """A piece of a name, and the number of its line and its place there."""

    line: int
    place: int
    text: str


def _pieces(lines: Sequence[str]) -> Iterator[_Piece]:
    for number, line in enumerate(without_organisations(lines)):
        bare = _APPLICANTS.sub("", ALL_ORGANISATIONS.sub("", _without_note(line)))
        parts = _PART.findall(bare)
        if "".join(parts) == bare:
            yield from (_Piece(number, place, text) for place, text in enumerate(parts))
