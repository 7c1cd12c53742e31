"""Numbers that were recognised from a picture count only where sums confirm them.

Recognition mistakes a 3 for an 8 without a sign of doubt. A balance edit that ties is evidence that
none of its cells was misread; a table that no edit confirms, or in which one fails, is in doubt as
a whole, since nobody can tell a misread digit from a report that does not add up. What readers are
sure of is not decided here.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from gouji.documents.model import Document
from gouji.documents.reasons import Reason
from gouji.extraction.figures.doubt import all_ambiguous
from gouji.extraction.report import Figure, TableReading
from gouji.forms import catalogue
from gouji.forms.evaluation import Outcome, confront_edit
from gouji.forms.model import CellKey, Edit
from gouji.forms.values import CellValue, State

OCR_UNCONFIRMED = Reason(
    "ocr_unconfirmed",
    "数字由图片识别而来，勾稽关系没有全部成立（或此表没有勾稽关系），不能确认识别无误",
    "the numbers were recognised from a picture, and the sums do not confirm them "
    "(one fails or cannot be tested, or no rule binds this table)",
)
_NOT_CONFIRMED = "recognised from a picture, and no sum confirms this cell"


def is_recognised(document: Document) -> bool:
    """True where the text was recognised from a picture, by this program or by a scanner's."""
    metadata = document.metadata
    return metadata.get("trust") == "ocr" or metadata.get("text_layer") == "recognized"


def doubt_unconfirmed(tables: Mapping[str, TableReading]) -> dict[str, TableReading]:
    """The tables of a recognised document, each in doubt as far as no sum confirms it.

    Confirmed is a table whose edits on the total column (without such, all its edits) pass while
    none fails; in it, cells that no passing edit touches stay ambiguous.
    """
    return {name: _confirmed_only(reading) for name, reading in tables.items()}


def _confirmed_only(reading: TableReading) -> TableReading:
    if reading.unreadable is not None or reading.doubt is not None:
        return reading
    if all(figure.cell.state is State.MISSING for figure in reading.figures):
        return reading
    cells = reading.cells()
    edits = catalogue.edits(reading.table, reading.form)
    outcomes = {edit: confront_edit(edit, cells).outcome for edit in edits}
    needed = [outcomes[edit] for edit in _confirming(edits)]
    passed = bool(needed) and all(outcome is Outcome.PASS for outcome in needed)
    if not passed or Outcome.FAIL in outcomes.values():
        return all_ambiguous(reading, OCR_UNCONFIRMED)
    touched = {
        key
        for edit, outcome in outcomes.items()
        if outcome is Outcome.PASS
        for key in (*edit.lhs, *edit.rhs)
    }
    figures = tuple(_doubted(figure, touched) for figure in reading.figures)
    return replace(reading, figures=figures)


def _confirming(edits: tuple[Edit, ...]) -> list[Edit]:
    rules = catalogue.rules()
    by_column = [edit for edit in edits if rules[edit.rule_id].scope == "column"]
    return [edit for edit in by_column if edit.scope == "total"] or list(edits)


def _doubted(figure: Figure, confirmed: set[CellKey]) -> Figure:
    if figure.key in confirmed or not figure.cell.state.is_certain:
        return figure
    return figure._replace(cell=CellValue.ambiguous(), note=_NOT_CONFIRMED)
