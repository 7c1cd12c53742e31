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

_FIRST = "the first cell left of a row that lost its empty ones is taken for the first column"
_LOOSE = "an empty total is read as empty while its number stands loose elsewhere"
_SPLIT = "the pieces of a number fill the place of an empty total that was dropped"
# (layout, seed, troubles) -> what goes wrong there.
KNOWN: dict[tuple[str, int, tuple[str, ...]], str] = {
    ("dropped_blanks", 3380, ("all_zeros_blank", "lost_labels")): (
        "a row that lost its label and its first cells is believed by its own sum"
    ),
    ("spaced_lines", 2716, ("some_blank", "outer_spread", "extra_rows", "digits_on_two_lines")): (
        "the two lines of one number fill two cells"
    ),
    ("spaced_columns", 1104, ("three_tables", "all_zeros_blank")): _FIRST,
    ("dropped_blanks", 1636, ("all_zeros_blank", "labels_in_pieces", "no_group_labels")): _FIRST,
    ("one_row_a_line", 8, ("page_break", "blank_totals", "split_numbers")): _SPLIT,
    ("spaced_columns", 2053, ("counted", "blank_totals", "split_numbers")): _SPLIT,
    ("markdown", 2592, ("lost_cells", "all_zeros_blank")): (
        "a row of a text table that lost a cell and has empty ones is read from the left"
    ),
}
KNOWN |= {
    ("spaced_lines", 1751, ("displaced_total", "only_ends", "break_in_group")): _LOOSE,
    ("pipe_ended", 1133, ("signs_in_words", "displaced_total", "columns_in_pieces", "only_ends")): (
        _LOOSE
    ),
    ("doubled_lines", 1037, ("printed_twice", "no_group_labels", "line_lost", "all_zeros_blank")): (
        "a lost line beside empty cells is read as one more of them"
    ),
    ("pdf", 2356, ("extra_rows", "other_numbering", "lost_labels", "three_tables")): (
        "one leaf of （六）其他处理 without its label is read as the row itself"
    ),
}
# In random cases only where nothing else is wrong with the page, for what is known above.
_ALONE = {"lost_labels"}
# Layouts that drop empty cells: in random cases they have none, for what is known above.
_DROPPING = ("dropped_blanks", "one_row_a_line", "spaced_columns")
_BLANKS = {"some_blank", "all_zeros_blank", "only_ends", "blank_totals"}
# Random cases have at most one of these.
_TOGETHER = (
    {
        "lost_labels",
        "lost_rows",
        "lost_cells",
        "line_lost",
        "displaced_total",
        "digits_on_two_lines",
        *_BLANKS,
    },
)
# What once went wrong, and must not again.
MENDED = (
    ("spaced_lines", 3, "blank_totals"),
    ("dropped_blanks", 0, "blank_totals"),
    ("one_row_a_line", 0, "blank_totals"),
    ("spaced_lines", 0, "displaced_total"),
    ("dropped_blanks", 6, "displaced_total"),
    ("piped_lines", 0, "displaced_total"),
    ("spaced_lines", 3, "lost_cells"),
    ("dropped_blanks", 0, "lost_cells"),
    ("one_row_a_line", 4, "lost_cells"),
    ("piped_lines", 12, "lost_cells"),
    ("markdown_rows", 12, "lost_cells"),
    ("html", 0, "lost_cells"),
    ("doubled_lines", 12, "line_lost"),
    ("spaced_lines", 5, "cut_short"),
    ("one_row_a_line", 3, "cut_short"),
    ("piped_lines", 1, "cut_short"),
    ("pipe_ended", 0, "cut_short"),
    ("tabbed", 5, "cut_short"),
    ("markdown", 0, "cut_short"),
    ("html", 0, "cut_short"),
    ("one_row_a_line", 2051, "no_group_labels page_break public_interest_short some_blank"),
    ("pipe_ended", 2118, "deduplicated only_ends full_width chatter"),
)


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
    if layout in _DROPPING:
        able = [trouble for trouble in able if trouble not in _BLANKS]
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
@pytest.mark.parametrize("start", range(1000, 2600, 400))
def test_no_wrong_number_among_thousands(start: int) -> None:
    assert _misread(range(start, start + 400)) == []


@pytest.mark.slow
@pytest.mark.parametrize("trouble", TROUBLES)
def test_no_wrong_number_under_one_trouble(trouble: str) -> None:
    total: Counter[str] = Counter()
    for layout in LAYOUTS:
        for seed in range(2 if occurs(trouble, layout) else 0):
            case = make(seed, layout, [trouble])
            counts, wrong = tally(case, read_report(case.data, case.name))
            assert wrong == [], f"make({seed}, {layout!r}, [{trouble!r}])"
            total += counts
    print(f"{trouble}: {dict(total)}")


@pytest.mark.parametrize(("layout", "seed", "troubles"), MENDED)
def test_what_was_mended_stays_so(layout: str, seed: int, troubles: str) -> None:
    assert wrong_cells(make(seed, layout, troubles.split())) == []


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
