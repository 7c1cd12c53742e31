"""The causes of wrong figures that have a name, and the name of a change to one cell.

What each does to a table is in `drafts`, its name for a person in `advice`.
"""

from __future__ import annotations

from enum import StrEnum


class Cause(StrEnum):
    """The ids are public. Where two come to the same numbers, the first one names them."""

    DIGITS_SWAPPED = "digits_swapped"
    TOTALS_LEFT_AT_ZERO = "totals_left_at_zero"
    VALUE_IN_NEIGHBOURING_COLUMN = "value_in_neighbouring_column"
    VALUE_IN_NEIGHBOURING_ROW = "value_in_neighbouring_row"
    VALUES_EXCHANGED = "values_exchanged"
    ROW_SHIFTED = "row_shifted"
    COLUMN_SHIFTED = "column_shifted"
    NUMBER_SPLIT = "number_split"
    ROWS_EXCHANGED = "rows_exchanged"
    COLUMNS_EXCHANGED = "columns_exchanged"
    ROWS_SHIFTED = "rows_shifted"


ORDER = {cause: n for n, cause in enumerate(Cause)}


def cell_cause(reported: int, proposed: int) -> Cause | None:
    """The name of a change to one cell alone, if it has one."""
    one, other = str(reported), str(proposed)
    if len(one) != len(other):
        return None
    differ = [n for n, (a, b) in enumerate(zip(one, other, strict=True)) if a != b]
    swapped = len(differ) == 2 and differ[1] == differ[0] + 1 and one[differ[0]] == other[differ[1]]
    return Cause.DIGITS_SWAPPED if swapped and sorted(one) == sorted(other) else None
