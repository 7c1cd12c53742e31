"""`dagster.yaml` is ours until somebody changes it; records may be in a database; old runs go."""

from __future__ import annotations

import os
import time
from pathlib import Path

import dagster as dg
import pytest
import yaml

from gouji.errors import GoujiError
from gouji.release.errors import UploadError
from gouji.settings import Settings, SettingsError
from gouji.storage import StorageError
from orchestration import failures, jobs
from orchestration.home import instance, instance_config, retention
from tests.release.postgres.conftest import PASSWORD, postgres_server  # noqa: F401

FIRST = """\
# Dagster's instance of this home. Written once, when the file is not there; change it freely.
telemetry:
  enabled: false
nux:
  enabled: false              # no invitation to sign up somewhere
concurrency:
  runs:
    max_concurrent_runs: 1    # one home, one run: others wait in the queue
  pools:
    default_limit: 1          # DuckDB's file takes one process at a time
    granularity: op
"""
"""What the first version wrote into every home."""


@pytest.fixture
def settings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Settings:
    monkeypatch.delenv(instance_config.POSTGRES, raising=False)
    return Settings.from_environment(home=tmp_path)


def _config(settings: Settings) -> Path:
    return settings.dagster_home / "dagster.yaml"


def test_dagster_understands_it(settings: Settings) -> None:
    with instance.environment(settings), dg.DagsterInstance.get() as records:
        assert records.run_monitoring_enabled
        assert records.get_concurrency_config().pool_config.default_pool_limit == 1
        assert not records.telemetry_enabled


@pytest.mark.parametrize("untouched", [True, False])
def test_a_new_version_writes_it_anew_only_if_nobody_changed_it(
    settings: Settings, monkeypatch: pytest.MonkeyPatch, untouched: bool
) -> None:
    with instance.environment(settings):
        written = _config(settings).read_text()
    if not untouched:
        written = written.replace("start_timeout_seconds: 600", "start_timeout_seconds: 900")
        _config(settings).write_text(written)
    monkeypatch.setattr(instance_config, "_COMMON", "telemetry:\n  enabled: false\n")
    with instance.environment(settings):
        assert (_config(settings).read_text() == written) is not untouched


def test_what_the_first_version_wrote_is_ours_too(settings: Settings) -> None:
    settings.dagster_home.mkdir()
    _config(settings).write_text(FIRST)
    with instance.environment(settings):
        assert "run_monitoring" in yaml.safe_load(_config(settings).read_text())


def test_half_of_the_records_in_a_database_is_refused(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(instance_config.POSTGRES, "postgresql://u:hush@127.0.0.1/d")
    with instance.environment(settings):
        pass
    monkeypatch.delenv(instance_config.POSTGRES)
    with pytest.raises(SettingsError, match="PostgreSQL"), instance.environment(settings):
        pass


@dg.asset
def made() -> None: ...


@pytest.mark.slow
def test_records_in_postgresql(
    settings: Settings,
    postgres_server: str,  # noqa: F811
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv(instance_config.POSTGRES, postgres_server)
    with instance.environment(settings), dg.DagsterInstance.get() as records:
        done = dg.materialize([made], instance=records)
        assert "Postgres" in type(records.run_storage).__name__
        assert [run.run_id for run in records.get_runs()] == [done.run_id]
    time.sleep(1.1)
    with instance.environment(settings), dg.DagsterInstance.get() as records:
        later = dg.materialize([made], instance=records)
    assert retention.tidy(settings, days=0, keep=1) == 1
    with instance.environment(settings), dg.DagsterInstance.get() as records:
        assert [run.run_id for run in records.get_runs()] == [later.run_id]
    for path in settings.home.rglob("*"):
        assert not path.is_file() or PASSWORD.encode() not in path.read_bytes(), path


@pytest.mark.slow
def test_old_runs_are_forgotten_but_for_what_is_shown(settings: Settings) -> None:
    @dg.asset
    def other() -> None: ...

    @dg.asset(partitions_def=dg.StaticPartitionsDefinition(["a", "b"]))
    def by_year() -> None: ...

    with instance.environment(settings), dg.DagsterInstance.get() as records:
        first, last_of_made = (dg.materialize([made], instance=records).run_id for _ in range(2))
        parts = [
            dg.materialize([by_year], partition_key=key, instance=records).run_id
            for key in ("a", "b")
        ]
        last = dg.materialize([other], instance=records).run_id
    assert retention.tidy(settings, days=1, keep=0) == 0
    time.sleep(1.1)
    assert retention.tidy(settings, days=0, keep=0) == 1
    with instance.environment(settings), dg.DagsterInstance.get() as records:
        assert {run.run_id for run in records.get_runs()} == {last_of_made, *parts, last}
        assert records.get_materialized_partitions(dg.AssetKey("by_year")) == {"a", "b"}
        assert not records.all_logs(first)


@pytest.mark.parametrize(
    ("error", "attempts"),
    [
        (UploadError("断了", "cut"), 3),
        (StorageError("s3://bucket", "x", ("断了", "cut")), 1),
        (StorageError("/a/folder", "x", ("断了", "cut")), 1),
    ],
)
def test_only_a_release_that_did_not_arrive_is_tried_again(
    monkeypatch: pytest.MonkeyPatch, error: GoujiError, attempts: int
) -> None:
    monkeypatch.setattr(failures, "WAIT_SECONDS", 0)
    seen = []

    @dg.asset
    def stored() -> None:
        with failures.told():
            seen.append(1)
            raise error

    done = dg.materialize([stored], raise_on_error=False)
    assert len(seen) == attempts
    told = failures.what_failed(done.all_events)
    assert told is not None
    assert "cut" in told.en


def test_the_daemon_ends_its_own_runs_only(code_location: dg.Definitions) -> None:
    assert int(code_location.resolve_job_def(jobs.EVERYTHING).run_tags["dagster/max_runtime"]) > 0
    assert jobs.NO_LIMIT == {"dagster/max_runtime": "0"}


def test_without_the_extra_a_database_is_refused(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(instance_config.POSTGRES, "postgresql://u:hush@127.0.0.1/d")
    monkeypatch.setattr(instance_config, "find_spec", lambda name: None)
    with pytest.raises(GoujiError, match=r"gouji\[postgres\]"), instance.environment(settings):
        pass
    assert not _config(settings).exists()
    assert os.environ.get("DAGSTER_HOME") is None
