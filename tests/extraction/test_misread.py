"""Cells that can be read in several ways, and the sums that leave one."""

from __future__ import annotations

import pytest

from gouji.documents.html.page import read_html
from gouji.documents.plain.text import read_text
from gouji.extraction.reader import extract
from gouji.extraction.report import Report
from gouji.forms.values import State

HEADER = ["项目", "自然人", "商业企业", "科研机构", "社会公益组织", "法律服务机构", "其他", "总计"]
ROW = ["一、本年新收政府信息公开申请数量", "147", "0", "3", "0", "0", "0", "150"]
OTHER = ["二、上年结转政府信息公开申请数量", "0", "1", "0", "0", "2", "0", "3"]


def html(*rows: list[str]) -> Report:
    body = "".join("<tr>" + "".join(f"<td>{c}</td>" for c in row) + "</tr>" for row in rows)
    return extract(read_html(f"<p>三、收到和处理政府信息公开申请情况</p><table>{body}</table>"))


def values(report: Report, item: str) -> list[object]:
    return [
        cell.value if cell.state is State.REPORTED else cell.state
        for key, cell in report.tables["requests"].cells().items()
        if key.item == item
    ]


@pytest.mark.parametrize(
    ("column", "printed"), [(1, "1 4 7"), (1, "l47"), (7, "15O"), (7, "l50"), (7, "1 5 0")]
)
def test_the_reading_that_ties_is_taken(column: int, printed: str) -> None:
    row = [*ROW[:column], printed, *ROW[column + 1 :]]
    assert values(html(HEADER, row, OTHER), "new_received") == [147, 0, 3, 0, 0, 0, 150]


@pytest.mark.parametrize(("column", "printed"), [(1, "1 4 8"), (7, "16O"), (7, "l5l")])
def test_one_that_does_not_tie_stays_open(column: int, printed: str) -> None:
    row = [*ROW[:column], printed, *ROW[column + 1 :]]
    assert values(html(HEADER, row, OTHER), "new_received")[column - 1] is State.AMBIGUOUS


def test_two_in_one_row_stay_open() -> None:
    row = [ROW[0], "1 4 7", "0", "3", "0", "0", "0", "1 5 0"]
    assert values(html(HEADER, row, OTHER), "new_received").count(State.AMBIGUOUS) == 2


def test_letters_like_zero_lose_no_cell_of_a_line_of_text() -> None:
    rows = [HEADER, [ROW[0], *(cell.replace("0", "O") for cell in ROW[1:])], OTHER]
    text = "\n".join(" ".join(row) for row in rows)
    report = extract(read_text(f"三、收到和处理政府信息公开申请情况\n申请人情况\n{text}\n"))
    assert values(report, "new_received") == [147, 0, 3, 0, 0, 0, 150]
