"""Reads table 四, 政府信息公开行政复议、行政诉讼情况: one row of fifteen cells."""

from __future__ import annotations

import re
from collections.abc import Sequence

from gouji.documents.model import Locator
from gouji.extraction.columns import Slot, place_by_header, place_exactly
from gouji.extraction.elements import Element, GridRow
from gouji.extraction.filling import ambiguous_figure, figure_of_slot
from gouji.extraction.labels import column_patterns
from gouji.extraction.report import Figure, TableReading
from gouji.extraction.rows import rows_of
from gouji.forms import catalogue

_WIDTH = 15
_BLOCKS = (
    re.compile(r"行政复议"),
    re.compile(r"未经复议|直接起诉|直接诉讼"),
    re.compile(r"复议后"),
)


def read_disputes(elements: Sequence[Element], form: str) -> TableReading | None:
    """The table in these elements; `form` is that of the report (both forms have the same)."""
    table = catalogue.tables()["disputes"]
    keys = table.cells(form)
    if not any("维持" in e.folded or "复议后" in e.folded for e in elements):
        return None
    by_header = _by_header(elements)
    rows = [row for row in rows_of(elements) if row.has_values]
    if by_header is not None:
        slots, place = by_header
    elif len(rows) == 1 and (counted := place_exactly(rows[0], _WIDTH)) is not None:
        slots, place = counted, rows[0].locator
    else:
        raw = "; ".join(row.raw for row in rows)
        note = "the numbers are not fifteen cells in a row" if rows else "no row of numbers"
        figures = tuple(ambiguous_figure(table, key, note, raw) for key in keys)
        return TableReading("disputes", form, figures)
    filled: list[Figure] = [
        figure_of_slot(table, key, slot, place) for key, slot in zip(keys, slots, strict=True)
    ]
    return TableReading("disputes", form, tuple(filled))


def _by_header(elements: Sequence[Element]) -> tuple[list[Slot], Locator] | None:
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
            if slots is not None:
                return slots, body[0].tokens[0].locator
    return None


def _is_body(row: GridRow, mapping: dict[int, int]) -> bool:
    tokens = [token for token in row.tokens if token.column in mapping]
    return len(tokens) > 1 and all(token.is_value or token.is_empty for token in tokens)


def _columns(rows: list[GridRow]) -> dict[int, int] | None:
    """Grid column -> position 0..14 from block and result headers, in form order."""
    blocks: dict[int, int] = {}
    results: dict[int, int] = {}
    for row in rows:
        for token in row.tokens:
            if not token.folded or token.is_value:
                continue
            columns = range(token.column, token.column + token.colspan)
            for index, pattern in enumerate(_BLOCKS):
                if pattern.search(token.folded):
                    blocks.update(dict.fromkeys(columns, index))
            for index, pattern in enumerate(column_patterns("disputes")):
                if pattern.search(token.folded):
                    results.update(dict.fromkeys(columns, index))
                    break
    found = [
        (column, blocks[column] * 5 + results[column])
        for column in sorted(results)
        if column in blocks
    ]
    if [position for _, position in found] != list(range(_WIDTH)):
        return None
    return dict(found)
