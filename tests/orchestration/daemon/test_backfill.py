"""A backfill over years, launched as the UI does it; `gouji run` while the daemon has the home."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from pathlib import Path

import pytest

from gouji.release.pointer import read_pointer
from gouji.release.verify import verify_release
from gouji.storage import open_store
from orchestration import jobs
from orchestration.command_line import commands
from orchestration.home.lock import holder
from tests.orchestration.daemon.served import Served, served

pytestmark = pytest.mark.slow

_LAUNCH = """mutation($backfillParams: LaunchBackfillParams!) {
    launchPartitionBackfill(backfillParams: $backfillParams) {
        ... on LaunchBackfillSuccess { backfillId } ... on PythonError { message } } }"""
_STATUS = """query($id: String!) { partitionBackfillOrError(backfillId: $id) {
    ... on PartitionBackfill { status } } }"""


def test_years_are_backfilled_in_one_run(
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
        print("\n" + daemon.log())
    assert code == 3, "the daemon's run had the home"
    assert "another run is at work" in said
    (run,) = runs
    assert (run.status, run.years) == ("SUCCESS", "2019 .. 2022")
    assert ended == "COMPLETED_SUCCESS"
    releases = open_store(published / "releases")
    assert read_pointer(releases) == before
    assert verify_release(releases)[1] == []


def _launch(daemon: Served, years: list[str]) -> str:
    assets = [{"path": [name]} for name in jobs.BY_YEAR]
    params = {"assetSelection": assets, "partitionNames": years}
    told = daemon.ask(_LAUNCH, backfillParams=params)["launchPartitionBackfill"]
    assert "backfillId" in told, told
    return str(told["backfillId"])


def _ended(daemon: Served, backfill: str) -> str | None:
    status = str(daemon.ask(_STATUS, id=backfill)["partitionBackfillOrError"]["status"])
    return status if status not in {"REQUESTED", "CANCELING"} else None
