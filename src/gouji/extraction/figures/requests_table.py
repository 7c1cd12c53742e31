"""Reads table 三, 收到和处理政府信息公开申请情况: 23 or 25 rows of seven columns."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Sequence

from gouji.documents.reasons import Reason
from gouji.extraction.elements import Element, GridRow
from gouji.extraction.figures.alignment import Alignment, align
from gouji.extraction.figures.column_sums import place_by_columns
from gouji.extraction.figures.columns import (
    Slot,
    Told,
    header_map,
    holds_two,
    is_reordered,
    open_cells,
    place_by_count,
    place_by_header,
    runs_together,
    told_apart,
)
from gouji.extraction.figures.doubt import REPEATED
from gouji.extraction.figures.filling import (
    ambiguous_figure,
    blank_figure,
    figure_of_slot,
    missing_figure,
)
from gouji.extraction.figures.glued import part_labels
from gouji.extraction.figures.labels import column_patterns
from gouji.extraction.figures.likeness import is_foreign
from gouji.extraction.figures.printed_rows import (
    PrintedRow,
    row_keys,
    totals_lead,
    with_empty_lines,
)
from gouji.extraction.figures.proof import Proof, prove_rows
from gouji.extraction.figures.requests_header import REORDERED, header_refuted, unlike_form
from gouji.extraction.figures.rows import Row, close_gaps, rows_of
from gouji.extraction.figures.settling import (
    confirm_order,
    doubt_bare,
    doubt_between,
    doubt_totals,
    settle_strays,
    unconfirmed,
)
from gouji.extraction.report import Figure, TableReading
from gouji.forms import catalogue
from gouji.forms.model import CellKey, Table
from gouji.forms.values import State

NUMBERS_FIRST = Reason(
    "numbers_before_labels",
    "行名与数字没有印在一起（数字在行名之前，或几个行名连在一起），不能确定数字属于哪一行",
    "labels and numbers stand apart (numbers first, or labels in a run): which belong together "
    "is not certain",
)
NO_LABELS = Reason(
    "labels_apart",
    "数字旁边没有可以辨认的行名",
    "no label of the form stands beside the numbers of the table",
)
CROWDED = "several labels stand before these numbers: any of them may own them"
TWICE = "the row is printed twice with different numbers"
_MANY_TORN = 2
OVERFULL = "more cells than the form has"
LACKING = "nothing stands behind the label, not even empty cells"
CUT = "the document ends behind the label"
_FEW_STRAYS = 2
_LEAVES = re.compile(r"逾期不补正|正当理由逾期|不再处理其|收费通知|缴纳费用|(?:^|处理)3[.、]其他$")
_LIKE_LEAVES = re.compile(r"逾期不补正|正当理由逾期|不再处理其|收费通知|缴纳费用|3[.、]其他")
_UNSPLIT = "其他处理"
_FIRST_ROW = re.compile(r"本年度?新收|新收政府信息")


def read_requests(
    elements: Sequence[Element], *, cut: bool = False, beside: str | None = None
) -> TableReading | None:
    """The table in these elements, or None where they hold no row of it.

    `cut`: nothing follows them, so that the document may end inside the table. `beside`: the form
    of table 二, which decides where the rows that tell the forms apart are not in the text.
    """
    table = catalogue.tables()["requests"]
    split = any(map(_names_leaf, elements))
    form = "form_2021" if split else "form_2019"
    order = {item.id: index for index, item in enumerate(table.items)}
    wanted = [order[item.id] for item in table.items_of(form)]
    rows = rows_of(part_labels(table, elements))
    close_gaps(rows, [row for row in rows if len(row.tokens) == len(table.columns)])
    alignment = align(table, rows, wanted)
    if not split and (
        _has_leaves(alignment, order["other_unsplit"], order["outcome_total"])
        or _heads_a_leaf(
            table, alignment.placed.get(order["other_unsplit"]), order["other_unsplit"]
        )
        or (beside == "form_2021" and not _tells(rows, alignment, order["other_unsplit"], cut=cut))
    ):
        form = "form_2021"
        wanted = [order[item.id] for item in table.items_of(form)]
        alignment = align(table, rows, wanted)
    placer = _Placer(elements, rows)
    if (reason := unlike_form(rows, alignment, len(wanted), placer.unmapped)) is not None:
        return _all_open(form, reason)
    filled = any(row.has_values for row in alignment.placed.values())
    # 总计 alone is the header of the last column.
    if not filled and alignment.named <= {order["outcome_total"]}:
        numbers = sum(token.is_value for row in rows for token in row.tokens)
        return _all_open(form, NO_LABELS) if numbers > len(wanted) else None
    if alignment.repeated:
        return _all_open(form, REPEATED)
    if _numbers_lead(alignment):
        return _all_open(form, NUMBERS_FIRST)
    figures, printed = _item_figures(placer, alignment, wanted, cut=cut)
    if placer.total_moved and header_refuted(figures, form):
        return _all_open(form, REORDERED)
    printed = with_empty_lines(printed)
    if totals_lead(printed):
        return _all_open(form, REORDERED)
    torn = any(entry.told in (Told.SHORT, Told.OVERFULL) for entry in printed)
    if alignment.crowded and (torn or alignment.unplaced):
        return _all_open(form, NUMBERS_FIRST)
    unnamed = {f.item for f in figures if f.cell.state is State.MISSING}
    proof = Proof(
        figures, printed, form, left_over=bool(alignment.unplaced), unnamed=sorted(unnamed)
    )
    figures = prove_rows(figures, proof, printed)
    figures = place_by_columns(figures, printed, form, left_over=bool(alignment.unplaced))
    figures = doubt_bare(doubt_between(figures, alignment), alignment)
    figures = confirm_order(figures, alignment, form)
    figures = settle_strays(figures, alignment, form)
    leftover = [*alignment.leading, *alignment.unplaced, *unconfirmed(figures, alignment)]
    leftover += [entry.row for entry in printed if entry.may_hold_a_stray]
    figures = doubt_totals(figures, leftover)
    return TableReading("requests", form, tuple(figures))


def _names_leaf(element: Element) -> bool:
    """True where a cell is the label of a part of 其他处理, which only the form of 2021 has."""
    if not _LIKE_LEAVES.search(element.folded):
        return False
    cells = element.tokens if isinstance(element, GridRow) else (element,)
    return any(_LEAVES.search(cell.folded) for cell in cells)


def _item_figures(
    placer: _Placer,
    alignment: Alignment,
    wanted: Sequence[int],
    *,
    cut: bool,
) -> tuple[list[Figure], list[PrintedRow]]:
    """The figures of each item as its row alone tells them, and the rows that were placed."""
    table = catalogue.tables()["requests"]
    last_named = max(alignment.named)
    printed: list[PrintedRow] = []
    figures: list[Figure] = []
    for number, following in zip(wanted, [*wanted[1:], -1], strict=True):
        item = table.items[number]
        keys = row_keys(item.id)
        row = alignment.placed.get(number)
        if row is not None:
            by_order = number in alignment.by_order
            slots, told = placer.place(row, len(keys))
            if slots and _takes_in_a_label(alignment, number, following, slots, told):
                slots, told = open_cells(row.tokens, len(keys)), Told.SHORT
            printed.append(PrintedRow(item.id, row, told))
            doubt = TWICE if number in alignment.twice else None
            doubt = CROWDED if number in alignment.crowded else doubt
            slots = None if doubt else slots
            note = doubt or OVERFULL
            figures.extend(_row_figures(keys, row, slots, note, by_order=by_order))
        elif number in alignment.lacking:
            figures.extend(ambiguous_figure(table, key, LACKING) for key in keys)
        elif number in alignment.contested:
            raw = "; ".join(loose.raw for loose in alignment.unplaced)
            note = "rows without a label stand here, more or fewer than the form has"
            figures.extend(ambiguous_figure(table, key, note, raw) for key in keys)
        elif number in alignment.blank or number in alignment.bare:
            if cut and number == last_named:
                figures.extend(ambiguous_figure(table, key, CUT) for key in keys)
            else:
                figures.extend(blank_figure(table, key) for key in keys)
        else:
            figures.extend(missing_figure(table, key) for key in keys)
    return figures, printed


def _takes_in_a_label(
    alignment: Alignment, number: int, following: int, slots: Sequence[Slot], told: Told
) -> bool:
    """True where an empty cell at the end of a row may be that of a lost label.

    The count is right then though a cell was lost.
    """
    if number in alignment.by_order and slots[0] == Slot():
        return True
    unlabelled = following in alignment.by_order or following in alignment.contested
    return unlabelled and told is Told.PRINTED and slots[-1] == Slot()


def _all_open(form: str, reason: Reason) -> TableReading:
    table = catalogue.tables()["requests"]
    figures = [ambiguous_figure(table, key, reason.en) for key in table.cells(form)]
    return TableReading("requests", form, tuple(figures), doubt=reason)


def _numbers_lead(alignment: Alignment) -> bool:
    """True where loose numbers, more than a stray one, stand before the first label."""
    if not alignment.unplaced:
        return False
    labelled = [row for n, row in alignment.placed.items() if n not in alignment.by_order]
    first = min((alignment.order[id(row)] for row in labelled), default=0)
    return any(
        row.grid_row is None
        and alignment.order[id(row)] < first
        and sum(token.is_value for token in row.tokens) > _FEW_STRAYS
        for row in alignment.unplaced
    )


def _has_leaves(alignment: Alignment, unsplit: int, total: int) -> bool:
    """True where rows stand between 其他处理 and 总计: its leaves, without their labels."""
    between = alignment.placed.get(unsplit), alignment.placed.get(total)
    if None in between:
        return False
    lines = [alignment.order[id(row)] for row in between if row is not None]
    return any(lines[0] < alignment.order[id(row)] < lines[1] for row in alignment.unplaced)


def _tells(rows: Sequence[Row], alignment: Alignment, unsplit: int, *, cut: bool) -> bool:
    """True where the row 其他处理 is printed as one."""
    if unsplit in alignment.placed:
        return True
    if unsplit in alignment.contested:
        return any(_UNSPLIT in piece for row in rows for piece in row.pieces)
    # Behind the label that a document ends in, its leaves may have followed.
    return unsplit in alignment.named and not (cut and unsplit == max(alignment.named))


def _heads_a_leaf(table: Table, row: Row | None, unsplit: int) -> bool:
    """True where the label 其他处理 is that of the group: another one stands behind it."""
    return row is not None and bool(row.pieces) and is_foreign(table.id, row.pieces[-1], unsplit)


def _row_figures(
    keys: Sequence[CellKey], row: Row, slots: list[Slot] | None, note: str, *, by_order: bool
) -> list[Figure]:
    table = catalogue.tables()["requests"]
    swallowed = any(piece[-1:].isdigit() for piece in row.pieces)
    if slots is None or swallowed:
        note = "the label has swallowed a number" if swallowed else note
        return [ambiguous_figure(table, key, note, row.raw, row.locator) for key in keys]
    figures = [
        figure_of_slot(table, key, slot, row.locator) for key, slot in zip(keys, slots, strict=True)
    ]
    if row.grid_row is None and _is_torn(figures, slots):
        note = "several cells hold two numbers: the cells of this row cannot be told apart"
        return [ambiguous_figure(table, key, note, row.raw, row.locator) for key in keys]
    if by_order:
        figures = [
            f if f.note else f._replace(note="label lost, placed by form order") for f in figures
        ]
    return figures


def _is_torn(figures: Sequence[Figure], slots: Sequence[Slot]) -> bool:
    """True where several cells hold more than one number, by what they say themselves."""
    told = [f for f, slot in zip(figures, slots, strict=True) if slot.candidates is None]
    return sum(f.cell.state is State.AMBIGUOUS for f in told) >= _MANY_TORN


def _lost_its_label(row: Row, width: int) -> bool:
    """True where empty cells at either end of a row may be that of its label, or lost numbers."""
    short = row.grid_row is not None and len(row.tokens) < row.grid_row.n_columns
    ends = bool(row.tokens) and (row.tokens[0].is_empty or row.tokens[-1].is_empty)
    return short and ends and not row.pieces and sum(not t.is_empty for t in row.tokens) < width


def _holds_two(row: GridRow) -> bool:
    """True where a cell of the row holds two numbers, as where columns were made one."""
    return any(holds_two(token) for token in row.tokens)


def _last_label(row: GridRow) -> int:
    """The grid column of the last label in front of the first number of a row, -1 for none."""
    first = next((n for n, token in enumerate(row.tokens) if token.is_value), 0)
    return max((t.column for t in row.tokens[:first] if t.folded), default=-1)


class _Placer:
    """Places the cells of rows, knowing the headers and the complete rows of each grid."""

    def __init__(self, elements: Sequence[Element], rows: Sequence[Row]) -> None:
        self._maps: dict[int, dict[int, int] | None] = {}
        self._starts: dict[int, frozenset[int]] = {}
        by_grid: dict[int, list[GridRow]] = {}
        for element in elements:
            if isinstance(element, GridRow):
                by_grid.setdefault(element.grid, []).append(element)
        previous: tuple[int, dict[int, int]] | None = None
        for grid, grid_rows in by_grid.items():
            mapping = self._header(grid_rows)
            shape = grid_rows[0].n_columns
            follows = previous is not None and previous[0] == shape
            if mapping is None and previous and follows and self._trusts(grid_rows, previous[1]):
                mapping = previous[1]
            if mapping is not None:
                previous = (shape, mapping)
            self._maps[grid] = mapping
        self._reordered = {
            grid for grid, one in self._maps.items() if one is not None and is_reordered(one)
        }
        starts: defaultdict[int, set[int]] = defaultdict(set)
        for row in rows:
            if row.grid_row is not None:
                filled = [token.column for token in row.tokens if token.folded]
                if len(filled) == 7:
                    starts[row.grid_row.grid].add(filled[0])
        self._starts = {grid: frozenset(columns) for grid, columns in starts.items()}
        self._fused = {
            grid
            for grid, grid_rows in by_grid.items()
            if not grid_rows[0].certain and sum(map(_holds_two, grid_rows)) > 1
        }
        # Where converters cut one column in two halves or made one of two, the cells are not seven.
        last = {
            grid: max(map(_last_label, grid_rows), default=-1)
            for grid, grid_rows in by_grid.items()
            if not grid_rows[0].certain
            and all(len(row.tokens) == row.n_columns for row in grid_rows)
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
    def _header(grid_rows: list[GridRow]) -> dict[int, int] | None:
        """From the rows above the first row of the form; from text only where no row is ragged."""
        certain = grid_rows[0].certain
        if not certain and any(len(row.tokens) != row.n_columns for row in grid_rows):
            return None
        head: list[GridRow] = []
        for row in grid_rows:
            numbers = sum(token.is_value for token in row.tokens)
            if _FIRST_ROW.search(row.folded) or numbers > _FEW_STRAYS:
                break
            head.append(row)
        else:
            return None
        return header_map(head, column_patterns("requests"))

    def place(self, row: Row, width: int) -> tuple[list[Slot] | None, Told]:
        grid_row = row.grid_row
        if grid_row is None:
            return place_by_count(row, width)
        fused = grid_row.grid in self._fused and any(token.is_empty for token in row.tokens)
        if not grid_row.certain and (fused or _lost_its_label(row, width)):
            return open_cells(row.tokens, width), Told.SHORT
        mapping = self._maps.get(grid_row.grid)
        if mapping is None and self._reordered:
            # Below a header in another order, a page without one has that order, not the form's.
            return open_cells(row.tokens, width), Told.SHORT
        in_order = grid_row.grid not in self._reordered
        if grid_row.certain and len(row.tokens) == width and row.pieces and in_order:
            return told_apart(row.tokens), Told.STATED
        if mapping is not None:
            if not grid_row.certain:
                own = [token for token in grid_row.tokens if token.column in mapping]
                if runs_together(row, own):
                    return open_cells(row.tokens, width), Told.SHORT
            slots = place_by_header(grid_row, mapping)
            if slots is not None:
                return slots, Told.STATED if grid_row.certain else Told.PRINTED
        starts = self._starts.get(grid_row.grid, frozenset())
        slots, told = place_by_count(row, width, starts, self._labels.get(grid_row.grid, -1))
        return slots, Told.STATED if grid_row.certain and told is Told.PRINTED else told
