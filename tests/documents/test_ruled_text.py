"""Tables of which the columns are told by a rule of dashes."""

from __future__ import annotations

import pytest

from gouji.documents.model import Grid, Paragraph
from gouji.documents.plain.text import read_text

HEAD = "  甲项       甲    乙"
RULE = "  ---------- ----- ----"
ROWS = ("  规章       3     0", "  规范性文件       7")


def blocks(*lines: str) -> list[object]:
    document = read_text("\n".join(lines))
    return [
        [[cell.text for cell in row] for row in block.rows()]
        if isinstance(block, Grid)
        else block.text
        for block in document.blocks
    ]


@pytest.mark.parametrize("below", [["", "后文。"], [RULE, "后文。"], [""]])
def test_a_header_above_the_rule_is_a_row_and_an_empty_line_ends_it(below: list[str]) -> None:
    found = blocks("前文。", "", HEAD, RULE, *ROWS, *below)
    table = [["甲项", "甲", "乙"], ["规章", "3", "0"], ["规范性文件", "", "7"]]
    assert found == ["前文。", table, *(["后文。"] if "后文。" in below else [])]


def test_its_rows_are_not_run_together_where_text_follows() -> None:
    """The rule alone would begin a table that ends with the text, with lines in one cell."""
    found = blocks(HEAD, RULE, *ROWS, "", "<table><tr><td>1</td><td>2</td></tr></table>")
    assert found[0] == [["甲项", "甲", "乙"], ["规章", "3", "0"], ["规范性文件", "", "7"]]


def test_a_text_across_a_column_is_no_such_table() -> None:
    document = read_text("\n".join([HEAD, RULE, "  横跨各栏的一整行文字", ""]))
    assert all(isinstance(block, Paragraph) for block in document.blocks)
