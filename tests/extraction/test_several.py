"""Files with more than one report, and tables that stand there twice or where nobody sees them."""

from __future__ import annotations

import io

import pytest
from docx import Document as Word

from gouji.extraction.reader import read_report, read_reports
from gouji.extraction.report import Report, TableReading
from gouji.forms.values import State
from tests.generation.figures import draw
from tests.generation.layouts import LAYOUTS
from tests.generation.printing import Page, page_of

TEXT_LAYOUTS = ("spaced_lines", "one_row_a_line", "piped_lines", "tabbed", "markdown", "html")


def page(seed: int, issuer: str = "莒南县水利局", year: int = 2022) -> Page:
    made = page_of(draw(seed))
    made.title = f"{issuer}{year}年政府信息公开工作年度报告"
    made.opening = f"统计期限自{year}年1月1日起至12月31日止。"
    return made


def printed(layout: str, *pages: Page) -> str:
    return "\n".join(str(LAYOUTS[layout][1](one)) for one in pages)


def read(layout: str, text: str) -> Report:
    return read_report(text.encode(), f"a.{LAYOUTS[layout][0]}")


def reason(report: Report) -> str:
    return report.unreadable.code if report.unreadable else ""


@pytest.mark.parametrize("layout", TEXT_LAYOUTS)
@pytest.mark.parametrize(
    "second",
    [page(2, "莒南县财政局"), page(2, year=2021), page(1, "商城县水利局")],
    ids=["another bureau", "another year", "the same numbers elsewhere"],
)
def test_two_reports_in_one_file_are_refused_by_name(layout: str, second: Page) -> None:
    report = read(layout, printed(layout, page(1), second))
    assert reason(report) == "several_reports"
    assert report.unreadable is not None
    assert "莒南县水利局2022年" in report.unreadable.zh
    assert second.title in report.unreadable.en


def test_a_narrative_before_a_report_with_tables_is_another_one() -> None:
    old = "莒南县水利局2018年政府信息公开工作年度报告\n一、概述\n2018年收到申请12件。\n"
    report = read("tabbed", old + printed("tabbed", page(1)))
    assert reason(report) == "several_reports"


def test_titles_broken_over_lines_tell_two_reports_apart() -> None:
    texts = [printed("tabbed", one) for one in (page(1), page(2, "莒南县财政局"))]
    texts = [text.replace("局2022年", "局\n2022年", 1) for text in texts]
    assert reason(read("tabbed", "\n".join(texts))) == "several_reports"


def test_a_word_file_of_two_reports_is_refused() -> None:
    file = Word()
    for year in (2021, 2022):
        file.add_paragraph(f"莒南县水利局{year}年政府信息公开工作年度报告")
        file.add_paragraph("一、总体情况")
        file.add_paragraph(f"{year}年公开信息12条。")
    stream = io.BytesIO()
    file.save(stream)
    assert [reason(r) for _, r in read_reports(stream.getvalue(), "a.docx")] == ["several_reports"]


@pytest.mark.parametrize("layout", TEXT_LAYOUTS)
def test_links_to_other_reports_and_a_copy_of_the_same_one_are_no_second_report(
    layout: str,
) -> None:
    links = "\n".join(
        f"莒南县水利局{year}年政府信息公开工作年度报告" for year in (2019, 2020, 2021)
    )
    links = f"<p>{links}</p>" if layout == "html" else links
    once = read(layout, printed(layout, page(1)))
    for text in (
        "\n".join([links, printed(layout, page(1))]),
        "\n".join([printed(layout, page(1)), links]),
        printed(layout, page(1), page(1)),
    ):
        report = read(layout, text)
        assert reason(report) == ""
        assert (report.identity.issuer, report.identity.year) == ("莒南县水利局", 2022)
        assert values(report) == values(once)


def values(report: Report) -> dict[str, object]:
    return {name: reading.cells() for name, reading in report.tables.items()}


