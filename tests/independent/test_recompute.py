"""Three marts of a release of the sample reports, and of real ones where they are, recomputed."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import polars as pl
import pytest

from gouji.samples import samples_dir, truth_dir

SCRIPT = Path(__file__).with_name("recompute.py")


def _recomputed(release: Path, folders: list[Path]) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, str(SCRIPT), str(release), *map(str, folders)]
    return subprocess.run(command, capture_output=True, text=True, check=False)


def test_the_script_shares_no_code_with_the_project() -> None:
    lines = SCRIPT.read_text(encoding="utf-8").splitlines()
    imports = [line for line in lines if line.lstrip().startswith(("import ", "from "))]
    assert imports
    assert not any("gouji" in line or "tests" in line for line in imports)


@pytest.mark.slow
def test_every_number_of_three_marts_is_what_a_person_gets(
    tmp_path: Path, project_root: Path
) -> None:
    source = tmp_path / "source"
    shutil.copytree(samples_dir(), source)
    folders = [truth_dir()]
    real = Path(os.environ.get("GOUJI_SHARED") or project_root.parent / "shared")
    if real.is_dir():
        folders.append(real / "truth")
        for path in (real / "reports").iterdir():
            if path.is_file():
                shutil.copy(path, source)
    home = tmp_path / "home"
    command = [
        sys.executable,
        "-m",
        "gouji.cli",
        "run",
        "--source",
        str(source),
        "--home",
        str(home),
    ]
    ran = subprocess.run(command, env=os.environ, capture_output=True, text=True, check=False)
    assert ran.returncode == 0, ran.stdout + ran.stderr
    name = json.loads((home / "releases" / "current.json").read_bytes())["release_id"]
    release = home / "releases" / name
    done = _recomputed(release, folders)
    print(done.stdout)
    assert done.returncode == 0, done.stdout + done.stderr

    # It would notice: one number off by one.
    path = release / "marts" / "mart_request_outcomes.parquet"
    pl.read_parquet(path).with_columns(pl.col("granted") + 1).write_parquet(path)
    assert _recomputed(release, folders).returncode == 1
