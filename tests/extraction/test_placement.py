"""Rows that lost cells, numbers that stand loose, and tables whose position lies."""

from __future__ import annotations

import pytest

from gouji.documents.plain.text import read_text
from gouji.extraction.figures.aligning.alignment import Alignment
from gouji.extraction.reader import extract, read_report
from gouji.extraction.report import Report
from gouji.forms import catalogue
from gouji.forms.evaluation import Outcome, confront_table
from gouji.forms.model import CellKey
from gouji.forms.values import BLANK, CellValue, State
from tests.generation.figures import Drawn, draw
from tests.generation.layouts import dropped_blanks, piped_lines, spaced_lines, tabbed
from tests.generation.troubled import make, tally


def drawn_2019(seed: int = 5) -> Drawn:
    """The first drawn report from `seed` on whose table 三 has the single row 其他处理."""
    while (drawn := draw(seed)).split:
        seed += 1
    return drawn


def read(text: str) -> Report:
    return extract(read_text(text))


def requests(report: Report) -> dict[CellKey, CellValue]:
    return report.tables["requests"].cells()


def set_row(drawn: Drawn, item: str, values: list[int | None]) -> None:
    for key, value in zip(
        [k for k in drawn.cells["requests"] if k.item == item], values, strict=True
    ):
        drawn.cells["requests"][key] = value


def tying_row(values: list[int | None]) -> Drawn:
    """A drawn report whose 结转 row is `values`, and 上年结转 such that every column ties."""
    drawn = drawn_2019()
    cells = drawn.cells["requests"]
    number = lambda item, column: int(cells[CellKey(item, column)] or 0)  # noqa: E731
    set_row(drawn, "carried_forward", values)
    columns = [key.column for key in cells if key.item == "carried_forward"]
    forward = [
        number("outcome_total", c) + number("carried_forward", c) - number("new_received", c)
        for c in columns
    ]
    set_row(drawn, "brought_forward", [*forward])
    return drawn


def test_the_first_cell_left_is_not_taken_for_the_first_column() -> None:
    drawn = tying_row([None, 3, None, 1, None, 1, 5])
    text = spaced_lines(drawn)
    head, tail = text.split("四、结转下年度继续办理")
    lost = head + "四、结转下年度继续办理" + tail.replace("\n\n\n\n3", "\n\n3", 1)
    lost = lost.replace("3\n\n\n\n1", "3\n\n1", 1)
    cells = requests(read(lost))
    assert cells[CellKey("carried_forward", "natural_person")].value is None


def test_a_row_that_lost_cells_keeps_those_that_the_sums_place() -> None:
    drawn = tying_row([3, 1, None, None, None, 1, 5])
    text = spaced_lines(drawn)
    head, tail = text.split("四、结转下年度继续办理")
    lost = head + "四、结转下年度继续办理" + tail.replace("\n\n\n\n\n", "\n\n\n", 1)
    cells = requests(read(lost))
    assert cells[CellKey("carried_forward", "natural_person")].value == 3
    assert cells[CellKey("carried_forward", "total")].value == 5
    for column in ("enterprise", "other"):
        assert cells[CellKey("carried_forward", column)].value == 1
    for column in ("research_institution", "public_interest_org", "legal_service_org"):
        cell = cells[CellKey("carried_forward", column)]
        assert cell.state is State.AMBIGUOUS
        assert set(cell.candidates) == {1, None}


def test_the_sums_place_nothing_where_they_contradict_each_other() -> None:
    drawn = tying_row([3, 1, None, None, None, 1, 5])
    set_row(drawn, "granted", [1, 2, 3, 4, 5, 6, 7])
    head, tail = spaced_lines(drawn).split("四、结转下年度继续办理")
    cells = requests(read(head + "四、结转下年度继续办理" + tail.replace("\n" * 5, "\n" * 3, 1)))
    for column in ("enterprise", "other"):
        assert cells[CellKey("carried_forward", column)].state is State.AMBIGUOUS


def test_an_edit_with_one_ambiguous_cell_fails_in_doubt_only() -> None:
    drawn = drawn_2019()
    for item in ("new_received", "outcome_total"):
        set_row(drawn, item, [10, 10, None, None, None, None, 20])
    set_row(drawn, "brought_forward", [4, None, None, None, None, None, 4])
    set_row(drawn, "carried_forward", [3, 1, None, None, None, None, 4])
    cells = requests(read(spaced_lines(drawn)))
    cells[CellKey("carried_forward", "enterprise")] = CellValue.ambiguous((1, None))
    results = {
        (r.scope): r
        for r in confront_table("requests", "form_2019", cells)
        if r.rule_id == "requests.balance" and r.outcome is Outcome.FAIL
    }
    assert results["natural_person"].doubt is False
    assert results["enterprise"].doubt is True


def test_more_cells_than_columns_are_ambiguous() -> None:
    drawn = draw(11)
    text = tabbed(drawn).replace(
        "二、上年结转政府信息公开申请数量\t", "二、上年结转政府信息公开申请数量\t1\t2\t"
    )
    cells = requests(read(text))
    row = [cell for key, cell in cells.items() if key.item == "brought_forward"]
    assert {cell.state for cell in row} == {State.AMBIGUOUS}


