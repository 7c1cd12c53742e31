"""Every named cause: a table that has it, and tables that must not be given its name."""

from __future__ import annotations

import random
from collections.abc import Mapping

import pytest

from gouji.forms import catalogue
from gouji.forms.model import CellKey
from gouji.forms.values import BLANK, MISSING, CellValue
from gouji.reconciliation.localization.causes import Cause, cell_cause
from gouji.reconciliation.localization.edit_system import Numbers, layout
from gouji.reconciliation.localization.operations import operations
from tests.generation.figures import draw
from tests.generation.mutations import STRUCTURAL, Table, is_seen, structural, wrong_cells

FORM = "form_2021"
APPLICANTS = tuple(column.id for column in catalogue.tables()["requests"].columns)

# A table 三 that ties; all other rows are 0.
ROWS = {
    "new_received": (30, 12, 0, 0, 5, 0, 47),
    "brought_forward": (4, 0, 0, 0, 0, 0, 4),
    "granted": (20, 11, 0, 0, 0, 0, 31),
    "denied_third_party": (13, 1, 0, 0, 4, 0, 18),
    "outcome_total": (33, 12, 0, 0, 4, 0, 49),
    "carried_forward": (1, 0, 0, 0, 1, 0, 2),
}


def table(**rows: tuple[int, ...]) -> Table:
    """That table with these rows, or "item__column" cells, instead of its own."""
    cells = dict.fromkeys(catalogue.tables()["requests"].cells(FORM), 0)
    for item, values in {**ROWS, **rows}.items():
        cells |= {CellKey(item, c): v for c, v in zip(APPLICANTS, values, strict=True)}
    return cells


TRUTH = table()


def but(**changes: int) -> Table:
    """That table with other numbers in some cells, "item__column"."""
    return TRUTH | {CellKey(*name.split("__")): value for name, value in changes.items()}


def by_columns(order: Mapping[str, str | None]) -> Table:
    """That table with the numbers of other columns in some; None for an empty one."""
    return {
        key: TRUTH[CellKey(key.item, source)]
        if (source := order.get(key.column, key.column))
        else 0
        for key in TRUTH
    }


DAMAGED = {
    Cause.TOTALS_LEFT_AT_ZERO: by_columns({"total": None}),
    Cause.VALUE_IN_NEIGHBOURING_COLUMN: table(granted=(20, 0, 11, 0, 0, 0, 31)),
    Cause.VALUE_IN_NEIGHBOURING_ROW: but(
        granted__natural_person=0, partially_granted__natural_person=20
    ),
    Cause.VALUES_EXCHANGED: table(granted=(11, 20, 0, 0, 0, 0, 31)),
    Cause.ROW_SHIFTED: table(denied_third_party=(0, 13, 1, 0, 0, 4, 0)),
    Cause.COLUMN_SHIFTED: but(
        granted__natural_person=0,
        partially_granted__natural_person=20,
        denied_third_party__natural_person=0,
        denied_internal_affairs__natural_person=13,
    ),
    Cause.NUMBER_SPLIT: table(new_received=(3, 0, 12, 0, 0, 5, 0)),
    Cause.ROWS_EXCHANGED: table(
        outcome_total=ROWS["carried_forward"], carried_forward=ROWS["outcome_total"]
    ),
    Cause.COLUMNS_EXCHANGED: by_columns({"natural_person": "total", "total": "natural_person"}),
    # The row of totals stands a row too low, and the one below it is lost.
    Cause.ROWS_SHIFTED: table(outcome_total=(0,) * 7, carried_forward=ROWS["outcome_total"]),
}


def read(cells: Mapping[CellKey, int], **others: CellValue) -> Numbers:
    """The cells as numbers; `others` ("item__column") as they are given."""
    read_as = {key: CellValue.reported(v) for key, v in cells.items()}
    read_as |= {CellKey(*name.split("__")): cell for name, cell in others.items()}
    return Numbers.read(layout("requests", FORM), read_as)


def explained(numbers: Numbers, cells: Table) -> list[tuple[Cause, Table]]:
    """What the table would be without each cause that explains all that fails in it."""
    keys = numbers.layout.keys
    return [
        (one.cause, {**cells, **{keys[n]: value for n, value in one.changes.items()}})
        for one in operations(numbers)
        if one.mends >= set(numbers.violated)
    ]


def test_every_cause_of_several_cells_is_here() -> None:
    assert {*DAMAGED, Cause.DIGITS_SWAPPED} == set(Cause)
    assert not read(TRUTH).violated


@pytest.mark.parametrize("cause", DAMAGED)
def test_a_cause_is_found_and_undone(cause: Cause) -> None:
    damaged = DAMAGED[cause]
    assert (cause, TRUTH) in explained(read(damaged), damaged)


@pytest.mark.parametrize("cause", DAMAGED)
def test_a_cause_that_does_not_tie_is_not_named(cause: Cause) -> None:
    """One of the numbers that moved is another one: the name must not cover that up."""
    damaged = DAMAGED[cause]
    key = max((key for key in TRUTH if damaged[key] != TRUTH[key]), key=damaged.__getitem__)
    if cause is Cause.TOTALS_LEFT_AT_ZERO:
        key = CellKey("granted", "natural_person")
    broken = {**damaged, key: damaged[key] + 7}
    assert cause not in dict(explained(read(broken), broken))


@pytest.mark.parametrize("cause", DAMAGED)
def test_cells_that_are_not_known_are_not_moved(cause: Cause) -> None:
    damaged = DAMAGED[cause]
    key = next(key for key in TRUTH if damaged[key] != TRUTH[key])
    numbers = read(damaged, **{f"{key.item}__{key.column}": MISSING})
    assert all(mended != TRUTH for _, mended in explained(numbers, damaged))
    cell = numbers.layout.keys.index(key)
    fixed = [cell]
    assert all(cell not in one.changes for one in operations(read(damaged), fixed))


