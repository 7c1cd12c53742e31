"""Tables of which a converter of PDF saw fewer columns and rows than there are."""

from __future__ import annotations

from collections import Counter

import pytest

from gouji.documents.plain.text import read_text
from gouji.extraction.reader import extract
from gouji.forms.values import State
from tests.generation.figures import draw
from tests.generation.layouts import request_rows
from tests.generation.printing import page_of
from tests.generation.troubled import Case, tally

HEADER = ["| | 社会 | 法律 | |", "|---|---|---|---|", "| 自然人 商业企业 | | | 其他 总计 |",
          "| | 公益 | 服务 | |", "| | 科研机构 组织 | 机构 | |"]  # fmt: skip
SHAPES = {"pairs": (2, 2, 2, 1), "first and last alone": (1, 5, 1), "one pair": (1, 2, 1, 1, 1, 1)}


def row(numbers: list[str], shape: tuple[int, ...], label: str = "") -> str:
    left = iter(numbers)
    cells = [" ".join(next(left) for _ in range(count)) for count in shape]
    return "| " + " | ".join([label, *cells]) + " |"


def read(seed: int, shape: tuple[int, ...], *, turns: str = "") -> tuple[Counter[str], list[str]]:
    """`turns`: whether each label stands on a line above or below its row, or in it."""
    page = page_of(draw(seed))
    lines = ["三、收到和处理政府信息公开申请情况", *HEADER]
    for labels, numbers in request_rows(page):
        own = "".join(labels[-1:])
        alone = turns and ("本年新收" in own or "结转" in own or "总计" in own)
        if alone and turns == "below" and "本年新收" not in own and "上年" not in own:
            lines += [row(numbers, shape), own]
        elif alone:
            lines += [own, row(numbers, shape)]
        else:
            lines.append(row(numbers, shape, own))
    page.truth = {"requests": page.truth["requests"]}
    text = "\n".join(lines)
    return tally(Case("a.md", text.encode(), page), extract(read_text(text, "markdown")))


@pytest.mark.parametrize("shape", SHAPES)
@pytest.mark.parametrize("turns", ["", "above", "below"])
@pytest.mark.parametrize("seed", [2, 3, 5])
def test_numbers_in_one_cell_are_taken_apart_where_the_row_sums(
    shape: str, turns: str, seed: int
) -> None:
    counts, wrong = read(seed, SHAPES[shape], turns=turns)
    assert wrong == []
    assert counts["exact"] == counts.total()


def test_numbers_in_one_cell_that_do_not_sum_stay_open() -> None:
    page = page_of(draw(3))
    lines = ["三、收到和处理政府信息公开申请情况", *HEADER]
    for labels, numbers in request_rows(page):
        own = "".join(labels[-1:])
        printed = [*numbers[:-1], "9999"] if "重复申请" in own else numbers
        lines.append(row(printed, SHAPES["pairs"], own))
    cells = extract(read_text("\n".join(lines), "markdown")).tables["requests"].figures
    states = {cell.cell.state for cell in cells if cell.item == "not_processed_repeat"}
    assert states == {State.AMBIGUOUS}


@pytest.mark.parametrize(("numbers", "expected"), [
    ("1 0 | 0 0 1 | 0 0 | 0 2 2 | 0 0 | 0 0 0", State.REPORTED),
    ("1 0 | 0 0 2 | 0 0 | 0 2 2 | 0 0 | 0 0 0", State.AMBIGUOUS),
])  # fmt: skip
def test_fifteen_numbers_in_fewer_cells_are_taken_apart_where_three_blocks_sum(
    numbers: str, expected: State
) -> None:
    text = "四、政府信息公开行政复议、行政诉讼情况\n" + "\n".join([
        "| 行政复议 | | 行政诉讼 | | | |", "|---|---|---|---|---|---|",
        "| 结果维持 结果纠正 | 其他结果 尚未审结 总计 | | | | |", f"| {numbers} |",
    ])  # fmt: skip
    cells = extract(read_text(text, "markdown")).tables["disputes"].figures
    assert {cell.cell.state for cell in cells} == {expected}


def test_a_page_number_in_cells_is_no_row() -> None:
    page = page_of(draw(3))
    lines = ["三、收到和处理政府信息公开申请情况", *HEADER]
    for labels, numbers in request_rows(page):
        own = "".join(labels[-1:])
        lines += ["| | | | - 3 | - |"] * ("重复申请" in own)
        lines.append(row(numbers, SHAPES["pairs"], own))
    cells = extract(read_text("\n".join(lines), "markdown")).tables["requests"].figures
    assert {cell.cell.state for cell in cells} == {State.REPORTED}


