"""Hand-made tables for the tests of error localization, and their solutions in short."""

from __future__ import annotations

from collections.abc import Mapping

from gouji.forms import catalogue
from gouji.forms.evaluation import Confrontation, confront_edit
from gouji.forms.model import CellKey
from gouji.forms.values import BLANK, CellValue
from gouji.reconciliation.localization.search import Localization, Solution
from tests.generation.mutations import Table

FORM = "form_2021"
N = CellValue.reported
Cells = dict[CellKey, CellValue]


def key(name: str) -> CellKey:
    return CellKey(*name.split("."))


def cells(table: str, changes: Mapping[str, CellValue | int], form: str = FORM) -> Cells:
    """A table of zeros but for `changes`, "item.column" to number or cell."""
    filled: Cells = dict.fromkeys(catalogue.tables()[table].cells(form), N(0))
    for name, value in changes.items():
        filled[key(name)] = value if isinstance(value, CellValue) else N(value)
    return filled


def changes(solution: Solution) -> dict[str, int | None]:
    return {f"{one.item}.{one.column}": one.proposed for one in solution.cells}


def everything(found: Localization) -> list[dict[str, int | None]]:
    return [changes(one) for one in found.solutions]


def mended(before: Cells, solution: Solution) -> Cells:
    return before | {
        CellKey(one.item, one.column): BLANK if one.proposed is None else N(one.proposed)
        for one in solution.cells
    }


def confronted(table: str, form: str, after: Cells) -> list[Confrontation]:
    return [confront_edit(edit, after) for edit in catalogue.edits(table, form)]


def reported(table: Table) -> Cells:
    """A table in which every cell was read."""
    return {k: N(v) for k, v in table.items()}
