"""Random valid reports in every layout: a number that is read is the number that was printed."""

from __future__ import annotations

from collections import Counter

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gouji.extraction.reader import read_report
from gouji.forms.values import CellValue, State
from tests.generation.figures import Drawn, Printed, draw
from tests.generation.layouts import LAYOUTS

LOSSLESS = (
    "spaced_lines",
    "doubled_lines",
    "piped_lines",
    "pipe_ended",
    "tabbed",
    "markdown",
    "html",
)


def tally(drawn: Drawn, layout: str) -> Counter[str]:
    """Cells read exactly, wrongly, or not at all (by state)."""
    extension, render = LAYOUTS[layout]
    report = read_report(render(drawn).encode(), f"report.{extension}")
    counts: Counter[str] = Counter()
    for table, cells in drawn.cells.items():
        read = report.tables[table].cells() if table in report.tables else {}
        for key, printed in cells.items():
            counts[_verdict(read.get(key), printed)] += 1
    return counts


def _verdict(cell: CellValue | None, printed: Printed) -> str:
    if cell is None or not cell.state.is_certain:
        return "not read"
    if cell.state is State.REPORTED:
        return "exact" if cell.value == printed and isinstance(printed, int) else "wrong"
    return "wrong" if isinstance(printed, int) else "exact"


@pytest.mark.parametrize("layout", LAYOUTS)
@settings(max_examples=15, deadline=None, derandomize=True)
@given(
    seed=st.integers(0, 10**9),
    blanks=st.sampled_from([0.0, 0.3, 0.9, 1.0]),
    dashes=st.sampled_from([0.0, 0.1]),
)
def test_no_wrong_number_in_any_layout(
    layout: str, seed: int, blanks: float, dashes: float
) -> None:
    counts = tally(draw(seed, blanks=blanks, dashes=dashes), layout)
    assert counts["wrong"] == 0
    if layout in LOSSLESS:
        assert counts["not read"] == 0


@pytest.mark.parametrize("layout", LAYOUTS)
def test_a_full_table_is_read_whole_in_every_layout(layout: str) -> None:
    assert set(tally(draw(7), layout)) == {"exact"}


@pytest.mark.slow
@pytest.mark.parametrize("layout", LAYOUTS)
def test_no_wrong_number_among_many(layout: str) -> None:
    total: Counter[str] = Counter()
    for seed in range(600):
        total += tally(draw(seed, blanks=seed % 5 / 4, dashes=seed % 2 * 0.1), layout)
    print(layout, dict(total))
    assert total["wrong"] == 0


def test_the_same_bytes_give_the_same_report() -> None:
    data = LAYOUTS["html"][1](draw(3)).encode()
    assert read_report(data, "a.html") == read_report(data, "a.html")
