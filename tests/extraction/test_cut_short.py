"""What is cut short is never another report: not one number more, none with fewer digits."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gouji.documents.opening import open_document
from gouji.extraction.reader import read_report
from gouji.forms.values import State
from tests.documents.office_files import grids
from tests.documents.pdf_files import PageSpec, line, make_pdf, text
from tests.generation.figures import draw
from tests.generation.layouts import LAYOUTS
from tests.generation.troubled import Case, make, tally

TEXTS = sorted(
    name for name, (extension, _) in LAYOUTS.items() if extension in ("html", "md", "txt")
)
CASES = {(name, seed): make(seed, name) for name in TEXTS for seed in (3, 8)}


def wrong(case: Case, end: int) -> list[str]:
    report = read_report(case.data[:end], case.name)
    assert report.unreadable is None or report.unreadable.code != "reader_failed"
    return tally(case, report)[1]


def inside_numbers(case: Case) -> list[int]:
    """Where a number of the tables has begun and is not over."""
    return [n for m in re.finditer(rb"\d{2,}", case.data) for n in range(m.start() + 1, m.end())]


@pytest.mark.parametrize("layout", TEXTS)
@given(data=st.data(), seed=st.sampled_from([3, 8]))
def test_no_cut_gives_another_number(layout: str, seed: int, data: st.DataObject) -> None:
    case = CASES[layout, seed]
    anywhere = st.integers(0, len(case.data))
    end = data.draw(anywhere | st.sampled_from(inside_numbers(case)))
    assert wrong(case, end) == []


@pytest.mark.slow
@pytest.mark.parametrize("layout", TEXTS)
def test_a_cut_anywhere(layout: str) -> None:
    case = CASES[layout, 3]
    ends = {*inside_numbers(case), *range(0, len(case.data), 17)}
    assert [(end, found) for end in sorted(ends) if (found := wrong(case, end))] == []


def test_a_number_that_ends_the_file_stays_where_its_row_sums() -> None:
    case = CASES["tabbed", 3]
    label = case.data.index("二、上年结转".encode())
    counts, wrong = tally(case, read_report(case.data[:label].rstrip(), case.name))
    assert wrong == []
    assert counts["exact"] == len(case.page.truth["disclosure"]) + 7


def test_a_table_wider_than_its_page_has_lost_what_its_last_cells_hold() -> None:
    rules = "".join(line(50, y, 400, y) for y in (500, 520, 540))
    rules += "".join(line(x, 500, x, 540) for x in (50, 200, 390))
    words = text(60, 525, "a") + text(210, 525, "1") + text(60, 505, "b") + text(210, 505, "2")
    [grid] = grids(open_document(make_pdf(PageSpec(rules + words)), "a.pdf"))
    assert [cell.text for cell in grid.cells] == ["a", "1", "\ufffd", "b", "2", "\ufffd"]


def test_a_table_cut_before_the_rows_that_tell_its_form_has_that_of_table_two() -> None:
    seed = next(n for n in range(99) if draw(n).split)
    case = make(seed, "tabbed")
    end = case.data.index("2.重复申请".encode())
    tables = read_report(case.data[:end], case.name).tables
    assert {name: tables[name].form for name in tables} == dict.fromkeys(tables, "form_2021")


HEAD = (
    "三、收到和处理政府信息公开申请情况\n申请人情况 | ||||||||\n"
    "自然人 | 法人或其他组织 | 总计 | |||||||\n"
    "商业企业 | 科研机构 | 社会公益组织 | 法律服务机构 | 其他 | |||||\n"
)


@pytest.mark.parametrize("rows", range(1, 6))
def test_one_number_before_pipes_that_fill_up_a_row_is_that_of_no_column(rows: int) -> None:
    labels = ["一、本年新收政府信息公开申请数量", "二、上年结转政府信息公开申请数量"]
    labels += ["三、本年度办理结果 | （一）予以公开", "（二）部分公开", "1.属于国家秘密"]
    lines = [f"{label} | {5 - n} | ||||||||" for n, label in enumerate(labels)]
    report = read_report((HEAD + "\n".join(lines[:rows])).encode(), "a.txt")
    cells = report.tables["requests"].cells()
    assert not [cell for cell in cells.values() if cell.state.is_certain]


@pytest.mark.parametrize("cells", range(1, 7))
def test_empty_cells_at_which_the_file_ends_are_not_all_of_their_row(cells: int) -> None:
    head = HEAD.replace(" | ", " |\n")
    text = f"{head}一、本年新收政府信息公开申请数量 |\n" + "|\n" * cells
    report = read_report(text.encode(), "a.txt")
    states = {f.cell.state for f in report.tables["requests"].figures if f.item == "new_received"}
    assert states <= {State.AMBIGUOUS, State.MISSING}


def test_empty_lines_before_the_last_number_of_a_file_may_be_one_empty_cell() -> None:
    lines = ["二、主动公开政府信息情况", "信息内容", "本年制发件数", "本年废止件数", "现行有效件数",
             "规章", "1", "2", "3", "行政规范性文件", "", "2997", ""]  # fmt: skip
    cells = read_report("\n\n".join(lines).encode(), "a.txt").tables["disclosure"].cells()
    states = [cell.state for key, cell in cells.items() if key.item == "normative_documents"]
    assert states == [State.AMBIGUOUS] * 3
    values = [cell.value for key, cell in cells.items() if key.item == "government_rules"]
    assert values == [1, 2, 3]


@pytest.mark.parametrize("label", ["行政规范性文件", "行政规范性文\n件", "行政规范\n性文件"])
@pytest.mark.parametrize("behind", ["", "第 1 页 共 9 页", "- 1 -", "P. 1"])
def test_a_label_over_two_lines_at_which_the_text_ends_has_no_empty_cells(
    label: str, behind: str
) -> None:
    lines = ["二、主动公开政府信息情况", "信息内容", "本年制发件数", "本年废止件数", "现行有效件数",
             "规章", "0 6 0", label, behind]  # fmt: skip
    cells = read_report("\n".join(lines).encode(), "a.txt").tables["disclosure"].cells()
    states = {cell.state for key, cell in cells.items() if key.item == "normative_documents"}
    assert states == {State.AMBIGUOUS}
