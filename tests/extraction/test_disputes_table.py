"""Table 四 in the layouts that offices print: one row, three tables, rows by kind, lines."""

from __future__ import annotations

import pytest

from gouji.documents.html.page import read_html
from gouji.documents.plain.text import read_text
from gouji.extraction.reader import extract
from gouji.extraction.report import Report
from gouji.forms.model import CellKey
from gouji.forms.values import State

BLOCKS = ("reconsideration", "litigation_direct", "litigation_after_reconsideration")
RESULTS = ["结果维持", "结果纠正", "其他结果", "尚未审结", "总计"]
NAMES = ["行政复议", "行政诉讼（未经复议直接起诉）", "行政诉讼（复议后起诉）"]
NUMBERS = [[3, 1, 0, 2, 6], [7, 0, 0, 1, 8], [0, 0, 2, 0, 2]]
HEADING = "四、政府信息公开行政复议、行政诉讼情况"


def read(*table: str, prose: str = "工作平稳。") -> Report:
    lines = ["一、总体情况", prose, HEADING, *table, "五、存在的主要问题及改进情况", "人手偏少。"]
    return extract(read_text("\n".join(lines)))


def numbers(report: Report) -> list[list[object]]:
    cells = report.tables["disputes"].cells()
    return [
        [
            cells[CellKey(block, c)].value
            for c in ("upheld", "overturned", "other", "pending", "total")
        ]
        for block in BLOCKS
    ]


def states(report: Report, block: str) -> set[State]:
    return {f.cell.state for f in report.tables["disputes"].figures if f.item == block}


def texts(row: list[int]) -> list[str]:
    return [str(number) for number in row]


def test_three_markdown_tables() -> None:
    lines: list[str] = []
    for name, row in zip(NAMES, NUMBERS, strict=True):
        lines += ["", f"### {name}", "", "| " + " | ".join(RESULTS) + " |", "|---|---|---|---|---|"]
        lines += ["| " + " | ".join(texts(row)) + " |"]
    assert numbers(read(*lines)) == NUMBERS


def test_a_row_for_each_kind_of_case() -> None:
    rows = [name + "\t" + "\t".join(texts(row)) for name, row in zip(NAMES, NUMBERS, strict=True)]
    assert numbers(read("类别\t" + "\t".join(RESULTS), *rows)) == NUMBERS


def test_a_line_for_each_result_under_each_kind() -> None:
    lines: list[str] = []
    for name, row in zip(NAMES, NUMBERS, strict=True):
        lines += [name, *(f"{r} {n}" for r, n in zip(RESULTS, row, strict=True))]
    assert numbers(read(*lines)) == NUMBERS


def test_a_line_for_each_result_with_three_columns() -> None:
    lines = ["结果\t" + "\t".join(NAMES)]
    lines += [
        "\t".join([result, *(str(row[index]) for row in NUMBERS)])
        for index, result in enumerate(RESULTS)
    ]
    assert numbers(read(*lines)) == NUMBERS


def test_reconsideration_alone_leaves_the_lawsuits_missing() -> None:
    report = read("行政复议", " ".join(RESULTS), "3 1 0 2 6")
    assert numbers(report)[0] == NUMBERS[0]
    for block in BLOCKS[1:]:
        assert states(report, block) == {State.MISSING}


def test_five_numbers_under_the_whole_header_stay_open() -> None:
    header = ["行政复议", "行政诉讼", "未经复议直接起诉", "复议后起诉", *RESULTS * 3]
    report = read(*header, "3 1 0 2 6")
    for block in BLOCKS:
        assert states(report, block) == {State.AMBIGUOUS}


def test_a_header_in_another_order_is_not_read_by_position() -> None:
    header = ["总计", "结果维持", "结果纠正", "其他结果", "尚未审结"]
    report = read(
        "行政复议\t\t\t\t\t行政诉讼",
        "\t".join(header * 3),
        "\t".join(["6", "3", "1", "0", "2"] * 3),
    )
    for block in BLOCKS:
        assert states(report, block) == {State.AMBIGUOUS}


