"""Each edit rule of the catalogue has a report that fails it and one that passes it.

All examples form one lake that is confronted once. A rule that is added to the data without a pair
here fails the first test; what the rules mean in detail is tested beside the code of each.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cache

import polars as pl
import pytest

from gouji.extraction.outline import BUCKETS, Outline
from gouji.extraction.report import (
    Claim,
    Coverage,
    Identity,
    IssuerKind,
    Report,
    TableReading,
)
from gouji.forms import catalogue
from gouji.forms.model import CellKey, RuleKind
from gouji.forms.values import BLANK, CellValue
from gouji.reconciliation.batch import reconcile
from gouji.reconciliation.comparisons.divisions import UNITS_SCHEMA
from gouji.reconciliation.comparisons.frame import YearBefore
from tests.reconciliation import samples
from tests.reconciliation.samples import disclosure, disputes, requests

N = CellValue.reported
YEAR = 2023
BUREAU = Identity(
    issuer_kind=IssuerKind.DEPARTMENT, level="county", coverage=Coverage.ORGAN, year=YEAR
)
Changes = Mapping[str, int]


@dataclass(frozen=True)
class Example:
    """A report, last year's of the same issuer, and the reports of its units."""

    now: Report
    before: Report | None = None
    units: tuple[Report, ...] = ()


def of(*tables: TableReading, **more: object) -> Report:
    more.setdefault("identity", BUREAU)
    return samples.report(*tables, **more)  # type: ignore[arg-type]


def numbers(changes: Changes) -> dict[str, CellValue]:
    return {name: N(value) for name, value in changes.items()}


def three(changes: Changes | None = None, /, **more: object) -> Report:
    return of(requests(numbers(changes or {})), **more)


def four(row: str, upheld: int) -> Example:
    return Example(of(disputes(numbers({f"{row}.upheld": upheld, f"{row}.total": 2}))))


def statistics(table: str, changes: Changes) -> Example:
    fill = numbers(changes)
    one = samples.reading(
        table, "form_2014", lambda key: fill.get(f"{key.item}.{key.column}", N(0))
    )
    return Example(of(one, identity=replace(BUREAU, year=2016)))


def old_form(changes: Changes) -> TableReading:
    fill = numbers(changes)
    return samples.reading(
        "disclosure", "form_2019", lambda key: fill.get(f"{key.item}.{key.column}", N(0))
    )


def told(*claims: tuple[str, float, str]) -> Example:
    """Table 三 of 5 new requests and an old one, all granted, beside prose that says this."""
    stated = tuple(
        Claim(subject, value, "percent" if kind == "share" else "count", kind, "略", raw="略")
        for subject, value, kind in claims
    )
    return Example(three(claims=stated))


def lacking(line: str, changes: Changes) -> Report:
    """Table 三 without its row or column of totals, but for `changes`."""
    names = (f"{k.item}.{k.column}" for k in catalogue.tables()["requests"].cells("form_2021"))
    empty = {name: BLANK for name in names if line in name.split(".")}
    return of(requests({**empty, **numbers(changes)}))


def sections(*lengths: int | None, sketch: int | None = None) -> Outline:
    words = "" if sketch is None else "".join(f"{sketch + n:04x}" for n in range(BUCKETS))
    return Outline(lengths, 40 if words else 0, words)


WHOLE = (300, 10, 10, 10, 120, 30)


def prose(first: int) -> Report:
    """Prose of which no clause is that of another one, unless `first` is the same."""
    return three(outline=sections(*WHOLE, sketch=first))


def fees(yuan: int) -> Report:
    return of(disclosure(numbers({"administrative_fees.amount_yuan": yuan})))


def in_force(number: int) -> Report:
    return of(disclosure(numbers({"normative_documents.in_force": number})))


def licences(last_year: int, change: int, decisions: int) -> Report:
    named = {"items_last_year": last_year, "items_change": change, "decisions": decisions}
    return of(old_form({f"licensing.{name}": value for name, value in named.items()}))


def pending(number: int) -> Report:
    return of(disputes(numbers({"reconsideration.pending": number})))


