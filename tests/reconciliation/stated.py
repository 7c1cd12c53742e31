"""Reports with prose of their own, for the rules on claims; the prose is invented.

`stated` reads it as a report's prose is read.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from gouji.documents.model import Document, Paragraph
from gouji.extraction.reader import extract
from gouji.extraction.report import Coverage, Identity, IssuerKind, Report, TableReading
from gouji.forms.evaluation import Confrontation, Outcome
from gouji.forms.messages import describe
from gouji.forms.values import CellValue
from gouji.reconciliation.claims.confronting import confront_report_claims
from tests.reconciliation import samples
from tests.reconciliation.samples import disputes, requests

N = CellValue.reported

COUNTY = Identity(
    issuer="蒲堰县人民政府",
    issuer_id="990123-蒲堰县人民政府",
    issuer_kind=IssuerKind.GOVERNMENT,
    level="county",
    coverage=Coverage.AREA,
    year=2022,
)
BUREAU = replace(
    COUNTY, issuer="蒲堰县财政局", issuer_kind=IssuerKind.DEPARTMENT, coverage=Coverage.ORGAN
)
# 36 = 34 new + 2 old = 35 done + 1 carried; 20 granted, 5 in part, 4 denied, 3 + 2 not to be had.
TOTALS = {
    "new_received": 34, "brought_forward": 2, "granted": 20, "partially_granted": 5,
    "denied_state_secret": 1, "denied_internal_affairs": 3, "unavailable_not_held": 3,
    "not_processed_repeat": 2, "other_misc": 1, "outcome_total": 35, "carried_forward": 1,
}  # fmt: skip
APPLICANTS = {"natural_person": -4, "enterprise": 4}
CASES = {
    "reconsideration.upheld": 8, "reconsideration.overturned": 5, "reconsideration.pending": 7,
    "reconsideration.total": 20, "litigation_direct.upheld": 3, "litigation_direct.total": 3,
    "litigation_after_reconsideration.overturned": 2,
    "litigation_after_reconsideration.total": 2,
}  # fmt: skip


def of_requests(**changes: CellValue | int) -> TableReading:
    cells: dict[str, CellValue] = {}
    for item, total in {**TOTALS, **changes}.items():
        number = total if isinstance(total, CellValue) else N(total)
        cells[f"{item}.total"] = number
        cells[f"{item}.enterprise"] = N(4 if item in ("new_received", "outcome_total") else 0)
        if isinstance(total, int):
            less = 4 if item in ("new_received", "outcome_total") else 0
            cells[f"{item}.natural_person"] = N(total - less)
    return requests({"granted.natural_person": N(20), **cells})


def of_disputes(**changes: int) -> TableReading:
    return disputes({key: N(value) for key, value in {**CASES, **changes}.items()})


def stated(
    *sentences: str,
    tables: Sequence[TableReading] | None = None,
    identity: Identity = COUNTY,
) -> Report:
    lines = ("蒲堰县人民政府2022年政府信息公开工作年度报告", "一、总体情况", *sentences)
    document = Document("text", tuple(Paragraph(line) for line in lines))
    own = (of_requests(), of_disputes()) if tables is None else tables
    return samples.report(*own, identity=identity, claims=extract(document).claims)


def found(one: Report) -> list[Confrontation]:
    """What `gouji check` says; `test_all_at_once` shows that a lake says the same."""
    return list(confront_report_claims(one))


def outcomes(one: Report, rule: str) -> dict[str, str]:
    return {each.scope: str(each.outcome) for each in found(one) if each.rule_id == rule}


def failures(one: Report) -> list[tuple[str, str]]:
    return [(each.rule_id, each.scope) for each in found(one) if each.outcome is Outcome.FAIL]


def notes(one: Report) -> list[str]:
    passed = [each for each in found(one) if each.outcome is Outcome.PASS and each.detail]
    return [describe(each) for each in passed]
