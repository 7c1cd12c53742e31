"""Which column of table 三 each cell of a row is: by the header of its grid, or by counting.

What a whole grid tells stands here: its header, where its complete rows begin, and whether a
converter made one column of two. What a row and its sums prove afterwards is in `proof`.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Collection, Mapping, Sequence
from itertools import pairwise, takewhile

from gouji.extraction.elements import Element, GridRow
from gouji.extraction.figures.columns import (
    Slot,
    Told,
    added_columns,
    header_map,
    holds_two,
    is_reordered,
    names_added,
    open_cells,
    place_by_count,
    place_by_header,
    runs_together,
    told_apart,
)
from gouji.extraction.figures.labels import column_patterns
from gouji.extraction.figures.requests_header import columns_named, printed_length
from gouji.extraction.figures.rows import Row

FEW_STRAYS = 2
"""So many loose numbers above the first row are years and page numbers, not values."""
_WIDTH = 7
_PAIR = 2
_FEWEST_ALONE = 3
_FEWEST_WIDER = 3
_FIRST_ROW = re.compile(r"本年度?新收|新收政府信息")


class RequestCells:
    """Places the cells of rows, knowing the headers and the complete rows of each grid."""

    def __init__(self, elements: Sequence[Element], rows: Sequence[Row]) -> None:
        self._maps: dict[int, dict[int, int] | None] = {}
        self._starts: dict[int, frozenset[int]] = {}
        by_grid: dict[int, list[GridRow]] = {}
        for element in elements:
            if isinstance(element, GridRow):
                by_grid.setdefault(element.grid, []).append(element)
        self._added: dict[int, frozenset[int]] = {}
        heads: dict[int, list[GridRow] | None] = {}
        previous: tuple[int, dict[int, int], frozenset[int]] | None = None
        for grid, grid_rows in by_grid.items():
            head = heads[grid] = self._head(grid_rows)
            mapping = header_map(head, column_patterns("requests")) if head else None
            added = added_columns(head or ())
            shape = grid_rows[0].n_columns
            follows = previous is not None and previous[0] == shape
            if mapping is None and previous and follows and self._trusts(grid_rows, previous[1]):
                mapping, added = previous[1:]
            if mapping is not None:
                previous = (shape, mapping, added)
            self._maps[grid], self._added[grid] = mapping, added
        self._reordered = {
            grid for grid, one in self._maps.items() if one is not None and is_reordered(one)
        }
        starts: defaultdict[int, set[int]] = defaultdict(set)
        for row in rows:
            if row.grid_row is not None:
                filled = [token.column for token in row.tokens if token.folded]
                if len(filled) == _WIDTH:
                    starts[row.grid_row.grid].add(filled[0])
        self._starts = {grid: frozenset(columns) for grid, columns in starts.items()}
        self._packed = _packed(rows)
        added_to = {grid for grid, head in heads.items() if any(map(names_added, head or ()))}
        self._wider = _wider(rows) | added_to | {g for g, added in self._added.items() if added}
        self._pairs = {grid: _pairs(grid_rows) for grid, grid_rows in by_grid.items()}
        self._narrower = _is_narrower(rows, by_grid)
        self._fused = _fused(by_grid)
        # Where converters cut one column in two halves or made one of two, the cells are not seven.
        # Where most rows are padded to one length, the empty cells behind a label are its columns.
        padded = {
            grid: [row for row in grid_rows if len(row.tokens) == row.n_columns]
            for grid, grid_rows in by_grid.items()
        }
        last = {
            grid: max(map(_last_label, rows_of_grid))
            for grid, rows_of_grid in padded.items()
            if 2 * len(rows_of_grid) > len(by_grid[grid])
        }
        # In a table of which rows moved to the left, whole rows begin among the labels.
        self._labels = {
            grid: column
            for grid, column in last.items()
            if min(self._starts.get(grid, ()), default=column + 1) > column
        }

    @staticmethod
    def _trusts(grid_rows: list[GridRow], mapping: dict[int, int]) -> bool:
        """Whether the header of the grid before counts: in text only where it is not the form's."""
        return grid_rows[0].certain or is_reordered(mapping)

    @property
    def unmapped(self) -> frozenset[int]:
        """The grids whose cells are only counted."""
        return frozenset(grid for grid, mapping in self._maps.items() if mapping is None)

    @property
    def total_moved(self) -> bool:
        """True where a header says that the last column is not 总计."""
        maps = [mapping for mapping in self._maps.values() if mapping]
        return any(mapping[max(mapping)] != max(mapping.values()) for mapping in maps)

    @staticmethod
    def _head(grid_rows: list[GridRow]) -> list[GridRow] | None:
        """The rows above the first row of the form; from text only where no row is ragged."""
        certain = grid_rows[0].certain
        if not certain and any(len(row.tokens) != row.n_columns for row in grid_rows):
            return None
        head = _above_first_row(grid_rows)
        if len(head) == len(grid_rows):
            return None
        return head

    def place(self, row: Row, width: int) -> tuple[list[Slot] | None, Told]:
        """One slot for each of `width` columns, None where none fits, and what told them."""
        grid_row = row.grid_row
        if grid_row is None:
            return place_by_count(row, width)
        if self._lacks_cells(row, grid_row, width):
            return open_cells(row.tokens, width), Told.SHORT
        mapping = self._maps.get(grid_row.grid)
        if mapping is None and self._reordered:
            # Below a header in another order, a page without one has that order, not the form's.
            return open_cells(row.tokens, width), Told.SHORT
        if row.has_values and self._cannot_count(row, grid_row, mapped=mapping is not None):
            return open_cells(row.tokens, width), Told.SHORT
        in_order = grid_row.grid not in self._reordered
        if in_order and row.pieces and self._stands_behind(row, grid_row, width):
            told = Told.STATED if grid_row.certain else Told.PRINTED
            return told_apart(row.tokens[:width]), told
        if mapping is not None:
            if not grid_row.certain:
                own = [token for token in grid_row.tokens if token.column in mapping]
                if runs_together(row, own):
                    return open_cells(row.tokens, width), Told.SHORT
            slots = place_by_header(grid_row, mapping, self._added[grid_row.grid])
            if slots is not None:
                return slots, Told.STATED if grid_row.certain else Told.PRINTED
        starts = self._starts.get(grid_row.grid, frozenset())
        slots, told = place_by_count(row, width, starts, self._labels.get(grid_row.grid))
        return slots, Told.STATED if grid_row.certain and told is Told.PRINTED else told

    def _stands_behind(self, row: Row, grid_row: GridRow, width: int) -> bool:
        """True for seven cells right behind the label, where that is where they must stand."""
        if grid_row.certain:
            return len(row.tokens) == width
        return grid_row.grid in self._packed and _is_packed(row)

    def _lacks_cells(self, row: Row, grid_row: GridRow, width: int) -> bool:
        """True where empty cells may be those of columns that the page lacks or made one of two."""
        if row.tokens and not row.has_values and self._narrower:
            return True
        if grid_row.certain:
            return _fits_pairs(row, self._pairs[grid_row.grid])
        fused = grid_row.grid in self._fused and any(token.is_empty for token in row.tokens)
        return fused or _lost_its_label(row, width)

    def _cannot_count(self, row: Row, grid_row: GridRow, *, mapped: bool) -> bool:
        """True where the number of cells proves nothing, whatever it is.

        One holds two numbers and another none, the office added columns that no header places, or
        the row would begin with an empty cell where others have labels; below a header that places
        the columns too, if it lost a cell.
        """
        if grid_row.certain and runs_together(row, row.tokens):
            return True
        labels = self._labels.get(grid_row.grid, -1)
        leads = row.tokens[0].is_empty and row.tokens[0].column <= labels
        complete = len(row.tokens) == _WIDTH
        if mapped:
            if not (grid_row.certain and complete and leads):
                return False
            return sum(token.colspan for token in grid_row.tokens) < grid_row.n_columns
        return grid_row.grid in self._wider or (complete and leads)


