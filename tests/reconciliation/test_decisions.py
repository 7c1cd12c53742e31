"""The reviewed decisions: what they do, and what is said of those that cannot be used."""

from __future__ import annotations

import datetime as dt
import re
from decimal import Decimal
from pathlib import Path

import pytest

from gouji.extraction.report import Report
from gouji.forms.values import CellValue
from gouji.reconciliation.batch import reconcile
from gouji.reconciliation.decisions.ledger import (
    Action,
    Decision,
    DecisionError,
    load_decisions,
    parse_decisions,
)
from gouji.reconciliation.judgement import judge
from gouji.reconciliation.status import Status
from tests.reconciliation.samples import disclosure, disputes, frames, report, requests

N = CellValue.reported
ID = "000000-某局-2022"
ACCEPT = f"""
- report: {ID}
  action: accept
  rule: disputes.reconsideration
  scope: reconsideration
  expect: {{lhs: 11, rhs: 0, disputes.reconsideration.upheld: 11}}
  reason: 总计栏漏填，已电话核实
  reviewer: 王某
  date: 2024-03-05
"""
EXCLUDE = f"""
- report: {ID}
  action: exclude
  scope: disputes
  reason: 机关来函撤回
  reviewer: 王某
  date: 2024-03-05
"""


def broken(upheld: int = 11) -> Report:
    return report(disclosure(), requests(), disputes({"reconsideration.upheld": N(upheld)}))


def outcome(one: Report, text: str) -> dict[str, str]:
    """Statuses by table, from `judge` and `reconcile`, which must agree."""
    decisions = parse_decisions(text, "decisions.yml")
    judged = judge(one, decisions, report_id=ID)
    together = reconcile(*frames({ID: one}), decisions)
    statuses = {name: table.status.value for name, table in judged.tables.items()}
    rows = together.table_status.select("table", "status").iter_rows()
    assert dict(rows) == statuses
    assert together.problems == list(judged.problems)
    return statuses


def test_accept_covers_one_failure() -> None:
    assert outcome(broken(), ACCEPT) == {
        "disclosure": "unconfirmed",
        "requests": "reconciled",
        "disputes": "accepted",
    }
    judged = judge(broken(), parse_decisions(ACCEPT, "d.yml"), report_id=ID)
    assert judged.status is Status.ACCEPTED and judged.problems == ()
    (failure,) = judged.failures
    decision = judged.decision_on(failure)
    assert decision is not None and decision.reason == "总计栏漏填，已电话核实"
    reason = judged.tables["disputes"].reason
    assert reason is not None
    assert reason.zh == "按审核决定接受（王某，2024-03-05）：总计栏漏填，已电话核实。"


def test_accept_covers_no_other_failure() -> None:
    also = report(disputes({"reconsideration.upheld": N(11), "litigation_direct.upheld": N(1)}))
    assert outcome(also, ACCEPT) == {"disputes": "withheld"}


def test_accept_keeps_the_figures_and_names_itself_in_the_frames() -> None:
    decisions = parse_decisions(ACCEPT, "d.yml")
    together = reconcile(*frames({ID: broken()}), decisions)
    row = together.confrontations.filter(status="fail").row(0, named=True)
    assert row["decision"] == decisions[0].name
    assert (row["lhs"], row["rhs"]) == (Decimal(11), Decimal(0))
    assert together.matched == {decisions[0].name}


@pytest.mark.parametrize("scope", ["disputes", "report"], ids=["a table", "the whole report"])
def test_exclude(scope: str) -> None:
    text = EXCLUDE.replace("scope: disputes", f"scope: {scope}")
    rest = "excluded" if scope == "report" else None
    assert outcome(broken(), text) == {
        "disclosure": rest or "unconfirmed",
        "requests": rest or "reconciled",
        "disputes": "excluded",
    }
    # Also what ties is kept out.
    assert outcome(report(disputes()), text) == {"disputes": "excluded"}


@pytest.mark.parametrize(
    ("one", "text", "said"),
    [
        pytest.param(broken(12), ACCEPT, "现为 12", id="the sum changed"),
        pytest.param(
            broken(),
            ACCEPT.replace("upheld: 11", "upheld: blank"),
            "现为 11",
            id="a cell changed",
        ),
        pytest.param(report(disputes()), ACCEPT, "没有对应的", id="it ties now"),
        pytest.param(
            broken(),
            EXCLUDE + "  expect: {disputes.reconsideration.upheld: 3}\n",
            "现为 11",
            id="exclude, a cell changed",
        ),
    ],
)
def test_a_decision_that_no_longer_holds_leaves_its_table_withheld(
    one: Report, text: str, said: str
) -> None:
    assert outcome(one, text)["disputes"] == "withheld"
    (problem,) = judge(one, parse_decisions(text, "d.yml"), report_id=ID).problems
    assert said in problem.zh
    assert "d.yml" in problem.zh and "d.yml" in problem.en


