"""Reads table 三, 收到和处理政府信息公开申请情况: 23 or 25 rows of seven columns."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

from gouji.documents.reasons import Reason
from gouji.extraction.elements import Element
from gouji.extraction.figures.aligning.alignment import REPEATED, Alignment, align
from gouji.extraction.figures.aligning.columns import (
    Slot,
    Told,
    holds_two,
    open_cells,
)
from gouji.extraction.figures.aligning.covered import drop_behind, drop_covered
from gouji.extraction.figures.aligning.crowded import part_cells
from gouji.extraction.figures.aligning.filling import (
    NOT_ONE,
    ambiguous_figure,
    blank_figure,
    figures_of_slots,
    missing_figure,
)
from gouji.extraction.figures.aligning.glued import part_labels
from gouji.extraction.figures.aligning.labels import is_of_another_row
from gouji.extraction.figures.aligning.misread import settle_readings
from gouji.extraction.figures.aligning.rows import Row, close_gaps, rows_of
from gouji.extraction.figures.aligning.summing import is_sum
from gouji.extraction.figures.aligning.wrapped import join_wrapped
from gouji.extraction.figures.requests.as_printed import read_as_printed
from gouji.extraction.figures.requests.begun import read_begun
from gouji.extraction.figures.requests.cells import RequestCells
from gouji.extraction.figures.requests.column_sums import place_by_columns
from gouji.extraction.figures.requests.filled_rows import doubt_filled_up
from gouji.extraction.figures.requests.grid_shapes import FEW_STRAYS
from gouji.extraction.figures.requests.habits import Habits
from gouji.extraction.figures.requests.header import (
    REORDERED,
    TRANSPOSED,
    down_to_first,
    has_numbers_behind_header,
    header_refuted,
    is_header,
    lacks_ends_or_middle,
    names_some_columns,
    totals_stand_elsewhere,
    unlike_form,
)
from gouji.extraction.figures.requests.header_places import columns_by_place
from gouji.extraction.figures.requests.leaves import (
    has_leaves,
    heads_a_leaf,
    is_printed_as_one,
    names_leaf,
)
from gouji.extraction.figures.requests.number_stream import read_stream
from gouji.extraction.figures.requests.other_columns import lacks_a_column, names_added_columns
from gouji.extraction.figures.requests.printed_rows import (
    PrintedRow,
    row_keys,
    with_empty_lines,
)
from gouji.extraction.figures.requests.proving import prove_rows
from gouji.extraction.figures.requests.run_together import NOTE, part_numbers
from gouji.extraction.figures.requests.settling import (
    confirm_order,
    doubt_bare,
    doubt_between,
    doubt_moved,
    doubt_subtotal,
    doubt_totals,
    leaves_most,
    settle_strays,
    unconfirmed,
)
from gouji.extraction.report import Figure, TableReading
from gouji.forms import catalogue
from gouji.forms.model import CellKey
from gouji.forms.values import CellValue, State

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
ANOTHER = "behind the label stands which year or part the numbers are of"
TWICE = "the row is printed twice with different numbers"
_MANY_TORN = 2
_PARTED = re.compile(r"\d\s+\d")
OVERFULL = "more cells than the form has"
LACKING = "nothing stands behind the label, not even empty cells"
CUT = "the document ends behind the label"
_SECTION = re.compile("收到和处理.*情况$")


def read_requests(
    elements: Sequence[Element], *, cut: bool = False, beside: str | None = None
) -> TableReading | None:
    """The table in these elements, or None where they hold no row of it.

    `cut`: nothing follows them, so that the document may end inside the table. `beside`: the form
    of table 二, which decides where the rows that tell the forms apart are not in the text.
    """
    reading = _read(elements, cut=cut, beside=beside)
    if reading is None or reading.doubt is not None:
        return reading
    return replace(reading, figures=tuple(doubt_filled_up(list(reading.figures), reading.form)))


def _read(elements: Sequence[Element], *, cut: bool, beside: str | None) -> TableReading | None:
    stated = read_as_printed(elements)
    if stated is not None and not totals_stand_elsewhere(stated[1]):
        return TableReading("requests", stated[0], tuple(stated[1]))
    reading = _by_labels(elements, cut=cut, beside=beside)
    if reading is None or reading.is_certain or reading.doubt in (TRANSPOSED, REPEATED):
        return reading
    parted = part_labels(catalogue.tables()["requests"], elements)
    unsplit = reading.form == "form_2021" and not any(map(names_leaf, elements))
    for form in (reading.form, *(["form_2019"] if unsplit else [])):
        figures = read_stream(parted, form)
        if figures is not None and _agree(figures, reading.figures):
            return TableReading("requests", form, tuple(figures))
    return reading


def _agree(figures: Sequence[Figure], others: Sequence[Figure]) -> bool:
    """True where each number that one of both has for certain is not another one in the other."""
    cells = {figure.key: figure.cell for figure in others if figure.cell.state is State.REPORTED}
    return all(
        cells.get(figure.key, figure.cell) == figure.cell
        for figure in figures
        if figure.cell.state.is_certain
    )


def _by_labels(
    elements: Sequence[Element], *, cut: bool, beside: str | None
) -> TableReading | None:
    """The table as its labels and the cells beside them tell it."""
    table = catalogue.tables()["requests"]
    split = any(map(names_leaf, elements))
    form = "form_2021" if split else "form_2019"
    order = {item.id: index for index, item in enumerate(table.items)}
    wanted = [order[item.id] for item in table.items_of(form)]
    elements = join_wrapped(table, part_labels(table, elements))
    rows = rows_of(elements)
    part_numbers(rows)
    part_cells(rows, len(table.columns), is_sum)
    drop_covered(rows, len(table.columns))
    drop_behind(rows, len(table.columns))
    close_gaps(rows, [row for row in rows if len(row.tokens) == len(table.columns)])
    body = [row for row in rows if not is_header(row)]
    alignment = align(table, body, wanted)
    unsplit, total = order["other_unsplit"], order["outcome_total"]
    if not split and (
        has_leaves(alignment, unsplit, total)
        or heads_a_leaf(table, alignment.placed.get(unsplit), unsplit)
        or (beside == "form_2021" and not is_printed_as_one(rows, alignment, unsplit, cut=cut))
    ):
        form = "form_2021"
        wanted = [order[item.id] for item in table.items_of(form)]
        alignment = align(table, body, wanted)
    head = down_to_first(rows, alignment)
    lacking = lacks_a_column(head, alignment)
    added = names_added_columns(head)
    placer = RequestCells(elements, rows, unlike=lacking or added)
    laid_out = columns_by_place(elements, alignment.first)
    reason = unlike_form(rows, head, alignment, len(wanted), placer.unmapped, laid_out)
    if reason is not None:
        return _all_open(form, reason)
    filled = any(row.has_values for row in alignment.placed.values())
    # 总计 and 其他 alone are those of the header.
    if not filled and alignment.named <= {total, order["other_misc"]}:
        numbers = sum(token.is_value for row in rows for token in row.tokens)
        return _all_open(form, NO_LABELS) if numbers > len(wanted) else None
    if alignment.repeated:
        return _all_open(form, REPEATED)
    figures, printed = _item_figures(placer, alignment, wanted, cut=cut)
    figures = doubt_moved(figures, alignment)
    if (
        _numbers_lead(rows, alignment)
        or _lead_in_grids(rows)
        or _ends_behind(rows, printed, wanted)
        or leaves_most(alignment)
    ):
        return _all_open(form, NUMBERS_FIRST)
    if placer.total_moved and header_refuted(figures, form):
        return _all_open(form, REORDERED)
    printed = with_empty_lines(printed)
    if not placer.total_moved and totals_stand_elsewhere(figures):
        return _all_open(form, REORDERED)
    if alignment.settled and all(one.whole for one in printed) and not any(f.note for f in figures):
        return TableReading("requests", form, tuple(figures))  # all is stated: nothing to prove
    torn = any(entry.told in (Told.SHORT, Told.OVERFULL) for entry in printed)
    if alignment.crowded and (torn or alignment.unplaced):
        return _all_open(form, NUMBERS_FIRST)
    unnamed = {f.item for f in figures if f.cell.state is State.MISSING}
    habits = Habits(
        figures,
        printed,
        form,
        left_over=bool(alignment.unplaced),
        unnamed=sorted(unnamed),
        narrower=names_some_columns(head),
        other_ends=lacks_ends_or_middle(head),
        added=added,
        lacking=lacking,
    )
    figures = prove_rows(figures, habits, printed)
    figures = place_by_columns(figures, printed, form, left_over=bool(alignment.unplaced))
    figures = doubt_bare(doubt_between(figures, alignment), alignment)
    figures = doubt_subtotal(figures, alignment, form)
    figures = confirm_order(figures, alignment, form)
    figures = settle_readings(settle_strays(figures, alignment, form), "requests", form)
    leftover = [*alignment.leading, *alignment.unplaced, *unconfirmed(figures, alignment)]
    leftover += [entry.row for entry in printed if entry.may_hold_a_stray]
    figures = doubt_totals(figures, leftover)
    ends = cut and not (lacking or added or placer.total_moved)
    last = table.items[wanted[-1]].id
    figures = read_begun(figures, printed, rows, alignment, last, cut=ends)
    return TableReading("requests", form, tuple(figures))


def _item_figures(
    placer: RequestCells,
    alignment: Alignment,
    wanted: Sequence[int],
    *,
    cut: bool,
) -> tuple[list[Figure], list[PrintedRow]]:
    """The figures of each item as its row alone tells them, and the rows that were placed."""
    table = catalogue.tables()["requests"]
    last_named = max(alignment.named)
    crowded = alignment.crowded | alignment.shared
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
            doubt = CROWDED if number in crowded else doubt
            doubt = ANOTHER if any(map(is_of_another_row, row.pieces)) else doubt
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


def _numbers_lead(rows: Sequence[Row], alignment: Alignment) -> bool:
    """True where loose numbers, more than a stray one, stand before the first label."""
    loose = [row for row in rows if row.grid_row is None and row.pieces and row.has_values]
    if any(_SECTION.search(row.pieces[-1]) and len(row.tokens) > FEW_STRAYS for row in loose):
        return True
    if not alignment.unplaced:
        return False
    labelled = [row for n, row in alignment.placed.items() if n not in alignment.by_order]
    first = min((alignment.order[id(row)] for row in labelled), default=0)
    return any(
        row.grid_row is None
        and alignment.order[id(row)] < first
        and sum(token.is_value for token in row.tokens) > FEW_STRAYS
        for row in alignment.unplaced
    )


def _lead_in_grids(rows: Sequence[Row]) -> bool:
    """True where numbers stand in front of the labels in a grid only, and do not count its rows."""
    led = [row.lead.folded for row in rows if row.lead and row.pieces and not row.has_values]
    counted = all(int(b) - int(a) == 1 for a, b in pairwise(led) if a.isdigit() and b.isdigit())
    return len(led) > FEW_STRAYS and not counted


def _ends_behind(rows: Sequence[Row], printed: Sequence[PrintedRow], wanted: Sequence[int]) -> bool:
    """True where numbers stand behind the loose header, and the last row has too few of them.

    Each label may stand among the numbers of its row then.
    """
    last = catalogue.tables()["requests"].items[wanted[-1]].id
    short = all(entry.short or not entry.row.tokens for entry in printed if entry.item == last)
    return short and any(map(has_numbers_behind_header, rows))


def _row_figures(
    keys: Sequence[CellKey], row: Row, slots: list[Slot] | None, note: str, *, by_order: bool
) -> list[Figure]:
    table = catalogue.tables()["requests"]
    swallowed = any(piece[-1:].isdigit() for piece in row.pieces)
    if slots is None or swallowed:
        note = "the label has swallowed a number" if swallowed else note
        return [ambiguous_figure(table, key, note, row.raw, row.locator) for key in keys]
    figures = figures_of_slots(table, keys, slots, row.locator)
    if row.grid_row is None and _is_torn(figures, slots):
        note = "several cells hold two numbers: the cells of this row cannot be told apart"
        return [ambiguous_figure(table, key, note, row.raw, row.locator) for key in keys]
    if len([1 for token, _, _ in slots if token is not None and holds_two(token)]) > 1:
        # Beside a cell with the numbers of two rows, "3 820" may be two as well.
        figures = [_parted(f) if _PARTED.search(f.raw) else f for f in figures]
    if row.parted:
        figures = [f if f.note else f._replace(note=NOTE) for f in figures]
    if by_order:
        figures = [
            f if f.note else f._replace(note="label lost, placed by form order") for f in figures
        ]
    return figures


def _parted(figure: Figure) -> Figure:
    return figure._replace(cell=CellValue.ambiguous(), note=NOT_ONE)


def _is_torn(figures: Sequence[Figure], slots: Sequence[Slot]) -> bool:
    """True where several cells hold more than one number, by what they say themselves."""
    told = [f for f, slot in zip(figures, slots, strict=True) if slot.candidates is None]
    read_twice = (f.cell for f in told if len(f.cell.candidates) != 1)  # 2O has one reading only
    return sum(cell.state is State.AMBIGUOUS for cell in read_twice) >= _MANY_TORN
