"""Error localization on tables that were damaged on purpose: what is found, how sure, how fast.

The tables are drawn by `tests.generation.received` (as offices have them) and, busier in every row,
by `tests.generation.figures`; the errors by `tests.generation.mutations`. The heads of these files
hold the distributions. Compared in the same run with a plain mixed-integer program over the cells,
which knows nothing of the structure.

Two errors of the same size in two rows and columns look just as two others in the same rows and
columns do: no method that has only the sums can tell them apart. The share of such tables is
printed; it is counted by the cell sets alone, which the plain program confirms.

Times are of the processor, so that a busy machine does not change them.
"""

from __future__ import annotations

import random
import statistics
import time
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from itertools import product

import numpy as np
from scipy.optimize import Bounds, LinearConstraint, milp

from gouji.forms import catalogue
from gouji.forms.evaluation import Outcome, confront_edit
from gouji.forms.model import CellKey
from gouji.forms.values import BLANK, CellValue
from gouji.reconciliation.localization.edit_system import Numbers, layout
from gouji.reconciliation.localization.search import Localization, localize
from gouji.reconciliation.localization.solver import Solver
from tests.benchmarks.measure import show
from tests.generation.figures import draw
from tests.generation.mutations import (
    STRUCTURAL,
    Mutation,
    Table,
    free,
    keyed,
    structural,
    wrong_cells,
)
from tests.generation.received import draw_requests

TABLES = 1000
OFFICES, BUSY = "as offices have them", "busy"
TABLES_BY_CAUSE = 250
TABLES_BY_PROGRAM = 25
Values = dict[CellKey, int]
Cells = dict[CellKey, CellValue]


@dataclass
class Tally:
    """Counts and times of one kind of damage."""

    counts: Counter[str] = field(default_factory=Counter)
    seconds: list[float] = field(default_factory=list)

    def share(self, name: str, of: str = "seen") -> str:
        whole = self.counts[of]
        return f"{100 * self.counts[name] / whole:6.2f} %" if whole else "     —  "

    def times(self) -> str:
        ordered = sorted(self.seconds)
        if not ordered:
            return ""
        p99 = ordered[min(len(ordered) - 1, int(0.99 * len(ordered)))]
        return f"median {statistics.median(ordered) * 1e3:5.2f} ms  p99 {p99 * 1e3:6.2f} ms"


def tables(table: str, count: int, style: str = OFFICES) -> Iterator[tuple[str, Values]]:
    """Form and cells of tables that tie."""
    for seed in range(count):
        yield _drawn(table, seed, style)


@cache
def _drawn(table: str, seed: int, style: str) -> tuple[str, Values]:
    if table == "requests" and style == OFFICES:
        return draw_requests(seed)
    drawn = draw(seed)
    form = drawn.requests_form if table == "requests" else drawn.form
    return form, {key: int(str(value)) for key, value in drawn.cells[table].items()}


def as_read(cells: Table, truth: Table, *, blank: bool = False) -> Cells:
    """The cells as a reader gives them; with `blank`, a 0 that belongs there is an empty cell."""
    return {
        key: BLANK
        if blank and not value and not truth[key] and key.column != "total"
        else CellValue.reported(value)
        for key, value in cells.items()
    }


def measure(
    tally: Tally, table: str, form: str, truth: Values, damaged: Mutation, cells: Cells
) -> None:
    """One damaged table."""
    undone = damaged.undone(truth)
    if not undone:
        return
    tally.counts["damaged"] += 1
    edits = catalogue.edits(table, form)
    if not any(confront_edit(edit, cells).outcome is Outcome.FAIL for edit in edits):
        return
    tally.counts["seen"] += 1
    start = time.process_time()
    found = localize(table, form, cells)
    tally.seconds.append(time.process_time() - start)
    only = _count(tally.counts, found, undone, damaged.cause)
    if damaged.cause is None and not only:
        tally.counts["alike"] += _looks_alike(table, form, cells, undone)
    tally.counts["told apart"] = tally.counts["seen"] - tally.counts["alike"]


