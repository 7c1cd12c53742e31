"""The facts: only figures of tables that may be published, each cell once, each value possible."""

from __future__ import annotations

from expectations.frames import Evidence
from expectations.keys import row_key
from expectations.validation import Validation, none_expected
from gouji.release.models import MODELS, PUBLISHABLE

SUITE = "fct_figures"


def validations(evidence: Evidence) -> list[Validation]:
    """The expectations on `fct_figures`; rows are counted in SQL, the table is never loaded."""
    return [
        none_expected(
            SUITE,
            "no_barred_table",
            evidence.offending(_BARRED),
            "事实表中混入了不得发布的表格",
            "a table that may not be published is among the facts",
        ),
        none_expected(
            SUITE,
            "status_as_judged",
            evidence.offending(_OTHER_STATUS),
            "事实表中的状态与勾稽结果不一致",
            "a table stands under another status than it was given",
        ),
        none_expected(
            SUITE,
            "no_uncovered_failure",
            evidence.offending(_UNCOVERED),
            "事实表中有未经复核的不符",
            "a table has a failure that no decision covers",
        ),
        none_expected(
            SUITE,
            "key_unique_and_present",
            evidence.repeated_keys(SUITE, MODELS[SUITE].key),
            "主键重复或为空",
            "a key occurs twice or has an empty part",
        ),
        none_expected(
            SUITE,
            "cells_of_the_form",
            evidence.offending(_FOREIGN),
            "有表式中不存在的单元格",
            "a cell is none of its form",
        ),
        none_expected(
            SUITE,
            "values_possible",
            evidence.offending(_IMPOSSIBLE),
            "有不可能的数值，或单位与表式不符",
            "a value is impossible, or its unit is not the form's",
        ),
        none_expected(
            SUITE,
            "value_only_where_reported",
            evidence.offending(_UNREPORTED),
            "数值与读取状态不相配",
            "value and state do not go together",
        ),
    ]


_ALLOWED = ", ".join(f"'{status}'" for status in PUBLISHABLE)

_TABLES = """
    select distinct report_id, document_id, "table", table_status from fct_figures
"""

_BARRED = f"""
    select {row_key("report_id", "table")}, facts.table_status as says, judged.status as judged
    from ({_TABLES}) as facts
    left join (select document_id, "table", status from lake_table_status) as judged
        using (document_id, "table")
    where judged.status is null
        or judged.status not in ({_ALLOWED})
        or facts.table_status is null
        or facts.table_status not in ({_ALLOWED})
    order by row_key
"""  # noqa: S608

_OTHER_STATUS = f"""
    select {row_key("report_id", "table")}, facts.table_status as says, judged.status as judged
    from ({_TABLES}) as facts
    inner join (select document_id, "table", status from lake_table_status) as judged
        using (document_id, "table")
    where judged.status is distinct from facts.table_status
    order by row_key
"""  # noqa: S608

_UNCOVERED = f"""
    select {row_key("report_id", "table")}, failures.rule_id, failures.scope, failures.message_en
    from (select distinct report_id, "table" from fct_figures) as facts
    inner join (
        select report_id, "table" as failed_table, rule_id, scope, message_en
        from mart_reconciliation
        where status = 'fail' and decision is null
    ) as failures using (report_id)
    where failures.failed_table = facts."table" or failures.failed_table is null
    order by row_key
"""  # noqa: S608

_FOREIGN = f"""
    select {row_key("report_id", "table", "item", "column")}, form
    from fct_figures
    anti join form_cells using (form, "table", item, "column")
    order by row_key
"""  # noqa: S608

_IMPOSSIBLE = f"""
    select {row_key("report_id", "table", "item", "column")}, value, facts.unit
    from fct_figures as facts
    inner join (select form, "table", item, "column", unit as due, signed from form_cells)
        using (form, "table", item, "column")
    where facts.unit is distinct from due
        or (value < 0 and not signed)
        or (due = 'count' and value <> trunc(value))
        or value not between value_low and value_high
    order by row_key
"""  # noqa: S608

_UNREPORTED = f"""
    select {row_key("report_id", "table", "item", "column")}, state, value
    from fct_figures
    where (state = 'reported') is distinct from (value is not null)
    order by row_key
"""  # noqa: S608
