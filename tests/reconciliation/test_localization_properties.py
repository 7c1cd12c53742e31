"""Whatever happened to a table: what its solutions must do to it."""

from __future__ import annotations

import random

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from gouji.forms import catalogue
from gouji.forms.evaluation import Outcome, confront_edit, confront_table, is_used
from gouji.forms.model import CellKey
from gouji.forms.values import BLANK, DASH, MISSING, UNREADABLE, CellValue, State
from gouji.reconciliation.judgement import judge
from gouji.reconciliation.localization.search import localize
from tests.generation.figures import draw
from tests.generation.mutations import STRUCTURAL, Table, free, keyed, structural, wrong_cells
from tests.reconciliation import samples
from tests.reconciliation.localized import Cells, confronted, everything, mended, reported

AMBIGUOUS = CellValue.ambiguous((1, None))


class Damaged:
    """A table, what it was before, and how it is read; with a short repr."""

    def __init__(self, table: str, form: str, truth: Table, cells: Cells, whole: bool) -> None:
        self.table, self.form, self.truth, self.cells, self.whole = table, form, truth, cells, whole

    def __repr__(self) -> str:
        wrong = {
            k: (self.truth[k], c.value) for k, c in self.cells.items() if c.value != self.truth[k]
        }
        return f"{self.table} {self.form} {wrong}"


@st.composite
def damaged_tables(draw_: st.DrawFn) -> Damaged:
    drawn = draw(draw_(st.integers(0, 10_000)))
    table = draw_(st.sampled_from(["requests", "requests", "disputes"]))
    form = drawn.requests_form if table == "requests" else drawn.form
    truth = {k: int(str(v)) for k, v in drawn.cells[table].items()}
    rng = random.Random(draw_(st.integers(0, 10_000)))
    cause = draw_(st.sampled_from([None, None, *STRUCTURAL]))
    if cause is None:
        wrong = draw_(st.sampled_from([keyed, free]))
        damaged = wrong_cells(rng, truth, draw_(st.integers(0, 4)), wrong).cells
    else:
        damaged = structural(rng, truth, cause).cells
    read = reported(damaged)
    whole = draw_(st.booleans())
    if not whole:
        empty = draw_(st.sampled_from([BLANK, DASH]))
        for k, value in damaged.items():
            if value == 0 and rng.random() < 0.7:
                read[k] = empty
        some = st.sampled_from([MISSING, UNREADABLE, AMBIGUOUS, CellValue.ambiguous((0, 7, 12))])
        for _ in range(draw_(st.integers(0, 3))):
            read[rng.choice(list(read))] = draw_(some)
    return Damaged(table, form, truth, read, whole)


# Shrinking tables of 175 cells takes minutes and helps little.
_PHASES = (Phase.reuse, Phase.generate)


def _cases(count: int) -> settings:
    return settings(
        max_examples=count, phases=_PHASES, deadline=None, suppress_health_check=list(HealthCheck)
    )


@_cases(20)
@given(damaged_tables())
def test_every_solution_lets_every_edit_hold(one: Damaged) -> None:
    _lets_every_edit_hold(one)


@pytest.mark.slow
@_cases(400)
@given(damaged_tables())
def test_every_solution_of_many_lets_every_edit_hold(one: Damaged) -> None:
    _lets_every_edit_hold(one)


