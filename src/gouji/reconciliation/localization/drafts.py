"""What a table looked like before a single cause put several of its cells wrong: drafts.

Each draft is the inverse of something that happens to a printed table, as far as the edits that
cross its line do not rule it out. `operations` judges whether it explains anything. A draft costs
little, but a table has thousands of them, so what cannot mend a failing edit is not drafted.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import combinations, pairwise

from gouji.reconciliation.localization.causes import Cause
from gouji.reconciliation.localization.edit_system import NOWHERE, Number, Numbers

Draft = dict[int, Number | None]
"""New numbers by cell; None for a number that was lost and has to follow from the edits."""

Drafted = Iterator[tuple[Cause, Draft]]

_Wanted = Sequence[frozenset[Number]]

_NONE: frozenset[Number] = frozenset()
_ZERO: frozenset[Number] = frozenset({0})


class Drafter:
    """Drafts on one table; `free` are the cells that may change."""

    def __init__(self, numbers: Numbers, free: Sequence[bool]) -> None:
        self._numbers = numbers
        self._layout = numbers.layout
        self._values = numbers.values
        self._free = free
        self._violated = numbers.violated
        self._near = {n for e in self._violated for n in self._layout.terms[e]}
        # By how much each cell must change for the column edits, and for the row edits, that it is
        # in to hold, if it is the only one in its column (row) to change. Empty: by anything.
        self._by_column = self._wanted(self._layout.rows)
        self._by_row = self._wanted(self._layout.columns)

    def drafts(self) -> Drafted:
        """Every draft that is worth a closer look."""
        yield from self._totals()
        for line in self._layout.lines:
            ends = self._layout.stops or range(1, len(line))
            neighbour = Cause.VALUE_IN_NEIGHBOURING_COLUMN
            yield from self._moved(line, ends, self._by_column, neighbour, Cause.ROW_SHIFTED)
            yield from self._split(line, ends)
        grid = self._layout.grid
        turned = tuple(zip(*grid, strict=True))
        in_one_line = bool(self._layout.stops)
        for column in turned:
            cells = [n for n in column if n != NOWHERE]
            # Blocks that stand beside each other have no columns that could slip.
            ends = () if in_one_line else range(1, len(cells))
            neighbour = Cause.VALUE_IN_NEIGHBOURING_ROW
            yield from self._moved(cells, ends, self._by_row, neighbour, Cause.COLUMN_SHIFTED)
        yield from self._exchanged(turned, self._by_column, Cause.COLUMNS_EXCHANGED)
        if in_one_line:
            return
        yield from self._exchanged(grid, self._by_row, Cause.ROWS_EXCHANGED)
        yield from self._rows_shifted(grid)

    def _wanted(self, elsewhere: Sequence[int]) -> list[frozenset[Number]]:
        """Of each cell, the changes that its edits ask for that have no place in `elsewhere`.

        An edit over several rows and columns says nothing of one cell.
        """
        residual, layout = self._numbers.residual, self._layout
        whole = {e for e in residual if layout.rows[e] == layout.columns[e] == -1}
        holding = {e for e, rest in residual.items() if not rest and elsewhere[e] == -1} - whole
        wanted = [_NONE if holding.isdisjoint(edits) else _ZERO for edits in layout.of_cell]
        for e in self._violated:
            if elsewhere[e] == -1 and e not in whole:
                for n, sign in layout.terms[e].items():
                    wanted[n] |= {-residual[e] * sign}
        return wanted

    # --- totals ---------------------------------------------------------------------------------

    def _totals(self) -> Drafted:
        """Totals that were left at 0 (or empty) beside parts that were filled in."""
        layout = self._layout
        sums = [
            (e, total)
            for e, edit in enumerate(layout.edits)
            for total in layout.totals[e]
            if len(edit.rhs) == 1 and self._values[total] == 0
            if e in self._numbers.residual or e in self._numbers.dormant
        ]
        down = [(e, n) for e, n in sums if layout.rows[e] == -1]
        across = [(e, n) for e, n in sums if layout.rows[e] != -1]
        # Totals at the foot first: the totals at the end of their row are summed from them.
        for chosen in ([*down, *across], down, across):
            for printed_only in (True, False):
                draft: Draft = {}
                for e, total in chosen:
                    if printed_only and not self._numbers.printed[total]:
                        continue
                    known = {n: value for n, value in draft.items() if value is not None}
                    parts = self._numbers.total(e, known)
                    if parts > 0 and total not in draft:
                        draft[total] = parts
                yield Cause.TOTALS_LEFT_AT_ZERO, draft

    # --- within a line or a column --------------------------------------------------------------

    def _moved(
        self,
        cells: Sequence[int],
        ends: Iterable[int],
        wanted: _Wanted,
        neighbour: Cause,
        shift: Cause,
    ) -> Drafted:
        """Two neighbours exchanged, and all cells from one to another shifted by one."""
        if self._near.isdisjoint(cells) or sum(wanted[n] != _ZERO for n in cells) < 2:
            return
        values = [self._values[n] for n in cells]
        back = [self._fits(one, other, wanted) for one, other in pairwise(cells)]
        forth = [self._fits(other, one, wanted) for one, other in pairwise(cells)]
        for n, (this, that) in enumerate(zip(back, forth, strict=True)):
            if this and that and values[n] != values[n + 1]:
                cause = Cause.VALUES_EXCHANGED if values[n] and values[n + 1] else neighbour
                yield cause, {cells[n]: values[n + 1], cells[n + 1]: values[n]}
        may_have_lost = [self._may_have_lost(n, wanted) for n in cells]
        for end in ends:
            for draft in _shifts(cells, values, end, back, forth, may_have_lost):
                yield shift, draft

    def _fits(self, cell: int, source: int, wanted: _Wanted) -> bool:
        """Whether the cell may hold what stands in another, as far as the crossing edits go."""
        if not (self._free[cell] and self._free[source]):
            return False
        change = (self._values[source] or 0) - (self._values[cell] or 0)
        return wanted[cell] <= {change}

    def _may_have_lost(self, cell: int, wanted: _Wanted) -> bool:
        """Whether another number than the one that stands there may belong into the cell."""
        change = _only(wanted[cell])
        return not wanted[cell] or (change != 0 and (self._values[cell] or 0) + change >= 0)

    def _split(self, line: Sequence[int], ends: Iterable[int]) -> Drafted:
        """A number whose digits stand in two cells, with what followed pushed on or covered."""
        values, printed = self._values, self._numbers.printed
        if self._near.isdisjoint(line):
            return
        for n, (first, second) in enumerate(pairwise(line)):
            head, tail = values[first], values[second]
            if not (head and printed[second] and self._free[first] and self._free[second]):
                continue
            if head.denominator != 1 or tail is None or tail.denominator != 1 or tail < 0:
                continue
            whole = self._whole(first, int(head), int(tail))
            if whole is None:
                continue
            yield Cause.NUMBER_SPLIT, {first: whole, second: None}
            for end in ends:
                if end > n + 1:
                    draft: Draft = {line[k]: values[line[k + 1]] for k in range(n + 1, end)}
                    yield Cause.NUMBER_SPLIT, {**draft, first: whole, line[end]: None}

    def _whole(self, cell: int, head: int, tail: int) -> int | None:
        """The number that was cut in two, so that the edits across hold; "05" is read as 5."""
        if not self._by_column[cell]:
            return int(f"{head}{tail}")
        whole = str(head + _only(self._by_column[cell]))
        rest = whole.removeprefix(str(head))
        return int(whole) if rest != whole and rest.isdigit() and int(rest) == tail else None

    # --- whole rows and columns -----------------------------------------------------------------

    def _exchanged(self, lines: Sequence[Sequence[int]], wanted: _Wanted, cause: Cause) -> Drafted:
        """Two rows (columns) in each other's place. Their own edits must hold where they stand."""
        values = self._values
        failing = self._failing(along_rows=cause is Cause.COLUMNS_EXCHANGED)
        if failing is None:
            return
        edit, look = failing
        terms, wanted_change = self._layout.terms[edit], -self._numbers.residual[edit]
        whole = [
            line
            for line in lines
            if NOWHERE not in line and all(self._free[n] and wanted[n] <= _ZERO for n in line)
        ]
        for one, other in combinations(whole, 2):
            a, b = one[look], other[look]
            sign = terms.get(a, 0) - terms.get(b, 0)
            if sign and sign * ((values[b] or 0) - (values[a] or 0)) == wanted_change:
                draft: Draft = {n: values[m] for n, m in zip(one, other, strict=True)}
                draft.update((m, values[n]) for n, m in zip(one, other, strict=True))
                yield cause, draft

    def _failing(self, *, along_rows: bool) -> tuple[int, int] | None:
        """A failing row (column) edit, and its row (column)."""
        places = self._layout.rows if along_rows else self._layout.columns
        return next(((e, places[e]) for e in self._violated if places[e] != -1), None)

    def _rows_shifted(self, lines: Sequence[Sequence[int]]) -> Drafted:
        """All rows from one on in the next one's place, with that one or the last lost.

        Columns that all shift are not told apart from totals that are wrong: nothing else fails.
        """
        values = self._values
        last = len(lines) - 1
        failing = self._failing(along_rows=False)
        if last < 1 or failing is None:
            return
        if any(n == NOWHERE or not self._free[n] for line in lines for n in line):
            return
        empty = [not any(values[n] for n in line) for line in lines]
        for start in range(last):
            moves: list[dict[int, int | None]] = []
            if empty[start] and not empty[start + 1]:
                moves.append({k: k + 1 if k < last else None for k in range(start, last + 1)})
            if empty[last]:
                moves.append({k: k - 1 if k > start else None for k in range(start, last + 1)})
            for sources in moves:
                if self._holds_at(failing[1], lines, sources):
                    yield Cause.ROWS_SHIFTED, self._shifted(lines, sources)

    def _shifted(self, lines: Sequence[Sequence[int]], sources: Mapping[int, int | None]) -> Draft:
        draft: Draft = {}
        for k, source in sources.items():
            if source is None:
                draft.update(dict.fromkeys(lines[k]))
            else:
                moved = (self._values[n] for n in lines[source])
                draft.update(zip(lines[k], moved, strict=True))
        return draft

    def _holds_at(
        self, place: int, lines: Sequence[Sequence[int]], sources: Mapping[int, int | None]
    ) -> bool:
        """Whether the crossing edits at one place hold, as far as they have no lost number."""
        new = {
            lines[k][place]: None if source is None else self._values[lines[source][place]]
            for k, source in sources.items()
        }
        cells = {line[place] for line in lines}
        values = self._values
        for e in self._numbers.residual:
            terms = self._layout.terms[e]
            if not terms.keys() <= cells or any(n in new and new[n] is None for n in terms):
                continue
            if sum(sign * (new.get(n, values[n]) or 0) for n, sign in terms.items()):
                return False
        return True


