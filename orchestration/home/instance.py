"""Dagster's instance of a home: where `gouji run` records its runs and `gouji ui` shows them.

What does not belong here: definitions of assets or jobs.
"""

from __future__ import annotations

import sqlite3
import sys
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

import dagster as dg
from dagster._core.definitions.repository_definition import SINGLETON_REPOSITORY_NAME
from dagster._core.remote_origin import (
    ManagedGrpcPythonEnvCodeLocationOrigin,
    RemoteJobOrigin,
    RemoteRepositoryOrigin,
)
from dagster._core.types.loadable_target_origin import LoadableTargetOrigin
from sqlalchemy import event
from sqlalchemy.engine import Engine

from gouji.settings import Settings
from orchestration.home.instance_config import write_config
from orchestration.home.variables import variables

LOCATION = "orchestration.definitions"
"""The module that the UI loads, and its name for what it finds there."""

_STARTED = (dg.DagsterRunStatus.STARTED, dg.DagsterRunStatus.CANCELING)
ALIVE = (dg.DagsterRunStatus.STARTING, *_STARTED)
"""Runs that have, or had, a process of their own."""

_IDLE = 8


@contextmanager
def environment(settings: Settings) -> Iterator[None]:
    """DAGSTER_HOME, with a dagster.yaml in it, and no telemetry, while the block lasts.

    Raises:
        SettingsError: as `instance_config.write_config`.
    """
    settings.dagster_home.mkdir(parents=True, exist_ok=True)
    write_config(settings.dagster_home)
    wanted = {"DAGSTER_HOME": str(settings.dagster_home), "DAGSTER_DISABLE_TELEMETRY": "yes"}
    with variables(wanted):
        yield


@contextmanager
def quick_records() -> Iterator[None]:
    """Let this process write its many small records without waiting for the disk at each of them.

    Dagster opens and closes its SQLite files for every event. Whoever closes a file last waits for
    all of it to reach the disk, so one idle connection to each is kept open; and a commit need not
    wait either: when the power fails, the last events of a run may be lost, no file is damaged.
    """
    kept: dict[str, sqlite3.Connection] = {}
    lock = threading.Lock()

    def connected(connection: object, record: object) -> None:
        if not isinstance(connection, sqlite3.Connection):
            return
        connection.execute("pragma synchronous = normal")
        (mode,) = connection.execute("pragma journal_mode").fetchone()
        _, _, path = connection.execute("pragma database_list").fetchone()
        with lock:
            if mode == "wal" and path and path not in kept:
                idle = kept[path] = sqlite3.connect(path, check_same_thread=False)
                idle.execute("select count(*) from sqlite_master").fetchone()
                if len(kept) > _IDLE:  # each run has a file of its own
                    kept.pop(next(iter(kept))).close()

    event.listen(Engine, "connect", connected)
    try:
        yield
    finally:
        event.remove(Engine, "connect", connected)
        for idle in kept.values():
            idle.close()


@contextmanager
def as_if_from_the_ui(records: dg.DagsterInstance) -> Iterator[None]:
    """Record the runs of this process as runs of the code location that the UI shows.

    Else its timeline, which is the first thing that a person sees there, leaves them out. Dagster
    asks for this origin where it starts a run by itself, and has no argument for it here.
    """
    theirs = records.create_run_for_job

    def create(job_def: dg.JobDefinition, **rest: Any) -> dg.DagsterRun:
        where = LoadableTargetOrigin(executable_path=sys.executable, module_name=LOCATION)
        location = ManagedGrpcPythonEnvCodeLocationOrigin(where, LOCATION)
        repository = RemoteRepositoryOrigin(location, SINGLETON_REPOSITORY_NAME)
        origin = RemoteJobOrigin(repository, job_def.name)
        return theirs(job_def, **{**rest, "remote_job_origin": origin})

    records.create_run_for_job = create  # type: ignore[method-assign]
    try:
        yield
    finally:
        del records.create_run_for_job  # what the class has is there again


def bury_dead_runs(
    instance: dg.DagsterInstance, statuses: Sequence[dg.DagsterRunStatus] = _STARTED
) -> list[str]:
    """Mark runs that died without a word as failed, and take back what they held.

    A run that was killed stays "started" for ever, keeps its place in the queue and its slot in
    the pool of the warehouse, so that the next one would wait for it. Call this only while holding
    the home: then no other run is alive. One that is only just starting holds nothing yet.

    Returns:
        The ids of the runs.
    """
    dead = instance.get_runs(filters=dg.RunsFilter(statuses=list(statuses)))
    for run in dead:
        instance.report_run_failed(run, "The process of this run is gone; it was killed.")
    events = instance.event_log_storage
    if events.supports_global_concurrency_limits:
        for key in events.get_concurrency_keys():
            for run_id in events.get_concurrency_info(key).active_run_ids:
                events.free_concurrency_slots_for_run(run_id)
    return [run.run_id for run in dead]
