"""Which years are out of date, and decisions over the whole lake."""

from __future__ import annotations

import shutil
from datetime import UTC, datetime, timedelta
from pathlib import Path

import polars as pl
import pytest

from gouji import reconciling
from gouji.backends import Serial
from gouji.landing import land
from gouji.reading import read_new
from gouji.reconciliation.decisions.ledger import DecisionError, parse_decisions
from gouji.samples import samples_dir
from gouji.storage import StorageError, Store, open_store
from gouji.tables import dataset, schemas
from gouji.tables.normalize import normalize
from tests.conftest import MotoS3

VERSION = "1"
NOW = datetime(2026, 3, 1, tzinfo=UTC)
SAMPLES = ("jichuan_2020.txt", "wanglan_2020.txt", "zhepu_2022.txt", "weiqiao_2019.txt")


def _take_in(source: Path, lake: Store, days: int = 0) -> None:
    land(open_store(source), lake, NOW + timedelta(days=days))
    read_new(lake, VERSION, backend=Serial())


def _reconcile(lake: Store, decisions: tuple = ()) -> list[str]:
    done = []
    for year, result, mark in reconciling.reconcile_years(lake, schemas.YEARS, decisions):
        for name in reconciling.RESULTS:
            dataset.write_year(lake, name, year, getattr(result, name), mark)
        done.append(year)
    return done


