"""Both evaluations of the rules that withhold nothing agree, whatever is drawn or switched off."""

from __future__ import annotations

from dataclasses import replace

import polars as pl
import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from gouji.extraction.outline import Outline
from gouji.extraction.report import Coverage, IssuerKind, Report
from gouji.forms import catalogue
from gouji.forms.values import BLANK, DASH, CellValue
from gouji.reconciliation.batch import reconcile
from tests.reconciliation import samples
from tests.reconciliation.defect_reports import (
    SOMEONE,
    N,
    brought,
    carried,
    found,
    of,
    sketch,
)
from tests.reconciliation.samples import disclosure, disputes, report, requests


def test_no_such_failure_touches_a_status() -> None:
    now = of(2023, disclosure({"government_rules.in_force": N(3)}), requests(), disputes())
    result = reconcile(*samples.frames({"r1": now}))
    assert result.confrontations.filter(~pl.col("blocks"), status="fail").height
    assert result.report_status["status"].to_list() == ["reconciled"]
    assert result.table_status["violations"].sum() == 0


@pytest.mark.parametrize("every", [1, 2])
def test_disabled_rules_give_no_rows(monkeypatch: pytest.MonkeyPatch, every: int) -> None:
    now, before = of(2023, disclosure(), brought(7)), of(2022, disclosure(), carried(1))
    usual = found(now, before)
    off = [rule.id for rule in catalogue.rules().values() if not rule.blocks][::every]
    rules = {**catalogue.rules()}
    rules |= {rule_id: replace(rules[rule_id], status="disabled") for rule_id in off}
    monkeypatch.setattr(catalogue, "rules", lambda: rules)
    left = found(now, before)
    assert left == [row for row in usual if row[0] not in off]
    assert len(left) < len(usual)


SMALL = st.integers(0, 3).map(N) | st.sampled_from([BLANK, DASH, CellValue.ambiguous((1, 2))])
KEYS = {
    table: [f"{k.item}.{k.column}" for k in catalogue.tables()[table].cells("form_2021")]
    for table in catalogue.STATUTORY_TABLES
}


@st.composite
def reports_of(draw: st.DrawFn, year: int) -> Report:
    tables = []
    for make, name in ((disclosure, "disclosure"), (requests, "requests"), (disputes, "disputes")):
        if draw(st.integers(0, 5)):
            changes = st.dictionaries(st.sampled_from(KEYS[name]), SMALL, max_size=12)
            tables.append(make(draw(changes)))
    sections = draw(st.tuples(*[st.sampled_from([None, 0, 50])] * 6))
    known = draw(st.sampled_from([6, 6, 6, 5, 3, 1]))
    outline = Outline(
        sections[:known], draw(st.sampled_from([0, 40])), sketch(draw(st.integers(0, 12)))
    )
    identity = replace(
        SOMEONE,
        year=year,
        coverage=draw(st.sampled_from([Coverage.ORGAN, Coverage.UNKNOWN])),
        issuer_kind=draw(st.sampled_from(list(IssuerKind))),
        level=draw(st.sampled_from(["county", "prefecture", "unknown"])),
    )
    return report(*tables, identity=identity, outline=outline)


@settings(
    max_examples=settings().max_examples // 3,
    deadline=None,
    phases=(Phase.reuse, Phase.generate),
    suppress_health_check=list(HealthCheck),
)
@given(reports_of(2022), st.none() | reports_of(2021))
def test_one_report_and_all_at_once_agree(now: Report, before: Report | None) -> None:
    found(now, before)