def _packed(rows: Sequence[Row]) -> frozenset[int]:
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


def _is_packed(row: Row) -> bool:
    """True for a row with seven cells, and none but empty ones behind them."""
    cells, behind = row.tokens[:_WIDTH], row.tokens[_WIDTH:]
    whole = row.has_values and len(cells) == _WIDTH and not runs_together(row, cells)
    return whole and all(token.is_empty for token in behind)


def _wider(rows: Sequence[Row]) -> set[int]:
    """The grids of which several rows have more cells than the form, from first to last number."""
    long = Counter(
        row.grid_row.grid
        for row in rows
        if row.grid_row is not None and printed_length(row) > _WIDTH
    )
    return {grid for grid, number in long.items() if number >= _FEWEST_WIDER}


def _is_narrower(rows: Sequence[Row], by_grid: Mapping[int, list[GridRow]]) -> bool:
    """True where the page may lack columns: then a row of empty cells says nothing of those.

    No row has seven numbers, and none has seven cells or the header names some columns, not all.
    """
    if any(sum(not token.is_empty for token in row.tokens) >= _WIDTH for row in rows):
        return False
    named: set[int] = set()
    for grid_rows in by_grid.values():
        down: defaultdict[int, str] = defaultdict(str)  # a name may be torn over several rows
        for token in (token for row in _above_first_row(grid_rows) for token in row.tokens):
            down[token.column] += token.folded
            named.update(columns_named(token.folded))
        named.update(n for text in down.values() for n in columns_named(text))
    longest = max((len(row.tokens) for row in rows), default=0)
    return longest < _WIDTH or 0 < len(named) < _WIDTH


