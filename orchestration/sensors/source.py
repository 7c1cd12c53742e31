"""Starts `ingest` when the source has changed; a local folder and an `s3://` prefix alike."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping

import dagster as dg

from gouji.errors import GoujiError
from gouji.extraction.reader import PARSER_VERSION
from gouji.settings import Settings
from gouji.storage import open_store
from gouji.watching import look
from orchestration.assets.landing import LISTING
from orchestration.assets.reading import VERSION
from orchestration.jobs import INGEST
from orchestration.sensors.requests import Seen, answer, skip

NAME = "source_sensor"

# Below the 60 seconds that Dagster gives a sensor.
_LOOK_SECONDS = 40.0
_IMPATIENT = {"connect_timeout": 5, "read_timeout": 15, "retries": {"max_attempts": 1}}


def source_sensor(settings: Settings) -> dg.SensorDefinition:
    """Watches the source; on by default where GOUJI_WATCH says so, else to be turned on in the UI.

    Args:
        settings: those of the home: source, how often it is looked at.
    """

    @dg.sensor(
        name=NAME,
        job_name=INGEST,
        minimum_interval_seconds=settings.watch_seconds,
        default_status=default_status(settings),
        description="来源有新增、更正或删除的文件时启动 ingest / "
        "Starts `ingest` when files of the source were added, changed or removed, once they have "
        "come to rest.",
    )
    def watched(context: dg.SensorEvaluationContext) -> dg.SensorResult:
        try:
            source = open_store(settings.source, _impatient(settings.storage_options))
            found = look(source, _LOOK_SECONDS)
        except GoujiError as error:
            return skip(f"the source cannot be looked at: {error}")
        if not found.files:
            return skip(f"{settings.source} holds no file; nothing is taken out of the lake")
        state = hashlib.sha256(f"{found.digest} {PARSER_VERSION}".encode()).hexdigest()
        standing, landed = _landed(context.instance)
        done = None
        if landed == found.digest:
            done = f"nothing new: run {standing} took in exactly these {found.files} files"
        return answer(
            context, settings, Seen(state, done, standing), lambda key: dg.RunRequest(run_key=key)
        )

    return watched


def default_status(settings: Settings) -> dg.DefaultSensorStatus:
    """Stopped unless GOUJI_WATCH is set: nobody is surprised by runs that start by themselves."""
    on, off = dg.DefaultSensorStatus.RUNNING, dg.DefaultSensorStatus.STOPPED
    return on if settings.watch else off


def _landed(records: dg.DagsterInstance) -> tuple[str, str | None]:
    """The last run that took in and read everything, and the listing that it found.

    The records know it of every run, also of `gouji run` by hand.
    """
    landing = _last(records, "raw_reports")
    reading = _last(records, "readings")
    if landing is None or reading is None or landing[0] != reading[0]:
        return "", None
    run_id, told = landing
    if reading[1].get(VERSION) != PARSER_VERSION:
        return run_id, None
    return run_id, str(told.get(LISTING))


def _last(records: dg.DagsterInstance, asset: str) -> tuple[str, dict[str, object]] | None:
    entry = records.get_latest_materialization_event(dg.AssetKey(asset))
    if entry is None or entry.asset_materialization is None:
        return None
    told = {key: value.value for key, value in entry.asset_materialization.metadata.items()}
    return entry.run_id, told


def _impatient(options: Mapping[str, object]) -> dict[str, object]:
    """So that a server that does not answer is told of before the tick is cut off."""
    given = options.get("config_kwargs")
    config = {**(given if isinstance(given, Mapping) else {}), **_IMPATIENT}
    return {**options, "config_kwargs": config}
