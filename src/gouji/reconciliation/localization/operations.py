"""Single causes that put several cells wrong at once: rows that slipped, numbers cut in two.

Generalized Fellegi-Holt error localization: what counts is the number of edit *operations*, and a
row that slipped by one cell is one of them, however many cells it moved. A draft becomes an
operation only where afterwards every edit it touches holds, and where it explains more failing
edits than it had to invent numbers.

What does not belong here: how drafts are made (`drafts`), and cells that are wrong one by one
(`solver`).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from gouji.reconciliation.localization.causes import ORDER, Cause
from gouji.reconciliation.localization.drafts import Draft, Drafter
from gouji.reconciliation.localization.edit_system import Numbers


@dataclass(frozen=True, slots=True)
class Operation:
    """One cause, and the numbers that it takes away. `changes` holds no cell that stays as it is.

    mends: the failing edits that hold afterwards.
    """

    cause: Cause
    changes: Mapping[int, int]
    mends: frozenset[int]


def operations(numbers: Numbers, fixed: Iterable[int] = ()) -> list[Operation]:
    """Every operation after which all edits that it touches hold, at least one of which failed.

    Two that come to the same numbers are one, under the name that comes first in `Cause`.
    Cells that are not known, and `fixed` ones, stay as they are.
    """
    if not numbers.violated:
        return []
    judge = _Judge(numbers, fixed)
    found: dict[frozenset[tuple[int, int]], Operation] = {}
    for cause, draft in Drafter(numbers, judge.free).drafts():
        operation = judge.judge(cause, draft)
        if operation is None:
            continue
        key = frozenset(operation.changes.items())
        known = found.get(key)
        if known is None or ORDER[cause] < ORDER[known.cause]:
            found[key] = operation
    return list(found.values())


class _Judge:
    def __init__(self, numbers: Numbers, fixed: Iterable[int]) -> None:
        barred = set(fixed)
        self.free = [
            value is not None and n not in barred for n, value in enumerate(numbers.values)
        ]
        self._numbers = numbers
        self._layout = numbers.layout
        self._violated = frozenset(numbers.violated)
        self._near = {n for e in self._violated for n in self._layout.terms[e]}

    def judge(self, cause: Cause, draft: Draft) -> Operation | None:
        """The operation with lost numbers filled in, if it explains what it touches."""
        if self._near.isdisjoint(draft) or not all(self.free[n] for n in draft):
            return None
        numbers = self._numbers
        used = self._fill_in(draft)
        if used is None:
            return None
        changes: dict[int, int] = {}
        for n, value in draft.items():
            if value is None or value < 0 or value.denominator != 1:
                return None
            if value != numbers.values[n]:
                changes[n] = int(value)
        if len(changes) < 2 and cause is not Cause.TOTALS_LEFT_AT_ZERO:
            return None
        if not all(self._is_checked(n, changes) for n in changes):
            return None
        touched = numbers.touched(changes)
        mends = self._violated & touched
        if not _is_evident(cause, mends, used) or not numbers.holds(changes, touched):
            return None
        return Operation(cause, changes, mends)

    def _is_checked(self, cell: int, changes: Mapping[int, int]) -> bool:
        """Whether any edit could speak against another number in this cell."""
        numbers = self._numbers
        return any(
            e in numbers.residual or (e in numbers.dormant and numbers.wakes(e, changes))
            for e in self._layout.of_cell[cell]
        )

    def _fill_in(self, draft: Draft) -> set[int] | None:
        """Gives lost numbers the value that an edit asks for.

        Returns:
            The edits that gave one a new number other than 0; None where an edit cannot tell, or
            asks for less than 0.
        """
        lost = [n for n, value in draft.items() if value is None]
        used = set()
        while lost:
            waiting = []
            for n in lost:
                edit = self._edit_for(n, draft)
                if edit is None:
                    waiting.append(n)
                    continue
                terms = self._layout.terms[edit]
                known = {m: value for m in terms if (value := draft.get(m)) is not None}
                value = -self._numbers.total(edit, {**known, n: 0}) * terms[n]
                if value < 0:
                    return None
                draft[n] = value
                if value not in (0, self._numbers.values[n]):
                    used.add(edit)
            if len(waiting) == len(lost):
                return None
            lost = waiting
        return used

    def _edit_for(self, cell: int, draft: Draft) -> int | None:
        """An edit in which this is the only number that is lost."""
        layout, numbers = self._layout, self._numbers
        for e in layout.of_cell[cell]:
            if e in numbers.blind or (e in numbers.dormant and not numbers.wakes(e, draft)):
                continue
            if not any(n in draft and draft[n] is None for n in layout.terms[e] if n != cell):
                return e
        return None


def _is_evident(cause: Cause, mends: frozenset[int], used: set[int]) -> bool:
    """Whether more failing edits are explained than numbers were invented.

    Where whole rows move, as many are enough if none of them served to invent a number.
    """
    if cause is Cause.ROWS_SHIFTED and mends and used.isdisjoint(mends):
        return len(mends) >= len(used)
    return len(mends) > len(used)
