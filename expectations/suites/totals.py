"""Adds up the measures of the request marts from the facts a second time, in polars.

A mart's value must be the sum of the cells in column `total` that were reported. It may be empty
only where a cell of that measure carries no number; where such a blank was taken for 0, the sum of
the others is still what must stand there.
"""

from __future__ import annotations

import polars as pl

from expectations.frames import Evidence
from expectations.keys import ROW_KEY
from gouji.forms import catalogue
from gouji.forms.derived import measure_of

MEASURES = (
    "new_received",
    "brought_forward",
    "granted",
    "partially_granted",
    "denied",
    "unavailable",
    "not_processed",
    "other",
    "outcome_total",
    "carried_forward",
)


def differing(mart: pl.LazyFrame, evidence: Evidence) -> pl.DataFrame:
    """The rows of a mart whose value is not what the facts add up to.

    Args:
        mart: report_id, variable (a measure) and value, one row a report and measure.
        evidence: for the facts.

    Returns:
        row_key, says (the mart), due (the facts), without_number (cells that carry none).
    """
    said = mart.select(
        "report_id",
        pl.col("variable").alias("measure"),
        pl.col("value").cast(pl.Float64).alias("says"),
    )
    due = from_facts(evidence)
    compared = said.join(due, on=["report_id", "measure"], how="left", nulls_equal=True)
    wrong = (
        pl.col("due").is_null()
        | (pl.col("says") != pl.col("due"))
        | (pl.col("says").is_null() & (pl.col("without_number") == 0))
    )
    return (
        compared.filter(wrong)
        .select(
            pl.concat_str("report_id", "measure", separator=" / ", ignore_nulls=True).alias(
                ROW_KEY
            ),
            "says",
            "due",
            "without_number",
        )
        .sort(ROW_KEY)
        .collect()
    )


def from_facts(evidence: Evidence) -> pl.LazyFrame:
    """What each measure of each published requests table adds up to.

    Returns:
        report_id, measure, due (sum of the reported cells, 0 if there is none), without_number
        (how many cells of the form carry no number).
    """
    requests = catalogue.tables()["requests"]
    cells = pl.LazyFrame(
        [
            (form, item.id, measure_of("requests", item.id))
            for form in requests.forms
            for item in requests.items_of(form)
        ],
        schema={"form": pl.String, "item": pl.String, "measure": pl.String},
        orient="row",
    )
    facts = evidence.scan("fct_figures").filter(pl.col("table") == "requests")
    tables = facts.select("report_id", "form").unique()
    totals = facts.filter(pl.col("column") == "total").select("report_id", "item", "value")
    return (
        tables.join(cells, on="form")
        .join(totals, on=["report_id", "item"], how="left")
        .group_by("report_id", "measure")
        .agg(
            pl.col("value").cast(pl.Float64).sum().alias("due"),
            pl.col("value").is_null().sum().alias("without_number"),
        )
    )
