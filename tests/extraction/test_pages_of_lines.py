"""Texts of PDFs and of books that are leafed through: lines of a page, their heads and numbers."""

from __future__ import annotations

import pytest

from gouji.extraction.reader import read_report
from gouji.extraction.report import TableReading
from gouji.forms.values import State

TITLE = "榆川县畜牧局2020年政府信息公开工作年度报告"
TWO = ["二、主动公开政府信息情况", "第二十条第（一）项"]
HEAD_3 = ["三、收到和处理政府信息公开申请情况", "申请人情况 自然人 商业企业 科研机构 社会公益组织 "
          "法律服务机构 其他 总计"]  # fmt: skip


def table(name: str, *lines: str) -> TableReading:
    return read_report("\n".join(lines).encode(), "a.txt").tables[name]


def values(reading: TableReading, item: str) -> list[object]:
    return [f.cell.value if f.cell.state is State.REPORTED else None
            for f in reading.figures if f.item == item]  # fmt: skip


@pytest.mark.parametrize(
    "header",
    [
        ["信息内容 本年新制作 本年新公开 对外公开总", "数量 数量 数量"],
        ["本年新制作 本年新公开 对外公开总", "信息内容 数量 数量 数量"],
        ["本年新制作 本年新公开 对外公开总", "信息内容", "数量 数量 数量"],
        ["信息内 容 本 年新制作 本年新 公开 对外公开总", "数 量 数量 数 量"],
    ],
)
def test_cells_of_a_header_over_the_same_lines_name_their_columns(header: list[str]) -> None:
    reading = table("disclosure", *TWO, *header, "规章 3 14 0", "规范性文件 5 0 7")
    assert values(reading, "government_rules") == [3, 14, 0]


@pytest.mark.parametrize(
    ("header", "told"),
    [
        (["上一年项目 处理决定数", "信息内容 数量 本年增/减 量"], [6, -2, 41]),
        (["信息内容 上一年项目 本年增/减 处理决定数", "数量 量"], [6, -2, 41]),
        # None of these tells which column stands left of the other.
        (["信息内容 处理决定数 本年增/减 上一年项目", "量 数量"], [None] * 3),
        (["信息内容 处理决定数 上一年项目", "量 本年增/减 数量"], [None] * 3),
    ],
)
def test_the_words_of_two_lines_keep_their_order(header: list[str], told: list[object]) -> None:
    lines = [*TWO[:1], "第二十条第（五）项", *header, "行政许可 6 -2 41",
             "其他对外管理服务事项 0 0 0"]  # fmt: skip
    assert values(table("disclosure", *lines), "licensing") == told


def test_a_number_on_the_line_above_a_row_may_be_that_of_the_page() -> None:
    lines = [
        *TWO[:1],
        "第二十条第（九）项",
        "信息内容 采购项目数量 采购总金额（元）",
        "政府集中采购",
        "2",
    ]
    assert values(table("disclosure", *lines, "33 100"), "procurement") == [None] * 2
    assert values(table("disclosure", *lines, "33", "三、其他情况"), "procurement") == [2, 33]


PROSE = ["全年按时更新各个栏目，及时回应群众关切的问题。"] * 17
SECTION = ["第二十条第（六）项", "信息内容 上一年项目数量 本年增/减 处理决定数量"]
ROWS = ["行政处罚 4 1 9", "行政强制 0 0 2"]


@pytest.mark.parametrize(
    ("third", "behind", "told"),
    [("3", PROSE, [4, 1, 9]), ("3", [], [4, 1, 9]), ("5", PROSE, [None] * 3), ("3", ["9"], None)],
)
def test_numbers_that_count_the_pages_are_none_of_a_table(
    third: str, behind: list[str], told: list[object] | None
) -> None:
    pages = [TITLE, "一、总体情况", *PROSE, "1", *PROSE, TWO[0], *SECTION, "2", *ROWS]
    reading = table("disclosure", *pages, "三、其他情况", *PROSE, third, *behind)
    assert values(reading, "penalties") == (told or [None] * 3)


