"""Layouts that converters of pages and PDFs make: what is left is read, what is lost is said."""

from __future__ import annotations

import re

import pytest

from gouji.documents.plain.one_line import table_lines
from gouji.documents.plain.text import read_text
from gouji.extraction.figures.doubt import CUT_BEHIND_LABELS
from gouji.extraction.figures.requests.header import REORDERED
from gouji.extraction.identity.titles import clean_name
from gouji.extraction.reader import extract, read_report
from gouji.extraction.report import Report
from gouji.forms.values import State
from tests.generation.figures import draw
from tests.generation.layouts import markdown
from tests.generation.layouts_converted import (
    CONVERTED,
    fused_columns,
    labels_first,
    tables_behind_text,
)
from tests.generation.troubled import Case, make, tally


def read(text: str, form: str = "markdown") -> Report:
    return extract(read_text(text, form))


def read_made(case: Case) -> Report:
    return read_report(case.data, case.name)


def state(report: Report, table: str, item: str, column: str) -> State:
    [cell] = [
        figure.cell
        for figure in report.tables[table].figures
        if (figure.item, figure.column) == (item, column)
    ]
    return cell.state


@pytest.mark.parametrize("layout", sorted(CONVERTED.keys() - {"labels_first", "fused_columns"}))
def test_layouts_of_converters_lose_no_cell(layout: str) -> None:
    case = make(2, layout)
    assert tally(case, read_made(case)) == ({"exact": sum(map(len, case.page.truth.values()))}, [])


def test_tables_on_one_line_keep_what_stands_between_them() -> None:
    line = "前 | 甲 | 乙 | | --- | --- | | 1 | 2 | | 3 |  | 后 | 丙 | | :---: | | a\\|b | 尾"
    assert table_lines(line) == [
        *("前 ", "| 甲 | 乙 |", "| --- | --- |", "| 1 | 2 |", "| 3 |  |"),
        *(" 后 ", "| 丙 |", "| :---: |", "| a\\|b |", " 尾"),
    ]


@pytest.mark.parametrize("line", ["| --- | --- |", "| 甲 | --- | 1 |", "甲 --- 乙", "| 甲 | 乙 |"])
def test_other_lines_stay_whole(line: str) -> None:
    assert table_lines(line) == [line]


def test_the_rule_of_a_table_of_one_column_is_no_cell() -> None:
    blocks = read_text("一段文字\n\n| 第一行 |\n|---|\n| 第二行 |\n").blocks
    assert "---" not in "".join(getattr(block, "text", "") for block in blocks)


@pytest.mark.parametrize("layout", ["rows_apart", "rows_apart_dropped"])
@pytest.mark.parametrize("seed", range(3))
def test_lines_between_rows_are_no_empty_cells(layout: str, seed: int) -> None:
    case = make(seed, layout, ["some_blank"])
    assert tally(case, read_made(case))[1] == []


def test_labels_far_from_their_numbers_are_no_empty_rows() -> None:
    report = read_made(make(4, "labels_first"))
    assert {f.cell.state for f in report.tables["requests"].figures} == {State.AMBIGUOUS}


@pytest.mark.parametrize("numbers", [["3", "3"], []])
def test_labels_alone_are_empty_rows_only_where_no_number_is_left_over(numbers: list[str]) -> None:
    text = labels_first(draw(4))
    start, end = text.index("行政诉讼\n") + 5, text.index("\n结果维持")
    report = read("\n".join([text[:start], *numbers, text[end:]]), "text")
    cells = report.tables["requests"].cells().values()
    assert {cell.state for cell in cells} == {State.AMBIGUOUS if numbers else State.BLANK}


def test_labels_alone_at_the_end_of_a_text_are_no_empty_rows() -> None:
    text = labels_first(draw(4))
    report = read(text[: text.index("行政诉讼\n")], "text")
    assert report.tables["requests"].doubt is CUT_BEHIND_LABELS


