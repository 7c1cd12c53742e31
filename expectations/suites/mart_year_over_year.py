"""The comparison of years: values as the facts have them, each beside its own year before."""

from __future__ import annotations

import polars as pl

from expectations.frames import Evidence
from expectations.keys import row_key
from expectations.suites import totals
from expectations.validation import Validation, meta, none_expected, rows
from gouji.release.models import MODELS, PUBLISHABLE

SUITE = "mart_year_over_year"


def validations(evidence: Evidence) -> list[Validation]:
    """The expectations on `mart_year_over_year`."""
    said = evidence.scan(SUITE).select("report_id", pl.col("measure").alias("variable"), "value")
    return [
        _each_row(evidence),
        none_expected(
            SUITE,
            "key_unique_and_present",
            evidence.repeated_keys(SUITE, MODELS[SUITE].key),
            "主键重复或为空",
            "a key occurs twice or has an empty part",
        ),
        none_expected(
            SUITE,
            "no_barred_table",
            evidence.offending(_BARRED),
            "年度比较中有不得发布的报告",
            "a report is compared whose requests table may not be published",
        ),
        none_expected(
            SUITE,
            "values_equal_facts",
            totals.differing(said, evidence),
            "年度比较的数值与事实表重新加总的结果不一致",
            "a value is not what the facts add up to",
        ),
        none_expected(
            SUITE,
            "previous_is_the_year_before",
            evidence.offending(_WRONG_YEAR),
            "上年数值不是同一机关上一年度的数值，或增减算错",
            "a previous value is not that of the same issuer a year before, or a change is wrong",
        ),
    ]


def _each_row(evidence: Evidence) -> Validation:
    from great_expectations import expectations as gxe

    frame = evidence.sql(
        f"select {row_key('issuer_id', 'year', 'measure')}, measure, table_status, comparability, "  # noqa: S608
        f"cast(value as double) as value, cast(previous_value as double) as previous_value "
        f"from {SUITE}"
    )
    return rows(
        SUITE,
        frame,
        [
            gxe.ExpectColumnValuesToBeInSet(
                column="measure",
                value_set=list(totals.MEASURES),
                meta=meta("measure_known", "指标不明", "a measure is not known"),
            ),
            gxe.ExpectColumnValuesToBeInSet(
                column="table_status",
                value_set=list(PUBLISHABLE),
                meta=meta(
                    "table_status_publishable", "状态不得发布", "a status may not be published"
                ),
            ),
            gxe.ExpectColumnValuesToNotBeNull(
                column="comparability",
                meta=meta("comparability_present", "没有说明可比与否", "comparability is not told"),
            ),
            *(
                gxe.ExpectColumnValuesToBeBetween(
                    column=column,
                    min_value=0,
                    meta=meta(f"{column}_not_negative", f"{column} 小于0", f"{column} is below 0"),
                )
                for column in ("value", "previous_value")
            ),
        ],
    )


_BARRED = f"""
    select {row_key("report_id")}, mart.table_status as says, judged.status as judged
    from (select distinct report_id, table_status from mart_year_over_year) as mart
    left join (
        select report_id, status from lake_table_status where "table" = 'requests'
    ) as judged using (report_id)
    where judged.status is null
        or judged.status not in ({", ".join(f"'{status}'" for status in PUBLISHABLE)})
        or judged.status is distinct from mart.table_status
    order by row_key
"""  # noqa: S608

_WRONG_YEAR = f"""
    select
        {row_key("issuer_id", "year", "measure")}, previous_value, due, change, comparability
    from mart_year_over_year as here
    left join (
        select issuer_id, year + 1 as year, measure, value as due from mart_year_over_year
    ) as before using (issuer_id, year, measure)
    where previous_value is distinct from due
        or (comparability = 'comparable' and change is distinct from value - previous_value)
        or (comparability <> 'comparable' and change is not null)
    order by row_key
"""  # noqa: S608
