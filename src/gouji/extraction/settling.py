"""What the sums of table 三 say about cells that alignment placed on weak evidence.

Each function takes the figures of the table and gives them back with some of them doubted, or,
where exactly one placement lets every sum tie, placed with the evidence in their note.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal

from gouji.extraction.alignment import Alignment
from gouji.extraction.columns import FIRST_LEFT, LAST_LEFT
from gouji.extraction.numbers import parse_cell
from gouji.extraction.report import Figure
from gouji.extraction.rows import Row
from gouji.forms import catalogue
from gouji.forms.evaluation import Outcome, confront_edit
from gouji.forms.model import CellKey
from gouji.forms.values import CellValue, Number, State

_FEW_LOST = 5
"""Rows that lost cells are few where at most one of so many did."""


def settle_strays(figures: list[Figure], alignment: Alignment, form: str) -> list[Figure]:
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


def doubt_totals(figures: list[Figure], leftover: Sequence[Row]) -> list[Figure]:
    """A total that is empty beside parts, where numbers of the table are left over, may be one."""
    tokens = [token for row in leftover for token in row.tokens if token.is_value]
    values = (parse_cell(token.text).value for token in tokens)
    candidates = tuple(dict.fromkeys(value for value in values if value is not None))
    if not candidates:
        return figures
    with_parts = {
        f.item for f in figures if f.cell.value or (0 in candidates and f.cell.value == 0)
    }
    doubtful = CellValue.ambiguous((*candidates, None))
    raw = " | ".join(token.text for token in tokens)
    note = "the total is empty, and numbers of the table are left over"
    return [
        replace(f, cell=doubtful, raw=raw, note=note)
        if f.column == "total" and f.item in with_parts and f.cell.state is State.BLANK
        else f
        for f in figures
    ]


def doubt_rows(figures: list[Figure], alignment: Alignment, form: str) -> list[Figure]:
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


def doubt_bare(figures: list[Figure], alignment: Alignment) -> list[Figure]:
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


def confirm_order(figures: list[Figure], alignment: Alignment, form: str) -> list[Figure]:
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


def settle_ends(figures: list[Figure], form: str) -> list[Figure]:
    """Doubts the first and the last cell of rows that lost cells, unless columns speak for it.

    That the others sum to the last number does not prove that the first one is 自然人: it may be
    any applicant. Where the document is cut short, no column can be tested and it is taken for it.
    """
    ends = [index for index, figure in enumerate(figures) if figure.note in (FIRST_LEFT, LAST_LEFT)]
    cut_short = any(figure.cell.state is State.MISSING for figure in figures)
    if not ends or cut_short:
        return figures
    lost = {figure.item for figure in figures if figure.note in (FIRST_LEFT, LAST_LEFT)}
    few = len(lost) * _FEW_LOST <= len({figure.item for figure in figures})
    settled = list(figures)
    for index in ends:
        figure = figures[index]
        if not _is_supported(figure, figures, form, near=few):
            doubtful = CellValue.ambiguous((*_numbers(figure), None))
            settled[index] = replace(figure, cell=doubtful, note="cells were lost")
    return settled


def _is_supported(figure: Figure, figures: list[Figure], form: str, *, near: bool) -> bool:
    """True where the edits down the column tie with the number here.

    A report that does not add up by a little (`near`) still speaks for the number where without it
    the difference would be much greater.
    """
    key, value = figure.key, figure.cell.value
    cells = {figure.key: figure.cell for figure in figures}
    results = [
        (key in edit.lhs, confront_edit(edit, cells))
        for edit in catalogue.edits("requests", form)
        if edit.scope == key.column and key in (*edit.lhs, *edit.rhs)
    ]
    if not value or any(result.outcome is Outcome.NOT_ASSESSABLE for _, result in results):
        return False
    for left, result in results:
        difference = Decimal(result.difference or 0)
        without = difference - value if left else difference + value
        close = near and 2 * abs(difference) <= value and abs(difference) < abs(without)
        if difference and not close:
            return False
    return bool(results)


def _numbers(figure: Figure) -> tuple[Number, ...]:
    return () if figure.cell.value is None else (figure.cell.value,)


def _ties(key: CellKey, figures: list[Figure], form: str) -> bool:
    """True where two or more edits touch the cell and all of them pass."""
    cells = {figure.key: figure.cell for figure in figures}
    touching = [e for e in catalogue.edits("requests", form) if key in (*e.lhs, *e.rhs)]
    outcomes = {confront_edit(edit, cells).outcome for edit in touching}
    return len(touching) > 1 and outcomes == {Outcome.PASS}
