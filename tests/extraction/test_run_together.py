"""Numbers of a row that run together: taken apart where one way ties, else left open."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gouji.documents.model import Locator
from gouji.extraction.elements import Token
from gouji.extraction.figures.aligning.rows import Row
from gouji.extraction.figures.requests.run_together import NOTE, part_numbers
from gouji.extraction.reader import read_report
from gouji.forms.values import State

PLACE = Locator(line=1)


def row_of(*texts: str) -> Row:
    row = Row(["予以公开"], [Token(text, text, 0, PLACE) for text in texts], [0] * len(texts))
    part_numbers([row])
    return row


@pytest.mark.parametrize(
    ("printed", "numbers"),
    [
        ("0 000000", "0 0 0 0 0 0 0"),
        ("1 000001", "1 0 0 0 0 0 1"),
        ("210 00 00 21", "21 0 0 0 0 0 21"),
        ("0 0 00 00 0", "0 0 0 0 0 0 0"),
    ],
)
def test_one_way_that_ties_is_taken(printed: str, numbers: str) -> None:
    row = row_of(*printed.split())
    assert [token.text for token in row.tokens] == numbers.split()
    assert row.parted


@pytest.mark.parametrize(
    "printed",
    ["0 0 00 00", "2 0 00 00 3", "1 0 0 0 1", "12 0 0 0 0 12", "1 0 00 0 1", "1 0 00 00 件"],
)
def test_others_stay_as_they_are(printed: str) -> None:
    """Cells were lost, nothing ties, or no cell shows that it holds several."""
    assert [token.text for token in row_of(*printed.split()).tokens] == printed.split()


@given(
    st.lists(st.sampled_from([0, 0, 0, 1, 2, 10, 13, 120]), min_size=6, max_size=6),
    st.lists(st.booleans(), min_size=6, max_size=6),
)
def test_what_is_taken_apart_is_what_was_printed(parts: list[int], glued: list[bool]) -> None:
    numbers = [*map(str, parts), str(sum(parts))]
    texts = [numbers[0]]
    for number, runs_on in zip(numbers[1:], glued, strict=True):
        texts[-1:] = [texts[-1] + number] if runs_on else [texts[-1], number]
    row = row_of(*texts)
    if row.parted:
        assert [token.text for token in row.tokens] == numbers


def test_the_figures_say_so() -> None:
    lines = ["三、收到和处理政府信息公开申请情况", "一、本年新收政府信息公开申请数量 3 00 0 0 0 3"]
    lines += ["四、结转下年度继续办理 0 0 0 0 0 0 0"]
    figures = read_report("\n".join(lines).encode(), "a.txt").tables["requests"].figures
    [one] = [f for f in figures if (f.item, f.column) == ("new_received", "natural_person")]
    assert (one.cell.state, one.cell.value, one.note) == (State.REPORTED, 3, NOTE)
