"""Shares and changes that prose states, recomputed from the figures and from its own counts.

A percentage ties where the exact quotient lies within half a unit of its last printed place; one
that was cut off instead of rounded ties with a note. There is no other tolerance.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal
from fractions import Fraction

from gouji.extraction.report import Claim
from gouji.forms.claim_messages import CUT_OFF, ClaimDetail
from gouji.forms.claim_subjects import LAST_YEAR, Reading, bases, subject
from gouji.forms.evaluation import Confrontation, Outcome
from gouji.reconciliation.claims.facts import Facts

RULE = "claims.detail"
_CENT = Decimal("0.01")


def confront_share(
    number: int, claim: Claim, claims: Sequence[Claim], facts: Facts
) -> Confrontation | None:
    """A share against numerators and denominators in table and prose; None where it is no part.

    Lhs is the stated percentage, rhs that of the plain readings.
    """
    if claim.subject == "handled":
        return None  # "all done": a rule of its own
    scope = f"{claim.subject}.share"
    tops = [facts.reading(one) for one in subject(claim.subject).readings if facts.has_cells(one)]
    bottoms = [facts.reading(one) for one in _bases(claim)]
    detail = ClaimDetail.of(number, claim)
    stated_tops = _stated(claims, claim.subject, claim.statement)
    stated_bottoms = [
        value
        for name in (("received", "handled") if not claim.base else (claim.base,))
        for value in _stated(claims, name, claim.statement)
    ]
    parts = [one.value for one in tops if one is not None] + stated_tops
    wholes = [one.value for one in bottoms if one is not None] + stated_bottoms
    rates = [
        Fraction(part) * 100 / Fraction(whole) for part in parts for whole in wholes if whole > 0
    ]
    tying, note = _tie(claim, rates)
    if tying is not None:
        noted = replace(detail, reading=note) if note else None
        return _result(scope, number, claim, Outcome.PASS, _percent(tying), noted)
    if not rates or None in tops or None in bottoms:
        return _result(scope, number, claim, Outcome.NOT_ASSESSABLE, None, detail)
    found = replace(
        detail,
        top=parts[0],
        wholes=tuple(dict.fromkeys(wholes)),
        would=_would_tie(claim, parts[0], wholes),
    )
    return _result(scope, number, claim, Outcome.FAIL, _percent(rates[0]), found)


def _bases(claim: Claim) -> tuple[Reading, ...]:
    usual = bases(claim.subject)
    if claim.base == "closed":
        return tuple(one for one in usual if one.id == "closed_only")
    return subject(claim.base).readings[:1] if claim.base else usual


def _stated(claims: Sequence[Claim], name: str, statement: int) -> list[Decimal]:
    """Counts of a subject in the same passage; of what came in, with what was brought forward."""
    own = [
        Decimal(str(one.value))
        for one in claims
        if one.statement == statement and one.kind == "count" and one.subject == name
    ]
    if name != "received":
        return own
    more = _stated(claims, "brought_forward", statement)
    return own + [value + extra for value in own for extra in more]


def _would_tie(
    claim: Claim, top: Decimal, wholes: Sequence[Decimal]
) -> tuple[tuple[Decimal, Decimal], ...]:
    """The count nearest to the real one that gives the stated share, of each whole that has one."""
    found = []
    for whole in dict.fromkeys(wholes):
        guess = int(Fraction(str(claim.value)) * Fraction(whole) / 100)
        fitting = [
            Decimal(count)
            for count in range(max(guess - 1, 0), guess + 3)
            if whole > 0 and _rounds_to(claim, Fraction(count) * 100 / Fraction(whole))
        ]
        if fitting:
            found.append((min(fitting, key=lambda count: abs(count - top)), whole))
    return tuple(sorted(found, key=lambda pair: abs(pair[0] - top)))


def confront_change(
    number: int, claim: Claim, claims: Sequence[Claim], facts: Facts
) -> Confrontation | None:
    """A growth or decline against both years' counts, where the prose tells the earlier one."""
    unit = "percent" if claim.unit == "percent" else "count"
    scope = f"{claim.subject}.change_{unit}"
    detail = ClaimDetail.of(number, claim)
    now = _stated(claims, claim.subject, claim.statement)[:1] or _plain(claim.subject, facts)
    before = [
        Decimal(str(one.value))
        for one in claims
        if one.subject == claim.subject + LAST_YEAR and one.kind == "count"
    ]
    if not before and unit == "percent" and now:
        before = [now[0] - change for change in _changes(claims, claim)]
    if not now or len(set(before)) != 1 or before[0] <= 0:
        return _result(scope, number, claim, Outcome.NOT_ASSESSABLE, None, detail)
    told = replace(detail, top=now[0], wholes=(before[0],))
    if unit == "count":
        change = now[0] - before[0]
        outcome = Outcome.PASS if change == Decimal(str(claim.value)) else Outcome.FAIL
        return _result(
            scope, number, claim, outcome, change, told if outcome is Outcome.FAIL else None
        )
    rate = (Fraction(now[0]) - Fraction(before[0])) * 100 / Fraction(before[0])
    tying, note = _tie(claim, [rate])
    if tying is not None:
        noted = replace(told, reading=note) if note else None
        return _result(scope, number, claim, Outcome.PASS, _percent(rate), noted)
    return _result(scope, number, claim, Outcome.FAIL, _percent(rate), told)


def _plain(name: str, facts: Facts) -> list[Decimal]:
    readings = subject(name).readings[:1]
    known = [facts.reading(one) for one in readings if facts.has_cells(one)]
    return [one.value for one in known if one is not None]


def _changes(claims: Sequence[Claim], claim: Claim) -> list[Decimal]:
    """The change in cases that is stated beside a change in percent."""
    return [
        Decimal(str(one.value))
        for one in claims
        if (one.subject, one.kind, one.unit) == (claim.subject, "change", "count")
        and one.statement == claim.statement
    ]


def _tie(claim: Claim, rates: Sequence[Fraction]) -> tuple[Fraction | None, str | None]:
    """The first rate that was rounded to the stated one, else one cut off to it, with that note."""
    rounded = next((rate for rate in rates if _rounds_to(claim, rate)), None)
    if rounded is not None:
        return rounded, None
    cut = next((rate for rate in rates if _cut_off_to(claim, rate)), None)
    return cut, None if cut is None else CUT_OFF


def _rounds_to(claim: Claim, rate: Fraction) -> bool:
    return abs(rate - Fraction(str(claim.value))) <= Fraction(str(claim.step)) / 2


def _cut_off_to(claim: Claim, rate: Fraction) -> bool:
    value = Fraction(str(claim.value))
    rest = abs(rate) - abs(value)
    return rate * value >= 0 and 0 <= rest < Fraction(str(claim.step))


def _percent(rate: Fraction) -> Decimal:
    """To two places, for showing."""
    return (Decimal(rate.numerator) / Decimal(rate.denominator)).quantize(_CENT)


def _result(
    scope: str,
    number: int,
    claim: Claim,
    outcome: Outcome,
    figure: Decimal | None,
    detail: ClaimDetail | None,
) -> Confrontation:
    lhs = None if figure is None else Decimal(str(claim.value)).quantize(_CENT)
    text = None if detail is None else detail.text()
    return Confrontation(RULE, None, scope, outcome, lhs, figure, detail=text, claim=number)
