"""The frames of many reports. That they say what `judge` says is tested in test_agreement."""

from __future__ import annotations

from decimal import Decimal

import polars as pl
import pytest

from gouji.extraction.report import Report
from gouji.forms.values import BLANK, CellValue, State
from gouji.reconciliation import cell_matrix
from gouji.reconciliation.batch import reconcile
from gouji.reconciliation.status import CELL_RULES
from tests.reconciliation.samples import (
    UNREADABLE,
    disclosure,
    disputes,
    frames,
    report,
    requests,
)

N = CellValue.reported
REPORTS: dict[str, Report] = {
    "ties": report(disclosure(), requests(), disputes()),
    "breaks": report(requests({"granted.total": N(9)}), disputes()),
    "unread": report(unreadable=UNREADABLE),
    "prose": report(),
}


def test_columns_and_types() -> None:
    result = reconcile(*frames(REPORTS))
    money = pl.Decimal(18, 2)
    assert list(result.confrontations.schema.items()) == [
        ("document_id", pl.String),
        ("report_id", pl.String),
        ("report_year", pl.String),
        ("rule_id", pl.String),
        ("table", pl.String),
        ("scope", pl.String),
        ("status", pl.String),
        ("lhs", money),
        ("rhs", money),
        ("difference", money),
        ("doubt", pl.Boolean),
        ("blocks", pl.Boolean),
        ("defect", pl.String),
        ("claim", pl.Int64),
        ("message_zh", pl.String),
        ("message_en", pl.String),
        ("decision", pl.String),
    ]
    assert list(result.table_status.schema.items()) == [
        ("document_id", pl.String),
        ("report_id", pl.String),
        ("report_year", pl.String),
        ("table", pl.String),
        ("form", pl.String),
        ("status", pl.String),
        ("reason_zh", pl.String),
        ("reason_en", pl.String),
        ("violations", pl.Int64),
        ("doubts", pl.Int64),
        ("assessed", pl.Int64),
        ("not_assessable", pl.Int64),
        ("decision", pl.String),
    ]
    assert result.report_status.columns == [
        "document_id",
        "report_id",
        "report_year",
        "status",
        "reason_zh",
        "reason_en",
    ]
    empty = reconcile(*frames({}))
    for name in ("confrontations", "table_status", "report_status"):
        assert getattr(empty, name).schema == getattr(result, name).schema
        assert getattr(empty, name).is_empty()


def test_statuses() -> None:
    result = reconcile(*frames(REPORTS))
    assert dict(result.report_status.select("report_id", "status").iter_rows()) == {
        "ties": "reconciled",
        "breaks": "withheld",
        "unread": "unreadable",
        "prose": "narrative",
    }


def test_a_failure_names_row_sides_and_difference() -> None:
    failures = reconcile(*frames(REPORTS)).confrontations.filter(status="fail")
    row = failures.filter(rule_id="requests.applicants").row(0, named=True)
    assert (row["scope"], row["lhs"], row["rhs"], row["difference"]) == (
        "granted",
        Decimal(6),
        Decimal(9),
        Decimal(-3),
    )
    assert "（一）予以公开" in row["message_zh"] and "相差 -3" in row["message_zh"]
    assert "the first is 6, the second 9, difference -3" in row["message_en"]
    assert row["blocks"] and row["defect"] == "major" and not row["doubt"]


def test_cell_rules_give_one_row_where_no_cell_fails() -> None:
    rows = reconcile(*frames(REPORTS)).confrontations.filter(
        pl.col("report_id") == "ties",
        pl.col("rule_id").is_in(CELL_RULES),
    )
    assert rows.select("scope", "status").unique().sort("scope").rows() == [
        ("disclosure", "pass"),
        ("disputes", "pass"),
        ("requests", "pass"),
    ]
    assert rows.height == 6


def test_only_current_reports_count() -> None:
    result = reconcile(*frames(REPORTS, gone=["breaks"]))
    for frame in (result.confrontations, result.table_status, result.report_status):
        assert "breaks" not in frame["report_id"]


def test_a_document_that_stands_for_two_current_reports_is_refused() -> None:
    reports, tables, figures = frames(REPORTS)
    with pytest.raises(ValueError, match="two current reports share the document sha-ties"):
        reconcile(pl.concat([reports, reports]), tables, figures)


