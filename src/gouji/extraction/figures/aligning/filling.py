"""Builds figures from placed cells; shared by the readers of the three tables."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from gouji.documents.model import NOWHERE, Locator
from gouji.extraction.elements import Token
from gouji.extraction.figures.aligning.columns import Slot
from gouji.extraction.numbers import parse_cell
from gouji.extraction.report import Figure
from gouji.forms.model import CellKey, Table, Unit
from gouji.forms.values import BLANK, MISSING, CellValue, State

UNREADABLE = "\ufffd"
UNREAD = "part of the cell cannot be read, or runs off the page"
NOT_ONE = "what is printed in the cell is not one number"
BEFORE_UNNAMED = "the label behind this row is lost, and its numbers may be these"

# What Figure(...) does, at a third of its cost; nor is a member looked up for each of 200 cells.
_figure = partial(tuple.__new__, Figure)
_COUNT, _AMBIGUOUS = Unit.COUNT, State.AMBIGUOUS


def figure_of_slot(
    table: Table, key: CellKey, slot: Slot, place: Locator, header_unit: str | None = None
) -> Figure:
    """The figure of one placed cell. `place` is used where the cell itself has no locator."""
    return figures_of_slots(table, [key], [slot], place, header_unit)[0]


def figures_of_slots(
    table: Table,
    keys: Sequence[CellKey],
    slots: Sequence[Slot],
    place: Locator,
    header_unit: str | None = None,
) -> list[Figure]:
    """The same for the cells of a row."""
    figures = []
    table_id = table.id
    measured = zip(keys, table.measures(keys), slots, strict=True)
    for (item, column), (unit, signed), (token, candidates, note) in measured:
        raw, where = (token.text, token.locator) if token else ("", place)
        if candidates is not None:
            cell = CellValue.ambiguous(candidates)
        elif token is None:
            cell = BLANK
        elif unit is _COUNT and not signed:
            cell = parse_cell(raw)
        else:
            cell = parse_cell(raw, unit, signed=signed, header_unit=header_unit)
        if not note and cell.state is _AMBIGUOUS:
            note = _untold(raw)
        figures.append(_figure((table_id, item, column, cell, unit, raw, where, note or None)))
    return figures


def figures_of_counts(
    table: Table, keys: Sequence[CellKey], tokens: Sequence[Token]
) -> list[Figure]:
    """The same for cells of which each is known to hold a plain count, in columns of counts."""
    table_id = table.id
    return [
        _figure((table_id, item, column, parse_cell(text), _COUNT, text, token.locator, None))
        for (item, column), token in zip(keys, tokens, strict=True)
        for text in (token.text,)
    ]


def _untold(raw: str) -> str:
    return UNREAD if UNREADABLE in raw else NOT_ONE


def blank_figure(table: Table, key: CellKey, place: Locator = NOWHERE) -> Figure:
    """A cell whose row is printed without anything in it."""
    return Figure(table.id, key.item, key.column, BLANK, table.unit(key), locator=place)


def missing_figure(table: Table, key: CellKey) -> Figure:
    """A cell that the form has and the document does not."""
    return Figure(table.id, key.item, key.column, MISSING, table.unit(key))


def ambiguous_figure(
    table: Table, key: CellKey, note: str, raw: str = "", place: Locator = NOWHERE
) -> Figure:
    """A cell that may hold numbers printed somewhere near."""
    return Figure(
        table.id, key.item, key.column, CellValue.ambiguous(), table.unit(key), raw, place, note
    )
