"""A home in which real samples were run, made once for the tests of the code location."""

from __future__ import annotations

import argparse
import json
import shutil
import warnings
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import dagster as dg
import pytest

from gouji.backends import Serial
from gouji.extraction.reader import PARSER_VERSION
from gouji.landing import land
from gouji.reading import read_new
from gouji.reconciling import RESULTS, reconcile_years
from gouji.samples import samples_dir
from gouji.settings import Settings
from gouji.storage import open_store
from gouji.tables import dataset, schemas
from gouji.tables.normalize import normalize
from orchestration.building import build_definitions
from orchestration.command_line import commands

FEW = ("jichuan_2020.txt", "zhepu_2022.txt", "wanglan_2020.txt", "weiqiao_2019.txt")
"""Samples that tie, tie, do not tie, and cannot be read."""


@pytest.fixture(scope="session")
def code_location() -> dg.Definitions:
    """The code location of a home that is not there."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # pytest forgets that orchestration silences Dagster
        return build_definitions(Settings.from_environment(home="/nonexistent/gouji"))


@pytest.fixture
def arguments() -> Callable[..., argparse.Namespace]:
    """What the command line hands to `run`."""

    def make(home: Path, **given: object) -> argparse.Namespace:
        defaults = {"source": None, "decisions": None, "strict": None, "lang": "en"}
        return argparse.Namespace(**{"home": str(home), **defaults, **given})

    return make


@pytest.fixture(scope="session")
def few_reports(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with four sample reports, without a sidecar."""
    folder = tmp_path_factory.mktemp("reports")
    for name in FEW:
        shutil.copy(samples_dir() / name, folder)
    return folder


@pytest.fixture(scope="session")
def _reconciled_lake(few_reports: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("lake")
    lake = open_store(folder)
    land(open_store(few_reports), lake, datetime(2026, 3, 1, tzinfo=UTC))
    read_new(lake, PARSER_VERSION, backend=Serial())
    normalize(lake, PARSER_VERSION)
    for year, result, mark in reconcile_years(lake, schemas.YEARS, ()):
        for name in RESULTS:
            dataset.write_year(lake, name, year, getattr(result, name), mark)
    return folder


@pytest.fixture
def lake(_reconciled_lake: Path, tmp_path: Path) -> Path:
    """A lake of its own, reconciled from the four reports by the library alone."""
    return Path(shutil.copytree(_reconciled_lake, tmp_path / "lake"))


@pytest.fixture(scope="session")
def _published_home(few_reports: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    home = tmp_path_factory.mktemp("published")
    given = {"source": str(few_reports), "decisions": None, "strict": None, "lang": "en"}
    assert commands.run(argparse.Namespace(home=str(home), **given)) == 0
    return home


@pytest.fixture
def published(_published_home: Path, tmp_path: Path) -> Path:
    """A home of its own with one release of the four reports, as `gouji run` leaves it."""
    home = Path(shutil.copytree(_published_home, tmp_path / "home"))
    record = home / "last_run.json"
    # What names places must name those of the copy.
    told = json.loads(record.read_text().replace(str(_published_home), str(home)))
    record.write_text(json.dumps(told))
    return home