def _only(changes: frozenset[Number]) -> Number:
    """The one change that is asked for; 0 where there are several that contradict each other."""
    return next(iter(changes)) if len(changes) == 1 else 0


def _shifts(
    cells: Sequence[int],
    values: Sequence[Number | None],
    end: int,
    back: Sequence[bool],
    forth: Sequence[bool],
    may_have_lost: Sequence[bool],
) -> Iterator[Draft]:
    """The cells up to `end` as they stood before they were shifted by one.

    `back` (`forth`): whether each cell may hold what now stands after (before) it.
    """
    if may_have_lost[end]:
        # An empty cell got in at `start`, and what stood at `end` fell out.
        for start in _run_before(end, back):
            if not values[start] and values[start + 1]:
                draft: Draft = {cells[n]: values[n + 1] for n in range(start, end)}
                yield {**draft, cells[end]: None}
    if not values[end] and values[end - 1]:
        # What stood at `start` fell out, and an empty cell got in at `end`.
        for start in _run_before(end, forth):
            if may_have_lost[start]:
                draft = {cells[n]: values[n - 1] for n in range(start + 1, end + 1)}
                yield {**draft, cells[start]: None}


def _run_before(end: int, fits: Sequence[bool]) -> Iterator[int]:
    """Places before `end`, backwards, as long as the cells fit."""
    for start in range(end - 1, -1, -1):
        if not fits[start]:
            return
        yield start
