"""Tables whose structure is not that of the form: no number is read in another cell than its own.

Left out is what a page cannot tell (`tests.generation.structure.cases`): columns that were moved
and have lost their header, and which of two merged cells was empty. All else must be exact or open.
"""

from __future__ import annotations

import random
from collections.abc import Iterable

import pytest

from gouji.extraction.reader import read_report
from tests.generation.converted import missing
from tests.generation.structure.cases import VARIATIONS, judged, make, two_of_one_table
from tests.generation.structure.renderings import DUMPS, RENDERINGS

# The others lose cells.
_READ_IN_FULL = RENDERINGS.keys() - {"interleaved", "cells", "spaces", "recognised", "columns"}
_RENDERINGS = [*RENDERINGS, *(() if "pdftotext" in missing() else DUMPS)]


Chosen = tuple[int, list[str], str]


def _misread(chosen: Iterable[Chosen]) -> list[str]:
    found = []
    for seed, names, rendering in chosen:
        case = make(seed, names, rendering)
        if case is not None:
            wrong = judged(case, read_report(case.data, case.name))[1]
            found += [f"make({seed}, {names}, {rendering!r}): {line}" for line in wrong[:2]]
    return found


def test_no_wrong_number_under_any_variation() -> None:
    rng = random.Random(1)
    names = rng.sample(list(VARIATIONS), 40)
    renderings = list(RENDERINGS)
    alone = ((n, [name], rng.choice(renderings)) for n, name in enumerate(names))
    assert _misread(alone) == []
    assert _misread((n, two_of_one_table(rng), rng.choice(renderings)) for n in range(20)) == []


@pytest.mark.slow
@pytest.mark.parametrize("rendering", _RENDERINGS)
def test_no_wrong_number_under_each_variation(rendering: str) -> None:
    assert _misread((n, [name], rendering) for n, name in enumerate(VARIATIONS)) == []


@pytest.mark.slow
@pytest.mark.parametrize("rendering", _RENDERINGS)
def test_no_wrong_number_under_two_variations_at_once(rendering: str) -> None:
    rng = random.Random(rendering)
    assert _misread((n, two_of_one_table(rng), rendering) for n in range(40)) == []


