"""The disk of the home is full: a small tmpfs of its own, never the machine's; root mounts it."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.faults.conftest import Case, Runner

pytestmark = pytest.mark.slow

# Kilobytes that are left when a run begins: too little for its records, its tables, its release.
LEFT = (64, 1024, 4096)


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A file system of 400 MB in memory."""
    place = tmp_path / "disk"
    place.mkdir()
    command = ["mount", "-t", "tmpfs", "-o", "size=400m", "gouji-test", str(place)]
    if os.geteuid() != 0 or subprocess.run(command, capture_output=True, check=False).returncode:
        pytest.skip("DISK FULL IS NOT TESTED HERE: only root can mount a tmpfs")
    try:
        yield place
    finally:
        subprocess.run(["umount", "--lazy", str(place)], check=True)


def test_a_full_disk(case: Case, small_disk: Path, start_runner: Callable[..., Runner]) -> None:
    case = case.copy(small_disk)
    run = start_runner(case.home, case.source, TMPDIR=str(small_disk))
    for left in LEFT:
        ballast = _fill(small_disk, left)
        code = run()
        print(f"{left:6} kB left: exit code {code}, {_said(case.home)}")
        assert case.sound() in {case.first, case.due}
        assert code != 0 or case.sound() == case.due
        ballast.unlink()
    assert run() == 0
    assert case.sound() == case.due


def _fill(disk: Path, left: int) -> Path:
    """A file that takes all but so many kilobytes."""
    ballast = disk / "ballast"
    free = shutil.disk_usage(disk).free
    with ballast.open("wb") as file:
        os.posix_fallocate(file.fileno(), 0, max(free - left * 1024, 1))
    return ballast


def _said(home: Path) -> str:
    logs = sorted((home / "logs").glob("run-*.log"))
    lines = logs[-1].read_text(errors="replace").splitlines() if logs else []
    found = [line for line in lines if "space" in line or "full" in line]
    return found[-1].strip()[:160] if found else "nothing about the disk in the log"
