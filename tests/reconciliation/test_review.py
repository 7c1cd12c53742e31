"""What waits for a decision, in which order, and that the printed entry decides it."""

from __future__ import annotations

from dataclasses import replace

import polars as pl
import pytest

from gouji.extraction.report import Report
from gouji.forms.values import BLANK, CellValue
from gouji.reconciliation.batch import Reconciliation, reconcile
from gouji.reconciliation.decisions.ledger import Decision, DecisionError, parse_decisions
from gouji.reconciliation.decisions.review import (
    Waiting,
    entries,
    to_yaml,
    uncertain_states,
    waiting,
)
from tests.reconciliation import samples
from tests.reconciliation.samples import KNOWN, disputes, frames, report, requests

N = CellValue.reported
TWO_WRONG = {"reconsideration.upheld": N(11), "litigation_direct.upheld": N(1)}
UNSURE = {"reconsideration.upheld": CellValue.ambiguous((1, 2)), "reconsideration.total": N(1)}
REPORTS = {
    "one_wrong": report(disputes({"reconsideration.upheld": N(11)})),
    "ties": report(requests(), disputes()),
    "unsure": report(disputes(UNSURE)),
    "two_wrong": report(disputes(TWO_WRONG)),
    "blank": report(disputes({"reconsideration.other": BLANK})),
    "in_doubt": report(samples.reading("disputes", "form_2021", {}, doubt=samples.DOUBT)),
    "nobody": report(disputes(), identity=replace(KNOWN, issuer=None)),
}


def reviewed(
    reports: dict[str, Report], decisions: tuple[Decision, ...] = ()
) -> tuple[list[Waiting], Reconciliation]:
    three = frames(reports)
    found = reconcile(*three, decisions)
    failures = found.confrontations.filter(pl.col("status") == "fail")
    about = three[0].with_columns(pl.format("{}.txt", "report_id").alias("path"))
    return waiting(about, three[1], found.table_status, failures), found


def filled_in(text: str) -> str:
    return (
        text.replace("reason: ''", "reason: 来函确认")
        .replace("reviewer: ''", "reviewer: 王某")
        .replace("date: ''", "date: 2026-03-05")
    )


def entry_for(one: Waiting, reports: dict[str, Report], lang: str = "zh") -> str:
    figures = frames(reports)[2].filter(pl.col("document_id") == one.document_id)
    return to_yaml(entries(one, uncertain_states(figures)), lang)


def test_the_most_severe_comes_first() -> None:
    found, _ = reviewed(REPORTS)
    tables = [one for one in found if one.kind != "defect"]
    assert [(one.report_id, one.kind) for one in tables] == [
        ("two_wrong", "contradiction"),
        ("one_wrong", "contradiction"),
        ("in_doubt", "doubt"),
        ("unsure", "doubt"),
        ("nobody", "doubt"),
    ]
    assert found[: len(tables)] == tables, "defects come last"
    assert "ties" not in {one.report_id for one in found}


def test_defects_wait_too_the_major_ones_first() -> None:
    old = samples.reading("disclosure", "form_2019", lambda _: BLANK)
    found, _ = reviewed({"old": report(old)})
    rules = [one.failures[0]["rule_id"] for one in found if one.kind == "defect"]
    assert rules == ["form.outdated", "form.blank_cells"]


@pytest.mark.parametrize("name", ["one_wrong", "two_wrong", "unsure"])
@pytest.mark.parametrize("lang", ["zh", "en"])
def test_the_filled_in_entry_makes_the_table_accepted(name: str, lang: str) -> None:
    found, _ = reviewed({name: REPORTS[name]})
    (one,) = [one for one in found if one.kind != "defect"]
    text = entry_for(one, REPORTS, lang)
    decisions = parse_decisions(filled_in(text), "decisions.yml")
    after, result = reviewed({name: REPORTS[name]}, decisions)
    assert result.table_status["status"].to_list() == ["accepted"]
    assert result.problems == []
    assert [one for one in after if one.kind != "defect"] == []


def test_an_entry_that_is_not_filled_in_is_refused() -> None:
    (one, *_), _ = reviewed({"one_wrong": REPORTS["one_wrong"]})
    with pytest.raises(DecisionError, match="“reason” is missing"):
        parse_decisions(entry_for(one, REPORTS), "decisions.yml")


def test_the_entry_expects_what_it_says_now() -> None:
    (one, *_), _ = reviewed({"one_wrong": REPORTS["one_wrong"]})
    text = entry_for(one, REPORTS, "en")
    assert text.startswith("# ") and "the first is 11, the second 0" in text
    decisions = parse_decisions(filled_in(text), "decisions.yml")
    changed = {"one_wrong": report(disputes({"reconsideration.upheld": N(12)}))}
    _, result = reviewed(changed, decisions)
    assert result.table_status["status"].to_list() == ["withheld"]
    assert "现为 12" in result.problems[0].zh


def test_what_cannot_be_accepted_can_only_be_excluded() -> None:
    for name, said in (("in_doubt", "as a whole is in doubt"), ("nobody", "reports.csv")):
        found, _ = reviewed({name: REPORTS[name]})
        (one,) = [one for one in found if one.kind != "defect"]
        assert not one.acceptable
        text = entry_for(one, REPORTS, "en")
        assert said in text
        decisions = parse_decisions(filled_in(text), "decisions.yml")
        _, result = reviewed({name: REPORTS[name]}, decisions)
        assert result.table_status["status"].to_list() == ["excluded"]


def test_a_defect_that_was_looked_at_waits_no_longer_and_changes_nothing() -> None:
    found, before = reviewed({"blank": REPORTS["blank"]})
    (one,) = [one for one in found if one.failures[0]["rule_id"] == "form.blank_cells"]
    text = filled_in(entry_for(one, REPORTS))
    decisions = parse_decisions(text, "decisions.yml")
    after, result = reviewed({"blank": REPORTS["blank"]}, decisions)
    assert "form.blank_cells" not in {one.failures[0]["rule_id"] for one in after}
    assert result.table_status.equals(before.table_status)
    rows = result.confrontations.filter(rule_id="form.blank_cells")
    assert rows["decision"].to_list() == [decisions[0].name]


def test_a_stale_decision_on_a_defect_shuts_the_gate_and_withholds_nothing() -> None:
    found, _ = reviewed({"blank": REPORTS["blank"]})
    (one,) = [one for one in found if one.failures[0]["rule_id"] == "form.blank_cells"]
    text = filled_in(entry_for(one, REPORTS)).replace("lhs: 1", "lhs: 2")
    _, result = reviewed({"blank": REPORTS["blank"]}, parse_decisions(text, "decisions.yml"))
    assert len(result.problems) == 1
    assert "withheld" not in result.table_status["status"].to_list()
