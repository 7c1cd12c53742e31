"""A whole `gouji run` on eight reports, and one in which nothing changed, against `gouji check`.

Each is a process of its own; processor time is that of all processes it started (dbt is one).
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

from gouji.samples import samples_dir

REPORTS = 8


def _timed(arguments: Sequence[str], log: Path) -> tuple[int, float, float]:
    """Exit code, seconds by the clock, and of processors."""
    start = time.perf_counter()
    with log.open("ab") as out:
        process = subprocess.Popen(
            [sys.executable, "-m", "gouji.cli", *arguments], stdout=out, stderr=out
        )
        _, status, used = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    return process.returncode, time.perf_counter() - start, used.ru_utime + used.ru_stime


def main() -> None:
    """Prints three lines."""
    with tempfile.TemporaryDirectory(prefix="gouji-bench-") as place:
        folder, log = Path(place), Path(place, "log")
        reports = folder / "reports"
        reports.mkdir()
        found = [path for path in sorted(samples_dir().iterdir()) if path.suffix != ".csv"]
        for path in found[:REPORTS]:
            shutil.copy(path, reports)
        check = _timed(["check", str(reports)], log)
        run = ["run", "--home", str(folder / "home"), "--source", str(reports)]
        first, again = _timed(run, log), _timed(run, log)
        if first[0] or again[0]:
            raise RuntimeError(log.read_text(encoding="utf-8", errors="replace"))
    for name, (_, wall, processor) in (
        (f"gouji check, {REPORTS} reports (process)", check),
        (f"gouji run, {REPORTS} reports, new home (process)", first),
        ("gouji run, nothing changed (process)", again),
    ):
        print(
            f"{name:44} {processor * 1e3:9.0f} ms of processors   {wall * 1e3:9.0f} ms by the clock"
            f"   ratio {processor / check[2]:6.2f} of processors to gouji check",
            flush=True,
        )
