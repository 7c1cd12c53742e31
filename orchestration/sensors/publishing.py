"""Starts `publish` when what was taken in, or decided, is not what is published."""

from __future__ import annotations

import hashlib
import json

import dagster as dg

from gouji.errors import GoujiError
from gouji.settings import Settings
from gouji.tables import normalize
from orchestration import inputs
from orchestration.jobs import PUBLISH
from orchestration.planning import plan
from orchestration.resources import Home
from orchestration.sensors.requests import Seen, answer, blind, skip
from orchestration.sensors.source import PATIENCE, default_status

NAME = "publishing_sensor"


def publishing_sensor(settings: Settings) -> dg.SensorDefinition:
    """Watches what was landed, and decisions, thresholds and program; on where GOUJI_WATCH says so.

    It looks at the state and not at the end of a run, so that a decision that was edited, a
    threshold that was changed and an `ingest` that nobody followed up are published too. The run is
    over the years that are out of date and no others.

    Args:
        settings: those of the home.
    """

    @dg.sensor(
        name=NAME,
        job_name=PUBLISH,
        minimum_interval_seconds=settings.watch_seconds,
        default_status=default_status(settings),
        description="已取入的内容与现行发布不一致时，对有变化的年度启动 publish / "
        "Starts `publish` over the years that are out of date, when the release is not what was "
        "taken in.",
    )
    def publishing(context: dg.SensorEvaluationContext) -> dg.SensorResult:
        home = Home.of(settings, PATIENCE)
        try:
            if not home.lake_store.exists(normalize.INVENTORY):
                return skip("nothing was taken in yet")
            state = inputs.state(home)
            current = inputs.unchanged_release(home, state)
        except GoujiError as error:
            words = "it cannot be seen what is to be published: "
            return blind(settings, NAME, error.reason, words)
        done = f"the release is current: {current}" if current else None
        digest = hashlib.sha256(json.dumps(state, sort_keys=True).encode()).hexdigest()
        seen = Seen(digest, done, _standing(context.instance))
        job = context.repository_def.get_job(PUBLISH) if context.repository_def else None

        def make(key: str) -> dg.RunRequest:
            wanted = plan(home, context.instance)
            selection = wanted.selection(job) if job is not None else None
            return dg.RunRequest(run_key=key, tags=wanted.tags, asset_selection=selection)

        return answer(context, settings, NAME, seen, make)

    return publishing


def _standing(records: dg.DagsterInstance) -> str:
    """The last run that published."""
    entry = records.get_latest_materialization_event(dg.AssetKey("release"))
    return entry.run_id if entry is not None else ""
