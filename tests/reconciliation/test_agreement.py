"""`judgement` (one report) and `batch` (all at once) must say exactly the same."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

import polars as pl
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from gouji.extraction.report import Evidence, Identity, Report, TableReading
from gouji.forms import catalogue
from gouji.forms.evaluation import Confrontation, Outcome
from gouji.forms.messages import describe
from gouji.forms.model import CellKey, Unit
from gouji.forms.values import BLANK, DASH, MISSING, UNREADABLE, CellValue
from gouji.reconciliation.batch import Reconciliation, reconcile
from gouji.reconciliation.decisions.ledger import Action, Decision
from gouji.reconciliation.judgement import Judgement, TableJudgement, judge
from gouji.reconciliation.status import CELL_RULES
from tests.reconciliation import samples

LAYOUTS = [
    *((table, form) for table in catalogue.STATUTORY_TABLES for form in ("form_2019", "form_2021")),
    ("requests_2014", "form_2014"),
    ("disputes_2014", "form_2014"),
    ("capacity_2014", "form_2014"),
]
# Small numbers, so that sums often tie by accident.
SMALL = st.integers(-1, 3)
MONEY = st.decimals(min_value=-2, max_value=5, places=2, allow_nan=False)
CANDIDATES = st.lists(st.none() | SMALL, max_size=3, unique=True).map(tuple)


def _interval(value: int | Decimal, below: int, above: int) -> CellValue:
    return CellValue.reported(value, value - below, value + above)


def cells(unit: Unit) -> st.SearchStrategy[CellValue]:
    exact = (SMALL | st.just(Decimal("0.50"))).map(CellValue.reported)
    number = MONEY.map(CellValue.reported) if unit is Unit.YUAN else exact
    return st.one_of(
        number,
        exact,
        st.sampled_from([BLANK, DASH, MISSING, UNREADABLE]),
        CANDIDATES.map(CellValue.ambiguous),
        st.builds(_interval, SMALL, st.integers(0, 2), st.integers(0, 2)),
    )


@st.composite
def readings(draw: st.DrawFn, table: str, form: str) -> TableReading:
    layout = catalogue.tables()[table]
    keys = layout.cells(form)
    ground = draw(st.sampled_from([samples.ZERO, samples.ZERO, BLANK, BLANK, None]))
    filled: dict[CellKey, CellValue] = {} if ground is None else dict.fromkeys(keys, ground)
    # Most changes fall on the cells of one edit: that is where blanks and candidates matter.
    edits = catalogue.edits(table, form)
    edit = draw(st.sampled_from(edits)) if edits else None
    near = (*edit.lhs, *edit.rhs, *edit.rhs, *edit.totals) if edit else keys
    for key in draw(st.lists(st.sampled_from(near), max_size=8)):
        filled[key] = draw(cells(layout.unit(key)))
    for key in draw(st.lists(st.sampled_from(keys), max_size=6)):
        filled[key] = draw(cells(layout.unit(key)))
    for key in draw(st.lists(st.sampled_from(keys), max_size=2)):
        filled.pop(key, None)
    return samples.reading(
        table,
        form,
        filled,
        unreadable=draw(st.sampled_from([None] * 7 + [samples.UNREADABLE])),
        doubt=draw(st.sampled_from([None] * 5 + [samples.DOUBT])),
    )


@st.composite
def identities(draw: st.DrawFn) -> Identity:
    conflicts = draw(st.sampled_from([()] * 4 + [("issuer",), ("year",), ("issuer", "year")]))
    evidence = tuple(
        Evidence(field, value, "title", "")
        for field, value in (("issuer", "甲局"), ("year", "2022"), ("issuer", "乙局"))
    )
    return Identity(
        issuer=draw(st.sampled_from(["甲局", "甲局", "甲局", None])),
        issuer_id=draw(st.sampled_from(["370000-甲局", "370000-甲局", "370000-甲局", None])),
        year=draw(st.sampled_from([2022, 2022, 2022, 2022, 1998, None])),
        evidence=draw(st.sampled_from([(), evidence])),
        conflicts=conflicts,
    )


@st.composite
def documents(draw: st.DrawFn) -> Report:
    chosen = draw(
        st.lists(st.sampled_from(LAYOUTS), max_size=3, unique_by=lambda layout: layout[0])
    )
    return samples.report(
        *(draw(readings(table, form)) for table, form in chosen),
        identity=draw(identities()),
        unreadable=draw(st.sampled_from([None] * 9 + [samples.UNREADABLE])),
    )


class Case:
    """Reports by id, and the decisions on them; with a short repr."""

    def __init__(self, reports: dict[str, Report], decisions: list[Decision]) -> None:
        self.reports, self.decisions = reports, decisions

    def __repr__(self) -> str:
        return f"{list(self.reports)}, {[one.name for one in self.decisions]}"


@st.composite
def cases(draw: st.DrawFn) -> Case:
    """Some reports, and decisions of which some apply, some are stale and some match nothing."""
    reports = {f"r{n}": draw(documents()) for n in range(draw(st.integers(1, 8)))}
    possible = [one for key, report in reports.items() for one in _possible(key, report)]
    chosen = draw(st.lists(st.sampled_from(possible), max_size=6, unique_by=lambda one: one.name))
    return Case(reports, chosen)


def _possible(key: str, report: Report) -> list[Decision]:
    found = [_decision(key, Action.EXCLUDE, "report"), _decision(key, Action.EXCLUDE, "requests")]
    found += [_decision(key, Action.EXCLUDE, table) for table in report.tables]
    found.append(_decision(key, Action.ACCEPT, "total", "requests.balance", {"lhs": Decimal(1)}))
    cell = "requests.granted.total"
    found.append(_decision(key, Action.EXCLUDE, "disputes", None, {cell: "blank"}))
    found.append(_decision(key, Action.EXCLUDE, "disclosure", None, {cell: Decimal(0)}))
    for failure in judge(report).failures:
        lhs = failure.lhs
        right = {} if lhs is None else {"lhs": Decimal(lhs)}
        found.append(_decision(key, Action.ACCEPT, failure.scope, failure.rule_id, right))
        wrong = {"difference": Decimal(99)}
        found.append(_decision(key, Action.ACCEPT, failure.scope, failure.rule_id, wrong))
    return found


def _decision(
    report: str, action: Action, scope: str, rule: str | None = None, expect: Any = None
) -> Decision:
    day = dt.date(2024, 3, 5)
    return Decision(report, action, scope, "来函确认", "王某", day, rule, expect or {}, "d.yml #1")


# Shrinking a failure takes minutes and helps little: the comparison names the report and the row.
@settings(
    max_examples=settings().max_examples // 3,
    deadline=None,
    phases=(Phase.reuse, Phase.generate),
    suppress_health_check=list(HealthCheck),
)
@given(cases())
def test_one_report_and_all_at_once_agree(case: Case) -> None:
    reports, decisions = case.reports, case.decisions
    together = reconcile(*samples.frames(reports), decisions)
    problems = []
    for key, report in reports.items():
        judged = judge(report, decisions, report_id=key)
        problems.extend(judged.problems)
        _compare(key, judged, together)
    assert sorted(together.problems) == sorted(problems)
    applied = {decision.name for decision in decisions} - {one.decision for one in problems}
    assert together.matched == applied


def _compare(key: str, judged: Judgement, together: Reconciliation) -> None:
    of_report = pl.col("report_id") == key
    (row,) = together.report_status.filter(of_report).iter_rows(named=True)
    reason = judged.reason
    assert (row["status"], row["reason_zh"], row["reason_en"]) == (
        judged.status,
        reason and reason.zh,
        reason and reason.en,
    )
    tables = together.table_status.filter(of_report).rows(named=True)
    assert [_table_row(row) for row in tables] == [_table(one) for one in judged.tables.values()]
    everything = [*judged.identity]
    for table in judged.tables.values():
        everything.extend(sorted(table.confrontations, key=_by_kind))
    # What withholds nothing has a test of its own (test_defects).
    found = together.confrontations.filter(of_report & pl.col("blocks")).rows(named=True)
    assert [_row(one) for one in found] == [_expected(one, judged) for one in everything]


def _by_kind(result: Confrontation) -> int:
    """The batch puts rules that no cell fails last, as the judgement does; order is kept."""
    return int(result.rule_id in CELL_RULES and result.scope == result.table)


def _table_row(row: Mapping[str, Any]) -> tuple[Any, ...]:
    names = ("table", "form", "status", "reason_zh", "reason_en", "violations", "doubts")
    return tuple(row[name] for name in (*names, "assessed", "not_assessable", "decision"))


def _table(one: TableJudgement) -> tuple[Any, ...]:
    reason = one.reason
    return (
        one.table,
        one.form,
        one.status.value,
        reason and reason.zh,
        reason and reason.en,
        one.violations,
        one.doubts,
        one.assessed,
        one.not_assessable,
        "; ".join(one.decisions) or None,
    )


def _row(row: Mapping[str, Any]) -> tuple[Any, ...]:
    names = ("rule_id", "table", "scope", "status", "lhs", "rhs", "difference", "doubt")
    return tuple(row[name] for name in (*names, "message_zh", "message_en", "decision"))


def _expected(result: Confrontation, judged: Judgement) -> tuple[Any, ...]:
    silent = result.outcome is Outcome.PASS or (
        result.outcome is Outcome.NOT_ASSESSABLE and result.rule_id in CELL_RULES
    )
    decision = judged.decision_on(result) if result.outcome is Outcome.FAIL else None
    return (
        result.rule_id,
        result.table,
        result.scope,
        result.outcome.value,
        result.lhs,
        result.rhs,
        result.difference,
        result.doubt,
        None if silent else describe(result, "zh"),
        None if silent else describe(result, "en"),
        decision and decision.name,
    )
