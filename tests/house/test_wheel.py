"""The wheel carries all that `gouji run` needs, and nothing that a run left behind."""

from __future__ import annotations

import os
import subprocess
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from hatchling import build

CARRIED = {
    "src/gouji": "gouji",
    "orchestration": "orchestration",
    "expectations": "expectations",
    "dbt_project": "dbt_project",
}


@pytest.fixture(scope="module")
def wheel_names(project_root: Path, tmp_path_factory: pytest.TempPathFactory) -> set[str]:
    target = tmp_path_factory.mktemp("wheel")
    here = Path.cwd()
    os.chdir(project_root)  # a build backend works on the current folder
    try:
        name = build.build_wheel(str(target))
    finally:
        os.chdir(here)
    with zipfile.ZipFile(target / name) as wheel:
        return set(wheel.namelist())


def test_wheel_carries_every_tracked_file(
    project_root: Path, wheel_names: set[str], require_program: Callable[..., str]
) -> None:
    if not (project_root / ".git").exists():
        pytest.skip("not a git checkout: what belongs to the project is not known")
    listing = subprocess.run(
        [require_program("git"), "ls-files", "-z", "--", *CARRIED],
        cwd=project_root,
        capture_output=True,
        check=True,
        encoding="utf-8",
    )
    names = [name for name in listing.stdout.split("\0") if name]
    tracked = [name for name in names if (project_root / name).exists()]
    assert tracked
    assert [name for name in tracked if _in_wheel(name) not in wheel_names] == []


def test_wheel_has_the_command(wheel_names: set[str]) -> None:
    assert any(name.endswith(".dist-info/entry_points.txt") for name in wheel_names)
    assert "gouji/cli.py" in wheel_names


@pytest.mark.parametrize(
    "leftover", ["__pycache__/", "/target/", "/logs/", "/dbt_packages/", ".duckdb"]
)
def test_wheel_carries_no_leftovers(wheel_names: set[str], leftover: str) -> None:
    assert [name for name in wheel_names if leftover in name] == []


def test_wheel_carries_nothing_else(wheel_names: set[str]) -> None:
    tops = {name.partition("/")[0] for name in wheel_names}
    assert {top for top in tops if not top.endswith(".dist-info")} == set(CARRIED.values())


def _in_wheel(path: str) -> str:
    for folder, package in CARRIED.items():
        if path.startswith(folder + "/"):
            return package + path.removeprefix(folder)
    raise AssertionError(path)
