"""The smallest sets of cells by mixed-integer programming, where `solver` took too many steps.

So much is wrong with such a table that an answer helps little; it is looked for all the same, under
a time limit, and whoever asks is told whether the limit was reached. HiGHS (scipy) is loaded only
when it is called for: `gouji check` starts without it.
"""

from __future__ import annotations

import time
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any

from gouji.reconciliation.localization.edit_system import Number, Numbers
from gouji.reconciliation.localization.solver import Changes, Sets

if TYPE_CHECKING:
    import numpy as np

MOST_SETS = 8


def smallest_sets(numbers: Numbers, fixed: Iterable[int] = (), *, seconds: float) -> Sets:
    """The smallest sets, as many as are found within the time.

    Args:
        numbers: of one table.
        fixed: cells that may not change.
        seconds: for all of it.

    Returns:
        Sets: `complete` only where a proof was finished in time. Empty cells that would make
        another edit assessable are left as they are; where there are any, it is not complete.
    """
    if any(value is not None and value.denominator != 1 for value in numbers.values):
        return Sets(None, complete=False)
    program = _Program(numbers, set(fixed))
    deadline = time.monotonic() + seconds
    found: list[Changes] = []
    while len(found) < MOST_SETS:
        left = deadline - time.monotonic()
        changes = program.solve(left) if left > 0 else None
        if changes is None:
            return Sets(len(found[0]) if found else None, found, complete=False)
        if not changes or (found and len(changes) > len(found[0])):
            return Sets(len(found[0]) if found else None, found, complete=program.whole)
        found.append(changes)
        program.forbid(changes)
    return Sets(len(found[0]), found, complete=False)


class _Program:
    """Minimize the number of changed cells: for each cell up, down (whole) and changed (0 or 1)."""

    def __init__(self, numbers: Numbers, fixed: set[int]) -> None:
        layout = numbers.layout
        sleeping = {n for e in numbers.dormant for n in layout.terms[e] if not numbers.printed[n]}
        self._numbers = numbers
        self.whole = not sleeping
        self._cells = [
            n
            for n, value in enumerate(numbers.values)
            if value is not None
            and n not in fixed | sleeping
            and any(e in numbers.residual for e in layout.of_cell[n])
        ]
        self._forbidden: list[set[int]] = []

    def forbid(self, changes: Mapping[int, Number | None]) -> None:
        """Leave out this set from now on."""
        self._forbidden.append(set(changes))

    def solve(self, seconds: float) -> Changes | None:
        """One smallest set; empty where none is left, None where time ran out."""
        from scipy.optimize import milp

        objective, bounds, constraints = self._matrices()
        result = milp(
            objective,
            integrality=[1] * len(objective),
            bounds=bounds,
            constraints=constraints,
            options={"time_limit": seconds},
        )
        if result.status == 2:
            return {}
        if result.status != 0 or result.x is None:
            return None
        return self._checked(result.x)

    def _matrices(self) -> tuple[np.ndarray, Any, list[Any]]:
        import numpy as np
        from scipy.optimize import Bounds, LinearConstraint

        numbers, cells = self._numbers, self._cells
        count = len(cells)
        at = {n: k for k, n in enumerate(cells)}
        values = np.array([float(numbers.values[n] or 0) for n in cells])
        # Ample: a cell moves to mend failing edits, and what is below 0 has to come up.
        rests = np.array([float(rest) for rest in numbers.residual.values()])
        far = 2 * float(np.abs(rests).sum() + np.abs(values[values < 0]).sum())
        objective = np.r_[np.zeros(2 * count), np.ones(count)]
        down = np.clip(values, 0, far)
        upper = np.r_[np.full(count, far), down, np.ones(count)]
        edits = np.zeros((len(numbers.residual), 3 * count))
        for row, e in enumerate(numbers.residual):
            for n, sign in numbers.layout.terms[e].items():
                if n in at:
                    edits[row, at[n]], edits[row, count + at[n]] = sign, -sign
        eye = np.eye(count)
        linked = np.hstack([eye, eye, -far * eye])
        constraints: list[Any] = [
            LinearConstraint(edits, -rests, -rests),
            LinearConstraint(linked, -np.inf, 0),
        ]
        for cells_out in self._forbidden:
            row_out = np.zeros(3 * count)
            row_out[[2 * count + at[n] for n in cells_out]] = 1
            constraints.append(LinearConstraint(row_out, -np.inf, len(cells_out) - 1))
        lower = np.r_[np.clip(-values, 0, far), np.zeros(2 * count)]
        return objective, Bounds(lower, upper), constraints

    def _checked(self, solution: np.ndarray) -> Changes | None:
        """The changes in whole numbers, if they do what they should."""
        count = len(self._cells)
        changes: Changes = {}
        for k, n in enumerate(self._cells):
            change = round(float(solution[k] - solution[count + k]))
            if change:
                changes[n] = int(self._numbers.values[n] or 0) + change
        certain = {n: value for n, value in changes.items() if value is not None}
        holds = self._numbers.holds(certain, self._numbers.residual)
        if not changes or not holds or min(certain.values()) < 0:
            return None
        return changes
