"""Who has not published: a warning on `mart_coverage`, which stops nothing.

Who is expected (the issuers of the year before) and by when (the table of deadlines) is decided in
dbt; here it is only counted and shown.
"""

from __future__ import annotations

from datetime import date, datetime
from zoneinfo import ZoneInfo

import dagster as dg
import polars as pl

from gouji.settings import TIME_ZONE
from orchestration.display import metadata
from orchestration.resources import Home

NAME, MART = "everyone_published", "mart_coverage"

_SHOWN = ("issuer", "year", "due_on", "basis_zh", "basis_en")


@dg.asset_check(
    asset=MART,
    name=NAME,
    description="上年有报告的机关，到期后来源中都有其报告，没有文件从来源中消失 / "
    "Of whoever reported the year before a report is in the source by the deadline, and no file is "
    "gone from the source.",
)
def everyone_published(home: Home) -> dg.AssetCheckResult:
    """Nobody is overdue, and no report that was there is gone."""
    rows = pl.read_parquet(home.settings.candidate / f"{MART}.parquet")
    return judge(rows, datetime.now(ZoneInfo(TIME_ZONE)).date())


def judge(coverage: pl.DataFrame, today: date) -> dg.AssetCheckResult:
    """The result of the check on that day.

    Args:
        coverage: `mart_coverage`.
        today: a report that is due today, or later, is not overdue. One without a deadline is.
    """
    missing = coverage.filter(pl.col("status") == "missing")
    overdue = missing.filter((pl.col("due_on") < today).fill_null(value=True))
    removed = coverage.filter(pl.col("status") == "removed")
    late = coverage.filter(pl.col("status") == "late")
    tables = {
        "overdue": _table(overdue, _SHOWN, by="due_on"),
        "gone from the source": _table(removed, ("issuer", "year", "removed_on"), by="removed_on"),
        "published late": _table(late, ("issuer", "year", "due_on", "days_late"), by="days_late"),
    }
    zh = (
        f"到期而来源中没有 {overdue.height} 个，文件已不在来源中 {removed.height} 个，"
        f"逾期公布 {late.height} 个"
    )
    en = f"{overdue.height} overdue, {removed.height} gone, {late.height} published late"
    return dg.AssetCheckResult(
        passed=overdue.is_empty() and removed.is_empty(),
        severity=dg.AssetCheckSeverity.WARN,
        description=f"{zh} / {en}",
        metadata={
            "expected": coverage.height,
            "not published and overdue": overdue.height,
            "not published, not yet due": missing.height - overdue.height,
            "gone": removed.height,
            "late": late.height,
            **{name: table for name, table in tables.items() if table is not None},
        },
    )


def _table(
    rows: pl.DataFrame, columns: tuple[str, ...], *, by: str
) -> dg.MarkdownMetadataValue | None:
    """The first of them, the worst on top; None where there is none."""
    if rows.is_empty():
        return None
    first = rows.sort(by, "issuer", descending=[by == "days_late", False], nulls_last=True)
    return metadata.first_rows(columns, first.select(columns).iter_rows(), rows.height)
