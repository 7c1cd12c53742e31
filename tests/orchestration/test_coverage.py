"""The check that names who has not published."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import dagster as dg
import polars as pl
import pytest

from gouji.settings import Settings
from orchestration.checks.coverage import everyone_published, judge
from orchestration.resources import Home

DUE = date(2024, 1, 31)
FINE = {"issuer": "甲局", "year": 2023, "status": "on_time", "due_on": DUE, "days_late": -3}
_SCHEMA = {
    **dict.fromkeys(("issuer", "status", "basis_zh", "basis_en"), pl.String),
    **dict.fromkeys(("year", "days_late"), pl.Int64),
    **dict.fromkeys(("due_on", "removed_on"), pl.Date),
}


def _coverage(*rows: dict[str, object]) -> pl.DataFrame:
    return pl.DataFrame([{**dict.fromkeys(_SCHEMA), **row} for row in rows], schema=_SCHEMA)


def _counts(result: dg.AssetCheckResult) -> list[object]:
    names = ("not published and overdue", "not published, not yet due", "gone", "late")
    return [result.metadata[name].value for name in names]


def test_everyone_published_in_time() -> None:
    result = judge(_coverage(FINE), date(2026, 1, 1))
    assert result.passed
    assert _counts(result) == [0, 0, 0, 0]


@pytest.mark.parametrize(
    ("row", "counts", "named"),
    [
        ({"status": "missing", "due_on": DUE}, [1, 0, 0, 0], "overdue"),
        ({"status": "missing", "due_on": None}, [1, 0, 0, 0], "overdue"),
        ({"status": "removed", "removed_on": DUE}, [0, 0, 1, 0], "gone from the source"),
    ],
    ids=["overdue", "no deadline known", "gone"],
)
def test_who_has_not_is_named(row: dict[str, object], counts: list[int], named: str) -> None:
    result = judge(_coverage(FINE, {"issuer": "乙局", "year": 2023, **row}), date(2024, 2, 1))
    assert not result.passed
    assert result.severity is dg.AssetCheckSeverity.WARN, "it stops nothing"
    assert _counts(result) == counts
    assert "乙局" in str(result.metadata[named].value)
    assert "甲局" not in str(result.metadata[named].value)


def test_the_last_day_is_not_over() -> None:
    row = {"issuer": "乙局", "year": 2023, "status": "missing", "due_on": DUE}
    result = judge(_coverage(row), DUE)
    assert (result.passed, _counts(result)) == (True, [0, 1, 0, 0])


def test_who_was_late_has_published() -> None:
    rows = [
        {
            "issuer": f"{number}局",
            "year": 2023,
            "status": "late",
            "due_on": DUE,
            "days_late": number,
        }
        for number in range(1, 31)
    ]
    result = judge(_coverage(*rows), date(2026, 1, 1))
    assert (result.passed, _counts(result)) == (True, [0, 0, 0, 30])
    told = str(result.metadata["published late"].value)
    assert told.index("30局") < told.index("29局")
    assert "10 more" in told


def test_it_looks_at_the_candidate(tmp_path: Path) -> None:
    settings = Settings.from_environment(home=tmp_path)
    settings.candidate.mkdir(parents=True)
    row = {"issuer": "乙局", "year": 2019, "status": "missing", "due_on": date(2020, 1, 31)}
    _coverage(row).write_parquet(settings.candidate / "mart_coverage.parquet")
    result = everyone_published(Home.of(settings))
    assert isinstance(result, dg.AssetCheckResult) and not result.passed