def _looks_alike(table: str, form: str, cells: Cells, undone: Values) -> bool:
    """Whether other sets of as few cells, or of fewer, let everything tie as well."""
    of = layout(table, form)
    sets = Solver(Numbers.read(of, cells)).smallest()
    true = {of.keys.index(key): value for key, value in undone.items()}
    return any(changes != true for changes in sets.found)


def _count(counts: Counter[str], found: Localization, undone: Values, cause: str | None) -> bool:
    """Counts one; whether the true cells are the only solution."""
    solutions = found.solutions
    true = [
        one
        for one in solutions
        if {CellKey(cell.item, cell.column): cell.proposed for cell in one.cells} == undone
    ]
    counts["among"] += bool(true)
    counts["only"] += bool(true) and len(solutions) == 1
    counts["certain"] += bool(true) and found.certain
    counts["certain, wrong"] += found.certain and not true
    confirmed = found.certain and all(one.confirmed for one in solutions)
    counts["confirmed, wrong"] += confirmed and not true
    counts["named"] += any(one.cause == cause for one in true)
    counts["inexact"] += not found.exact
    return bool(true) and len(solutions) == 1


# --- what is printed ----------------------------------------------------------------------------


def _line(name: str, tally: Tally, *shares: tuple[str, str, str], goal: str) -> None:
    """Name, number of tables, and of each (words, count, of which count) the share."""
    said = "  ".join(f"{words} {tally.share(count, of)}" for words, count, of in shares)
    goal_text = f"  goal: {goal}" if goal else ""
    print(
        f"  {name:50} n {tally.counts['damaged']:5}  {said}  {tally.times()}{goal_text}", flush=True
    )


_DETECTED = ("detected", "seen", "damaged")
_ONLY = ("the true cells the only solution", "only", "seen")
_AMONG = ("among the solutions", "among", "seen")
_WRONG = ("certain but wrong", "certain, wrong", "seen")
_NAMED = ("named so", "named", "seen")
_APART = ("of those that sums can tell apart", "only", "told apart")
_ALIKE = ("alike by any method", "alike", "seen")
_CELLS = (_DETECTED, _ONLY, _ALIKE, _APART, _AMONG, _WRONG)


def wrong_cells_lines() -> list[float]:
    """One to three wrong cells in table 三, and one in table 四."""
    print("wrong cells (keyed: as offices mistype; free: any other number)")
    seconds: list[float] = []
    goals = {1: "only 100 %", 2: "only 99 %", 3: "only 95 %"}
    kinds: list[tuple[str, Callable[[random.Random, int], int]]] = [
        ("keyed", keyed),
        ("free", free),
    ]
    for style, (name, wrong) in product((OFFICES, BUSY), kinds):
        for count, goal in goals.items():
            tally = _wrong("requests", count, wrong, style)
            _line(f"table 三 {style}, {count} wrong, {name}", tally, *_CELLS, goal=goal)
            seconds += tally.seconds
    for count in goals:
        tally = _wrong("requests", count, keyed, OFFICES, blank=True)
        _line(f"table 三, {count} wrong, keyed, zeros left empty", tally, *_CELLS, goal="")
        seconds += tally.seconds
    tally = _wrong("disputes", 1, keyed, OFFICES)
    _line("table 四, 1 wrong, keyed", tally, *_CELLS, goal="among 100 %")
    return seconds + tally.seconds


def _wrong(
    table: str,
    count: int,
    wrong: Callable[[random.Random, int], int],
    style: str,
    *,
    blank: bool = False,
) -> Tally:
    rng, tally = random.Random(count), Tally()
    for form, truth in tables(table, TABLES, style):
        damaged = wrong_cells(rng, truth, count, wrong)
        measure(tally, table, form, truth, damaged, as_read(damaged.cells, truth, blank=blank))
    return tally


def causes_lines() -> list[float]:
    """Structural damage to table 三, by cause."""
    print("one cause, table 三 (goal: of what an edit can see, 95 % is named so)")
    seconds: list[float] = []
    for style, cause in product((OFFICES, BUSY), STRUCTURAL):
        rng, tally = random.Random(cause), Tally()
        for form, truth in tables("requests", TABLES_BY_CAUSE, style):
            damaged = structural(rng, truth, cause)
            measure(tally, "requests", form, truth, damaged, as_read(damaged.cells, truth))
        _line(f"{cause}, {style}", tally, _DETECTED, _NAMED, _ONLY, _WRONG, goal="")
        seconds += tally.seconds
    return seconds


