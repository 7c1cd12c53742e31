"""Rows of table 三 that lost a cell before a program filled them up at their end."""

from __future__ import annotations

import re

import pytest

from gouji.extraction.reader import read_report
from gouji.forms.values import State
from tests.generation.figures import draw
from tests.generation.layouts import html


def page(row: str, *numbers: str) -> tuple[str, str, str]:
    """A drawn page, one row of its table 三, and the same row with other cells."""
    whole = html(draw(3))
    found = next(one for one in re.findall("<tr>.*?</tr>", whole) if row in one)
    labels = found[: found.index(row) + len(row)] + "</p></td>"
    cells = (f"<td><p>{number}</p></td>" for number in numbers)
    return whole, found, labels + "".join(cells) + "</tr>"


def states(whole: str, found: str, instead: str, item: str) -> set[State]:
    report = read_report(whole.replace(found, instead).encode(), "a.html")
    return {f.cell.state for f in report.tables["requests"].figures if f.item == item}


@pytest.mark.parametrize(
    "numbers",
    [
        ("0", "0", "9", "0", "0", "9", ""),
        ("0", "9", "", "", "", "", ""),
        ("9", "9", "", "", "", "", ""),
    ],
)
def test_a_row_alone_without_a_total_is_open_where_columns_do_not_sum(
    numbers: tuple[str, ...],
) -> None:
    found = page("2.重复申请", *numbers)
    assert states(*found, "not_processed_repeat") == {State.AMBIGUOUS}


def test_zeros_without_a_total_are_what_they_say() -> None:
    found = page("2.重复申请", "0", "0", "0", "0", "0", "0", "")
    assert set(re.findall(r"<p>(\d+)</p>", found[1])) == {"0"}
    assert states(*found, "not_processed_repeat") == {State.REPORTED, State.BLANK}
