"""People are told of what really happened, once, and never more than they should see."""

from __future__ import annotations

import argparse
import logging
from collections.abc import Callable, Iterator
from pathlib import Path

import dagster as dg
import pytest

from gouji.settings import Settings
from orchestration import alerting
from orchestration.checks.gate import gate
from orchestration.command_line import commands
from orchestration.resources import Home
from orchestration.sensors.alerts import alerts_sensor
from orchestration.sensors.publishing import publishing_sensor
from orchestration.sensors.source import source_sensor
from tests.alerts.conftest import HUSH
from tests.alerts.receiving import Hook, PostOffice, hooked, post_office
from tests.candidates import make_world

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


def test_a_sensor_that_cannot_see_is_told_of_once_for_each_cause(
    tmp_path: Path, hook: Hook
) -> None:
    source = tmp_path / "reports"
    settings = Settings.from_environment(home=tmp_path / "home", source=source)
    with dg.DagsterInstance.ephemeral() as records:

        def looks(times: int) -> list[str]:
            """What was told of so many looks, each followed by one of `alerts`."""
            before = len(hook.bodies)
            for _ in range(times):
                source_sensor(settings).evaluate_tick(dg.build_sensor_context(instance=records))
                _tick(settings, records)
            return [body["reasons"][0]["en"] for body in hook.bodies[before:]]

        assert looks(2) == [], "it may be away for a moment"
        (first,) = looks(4)
        assert f"{source}: there is no such folder" in first
        source.write_text("")
        (changed,) = looks(5)
        assert "it is a file, not a folder" in changed
        source.unlink()
        source.mkdir()
        assert looks(5) == [], "it is there again, and empty as it always was"
        source.rmdir()
        (again,) = looks(5)
        assert "there is no such folder" in again
    body = hook.bodies[0]
    assert (body["kind"], body["run_id"]) == ("cannot_watch", None)
    assert "没有这个文件夹" in body["reasons"][0]["zh"]
    assert "source_sensor" in body["reasons"][0]["zh"]


def test_decisions_with_a_mistake_are_told_of(
    lake: Path, tmp_path: Path, hook: Hook, code_location: dg.Definitions
) -> None:
    source = tmp_path / "reports"
    source.mkdir()
    (source / "decisions.yml").write_text("- report: [", encoding="utf-8")
    settings = Settings.from_environment(home=tmp_path / "home", source=source, lake=lake)
    with dg.DagsterInstance.ephemeral() as records:

        def look() -> str:
            context = dg.build_sensor_context(instance=records, definitions=code_location)
            said = publishing_sensor(settings).evaluate_tick(context).skip_message
            _tick(settings, records)
            return said or ""

        said = [look() for _ in range(4)]
        (source / "decisions.yml").unlink()
        healed = look()
    assert all("it cannot be seen what is to be published" in one for one in said)
    assert "cannot be seen" not in healed
    (body,) = hook.bodies
    assert body["kind"] == "cannot_watch"
    assert "decisions.yml" in body["reasons"][0]["en"]
    assert _who_holds(tmp_path, HUSH) == []


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
- report: 000000-无此机关-2022
  action: exclude
  scope: disputes
  reason: 机关来函撤回
  reviewer: 王某
  date: 2024-03-05
"""


@dg.asset(name="candidate")
def candidate() -> None: ...


@pytest.mark.slow
@pytest.mark.parametrize(
    ("decisions", "strict", "kind", "said"),
    [
        (None, True, "gate_shut", "strict: something is withheld"),
        (STALE, False, "decision_stale", "无此机关"),
    ],
    ids=["gate shut", "stale decision"],
)
def test_what_the_gate_says(
    tmp_path: Path, hook: Hook, decisions: str | None, strict: bool, kind: str, said: str
) -> None:
    """The real gate on a candidate in a home, as the last steps of a run come to it."""
    world = make_world(tmp_path / "home")
    source = tmp_path / "reports"
    source.mkdir()
    if decisions is not None:
        (source / "decisions.yml").write_text(decisions, encoding="utf-8")
    settings = Settings.from_environment(
        home=world.home,
        source=source,
        lake=world.lake.url,
        releases=world.releases.url,
        strict=strict,
    )
    with dg.DagsterInstance.ephemeral() as records:
        alerting.begin(settings)
        done = dg.materialize(
            [candidate, gate],
            resources={"home": Home.of(settings)},
            instance=records,
            raise_on_error=False,
        )
        assert not done.success
        alerting.tell(settings, records)
        _tick(settings, records)
    (body,) = hook.bodies
    assert (body["kind"], body["run_id"]) == (kind, done.run_id)
    for lang in ("zh", "en"):
        assert body["reasons"][0][lang]
    assert said in str(body["reasons"])
    assert _who_holds(world.home, HUSH) == []


def _who_holds(home: Path, word: str) -> list[Path]:
    """Files of a home, records and logs included, in which a word stands."""
    return [
        path for path in home.rglob("*") if path.is_file() and word.encode() in path.read_bytes()
    ]
