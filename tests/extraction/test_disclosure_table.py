"""Table 二: cells under their header, whatever a converter did to the row."""

from __future__ import annotations

from decimal import Decimal

import pytest

from gouji.documents.plain.text import read_text
from gouji.extraction.reader import extract
from gouji.extraction.report import Figure, Report
from gouji.forms.values import State

RULES_2021 = "| 信息内容 | 本年制发件数 | 本年废止件数 | 现行有效件数 |"
FEES_2021 = "| 信息内容 | 本年收费金额（单位：万元） | | |"
LICENSING_2019 = "| 信息内容 | 上一年项目数量 | 本年增/减 |  | 处理决定数量 |  |"


def read(*lines: str) -> Report:
    head = ["一、总体情况", "工作平稳。", "二、主动公开政府信息情况", ""]
    return extract(read_text("\n".join([*head, *lines, "", "三、其他情况"]), "markdown"))


def row(report: Report, item: str) -> list[Figure]:
    return [f for f in report.tables["disclosure"].figures if f.item == item]


def values(report: Report, item: str) -> list[object]:
    return [figure.cell.value for figure in row(report, item)]


def states(report: Report, item: str) -> list[State]:
    return [figure.cell.state for figure in row(report, item)]


def table(*rows: str) -> list[str]:
    return ["| 第二十条第（一）项 | | | |", "|---|---|---|---|", *rows]


def test_empty_cells_behind_spans_do_not_hide_the_numbers() -> None:
    report = read(*table(LICENSING_2019, "| 行政许可 | 37 | 减少3 |  | 1125 |  |"))
    assert values(report, "licensing") == [37, -3, 1125]


def test_the_header_of_the_section_places_a_row_with_empty_cells() -> None:
    report = read(*table(LICENSING_2019, "| 行政许可 | 37 |  |  | 1125 |  |"))
    assert values(report, "licensing") == [37, None, 1125]
    assert states(report, "licensing")[1] is State.BLANK


def test_a_number_beside_the_columns_of_the_header_stays_open() -> None:
    report = read(*table(LICENSING_2019, "| 行政许可 |  |  | 减少3 | 1125 |  |"))
    assert set(states(report, "licensing")) == {State.AMBIGUOUS}


@pytest.mark.parametrize(
    ("cells", "expected"),
    [
        ("474 | 474 | 36 | 36 | 9", [474, 36, 9]),
        ("13 | 13 | 13 | 13 | 524", [13, 13, 524]),
        ("0 | 0 | 0 | 0 | 0", [0, 0, 0]),
        ("5 | 5 | 7 | 7 | 7", [None, None, None]),
    ],
)
def test_cells_repeated_over_their_spans(cells: str, expected: list[int | None]) -> None:
    header = "| 信息内容 | 上一年项目数量 | 本年增/减 | 本年增/减 | 处理决定数量 | 处理决定数量 |"
    report = read(*table(header, f"| 行政许可 | {cells} |"))
    assert values(report, "licensing") == expected


def test_columns_in_another_order_follow_their_header() -> None:
    header = "| 信息内容 | 现行有效件数 | 本年制发件数 | 本年废止件数 |"
    report = read(*table(header, "| 行政规范性文件 | 12 | 3 | 1 |"))
    assert values(report, "normative_documents") == [3, 1, 12]


def test_rows_that_the_form_does_not_have_are_left_out() -> None:
    report = read(*table(
        RULES_2021, "| 规章 | 0 | 0 | 0 |", "| 行政规范性文件 | 3 | 1 | 12 |",
        "| 其他主动公开文件 | 88 | 0 | 88 |",
    ))  # fmt: skip
    assert values(report, "government_rules") == [0, 0, 0]
    assert values(report, "normative_documents") == [3, 1, 12]


def test_a_number_with_a_qualifier_keeps_it_in_raw() -> None:
    report = read(*table(RULES_2021, "| 行政规范性文件 | 22（其中修订16件） | 1 | 55 |"))
    assert values(report, "normative_documents") == [22, 1, 55]
    assert "16" in row(report, "normative_documents")[0].raw


def test_sub_headings_may_be_missing_and_units_printed_behind_numbers() -> None:
    report = read(
        RULES_2021, "| 规章 | 0件 | 0件 | 0件 |", "| 行政规范性文件 | 3件 | 1件 | 12件 |",
        FEES_2021, "| 行政事业性收费 | 12.5万元 | | |",
    )  # fmt: skip
    assert values(report, "normative_documents") == [3, 1, 12]
    assert values(report, "administrative_fees") == [Decimal(125000)]


