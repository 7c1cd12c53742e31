"""Bad input is answered at once, in one paragraph, before anything is started or written."""

from __future__ import annotations

import argparse
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from orchestration.command_line import commands
from tests.conftest import MotoS3
from tests.orchestration.home.test_lock import other_process  # noqa: F401

Arguments = Callable[..., argparse.Namespace]


def _paragraph(capfd: pytest.CaptureFixture[str]) -> str:
    out, err = capfd.readouterr()
    assert out == ""
    assert err.startswith("gouji: ")
    assert err.count("\n") == 1
    assert "Traceback" not in err
    return err


def test_a_folder_that_is_not_there(
    tmp_path: Path, arguments: Arguments, capfd: pytest.CaptureFixture[str]
) -> None:
    args = arguments(tmp_path / "home", source=str(tmp_path / "none"))
    assert commands.run(args) == 2
    assert str(tmp_path / "none") in _paragraph(capfd)


def test_a_bucket_that_is_not_there(
    tmp_path: Path,
    arguments: Arguments,
    moto_s3: MotoS3,
    monkeypatch: pytest.MonkeyPatch,
    capfd: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setenv("GOUJI_S3_ENDPOINT", moto_s3.endpoint)
    assert commands.run(arguments(tmp_path / "home", source="s3://no-such-bucket/x")) == 2
    assert "no-such-bucket" in _paragraph(capfd)


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_a_home_that_cannot_be_written(
    tmp_path: Path, arguments: Arguments, capfd: pytest.CaptureFixture[str], lang: str
) -> None:
    (tmp_path / "file").write_text("")
    assert commands.run(arguments(tmp_path / "file" / "home", lang=lang)) == 2
    assert str(tmp_path / "file" / "home") in _paragraph(capfd)


def test_a_remote_home(arguments: Arguments, capfd: pytest.CaptureFixture[str]) -> None:
    args = arguments(Path("x"))
    args.home = "s3://bucket/home"
    assert commands.run(args) == 2
    assert "s3://bucket/home" in _paragraph(capfd)


def test_a_decisions_file_that_is_not_there(
    tmp_path: Path, arguments: Arguments, few_reports: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    missing = str(tmp_path / "decided.yml")
    args = arguments(tmp_path / "home", source=str(few_reports), decisions=missing)
    assert commands.run(args) == 2
    assert missing in _paragraph(capfd)


@pytest.mark.parametrize("beside", [True, False], ids=["beside the reports", "named"])
def test_a_decisions_file_with_a_mistake(
    tmp_path: Path,
    arguments: Arguments,
    few_reports: Path,
    capfd: pytest.CaptureFixture[str],
    beside: bool,
) -> None:
    source = shutil.copytree(few_reports, tmp_path / "reports")
    file = (source if beside else tmp_path) / "decisions.yml"
    file.write_text("- {report: 000000-某局-2022, action: accept}\n", encoding="utf-8")
    home = tmp_path / "home"
    named = {} if beside else {"decisions": str(file)}
    assert commands.run(arguments(home, source=str(source), **named)) == 2
    said = _paragraph(capfd)
    assert "entry 1 (line 1)" in said or "第 1 条（第 1 行）" in said
    assert not (home / "lake").exists() or not any((home / "lake").iterdir())


def test_another_run_on_the_same_home(
    tmp_path: Path,
    arguments: Arguments,
    few_reports: Path,
    other_process: subprocess.Popen[str],  # noqa: F811
    capfd: pytest.CaptureFixture[str],
) -> None:
    assert commands.run(arguments(tmp_path, source=str(few_reports))) == 3
    assert str(other_process.pid) in _paragraph(capfd)


def test_bad_input_is_answered_before_dagster_is_loaded(tmp_path: Path, project_root: Path) -> None:
    code = (
        "import argparse, sys; from orchestration.command_line import commands\n"
        f"args = argparse.Namespace(home={str(tmp_path)!r}, source='/no/such', decisions=None,"
        " strict=None, lang='en')\n"
        "assert commands.run(args) == 2\n"
        "slow = {'dagster', 'dbt', 'great_expectations', 'pandera', 'polars'}\n"
        "assert not slow & set(sys.modules), slow & set(sys.modules)"
    )
    env = {"PYTHONPATH": f"{project_root}:{project_root / 'src'}"}
    subprocess.run([sys.executable, "-c", code], env=env, check=True)
