"""Reads table 四, 政府信息公开行政复议、行政诉讼情况: one row of fifteen cells, as a rule."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache
from itertools import dropwhile

from gouji.documents.model import NOWHERE
from gouji.extraction.elements import Element, GridRow, Token, holds_value
from gouji.extraction.figures.aligning.columns import (
    Slot,
    place_by_header,
    place_exactly,
    says_none,
)
from gouji.extraction.figures.aligning.columns import is_reordered as is_moved
from gouji.extraction.figures.aligning.crowded import part_cells
from gouji.extraction.figures.aligning.filling import (
    ambiguous_figure,
    figure_of_slot,
    missing_figure,
)
from gouji.extraction.figures.aligning.labels import column_patterns
from gouji.extraction.figures.aligning.misread import settle_readings
from gouji.extraction.figures.aligning.rows import Row, close_gaps, close_lead, rows_of
from gouji.extraction.figures.disputes.as_printed import read_as_printed
from gouji.extraction.figures.disputes.blocks import (
    blocks_changed_places,
    blocks_tie,
    by_block,
    by_line,
    came_apart,
    changed_places,
    is_reordered,
    is_the_window,
    names_other_columns,
    names_the_section,
    sums_tie,
)
from gouji.extraction.figures.disputes.crowded_columns import by_crowded_columns
from gouji.extraction.figures.disputes.header_places import results_by_place
from gouji.extraction.numbers import parse_cell
from gouji.extraction.report import TableReading
from gouji.forms import catalogue

_WIDTH = 15
_RESULTS = 5
_LONGEST_LABEL = 40
_NUMBERS = re.compile(r"(?=.*\d)[\d.,件条项次个]+")
_SEPARATED = re.compile(r"(?:\d+[,;|]){3}")
"""Cells that make no row: some of them were lost."""
_LAST_YEAR = re.compile(r"[上去]一?年")
_RULE = re.compile(r":?-{3,}:?")
_BLOCKS = (
    re.compile(r"行政复议"),
    re.compile(r"未经复议|直接起诉|直接诉讼"),
    re.compile(r"复议后"),
)


def read_disputes(elements: Sequence[Element], form: str) -> TableReading | None:
    """The table in these elements; `form` is that of the report (both forms have the same)."""
    stated = read_as_printed(elements, form)
    if stated is not None:
        return stated
    table = catalogue.tables()["disputes"]
    if not any("维持" in e.folded or "复议后" in e.folded for e in elements):
        return None
    keys = table.cells(form)
    rows = rows_of(_without_prose(elements))
    filled = [row for row in rows if row.has_values and not _is_rule(row)]
    part_cells(filled, _WIDTH, blocks_tie)
    close_gaps(rows, [row for row in filled if len(row.tokens) in (_RESULTS, _WIDTH)])
    place = filled[0].locator if filled else NOWHERE
    told = all(close_lead(row, rows) for row in filled if row.grid_row is None)
    told = told and not any(_SEPARATED.search(piece) for row in rows for piece in row.pieces)
    slots = _slots(elements, rows, filled) if told else None
    if slots is None and not filled and not any(map(_names_results, elements)):
        return None  # 其中结果维持0件：told in prose
    if slots is None:
        raw = "; ".join(row.raw for row in filled)
        note = "the numbers are not fifteen cells in a row" if filled else "no row of numbers"
        figures = [ambiguous_figure(table, key, note, raw, place) for key in keys]
    else:
        figures = [
            missing_figure(table, key)
            if slot is None
            else figure_of_slot(table, key, slot, slot.token.locator if slot.token else place)
            for key, slot in zip(keys, slots, strict=True)
        ]
    figures = settle_readings(figures, "disputes", form)
    return TableReading("disputes", form, tuple(figures))


def _names_results(element: Element) -> bool:
    told = isinstance(element, Token) and "。" in element.folded
    return not told and ("维持" in element.folded or "复议后" in element.folded)


def _is_rule(row: Row) -> bool:
    """True for the rule of a Markdown table of which all rows were put on one line."""
    return len(row.tokens) >= _RESULTS and all(_RULE.fullmatch(t.text.strip()) for t in row.tokens)


def _slots(
    elements: Sequence[Element], rows: list[Row], filled: list[Row]
) -> Sequence[Slot | None] | None:
    """Fifteen slots, None for cells that are not printed; None where a number stays open."""
    by_header = _by_header(elements) or by_crowded_columns(rows, filled)
    if by_header is not None:
        return by_header
    if any(map(_holds_numbers, rows)) or _is_of_last_year(filled):
        return None
    printed = results_by_place(elements, filled[0] if filled else None)
    if printed is not None:
        # Below such a header a row tells its columns by their number, or not at all.
        in_order = len(filled) == 1 and printed == sorted(printed)
        counted = place_exactly(filled[0], _WIDTH) if in_order else None
        if counted is None or came_apart(filled[0], counted):
            return None
        return None if _is_of_others(rows, counted) else counted
    if is_reordered([piece for row in rows for piece in row.pieces]):
        return None
    if not filled:
        return _all_empty(rows)
    if len(filled) == 1 and not blocks_changed_places(rows):
        counted = place_exactly(filled[0], _WIDTH) or _under_names(rows, filled[0])
        if counted is not None:
            doubtful = came_apart(filled[0], counted) or changed_places(rows, counted)
            doubtful = doubtful or _is_of_others(rows, counted)
            doubtful = doubtful or _is_beside_names(rows, filled[0], counted)
            doubtful = doubtful or _may_be_other_lines(filled[0], counted)
            return None if doubtful or not is_the_window(rows, filled[0], counted) else counted
    found = by_block(rows) or by_line(rows)
    if found is None:
        return None
    return [found.get((index // _RESULTS, index % _RESULTS)) for index in range(_WIDTH)]


def _holds_numbers(row: Row) -> bool:
    """True for the last digits of wide numbers in narrow cells."""
    return any(map(_NUMBERS.fullmatch, row.pieces))


def _is_of_last_year(filled: Sequence[Row]) -> bool:
    """True where the only row that is whole says that it is not of this year."""
    return len(filled) == 1 and any(map(_LAST_YEAR.match, filled[0].pieces))


def _is_of_others(rows: Sequence[Row], slots: Sequence[Slot]) -> bool:
    """True where the header names other columns too, and the blocks do not sum.

    Or where the first cell is 1, as a serial number is, and the first block sums without it only.
    """
    if sums_tie(slots):
        return False
    tokens = [slot.token for slot in slots[:_RESULTS]]
    block = [parse_cell(token.text).value or 0 if token else 0 for token in tokens]
    return names_other_columns(rows) or (block[0] == 1 and sum(block[1:-1]) == block[-1])


def _under_names(rows: Sequence[Row], body: Row) -> list[Slot] | None:
    """Slots of a row of a wide sheet whose filled cells stand just where a result is named."""
    filled = [token for token in body.tokens if not token.is_empty]
    columns = _named_in_order(rows, body)
    if columns is None or [token.column for token in filled] != columns:
        return None
    return [Slot(token) for token in filled]


def _is_beside_names(rows: Sequence[Row], body: Row, slots: Sequence[Slot]) -> bool:
    """True where cells of a longer row were counted, and one stands below the name of another."""
    columns = _named_in_order(rows, body) if len(body.tokens) > _WIDTH else None
    return columns is not None and any(
        slot.token is not None and slot.token.column != column
        for slot, column in zip(slots, columns, strict=True)
    )


def _may_be_other_lines(row: Row, slots: Sequence[Slot]) -> bool:
    """True where one empty line was taken for a cell, and two may be: no other row tells.

    Between cells there is an even number of them then, and no block shows by its sum where it ends,
    or, where all are 0, by a total that is printed.
    """
    if row.grid_row is not None or len(row.tokens) + sum(row.blanks) != _WIDTH:
        return False
    if not any(row.blanks) or any(lines % 2 for lines in row.blanks[:-1]):
        return False
    numbers = (parse_cell(slot.token.text).value for slot in slots if slot.token)
    ends = slots[_RESULTS - 1 :: _RESULTS]
    return not sums_tie(slots) or not (any(numbers) or all(slot.token for slot in ends))


def _named_in_order(rows: Sequence[Row], body: Row) -> list[int] | None:
    """The grid columns below the fifteen results, where a header names these in their order."""
    if body.grid_row is None:
        return None
    names = {
        token.column: result
        for row in rows
        if row.grid_row is not None and row.grid_row.grid == body.grid_row.grid
        for token in row.grid_row.tokens
        if (result := _named(token.folded)[1]) is not None
    }
    columns = sorted(names)
    in_order = [names[column] for column in columns] == [*range(_RESULTS)] * 3
    return columns if in_order else None


def _all_empty(rows: Sequence[Row]) -> list[Slot] | None:
    """Slots of a table whose fifteen cells are printed and empty, in one row or in three.

    Converters put a row of empty cells above a table without a header: it is none of them.
    """
    begun = dropwhile(lambda row: not any(_named(p)[1] is not None for p in row.pieces), rows)
    printed_rows = [row for row in begun if row.tokens]
    counts = [len(row.tokens) for row in printed_rows]
    below = [len(row.tokens) for row in printed_rows if not row.pieces]
    printed = counts in ([_WIDTH], [_RESULTS] * 3) or below == [_WIDTH]
    return [Slot()] * _WIDTH if printed else None


def _without_prose(elements: Sequence[Element]) -> list[Element]:
    """The elements up to the first paragraph of running text behind a number."""
    kept: list[Element] = []
    numbers = False
    for element in elements:
        long = isinstance(element, Token) and len(element.folded) > _LONGEST_LABEL
        if numbers and long and not _SEPARATED.search(element.folded):
            break
        numbers = numbers or holds_value(element)
        kept.append(element)
    return kept


def _by_header(elements: Sequence[Element]) -> list[Slot] | None:
    """Slots by the grid's own header, where its positions can be trusted."""
    grids: dict[int, list[GridRow]] = {}
    for element in elements:
        if isinstance(element, GridRow) and element.certain:
            grids.setdefault(element.grid, []).append(element)
    for rows in grids.values():
        mapping = _columns(rows)
        if mapping is None:
            continue
        body = [row for row in rows if _is_body(row, mapping)]
        if len(body) == 1:
            slots = place_by_header(body[0], mapping)
            if slots is not None and (not is_moved(mapping) or sums_tie(slots)):
                return slots
    return None