@pytest.mark.parametrize("layout", TEXT_LAYOUTS)
def test_a_second_table_with_other_numbers_leaves_both_open(layout: str) -> None:
    report = read(layout, printed(layout, page(1), page(3)))
    assert not any(certain(reading) for reading in report.tables.values())


def certain(reading: TableReading) -> bool:
    """Whether a number other than 0 counts: two tables may well agree on that."""
    return any(f.cell.state is State.REPORTED and f.cell.value for f in reading.figures)


@pytest.mark.parametrize("numbered", ["1.公开制度情况", "1、公开情况", "（一）概述"])
def test_parts_of_a_section_begin_no_report(numbered: str) -> None:
    text = printed("tabbed", page(1))
    old = "莒南县水利局2021年政府信息公开工作年度报告"
    report = read("tabbed", text.replace("本年工作平稳。", f"本年工作平稳。\n{old}\n{numbered}"))
    assert reason(report) == ""


def test_the_name_of_the_site_over_the_contents_is_no_other_organ() -> None:
    contents = "莒南县人民政府\n2022年政府信息公开工作年度报告\n一、总体情况\n二、主动公开情况\n"
    assert reason(read("tabbed", contents + printed("tabbed", page(1)))) == ""


HIDDEN = ("style='display:none'", "style='visibility: hidden'", "hidden")


@pytest.mark.parametrize("how", HIDDEN)
def test_a_hidden_old_table_is_not_the_report_s(how: str) -> None:
    now, old = printed("html", page(1)), printed("html", page(3))
    start = old.rindex("<table", 0, old.index("二十条"))
    tables = old[start : old.rindex("</table>") + len("</table>")]
    for text in (
        now.replace("<table", f"<div {how}>{tables}</div><table", 1),
        now.replace("</body>", f"<div {how}>{tables}</div></body>"),
        now.replace("<table", f"<!-- {tables} --><table", 1),
    ):
        assert values(read("html", text)) == values(read("html", now))


@pytest.mark.parametrize("how", HIDDEN)
def test_a_report_that_a_script_unfolds_is_read(how: str) -> None:
    now = printed("html", page(1))
    body = now[now.index("<body>") + 6 : now.index("</body>")]
    text = f"<html><body><p>首页</p><div {how}>{body}</div></body></html>"
    assert values(read("html", text)) == values(read("html", now))


@pytest.mark.parametrize("layout", ["one_row_a_line", "tabbed", "markdown", "html", "lines"])
def test_a_table_with_rows_and_columns_interchanged_is_said_to_be_so(layout: str) -> None:
    report = read_report(*interchanged(layout))
    reading = report.tables["requests"]
    assert reading.doubt is not None and reading.doubt.code == "table_transposed"
    assert {figure.cell.state for figure in reading.figures} == {State.AMBIGUOUS}


def interchanged(layout: str) -> tuple[bytes, str]:
    """A file in which table 三 has a row for each kind of applicant."""
    made = page(1)
    rows = [["申请人情况", *(row.label for row in made.three)]]
    rows += [[name, *(row.values[n] for row in made.three)] for n, name in enumerate(made.header)]
    head = f"{made.title}\n\n一、总体情况\n\n三、收到和处理政府信息公开申请情况\n\n"
    tail = "\n\n五、存在的主要问题及改进情况\n\n无。\n"
    if layout == "html":
        cells = ("".join(f"<td>{cell}</td>" for cell in row) for row in rows)
        table = "<table>" + "".join(f"<tr>{row}</tr>" for row in cells) + "</table>"
        return f"<p>{head}</p>{table}<p>{tail}</p>".encode(), "a.html"
    lines = [" ".join(row) for row in rows]
    if layout == "markdown":
        rows.insert(1, ["---"] * len(rows[0]))
        lines = [f"| {' | '.join(row)} |" for row in rows]
    elif layout != "one_row_a_line":
        lines = [("\t" if layout == "tabbed" else "\n\n").join(row) for row in rows]
    text = ("\n\n" if layout == "lines" else "\n").join(lines)
    return f"{head}{text}{tail}".encode(), "a.md" if layout == "markdown" else "a.txt"
