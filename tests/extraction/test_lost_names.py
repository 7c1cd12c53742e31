"""A name that is lost from the header of table 三, with its column or without it."""

from __future__ import annotations

import pytest

from gouji.extraction.reader import read_report
from tests.generation.troubled import Case, make, tally

NAMES = ["自然人", "科研机构", "总计"]


def without(case: Case, name: str, *, column: bool) -> Case:
    """The page with that cell of the header empty; `column`: all cells below it are gone too."""
    lines = case.data.decode().split("\n")
    first = next(n for n, line in enumerate(lines) if "申请人情况" in line)
    last = next(n for n, line in enumerate(lines) if "结转下年度" in line)
    head = next(n for n in range(first, last) if name in lines[n])
    place = lines[head].split("|").index(f" {name} ")
    for n in range(head, last + 1):
        cells = lines[n].split("|")
        if column:
            del cells[place]
        elif n == head:
            cells[place] = "  "
        lines[n] = "|".join(cells)
    return Case(case.name, "\n".join(lines).encode(), case.page)


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("seed", range(3))
def test_a_column_without_its_name_is_in_its_place(seed: int, name: str) -> None:
    case = make(seed, "markdown", ["some_blank"])
    changed = without(case, name, column=False)
    assert changed.data != case.data
    assert tally(changed, read_report(changed.data, changed.name)) == tally(
        case, read_report(case.data, case.name)
    )


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("seed", range(3))
def test_without_its_column_nothing_is_counted(seed: int, name: str) -> None:
    case = without(make(seed, "markdown", ["some_blank"]), name, column=True)
    figures = read_report(case.data, case.name).tables["requests"].figures
    own = {"自然人": "natural_person", "科研机构": "research_institution", "总计": "total"}[name]
    assert not any(f.cell.state.is_certain and f.cell.value for f in figures if f.column == own)