def _is_body(row: GridRow, mapping: dict[int, int]) -> bool:
    tokens = [token for token in row.tokens if token.column in mapping]
    alone = len(tokens) == 1 and says_none(tokens[0], mapping)
    return (alone or len(tokens) > 1) and all(token.is_value or token.is_empty for token in tokens)


def _columns(rows: list[GridRow]) -> dict[int, int] | None:
    """Grid column -> position 0..14 from block and result headers, in whatever order."""
    blocks: dict[int, int] = {}
    results: dict[int, int] = {}
    for row in rows:
        for token in row.tokens:
            if not token.folded or token.is_value or names_the_section(token.folded):
                continue
            columns = token.span
            block, result = _named(token.folded)
            if block is not None:
                blocks.update(dict.fromkeys(columns, block))
            if result is not None:
                results.update(dict.fromkeys(columns, result))
    found = [
        (column, blocks[column] * 5 + results[column])
        for column in sorted(results)
        if column in blocks
    ]
    if sorted(position for _, position in found) != list(range(_WIDTH)):
        return None
    return dict(found)


@lru_cache(maxsize=1024)
def _named(text: str) -> tuple[int | None, int | None]:
    """The block and the result that a folded text of the header names: the last, and the first."""
    blocks = [n for n, pattern in enumerate(_BLOCKS) if pattern.search(text)]
    results = (n for n, one in enumerate(column_patterns("disputes")) if one.search(text))
    return blocks[-1] if blocks else None, next(results, None)