def test_mixed_columns_of_both_forms_are_not_guessed() -> None:
    report = read(
        "| 信息内容 | 本年新制作数量 | 本年新公开数量 | 对外公开总数量 |", "| 规章 | 0 | 0 | 0 |",
        "| 行政规范性文件 | 3 | 1 | 12 |", FEES_2021, "| 行政事业性收费 | 12.5 | | |",
    )  # fmt: skip
    assert all(value is None for value in values(report, "administrative_fees"))


def test_without_headers_the_items_tell_the_form() -> None:
    report = read(
        "| 规章 | 0 | 0 | 0 |", "| 行政许可 | 6 | 减4 | 2 |", "| 政府集中采购 | 6 | 52元 |"
    )
    assert report.tables["disclosure"].form == "form_2019"
    assert values(report, "licensing") == [6, -4, 2]


def test_two_cells_before_a_heading_are_not_three() -> None:
    report = read(
        "第二十条第（九）项", "信息内容", "采购项目数量", "采购总金额", "政府集中采购", "3", "", ""
    )
    assert set(states(report, "procurement")) == {State.AMBIGUOUS}


def test_a_number_whose_note_is_torn_off_belongs_to_the_row_before() -> None:
    """99883 came apart over two lines; the third number tells, torn though it is as well."""
    head = ["信息内容", "本年新制作数量", "本年新公开数量", "对外公开总数量"]
    cells = ["规章", "0", "998", "83（其中修订9件）", "30（其", "中修订9件）"]
    report = read(*head, *cells, "规范性文件", "8", "3", "6")
    assert set(states(report, "government_rules")) == {State.AMBIGUOUS}
    assert values(report, "normative_documents") == [8, 3, 6]


@pytest.mark.parametrize("separator", [" ", "    ", "\n", "\n\n", "\t"])
def test_columns_that_a_header_names_in_another_order_are_not_those_of_the_form(
    separator: str,
) -> None:
    rows = [["信息内容", "现行有效件数", "本年制发件数", "本年废止件数"], ["规章", "31", "12", "3"]]
    table = "\n".join(separator.join(row) for row in rows)
    text = f"二、主动公开政府信息情况\n第二十条第（一）项\n{table}\n行政规范性文件 44 25 6\n"
    cells = extract(read_text(text)).tables["disclosure"].cells()
    right = {"issued": 12, "repealed": 3, "in_force": 31}
    rules = [(k.column, c) for k, c in cells.items() if k.item == "government_rules"]
    assert [c.value for k, c in rules if c.state is State.REPORTED and c.value != right[k]] == []


@pytest.mark.parametrize(("printed", "change"), [("减少 59", -59), ("增加 3", 3), ("减 4", -4)])
def test_a_space_between_the_sign_in_words_and_its_number_parts_no_cells(
    printed: str, change: int
) -> None:
    head = "第二十条第（五）项\n信息内容 上一年项目数量 本年增/减 处理决定数量\n"
    text = f"{head}行政许可 49 {printed} 33193\n"
    cells = extract(read_text(text)).tables["disclosure"].cells()
    assert [c.value for k, c in cells.items() if k.item == "licensing"] == [49, change, 33193]


def test_labels_numbers_and_units_that_run_together() -> None:
    text = (
        "信息内容上一年项目数量本年增/减处理决定数量\n行政许可10 减少59 16789\n"
        "第二十条第（九）项\n信息内容采购项目数量采购总金额\n政府集中采购204 2187200元\n"
    )
    cells = extract(read_text(f"第二十条第（五）项\n{text}")).tables["disclosure"].cells()
    read = [cell.value for key, cell in cells.items() if key.item in ("licensing", "procurement")]
    assert read == [10, -59, 16789, 204, 2187200]


def test_a_header_over_two_lines_keeps_its_unit_and_is_still_one() -> None:
    text = (
        "规章 0 0 0\n第二十条第（五）项\n信息内容 本年处理决定\n数量\n行政许可 12\n"
        "第二十条第（八）项\n信息内容 本年收费金额（单\n位：万元）\n行政事业性收费 5.5\n"
    )
    head = "第二十条第（一）项\n信息内容 本年制发件数 本年废止件数 现行有效件数\n"
    cells = extract(read_text(head + text)).tables["disclosure"].cells()
    told = {key.item: cell.value for key, cell in cells.items()}
    assert (told["licensing"], told["administrative_fees"]) == (12, 55000)


