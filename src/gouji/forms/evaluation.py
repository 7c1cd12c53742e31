"""Confronts the edit rules with the cells of one report; pure, no polars, no input or output.

Reading needs this to test placements, `gouji check` to judge one file, and the pipeline confronts
the same edits over all reports at once (`gouji.reconciliation.batch`); a test proves that both
give the same answer.

Blanks, after DESIGN.md section 5: an empty part counts as 0 if another cell on its side is
reported; a side without any reported cell, or an empty total, makes the edit not assessable.
A cell that is missing or unreadable makes it not assessable too. With one ambiguous cell whose
candidates are known, the edit fails in doubt where a candidate fails, and never passes. It never
fails for certain either: where cells were lost, the cell may hold a number that is printed nowhere.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from enum import StrEnum

from gouji.forms import catalogue
from gouji.forms.model import CellKey, Edit, Table, Unit
from gouji.forms.values import MISSING, CellValue, Number, State


class Outcome(StrEnum):
    """The result of one rule on one report."""

    PASS = "pass"  # noqa: S105
    FAIL = "fail"
    NOT_ASSESSABLE = "not_assessable"


@dataclass(frozen=True, slots=True)
class Confrontation:
    """One rule confronted with one row, column, cell or report.

    `lhs` and `rhs` are None where they could not be summed. `doubt` marks a failure that
    may disappear under another reading of the document. `scope` is an item or column id, for cells
    `table.item.column`. `claim` is the ordinal of the claim that was confronted, of a list of parts
    the first; None where the rule is on no claim.
    """

    rule_id: str
    table: str | None
    scope: str
    outcome: Outcome
    lhs: Number | None = None
    rhs: Number | None = None
    doubt: bool = False
    detail: str | None = None
    claim: int | None = None

    @property
    def difference(self) -> Number | None:
        """Lhs - rhs, None where either is unknown."""
        return None if self.lhs is None or self.rhs is None else self.lhs - self.rhs


Cells = Mapping[CellKey, CellValue]


@dataclass(frozen=True, slots=True)
class _Sum:
    low: Number
    high: Number
    value: Number


def confront_table(table_id: str, form: str, cells: Cells) -> list[Confrontation]:
    """Every edit, domain and certainty rule on one table, failures and passes alike."""
    table = catalogue.tables()[table_id]
    edits = (edit for edit in catalogue.all_edits(table_id, form) if is_used(edit, cells))
    results = [confront_edit(edit, cells) for edit in edits]
    rules = catalogue.rules()
    for rule_id, check in (("figures.domain", _domain), ("reading.certain", _certainty)):
        rule = rules[rule_id]
        if rule.status == "active" and form in rule.forms:
            results.extend(check(table, form, cells))
    return results


def is_used(edit: Edit, cells: Cells) -> bool:
    """False for an implied edit that the explicit ones make needless; True for those."""
    if any(not cells.get(key, MISSING).state.is_empty for key in edit.unless):
        return False
    states = [cells.get(key, MISSING).state for key in edit.given]
    return not states or State.REPORTED in states


def confront_edit(edit: Edit, cells: Cells) -> Confrontation:
    """One balance edit on the cells of one table; absent keys count as missing."""
    values = {key: cells.get(key, MISSING) for key in (*edit.lhs, *edit.rhs)}
    ambiguous = [key for key, value in values.items() if value.state is State.AMBIGUOUS]
    if not ambiguous:
        return _confront_certain(edit, values)
    candidates = values[ambiguous[0]].candidates
    if len(ambiguous) > 1 or not candidates:
        return _not_assessable(edit)
    tried = [
        _confront_certain(edit, {**values, ambiguous[0]: _as_cell(candidate)})
        for candidate in candidates
    ]
    failed = next((result for result in tried if result.outcome is Outcome.FAIL), None)
    return _not_assessable(edit) if failed is None else replace(failed, doubt=True)


def _as_cell(candidate: Number | None) -> CellValue:
    return CellValue(State.BLANK) if candidate is None else CellValue.reported(candidate)


def _not_assessable(
    edit: Edit, lhs: Number | None = None, rhs: Number | None = None
) -> Confrontation:
    return Confrontation(edit.rule_id, edit.table, edit.scope, Outcome.NOT_ASSESSABLE, lhs, rhs)


def _confront_certain(edit: Edit, values: Cells) -> Confrontation:
    lhs = _sum([values[key] for key in edit.lhs])
    rhs = _sum([values[key] for key in edit.rhs])
    total_known = all(values[key].state is State.REPORTED for key in edit.totals)
    if lhs is None or rhs is None or not total_known:
        return _not_assessable(edit, lhs.value if lhs else None, rhs.value if rhs else None)
    ties = lhs.low <= rhs.high and rhs.low <= lhs.high
    outcome = Outcome.PASS if ties else Outcome.FAIL
    return Confrontation(edit.rule_id, edit.table, edit.scope, outcome, lhs.value, rhs.value)


def _sum(values: list[CellValue]) -> _Sum | None:
    """The sum of one side as an interval, or None where a cell is unknown or all are empty."""
    reported = [value for value in values if value.state is State.REPORTED]
    if not reported or any(not value.state.is_certain for value in values):
        return None
    low: Number = 0
    high: Number = 0
    total: Number = 0
    for cell in reported:
        value = cell.value or 0
        low += value if cell.low is None else cell.low
        high += value if cell.high is None else cell.high
        total += value
    return _Sum(low, high, total)


def _domain(table: Table, form: str, cells: Cells) -> Iterator[Confrontation]:
    for key in table.cells(form):
        value = cells.get(key, MISSING).value
        if value is None:
            continue
        count = table.unit(key) is Unit.COUNT
        signed = table.column(key.column).signed
        whole = not isinstance(value, Decimal) or value == value.to_integral_value()
        ok = (value >= 0 or signed) and (whole or not count)
        yield Confrontation(
            "figures.domain",
            table.id,
            f"{table.id}.{key.item}.{key.column}",
            Outcome.PASS if ok else Outcome.FAIL,
            lhs=value,
        )


def _certainty(table: Table, form: str, cells: Cells) -> Iterator[Confrontation]:
    for key in table.cells(form):
        cell = cells.get(key, MISSING)
        yield Confrontation(
            "reading.certain",
            table.id,
            f"{table.id}.{key.item}.{key.column}",
            Outcome.PASS if cell.state.is_certain else Outcome.FAIL,
            doubt=not cell.state.is_certain,
            detail=cell.state.value,
        )
