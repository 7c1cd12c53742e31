"""The status of one report: for every rule a report that passes and one that fails."""

from __future__ import annotations

from dataclasses import replace

import pytest

from gouji.extraction.report import Evidence, Identity, Report
from gouji.forms import catalogue
from gouji.forms.evaluation import Outcome
from gouji.forms.values import BLANK, DASH, MISSING, UNREADABLE, CellValue
from gouji.reconciliation.judgement import judge
from gouji.reconciliation.status import Status
from tests.reconciliation.samples import (
    DOUBT,
    KNOWN,
    ZERO,
    disclosure,
    disputes,
    reading,
    report,
    requests,
)
from tests.reconciliation.samples import UNREADABLE as LOST

N = CellValue.reported


def failing(one: Report) -> set[tuple[str, str]]:
    return {(result.rule_id, result.scope) for result in judge(one).failures}


def status_of(one: Report, table: str) -> Status:
    return judge(one).tables[table].status


def test_a_report_that_ties() -> None:
    judged = judge(report(disclosure(), requests(), disputes()))
    assert judged.failures == ()
    assert [one.status for one in judged.tables.values()] == [
        Status.UNCONFIRMED,
        Status.RECONCILED,
        Status.RECONCILED,
    ]
    assert judged.status is Status.RECONCILED, "an unconfirmed table lowers nothing"
    assert judged.reason is None
    assert judged.tables["requests"].reason is None
    assert judged.tables["disclosure"].reason is not None


@pytest.mark.parametrize(
    ("changes", "failures"),
    [
        pytest.param(
            {"granted.natural_person": N(5), "granted.enterprise": N(2)},
            {
                ("requests.applicants", "granted"),
                ("requests.outcomes", "natural_person"),
                ("requests.outcomes", "enterprise"),
            },
            id="applicants and outcomes",
        ),
        pytest.param(
            {"new_received.natural_person": N(6), "new_received.total": N(6)},
            {("requests.balance", "natural_person"), ("requests.balance", "total")},
            id="balance",
        ),
        pytest.param(
            {
                "granted.natural_person": N(7),
                "granted.total": N(7),
                "partially_granted.natural_person": N(-1),
                "partially_granted.total": N(-1),
            },
            {
                ("figures.domain", "requests.partially_granted.natural_person"),
                ("figures.domain", "requests.partially_granted.total"),
            },
            id="domain: negative",
        ),
        pytest.param(
            {"other_misc.other": UNREADABLE},
            {("reading.certain", "requests.other_misc.other")},
            id="certain: unreadable",
        ),
        pytest.param(
            {"other_misc.other": MISSING},
            {("reading.certain", "requests.other_misc.other")},
            id="certain: missing",
        ),
    ],
)
def test_a_failure_in_requests_withholds_it(
    changes: dict[str, CellValue], failures: set[tuple[str, str]]
) -> None:
    one = report(requests(changes), disputes())
    assert failing(one) == failures
    assert status_of(one, "requests") is Status.WITHHELD
    assert status_of(one, "disputes") is Status.RECONCILED, "what ties is not held back"
    assert judge(one).status is Status.WITHHELD


@pytest.mark.parametrize(
    "row", ["reconsideration", "litigation_direct", "litigation_after_reconsideration"]
)
def test_a_dispute_row_that_does_not_sum(row: str) -> None:
    one = report(requests(), disputes({f"{row}.upheld": N(11)}))
    assert failing(one) == {(f"disputes.{row}", row)}
    assert status_of(one, "disputes") is Status.WITHHELD
    tying = report(requests(), disputes({f"{row}.upheld": N(11), f"{row}.total": N(11)}))
    assert failing(tying) == set()


def test_change_of_items_may_be_negative_and_money_may_have_cents() -> None:
    def fill(key: object) -> CellValue:
        return N(-3) if getattr(key, "column", "") == "items_change" else ZERO

    one = report(reading("disclosure", "form_2019", fill))
    assert failing(one) == set()
    bad = report(disclosure({"administrative_fees.amount_yuan": N(-1)}))
    assert failing(bad) == {("figures.domain", "disclosure.administrative_fees.amount_yuan")}


def test_contradiction_and_doubt_are_counted_apart() -> None:
    ambiguous = CellValue.ambiguous((6, 7))
    one = report(requests({"granted.total": ambiguous, "new_received.enterprise": N(1)}))
    table = judge(one).tables["requests"]
    certain = [result for result in table.confrontations if result.outcome is Outcome.FAIL]
    assert {(r.rule_id, r.scope) for r in certain if not r.doubt} == {
        ("requests.applicants", "new_received"),
        ("requests.balance", "enterprise"),
    }
    assert {(r.rule_id, r.scope) for r in certain if r.doubt} == {
        ("requests.applicants", "granted"),
        ("requests.outcomes", "total"),
        ("reading.certain", "requests.granted.total"),
    }
    assert (table.violations, table.doubts) == (2, 3)
    assert table.reason is not None
    assert "共 2 处不符" in table.reason.zh and "3 处读不准" in table.reason.zh
    assert "2 contradiction(s)" in table.reason.en


