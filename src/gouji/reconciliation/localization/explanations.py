"""The explanations of a failing table by the fewest operations: wrong cells, named causes, or both.

Puts together what `solver` finds for cells one by one and `operations` for causes that move
several. The parts of a table that share no cell (the blocks of table 四) are explained each by
itself, unless one cause explains several of them at once.

What does not belong here: ambiguous cells, and how solutions are shown (`search`).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import product

from gouji.reconciliation.localization.causes import Cause
from gouji.reconciliation.localization.edit_system import Number, Numbers
from gouji.reconciliation.localization.operations import Operation, operations
from gouji.reconciliation.localization.solver import LARGEST_SET, MOST_SETS, Changes, Solver

MOST_OPERATIONS_TOGETHER = 3
"""A cause is tried beside others, or beside wrong cells, up to this many operations in all."""

Step = tuple[Cause | None, Changes]
"""One cause with what it changes, or cells that are wrong one by one."""

Explanation = tuple[Step, ...]


@dataclass(slots=True)
class Explained:
    """The explanations of a part of a table, of `size` operations each.

    complete: none is missing, and there is none with fewer.
    """

    size: int
    explanations: list[Explanation]
    complete: bool = True


def explain(
    numbers: Numbers, fixed: frozenset[int], seconds: float
) -> tuple[list[list[Explanation]], bool]:
    """The explanations of each part that fails, or of several where one cause explains them.

    Args:
        numbers: of the table, or of some of its parts.
        fixed: cells that may not change.
        seconds: for the last resort.

    Returns:
        A list for each part, empty where too much is wrong; and whether they are all.
    """
    parts = numbers.layout.parts
    failing = sorted({parts[e] for e in numbers.violated})
    everywhere = [
        (one, {parts[e] for e in numbers.touched(one.changes)})
        for one in operations(numbers, fixed)
    ]
    explained = {
        part: _explain_part(
            numbers.within([part]),
            fixed,
            [one for one, touched in everywhere if touched == {part}],
            seconds / len(failing),
        )
        for part in failing
    }
    complete = all(one.complete for one in explained.values())
    violated = {part: set(numbers.within([part]).violated) for part in failing}
    shared = []
    for one, touched in everywhere:
        covered = [part for part in failing if part in touched]
        if len(touched) > 1 and all(violated[part] <= one.mends for part in covered):
            shared.append((one, covered))
    return _shared_first(shared, explained), complete


def _shared_first(
    shared: Sequence[tuple[Operation, list[int]]], explained: dict[int, Explained]
) -> list[list[Explanation]]:
    """The explanations by part; together, where a cause of several parts needs fewer operations."""
    by_part = [one.explanations for one in explained.values()]
    saved = [sum(explained[part].size for part in covered) - 1 for _, covered in shared]
    most = max(saved, default=-1)
    if most < 0:
        return by_part
    together = [] if most else [_flat(chosen) for chosen in product(*by_part)]
    for (one, covered), saves in zip(shared, saved, strict=True):
        if saves == most:
            rest = [e.explanations for part, e in explained.items() if part not in covered]
            step: Step = (one.cause, dict(one.changes))
            together.extend((step, *_flat(chosen)) for chosen in product(*rest))
    return [together]


def _flat(chosen: Iterable[Explanation]) -> Explanation:
    return tuple(step for steps in chosen for step in steps)


def _explain_part(
    numbers: Numbers, fixed: frozenset[int], known: Sequence[Operation], seconds: float
) -> Explained:
    """By size, cells alone and causes with or without cells beside them."""
    solver = Solver(numbers, fixed)
    for size in range(1, LARGEST_SET + 1):
        found = list(_of_size(numbers, fixed, solver, known, size))
        if found:
            return Explained(size, _distinct(found), solver.complete)
        if not solver.complete:
            break
    if solver.least() > LARGEST_SET:
        return Explained(0, [], complete=False)
    # Loaded only here: it needs scipy, which takes longer to load than a check may take.
    from gouji.reconciliation.localization.last_resort import smallest_sets

    sets = smallest_sets(numbers, fixed, seconds=seconds)
    found = [((None, changes),) for changes in sets.found]
    return Explained(sets.size or 0, found, sets.complete and not known)


def _of_size(
    numbers: Numbers,
    fixed: frozenset[int],
    solver: Solver,
    known: Sequence[Operation],
    size: int,
) -> Iterator[Explanation]:
    """Every explanation by that many operations, where fewer do not explain it."""
    failing = set(numbers.violated)
    for n, operation in enumerate(known):
        # An operation before this one may have changed what it touches.
        touched = numbers.touched(operation.changes)
        if not numbers.holds(operation.changes, touched):
            continue
        step: Step = (operation.cause, dict(operation.changes))
        if failing <= touched:
            if size == 1:
                yield (step,)
        elif 1 < size <= MOST_OPERATIONS_TOGETHER:
            rest = numbers.changed(operation.changes)
            barred = fixed.union(operation.changes)
            others = [
                one for one in known[n + 1 :] if operation.changes.keys().isdisjoint(one.changes)
            ]
            for steps in _of_size(rest, barred, Solver(rest, barred), others, size - 1):
                yield (step, *steps)
    if solver.least() <= size:
        for changes in solver.of_size(size).found:
            yield ((None, changes),)


def _distinct(found: Iterable[Explanation]) -> list[Explanation]:
    """Without explanations that come to the same numbers as an earlier one."""
    seen: dict[frozenset[tuple[int, Number | None]], Explanation] = {}
    for steps in found:
        merged = frozenset((n, v) for _, changes in steps for n, v in changes.items())
        seen.setdefault(merged, steps)
    return list(seen.values())[:MOST_SETS]
