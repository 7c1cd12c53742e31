"""The smallest cell sets, against brute force and against a plain mixed-integer program."""

from __future__ import annotations

import random
from collections.abc import Iterator, Mapping
from itertools import combinations, product

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from gouji.forms import catalogue
from gouji.forms.evaluation import Outcome, confront_edit
from gouji.forms.model import CellKey
from gouji.forms.values import BLANK, MISSING, CellValue
from gouji.reconciliation.localization import solver as solver_module
from gouji.reconciliation.localization.edit_system import Numbers, layout
from gouji.reconciliation.localization.last_resort import smallest_sets
from gouji.reconciliation.localization.solver import Changes, Solver
from tests.benchmarks.localization import plain_program
from tests.generation.figures import draw
from tests.generation.mutations import Table, free, wrong_cells

Found = set[frozenset[tuple[CellKey, int | None]]]
Cells = dict[CellKey, CellValue]
N = CellValue.reported


def read(table: str, form: str, cells: Cells) -> Numbers:
    return Numbers.read(layout(table, form), cells)


def named(numbers: Numbers, found: list[Changes]) -> Found:
    keys = numbers.layout.keys
    return {
        frozenset((keys[n], None if v is None else int(v)) for n, v in changes.items())
        for changes in found
    }


def fails(table: str, form: str, cells: Mapping[CellKey, CellValue]) -> bool:
    edits = catalogue.edits(table, form)
    return any(confront_edit(edit, cells).outcome is Outcome.FAIL for edit in edits)


def brute(table: str, form: str, cells: Cells, values: range, most: int) -> Found:
    """All the smallest sets whose cells can be given values so that no edit fails."""
    for size in range(most + 1):
        found: Found = set()
        for chosen in combinations(catalogue.tables()[table].cells(form), size):
            ways = [
                ways
                for ways in product(values, repeat=size)
                if all(cells[key] != N(v) for key, v in zip(chosen, ways, strict=True))
                and not fails(
                    table, form, {**cells, **dict(zip(chosen, map(N, ways), strict=True))}
                )
            ]
            if len(ways) == 1:
                found.add(frozenset(zip(chosen, ways[0], strict=True)))
            elif ways:
                found.add(frozenset((key, None) for key in chosen))
        if found:
            return found
    return set()


@st.composite
def small_tables(draw_: st.DrawFn, table: str, form: str) -> Cells:
    """Few small numbers and empty cells, of which two blocks at most fail to tie."""
    keys = catalogue.tables()[table].cells(form)
    cell = st.sampled_from([N(0), N(0), N(1), N(2), BLANK])
    cells = {key: draw_(cell) for key in keys}
    for edit in catalogue.edits(table, form)[2:]:
        cells |= dict.fromkeys((*edit.lhs, *edit.rhs), N(0))
    return cells


# Empty cells that fill up in several ways at once, a dormant edit waking, are what this is after.
@pytest.mark.parametrize(
    ("table", "form"), [("disputes", "form_2021"), ("disputes_2014", "form_2014")]
)
@settings(max_examples=15, deadline=None, suppress_health_check=list(HealthCheck))
@given(data=st.data())
def test_small_tables_as_by_brute_force(table: str, form: str, data: st.DataObject) -> None:
    cells = data.draw(small_tables(table, form))
    numbers = read(table, form, cells)
    found = Solver(numbers).smallest()
    assert found.complete
    assert named(numbers, found.found) == brute(table, form, cells, range(10), 2)


def single_sets(table: str, form: str, cells: Cells) -> Found:
    """Every cell that alone lets no edit fail, trying what each of its edits asks for."""
    found: Found = set()
    for edit in catalogue.edits(table, form):
        result = confront_edit(edit, cells)
        if result.outcome is not Outcome.FAIL or result.difference is None:
            continue
        for key in (*edit.lhs, *edit.rhs):
            sign = 1 if key in edit.lhs else -1
            value = int((cells[key].value or 0) - sign * result.difference)
            if value >= 0 and not fails(table, form, {**cells, key: N(value)}):
                found.add(frozenset([(key, value)]))
    return found


@pytest.mark.parametrize("seed", range(12))
def test_one_wrong_cell_among_empty_ones(seed: int) -> None:
    drawn = draw(seed, blanks=0.5, dashes=0.2)
    cells = {
        key: N(value) if isinstance(value, int) else BLANK
        for key, value in drawn.cells["requests"].items()
    }
    key = random.Random(seed).choice([key for key, cell in cells.items() if cell.value])
    cells[key] = N(int(cells[key].value or 0) + 3)
    numbers = read("requests", drawn.requests_form, cells)
    found = Solver(numbers).smallest()
    assert found.complete and found.size == 1
    assert named(numbers, found.found) == single_sets("requests", drawn.requests_form, cells)


