"""Starts `ingest` when the source has changed; a local folder and an `s3://` prefix alike."""

from __future__ import annotations

import hashlib

import dagster as dg

from gouji.errors import GoujiError, Reason
from gouji.extraction.reader import PARSER_VERSION
from gouji.settings import Settings
from gouji.storage import open_store
from gouji.watching import look
from orchestration.assets.landing import LISTING
from orchestration.assets.reading import VERSION
from orchestration.home import trouble
from orchestration.jobs import INGEST
from orchestration.sensors.requests import Seen, answer, blind, skip

NAME = "source_sensor"

# Below the 60 seconds that Dagster gives a sensor.
_LOOK_SECONDS = 40.0
# A server that does not answer is told of before the tick is cut off; the next one asks again.
PATIENCE = 1


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
            options = {**settings.storage_options, "patience": PATIENCE}
            source = open_store(settings.source, options)
            found = look(source, _LOOK_SECONDS)
        except GoujiError as error:
            return blind(settings, NAME, error.reason, "the source cannot be looked at: ")
        standing, landed = _landed(context.instance)
        if not found.files:
            return _nothing(settings, landed)
        state = hashlib.sha256(f"{found.digest} {PARSER_VERSION}".encode()).hexdigest()
        done = None
        if landed == found.digest:
            done = f"nothing new: run {standing} took in exactly these {found.files} files"
        seen = Seen(state, done, standing)
        return answer(context, settings, NAME, seen, lambda key: dg.RunRequest(run_key=key))

    return watched


def _nothing(settings: Settings, landed: str | None) -> dg.SensorResult:
    """An empty source: nothing has come yet, or it is not mounted."""
    reason = Reason(
        "source_empty",
        f"{settings.source} 里没有任何文件；已取入的内容不会因此删除",
        f"{settings.source} holds no file; nothing is taken out of the lake",
    )
    if landed is not None:
        return blind(settings, NAME, reason)
    trouble.clear(settings, NAME)
    return skip(reason.en)


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
