"""`gouji check` on one text report, as a whole process, against an empty Python process.

Processor time of the processes, so that other work on the machine does not decide. They have their
compiled modules at hand, as installed programs have; the first run makes them.
"""

from __future__ import annotations

import os
import resource
import subprocess
import sys

from gouji.samples import samples_dir
from tests.benchmarks.measure import median_pair, show

_ENVIRONMENT = {k: v for k, v in os.environ.items() if k != "PYTHONDONTWRITEBYTECODE"}


def _run(*arguments: str) -> None:
    subprocess.run(
        [sys.executable, *arguments], env=_ENVIRONMENT, stdout=subprocess.DEVNULL, check=False
    )


def _processor_time() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def main() -> None:
    """Prints one line."""
    report = next(path for path in sorted(samples_dir().rglob("*.txt")))
    ours, bare = median_pair(
        lambda: _run("-m", "gouji.cli", "check", str(report)),
        lambda: _run("-c", "pass"),
        rounds=7,
        clock=_processor_time,
    )
    show("gouji check one.txt (process)", ours, "python -c pass", bare, "under 1 s")


if __name__ == "__main__":
    main()
