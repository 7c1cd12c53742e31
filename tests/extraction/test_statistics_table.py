"""The statistics form of 2014-2018 as a printed table, in the layouts of the other tables."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from pathlib import Path

import pytest

from gouji.documents.html.page import read_html
from gouji.documents.plain.text import read_text
from gouji.extraction.reader import extract
from gouji.extraction.report import Report
from gouji.forms.evaluation import Outcome, confront_table
from gouji.forms.model import CellKey
from gouji.forms.values import State

_TSV = (Path(__file__).parent / "statistics_2014.tsv").read_text(encoding="utf-8")
LINES = [tuple(line.split("\t")) for line in _TSV.splitlines()[1:]]
"""Label, unit, number, and the cell of the form, empty where the catalogue has no such item."""

Rows = list[tuple[str, ...]]
HEAD = ["蒲堰县2016年政府信息公开工作年度报告", "本年工作平稳。", "政府信息公开情况统计表"]
COLUMNS = ("统计指标", "单位", "统计数")


def rows() -> Rows:
    return [COLUMNS, *((label, unit, number) for label, unit, number, _ in LINES)]


def as_html(table: Rows) -> Report:
    body = "".join("<tr>" + "".join(f"<td>{cell}</td>" for cell in row) + "</tr>" for row in table)
    text = "".join(f"<p>{line}</p>" for line in HEAD)
    return extract(read_html(f"<html><body>{text}<table>{body}</table></body></html>".encode()))


def as_lines(table: Rows) -> Report:
    return extract(read_text("\n".join([*HEAD, *(cell for row in table for cell in row)])))


def as_tabs(table: Rows) -> Report:
    return extract(read_text("\n".join([*HEAD, *("\t".join(row) for row in table)])))


def as_rows(table: Rows) -> Report:
    return extract(read_text("\n".join([*HEAD, *(" ".join(row) for row in table)])))


def as_markdown(table: Rows) -> Report:
    lines = ["| " + " | ".join(row) + " |" for row in table]
    text = "\n".join([*HEAD, "", lines[0], "|---|---|---|", *lines[1:]])
    return extract(read_text(text, "markdown"))


LAYOUTS: list[Callable[[Rows], Report]] = [as_html, as_lines, as_tabs, as_rows, as_markdown]


def expected() -> dict[tuple[str, str, str], Decimal]:
    money = {"万元": Decimal(10_000)}
    found: dict[tuple[str, str, str], Decimal] = {}
    for _, unit, number, cell in LINES:
        if cell:
            table, item, column = cell.split(".")
            found[table, item, column] = Decimal(number) * money.get(unit, Decimal(1))
    return found


@pytest.mark.parametrize("read", LAYOUTS)
def test_every_line_is_read_in_every_layout(read: Callable[[Rows], Report]) -> None:
    report = read(rows())
    assert report.form == "form_2014"
    for (table, item, column), value in expected().items():
        assert report.tables[table].cells()[CellKey(item, column)].value == value, (item, column)
    figures = [f for reading in report.tables.values() for f in reading.figures]
    assert len(figures) == len(expected())


@pytest.mark.parametrize("read", [as_html, as_tabs, as_markdown])
def test_units_behind_the_labels(read: Callable[[Rows], Report]) -> None:
    table = [
        (label + (f"（{unit}）" if unit.isalnum() else ""), number)
        for label, unit, number in rows()
    ]
    report = read([("统计指标", "统计数"), *table[1:]])
    for (name, item, column), value in expected().items():
        assert report.tables[name].cells()[CellKey(item, column)].value == value, (item, column)


def test_its_sums_tie() -> None:
    report = as_html(rows())
    results = [
        result
        for name, reading in report.tables.items()
        for result in confront_table(name, "form_2014", reading.cells())
        if result.rule_id.startswith("statistics")
    ]
    assert {result.outcome for result in results} == {Outcome.PASS}


def test_two_halves_side_by_side() -> None:
    table = rows()[1:]
    half = (len(table) + 1) // 2
    pairs = zip(table[:half], [*table[half:], ("", "", "")], strict=False)
    wide = "".join(
        "<tr>" + "".join(f"<td>{cell}</td>" for cell in (*left, *right)) + "</tr>"
        for left, right in pairs
    )
    report = extract(read_html(f"<p>{HEAD[0]}</p><table>{wide}</table>".encode()))
    for (name, item, column), value in expected().items():
        assert report.tables[name].cells()[CellKey(item, column)].value == value, (item, column)


def test_a_line_with_two_numbers_is_not_guessed() -> None:
    table = [(*row, "99") if row[0] == "1.当面申请数" else row for row in rows()]
    cell = as_tabs(table).tables["requests_2014"].cells()[CellKey("received_in_person", "total")]
    assert cell.state is State.AMBIGUOUS


def test_prose_fills_what_the_table_leaves_out_and_disagreement_is_noted() -> None:
    table = [row for row in rows() if row[0] != "4.信函申请数"]
    told = "2016年收到信息公开申请26件，其中当面申请5件，传真申请0件，信函申请7件，网络申请15件。"
    lines = "\n".join([HEAD[0], told, HEAD[2], *("\t".join(row) for row in table)])
    figures = {f.key: f for f in extract(read_text(lines)).tables["requests_2014"].figures}
    assert figures[CellKey("received_letter", "total")].cell.value == 7
    in_person = figures[CellKey("received_in_person", "total")]
    assert in_person.cell.value == 4
    assert in_person.note is not None and "5" in in_person.note


def test_a_later_report_with_an_appendix_keeps_its_own_form() -> None:
    later = ["三、收到和处理政府信息公开申请情况", "申请人情况"]
    later += ["一、本年新收政府信息公开申请数量 1 0 0 0 0 0 1"]
    lines = [*HEAD[:1], *later, *("\t".join(row) for row in rows())]
    assert extract(read_text("\n".join(lines))).form != "form_2014"


def read_cells(report: Report) -> dict[tuple[str, str, str], object]:
    return {
        (name, key.item, key.column): cell.value
        for name, reading in report.tables.items()
        for key, cell in reading.cells().items()
        if cell.state is State.REPORTED
    }


def test_units_behind_the_numbers_count_too() -> None:
    table = [(label, number, unit) for label, unit, number in rows()]
    assert read_cells(as_html(table)) == expected()


@pytest.mark.parametrize(
    "names",
    [("合计", "县直部门", "乡镇"), ("县直部门", "乡镇", "合计"), ("2015年", "2014年", "2016年")],
)
def test_of_several_columns_the_sum_counts_or_the_year_of_the_report(
    names: tuple[str, ...],
) -> None:
    own = names.index("合计" if "合计" in names else "2016年")
    table: Rows = [("统计指标", "单位", *names)]
    for label, unit, number in rows()[1:]:
        cells = ["7" if number else ""] * len(names)
        cells[own] = number
        table.append((label, unit, *cells))
    assert read_cells(as_html(table)) == expected()


def test_a_label_whose_bracket_closes_on_the_next_line() -> None:
    lines = []
    for label, unit, number in rows():
        cut = label.find("（", 4) + 5
        torn = f"{label[:cut]}\n{label[cut:]}" if cut > 5 else label
        lines.append(f"{torn} {unit} {number}".rstrip())
    assert read_cells(extract(read_text("\n".join([*HEAD, *lines])))) == expected()


def test_labels_that_name_what_they_count() -> None:
    renamed = {
        "申请办结数": "政府信息公开申请办结数",
        "申请答复数": "政府信息公开申请答复数",
        "行政复议数量": "因政府信息公开申请行政复议数",
        "行政诉讼数量": "因政府信息公开提起行政诉讼数",
    }
    table = rows()
    for old, new in renamed.items():
        table = [(label.replace(old, new), *rest) for label, *rest in table]
    assert read_cells(as_html(table)) == expected()