@pytest.mark.parametrize(
    ("seed", "names", "rendering"),
    [
        (500513, ["requests equal_cells_merged_down", "requests empty_column"], "pipe_ended"),
        (500897, ["requests row_codes", "requests totals_dropped"], "spaces"),
        (600046, ["disclosure cells_empty", "disclosure column_added_in_one_section"], "tabs_none"),
        (600067, ["requests remarks", "requests header_of_one_row"], "page_own"),
        (600222, ["requests header_cell_of_two", "requests organisations_lead"], "cells_apart"),
        (600341, ["disclosure column_added", "disclosure cells_empty"], "page"),
        (603353, ["requests column_dropped", "requests empty_column"], "pipe_ended"),
        (603808, ["disclosure counted", "disclosure cell_lost"], "page_empty"),
        (603894, ["requests header_cell_of_two", "requests organisations_lead"], "pipe_ended"),
        (
            604332,
            ["disclosure serial_numbers", "disclosure two_columns_exchanged"],
            "page_repeated",
        ),
        (605226, ["requests applicants_dropped", "requests labels_behind"], "xlsx"),
        (605313, ["disclosure rows_added", "disclosure cells_empty"], "tabs_none"),
        (605843, ["requests row_codes", "requests units"], "cells_apart"),
        (606307, ["requests rows_dropped", "requests groups_summed"], "cells"),
        (607013, ["requests header_lost", "requests equal_cells_merged_down"], "xlsx"),
        (610341, ["requests equal_cells_merged_down", "requests header_lost"], "page_one_grid"),
        (610583, ["disputes labelled", "disputes empty_column"], "cells"),
        (610900, ["requests serial_numbers", "requests subtotals"], "commas"),
        (612883, ["requests organisations_summed", "requests empty_rows"], "page_own"),
        (
            616421,
            ["requests header_again", "requests other_order_on_the_next_page"],
            "page_repeated",
        ),
        (701335, ["disclosure cells_empty", "disclosure other_rows_added"], "tabs_own"),
        (701733, ["disclosure column_dropped", "disclosure cells_empty"], "page_empty"),
        (1440249, ["requests units", "requests serial_numbers"], "pdftotext_layout"),
        (1430123, ["requests rows_exchanged", "requests labels_with_articles"], "cells_apart"),
        (
            1400035,
            ["disputes summed_over_blocks", "disputes results_of_one_block_shuffled"],
            "pdftotext_layout",
        ),
        (607391, ["requests equal_cells_merged_down", "requests last_year_in_front"], "grid_table"),
        (617042, ["requests cells_lost", "requests header_again"], "commas"),
        (
            900348,
            ["requests header_of_one_row", "requests two_columns_exchanged"],
            "interleaved",
        ),
        (901398, ["requests upper_and_lower_narrower", "requests empty_rows"], "pipes_apart"),
        (
            901525,
            ["requests other_order_on_the_next_page", "requests empty_rows"],
            "xlsx_one_grid",
        ),
        (902713, ["disclosure columns_shuffled", "disclosure sections_beside"], "pdftotext_raw"),
        (
            912440,
            ["requests organisations_summed", "requests two_columns_in_one_sometimes"],
            "pdftotext_raw",
        ),
        (913383, ["requests labels_with_totals", "requests counted"], "columns"),
        (
            1301202,
            ["requests rows_dropped", "requests other_order_on_the_next_page"],
            "tabs",
        ),
        (
            1431232,
            ["requests two_columns_exchanged", "requests upper_and_lower"],
            "interleaved",
        ),
        (1421439, ["requests equal_cells_merged_down", "requests row_codes"], "docx"),
        (1312273, ["disclosure label_lost", "disclosure cells_empty"], "cells"),
        (1440791, ["requests shares", "requests equal_cells_merged_down"], "grid_table"),
        (1431480, ["requests equal_cells_merged_across", "requests empty_column"], "pipe_ended"),
        (1500689, ["requests upper_and_lower", "requests rows_exchanged"], "pdftotext"),
        (1510164, ["requests rows_dropped", "requests subtotals"], "docx"),
        (1510519, ["requests empty_column", "requests equal_cells_merged_across"], "pipe_ended"),
        (1520044, ["requests halves_beside", "requests columns_reversed"], "pdftotext_raw"),
        (
            1521951,
            ["requests two_rows_in_one", "requests two_columns_in_one_sometimes"],
            "commas",
        ),
        (
            1523026,
            ["requests header_lost", "requests equal_cells_merged_across"],
            "xlsx_one_grid",
        ),
        (1523233, ["disputes share_added", "disputes labelled"], "pdftotext_raw"),
        (
            1531864,
            ["requests equal_cells_merged_down", "requests two_columns_exchanged"],
            "pdftotext",
        ),
        (1532065, ["requests organisations_summed", "requests totals_dropped"], "page_own"),
        (1533770, ["requests units", "requests halves_beside"], "pdftotext_layout"),
        (
            1534893,
            ["requests two_columns_in_one_sometimes", "requests label_lost"],
            "pdftotext_layout",
        ),
        (1544170, ["requests empty_column", "requests equal_cells_merged_across"], "page_own"),
        (1544311, ["requests label_lost", "requests header_of_one_row"], "pdftotext_layout"),
        (1544408, ["requests organisations_summed", "requests group_label_moved"], "recognised"),
        (1544925, ["disclosure cells_empty", "disclosure column_added"], "tabs_own"),
        (1545346, ["requests footnote", "requests two_rows_in_one"], "spaces"),
        (1550171, ["disclosure cells_empty", "disclosure cell_lost"], "tabs_none"),
        (
            1551734,
            ["disclosure column_added_in_one_section", "disclosure cells_empty"],
            "recognised",
        ),
        (
            1552187,
            ["requests upper_and_lower_unlabelled", "requests last_year_behind"],
            "cells",
        ),
        (1552366, ["requests two_columns_exchanged", "requests subtotals"], "pdftotext_raw"),
    ],
)
def test_two_variations_that_looked_like_the_form(
    seed: int, names: list[str], rendering: str
) -> None:
    assert _misread([(seed, names, rendering)]) == []


@pytest.mark.parametrize("rendering", sorted(_READ_IN_FULL))
def test_what_is_not_changed_is_read_in_full(rendering: str) -> None:
    case = make(4, [], rendering, "distinct")
    assert case is not None
    report = read_report(case.data, case.name)
    for table, cells in case.truth.items():
        read = report.tables[table].cells()
        assert {key: read[key].value for key in cells} == cells
