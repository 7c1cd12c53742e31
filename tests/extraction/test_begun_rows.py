"""A document that ends in a row of a table: the cells that are there lead the row."""

from __future__ import annotations

import pytest

from gouji.documents.plain.text import read_text
from gouji.extraction.reader import extract
from gouji.forms.values import State

COLUMNS = ("自然人", "商业企业", "科研机构", "社会公益组织", "法律服务机构", "其他", "总计")
FIRST = ("一、本年新收政府信息公开申请数量", "二、上年结转政府信息公开申请数量")
GRANTED = "三、本年度办理结果 | （一）予以公开"
SECRET = "1.属于国家秘密"


def requests(*rows: str, item: str = "partially_granted") -> list[object]:
    """The values of a row; None for those that are not certain."""
    head = ["二、主动公开政府信息情况", "三、收到和处理政府信息公开申请情况"]
    lines = [*head, " | ".join(("申请人情况", *COLUMNS)), *rows]
    figures = extract(read_text("\n".join(lines), "plain")).tables["requests"].figures
    return [f.cell.value if f.cell.state is State.REPORTED else None
            for f in figures if f.item == item]  # fmt: skip


def full(label: str, *numbers: int) -> str:
    return " | ".join((label, *map(str, numbers)))


ROWS = [full(FIRST[0], 8, 0, 0, 1, 0, 0, 9), full(FIRST[1], 1, 0, 0, 0, 0, 0, 1),
        full(GRANTED, 5, 0, 0, 0, 0, 0, 5)]  # fmt: skip
PARTLY = "（二）部分公开（区分处理的，只计这一情形，不计其他情形）"


def test_cells_that_are_printed_lead_the_row() -> None:
    assert requests(*ROWS, f"{PARTLY} | 2 | 0 | 1 | 0") == [2, 0, 1, 0, None, None, None]


def test_a_number_that_may_go_on_stays_open() -> None:
    assert requests(*ROWS, f"{PARTLY} | 2 | 0 | 1") == [2, 0, None, None, None, None, None]


def test_zeros_below_one_whole_row_are_enough() -> None:
    rows = (ROWS[0], f"{FIRST[1]} | 0 | 0")
    assert requests(*rows, item="brought_forward") == [0, 0, None, None, None, None, None]


@pytest.mark.parametrize("cells", ["2 | 1 | 3", "2 | 2"])
def test_what_may_be_a_whole_row_without_its_empty_cells_stays_open(cells: str) -> None:
    assert requests(*ROWS, f"{PARTLY} | {cells}") == [None] * 7


@pytest.mark.parametrize(
    ("first", "second", "told"),
    [("8 2 1 1 3 4 19", "1 2 1 1 1 2 8", None), ("8 0 0 1 0 0 9", "0 0 0 0 0 0 0", 0)],
)
def test_a_line_of_numbers_begins_a_row_only_below_rows_that_print_zeros(
    first: str, second: str, told: int | None
) -> None:
    rows = [f"{FIRST[0]} {first}", f"{FIRST[1]} {second}", f"（一）予以公开 {first}"]
    assert requests(*rows, f"{PARTLY} 0 0")[:3] == [told, told, None]


def test_below_a_row_that_left_out_cells_nothing_is_told() -> None:
    rows = [ROWS[0], f"{FIRST[1]} | 1 | 1", ROWS[2]]
    assert requests(*rows, f"{PARTLY} | 2 | 0 | 1 | 0") == [None] * 7


def test_the_first_row_alone_does_not_tell_which_of_its_empty_cells_is_a_column() -> None:
    row = f"{FIRST[0]} | | 500 | 14 | 0 | 0 | 12 | "
    assert requests(row, item="new_received") == [None] * 7


def test_the_digit_of_the_next_label_is_no_cell() -> None:
    cells = ["申请人情况", *COLUMNS]
    for label in (FIRST[0], FIRST[1], "（一）予以公开", "（三）不予公开", SECRET):
        cells += [label, *["0"] * 7] if label != "（三）不予公开" else [label]
    text = "\n\n".join(["三、收到和处理政府信息公开申请情况", *cells, "2"])
    figures = extract(read_text(text, "plain")).tables["requests"].figures
    secret = [f.cell.value for f in figures if f.item == "denied_state_secret"]
    assert secret == [0] * 7


@pytest.mark.parametrize(
    ("cells", "expected"),
    [("21 | +3", [21, None, None]), ("21 | 0", [21, 0, None]), ("4", [None] * 3)],
)
def test_in_table_two_too(cells: str, expected: list[object]) -> None:
    head = "第二十条第（一）项\n信息内容 | 本年新制作数量 | 本年新公开数量 | 对外公开总数量 |\n"
    head += "规章 | 0 | 0 | 0 |\n规范性文件 | 3 | 2 | 7 |\n第二十条第（五）项\n"
    head += "信息内容 | 上一年项目数量 | 本年增/减 | 处理决定数量 |\n"
    text = f"二、主动公开政府信息情况\n{head}行政许可 | {cells}"
    figures = extract(read_text(text, "plain")).tables["disclosure"].figures
    row = [f.cell for f in figures if f.item == "licensing"]
    assert [c.value if c.state is State.REPORTED else None for c in row] == expected


@pytest.mark.parametrize("end", ["", "\n"])
def test_fewer_empty_cells_than_columns_are_no_empty_row(end: str) -> None:
    lines = ["三、收到和处理政府信息公开申请情况", *(f"{name} |" for name in COLUMNS)]
    for count, state in ((5, State.AMBIGUOUS), (7, State.BLANK)):
        text = "\n".join([*lines, f"{FIRST[0]} |", *["|"] * count]) + end
        table = extract(read_text(text, "plain")).tables["requests"]
        assert {f.cell.state for f in table.figures if f.item == "new_received"} == {state}
