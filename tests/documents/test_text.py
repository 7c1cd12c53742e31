"""Text and Markdown to blocks: the ways in which converters write tables down."""

from __future__ import annotations

import pytest

from gouji.documents.model import Grid, Paragraph
from gouji.documents.plain.text import read_text


def _tables(text: str) -> list[list[list[str]]]:
    grids = [block for block in read_text(text).blocks if isinstance(block, Grid)]
    return [[[cell.text for cell in row] for row in grid.rows()] for grid in grids]


def _lines(text: str) -> list[str]:
    return [b.text for b in read_text(text).blocks if isinstance(b, Paragraph)]


def test_a_row_without_a_pipe_in_front_may_begin_with_an_empty_cell() -> None:
    text = "结果维持 | 结果纠正 | 总计 |\n |  | 3 |\n | 3 | 3 |\n"
    assert _tables(text) == [[["结果维持", "结果纠正", "总计"], ["", "", "3"], ["", "3", "3"]]]


def test_pipes_between_cells_only_begin_and_end_with_an_empty_cell() -> None:
    lines = "甲| 乙| 丙  \n---|---|---  \n| 4| 1  \n2| 3|   \n| |  \n"
    assert _tables(lines) == [[["甲", "乙", "丙"], ["", "4", "1"], ["2", "3", ""], ["", "", ""]]]


def test_a_row_with_a_pipe_in_front_begins_behind_it() -> None:
    assert _tables("| 规章 | 2 |\n|  | 3 | 4 |\n") == [[["规章", "2"], ["", "3", "4"]]]


def test_a_pipe_alone_opens_the_row_where_every_cell_ends_with_one() -> None:
    text = (
        "二、主动公开政府信息情况\n|\n信息内容 |\n本年新\n制作数量 | |\n|\n规章 |\n7 | |\n"
        "三、下一部分\n|\n许可 |\n1 |\n"
    )
    assert _tables(text) == [
        [["信息内容", "本年新制作数量", ""], ["规章", "7", ""]],
        [["许可", "1"]],
    ]
    assert _lines(text) == ["二、主动公开政府信息情况", "三、下一部分"]
    torn = "|\n新收 |\n1\n0 |\n5 |\n|\n结转 |\n1 |\n2 |\n"
    assert _tables(torn)[0][0] == ["新收", "1 0", "5"]
    ended = "|\n新收 |\n7 | |||\n|\n结转 |\n1 | |||\n|\n"
    assert _tables(ended) == [[["新收", "7"], ["结转", "1"]]]


def test_indented_cells_of_such_rows() -> None:
    text = "| \n 信息内容  | \n 件数  | \n| \n 规章  | \n 4  | \n| \n 处罚  | ||\n"
    assert _tables(text) == [
        [["信息内容", "件数"], ["规章", "4"], ["处罚", "", ""]],
    ]


def test_a_pipe_alone_is_an_empty_cell_where_the_first_row_has_none_in_front() -> None:
    assert _lines("新收 |\n|\n|\n2 |\n||\n结转 |\n") == ["新收", "", "", "2", "结转"]


def test_a_pipe_alone_opens_no_row_where_a_row_would_begin_with_a_number() -> None:
    text = "|\n新收 |\n1 |\n|\n2 |\n|\n结转 |\n1 |\n2 |\n3 |\n"
    assert _tables(text) == []
    assert _lines(text) == ["", "新收", "1", "", "2", "", "结转", "1", "2", "3"]


def test_a_pipe_alone_between_cells_is_a_cell_where_nothing_stands() -> None:
    assert _lines("规章\n|\n1\n|\n|\n3\n|\n") == ["规章", "1", "", "3"]


