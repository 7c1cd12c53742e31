"""Nothing is lost: every current report is published, listed as withheld, or has no table."""

from __future__ import annotations

from expectations.frames import Evidence
from expectations.keys import row_key
from expectations.validation import Validation, meta, none_expected, rows

SUITE = "coverage"


def validations(evidence: Evidence) -> list[Validation]:
    """The expectations on what became of the current reports of the lake."""
    return [
        _some_reports(evidence),
        none_expected(
            SUITE,
            "every_report_accounted_for",
            evidence.offending(_LOST),
            "有报告既未发布，也未列入暂不发布清单",
            "a report is neither published nor listed as withheld",
        ),
        none_expected(
            SUITE,
            "one_report_one_document",
            evidence.offending(_TWICE),
            "同一机关同一年度有两份当前报告",
            "an issuer has two current reports for one year",
        ),
        none_expected(
            SUITE,
            "every_report_judged",
            evidence.offending(_UNJUDGED),
            "有报告没有勾稽状态",
            "a current report has no status",
        ),
        none_expected(
            SUITE,
            "reconciled_tables_published",
            evidence.offending(_DROPPED),
            "勾稽相符的表格没有进入事实表",
            "a table that ties is not among the facts",
        ),
        none_expected(
            SUITE,
            "reconciled_means_assessed",
            evidence.offending(_UNASSESSED),
            "标为勾稽相符的表格其实没有一条规则核对过",
            "a table is called reconciled although no rule was assessed on it",
        ),
    ]


def _some_reports(evidence: Evidence) -> Validation:
    from great_expectations import expectations as gxe

    return rows(
        SUITE,
        evidence.sql(f"select {row_key('report_id')} from lake_reports limit 1"),  # noqa: S608
        [
            gxe.ExpectTableRowCountToBeBetween(
                min_value=1,
                meta=meta("some_reports", "没有任何报告", "there is not one report"),
            )
        ],
    )


_LOST = f"""
    select {row_key("report_id")}, judged.status
    from lake_reports
    left join (select document_id, status from lake_report_status) as judged using (document_id)
    anti join fct_figures using (report_id)
    anti join mart_withheld_reports using (report_id)
    where judged.status is distinct from 'narrative'
    order by row_key
"""  # noqa: S608

_TWICE = f"""
    select {row_key("report_id")}, count(*) as documents
    from lake_reports
    group by report_id
    having count(*) > 1
    order by row_key
"""  # noqa: S608

_UNJUDGED = f"""
    select {row_key("report_id")}, document_id
    from lake_reports
    anti join (select document_id from lake_report_status where status is not null)
        using (document_id)
    order by row_key
"""  # noqa: S608

_DROPPED = f"""
    select {row_key("report_id", "table")}
    from lake_table_status
    anti join (select distinct document_id, "table" from fct_figures) using (document_id, "table")
    where status = 'reconciled'
    order by row_key
"""  # noqa: S608

_UNASSESSED = f"""
    select {row_key("report_id", "table")}, assessed
    from lake_table_status
    where status = 'reconciled' and coalesce(assessed, 0) = 0
    order by row_key
"""  # noqa: S608
