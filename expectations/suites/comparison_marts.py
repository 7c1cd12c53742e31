"""The marts that compare, count and judge: what must hold of each, found by another way.

Each check is a query for offending rows. It asks the facts, the mart of outcomes or the lake, and
computes anew what the mart says; nothing of the SQL that built the mart is used.
"""

from __future__ import annotations

from dataclasses import dataclass

from expectations.frames import Evidence
from expectations.keys import row_key
from expectations.validation import Validation, none_expected
from gouji.forms.comparisons import comparisons
from gouji.release.models import MODELS, PUBLISHABLE

_PUBLISHABLE = ", ".join(f"'{status}'" for status in PUBLISHABLE)


@dataclass(frozen=True, slots=True)
class Check:
    """Rows that should not be there; `sql` selects a `row_key` and what a person needs."""

    id: str
    sql: str
    zh: str
    en: str


def validations(mart: str, evidence: Evidence) -> list[Validation]:
    """The expectations on one of these marts."""
    return [
        none_expected(
            mart,
            "key_unique_and_present",
            evidence.repeated_keys(mart, MODELS[mart].key),
            "主键重复或为空",
            "a key occurs twice or has an empty part",
        ),
        *(
            none_expected(mart, check.id, evidence.offending(check.sql), check.zh, check.en)
            for check in MARTS[mart]
        ),
    ]


def _current(mart: str) -> Check:
    return Check(
        "reports_are_current",
        f"select distinct {row_key('report_id')} from {mart} as mart "  # noqa: S608
        "where report_id is not null "
        "and not exists (select 1 from lake_reports where lake_reports.report_id = mart.report_id) "
        "order by row_key",
        "其中有不是当前报告的行",
        "a row is of no current report",
    )


_RATES = [one.id for one in comparisons().measures if one.table == "requests"]
_OUTCOMES = " union all ".join(
    f"select report_id, '{name}' as measure, cast({name} as double) as due, table_status as judged "  # noqa: S608
    f"from mart_request_outcomes"
    for name in _RATES
)

_PEERS = (
    _current("mart_peer_comparison"),
    Check(
        "values_equal_outcomes",
        f"""
        select {row_key("report_id", "measure")}, value, due, table_status, judged
        from mart_peer_comparison as mart
        full join ({_OUTCOMES}) as outcomes using (report_id, measure)
        where measure <> 'overturn_rate'
            and (value is distinct from due or table_status is distinct from judged)
        order by row_key
        """,  # noqa: S608
        "数值与办理结果表不一致",
        "a value is not that of the mart of outcomes",
    ),
    Check(
        "ranks_are_of_known_peers",
        f"""
        with tallied as (
            select measure, year, issuer_kind, level, coverage, value, count(*) as alike
            from mart_peer_comparison
            where value is not null
            group by all
        ),
        ordered as (
            select
                *,
                sum(alike) over (peers order by value desc) - alike as higher,
                sum(alike) over peers as of_group
            from tallied
            window peers as (partition by measure, year, issuer_kind, level, coverage)
        ),
        counted as (
            select said.* exclude (peers), higher, of_group as peers
            from mart_peer_comparison as said
            left join ordered using (measure, year, issuer_kind, level, coverage, value)
        )
        select {row_key("report_id", "measure")}, comparability, rank, peers, higher
        from counted
        where (rank is not null) <> (comparability = 'ranked')
            or (rank is not null and (
                coverage = 'unknown' or issuer_kind = 'unknown' or level = 'unknown'
                or value is null or peers < {comparisons().least_peers} or rank <> higher + 1
            ))
        order by row_key
        """,  # noqa: S608
        "名次算错，或在不明、过小的组内排名",
        "a rank is wrong, or given in a group that is not known or too small",
    ),
)

_ROLLUP = (
    _current("mart_division_rollup"),
    Check(
        "sums_only_of_complete_covers",
        f"""
        select
            {row_key("report_id", "measure")},
            units_known, units_with_value, units_sum, difference
        from mart_division_rollup
        where difference is distinct from units_sum - value
            or (units_sum is not null
                and (units_with_value <> units_known or units_known = 0))
            or (units_sum is null and comparability = 'compared')
        order by row_key
        """,  # noqa: S608
        "单位不齐而有合计，或差额算错",
        "a sum is given of units that are not all there, or a difference is wrong",
    ),
)

