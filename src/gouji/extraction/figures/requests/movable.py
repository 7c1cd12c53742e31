"""Whether the sums of table 三 would tie as well with numbers in other cells."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from gouji.forms.evaluation import Confrontation
from gouji.forms.model import CellKey, Edit
from gouji.forms.values import Number

_MOST_SUMS = 20_000


def is_closer(edit: Edit, key: CellKey, value: Number, result: Confrontation) -> bool:
    """True where an edit ties, or is out by at most half of what it would be without the number."""
    if key not in (*edit.lhs, *edit.rhs):
        return True
    difference = float(result.difference or 0)
    without = difference - float(value) if key in edit.lhs else difference + float(value)
    return 2 * abs(difference) <= value and abs(difference) < abs(without)


def may_move_together(
    item: str, numbers: Mapping[str, Number | None], edits: Sequence[Edit], column: str
) -> bool:
    """True where some numbers, that of `item` among them, can leave the column and all edits tie.

    They can where they take as much from one side of each edit as from the other.
    """

    def weight(other: str) -> tuple[Number, ...]:
        key, value = CellKey(other, column), numbers[other] or 0
        return tuple(
            value if key in edit.lhs else -value if key in edit.rhs else 0 for edit in edits
        )

    reached = {weight(item)}
    for other in numbers:
        if other != item and numbers[other]:
            step = weight(other)
            reached |= {tuple(a + b for a, b in zip(sums, step, strict=True)) for sums in reached}
            if len(reached) > _MOST_SUMS:
                return True
    return any(not any(sums) for sums in reached)