def _lets_every_edit_hold(one: Damaged) -> None:
    before = confronted(one.table, one.form, one.cells)
    found = localize(one.table, one.form, one.cells)
    edits = catalogue.all_edits(one.table, one.form)  # The implied ones, where they are used.
    used = [confront_edit(edit, one.cells) for edit in edits if is_used(edit, one.cells)]
    if not any(result.outcome is Outcome.FAIL for result in used):
        # Nothing to say, but for how ambiguous cells would have to be read.
        assert all(cell.doubt for solution in found.solutions for cell in solution.cells)
    for solution in found.solutions:
        if any(cell.proposed is None and not cell.doubt for cell in solution.cells):
            assert not found.certain
            continue
        after = confronted(one.table, one.form, mended(one.cells, solution))
        for was, is_ in zip(before, after, strict=True):
            assert is_.outcome is not Outcome.FAIL
            # Only a total that is read as empty leaves an edit without an operand.
            read_as_empty = any(cell.doubt and cell.proposed is None for cell in solution.cells)
            kept = was.outcome is Outcome.NOT_ASSESSABLE or is_.outcome is Outcome.PASS
            assert kept or read_as_empty
        for cell in solution.cells:
            value = one.cells[CellKey(cell.item, cell.column)]
            assert cell.doubt or (cell.proposed is not None and cell.proposed >= 0)
            assert cell.doubt == (value.state is State.AMBIGUOUS)
            assert cell.reported == value.value
            assert cell.doubt or cell.proposed != (cell.reported or 0)


@_cases(20)
@given(damaged_tables())
def test_a_certain_solution_makes_all_edits_pass(one: Damaged) -> None:
    _certain_makes_all_pass(one)


@pytest.mark.slow
@_cases(600)
@given(damaged_tables())
def test_a_certain_solution_of_many_makes_all_edits_pass(one: Damaged) -> None:
    _certain_makes_all_pass(one)


def _certain_makes_all_pass(one: Damaged) -> None:
    found = localize(one.table, one.form, one.cells)
    if not found.certain:
        return
    (solution,) = found.solutions
    after = confront_table(one.table, one.form, mended(one.cells, solution))
    failed = [result for result in after if result.outcome is Outcome.FAIL]
    if one.whole:
        assert {result.outcome for result in after} == {Outcome.PASS}
    assert all(result.rule_id == "reading.certain" for result in failed)


@_cases(60)
@given(st.integers(0, 10_000), st.integers(0, 10_000), st.sampled_from([keyed, free]))
def test_one_wrong_cell_of_table_three_is_certain(seed: int, luck: int, wrong: object) -> None:
    drawn = draw(seed)
    truth = {k: int(str(v)) for k, v in drawn.cells["requests"].items()}
    damaged = wrong_cells(random.Random(luck), truth, 1, wrong).cells  # type: ignore[arg-type]
    found = localize("requests", drawn.requests_form, reported(damaged))
    undone = {f"{k.item}.{k.column}": v for k, v in truth.items() if damaged[k] != v}
    assert found.certain and everything(found) == [undone]


WILD = st.one_of(
    st.integers(-5, 12),
    st.integers(-(10**18), 10**24),
    st.decimals(-10, 10**6, places=2, allow_nan=False),
).map(CellValue.reported) | st.one_of(
    st.sampled_from([BLANK, DASH, MISSING, UNREADABLE]),
    st.lists(st.none() | st.integers(0, 10**6), max_size=4, unique=True).map(
        lambda some: CellValue.ambiguous(tuple(some))
    ),
)
LAYOUTS = [(table.id, form) for table in catalogue.tables().values() for form in table.forms]


@st.composite
def wild_tables(draw_: st.DrawFn) -> tuple[str, str, Cells]:
    """Any table of any form, empty, half missing, or full of numbers that cannot be."""
    table, form = draw_(st.sampled_from(LAYOUTS))
    keys = catalogue.tables()[table].cells(form)
    ground = draw_(st.sampled_from([CellValue.reported(0), BLANK, DASH, MISSING, None]))
    filled: Cells = {} if ground is None else dict.fromkeys(keys, ground)
    most = draw_(st.sampled_from([0, 1, 3, 10, 60]))
    for key in draw_(st.lists(st.sampled_from(keys), max_size=most)):
        filled[key] = draw_(WILD)
    return table, form, filled


@_cases(40)
@given(wild_tables())
def test_nothing_that_is_read_breaks_it(one: tuple[str, str, Cells]) -> None:
    table, form, filled = one
    found = localize(table, form, filled, seconds=0.2)
    judge(samples.report(samples.reading(table, form, filled)))
    if found.certain:
        (solution,) = found.solutions
        after = confronted(table, form, mended(filled, solution))
        assert all(result.outcome is not Outcome.FAIL for result in after)