def test_tables_left_in_as_html_are_read_with_their_spans() -> None:
    text = (
        "# 甲县乙镇\n\n<html><body><table><tr><td colspan='2'>项</td></tr>\n"
        "<tr><td>规章</td><td>3</td></tr></table></body></html>\n结尾 <b>段</b>\n"
    )
    document = read_text(text, "markdown")
    grid = next(block for block in document.blocks if isinstance(block, Grid))
    assert [[(c.text, c.column, c.colspan) for c in row] for row in grid.rows()] == [
        [("项", 0, 2)],
        [("规章", 0, 1), ("3", 1, 1)],
    ]
    assert grid.positions_certain
    assert (grid.locator.line, grid.cells[2].locator.row, grid.cells[2].locator.column) == (3, 2, 2)
    assert _lines(text) == ["甲县乙镇", "结尾 段"]


def test_the_tag_of_an_html_table_may_be_wrapped_over_several_lines() -> None:
    cells = '<tr><td\nalign="c">项</td><td>3</td></tr>'
    text = f'前文\n<table class="a"\ndata-border="1"\nstyle="b">\n{cells}\n</table>'
    grid = next(block for block in read_text(text, "markdown").blocks if isinstance(block, Grid))
    assert (grid.cells[0].text, grid.locator.line) == ("项", 2)
    assert _lines("<table 其一\n<table 其二\n末") == ["<table 其一", "<table 其二", "末"]


def test_a_ragged_html_table_in_text_has_no_certain_columns() -> None:
    text = "<table><tr><td>规章</td><td>1</td><td>2</td></tr><tr><td>许可</td></tr></table>"
    grid = next(block for block in read_text(text).blocks if isinstance(block, Grid))
    assert not grid.positions_certain


def test_an_html_table_without_an_end_stays_text() -> None:
    assert _lines("前文\n<table><tr>\n后文\n") == ["前文", "<table><tr>", "后文"]


def test_line_breaks_and_spaces_written_as_html_inside_cells() -> None:
    text = "| 本年新<br>制作数量 | a<br/>b | 1<br>0 | &nbsp; |\n|---|---|---|---|\n| 规章 | 1 |\n"
    assert _tables(text)[0][0] == ["本年新制作数量", "a b", "1 0", ""]


def test_a_page_number_between_cells_is_no_part_of_a_cell() -> None:
    assert _lines("新收 |\n1 |\n- 5 -\n|\n2 |\n") == ["新收", "1", "- 5 -", "", "2"]
    text = "|\n新收 |\n1 |\n- 5 -\n2 |\n|\n结转 |\n3 |\n4 |\n"
    assert _tables(text) == [[["新收", "1", "2"], ["结转", "3", "4"]]]
    assert _lines(text) == ["- 5 -"]


def test_rows_of_a_table_of_one_column_are_lines() -> None:
    assert _lines("| 标题 |\n| --- |\n| 规章 |\n| 3 |\n| NaN |\n| 4 |\n") == [
        "标题",
        "规章",
        "3",
        "",
        "4",
    ]
    assert _lines("| 规章 |\n| 3 |\n") == ["", "规章", "", "3"]


def test_marks_inside_cells_and_paragraphs_go() -> None:
    text = (
        "- （二）依申请公开，见[年报](/a_(1).html)。\n\n**一、总体情况**\n\n"
        '| <span style="a:b">规章</span> | [3]{style="c"} | \\- | **0** | _4_ | `5` | ![](x) |\n'
        "|---|---|---|---|---|---|---|\n| 甲\\_乙 | ~~丙~~ | &nbsp; | &#52; | 1\\. | *6* | * |\n"
    )
    assert _lines(text) == ["（二）依申请公开，见年报。", "一、总体情况"]
    assert _tables(text) == [
        [["规章", "3", "-", "0", "4", "5", ""], ["甲_乙", "丙", "", "4", "1.", "6", "*"]]
    ]


def test_marks_that_change_a_number_stay() -> None:
    text = "| 12<sup>2</sup> | ~~12~~ |\n|---|---|\n| 1 | 2 |\n"
    assert _tables(text)[0][0] == ["12<sup>2</sup>", "~~12~~"]


