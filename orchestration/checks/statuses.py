"""What became of the current reports: checks that stop nothing, and lead to each report's page.

A report that does not tie is withheld whatever these say; they are there so that somebody looks.
What does not belong here: deciding what is withheld (`gouji.reconciliation.status`).
"""

from __future__ import annotations

from collections.abc import Iterator

import dagster as dg
import polars as pl

from gouji.reconciliation.status import Status
from gouji.storage import Store
from gouji.tables import dataset, schemas
from orchestration.display import metadata, plots
from orchestration.failures import told
from orchestration.resources import Home
from orchestration.serving import links

ASSET = "report_status"
WITHHELD, READABLE = "nothing_withheld", "everything_readable"
_OF = {WITHHELD: Status.WITHHELD, READABLE: Status.UNREADABLE}
_TEXT = {
    WITHHELD: "没有暂不发布的报告 / No current report is withheld, in whole or in part",
    READABLE: "没有无法读取的报告 / Every current report can be read",
}


@dg.multi_asset_check(
    name="report_status_reports",
    specs=[dg.AssetCheckSpec(name, asset=ASSET, description=text) for name, text in _TEXT.items()],
)
def report_checks(home: Home) -> Iterator[dg.AssetCheckResult]:
    """All years of the lake, whichever this run is about."""
    with told():
        reports = statuses(home.lake_store)
    picture = plots.statuses_by_year(
        by_year(reports), [status.value for status in Status], "statuses by year"
    )
    for name, status in _OF.items():
        found = reports.filter(pl.col("status") == status.value)
        yield dg.AssetCheckResult(
            passed=found.is_empty(),
            check_name=name,
            severity=dg.AssetCheckSeverity.WARN,
            description=_summary(status, found.height, reports.height),
            metadata={
                "reports": reports.height,
                status.value: found.height,
                "statuses by year": dg.MetadataValue.md(picture),
                **_first(in_detail(home.lake_store, found, status)),
            },
        )


def statuses(lake: Store) -> pl.DataFrame:
    """One row for each current report: year, issuer, path, status, reasons; the latest year first.

    Raises:
        TableError: a file of the lake is damaged.
    """
    reports = dataset.read(
        lake, "reports", columns=["document_id", "issuer", "path", "is_current", "removed_at"]
    ).filter(pl.col("is_current") & pl.col("removed_at").is_null())
    return (
        dataset.read(lake, ASSET)
        .join(reports, on="document_id")
        .sort("report_year", "report_id", descending=[True, False])
    )


def in_detail(lake: Store, reports: pl.DataFrame, status: Status) -> pl.DataFrame:
    """The same reports, a row for each of their tables that has this status, with its own reasons.

    A report that has none is left as it is.
    """
    columns = ["document_id", "table", "status", "reason_zh", "reason_en"]
    tables = dataset.read(lake, "table_status", columns=columns)
    own = tables.filter(pl.col("status") == status.value).drop("status")
    return reports.join(own, on="document_id", how="left", suffix="_table").with_columns(
        pl.coalesce(f"{reason}_table", reason).alias(reason)
        for reason in ("reason_zh", "reason_en")
    )


def by_year(reports: pl.DataFrame) -> dict[str, dict[str, int]]:
    """How many reports have each status, by year in order; years without reports are left out."""
    found: dict[str, dict[str, int]] = {}
    counted = reports.group_by("report_year", "status").len()
    for year, status, number in counted.iter_rows():
        found.setdefault(year, {})[status] = number
    return {year: found[year] for year in schemas.YEARS if year in found}


def _summary(status: Status, found: int, reports: int) -> str | None:
    if not found:
        return None
    return (
        f"{reports} 份现行报告中有 {found} 份{status.text('zh')} / "
        f"{found} of {reports} current reports: {status.text('en')}"
    )


def _first(found: pl.DataFrame) -> dict[str, dg.MarkdownMetadataValue]:
    if found.is_empty():
        return {}
    rows = (
        (
            row["report_year"],
            metadata.link(row["issuer"] or row["path"], links.newest_page(row["report_id"])),
            row["table"],
            row["reason_zh"],
            row["reason_en"],
        )
        for row in found.iter_rows(named=True)
    )
    header = ("year", "报告 report", "table", "原因", "reason")
    return {"first": metadata.first_rows(header, rows, found.height)}