def carried(number: int) -> Report:
    return three({"carried_forward.total": number, "carried_forward.natural_person": number})


def area(received: int) -> Example:
    def county(code: str, coverage: Coverage, number: int) -> Report:
        identity = replace(
            BUREAU,
            issuer_kind=IssuerKind.GOVERNMENT,
            division_code=code,
            coverage=coverage,
            issuer=f"{code}{coverage}{received}",
        )
        table = samples.reading(
            "requests",
            "form_2021",
            lambda key: N(number if key == CellKey("new_received", "total") else 0),
        )
        return of(table, identity=identity)

    # Two areas of the same shape, for the lake has only one cover of each.
    code = "370600" if received == 5 else "370700"
    unit = code[:4] + "02"
    parts = (county(code, Coverage.OWN_LEVEL, 3), county(unit, Coverage.AREA, 2))
    return Example(county(code, Coverage.AREA, received), units=parts)


UNITS = pl.DataFrame(
    {
        "division": ["370600", "370700"],
        "unit": ["370602", "370702"],
        "changed_in": [None, None],
    },
    schema=UNITS_SCHEMA,
)

PAIRS: dict[str, tuple[Example, Example]] = {
    # rule: (one that fails, one that passes)
    "requests.applicants": (
        Example(three({"granted.total": 7})),
        Example(three()),
    ),
    "requests.outcomes": (Example(three({"granted.natural_person": 5})), Example(three())),
    "requests.balance": (Example(three({"carried_forward.total": 1})), Example(three())),
    "requests.implied_balance": (
        Example(lacking("outcome_total", {"granted.natural_person": 5})),
        Example(lacking("outcome_total", {})),
    ),
    "requests.implied_total": (
        Example(lacking("total", {"granted.natural_person": 5, "outcome_total.total": 6})),
        Example(lacking("total", {"outcome_total.total": 6})),
    ),
    "disputes.reconsideration": (four("reconsideration", 1), four("reconsideration", 2)),
    "disputes.litigation_direct": (four("litigation_direct", 1), four("litigation_direct", 2)),
    "disputes.litigation_after_reconsideration": (
        four("litigation_after_reconsideration", 1),
        four("litigation_after_reconsideration", 2),
    ),
    "statistics.received": (
        statistics("requests_2014", {"received.total": 3}),
        statistics("requests_2014", {"received.total": 3, "received_letter.total": 3}),
    ),
    "statistics.completed": (
        statistics("requests_2014", {"completed.total": 3}),
        statistics("requests_2014", {"completed.total": 3, "completed_extended.total": 3}),
    ),
    "statistics.replied": (
        statistics("requests_2014", {"replied.total": 3}),
        statistics("requests_2014", {"replied.total": 3, "replied_agreed.total": 3}),
    ),
    "statistics.refused": (
        statistics("requests_2014", {"replied_refused.total": 3}),
        statistics("requests_2014", {"replied_refused.total": 3, "refused_privacy.total": 3}),
    ),
    "statistics.disputes": (
        statistics("disputes_2014", {"litigation.total": 3}),
        statistics("disputes_2014", {"litigation.total": 3, "litigation.upheld": 3}),
    ),
    "figures.domain": (Example(three({"other_misc.other": -1})), Example(three())),
    "reading.certain": (
        Example(of(requests({"other_misc.other": CellValue.ambiguous((0, 1))}))),
        Example(three()),
    ),
    "identity.known": (
        Example(three(identity=replace(BUREAU, year=None, issuer="某局"))),
        Example(three()),
    ),
    "years.brought_forward": (
        Example(three(), before=carried(3)),
        Example(three(), before=carried(1)),
    ),
    "years.stock": (
        Example(in_force(372), before=in_force(66)),
        Example(in_force(66), before=in_force(66)),
    ),
    "years.disputes": (
        Example(of(disputes()), before=pending(2)),
        Example(four("reconsideration", 2).now, before=pending(2)),
    ),
    "divisions.total": (area(6), area(5)),
    "form.outdated": (Example(of(old_form({}))), Example(three())),
    "form.blank_cells": (
        Example(of(requests({"other_misc.other": BLANK}))),
        Example(three()),
    ),
    "form.sections": (
        Example(three(outline=sections(300, 10, 10, None, 120, 30))),
        Example(three(outline=sections(*WHOLE))),
    ),
    "form.section_five": (
        Example(three(outline=sections(300, 10, 10, 10, 0, 30))),
        Example(three(outline=sections(*WHOLE))),
    ),
    "form.prose_last_year": (
        Example(prose(100), before=prose(100)),
        Example(prose(200), before=prose(300)),
    ),
    "form.prose_sister": (
        Example(prose(400), units=(prose(400),)),
        Example(prose(500)),
    ),
    "plausible.rules_by_organ": (
        Example(of(disclosure(numbers({"government_rules.in_force": 2})))),
        Example(of(disclosure())),
    ),
    "plausible.unit": (
        Example(fees(9_068_400), before=fees(907)),
        Example(fees(9_068_400), before=fees(8_000_000)),
    ),
    "plausible.decisions_added": (
        Example(licences(20, 3, 23)),
        Example(licences(20, 3, 71)),
    ),
    "claims.total": (told(("received", 9, "count")), told(("received", 5, "count"))),
    "claims.detail": (told(("granted", 4, "count")), told(("granted", 6, "count"))),
    "claims.parts": (
        told(("received", 6, "count"), ("granted", 5, "count"), ("denied", 3, "count")),
        told(("received", 6, "count"), ("granted", 5, "count"), ("denied", 1, "count")),
    ),
    "plausible.all_done": (
        Example(
            three(
                {"carried_forward.total": 1},
                claims=(Claim("handled", 100, "percent", "share", "略"),),
            )
        ),
        told(("handled", 100, "share")),
    ),
}


