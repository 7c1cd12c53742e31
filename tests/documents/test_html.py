"""Web pages: spans, nested tables, what counts as data, what a person does not see."""

from __future__ import annotations

import time
from itertools import pairwise

import pytest

from gouji.documents.html.page import read_html
from gouji.documents.model import Document, Grid, Paragraph
from gouji.documents.reasons import Unreadable


def grids(document: Document) -> list[Grid]:
    return [block for block in document.blocks if isinstance(block, Grid)]


def texts(document: Document) -> list[str]:
    return [block.text for block in document.blocks if isinstance(block, Paragraph)]


def table(grid: Grid) -> list[list[str]]:
    return [[cell.text for cell in row] for row in grid.rows()]


def one_grid(source: str) -> Grid:
    [grid] = grids(read_html(source))
    return grid


def placed(grid: Grid) -> dict[str, tuple[int, int, int, int]]:
    return {cell.text: (cell.row, cell.column, cell.rowspan, cell.colspan) for cell in grid.cells}


class TestSpans:
    def test_the_head_of_the_request_table(self) -> None:
        grid = one_grid(
            "<table><tr><td rowspan=3 colspan=3>项目<td colspan=7>申请人情况"
            "<tr><td rowspan=2>自然人<td colspan=5>法人或其他组织<td rowspan=2>总计"
            "<tr><td>商业企业<td>科研机构<td>社会公益组织<td>法律服务机构<td>其他"
            "<tr><td colspan=3>一<td>1<td>2<td>3<td>4<td>5<td>6<td>21"
            "<tr><td rowspan=2>三<td rowspan=2>（三）<td>1.甲<td>a<td>b<td>c<td>d<td>e<td>f<td>g"
            "<tr><td>2.乙<td>h<td>i<td>j<td>k<td>l<td>m<td>n</table>"
        )
        cells = placed(grid)
        assert cells["总计"] == (1, 9, 2, 1)
        assert cells["其他"] == (2, 8, 1, 1)
        assert cells["21"] == (3, 9, 1, 1)
        assert (cells["a"], cells["h"]) == ((4, 3, 1, 1), (5, 3, 1, 1))
        assert (grid.n_rows, grid.n_columns) == (6, 10)
        assert grid.positions_certain

    def test_locators_name_table_row_and_column_from_one(self) -> None:
        document = read_html(
            "<table><tr><td>a<td>b</table><table><tr><td>c<td>d<tr><td>e<td>f</table>"
        )
        last = grids(document)[1].cells[-1]
        assert last.locator.as_dict() == {"table": 2, "row": 2, "column": 2}

    def test_columns_in_which_nothing_starts_are_closed_up(self) -> None:
        grid = one_grid("<table><tr><td colspan=900>a<tr><td colspan=2>b<td colspan=898>c</table>")
        assert placed(grid) == {"a": (0, 0, 1, 2), "b": (1, 0, 1, 1), "c": (1, 1, 1, 1)}
        assert grid.n_columns == 2

    @pytest.mark.parametrize("value", ["x", "", "-3", "1.9", "½"])
    def test_spans_that_are_no_numbers_count_as_one(self, value: str) -> None:
        grid = one_grid(f"<table><tr><td colspan='{value}'>a<td>b<tr><td>c<td>d</table>")
        assert placed(grid)["b"] == (0, 1, 1, 1)

    def test_rowspan_zero_reaches_the_end_of_the_group_and_no_further(self) -> None:
        grid = one_grid(
            "<table><tbody><tr><td rowspan=0>a<td>b<tr><td>c</tbody>"
            "<tbody><tr><td rowspan=9>d<td>e</tbody></table>"
        )
        assert placed(grid)["a"] == (0, 0, 2, 1)
        assert placed(grid)["d"] == (2, 0, 1, 1)

    def test_the_foot_comes_last(self) -> None:
        grid = one_grid(
            "<table><tfoot><tr><td>总<td>3</tfoot><tbody><tr><td>a<td>1</tbody></table>"
        )
        assert table(grid) == [["a", "1"], ["总", "3"]]

    def test_overlapping_spans_make_positions_uncertain(self) -> None:
        grid = one_grid("<table><tr><td>a<td rowspan=2>b<td>c<tr><td colspan=2>d<td>e</table>")
        assert not grid.positions_certain
        assert placed(grid)["d"] == (1, 0, 1, 1)

    def test_cells_without_rows_and_rows_in_wrong_places(self) -> None:
        grid = one_grid("<table><td>a<td>b<tr><td>c<td>d</table>")
        assert table(grid) == [["a", "b"], ["c", "d"]]
        grid = one_grid("<table><form><tr><td>a</td><td>b</td></tr></form></table>")
        assert table(grid) == [["a", "b"]]


