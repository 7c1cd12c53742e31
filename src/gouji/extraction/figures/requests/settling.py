"""What the sums of table 三 say about cells that alignment placed on weak evidence.

Each function takes the figures of the table and gives them back with some of them doubted, or,
where exactly one placement lets every sum tie, placed with the evidence in their note.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence

from gouji.extraction.elements import Token
from gouji.extraction.figures.aligning.alignment import Alignment
from gouji.extraction.figures.aligning.rows import Row
from gouji.extraction.figures.requests.sums import sums_down
from gouji.extraction.numbers import parse_cell
from gouji.extraction.report import Figure
from gouji.forms import catalogue
from gouji.forms.evaluation import Outcome, confront_edit
from gouji.forms.model import CellKey
from gouji.forms.values import CellValue, Number, State

_FEWEST_ZEROS = 3
_FEWEST_CELLS = 2
_FEWEST_OF_ROW = 5
_FEWEST_SUMS = 2
_FEWEST_BEHIND = 2
_OUTCOME_TOTAL = "outcome_total"


def settle_strays(figures: list[Figure], alignment: Alignment, form: str) -> list[Figure]:
    """A number that stands loose between the rows may belong to any empty cell of the table.

    A single number is placed where the sums single a cell out; else every empty one is ambiguous.
    """
    if not alignment.unplaced or alignment.contested:
        return figures
    strays = [token for row in alignment.unplaced for token in row.tokens if token.is_value]
    values = tuple(
        dict.fromkeys(
            v for v in (parse_cell(token.text).value for token in strays) if v is not None
        )
    )
    empty = [index for index, figure in enumerate(figures) if figure.cell.state is State.BLANK]
    if not values:
        return figures
    raw = " | ".join(token.text for token in strays)
    if len(strays) == 1:
        tried = _placed_by_sums(figures, strays[0], values[0], empty, form)
        if tried is not None:
            return tried
    if not empty:
        return figures
    note = "a number stands loose in the table and may belong here"
    doubtful = CellValue.ambiguous((*values, None))
    for index in empty:
        figures[index] = figures[index]._replace(cell=doubtful, raw=raw, note=note)
    return figures


def _placed_by_sums(
    figures: list[Figure], stray: Token, value: Number, empty: Sequence[int], form: str
) -> list[Figure] | None:
    """The figures with the number where every sum ties with it, if it can stand nowhere else.

    It can stand in any empty cell and where cells were lost; a 0 ties everywhere.
    """
    open_cells = [n for n, figure in enumerate(figures) if figure.cell.state is State.AMBIGUOUS]
    if not value and len(empty) + len(open_cells) > 1:
        return None
    cells = {figure.key: figure.cell for figure in figures}
    found: list[list[Figure]] = []
    for index in (*empty, *open_cells):
        key = figures[index].key
        outcomes = _outcomes(key, {**cells, key: CellValue.reported(value)}, form)
        if Outcome.FAIL in outcomes:
            continue
        tied = figures[index]._replace(
            cell=CellValue.reported(value),
            raw=stray.text,
            locator=stray.locator,
            note="displaced: the number stands loose, every sum of this cell ties with it here",
        )
        found.append([*figures[:index], tied, *figures[index + 1 :]])
        if len(found) > 1 or len(outcomes) < _FEWEST_SUMS or set(outcomes) != {Outcome.PASS}:
            return None
    return found[0] if found else None


def doubt_totals(figures: list[Figure], leftover: Sequence[Row]) -> list[Figure]:
    """A total that is empty, where numbers of the table are left over, may be one.

    `leftover`: rows that may hold such a number. Where most totals are empty none is missed.
    """
    totals = [f.cell.state for f in figures if f.column == "total"]
    if totals.count(State.BLANK) > totals.count(State.REPORTED):
        return figures
    tokens = [token for row in leftover for token in row.tokens if token.is_value]
    values = (parse_cell(token.text).value for token in tokens)
    candidates = tuple(dict.fromkeys(value for value in values if value is not None))
    if not candidates:
        return figures
    doubtful = CellValue.ambiguous((*candidates, None))
    raw = " | ".join(token.text for token in tokens)
    note = "the total is empty, and numbers of the table are left over"
    return [
        f._replace(cell=doubtful, raw=raw, note=note)
        if f.column == "total" and f.cell.state is State.BLANK
        else f
        for f in figures
    ]


def doubt_moved(figures: list[Figure], alignment: Alignment) -> list[Figure]:
    """A text's row of which the last number sums the others, and the total is empty, lost a cell.

    What ends a row may have been taken for an empty cell. So it is where totals are filled in.
    """
    totals = [f.cell.state for f in figures if f.column == "total"]
    if totals.count(State.BLANK) > totals.count(State.REPORTED):
        return figures
    items = catalogue.tables()["requests"].items
    rows = {items[number].id: row for number, row in alignment.placed.items()}
    moved = {
        item
        for item, row in rows.items()
        if not (row.grid_row and row.grid_row.certain)
        and _is_moved([f.cell for f in figures if f.item == item])
    }
    note = "the last number is the sum of the others, and the total is empty"
    return [
        f._replace(cell=CellValue.ambiguous(), raw=rows[f.item].raw, note=note)
        if f.item in moved
        else f
        for f in figures
    ]


def _is_moved(cells: Sequence[CellValue]) -> bool:
    *parts, last, total = cells or (CellValue(State.MISSING),) * _FEWEST_CELLS
    if total.state is not State.BLANK or not last.value:
        return False
    certain = all(cell.state.is_certain for cell in parts)
    return certain and last.value == sum(cell.value or 0 for cell in parts)


def doubt_subtotal(figures: list[Figure], alignment: Alignment, form: str) -> list[Figure]:
    """A row called 总计, with several whole rows behind it that no label names, may sum a part.

    Then its cells are open, but in columns that sum to them.
    """
    items = catalogue.tables()["requests"].items
    number = next(n for n, item in enumerate(items) if item.id == _OUTCOME_TOTAL)
    total = alignment.placed.get(number)
    if total is None:
        return figures
    at = alignment.order[id(total)]
    behind = (row for row in alignment.unplaced if alignment.order[id(row)] > at)
    if sum(_is_whole(row) for row in behind) < _FEWEST_BEHIND:
        return figures
    cells = {figure.key: figure.cell for figure in figures}
    down = ((edit.scope, confront_edit(edit, cells).outcome) for edit in sums_down(form))
    tied = {column for column, outcome in down if outcome is Outcome.PASS}
    note = "rows without a label stand behind this one, so that it may sum only a part"
    found: list[Figure] = []
    for figure in figures:
        own = figure.item == _OUTCOME_TOTAL and figure.cell.state.is_certain
        doubted = own and figure.column not in tied
        cell = CellValue.ambiguous((figure.cell.value, None))
        found.append(figure._replace(cell=cell, note=note) if doubted else figure)
    return found


def leaves_most(alignment: Alignment) -> bool:
    """True where far more whole rows are left without a label than have one, maybe another's."""
    labelled = (row for item, row in alignment.placed.items() if item not in alignment.by_order)
    return sum(map(_is_whole, alignment.unplaced)) > 2 * sum(row.has_values for row in labelled)


