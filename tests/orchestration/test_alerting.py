"""People are told of what really happened, once, and never more than they should see."""

from __future__ import annotations

import argparse
import logging
from collections.abc import Callable, Iterator
from pathlib import Path

import dagster as dg
import pytest

from gouji.settings import Settings
from orchestration import alerting, commands
from orchestration.sensors import alerts_sensor
from tests.alerts.conftest import HUSH
from tests.alerts.receiving import Hook, PostOffice, hooked, post_office

Arguments = Callable[..., argparse.Namespace]


@pytest.fixture
def hook(monkeypatch: pytest.MonkeyPatch) -> Iterator[Hook]:
    """A webhook that the environment names."""
    with hooked() as found:
        monkeypatch.setenv("GOUJI_ALERTS", f"json+http://{found.host}/{HUSH}")
        yield found


@pytest.fixture
def office(hook: Hook, monkeypatch: pytest.MonkeyPatch) -> Iterator[PostOffice]:
    """A mail server beside it."""
    with post_office() as found:
        both = (
            f"json+http://{hook.host}/{HUSH} "
            f"smtp+plain://127.0.0.1:{found.port}?from=g@a.example&to=x@a.example"
        )
        monkeypatch.setenv("GOUJI_ALERTS", both)
        yield found


@dg.op
def broken() -> None:
    raise ZeroDivisionError("something nobody foresaw")


@dg.job
def breaks() -> None:
    broken()


def _tick(settings: Settings, records: dg.DagsterInstance) -> dg.SensorExecutionData:
    context = dg.build_sensor_context(instance=records)
    return alerts_sensor(settings).evaluate_tick(context)


def test_a_run_that_the_daemon_started_is_told_of_by_the_sensor_once(
    tmp_path: Path, hook: Hook, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GOUJI_UI_URL", "https://ui.example/")
    settings = Settings.from_environment(home=tmp_path)
    with dg.DagsterInstance.ephemeral() as records:
        before = breaks.execute_in_process(instance=records, raise_on_error=False)
        _tick(settings, records)
        assert hook.bodies == [], "what happened before anybody was to be told is not told"
        done = breaks.execute_in_process(instance=records, raise_on_error=False)
        _tick(settings, records)
        _tick(settings, records)
        alerting.tell(settings, records)
    assert before.run_id != done.run_id
    (body,) = hook.bodies
    assert (body["kind"], body["run_id"]) == ("run_failed", done.run_id)
    assert body["link"] == f"https://ui.example/runs/{done.run_id}"
    assert "something nobody foresaw" in body["reasons"][0]["en"]
    assert "something nobody foresaw" in body["reasons"][0]["zh"]


def test_a_receiver_that_is_down_is_told_when_it_is_back(
    tmp_path: Path, hook: Hook, caplog: pytest.LogCaptureFixture
) -> None:
    settings = Settings.from_environment(home=tmp_path)
    with dg.DagsterInstance.ephemeral() as records:
        alerting.begin(settings)
        hook.status = 503
        breaks.execute_in_process(instance=records, raise_on_error=False)
        with caplog.at_level(logging.WARNING, "gouji.alerts"):
            alerting.tell(settings, records)
        assert "did not take a message (status 503)" in caplog.text
        hook.status = 200
        _tick(settings, records)
        _tick(settings, records)
    assert len(hook.bodies) == 2, "the first was not taken"


def test_a_run_that_was_killed_is_told_of(tmp_path: Path, hook: Hook) -> None:
    settings = Settings.from_environment(home=tmp_path)
    with dg.DagsterInstance.ephemeral() as records:
        alerting.begin(settings)
        run = records.create_run_for_job(breaks)
        records.report_run_failed(run, "The process of this run is gone; it was killed.")
        alerting.tell(settings, records)
    (body,) = hook.bodies
    assert (body["kind"], body["run_id"]) == ("run_failed", run.run_id)


def test_nobody_to_tell(tmp_path: Path) -> None:
    settings = Settings.from_environment(home=tmp_path)
    with dg.DagsterInstance.ephemeral() as records:
        found = _tick(settings, records)
    assert "GOUJI_ALERTS" in (found.skip_message or "")
    assert not settings.alerts.exists()


def test_a_mistake_in_the_receivers_is_told_before_anything_runs(
    tmp_path: Path,
    arguments: Arguments,
    capfd: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("GOUJI_ALERTS", f"slak+https://a.example/{HUSH}")
    assert commands.run(arguments(tmp_path / "home")) == 2
    _, err = capfd.readouterr()
    assert "alert receiver number 1" in err
    assert HUSH not in err


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_a_run_that_could_not_begin(
    tmp_path: Path, arguments: Arguments, hook: Hook, office: PostOffice, lang: str
) -> None:
    missing = str(tmp_path / "none")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("GOUJI_ALERTS_LANG", lang)
        assert commands.run(arguments(tmp_path / "home", source=missing)) == 2
    (body,) = hook.bodies
    assert (body["kind"], body["run_id"], body["link"]) == ("run_failed", None, None)
    assert missing in body["reasons"][0][lang]
    (mail,) = office.mails
    assert mail["Subject"] == body["title"][lang]
    assert missing in mail.get_content().replace("\n", "")


@pytest.mark.slow
def test_a_run_that_failed(tmp_path: Path, arguments: Arguments, hook: Hook) -> None:
    (tmp_path / "reports").mkdir()
    home = tmp_path / "home"
    assert commands.run(arguments(home, source=str(tmp_path / "reports"))) == 2
    (body,) = hook.bodies
    assert body["kind"] == "run_failed"
    assert body["run_id"]
    assert str(tmp_path / "reports") in body["reasons"][0]["zh"]
    assert _who_holds(home, HUSH) == []


STALE = """\
- report: "330000-nobody:2020"
  rule: requests.applicants
  scope: requests.granted
  action: accept
  reason: looked at
  reviewer: somebody
  date: 2026-03-01
  expect: {}
"""


@pytest.mark.slow
def test_the_gate_shut_and_a_stale_decision(
    published: Path,
    few_reports: Path,
    arguments: Arguments,
    hook: Hook,
    tmp_path: Path,
) -> None:
    source = str(few_reports)
    assert commands.run(arguments(published, source=source, strict=True)) == 1
    (body,) = hook.bodies
    assert body["kind"] == "gate_shut"
    assert "withheld" in body["reasons"][0]["en"]
    decisions = tmp_path / "decided.yml"
    decisions.write_text(STALE, encoding="utf-8")
    assert commands.run(arguments(published, source=source, decisions=str(decisions))) == 1
    _, stale = hook.bodies
    assert stale["kind"] == "decision_stale"
    assert "330000-nobody" in str(stale["reasons"])
    assert stale["title"]["zh"] != body["title"]["zh"]
    assert _who_holds(published, HUSH) == []


def _who_holds(home: Path, word: str) -> list[Path]:
    """Files of a home, records and logs included, in which a word stands."""
    return [
        path for path in home.rglob("*") if path.is_file() and word.encode() in path.read_bytes()
    ]
