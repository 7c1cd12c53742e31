"""Which cells of a failing table must change: known cases, cells that are not certain, limits."""

from __future__ import annotations

import random
from collections.abc import Mapping
from decimal import Decimal

import pytest

from gouji.forms import catalogue
from gouji.forms.evaluation import Outcome
from gouji.forms.values import BLANK, MISSING, UNREADABLE, CellValue
from gouji.reconciliation.localization import search as localization
from gouji.reconciliation.localization import solver
from gouji.reconciliation.localization.causes import Cause
from gouji.reconciliation.localization.search import Localization, localize
from tests.generation.figures import draw
from tests.generation.mutations import free, structural, wrong_cells
from tests.reconciliation.localized import (
    FORM,
    Cells,
    N,
    cells,
    changes,
    confronted,
    everything,
    mended,
    reported,
)

# --- known cases --------------------------------------------------------------------------------


def test_a_table_that_ties_has_no_solution() -> None:
    found = localize("disputes", FORM, cells("disputes", {}))
    assert (found.solutions, found.exact, found.certain) == ((), True, False)


def test_one_wrong_cell_of_table_three() -> None:
    ones = dict.fromkeys(("new_received", "granted", "outcome_total"), 5)
    filled = {f"{i}.{c}": v for i, v in ones.items() for c in ("natural_person", "total")}
    found = localize("requests", FORM, cells("requests", filled | {"granted.total": 7}))
    (one,) = found.solutions
    (cell,) = one.cells
    assert (cell.item, cell.column, cell.reported, cell.proposed) == ("granted", "total", 7, 5)
    assert found.certain and found.exact and one.cause is None


TWO_BLOCKS = {
    "reconsideration.upheld": 10,
    "reconsideration.overturned": 1,
    "litigation_after_reconsideration.upheld": 5,
}


def test_totals_left_at_zero_in_two_blocks_are_one_cause() -> None:
    found = localize("disputes", FORM, cells("disputes", TWO_BLOCKS))
    (one,) = found.solutions
    assert found.certain and one.cause is Cause.TOTALS_LEFT_AT_ZERO
    assert changes(one) == {
        "reconsideration.total": 11,
        "litigation_after_reconsideration.total": 5,
    }
    assert {cell.cause for cell in one.cells} == {Cause.TOTALS_LEFT_AT_ZERO}


def test_the_block_by_itself_has_one_solution() -> None:
    """Each part is larger than 0 and smaller than the difference, so only the total can change."""
    alone = {name: v for name, v in TWO_BLOCKS.items() if name.startswith("reconsideration")}
    found = localize("disputes", FORM, cells("disputes", alone))
    assert everything(found) == [{"reconsideration.total": 11}] and found.certain


def test_a_block_of_one_edit_cannot_tell_its_cells_apart() -> None:
    found = localize("disputes", FORM, cells("disputes", {"reconsideration.total": 3}))
    assert len(found.solutions) == 5 and found.exact and not found.certain
    assert {"reconsideration.total": 0} in everything(found)


def test_blocks_are_explained_each_by_itself() -> None:
    both = {"reconsideration.total": 3, "litigation_direct.total": 4}
    found = localize("disputes", FORM, cells("disputes", both))
    assert [len(part) for part in found.parts] == [5, 5]
    assert len(found.solutions) == 25 and found.exact


def test_one_cause_of_two_blocks_beside_another_error() -> None:
    third = {"litigation_direct.upheld": 4, "litigation_direct.total": 3}
    found = localize("disputes", FORM, cells("disputes", TWO_BLOCKS | third))
    assert found.exact and not found.certain
    for one in found.solutions:
        assert changes(one)["reconsideration.total"] == 11
        assert changes(one)["litigation_after_reconsideration.total"] == 5
        assert one.cause is None, "not all of its cells have that cause"
        assert len(one.cells) == 3
    assert len(found.solutions) == 2


def test_a_cause_beside_a_wrong_cell_of_the_same_table() -> None:
    rng = random.Random(8)
    truth = {k: int(str(v)) for k, v in draw(2).cells["requests"].items()}
    form = draw(2).requests_form
    slipped = structural(rng, truth, "row_shifted").cells
    (row,) = {k.item for k in truth if slipped[k] != truth[k]}
    columns = {k.column for k in truth if slipped[k] != truth[k]}
    other = next(
        k for k in truth if k.item not in (row, "outcome_total") and k.column not in columns
    )
    damaged = {**slipped, other: truth[other] + 9}
    (one,) = localize("requests", form, reported(damaged)).solutions
    undone = {f"{k.item}.{k.column}": truth[k] for k in truth if damaged[k] != truth[k]}
    assert changes(one) == undone
    named = {f"{cell.item}.{cell.column}": cell.cause for cell in one.cells}
    assert named.pop(f"{other.item}.{other.column}") is None
    assert set(named.values()) == {Cause.ROW_SHIFTED}