def test_lawsuits_that_are_not_parted_stay_open() -> None:
    report = read(
        "行政复议", " ".join(RESULTS), "3 1 0 2 6", "行政诉讼", " ".join(RESULTS), "7 0 0 1 8"
    )
    assert numbers(report)[1:] == [[None] * 5] * 2


def test_a_note_behind_the_table_is_no_row() -> None:
    row = " ".join(n for block in NUMBERS for n in texts(block))
    note = "注：以上数据由各单位汇总而来，口径与上年一致，其中复议案件由司法局提供，"
    note += "未经复议的诉讼共涉及 9 个部门，未作其他调整。"
    assert numbers(read("行政复议 行政诉讼", " ".join(RESULTS * 3), row, note)) == NUMBERS


def certain(report: Report) -> list[object]:
    cells = report.tables["disputes"].cells().values()
    return [cell.value for cell in cells if cell.state is State.REPORTED]


ONE_ROW = [number for row in NUMBERS for number in row]


def test_blocks_in_another_order_are_not_those_of_the_form() -> None:
    row = "\t".join(texts(ONE_ROW))
    results = "\t".join(RESULTS * 3)
    swapped = read("行政复议\t行政诉讼", "复议后起诉\t未经复议直接起诉", results, row)
    first = read("行政诉讼\t行政复议", "未经复议直接起诉\t复议后起诉", results, row)
    in_order = read("行政复议\t行政诉讼", "未经复议直接起诉\t复议后起诉", results, row)
    assert (certain(swapped), certain(first), certain(in_order)) == ([], [], ONE_ROW)


def test_results_of_one_block_in_another_order_are_not_those_of_the_form() -> None:
    other = [RESULTS[1], RESULTS[0], *RESULTS[2:]]
    head = "\t".join([*RESULTS, *other, *RESULTS])
    assert certain(read("行政复议\t行政诉讼", head, "\t".join(texts(ONE_ROW)))) == []


def test_results_of_the_last_block_count_where_a_line_names_two_blocks() -> None:
    first = " ".join([*RESULTS, "未经复议直接起诉 复议后起诉"])
    last = " ".join([*RESULTS, RESULTS[1], RESULTS[0], *RESULTS[2:]])
    in_order = read("行政复议 行政诉讼", first, " ".join(RESULTS * 2), " ".join(texts(ONE_ROW)))
    other = read("行政复议 行政诉讼", first, last, " ".join(texts(ONE_ROW)))
    assert (certain(other), certain(in_order)) == ([], ONE_ROW)


def test_results_in_another_order_above_a_row_for_each_kind_count() -> None:
    rows = [f"{name} {' '.join(texts(row))}" for name, row in zip(NAMES, NUMBERS, strict=True)]
    head = " ".join(["项目", RESULTS[1], RESULTS[0], *RESULTS[2:]])
    assert certain(read(head, *rows)) == []


def test_a_number_over_several_columns_of_which_the_header_names_one_is_its_own() -> None:
    names = zip(("行政复议", "未经复议直接起诉", "复议后起诉"), (6, 5, 5), strict=True)
    blocks = "".join(f"<td colspan={width}>{name}</td>" for name, width in names)
    five = "".join(
        f"<td>{name}</td>" for name in ("结果维持", "结果纠正", "其他结果", "尚未审结", "总计")
    )
    head = five[: five.rindex("<td>")] + "<td colspan=2>总计</td>"
    numbers = [1, 2, 0, 0, 3, *[0] * 10]
    row = "".join(f"<td{' colspan=2' if n == 4 else ''}>{v}</td>" for n, v in enumerate(numbers))
    row = f"<table><tr>{blocks}</tr><tr>{head}{five * 2}</tr><tr>{row}</tr></table>"
    cells = extract(read_html(f"<p>四、行政复议、行政诉讼情况</p>{row}")).tables["disputes"].cells()
    assert [cell.value for cell in cells.values()] == numbers


