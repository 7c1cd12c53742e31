"""Two runs on one home, and one beside a daemon's: one does the work, the other says who has it."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.faults.conftest import Case

pytestmark = pytest.mark.slow


def test_two_runs_at_once(case: Case, project_root: Path) -> None:
    path = os.pathsep.join([str(project_root), str(project_root / "src")])
    command = [sys.executable, "-m", "gouji.cli", "run", "--lang", "en"]
    command += ["--home", str(case.home), "--source", str(case.source)]
    both = [
        subprocess.Popen(
            command,
            env={**os.environ, "PYTHONPATH": path},
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        for _ in range(2)
    ]
    said = [process.communicate()[0] for process in both]
    codes = [process.returncode for process in both]
    assert sorted(codes) == [0, 3], said
    loser = said[codes.index(3)]
    assert f"process {both[codes.index(0)].pid}" in loser
    assert case.sound() == case.due
