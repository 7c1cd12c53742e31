"""The confrontations as published: each told once, in words, with the difference of its sides."""

from __future__ import annotations

from expectations.frames import Evidence
from expectations.keys import row_key
from expectations.validation import Validation, none_expected
from gouji.release.models import MODELS

SUITE = "mart_reconciliation"


def validations(evidence: Evidence) -> list[Validation]:
    """The expectations on `mart_reconciliation`; it is large, so all of them are asked in SQL."""
    return [
        none_expected(
            SUITE,
            "key_unique_and_present",
            evidence.repeated_keys(SUITE, MODELS[SUITE].key),
            "主键重复或为空",
            "a key occurs twice or has an empty part",
        ),
        none_expected(
            SUITE,
            "status_known",
            evidence.offending(_STATUS),
            "核对结果不明",
            "a confrontation has no known status",
        ),
        none_expected(
            SUITE,
            "difference_of_sides",
            evidence.offending(_DIFFERENCE),
            "差额不等于两边之差，或相符与否与差额矛盾",
            "a difference is not that of its sides, or a pass has one",
        ),
        none_expected(
            SUITE,
            "failures_in_words",
            evidence.offending(_MUTE),
            "有不符之处没有文字说明",
            "a failure has no message",
        ),
        none_expected(
            SUITE,
            "reports_are_current",
            evidence.offending(_STRANGERS),
            "有不属于当前报告的核对结果",
            "a confrontation belongs to no current report",
        ),
    ]


_STATUS = f"""
    select {row_key("report_id", "rule_id", "scope")}, status, doubt
    from mart_reconciliation
    where status is null or status not in ('pass', 'fail', 'not_assessable') or doubt is null
    order by row_key
"""  # noqa: S608

# Two yuan sums may tie as intervals although their printed values differ, so a pass with a
# difference is only wrong where nothing is in yuan: in the tables that count.
_DIFFERENCE = f"""
    select {row_key("report_id", "rule_id", "scope")}, lhs, rhs, difference, status
    from mart_reconciliation
    where difference is distinct from lhs - rhs
        or (status = 'pass' and difference <> 0 and "table" in ('requests', 'disputes'))
        or (
            status = 'fail' and difference = 0 and not doubt
            and "table" in ('requests', 'disputes')
        )
    order by row_key
"""  # noqa: S608

_MUTE = f"""
    select {row_key("report_id", "rule_id", "scope")}, message_zh, message_en
    from mart_reconciliation
    where status = 'fail'
        and (coalesce(trim(message_zh), '') = '' or coalesce(trim(message_en), '') = '')
    order by row_key
"""  # noqa: S608

_STRANGERS = f"""
    select distinct {row_key("report_id")}, document_id
    from mart_reconciliation
    anti join lake_reports using (report_id, document_id)
    order by row_key
"""  # noqa: S608
