"""`gouji run` from reports to a release, on the real components; slow, and the point of it all."""

from __future__ import annotations

import argparse
import json
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

import dagster as dg
import duckdb
import polars as pl
import pytest

import expectations.suites
from expectations.validation import Validation
from gouji.samples import samples_dir
from gouji.settings import Settings
from gouji.storage import open_store
from gouji.tables import dataset, schemas
from orchestration.building import build_definitions
from orchestration.command_line import commands
from orchestration.home.instance import LOCATION, environment
from orchestration.partitions import range_tags
from tests.conftest import MotoS3

pytestmark = pytest.mark.slow
Arguments = Callable[..., argparse.Namespace]


def _pointer(home: Path) -> bytes:
    return (home / "releases" / "current.json").read_bytes()


def _tree(folder: Path) -> dict[str, bytes]:
    return {str(path): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_a_run_ends_with_a_release(published: Path) -> None:
    release = published / "releases" / json.loads(_pointer(published))["release_id"]
    for name in ("manifest.json", "datapackage.json", "index.html", "marts.duckdb"):
        assert (release / name).is_file(), name
    marts = release / "marts"
    ties = pl.read_parquet(marts / "mart_request_outcomes.parquet")
    assert ties.height == 2
    withheld = pl.read_parquet(marts / "mart_withheld_reports.parquet")
    assert withheld["report_id"].n_unique() >= 2
    assert not set(ties["report_id"]) & set(
        withheld.filter(pl.col("table") == "requests")["report_id"]
    )


def test_the_same_again_is_unchanged_and_reads_nothing(
    published: Path, few_reports: Path, arguments: Arguments, capfd: pytest.CaptureFixture[str]
) -> None:
    before = _tree(published / "releases") | _tree(published / "lake")
    assert commands.run(arguments(published, source=str(few_reports))) == 0
    assert "Unchanged" in capfd.readouterr().out
    assert _tree(published / "releases") | _tree(published / "lake") == before


def test_runs_are_recorded_for_the_ui(published: Path, few_reports: Path) -> None:
    settings = Settings.from_environment(home=published, source=few_reports)
    with environment(settings), dg.DagsterInstance.get() as instance:
        runs = instance.get_runs()
        assert {run.job_name for run in runs} == {"ingest", "publish"}
        assert {run.status for run in runs} == {dg.DagsterRunStatus.SUCCESS}
        assert len({run.tags["gouji/run"] for run in runs}) == 1
        origins = {run.remote_job_origin for run in runs}
        assert {origin.location_name for origin in origins if origin} == {LOCATION}


def test_strict_shuts_the_gate_and_leaves_the_release(
    published: Path, few_reports: Path, arguments: Arguments, capfd: pytest.CaptureFixture[str]
) -> None:
    before = _tree(published / "releases")
    assert commands.run(arguments(published, source=str(few_reports), strict=True)) == 1
    assert "The gate is shut" in capfd.readouterr().out
    assert _tree(published / "releases") == before


def test_one_more_report_makes_another_release(
    published: Path, few_reports: Path, arguments: Arguments, capfd: pytest.CaptureFixture[str]
) -> None:
    """Only its own year is written, and what was read is not read again."""
    lake = open_store(published / "lake")
    before = {year: _year(lake, year) for year in dataset.years(lake, "figures")}
    first = _pointer(published)
    added = few_reports / "zhepu_2023.html"
    sidecar = few_reports / "reports.csv"
    shutil.copy(samples_dir() / added.name, added)
    sidecar.write_text("path,issuer,level,division_code,year,url\nlost.txt,,,,2023,\n")
    try:
        assert commands.run(arguments(published, source=str(few_reports))) == 0
    finally:
        added.unlink()
        sidecar.unlink()
    assert "lost.txt" in capfd.readouterr().err
    assert _pointer(published) != first
    assert {year: _year(lake, year) for year in before} == before
    assert "2023" in dataset.years(lake, "figures")
    batches = [entry.path for entry in lake.list("readings") if "documents" in entry.path]
    assert sorted(pl.read_parquet(published / "lake" / path).height for path in batches) == [1, 4]


def _year(lake: Any, year: str) -> tuple[bytes, str]:
    path = dataset.partition_path("figures", year)
    entry = lake.info(path)
    return lake.read(path), entry.etag


@pytest.mark.usefixtures("few_reports")
def test_an_empty_folder(
    tmp_path: Path, arguments: Arguments, capfd: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "reports").mkdir()
    assert commands.run(arguments(tmp_path / "home", source=str(tmp_path / "reports"))) == 2
    _, err = capfd.readouterr()
    assert str(tmp_path / "reports") in err
    assert err.count("\n") == 1
    assert not (tmp_path / "home" / "releases" / "current.json").exists()


def test_a_run_that_was_killed_does_not_stand_in_the_way(
    tmp_path: Path, few_reports: Path, arguments: Arguments, project_root: Path
) -> None:
    """Not its lock, not its place in the queue, not the dbt that outlives it."""
    home = tmp_path / "home"
    command = [sys.executable, "-m", "gouji.cli", "run", "--home", str(home)]
    env = {**os.environ, "PYTHONPATH": f"{project_root}:{project_root / 'src'}"}
    process = subprocess.Popen([*command, "--source", str(few_reports)], env=env)
    while not (home / "warehouse" / "warehouse.duckdb").exists():
        assert process.poll() is None
        time.sleep(0.05)
    process.kill()
    process.wait()
    assert commands.run(arguments(home, source=str(few_reports))) == 0
    settings = Settings.from_environment(home=home, source=few_reports)
    with environment(settings), dg.DagsterInstance.get() as instance:
        states = [run.status for run in instance.get_runs()]
    assert states.count(dg.DagsterRunStatus.FAILURE) == 1
    assert dg.DagsterRunStatus.STARTED not in states


def test_an_exception_in_a_step_is_a_failure_and_publishes_nothing(
    tmp_path: Path,
    few_reports: Path,
    arguments: Arguments,
    monkeypatch: pytest.MonkeyPatch,
    capfd: pytest.CaptureFixture[str],
) -> None:
    def broken(*given: object, **named: object) -> None:
        raise ZeroDivisionError("something nobody foresaw")

    monkeypatch.setattr("orchestration.assets.reading.read_new", broken)
    home = tmp_path / "home"
    assert commands.run(arguments(home, source=str(few_reports))) == 3
    _, err = capfd.readouterr()
    assert "something nobody foresaw" in err
    assert "Traceback" not in err
    (log,) = (home / "logs").glob("run-*.log")
    assert str(log) in err
    assert "ZeroDivisionError" in log.read_text()
    assert not (home / "releases" / "current.json").exists()


def test_a_run_that_is_stopped_says_so(
    tmp_path: Path,
    few_reports: Path,
    arguments: Arguments,
    monkeypatch: pytest.MonkeyPatch,
    capfd: pytest.CaptureFixture[str],
) -> None:
    def stopped(*given: object, **named: object) -> None:
        signal.raise_signal(signal.SIGINT)

    monkeypatch.setattr("orchestration.assets.reading.read_new", stopped)
    assert commands.run(arguments(tmp_path / "home", source=str(few_reports))) == 130
    assert capfd.readouterr().err == "gouji: stopped before the end\n"


def test_lake_and_releases_on_s3(
    tmp_path: Path,
    few_reports: Path,
    arguments: Arguments,
    moto_s3: MotoS3,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("GOUJI_S3_ENDPOINT", moto_s3.endpoint)
    monkeypatch.setenv("GOUJI_LAKE", f"{moto_s3.url}/lake")
    monkeypatch.setenv("GOUJI_RELEASES", f"{moto_s3.url}/releases")
    home = tmp_path / "home"
    assert commands.run(arguments(home, source=str(few_reports))) == 0
    releases = open_store(f"{moto_s3.url}/releases", moto_s3.options)
    pointer = json.loads(releases.read("current.json"))
    assert releases.exists(f"{pointer['release_id']}/marts/fct_figures.parquet")
    assert not (home / "lake").exists()
    assert commands.run(arguments(home, source=str(few_reports))) == 0
    assert json.loads(releases.read("current.json")) == pointer


class Gate:
    """The code location on a published home whose candidate a test breaks."""

    def __init__(self, home: Path, source: Path) -> None:
        self.home, self.candidate = home, home / "candidate"
        self._settings = Settings.from_environment(home=home, source=source)
        self._definitions = build_definitions(self._settings)

    def materialize(self, *assets: str) -> dg.ExecuteInProcessResult:
        job = self._definitions.resolve_implicit_global_asset_job_def()
        with environment(self._settings), dg.DagsterInstance.get() as instance:
            return job.execute_in_process(
                instance=instance,
                asset_selection=[dg.AssetKey(name) for name in assets],
                raise_on_error=False,
            )

    def change(self, model: str, sql: str) -> None:
        """Replace a model by what a query over it (`{model}`) gives."""
        file = self.candidate / f"{model}.parquet"
        draft = file.with_suffix(".tmp")
        query = sql.format(model=f"read_parquet('{file}')")
        duckdb.sql(f"copy ({query}) to '{draft}' (format parquet)")
        draft.replace(file)


@pytest.fixture
def gate(published: Path, few_reports: Path) -> Gate:
    return Gate(published, few_reports)


def _raises(evidence: object) -> Iterable[Validation]:
    raise KeyError("no such column")


@pytest.mark.parametrize(
    ("model", "sql"),
    [
        ("mart_request_outcomes", "select * from {model} union all select * from {model} limit 3"),
        (
            "mart_request_outcomes",
            "select * replace (case when row_number() over (order by report_id) = 1 "
            "then outcome_total + 1 else outcome_total end as outcome_total) from {model}",
        ),
        (
            "fct_figures",
            "select * replace ((select report_id from read_parquet('{model_dir}') limit 1) "
            "as report_id) from {model}",
        ),
    ],
    ids=["duplicate key", "total off by one", "withheld table inside"],
)
def test_what_is_broken_shuts_the_gate(gate: Gate, model: str, sql: str) -> None:
    before = _tree(gate.home / "releases")
    withheld = gate.candidate / "mart_withheld_reports.parquet"
    gate.change(model, sql.replace("{model_dir}", str(withheld)))
    done = gate.materialize("candidate", "release")
    assert not done.success
    (judged,) = [e for e in done.get_asset_check_evaluations() if e.check_name == "gate"]
    assert not judged.passed
    assert judged.blocking
    assert judged.metadata["verdict"].value == "failed"
    assert judged.metadata["failed"].value > 0
    assert done.asset_materializations_for_node("release") == []
    _refused_alone(gate)
    assert _tree(gate.home / "releases") == before


def test_an_expectation_that_raises_shuts_the_gate(
    gate: Gate, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = _tree(gate.home / "releases")
    suites = {**expectations.suites.ALL, "broken": _raises}
    monkeypatch.setattr("expectations.suites.ALL", suites)
    done = gate.materialize("candidate", "release")
    assert not done.success
    (judged,) = [e for e in done.get_asset_check_evaluations() if e.check_name == "gate"]
    assert judged.metadata["verdict"].value == "errored"
    _refused_alone(gate)
    assert _tree(gate.home / "releases") == before


def test_a_candidate_that_nobody_judged_is_not_published(gate: Gate) -> None:
    before = _tree(gate.home / "releases")
    gate.change("dim_item", "select * from {model} limit 5")
    _refused_alone(gate)
    assert _tree(gate.home / "releases") == before


def test_the_good_case_opens_it(gate: Gate) -> None:
    before = _tree(gate.home / "releases")
    assert gate.materialize("candidate", "release").success
    assert gate.materialize("release").success
    assert _tree(gate.home / "releases") == before


def _refused_alone(gate: Gate) -> None:
    """Publishing alone, later, in a run without the check, does not get through."""
    done = gate.materialize("release")
    assert not done.success
    (failure,) = [event for event in done.all_events if event.is_step_failure]
    said = failure.step_failure_data.user_failure_data.metadata["reason"].value
    assert "gate" in said.lower()


def test_every_step_in_one_run_as_the_schedule_starts_it(gate: Gate, few_reports: Path) -> None:
    settings = Settings.from_environment(home=gate.home, source=few_reports)
    job = build_definitions(settings).resolve_job_def("everything")
    with environment(settings), dg.DagsterInstance.get() as instance:
        done = job.execute_in_process(
            instance=instance, tags=range_tags(schemas.YEARS), raise_on_error=False
        )
    assert done.success
    (said,) = done.asset_materializations_for_node("release")
    assert said.metadata["new"].value is False
