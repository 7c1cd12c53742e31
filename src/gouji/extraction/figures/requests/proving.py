"""Opens the cells of table 三 that are not proven, and fills those of short rows that are."""

from __future__ import annotations

from collections.abc import Sequence

from gouji.extraction.figures.aligning.columns import Slot
from gouji.extraction.figures.aligning.filling import figure_of_slot
from gouji.extraction.figures.requests.habits import Habits
from gouji.extraction.figures.requests.printed_rows import PrintedRow, row_keys
from gouji.extraction.figures.requests.proof import doubt_of
from gouji.extraction.figures.requests.short_rows import ends
from gouji.extraction.report import Figure
from gouji.forms import catalogue
from gouji.forms.model import CellKey
from gouji.forms.values import CellValue, Number, State


def prove_rows(figures: list[Figure], habits: Habits, rows: Sequence[PrintedRow]) -> list[Figure]:
    """The figures with unproven cells open, and those of short rows filled as far as proven."""
    found = list(figures)
    to_prove = [row for row in rows if not row.stated]
    if not to_prove:
        return found
    table = catalogue.tables()["requests"]
    placed = {figure.key: n for n, figure in enumerate(figures)}
    for row in to_prove:
        if row.short:
            proven = list(ends(row, habits))
            taken = {token for _, token, _ in proven}
            left = dict.fromkeys(v for n, v in enumerate(row.numbers) if n not in taken)
            for key in row_keys(row.item):
                found[placed[key]] = found[placed[key]]._replace(
                    cell=CellValue.ambiguous((*left, None))
                )
            for column, number, note in proven:
                token = None if number is None else row.tokens[number]
                key = CellKey(row.item, column)
                slot = Slot(token, note=note)
                found[placed[key]] = figure_of_slot(table, key, slot, row.row.locator)
        elif doubt := doubt_of(row, habits):
            for key in row_keys(row.item):
                figure = found[placed[key]]
                if figure.cell.state is not State.MISSING:
                    found[placed[key]] = figure._replace(
                        cell=CellValue.ambiguous(_candidates(figure)), note=doubt
                    )
    return found


def _candidates(figure: Figure) -> tuple[Number | None, ...]:
    if figure.cell.state is State.AMBIGUOUS:
        return figure.cell.candidates
    return (None,) if figure.cell.value is None else (figure.cell.value, None)
