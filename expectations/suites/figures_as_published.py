"""The figures for researchers: only cells that were read with certainty, each under its status."""

from __future__ import annotations

from expectations.frames import Evidence
from expectations.keys import row_key
from expectations.validation import Validation, none_expected
from gouji.release.models import MODELS

SUITE = "figures_as_published"


def validations(evidence: Evidence) -> list[Validation]:
    """The expectations on `figures_as_published`; it is large, so all of them are asked in SQL."""
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
            "certain_only",
            evidence.offending(_UNCERTAIN),
            "有未能确定读出的单元格，或数值与读取状态不相配",
            "a cell was not read with certainty, or value and state do not go together",
        ),
        none_expected(
            SUITE,
            "status_as_judged",
            evidence.offending(_OTHER_STATUS),
            "状态与勾稽结果不一致，或属于读不出的表格",
            "a table stands under another status than it was given, or is unreadable",
        ),
        none_expected(
            SUITE,
            "same_as_facts",
            evidence.offending(_DIFFERENT),
            "与事实表的数值不一致",
            "a value is not the same as among the facts",
        ),
    ]


_UNCERTAIN = f"""
    select {row_key("report_id", "table", "item", "column")}, state, value
    from figures_as_published
    where state is null
        or state not in ('reported', 'blank', 'dash')
        or (state = 'reported') is distinct from (value is not null)
    order by row_key
"""  # noqa: S608

_OTHER_STATUS = f"""
    select {row_key("report_id", "table")}, figures.table_status as says, judged.status as judged
    from (
        select distinct report_id, document_id, "table", table_status from figures_as_published
    ) as figures
    left join (select document_id, "table", status from lake_table_status) as judged
        using (document_id, "table")
    where judged.status is distinct from figures.table_status or judged.status = 'unreadable'
    order by row_key
"""  # noqa: S608

# Cell by cell only for tables whose figures do not sum up to the same hash: the rest are the same.
_HASHED = """
    select report_id, "table", sum(cast(hash(item, "column", value) as hugeint)) as hashed
    from {model}
    group by report_id, "table"
"""

_DIFFERENT = f"""
    with other as (
        select report_id, "table"
        from ({_HASHED.format(model="fct_figures")}) as facts
        inner join ({_HASHED.format(model="figures_as_published")}) as printed
            using (report_id, "table")
        where facts.hashed <> printed.hashed
    )
    select {row_key("report_id", "table", "item", "column")}, facts.value as fact, printed.value
    from (from fct_figures semi join other using (report_id, "table")) as facts
    inner join (
        select report_id, "table", item, "column", value
        from figures_as_published semi join other using (report_id, "table")
    ) as printed using (report_id, "table", item, "column")
    where facts.value is distinct from printed.value
        and facts.value_source is distinct from 'derived'
    order by row_key
"""  # noqa: S608
