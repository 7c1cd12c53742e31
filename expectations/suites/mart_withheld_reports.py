"""What is withheld: every barred table is listed, nothing else is, and each says why."""

from __future__ import annotations

from expectations.frames import Evidence
from expectations.keys import row_key
from expectations.validation import Validation, meta, none_expected, rows
from gouji.release.models import BARRED

SUITE = "mart_withheld_reports"


def validations(evidence: Evidence) -> list[Validation]:
    """The expectations on `mart_withheld_reports`."""
    return [
        _each_row(evidence),
        none_expected(
            SUITE,
            "every_barred_table",
            evidence.offending(_MISSING),
            "有不得发布的表格没有列入暂不发布清单",
            "a table that may not be published is not listed as withheld",
        ),
        none_expected(
            SUITE,
            "no_published_table",
            evidence.offending(_PUBLISHED),
            "清单中的表格同时出现在事实表中，或其状态与勾稽结果不一致",
            "a listed table is among the facts too, or under another status than it was given",
        ),
    ]


def _each_row(evidence: Evidence) -> Validation:
    from great_expectations import expectations as gxe

    frame = evidence.sql(
        f'select {row_key("report_id", "table")}, report_id, "table", status, '  # noqa: S608
        f"trim(reason_zh) as reason_zh, trim(reason_en) as reason_en from {SUITE}"
    )
    told = [
        expectation
        for column in ("reason_zh", "reason_en")
        for expectation in (
            gxe.ExpectColumnValuesToNotBeNull(
                column=column, meta=meta(f"{column}_present", "没有原因", "no reason is given")
            ),
            gxe.ExpectColumnValueLengthsToBeBetween(
                column=column,
                min_value=1,
                meta=meta(f"{column}_not_empty", "原因为空", "a reason is empty"),
            ),
        )
    ]
    return rows(
        SUITE,
        frame,
        [
            gxe.ExpectColumnValuesToBeUnique(
                column="row_key", meta=meta("key_unique", "主键重复", "a key occurs twice")
            ),
            gxe.ExpectColumnValuesToNotBeNull(
                column="report_id", meta=meta("report_id_present", "报告为空", "no report is named")
            ),
            gxe.ExpectColumnValuesToNotBeNull(
                column="table", meta=meta("table_present", "表格为空", "no table is named")
            ),
            gxe.ExpectColumnValuesToBeInSet(
                column="status",
                value_set=list(BARRED),
                meta=meta(
                    "status_barred", "状态不属于暂不发布", "a status is none that is withheld"
                ),
            ),
            *told,
        ],
    )


_MISSING = f"""
    select {row_key("report_id", "table")}, status
    from lake_table_status
    anti join mart_withheld_reports using (report_id, "table")
    where status in ({", ".join(f"'{status}'" for status in BARRED)})
    order by row_key
"""  # noqa: S608

_PUBLISHED = f"""
    select {row_key("report_id", "table")}, listed.status as says, judged.status as judged
    from mart_withheld_reports as listed
    left join (select report_id, "table", status from lake_table_status) as judged
        using (report_id, "table")
    left join (select distinct report_id, "table", true as is_published from fct_figures)
        using (report_id, "table")
    where is_published
        or (listed."table" <> 'report' and judged.status is distinct from listed.status)
    order by row_key
"""  # noqa: S608