def test_rows_without_labels_are_placed_by_order_only_where_they_fill_the_gap() -> None:
    drawn = drawn_2019()
    text = tabbed(drawn)
    for label in ("2.其他法律行政法规禁止公开", "3.危及“三安全一稳定”"):
        text = text.replace(label, "")
    whole = requests(read(text))
    for item in ("denied_prohibited_by_law", "denied_security_stability"):
        key = CellKey(item, "total")
        assert whole[key].value == drawn.cells["requests"][key]
    lines = text.splitlines()
    first = next(i for i, line in enumerate(lines) if "1.属于国家秘密" in line)
    short = requests(read("\n".join(lines[: first + 1] + lines[first + 2 :])))
    for item in ("denied_prohibited_by_law", "denied_security_stability"):
        assert short[CellKey(item, "total")].state is State.AMBIGUOUS


def disputes_text(prose: str, cells: str) -> str:
    return "\n".join([
        "蒲堰县人民政府2020年政府信息公开工作年度报告", "一、总体情况", prose,
        "四、政府信息公开行政复议、行政诉讼情况", "行政复议\t\t\t\t\t行政诉讼",
        "\t".join(["结果维持", "结果纠正", "其他结果", "尚未审结", "总计"] * 3), cells,
        "五、存在的主要问题及改进情况", "无。",
    ])  # fmt: skip


SHIFTED = "\t".join(["", "", "", "", "", "7", "2", "0", "0", "9", "3", "0", "0", "0", "3"])


def test_prose_that_contradicts_a_placement_puts_the_whole_table_in_doubt() -> None:
    report = read(disputes_text("全年发生行政复议9件；行政诉讼3件。", SHIFTED))
    reading = report.tables["disputes"]
    assert {figure.cell.state for figure in reading.figures} == {State.AMBIGUOUS}
    assert reading.doubt is not None and reading.doubt.code == "prose_contradicts_position"


def test_an_empty_block_beside_numbers_needs_prose_to_confirm_it() -> None:
    silent = read(disputes_text("本年工作平稳。", SHIFTED)).tables["disputes"]
    assert silent.doubt is not None and silent.doubt.code == "position_only"
    told = read(disputes_text("未发生行政复议。全年行政诉讼12件。", SHIFTED)).tables["disputes"]
    assert told.doubt is None
    assert told.cells()[CellKey("litigation_direct", "total")].value == 9


def test_a_full_table_against_the_prose_is_a_contradiction_not_a_doubt() -> None:
    full = "\t".join(["10", "1", "0", "0", "0"] + ["0"] * 5 + ["5", "0", "0", "0", "0"])
    reading = read(disputes_text("全年发生行政复议9件。", full)).tables["disputes"]
    assert reading.doubt is None
    failed = {
        r.rule_id: (r.lhs, r.rhs, r.doubt)
        for r in confront_table("disputes", reading.form, reading.cells())
        if r.outcome is Outcome.FAIL
    }
    assert failed == {
        "disputes.reconsideration": (11, 0, False),
        "disputes.litigation_after_reconsideration": (5, 0, False),
    }


def test_a_label_with_a_number_inside_is_not_an_empty_row() -> None:
    drawn = drawn_2019()
    text = tabbed(drawn).replace("（一）予以公开\t", "（一）予以公开254")
    cells = requests(read(text))
    assert not cells[CellKey("granted", "natural_person")].state.is_certain


def test_a_report_with_one_table_misses_the_cells_of_the_others() -> None:
    report = read(disputes_text("无。", "\t".join(["0"] * 15)))
    assert {f.cell.state for f in report.tables["requests"].figures} == {State.MISSING}
    assert {f.cell.state for f in report.tables["disputes"].figures} == {State.REPORTED}


def test_a_block_of_cells_behind_a_group_label_fills_that_group() -> None:
    drawn = drawn_2019()
    items = [
        item for item in catalogue.tables()["requests"].items if item.group == "（三）不予公开"
    ]
    text = piped_lines(drawn)
    for item in items:
        text = text.replace(f"\n{item.zh}\n|", "")
    cells = requests(read(text))
    for item in items:
        for column in ("natural_person", "total"):
            key = CellKey(item.id, column)
            assert cells[key].value == drawn.cells["requests"][key]


def test_rows_placed_by_order_are_in_doubt_where_the_sums_do_not_tie() -> None:
    drawn = drawn_2019()
    set_row(drawn, "denied_third_party", [5, 0, 0, 0, 0, 0, 5])
    text = tabbed(drawn).replace("4.保护第三方合法权益", "")
    cells = requests(read(text))
    before = drawn_2019().cells["requests"][CellKey("denied_third_party", "natural_person")]
    state = State.REPORTED if before == 5 else State.AMBIGUOUS
    assert cells[CellKey("denied_third_party", "natural_person")].state is state