def _pairs(grid_rows: Sequence[GridRow]) -> frozenset[int]:
    """The columns of which several rows hold two numbers, and none anything in the next cell."""
    two: Counter[int] = Counter()
    beside: set[int] = set()
    for row in grid_rows:
        for token, following in pairwise(row.tokens):
            if following.is_value:
                beside.add(token.column)
            elif holds_two(token) and not following.folded:
                two[token.column] += 1
    return frozenset(c for c, number in two.items() if number > 1 and c not in beside)


def _fits_pairs(row: Row, pairs: Collection[int]) -> bool:
    """True where a row has a cell in such a column, and the next is empty."""
    if not pairs:
        return False
    cells = pairwise(row.tokens)
    return any(cell.column in pairs and not following.folded for cell, following in cells)


def _lost_its_label(row: Row, width: int) -> bool:
    """True where empty cells at either end of a row may be that of its label, or lost numbers."""
    short = row.grid_row is not None and len(row.tokens) < row.grid_row.n_columns
    ends = bool(row.tokens) and (row.tokens[0].is_empty or row.tokens[-1].is_empty)
    return short and ends and not row.pieces and sum(not t.is_empty for t in row.tokens) < width


def _fused(by_grid: dict[int, list[GridRow]]) -> set[int]:
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
        head = _above_first_row(grid_rows)
        if _holds_six(head, shape) or _names_two(head):
            shapes.add(shape)
        if shape in shapes or sum(map(_holds_two, grid_rows)) > 1:
            found.add(grid)
    return found


def _above_first_row(grid_rows: Sequence[GridRow]) -> list[GridRow]:
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


def _last_label(row: GridRow) -> int:
    """The grid column of the last label in front of the first number of a row, -1 for none."""
    first = next((n for n, token in enumerate(row.tokens) if token.is_value), 0)
    return max((t.column for t in row.tokens[:first] if t.folded), default=-1)
