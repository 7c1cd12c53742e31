"""Runs dbt as its own process on a lake written by hand."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

import polars as pl
import pytest

from tests.dbt_project.lake import Lake, example

PROJECT = Path(__file__).resolve().parents[2] / "dbt_project"


@dataclass(frozen=True)
class Dbt:
    """dbt on one home; `environment` is all it knows of where things are."""

    home: Path
    environment: Mapping[str, str]

    @property
    def warehouse(self) -> Path:
        return self.home / "warehouse.duckdb"

    def run(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        # Another working folder than the project's: nothing may depend on it.
        command = [sys.executable, "-c", "from dbt.cli.main import cli; cli()", *arguments]
        places = ["--project-dir", str(PROJECT), "--profiles-dir", str(PROJECT), "--no-use-colors"]
        return subprocess.run(
            [*command, *places],
            env={**_without_gouji(), **self.environment},
            cwd=self.home,
            capture_output=True,
            text=True,
            check=False,
        )

    def elsewhere(self, home: Path, **overrules: str) -> Dbt:
        """The same project, already parsed, on another lake, warehouse and candidate."""
        (home / "candidate").mkdir()
        places = {
            "GOUJI_WAREHOUSE": str(home / "warehouse.duckdb"),
            "GOUJI_LAKE": str(home / "lake"),
            "GOUJI_CANDIDATE": str(home / "candidate"),
        }
        return Dbt(home, {**self.environment, **places, **overrules})

    def results(self) -> dict[str, str]:
        """Status of each node of the last run, by the last part of its name."""
        path = Path(self.environment["DBT_TARGET_PATH"]) / "run_results.json"
        found = json.loads(path.read_text(encoding="utf-8"))["results"]
        return {result["unique_id"].split(".")[2]: result["status"] for result in found}

    def model(self, name: str) -> pl.DataFrame:
        """A published model as exported."""
        return pl.read_parquet(self.home / "candidate" / f"{name}.parquet")


def _without_gouji() -> dict[str, str]:
    barred = ("GOUJI_", "DBT_")
    return {name: value for name, value in os.environ.items() if not name.startswith(barred)}


def project_files() -> set[Path]:
    """What is in the project folder, where no run of dbt may leave anything."""
    return {path for path in PROJECT.rglob("*") if "__pycache__" not in path.parts}


def write_locally(lake: Lake, folder: Path) -> None:
    """Write a lake below a local folder."""

    def open_for_writing(path: str) -> BinaryIO:
        target = folder / path
        target.parent.mkdir(parents=True, exist_ok=True)
        return target.open("wb")

    lake.write(open_for_writing)


@pytest.fixture(scope="session")
def built(tmp_path_factory: pytest.TempPathFactory) -> Dbt:
    """The example lake, built and tested once."""
    # A path with a quote, braces and glob signs, as a user's folder may have.
    lake = tmp_path_factory.mktemp("place") / "l'ake {2023} [报告] *?"
    write_locally(example(), lake)
    home = tmp_path_factory.mktemp("home")
    logs = {"DBT_TARGET_PATH": str(home / "target"), "DBT_LOG_PATH": str(home / "logs")}
    dbt = Dbt(home, logs).elsewhere(home, GOUJI_LAKE=str(lake))
    before = project_files()
    done = dbt.run("build")
    assert done.returncode == 0, done.stdout
    assert project_files() == before, "dbt wrote into the project folder"
    return dbt
