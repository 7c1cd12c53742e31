"""Error localization: which cells of a failing table must change, and to what, for it to tie.

After Fellegi and Holt, by the fewest operations: a cell that is wrong, or a named cause that put
several wrong at once. All explanations with the fewest are given. One alone is certain; several
are said to be several, and no tie is ever broken. What is proposed is advice: no figure of a report
is changed by it.

Empty cells may be given a number; an explanation that asks for still more of them counts only
where all do. Cells that are not known bind nothing, and ambiguous ones are tried with each of their
candidates; nothing that rests on such a cell is certain.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice, product
from math import prod

from gouji.forms.evaluation import Outcome, confront_edit, is_used
from gouji.forms.model import CellKey
from gouji.forms.values import BLANK, CellValue
from gouji.forms.values import Number as Printed
from gouji.reconciliation.localization.causes import Cause, cell_cause
from gouji.reconciliation.localization.edit_system import Layout, Numbers, layout
from gouji.reconciliation.localization.explanations import Explanation, explain
from gouji.reconciliation.localization.solver import Changes

MOST_SOLUTIONS = 100
MOST_IN_DOUBT = 12
"""Of solutions that rest on ambiguous cells: there are many, and none can be believed."""
MOST_READINGS = 64
SECONDS = 1.0


@dataclass(frozen=True, slots=True)
class Suspect:
    """A cell that a solution changes.

    reported: None where the cell is empty or not certain. proposed: None where several numbers
    would do. doubt: the cell is ambiguous, and `proposed` is how the solution reads it, None as
    empty.
    """

    item: str
    column: str
    reported: Printed | None
    proposed: int | None
    cause: Cause | None = None
    doubt: bool = False


@dataclass(frozen=True, slots=True)
class Solution:
    """One set of cells after whose change every assessable edit of the table holds.

    cause: the one cause of all of its cells. sure: no cell that is not known has a part in it.
    confirmed: more edits have to hold than numbers were made up for them. Where not, as in a block
    of table 四, several errors at once would look just the same.
    """

    cause: Cause | None
    cells: tuple[Suspect, ...]
    sure: bool = True
    confirmed: bool = False


@dataclass(frozen=True, slots=True)
class Localization:
    """All solutions of one table.

    parts: of each part of the table that fails by itself, its solutions; a solution of the table
    takes one of each part. exact: none is missing here, and there is none with fewer operations.
    """

    parts: tuple[tuple[Solution, ...], ...] = ()
    exact: bool = True

    @property
    def solutions(self) -> tuple[Solution, ...]:
        """Solutions of the whole table, at most MOST_SOLUTIONS; none where a part has none."""
        chosen = islice(product(*self.parts), MOST_SOLUTIONS if self.parts else 0)
        return tuple(_joined(solutions) for solutions in chosen)

    @property
    def certain(self) -> bool:
        """Whether there is just one solution, and nothing uncertain has a part in it."""
        alone = all(len(part) == 1 and part[0].sure for part in self.parts)
        return self.exact and bool(self.parts) and alone


Cells = Mapping[CellKey, CellValue]


def localize(table: str, form: str, cells: Cells, *, seconds: float = SECONDS) -> Localization:
    """The solutions of one table; none where no balance edit of it fails.

    Args:
        table: id of the table.
        form: the form it was filled in.
        cells: as read; absent ones are missing.
        seconds: for the last resort, a mixed-integer program, if a table needs it.
    """
    of = layout(table, form)
    numbers = Numbers.read(of, cells)
    readings = _readings(of, cells)
    clear = {part for part in of.parts if part not in readings}
    found = [_of_numbers(numbers.within(clear), cells, {}, seconds)]
    for part, choices in readings.items():
        if _fails(of, part, cells):
            found.append(_of_readings(of, part, cells, choices, seconds))
    parts = tuple(part for one in found for part in one.parts)
    exact = all(one.exact for one in found)
    return Localization(parts, exact and prod(map(len, parts)) <= MOST_SOLUTIONS)


# --- ambiguous cells ----------------------------------------------------------------------------

_Reading = Mapping[CellKey, CellValue]


def _readings(of: Layout, cells: Cells) -> dict[int, list[_Reading]]:
    """Every way to read the ambiguous cells of each part that has any, unless there are too many.

    Cells whose candidates are not known are left as they are.
    """
    choices: dict[int, dict[CellKey, list[CellValue]]] = {}
    for n, key in enumerate(of.keys):
        cell = cells.get(key)
        if cell is not None and cell.candidates and of.of_cell[n]:
            ways = [BLANK if one is None else CellValue.reported(one) for one in cell.candidates]
            choices.setdefault(of.parts[of.of_cell[n][0]], {})[key] = ways
    found: dict[int, list[_Reading]] = {}
    for part, cell_ways in choices.items():
        if prod(map(len, cell_ways.values())) <= MOST_READINGS:
            every: list[_Reading] = [
                dict(zip(cell_ways, chosen, strict=True)) for chosen in product(*cell_ways.values())
            ]
            found[part] = [one for one in every if _keeps_digits(cells, one)] or every
    return found


def _keeps_digits(cells: Cells, reading: _Reading) -> bool:
    """Whether all digits that could stand in any of several cells stand in one of them.

    They are printed, so a reading that leaves all of these cells empty lost them.
    """
    sharing: dict[tuple[Printed | None, ...], list[Printed | None]] = {}
    for key, cell in reading.items():
        sharing.setdefault(cells[key].candidates, []).append(cell.value)
    return all(
        len(values) == 1 or set(candidates) <= {*values, None}
        for candidates, values in sharing.items()
        if None in candidates
    )


def _fails(of: Layout, part: int, cells: Cells) -> bool:
    return any(
        confront_edit(edit, cells).outcome is Outcome.FAIL
        for edit, its_part in zip(of.edits, of.parts, strict=True)
        if its_part == part and is_used(edit, cells)
    )


def _of_readings(
    of: Layout, part: int, cells: Cells, readings: Sequence[_Reading], seconds: float
) -> Localization:
    """The solutions of a part under each reading, together; only those that tie, if any do.

    They are not compared across readings: fewer changes do not make a reading true. But those come
    first that change least, where an edit that only empty cells keep from failing counts as well.
    """
    tried = [(Numbers.read(of, {**cells, **one}).within([part]), one) for one in readings]
    tried.sort(key=lambda one: len(one[0].violated))
    tying = [reading for numbers, reading in tried if not numbers.violated]
    if tying:
        solutions = [Solution(None, _read_as(one), sure=False) for one in tying]
        return Localization((tuple(solutions[:MOST_IN_DOUBT]),), len(solutions) <= MOST_IN_DOUBT)
    found: dict[tuple[Suspect, ...], tuple[int, Solution]] = {}
    exact = True
    for numbers, reading in tried:
        localized = _of_numbers(numbers, cells, reading, seconds / len(tried))
        exact = exact and localized.exact
        for solution in localized.solutions:
            found.setdefault(solution.cells, (_burden(numbers, solution), solution))
    everything = [solution for _, solution in sorted(found.values(), key=lambda one: one[0])]
    exact = exact and len(everything) <= MOST_IN_DOUBT
    return Localization((tuple(everything[:MOST_IN_DOUBT]),), exact)


def _burden(numbers: Numbers, solution: Solution) -> int:
    """How much a solution changes, and how much it leaves that fails if empty cells are 0."""
    place = {key: n for n, key in enumerate(numbers.layout.keys)}
    new = {
        place[CellKey(cell.item, cell.column)]: cell.proposed
        for cell in solution.cells
        if not cell.doubt and cell.proposed is not None
    }
    left = sum(bool(numbers.total(e, new)) for e in numbers.dormant)
    return left + sum(not cell.doubt for cell in solution.cells)


def _read_as(reading: _Reading) -> tuple[Suspect, ...]:
    return tuple(
        Suspect(key.item, key.column, None, _count(cell), doubt=True)
        for key, cell in reading.items()
    )


def _count(cell: CellValue) -> int | None:
    return None if cell.value is None else int(cell.value)


# --- one reading --------------------------------------------------------------------------------


def _of_numbers(numbers: Numbers, cells: Cells, reading: _Reading, seconds: float) -> Localization:
    if not numbers.violated:
        return Localization()
    of = numbers.layout
    known = numbers.known
    fixed = {n for n, key in enumerate(of.keys) if key in reading}
    fixed.update(n for n, edits in enumerate(of.of_cell) if not known.issuperset(edits))
    groups, exact = explain(numbers, frozenset(fixed), seconds)
    parts = []
    for group in groups:
        solutions = (
            _solution(numbers, cells, reading, steps) for steps in _settled(numbers, group)
        )
        parts.append(tuple({one.cells: one for one in solutions}.values()))
    return Localization(tuple(parts), exact)


def _settled(numbers: Numbers, group: Sequence[Explanation]) -> Sequence[Explanation]:
    """Only those after which all ties with empty cells read as 0 too, if there are any.

    The others ask for more numbers in cells left empty, so they are not the fewest changes.
    """
    return [
        steps
        for steps in group
        if not _hidden(numbers, steps, numbers.touched(n for _, changes in steps for n in changes))
    ] or group


def _solution(numbers: Numbers, cells: Cells, reading: _Reading, steps: Explanation) -> Solution:
    of = numbers.layout
    touched = numbers.touched(n for _, changes in steps for n in changes)
    place = {key: n for n, key in enumerate(of.keys)}
    suspects = [
        suspect for cause, changes in steps for suspect in _suspects(of, cells, cause, changes)
    ]
    suspects.sort(key=lambda one: place[CellKey(one.item, one.column)])
    causes = {suspect.cause for suspect in suspects}
    cause = causes.pop() if len(causes) == 1 else None
    known = touched.isdisjoint(numbers.blind) and not _hidden(numbers, steps, touched)
    sure = known and not reading
    confirmed = sure and _confirmed(numbers, steps, touched)
    return Solution(cause, (*suspects, *_read_as(reading)), sure, confirmed)


def _confirmed(numbers: Numbers, steps: Explanation, touched: Iterable[int]) -> bool:
    """Whether each part has more edits that must hold than numbers that were made up.

    What moved from one cell to another, or came to 0 where something moved away, is not made up.
    """
    of = numbers.layout
    spare = Counter(of.parts[e] for e in touched if e in numbers.residual)
    for cause, changes in steps:
        stood = {0, *(numbers.values[n] for n in changes)} if cause else set()
        for n, value in changes.items():
            moved = value in stood and cause is not Cause.TOTALS_LEFT_AT_ZERO
            spare[of.parts[of.of_cell[n][0]]] -= not moved
    return min(spare.values()) > 0


def _suspects(of: Layout, cells: Cells, cause: Cause | None, changes: Changes) -> Iterator[Suspect]:
    for n, proposed in changes.items():
        key = of.keys[n]
        reported = cells[key].value
        whole = None if proposed is None else int(proposed)
        named = cause
        if cause is None and reported is not None and whole is not None:
            named = cell_cause(int(reported), whole)
        yield Suspect(key.item, key.column, reported, whole, named)


def _hidden(numbers: Numbers, steps: Explanation, touched: Iterable[int]) -> bool:
    """Whether an edit nearby would fail if the empty cells that keep it from it were 0."""
    of = numbers.layout
    parts = {of.parts[e] for e in touched}
    new = {n: v for _, changes in steps for n, v in changes.items() if v is not None}
    return any(of.parts[e] in parts and numbers.total(e, new) for e in numbers.dormant)


def _joined(solutions: Sequence[Solution]) -> Solution:
    causes = {solution.cause for solution in solutions}
    return Solution(
        causes.pop() if len(causes) == 1 else None,
        tuple(cell for solution in solutions for cell in solution.cells),
        all(solution.sure for solution in solutions),
        all(solution.confirmed for solution in solutions),
    )