def clean_line() -> None:
    """Tables that tie: nothing may be found."""
    alarms = sum(
        bool(localize(table, form, as_read(truth, truth, blank=blank)).solutions)
        for table in ("requests", "disputes")
        for blank in (False, True)
        for form, truth in tables(table, TABLES_BY_CAUSE)
    )
    print(f"  clean tables: {alarms} false alarms among {4 * TABLES_BY_CAUSE}   goal 0", flush=True)


# --- against a plain program --------------------------------------------------------------------


def plain_program(
    table: str, form: str, cells: Mapping[CellKey, int]
) -> set[frozenset[tuple[CellKey, int]]]:
    """All smallest sets of cells, by a mixed-integer program that is solved again and again."""
    keys = list(cells)
    at = {key: n for n, key in enumerate(keys)}
    count = len(keys)
    values = np.array([cells[key] for key in keys], dtype=float)
    edits = catalogue.edits(table, form)
    rows = np.zeros((len(edits), count))
    for n, edit in enumerate(edits):
        rows[n, [at[key] for key in edit.lhs]] = 1
        rows[n, [at[key] for key in edit.rhs]] = -1
    far = float(np.abs(rows @ values).sum()) + 1
    eye, none = np.eye(count), np.zeros((len(edits), count))
    # The new numbers, then which of them are other than the old ones.
    constraints = [
        LinearConstraint(np.hstack([rows, none]), 0, 0),
        LinearConstraint(np.hstack([eye, -far * eye]), -np.inf, values),
        LinearConstraint(np.hstack([eye, far * eye]), values, np.inf),
    ]
    bounds = Bounds(0, np.r_[values + far, np.ones(count)])
    objective = np.r_[np.zeros(count), np.ones(count)]
    found: set[frozenset[tuple[CellKey, int]]] = set()
    size = None
    while True:
        result = milp(
            objective, integrality=np.ones(2 * count), bounds=bounds, constraints=constraints
        )
        if result.x is None or (size is not None and round(result.fun) > size):
            return found
        size = round(result.fun)
        new = np.rint(result.x[:count]).astype(int)
        changed = np.flatnonzero(new != values.astype(int))
        found.add(frozenset((keys[n], int(new[n])) for n in changed))
        cut = np.zeros(2 * count)
        cut[count + changed] = 1
        constraints.append(LinearConstraint(cut, -np.inf, len(changed) - 1))


def program_lines() -> None:
    """Agreement and speed on cell sets alone."""
    print(
        "the same smallest cell sets by a plain mixed-integer program (scipy.optimize.milp, HiGHS)"
    )
    for table, count in (("requests", 1), ("requests", 2), ("requests", 3), ("disputes", 1)):
        rng, agreed, ours, theirs = random.Random(count), 0, [], []
        for form, truth in tables(table, TABLES_BY_PROGRAM):
            cells = wrong_cells(rng, truth, count).cells
            of = layout(table, form)
            start = time.perf_counter()
            sets = Solver(Numbers.read(of, as_read(cells, truth))).smallest()
            ours.append(time.perf_counter() - start)
            mine = {
                frozenset((of.keys[n], int(value or 0)) for n, value in changes.items())
                for changes in sets.found
            }
            start = time.perf_counter()
            plain = plain_program(table, form, cells)
            theirs.append(time.perf_counter() - start)
            agreed += mine == plain
        name = f"{table}, {count} wrong: {agreed} of {len(ours)} agree"
        show(name, statistics.median(ours), "plain program", statistics.median(theirs))


def main() -> None:
    """Prints everything."""
    seconds = wrong_cells_lines()
    seconds += causes_lines()
    clean_line()
    whole = Tally(seconds=seconds)
    print(
        f"  all {len(seconds)} failing tables: {whole.times()}   goal median under 5 ms", flush=True
    )
    program_lines()


if __name__ == "__main__":
    main()
