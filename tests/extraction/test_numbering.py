"""Numbers that a program printed above columns and before rows are no figures."""

from __future__ import annotations

from html import escape

import pytest

from gouji.documents.plain.frames import framed_table
from gouji.documents.plain.text import read_text
from gouji.extraction.reader import extract, read_report
from gouji.extraction.report import Report
from gouji.forms.values import State
from tests.generation.figures import draw
from tests.generation.layouts import html_table, markdown
from tests.generation.layouts_frames import printed_frames, repeated
from tests.generation.printing import NOTE, disputes_tables, page_of
from tests.generation.troubled import make, tally

NAMES = ("结果维持", "结果纠正", "其他结果", "尚未审结", "总计")
HEAD = "四、政府信息公开行政复议、行政诉讼情况"


def disputes(text: str) -> list[object]:
    figures = extract(read_text(text)).tables["disputes"].figures
    return [f.cell.value if f.cell.state is State.REPORTED else f.cell.state for f in figures]


def lines(*rows: list[str], sign: str) -> str:
    return "\n".join([HEAD, *(sign.join(row) for row in rows), "五、存在的主要问题及改进情况"])


@pytest.mark.parametrize("sign", [",", "\t", "  ", "\n"])
@pytest.mark.parametrize("first", [0, 1])
def test_numbers_of_columns_are_no_results(sign: str, first: int) -> None:
    columns = [str(first + n) for n in range(15)]
    names = ["行政复议", "未经复议直接起诉", "复议后起诉"]
    header = [[name for name in names for _ in range(5)], [*NAMES] * 3]
    states = disputes(lines(columns, *header, sign=sign))
    assert not any(isinstance(one, int) for one in states)
    values = [1, 0, 2, 0, 3, 0, 0, 0, 0, 0, 4, 5, 0, 0, 9]
    read = disputes(lines(columns, *header, [*map(str, values)], sign=sign))
    assert read == values if sign != "\n" else not set(read) & {12, 13, 14}


def test_empty_cells_in_front_of_a_row_that_counts_do_not_stop_the_reading() -> None:
    cells = "".join(f"<td>{cell}</td>" for cell in ("", "", "0", "1", "2", "3", "4"))
    page = (
        f"<h1>某县2023年政府信息公开工作年度报告</h1><p>{HEAD}</p><table><tr>{cells}</tr></table>"
    )
    assert not any(
        figure.cell.state is State.REPORTED
        for reading in read_report(page.encode(), "a.html").tables.values()
        for figure in reading.figures
    )


def test_a_data_frame_as_a_page() -> None:
    table = repeated(disputes_tables(page_of(draw(3)))[0])
    head = "".join(f"<th>{n}</th>" for n in range(15))
    body = "".join(
        f"<tr><th>{n}</th>" + "".join(f"<td>{escape(cell)}</td>" for cell in row) + "</tr>"
        for n, row in enumerate(table)
    )
    frame = f"<table><thead><tr><th></th>{head}</tr></thead><tbody>{body}</tbody></table>"
    case = make(3, "html")
    [four] = [html_table(t) for t in disputes_tables(page_of(draw(3)))]
    page = case.data.decode().replace(four, frame)
    assert frame in page
    assert tally(case, read_report(page.encode(), "a.html"))[1] == []
    cells = read_report(page.encode(), "a.html").tables["disputes"].cells()
    assert cells == read_report(case.data, "a.html").tables["disputes"].cells()


def test_four_numbers_may_be_a_row_that_lost_an_empty_cell() -> None:
    header = [*NAMES]
    report = extract(read_text(lines(["行政复议"], header, ["0", "1", "2", "3"], sign="\n")))
    assert {f.cell.state for f in report.tables["disputes"].figures} != {State.MISSING}


def read_made(text: str) -> Report:
    return extract(read_text(text))


@pytest.mark.parametrize("indexed", [True, False])
def test_a_printed_data_frame_with_numbers_of_rows_or_without(indexed: bool) -> None:
    text = printed_frames(draw(4))
    if not indexed:
        text = "\n".join(
            line[2:].lstrip() if line[:1].isdigit() else line[2:] if line[:2] == "  " else line
            for line in text.split("\n")
        )
    expected = read_made(markdown(draw(4))).tables["disputes"].cells()
    assert read_made(text).tables["disputes"].cells() == expected


@pytest.mark.parametrize("head", ["    0   1   2", "   0   1   2", "   0    1   2"])
def test_a_column_may_end_one_place_behind_its_number(head: str) -> None:
    rows = [(1, head), (2, "0  甲甲  乙乙  丙丙"), (3, "1   8   9  10"), (4, "")]
    found = framed_table([*rows, (5, "2  甲  乙  丙")], 0)
    assert found == (
        3,
        [(1, ["", "0", "1", "2"]), (2, ["0", "甲甲", "乙乙", "丙丙"]), (3, ["1", "8", "9", "10"])],
    )


def test_what_is_no_data_frame() -> None:
    head = (1, "    0   1   2")
    assert framed_table([head], 0) is None
    assert framed_table([head, (2, "0  甲  乙"), (3, "1  甲  乙")], 0) is None
    assert framed_table([(1, "0 1 3"), head, head], 0) is None
    torn = [head, (2, "0  甲甲  乙乙  丙丙"), (3, "1   8      10"), (4, "2   8   9  10")]
    assert framed_table(torn, 0) is None


def test_names_behind_a_repeated_note_tell_an_order_still() -> None:
    """A data frame names its columns on one line, with the note for each column of labels."""
    text = markdown(draw(3))
    header = next(line for line in text.splitlines() if "自然人" in line)
    names = header.strip("| ").split(" | ")[1:]
    moved = [names[0], names[5], *names[1:5], names[6]]
    line = " ".join([NOTE, f"{NOTE}.1", f"{NOTE}.2", *moved])
    unnamed = text.replace(header, f"{line}\n\n|" + " |" * 8)
    figures = read_made(unnamed).tables["requests"].figures
    assert {figure.cell.state for figure in figures} == {State.AMBIGUOUS}
