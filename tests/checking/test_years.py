"""What `gouji check` says of defects, and of two years of one issuer in one folder."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from gouji.extraction.report import Coverage
from gouji.forms import catalogue
from gouji.forms.values import CellValue, State
from tests.checking.conftest import Readers
from tests.reconciliation.samples import KNOWN, disclosure, disputes, report, requests

N = CellValue.reported
Check = Callable[..., tuple[int, str]]
CheckJson = Callable[..., tuple[int, dict[str, Any]]]


@pytest.fixture
def folder(tmp_path: Path, reads: Readers) -> Path:
    """The reports of one issuer for 2021 (103 carried forward) and 2022 (77 brought forward)."""
    for year, cell, number in ((2021, "carried_forward", 103), (2022, "brought_forward", 77)):
        identity = replace(KNOWN, year=year, coverage=Coverage.ORGAN)
        balance = {"new_received.total": N(103 if year == 2021 else 0)}
        rest = {"granted.total": N(number), "outcome_total.total": N(number)}
        cells = balance | (rest if year == 2022 else {})
        reads[str(year)] = report(
            disclosure(),
            requests({f"{cell}.total": N(number), **cells}),
            disputes(),
            identity=identity,
        )
        (tmp_path / f"{year}.txt").write_text(str(year))
    return tmp_path


def violations(content: dict[str, Any], name: str) -> list[dict[str, Any]]:
    (one,) = [one for one in content["reports"] if one["path"].endswith(name)]
    return [v for v in one["violations"] if v["rule"] == "years.brought_forward"]


def test_two_years_in_a_folder_are_compared(folder: Path, check_json: CheckJson) -> None:
    _, content = check_json(folder)
    found = next(one for one in violations(content, "2022.txt") if one["scope"] == "total")
    assert (found["lhs"], found["rhs"]) == (77, 103)
    assert found["blocks"] is False and found["doubt"] is False
    assert violations(content, "2021.txt") == []
    _, content = check_json(folder / "2022.txt")
    assert violations(content, "2022.txt") == []


def test_a_person_is_told_which_two_files_were_compared(folder: Path, check: Check) -> None:
    code, said = check(folder)
    alone, _ = check(folder / "2022.txt")
    assert code == max(alone, check(folder / "2021.txt")[0]), "a defect decides no exit code"
    across = said[said.index("Across years:") :]
    assert "2021.txt → " in across and "differ" in across
    assert "! " in across and "[years.brought_forward]" in across
    assert "跨年核对" in check(folder, lang="zh")[1]
    assert "Across years" not in check(folder / "2022.txt")[1]


def test_defects_of_one_report(tmp_path: Path, check: Check, reads: Readers) -> None:
    blank = CellValue.reported(0)
    reads["x"] = report(requests(), disputes({"reconsideration.other": CellValue(State.BLANK)}))
    (tmp_path / "x.txt").write_text("x")
    _, said = check(tmp_path / "x.txt")
    assert "Withholds nothing, but is a defect:" in said and "[form.blank_cells]" in said
    reads["x"] = report(requests(), disputes({"reconsideration.other": blank}))
    assert "[form.blank_cells]" not in check(tmp_path / "x.txt")[1]


def test_disabled_rules_are_shown(
    folder: Path, check: Check, check_json: CheckJson, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert check_json(folder)[1]["disabled_rules"] == []
    off = replace(
        catalogue.rules()["years.brought_forward"],
        status="disabled", reason="under review", date="2026-01-05", owner="rules",
    )  # fmt: skip
    rules = {**catalogue.rules(), off.id: off}
    monkeypatch.setattr(catalogue, "rules", lambda: rules)
    assert "Disabled: years.brought_forward: under review (2026-01-05, rules)" in check(folder)[1]
    _, content = check_json(folder)
    assert [one["rule"] for one in content["disabled_rules"]] == ["years.brought_forward"]
    assert violations(content, "2022.txt") == []
