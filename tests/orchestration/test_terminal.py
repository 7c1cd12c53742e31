from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from orchestration.terminal import Terminal, new_log, quiet

_NOISE = """
import os, subprocess, sys
from pathlib import Path
from orchestration.terminal import Terminal, quiet
terminal = Terminal()
with quiet(Path(sys.argv[1])):
    print("noise of this process")
    subprocess.run(["sh", "-c", "echo noise of another; echo more >&2"])
    terminal.out.print("for a person")
print("afterwards")
"""


def test_programs_write_to_the_log_and_persons_read_the_rest(
    tmp_path: Path, project_root: Path
) -> None:
    log = tmp_path / "logs" / "run.log"
    done = subprocess.run(
        [sys.executable, "-c", _NOISE, str(log)],
        env={"PYTHONPATH": f"{project_root}:{project_root / 'src'}", "PATH": os.environ["PATH"]},
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout.split("\n") == ["for a person", "afterwards", ""]
    assert done.stderr == ""
    assert sorted(log.read_text().splitlines()) == [
        "more",
        "noise of another",
        "noise of this process",
    ]


def test_what_broke_inside_comes_out_and_the_terminal_is_back(
    tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(ZeroDivisionError), quiet(tmp_path / "log"):
        print(1 / 0)
    print("back")
    assert capfd.readouterr().out == "back\n"


def test_it_works_where_streams_are_no_files(capsys: pytest.CaptureFixture[str]) -> None:
    Terminal().out.print("text")
    assert capsys.readouterr().out == "text\n"


def test_only_the_latest_logs_are_kept(tmp_path: Path) -> None:
    for _ in range(40):
        new_log(tmp_path).write_text("")
    (tmp_path / "ui.log").write_text("")
    assert len([*tmp_path.glob("run-*.log")]) == 30
    assert (tmp_path / "ui.log").exists()
