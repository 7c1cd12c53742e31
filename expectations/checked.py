"""Counts the confrontations of the lake: by rule, form and province, what was checked and failed.

A rate is only as good as its denominator: here it is the rows that could be checked (pass or fail),
never the reports that merely exist. Doubts are no errors of the issuer, so they are not counted as
failed; what a reviewer accepted still is one.
"""

from __future__ import annotations

import polars as pl

from gouji.storage import Store
from gouji.tables import dataset

UNKNOWN = "unknown"
"""Stands for the province of a report whose division is not known."""

SCHEMA = pl.Schema(
    {
        "rule_id": pl.String(),
        "form": pl.String(),
        "province": pl.String(),
        "blocks": pl.Boolean(),
        "checked": pl.Int64(),
        "failed": pl.Int64(),
        "not_assessable": pl.Int64(),
    }
)

_COLUMNS = ("document_id", "rule_id", "table", "status", "doubt", "blocks")


def count_checked(lake: Store, reports: pl.DataFrame, tables: pl.DataFrame) -> pl.DataFrame:
    """SCHEMA: one row for each rule, form and province.

    Args:
        lake: year by year, so that the memory is that of one year.
        reports: document_id, form, province of the current reports.
        tables: document_id, table, form.

    Raises:
        TableError: a file of the lake is damaged.
    """
    about = reports.select(
        "document_id",
        pl.col("form").alias("report_form"),
        pl.col("province").fill_null(UNKNOWN),
    )
    forms = tables.select("document_id", "table", pl.col("form").alias("table_form"))
    parts = [SCHEMA.to_frame()]
    for year in dataset.years(lake, "confrontations"):
        rows = dataset.read(lake, "confrontations", [year], columns=_COLUMNS)
        parts.append(
            rows.lazy()
            .join(about.lazy(), on="document_id")
            .join(forms.lazy(), on=["document_id", "table"], how="left")
            .group_by(
                "rule_id",
                pl.coalesce("table_form", "report_form").alias("form"),
                "province",
                "blocks",
            )
            .agg(_is("pass", "fail").alias("checked"), *_COUNTS)
            .select(*SCHEMA)
            .collect()
        )
    keys = ("rule_id", "form", "province", "blocks")
    counts = ("checked", "failed", "not_assessable")
    return pl.concat(parts).group_by(keys).agg(pl.col(counts).sum()).sort(keys)


def _is(*statuses: str) -> pl.Expr:
    return pl.col("status").is_in(statuses).sum().cast(pl.Int64)


_COUNTS = (
    ((pl.col("status") == "fail") & ~pl.col("doubt")).sum().cast(pl.Int64).alias("failed"),
    _is("not_assessable").alias("not_assessable"),
)