class TestBombs:
    def test_enormous_spans_cost_nothing(self) -> None:
        started = time.monotonic()
        grid = one_grid(
            "<table>"
            + "<tr><td colspan=1000000 rowspan=1000000>a<td colspan=999999999999>b" * 50
            + "</table>"
        )
        assert time.monotonic() - started < 2
        assert grid.n_columns <= 100

    def test_a_table_of_spans_beyond_all_measure_is_refused(self) -> None:
        row = "<tr>" + "<td colspan=1000 rowspan=60000>" * 3
        with pytest.raises(Unreadable) as caught:
            read_html("<table>" + row * 3000 + "</table>")
        assert caught.value.reason.code == "html_table_too_large"

    @pytest.mark.parametrize("deep", [300, 5000])
    def test_a_tree_that_the_parser_cuts_is_refused(self, deep: int) -> None:
        page = "<p>before</p>" + "<div>" * deep + "x" + "</div>" * deep + "<p>after</p>"
        with pytest.raises(Unreadable) as caught:
            read_html(page)
        assert caught.value.reason.code == "html_truncated_tree"

    def test_a_part_that_the_parser_cuts_is_refused(self) -> None:
        with pytest.raises(Unreadable):
            read_html("<p>a</p><!--" + "y" * 11_000_000 + "--><p>b</p>")

    def test_deep_but_bearable_pages_are_read(self) -> None:
        assert texts(read_html("<div>" * 200 + "x" + "</div>" * 200 + "<p>y")) == ["x", "y"]

    def test_many_nested_tables(self) -> None:
        page = "<table><tr><td>" * 80 + "<table><tr><td>a<td>1</table>"
        assert [table(grid) for grid in grids(read_html(page))] == [[["a", "1"]]]


