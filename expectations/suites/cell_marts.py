"""The marts whose values each stand for cells of one table: what holds for all of them.

Their keys are unique, only tables that may be published are in them, every such table is there
whole, and every value is what the facts give, which is read here a second time in polars.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

import polars as pl

from expectations.frames import Evidence
from expectations.keys import row_key
from expectations.suites import totals
from expectations.validation import Validation, none_expected
from gouji.release.models import MODELS, PUBLISHABLE

_PUBLISHABLE = ", ".join(f"'{status}'" for status in PUBLISHABLE)


@dataclass(frozen=True, slots=True)
class CellMart:
    """One mart over cells.

    tables: those it is made of. said: the mart as report_id, variable, value. cells: which cells
    each variable is the sum of.
    """

    name: str
    tables: tuple[str, ...]
    said: Callable[[pl.LazyFrame], pl.LazyFrame]
    cells: Callable[[], pl.LazyFrame]


def _single(*key: str, value: str = "value") -> Callable[[pl.LazyFrame], pl.LazyFrame]:
    def said(mart: pl.LazyFrame) -> pl.LazyFrame:
        variable = pl.concat_str(key, separator=".", ignore_nulls=True).alias("variable")
        return mart.select("report_id", variable, pl.col(value).alias("value"))

    return said


def _wide(key: str, columns: tuple[str, ...]) -> Callable[[pl.LazyFrame], pl.LazyFrame]:
    def said(mart: pl.LazyFrame) -> pl.LazyFrame:
        long = mart.unpivot(columns, index=["report_id", key])
        variable = pl.concat_str(key, "variable", separator=".", ignore_nulls=True)
        return long.select("report_id", variable.alias("variable"), "value")

    return said


def _disputes(mart: pl.LazyFrame) -> pl.LazyFrame:
    """The form of 2014 has no pending cases: an empty cell is right there, a number is not."""
    said = _wide("route", ("upheld", "overturned", "other", "pending", "total"))
    old = mart.filter(pl.col("form") == "form_2014").select("report_id")
    pending = pl.col("variable").str.ends_with(".pending") & pl.col("value").is_null()
    return pl.concat(
        [
            said(mart).join(old, on="report_id", how="anti"),
            said(mart).join(old.unique(), on="report_id", how="semi").filter(~pending),
        ]
    )


def _reasons() -> pl.LazyFrame:
    cells = totals.single_cells("requests").filter(pl.col("column") == "total")
    return cells.with_columns(variable=pl.col("item"))


MARTS = (
    CellMart("mart_denial_reasons", ("requests",), _single("reason"), _reasons),
    CellMart(
        "mart_outcomes_by_applicant",
        ("requests",),
        _wide("applicant", totals.MEASURES),
        totals.applicant_measures,
    ),
    CellMart(
        "mart_dispute_outcomes",
        ("disputes", "disputes_2014"),
        _disputes,
        partial(totals.single_cells, "disputes", "disputes_2014"),
    ),
    CellMart(
        "mart_proactive_disclosure",
        ("disclosure", "disclosure_2014"),
        _single("item", "column"),
        partial(totals.single_cells, "disclosure", "disclosure_2014"),
    ),
)


def validations(mart: CellMart, evidence: Evidence) -> list[Validation]:
    """The expectations on one of these marts."""
    tables = ", ".join(f"'{table}'" for table in mart.tables)
    return [
        none_expected(
            mart.name,
            "key_unique_and_present",
            evidence.repeated_keys(mart.name, MODELS[mart.name].key),
            "主键重复或为空",
            "a key occurs twice or has an empty part",
        ),
        none_expected(
            mart.name,
            "no_barred_table",
            evidence.offending(_BARRED.format(mart=mart.name, tables=tables)),
            "其中有不得发布的表格",
            "a table is in it that may not be published",
        ),
        none_expected(
            mart.name,
            "every_published_table",
            evidence.offending(_MISSING.format(mart=mart.name, tables=tables)),
            "可以发布的表格没有全部进入",
            "a table that may be published is not in it",
        ),
        none_expected(
            mart.name,
            "values_equal_facts",
            totals.differing(mart.said(evidence.scan(mart.name)), mart.cells(), evidence),
            "数值与事实表不一致",
            "a value is not what the facts give",
        ),
    ]


_BARRED = f"""
    select {row_key("report_id")}, mart.table_status as says, judged.status as judged
    from (select distinct report_id, document_id, table_status from {{mart}}) as mart
    left join (
        select document_id, status from lake_table_status where "table" in ({{tables}})
    ) as judged using (document_id)
    where judged.status is null
        or judged.status not in ({_PUBLISHABLE})
        or judged.status is distinct from mart.table_status
    order by row_key
"""  # noqa: S608

_MISSING = f"""
    select {row_key("report_id")}, "table", status
    from lake_table_status
    anti join {{mart}} using (report_id)
    where "table" in ({{tables}}) and status in ({_PUBLISHABLE})
    order by row_key
"""  # noqa: S608