def test_swapped_digits_are_named() -> None:
    filled = {"granted.natural_person": 63, "outcome_total.natural_person": 36}
    filled |= {"granted.total": 36, "outcome_total.total": 36}
    filled |= {"new_received.natural_person": 36, "new_received.total": 36}
    (one,) = localize("requests", FORM, cells("requests", filled)).solutions
    assert (one.cause, changes(one)) == (Cause.DIGITS_SWAPPED, {"granted.natural_person": 36})


def test_a_number_that_is_no_count() -> None:
    found = localize(
        "disputes",
        FORM,
        cells(
            "disputes", {"reconsideration.upheld": N(Decimal("2.5")), "reconsideration.total": 3}
        ),
    )
    assert everything(found) == [{"reconsideration.upheld": 3}]
    (cell,) = found.solutions[0].cells
    assert cell.reported == Decimal("2.5")


def test_form_2014() -> None:
    filled = {"received.total": 9, "received_online.total": 4, "received_letter.total": 5}
    filled |= {"completed.total": 9, "completed_on_time.total": 8}
    found = localize("requests_2014", "form_2014", cells("requests_2014", filled, "form_2014"))
    assert {"completed_extended.total": 1} in everything(found)
    assert {"completed.total": 8} in everything(found)
    assert all(len(one) == 1 for one in everything(found))


def test_a_table_without_edits() -> None:
    some = {k: N(1) for k in catalogue.tables()["disclosure"].cells(FORM)}
    assert localize("disclosure", FORM, some) == Localization()


# --- cells that are not certain -----------------------------------------------------------------

AMBIGUOUS = CellValue.ambiguous((1, None))


def balance(**rows: Mapping[str, CellValue | int]) -> Cells:
    return cells("requests", {f"{i}.{c}": v for i, row in rows.items() for c, v in row.items()})


def beside_an_unplaced_row() -> Cells:
    """Brought forward and outcomes tie; the last row kept 3, 5 and some digits between them."""
    middle = (
        "enterprise",
        "research_institution",
        "public_interest_org",
        "legal_service_org",
        "other",
    )
    done = {
        "natural_person": 335,
        "enterprise": 10,
        "legal_service_org": 2,
        "other": 1,
        "total": 348,
    }
    return balance(
        new_received=done,
        brought_forward={"natural_person": 4, "total": 4},
        granted=done,
        outcome_total=done,
        carried_forward={"natural_person": 3, "total": 5, **dict.fromkeys(middle, AMBIGUOUS)},
    )


def test_no_certainty_beside_a_row_that_could_not_be_placed() -> None:
    table = beside_an_unplaced_row()
    failing = {r.scope for r in confronted("requests", FORM, table) if r.outcome is Outcome.FAIL}
    assert {"natural_person", "total"} <= failing
    found = localize("requests", FORM, table)
    assert len(found.solutions) > 1 and not found.certain
    assert not any(one.sure for one in found.solutions)
    for one in found.solutions:
        after = confronted("requests", FORM, mended(table, one))
        assert all(r.outcome is not Outcome.FAIL for r in after)


def test_another_reading_that_ties_changes_nothing_else() -> None:
    filled = {"reconsideration.upheld": CellValue.ambiguous((2, 3)), "reconsideration.total": 3}
    found = localize("disputes", FORM, cells("disputes", filled))
    (one,) = found.solutions
    (cell,) = one.cells
    assert (cell.doubt, cell.reported, cell.proposed) == (True, None, 3)
    assert not one.sure and not found.certain


def test_digits_that_are_printed_stand_in_some_cell() -> None:
    """With the five cells empty fewer numbers change, but then the printed 1 would be nowhere."""
    found = localize("requests", FORM, beside_an_unplaced_row())
    for one in found.solutions:
        assert 1 in [cell.proposed for cell in one.cells if cell.doubt]


def test_too_many_readings_bind_nothing() -> None:
    broken = {
        "reconsideration.upheld": 1,
        "litigation_direct.total": CellValue.ambiguous(tuple(range(99))),
    }
    found = localize("disputes", FORM, cells("disputes", broken))
    assert {"reconsideration.total": 1} in everything(found)
    assert all("litigation_direct" not in name for one in everything(found) for name in one)


