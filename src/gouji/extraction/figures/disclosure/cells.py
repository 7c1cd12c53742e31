"""Places the cells of one row of table 二, which has one to three of them under its own header.

In a grid the header of the section says which column is which, also where a converter left empty
cells behind spans or repeated a cell over its span. Without a grid, and where every column of the
item has its number, the cells are counted.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from functools import lru_cache
from itertools import combinations, pairwise

from gouji.extraction.characters import fold
from gouji.extraction.elements import GridRow, Token
from gouji.extraction.figures.aligning.columns import Slot, place_exactly, says_none
from gouji.extraction.figures.aligning.crowded import counts_in
from gouji.extraction.figures.aligning.labels import column_patterns
from gouji.extraction.figures.aligning.rows import Row
from gouji.extraction.numbers import looks_like_value
from gouji.forms import catalogue

_ADDED = re.compile(
    r"(?<![比较])上年|去年|20\d\d年|同期|同比|增减|增长|备注|说明|累计|单位$|单位\||单位(?=对外|本年)"
)
_COUNT = re.compile("(?:本年|其中|历年)[一-鿿]{2,}(?:件数|数量|总数)")
_TWO = 2
_SEVERAL = re.compile(r"0\d")
_ONLY_ZEROS = re.compile("0+")
RUN_TOGETHER = "nothing but zeros is printed in the row, some of them without a space between"


def columns_named(pieces: Sequence[str]) -> tuple[str, ...]:
    """The columns that header pieces name, in printed order."""
    return _named_in("|".join(pieces))


@lru_cache(maxsize=2048)
def _named_in(text: str) -> tuple[str, ...]:
    table = catalogue.tables()["disclosure"]
    named = [
        (match.start(), column.id)
        for column, pattern in zip(table.columns, column_patterns("disclosure"), strict=True)
        if (match := pattern.search(text))
    ]
    return tuple(column for _, column in sorted(named))


def names_added(pieces: Sequence[str]) -> bool:
    """True where header pieces name more than columns of the form: last year, or a remark."""
    return _adds(tuple(pieces))


@lru_cache(maxsize=2048)
def _adds(pieces: tuple[str, ...]) -> bool:
    if any(_COUNT.fullmatch(piece) and not columns_named([piece]) for piece in pieces):
        return True
    rest = "|".join(pieces)
    apart = rest
    for pattern in column_patterns("disclosure"):
        rest, apart = pattern.sub("", rest), pattern.sub("|", apart)
    return _ADDED.search(rest) is not None or _COUNT.search(apart) is not None


def place_cells(
    row: Row,
    columns: Sequence[str],
    header: Sequence[str],
    header_row: GridRow | None,
    *,
    added: bool = False,
    filled_up: bool = False,
) -> list[Slot] | None:
    """One slot for each of the item's `columns`, or None where cells and columns do not fit.

    `header` are the columns printed above the row, `header_row` the grid row they stand in. On
    loose lines the order in which converters print a header says nothing by itself: the cells are
    in form order. `added`: it names other columns too, so that cells cannot be counted.
    `filled_up`: an empty cell fills up the header, so that one stands behind each complete row.
    """
    short = filled_up and _lacks_its_filler(row, len(columns))
    crowded = None if added or short else _crowded(row, columns, header_row)
    if crowded is not None:
        return crowded
    filled = [token for token in row.tokens if not token.is_empty]
    complete = len(filled) == len(columns) and not (header_row and _repeats(header_row))
    cut = short or (_is_cut(row, header_row) and (added or not complete))
    if cut or _holds_several(row, len(columns)):
        return None
    if row.grid_row is not None and header_row is not None:
        slots = _by_header(row.grid_row, columns, header_row)
        slots = slots or _below_repeated(row, columns, header, header_row)
        if slots is not None:
            return slots
    if added or (header_row is not None and _lost_a_cell(row, columns, header, header_row)):
        return None
    if len(filled) == len(columns):
        slots = [Slot(token) for token in filled]
    else:
        if _stand_beside(row, len(columns), header_row):
            return None
        counted = place_exactly(row, len(columns))
        if counted is None or (row.grid_row is not None and _lacks_names(header, columns)):
            return None
        slots = counted
    if row.grid_row is not None and len(header) == len(columns):
        return [slots[header.index(column)] for column in columns]
    return slots


def _lacks_its_filler(row: Row, width: int) -> bool:
    """True for a loose row of which the empty cell at the end may be the one that fills it up."""
    return row.grid_row is None and len(row.tokens) == width and row.tokens[-1].is_empty


def _crowded(row: Row, columns: Sequence[str], header_row: GridRow | None) -> list[Slot] | None:
    """Slots of a row that has several numbers in one cell."""
    return _zeros(row, len(columns)) or _below_crowded(row.grid_row, columns, header_row)


def _zeros(row: Row, width: int) -> list[Slot] | None:
    """A slot for each cell of a row of nothing but zeros, some of them without a space between.

    None begins with a 0, so that as many digits as columns are one each (规章000); where each
    cell is printed, 00 in one of them is no two.
    """
    filled = [token for token in row.tokens if not token.is_empty]
    texts = [token.folded for token in filled]
    if width < _TWO or "00" not in "|".join(texts) or not all(map(_ONLY_ZEROS.fullmatch, texts)):
        return None
    if len(texts) != width and sum(map(len, texts)) != width:
        return None
    row_of = filled if len(texts) == width else [t for t in filled for _ in t.folded]
    return [Slot(token._replace(text="0", folded="0"), note=RUN_TOGETHER) for token in row_of]


def _is_cut(row: Row, header: GridRow | None) -> bool:
    """True where the file states that a row ends before its header does: a cell is not there."""
    own = row.grid_row
    if own is None or header is None or own.grid != header.grid or not own.certain:
        return False
    return _end(own) < _end(header)


def _end(row: GridRow) -> int:
    return max((token.span.stop for token in row.tokens), default=0)


def _lost_a_cell(
    row: Row, columns: Sequence[str], header: Sequence[str], header_row: GridRow
) -> bool:
    """True where a row is shorter than the header of its grid, or that repeats one of too few.

    Where all cells are filled, and none is a repeated one, a short row is complete.
    """
    if row.grid_row is None or row.grid_row.grid != header_row.grid or row.grid_row.certain:
        return _repeats(header_row) and _lacks_names(header, columns)
    short = len(row.grid_row.tokens) < len(header_row.tokens)
    filled = sum(not token.is_empty for token in row.tokens) == len(columns)
    if _repeats(header_row):
        return short or _lacks_names(header, columns)
    return short and not filled


def _holds_several(row: Row, width: int) -> bool:
    """True for a cell that holds the numbers of several, or of all: a lone one is of the page."""
    if any(_SEVERAL.match(token.folded) for token in row.tokens):
        return True
    return row.grid_row is None and any(_is_row(token, width) for token in row.tokens)


def _is_row(token: Token, width: int) -> bool:
    parts = token.text.split()
    return len(parts) == width > 1 and all(map(looks_like_value, map(fold, parts)))


def _stand_beside(row: Row, width: int, header: GridRow | None) -> bool:
    """True where the grid has more columns than the item, and its numbers are not under names."""
    own = row.grid_row
    beside = own is not None and header is not None and own.grid == header.grid
    return beside and len(row.tokens) > width


def _lacks_names(header: Sequence[str], columns: Sequence[str]) -> bool:
    """True where a header names some columns of the item, not all: a part of it may be cut off."""
    return 0 < len(header) < len(columns)


def _by_header(row: GridRow, columns: Sequence[str], header: GridRow) -> list[Slot] | None:
    """Slots from the header of the same grid; None where a number stands beside its columns."""
    if row.grid != header.grid or not (row.certain or _end_alike(row.tokens, header.tokens)):
        return None
    found = _columns_below(tuple([(t.folded, t.column, t.colspan) for t in header.tokens]))
    if found is None:
        return None
    named, added = found
    if set(named.values()) != set(columns):
        return None
    cells: dict[str, list[Token]] = {column: [] for column in columns}
    for token in _unnumbered(row):
        under = {named[column] for column in token.span if column in named}
        several = len(under) != 1 and not says_none(token, named)
        if token.is_value and several and not added.issuperset(token.span):
            return None
        for column in under:
            cells[column].append(token)
    return (
        [_only(tokens) for tokens in cells.values()] if all(map(_agree, cells.values())) else None
    )


def _end_alike(row: Sequence[Token], header: Sequence[Token]) -> bool:
    """True where a row of text has as many cells as its header, but for empty ones behind both."""
    return len(row) == len(header) or _last_filled(row) == _last_filled(header)


def _last_filled(tokens: Sequence[Token]) -> int:
    return max((number for number, token in enumerate(tokens) if token.folded), default=-1)


def _below_crowded(
    row: GridRow | None, columns: Sequence[str], header: GridRow | None
) -> list[Slot] | None:
    """Slots of a row of text where a converter made one column of several, in the header too.

    Each cell has as many numbers as the header above it names columns, all in the form's order.
    """
    if row is None or header is None or row.grid != header.grid or row.certain:
        return None
    if len(row.tokens) != len(header.tokens):
        return None
    above = [columns_named([token.folded]) for token in header.tokens]
    if max(map(len, above), default=0) < _TWO:
        return None
    named: list[str] = []
    slots: list[Slot] = []
    for names, token in zip(above, row.tokens, strict=True):
        numbers = counts_in(token) if names or token.is_value else []
        if numbers is None or len(numbers) != len(names):
            return None
        named.extend(names)
        slots += map(Slot, numbers)
    return slots if named == list(columns) else None


@lru_cache(maxsize=1024)
def _columns_below(
    header: tuple[tuple[str, int, int], ...],
) -> tuple[Mapping[int, str], frozenset[int]] | None:
    """The column of the form that stands below each grid column, and the columns of the office.

    `header`: folded text, column and width of its cells. None where a cell names two. Of two cells
    that name the same one, in different words, that which tells a year (2022年处理决定数量), else
    the later, is not of the form: last year's, as a rule.
    """
    named: dict[int, str] = {}
    added: set[int] = set()
    first: dict[str, str] = {}
    plain = {
        name for text, _, _ in header if not names_added([text]) for name in columns_named([text])
    }
    for text, column, width in header:
        names = columns_named([text])
        if len(names) > 1:
            return None
        span = range(column, column + width)
        other = names_added([text]) and plain.issuperset(names)
        if names and not other and first.setdefault(names[0], text) == text:
            named.update(dict.fromkeys(span, names[0]))
        elif names_added([text]):
            added.update(span)
    return named, frozenset(added)


def _unnumbered(row: GridRow) -> Sequence[Token]:
    """The cells of a row without a serial number in front of its label."""
    labels = (n for n, token in enumerate(row.tokens) if token.folded and not token.is_value)
    return row.tokens[next(labels, 0) :]


def _repeats(header: GridRow) -> bool:
    """A converter that repeats a cell over its span does so in the header too."""
    texts = [token.folded for token in header.tokens]
    return any(first and first == second for first, second in pairwise(texts))


def _below_repeated(
    row: Row, columns: Sequence[str], header: Sequence[str], header_row: GridRow
) -> list[Slot] | None:
    """Slots of a row of repeated cells, in the order of a header that names each of its columns.

    A row of the same grid that is shorter has lost a cell.
    """
    own = row.grid_row
    shorter = own is not None and len(own.tokens) < len(header_row.tokens)
    if shorter or not _repeats(header_row) or sorted(header) != sorted(columns):
        return None
    slots = _unrepeated(row.tokens, len(columns))
    return slots and [slots[header.index(column)] for column in columns]


def _unrepeated(tokens: Sequence[Token], width: int) -> list[Slot] | None:
    """One token for each column of a row whose cells were repeated over their spans.

    Each column covers one stretch of equal cells; None where several ways to part them differ.
    """
    texts = [token.folded for token in tokens]
    if not all(texts) or len(texts) <= width:
        return None
    found: dict[tuple[str, ...], tuple[int, ...]] = {}
    for cuts in combinations(range(1, len(texts)), width - 1):
        starts = (0, *cuts)
        stretches = [texts[a:b] for a, b in pairwise((*starts, len(texts)))]
        if all(len(set(stretch)) == 1 for stretch in stretches):
            found[tuple(stretch[0] for stretch in stretches)] = starts
    return [Slot(tokens[n]) for n in next(iter(found.values()))] if len(found) == 1 else None


def _agree(tokens: Sequence[Token]) -> bool:
    """A column has a cell, and no two different numbers."""
    return bool(tokens) and len({token.folded for token in tokens if token.folded}) <= 1


def _only(tokens: Sequence[Token]) -> Slot:
    return Slot(next((token for token in tokens if token.folded), None))