def test_a_cell_given_twice_counts_once_and_the_last_one() -> None:
    reports, tables, figures = frames({"ties": REPORTS["ties"]})
    again = figures.filter(table="requests", item="granted", column="total")
    seven = pl.lit(7).cast(pl.Decimal(18, 2))
    changed = again.with_columns(seven.alias(n) for n in ("value", "value_low", "value_high"))
    result = reconcile(reports, tables, pl.concat([figures, changed]))
    failures = result.confrontations.filter(status="fail")
    assert failures["scope"].to_list() == ["granted", "total"]
    same = reconcile(reports, tables, pl.concat([figures, again]))
    assert same.report_status["status"].to_list() == ["reconciled"]


def test_figures_in_any_order_give_the_same() -> None:
    reports, tables, figures = frames(REPORTS)
    mixed = figures.sample(fraction=1, shuffle=True, seed=1)
    straight, other = (reconcile(reports, tables, one) for one in (figures, mixed))
    assert straight.confrontations.equals(other.confrontations)
    assert straight.table_status.equals(other.table_status)


def test_many_reports_are_worked_off_in_pieces(monkeypatch: pytest.MonkeyPatch) -> None:
    many = {f"{name}{n}": one for n in range(3) for name, one in REPORTS.items()}
    whole = reconcile(*frames(many))
    monkeypatch.setattr(cell_matrix, "_CHUNK", 2)
    pieces = reconcile(*frames(many))
    assert whole.confrontations.equals(pieces.confrontations)
    assert whole.table_status.equals(pieces.table_status)


def test_numbers_too_large_for_a_sum_still_fail() -> None:
    huge = N(9_999_999_999_999_999)
    parts = {f"granted.{c}": huge for c in ("natural_person", "enterprise", "other")}
    result = reconcile(*frames({"huge": report(requests(parts))}))
    row = result.confrontations.filter(scope="granted", status="fail").row(0, named=True)
    assert row["lhs"] is None, "it does not fit its column"
    assert "29999999999999997" in row["message_en"]


def test_a_blank_total_is_never_a_pass() -> None:
    blank = {"granted.natural_person": BLANK, "granted.total": BLANK}
    rows = reconcile(*frames({"r": report(requests(blank))})).confrontations
    row = rows.filter(rule_id="requests.applicants", scope="granted").row(0, named=True)
    assert (row["status"], row["lhs"], row["rhs"]) == ("not_assessable", 0, None)
    assert "无法勾稽" in row["message_zh"] and "not assessable" in row["message_en"]


AMBIGUOUS = CellValue.ambiguous


@pytest.mark.parametrize(
    ("upheld", "other", "total", "expected"),
    [
        (AMBIGUOUS((3, 4)), N(0), N(2), ("fail", 3, 2, True)),
        (AMBIGUOUS((2, 4)), N(0), N(2), ("fail", 4, 2, True)),
        (AMBIGUOUS((2,)), N(0), N(2), ("not_assessable", None, None, False)),
        (AMBIGUOUS(()), N(0), N(2), ("not_assessable", None, None, False)),
        # Empty would leave no part at all: that reading is not assessable, not a sum of 0.
        (AMBIGUOUS((None, 3)), BLANK, N(2), ("fail", 3, 2, True)),
        (AMBIGUOUS((None,)), BLANK, N(2), ("not_assessable", None, None, False)),
        (N(1), N(1), AMBIGUOUS((None, 3)), ("fail", 2, 3, True)),
        (N(1), N(1), AMBIGUOUS((1, 3)), ("fail", 2, 1, True)),
        (AMBIGUOUS((1, 3)), AMBIGUOUS((1, 3)), N(9), ("not_assessable", None, None, False)),
        (
            AMBIGUOUS((1, 3)),
            CellValue(State.UNREADABLE),
            N(9),
            ("not_assessable", None, None, False),
        ),
    ],
)
def test_one_ambiguous_cell_is_tried_with_its_candidates(
    upheld: CellValue, other: CellValue, total: CellValue, expected: tuple[object, ...]
) -> None:
    row = {"upheld": upheld, "other": other, "total": total, "overturned": BLANK, "pending": BLANK}
    one = report(disputes({f"reconsideration.{name}": cell for name, cell in row.items()}))
    rows = reconcile(*frames({"r": one})).confrontations.filter(scope="reconsideration")
    assert rows.select("status", "lhs", "rhs", "doubt").row(0) == expected
