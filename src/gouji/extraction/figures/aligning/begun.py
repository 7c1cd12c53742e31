"""The cells of a row in which a document ends: those that are printed lead it."""

from __future__ import annotations

from collections.abc import Sequence

from gouji.documents.model import Locator
from gouji.extraction.elements import Token
from gouji.extraction.figures.aligning.columns import Slot
from gouji.extraction.figures.aligning.filling import figures_of_slots
from gouji.extraction.report import Figure
from gouji.forms.model import CellKey, Table

BEGUN = "the document ends in this row: its cells lead it, as those of each row before do"


def leading_figures(
    table: Table, keys: Sequence[CellKey], tokens: Sequence[Token], place: Locator
) -> dict[CellKey, Figure]:
    """The figures of the printed cells, by key.

    Args:
        table: their table.
        keys: of all cells of the row.
        tokens: what is printed of them, one at least.
        place: of the row.
    """
    if tokens[-1].folded != "0" and len(tokens) < len(keys):
        tokens = tokens[:-1]  # another digit may have followed
    slots = [Slot(token, note=BEGUN) for token in tokens]
    return {f.key: f for f in figures_of_slots(table, keys[: len(slots)], slots, place)}
