"""`gouji check` on one text report, as a whole process, against an empty Python process."""

from __future__ import annotations

import subprocess
import sys

from gouji.samples import samples_dir
from tests.benchmarks.measure import median_pair, show


def _run(*arguments: str) -> None:
    subprocess.run([sys.executable, *arguments], stdout=subprocess.DEVNULL, check=False)


def main() -> None:
    """Prints one line."""
    report = next(path for path in sorted(samples_dir().rglob("*.txt")))
    ours, bare = median_pair(
        lambda: _run("-m", "gouji.cli", "check", str(report)), lambda: _run("-c", "pass"), rounds=7
    )
    show("gouji check one.txt (process)", ours, "python -c pass", bare, "under 1 s")
