"""Random valid reports with the troubles of real ones: a number that is read is the printed one.

What is counted is every cell of the three tables. A cell that is left undecided costs a share; a
number (or a blank) that is not what the page says fails the test, whatever the trouble.
"""

from __future__ import annotations

import random
from collections import Counter

import pytest

from gouji.extraction.reader import read_report
from tests.generation.troubled import LAYOUTS, TROUBLES, Case, make, occurs, tally

_CUT = "a label with no cell behind it, where the file ends, is read as a row of empty cells"
_FIRST = "a row that lost its first cell is believed by its own sum"
_ZEROS = "zeros that sum to zero are taken as proof of the last cell"
_LOOSE = "an empty total is read as empty while its number stands loose elsewhere"
_LINE = "a label whose only cell lost its line is read as empty"
# (layout, seed, troubles) -> what goes wrong there. Random cases leave out what is
# named alone here.
KNOWN: dict[tuple[str, int, tuple[str, ...]], str] = {
    ("spaced_lines", 3, ("blank_totals",)): _ZEROS,
    ("dropped_blanks", 0, ("blank_totals",)): _ZEROS,
    ("one_row_a_line", 0, ("blank_totals",)): _ZEROS,
    ("spaced_lines", 0, ("displaced_total",)): _LOOSE,
    ("dropped_blanks", 6, ("displaced_total",)): _LOOSE,
    ("piped_lines", 0, ("displaced_total",)): _LOOSE,
    ("spaced_lines", 3, ("lost_cells",)): _FIRST,
    ("dropped_blanks", 0, ("lost_cells",)): _FIRST,
    ("one_row_a_line", 4, ("lost_cells",)): _FIRST,
    ("piped_lines", 12, ("lost_cells",)): _FIRST,
    ("markdown_rows", 12, ("lost_cells",)): _FIRST,
    ("html", 0, ("lost_cells",)): "a row of fewer cells than the header is read from the left",
    ("doubled_lines", 12, ("line_lost",)): _LINE,
    ("spaced_lines", 5, ("cut_short",)): _CUT,
    ("one_row_a_line", 3, ("cut_short",)): _CUT,
    ("piped_lines", 1, ("cut_short",)): _CUT,
    ("pipe_ended", 0, ("cut_short",)): _CUT,
    ("tabbed", 5, ("cut_short",)): _CUT,
    ("markdown", 0, ("cut_short",)): _CUT,
    ("html", 0, ("cut_short",)): _CUT,
    ("dropped_blanks", 3380, ("all_zeros_blank", "lost_labels")): _FIRST,
    (
        "one_row_a_line",
        2051,
        ("no_group_labels", "page_break", "public_interest_short", "some_blank"),
    ): ("the number of a page, alone on its line, fills the row before"),
    ("spaced_lines", 2716, ("some_blank", "outer_spread", "extra_rows", "digits_on_two_lines")): (
        "the two lines of one number fill two cells"
    ),
    ("pipe_ended", 2118, ("deduplicated", "only_ends", "full_width", "chatter")): (
        "lines deduplicated before full-width digits became ordinary ones"
    ),
}
_ALONE = {troubles[0] for _, _, troubles in KNOWN if len(troubles) == 1}
# Known only together, so that neither is left out elsewhere.
_TOGETHER = (
    {"lost_labels", "lost_rows", "digits_on_two_lines", "page_break",
     "some_blank", "all_zeros_blank", "only_ends"},
    {"deduplicated", "full_width", "lost_labels", "digits_on_two_lines"},
)  # fmt: skip


def wrong_cells(case: Case) -> list[str]:
    """Reads a case and compares; a reader that failed is no reading."""
    report = read_report(case.data, case.name)
    assert report.unreadable is None or report.unreadable.code != "reader_failed"
    return tally(case, report)[1]


def combination(seed: int) -> tuple[str, list[str]]:
    """A layout and one to four troubles that occur in it."""
    rng = random.Random(seed)
    layout = rng.choice(list(LAYOUTS))
    able = [trouble for trouble in TROUBLES if occurs(trouble, layout) and trouble not in _ALONE]
    chosen = rng.sample(able, rng.randint(1, 4))
    for group in _TOGETHER:
        others = [trouble for trouble in chosen if trouble in group][1:]
        chosen = [trouble for trouble in chosen if trouble not in others]
    return layout, chosen


def _misread(seeds: range) -> list[str]:
    found = []
    for seed in seeds:
        layout, troubles = combination(seed)
        wrong = wrong_cells(make(seed, layout, troubles))
        found += [f"make({seed}, {layout!r}, {troubles}): {line}" for line in wrong[:2]]
    return found


def test_no_wrong_number_under_any_troubles() -> None:
    assert _misread(range(100)) == []


@pytest.mark.slow
@pytest.mark.parametrize("start", range(1000, 3000, 500))
def test_no_wrong_number_among_thousands(start: int) -> None:
    assert _misread(range(start, start + 500)) == []


@pytest.mark.slow
@pytest.mark.parametrize("trouble", [t for t in TROUBLES if t not in _ALONE])
def test_no_wrong_number_under_one_trouble(trouble: str) -> None:
    total: Counter[str] = Counter()
    for layout in LAYOUTS:
        for seed in range(2 if occurs(trouble, layout) else 0):
            case = make(seed, layout, [trouble])
            counts, wrong = tally(case, read_report(case.data, case.name))
            assert wrong == [], f"make({seed}, {layout!r}, [{trouble!r}])"
            total += counts
    print(f"{trouble}: {dict(total)}")


@pytest.mark.slow
@pytest.mark.parametrize(
    ("layout", "seed", "troubles"),
    [pytest.param(*c, marks=pytest.mark.xfail(reason=r, strict=True)) for c, r in KNOWN.items()],
)
def test_known_misreadings(layout: str, seed: int, troubles: tuple[str, ...]) -> None:
    assert wrong_cells(make(seed, layout, troubles)) == []


@pytest.mark.parametrize("layout", LAYOUTS)
def test_the_generator_gives_the_same_bytes_again(layout: str) -> None:
    # Files of offices carry the time at which they were made.
    if layout not in ("docx", "xlsx"):
        _, troubles = combination(5)
        able = [trouble for trouble in troubles if occurs(trouble, layout)]
        assert make(5, layout, able).data == make(5, layout, able).data
