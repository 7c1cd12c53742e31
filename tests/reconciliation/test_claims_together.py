"""Claims of all reports of a lake at once: the same as each report alone, word for word."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import polars as pl
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from gouji.extraction.report import Claim, Report
from gouji.forms import claim_subjects
from gouji.forms.evaluation import Confrontation
from gouji.forms.messages import describe
from gouji.forms.values import BLANK, CellValue
from gouji.reconciliation.batch import reconcile
from gouji.reconciliation.claims.confronting import RULES
from tests.reconciliation import samples
from tests.reconciliation.samples import disclosure
from tests.reconciliation.stated import BUREAU, COUNTY, N, found, of_disputes, of_requests, stated


def _row(row: Mapping[str, Any]) -> tuple[Any, ...]:
    names = ("rule_id", "table", "scope", "status", "lhs", "rhs", "claim")
    names += ("message_zh", "message_en")
    return tuple(row[name] for name in names)


def _expected(one: Confrontation) -> tuple[Any, ...]:
    texts = [None if one.detail is None else describe(one, lang) for lang in ("zh", "en")]
    return (
        one.rule_id,
        one.table,
        one.scope,
        str(one.outcome),
        one.lhs,
        one.rhs,
        one.claim,
        *texts,
    )


NAMES = [
    *claim_subjects.subjects(),
    "requests.denied_internal_affairs.total", "disputes.reconsideration.upheld",
    "granted+partially_granted", "received_last_year",
]  # fmt: skip
CLAIMS = st.builds(
    Claim,
    subject=st.sampled_from(NAMES),
    value=st.sampled_from([0.0, 1.0, 2.0, 20.0, 34.0, 35.0, 36.0, 57.1, 58.8, 100.0, -15.0]),
    unit=st.sampled_from(["count", "percent"]),
    kind=st.sampled_from(["count", "count", "share", "change"]),
    sentence=st.just("略"),
    raw=st.just("略"),
    step=st.sampled_from([1.0, 0.1]),
    qualifier=st.sampled_from(["", "", "about"]),
    scope=st.sampled_from(["", "area", "organ"]),
    base=st.sampled_from(["", "", "closed", "denied"]),
    statement=st.integers(0, 2),
)


def _sound(claim: Claim) -> Claim:
    """A count is whole and has the unit of a count; a share is in percent."""
    if claim.kind == "count":
        return replace(claim, unit="count", value=float(abs(int(claim.value))), step=1.0, base="")
    return replace(claim, unit="percent") if claim.kind == "share" else replace(claim, base="")


REPORTS = st.builds(
    lambda claims, identity, tables: samples.report(*tables, identity=identity, claims=claims),
    st.lists(CLAIMS.map(_sound), max_size=12).map(tuple),
    st.sampled_from([COUNTY, BUREAU, replace(COUNTY, year=None)]),
    st.sampled_from([
        [of_requests(), of_disputes(), disclosure()],
        [of_requests(granted=BLANK, carried_forward=CellValue.ambiguous((1, 2)))],
        [samples.requests({"granted.total": BLANK, "granted.other": N(2)})],
        [replace(of_requests(), doubt=samples.DOUBT), of_disputes()],
        [replace(of_requests(), unreadable=samples.UNREADABLE)],
        [],
    ]),
)  # fmt: skip


@settings(
    max_examples=settings().max_examples // 4,
    deadline=None,
    phases=(Phase.explicit, Phase.generate),
)
@given(st.lists(REPORTS, min_size=1, max_size=20))
def test_all_at_once(reports: list[Report]) -> None:
    named = {f"r{number:02}": one for number, one in enumerate(reports)}
    rows = reconcile(
        *samples.frames(named), claims=samples.claims_frame(named)
    ).confrontations.filter(pl.col("rule_id").is_in(RULES))
    together = [(row["report_id"], *_row(row)) for row in rows.rows(named=True)]
    assert together == [
        (key, *_expected(each)) for key, one in named.items() for each in found(one)
    ]


def test_all_at_once_in_words() -> None:
    sentences = [
        "全县共受理政府信息公开申请36件，其中予以公开21件，占59%；不予公开的占3.2%，均已办结。",
        "县政府办公室受理政府信息公开申请17件，比2021年的12件增长40%。行政复议12件，同比下降15%，维持8件。",
        "征收行政事业性收费7731万元。",
    ]
    table = disclosure({"administrative_fees.amount_yuan": N(77302800)})
    named = {f"r{n}": stated(text, tables=[of_requests(), of_disputes(), table])
             for n, text in enumerate(sentences)}  # fmt: skip
    rows = reconcile(*samples.frames(named), claims=samples.claims_frame(named)).confrontations
    kept = rows.filter(pl.col("rule_id").is_in(RULES)).rows(named=True)
    assert [_row(row) for row in kept] == [
        _expected(each) for one in named.values() for each in found(one)
    ]
    assert {row["status"] for row in kept} == {"pass", "fail", "not_assessable"}
    assert not any(row["blocks"] for row in kept)


def test_each_confrontation_names_its_claim() -> None:
    """By its place in the report: what a rule says of the second of a kind is of no other."""
    one = stated(
        "全县共收到政府信息公开申请43件。",
        "二、另一部分",
        "全县收到政府信息公开申请44件，均已办结。",
    )
    named = {"r": one}
    rows = reconcile(*samples.frames(named), claims=samples.claims_frame(named)).confrontations
    on_claims = rows.filter(pl.col("rule_id").is_in(RULES))
    assert on_claims.select("rule_id", "scope", "claim").rows() == [
        ("claims.total", "received", 0),
        ("claims.total", "received#2", 1),
        ("plausible.all_done", "carried_forward", 2),
    ]
    assert rows.filter(~pl.col("rule_id").is_in(RULES))["claim"].null_count() == len(rows) - 3
