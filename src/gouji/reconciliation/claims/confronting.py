"""The numbers in a report's prose against its tables: `claims.*` and `plausible.all_done`.

Pure, on one report; `frame` does the same for all reports of a lake with these functions.
A claim is tried in every usual understanding (`gouji.forms.claim_subjects`): where the plain one
ties it passes; where only another one does, it passes with a note that names it; where the words
speak of something wider or narrower than the table, likewise; where none ties, it fails. None of
these rules blocks: whether prose decides the placement of a table is told in `extraction.doubt`.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from decimal import Decimal

from gouji.extraction.report import Claim, Report
from gouji.forms import catalogue
from gouji.forms.claim_messages import OTHER_SCOPE, ClaimDetail
from gouji.forms.claim_subjects import LAST_YEAR, subject
from gouji.forms.evaluation import Confrontation, Outcome
from gouji.reconciliation.claims.facts import Facts, facts_of
from gouji.reconciliation.claims.parts import confront_parts
from gouji.reconciliation.claims.rates import confront_change, confront_share

TOTAL, DETAIL, PARTS = "claims.total", "claims.detail", "claims.parts"
ALL_DONE = "plausible.all_done"
RULES = (TOTAL, DETAIL, PARTS, ALL_DONE)
_ISSUERS_OF_AREAS = ("government", "general_office")
_TOTALS = ("received", "handled", "reconsiderations", "lawsuits")


def confront_report_claims(report: Report) -> tuple[Confrontation, ...]:
    """Every such rule on the claims of one report, in the order of the claims."""
    if report.unreadable:
        return ()
    return confront_claims(report.claims, facts_of(report))


def confront_claims(claims: Sequence[Claim], facts: Facts) -> tuple[Confrontation, ...]:
    """Passes, failures and what cannot be assessed; `scope` is unique within a rule.

    Args:
        claims: of one report, in reading order.
        facts: its tables and who it is.
    """
    numbered = [(number, claim) for number, claim in enumerate(claims) if claim.exact]
    found: list[Confrontation] = []
    if _binds(TOTAL, facts) or _binds(DETAIL, facts):
        found += [one for one in _figures(numbered, facts) if _binds(one.rule_id, facts)]
    if _binds(PARTS, facts):
        found += confront_parts(numbered, facts)
    if _binds(ALL_DONE, facts):
        found += _all_done(numbered, facts)
    return tuple(_told_apart(found))


def is_note(result: Confrontation) -> bool:
    """Whether a claim ties, but not in its plain reading: a message says in which."""
    return result.rule_id in RULES and result.outcome is Outcome.PASS and bool(result.detail)


def _binds(rule_id: str, facts: Facts) -> bool:
    if not catalogue.is_active(rule_id):
        return False
    rule = catalogue.rules()[rule_id]
    return facts.form in rule.forms and (facts.year is None or rule.in_force(facts.year))


def _told_apart(found: Iterable[Confrontation]) -> Iterator[Confrontation]:
    """A scope that comes again is numbered."""
    seen: Counter[tuple[str, str]] = Counter()
    for one in found:
        seen[one.rule_id, one.scope] += 1
        times = seen[one.rule_id, one.scope]
        yield one if times == 1 else replace(one, scope=f"{one.scope}#{times}")


def _figures(numbered: Sequence[tuple[int, Claim]], facts: Facts) -> Iterator[Confrontation]:
    """Totals first decide whether a passage speaks of what the tables hold."""
    claims = [claim for _, claim in numbered]
    totals = {
        number: _count(number, claim, facts)
        for number, claim in numbered
        if claim.kind == "count" and claim.subject in _TOTALS
    }
    totals |= dict(_of_more(numbered, totals))
    elsewhere = {
        claims_statement(numbered, number)
        for number, result in totals.items()
        if result is not None and _speaks_of_else(result)
    }
    tying = {
        claim.subject: claim.value
        for number, claim in numbered
        if (result := totals.get(number)) is not None and result.outcome is Outcome.PASS
    }
    for number, claim in numbered:
        if number in totals:
            result = totals[number]
            smaller = claim.subject in tying and claim.value < tying[claim.subject]
            if result is None or (result.outcome is Outcome.FAIL and smaller):
                continue  # one of several counts of the same: a part of the one that ties
        elif claim.kind == "share":
            result = confront_share(number, claim, claims, facts)
        elif claim.kind == "change":
            result = confront_change(number, claim, claims, facts)
        else:
            result = _count(number, claim, facts)
        if result is None:
            continue
        if result.outcome is Outcome.FAIL and number not in totals:
            of_else = claim.statement in elsewhere or _of_others(claim, claims, facts)
            of_else = of_else or _are_parts(claim, claims, facts)
            result = None if of_else else result
        if result is not None:
            yield result


def _of_more(
    numbered: Sequence[tuple[int, Claim]], totals: Mapping[int, Confrontation | None]
) -> Iterator[tuple[int, Confrontation]]:
    """Totals of a whole area, of which the prose tells the part that the table holds, too."""
    held = [
        claim
        for number, claim in numbered
        if (one := totals.get(number)) is not None
        and one.outcome is Outcome.PASS
        and not _speaks_of_else(one)
        and claim.scope == "organ"
    ]
    for number, claim in numbered:
        result = totals.get(number)
        if result is None or result.outcome is not Outcome.FAIL:
            continue
        parts = [
            one
            for one in held
            if one.subject == claim.subject
            and (one.sentence == claim.sentence or claim.scope == "area")
        ]
        if any(one.value < claim.value for one in parts):
            detail = ClaimDetail.read(str(result.detail))
            note = replace(detail, reading=OTHER_SCOPE, found=detail.found[:1])
            yield number, replace(result, outcome=Outcome.PASS, detail=note.text())


def _are_parts(claim: Claim, claims: Sequence[Claim], facts: Facts) -> bool:
    """Several numbers of one measure in a passage that together tie: 公开35件, 依申请公开25件."""
    if claim.kind != "count" or not subject(claim.subject).readings:
        return False
    own = (claim.subject, claim.kind, claim.statement)
    told = [one for one in claims if (one.subject, one.kind, one.statement) == own]
    total = sum(Decimal(str(one.value)) for one in told)
    plain = facts.reading(subject(claim.subject).readings[0])
    return len(told) > 1 and plain is not None and plain.value == total


def _of_others(claim: Claim, claims: Sequence[Claim], facts: Facts) -> bool:
    """A second number of a measure of table 二, of which the first ties: that of other organs."""
    about = subject(claim.subject)
    if (
        claim.unit != "count"
        or claim.kind != "count"
        or not all(
            cell.startswith("disclosure.") for reading in about.readings for cell in reading.cells
        )
    ):
        return False
    values = [facts.reading(reading) for reading in about.readings if facts.has_cells(reading)]
    others = [one for one in claims if one.subject == claim.subject and one.kind == "count"]
    return any(
        value.meets(facts.interval(one)) for one in others for value in values if value is not None
    )


def claims_statement(numbered: Sequence[tuple[int, Claim]], number: int) -> int:
    """The statement of one claim."""
    return next(claim.statement for index, claim in numbered if index == number)


def _speaks_of_else(result: Confrontation) -> bool:
    """The total of a passage ties with nothing, or is of another scope: so may its items be."""
    return result.outcome is Outcome.FAIL or OTHER_SCOPE in str(result.detail)


def _count(number: int, claim: Claim, facts: Facts) -> Confrontation | None:
    about = subject(claim.subject)
    if claim.subject.endswith(LAST_YEAR) or not about.readings:
        return None
    # Some part of a total is nearly always 0: none at all means the total.
    usual = about.readings if claim.value else about.readings[:1]
    tried = [(reading, facts.reading(reading)) for reading in usual if facts.has_cells(reading)]
    detail = ClaimDetail.of(number, claim)
    said = facts.interval(claim)
    for place, (reading, value) in enumerate(tried):
        if value is not None and value.meets(said):
            note = replace(detail, reading=reading.id) if place else None
            return _result(about.rule, number, claim, Outcome.PASS, value.value, note)
    known = [(reading.id, value.value) for reading, value in tried if value is not None]
    if not known or len(known) < len(tried):
        return _result(about.rule, number, claim, Outcome.NOT_ASSESSABLE, None, detail)
    plain = known[0][1]
    if _of_other_scope(claim, plain, facts):
        note = replace(detail, reading=OTHER_SCOPE, found=(known[0],))
        return _result(about.rule, number, claim, Outcome.PASS, plain, note)
    tried_all = replace(detail, found=tuple(known))
    return _result(about.rule, number, claim, Outcome.FAIL, plain, tried_all)


def _of_other_scope(claim: Claim, figure: Decimal, facts: Facts) -> bool:
    """Whether the words are of less, or of more, than the table adds up."""
    coverage = facts.coverage if facts.coverage_evidence != claim.sentence else ""
    value = Decimal(str(claim.value))
    if claim.scope == "organ" and value < figure:
        return facts.issuer_kind in _ISSUERS_OF_AREAS or coverage == "area"
    if claim.scope == "area" and value > figure:
        known = facts.issuer_kind not in ("government", "unknown")
        return known or coverage in ("organ", "own_level")
    return False


def _result(
    rule_id: str,
    number: int,
    claim: Claim,
    outcome: Outcome,
    figure: Decimal | None,
    detail: ClaimDetail | None,
) -> Confrontation:
    value = Decimal(str(claim.value))
    lhs = value if figure is not None else None
    text = None if detail is None else detail.text()
    return Confrontation(
        rule_id, None, claim.subject, outcome, lhs, figure, detail=text, claim=number
    )


def _all_done(numbered: Sequence[tuple[int, Claim]], facts: Facts) -> Iterator[Confrontation]:
    """Lhs is the number carried forward, rhs the 0 that the words mean."""
    said = next(
        (
            (number, claim)
            for number, claim in numbered
            if (claim.subject, claim.kind, claim.value) == ("handled", "share", 100)
        ),
        None,
    )
    if said is None:
        return
    number, claim = said
    if claim.scope == "organ" and facts.issuer_kind in _ISSUERS_OF_AREAS:
        return
    left = facts.cell("requests.carried_forward.total")
    detail = ClaimDetail.of(number, claim)
    if left is None:
        missing = Outcome.NOT_ASSESSABLE
        yield Confrontation(
            ALL_DONE, None, "carried_forward", missing, detail=detail.text(), claim=number
        )
        return
    outcome = Outcome.FAIL if left.value > 0 else Outcome.PASS
    text = detail.text() if outcome is Outcome.FAIL else None
    sides = (left.value, Decimal(0))
    yield Confrontation(
        ALL_DONE, None, "carried_forward", outcome, *sides, detail=text, claim=number
    )