@pytest.mark.slow
@pytest.mark.parametrize(("seed", "count"), [(1, 1), (2, 2), (3, 2), (4, 3), (5, 3), (6, 4)])
def test_whole_tables_as_by_a_program(seed: int, count: int) -> None:
    drawn = draw(seed)
    truth = {key: int(str(value)) for key, value in drawn.cells["requests"].items()}
    cells = wrong_cells(random.Random(seed), truth, count).cells
    numbers = read("requests", drawn.requests_form, reported(cells))
    found = Solver(numbers).smallest()
    plain = plain_program("requests", drawn.requests_form, cells)
    assert found.complete and named(numbers, found.found) == plain
    assert named(numbers, smallest_sets(numbers, seconds=30).found) == plain


def reported(cells: Table) -> Cells:
    return {key: N(value) for key, value in cells.items()}


def changed(table: str, form: str, changes: Mapping[str, CellValue]) -> Numbers:
    """A table of zeros but for `changes`, "item.column" to cell."""
    cells = dict.fromkeys(catalogue.tables()[table].cells(form), N(0))
    cells |= {CellKey(*name.split(".")): cell for name, cell in changes.items()}
    return read(table, form, cells)


def all_smallest(numbers: Numbers) -> Iterator[dict[str, int | None]]:
    for changes in named(numbers, Solver(numbers).smallest().found):
        yield {f"{key.item}.{key.column}": value for key, value in changes}


def test_nothing_is_wrong_with_a_table_that_ties() -> None:
    found = Solver(changed("disputes", "form_2021", {})).smallest()
    assert (found.size, found.found, found.complete) == (0, [{}], True)


def test_a_cell_that_two_sums_share() -> None:
    """Refusals are a part of the replies and the total of their grounds."""
    numbers = changed(
        "requests_2014",
        "form_2014",
        {"replied.total": N(7), "replied_refused.total": N(4), "refused_privacy.total": N(7)},
    )
    assert list(all_smallest(numbers)) == [{"replied_refused.total": 7}]


def test_no_number_below_zero_is_proposed() -> None:
    numbers = changed(
        "disputes",
        "form_2021",
        {"reconsideration.upheld": N(10), "reconsideration.overturned": N(1)},
    )
    assert list(all_smallest(numbers)) == [{"reconsideration.total": 11}]


def test_a_number_below_zero_has_to_change() -> None:
    """Though no edit fails; what it has to become, nothing says."""
    numbers = changed(
        "disputes", "form_2021", {"reconsideration.upheld": N(-2), "reconsideration.total": N(-2)}
    )
    assert list(all_smallest(numbers)) == [
        {"reconsideration.upheld": None, "reconsideration.total": None}
    ]


def test_a_filled_in_total_has_to_tie_as_well() -> None:
    """An empty total that would mend the column may only become what its row sums to."""
    cells = {
        "granted.natural_person": N(3),
        "granted.total": BLANK,
        "outcome_total.natural_person": N(3),
        "outcome_total.total": N(3),
        "new_received.natural_person": N(3),
        "new_received.total": N(3),
    }
    assert list(all_smallest(changed("requests", "form_2021", cells))) == [{"granted.total": 3}]
    cells["outcome_total.total"] = N(2)
    cells["new_received.total"] = N(2)
    proposed = [
        one.get("granted.total") for one in all_smallest(changed("requests", "form_2021", cells))
    ]
    assert 2 not in proposed


def test_cells_that_are_not_known_stay_as_they_are() -> None:
    numbers = changed(
        "requests",
        "form_2021",
        {"granted.total": N(1), "outcome_total.total": N(1), "granted.natural_person": MISSING},
    )
    assert all("granted.natural_person" not in one for one in all_smallest(numbers))
    assert not any(e in numbers.blind for e in numbers.residual)


def test_too_much_wrong_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(solver_module, "MOST_STEPS", 5)
    drawn = draw(3)
    truth = {key: int(str(value)) for key, value in drawn.cells["requests"].items()}
    cells = wrong_cells(random.Random(0), truth, 6, free).cells
    assert not Solver(read("requests", drawn.requests_form, reported(cells))).smallest().complete


def test_too_many_sets_are_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(solver_module, "MOST_SETS", 3)
    found = Solver(changed("disputes", "form_2021", {"reconsideration.total": N(5)})).smallest()
    assert (len(found.found), found.complete) == (3, False)


def test_a_program_without_time_says_so() -> None:
    numbers = changed("disputes", "form_2021", {"reconsideration.total": N(5)})
    found = smallest_sets(numbers, seconds=0)
    assert (found.size, found.found, found.complete) == (None, [], False)


def test_a_program_leaves_sleeping_edits_alone_and_says_so() -> None:
    cells = {"reconsideration.upheld": N(5), "reconsideration.total": N(3)}
    cells |= {"litigation_direct.upheld": N(1), "litigation_direct.total": BLANK}
    numbers = changed("disputes", "form_2021", cells)
    found = smallest_sets(numbers, seconds=30)
    assert len(found.found) == 2 and not found.complete