@pytest.mark.parametrize(("header", "cells", "expected"), [
    ("本年制发件数 | 本年废止件数 现行有效件数", "3 | 0 15", [3, 0, 15]),
    ("本年制发件数 | 本年废止件数 现行有效件数", "3 0 | 15", None),
    ("本年制发件数 | 本年废止件数 现行有效件数", "3 | 15", None),
    ("本年制发件数 | 现行有效件数 本年废止件数", "3 | 0 15", None),
    ("本年制发件数 | 现行有效件数", "3 | 1 5", None),
])  # fmt: skip
def test_a_column_that_the_header_names_twice_holds_two_numbers(
    header: str, cells: str, expected: list[object] | None
) -> None:
    report = read(*table(f"| 信息内容 | {header} |", f"| 行政规范性文件 | {cells} |"))
    found = states(report, "normative_documents")
    assert values(report, "normative_documents") == (expected or [None] * 3)
    assert set(found) == {State.REPORTED if expected else State.AMBIGUOUS}


@pytest.mark.parametrize("empty", [0, 1, 2])
def test_a_header_goes_on_behind_the_end_of_a_page(empty: int) -> None:
    lines = ["第二十条第（五）项", "信息内容", "上一年项目数量", *[""] * empty, "本年增 / 减",
             "处理决定数量", "行政许可", "278", "增加 11", "4033"]  # fmt: skip
    assert values(read(*lines), "licensing") == [278, 11, 4033]


@pytest.mark.parametrize("cells", [["000"], ["0", "00"], ["0", "0", "00"]])
def test_nothing_but_zeros_is_zero_in_each_column(cells: list[str]) -> None:
    head = ["信息内容", "本年新制作数量", "本年新公开数量", "对外公开总数量"]
    report = read(*head, "规章", *cells, "规范性文件", "8", "3", "6")
    assert values(report, "government_rules") == [0, 0, 0]
    assert values(report, "normative_documents") == [8, 3, 6]


@pytest.mark.parametrize("cells", [["00"], ["0000"], ["100"], ["0", "000"]])
def test_other_digits_without_a_space_stay_open(cells: list[str]) -> None:
    head = ["信息内容", "本年新制作数量", "本年新公开数量", "对外公开总数量"]
    report = read(*head, "规章", *cells, "规范性文件", "8", "3", "6")
    assert set(states(report, "government_rules")) == {State.AMBIGUOUS}


def test_a_change_with_two_signs_leaves_the_cells_beside_it() -> None:
    report = read(*table(LICENSING_2019, "| 行政许可 | 37 | --3 |  | 34 |  |"))
    assert values(report, "licensing") == [37, None, 34]
    assert states(report, "licensing")[1] is State.AMBIGUOUS


def test_no_change_in_words_leaves_the_cells_beside_it() -> None:
    report = read(*table(LICENSING_2019, "| 行政许可 | 37 | 未增未减 |  | 34 |  |"))
    assert values(report, "licensing") == [37, None, 34]
    assert states(report, "licensing")[1] is State.DASH


PARTS = [
    [["本年制发件数", "本年废止件数", "现行有效件数"], ["规章", "1", "2", "3"],
     ["行政规范性文件", "4", "5", "6"]],
    [["本年处理决定数量"], ["行政许可", "124"]],
    [["本年处理决定数量"], ["行政处罚", "7"], ["行政强制", "8"]],
    [["本年收费金额（单位：万元）"], ["行政事业性收费", "9"]],
]  # fmt: skip


def printed(*, labels_behind: bool, without: str = "") -> Report:
    """A line for each cell, empty ones between; labels before their numbers or behind them."""
    lines = ["二、主动公开政府信息情况"]
    for head, *rows in PARTS:
        lines += ["第二十条第", "信息内容", *head]
        for label, *numbers in rows:
            cells = [*numbers, label] if labels_behind else [label, *numbers]
            lines += [cell if cell != without else " " for cell in cells]
    return extract(read_text("\n\n".join([*lines, "三、其他情况"])))


def test_a_first_label_that_is_lost_alone_is_told_by_the_rows_behind_it() -> None:
    report = printed(labels_behind=False, without="规章")
    assert values(report, "government_rules") == [1, 2, 3]
    assert values(report, "normative_documents") == [4, 5, 6]
    assert values(report, "licensing") == [124]


@pytest.mark.parametrize("without", ["", "规章", "行政规范性文件", "行政许可"])
def test_numbers_that_stand_before_their_labels_stay_open(without: str) -> None:
    report = printed(labels_behind=True, without=without)
    for item, own in [("government_rules", [1, 2, 3]), ("normative_documents", [4, 5, 6])]:
        for value, true in zip(values(report, item), own, strict=True):
            assert value in (None, true)
    assert values(report, "licensing")[0] in (None, 124)


