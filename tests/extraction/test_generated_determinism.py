"""The same bytes give the same report: again, in another order, process, and with other hashes."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from gouji.extraction.reader import read_reports
from tests.extraction.test_generated import combination
from tests.generation.troubled import Case, make

SEEDS = range(40, 64)
_PRINT = """
import hashlib, sys
from pathlib import Path
from gouji.extraction.reader import read_reports
for path in sys.argv[1:]:
    read = repr(read_reports(Path(path).read_bytes(), Path(path).name))
    print(Path(path).name, hashlib.sha256(read.encode()).hexdigest())
"""


def cases() -> list[Case]:
    return [make(seed, *combination(seed)) for seed in SEEDS]


def test_again_and_in_another_order() -> None:
    found = cases()
    first = [repr(read_reports(case.data, case.name)) for case in found]
    again = [repr(read_reports(case.data, case.name)) for case in reversed(found)]
    assert first == again[::-1]


def test_in_other_processes_with_other_hashes(tmp_path: Path) -> None:
    paths = []
    for seed, case in zip(SEEDS, cases(), strict=True):
        paths.append(str(tmp_path / f"{seed}-{case.name}"))
        Path(paths[-1]).write_bytes(case.data)
    answers = []
    for seed, order in (("0", paths), ("1", paths[::-1]), ("20240131", paths[1::2] + paths[::2])):
        done = subprocess.run(
            [sys.executable, "-c", _PRINT, *order],
            env={**os.environ, "PYTHONHASHSEED": seed, "PYTHONPATH": ":".join(sys.path)},
            capture_output=True, text=True, check=True,
        )  # fmt: skip
        answers.append(sorted(done.stdout.splitlines()))
    assert len(answers[0]) == len(paths)
    assert answers[0] == answers[1] == answers[2]