class TestCellText:
    @pytest.mark.parametrize(
        ("markup", "expected"),
        [
            ("<p>社会</p><p>公益</p><p>组织</p>", "社会公益组织"),
            ("商业<br>企业", "商业企业"),
            ("<p>2</p><p>0</p>", "2 0"),
            ("<span>2</span><span>0</span>", "20"),
            ("<span>2</span> <b>0</b>", "2 0"),
            ("<p><o:p>&nbsp;</o:p></p>", ""),
            ("  1 ,\n 234 ", "1 , 234"),
            ("第一项\n   加第二项", "第一项加第二项"),
            ("第一项 加第二项", "第一项 加第二项"),
            ("1\u200b2&#8203;3&shy;4", "1234"),
            ("&lt;1", "<1"),
            ("1<!-- 2 -->3", "13"),
            ("<div>a</div>b<div>c</div>", "a b c"),
            ("<input value=7><input type=hidden value=8><input type=button value=go>", "7"),
            ("<img src=1.png alt=5>", ""),
            ("<textarea>12</textarea>", "12"),
        ],
    )
    def test_is_what_is_displayed(self, markup: str, expected: str) -> None:
        grid = one_grid(f"<table><tr><td>x</td><td>{markup}</td></tr></table>")
        assert grid.cells[1].text == expected

    @pytest.mark.parametrize(
        ("markup", "expected"),
        [
            ("21<sup>1</sup>", "21^1"),
            ("21<span style='vertical-align: super'>1</span>", "21^1"),
            ("21<sub>1</sub>", "21_1"),
            ("21<sup>[1]</sup>", "21[1]"),
            ("<s>5</s>6", "6"),
            ("<del>5</del>6", "6"),
            ("<span style='text-decoration:line-through'>5</span>6", "6"),
            ("<span style='DISPLAY: none'>5</span>6", "6"),
            ("<span style='mso-hide:all'>5</span>6", "6"),
            ("<span style='font-size: 0'>5</span>6", "6"),
            ("<span style='opacity:0'>5</span>6", "6"),
            ("<p style='font-size:0'><span style='font-size:14px'>6</span></p>", "6"),
            ("<span hidden>5</span>6", "6"),
            ("1<script>document.write(2)</script>3", "13"),
        ],
    )
    def test_never_makes_a_number_of_what_is_not_one(self, markup: str, expected: str) -> None:
        grid = one_grid(f"<table><tr><td>x</td><td>{markup}</td></tr></table>")
        assert grid.cells[1].text == expected

    def test_hidden_rows_and_cells_are_left_out(self) -> None:
        grid = one_grid(
            "<table><tr style='display:none'><td>no<td>0<tr><td>a<td style='display:none'>9<td>1"
            "</table>"
        )
        assert table(grid) == [["a", "1"]]


class TestLayout:
    def test_a_table_around_tables_is_walked_into(self) -> None:
        document = read_html(
            "<table><tr><td>导航<td><p>一、总体情况</p><table><tr><td>规章<td>0</table>"
            "<p>完</p></table>"
        )
        assert [type(block).__name__ for block in document.blocks] == [
            "Paragraph",
            "Paragraph",
            "Grid",
            "Paragraph",
        ]
        assert table(grids(document)[0]) == [["规章", "0"]]

    def test_a_box_inside_a_cell_does_not_dissolve_the_table(self) -> None:
        grid = one_grid(
            "<table><tr><td>a<td><table><tr><td>1</td></tr></table></td></tr><tr><td>b<td>2</table>"
        )
        assert table(grid) == [["a", "1"], ["b", "2"]]

    def test_prose_in_a_table_is_prose(self) -> None:
        document = read_html(f"<table><tr><td>栏目<td><p>{'长文' * 300}</p><p>第二段</p></table>")
        assert grids(document) == []
        assert texts(document) == ["栏目", "长文" * 300, "第二段"]

    def test_a_table_of_one_cell_is_a_paragraph(self) -> None:
        assert texts(read_html("<table><tr><td>一句话</table>")) == ["一句话"]

    def test_text_outside_the_cells_of_a_table_is_kept(self) -> None:
        document = read_html(
            "<table><caption>表三</caption>散<tr><td>a<td>1</tr><p>段</p><tr><td>b<td>2</table>"
        )
        assert "".join(texts(document)) == "表三散段"
        assert table(grids(document)[0]) == [["a", "1"], ["b", "2"]]

    def test_blocks_keep_the_order_of_the_page(self) -> None:
        document = read_html(
            "<p>一</p><table><tr><td>a<td>1</table>二<h2>三</h2><table><tr><td>b<td>2</table>"
        )
        order = [b.text if isinstance(b, Paragraph) else b.cells[0].text for b in document.blocks]
        assert order == ["一", "a", "二", "三", "b"]