@pytest.mark.parametrize("blank", [BLANK, DASH])
def test_a_blank_part_counts_as_nothing(blank: CellValue) -> None:
    empty = {f"granted.{column}": blank for column in ("enterprise", "other", "legal_service_org")}
    assert status_of(report(requests(empty)), "requests") is Status.RECONCILED


def test_a_blank_total_cannot_be_assessed() -> None:
    one = report(requests({"outcome_total.total": BLANK, "granted.total": BLANK}))
    table = judge(one).tables["requests"]
    assert table.status is Status.UNCONFIRMED
    assert table.reason is not None and table.reason.code == "not_assessed"
    # outcome_total's and granted's sums over applicants, outcomes and balance of the total.
    assert table.not_assessable == 4


def test_an_empty_table_is_not_a_table_of_zeros() -> None:
    table = judge(report(reading("requests", "form_2021", lambda _: BLANK))).tables["requests"]
    assert (table.status, table.assessed) == (Status.UNCONFIRMED, 0)


def test_one_dispute_row_that_cannot_be_assessed_leaves_the_table_unconfirmed() -> None:
    blank = dict.fromkeys(
        (f"litigation_direct.{c}" for c in ("upheld", "overturned", "other", "pending", "total")),
        BLANK,
    )
    assert status_of(report(disputes(blank)), "disputes") is Status.UNCONFIRMED


def test_a_table_in_doubt_is_withheld_as_a_whole() -> None:
    one = report(requests(), replace(disputes(), doubt=DOUBT))
    assert failing(one) == set()
    table = judge(one).tables["disputes"]
    assert table.status is Status.WITHHELD
    assert table.reason is not None and table.reason.zh == f"{DOUBT.zh}。"


def test_an_unreadable_table_gives_no_violation_but_a_reason() -> None:
    broken = replace(disputes({"reconsideration.upheld": N(3)}), unreadable=LOST)
    judged = judge(report(requests(), broken))
    assert judged.failures == ()
    assert (judged.tables["disputes"].status, judged.status) == (Status.UNREADABLE,) * 2
    assert judged.tables["disputes"].reason == LOST
    assert judged.tables["requests"].status is Status.RECONCILED


def test_an_unreadable_report_is_not_judged() -> None:
    judged = judge(report(requests(), identity=Identity(), unreadable=LOST))
    assert (judged.status, judged.reason) == (Status.UNREADABLE, LOST)
    assert judged.failures == () and judged.identity == ()
    assert judged.tables["requests"].status is Status.UNREADABLE


def test_a_report_without_tables_is_a_narrative() -> None:
    judged = judge(report(identity=Identity()))
    assert judged.status is Status.NARRATIVE
    assert judged.reason is not None and judged.reason.code == "no_table"


@pytest.mark.parametrize(
    ("identity", "scope"),
    [
        (replace(KNOWN, issuer=None, issuer_id=None), "issuer"),
        (replace(KNOWN, issuer_id=None), "issuer"),
        (replace(KNOWN, year=None), "year"),
        (replace(KNOWN, year=1998), "year"),
    ],
)
def test_an_unknown_identity_withholds_from_the_marts_but_not_from_a_check(
    identity: Identity, scope: str
) -> None:
    one = report(requests(), identity=identity)
    assert failing(one) == {("identity.known", scope)}
    assert status_of(one, "requests") is Status.WITHHELD
    checked = judge(one, identity_binds=False)
    assert checked.status is Status.RECONCILED
    assert [result.scope for result in checked.failures] == [scope]


@pytest.mark.parametrize("field", ["issuer", "year"])
def test_a_contradicted_identity_withholds_everywhere(field: str) -> None:
    evidence = (
        Evidence(field, "2021", "title", ""),
        Evidence(field, "2022", "period", ""),
    )
    one = report(requests(), identity=replace(KNOWN, evidence=evidence, conflicts=(field,)))
    for binds in (True, False):
        judged = judge(one, identity_binds=binds)
        assert judged.status is Status.WITHHELD
        (failure,) = judged.failures
        assert (failure.scope, failure.detail) == (f"{field}_conflict", "2021 / 2022")


def test_the_form_of_2014_is_confirmed_by_its_own_sums() -> None:
    sums = {"received": 3, "received_letter": 3, "completed": 2, "completed_on_time": 2}
    sums |= {"replied": 2, "replied_refused": 2, "refused_other_law": 2}

    def tie(key: object) -> CellValue:
        return N(sums.get(getattr(key, "item", ""), 0))

    assert judge(report(reading("requests_2014", "form_2014", tie))).status is Status.RECONCILED
    sums["refused_privacy"] = 1
    broken = report(reading("requests_2014", "form_2014", tie))
    assert failing(broken) == {("statistics.refused", "total")}


def test_a_doubtful_cell_withholds_where_no_rule_asks_for_every_cell() -> None:
    """Cells of form_2014 may be missing, but none may be doubtful."""
    some = reading("capacity_2014", "form_2014", {})
    assert judge(report(some)).status is Status.UNCONFIRMED
    key = catalogue.tables()["capacity_2014"].cells("form_2014")[0]
    doubtful = reading("capacity_2014", "form_2014", {key: CellValue.ambiguous()})
    judged = judge(report(doubtful)).tables["capacity_2014"]
    assert (judged.status, judged.doubts) == (Status.WITHHELD, 1)
