"""Tables with commas between cells, and running text that has commas too."""

from __future__ import annotations

from gouji.documents.model import Grid, Paragraph
from gouji.documents.plain.text import read_text

ROWS = '规章,2,0,3\n"行政规范性\n文件","1,204",,\n行政许可,36,,\n'


def test_cells_are_quoted_empty_or_on_several_lines() -> None:
    [grid] = read_text(ROWS).blocks
    assert isinstance(grid, Grid)
    assert [[cell.text for cell in row] for row in grid.rows()] == [
        ["规章", "2", "0", "3"],
        ["行政规范性文件", "1,204", "", ""],
        ["行政许可", "36", "", ""],
    ]
    assert [cell.locator.line for cell in grid.cells if not cell.column] == [1, 2, 4]
    assert not grid.positions_certain


def test_headings_and_texts_alone_in_a_row_are_paragraphs() -> None:
    text = f"二、主动公开政府信息情况,,,\n{ROWS}{'本年工作平稳。' * 10},,,\n第二十条,,,\n"
    kinds = [type(block) for block in read_text(text).blocks]
    assert kinds == [Paragraph, Grid, Paragraph, Grid]


def test_running_text_with_commas_stays_text() -> None:
    prose = "受理5件,办结3件,结转2件,无诉讼\n" * 4
    short = "规章,2,0,3\n行政许可,36,,\n"
    for text in (prose, short, "规章,2,0,3\n规章,2,0\n规章,2\n", '"规章,2,0,3\n' * 3):
        assert all(isinstance(block, Paragraph) for block in read_text(text).blocks)


def test_quotes_without_end_are_read_in_time() -> None:
    assert len(read_text('甲,1,2,"3\n' * 20_000 + "乙").blocks) > 1
