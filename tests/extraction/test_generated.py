"""Random valid reports with the troubles of real ones: a number that is read is the printed one.

What is counted is every cell of the three tables. A cell that is left undecided costs a share; a
number (or a blank) that is not what the page says fails the test, whatever the trouble, and so does
a sum that is said to fail for certain where those of the page tie.
"""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Callable

import pytest

from gouji.extraction.reader import read_report
from tests.generation.layouts_converted import CONVERTED
from tests.generation.troubled import (
    FORM_TROUBLES,
    LAYOUTS,
    TROUBLES,
    Case,
    false_contradictions,
    make,
    occurs,
    tally,
)

Combine = Callable[[int], tuple[str, list[str]]]

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
    ("tables_on_one_line", 3100328, "cut_short"),
    ("one_row_a_line", 2051, "no_group_labels page_break public_interest_short some_blank"),
    ("pipe_ended", 2118, "deduplicated only_ends full_width chatter"),
    ("dropped_blanks", 3380, "all_zeros_blank lost_labels"),
    ("spaced_lines", 2716, "some_blank outer_spread extra_rows digits_on_two_lines"),
    ("spaced_columns", 1104, "three_tables all_zeros_blank"),
    ("dropped_blanks", 1636, "all_zeros_blank labels_in_pieces no_group_labels"),
    ("one_row_a_line", 8, "page_break blank_totals split_numbers"),
    ("spaced_columns", 2053, "counted blank_totals split_numbers"),
    ("markdown", 2592, "lost_cells all_zeros_blank"),
    ("spaced_lines", 1751, "displaced_total only_ends break_in_group"),
    ("pipe_ended", 1133, "signs_in_words displaced_total columns_in_pieces only_ends"),
    ("doubled_lines", 1037, "printed_twice no_group_labels line_lost all_zeros_blank"),
    ("pdf", 2356, "extra_rows other_numbering lost_labels three_tables"),
    ("spaced_columns", 20002, "some_blank signs_in_words cut_short three_tables"),
    ("docx", 20030, "lost_labels misprinted_labels extra_rows"),
    ("piped_lines", 20147, "displaced_total some_blank full_width"),
    ("spaced_columns", 20204, "chatter one_character_a_line split_numbers some_blank"),
    ("dropped_blanks", 20333, "thousands all_zeros_blank some_blank lost_labels"),
    ("doubled_lines", 20420, "blank_totals lost_cells letters_for_zero digits_on_two_lines"),
    ("markdown", 20459, "other_headings blank_totals lost_labels lost_cells"),
    ("piped_lines", 20581, "all_zeros_blank lost_cells dashes"),
    ("pipe_ended", 20591, "public_interest_short all_zeros_blank displaced_total"),
    ("doubled_lines", 50466, "one_character_a_line only_prose page_break blank_totals"),
    (
        "spaced_lines",
        50474,
        "does_not_tie columns_in_pieces blank_totals digits_on_two_lines",
    ),
    ("doubled_lines", 60967, "all_zeros_blank missing_numbering displaced_total"),
    ("spaced_lines", 84017, "displaced_total all_zeros_blank"),
    ("pipe_ended", 501, "lost_rows"),
    ("piped_lines", 30765, "cut_short deduplicated lost_cells"),
    ("spaced_lines", 100893, "all_zeros_blank misprinted_labels displaced_total"),
    ("doubled_lines", 101425, "line_lost blank_totals digits_on_two_lines"),
    ("one_row_a_line", 105454, "lost_cells only_ends noise_in_words"),
    ("doubled_lines", 107957, "displaced_total some_blank"),
    ("markdown_rows", 40, "columns_reordered"),
    ("tabbed", 325, "columns_reordered prose_disagrees"),
    ("markdown", 126, "columns_reordered other_headings break_in_group"),
    ("xlsx", 283, "header_shifted"),
    ("markdown", 338, "header_shifted blank_totals money_in_header"),
    ("doubled_lines", 309, "two_years_side_by_side"),
    ("one_row_a_line", 111, "with_units two_years_side_by_side other_headings cut_short"),
    ("dropped_blanks", 173, "with_units letters_for_zero missing_numbering"),
    ("pipe_ended", 198, "header_shifted with_units"),
    ("pdf", 2547, "rows_of_last_year columns_reordered all_blank"),
    ("pipe_ended", 110189, "no_group_labels cut_short deduplicated columns_in_pieces"),
    ("doubled_lines", 113301, "odd_characters money_in_cells labels_in_pieces"),
    ("markdown", 115467, "some_blank starts_in_the_middle odd_characters lost_rows"),
    ("spaced_columns", 116495, "split_numbers dashes blank_totals prose_agrees"),
    ("markdown", 141304, "outer_spread displaced_total lost_labels lost_rows"),
    ("pdf", 5268, "columns_reordered page_break chatter"),
    ("docx", 5785, "columns_reordered page_break only_prose"),
    ("xlsx", 2847, "columns_reordered misprinted_labels"),
    ("piped_lines", 3696, "footers columns_reordered"),
    ("page_layout", 8000067, "columns_reordered"),
    ("xlsx", 3732, "rows_of_last_year with_units"),
    ("pdf", 139, "rows_of_last_year with_units page_break label_variants"),
    ("html", 405318, "two_years_side_by_side traditional all_blank"),
    ("html", 405121, "with_units two_years_side_by_side no_group_labels all_zeros_blank"),
    ("dropped_blanks", 400705, "with_units lost_labels"),
    ("markdown", 401929, "with_units displaced_total lost_rows"),
    ("dropped_blanks", 402619, "with_units again_with_other_numbers split_numbers noise_in_words"),
    ("one_row_a_line", 404660, "swapped_by_the_office prose_disagrees lost_cells"),
    ("piped_lines", 417591, "money_without_unit blank_totals lost_labels some_blank"),
    ("piped_lines", 419968, "lost_cells label_variants no_group_labels displaced_total"),
    ("html", 741721, "lost_cells only_ends lost_labels"),
    ("pipe_ended", 750036, "lost_cells does_not_tie lost_labels"),
    ("markdown_rows", 750332, "lost_cells does_not_tie displaced_total lost_labels dashes"),
    ("piped_lines", 750866, "lost_cells does_not_tie with_units displaced_total"),
    ("piped_lines", 780221, "some_blank lost_cells displaced_total"),
    ("pipe_ended", 434964, "thousands cut_short misprinted_labels"),
    ("dropped_blanks", 503787, "some_blank columns_in_pieces displaced_total"),
    ("markdown", 521025, "noise_in_words some_blank only_ends"),
    ("piped_lines", 399939, "lost_cells some_blank full_width cut_short"),
    ("dropped_blanks", 400100, "extra_rows lost_cells counted money_in_cells"),
    ("pipe_ended", 405097, "traditional lost_cells lost_labels"),
    ("labels_first", 702284, "all_zeros_blank columns_in_pieces letters_for_zero"),
    ("labels_first", 703541, "cut_short letters_for_zero"),
    ("tables_on_one_line", 1201268, "no_note no_group_labels with_units"),
    ("fused_columns", 703449, "dashes footers"),
    ("fused_columns", 707471, "no_group_labels only_ends other_headings"),
    ("marked_down_page", 702459, "no_group_labels cut_short"),
    ("numbered_frames", 705582, "no_group_labels lost_cells"),
    ("fused_columns", 739643, "page_break only_ends"),
    ("fused_columns", 604312, "cut_short some_blank"),
    ("labels_first", 605343, "does_not_tie cut_short thousands"),
    ("fused_columns", 607669, "public_interest_short footers some_blank"),
    ("ruled_by_dashes", 607468, "money_without_unit cut_short"),
    ("ruled_by_dashes", 603155, "cut_short lost_rows signs_in_words"),
    ("numbered_frames", 628445, "cut_short all_zeros_blank"),
    ("ruled_by_dashes", 629342, "thousands cut_short rows_of_last_year"),
    ("marked_down_page", 634918, "cut_short odd_characters"),
    ("marked_down_page", 635572, "cut_short with_units"),
    ("doubled_lines", 742437, "columns_in_pieces some_blank cut_short odd_characters"),
    ("numbered_frames", 610865, "dashes only_prose header_shifted"),
    ("spaced_columns", 5100117, "with_units three_tables lost_labels"),
)


