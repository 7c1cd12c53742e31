"""`gouji review` on a home: the list, the entry, and the round trip through the decisions file."""

from __future__ import annotations

import shutil
from datetime import UTC, datetime
from pathlib import Path

import pytest

from gouji import reconciling
from gouji.cli import main
from gouji.landing import land
from gouji.reading import read_new
from gouji.samples import samples_dir
from gouji.storage import Store, open_store
from gouji.tables import dataset, schemas
from gouji.tables.normalize import normalize

VERSION = "1"
WITHHELD, TIES = "wanglan_2020.txt", "zhepu_2022.txt"


@pytest.fixture(scope="module")
def source(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("reports")
    for name in (WITHHELD, TIES):
        shutil.copy(samples_dir() / name, folder)
    return folder


def _run(source: Path, home: Path) -> Store:
    lake = open_store(home / "lake")
    land(open_store(source), lake, datetime(2026, 3, 1, tzinfo=UTC))
    read_new(lake, VERSION, workers=1)
    normalize(lake, VERSION)
    decided = reconciling.read_decisions(open_store(source), None, {}).decisions
    for year, result, mark in reconciling.reconcile_years(lake, schemas.YEARS, decided):
        for name in reconciling.RESULTS:
            dataset.write_year(lake, name, year, getattr(result, name), mark)
    return lake


@pytest.fixture(scope="module")
def home(source: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("home")
    _run(source, folder)
    return folder


def _review(home: Path, *arguments: str, lang: str = "en") -> int:
    return main(["review", "--home", str(home), "--lang", lang, *arguments])


def test_what_waits_is_listed_most_severe_first(
    home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert _review(home) == 0
    lines = capsys.readouterr().out.splitlines()
    assert lines[0].startswith("   1  [contradiction]") and WITHHELD in lines[0]
    kinds = [line.split("[")[1].split("]")[0] for line in lines if line[:4].strip().isdecimal()]
    assert kinds == sorted(kinds, key=["contradiction", "doubt", "defect"].index)
    assert "gouji review --entry N" in lines[-1]
    assert _review(home, "--limit", "1", lang="zh") == 0
    said = capsys.readouterr().out
    assert "[不符]" in said and "只列出前 1 项" in said and "   2  " not in said


def test_the_round_trip(
    home: Path, source: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Pasting every entry, filled in, makes the table accepted in the next run."""
    assert _review(home, "--entry", "1") == 0
    text = capsys.readouterr().out
    for name, value in (("reason", "confirmed"), ("reviewer", "Wang"), ("date", "2026-03-05")):
        assert f"{name}: ''" in text
        text = text.replace(f"{name}: ''", f"{name}: {value}")
    reports = shutil.copytree(source, tmp_path / "reports")
    (reports / "decisions.yml").write_text(text, encoding="utf-8")
    lake = _run(reports, tmp_path / "home")
    statuses = dataset.read(lake, "table_status", ["2020"])
    assert "accepted" in statuses["status"].to_list()
    decided = reconciling.read_decisions(open_store(reports), None, {}).decisions
    assert reconciling.decision_problems(lake, decided) == []


def test_a_number_that_is_not_in_the_list(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert _review(home, "--entry", "999") == 2
    assert "There is no number 999" in capsys.readouterr().err


def test_a_home_on_which_nothing_was_run(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert _review(tmp_path, lang="zh") == 2
    assert "还没有运行过" in capsys.readouterr().err
