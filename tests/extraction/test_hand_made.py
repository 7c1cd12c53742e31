"""Pages written by hand, each nasty in its own way: read exactly, or left open, never wrong."""

from __future__ import annotations

import pytest

from gouji.extraction.reader import read_report
from gouji.forms.values import State
from tests.extraction.hand_made import pages_dumped, pages_html, pages_layout, pages_text
from tests.extraction.hand_made.printing import OPEN, PAGES

assert pages_dumped and pages_html and pages_layout and pages_text


@pytest.mark.parametrize("name", PAGES)
def test_every_cell_is_exact_or_left_open_where_the_page_leaves_it_open(name: str) -> None:
    file, content, truth = PAGES[name]()
    report = read_report(content.encode() if isinstance(content, str) else content, file)
    wrong, left = [], []
    for table, cells in truth.items():
        read = report.tables[table].cells() if table in report.tables else {}
        for key, value in cells.items():
            cell = read.get(key)
            scope = f"{table}.{key.item}.{key.column}"
            if cell is None or not cell.state.is_certain:
                left.append(scope)
            elif (cell.value if cell.state is State.REPORTED else None) != value:
                wrong.append(f"{scope}: {cell} for {value}")
    for table, reading in report.tables.items():
        for key, cell in reading.cells().items():
            if cell.state is State.REPORTED and key not in truth[table]:
                wrong.append(f"{table}.{key.item}.{key.column}: {cell} is not there")
    assert wrong == []
    assert [s for s in left if not f"{s}.".startswith(tuple(f"{o}." for o in OPEN[name]))] == []
