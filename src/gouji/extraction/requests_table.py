"""Reads table 三, 收到和处理政府信息公开申请情况: 23 or 25 rows of seven columns."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

from gouji.documents.reasons import Reason
from gouji.extraction.alignment import Alignment, align
from gouji.extraction.columns import FIRST_LEFT, Slot, header_map, place_by_count, place_by_header
from gouji.extraction.elements import Element, GridRow
from gouji.extraction.filling import ambiguous_figure, blank_figure, figure_of_slot, missing_figure
from gouji.extraction.glued import part_labels
from gouji.extraction.labels import column_patterns
from gouji.extraction.numbers import parse_cell
from gouji.extraction.report import Figure, TableReading
from gouji.extraction.rows import Row, rows_of
from gouji.forms import catalogue
from gouji.forms.evaluation import Outcome, confront_edit
from gouji.forms.model import CellKey
from gouji.forms.values import CellValue, Number, State

REPEATED = Reason(
    "table_repeated",
    "同一份文件里此表出现不止一次，且数字不同，不能确定以哪一个为准",
    "the table is printed more than once with different numbers; which one counts is not certain",
)
_LEAVES = re.compile(r"逾期不补正|收费通知|缴纳费用")
_FIRST_ROW = re.compile(r"本年度?新收|新收政府信息")


def read_requests(elements: Sequence[Element]) -> TableReading | None:
    """The table in these elements, or None where they hold no row of it."""
    table = catalogue.tables()["requests"]
    split = any(_LEAVES.search(element.folded) for element in elements)
    form = "form_2021" if split else "form_2019"
    order = {item.id: index for index, item in enumerate(table.items)}
    wanted = [order[item.id] for item in table.items_of(form)]
    rows = rows_of(part_labels(table, elements))
    figures: list[Figure]
    alignment = align(table, rows, wanted)
    if not alignment.placed and not alignment.blank and not alignment.bare:
        return None
    if alignment.repeated:
        cells = table.cells(form)
        figures = [
            ambiguous_figure(table, key, "the table is printed more than once") for key in cells
        ]
        return TableReading("requests", form, tuple(figures), doubt=REPEATED)
    placer = _Placer(elements, rows)
    columns = [column.id for column in table.columns]
    figures = []
    for number in wanted:
        item = table.items[number]
        keys = [CellKey(item.id, column) for column in columns]
        row = alignment.placed.get(number)
        if row is not None:
            figures.extend(_row_figures(keys, row, placer, by_order=number in alignment.by_order))
        elif number in alignment.contested:
            raw = "; ".join(loose.raw for loose in alignment.unplaced)
            note = "rows without a label stand here, more or fewer than the form has"
            figures.extend(ambiguous_figure(table, key, note, raw) for key in keys)
        elif number in alignment.blank or number in alignment.bare:
            figures.extend(blank_figure(table, key) for key in keys)
        else:
            figures.extend(missing_figure(table, key) for key in keys)
    figures = _doubt_rows(_doubt_bare(figures, alignment), alignment, form)
    figures = _confirm_order(figures, alignment, form)
    figures = _settle_first_cells(_settle_strays(figures, alignment, form), form)
    return TableReading("requests", form, tuple(figures))


def _row_figures(keys: list[CellKey], row: Row, placer: _Placer, *, by_order: bool) -> list[Figure]:
    table = catalogue.tables()["requests"]
    swallowed = any(piece[-1:].isdigit() for piece in row.pieces)
    slots = None if swallowed else placer.place(row, len(keys))
    if slots is None:
        note = "the label has swallowed a number" if swallowed else "more cells than the form has"
        return [ambiguous_figure(table, key, note, row.raw, row.locator) for key in keys]
    figures = [
        figure_of_slot(table, key, slot, row.locator) for key, slot in zip(keys, slots, strict=True)
    ]
    if by_order:
        figures = [
            f if f.note else replace(f, note="label lost, placed by form order") for f in figures
        ]
    return figures


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
            if mapping is None and previous and previous[0] == shape and grid_rows[0].certain:
                mapping = previous[1]
            if mapping is not None:
                previous = (shape, mapping)
            self._maps[grid] = mapping
        counts: dict[int, Counter[int]] = {}
        for row in rows:
            filled = [t for t in row.tokens if not t.is_empty]
            if row.grid_row is not None and len(filled) == 7:
                counts.setdefault(row.grid_row.grid, Counter())[filled[0].column] += 1
        self._starts = {grid: frozenset(counter) for grid, counter in counts.items()}

    @staticmethod
    def _header(grid_rows: list[GridRow]) -> dict[int, int] | None:
        """From the rows above the first row of the form; from text only where no row is ragged."""
        certain = grid_rows[0].certain
        if not certain and any(len(row.tokens) != row.n_columns for row in grid_rows):
            return None
        head: list[GridRow] = []
        for row in grid_rows:
            if _FIRST_ROW.search(row.folded):
                break
            head.append(row)
        else:
            return None
        return header_map(head, column_patterns("requests"))

    def place(self, row: Row, width: int) -> list[Slot] | None:
        grid_row = row.grid_row
        if grid_row is None:
            return place_by_count(row, width)
        if grid_row.certain and len(row.tokens) == width and row.pieces:
            return [Slot(None if token.is_empty else token) for token in row.tokens]
        mapping = self._maps.get(grid_row.grid)
        if mapping is not None:
            slots = place_by_header(grid_row, mapping)
            if slots is not None:
                return slots
        return place_by_count(row, width, self._starts.get(grid_row.grid, frozenset()))


def _settle_strays(figures: list[Figure], alignment: Alignment, form: str) -> list[Figure]:
    """A number that stands loose between the rows may belong to any empty cell of the table.

    With one such number and one empty cell whose edits all tie with it, the sums single it out;
    else every empty cell is ambiguous.
    """
    if not alignment.unplaced or alignment.contested:
        return figures
    strays = [token for row in alignment.unplaced for token in row.tokens if token.is_value]
    values = tuple(
        dict.fromkeys(
            v for v in (parse_cell(token.text).value for token in strays) if v is not None
        )
    )
    empty = [index for index, figure in enumerate(figures) if figure.cell.state is State.BLANK]
    if not values or not empty:
        return figures
    raw = " | ".join(token.text for token in strays)
    if len(strays) == len(empty) == 1:
        tied = replace(
            figures[empty[0]],
            cell=CellValue.reported(values[0]),
            raw=raw,
            locator=strays[0].locator,
            note="displaced: the number stands loose, every sum of this cell ties with it here",
        )
        tried = [*figures[: empty[0]], tied, *figures[empty[0] + 1 :]]
        if _ties(tied.key, tried, form):
            return tried
    note = "a number stands loose in the table and may belong here"
    doubtful = CellValue.ambiguous((*values, None))
    for index in empty:
        figures[index] = replace(figures[index], cell=doubtful, raw=raw, note=note)
    return figures


def _doubt_rows(figures: list[Figure], alignment: Alignment, form: str) -> list[Figure]:
    """Where numbers of a text dump are left over, a row that does not sum may be shuffled too."""
    if not alignment.unplaced:
        return figures
    items = catalogue.tables()["requests"].items
    sure = {
        items[number].id
        for number, row in alignment.placed.items()
        if row.grid_row is not None and row.grid_row.certain
    }
    cells = {figure.key: figure.cell for figure in figures}
    failed = {
        edit.scope
        for edit in catalogue.edits("requests", form)
        if edit.rule_id == "requests.applicants"
        and confront_edit(edit, cells).outcome is Outcome.FAIL
    }
    note = "numbers of the table are left over, and this row does not sum"
    return [
        replace(f, cell=CellValue.ambiguous((*_numbers(f), None)), note=note)
        if f.item in failed - sure
        else f
        for f in figures
    ]


def _doubt_bare(figures: list[Figure], alignment: Alignment) -> list[Figure]:
    """A label without cells is an empty row only where no number of the table is left over."""
    if not alignment.bare:
        return figures
    items = catalogue.tables()["requests"].items
    bare = {items[number].id for number in alignment.bare}
    open_numbers = alignment.unplaced or any(f.cell.state is State.AMBIGUOUS for f in figures)
    if not open_numbers:
        return figures
    note = "nothing stands behind the label, and numbers of the table are left over"
    return [
        replace(f, cell=CellValue.ambiguous(), note=note) if f.item in bare else f for f in figures
    ]


def _confirm_order(figures: list[Figure], alignment: Alignment, form: str) -> list[Figure]:
    """Rows that only their order placed stay placed where no sum over them fails."""
    if not alignment.by_order:
        return figures
    items = catalogue.tables()["requests"].items
    ordered = {items[number].id for number in alignment.by_order}
    cells = {figure.key: figure.cell for figure in figures}
    failed = any(
        confront_edit(edit, cells).outcome is Outcome.FAIL
        for edit in catalogue.edits("requests", form)
        if edit.rule_id == "requests.outcomes"
    )
    if not failed:
        return figures
    note = "label lost; placed by form order the sums do not tie"
    return [
        replace(f, cell=CellValue.ambiguous((*_numbers(f), None)), note=note)
        if f.item in ordered
        else f
        for f in figures
    ]


def _settle_first_cells(figures: list[Figure], form: str) -> list[Figure]:
    """Doubts the first cell of rows that lost cells, where losing cells is the rule.

    In a dump that keeps its empty cells, a row that lost some still starts with 自然人. In one that
    drops every empty cell the first one left may be any applicant, so the column must tie; where
    the document is cut short and its sums cannot be tested, the first is taken for 自然人.
    """
    first = [index for index, figure in enumerate(figures) if figure.note == FIRST_LEFT]
    if not first:
        return figures
    cells = {figure.key: figure.cell for figure in figures}
    complete = sum(all(cells[k].state.is_certain for k in row) for row in _rows(figures))
    if len(first) <= complete // 5:
        return figures
    for index in first:
        figure = figures[index]
        column = [f for f in figures if f.column == figure.column]
        cut_short = any(f.cell.state is State.MISSING for f in column)
        if not cut_short and not _ties(figure.key, figures, form):
            doubtful = CellValue.ambiguous((*_numbers(figure), None))
            figures[index] = replace(figure, cell=doubtful, note="cells were lost")
    return figures


def _rows(figures: list[Figure]) -> list[list[CellKey]]:
    rows: dict[str, list[CellKey]] = {}
    for figure in figures:
        rows.setdefault(figure.item, []).append(figure.key)
    return list(rows.values())


def _numbers(figure: Figure) -> tuple[Number, ...]:
    return () if figure.cell.value is None else (figure.cell.value,)


def _ties(key: CellKey, figures: list[Figure], form: str) -> bool:
    """True where two or more edits touch the cell and all of them pass."""
    cells = {figure.key: figure.cell for figure in figures}
    touching = [e for e in catalogue.edits("requests", form) if key in (*e.lhs, *e.rhs)]
    outcomes = {confront_edit(edit, cells).outcome for edit in touching}
    return len(touching) > 1 and outcomes == {Outcome.PASS}