def wrong_cells(case: Case) -> list[str]:
    """Reads a case and compares; a reader that failed is no reading."""
    report = read_report(case.data, case.name)
    assert report.unreadable is None or report.unreadable.code != "reader_failed"
    return tally(case, report)[1] + false_contradictions(case, report)


def combination(seed: int) -> tuple[str, list[str]]:
    """A layout and one to four troubles that occur in it."""
    rng = random.Random(seed)
    layout = rng.choice(list(LAYOUTS))
    able = [trouble for trouble in TROUBLES if occurs(trouble, layout)]
    return layout, rng.sample(able, rng.randint(1, 4))


def form_combination(seed: int) -> tuple[str, list[str]]:
    """A layout, one or two troubles of the form itself that occur in it, and up to two others."""
    rng = random.Random(f"form {seed}")
    layout = rng.choice(list(LAYOUTS))
    able, forms = (
        [trouble for trouble in troubles if occurs(trouble, layout)]
        for troubles in (TROUBLES, FORM_TROUBLES)
    )
    return layout, rng.sample(forms, rng.randint(1, 2)) + rng.sample(able, rng.randint(0, 2))


def converted_combination(seed: int) -> tuple[str, list[str]]:
    """A layout of a converter and up to three troubles that occur in it."""
    rng = random.Random(f"converted {seed}")
    layout = rng.choice(list(CONVERTED))
    able = [trouble for trouble in (*TROUBLES, *FORM_TROUBLES) if occurs(trouble, layout)]
    return layout, rng.sample(able, rng.randint(0, 3))


def _misread(seeds: range, combine: Combine = combination) -> list[str]:
    found = []
    for seed in seeds:
        layout, troubles = combine(seed)
        wrong = wrong_cells(make(seed, layout, troubles))
        found += [f"make({seed}, {layout!r}, {troubles}): {line}" for line in wrong[:2]]
    return found


def test_no_wrong_number_under_any_troubles() -> None:
    assert _misread(range(40)) == []
    assert _misread(range(20), form_combination) == []
    assert _misread(range(20), converted_combination) == []


@pytest.mark.slow
@pytest.mark.parametrize("start", range(1000, 2600, 400))
def test_no_wrong_number_among_thousands(start: int) -> None:
    assert _misread(range(start, start + 400)) == []
    assert _misread(range(start, start + 150), form_combination) == []
    assert _misread(range(start, start + 150), converted_combination) == []


@pytest.mark.slow
@pytest.mark.parametrize("trouble", (*TROUBLES, *FORM_TROUBLES))
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


@pytest.mark.parametrize("layout", LAYOUTS)
def test_the_generator_gives_the_same_bytes_again(layout: str) -> None:
    # Files of offices carry the time at which they were made.
    if layout not in ("docx", "xlsx"):
        _, troubles = combination(5)
        able = [trouble for trouble in troubles if occurs(trouble, layout)]
        assert make(5, layout, able).data == make(5, layout, able).data