@pytest.fixture(scope="module")
def stages(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The samples, and two lakes to copy: with the samples read, and reconciled as well."""
    folder = tmp_path_factory.mktemp("stages")
    _fill(folder / "reports")
    read = open_store(folder / "read")
    _take_in(folder / "reports", read)
    shutil.copytree(folder / "read", folder / "reconciled")
    reconciled = open_store(folder / "reconciled")
    normalize(reconciled, VERSION)
    _reconcile(reconciled)
    return folder


def _fill(folder: Path) -> Path:
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir()
    for name in SAMPLES:
        shutil.copy(samples_dir() / name, folder)
    return folder


@pytest.fixture
def source(stages: Path) -> Path:
    """The same folder each time: where a document came from is part of what is known of it."""
    return _fill(stages / "reports")


@pytest.fixture
def lake(stages: Path, tmp_path: Path) -> Store:
    shutil.copytree(stages / "read", tmp_path / "lake")
    return open_store(tmp_path / "lake")


@pytest.fixture
def done(stages: Path, tmp_path: Path) -> Store:
    shutil.copytree(stages / "reconciled", tmp_path / "lake")
    return open_store(tmp_path / "lake")


def test_before_the_first_time_every_year_with_reports_is_out_of_date(lake: Store) -> None:
    stale = reconciling.stale_years(lake, VERSION, ())
    assert {"2020", "2022"} < set(stale)
    assert "2015" not in stale
    assert stale[-1] == schemas.UNKNOWN


def test_afterwards_none_is(done: Store) -> None:
    assert reconciling.stale_years(done, VERSION, ()) == []
    assert _reconcile(done) == []


def test_only_the_year_of_a_new_report_is_out_of_date(done: Store, source: Path) -> None:
    shutil.copy(samples_dir() / "zhepu_2023.html", source)
    _take_in(source, done, days=1)
    assert reconciling.stale_years(done, VERSION, ()) == ["2023"]
    normalize(done, VERSION)
    assert _reconcile(done) == ["2023"]


def _another_year(source: Path) -> None:
    """The report of 2023 by an issuer whose report of 2022 is there."""
    shutil.copy(samples_dir() / "zhepu_2023.html", source)
    rows = "".join(f"zhepu_{name},霁川市柘浦区人民政府\n" for name in ("2022.txt", "2023.html"))
    (source / "reports.csv").write_text(f"path,issuer\n{rows}", encoding="utf-8")


def test_the_year_that_compares_with_it_is_out_of_date_too(done: Store, source: Path) -> None:
    _another_year(source)
    _take_in(source, done, days=1)
    normalize(done, VERSION)
    _reconcile(done)
    assert reconciling.stale_years(done, VERSION, ()) == []
    (source / "zhepu_2022.txt").unlink()
    (source / "reports.csv").write_text(
        "path,issuer\nzhepu_2023.html,霁川市柘浦区人民政府\n", encoding="utf-8"
    )
    _take_in(source, done, days=2)
    assert reconciling.stale_years(done, VERSION, ()) == ["2022", "2023"]
    normalize(done, VERSION)
    assert _reconcile(done) == ["2022", "2023"]
    # An issuer without a report the year after concerns its own year only.
    (source / "wanglan_2020.txt").unlink()
    _take_in(source, done, days=3)
    assert reconciling.stale_years(done, VERSION, ()) == ["2020"]


def test_years_are_compared(done: Store, source: Path) -> None:
    _another_year(source)
    _take_in(source, done, days=1)
    normalize(done, VERSION)
    _reconcile(done)
    rows = dataset.read(done, "confrontations", ["2023"]).filter(
        pl.col("rule_id") == "years.brought_forward"
    )
    assert rows.height == 7
    assert set(rows["status"]) <= {"pass", "fail"}


def test_the_year_of_a_report_that_is_gone_is_out_of_date_once(done: Store, source: Path) -> None:
    (source / "zhepu_2022.txt").unlink()
    _take_in(source, done, days=1)
    assert reconciling.stale_years(done, VERSION, ()) == ["2022"]
    normalize(done, VERSION)
    _reconcile(done)
    assert dataset.read(done, "report_status", ["2022"]).is_empty()
    assert reconciling.stale_years(done, VERSION, ()) == []


def test_another_program_makes_every_year_out_of_date(
    done: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reconciling, "code_digest", lambda: "another")
    assert set(reconciling.stale_years(done, VERSION, ())) == set(
        dataset.years(done, "report_status")
    )


def test_an_interrupted_year_is_still_out_of_date(done: Store) -> None:
    done.delete(dataset.partition_path("report_status", "2022"))
    assert reconciling.stale_years(done, VERSION, ()) == ["2022"]


def _decision(report_id: str, scope: str = "requests") -> str:
    return (
        f"- {{report: {report_id}, action: exclude, scope: {scope}, reason: r, reviewer: w,"
        " date: 2026-03-01}\n"
    )


def _id_of(lake: Store, path: str) -> str:
    reports = dataset.read(lake, "reports").filter(pl.col("path") == path)
    return str(reports["report_id"].item())


def test_a_decision_concerns_the_year_of_its_report(done: Store) -> None:
    report_id = _id_of(done, "zhepu_2022.txt")
    decided = parse_decisions(_decision(report_id), "decisions.yml")
    assert reconciling.stale_years(done, VERSION, decided) == ["2022"]
    assert _reconcile(done, decided) == ["2022"]
    status = dataset.read(done, "table_status", ["2022"])
    assert "excluded" in status["status"].to_list()
    assert reconciling.decision_problems(done, decided) == []


def test_a_decision_that_matches_nothing_in_the_lake_is_a_problem(done: Store) -> None:
    text = _decision("370600-无此机关-2022") + _decision(_id_of(done, "zhepu_2022.txt"), "report")
    (problem,) = reconciling.decision_problems(done, parse_decisions(text, "decisions.yml"))
    assert "无此机关" in problem.zh


def test_decisions_stand_beside_the_reports(source: Path) -> None:
    store = open_store(source)
    assert reconciling.read_decisions(store, None, {}) == reconciling.DecisionFile()
    (source / "decisions.yml").write_text(_decision("370600-某局-2022"), encoding="utf-8")
    found = reconciling.read_decisions(store, None, {})
    assert found.data == (source / "decisions.yml").read_bytes()
    assert [decision.report for decision in found.decisions] == ["370600-某局-2022"]


def test_decisions_that_are_named(source: Path, tmp_path: Path, moto_s3: MotoS3) -> None:
    text = _decision("370600-某局-2022")
    (tmp_path / "own.yml").write_text(text, encoding="utf-8")
    open_store(moto_s3.url, moto_s3.options).write("place/own.yml", text.encode())
    store = open_store(source)
    local = reconciling.read_decisions(store, str(tmp_path / "own.yml"), {})
    remote = reconciling.read_decisions(store, f"{moto_s3.url}/place/own.yml", moto_s3.options)
    assert local.data == remote.data == text.encode()


def test_named_decisions_must_be_there(source: Path, tmp_path: Path) -> None:
    with pytest.raises(DecisionError, match=r"missing\.yml"):
        reconciling.read_decisions(open_store(source), str(tmp_path / "missing.yml"), {})
    with pytest.raises(StorageError):
        reconciling.read_decisions(open_store(source), "s3://bucket/", {})


def test_decisions_that_are_no_text(source: Path) -> None:
    (source / "decisions.yml").write_bytes(b"\xff\xfe\x00")
    with pytest.raises(DecisionError, match="UTF-8"):
        reconciling.read_decisions(open_store(source), None, {})
