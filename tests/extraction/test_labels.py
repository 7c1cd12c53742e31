"""Labels as real pages print them: damaged, glued, foreign; form order is evidence."""

from __future__ import annotations

import pytest

from gouji.documents.plain.text import read_text
from gouji.extraction.characters import fold
from gouji.extraction.figures.aligning.likeness import is_foreign, most_alike
from gouji.extraction.lines import split_line
from gouji.extraction.numbers import parse_cell
from gouji.extraction.reader import extract
from gouji.extraction.report import Report
from gouji.forms import catalogue
from gouji.forms.model import CellKey
from gouji.forms.values import State

HEAD_2021 = ["二、主动公开政府信息情况", "第二十条第（一）项"]


def read(*lines: str) -> Report:
    tail = ["五、存在的主要问题及改进情况", "人手偏少。"]
    return extract(read_text("\n".join(["一、总体情况", "工作平稳。", *lines, *tail])))


def values(report: Report, table: str, item: str) -> list[object]:
    return [f.cell.value for f in report.tables[table].figures if f.item == item]


@pytest.mark.parametrize(
    ("table", "piece", "item"),
    [
        ("requests", "1.属千国家秘蜜", "denied_state_secret"),
        ("requests", "(一)予她譽以公开", "granted"),
        ("requests", "2.重复中请", "not_processed_repeat"),
        ("requests", "一、本年新攸政府信息公开申请数量", "new_received"),
        ("requests", "二、上年结专政府信息公开中请数量", "brought_forward"),
        ("disclosure", "行政她譽许可", "licensing"),
        ("disclosure", "规她譽章", "government_rules"),
        ("disclosure", "政府集中釆购", "procurement"),
    ],
)
def test_a_damaged_label_resembles_its_item(table: str, piece: str, item: str) -> None:
    index = most_alike(table, fold(piece))
    assert index is not None
    assert catalogue.tables()[table].items[index].id == item


@pytest.mark.parametrize(
    ("table", "piece"),
    [
        ("requests", "法人或其他组织"), ("requests", "申请人情况"), ("requests", "不予公开"),
        ("requests", "三、本年度办理结果"), ("disclosure", "其他主动公开文件"),
        ("disclosure", "信息内容"), ("disclosure", "行政"),
    ],
)  # fmt: skip
def test_headers_and_foreign_rows_resemble_none(table: str, piece: str) -> None:
    assert most_alike(table, fold(piece)) is None


def test_a_row_with_a_label_of_its_own_is_foreign() -> None:
    items = [item.id for item in catalogue.tables()["requests"].items]
    index = items.index("denied_third_party")
    assert is_foreign("requests", "其他主动公开文件数", index)
    assert not is_foreign("requests", "方合法权益", index)


@pytest.mark.parametrize(
    ("line", "cells"),
    [
        ("规章 0 0 3", ["规章", "0", "0", "3"]),
        ("行政处罚 5 行政强制 2", ["行政处罚", "5", "行政强制", "2"]),
        ("1 属于国家秘密 4 0", ["1 属于国家秘密", "4", "0"]),
        ("全年公开 689 条信息", []),
        ("2 0", []),
        ("0 0", ["0", "0"]),
        ("0 26", ["0", "26"]),
        ("0 05", []),
        ("12 -59", ["12", "-59"]),
        ("0 /", ["0", "/"]),
        ("0.5 3", []),
        ("本年增 / 减", []),
        ("规章 / / /", ["规章", "/", "/", "/"]),
        ("7 1 8", ["7", "1", "8"]),
    ],
)
def test_a_line_comes_apart_at_its_values(line: str, cells: list[str]) -> None:
    assert [text for text, _ in split_line(line)] == cells


def test_numbers_glued_to_a_label_are_read() -> None:
    report = read(
        *HEAD_2021, "信息内容 本年制发件数 本年废止件数 现行有效件数", "规章0 0 0",
        "行政规范性文件3 1 12", "第二十条第（五）项", "信息内容 本年处理决定数量", "行政许可2184",
    )  # fmt: skip
    assert values(report, "disclosure", "normative_documents") == [3, 1, 12]
    assert values(report, "disclosure", "licensing") == [2184]


def test_several_cells_glued_together_are_never_one_number() -> None:
    report = read(*HEAD_2021, "信息内容 本年制发件数 本年废止件数 现行有效件数", "规章100")
    states = {f.cell.state for f in report.tables["disclosure"].figures if f.item[0] == "g"}
    assert states == {State.AMBIGUOUS}
    assert parse_cell("00").state is State.AMBIGUOUS


