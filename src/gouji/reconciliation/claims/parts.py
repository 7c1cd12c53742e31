"""Parts that prose tells of a total: do they sum to it, and do their shares sum to 100 %?

A list that leaves out a part may sum to less, never to more. What a list may mean (carried cases
inside or outside, partial grants within the grants, requests brought forward in the total) is tried
before it fails.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal
from itertools import combinations

from gouji.extraction.report import Claim
from gouji.forms.claim_messages import ClaimDetail
from gouji.forms.claim_subjects import JOINED, PartList, part_lists, subject
from gouji.forms.evaluation import Confrontation, Outcome
from gouji.reconciliation.claims.facts import Facts

RULE = "claims.parts"
_MAY_STAND_ASIDE = ("carried_forward", "partially_granted")
"""Parts that may be outside the total, or within another part."""


_Numbered = Sequence[tuple[int, Claim]]
_Parts = dict[str, tuple[int, Claim]]


def confront_parts(claims: _Numbered, facts: Facts) -> Iterator[Confrontation]:
    """One result for each list in each passage. Lhs is the sum of the parts, rhs the total.

    Args:
        claims: ordinal in the report, and claim.
        facts: the tables of the report.
    """
    statements = dict.fromkeys(claim.statement for _, claim in claims)
    for statement in statements:
        own = [(number, claim) for number, claim in claims if claim.statement == statement]
        for one in part_lists():
            counts = _parts(own, one, "count")
            if len(counts) > 1:
                yield from _counts(one, counts, own, claims, facts)
            shares = _parts(own, one, "share")
            if len(shares) > 1:
                yield from _shares(one, shares)


def _parts(own: _Numbered, one: PartList, kind: str) -> _Parts:
    """The parts that are told, each once; those of `a+b` must not be told alone as well."""
    found: _Parts = {}
    told: set[str] = set()
    for number, claim in own:
        members = claim.subject.split(JOINED)
        if claim.kind != kind or claim.base or not set(members) <= set(one.parts):
            continue
        if told & set(members):
            return {}
        told |= set(members)
        found[claim.subject] = (number, claim)
    return found


def _counts(
    one: PartList,
    parts: _Parts,
    own: _Numbered,
    claims: _Numbered,
    facts: Facts,
) -> Iterator[Confrontation]:
    told = _totals(one, own) or _totals(one, claims)[:1]
    if not told:
        return
    values = {name: Decimal(str(claim.value)) for name, (_, claim) in parts.items()}
    stated = [Decimal(str(total.value)) for total in told]
    totals = {*stated}
    if one.more:
        extra = [Decimal(str(claim.value)) for _, claim in own if claim.subject in one.more]
        brought = facts.cell("requests.brought_forward.total")
        extra += [brought.value] if brought else []
        totals |= {value + more for value in stated for more in extra}
        totals |= _as_in_table(told, facts)
    scope = f"{told[0].subject}.{one.id}"
    yield _judged(one, scope, parts, list(_sums(values)), totals, sum(values.values(), Decimal(0)))


def _as_in_table(told: Sequence[Claim], facts: Facts) -> set[Decimal]:
    """Every usual reading of a total that ties: 126 came in, told are the outcomes of 125."""
    found: set[Decimal] = set()
    for total in told:
        values = [facts.reading(one) for one in subject(total.subject).readings]
        known = [value for value in values if value is not None]
        if any(value.meets(facts.interval(total)) for value in known):
            found |= {value.value for value in known}
    return found


def _totals(one: PartList, claims: _Numbered) -> list[Claim]:
    """What the parts may be parts of: 收到97件, 已办结95件, 其中 is either."""
    return [
        claim
        for name in one.total
        for _, claim in claims
        if claim.subject == name and claim.kind == "count"
    ]


def _sums(values: dict[str, Decimal]) -> Iterator[Decimal]:
    """The sum of all parts, and without those that may stand aside."""
    whole = sum(values.values(), Decimal(0))
    aside = [name for name in values if name in _MAY_STAND_ASIDE]
    for size in range(len(aside) + 1):
        for left_out in combinations(aside, size):
            yield whole - sum((values[name] for name in left_out), Decimal(0))


def _judged(
    one: PartList,
    scope: str,
    parts: _Parts,
    sums: Sequence[Decimal],
    totals: set[Decimal],
    plain: Decimal,
) -> Confrontation:
    stated = min(totals)
    detail = _detail(parts)
    tying = next((value for value in sums if value in totals), None)
    if tying is not None:
        return Confrontation(RULE, None, scope, Outcome.PASS, tying, tying, claim=detail.claim)
    covered = {member for name in parts for member in name.split(JOINED)}
    if one.is_complete(covered) or min(sums) > max(totals):
        return Confrontation(
            RULE, None, scope, Outcome.FAIL, plain, stated, detail=detail.text(), claim=detail.claim
        )
    missing = Outcome.NOT_ASSESSABLE
    return Confrontation(RULE, None, scope, missing, detail=detail.text(), claim=detail.claim)


def _detail(parts: _Parts) -> ClaimDetail:
    """Named after the first part."""
    number, first = next(iter(parts.values()))
    told = tuple((name, claim.value) for name, (_, claim) in parts.items())
    return ClaimDetail.of(number, first, parts=told)


def _shares(one: PartList, parts: _Parts) -> Iterator[Confrontation]:
    """Shares of all parts sum to 100 within the precision that they are printed with."""
    covered = {member for name in parts for member in name.split(JOINED)}
    if not one.is_complete(covered):
        return
    scope = f"{one.total[0]}.{one.id}.shares"
    detail = _detail(parts)
    sums = []
    for left_out in ((), *((name,) for name in parts if name in _MAY_STAND_ASIDE)):
        kept = [claim for name, (_, claim) in parts.items() if name not in left_out]
        value = sum((Decimal(str(claim.value)) for claim in kept), Decimal(0))
        # Rounded, each is off by half a step; cut off, by up to a whole one.
        slack = sum((Decimal(str(claim.step)) for claim in kept), Decimal(0))
        sums.append((value - slack / 2, value, value + slack))
    fits = any(low <= 100 <= high for low, _, high in sums)
    outcome = Outcome.PASS if fits else Outcome.FAIL
    text = None if fits else detail.text()
    sides = (sums[0][1], Decimal(100))
    yield Confrontation(RULE, None, scope, outcome, *sides, detail=text, claim=detail.claim)