def test_an_empty_cell_counts_as_nothing() -> None:
    damaged = DAMAGED[Cause.ROW_SHIFTED]
    empty = {f"denied_third_party__{c}": BLANK for c in ("natural_person", "total")}
    assert (Cause.ROW_SHIFTED, TRUTH) in explained(read(damaged, **empty), damaged)


@pytest.mark.parametrize(
    ("damaged", "lost"),
    [
        (table(denied_third_party=(1, 0, 0, 4, 0, 18, 0)), "the first cell"),
        (table(denied_third_party=(13, 0, 0, 4, 0, 0, 18)), "one of the middle, not the total"),
        (table(denied_third_party=(13, 0, 1, 0, 0, 4, 18)), "the last before the total, a 0"),
    ],
)
def test_a_row_that_lost_a_cell(damaged: Table, lost: str) -> None:
    assert (Cause.ROW_SHIFTED, TRUTH) in explained(read(damaged), damaged), lost


def test_a_number_cut_before_a_zero() -> None:
    truth = table(
        new_received=(109, 12, 0, 0, 5, 0, 126),
        denied_third_party=(92, 1, 0, 0, 4, 0, 97),
        outcome_total=(112, 12, 0, 0, 4, 0, 128),
    )
    damaged = {**truth, CellKey("new_received", "natural_person"): 1}
    rest = (9, 12, 0, 0, 5, 0)
    damaged |= {CellKey("new_received", c): v for c, v in zip(APPLICANTS[1:], rest, strict=True)}
    assert (Cause.NUMBER_SPLIT, truth) in explained(read(damaged), damaged)


def test_a_table_that_ties_has_no_cause() -> None:
    for seed in range(20):
        cells = {key: int(str(v)) for key, v in draw(seed).cells["requests"].items()}
        of = layout("requests", draw(seed).requests_form)
        assert not operations(
            Numbers.read(of, {k: CellValue.reported(v) for k, v in cells.items()})
        )


def test_one_wrong_cell_in_a_whole_table_is_no_move_of_several() -> None:
    """Two rows and two columns that cross tell a cell from any move."""
    rng = random.Random(5)
    for seed in range(40):
        drawn = draw(seed)
        truth = {key: int(str(v)) for key, v in drawn.cells["requests"].items()}
        cells = wrong_cells(rng, truth, 1).cells
        of = layout("requests", drawn.requests_form)
        numbers = Numbers.read(of, {key: CellValue.reported(v) for key, v in cells.items()})
        for one in operations(numbers):
            assert len(one.changes) == 1 or not one.mends >= set(numbers.violated)


@pytest.mark.parametrize("cause", [c for c in STRUCTURAL if c != "digits_swapped"])
def test_drawn_tables(cause: str) -> None:
    """The inverse is found, under its name, in tables that were damaged without regard to it."""
    rng = random.Random(cause)
    seen = 0
    for seed in range(25):
        drawn = draw(seed)
        form = drawn.requests_form
        truth = {key: int(str(v)) for key, v in drawn.cells["requests"].items()}
        cells = structural(rng, truth, cause).cells
        if cells == truth or not is_seen(cells, "requests", form):
            continue
        seen += 1
        numbers = Numbers.read(
            layout("requests", form), {key: CellValue.reported(v) for key, v in cells.items()}
        )
        assert (cause, truth) in explained(numbers, cells), seed
    assert seen


@pytest.mark.parametrize(
    ("reported", "proposed", "cause"),
    [
        (36, 63, Cause.DIGITS_SWAPPED),
        (1203, 1230, Cause.DIGITS_SWAPPED),
        (36, 36, None),
        (123, 321, None),
        (12, 120, None),
        (10, 1, None),
        (1122, 2211, None),
        (5, 6, None),
    ],
)
def test_the_name_of_a_cell(reported: int, proposed: int, cause: Cause | None) -> None:
    assert cell_cause(reported, proposed) is cause


# --- table 四 is printed in one line ------------------------------------------------------------


def disputes(*values: int) -> Numbers:
    of = layout("disputes", FORM)
    return Numbers.read(
        of, {key: CellValue.reported(v) for key, v in zip(of.keys, values, strict=True)}
    )


def causes(numbers: Numbers) -> set[Cause]:
    return {one.cause for one in operations(numbers)}


def test_blocks_that_slipped_by_a_cell() -> None:
    """All three blocks, from the first cell on; the last total is lost."""
    numbers = disputes(0, 7, 2, 0, 0, 9, 3, 0, 0, 0, 3, 1, 0, 0, 1)
    whole = [one for one in operations(numbers) if one.mends >= set(numbers.violated)]
    assert {one.cause for one in whole} == {Cause.ROW_SHIFTED}
    mended = [[one.changes.get(n, v) for n, v in enumerate(numbers.values)] for one in whole]
    assert [7, 2, 0, 0, 9, 3, 0, 0, 0, 3, 1, 0, 0, 1, 2] in mended


def test_one_failing_block_is_no_evidence_for_a_lost_number() -> None:
    assert Cause.ROW_SHIFTED not in causes(disputes(3, 0, 0, 0, 7, *[0] * 10))


def test_totals_of_several_blocks_are_one_cause() -> None:
    (one,) = operations(disputes(10, 1, 0, 0, 0, 0, 0, 0, 0, 0, 5, 0, 0, 0, 0))
    assert (one.cause, dict(one.changes)) == (Cause.TOTALS_LEFT_AT_ZERO, {4: 11, 14: 5})
    assert Cause.TOTALS_LEFT_AT_ZERO not in causes(disputes(10, 1, 0, 0, 1, *[0] * 10))