def _named(one: Report, name: str, year: int | None) -> Report:
    """Under an issuer of its own, unless it has one."""
    issuer = one.identity.issuer or f"某县{name}局"
    known = {"issuer": issuer, "issuer_id": f"370000-{issuer}"}
    if one.identity.year is not None and one.tables and year is not None:
        known["year"] = one.identity.year + year - YEAR
    return one.with_identity(replace(one.identity, **known))


@cache
def _confronted() -> pl.DataFrame:
    now: dict[str, Report] = {}
    before: dict[str, Report] = {}
    for rule, pair in PAIRS.items():
        for kind, one in zip(("fails", "passes"), pair, strict=True):
            name = f"{rule}:{kind}"
            now[name] = _named(one.now, name, YEAR)
            if one.before is not None:
                before[name] = _named(one.before, name, YEAR - 1)
            for n, unit in enumerate(one.units):
                now[f"{name}/{n}"] = _named(unit, f"{name}/{n}", YEAR)
    return reconcile(
        *samples.frames(now),
        before=YearBefore(*samples.frames(before)),
        units=UNITS,
        claims=samples.claims_frame(now),
    ).confrontations


def test_every_rule_has_a_pair() -> None:
    assert set(PAIRS) == set(catalogue.rules()), "a rule without a failing and a passing report"


@pytest.mark.parametrize("rule", PAIRS)
def test_one_report_fails_it_and_one_passes_it(rule: str) -> None:
    rows = _confronted().filter(rule_id=rule)
    bad = rows.filter(pl.col("report_id") == f"{rule}:fails", status="fail")
    assert bad.height, "nothing fails"
    assert bad["doubt"].to_list() == [rule == "reading.certain"] * bad.height
    assert bad["blocks"].all() == catalogue.rules()[rule].blocks
    assert all(bad["message_zh"]) and all(bad["message_en"])
    good = rows.filter(pl.col("report_id") == f"{rule}:passes")["status"].to_list()
    assert "pass" in good and "fail" not in good


def test_a_balance_rule_fails_by_what_its_sides_differ() -> None:
    for rule in catalogue.rules().values():
        if rule.kind is RuleKind.BALANCE:
            bad = _confronted().filter(
                pl.col("report_id") == f"{rule.id}:fails", rule_id=rule.id, status="fail"
            )
            assert (bad["difference"] == bad["lhs"] - bad["rhs"]).all()
            assert (bad["difference"] != 0).all()
