"""What one cell of a form holds: its state, and a value only where it is certain.

Counts are `int`; money is `Decimal` yuan with the interval that the printed precision gives
(906.84万元 -> 9068400, 9068350 to 9068450), after XBRL Calculations 1.1. Interval ends are equal
for counts.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

Number = int | Decimal


class State(StrEnum):
    """How a cell was read. Only `REPORTED` carries a value."""

    REPORTED = "reported"
    BLANK = "blank"
    """The cell is there and empty."""
    DASH = "dash"
    """The cell says "none" without a number: / - 无 不涉及 ..."""
    AMBIGUOUS = "ambiguous"
    """Digits are there, but which cell they belong to, or what they mean, is not certain."""
    UNREADABLE = "unreadable"
    MISSING = "missing"
    """The form has the cell, the document does not."""

    @property
    def is_certain(self) -> bool:
        """True where a person who looks at the document would read the same."""
        return self in _CERTAIN

    @property
    def is_empty(self) -> bool:
        """True for a cell that is certainly there and certainly holds no number."""
        return self in _EMPTY


# Looking a member up by its name is slow on Python 3.11: what is asked of each cell has it here.
_EMPTY = (State.BLANK, State.DASH)
_CERTAIN = (State.REPORTED, *_EMPTY)


@dataclass(frozen=True, slots=True)
class CellValue:
    """State and value of one cell.

    `candidates` are the values an ambiguous cell may hold, None standing for "empty"; the tuple is
    meant to be exhaustive and is empty where the candidates are not known.
    """

    state: State
    value: Number | None = None
    low: Number | None = None
    high: Number | None = None
    candidates: tuple[Number | None, ...] = ()

    def __post_init__(self) -> None:
        if (self.value is not None) != (self.state is State.REPORTED):
            raise ValueError(
                f"a {self.state} cell must {'' if self.value is None else 'not '}carry a value"
            )

    @classmethod
    def reported(
        cls, value: Number, low: Number | None = None, high: Number | None = None
    ) -> CellValue:
        """A certain number; the interval defaults to the value itself."""
        return cls(
            State.REPORTED, value, value if low is None else low, value if high is None else high
        )

    @classmethod
    def ambiguous(cls, candidates: tuple[Number | None, ...] = ()) -> CellValue:
        """Digits whose cell or meaning is not certain."""
        return cls(State.AMBIGUOUS, candidates=candidates)


BLANK = CellValue(State.BLANK)
DASH = CellValue(State.DASH)
MISSING = CellValue(State.MISSING)
UNREADABLE = CellValue(State.UNREADABLE)
