"""Whether a row of numbers ends in the sum of the others."""

from __future__ import annotations

from collections.abc import Sequence

from gouji.forms.values import Number


def is_sum(values: Sequence[Number]) -> bool:
    """True where the last number is the sum of the others."""
    return sum(values[:-1]) == values[-1]