LABELS = [
    "一、本年新收政府信息公开申请数量", "二、上年结转政府信息公开申请数量", "（一）予以公开",
    "（二）部分公开", "1.属于国家秘密", "2.其他法律行政法规禁止公开", "3.危及“三安全一稳定”",
    "4.保护第三方合法权益", "5.属于三类内部事务信息", "6.属于四类过程性信息",
    "7.属于行政执法案卷", "8.属于行政查询事项", "1.本机关不掌握相关政府信息",
    "2.没有现成信息需要另行制作", "3.补正后申请内容仍不明确", "1.信访举报投诉类申请",
    "2.重复申请", "3.要求提供公开出版物", "4.无正当理由大量反复申请",
    "5.要求行政机关确认或重新出具已获取信息", "（六）其他处理",
]  # fmt: skip


@pytest.mark.parametrize("page", [["4"], ["P. 4"], [f"Page 4 - {TITLE}", "P. 4"]])
def test_the_head_of_a_page_is_no_part_of_other_outcomes(page: list[str]) -> None:
    rows = [f"{label} 0 0 0 0 0 0 0" for label in LABELS]
    rows[0], rows[-1] = f"{LABELS[0]} 8 0 0 0 0 0 8", f"{LABELS[-1]} 8 0 0 0 0 0 8"
    ends = ["（七）总计 8 0 0 0 0 0 8", "四、结转下年度继续办理 0 0 0 0 0 0 0"]
    reading = table("requests", f"Page 3 - {TITLE}", "P. 3", *HEAD_3, *rows, *page, *ends)
    assert reading.form == "form_2019"
    assert values(reading, "outcome_total") == [8, 0, 0, 0, 0, 0, 8]


def test_the_head_of_a_single_page_names_organ_and_year() -> None:
    report = read_report("\n".join([f"Page 8 - {TITLE}", "P. 8", *HEAD_3]).encode(), "a.txt")
    assert (report.identity.issuer, report.identity.year) == ("榆川县畜牧局", 2020)


def test_two_numbers_on_a_line_below_empty_lines_are_no_cell_behind_an_empty_one() -> None:
    rows = ["第二十条第（九）项", "信息内容 采购项目数量 采购总金额（元）"]
    lines = [TWO[0], *rows, "政府集中采购", "", "", "88 4100", "三、其他情况"]
    states = {f.cell.state for f in table("disclosure", *lines).figures if f.item == "procurement"}
    assert states == {State.AMBIGUOUS}


@pytest.mark.parametrize("number", ["—\t1\t—", "第\t1\t页\t共\t6\t页", "— 1 —"])
def test_a_page_number_that_came_apart_is_no_row(number: str) -> None:
    lines = [TWO[0], "第二十条第（五）项", "信息内容\t上一年项目数量\t本年增/减\t处理决定数量",
             "行政许可\t6\t-2\t41", "其他对外管理服务事", number, "项", "77\t-3\t0",
             "第二十条第（六）项"]  # fmt: skip
    assert values(table("disclosure", *lines), "other_services") in ([77, -3, 0], [None] * 3)


def test_a_label_with_a_number_of_its_own_does_not_begin_on_the_line_above() -> None:
    rows = [f"{label}\t0\t0\t0\t0\t0\t0\t0" for label in LABELS]
    rows[10] = "7.属于行\t0\t0\t5\t0\t0\t0\t5\n政执法案卷"
    rows[11] = "8.属于行\t1\t0\t0\t0\t0\t0\t1\n政查询事项"
    rows += ["（七）总计\t1\t0\t5\t0\t0\t0\t6", "四、结转下年度继续办理\t0\t0\t0\t0\t0\t0\t0"]
    reading = table("requests", HEAD_3[0], HEAD_3[1].replace(" ", "\t"), *rows)
    nothing = [None] * 7
    assert values(reading, "denied_enforcement_file") in ([0, 0, 5, 0, 0, 0, 5], nothing)
    assert values(reading, "denied_separate_inquiry") in ([1, 0, 0, 0, 0, 0, 1], nothing)
