"""Arguments, exit codes and how errors are told. What the commands do is tested beside them."""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from types import ModuleType

import pytest

from gouji import cli
from gouji.documents.reasons import Reason
from gouji.errors import GoujiError
from gouji.language import from_locale
from gouji.samples import samples_dir

Process = Callable[..., subprocess.CompletedProcess[str]]

NEVER_FOR_CHECK = {
    "dagster",
    "dbt",
    "duckdb",
    "fsspec",
    "great_expectations",
    "jsonschema",
    "orchestration",
    "pandas",
    "pandera",
    "polars",
    "pyarrow",
    "rich",
    "s3fs",
    "yaml",
}


class Commands:
    """Stands in for `orchestration.command_line.commands`: remembers, raises or returns."""

    def __init__(self) -> None:
        self.args = argparse.Namespace()
        self.result: int | BaseException = 0

    def run(self, args: argparse.Namespace) -> int:
        self.args = args
        if isinstance(self.result, BaseException):
            raise self.result
        return self.result

    ui = run


@pytest.fixture
def commands(monkeypatch: pytest.MonkeyPatch) -> Commands:
    stand_in = Commands()
    module = ModuleType("orchestration.command_line.commands")
    vars(module).update(run=stand_in.run, ui=stand_in.ui)
    monkeypatch.setitem(sys.modules, "orchestration.command_line.commands", module)
    return stand_in


def test_run_passes_its_arguments_on(commands: Commands) -> None:
    commands.result = 1
    given = ["run", "--source", "s3://b/r", "--home", "h", "--decisions", "d.yml", "--strict"]
    assert cli.main([*given, "--lang", "zh"]) == 1
    assert vars(commands.args) == {
        "command": "run",
        "source": "s3://b/r",
        "home": "h",
        "decisions": "d.yml",
        "strict": True,
        "lang": "zh",
    }
    assert cli.main(["run"]) == 1
    assert (commands.args.source, commands.args.strict) == (None, None), "the environment decides"


def test_ui_listens_on_this_machine_only_unless_told(commands: Commands) -> None:
    assert cli.main(["ui"]) == 0
    assert (commands.args.host, commands.args.port, commands.args.home) == ("127.0.0.1", 3000, None)


@pytest.mark.parametrize(
    ("error", "code", "said"),
    [
        (GoujiError(Reason("x", "坏了", "it is broken")), 2, "gouji: it is broken\n"),
        (PermissionError(13, "Permission denied", "/h"), 2, "gouji: /h: Permission denied\n"),
        (KeyboardInterrupt(), 130, "\n"),
    ],
)
def test_errors_are_one_paragraph(
    commands: Commands,
    capsys: pytest.CaptureFixture[str],
    error: BaseException,
    code: int,
    said: str,
) -> None:
    commands.result = error
    assert cli.main(["run", "--lang", "en"]) == code
    assert capsys.readouterr().err == said


def test_errors_speak_the_language_of_the_user(
    commands: Commands, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LANG", "zh_CN.UTF-8")
    commands.result = GoujiError(Reason("x", "坏了", "it is broken"))
    assert cli.main(["run"]) == 2
    assert capsys.readouterr().err == "gouji: 坏了\n"


@pytest.mark.parametrize(
    ("environment", "lang"),
    [
        ({}, "en"),
        ({"LANG": "C.UTF-8"}, "en"),
        ({"LANG": "zh_TW.UTF-8"}, "zh"),
        ({"LANG": "zh_CN.UTF-8", "LC_ALL": "C"}, "en"),
        ({"LC_MESSAGES": "zh_CN", "LANG": "de_DE"}, "zh"),
        ({"LC_ALL": "", "LANG": "zh"}, "zh"),
    ],
)
def test_language_of_the_locale(environment: dict[str, str], lang: str) -> None:
    assert from_locale(environment) == lang


@pytest.mark.parametrize(
    "given",
    [[], ["check"], ["publish"], ["run", "--lang", "de"], ["check", "x", "--format", "xml"]],
)
def test_wrong_arguments_are_bad_input(given: list[str]) -> None:
    with pytest.raises(SystemExit) as caught:
        cli.main(given)
    assert caught.value.code == 2


@pytest.mark.parametrize("command", ["run", "check", "releases", "ui"])
def test_every_command_has_help(command: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as caught:
        cli.main([command, "--help"])
    assert caught.value.code == 0
    assert "usage: gouji" in capsys.readouterr().out


def test_releases_has_the_commands_of_its_room(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "releases").mkdir()
    assert cli.main(["releases", "list", "--home", str(tmp_path), "--lang", "en"]) == 0
    assert "There is no release" in capsys.readouterr().out


def test_check_tells_a_bad_decisions_file_in_one_paragraph(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "a.txt").write_text("x", encoding="utf-8")
    (tmp_path / "decisions.yml").write_text("- action: [", encoding="utf-8")
    assert cli.main(["check", str(tmp_path), "--lang", "en"]) == 2
    told = capsys.readouterr()
    assert told.out == ""
    assert told.err.startswith(f"gouji: {tmp_path}/decisions.yml: line ")
    assert cli.main(["check", str(tmp_path / "a.txt"), "--decisions", "none.yml"]) == 2
    assert "none.yml: there is no such file" in capsys.readouterr().err


def _sample() -> Path:
    return next(path for path in sorted(samples_dir().rglob("*.txt")))


@pytest.fixture
def process(project_root: Path) -> Callable[..., subprocess.CompletedProcess[str]]:
    """Runs a program of its own, with the library on its path."""

    def run(*command: str, **variables: str) -> subprocess.CompletedProcess[str]:
        path = os.pathsep.join([str(project_root / "src"), str(project_root)])
        environment = {**os.environ, "PYTHONPATH": path, **variables}
        return subprocess.run(
            command, capture_output=True, text=True, timeout=60, env=environment, check=False
        )

    return run


@pytest.mark.parametrize("form", ["text", "json"])
def test_check_loads_nothing_slow(process: Process, form: str) -> None:
    """Neither orchestrator nor data frames: `check` answers in well under a second."""
    program = (
        "import sys; from gouji.cli import main; "
        f"main(['check', '--format', '{form}', {str(_sample())!r}]); "
        "sys.stderr.write(' '.join({name.partition('.')[0] for name in sys.modules}))"
    )
    done = process(sys.executable, "-c", program)
    assert done.stdout
    assert set(done.stderr.split()) & NEVER_FOR_CHECK == set()


def test_a_reader_that_goes_away_is_no_error(process: Process) -> None:
    shell = f"{sys.executable} -m gouji.cli check {samples_dir()} | head -1"
    done = process("bash", "-c", shell)
    assert done.stderr == ""
    assert len(done.stdout.splitlines()) == 1


@pytest.mark.parametrize("form", ["text", "json"])
def test_output_that_cannot_hold_chinese(process: Process, form: str) -> None:
    command = (sys.executable, "-m", "gouji.cli", "check", "--format", form, str(_sample()))
    done = process(*command, PYTHONIOENCODING="ascii")
    assert done.stderr == ""
    assert done.stdout.isascii()
    if form == "json":
        assert "霁川" in json.loads(done.stdout)["reports"][0]["issuer"]