@pytest.mark.parametrize(("third", "expected"), [
    ("商业企业 其他", State.REPORTED),
    ("其他 商业企业", State.AMBIGUOUS),
])  # fmt: skip
def test_names_of_columns_behind_the_note_on_the_sums(third: str, expected: State) -> None:
    """Sorted by height, so that only what stands on one line stands from left to right."""
    page = page_of(draw(3))
    lines = [
        "三、收到和处理政府信息公开申请情况", "申请人情况",
        "（本列数据的勾稽关系为：第一项加第 法人或其他组织",
        "二项之和，等于第三项加第四项之和） 自然人 科研 社会公 法律服务 总计",
        third, "机构 益组织 机构",
    ]  # fmt: skip
    lines += [" ".join([*labels[-1:], *numbers]) for labels, numbers in request_rows(page)]
    cells = extract(read_text("\n".join(lines), "text")).tables["requests"].figures
    assert {cell.cell.state for cell in cells} == {expected}


@pytest.mark.parametrize(("last", "certain"), [(["其", "他"], True), ([], False)])
def test_the_name_of_a_column_on_two_lines_is_named(last: list[str], certain: bool) -> None:
    """One row does not sum: below a header that lacks a column no cell is certain then."""
    page = page_of(draw(3))
    rows = request_rows(page)
    lines = ["三、收到和处理政府信息公开申请情况", "自然", "人", "法人或", "其他组织", "总", "计",
             "商业企业", "科研", "机构", "社会公益组织", "法律服务机构", *last]  # fmt: skip
    lines += [line for own, values in rows for line in (*own, *values)]
    lines[max(n for n, line in enumerate(lines) if line == "0")] = "7"
    cells = extract(read_text("\n".join(lines), "text")).tables["requests"].figures
    states = {cell.cell.state for cell in cells if cell.item == "new_received"}
    assert (states == {State.REPORTED}) is certain


PIECES = [
    "| 行政 | 复议 | | 行政诉 | 讼 | | | | |",
    "| | | | 未经复 | 议直接起诉 | | 复议 | 后起诉 | |",
    "| 结果 结果 | 其他 | 尚未 总 | 结果 结果 其他 | 尚未 | 总 | 结果 结果 | 其他 尚未 | 总 |",
    "| 维持 纠正 | 结果 | 审结 计 | 维持 纠正 结果 | 审结 | 计 | 维持 纠正 | 结果 审结 | 计 |",
]


@pytest.mark.parametrize(("change", "numbers", "expected"), [
    (("", ""), "12 3 | 0 | 0 0 | 0 0 0 | 0 | 0 | 5 0 | 0 0 | 0", State.REPORTED),
    # Two numbers of which one came apart, and a cell that was lost.
    (("", ""), "1 2 | 3 0 | 0 | 0 0 0 | 0 | 0 | 5 0 | 0 0 | 0", State.AMBIGUOUS),
    (("结果 审结", "审结 结果"), "12 3 | 0 | 0 0 | 0 0 0 | 0 | 0 | 5 0 | 0 0 | 0", State.REPORTED),
    (("维持 纠正 结果", "纠正 维持 结果"), "12 3 | 0 | 0 0 | 0 0 0 | 0 | 0 | 5 0 | 0 0 | 0",
     State.AMBIGUOUS),
    (("其他 尚未", "尚未 其他"), "12 3 | 0 | 0 0 | 0 0 0 | 0 | 0 | 5 0 | 0 0 | 0", State.AMBIGUOUS),
    (("未经复 | 议直接起诉 | | 复议 | 后起诉 |", "复议 | 后起诉 | | 未经复 | 议直接起诉 |"),
     "12 3 | 0 | 0 0 | 0 0 0 | 0 | 0 | 5 0 | 0 0 | 0", State.AMBIGUOUS),
])  # fmt: skip
def test_a_header_that_names_as_many_results_as_a_column_has_numbers_needs_no_sum(
    change: tuple[str, str], numbers: str, expected: State
) -> None:
    head = [line.replace(*change) if change[0] else line for line in PIECES]
    rows = [head[0], "|" + "---|" * 9, *head[1:], f"| {numbers} |"]
    text = "\n".join(["四、政府信息公开行政复议、行政诉讼情况", *rows])
    cells = extract(read_text(text, "markdown")).tables["disputes"].figures
    assert {cell.cell.state for cell in cells} == {expected}
    values = [12, 3, 0, 0, 0, 0, 0, 0, 0, 0, 5, 0, 0, 0, 0]
    assert expected is State.AMBIGUOUS or [cell.cell.value for cell in cells] == values


@pytest.mark.parametrize("begin", [["自然", "人"], []])
def test_totals_behind_the_beginning_of_natural_persons_do_not_come_first(
    begin: list[str],
) -> None:
    lines = ["三、收到和处理政府信息公开申请情况", "申请人情况", *begin, "法人或其他组织", "总计",
             *([] if begin else ["自然", "人"]), "商业", "企业", "科研", "机构", "社会公益组织",
             "法律服", "务机构", "其他"]  # fmt: skip
    lines += [line for own, values in request_rows(page_of(draw(3))) for line in (*own, *values)]
    table = extract(read_text("\n".join(lines), "text")).tables["requests"]
    assert {cell.cell.state for cell in table.figures} == {
        State.REPORTED if begin else State.AMBIGUOUS
    }
