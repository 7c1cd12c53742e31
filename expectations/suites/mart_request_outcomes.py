"""The request marts' rows: one a report, and every total the same as when added up from the facts.

The totals are added up a second time here, in polars, from the cells of `fct_figures`; nothing of
the SQL that built the mart is used.
"""

from __future__ import annotations

import polars as pl

from expectations.frames import Evidence
from expectations.keys import ROW_KEY, row_key
from expectations.suites import totals
from expectations.validation import Validation, meta, none_expected, rows
from gouji.release.models import PUBLISHABLE

SUITE = "mart_request_outcomes"
_RECEIVED = ("new_received", "brought_forward")
_OUTCOMES = ("outcome_total",)
SHARES = {
    "disclosure_rate": (("granted", "partially_granted"), _OUTCOMES),
    "full_disclosure_rate": (("granted",), _OUTCOMES),
    "disclosure_rate_on_merits": (
        ("granted", "partially_granted"),
        ("granted", "partially_granted", "denied"),
    ),
    "clearance_rate": (_OUTCOMES, _RECEIVED),
    "carry_rate": (("carried_forward",), _RECEIVED),
    "partially_granted_share": (("partially_granted",), _OUTCOMES),
    "denied_share": (("denied",), _OUTCOMES),
    "unavailable_share": (("unavailable",), _OUTCOMES),
    "not_processed_share": (("not_processed",), _OUTCOMES),
    "other_share": (("other",), _OUTCOMES),
}
"""Each share: the measures that are the part, and those that are the whole."""


def validations(evidence: Evidence) -> list[Validation]:
    """The expectations on `mart_request_outcomes`."""
    mart = evidence.scan(SUITE)
    return [
        _each_row(evidence),
        none_expected(
            SUITE,
            "no_barred_table",
            evidence.offending(_BARRED),
            "对比表中有不得发布的报告",
            "a report is in the mart whose requests table may not be published",
        ),
        none_expected(
            SUITE,
            "every_published_table",
            evidence.offending(_MISSING),
            "依申请公开表可以发布的报告没有全部进入对比表",
            "a report whose requests table may be published is not in the mart",
        ),
        none_expected(
            SUITE,
            "totals_equal_facts",
            totals.differing(
                mart.unpivot(totals.MEASURES, index="report_id"),
                totals.request_measures(),
                evidence,
            ),
            "对比表的合计与事实表重新加总的结果不一致",
            "a total of the mart is not what the facts add up to",
        ),
        none_expected(
            SUITE,
            "shares_equal_totals",
            _wrong_shares(mart),
            "占比与其分子、分母不符",
            "a share is not what its parts give",
        ),
    ]


def _each_row(evidence: Evidence) -> Validation:
    from great_expectations import expectations as gxe

    measures = ", ".join(f"cast({name} as double) as {name}" for name in totals.MEASURES)
    frame = evidence.sql(
        f"select {row_key('report_id')}, report_id, issuer_id, year, table_status, {measures}, "  # noqa: S608
        f"{', '.join(SHARES)} from {SUITE}"
    )
    present = [
        gxe.ExpectColumnValuesToNotBeNull(
            column=column, meta=meta(f"{column}_present", f"{column} 为空", f"{column} is empty")
        )
        for column in ("report_id", "issuer_id", "year", "table_status")
    ]
    counts = [
        gxe.ExpectColumnValuesToBeBetween(
            column=column,
            min_value=0,
            meta=meta(f"{column}_not_negative", f"{column} 小于0", f"{column} is below 0"),
        )
        for column in totals.MEASURES
    ]
    shares = [
        gxe.ExpectColumnValuesToBeBetween(
            column=column,
            min_value=0,
            max_value=1,
            meta=meta(
                f"{column}_between_0_and_1",
                f"{column} 不在0与1之间",
                f"{column} is not between 0 and 1",
            ),
        )
        for column in SHARES
    ]
    return rows(
        SUITE,
        frame,
        [
            gxe.ExpectColumnValuesToBeUnique(
                column="report_id",
                meta=meta("report_id_unique", "报告重复", "a report is repeated"),
            ),
            gxe.ExpectColumnValuesToBeInSet(
                column="table_status",
                value_set=list(PUBLISHABLE),
                meta=meta(
                    "table_status_publishable", "状态不得发布", "a status may not be published"
                ),
            ),
            *present,
            *counts,
            *shares,
        ],
    )


def _wrong_shares(mart: pl.LazyFrame) -> pl.DataFrame:
    frames = []
    for share, (parts, wholes) in SHARES.items():
        part, whole = (sum((pl.col(m) for m in side), pl.lit(0)) for side in (parts, wholes))
        due = pl.when(whole != 0).then(part / whole)
        frames.append(
            mart.select(
                pl.col("report_id").alias(ROW_KEY),
                pl.lit(share).alias("share"),
                pl.col(share).cast(pl.Float64).alias("says"),
                due.cast(pl.Float64).alias("due"),
            ).filter(
                ((pl.col("says") - pl.col("due")).abs() > 1e-9)
                | (pl.col("says").is_null() != pl.col("due").is_null())
            )
        )
    return pl.concat(frames).sort(ROW_KEY, "share").collect()


_BARRED = f"""
    select {row_key("report_id")}, mart.table_status as says, judged.status as judged
    from mart_request_outcomes as mart
    left join (
        select document_id, status from lake_table_status where "table" = 'requests'
    ) as judged using (document_id)
    where judged.status is null
        or judged.status not in ({", ".join(f"'{status}'" for status in PUBLISHABLE)})
        or judged.status is distinct from mart.table_status
    order by row_key
"""  # noqa: S608

_MISSING = f"""
    select {row_key("report_id")}, status
    from lake_table_status
    anti join mart_request_outcomes using (report_id)
    where "table" = 'requests'
        and status in ({", ".join(f"'{status}'" for status in PUBLISHABLE)})
    order by row_key
"""  # noqa: S608
