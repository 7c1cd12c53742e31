"""Forgets old runs: Dagster keeps the events and the output of every run until it is told not to.

A run that is the last to have made an asset or a partition of one stays, however
old: the UI shows it, and `running` asks which years were ever looked at.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import dagster as dg

from gouji.settings import Settings
from orchestration.home import instance

_AT_ONCE = 500
_ENDED = (
    dg.DagsterRunStatus.SUCCESS,
    dg.DagsterRunStatus.FAILURE,
    dg.DagsterRunStatus.CANCELED,
)


def tidy(settings: Settings, days: int, keep: int) -> int:
    """Delete the records and the output of runs that ended long ago.

    Args:
        settings: of the home whose records they are.
        days: runs that ended less than so many days ago stay.
        keep: the latest so many runs stay, whatever their age.

    Returns:
        How many were deleted.
    """
    with instance.environment(settings), dg.DagsterInstance.get() as records:
        before = datetime.now(UTC) - timedelta(days=days)
        old = _old(records, before, keep)
        if not old:
            return 0
        shown = _still_shown(records)
        forgotten = [run_id for run_id in old if run_id not in shown]
        for run_id in forgotten:
            records.delete_run(run_id)
            shutil.rmtree(settings.dagster_home / "storage" / run_id, ignore_errors=True)
    return len(forgotten)


def _old(records: dg.DagsterInstance, before: datetime, keep: int) -> list[str]:
    """The ids of runs that ended before that time, without the latest ones."""
    kept = records.get_run_records(limit=keep) if keep else []
    latest = {record.dagster_run.run_id for record in kept}
    ended = dg.RunsFilter(statuses=[*_ENDED], updated_before=before)
    return [
        record.dagster_run.run_id
        for record in records.get_run_records(filters=ended)
        if record.dagster_run.run_id not in latest
    ]


def _still_shown(records: dg.DagsterInstance) -> set[str]:
    """The runs that what the UI shows of assets comes from; checks run with their assets."""
    return {*_of_assets(records), *_of_partitions(records)}


def _of_assets(records: dg.DagsterInstance) -> Iterator[str]:
    for record in records.get_asset_records():
        if record.asset_entry.last_run_id:
            yield record.asset_entry.last_run_id
        if record.asset_entry.last_materialization:
            yield record.asset_entry.last_materialization.run_id


def _of_partitions(records: dg.DagsterInstance) -> Iterator[str]:
    storage = records.event_log_storage
    for key in records.all_asset_keys():
        latest = storage.get_latest_storage_id_by_partition(
            key, dg.DagsterEventType.ASSET_MATERIALIZATION
        )
        ids = [*latest.values()]
        for start in range(0, len(ids), _AT_ONCE):
            some = ids[start : start + _AT_ONCE]
            wanted = dg.AssetRecordsFilter(asset_key=key, storage_ids=some)
            for found in records.fetch_materializations(wanted, limit=len(some)).records:
                yield found.run_id
