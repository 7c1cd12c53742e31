"""Comparisons of one report with itself and with the issuer's report of the year before.

`years.*` and the `plausible.*` rules on figures, as `forms/data/rules.toml` states their terms.
Pure Python for `gouji check`; `comparison_frame` says the same of all reports of a year at once,
and a property test holds the two together. None of these rules blocks.

Two reports are compared where issuer and coverage are the same and the table is in a form that the
comparison knows in both years. Where neither report says what it covers, a difference is a doubt:
the tables may add up different things. A side is a sum of weighted terms; a blank counts as 0
beside a number, unless the term is needed.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache

from gouji.extraction.outline import NO_OUTLINE, Outline
from gouji.extraction.report import Coverage, Report
from gouji.forms import catalogue
from gouji.forms.evaluation import Confrontation, Outcome
from gouji.forms.model import CellKey, Comparison, Relation, Term
from gouji.forms.values import MISSING, CellValue, Number, State

NO_YEAR_BEFORE, OTHER_COVERAGE, OTHER_FORM = "no_year_before", "other_coverage", "other_form"
"""Why a comparison across years is not assessable as a whole."""

COVERAGE_UNKNOWN = "coverage_unknown"
"""Why a difference across years is only a doubt."""

DOUBTFUL = (Relation.EQUAL, Relation.AT_LEAST)
"""Relations that another coverage would explain."""


@dataclass(frozen=True, slots=True)
class Remembered:
    """What comparisons need of a report; small enough to keep of every report of a run.

    form: of the report. forms: by table. cells: those that some comparison names.
    """

    report_id: str
    issuer: str | None
    issuer_id: str | None
    year: int | None
    coverage: str
    form: str
    forms: Mapping[str, str] = field(default_factory=dict)
    cells: Mapping[tuple[str, CellKey], CellValue] = field(default_factory=dict)
    outline: Outline = NO_OUTLINE


@dataclass(frozen=True, slots=True)
class Interval:
    """A weighted sum with the ends that printed precision allows."""

    low: Number
    value: Number
    high: Number


@cache
def compared_cells() -> frozenset[tuple[str, CellKey]]:
    """Every cell that a comparison names."""
    return frozenset(
        (one.table, one.key(term, scope))
        for rule in catalogue.rules().values()
        for one in rule.comparisons
        for scope in one.scopes
        for term in (*one.lhs, *one.rhs)
    )


def remember(report: Report, report_id: str) -> Remembered:
    """What is to be kept of a report; an unreadable table is as good as absent."""
    readable = {
        name: reading
        for name, reading in report.tables.items()
        if not (report.unreadable or reading.unreadable)
    }
    wanted = compared_cells()
    identity = report.identity
    return Remembered(
        report_id,
        identity.issuer,
        identity.issuer_id,
        identity.year,
        str(identity.coverage),
        report.form,
        {name: reading.form for name, reading in readable.items()},
        {
            (name, figure.key): figure.cell
            for name, reading in readable.items()
            for figure in reading.figures
            if (name, figure.key) in wanted
        },
        report.outline,
    )


def confront_comparisons(now: Remembered, before: Remembered | None) -> Iterator[Confrontation]:
    """Every comparison on one report.

    Args:
        now: the report.
        before: the same issuer's report of the year before, None where there is none.
    """
    rules = catalogue.rules()
    for one in catalogue.comparisons():
        form = now.forms.get(one.table)
        if form not in one.forms or not rules[one.rule_id].in_force(now.year):
            continue
        across = one.across_years
        hindrance = _hindrance(one, now, before) if across else None
        if hindrance:
            yield Confrontation(
                *(one.rule_id, one.table, one.table, Outcome.NOT_ASSESSABLE), detail=hindrance
            )
            continue
        unknown = across and one.relation in DOUBTFUL and now.coverage == Coverage.UNKNOWN
        for scope in one.scopes:
            yield confront(one, scope, now, before, doubtful=unknown)


def _hindrance(one: Comparison, now: Remembered, before: Remembered | None) -> str | None:
    if before is None:
        return NO_YEAR_BEFORE
    if before.coverage != now.coverage:
        return OTHER_COVERAGE
    return None if before.forms.get(one.table) in one.forms else OTHER_FORM


def confront(
    one: Comparison, scope: str, now: Remembered, before: Remembered | None, *, doubtful: bool
) -> Confrontation:
    """One comparison on one row or column; `doubtful` makes a failure a doubt."""
    lhs, rhs = (_side(one, side, scope, now, before) for side in (one.lhs, one.rhs))
    values = (lhs.value if lhs else None, rhs.value if rhs else None)
    if lhs is None or rhs is None or not _comparable(one.relation, lhs, rhs):
        return Confrontation(one.rule_id, one.table, scope, Outcome.NOT_ASSESSABLE, *values)
    if _holds(one, lhs, rhs):
        return Confrontation(one.rule_id, one.table, scope, Outcome.PASS, *values)
    return Confrontation(
        *(one.rule_id, one.table, scope, Outcome.FAIL, *values),
        doubt=doubtful,
        detail=COVERAGE_UNKNOWN if doubtful else None,
    )


def _side(
    one: Comparison,
    terms: Sequence[Term],
    scope: str,
    now: Remembered,
    before: Remembered | None,
) -> Interval | None:
    """The sum of a side; None where a cell is not certain, all are empty, or a needed one is."""
    low: Number = 0
    value: Number = 0
    high: Number = 0
    reported = 0
    for term in terms:
        source = before if term.year else now
        cells = source.cells if source else {}
        cell = cells.get((one.table, one.key(term, scope)), MISSING)
        if not cell.state.is_certain or (term.needed and cell.state is not State.REPORTED):
            return None
        if cell.value is None:
            continue
        reported += 1
        ends = (
            cell.value if cell.low is None else cell.low,
            cell.value if cell.high is None else cell.high,
        )
        value += term.weight * cell.value
        low += term.weight * ends[term.weight < 0]
        high += term.weight * ends[term.weight > 0]
    return Interval(low, value, high) if reported else None


def _comparable(relation: Relation, lhs: Interval, rhs: Interval) -> bool:
    """A ratio needs two numbers above 0."""
    return relation is not Relation.NO_LEAP or (lhs.value > 0 and rhs.value > 0)


def _holds(one: Comparison, lhs: Interval, rhs: Interval) -> bool:
    if one.relation is Relation.AT_LEAST:
        return lhs.high >= rhs.low
    if one.relation is Relation.UNLIKE:
        return lhs.value != rhs.value or lhs.value < one.least
    if one.relation is Relation.NO_LEAP:
        small, large = sorted((float(lhs.value), float(rhs.value)))
        return not one.leap[0] * small <= large <= one.leap[1] * small
    return lhs.low <= rhs.high and rhs.low <= lhs.high
