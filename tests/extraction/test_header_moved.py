"""A header of table 三 that a converter moved to the left of its numbers."""

from __future__ import annotations

import pytest

from gouji.documents.plain.text import read_text
from gouji.extraction.reader import extract
from gouji.forms.values import State
from tests.generation.figures import draw
from tests.generation.layouts_converted import header_moved_left

NAMES = "商业企业 | 科研机构 | 社会公益组织 | 法律服务机构 | 其他"


def states(text: str) -> set[State]:
    figures = extract(read_text(text, "markdown")).tables["requests"].figures
    return {figure.cell.state for figure in figures}


def test_the_numbers_are_those_of_the_columns_to_the_right() -> None:
    text = header_moved_left(draw(2))
    assert f"|  |  | {NAMES} |  |" in text
    assert states(text) == {State.REPORTED}


@pytest.mark.parametrize(
    ("printed", "instead"),
    [
        (f"|  |  | {NAMES} |  |  |  |", f"|  |  | {NAMES} |  | 占比 |  |"),
        ("科研机构 | 社会公益组织", "社会公益组织 | 科研机构"),
        ("| 4.保护第三方合法权益 | ", "| 9 | "),
    ],
)
def test_not_where_something_else_stands_there(printed: str, instead: str) -> None:
    text = header_moved_left(draw(2))
    assert printed in text
    assert states(text.replace(printed, instead)) != {State.REPORTED}
