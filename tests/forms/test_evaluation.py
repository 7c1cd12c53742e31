"""Edits on cells: what passes, fails, fails in doubt, and what cannot be assessed."""

from __future__ import annotations

from decimal import Decimal

import pytest

from gouji.extraction.report import CONTRADICTABLE
from gouji.forms import catalogue
from gouji.forms.evaluation import Confrontation, Outcome, confront_edit, confront_table
from gouji.forms.messages import describe
from gouji.forms.model import CellKey, Edit
from gouji.forms.values import BLANK, DASH, MISSING, UNREADABLE, CellValue, State

COLUMNS = ("upheld", "overturned", "other", "pending", "total")


def edit(rule: str = "disputes.reconsideration") -> Edit:
    return next(e for e in catalogue.edits("disputes", "form_2021") if e.rule_id == rule)


def cell(value: int | CellValue | None) -> CellValue:
    if isinstance(value, CellValue):
        return value
    return BLANK if value is None else CellValue.reported(value)


def confront(*values: int | CellValue | None) -> Confrontation:
    cells = {CellKey("reconsideration", c): cell(v) for c, v in zip(COLUMNS, values, strict=True)}
    return confront_edit(edit(), cells)


@pytest.mark.parametrize(
    ("values", "outcome", "doubt"),
    [
        ((3, 5, 5, 7, 20), Outcome.PASS, False),
        ((10, 1, 0, 0, 0), Outcome.FAIL, False),
        ((3, None, None, None, 3), Outcome.PASS, False),
        ((3, DASH, None, 1, 4), Outcome.PASS, False),
        ((None, None, None, None, 0), Outcome.NOT_ASSESSABLE, False),
        ((None, None, None, None, None), Outcome.NOT_ASSESSABLE, False),
        ((1, 2, 3, 4, None), Outcome.NOT_ASSESSABLE, False),
        ((1, 2, 3, 4, DASH), Outcome.NOT_ASSESSABLE, False),
        ((1, MISSING, 3, 4, 8), Outcome.NOT_ASSESSABLE, False),
        ((1, UNREADABLE, 3, 4, 8), Outcome.NOT_ASSESSABLE, False),
        ((1, CellValue.ambiguous((2, 3)), 0, 0, 3), Outcome.FAIL, True),
        ((1, CellValue.ambiguous((5, 6)), 0, 0, 3), Outcome.FAIL, True),
        ((1, CellValue.ambiguous((2,)), 0, 0, 3), Outcome.NOT_ASSESSABLE, False),
        ((1, CellValue.ambiguous(), 0, 0, 3), Outcome.NOT_ASSESSABLE, False),
        (
            (1, CellValue.ambiguous((2, 9)), CellValue.ambiguous((0,)), 0, 3),
            Outcome.NOT_ASSESSABLE,
            False,
        ),
    ],
)
def test_a_balance_edit(
    values: tuple[int | CellValue | None, ...], outcome: Outcome, doubt: bool
) -> None:
    result = confront(*values)
    assert (result.outcome, result.doubt) == (outcome, doubt)


def test_both_sides_and_the_difference_are_given() -> None:
    result = confront(10, 1, 0, 0, 0)
    assert (result.lhs, result.rhs, result.difference) == (11, 0, 11)


def test_rounded_values_are_compared_as_intervals() -> None:
    rounded = CellValue.reported(Decimal(10), Decimal("9.5"), Decimal("10.5"))
    assert confront(rounded, 0, 0, 0, CellValue.reported(Decimal("10.4"))).outcome is Outcome.PASS
    assert confront(rounded, 0, 0, 0, CellValue.reported(Decimal("10.6"))).outcome is Outcome.FAIL


def test_the_balance_of_an_empty_column_cannot_be_assessed() -> None:
    balance = next(
        e for e in catalogue.edits("requests", "form_2019") if e.rule_id == "requests.balance"
    )
    cells = dict.fromkeys((*balance.lhs, *balance.rhs), BLANK)
    assert confront_edit(balance, cells).outcome is Outcome.NOT_ASSESSABLE
    cells[balance.rhs[0]] = CellValue.reported(0)
    assert confront_edit(balance, cells).outcome is Outcome.NOT_ASSESSABLE
    cells[balance.lhs[0]] = CellValue.reported(0)
    assert confront_edit(balance, cells).outcome is Outcome.PASS


def test_domain_and_certainty_name_the_cell() -> None:
    table = catalogue.tables()["disclosure"]
    cells = {key: CellValue.reported(0) for key in table.cells("form_2019")}
    cells[CellKey("licensing", "decisions")] = CellValue.reported(-4)
    cells[CellKey("licensing", "items_change")] = CellValue.reported(-4)
    cells[CellKey("penalties", "decisions")] = CellValue.reported(Decimal("1.5"))
    cells[CellKey("procurement", "items")] = CellValue(State.AMBIGUOUS)
    failed = {
        (r.rule_id, r.scope)
        for r in confront_table("disclosure", "form_2019", cells)
        if r.outcome is Outcome.FAIL
    }
    assert failed == {
        ("figures.domain", "disclosure.licensing.decisions"),
        ("figures.domain", "disclosure.penalties.decisions"),
        ("reading.certain", "disclosure.procurement.items"),
    }


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_messages_name_place_both_sides_and_difference(lang: str) -> None:
    text = describe(confront(10, 1, 0, 0, 0), lang)
    for part in ("11", "0", "行政复议" if lang == "zh" else "reconsideration"):
        assert part in text


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_every_outcome_of_every_rule_has_a_message(lang: str) -> None:
    for table, form in (
        ("requests", "form_2021"),
        ("disputes", "form_2021"),
        ("disclosure", "form_2019"),
    ):
        for result in confront_table(table, form, {}):
            assert describe(result, lang)
    for scope in ("issuer", "year", *(f"{field}_conflict" for field in CONTRADICTABLE)):
        assert describe(Confrontation("identity.known", None, scope, Outcome.FAIL), lang)


def test_only_a_reported_cell_carries_a_value() -> None:
    with pytest.raises(ValueError, match="carry a value"):
        CellValue(State.BLANK, 3)
    with pytest.raises(ValueError, match="carry a value"):
        CellValue(State.REPORTED)
