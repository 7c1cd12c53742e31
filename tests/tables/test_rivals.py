"""Two documents of one issuer and year that add up different things."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import polars as pl
import pytest

from gouji.extraction.report import Coverage, Report
from gouji.reconciliation.batch import reconcile
from gouji.tables import normalize
from gouji.tables.frames import document_frames
from tests.tables import builders

WHOLE, OWN, ALONE = "全县各乡镇各部门汇总", "县本级各部门", "我办共收到申请3件"
WORDS = {Coverage.AREA: WHOLE, Coverage.OWN_LEVEL: OWN, Coverage.ORGAN: ALONE}


def _report(coverage: Coverage) -> Report:
    report = builders.report()
    identity = replace(report.identity, coverage=coverage, coverage_evidence=WORDS.get(coverage))
    return replace(report, identity=identity)


def _lake(older: Coverage, newer: Coverage, **gone: Any) -> dict[str, pl.DataFrame]:
    read = [(builders.meta("a"), _report(older)), (builders.meta("b"), _report(newer))]
    inventory = builders.inventory(
        {"path": "a.html", **gone}, {"path": "b.html", "first_seen": builders.later(1)}
    )
    frames = document_frames(read)
    reports = normalize.resolve_reports(frames["documents"], inventory, {}, builders.VERSION)
    details = ("table_readings", "figures")
    return {
        "reports": reports,
        **{name: normalize.attach(frames[name], reports, name) for name in details},
    }


def _resolved(older: Coverage, newer: Coverage, **gone: Any) -> dict[str, dict[str, Any]]:
    reports = _lake(older, newer, **gone)["reports"]
    return {row["path"]: row for row in reports.iter_rows(named=True)}


@pytest.mark.parametrize(
    ("older", "newer"),
    [
        (Coverage.AREA, Coverage.OWN_LEVEL),
        (Coverage.OWN_LEVEL, Coverage.AREA),
        (Coverage.AREA, Coverage.ORGAN),
    ],
)
def test_the_area_and_its_own_level_are_no_versions_of_each_other(
    older: Coverage, newer: Coverage
) -> None:
    rows = _resolved(older, newer)
    assert json.loads(rows["b.html"]["identity_conflicts"]) == ["coverage"]
    assert json.loads(rows["a.html"]["identity_conflicts"]) == []
    said = [e for e in json.loads(rows["b.html"]["identity_evidence"]) if e["field"] == "coverage"]
    assert [e["value"] for e in said] == [f"b.html: {WORDS[newer]}", f"a.html: {WORDS[older]}"]
    assert rows["b.html"]["report_id"] == rows["a.html"]["report_id"]


@pytest.mark.parametrize(
    ("older", "newer"),
    [
        (Coverage.AREA, Coverage.AREA),
        (Coverage.ORGAN, Coverage.OWN_LEVEL),
        (Coverage.UNKNOWN, Coverage.AREA),
        (Coverage.OWN_LEVEL, Coverage.UNKNOWN),
    ],
)
def test_a_corrected_version_contradicts_nothing(older: Coverage, newer: Coverage) -> None:
    rows = _resolved(older, newer)
    assert json.loads(rows["b.html"]["identity_conflicts"]) == []
    assert rows["a.html"]["superseded_by"] == rows["b.html"]["document_id"]


def test_a_document_that_is_gone_is_no_rival() -> None:
    rows = _resolved(Coverage.AREA, Coverage.OWN_LEVEL, removed_at=builders.later(1))
    assert json.loads(rows["b.html"]["identity_conflicts"]) == []


def test_such_a_report_is_withheld_and_both_documents_are_named() -> None:
    judged = reconcile(*_lake(Coverage.AREA, Coverage.OWN_LEVEL).values())
    failed = judged.confrontations.filter(rule_id="identity.known", status="fail")
    assert failed["scope"].to_list() == ["coverage_conflict"]
    assert set(judged.table_status["status"]) == {"withheld"}
    for words in ("b.html", OWN, "a.html", WHOLE):
        assert words in failed["message_zh"][0] and words in failed["message_en"][0]
    again = reconcile(*_lake(Coverage.OWN_LEVEL, Coverage.OWN_LEVEL).values())
    assert again.confrontations.filter(rule_id="identity.known", status="fail").is_empty()
