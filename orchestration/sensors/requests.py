"""What the sensors that start runs have in common: one state, one run, one reason.

Each looks at one state (of the source; of what was taken in) and hands it over here with whether
everything was done for it. The records of the home's instance say what became of the run that was
last asked for, so that a run that failed is not tried again and again on the same state.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, replace

import dagster as dg

from gouji.errors import GoujiError, Reason
from gouji.settings import Settings
from gouji.watching import TRIES, Answer, Memory, consider
from orchestration.failures import what_failed
from orchestration.home import trouble
from orchestration.home.instance import ALIVE, bury_dead_runs
from orchestration.home.lock import HomeBusy, hold, holder

_RUN_KEY = "dagster/run_key"
_FAILED = (dg.DagsterRunStatus.FAILURE, dg.DagsterRunStatus.CANCELED)
# A run that is starting holds nothing while the program loads, on a busy machine for minutes.
_STARTING_SECONDS = 600.0
_STARTED_SECONDS = 120.0

_unheld: dict[str, float] = {}
"""Since when (monotonic) a run is on record as alive and nobody holds the home, in this process."""


@dataclass(frozen=True, slots=True)
class Seen:
    """What a sensor found.

    state: digest of what it looks at. done: the reason to do nothing, None where there is something
    to do. standing: id of the last run that did what this sensor asks for: the same state may come
    again after another one, and is then another request.
    """

    state: str
    done: str | None
    standing: str


def answer(
    context: dg.SensorEvaluationContext,
    settings: Settings,
    sensor: str,
    seen: Seen,
    make: Callable[[str], dg.RunRequest],
) -> dg.SensorResult:
    """At most one run for a state that has come to rest, or the reason why there is none.

    Args:
        context: of the tick; its cursor holds a `Memory`.
        settings: of the home.
        sensor: its name.
        seen: what was found.
        make: the request, from its run key. A `GoujiError` becomes the reason.
    """
    memory = Memory.from_text(context.cursor)
    busy = _at_work(context.instance, settings)
    failed, hopeless = _last(context.instance, memory.key)
    said, after = consider(
        memory, seen.state, done=seen.done is not None, busy=busy is not None, hopeless=hopeless
    )
    if said is Answer.ACT:
        key = f"{seen.state[:16]}-{seen.standing[:8]}-{after.tries}"
        try:
            request = make(key)
        except GoujiError as error:
            return blind(settings, sensor, error.reason, memory=memory)
        trouble.clear(settings, sensor)
        return dg.SensorResult([request], cursor=replace(after, key=key).text())
    trouble.clear(settings, sensor)
    words = {
        Answer.DONE: seen.done,
        Answer.MOVING: "it has changed since the last look; files may still be arriving",
        Answer.BUSY: busy,
        Answer.RESTING: f"{failed}; it is tried again after a pause ({after.tries} of {TRIES})",
        Answer.FAILED: f"{failed}; not tried again until something changes, or by hand",
    }
    return skip(str(words[said]), after)


def skip(reason: str, memory: Memory | None = None) -> dg.SensorResult:
    """No run, and why; without a memory the cursor stays as it is."""
    text = " ".join(reason.split())
    return dg.SensorResult(skip_reason=text, cursor=memory.text() if memory else None)


def blind(
    settings: Settings, sensor: str, reason: Reason, words: str = "", memory: Memory | None = None
) -> dg.SensorResult:
    """No run, because it cannot be seen whether there should be one; people are told if it lasts.

    Args:
        settings: of the home.
        sensor: its name.
        reason: why it cannot.
        words: before the reason.
        memory: as for `skip`.
    """
    trouble.note(settings, sensor, reason)
    return skip(f"{words}{reason.text('en')}", memory)


def _at_work(records: dg.DagsterInstance, settings: Settings) -> str | None:
    """Who is at work on the home, or waits to be; None where nobody is."""
    held = holder(settings.home)
    statuses = [*ALIVE, dg.DagsterRunStatus.QUEUED]
    runs = records.get_runs(filters=dg.RunsFilter(statuses=statuses))
    if held is None:
        runs = _without_dead(records, runs, settings)
    if runs:
        others = f", and {len(runs) - 1} more" if len(runs) > 1 else ""
        run = runs[-1]
        return f"a run is under way: {run.job_name} {run.run_id} ({run.status.value}){others}"
    if held is not None:
        return f"a run is under way in another process ({held[0]}, since {held[1]})"
    return None


def _without_dead(
    records: dg.DagsterInstance, runs: list[dg.DagsterRun], settings: Settings
) -> list[dg.DagsterRun]:
    """The runs, after those were marked as failed that have long not held the home.

    A run that was killed stays "started" on record, and everything would wait for it for ever.
    """
    alive = {run.run_id: run.status for run in runs if run.status in ALIVE}
    now = time.monotonic()
    for gone in set(_unheld) - set(alive):
        _unheld.pop(gone, None)
    since = {run_id: _unheld.setdefault(run_id, now) for run_id in alive}
    if not alive or any(now - since[one] < _patience(status) for one, status in alive.items()):
        return runs
    try:
        with hold(settings.home):
            dead = bury_dead_runs(records, ALIVE)
    except HomeBusy:
        return runs
    return [run for run in runs if run.run_id not in dead]


def _patience(status: dg.DagsterRunStatus) -> float:
    return _STARTING_SECONDS if status is dg.DagsterRunStatus.STARTING else _STARTED_SECONDS


def _last(records: dg.DagsterInstance, key: str) -> tuple[str, bool]:
    """Of the run with that key: what became of it, and whether it would fail again."""
    runs = records.get_runs(dg.RunsFilter(tags={_RUN_KEY: key}), limit=1) if key else []
    if not runs:
        return "the run that was asked for is not on record", False
    (run,) = runs
    if run.status not in _FAILED:
        return f"run {run.run_id} did not settle it", False
    events = [entry.dagster_event for entry in records.all_logs(run.run_id) if entry.dagster_event]
    told = what_failed(events) if run.status is dg.DagsterRunStatus.FAILURE else None
    if told is None:
        return f"somebody stopped run {run.run_id}", True
    return f"run {run.run_id} failed on exactly this: {told.en}", not told.passing
