"""When the schedule runs, and what is said of a configuration that means nothing."""

from __future__ import annotations

import argparse
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from gouji.settings import Settings
from orchestration.command_line import commands
from orchestration.schedules import ScheduleError, daily_schedule


def _of(**env: str) -> Settings:
    return Settings.from_environment(home="/nonexistent", environment=env)


@pytest.mark.parametrize(
    ("env", "cron", "zone", "status"),
    [
        ({}, "30 5 * * *", "Asia/Shanghai", "STOPPED"),
        ({"GOUJI_SCHEDULE": " 0 */2 * * 1-5 "}, "0 */2 * * 1-5", "Asia/Shanghai", "RUNNING"),
        ({"GOUJI_SCHEDULE": "@daily", "GOUJI_TIME_ZONE": "UTC"}, "@daily", "UTC", "RUNNING"),
        ({"GOUJI_SCHEDULE": ""}, "30 5 * * *", "Asia/Shanghai", "STOPPED"),
    ],
    ids=["none", "given", "another zone", "empty"],
)
def test_times_are_those_of_the_environment(
    env: Mapping[str, str], cron: str, zone: str, status: str
) -> None:
    schedule = daily_schedule(_of(**env))
    found = (schedule.cron_schedule, schedule.execution_timezone, schedule.default_status.value)
    assert found == (cron, zone, status)


@pytest.mark.parametrize("cron", ["nonsense", "60 5 * * *", "* * * * * *", "0 0 31 2 *", "30 5"])
def test_what_is_no_cron_expression_is_named(cron: str) -> None:
    with pytest.raises(ScheduleError, match="GOUJI_SCHEDULE") as found:
        daily_schedule(_of(GOUJI_SCHEDULE=cron))
    assert cron in found.value.reason.zh and cron in found.value.reason.en


@pytest.mark.parametrize("zone", ["Asia/Nowhere", "../etc/passwd", "/etc/localtime", "Asia"])
def test_what_is_no_time_zone_is_named(zone: str) -> None:
    with pytest.raises(ScheduleError, match="GOUJI_TIME_ZONE"):
        daily_schedule(_of(GOUJI_TIME_ZONE=zone))


def test_the_commands_say_it_in_one_paragraph(
    tmp_path: Path,
    few_reports: Path,
    arguments: Callable[..., argparse.Namespace],
    monkeypatch: pytest.MonkeyPatch,
    capfd: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setenv("GOUJI_SCHEDULE", "at dawn")
    assert commands.run(arguments(tmp_path / "home", source=str(few_reports))) == 2
    _, err = capfd.readouterr()
    assert "at dawn" in err and err.count("\n") == 1
