"""Tables of a page are found wherever they stand; words of the overview are none."""

from __future__ import annotations

from itertools import permutations

import pytest

from gouji.extraction.reader import read_report
from gouji.forms.values import State

TITLE = "<h1>某县水务局2022年政府信息公开工作年度报告</h1><p>一、总体情况</p>"
OVERVIEW = "<p>（四）政府信息公开行政复议、行政诉讼情况</p><p>复议维持1件，诉讼2件。</p>"
RESULTS = ("结果维持", "结果纠正", "其他结果", "尚未审结", "总计")

APPLICANTS = ("自然人", "商业企业", "科研机构", "社会公益组织", "法律服务机构", "其他", "总计")


def grid(*rows: tuple[object, ...]) -> str:
    body = ("".join(f"<td>{cell}</td>" for cell in row) for row in rows)
    return "<table>" + "".join(f"<tr>{row}</tr>" for row in body) + "</table>"


TABLES = {
    "disclosure": grid(
        ("信息内容", "本年制发件数", "本年废止件数", "现行有效件数"),
        ("规章", 0, 0, 0),
        ("行政规范性文件", 2, 1, 9),
    ),
    "requests": grid(
        ("申请人情况", *APPLICANTS),
        ("一、本年新收政府信息公开申请数量", 3, 1, 0, 0, 0, 0, 4),
        ("二、上年结转政府信息公开申请数量", 0, 0, 0, 0, 0, 0, 0),
        ("（一）予以公开", 3, 1, 0, 0, 0, 0, 4),
        ("（七）总计", 3, 1, 0, 0, 0, 0, 4),
        ("四、结转下年度继续办理", 0, 0, 0, 0, 0, 0, 0),
    ),
    "disputes": grid(
        ("类别", *RESULTS),
        ("行政复议", 1, 0, 0, 0, 1),
        ("未经复议直接起诉", 0, 0, 0, 2, 2),
        ("复议后起诉", 0, 0, 0, 0, 0),
    ),
}
NUMBERS = {"disclosure": 12, "requests": 24, "disputes": 6}


def sums(order: tuple[str, ...], overview: str = "") -> dict[str, object]:
    page = TITLE + overview + "".join(TABLES[name] for name in order) + "<p>五、存在的问题</p>"
    tables = read_report(page.encode(), "a.html").tables
    return {
        name: sum(f.cell.value or 0 for f in table.figures)
        for name, table in tables.items()
        if any(f.cell.state is not State.MISSING for f in table.figures)
    }


@pytest.mark.parametrize("order", permutations(TABLES))
def test_tables_in_any_order(order: tuple[str, ...]) -> None:
    assert sums(order, OVERVIEW) == NUMBERS


def test_words_of_the_overview_are_no_table() -> None:
    without = {name: total for name, total in NUMBERS.items() if name != "disputes"}
    assert sums(("disclosure", "requests"), OVERVIEW) == without
