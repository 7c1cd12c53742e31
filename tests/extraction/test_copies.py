"""Tables that stand in a document more than once."""

from __future__ import annotations

import pytest

from gouji.documents.plain.text import read_text
from gouji.extraction.reader import extract
from gouji.forms import catalogue
from gouji.forms.values import State

ITEMS = catalogue.tables()["requests"].items_of("form_2021")
HEAD = ["项目", *(column.zh for column in catalogue.tables()["requests"].columns)]


def rows(plus: int = 0) -> list[list[str]]:
    """Table 三 in which every sum across ties, and every sum down it."""
    leaves = len(ITEMS) - 4
    table = [[0] * 6 for _ in ITEMS]
    for number in range(2, 2 + leaves):
        table[number] = [number + plus, 1, 0, number % 3, 0, 2]
    table[-2] = [sum(row[n] for row in table[2 : 2 + leaves]) for n in range(6)]
    table[0] = table[-2]
    return [
        [item.zh, *map(str, cells), str(sum(cells))]
        for item, cells in zip(ITEMS, table, strict=True)
    ]


def text(table: list[list[str]]) -> str:
    return "\n".join(" ".join(row) for row in [HEAD, *table])


def grid(table: list[list[str]]) -> str:
    lines = ["| " + " | ".join(row) + " |" for row in [HEAD, *table]]
    return "\n".join([lines[0], "|" + "---|" * len(HEAD), *lines[1:]])


def exact(*parts: str) -> int:
    title = "如东县水务局2022年政府信息公开工作年度报告"
    page = "\n\n".join([title, "三、收到和处理政府信息公开申请情况", *parts])
    told = [number for row in rows() for number in row[1:]]
    cells = extract(read_text(page + "\n", "markdown")).tables["requests"].cells()
    found = list(cells.values())
    assert all(
        str(cell.value) == number
        for cell, number in zip(found, told, strict=True)
        if cell.state is State.REPORTED
    )
    return sum(cell.state is State.REPORTED for cell in found)


def test_the_text_of_a_page_and_the_table_taken_out_of_it_are_one_table() -> None:
    assert exact(text(rows()), "### 表格", grid(rows())) == len(ITEMS) * 7


def test_of_a_table_over_two_pages_the_text_is_whole() -> None:
    assert exact(text(rows()), grid(rows()[:12]), "第2页") == len(ITEMS) * 7


def test_two_tables_that_differ_stay_open() -> None:
    assert exact(text(rows()), "### 表格", grid(rows(plus=1))) == 0


@pytest.mark.parametrize(("year", "all_read"), [("2021", True), ("2022", False)])
def test_a_table_of_another_year_behind_its_caption_is_no_second_one(
    year: str, all_read: bool
) -> None:
    caption = f"附：{year}年收到和处理政府信息公开申请情况"
    read = exact(grid(rows()), caption, grid(rows(plus=1)))
    assert (read == len(ITEMS) * 7) is all_read