def test_a_table_printed_twice_with_other_numbers_is_in_doubt() -> None:
    first, second = drawn_2019(5), drawn_2019(50)
    body = (
        tabbed(second).split("三、收到和处理政府信息公开申请情况\n")[1].split("\n四、政府信息")[0]
    )
    text = tabbed(first).replace(
        "\n四、政府信息公开行政复议", f"\n{body}\n四、政府信息公开行政复议"
    )
    reading = read(text).tables["requests"]
    assert reading.doubt is not None and reading.doubt.code == "table_repeated"
    assert {figure.cell.state for figure in reading.figures} == {State.AMBIGUOUS}


def without_totals(drawn: Drawn) -> Drawn:
    for key in drawn.cells["requests"]:
        if key.column == "total":
            drawn.cells["requests"][key] = None
    return drawn


def test_six_numbers_in_every_row_that_never_sum_are_those_of_the_applicants() -> None:
    drawn = without_totals(drawn_2019())
    cells = requests(read(dropped_blanks(drawn)))
    for key, printed in drawn.cells["requests"].items():
        assert cells[key] == (BLANK if printed is None else CellValue.reported(printed))


def test_a_single_total_that_is_filled_in_is_not_taken_for_the_number_of_an_applicant() -> None:
    drawn = without_totals(drawn_2019())
    set_row(drawn, "granted", [5, 0, 0, 0, None, 0, 5])
    cells = requests(read(dropped_blanks(drawn)))
    row = [cell for key, cell in cells.items() if key.item == "granted"]
    assert {cell.state for cell in row} == {State.AMBIGUOUS}


def test_numbers_behind_the_label_of_another_group_are_not_those_of_the_row_before() -> None:
    drawn = drawn_2019()
    set_row(drawn, "unavailable_still_unclear", [None] * 7)
    text = dropped_blanks(drawn).replace("1.信访举报投诉类申请\n", "")
    cells = requests(read(text))
    row = [cell for key, cell in cells.items() if key.item == "unavailable_still_unclear"]
    assert not any(cell.state.is_certain for cell in row)


def test_a_stray_number_is_placed_among_empty_cells_where_the_sums_leave_one() -> None:
    case = make(6, "tabbed", ["displaced_total", "some_blank"])
    report = read_report(case.data, case.name)
    counts, wrong = tally(case, report)
    assert (counts.keys(), wrong) == ({"exact"}, [])
    assert sum("displaced" in str(f.note) for f in report.tables["requests"].figures) == 1


def test_two_equal_numbers_end_in_the_total_where_the_totals_tie_with_it_alone() -> None:
    case = make(500006, "one_row_a_line", ["all_zeros_blank"])
    cells = requests(read_report(case.data, case.name))
    assert tally(case, read_report(case.data, case.name))[1] == []
    printed = {row.item: [v for v in row.values if v] for row in case.page.three}
    pairs = [item for item, values in printed.items() if len(values) == 2]
    assert pairs and {cells[CellKey(str(item), "total")].state for item in pairs} == {
        State.REPORTED
    }


@pytest.mark.parametrize("layout", ["piped_lines", "markdown", "docx"])
def test_printed_cells_that_are_all_empty_are_empty(layout: str) -> None:
    for troubles in (["all_blank"], ["all_blank", "three_tables"]):
        case = make(4, layout, troubles)
        counts, wrong = tally(case, read_report(case.data, case.name))
        assert (counts.keys(), wrong) == ({"exact"}, [])


def test_a_label_on_one_line_with_that_of_its_group_holds_no_number() -> None:
    case = make(4, "one_row_a_line", ["all_blank"])
    cells = requests(read_report(case.data, case.name))
    assert {cell.state for cell in cells.values()} == {State.BLANK}


@pytest.mark.parametrize("trouble", ["", "columns_reordered", "lost_labels", "blank_totals"])
def test_a_table_that_states_every_cell_reads_the_same_when_it_is_proven_all_the_same(
    trouble: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    pages = [make(seed, layout, [trouble]) for seed in range(4) for layout in ("html", "docx")]
    stated = [read_report(page.data, page.name).tables for page in pages]
    monkeypatch.setattr(Alignment, "settled", False)
    assert stated == [read_report(page.data, page.name).tables for page in pages]


def test_rows_that_are_filled_up_behind_begin_right_behind_their_labels() -> None:
    rows = [
        [
            "申请人情况",
            "自然人",
            "商业企业",
            "科研机构",
            "社会公益组织",
            "法律服务机构",
            "其他",
            "总计",
        ]
    ]
    told: list[int | None] = []
    for number, item in enumerate(catalogue.tables()["requests"].items_of("form_2021"), start=1):
        cells = [None, number, None, None, None, None, number]
        told += cells
        labels = [item.group, item.zh] if item.group and item.id.endswith("secret") else [item.zh]
        labels = ["三、本年度办理结果", item.zh] if item.id == "granted" else labels
        rows.append([*map(str, labels), *("" if c is None else str(c) for c in cells)])
    text = "\n".join(" | ".join(row) + " |" + " |" * (10 - len(row)) for row in rows)
    report = extract(read_text(f"三、收到和处理政府信息公开申请情况\n{text}\n"))
    assert [cell.value for cell in report.tables["requests"].cells().values()] == told