def test_cells_below_a_header_that_names_two_columns_in_one_are_not_counted() -> None:
    lines = fused_columns(draw(3)).splitlines()
    rows = [n for n, line in enumerate(lines) if "<br>" in line and "社会公益" not in line]
    for n in rows:
        lines[n] = re.sub(r"\d+<br>\d+", "", lines[n])
    for text in ("\n".join(lines), "\n".join(line for line in lines if "社会公益" not in line)):
        cells = read(text).tables["requests"].figures
        assert State.BLANK not in {figure.cell.state for figure in cells}


def test_a_table_between_rules_that_is_cut_off_is_a_table_still() -> None:
    case = make(3, "ruled_by_dashes")
    label = case.data.index("三、本年度办理结果".encode())
    counts, wrong = tally(case, read_report(case.data[:label].rstrip(), case.name))
    assert wrong == []
    assert counts["exact"] == len(case.page.truth["disclosure"]) + 14


def test_a_cell_that_holds_two_numbers_beside_an_empty_one_leaves_the_row_open() -> None:
    text = markdown(draw(3))
    line = next(line for line in text.splitlines() if "本年新收" in line)
    label, *numbers = [cell.strip() for cell in line.strip("| ").split("|")]
    fused = [label, "", *numbers[:5], f"{numbers[5]} {int(numbers[6]) + 1}"]
    report = read(text.replace(line, "| " + " | ".join(fused) + " |"))
    assert state(report, "requests", "new_received", "natural_person") is State.AMBIGUOUS


def test_a_header_that_is_cut_off_leaves_an_empty_cell_below_it_open() -> None:
    rows = (
        "| 信息内容 | 本年制发件数 | 本年废止件数 | {} |\n|---|---|---|---|\n| 规章 | 2 | 0 |  |\n"
    )
    whole, cut = (
        read("二、主动公开政府信息情况\n" + rows.format(name)) for name in ("现行有效件数", "现")
    )
    assert state(whole, "disclosure", "government_rules", "in_force") is State.BLANK
    assert state(cut, "disclosure", "government_rules", "in_force") is State.AMBIGUOUS


def test_the_unit_of_money_on_the_second_line_of_its_header() -> None:
    rows = (
        "二、主动公开政府信息情况\n| 信息内容 | 本年收费金额 |\n|---|---|\n"
        "|  | （单位：万元） |\n| 行政事业性收费 | 3.5 |\n"
    )
    fees = "disclosure", "administrative_fees", "amount_yuan"
    assert state(read(rows), *fees) is State.REPORTED
    assert state(read(rows.replace("（单位：万元）", "")), *fees) is State.AMBIGUOUS


@pytest.mark.parametrize("cut", ["法人或|其他|组织", "法人|或其他组|织", "法|人或其他|组织"])
def test_a_header_in_pieces_is_no_other_order(cut: str) -> None:
    text = markdown(draw(2))
    header = next(line for line in text.splitlines() if "自然人" in line)
    report = read(text.replace(header, f"| | 自然 | {cut} |\n{header}".replace("自然人", "人", 1)))
    assert report.tables["requests"].doubt is not REORDERED


def test_empty_cells_are_not_believed_where_two_numbers_stand_in_one() -> None:
    lines = markdown(draw(3)).splitlines()
    rows = [n for n, line in enumerate(lines) if line.startswith("| ") and line.count("|") == 9]
    for n in rows[2:]:
        label, *numbers = [cell.strip() for cell in lines[n].strip("| ").split("|")]
        if numbers[-1:] and all(number.isdigit() for number in numbers):
            cells = [label, "", "", f"{numbers[0]} {numbers[1]}", *numbers[2:]]
            lines[n] = "| " + " | ".join(cells) + " |"
    cells = read("\n".join(lines)).tables["requests"].figures
    assert State.BLANK not in {figure.cell.state for figure in cells}


def test_a_row_without_numbers_above_one_without_a_label_is_not_empty() -> None:
    text = markdown(draw(3))
    line = next(line for line in text.splitlines() if "重复申请" in line)
    label, *numbers = [cell.strip() for cell in line.strip("| ").split("|")]
    empty = "| " + " | ".join([label, *[""] * 7]) + " |"
    apart = "| " + " | ".join(["", "1", *numbers[1:]]) + " |"
    report = read(text.replace(line, f"{empty}\n{apart}\n{apart}"))
    assert state(report, "requests", "not_processed_repeat", "enterprise") is not State.BLANK


