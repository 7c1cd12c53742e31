"""A home with one release, a source that has changed since, and what a run without faults makes."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

import pytest

from gouji.release.pointer import read_pointer
from gouji.release.verify import verify_release
from gouji.samples import samples_dir
from gouji.storage import Store, open_store

FEW = ("jichuan_2020.txt", "zhepu_2022.txt", "wanglan_2020.txt", "weiqiao_2019.txt")
CORRECTED, ADDED = "zhepu_2022.txt", "zhepu_2023.html"

Runner = Callable[..., int]
"""(step, event) -> exit code of a run that is killed there; without arguments a plain run."""


def write_first(reports: Store) -> None:
    for name in FEW:
        reports.write(name, (samples_dir() / name).read_bytes())


def write_changes(reports: Store) -> None:
    """One report is corrected, one is new."""
    text = (samples_dir() / CORRECTED).read_bytes()
    reports.write(CORRECTED, text.replace(b"2184", b"2185"))
    reports.write(ADDED, (samples_dir() / ADDED).read_bytes())


@dataclass(frozen=True)
class Case:
    """A home with a release of what the source was; `due` is the content of the next release."""

    home: Path
    source: Path
    first: str
    due: str

    @property
    def releases(self) -> Store:
        return open_store(self.home / "releases")

    def copy(self, place: Path) -> Case:
        home = Path(shutil.copytree(self.home, place / "home", symlinks=True))
        (home / "last_run.json").unlink(missing_ok=True)  # it names the places of another home
        return Case(home, self.source, self.first, self.due)

    def sound(self) -> str:
        """The content that is published now, which verifies, and is the old or the new one."""
        pointer = read_pointer(self.releases).pointer
        assert pointer is not None
        assert verify_release(self.releases) == (pointer.release_id, [])
        assert pointer.content_hash in {self.first, self.due}
        return pointer.content_hash


def content_of(releases: Store) -> str:
    pointer = read_pointer(releases).pointer
    assert pointer is not None
    return pointer.content_hash


@pytest.fixture(scope="session")
def start_runner() -> Iterator[Callable[..., Runner]]:
    """Starts the process whose forks are the runs; they find everything imported."""
    root = Path(__file__).parents[2]
    path = os.pathsep.join([str(root), str(root / "src")])
    with ExitStack() as stack:

        def start(home: Path, source: str | Path, **variables: str) -> Runner:
            process = stack.enter_context(
                subprocess.Popen(
                    [sys.executable, "-m", "tests.faults.doomed_run", str(home), str(source)],
                    stdin=subprocess.PIPE,
                    stdout=subprocess.PIPE,
                    text=True,
                    cwd=root,
                    env={**os.environ, "PYTHONPATH": path, **variables},
                )
            )

            def run(step: str = "-", event: str = "-") -> int:
                assert process.stdin is not None and process.stdout is not None
                process.stdin.write(f"{step} {event}\n")
                process.stdin.flush()
                return int(process.stdout.readline())

            return run

        yield start


@pytest.fixture(scope="session")
def _case(start_runner: Callable[..., Runner], tmp_path_factory: pytest.TempPathFactory) -> Case:
    place = tmp_path_factory.mktemp("faults")
    source, home = place / "reports", place / "before"
    write_first(open_store(source))
    assert start_runner(home, source)() == 0
    first = content_of(open_store(home / "releases"))
    case = Case(home, source, first, "")
    write_changes(open_store(source))
    plain = case.copy(place)
    assert start_runner(plain.home, source)() == 0
    return Case(home, source, first, content_of(plain.releases))


@pytest.fixture
def case(_case: Case, tmp_path: Path) -> Case:
    """A home of its own."""
    return _case.copy(tmp_path)
