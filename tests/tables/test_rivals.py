"""Two documents of one issuer and year that are not versions of each other."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import polars as pl
import pytest

from gouji.extraction.report import Coverage, Report
from gouji.forms.values import BLANK, CellValue
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


def _lake(older: Report, newer: Report, *files: dict[str, Any]) -> dict[str, pl.DataFrame]:
    """Reports and details, of a.html and b.html; one came a day after the other unless said."""
    given = files or ({"path": "a.html"}, {"path": "b.html", "first_seen": builders.later(1)})
    frames = document_frames([(builders.meta("a"), older), (builders.meta("b"), newer)])
    reports = normalize.resolve_reports(
        frames["documents"],
        builders.inventory(*given),
        {},
        builders.VERSION,
        builders.figures_of(frames["figures"]),
    )
    details = ("table_readings", "figures")
    return {
        "reports": reports,
        **{name: normalize.attach(frames[name], reports, name) for name in details},
    }


def _resolved(older: Report, newer: Report, *files: dict[str, Any]) -> dict[str, dict[str, Any]]:
    reports = _lake(older, newer, *files)["reports"]
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
    rows = _resolved(_report(older), _report(newer))
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
    rows = _resolved(_report(older), _report(newer))
    assert json.loads(rows["b.html"]["identity_conflicts"]) == []
    assert rows["a.html"]["superseded_by"] == rows["b.html"]["document_id"]


def test_a_document_that_is_gone_is_no_rival() -> None:
    gone = {"path": "a.html", "removed_at": builders.later(1)}
    later = {"path": "b.html", "first_seen": builders.later(1)}
    rows = _resolved(_report(Coverage.AREA), _report(Coverage.OWN_LEVEL), gone, later)
    assert json.loads(rows["b.html"]["identity_conflicts"]) == []


def test_such_a_report_is_withheld_and_both_documents_are_named() -> None:
    judged = reconcile(*_lake(_report(Coverage.AREA), _report(Coverage.OWN_LEVEL)).values())
    failed = judged.confrontations.filter(rule_id="identity.known", status="fail")
    assert failed["scope"].to_list() == ["coverage_conflict"]
    assert set(judged.table_status["status"]) == {"withheld"}
    for words in ("b.html", OWN, "a.html", WHOLE):
        assert words in failed["message_zh"][0] and words in failed["message_en"][0]
    again = reconcile(*_lake(_report(Coverage.OWN_LEVEL), _report(Coverage.OWN_LEVEL)).values())
    assert again.confrontations.filter(rule_id="identity.known", status="fail").is_empty()


CELL = ("reconsideration", "upheld")
AT_ONCE = ({"path": "a.html"}, {"path": "b.html"})


def _with(cell: CellValue, published_on: str | None = None) -> Report:
    report = builders.report(None, None, builders.table(cells={CELL: cell}))
    return replace(report, identity=replace(builders.identity(), published_on=published_on))


def test_two_files_that_came_at_once_with_other_figures_are_withheld_and_both_named() -> None:
    four, nine = _with(CellValue.reported(4)), _with(CellValue.reported(9))
    for older, newer in ((four, nine), (nine, four)):
        lake = _lake(older, newer, *AT_ONCE)
        judged = reconcile(*lake.values())
        failed = judged.confrontations.filter(rule_id="identity.known", status="fail")
        assert failed["scope"].to_list() == ["document_conflict"]
        assert set(judged.table_status["status"]) == {"withheld"}
        message = failed["message_zh"][0]
        assert message.count("“行政复议”行“结果维持”列") == 2, "the cell is named for both"
        assert all(part in message for part in ("a.html", "b.html", " 4", " 9"))


@pytest.mark.parametrize(
    ("older", "newer", "files"),
    [
        (_with(CellValue.reported(4)), _with(CellValue.reported(4)), AT_ONCE),
        (_with(CellValue.reported(4)), _with(BLANK), AT_ONCE),
        (_with(CellValue.reported(4)), _with(CellValue.reported(9)), ()),
        (
            _with(CellValue.reported(4), "2022-01-20"),
            _with(CellValue.reported(9), "2022-02-20"),
            AT_ONCE,
        ),
        (
            _with(CellValue.reported(4)),
            _with(CellValue.reported(9)),
            ({"path": "a.html", "removed_at": builders.later(1)}, {"path": "b.html"}),
        ),
    ],
    ids=["same figures", "not certain in both", "one came later", "dated apart", "one is gone"],
)
def test_where_something_tells_them_apart_the_newest_counts(
    older: Report, newer: Report, files: tuple[dict[str, Any], ...]
) -> None:
    rows = _resolved(older, newer, *files)
    assert json.loads(rows["b.html"]["identity_conflicts"]) == []
    assert rows["b.html"]["is_current"] and not rows["a.html"]["is_current"]


def test_of_two_that_came_at_once_only_a_dated_one_is_no_proof_that_it_is_newer() -> None:
    rows = _resolved(
        _with(CellValue.reported(4), "2022-01-20"), _with(CellValue.reported(9)), *AT_ONCE
    )
    assert json.loads(rows["a.html"]["identity_conflicts"]) == ["document"]
