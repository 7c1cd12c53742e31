"""Corrected, late and removed reports through `gouji run`: told, kept, never forgotten."""

from __future__ import annotations

import argparse
import json
import shutil
from collections.abc import Callable
from pathlib import Path

import polars as pl
import pytest

from gouji.release.verify import verify_release
from gouji.storage import open_store
from orchestration.command_line import commands

pytestmark = pytest.mark.slow

CORRECTED, REMOVED = "zhepu_2022.txt", "jichuan_2020.txt"


def _mart(home: Path, name: str) -> pl.DataFrame:
    current = json.loads((home / "releases" / "current.json").read_bytes())["release_id"]
    return pl.read_parquet(home / "releases" / current / "marts" / f"{name}.parquet")


def _index(home: Path) -> str:
    current = json.loads((home / "releases" / "current.json").read_bytes())["release_id"]
    return (home / "releases" / current / "index.html").read_text(encoding="utf-8")


def test_history_of_a_source(
    published: Path,
    few_reports: Path,
    tmp_path: Path,
    arguments: Callable[..., argparse.Namespace],
    capfd: pytest.CaptureFixture[str],
) -> None:
    source = Path(shutil.copytree(few_reports, tmp_path / "reports"))

    def run() -> str:
        assert commands.run(arguments(published, source=str(source))) == 0
        assert verify_release(open_store(published / "releases"))[1] == []
        return "".join(capfd.readouterr())

    run()
    text = (source / CORRECTED).read_text(encoding="utf-8")
    (source / CORRECTED).write_text(text.replace("2184", "2185"), encoding="utf-8")
    removed = (source / REMOVED).read_bytes()
    (source / REMOVED).unlink()
    said = run()
    assert REMOVED in said and "no longer in the source" in said
    assert CORRECTED not in said, "a file that was corrected is not gone"
    assert _mart(published, "mart_revisions").select("item", "first_value", "value").rows() == [
        ("penalties", 2184, 2185)
    ]
    coverage = _mart(published, "mart_coverage").filter(pl.col("status") == "removed")
    (gone,) = coverage.rows(named=True)
    assert (gone["year"], gone["report_id"]) == (2020, None)
    assert gone["removed_on"] is not None
    assert gone["issuer"] in _index(published)
    assert gone["issuer_id"] not in _mart(published, "fct_figures")["issuer_id"]

    assert REMOVED not in run(), "told once by the run, and by each release from then on"
    assert _mart(published, "mart_coverage")["status"].to_list().count("removed") == 1

    (source / "came_late.txt").write_bytes(removed)
    run()
    back = _mart(published, "mart_coverage").filter(pl.col("issuer_id") == gone["issuer_id"])
    assert back.filter(pl.col("year") == 2020)["status"].to_list() != ["removed"]
    assert "removed" not in set(_mart(published, "mart_coverage")["status"])
    assert gone["issuer_id"] in _mart(published, "fct_figures")["issuer_id"]
