"""Recognised numbers count only where sums confirm them."""

from __future__ import annotations

from dataclasses import replace

import pytest

from gouji.documents.model import Document
from gouji.documents.opening import open_document
from gouji.extraction.figures.trust import doubt_unconfirmed, is_recognised
from gouji.extraction.reader import extract
from gouji.extraction.report import Report, TableReading
from gouji.forms.model import CellKey
from gouji.forms.values import State
from tests.generation.figures import Drawn, draw
from tests.generation.office import as_docx

SEED = 7


def recognised(drawn: Drawn) -> Report:
    document = open_document(as_docx(drawn), "a.docx")
    return extract(replace(document, metadata={"trust": "ocr"}))


def states(reading: TableReading) -> set[State]:
    return {cell.state for cell in reading.cells().values()}


def test_a_table_that_ties_is_confirmed() -> None:
    report = recognised(draw(SEED))
    assert states(report.tables["requests"]) == {State.REPORTED}
    assert report.tables["requests"].doubt is None
    assert states(report.tables["disputes"]) == {State.REPORTED}


def test_a_table_that_no_sum_binds_is_in_doubt_as_a_whole() -> None:
    disclosure = recognised(draw(SEED)).tables["disclosure"]
    assert states(disclosure) == {State.AMBIGUOUS}
    assert disclosure.doubt is not None
    assert disclosure.doubt.code == "ocr_unconfirmed"


@pytest.mark.parametrize(
    "key",
    [
        CellKey("granted", "natural_person"),
        CellKey("granted", "total"),
        CellKey("outcome_total", "total"),
        CellKey("carried_forward", "other"),
    ],
)
def test_one_misread_digit_puts_the_whole_table_in_doubt(key: CellKey) -> None:
    drawn = draw(SEED)
    printed = drawn.cells["requests"][key]
    assert isinstance(printed, int)
    drawn.cells["requests"][key] = printed + 5
    requests = recognised(drawn).tables["requests"]
    assert states(requests) == {State.AMBIGUOUS}
    assert requests.doubt is not None
    assert requests.doubt.code == "ocr_unconfirmed"


@pytest.mark.parametrize("item", ["reconsideration", "litigation_direct"])
def test_every_sum_of_the_disputes_is_needed(item: str) -> None:
    drawn = draw(SEED)
    drawn.cells["disputes"][CellKey(item, "total")] = None  # cannot be tested
    assert states(recognised(drawn).tables["disputes"]) == {State.AMBIGUOUS}


def test_a_cell_that_no_passing_sum_touches_stays_open() -> None:
    drawn = draw(SEED)
    cells = drawn.cells["requests"]
    zeros = {key for key, value in cells.items() if value == 0}
    item = next(
        one for one, _ in cells if one != "carried_forward" and CellKey(one, "total") in zeros
    )
    column = next(one for _, one in cells if all(k in zeros for k in cells if k.column == one))
    # neither the row nor the column of one cell can be summed, while both ends of the table tie
    cells[CellKey(item, "total")] = None
    cells[CellKey("outcome_total", column)] = None
    requests = recognised(drawn).tables["requests"]
    assert requests.doubt is None
    open_cells = {k for k, cell in requests.cells().items() if cell.state is State.AMBIGUOUS}
    assert open_cells == {CellKey(item, column)}


def test_other_documents_are_left_alone() -> None:
    document = open_document(as_docx(draw(SEED)), "a.docx")
    assert not is_recognised(document)
    assert states(extract(document).tables["disclosure"]) == {State.REPORTED}


@pytest.mark.parametrize("metadata", [{"trust": "ocr"}, {"text_layer": "recognized"}])
def test_who_recognised_the_text_makes_no_difference(metadata: dict[str, str]) -> None:
    assert is_recognised(Document("pdf", metadata=metadata))


def test_missing_tables_stay_missing_and_other_doubts_stay() -> None:
    reading = extract(open_document(as_docx(draw(SEED)), "a.docx")).tables["disclosure"]
    doubted = doubt_unconfirmed({"disclosure": reading})["disclosure"]
    assert doubt_unconfirmed({"disclosure": doubted})["disclosure"] is doubted
