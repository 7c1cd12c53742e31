"""`gouji ui` whose records are in PostgreSQL: a server of its own, a run, and a clean end."""

from __future__ import annotations

from pathlib import Path

import psycopg
import pytest

from tests.orchestration.daemon.served import Served, served
from tests.orchestration.serving.server import left_of
from tests.release.postgres.conftest import (  # noqa: F401
    PASSWORD,
    database,
    postgres_server,
)

pytestmark = pytest.mark.slow

_LAUNCH = """mutation($params: ExecutionParams!) { launchRun(executionParams: $params) {
    ... on LaunchRunSuccess { run { runId } } ... on PythonError { message } } }"""


def test_a_run_whose_records_are_in_postgresql(
    tmp_path: Path,
    few_reports: Path,
    database: str,  # noqa: F811
) -> None:
    home = tmp_path / "home"
    variables = {"GOUJI_WATCH": "0", "GOUJI_DAGSTER_POSTGRES": database}
    with served(home, str(few_reports), **variables) as daemon:
        selector = daemon.selector("jobName", "ingest")
        told = daemon.ask(_LAUNCH, params={"selector": selector, "runConfigData": {}})
        (run,) = daemon.wait_for_runs("ingest")
        daemon.wait(lambda: _ticks(daemon), "a look of the sensor that is always on")
    assert told["launchRun"] == {"run": {"runId": run.run_id}}
    assert run.status == "SUCCESS"
    assert daemon.process.returncode == 0
    assert left_of(home) == []
    with psycopg.connect(database) as records:
        of_run = "select count(*) from event_logs where run_id = %s"
        assert _one(records, "select status from runs where run_id = %s", run.run_id) == "SUCCESS"
        assert int(_one(records, of_run, run.run_id)) > 10
        assert int(_one(records, "select count(*) from job_ticks")) > 0
        others = "select count(*) from pg_stat_activity where datname = current_database()"
        assert int(_one(records, f"{others} and pid <> pg_backend_pid()")) == 0
    assert list((home / "dagster").rglob("*.db")) == [], "nothing is recorded beside it"
    written = [path for path in home.rglob("*") if path.is_file()]
    assert [path for path in written if PASSWORD.encode() in path.read_bytes()] == []


def _ticks(daemon: Served) -> bool:
    return bool(daemon.ticks("alerts"))


def _one(records: psycopg.Connection, query: str, *values: str) -> str:
    found = records.execute(query, values).fetchone()
    assert found is not None
    return str(found[0])