def test_a_decision_on_nothing_is_a_problem_of_the_lake_only() -> None:
    decisions = parse_decisions(EXCLUDE.replace(ID, "other-2022"), "d.yml")
    here = frames({ID: broken()})
    (problem,) = reconcile(*here, decisions).problems
    assert problem.decision == "exclude other-2022 disputes"
    assert reconcile(*here, decisions, whole_lake=False).problems == []
    assert judge(broken(), decisions, report_id=ID).problems == ()


def test_a_decision_on_a_superseded_report_matches_nothing() -> None:
    decisions = parse_decisions(EXCLUDE, "d.yml")
    assert len(reconcile(*frames({ID: broken()}, gone=[ID]), decisions).problems) == 1


def test_a_whole_entry() -> None:
    (decision,) = parse_decisions(ACCEPT, "d.yml")
    assert decision == Decision(
        report=ID,
        action=Action.ACCEPT,
        scope="reconsideration",
        reason="总计栏漏填，已电话核实",
        reviewer="王某",
        date=dt.date(2024, 3, 5),
        rule="disputes.reconsideration",
        expect={
            "lhs": Decimal(11),
            "rhs": Decimal(0),
            "disputes.reconsideration.upheld": Decimal(11),
        },
        origin="d.yml #1 (:2)",
    )
    assert parse_decisions("", "d.yml") == () == parse_decisions("# nothing yet\n", "d.yml")


PLACE = f"""
- report: {ID}
  action: place
  scope: requests
  cell: requests.carried_forward.total
  source: {{line: 440}}
  reason: 见原件
  reviewer: 王某
  date: 2024-03-05
"""


@pytest.mark.parametrize(
    ("text", "line", "said"),
    [
        ("report: x", None, "expected a list"),
        ("- [1, 2]", 1, "field: value"),
        ("- report: [", None, "not valid YAML"),
        ("- a: \x07", None, "not valid YAML"),
        ("- date: 2024-13-45", None, "not valid YAML"),
        (ACCEPT.replace("  rule:", "  scope: x\n  rule:"), None, "stands here twice"),
        (ACCEPT + ACCEPT, None, "the same as d.yml #1"),
        (ACCEPT.replace("accept", "ignore"), 2, "must be accept or exclude"),
        (ACCEPT.replace("reviewer: 王某", "reviewer:"), 2, "“reviewer” is missing"),
        (re.sub("  expect.*\n", "", ACCEPT), 2, "“expect” is missing"),
        (ACCEPT.replace("reviewer", "reviewed_by"), 2, "no field “reviewed_by”"),
        (ACCEPT.replace(ID, "2022"), 2, "quote digits"),
        (ACCEPT.replace("2024-03-05", "yesterday"), 2, "date must look like"),
        (ACCEPT.replace("rule: disputes.", "rule: dispute."), 2, "no active rule"),
        (ACCEPT.replace("scope: recon", "scope: con"), 2, "has no scope"),
        (ACCEPT.replace("{lhs: 11", "{left: 11"), 2, "does not know “left”"),
        (ACCEPT.replace("{lhs: 11", "{lhs: eleven"), 2, "a number"),
        (ACCEPT.replace("upheld: 11", "upheld: gone"), 2, "a number or a state"),
        (ACCEPT.replace("{lhs: 11", "{lhs: .nan"), 2, "a number"),
        (EXCLUDE.replace("scope: disputes", "scope: table4"), 2, "scope must be a table"),
        (EXCLUDE + "  rule: disputes.reconsideration\n", 2, "takes no rule"),
        (EXCLUDE + "  expect: {lhs: 1}\n", 2, "for accept only"),
        (
            ACCEPT.replace("disputes.reconsideration\n", "identity.known\n").replace(
                "scope: reconsideration", "scope: issuer"
            ),
            2,
            "state it in reports.csv",
        ),
        (PLACE, 2, "Accept reading.certain of the cell instead"),
        (PLACE.replace("requests.carried", "requests.carry"), 2, "no cell"),
        (PLACE.replace("{line: 440}", "440"), 2, "source must be the locator"),
    ],
)
def test_a_bad_file_is_refused_by_file_entry_and_cause(
    text: str, line: int | None, said: str
) -> None:
    with pytest.raises(DecisionError, match=re.escape(said)) as caught:
        parse_decisions(text, "d.yml")
    reason = caught.value.reason
    assert reason.en.startswith("d.yml") and reason.zh.startswith("d.yml")
    if line is not None:
        assert f"entry 1 (line {line})" in reason.en
        assert f"第 1 条（第 {line} 行）" in reason.zh


def test_a_file_that_is_not_text(tmp_path: Path) -> None:
    path = tmp_path / "decisions.yml"
    path.write_bytes("- 报告".encode("gb18030"))
    with pytest.raises(DecisionError, match=r"decisions.yml: not UTF-8"):
        load_decisions(path)
    path.write_bytes(b"\xef\xbb\xbf" + ACCEPT.encode())
    assert len(load_decisions(path)) == 1