PIPED = (
    "四、政府信息公开行政复议、行政诉讼情况",
    "行政复议 | 行政诉讼 | " + "|" * 13,
    "结果维持 | 结果纠正 | 其他结果 | 尚未审结 | 总计 | 未经复议直接起诉 | 复议后起诉 | " + "|" * 8,
    " | ".join(["结果维持 | 结果纠正 | 其他结果 | 尚未审结 | 总计"] * 2) + " | " + "|" * 5,
)


def test_a_row_of_empty_cells_below_a_header_that_is_filled_up() -> None:
    text = "\n".join([*PIPED, "| " * 15, "五、存在的主要问题"])
    cells = extract(read_text(text)).tables["disputes"].cells()
    assert {cell.state for cell in cells.values()} == {State.BLANK}


def test_an_empty_row_above_the_header_holds_none_of_the_cells() -> None:
    rows = ["| " * 15 + "|", "|---" * 15 + "|", *(f"| {row} |" for row in PIPED)]
    text = "\n".join(["四、行政复议、行政诉讼情况", *rows])
    cells = extract(read_text(text)).tables["disputes"].cells()
    assert {cell.state for cell in cells.values()} == {State.AMBIGUOUS}


def test_a_block_of_marks_for_none_leaves_no_room_for_another_placement() -> None:
    row = " | ".join([*"/////", *"10001", *"20002"]) + " |"
    cells = (
        extract(read_text("\n".join([*PIPED, row, "五、存在的主要问题"])))
        .tables["disputes"]
        .cells()
    )
    assert [cell.value for cell in cells.values()] == [None] * 5 + [1, 0, 0, 0, 1, 2, 0, 0, 0, 2]


@pytest.mark.parametrize(("total", "states"), [(3, {State.REPORTED}), (4, {State.AMBIGUOUS})])
def test_results_in_another_order_count_in_a_file_that_states_columns_if_they_sum(
    total: int, states: set[State]
) -> None:
    blocks = "".join(
        f"<td colspan=5>{b}</td>" for b in ("行政复议", "未经复议直接起诉", "复议后起诉")
    )
    names = ("总计", "结果维持", "结果纠正", "其他结果", "尚未审结") * 3
    numbers = [total, 1, 2, 0, 0, 5, 5, 0, 0, 0, 0, 0, 0, 0, 0]
    rows = [blocks, *("".join(f"<td>{c}</td>" for c in row) for row in (names, numbers))]
    page = "".join(f"<tr>{row}</tr>" for row in rows)
    cells = (
        extract(read_html(f"<p>四、行政复议、行政诉讼情况</p><table>{page}</table>"))
        .tables["disputes"]
        .cells()
    )
    assert {cell.state for cell in cells.values()} == states
    if total == 3:
        assert cells[CellKey("reconsideration", "overturned")].value == 2


def test_two_empty_lines_for_a_cell_are_not_taken_for_two_cells() -> None:
    # 复议 3 1 _ _ 4, 直接 _ _ _ 1 1, the rest empty: by one line a cell these are fifteen too.
    header = ["行政复议", "行政诉讼", *RESULTS, *NAMES[1:], *RESULTS, *RESULTS]
    row = ["3", "1", "", "", "4", "", "", "", "1", "1", "", "", "", "", ""]
    report = read("", "\n\n".join(header), "", "\n\n".join(row).rstrip("\n"), *[""] * 4)
    assert numbers(report) == [[None] * 5] * 3
    assert all(states(report, block) == {State.AMBIGUOUS} for block in BLOCKS)


def test_results_that_are_told_in_prose_are_no_table() -> None:
    report = read("2021年涉及政府信息公开行政复议0件。其中结果维持0件;结果纠正0件;尚未审结0件。")
    assert "disputes" not in report.tables
