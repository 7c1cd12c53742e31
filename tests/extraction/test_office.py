"""Random valid reports as Word files and workbooks: every cell is read, and read right."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gouji.extraction.reader import read_report
from gouji.extraction.report import Report
from gouji.forms.values import State
from tests.generation.figures import Drawn, draw
from tests.generation.office import OFFICE


def misread(drawn: Drawn, report: Report) -> list[str]:
    """The cells that are not what was printed."""
    assert report.unreadable is None
    found = []
    for table, cells in drawn.cells.items():
        read = report.tables[table].cells()
        for key, printed in cells.items():
            if isinstance(printed, int):
                right = read[key].state is State.REPORTED and read[key].value == printed
            else:
                right = read[key].state is (State.BLANK if printed is None else State.DASH)
            if not right:
                found.append(f"{table}.{key.item}.{key.column}: {printed} read as {read[key]}")
    return found


@pytest.mark.parametrize("form", OFFICE)
@settings(max_examples=12, deadline=None, derandomize=True)
@given(
    seed=st.integers(0, 10**9),
    blanks=st.sampled_from([0.0, 0.3, 0.9, 1.0]),
    dashes=st.sampled_from([0.0, 0.1]),
)
def test_every_cell_of_an_office_file(form: str, seed: int, blanks: float, dashes: float) -> None:
    drawn = draw(seed, blanks=blanks, dashes=dashes)
    render: Callable[[Drawn], bytes] = OFFICE[form]
    report = read_report(render(drawn), f"report.{form[:4]}")
    assert misread(drawn, report) == []
    assert (report.identity.issuer, report.identity.year) == (drawn.issuer, drawn.year)


@pytest.mark.slow
@pytest.mark.parametrize("form", OFFICE)
def test_every_cell_among_many(form: str) -> None:
    for seed in range(150):
        drawn = draw(seed, blanks=seed % 5 / 4, dashes=seed % 2 * 0.1)
        assert misread(drawn, read_report(OFFICE[form](drawn), f"report.{form[:4]}")) == []


def test_a_place_leads_to_the_cell() -> None:
    drawn = draw(3)
    word = read_report(OFFICE["docx"](drawn), "a.docx").tables["disputes"].figures[-1]
    assert (word.locator.table, word.locator.row, word.locator.column) == (3, 4, 15)
    sheets = read_report(OFFICE["xlsx of sheets"](drawn), "a.xlsx").tables["disputes"].figures[-1]
    # the fourth sheet: the first holds the prose before the tables
    assert (sheets.locator.table, sheets.locator.row, sheets.locator.column) == (4, 5, 15)