@pytest.mark.parametrize("without", ["1", "行政规范性文件", "行政许可", "4"])
def test_a_part_from_which_something_else_is_lost_has_no_number_of_another_row(
    without: str,
) -> None:
    report = printed(labels_behind=False, without=without)
    for item, own in [("government_rules", [1, 2, 3]), ("normative_documents", [4, 5, 6])]:
        for value, true in zip(values(report, item), own, strict=True):
            assert value in (None, true)


@pytest.mark.parametrize(
    ("cells", "wanted"),
    [
        (["1", "2", ""], [1, 2, None]),
        (["1", "", ""], [1, None, None]),
        (["", "", ""], [None, None, None]),
    ],
)
def test_below_a_pipe_that_opens_each_row_another_one_is_an_empty_cell_at_the_end(
    cells: list[str], wanted: list[int | None]
) -> None:
    rows = [["信息内容", *PARTS[0][0]], ["规章", *cells], *PARTS[0][2:]]
    rows += [["信息内容", *PARTS[1][0]], *PARTS[1][1:]]
    lines = [line for row in rows for line in ("|", *(f"{cell} |".strip() for cell in row))]
    text = "\n".join(["二、主动公开政府信息情况", *lines, "三、其他情况"])
    report = extract(read_text(text))
    assert values(report, "government_rules") == wanted
    assert states(report, "government_rules") == [
        State.REPORTED if value else State.BLANK for value in wanted
    ]
    assert values(report, "normative_documents") == [4, 5, 6]
    assert values(report, "licensing") == [124]


@pytest.mark.parametrize(("head", "row"), [(" | ||", " | ||"), ("", " |"), (" | |", " |")])
def test_empty_cells_behind_a_row_that_its_header_has_not_leave_it_whole(
    head: str, row: str
) -> None:
    names = "上一年项目数量（指2019年事项数） | 本年增/减（减用负值，如-8）"
    names += " | 处理决定数量（2020年办件）"
    report = read(
        f"信息内容 | {names}{head} |", f"行政许可 | 8 | -5 | 93{row} |",
        f"其他对外管理服务事项 | 17 | 0 | 165{row} |",
    )  # fmt: skip
    assert values(report, "licensing") == [8, -5, 93]
    assert values(report, "other_services") == [17, 0, 165]


@pytest.mark.parametrize("inside", ["", "行政强制 | 4 | | 9 |"])
def test_a_pipe_that_may_fill_up_a_row_is_no_empty_cell(inside: str) -> None:
    """106 | 2939: where pipes fill up rows, what they left out may stand between the numbers."""
    lines = ["第二十条第（五）项 | |||", "信息内容 | 上一年项目数量 | 本年增/减 | 处理决定数量 |"]
    lines += ["行政许可 | 106 | 2939 | |", "行政处罚 | 663 | 519 | 333 |", inside]
    head = "一、总体情况\n工作平稳。\n二、主动公开政府信息情况\n"
    report = extract(read_text(head + "\n".join(lines) + "\n三、其他情况\n", "plain"))
    assert values(report, "penalties") == [663, 519, 333]
    expected = {State.REPORTED, State.BLANK} if inside else {State.AMBIGUOUS}
    assert set(states(report, "licensing")) == expected


@pytest.mark.parametrize(
    ("apart", "cells", "expected"),
    [
        (" |\n|\n", [41, 7, 88], {State.REPORTED}),
        (" |\n|\n", [41, 7, ""], {State.REPORTED, State.BLANK}),
        (" |\n|\n", [41, 88], {State.AMBIGUOUS}),
        (" | |\n", [41, 7, 88], {State.REPORTED}),
        (" | |\n", [41, 88], {State.AMBIGUOUS}),
    ],
)
def test_the_cell_that_fills_up_each_row_is_not_the_last_of_one_that_lost_a_cell(
    apart: str, cells: list[object], expected: set[State]
) -> None:
    """A pipe behind each cell, and one more behind each row: the third of 41, 88, | is unknown."""
    header = ["信息内容", "上一年项目数量", "本年增/减", "处理决定数量"]
    rows = [header, ["行政许可", *cells], ["其他对外管理服务事项", 12, 5, 63]]
    body = "".join(" |\n".join(map(str, cells)) + apart for cells in rows)
    head = "一、总体情况\n工作平稳。\n二、主动公开政府信息情况\n第二十条第（五）项 |\n||||\n"
    report = extract(read_text(head + body + "三、其他情况\n", "plain"))
    assert values(report, "other_services") == [12, 5, 63]
    assert set(states(report, "licensing")) == expected
