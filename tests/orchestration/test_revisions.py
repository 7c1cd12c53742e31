"""A report that is corrected after publication, through two whole runs."""

from __future__ import annotations

import argparse
import json
from collections.abc import Callable
from pathlib import Path

import polars as pl
import pytest

from orchestration.command_line import commands

pytestmark = pytest.mark.slow

CORRECTIONS = {
    "(一)予以公开\n\n56\n": "(一)予以公开\n\n57\n",
    "\n58\n\n(二)部分公开": "\n59\n\n(二)部分公开",
    "其他情形)\n\n11\n": "其他情形)\n\n10\n",
    "\n11\n\n(三)不予公开": "\n10\n\n(三)不予公开",
}
"""Four cells of table 三; all sums hold as before."""


def test_a_corrected_report_as_first_seen_and_as_now(
    published: Path, few_reports: Path, arguments: Callable[..., argparse.Namespace]
) -> None:
    report = few_reports / "zhepu_2022.txt"
    before = report.read_text(encoding="utf-8")
    after = before
    for old, new in CORRECTIONS.items():
        assert after.count(old) == 1
        after = after.replace(old, new)
    report.write_text(after, encoding="utf-8")
    try:
        assert commands.run(arguments(published, source=str(few_reports))) == 0
    finally:
        report.write_text(before, encoding="utf-8")
    pointer = json.loads((published / "releases" / "current.json").read_text())
    release = published / "releases" / pointer["release_id"]
    revisions = pl.read_parquet(release / "marts" / "mart_revisions.parquet")
    names = ["item", "column", "kind", "first_value", "value", "versions"]
    assert revisions.select(names).rows() == [
        ("granted", "natural_person", "changed", 56, 57, 2),
        ("granted", "total", "changed", 58, 59, 2),
        ("partially_granted", "natural_person", "changed", 11, 10, 2),
        ("partially_granted", "total", "changed", 11, 10, 2),
    ]
    assert set(revisions["first_document_id"]) != set(revisions["document_id"])
    outcomes = pl.read_parquet(release / "marts" / "mart_request_outcomes.parquet")
    zhepu = outcomes.filter(pl.col("report_id") == revisions["report_id"][0])
    assert zhepu.select("granted", "conflicts_with_prose").row(0) == (59, True), "the prose says 58"
    changes = (release / "CHANGES.md").read_text(encoding="utf-8")
    assert "partially_granted" in changes
