"""The balance edits of one table as equations over its cells, on the numbers of one report.

`Layout` is what a form fixes (cells, edits, the grid they are printed in), built once; `Numbers` is
one reading of one table on it. Error localization works on these; what a failure means for a
person, and the edits of many reports at once, stand elsewhere (`gouji.forms.evaluation`, `batch`).

An edit is *active* where it is assessable, *dormant* where only empty cells keep it from being so
(filling them in wakes it), and *blind* where a cell that is not known does. An implied edit that is
not used is *idle*.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from functools import cache

from gouji.forms import catalogue
from gouji.forms.model import CellKey, Edit
from gouji.forms.values import CellValue

Number = int | Fraction
"""Counts; a fraction only where a count was printed as one, or between equations."""

NOWHERE = -1
"""In `Layout.grid`: the form has no cell there."""


@dataclass(frozen=True, slots=True)
class Layout:
    """One table of one form. Cells and edits are called by their numbers in `keys` and `edits`.

    terms: of each edit, the sign of each of its cells; the edit holds when they sum to 0.
    of_cell: the edits that each cell is in.
    totals: of each edit, the cells that must hold a number for it to be assessable.
    unless, given: of each implied edit, what it is used by (see `gouji.forms.model.Edit`).
    rows, columns: of each edit, the item or the column it stays within; else -1.
    parts: of each edit, the number of the part of the table that shares no cell with the rest.
    grid: cells by item and column. lines: cells in the order in which they are printed in a line.
    stops: places in a line up to which cells may slip; empty for all of them.
    """

    table: str
    form: str
    keys: tuple[CellKey, ...]
    edits: tuple[Edit, ...]
    terms: tuple[dict[int, int], ...]
    of_cell: tuple[tuple[int, ...], ...]
    totals: tuple[frozenset[int], ...]
    unless: tuple[frozenset[int], ...]
    given: tuple[frozenset[int], ...]
    rows: tuple[int, ...]
    columns: tuple[int, ...]
    parts: tuple[int, ...]
    grid: tuple[tuple[int, ...], ...]
    lines: tuple[tuple[int, ...], ...]
    stops: tuple[int, ...]
    row_of: tuple[int, ...]
    column_of: tuple[int, ...]


@cache
def layout(table_id: str, form: str) -> Layout:
    """The layout of a table in a form."""
    table = catalogue.tables()[table_id]
    keys = table.cells(form)
    number = {key: n for n, key in enumerate(keys)}
    edits = catalogue.all_edits(table_id, form)
    terms = tuple(_terms(edit, number) for edit in edits)
    items = [item.id for item in table.items_of(form)]
    names = [column.id for column in table.columns if form in column.forms]
    grid = tuple(tuple(number.get(CellKey(i, c), NOWHERE) for c in names) for i in items)
    scopes = [catalogue.rules()[edit.rule_id].scope for edit in edits]
    lines, stops = _lines(table_id, grid)
    return Layout(
        table_id,
        form,
        keys,
        edits,
        terms,
        tuple(tuple(e for e, cells in enumerate(terms) if n in cells) for n in range(len(keys))),
        tuple(frozenset(number[key] for key in edit.totals) for edit in edits),
        tuple(frozenset(number[key] for key in edit.unless) for edit in edits),
        tuple(frozenset(number[key] for key in edit.given) for edit in edits),
        tuple(
            items.index(edit.scope) if scope == "item" else NOWHERE
            for edit, scope in zip(edits, scopes, strict=True)
        ),
        tuple(
            names.index(edit.scope) if scope == "column" else NOWHERE
            for edit, scope in zip(edits, scopes, strict=True)
        ),
        _parts(terms),
        grid,
        lines,
        stops,
        tuple(items.index(key.item) for key in keys),
        tuple(names.index(key.column) for key in keys),
    )


def _terms(edit: Edit, number: Mapping[CellKey, int]) -> dict[int, int]:
    signs = dict.fromkeys((number[key] for key in edit.lhs), 1)
    return signs | dict.fromkeys((number[key] for key in edit.rhs), -1)


def _parts(terms: tuple[dict[int, int], ...]) -> tuple[int, ...]:
    part = list(range(len(terms)))
    for e, cells in enumerate(terms):
        for other in range(e):
            if part[other] != part[e] and not cells.keys().isdisjoint(terms[other]):
                part = [part[other] if one == part[e] else one for one in part]
    return tuple(part)


def _lines(
    table_id: str, grid: tuple[tuple[int, ...], ...]
) -> tuple[tuple[tuple[int, ...], ...], tuple[int, ...]]:
    """Table 四 is printed as one line of three blocks, every other table item by item."""
    if table_id != "disputes":
        return tuple(tuple(n for n in row if n != NOWHERE) for row in grid), ()
    width = len(grid[0])
    ends = range(width - 1, len(grid) * width, width)
    return (tuple(n for row in grid for n in row),), tuple(n for e in ends for n in (e - 1, e))


class Numbers:
    """One reading of one table.

    Attributes:
        values: of each cell, its number; 0 where it is empty; None where it is not known.
        printed: of each cell, whether a number stands in it.
        residual: of each active edit, the sum of its terms; 0 where it holds.
        dormant, blind, idle: the other edits.
    """

    __slots__ = ("blind", "dormant", "idle", "layout", "printed", "residual", "values")

    def __init__(self, of: Layout, values: list[Number | None], printed: list[bool]) -> None:
        self.layout, self.values, self.printed = of, values, printed
        self.residual: dict[int, Number] = {}
        self.dormant: set[int] = set()
        self.blind: set[int] = set()
        self.idle: set[int] = set()
        for e in range(len(of.edits)):
            self._assess(e)

    @classmethod
    def read(cls, of: Layout, cells: Mapping[CellKey, CellValue]) -> Numbers:
        """The cells of a report; what is ambiguous, unreadable or missing is not known."""
        values: list[Number | None] = []
        printed = []
        for key in of.keys:
            cell = cells.get(key)
            number = None if cell is None else _number(cell)
            values.append(number)
            printed.append(cell is not None and cell.value is not None)
        return cls(of, values, printed)

    def changed(self, changes: Mapping[int, Number]) -> Numbers:
        """The same table with other numbers in some cells."""
        values, printed = [*self.values], [*self.printed]
        for cell, value in changes.items():
            values[cell], printed[cell] = value, True
        changed = Numbers(self.layout, values, printed)
        return changed.within({self.layout.parts[e] for e in self.known})

    def within(self, parts: Iterable[int]) -> Numbers:
        """The same numbers with only the edits of these parts of the table."""
        wanted = {e for e, part in enumerate(self.layout.parts) if part in set(parts)}
        same = object.__new__(Numbers)
        same.layout, same.values, same.printed = self.layout, self.values, self.printed
        same.residual = {e: rest for e, rest in self.residual.items() if e in wanted}
        same.dormant, same.blind = self.dormant & wanted, self.blind & wanted
        same.idle = self.idle & wanted
        return same

    @property
    def known(self) -> set[int]:
        """All edits of the parts of the table that these numbers are about."""
        return self.residual.keys() | self.dormant | self.blind | self.idle

    @property
    def violated(self) -> list[int]:
        """The active edits that do not hold."""
        return [e for e, residual in self.residual.items() if residual]

    def wakes(self, edit: int, filled: Iterable[int]) -> bool:
        """Whether a dormant edit is assessable once numbers stand in these cells too."""
        of = self.layout
        there = {n for n in of.terms[edit] if self.printed[n]}.union(filled)
        return _assessable(of, edit, there)

    def total(self, edit: int, changes: Mapping[int, Number]) -> Number:
        """The sum of the terms of an edit that is not blind, with other numbers in some cells."""
        values = self.values
        return sum(
            sign * (changes[n] if n in changes else values[n] or 0)
            for n, sign in self.layout.terms[edit].items()
        )

    def holds(self, changes: Mapping[int, Number], edits: Iterable[int]) -> bool:
        """Whether these edits hold or stay not assessable, with other numbers in some cells."""
        for e in edits:
            binds = e in self.residual or (e in self.dormant and self.wakes(e, changes))
            if binds and self.total(e, changes):
                return False
        return True

    def touched(self, cells: Iterable[int]) -> set[int]:
        """The edits that any of these cells is in."""
        return {e for n in cells for e in self.layout.of_cell[n]}

    def _assess(self, edit: int) -> None:
        of, values, printed = self.layout, self.values, self.printed
        if not self._is_used(edit):
            self.idle.add(edit)
            return
        terms = of.terms[edit]
        total: Number = 0
        there = set()
        for n, sign in terms.items():
            value = values[n]
            if value is None:
                self.blind.add(edit)
                return
            total += sign * value
            if printed[n]:
                there.add(n)
        if _assessable(of, edit, there):
            self.residual[edit] = total
        else:
            self.dormant.add(edit)

    def _is_used(self, edit: int) -> bool:
        """As `gouji.forms.evaluation.is_used`."""
        of, values, printed = self.layout, self.values, self.printed
        if any(printed[n] or values[n] is None for n in of.unless[edit]):
            return False
        return not of.given[edit] or any(printed[n] for n in of.given[edit])


def _assessable(of: Layout, edit: int, there: set[int]) -> bool:
    """As `gouji.forms.evaluation`: a number on either side, and all totals."""
    terms = of.terms[edit]
    return of.totals[edit] <= there and len({terms[n] for n in there if n in terms}) == 2


def _number(cell: CellValue) -> Number | None:
    if cell.state.is_empty:
        return 0
    # Counts are exact; an interval here would be a number that is not known.
    if cell.value is None or {cell.low, cell.high} - {cell.value, None}:
        return None
    whole = Fraction(cell.value)
    return int(whole) if whole.denominator == 1 else whole
