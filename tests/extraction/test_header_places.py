"""Headers of texts that are laid out by spaces: what stands one below the other is one name."""

from __future__ import annotations

import random

import pytest

from gouji.extraction.reader import read_report
from gouji.extraction.report import Report
from gouji.forms import catalogue
from gouji.forms.model import CellKey
from gouji.forms.values import State
from tests.generation.laying_out import laid_out
from tests.generation.printing import Table

COLUMNS = ("自然人", "商业企业", "科研机构", "社会公益组织", "法律服务机构", "其他", "总计")
RESULTS = ("结果维持", "结果纠正", "其他结果", "尚未审结", "总计")
BLOCKS = ("行政复议", "未经复议直接起诉", "复议后起诉")
ITEMS = catalogue.tables()["requests"].items_of("form_2021")


def three(order: list[int], numbers: list[list[int]]) -> list[str]:
    """Table 三 with columns in that order, each name over lines of two characters."""
    own = [n for n in order if n in range(1, 6)]
    outer = [("法人或其他组织", 5, 1) if n == own[0] else (COLUMNS[n], 1, 2)
             for n in order if n == own[0] or n not in own]  # fmt: skip
    table: Table = [
        [("项目", 1, 3), ("申请人情况", 7, 1)],
        outer,
        [(COLUMNS[n], 1, 1) for n in own],
        *(
            [(item.zh, 1, 1), *((str(row[n]), 1, 1) for n in order)]
            for item, row in zip(ITEMS, numbers, strict=True)
        ),
    ]
    return laid_out(table, [24, *[4] * 7])


def four(order: list[int], results: list[int], numbers: list[int]) -> list[str]:
    """Table 四 with blocks, and the results of each, in that order."""
    table: Table = [
        [(BLOCKS[0], 5, 2) if n == 0 else ("行政诉讼", 5, 1) for n in order],
        [(BLOCKS[n], 5, 1) for n in order if n],
        [(RESULTS[n], 1, 1) for _ in order for n in results],
        [(str(numbers[5 * block + n]), 1, 1) for block in order for n in results],
    ]
    return laid_out(table, [3] * 15)


def read(third: list[str], fourth: list[str]) -> Report:
    lines = [
        "某市商务局2023年政府信息公开工作年度报告",
        "三、收到和处理政府信息公开申请情况",
        *third,
    ]
    lines += ["四、政府信息公开行政复议、行政诉讼情况", *fourth, "五、存在的主要问题", "没有。"]
    return read_report("\n".join(lines).encode(), "a.txt")


def drawn(seed: int) -> list[list[int]]:
    rng = random.Random(seed)
    rows = [[rng.choice([0, 0, 1, 2, 3]) for _ in range(6)] for _ in ITEMS]
    return [[*row, sum(row)] for row in rows]


IN_ORDER = list(range(7))
REPLIES = [1, 0, 2, 0, 3, 4, 0, 0, 1, 5, 0, 0, 0, 2, 2]


@pytest.mark.parametrize("seed", range(5))
def test_names_over_several_lines_are_put_together(seed: int) -> None:
    numbers = drawn(seed)
    report = read(three(IN_ORDER, numbers), four([0, 1, 2], [0, 1, 2, 3, 4], REPLIES))
    cells = report.tables["requests"].cells()
    for item, row in zip(ITEMS, numbers, strict=True):
        for column, value in zip(catalogue.tables()["requests"].columns, row, strict=True):
            assert cells[CellKey(item.id, column.id)].value == value
    values = [cell.value for cell in report.tables["disputes"].cells().values()]
    assert values == REPLIES


@pytest.mark.parametrize(
    "order", [[1, 2, 3, 4, 5, 0, 6], [6, 0, 1, 2, 3, 4, 5], [0, 1, 3, 2, 4, 5, 6]]
)
def test_columns_in_another_order_stay_open(order: list[int]) -> None:
    report = read(three(order, drawn(1)), four([0, 1, 2], [0, 1, 2, 3, 4], REPLIES))
    table = report.tables["requests"]
    assert {figure.cell.state for figure in table.figures} == {State.AMBIGUOUS}
    assert table.doubt is not None
    assert table.doubt.code == "columns_reordered"


@pytest.mark.parametrize(
    ("blocks", "results"), [([0, 2, 1], [0, 1, 2, 3, 4]), ([0, 1, 2], [1, 0, 2, 3, 4])]
)
def test_results_in_another_order_stay_open(blocks: list[int], results: list[int]) -> None:
    report = read(three(IN_ORDER, drawn(1)), four(blocks, results, REPLIES))
    states = {figure.cell.state for figure in report.tables["disputes"].figures}
    assert states == {State.AMBIGUOUS}


@pytest.mark.parametrize("below", ["5件 5件", "4件       4件          件"])
def test_numbers_over_two_lines_leave_the_results_open(below: str) -> None:
    """A number too wide for its cell has its last digits on the next line."""
    report = read(three(IN_ORDER, drawn(1)), [*four([0, 1, 2], [0, 1, 2, 3, 4], REPLIES), below])
    states = {figure.cell.state for figure in report.tables["disputes"].figures}
    assert states == {State.AMBIGUOUS}


def by_height(laid: list[str]) -> list[str]:
    """The same lines as a program writes them that keeps no places: one space between words."""
    return [" ".join(line.split()) for line in laid]


def test_a_header_in_pieces_sorted_by_height_is_in_form_order() -> None:
    numbers = drawn(2)
    report = read(
        by_height(three(IN_ORDER, numbers)), by_height(four([0, 1, 2], [0, 1, 2, 3, 4], REPLIES))
    )
    cells = report.tables["requests"].cells()
    for item, row in zip(ITEMS, numbers, strict=True):
        for column, value in zip(catalogue.tables()["requests"].columns, row, strict=True):
            assert cells[CellKey(item.id, column.id)].value == value


@pytest.mark.parametrize(
    "order", [[6, 0, 1, 2, 3, 4, 5], [0, 2, 1, 3, 4, 5, 6], [0, 1, 2, 3, 5, 4, 6]]
)
def test_pieces_of_one_line_in_another_order_leave_the_table_open(order: list[int]) -> None:
    report = read(by_height(three(order, drawn(2))), four([0, 1, 2], [0, 1, 2, 3, 4], REPLIES))
    table = report.tables["requests"]
    assert {figure.cell.state for figure in table.figures} == {State.AMBIGUOUS}


def test_names_on_two_lines_of_which_two_run_together_are_in_order() -> None:
    halves = [half for name in RESULTS for half in (name[:2], name[2:]) if half]
    names = "\n".join(halves).replace("审结\n总计", "审结总计")
    fourth = [
        "行政复议",
        "行政诉讼",
        names,
        *BLOCKS[1:],
        names.replace("总计", "总计结果"),
        names[3:],
    ]
    report = read(three(IN_ORDER, drawn(1)), [*fourth, *map(str, REPLIES)])
    assert [c.value for c in report.tables["disputes"].cells().values()] == REPLIES


@pytest.mark.parametrize(("results", "known"), [([0, 1, 2, 3, 4], True), ([1, 0, 2, 3, 4], False)])
def test_results_in_pieces_sorted_by_height(results: list[int], known: bool) -> None:
    fourth = by_height(four([0, 1, 2], results, REPLIES))
    states = {
        figure.cell.state
        for figure in read(three(IN_ORDER, drawn(1)), fourth).tables["disputes"].figures
    }
    assert states == {State.REPORTED if known else State.AMBIGUOUS}
