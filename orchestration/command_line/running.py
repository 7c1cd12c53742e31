"""Carries out a run on a home, in this process, and says what came of it.

Two Dagster runs, one after the other (`orchestration.jobs` says why): `ingest`, and unless nothing
has changed since the current release, `publish` over the years that are out of date. Both are
recorded in the home's instance, under one tag, so that `gouji ui` shows them.

What does not belong here: words for a person (`orchestration.command_line.summary`).
"""

from __future__ import annotations

import secrets
import uuid
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

import dagster as dg

from gouji.release.verdict import Verdict
from gouji.settings import Settings
from orchestration import alerting, inputs, jobs, planning
from orchestration.assets.landing import GONE, WARNINGS
from orchestration.building import build_definitions
from orchestration.checks import gate
from orchestration.failures import Exit, Told, what_failed
from orchestration.home import instance
from orchestration.planning import Plan
from orchestration.progress import Watcher
from orchestration.resources import Home

SESSION_TAG = "gouji/run"
RELEASE = "release"


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of a run.

    release: id of the release that is current now, None where there is none. place: its address.
    new: whether this run made it. verdict: what the gate said, if it was asked. told: what went
    wrong. notes: path and words (by language) of what landing found worth telling.
    """

    exit: Exit
    release: str | None = None
    place: str | None = None
    new: bool = False
    verdict: Verdict | None = None
    told: Told | None = None
    notes: tuple[Mapping[str, str], ...] = ()


def carry_out(settings: Settings, watcher: Watcher) -> Outcome:
    """Run everything; the caller holds the home.

    Raises:
        GoujiError: bad input that is found between the steps.
        KeyboardInterrupt: the run was stopped.
    """
    with (
        instance.environment(settings),
        instance.quick_records(),
        dg.DagsterInstance.get() as records,
        instance.as_if_from_the_ui(records),
    ):
        instance.bury_dead_runs(records)
        session = _Session(settings, records, watcher)
        try:
            return session.run()
        finally:
            instance.bury_dead_runs(records)
            alerting.tell(settings, records)


class _Session:
    def __init__(self, settings: Settings, records: dg.DagsterInstance, watcher: Watcher) -> None:
        self._settings, self._records, self._watcher = settings, records, watcher
        self._home = Home.of(settings)
        self._definitions = build_definitions(settings)
        self._checks = self._definitions.resolve_asset_graph().asset_check_keys
        self._tags = {SESSION_TAG: secrets.token_hex(4)}

    def run(self) -> Outcome:
        done = self._execute(jobs.INGEST)
        if not done.success:
            return _failed(done)
        return replace(self._after_ingest(), notes=_notes(done))

    def _after_ingest(self) -> Outcome:
        unchanged = inputs.unchanged_release(self._home)
        if unchanged is not None:
            place = self._home.releases_store.uri(unchanged)
            return Outcome(Exit.PUBLISHED, unchanged, place)
        done = self._execute(jobs.PUBLISH, planning.plan(self._home, self._records))
        verdict = gate.verdict_in(done.all_events, self._settings.home)
        if done.success:
            said = _said(done, RELEASE)
            return Outcome(
                Exit.PUBLISHED, said["release"], said["place"], bool(said["new"]), verdict
            )
        if verdict is not None and not verdict.passed:
            return Outcome(Exit.GATE_SHUT, verdict=verdict)
        return _failed(done)

    def _execute(self, name: str, plan: Plan | None = None) -> dg.ExecuteInProcessResult:
        job = self._definitions.resolve_job_def(name)
        selection = plan.selection(job) if plan else None
        if selection is not None:
            job = job.get_subset(asset_selection=set(selection))
        assets = job.asset_layer.selected_asset_keys
        checks = [key for key in self._checks if key.asset_key in assets]
        self._watcher.expect(len(job.nodes) + len(assets) + len(checks))
        run_id = str(uuid.uuid4())
        self._records.add_event_listener(run_id, self._watcher.see)
        return job.execute_in_process(
            instance=self._records,
            run_id=run_id,
            tags={**self._tags, **jobs.NO_LIMIT, **(plan.tags if plan else {})},
            raise_on_error=False,
        )


def _said(done: dg.ExecuteInProcessResult, asset: str) -> Mapping[str, Any]:
    """What an asset's materialization says of itself."""
    (event,) = done.asset_materializations_for_node(asset)
    return {key: entry.value for key, entry in event.metadata.items()}


def _notes(done: dg.ExecuteInProcessResult) -> tuple[Mapping[str, str], ...]:
    (event,) = done.asset_materializations_for_node("raw_reports")
    found = [event.metadata[kind] for kind in (WARNINGS, GONE) if kind in event.metadata]
    return tuple(record.data for one in found for record in one.records)


def _failed(done: dg.ExecuteInProcessResult) -> Outcome:
    """The first thing that went wrong, in words."""
    found = what_failed(done.all_events)
    if found is None:
        raise KeyboardInterrupt
    return Outcome(found.exit, told=found)
