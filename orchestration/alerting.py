"""Finds out from the records what people must be told, and has it sent (`gouji.alerts`).

One way for every run, however it was started: the failed runs in the instance are gone through, and
each is told of once; so is each cause for which a sensor has long been unable to see
(`orchestration.home.trouble`). This is done at the end of `gouji run` and by a sensor of the daemon
(`orchestration.sensors`), whoever comes first; a run that was killed is found by the next one. What
fails before there is a run, `gouji run` tells itself. Nothing that goes wrong here stops a run.
"""

from __future__ import annotations

import hashlib
import logging
import secrets
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

import dagster as dg

from gouji.alerts.messages import Event, Kind
from gouji.alerts.outbox import Outbox
from gouji.alerts.receivers import language, receivers
from gouji.errors import GoujiError, Reason
from gouji.settings import Settings
from orchestration.checks import gate
from orchestration.failures import Exit, what_failed
from orchestration.home import trouble

DECISIONS_APPLY = "decisions_apply"
"""The expectation that fails where a decision no longer holds."""

_LOOK_BACK = timedelta(days=7)
_log = logging.getLogger("gouji.alerts")


def begin(settings: Settings) -> None:
    """From now on people are told; called before anything is run.

    Raises:
        GoujiError: the receivers cannot be understood.
    """
    outbox = _outbox(settings)
    if outbox is not None:
        outbox.since(_now())


def tell(settings: Settings, records: dg.DagsterInstance) -> None:
    """Tell of every failed run that was not told of, and send what could not be sent before."""
    with _harmless():
        outbox = _outbox(settings)
        if outbox is None:
            return
        for event in (*_untold(settings, records, outbox), *_in_the_way(settings)):
            outbox.put(event)
        outbox.send(_now())


def tell_of(settings: Settings, reason: Reason) -> None:
    """Tell of something that went wrong outside of any run of Dagster."""
    with _harmless():
        outbox = _outbox(settings)
        if outbox is None:
            return
        now = _now()
        key = f"start-{now:%Y%m%dT%H%M%SZ}-{secrets.token_hex(4)}"
        reasons = ((reason.zh, reason.en),)
        outbox.put(Event(key, Kind.RUN_FAILED, now, str(settings.home), reasons))
        outbox.send(now)


def _outbox(settings: Settings) -> Outbox | None:
    """None where nobody is to be told."""
    who = receivers()
    return Outbox(settings.alerts, who, language()) if who else None


def _untold(settings: Settings, records: dg.DagsterInstance, outbox: Outbox) -> Iterator[Event]:
    start = max(outbox.since(_now()), _now() - _LOOK_BACK)
    failed = dg.RunsFilter(statuses=[dg.DagsterRunStatus.FAILURE], updated_after=start)
    for run in records.get_runs(filters=failed):
        if not outbox.knows(f"run-{run.run_id}"):
            event = _event(settings, records, run.run_id)
            if event is not None:
                yield event


def _event(settings: Settings, records: dg.DagsterInstance, run_id: str) -> Event | None:
    """What is to be told of a failed run; None where somebody stopped it."""
    entries = records.all_logs(run_id)
    events = [entry.dagster_event for entry in entries if entry.dagster_event is not None]
    at = datetime.fromtimestamp(max((entry.timestamp for entry in entries), default=0), UTC)
    found = _gate_said(events, settings.home) or _what_failed(events)
    if found is None:
        return None
    kind, reasons = found
    link = f"{settings.ui_url}/runs/{run_id}" if settings.ui_url else None
    return Event(f"run-{run_id}", kind, at, str(settings.home), reasons, run_id, link)


def _in_the_way(settings: Settings) -> Iterator[Event]:
    """What sensors have long been unable to see; a cause keeps its key until it is gone."""
    for one in trouble.lasting(settings):
        cause = hashlib.sha256(f"{one.since} {one.cause}".encode()).hexdigest()[:16]
        reason = (
            f"{one.sensor} 自 {one.since_when} 起受阻：{one.zh}",
            f"{one.sensor}, since {one.since_when}: {one.en}",
        )
        key = f"watch-{one.sensor}-{cause}"
        yield Event(key, Kind.CANNOT_WATCH, _now(), str(settings.home), (reason,))


_Found = tuple[Kind, tuple[tuple[str, str], ...]]


def _gate_said(events: Sequence[dg.DagsterEvent], home: Path) -> _Found | None:
    """What the gate said against the candidate of a run, None where it said nothing."""
    try:
        verdict = gate.verdict_in(events, home)
    except GoujiError as error:
        return Kind.GATE_SHUT, ((error.reason.zh, error.reason.en),)
    if verdict is None or verdict.passed:
        return None
    stale = any(
        one.expectation == DECISIONS_APPLY and not one.success for one in verdict.expectations
    )
    kind = Kind.DECISION_STALE if stale else Kind.GATE_SHUT
    return kind, tuple(zip(verdict.reasons_zh, verdict.reasons_en, strict=False))


def _what_failed(events: Sequence[dg.DagsterEvent]) -> _Found | None:
    found = what_failed(events)
    if found is None:
        return None
    kind = Kind.GATE_SHUT if found.exit is Exit.GATE_SHUT else Kind.RUN_FAILED
    return kind, ((found.zh, found.en),)


@contextmanager
def _harmless() -> Iterator[None]:
    """An alert that cannot be sent is logged and stops nothing."""
    try:
        yield
    except GoujiError as error:
        _log.warning("no alert was sent: %s", error)
    except Exception as error:
        # Its words may hold what must not be shown.
        _log.warning("no alert was sent: %s", type(error).__name__)


def _now() -> datetime:
    return datetime.now(UTC)
