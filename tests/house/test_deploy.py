"""The files of `deploy/` name commands that exist and settings that are read."""

from __future__ import annotations

import re
import shlex
import shutil
import subprocess
from pathlib import Path

import pytest

from gouji import cli

_INSTRUCTIONS = {"FROM", "WORKDIR", "COPY", "RUN", "ENV", "USER", "VOLUME", "EXPOSE"}
_INSTRUCTIONS |= {"ENTRYPOINT", "CMD"}


@pytest.fixture(scope="module")
def deploy(project_root: Path) -> Path:
    return project_root / "deploy"


def _units(deploy: Path) -> list[Path]:
    return sorted((deploy / "systemd").iterdir())


def test_units_start_commands_that_exist(deploy: Path) -> None:
    started = [
        found[1]
        for unit in _units(deploy)
        for found in re.finditer(r"^ExecStart=\S+/gouji (.*)$", unit.read_text(), re.MULTILINE)
    ]
    assert len(started) == 3
    for command in started:
        cli._parser(shlex.split(command)).parse_args(shlex.split(command))


def test_the_container_starts_a_command_that_exists(deploy: Path) -> None:
    text = (deploy / "Containerfile").read_text(encoding="utf-8").replace("\\\n", " ")
    lines = [line for line in text.splitlines() if line and not line.startswith("#")]
    assert {line.split()[0] for line in lines} <= _INSTRUCTIONS
    words = re.findall(r'"([^"]*)"', next(line for line in lines if line.startswith("CMD")))
    assert cli._parser(words).parse_args(words).host == "0.0.0.0"


def test_every_setting_of_the_example_is_read_somewhere(deploy: Path, project_root: Path) -> None:
    example = (deploy / "gouji.env.example").read_text(encoding="utf-8")
    code = "".join(
        path.read_text(encoding="utf-8")
        for folder in ("src", "orchestration")
        for path in (project_root / folder).rglob("*.py")
    )
    named = set(re.findall(r"^#?(GOUJI_\w+)=", example, re.MULTILINE))
    assert named
    assert [name for name in sorted(named) if f'"{name}"' not in code] == []


def test_systemd_finds_nothing_wrong(deploy: Path, tmp_path: Path) -> None:
    if shutil.which("systemd-analyze") is None:
        pytest.skip("needs the program systemd-analyze, which is not on PATH")
    for unit in _units(deploy):
        text = re.sub(r"=/opt/gouji/\S+", "=/bin/true", unit.read_text(encoding="utf-8"))
        (tmp_path / unit.name).write_text(text, encoding="utf-8")
    done = subprocess.run(
        ["systemd-analyze", "verify", *map(str, sorted(tmp_path.iterdir()))],
        capture_output=True,
        text=True,
        check=False,
    )
    own = [line for line in done.stderr.splitlines() if "gouji" in line]
    assert (done.returncode, own) == (0, [])
