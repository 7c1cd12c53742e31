"""Tables that are drawn with lines of characters, in the measures that programs have."""

from __future__ import annotations

import pytest

from gouji.documents.model import Grid, Paragraph
from gouji.documents.plain.text import read_text

SPANS = """\
┌──────┬───────────┐
│ 事项 │ 申请人    │
│      ├─────┬─────┤
│      │ 甲  │ 乙  │
├──────┼─────┼─────┤
│ 新收 │ 12  │     │
└──────┴─────┴─────┘"""


def only_grid(text: str) -> Grid:
    [grid] = read_text(text).blocks
    assert isinstance(grid, Grid)
    return grid


def cells(grid: Grid) -> list[tuple[str, int, int, int, int]]:
    return [(c.text, c.row, c.column, c.rowspan, c.colspan) for c in grid.cells]


SPANNED = [
    ("事项", 0, 0, 2, 1),
    ("申请人", 0, 1, 1, 2),
    ("甲", 1, 1, 1, 1),
    ("乙", 1, 2, 1, 1),
    ("新收", 2, 0, 1, 1),
    ("12", 2, 1, 1, 1),
    ("", 2, 2, 1, 1),
]


def test_cells_reach_as_far_as_they_are_drawn() -> None:
    grid = only_grid(SPANS)
    assert cells(grid) == SPANNED
    assert grid.positions_certain
    assert grid.cells[5].locator.line == 6


def test_plus_and_minus_draw_too() -> None:
    ascii_lines = str.maketrans("┌┬┐├┼┤└┴┘─│", "+++++++++-|")
    assert cells(only_grid(SPANS.translate(ascii_lines))) == SPANNED


def test_lines_as_wide_as_the_characters_of_chinese() -> None:
    text = "┌──┬─┐\n│事项│甲│\n├──┼─┤\n│新收│ 1│\n└──┴─┘"
    grid = only_grid(text)
    assert [c.text for c in grid.cells] == ["事项", "甲", "新收", "1"]
    assert grid.positions_certain


def test_a_program_that_counts_characters() -> None:
    grid = only_grid("+------+---+\n| 事项   | 甲 |\n+------+---+\n| 新收   | 1 |\n+------+---+")
    assert [c.text for c in grid.cells] == ["事项", "甲", "新收", "1"]
    assert grid.positions_certain


def test_a_cell_on_several_lines_between_borders_is_one() -> None:
    rows = "│ 上年结转申请 │ 3 │\n│ 数量         │   │\n"
    border = "├──────────────┼───┤\n"
    grid = only_grid(border + (rows + border) * 3)
    assert [c.text for c in grid.cells] == ["上年结转申请数量", "3"] * 3


def test_lines_without_borders_between_them_are_rows() -> None:
    grid = only_grid("+----+---+\n| 甲 | 1 |\n+----+---+\n| 乙 | 2 |\n| 丙 |   |\n+----+---+")
    assert [(c.text, c.row) for c in grid.cells if not c.column] == [
        ("甲", 0),
        ("乙", 1),
        ("丙", 2),
    ]


@pytest.mark.parametrize("cut", [0, 1])
def test_where_lines_do_not_stand_below_each_other_no_column_is_certain(cut: int) -> None:
    lines = ["┌──────┬───┐", "│ 甲 │ 1 │", "│ 乙乙乙乙 │ 2 │", "└──────┴───┘"][cut:]
    grid = only_grid("\n".join(lines))
    assert [c.text for c in grid.cells] == ["甲", "1", "乙乙乙乙", "2"]
    assert not grid.positions_certain


def test_what_is_drawn_around_nothing_is_no_cell() -> None:
    blocks = read_text("甲\n┌──┐\n├──┤\n乙\n+173\n│").blocks
    assert [b.text for b in blocks if isinstance(b, Paragraph)] == ["甲", "乙", "+173", "│"]


def test_drawings_without_end_are_read_in_time() -> None:
    assert not read_text("+---+---+\n" * 60_000).blocks
    assert len(read_text("│" + "一" * 300_000 + "│").blocks) == 1
