"""Which column of table 三 each cell of a row is: by the header of its grid, or by counting.

What the header of a whole grid tells stands here, and where its complete rows begin; what its shape
tells is in `grid_shapes`, what a row and its sums prove afterwards in `proof`.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from itertools import dropwhile, pairwise

from gouji.extraction.elements import Element, GridRow, Token
from gouji.extraction.figures.aligning.columns import (
    SPANS,
    Seen,
    Slot,
    Told,
    added_columns,
    as_map,
    columns_below,
    is_reordered,
    names_added,
    open_cells,
    place_by_count,
    place_by_header,
    runs_together,
    told_apart,
)
from gouji.extraction.figures.aligning.labels import column_patterns
from gouji.extraction.figures.aligning.rows import Row
from gouji.extraction.figures.aligning.summing import is_sum
from gouji.extraction.figures.requests.grid_shapes import (
    above_first_row,
    fills_ends,
    fused,
    is_narrower,
    packed,
    pairs_of_numbers,
    set_right,
    shrunk,
    usual_lengths,
    wider,
)
from gouji.extraction.numbers import parse_cell
from gouji.forms.values import BLANK

ZEROS = "a cell of 0 spans several columns, and the row sums"
_WIDTH = 7


class RequestCells:
    """Places the cells of rows, knowing the headers and the complete rows of each grid."""

    def __init__(self, elements: Sequence[Element], rows: Sequence[Row], *, unlike: bool) -> None:
        """`unlike`: the header names other columns than the form, so that cells are not counted."""
        self._unlike = unlike
        self._maps: dict[int, dict[int, int] | None] = {}
        self._names: dict[int, dict[int, int]] = {}
        by_grid: dict[int, list[GridRow]] = {}
        for element in elements:
            if isinstance(element, GridRow):
                by_grid.setdefault(element.grid, []).append(element)
        self._added: dict[int, frozenset[int]] = {}
        heads: dict[int, list[GridRow] | None] = {}
        previous: tuple[int, dict[int, int], frozenset[int]] | None = None
        for grid, grid_rows in by_grid.items():
            head = heads[grid] = self._head(grid_rows)
            names = columns_below(head or (), column_patterns("requests"))
            mapping = as_map(names, _WIDTH)
            if mapping is not None and head and not grid_rows[0].certain:
                mapping = set_right(mapping, head, grid_rows)
            self._names[grid] = dict(names)
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
        ends: defaultdict[int, set[int]] = defaultdict(set)
        for row in rows:
            if row.grid_row is not None and not row.parted:
                filled = [token for token in row.tokens if token.folded]
                if len(filled) == _WIDTH:
                    starts[row.grid_row.grid].add(filled[0].column)
                    ends[row.grid_row.grid].add(filled[-1].span.stop)
        self._packed = packed(rows)
        added_to = {grid for grid, head in heads.items() if any(map(names_added, head or ()))}
        self._wider = wider(rows) | added_to | {g for g, added in self._added.items() if added}
        self._pairs = {grid: pairs_of_numbers(grid_rows) for grid, grid_rows in by_grid.items()}
        self._usual = usual_lengths(rows)
        self._narrower = is_narrower(rows, by_grid)
        self._fused = fused(by_grid)
        self._ragged = {
            row.grid_row.grid
            for row in rows
            if row.grid_row is not None and row.has_values and 1 < len(row.tokens) < _WIDTH
        }
        self._shrunk = shrunk(by_grid, self.unmapped)
        # Where converters cut one column in two halves or made one of two, the cells are not seven.
        # Where most rows are padded to one length, the empty cells behind a label are its columns.
        padded = {
            grid: [row for row in grid_rows if len(row.tokens) == row.n_columns]
            for grid, grid_rows in by_grid.items()
        }
        last = {
            grid: max((_last_label(row) for row in rows_of_grid if not _has_note(row)), default=-1)
            for grid, rows_of_grid in padded.items()
            if 2 * len(rows_of_grid) > len(by_grid[grid])
        }
        self._filled_ends = {
            grid: fills_ends(own) for grid, own in by_grid.items() if not own[0].certain
        }
        # In a table of which rows moved to the left, whole rows begin among the labels.
        labels = {
            grid: column
            for grid, column in last.items()
            if min(starts[grid], default=column + 1) > column
        }
        self._seen = {
            grid: Seen(frozenset(starts[grid]), frozenset(ends[grid]), labels.get(grid))
            for grid in by_grid
        }

    @staticmethod
    def _trusts(grid_rows: list[GridRow], mapping: dict[int, int]) -> bool:
        """Whether the header of the grid before counts: in text only where it is not the form's.

        Not where labels stand in its columns: this page has others.
        """
        labelled = sum(
            any(t.folded and not t.is_value and _is_below(t, mapping) for t in row.tokens)
            for row in grid_rows
        )
        fits = labelled * 2 <= len(grid_rows)
        return fits and (grid_rows[0].certain or is_reordered(mapping))

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
        head = above_first_row(grid_rows)
        if len(head) == len(grid_rows):
            return None
        return head

    def place(self, row: Row, width: int) -> tuple[list[Slot] | None, Told]:
        """One slot for each of `width` columns, None where none fits, and what told them."""
        grid_row = row.grid_row
        if grid_row is None:
            return place_by_count(row, width)
        if row.parted and not self._reordered and grid_row.grid not in self._wider:
            return told_apart(row.tokens), Told.PRINTED
        if self._lacks_cells(row, grid_row, width):
            return open_cells(row.tokens, width), Told.SHORT
        mapping = self._maps.get(grid_row.grid)
        if mapping is None and self._reordered:
            # Below a header in another order, a page without one has that order, not the form's.
            return open_cells(row.tokens, width), Told.SHORT
        if row.has_values and self._cannot_count(row, grid_row, mapped=mapping is not None):
            return open_cells(row.tokens, width), Told.SHORT
        slots, told = self._placed(row, grid_row, width, mapping)
        counted = grid_row.certain and mapping is None
        if slots and counted and self._is_misplaced(grid_row, slots):
            return open_cells(row.tokens, width), Told.SHORT
        return slots, told

    def _placed(
        self, row: Row, grid_row: GridRow, width: int, mapping: dict[int, int] | None
    ) -> tuple[list[Slot] | None, Told]:
        """The same for a row whose cells are all there: by the header, or by counting them."""
        in_order = grid_row.grid not in self._reordered
        if in_order and row.pieces and self._stands_behind(row, grid_row, width):
            told = Told.STATED if self._states_counted(grid_row) else Told.PRINTED
            return told_apart(row.tokens[:width]), told
        if mapping is not None:
            if _last_label(grid_row) >= min(mapping):
                # A label below the name of a column: the cells of this row are moved to the right.
                return open_cells(row.tokens, width), Told.SHORT
            if not grid_row.certain:
                own = [token for token in grid_row.tokens if token.column in mapping]
                if runs_together(row, own):
                    return open_cells(row.tokens, width), Told.SHORT
            slots = place_by_header(grid_row, mapping, self._added[grid_row.grid])
            if slots is not None and self._is_padded(grid_row, slots):
                return open_cells(row.tokens, width), Told.SHORT
            if slots is not None:
                return _with_zeros(slots), Told.STATED if grid_row.certain else Told.PRINTED
        slots, told = place_by_count(row, width, self._seen[grid_row.grid])
        stated = told is Told.PRINTED and self._states_counted(grid_row)
        return slots, Told.STATED if stated else told

    def _is_padded(self, grid_row: GridRow, slots: Sequence[Slot]) -> bool:
        """True in text where a row alone has no total: a converter may have filled it up.

        A cell that the page lacks leaves an empty one at the end then, and moves those before it.
        """
        if grid_row.certain or slots[-1].token is not None or not any(slot.token for slot in slots):
            return False
        return self._filled_ends[grid_row.grid]

    def _states_counted(self, grid_row: GridRow) -> bool:
        """True where as many cells as the form has are those of the form.

        Not where no header tells their columns, and other rows of the grid lack cells.
        """
        counted = self._maps.get(grid_row.grid) is None
        return grid_row.certain and not (
            counted and (self._unlike or grid_row.grid in self._ragged)
        )

    def _stands_behind(self, row: Row, grid_row: GridRow, width: int) -> bool:
        """True for seven cells right behind the label, where that is where they must stand."""
        if grid_row.certain:
            # Further right a cell that reaches down from the row above is the first of them.
            mapping = self._maps.get(grid_row.grid) or {grid_row.n_columns: 0}
            first = min(mapping)
            if len(mapping) > 1 and max(mapping) - first != width - 1:
                return False  # a column without a name stands among those of the form
            if not self._added[grid_row.grid].isdisjoint(token.column for token in row.tokens):
                return False  # with a cell of an added column there are seven where one is merged
            return _is_unbroken(row, width) and row.tokens[0].column <= first
        return grid_row.grid in self._packed and _is_packed(row)

    def _is_misplaced(self, grid_row: GridRow, slots: Sequence[Slot]) -> bool:
        """True where a header that names some columns has another one above a counted cell.

        Not where names stand above the label: cells of that header were lost.
        """
        names = self._names.get(grid_row.grid, {})
        return min(names, default=0) > _last_label(grid_row) and any(
            slot.token is not None and names.get(slot.token.column, column) != column
            for column, slot in enumerate(slots)
        )

    def _lacks_cells(self, row: Row, grid_row: GridRow, width: int) -> bool:
        """True where empty cells may be those of columns that the page lacks or made one of two."""
        # In a page laid out as one table, rows of a narrower one end in empty cells.
        padded = self._maps.get(grid_row.grid) is None and len(row.tokens) > width
        if self._narrower and (padded or not row.has_values) and row.has_gaps:
            return True
        if grid_row.grid in self._shrunk and row.tokens and row.tokens[0].is_empty:
            return True
        if grid_row.certain:
            counted = self._maps.get(grid_row.grid) is None
            shorter = counted and len(row.tokens) < self._usual.get(grid_row.grid, 0)
            return (shorter and row.has_gaps) or _fits_pairs(row, self._pairs[grid_row.grid])
        fused = grid_row.grid in self._fused and row.has_gaps
        return fused or _lost_its_label(row, width)

    def _cannot_count(self, row: Row, grid_row: GridRow, *, mapped: bool) -> bool:
        """True where the number of cells proves nothing, whatever it is.

        One holds two numbers and another none, the office added columns that no header places, or
        the row would begin with an empty cell where others have labels; below a header that places
        the columns too, if it lost a cell.
        """
        if grid_row.certain and runs_together(row, grid_row.tokens):
            return True
        labels = self._seen[grid_row.grid].labels
        leads = labels is not None and row.tokens[0].is_empty and row.tokens[0].column <= labels
        complete = len(row.tokens) == _WIDTH
        if mapped:
            if not (grid_row.certain and complete and leads):
                return False
            return sum(token.colspan for token in grid_row.tokens) < grid_row.n_columns
        return grid_row.grid in self._wider or (complete and leads)


def _with_zeros(slots: list[Slot]) -> list[Slot]:
    """The slots, those below a cell of 0 over several columns settled where the row sums so.

    Counts that sum to 0 are 0 each, and so is each that is said to be 0.
    """
    spanned = [slot.token for slot in slots if slot.note == SPANS and slot.token]
    if not spanned or any(token.folded != "0" for token in spanned):
        return slots
    read = [parse_cell(slot.token.text) if slot.token else BLANK for slot in slots]
    if not all(cell.state.is_certain for cell in read) or not is_sum([c.value or 0 for c in read]):
        return slots
    return [Slot(slot.token, note=ZEROS) if slot.note == SPANS else slot for slot in slots]


def _is_packed(row: Row) -> bool:
    """True for a row with seven cells, and none but empty ones behind them."""
    cells, behind = row.tokens[:_WIDTH], row.tokens[_WIDTH:]
    whole = row.has_values and len(cells) == _WIDTH and not runs_together(row, cells)
    return whole and all(token.is_empty for token in behind)


def _is_unbroken(row: Row, width: int) -> bool:
    """True where the cells of a row are as many as the columns, and each stands in one."""
    tokens = row.tokens
    return len(tokens) == width and tokens[-1].column - tokens[0].column == width - 1


def _is_below(token: Token, mapping: Mapping[int, int]) -> bool:
    return any(column in mapping for column in token.span)


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


def _has_note(row: GridRow) -> bool:
    """True where text stands behind the first number of a row, which is a note then."""
    behind = dropwhile(lambda token: not token.is_value, row.tokens)
    return any(token.folded and not token.is_value for token in behind)


def _last_label(row: GridRow) -> int:
    """The grid column of the last label in front of the first number of a row, -1 for none."""
    first = next((n for n, token in enumerate(row.tokens) if token.is_value), 0)
    return max((t.column for t in row.tokens[:first] if t.folded), default=-1)
