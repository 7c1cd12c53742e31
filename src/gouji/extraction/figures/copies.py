"""Tables that a converter prints twice: as lines of text, and as a grid beside them.

Programs that take tables out of PDF files often print the text of the page too. Read as one table
the rows of both get into each other's way; each by itself is whole, and says the same.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from gouji.extraction.elements import Element, GridRow, Token
from gouji.extraction.report import TableReading
from gouji.forms import catalogue
from gouji.forms.evaluation import Outcome, confront_edit
from gouji.forms.values import CellValue, State

Read = Callable[[Sequence[Element]], TableReading | None]
_PRINTED = (State.REPORTED, State.DASH)
_MOST_GRIDS = 25
_FEWEST_ALIKE = 3
"""Numbers, none of them 0, in which what is printed beside a whole table agrees with it."""


def read_copies(elements: Sequence[Element], read: Read) -> TableReading | None:
    """What `read` makes of a table; of a copy of it where only that is whole, and nothing differs.

    A copy counts where all else that is printed agrees with it in several numbers and contradicts
    it in none, each of its cells has a number, and its sums tie.
    """
    reading = read(elements)
    if reading is None or not _may_hold_copies(elements) or reading.is_certain:
        return reading
    for part, rest in _parts(elements):
        copy = read(part)
        if copy is None or not _is_whole(copy):
            continue
        other = read(rest)
        if other is not None and other.form == copy.form and _confirms(other, copy):
            return copy
    return reading


def _may_hold_copies(elements: Sequence[Element]) -> bool:
    """True for loose numbers beside rows of a grid, or rows of several grids, as many as pages."""
    loose = any(isinstance(element, Token) and element.is_value for element in elements)
    grids = {element.grid for element in elements if isinstance(element, GridRow)}
    return len(grids) + loose > 1 and len(grids) <= _MOST_GRIDS


def _parts(elements: Sequence[Element]) -> Iterator[tuple[list[Element], list[Element]]]:
    """Each grid, all grids together, and the loose lines; each time with everything else."""
    numbers = [element.grid if isinstance(element, GridRow) else None for element in elements]
    pairs = list(zip(elements, numbers, strict=True))
    grids = dict.fromkeys(number for number in numbers if number is not None)
    wanted: list[set[int | None]] = [{grid} for grid in grids]
    wanted += [set(grids), {None}] if len(grids) > 1 else [{None}]
    for some in wanted:
        yield [e for e, n in pairs if n in some], [e for e, n in pairs if n not in some]


def _is_whole(reading: TableReading) -> bool:
    """True where each cell is printed, and no sum of the table fails."""
    cells = reading.cells()
    if reading.doubt is not None or any(c.state not in _PRINTED for c in cells.values()):
        return False
    edits = catalogue.edits(reading.table, reading.form)
    return all(confront_edit(edit, cells).outcome is not Outcome.FAIL for edit in edits)


def _confirms(other: TableReading, copy: TableReading) -> bool:
    """True where the other reading has numbers of the copy, and none that differs."""
    cells, alike = copy.cells(), 0
    for key, cell in other.cells().items():
        if cell.state is State.REPORTED:
            if not _same(cell, cells.get(key)):
                return False
            alike += bool(cell.value)
    return alike >= min(_FEWEST_ALIKE, sum(bool(cell.value) for cell in cells.values()))


def _same(cell: CellValue, other: CellValue | None) -> bool:
    return other is not None and cell.value == other.value
