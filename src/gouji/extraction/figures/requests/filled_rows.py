"""Rows of table 三 that lost cells before they were filled up again at their end.

A page lacks a cell, and a program that makes tables whole puts an empty one behind the row: the
file states columns then, and not those of the page.
"""

from __future__ import annotations

from collections.abc import Sequence

from gouji.extraction.figures.requests.sums import failing_columns
from gouji.extraction.report import Figure
from gouji.forms.values import CellValue, State

MOVED = "this row alone has no total, and sums do not tie: its cells may have moved to the left"
_WIDTH = 7
_OFTEN = 3


def doubt_filled_up(figures: list[Figure], form: str) -> list[Figure]:
    """The figures, rows open that end early where others fill the last column.

    So it is where a column fails, or the last number of the row is the sum of those before it.
    """
    rows = [figures[start : start + _WIDTH] for start in range(0, len(figures), _WIDTH)]
    early = [row for row in rows if _ends_early(row)]
    whole = sum(row[-1].cell.state is State.REPORTED for row in rows)
    if not early or len(early) * _OFTEN > whole:
        return figures
    fails = failing_columns({figure.key: figure.cell for figure in figures}, form)
    moved = {row[0].item for row in early if fails or _sums_before_end(row)}
    return [
        figure._replace(cell=CellValue.ambiguous(), note=MOVED) if figure.item in moved else figure
        for figure in figures
    ]


def _ends_early(row: Sequence[Figure]) -> bool:
    """True for numbers in a row whose total is an empty cell, all other cells certain."""
    *parts, total = (figure.cell for figure in row)
    states = {cell.state for cell in parts}
    return (
        (total.state is State.BLANK or None in total.candidates)
        and State.REPORTED in states
        and all(state.is_certain for state in states)
    )


def _sums_before_end(row: Sequence[Figure]) -> bool:
    *parts, last = (f.cell.value or 0 for f in row if f.cell.state is State.REPORTED)
    return bool(parts) and last != 0 and sum(parts) == last
