"""What is said about real reports that do not tie, and nothing about those that do."""

from __future__ import annotations

from pathlib import Path

import pytest

from gouji.checking.examine import Checked, check_bytes
from gouji.reconciliation.localization.causes import Cause
from gouji.reconciliation.localization.search import localize
from gouji.reconciliation.status import Status


def checked(shared_dir: Path, name: str) -> Checked:
    path = shared_dir / "reports" / name
    return check_bytes(path.read_bytes(), path.name)


def test_totals_left_at_zero_in_two_blocks(shared_dir: Path) -> None:
    """hongze: one cause for both blocks, and 11 the only number for the first of them."""
    localized = checked(shared_dir, "hongze_2023.pdf").localized
    assert set(localized) == {"disputes"}
    (one,) = localized["disputes"].solutions
    assert localized["disputes"].certain and one.cause is Cause.TOTALS_LEFT_AT_ZERO
    assert [(c.item, c.column, c.reported, c.proposed) for c in one.cells] == [
        ("reconsideration", "total", 0, 11),
        ("litigation_after_reconsideration", "total", 0, 5),
    ]


def test_a_row_that_lost_cells_is_never_certain(shared_dir: Path) -> None:
    """weihai: many explanations; what they change in the row that was not placed is a reading."""
    localized = checked(shared_dir, "weihai_2020.txt").localized
    assert set(localized) == {"requests"}
    found = localized["requests"]
    assert len(found.solutions) > 1 and not found.certain and not found.exact
    for one in found.solutions:
        doubtful = [cell.proposed for cell in one.cells if cell.doubt]
        assert len(doubtful) == 5 and 1 in doubtful and not one.sure


def test_doubt_without_a_failing_edit_has_no_solution(shared_dir: Path) -> None:
    """pingdu: every sum closes in the wrong place; only the prose tells."""
    result = checked(shared_dir, "pingdu_2020.txt")
    assert result.judgement.tables["disputes"].status is Status.WITHHELD
    assert result.localized == {}


@pytest.mark.parametrize(
    "name",
    ["ankang_office_2020.txt", "muping_2022.txt", "shuyang_fagai_2023.html", "yingkou_2018.txt"],
)
def test_no_false_alarm(shared_dir: Path, name: str) -> None:
    result = checked(shared_dir, name)
    assert result.localized == {} and result.report.tables
    for table, reading in result.report.tables.items():
        if not reading.unreadable:
            assert localize(table, reading.form, reading.cells()).solutions == ()
