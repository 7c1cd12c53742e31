"""What the shape of a grid tells of the columns of table 三: more, fewer, or two made one.

Nothing here places a cell; that is for `gouji.extraction.figures.requests.cells`.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Collection, Mapping, Sequence
from itertools import pairwise, takewhile

from gouji.extraction.elements import GridRow
from gouji.extraction.figures.aligning.columns import holds_two
from gouji.extraction.figures.aligning.rows import Row
from gouji.extraction.figures.requests.column_names import columns_named
from gouji.extraction.figures.requests.header import printed_length

FEW_STRAYS = 2
"""So many loose numbers above the first row are years and page numbers, not values."""
_WIDTH = 7
_PAIR = 2
_FEWEST_ALONE = 3
_FEWEST_WIDER = 3
_FEW_WITHOUT_END = 5
_FIRST_ROW = re.compile(r"本年度?新收|新收政府信息|[上去]年度?结转|办理结果|予以公开")


def packed(rows: Sequence[Row]) -> frozenset[int]:
    """The grids of text in which the cells of each row begin right behind its label.

    So it is where converters print no cell for what a label reaches over, and fill up rows behind:
    no number stands further behind a label than seven cells, however many labels a row has, and
    several totals do.
    """
    ends: defaultdict[int, defaultdict[int, Counter[int]]] = defaultdict(
        lambda: defaultdict(Counter)
    )
    for row in rows:
        if row.grid_row is not None and not row.grid_row.certain and row.pieces and row.has_values:
            last = max(n for n, token in enumerate(row.tokens) if not token.is_empty)
            ends[row.grid_row.grid][len(row.pieces)][last] += 1
    return frozenset(
        grid
        for grid, by_labels in ends.items()
        if max(last for counts in by_labels.values() for last in counts) < _WIDTH
        and sum(counts[_WIDTH - 1] > 1 for counts in by_labels.values()) > 1
    )


def wider(rows: Sequence[Row]) -> set[int]:
    """The grids of which several rows have more cells than the form, from first to last number.

    Or behind their labels, however many those are: then none of these cells is that of a label.
    """
    long: Counter[int] = Counter()
    behind: defaultdict[tuple[int, int], Counter[int]] = defaultdict(Counter)
    for row in rows:
        if row.grid_row is None:
            continue
        grid = row.grid_row.grid
        long[grid] += len(row.tokens) > _WIDTH and printed_length(row) > _WIDTH
        if row.pieces and not row.grid_row.certain and row.has_values:
            behind[grid, _length_behind(row)][len(row.pieces)] += 1
    found = {grid for grid, number in long.items() if number >= _FEWEST_WIDER}
    return found | {
        grid
        for (grid, length), labels in behind.items()
        if length > _WIDTH and len(labels) > 1 and labels.total() * 2 > _rows_of(behind, grid)
    }


def _rows_of(behind: Mapping[tuple[int, int], Counter[int]], grid: int) -> int:
    return sum(labels.total() for (own, _), labels in behind.items() if own == grid)


def _length_behind(row: Row) -> int:
    """How many cells stand behind the labels of a row, up to the last that is not empty."""
    return max(n for n, token in enumerate(row.tokens, start=1) if not token.is_empty)


def usual_lengths(rows: Sequence[Row]) -> dict[int, int]:
    """By grid how many cells most rows have behind their labels, unless it is a wide workbook."""
    lengths: defaultdict[int, Counter[int]] = defaultdict(Counter)
    for row in rows:
        if row.grid_row is not None and row.pieces and row.has_values:
            lengths[row.grid_row.grid][len(row.tokens)] += 1
    usual = {grid: counts.most_common(1)[0] for grid, counts in lengths.items()}
    return {
        grid: length
        for grid, (length, count) in usual.items()
        if length < 2 * _WIDTH and 2 * count > lengths[grid].total()
    }


def is_narrower(rows: Sequence[Row], by_grid: Mapping[int, list[GridRow]]) -> bool:
    """True where the page may lack columns: then a row of empty cells says nothing of those.

    No row has seven numbers, and none has seven cells or the header names some columns, not all.
    """
    if any(sum(not token.is_empty for token in row.tokens) >= _WIDTH for row in rows):
        return False
    named: set[int] = set()
    for grid_rows in by_grid.values():
        down: defaultdict[int, str] = defaultdict(str)  # a name may be torn over several rows
        for token in (token for row in above_first_row(grid_rows) for token in row.tokens):
            down[token.column] += token.folded
            named.update(columns_named(token.folded))
        named.update(n for text in down.values() for n in columns_named(text))
        if any(map(_begins_form, grid_rows)):
            break  # further on labels like 其他 and 总计 are those of rows
    longest = max((len(row.tokens) for row in rows), default=0)
    return longest < _WIDTH or 0 < len(named) < _WIDTH


def set_right(
    mapping: dict[int, int], head: Sequence[GridRow], grid_rows: Sequence[GridRow]
) -> dict[int, int]:
    """The columns of a header in text, or those to the right of it where all numbers stand.

    A converter writes a cell over several rows and columns as one in the rows below the first: the
    names there move to the left, above labels, and leave as many cells empty at the end.
    """
    columns = sorted(mapping)
    shape = grid_rows[0].n_columns
    first = shape - _WIDTH
    if columns != [*range(columns[0], columns[0] + _WIDTH)] or not columns[0] < first:
        return mapping
    if [mapping[column] for column in columns] != [*range(_WIDTH)]:
        return mapping
    filled = [row for row in grid_rows[len(head) :] if row.folded]
    body = [row for row in filled if any(token.is_value for token in row.tokens)] or filled
    left = [token for row in body for token in row.tokens if token.column < first]
    numbers = [token for row in body for token in row.tokens if token.column >= first]
    behind = [t for row in head[1:] for t in row.tokens if t.column > columns[-1]]
    moved = (
        len(behind) == (len(head) - 1) * (first - columns[0])
        and all(token.is_empty for token in behind)
        and any(
            token.folded and (token.column > columns[-1] or not token.is_value)
            for row in body
            for token in row.tokens
            if token.column >= columns[0]
        )
        and not any(token.is_value for token in left)
        and all(token.is_value or token.is_empty for token in numbers)
    )
    return (
        {column + first - columns[0]: one for column, one in mapping.items()} if moved else mapping
    )


def fills_ends(grid_rows: Sequence[GridRow]) -> bool:
    """True where nearly all rows with numbers have one in the last column."""
    ends = [row.tokens[-1].is_value for row in grid_rows if any(t.is_value for t in row.tokens)]
    return len(ends) - sum(ends) <= len(ends) // _FEW_WITHOUT_END


def shrunk(by_grid: Mapping[int, list[GridRow]], unmapped: Collection[int]) -> set[int]:
    """The grids without a header that have fewer columns than one before.

    Labels or figures are missing there: an empty cell in front may be the one or the other.
    """
    found: set[int] = set()
    widest = 0
    for grid, grid_rows in by_grid.items():
        if grid in unmapped and grid_rows[0].n_columns < widest:
            found.add(grid)
        widest = max(widest, grid_rows[0].n_columns)
    return found


def pairs_of_numbers(grid_rows: Sequence[GridRow]) -> frozenset[int]:
    """The columns of which several rows hold two numbers, and none anything in the next cell."""
    pairs = [pair for row in grid_rows for pair in pairwise(row.tokens)]
    two = Counter(t.column for t, following in pairs if not following.folded and holds_two(t))
    several = {column for column, number in two.items() if number > 1}
    if not several:
        return frozenset()
    return frozenset(several.difference(t.column for t, following in pairs if following.is_value))


def fused(by_grid: dict[int, list[GridRow]]) -> set[int]:
    """The grids in which a converter made one column of two.

    Several rows have a cell with two numbers there, or the header leaves room for six columns only,
    or names two in one cell; so it is also on the pages behind such a header.
    """
    found: set[int] = set()
    shapes: set[int] = set()
    for grid, grid_rows in by_grid.items():
        shape = grid_rows[0].n_columns
        if grid_rows[0].certain:
            continue
        head = above_first_row(grid_rows)
        if _holds_six(head, shape) or _names_two(head):
            shapes.add(shape)
        if shape in shapes or sum(map(_holds_two, grid_rows)) > 1:
            found.add(grid)
    return found


def above_first_row(grid_rows: Sequence[GridRow]) -> list[GridRow]:
    """The rows of a grid above the first one of the form, or with more than a few numbers."""
    head = takewhile(lambda row: not _begins_form(row), grid_rows)
    return list(head)


def _begins_form(row: GridRow) -> bool:
    numbers = sum(token.is_value for token in row.tokens)
    return _FIRST_ROW.search(row.folded) is not None or numbers > FEW_STRAYS


def _holds_six(head: Sequence[GridRow], width: int) -> bool:
    """True for a header that begins with 自然人 and has fewer columns from there than the form."""
    named = [
        (token.column, names[0])
        for row in head
        for token in row.tokens
        if len(names := columns_named(token.folded)) == 1
    ]
    first = min(named, default=(0, None))
    return first[1] == 0 and width - first[0] < _WIDTH


def _names_two(head: Sequence[GridRow]) -> bool:
    """True where a cell names two neighbouring columns, and others stand in cells of their own."""
    named = [columns_named(token.folded) for row in head for token in row.tokens]
    alone = {names[0] for names in named if len(names) == 1}
    pairs = [names for names in named if len(names) == _PAIR and names[1] == names[0] + 1]
    return len(alone) >= _FEWEST_ALONE and any(alone.isdisjoint(names) for names in pairs)


def _holds_two(row: GridRow) -> bool:
    """True where a cell of the row holds two numbers, as where columns were made one."""
    return any(holds_two(token) for token in row.tokens)
