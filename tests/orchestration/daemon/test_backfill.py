"""A backfill over years, launched as the UI does it; `gouji run` while the daemon has the home."""

from __future__ import annotations

import argparse
import os
from collections.abc import Callable
from pathlib import Path

import dagster as dg
import pytest

from gouji.release.pointer import read_pointer
from gouji.release.verify import verify_release
from gouji.settings import Settings
from gouji.storage import open_store
from orchestration import jobs
from orchestration.command_line import commands
from orchestration.failures import what_failed
from orchestration.home.instance import environment
from orchestration.home.lock import hold, holder
from tests.orchestration.daemon.served import Run, Served, served

pytestmark = pytest.mark.slow

_LAUNCH = """mutation($backfillParams: LaunchBackfillParams!) {
    launchPartitionBackfill(backfillParams: $backfillParams) {
        ... on LaunchBackfillSuccess { backfillId } ... on PythonError { message } } }"""
_STATUS = """query($id: String!) { partitionBackfillOrError(backfillId: $id) {
    ... on PartitionBackfill { status } } }"""


def test_years_are_backfilled_in_one_run_and_one_run_has_the_home(
    published: Path,
    few_reports: Path,
    arguments: Callable[..., argparse.Namespace],
    capfd: pytest.CaptureFixture[str],
) -> None:
    before = read_pointer(open_store(published / "releases"))
    with served(published, str(few_reports), GOUJI_WATCH="0") as daemon:
        had = {run.run_id for run in daemon.runs()}
        backfill = _launch(daemon, ["2019", "2020", "2021", "2022"])
        daemon.wait(lambda: holder(published), "a run that holds the home")
        code = commands.run(arguments(published, source=str(few_reports)))
        said = capfd.readouterr().err
        ended = daemon.wait(lambda: _ended(daemon, backfill), "the end of the backfill")
        runs = [run for run in daemon.runs() if run.run_id not in had]
        with hold(published):
            second = _launch(daemon, ["2020"])
            daemon.wait(lambda: _ended(daemon, second), "the end of the run that is refused")
            refused = daemon.runs()[-1]
        print("\n" + daemon.log())
    assert refused.status == "FAILURE"
    assert f"process {os.getpid()}" in _why(published, refused)
    assert code == 3, "the daemon's run had the home"
    assert "another run is at work" in said
    (run,) = runs
    assert (run.status, run.years) == ("SUCCESS", "2019 .. 2022")
    assert ended == "COMPLETED_SUCCESS"
    releases = open_store(published / "releases")
    assert read_pointer(releases) == before
    assert verify_release(releases)[1] == []


def _why(home: Path, run: Run) -> str:
    with environment(Settings.from_environment(home=home)), dg.DagsterInstance.get() as records:
        entries = records.all_logs(run.run_id)
    found = what_failed(entry.dagster_event for entry in entries if entry.dagster_event)
    assert found is not None
    return found.en


def _launch(daemon: Served, years: list[str]) -> str:
    assets = [{"path": [name]} for name in jobs.BY_YEAR]
    params = {"assetSelection": assets, "partitionNames": years}
    told = daemon.ask(_LAUNCH, backfillParams=params)["launchPartitionBackfill"]
    assert "backfillId" in told, told
    return str(told["backfillId"])


def _ended(daemon: Served, backfill: str) -> str | None:
    status = str(daemon.ask(_STATUS, id=backfill)["partitionBackfillOrError"]["status"])
    return status if status not in {"REQUESTED", "CANCELING"} else None
