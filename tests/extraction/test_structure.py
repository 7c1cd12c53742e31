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


@pytest.mark.parametrize("rendering", sorted(_READ_IN_FULL))
def test_what_is_not_changed_is_read_in_full(rendering: str) -> None:
    case = make(4, [], rendering, "distinct")
    assert case is not None
    report = read_report(case.data, case.name)
    for table, cells in case.truth.items():
        read = report.tables[table].cells()
        assert {key: read[key].value for key in cells} == cells