def test_taiwan_vocabulary_and_wrong_conversions() -> None:
    report = read(
        "第二十條第（一）項", "資訊內容 本年製發件數 本年廢止件數 現行有效件數", "規章 0 0 0",
        "行政規範性檔案 4 1 9", "第二十條第（五）項", "資訊內容 本年處理決定數量", "行政許可 12",
    )  # fmt: skip
    assert values(report, "disclosure", "normative_documents") == [4, 1, 9]
    assert values(report, "disclosure", "licensing") == [12]


def test_a_page_number_hides_how_many_cells_are_empty() -> None:
    lines = ["三、收到和处理政府信息公开申请情况", "申请人情况"]
    lines += ["", "一、本年新收政府信息公开申请数量", "", "7", "", "", "— 5 —", "", "", "", "7"]
    lines += ["", "二、上年结转政府信息公开申请数量", *(["", "0"] * 7)]
    cells = read(*lines).tables["requests"].cells()
    assert not cells[CellKey("new_received", "enterprise")].state.is_certain
    assert cells[CellKey("brought_forward", "total")].value == 0


def test_a_cell_that_is_no_number_is_never_read_as_empty() -> None:
    for odd in ("约3", "见附件", "十二", "3²", "(3)"):
        report = read(
            "第二十条第（五）项", "信息内容\t本年处理决定数量", f"行政许可\t{odd}",
            "第二十条第（六）项", "信息内容\t本年处理决定数量", "行政处罚\t5", "行政强制\t0",
            "第二十条第（八）项", "信息内容\t本年收费金额（单位：万元）", "行政事业性收费\t0",
        )  # fmt: skip
        states = {
            f.cell.state for f in report.tables["disclosure"].figures if f.item == "licensing"
        }
        assert states == {State.AMBIGUOUS}, odd


def test_a_row_whose_cells_hold_two_numbers_each_is_open_as_a_whole() -> None:
    lines = ["三、收到和处理政府信息公开申请情况", "申请人情况"]
    lines += ["", "一、本年新收政府信息公开申请数量"]
    lines += [line for cell in ("1", "0 0", "0", "0", "0 0", "0", "1") for line in ("", cell)]
    cells = read(*lines).tables["requests"].cells()
    row = [cell for key, cell in cells.items() if key.item == "new_received"]
    assert {cell.state for cell in row} == {State.AMBIGUOUS}


def test_the_last_of_other_outcomes_under_longer_names() -> None:
    header = "自然人 商业企业 科研机构 社会公益组织 法律服务机构 其他 总计"
    rows = ["（七）总计 9 0 0 0 0 0 9", "四、结转下年度继续办理 0 0 0 0 0 0 0"]
    for label in ("3.其他情形", "3.其他情况", "3.其他"):
        report = read("申请人情况", header, f"{label} 9 0 0 0 0 0 9", *rows)
        assert values(report, "requests", "other_misc") == [9, 0, 0, 0, 0, 0, 9]


def test_a_label_in_the_menu_of_a_site_begins_no_table() -> None:
    menu = ["首页", "地方性法规", "规章", "行政规范性文件", "行政复议", "其他文件"]
    own = [
        "如东县水务局2020年政府信息公开工作年度报告",
        "一、总体情况",
        "2020年，我局收到政府信息公开申请31件。",
    ]
    head = ["信息内容", "本年新制作数量", "本年新公开数量", "对外公开总数量"]
    table = [*head, "规章", "0", "0", "0", "规范性文件", "5", "4", "9"]
    text = [*menu, *own, "二、主动公开政府信息情况", "第二十条第（一）项", *table, "三、其他"]
    report = extract(read_text("\n\n".join(text), "plain"))
    assert (report.identity.issuer, report.identity.year) == ("如东县水务局", 2020)
    assert [claim.value for claim in report.claims] == [31]
    assert values(report, "disclosure", "normative_documents") == [5, 4, 9]


def test_nor_where_the_report_has_none() -> None:
    menu = ["行政许可", "行政复议", "行政诉讼", "1", "2", "下一页"]
    own = ["如东县水务局2016年政府信息公开工作年度报告", "2016年，我局公开政府信息31条。"]
    report = extract(read_text("\n\n".join([*menu, *own]), "plain"))
    assert (report.identity.issuer, report.identity.year) == ("如东县水务局", 2016)
    assert not any(figure.raw in ("1", "2") for t in report.tables.values() for figure in t.figures)
