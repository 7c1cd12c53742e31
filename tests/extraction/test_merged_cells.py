"""One cell with 无 or 0 in it, merged over all columns of a row, says so of each of them."""

from __future__ import annotations

import pytest

from gouji.extraction.reader import read_report
from gouji.extraction.report import TableReading
from gouji.forms.values import State

APPLICANTS = ("自然人", "商业企业", "科研机构", "社会公益组织", "法律服务机构", "其他", "总计")
RESULTS = ("结果维持", "结果纠正", "其他结果", "尚未审结", "总计")


def cells(*texts: object) -> str:
    return "".join(f"<td>{text}</td>" for text in texts)


def read(table: str, heading: str, *rows: str) -> TableReading:
    body = "".join(f"<tr>{row}</tr>" for row in rows)
    page = f"<h1>某县水务局2022年政府信息公开工作年度报告</h1><p>{heading}</p><table>{body}</table>"
    return read_report(page.encode(), "a.html").tables[table]


def found(reading: TableReading, item: str) -> set[tuple[State, object]]:
    return {(f.cell.state, f.cell.value) for f in reading.figures if f.item == item}


def requests(cell: str) -> TableReading:
    return read(
        "requests",
        "三、收到和处理政府信息公开申请情况",
        cells("项目", *APPLICANTS),
        cells("一、本年新收政府信息公开申请数量", 3, 1, 0, 0, 0, 0, 4),
        f"<td>二、上年结转政府信息公开申请数量</td>{cell}",
        cells("（一）予以公开", 3, 1, 0, 0, 0, 0, 4),
        cells("（七）总计", 3, 1, 0, 0, 0, 0, 4),
        f"<td>四、结转下年度继续办理</td>{cell}",
    )


@pytest.mark.parametrize(("text", "cell"), [("0", (State.REPORTED, 0)), ("无", (State.DASH, None))])
def test_a_cell_over_all_applicants(text: str, cell: tuple[State, object]) -> None:
    assert found(requests(f"<td colspan=7>{text}</td>"), "carried_forward") == {cell}


@pytest.mark.parametrize("merged", ["<td colspan=7>2</td>", "<td colspan=6>0</td><td>2</td>"])
def test_another_number_or_a_part_of_the_row_stays_open(merged: str) -> None:
    states = {state for state, _ in found(requests(merged), "carried_forward")}
    assert State.AMBIGUOUS in states and State.DASH not in states


def test_zeros_over_some_applicants_are_zeros_where_the_row_sums() -> None:
    reading = requests("<td>5</td><td colspan=5>0</td><td>5</td>")
    assert found(reading, "carried_forward") == {(State.REPORTED, 5), (State.REPORTED, 0)}
    assert all(f.note for f in reading.figures if f.item == "brought_forward" and not f.cell.value)


def disputes(row: str) -> TableReading:
    return read(
        "disputes",
        "四、政府信息公开行政复议、行政诉讼情况",
        "<td colspan=5>行政复议</td><td colspan=10>行政诉讼</td>",
        "".join(f"<td rowspan=2>{result}</td>" for result in RESULTS)
        + "<td colspan=5>未经复议直接起诉</td><td colspan=5>复议后起诉</td>",
        cells(*RESULTS, *RESULTS),
        row,
    )


def test_a_cell_over_all_of_table_four_or_a_block_of_it() -> None:
    none = {(State.DASH, None)}
    whole = disputes("<td colspan=15>无</td>")
    assert {(f.cell.state, f.cell.value) for f in whole.figures} == none
    block = disputes("<td colspan=5>无</td>" + cells(1, 0, 0, 0, 1, 0, 0, 0, 2, 2))
    assert found(block, "reconsideration") == none
    assert (State.REPORTED, 1) in found(block, "litigation_direct")


def test_a_cell_over_all_columns_of_an_item_of_table_two() -> None:
    reading = read(
        "disclosure",
        "二、主动公开政府信息情况",
        cells("信息内容", "本年制发件数", "本年废止件数", "现行有效件数"),
        "<td>规章</td><td colspan=3>无</td>",
        cells("行政规范性文件", 2, 0, 7),
    )
    assert found(reading, "government_rules") == {(State.DASH, None)}