_COVERAGE = (
    _current("mart_coverage"),
    Check(
        "every_report_is_there",
        f"""
        select {row_key("report_id")}, issuer_id, year
        from lake_reports
        anti join mart_coverage using (report_id)
        where issuer_id is not null and year is not null
        order by row_key
        """,  # noqa: S608
        "有报告没有列入",
        "a report is not in it",
    ),
    Check(
        "days_late_fit_the_dates",
        f"""
        select {row_key("issuer_id", "year")}, status, published_on, due_on, days_late
        from mart_coverage
        where days_late is distinct from date_diff('day', due_on, published_on)
            or (status = 'late') is distinct from coalesce(days_late > 0, false)
            or (status = 'on_time') is distinct from coalesce(days_late <= 0, false)
            or (status in ('missing', 'ceased', 'removed')) is distinct from (report_id is null)
            or (status = 'removed') is distinct from (removed_on is not null)
        order by row_key
        """,  # noqa: S608
        "逾期天数或状态与日期不符",
        "days late or a status do not fit the dates",
    ),
)

_SCORECARD = (
    _current("mart_report_scorecard"),
    Check(
        "score_is_of_what_was_checked",
        f"""
        select {row_key("report_id")}, points, points_assessed, score
        from mart_report_scorecard
        where not coalesce(0 <= points and points <= points_assessed, false)
            or points_assessed > 100
            or (score is not null) <> (
                points_assessed >= {comparisons().scorecard.least_assessed}
            )
            or abs(score - 100 * points / points_assessed) > 0.02
        order by row_key
        """,  # noqa: S608
        "得分超出核对过的分值，或核对过少而有总分",
        "points exceed what was checked, or a score stands on too little",
    ),
)

_REVISIONS = (
    _current("mart_revisions"),
    Check(
        "present_value_is_published",
        f"""
        select {row_key("report_id", "table", "item", "column")}, mart.value, facts.value as due
        from mart_revisions as mart
        left join fct_figures as facts using (report_id, "table", item, "column")
        where mart.value is distinct from facts.value
            or (mart.kind <> 'dropped' and facts.report_id is null)
            or (mart.kind in ('changed', 'filled', 'emptied')
                and mart.value is not distinct from mart.first_value)
        order by row_key
        """,  # noqa: S608
        "现在所载与事实表不一致，或并无改动",
        "a present value is not that of the facts, or nothing changed",
    ),
)

_CLAIMS = (
    _current("mart_claims"),
    Check(
        "no_figure_of_a_barred_table",
        f"""
        select distinct {row_key("document_id", "ordinal")}, tables, figure, status
        from (
            select *, unnest(string_split(coalesce(tables, ''), ' ')) as "table"
            from mart_claims
        ) as mart
        left join (
            select document_id, "table", status from lake_table_status
        ) as judged using (document_id, "table")
        where (figure is not null or message_zh is not null)
            and (status is null or status not in ({_PUBLISHABLE}))
        order by row_key
        """,  # noqa: S608
        "列出了暂不发布的表格中的数",
        "a figure of a table is told that may not be published",
    ),
)

_WITHHELD = (
    Check(
        "counts_equal_the_lake",
        f"""
        with said as (
            select
                coalesce(year, 0) as year, "table", sum(tables) as tables,
                sum(published) as published, sum(withheld + unreadable + excluded) as barred
            from mart_withheld_shares
            where "table" <> 'report'
            group by all
        ),
        judged as (
            select
                coalesce(year, 0) as year, "table", count(*) as due,
                count(*) filter (where status in ({_PUBLISHABLE})) as due_published
            from lake_table_status
            join (select document_id, year from lake_reports) as reports using (document_id)
            group by all
        )
        select {row_key("year", "table")}, tables, due, published, due_published
        from said
        full join judged using (year, "table")
        where tables is distinct from due
            or published is distinct from due_published
            or barred is distinct from due - due_published
        order by row_key
        """,  # noqa: S608
        "表格数与勾稽状态的计数不一致",
        "counts are not those of the statuses in the lake",
    ),
)

MARTS: dict[str, tuple[Check, ...]] = {
    "mart_peer_comparison": _PEERS,
    "mart_division_rollup": _ROLLUP,
    "mart_coverage": _COVERAGE,
    "mart_report_scorecard": _SCORECARD,
    "mart_revisions": _REVISIONS,
    "mart_claims": _CLAIMS,
    "mart_withheld_shares": _WITHHELD,
}
"""The checks of each mart besides that of its key."""
