"""The comparison of years: values as the facts have them, each beside its own year before."""

from __future__ import annotations

import polars as pl

from expectations.frames import Evidence
from expectations.keys import row_key
from expectations.suites import totals
from expectations.validation import Validation, meta, none_expected, rows
from gouji.forms import crosswalk
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
            totals.differing(said, totals.concepts(), evidence),
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
        none_expected(
            SUITE,
            "only_what_compares",
            evidence.offending(_BROKEN),
            "把表式或法律变更后不可比的数当作可比",
            "figures are compared that a change of form or law made incomparable",
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
                value_set=list(crosswalk.concepts()),
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
    select distinct {row_key("report_id")}, mart.table_status as says, judged.status as judged
    from (
        select distinct report_id, form, measure, table_status from mart_year_over_year
    ) as mart
    left join concept_tables using (form, measure)
    left join (
        select report_id, "table", status from lake_table_status
    ) as judged using (report_id, "table")
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
        or (comparability in ('exact', 'close') and change is distinct from value - previous_value)
        or (comparability not in ('exact', 'close') and change is not null)
    order by row_key
"""  # noqa: S608

_BROKEN = f"""
    select {row_key("issuer_id", "year", "measure")}, form, previous_form, comparability
    from mart_year_over_year
    left join (select measure, form, comparability as now from concept_forms)
        using (measure, form)
    left join (select measure, form as previous_form, comparability as before from concept_forms)
        using (measure, previous_form)
    left join (select measure, year, comparability as law from concept_years)
        using (measure, year)
    where comparability in ('exact', 'close') and (
        law = 'broken'
        or (form <> previous_form and (now = 'broken' or before = 'broken'))
        or (comparability = 'exact' and (law is not null
            or (form <> previous_form and (now <> 'exact' or before <> 'exact'))))
    )
    order by row_key
"""  # noqa: S608
