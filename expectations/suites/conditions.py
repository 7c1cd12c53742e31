"""The conditions of this run: decisions apply, rates and rows are in bounds, `--strict` holds."""

from __future__ import annotations

from typing import Any

import polars as pl

from expectations.frames import Evidence
from expectations.keys import row_key
from expectations.rates import Measurement, measure
from expectations.thresholds import Threshold
from expectations.validation import Validation, meta, none_expected

SUITE = "conditions"


def validations(evidence: Evidence) -> list[Validation]:
    """The expectations on the run as a whole."""
    found = [
        none_expected(
            SUITE,
            "decisions_apply",
            pl.DataFrame(
                [(zh, en) for zh, en in evidence.decisions_problems],
                schema={"zh": pl.String, "en": pl.String},
                orient="row",
            ),
            "有复核决定不能适用",
            "a review decision does not apply",
        ),
        *(
            validation
            for threshold in evidence.thresholds
            if (
                validation := _bounded(
                    threshold, measure(threshold.metric, evidence, threshold.min_n)
                )
            )
        ),
    ]
    if evidence.strict:
        found.append(
            none_expected(
                SUITE,
                "nothing_withheld",
                evidence.offending(_WITHHELD),
                "严格方式下不得有任何表格暂不发布",
                "strict: something is withheld",
            )
        )
    return found


def _bounded(threshold: Threshold, found: Measurement) -> Validation | None:
    """The expectation that a metric keeps within its bounds; None below `min_n`."""
    from great_expectations import expectations as gxe

    if found.n < threshold.min_n:
        return None
    frame = pl.DataFrame(
        {
            "row_key": [found.about or threshold.metric],
            "value": pl.Series([found.value], dtype=pl.Float64),
            "n": [found.n],
        }
    )
    bounds = _bounds(threshold)
    expectations: list[Any] = [
        gxe.ExpectColumnValuesToNotBeNull(
            column="value",
            severity=threshold.severity,
            meta=meta(
                f"{threshold.id}_measured",
                f"{threshold.zh}：无法计算",
                f"{threshold.en}: could not be measured",
            ),
        ),
        gxe.ExpectColumnValuesToBeBetween(
            column="value",
            min_value=threshold.min,
            max_value=threshold.max,
            severity=threshold.severity,
            meta=meta(threshold.id, f"{threshold.zh}（{bounds}）", f"{threshold.en} ({bounds})"),
        ),
    ]
    return Validation(SUITE, threshold.id, frame, tuple(expectations))


def _bounds(threshold: Threshold) -> str:
    parts = []
    if threshold.min is not None:
        parts.append(f">= {threshold.min:g}")
    if threshold.max is not None:
        parts.append(f"<= {threshold.max:g}")
    return ", ".join(parts)


# A table that a reviewer has excluded is accounted for; what counts here is what nobody decided.
_WITHHELD = f"""
    select {row_key("report_id", "table")}, status, reason_zh, reason_en
    from mart_withheld_reports
    where status is distinct from 'excluded'
    union
    select {row_key("report_id", "table")}, status, null, null
    from lake_table_status
    anti join mart_withheld_reports using (report_id, "table")
    where status in ('withheld', 'unreadable')
    order by row_key
"""  # noqa: S608
