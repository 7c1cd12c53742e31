"""Tables as wikis have them, in texts."""

from __future__ import annotations

from gouji.documents.model import Grid, Paragraph
from gouji.documents.opening import open_document

WIKI = """\
前文。

{| class="wikitable"
|+ 表三
! 申请人情况 !! 自然人
! 总计
|-
| 一、本年新收
| 3 || 3
|-
|
| align="center" | 0
| 附注
第二行
|}

后文。
"""


def test_cells_rows_and_the_text_around() -> None:
    before, grid, after = open_document(WIKI.encode(), "a.txt").blocks
    assert isinstance(before, Paragraph) and isinstance(after, Paragraph)
    assert isinstance(grid, Grid)
    assert [[cell.text for cell in row] for row in grid.rows()] == [
        ["申请人情况", "自然人", "总计"],
        ["一、本年新收", "3", "3"],
        ["", "0", "附注第二行"],
    ]
    assert [cell.locator.line for cell in grid.cells][::3] == [5, 8, 11]


def test_spans_are_those_of_a_page() -> None:
    text = '{|\n| rowspan="2" | 甲\n| colspan="2" | 乙\n|-\n| 1\n| 2\n|}\n'
    [grid] = open_document(text.encode(), "a.txt").blocks
    assert isinstance(grid, Grid)
    found = [(c.text, c.row, c.column, c.rowspan, c.colspan) for c in grid.cells]
    assert found == [("甲", 0, 0, 2, 1), ("乙", 0, 1, 1, 2), ("1", 1, 1, 1, 1), ("2", 1, 2, 1, 1)]
    assert grid.positions_certain


def test_tags_around_a_wiki_table_make_no_page() -> None:
    text = "<div>\n\n标题\n\n</div>\n{|\n| 甲\n| 1\n|}\n"
    assert [type(block) for block in open_document(text.encode(), "a.txt").blocks] == [
        Paragraph,
        Grid,
    ]


def test_a_table_without_an_end_is_text() -> None:
    blocks = open_document("{|\n| 甲\n| 1\n".encode(), "a.txt").blocks
    assert not any(isinstance(block, Grid) and block.n_rows > 1 for block in blocks)