def _is_whole(row: Row) -> bool:
    return sum(token.is_value for token in row.tokens) >= _FEWEST_OF_ROW


def _stands_beside_its_label(row: Row) -> bool:
    return row.grid_row is not None or row.tokens[0].locator.line == row.locator.line


def doubt_between(figures: list[Figure], alignment: Alignment) -> list[Figure]:
    """Rows between a whole row without a label and a label without a row may all be out by one.

    So it is where labels stand in the middle of rows that are several lines high: their numbers
    come before them, or after. Sums down the columns do not tell. Of more rows than there are items
    without one, the last may be that of the label behind them.
    """
    items = catalogue.tables()["requests"].items
    shifted: set[str] = set()
    gaps: Counter[tuple[int, int]] = Counter()
    placed = sorted(alignment.placed)
    without = alignment.bare | alignment.lacking | alignment.contested
    for row in alignment.unplaced:
        if row.grid_row is not None or not _is_whole(row):
            continue
        at = alignment.order[id(row)]
        below = [n for n in placed if alignment.order[id(alignment.placed[n])] > at]
        above = [n for n in placed if alignment.order[id(alignment.placed[n])] < at]
        after = min((n for n in without if not above or n > above[-1]), default=None)
        before = max((n for n in without if not below or n < below[0]), default=None)
        if after is not None:
            shifted.update(items[n].id for n in below if n < after)
        if before is not None:
            shifted.update(items[n].id for n in above if n > before)
        if below:
            gaps[above[-1] if above else -1, below[0]] += 1
    for (low, high), rows in gaps.items():
        more = rows > sum(low < n < high for n in without)
        if more and not _stands_beside_its_label(alignment.placed[high]):
            shifted.add(items[high].id)
    note = "a row without a label stands near, and a label without a row: they may be out by one"
    return [
        f._replace(cell=CellValue.ambiguous((*_numbers(f), None)), note=note)
        if f.item in shifted and f.cell.state.is_certain
        else f
        for f in figures
    ]