@pytest.mark.parametrize("lost", [MISSING, UNREADABLE, CellValue.ambiguous()])
def test_nothing_is_sure_beside_a_cell_that_is_not_known(lost: CellValue) -> None:
    """The row of the wrong cell cannot be checked, so another cell of it may be wrong as well."""
    filled = {"granted.natural_person": 5, "granted.enterprise": lost, "granted.total": 6}
    filled |= {"outcome_total.natural_person": 4, "outcome_total.total": 6}
    filled |= {"new_received.natural_person": 4, "new_received.total": 6}
    filled |= {"outcome_total.enterprise": 2, "new_received.enterprise": 2}
    found = localize("requests", FORM, cells("requests", filled))
    assert found.solutions and not found.certain
    assert {"granted.natural_person": 4} in everything(found)


def test_an_empty_total_beside_parts_leaves_a_doubt() -> None:
    """A number that no edit can check, because the totals of its row and column are empty."""
    filled: dict[str, CellValue | int] = {"granted.natural_person": 5, "granted.total": 6}
    filled |= {"outcome_total.natural_person": 5, "outcome_total.total": 5}
    filled |= {"new_received.natural_person": 5, "new_received.total": 5}
    assert localize("requests", FORM, cells("requests", filled)).certain
    filled |= {"denied_third_party.enterprise": 2, "denied_third_party.total": BLANK}
    filled |= {"outcome_total.enterprise": BLANK, "new_received.enterprise": BLANK}
    found = localize("requests", FORM, cells("requests", filled))
    assert everything(found) == [{"granted.total": 5}] and not found.certain


def test_an_explanation_that_asks_for_more_in_empty_cells_waits() -> None:
    """3 carried forward by enterprises or by others: only the former have 3 that came in."""
    filled: dict[str, CellValue | int] = {
        f"{key.item}.{key.column}": BLANK
        for key in catalogue.tables()["requests"].cells(FORM)
        if key.column in ("enterprise", "other")
    }
    filled |= {"new_received.enterprise": 3, "new_received.total": 3, "carried_forward.total": 3}
    found = localize("requests", FORM, cells("requests", filled))
    assert found.certain and everything(found) == [{"carried_forward.enterprise": 3}]


def test_an_empty_cell_may_be_filled_in() -> None:
    filled = {"granted.natural_person": BLANK, "granted.total": 5}
    filled |= {"outcome_total.natural_person": 5, "outcome_total.total": 5}
    filled |= {"new_received.natural_person": 5, "new_received.total": 5}
    (one,) = localize("requests", FORM, cells("requests", filled)).solutions
    (cell,) = one.cells
    assert (cell.item, cell.column, cell.reported, cell.proposed) == (
        "granted",
        "natural_person",
        None,
        5,
    )


def test_an_interval_is_no_count() -> None:
    filled = {
        "reconsideration.upheld": N(Decimal(3), Decimal(2), Decimal(4)),
        "reconsideration.total": 9,
    }
    assert localize("disputes", FORM, cells("disputes", filled)).solutions == ()


# --- too much is wrong --------------------------------------------------------------------------


def garbage(seed: int, count: int) -> Cells:
    truth = {k: int(str(v)) for k, v in draw(seed).cells["requests"].items()}
    return reported(wrong_cells(random.Random(seed), truth, count, free).cells)


def test_the_last_resort_is_a_program(monkeypatch: pytest.MonkeyPatch) -> None:
    """Out of steps, the same set is found, and said to be the only one when that is proven."""
    form, damaged = draw(1).requests_form, garbage(1, 3)
    expected = localize("requests", form, damaged)
    assert expected.certain
    monkeypatch.setattr(solver, "MOST_STEPS", 1)
    found = localize("requests", form, damaged, seconds=60)
    assert found.solutions == expected.solutions and found.exact


def test_out_of_time_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(solver, "MOST_STEPS", 1)
    found = localize("requests", draw(1).requests_form, garbage(1, 3), seconds=0)
    assert (found.solutions, found.exact, found.certain) == ((), False, False)


def test_garbage_is_not_explained() -> None:
    found = localize("requests", draw(1).requests_form, garbage(1, 120))
    assert (found.solutions, found.exact, found.certain) == ((), False, False)


def test_a_list_that_is_cut_is_not_exact(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(localization, "MOST_SOLUTIONS", 7)
    both = {"reconsideration.total": 3, "litigation_direct.total": 4}
    found = localize("disputes", FORM, cells("disputes", both))
    assert len(found.solutions) == 7 and not found.exact
