"""Cells that can be read in several ways, settled where the sums leave one.

`1 4 7` may be 147 that came apart, `2O` is 20 in recognised text, and `l3` 13 or 3 behind a rule.
One of the readings is taken where a sum ties with it alone, of which all other cells are certain,
and none fails.
"""

from __future__ import annotations

from collections.abc import Sequence

from gouji.extraction.figures.aligning.filling import NOT_ONE
from gouji.extraction.report import Figure
from gouji.forms import catalogue
from gouji.forms.evaluation import Outcome, confront_edit
from gouji.forms.model import CellKey, Edit
from gouji.forms.values import CellValue, Number, State

TIES = "it can be read in several ways: the sums tie with this one only"


def settle_readings(figures: list[Figure], table: str, form: str) -> list[Figure]:
    """The figures, with the cells settled of which the sums leave one reading."""
    open_cells = {f.key: n for n, f in enumerate(figures) if _is_open(f)}
    if not open_cells:
        return figures
    found = list(figures)
    cells = {figure.key: figure.cell for figure in figures}
    edits = catalogue.edits_on(table, form)
    settled = True
    while settled and open_cells:
        settled = False
        for key in list(open_cells):
            value = _only(cells, key, edits.get(key, ()))
            if value is None:
                continue
            number = open_cells.pop(key)
            cells[key] = CellValue.reported(value)
            found[number] = found[number]._replace(cell=cells[key], note=TIES)
            settled = True
    return found


def _is_open(figure: Figure) -> bool:
    cell = figure.cell
    return cell.state is State.AMBIGUOUS and figure.note == NOT_ONE and bool(cell.candidates)


def _only(cells: dict[CellKey, CellValue], key: CellKey, edits: Sequence[Edit]) -> Number | None:
    """The candidate with which a sum ties and none fails, if it is the only one."""
    left: list[Number] = []
    for value in cells[key].candidates:
        if value is None:
            continue
        tried = {**cells, key: CellValue.reported(value)}
        results = [confront_edit(edit, tried) for edit in edits]
        if any(one.outcome is Outcome.FAIL and not one.doubt for one in results):
            continue
        if not any(one.outcome is Outcome.PASS for one in results):
            return None
        left.append(value)
    return left[0] if len(left) == 1 else None