def test_the_first_line_of_a_label_may_stand_above_its_row() -> None:
    text = markdown(draw(3))
    cut = text.replace(
        "| 一、本年新收政府信息公开申请数量 |", "一、本年新收\n政府信息公开申请数量 |"
    )
    assert cut != text
    assert read(cut).tables["requests"].cells() == read(text).tables["requests"].cells()


@pytest.mark.parametrize("sign", ["|", "\t"])
def test_a_whole_text_on_one_line_with_a_sign_between_cells(sign: str) -> None:
    case = make(3, "rows_apart_dropped")
    lines = [line for line in case.data.decode().splitlines() if line]
    report = read(sign.join(lines), "text")
    assert tally(case, report)[1] == []
    assert report.tables["requests"].cells() == read_made(case).tables["requests"].cells()


def test_a_publisher_that_ran_into_the_title_is_no_issuer() -> None:
    assert clean_name("机构湉洲镇人民政府蒲堰县湉洲镇人民政府") is None
    assert clean_name("湉洲镇人蒲堰县湉洲镇人民政府") is None  # 民政府 stands on the next line
    assert clean_name("蒲堰县湉洲镇人民政府") == "蒲堰县湉洲镇人民政府"
    assert clean_name("蒲堰县人力资源和社会保障局") == "蒲堰县人力资源和社会保障局"


@pytest.mark.parametrize(("opening", "year"), [
    ("2026年11月26日 星期四 请输入关键词", None), ("2023年全县公开信息12条。", 2023),
])  # fmt: skip
def test_the_date_above_a_page_is_not_the_year_of_the_report(opening: str, year: int) -> None:
    assert read(f"{opening}\n一、总体情况\n工作平稳。", "text").identity.year == year


def test_empty_cells_behind_a_label_that_reaches_over_columns_are_no_cells_of_its_row() -> None:
    """The row of what is carried forward lost two of its cells, and has two of its label."""
    case = make(1141, "printed_none", ["chrome", "money_in_cells", "lost_cells"])
    report = read_report(case.data, case.name)
    assert tally(case, report)[1] == []
    row = [f for f in report.tables["requests"].figures if f.item == "carried_forward"]
    assert {figure.cell.state for figure in row} == {State.AMBIGUOUS}


def test_a_number_loose_behind_the_heading_keeps_tables_where_they_stand() -> None:
    """It may belong to either table: none is moved then."""
    text = tables_behind_text(draw(3))
    stray = text.replace("人手偏少。", "人手偏少。\n\n7\n")
    states = [
        {figure.cell.state for figure in read(one).tables["disputes"].figures}
        for one in (text, stray)
    ]
    assert states == [{State.REPORTED}, {State.MISSING}]


def test_numbers_beside_the_names_of_their_columns_are_not_counted() -> None:
    rows = (
        "| 信息内容 | 本年制发件数 |  | 本年废止件数 | 现行有效件数 |",
        "|---|---|---|---|---|",
        "| 规章 |  | 2 | 0 |  |",
    )
    report = read("\n".join(["二、主动公开政府信息情况", *rows]))
    states = [state(report, "disclosure", "government_rules", c) for c in ("issued", "in_force")]
    assert states == [State.AMBIGUOUS] * 2


def test_a_label_alone_beside_rows_of_a_grid_is_no_empty_row() -> None:
    lines = ["二、主动公开政府信息情况", "信息内容\t本年处理决定数量", "行政许可\t5"]
    lines += ["信息内容", "行政处罚", "信息内容\t本年收费金额（单位：元）", "行政事业性收费\t0"]
    report = read("\n".join(lines), "text")
    assert state(report, "disclosure", "licensing", "decisions") is State.REPORTED
    assert state(report, "disclosure", "penalties", "decisions") is State.AMBIGUOUS