def doubt_bare(figures: list[Figure], alignment: Alignment) -> list[Figure]:
    """A label without cells is an empty row only where no number of the table is left over.

    Nor is it one where the table prints its zeros: the empty row may have lost them. Where such a
    label stands right before another, the numbers behind both may be its own.
    """
    numbers = set(alignment.bare)
    if alignment.unplaced:
        numbers.update(_behind_two_labels(alignment))
        numbers.update(n for n, row in alignment.placed.items() if _is_empty_text(row))
    if not numbers:
        return figures
    items = catalogue.tables()["requests"].items
    bare = {items[number].id for number in numbers}
    zeros = sum(map(_is_zeros, alignment.placed.values()))
    if alignment.unplaced or any(f.cell.state is State.AMBIGUOUS for f in figures):
        note = "nothing stands behind the label, and numbers of the table are left over"
    elif zeros >= _FEWEST_ZEROS:
        note = "nothing stands behind the label, and other rows of the table print their zeros"
    else:
        return figures
    return [
        f._replace(cell=CellValue.ambiguous(), note=note) if f.item in bare else f for f in figures
    ]


def _behind_two_labels(alignment: Alignment) -> Iterator[int]:
    """The items of loose rows before whose label another stands without any cells.

    Only where the numbers of a whole row are left over.
    """
    if not any(sum(t.is_value for t in r.tokens) >= _FEWEST_OF_ROW for r in alignment.unplaced):
        return
    for number in alignment.bare:
        following = min((n for n in alignment.placed if n > number), default=None)
        if following is not None and alignment.placed[following].grid_row is None:
            yield following


def _is_empty_text(row: Row) -> bool:
    """A row of a table in text of which no cell is filled: its numbers may stand in the next."""
    grid_row = row.grid_row
    return grid_row is not None and not grid_row.certain and all(t.is_empty for t in row.tokens)


def _is_zeros(row: Row) -> bool:
    """A row with two zeros at least and nothing else."""
    values = [token.folded for token in row.tokens if not token.is_empty]
    return len(values) >= _FEWEST_CELLS and set(values) == {"0"}


def confirm_order(figures: list[Figure], alignment: Alignment, form: str) -> list[Figure]:
    """Rows that only their order placed stay placed where no sum over them fails.

    One without a total, among rows that have theirs, may be a number that strayed.
    """
    if not alignment.by_order:
        return figures
    items = catalogue.tables()["requests"].items
    ordered = {items[number].id for number in alignment.by_order}
    cells = {figure.key: figure.cell for figure in figures}
    failed = any(
        confront_edit(edit, cells).outcome is Outcome.FAIL
        for edit in catalogue.edits("requests", form)
        if edit.rule_id == "requests.outcomes"
    )
    if not failed and not _is_mostly_open(figures):
        ordered = {item for item in ordered if _lacks_total(item, cells)}
    if not ordered:
        return figures
    note = "label lost; placed by form order the sums do not tie, or its total is empty"
    return [
        f._replace(cell=CellValue.ambiguous((*_numbers(f), None)), note=note)
        if f.item in ordered
        else f
        for f in figures
    ]


def _is_mostly_open(figures: Sequence[Figure]) -> bool:
    """True where most cells of the table are open, so that sums have nothing to say."""
    states = [f.cell.state for f in figures if f.cell.state is not State.MISSING]
    return 2 * states.count(State.AMBIGUOUS) > len(states)


def unconfirmed(figures: Sequence[Figure], alignment: Alignment) -> list[Row]:
    """The rows that order alone placed and the sums do not confirm: their numbers may have strayed.

    `figures`: what `confirm_order` gave.
    """
    items = catalogue.tables()["requests"].items
    open_items = {f.item for f in figures if f.cell.state is State.AMBIGUOUS}
    return [alignment.placed[n] for n in alignment.by_order if items[n].id in open_items]


def _lacks_total(item: str, cells: Mapping[CellKey, CellValue]) -> bool:
    """True for a row with numbers but no total, where most totals of the table are filled in."""
    own = {cell.state for key, cell in cells.items() if key.item == item}
    totals = [cell.state for key, cell in cells.items() if key.column == "total"]
    empty = cells[CellKey(item, "total")].state is State.BLANK and State.REPORTED in own
    return empty and totals.count(State.REPORTED) * 2 > len(totals)


def _numbers(figure: Figure) -> tuple[Number, ...]:
    return () if figure.cell.value is None else (figure.cell.value,)


def _outcomes(key: CellKey, cells: Mapping[CellKey, CellValue], form: str) -> list[Outcome]:
    """What becomes of each edit on the cell; one that fails in doubt is not assessable here."""
    results = [confront_edit(edit, cells) for edit in catalogue.edits_on("requests", form)[key]]
    return [Outcome.NOT_ASSESSABLE if one.doubt else one.outcome for one in results]