class TestParagraphs:
    def test_blocks_and_breaks_end_a_paragraph_inline_elements_do_not(self) -> None:
        page = "<div>共<b>受理</b><i>申请</i><font>21</font>件。<br>其中<p>予以公开</p>15件</div>"
        assert texts(read_html(page)) == ["共受理申请21件。", "其中", "予以公开", "15件"]

    def test_the_lines_of_preformatted_text_are_paragraphs(self) -> None:
        assert texts(read_html("<pre>一\n 二  2\n\n三</pre>")) == ["一", "二 2", "三"]

    def test_locators_give_growing_lines_of_the_source(self) -> None:
        document = read_html("<p>a</p>\n<p>b</p>\n\n<div>\n<p>c</p></div>")
        lines = [block.locator.line or 0 for block in document.blocks]
        assert lines == [1, 2, 5]
        assert all(low <= high for low, high in pairwise(lines))

    def test_scripts_and_styles_are_no_text(self) -> None:
        page = "<script>var a = '<p>no</p>'</script><style>p {}</style><p>yes</p>"
        assert texts(read_html(page)) == ["yes"]

    def test_hidden_prose_is_left_out_but_hidden_tables_are_not(self) -> None:
        document = read_html(
            "<div style='display:none'>弹窗</div>"
            "<div style='display:none'><table><tr><td>a<td>1</table></div>"
        )
        assert texts(document) == []
        assert table(grids(document)[0]) == [["a", "1"]]

    def test_what_follows_the_end_of_the_page_is_not_lost(self) -> None:
        document = read_html(
            "<html><body><p>a</p></body></html><table><tr><td>b<td>1</table><p>c</p>"
        )
        assert texts(document) == ["a", "c"]
        assert len(grids(document)) == 1

    def test_a_page_inside_the_page(self) -> None:
        page = "<html><div><html><title>t</title><body><p>内</p></body></html>外</div>尾"
        assert texts(read_html(page)) == ["内", "外", "尾"]

    def test_control_characters_vanish(self) -> None:
        assert texts(read_html("<p>1\x01\x020</p>")) == ["10"]

    @pytest.mark.parametrize("page", ["", "  ", "<!-- c -->", "<html></html>", "<table></table>"])
    def test_pages_without_text_have_no_blocks(self, page: str) -> None:
        assert read_html(page).blocks == ()


class TestEmbeddedContent:
    CELLS = "<table><tr><td>a</td><td>1</td></tr></table>"

    @pytest.mark.parametrize(
        "script",
        [
            'var html = "<table><tr><td>a<\\/td><td>1<\\/td><\\/tr><\\/table>";',
            "document.write('<table><tr><td>a</td>' +\n '<td>1</td></tr></table>')",
            'x = {"body": "\\u003ctable\\u003e\\u003ctr\\u003e\\u003ctd\\u003ea\\u003c/td\\u003e'
            '\\u003ctd\\u003e1\\u003c/td\\u003e\\u003c/tr\\u003e\\u003c/table\\u003e"}',
        ],
    )
    def test_in_a_script(self, script: str) -> None:
        grid = one_grid(f"<p>标题</p><script>{script}</script>")
        assert table(grid) == [["a", "1"]]

    def test_scripts_are_not_asked_where_the_page_has_tables(self) -> None:
        grid = one_grid(f"<table><tr><td>x<td>2</table><script>var t = '{self.CELLS}'</script>")
        assert table(grid) == [["x", "2"]]

    def test_in_a_textarea(self) -> None:
        assert table(one_grid(f"<textarea>{self.CELLS}</textarea>")) == [["a", "1"]]


def test_metadata_are_the_title_and_the_named_meta_elements() -> None:
    document = read_html(
        "<title> 某局2023年\n年报 </title><meta name=ArticleTitle content='年报'>"
        "<meta name=PubDate content='2024-01-17'><meta name=PubDate content='later'>"
        "<meta property='og:title' content='t'><meta name=empty content=''><meta charset=utf-8>"
        "<body><title>second</title>x</body>"
    )
    assert document.metadata == {
        "title": "某局2023年年报",
        "ArticleTitle": "年报",
        "PubDate": "2024-01-17",
        "og:title": "t",
    }


def test_bytes_are_decoded_as_declared() -> None:
    page = "<meta charset=gb2312><title>镕</title><p>政府信息公开工作年度报告</p>"
    assert texts(read_html(page.encode("gb18030"))) == ["政府信息公开工作年度报告"]