def test_the_rule_under_a_first_row_of_one_cell_is_no_cell() -> None:
    text = "行政复议  \n---  \n维持| 总计  \n1| 1  \n行政诉讼  \n---  \n维持| 总计  \n2| 2  \n"
    assert _lines(text) == ["行政复议", "行政诉讼"]
    assert _tables(text)[0] == [["维持", "总计"], ["1", "1"]]


def test_wrappers_and_pictures_alone_are_no_empty_cells() -> None:
    assert _lines('<div class="a">\n\n甲\n\n![](a.png)\n\n&nbsp;\n\n</div>\n') == ["甲", ""]


def test_what_programs_print_for_no_cell_is_an_empty_one() -> None:
    assert _tables("规章\tNone\t3\nnan\t\t0\n") == [[["规章", "", "3"], ["", "", "0"]]]


def test_numbers_of_the_rows_and_columns_of_a_frame_are_no_cells() -> None:
    text = "|   | 0 | 1 | 2 |\n|---|---|---|---|\n| 0 | 规章 | 3 | 1 |\n| 1 | 文件 | 0 | 2 |\n"
    assert _tables(text) == [[["规章", "3", "1"], ["文件", "0", "2"]]]
    without = "| 0 | 1 | 2 |\n|---|---|---|\n| 规章 | 3 | 1 |\n"
    assert _tables(without) == [[["规章", "3", "1"]]]
    counted = "| 序号 | 1 | 2 |\n|---|---|---|\n| 0 | 3 | 1 |\n"
    assert _tables(counted) == [[["序号", "1", "2"], ["0", "3", "1"]]]


def test_a_page_that_ends_is_told_and_lines_are_numbered_as_in_an_editor() -> None:
    blocks = read_text("甲\n\n\f乙\r\n\f丙\n").blocks
    found = [(b.text, b.locator.line) for b in blocks if isinstance(b, Paragraph)]
    assert found == [("甲", 1), ("- 0 -", 3), ("乙", 3), ("- 0 -", 4), ("丙", 4)]


def test_a_table_between_rules_of_dashes() -> None:
    text = (
        "甲\n\n  ---------- ---- ----\n  行政许可\\  12   3\n  决定\n\n  处罚            0\n"
        "  ---------- ---- ----\n\n乙\n"
    )
    assert _tables(text) == [[["行政许可决定", "12", "3"], ["处罚", "", "0"]]]
    assert _lines(text) == ["甲", "乙"]
    whole = "----------------\n"
    headed = f"{whole}行政复议\n-------- -------\n维持     总计\n\n2        3\n{whole}"
    assert _tables(headed) == [[["行政复议", ""], ["维持", "总计"], ["2", "3"]]]
    across = "  ---------- ----\n  行政许可二三四五六 12\n  ---------- ----\n"
    assert _tables(across) == []


def test_numbers_set_as_formulas_are_digits() -> None:
    line = "$12$件，占$ 59.2 \\%$，\\( 3 \\)件，$1 0$件，$x$件"
    assert _lines(line) == ["12件，占59.2%，3件，1 0件，$x$件"]


@pytest.mark.parametrize(("other", "first"), [("$3 4 5$", "10"), ("$34$", "1 0")])
def test_digits_apart_are_one_number_where_all_formulas_are_written_so(
    other: str, first: str
) -> None:
    cells = "".join(f"<td>{cell}</td>" for cell in ("$1 0$", "$2 0$", other, "$7$"))
    assert _tables(f"<table><tr>{cells}</tr></table>")[0][0][0] == first


def test_two_tabs_between_cells_are_one_sign() -> None:
    text = "信息内容\t\t上一年项目数量\t\t本年增/减\n行政许可\t\t2\t\t\n行政处罚\t\t\t\t-1\n"
    assert _tables(text) == [
        [["信息内容", "上一年项目数量", "本年增/减"], ["行政许可", "2", ""], ["行政处罚", "", "-1"]]
    ]
    assert _tables("行政强制\t\t0\t\t-55\n") == [[["行政强制", "0", "-55"]]]
    assert _tables("规章\t\t3\n规章\t1\t3\n") == [[["规章", "", "3"], ["规章", "1", "3"]]]
