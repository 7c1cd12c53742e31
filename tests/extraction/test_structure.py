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


MENDED = """
500513 pipe_ended requests equal_cells_merged_down empty_column
500897 spaces requests row_codes totals_dropped
600046 tabs_none disclosure cells_empty column_added_in_one_section
600067 page_own requests remarks header_of_one_row
600222 cells_apart requests header_cell_of_two organisations_lead
600341 page disclosure column_added cells_empty
603353 pipe_ended requests column_dropped empty_column
603808 page_empty disclosure counted cell_lost
603894 pipe_ended requests header_cell_of_two organisations_lead
604332 page_repeated disclosure serial_numbers two_columns_exchanged
605226 xlsx requests applicants_dropped labels_behind
605313 tabs_none disclosure rows_added cells_empty
605843 cells_apart requests row_codes units
606307 cells requests rows_dropped groups_summed
607013 xlsx requests header_lost equal_cells_merged_down
610341 page_one_grid requests equal_cells_merged_down header_lost
610583 cells disputes labelled empty_column
610900 commas requests serial_numbers subtotals
612883 page_own requests organisations_summed empty_rows
616421 page_repeated requests header_again other_order_on_the_next_page
701335 tabs_own disclosure cells_empty other_rows_added
701733 page_empty disclosure column_dropped cells_empty
1440249 pdftotext_layout requests units serial_numbers
1430123 cells_apart requests rows_exchanged labels_with_articles
1400035 pdftotext_layout disputes summed_over_blocks results_of_one_block_shuffled
607391 grid_table requests equal_cells_merged_down last_year_in_front
617042 commas requests cells_lost header_again
900348 interleaved requests header_of_one_row two_columns_exchanged
901398 pipes_apart requests upper_and_lower_narrower empty_rows
7400072 markdown requests upper_and_lower_narrower total_leads
901525 xlsx_one_grid requests other_order_on_the_next_page empty_rows
902713 pdftotext_raw disclosure columns_shuffled sections_beside
912440 pdftotext_raw requests organisations_summed two_columns_in_one_sometimes
913383 columns requests labels_with_totals counted
1301202 tabs requests rows_dropped other_order_on_the_next_page
1431232 interleaved requests two_columns_exchanged upper_and_lower
1421439 docx requests equal_cells_merged_down row_codes
1312273 cells disclosure label_lost cells_empty
1440791 grid_table requests shares equal_cells_merged_down
1431480 pipe_ended requests equal_cells_merged_across empty_column
1500689 pdftotext requests upper_and_lower rows_exchanged
1510164 docx requests rows_dropped subtotals
1510519 pipe_ended requests empty_column equal_cells_merged_across
1520044 pdftotext_raw requests halves_beside columns_reversed
1521951 commas requests two_rows_in_one two_columns_in_one_sometimes
1523026 xlsx_one_grid requests header_lost equal_cells_merged_across
1523233 pdftotext_raw disputes share_added labelled
1531864 pdftotext requests equal_cells_merged_down two_columns_exchanged
1532065 page_own requests organisations_summed totals_dropped
1533770 pdftotext_layout requests units halves_beside
1534893 pdftotext_layout requests two_columns_in_one_sometimes label_lost
1544170 page_own requests empty_column equal_cells_merged_across
1544311 pdftotext_layout requests label_lost header_of_one_row
1544408 recognised requests organisations_summed group_label_moved
1544925 tabs_own disclosure cells_empty column_added
1545346 spaces requests footnote two_rows_in_one
1550171 tabs_none disclosure cells_empty cell_lost
1551734 recognised disclosure column_added_in_one_section cells_empty
1552187 cells requests upper_and_lower_unlabelled last_year_behind
1552366 pdftotext_raw requests two_columns_exchanged subtotals
1553992 page requests equal_cells_merged_across cells_lost
3201474 tabs requests serial_numbers rows_exchanged
3202882 commas disputes cells_lost last_year
3301162 pipe_ended requests header_again equal_cells_merged_down
3301421 frames requests organisations_lead upper_and_lower_narrower
3301858 commas disputes cells_lost last_year
1551350 pdftotext requests header_again rows_exchanged
3400626 pdftotext requests two_columns_exchanged two_rows_in_one
3500772 page_repeated requests upper_and_lower_unlabelled subtotals
3505296 page_one_grid requests labels_behind two_columns_in_one
3602910 pdftotext_layout requests two_rows_in_one header_again
3604863 pdftotext_raw disclosure sections_beside columns_shuffled
3605192 pdftotext_layout requests label_lost two_rows_in_one
3605477 spaces requests group_label_moved rows_exchanged
3703514 tabs disputes empty_column labelled
3704806 tabs_none requests two_columns_exchanged rows_dropped
3803529 pdf requests labels_behind two_years_apart
5200059 pdftotext_layout disputes results_shuffled summed_over_blocks
5200552 pipe_ended disclosure cells_empty column_dropped
5200606 page_empty requests footnote cells_lost
5202140 pdftotext_layout disputes summed_over_blocks share_added
5203203 pdf requests equal_cells_merged_down last_year_behind
5203499 markdown_repeated disclosure column_added cell_lost
5400130 page_one_grid requests row_codes equal_cells_merged_down
5400626 commas disputes cells_lost last_year
5402608 pdftotext_raw disputes labelled empty_column
5404479 page_repeated disclosure column_added_in_one_section cell_lost
5605062 pdftotext_layout requests rows_exchanged label_lost
6001968 pipe_ended requests header_of_one_row two_columns_exchanged
6003524 page requests empty_column equal_cells_merged_down
"""
"""Seed, rendering, table and two variations of it: pairs of which a wrong cell was read once."""


@pytest.mark.parametrize("pair", MENDED.strip().splitlines())
def test_two_variations_that_looked_like_the_form(pair: str) -> None:
    seed, rendering, table, *variations = pair.split()
    names = [f"{table} {variation}" for variation in variations]
    assert _misread([(int(seed), names, rendering)]) == []


@pytest.mark.parametrize("rendering", sorted(_READ_IN_FULL))
def test_what_is_not_changed_is_read_in_full(rendering: str) -> None:
    case = make(4, [], rendering, "distinct")
    assert case is not None
    report = read_report(case.data, case.name)
    for table, cells in case.truth.items():
        read = report.tables[table].cells()
        assert {key: read[key].value for key in cells} == cells
