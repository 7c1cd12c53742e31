"""The smallest sets of cells whose change to counts lets every assessable edit of a table hold.

Fellegi-Holt error localization, exact and by hand: sets are tried by size. An edit that fails and
holds none of the cells chosen so far must lose one of its own, so the search branches on the cells
of the smallest such edit. A chosen cell is eliminated from the edits it is in (Gauss-Jordan); what
is left are implied edits, and one that fails branches in turn. Each cell is in the edits of one
row and one column, so the number of failing rows and columns bounds the size from below; with
that, an ordinary case takes a few dozen steps.

What does not belong here: causes that move several cells at once (`operations`), words, and the
fallback for tables in which too much is wrong (`last_resort`).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from fractions import Fraction
from math import ceil, floor

from gouji.reconciliation.localization.edit_system import Number, Numbers

Changes = dict[int, Number | None]
"""New numbers by cell; None where several numbers would do."""

MOST_STEPS = 5_000
"""Of one solver: some tenths of a second."""
MOST_SETS = 200
LARGEST_SET = 12
_LOOK_ROUND = 3
"""With this many cells to choose, looking for the best edit to mend costs less than it saves."""

_Equation = tuple[dict[int, Number], Number]
"""Coefficients by cell, and what the changes times the coefficients must sum to."""


@dataclass(slots=True)
class Sets:
    """All the smallest sets, or as many as were found.

    size: None where none was found. complete: these are all of that size, and none is smaller.
    """

    size: int | None
    found: list[Changes] = field(default_factory=list)
    complete: bool = True


class _TooMuch(Exception):
    """The search took too many steps, or found too many sets."""


@dataclass(frozen=True, slots=True)
class _Node:
    """A choice of cells.

    solved: of chosen cells, the equation that gives the change, by the cells not chosen.
    loose: chosen cells that no equation binds. rewritten: edits without the solved cells.
    used: edits that gave a cell its equation.
    """

    solved: dict[int, _Equation]
    loose: tuple[int, ...]
    rewritten: dict[int, _Equation]
    used: frozenset[int]

    @property
    def chosen(self) -> tuple[int, ...]:
        return (*self.solved, *self.loose)


class Solver:
    """Searches one table. `fixed` cells may not be changed; neither may cells not known."""

    def __init__(self, numbers: Numbers, fixed: Iterable[int] = ()) -> None:
        self._numbers = numbers
        layout = numbers.layout
        barred = set(fixed)
        self._free = [
            value is not None and n not in barred for n, value in enumerate(numbers.values)
        ]
        self._originals: dict[int, _Equation] = {
            e: (dict(layout.terms[e]), -residual) for e, residual in numbers.residual.items()
        }
        self._violated = numbers.violated
        # Not counts, so they must change whatever else does.
        self._wrong = [
            n
            for n, value in enumerate(numbers.values)
            if self._free[n]
            and layout.of_cell[n]
            and value is not None
            and (value < 0 or value.denominator != 1)
        ]
        self._sets = Sets(None)
        self._steps = 0
        self.complete = True
        """Whether every search so far came to its end."""

    def least(self) -> int:
        """A bound from below on the size."""
        layout = self._numbers.layout
        rows = {layout.rows[e] for e in self._violated} - {-1}
        columns = {layout.columns[e] for e in self._violated} - {-1}
        return max(len(rows), len(columns), len(self._wrong))

    def smallest(self, most: int = LARGEST_SET) -> Sets:
        """All the smallest sets of at most `most` cells; one empty set where nothing is wrong."""
        for size in range(self.least(), most + 1):
            found = self.of_size(size)
            if found.found or not found.complete:
                return found
        return Sets(None)

    def of_size(self, size: int) -> Sets:
        """All sets of that size, where no smaller one is known to do."""
        self._sets = Sets(size)
        layout = self._numbers.layout
        rows = frozenset(layout.rows[e] for e in self._violated) - {-1}
        columns = frozenset(layout.columns[e] for e in self._violated) - {-1}
        node = _Node({}, (), {}, frozenset())
        try:
            for cell in self._wrong:
                child = self._choose(node, cell, None)
                rows, columns = rows - {layout.row_of[cell]}, columns - {layout.column_of[cell]}
                if child is None:
                    return Sets(size)
                node = child
            left = size - len(self._wrong)
            if left >= max(len(rows), len(columns)):
                self._search(node, left, set(self._wrong), rows, columns)
        except _TooMuch:
            self._sets.complete = False
        self.complete = self.complete and self._sets.complete
        return self._sets

    def _search(
        self,
        node: _Node,
        left: int,
        excluded: set[int],
        rows: frozenset[int],
        columns: frozenset[int],
    ) -> None:
        """Adds `left` cells. `rows` and `columns` fail and hold no chosen cell."""
        self._steps += 1
        if self._steps > MOST_STEPS:
            raise _TooMuch
        failing = [(e, one) for e, one in self._open(node) if one[1]]
        edit, cells = None, None
        if failing:
            edit, cells = self._fewest(failing, left, excluded, rows, columns)
        else:
            short = self._not_a_count(node)
            if short is None:
                if not self._record(node) and left and node.loose:
                    # More cells might help, but nothing says which.
                    self._sets.complete = False
                return
            cells = self._allowed(short, left, excluded, rows, columns)
        layout = self._numbers.layout
        excluded = set(excluded)
        for cell in cells:
            excluded.add(cell)
            if left == 1 and edit is not None and self._mended(node, cell, edit) != len(failing):
                continue
            child = self._choose(node, cell, edit)
            if child is not None:
                rows_left = rows - {layout.row_of[cell]}
                columns_left = columns - {layout.column_of[cell]}
                self._search(child, left - 1, excluded, rows_left, columns_left)

    def _fewest(
        self,
        failing: list[tuple[int, _Equation]],
        left: int,
        excluded: set[int],
        rows: frozenset[int],
        columns: frozenset[int],
    ) -> tuple[int, list[int]]:
        """The failing equation that the fewest cells can mend, and those cells."""
        best: tuple[int, list[int]] | None = None
        for e, (coefficients, _) in sorted(failing, key=lambda one: len(one[1][0])):
            if best is not None and left < _LOOK_ROUND:
                break
            cells = self._allowed(coefficients, left, excluded, rows, columns)
            if best is None or len(cells) < len(best[1]):
                best = (e, cells)
                if not cells:
                    break
        return best or (failing[0][0], [])

    def _allowed(
        self,
        coefficients: Iterable[int],
        left: int,
        excluded: set[int],
        rows: frozenset[int],
        columns: frozenset[int],
    ) -> list[int]:
        """The cells that may be chosen next, so that the rest can still mend all rows and columns.

        Where as many rows (columns) fail as cells are left, each cell must mend another one.
        """
        if not left or len(rows) > left or len(columns) > left:
            return []
        layout, free = self._numbers.layout, self._free
        cells = [n for n in coefficients if free[n] and n not in excluded]
        if len(rows) == left:
            cells = [n for n in cells if layout.row_of[n] in rows]
        if len(columns) == left:
            cells = [n for n in cells if layout.column_of[n] in columns]
        return cells

    def _open(self, node: _Node) -> Iterator[tuple[int, _Equation]]:
        """Every equation that can fail."""
        for e in self._violated:
            if e not in node.used and e not in node.rewritten:
                yield e, self._originals[e]
        yield from node.rewritten.items()

    def _with(self, node: _Node, cell: int) -> Iterator[tuple[int, _Equation]]:
        """Every equation that holds the cell."""
        for e in self._numbers.layout.of_cell[cell]:
            if e in self._originals and e not in node.used and e not in node.rewritten:
                yield e, self._originals[e]
        for e, equation in node.rewritten.items():
            if cell in equation[0]:
                yield e, equation

    def _mended(self, node: _Node, cell: int, edit: int) -> int:
        """How many failing equations hold once this cell alone changes; 0 where others then fail.

        A quick look, before a step is taken.
        """
        coefficients, wanted = node.rewritten.get(edit) or self._originals[edit]
        change = _ratio(wanted, coefficients[cell])
        mended = 0
        for _, (theirs, sum_wanted) in self._with(node, cell):
            if theirs[cell] * change != sum_wanted:
                return 0
            mended += sum_wanted != 0
        return mended

    def _choose(self, node: _Node, cell: int, edit: int | None) -> _Node | None:
        """Adds a cell, solved by that equation or by any that holds it; None if it cannot be."""
        if edit is None:
            edit = next((e for e, _ in self._with(node, cell)), None)
        if edit is None:
            loose = (*node.loose, cell)
            return self._wake(_Node(node.solved, loose, node.rewritten, node.used), cell)
        return self._wake(self._solve(node, cell, edit), cell)

    def _solve(self, node: _Node, cell: int, edit: int) -> _Node:
        coefficients, wanted = node.rewritten.get(edit) or self._originals[edit]
        own = coefficients[cell]
        row = {n: _ratio(c, own) for n, c in coefficients.items() if n != cell}
        equation = (row, _ratio(wanted, own))
        solved = {n: _without(cell, one, equation) for n, one in node.solved.items()}
        solved[cell] = equation
        rewritten = {e: one for e, one in node.rewritten.items() if e != edit}
        for e, one in self._with(node, cell):
            if e != edit:
                rewritten[e] = _without(cell, one, equation)
        loose = tuple(n for n in node.loose if n != cell)
        return _Node(solved, loose, rewritten, node.used | {edit})

    def _wake(self, node: _Node, cell: int) -> _Node | None:
        """Adds the dormant edits that a number in this cell makes assessable."""
        numbers = self._numbers
        if numbers.printed[cell]:
            return node
        for e in numbers.layout.of_cell[cell]:
            if e not in numbers.dormant or not numbers.wakes(e, node.chosen):
                continue
            equation: _Equation = (dict(numbers.layout.terms[e]), -numbers.total(e, {}))
            for n, solution in node.solved.items():
                equation = _without(n, equation, solution)
            node = _Node(node.solved, node.loose, {**node.rewritten, e: equation}, node.used)
            bound = next((n for n in node.loose if n in equation[0]), None)
            if bound is not None:
                node = self._solve(node, bound, e)
            elif not equation[0] and equation[1]:
                return None
        return node

    def _not_a_count(self, node: _Node) -> dict[int, Number] | None:
        """What the change of a chosen cell depends on that would be no count as things stand."""
        for n, (coefficients, change) in node.solved.items():
            value = (self._numbers.values[n] or 0) + change
            if (value < 0 or value.denominator != 1) and coefficients.keys().isdisjoint(node.loose):
                return coefficients
        return None

    def _record(self, node: _Node) -> bool:
        changes = _values(node, self._numbers)
        if changes is None:
            return False
        certain = {n: value for n, value in changes.items() if value is not None}
        touched = self._numbers.touched(certain)
        if len(certain) == len(changes) and not self._numbers.holds(certain, touched):
            return False
        self._sets.found.append(changes)
        if len(self._sets.found) >= MOST_SETS:
            raise _TooMuch
        return True


def _values(node: _Node, numbers: Numbers) -> Changes | None:
    """The numbers that the chosen cells must have; None where they cannot all be counts."""
    if not node.loose:
        changes: Changes = {}
        for n, (_, change) in node.solved.items():
            value = (numbers.values[n] or 0) + change
            if value < 0 or value.denominator != 1:
                return None
            changes[n] = int(value)
        return changes
    return _values_of_loose(node, numbers)


def _values_of_loose(node: _Node, numbers: Numbers) -> Changes | None:
    """The same where one cell is not bound by any equation: it has a range.

    Raises:
        _TooMuch: several cells are not bound.
    """
    if len(node.loose) > 1:
        raise _TooMuch
    (loose,) = node.loose
    low, high = ceil(-(numbers.values[loose] or 0)), None
    moving = {}
    for n, (coefficients, change) in node.solved.items():
        slope, start = coefficients.get(loose, 0), (numbers.values[n] or 0) + change
        moving[n] = (slope, start)
        if slope > 0:
            limit = floor(Fraction(start) / slope)
            high = limit if high is None else min(high, limit)
        elif slope < 0:
            low = max(low, ceil(Fraction(start) / slope))
        elif start < 0 or start.denominator != 1:
            return None
    if high is not None and high < low:
        return None
    if high == low:
        exact = {n: start - slope * low for n, (slope, start) in moving.items()}
        exact[loose] = (numbers.values[loose] or 0) + low
        if any(value.denominator != 1 for value in exact.values()):
            return None
        return {n: int(value) for n, value in exact.items()}
    changes: Changes = {n: None if slope else int(start) for n, (slope, start) in moving.items()}
    return changes | {loose: None}


def _without(cell: int, equation: _Equation, solution: _Equation) -> _Equation:
    """The equation with the cell replaced by its solution."""
    coefficients, wanted = equation
    own = coefficients.get(cell)
    if own is None:
        return equation
    merged = dict(coefficients)
    del merged[cell]
    others, change = solution
    for n, c in others.items():
        total = merged.get(n, 0) - own * c
        if total:
            merged[n] = total
        else:
            del merged[n]
    return merged, wanted - own * change


def _ratio(number: Number, by: Number) -> Number:
    if by == 1:
        return number
    if by == -1:
        return -number
    ratio = Fraction(number) / by
    return int(ratio) if ratio.denominator == 1 else ratio
