"""Judges one report: every confrontation, the status of each table and of the report, and why.

Pure Python on one `Report`, for `gouji check`; `batch` says the same of all reports of a lake at
once, and a property test compares the two. What a rule means is in `gouji.forms.evaluation`.

Contradictions (the document certainly says so) and doubts (another reading would tie, or a cell is
not certain) are counted apart, and either withholds a table.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from gouji.documents.reasons import Reason
from gouji.extraction.report import CONTRADICTABLE, Identity, Report, TableReading
from gouji.forms import catalogue
from gouji.forms.catalogue import REPORT_YEARS
from gouji.forms.evaluation import Confrontation, Outcome, confront_table
from gouji.forms.messages import describe
from gouji.forms.values import State
from gouji.reconciliation import status as words
from gouji.reconciliation.decisions.ledger import (
    WHOLE_REPORT,
    Action,
    Decision,
    Expected,
    Problem,
    first_broken,
    unmatched,
)
from gouji.reconciliation.status import CELL_RULES, IDENTITY_RULE, Status

Failure = tuple[str, str]
"""Rule id and scope: what an `accept` names within one report."""


@dataclass(frozen=True, slots=True)
class TableJudgement:
    """One table judged.

    `violations` counts certain failures, `doubts` failures in doubt and doubtful cells; both count
    what decisions cover too. `assessed` and `not_assessable` count its balance edits.
    `confrontations` are empty for a table that is not `readable`, whatever its status.
    """

    table: str
    form: str
    status: Status
    reason: Reason | None
    confrontations: tuple[Confrontation, ...] = ()
    violations: int = 0
    doubts: int = 0
    assessed: int = 0
    not_assessable: int = 0
    decisions: tuple[str, ...] = ()
    readable: bool = True


@dataclass(frozen=True, slots=True)
class Judgement:
    """One report judged.

    `identity` are the confrontations of identity.known, empty for an unreadable report. `covered`
    maps failures to the decision that accepts them. `problems` are decisions on this report that
    could not be applied.
    """

    status: Status
    reason: Reason | None
    tables: dict[str, TableJudgement]
    identity: tuple[Confrontation, ...] = ()
    covered: Mapping[Failure, Decision] | None = None
    problems: tuple[Problem, ...] = ()

    @property
    def failures(self) -> tuple[Confrontation, ...]:
        """Every failed confrontation, identity first, then table by table."""
        everything = [*self.identity]
        for table in self.tables.values():
            everything.extend(table.confrontations)
        return tuple(result for result in everything if result.outcome is Outcome.FAIL)

    def decision_on(self, result: Confrontation) -> Decision | None:
        """The decision that accepts a failure."""
        return (self.covered or {}).get((result.rule_id, result.scope))


def judge(
    report: Report,
    decisions: Iterable[Decision] = (),
    *,
    report_id: str | None = None,
    identity_binds: bool = True,
) -> Judgement:
    """Judge one report.

    Args:
        report: as read.
        decisions: of the whole file; those on other reports than `report_id`, and those on rules
            that withhold nothing, are left alone.
        report_id: the key decisions name; without it none applies.
        identity_binds: whether an unknown issuer or year withholds every table, as it does for the
            marts. `gouji check` lets such a report tie. A contradiction on either always binds.
    """
    own = [one for one in decisions if one.report == report_id and not one.on_defect]
    identity = () if report.unreadable else confront_identity(report.identity)
    results = {
        name: _confront(reading)
        for name, reading in report.tables.items()
        if not (report.unreadable or reading.unreadable)
    }
    applied = _apply(own, report, identity, results)
    binding = [
        result
        for result in identity
        if result.outcome is Outcome.FAIL and (identity_binds or result.scope.endswith("_conflict"))
    ]
    tables = {
        name: _judge_table(reading, report.unreadable, results.get(name, ()), binding, applied)
        for name, reading in report.tables.items()
    }
    status = _report_status(report, tables, applied)
    return Judgement(
        status,
        _report_reason(report, status, tables, applied),
        tables,
        identity,
        applied.covered,
        tuple(problem for _, problem in applied.broken),
    )


def confront_identity(identity: Identity) -> tuple[Confrontation, ...]:
    """identity.known on one report: issuer and year known, and nothing of it contradicted.

    A name that many organs bear, such as 区统计局, has no `issuer_id`: its issuer is not known.
    """
    if catalogue.rules()[IDENTITY_RULE].status != "active":
        return ()
    known = {
        "issuer": identity.issuer is not None and identity.issuer_id is not None,
        "year": identity.year in REPORT_YEARS,
    }
    named = {"issuer": identity.issuer, "year": None}
    results = [_identity_result(field, known[field], named[field]) for field in known]
    for field in CONTRADICTABLE:
        detail = " / ".join(
            dict.fromkeys(item.value for item in identity.evidence if item.field == field)
        )
        agrees = field not in identity.conflicts
        results.append(_identity_result(f"{field}_conflict", agrees, detail or None))
    return tuple(results)


def _identity_result(scope: str, passes: bool, detail: str | None = None) -> Confrontation:
    outcome = Outcome.PASS if passes else Outcome.FAIL
    return Confrontation(IDENTITY_RULE, None, scope, outcome, detail=None if passes else detail)


def _confront(reading: TableReading) -> tuple[Confrontation, ...]:
    """Every edit, then every failing cell; a cell rule that no cell fails is one row."""
    results = confront_table(reading.table, reading.form, reading.cells())
    kept = [
        result
        for result in results
        if result.rule_id not in CELL_RULES or result.outcome is Outcome.FAIL
    ]
    failed = {result.rule_id for result in kept if result.outcome is Outcome.FAIL}
    seen = {result.rule_id for result in results}
    for rule_id in CELL_RULES:
        rule = catalogue.rules()[rule_id]
        if rule.status != "active" or reading.form not in rule.forms or rule_id in failed:
            continue
        # A table without any number has nothing whose domain could be assessed.
        outcome = Outcome.PASS if rule_id in seen else Outcome.NOT_ASSESSABLE
        kept.append(Confrontation(rule_id, reading.table, reading.table, outcome))
    return tuple(kept)


@dataclass(frozen=True, slots=True)
class _Applied:
    """What the decisions on one report did."""

    covered: dict[Failure, Decision]
    excluded: dict[str, Decision]
    broken: list[tuple[Decision, Problem]]

    def exclusion(self, table: str) -> Decision | None:
        return self.excluded.get(WHOLE_REPORT) or self.excluded.get(table)

    def broken_on(self, table: str) -> list[Problem]:
        return [problem for decision, problem in self.broken if decision.table in (None, table)]


def _apply(
    decisions: Sequence[Decision],
    report: Report,
    identity: Sequence[Confrontation],
    results: Mapping[str, Sequence[Confrontation]],
) -> _Applied:
    applied = _Applied({}, {}, [])
    for decision in decisions:
        failure = None
        if decision.action is Action.ACCEPT:
            candidates = results.get(decision.table, ()) if decision.table else identity
            failure = _failure(decision, candidates)
            found = failure is not None
        else:
            found = decision.scope == WHOLE_REPORT or decision.scope in report.tables
        problem = (
            first_broken(decision, _facts(decision, report, failure))
            if found
            else unmatched(decision)
        )
        if problem:
            applied.broken.append((decision, problem))
        elif failure:
            applied.covered[failure.rule_id, failure.scope] = decision
        else:
            applied.excluded[decision.scope] = decision
    return applied


def _failure(decision: Decision, results: Iterable[Confrontation]) -> Confrontation | None:
    for result in results:
        same = (result.rule_id, result.scope) == (decision.rule, decision.scope)
        if same and result.outcome is Outcome.FAIL:
            return result
    return None


def _facts(
    decision: Decision, report: Report, failure: Confrontation | None
) -> dict[str, Expected | None]:
    """What the report says now under each key of `expect`."""
    year = report.identity.year
    facts: dict[str, Expected | None] = {
        "issuer": report.identity.issuer,
        "year": None if year is None else Decimal(year),
    }
    if failure is not None:
        for key in ("lhs", "rhs", "difference"):
            number = getattr(failure, key)
            facts[key] = None if number is None else Decimal(number)
    for key in decision.expect:
        table, dot, rest = key.partition(".")
        if dot:
            facts[key] = _cell_fact(report.tables.get(table), rest)
    return facts


def _cell_fact(reading: TableReading | None, cell: str) -> Expected:
    for figure in reading.figures if reading else ():
        if f"{figure.item}.{figure.column}" == cell:
            value = figure.cell.value
            return figure.cell.state.value if value is None else Decimal(value)
    return State.MISSING.value


def _judge_table(
    reading: TableReading,
    report_unreadable: Reason | None,
    results: Sequence[Confrontation],
    identity: Sequence[Confrontation],
    applied: _Applied,
) -> TableJudgement:
    table, form = reading.table, reading.form
    exclusion = applied.exclusion(table)
    unreadable = report_unreadable or reading.unreadable
    failed = [result for result in results if result.outcome is Outcome.FAIL]
    loose = _loose_doubts(reading) if not unreadable else 0
    covering = [
        applied.covered[key]
        for result in (*identity, *failed)
        if (key := (result.rule_id, result.scope)) in applied.covered
    ]
    judged = TableJudgement(
        table,
        form,
        Status.EXCLUDED,
        None,
        tuple(results),
        sum(not result.doubt for result in failed),
        sum(result.doubt for result in failed) + loose,
        *_assessed(results),
        readable=unreadable is None,
    )
    if exclusion:
        return replace(judged, reason=exclusion.said, decisions=(exclusion.name,))
    if unreadable:
        return replace(judged, status=Status.UNREADABLE, reason=unreadable)
    names = tuple(dict.fromkeys(decision.name for decision in covering))
    withheld = _why_withheld(reading, identity, failed, loose, applied)
    if withheld:
        return replace(judged, status=Status.WITHHELD, reason=withheld, decisions=names)
    if covering:
        said = list(dict.fromkeys(decision.said for decision in covering))
        reason = Reason(
            "accepted",
            words.join_sentences((one.zh for one in said), "zh"),
            words.join_sentences((one.en for one in said), "en"),
        )
        return replace(judged, status=Status.ACCEPTED, reason=reason, decisions=names)
    if _confirmed(reading, results):
        return replace(judged, status=Status.RECONCILED)
    reason = words.unconfirmed_reason(table, form)
    return replace(judged, status=Status.UNCONFIRMED, reason=reason)


def _loose_doubts(reading: TableReading) -> int:
    """Doubtful cells of a form that reading.certain does not cover (statistics of 2014)."""
    rule = catalogue.rules()[words.CERTAINTY_RULE]
    if rule.status == "active" and reading.form in rule.forms:
        return 0
    cells = reading.cells()
    doubtful = (State.AMBIGUOUS, State.UNREADABLE)
    keys = catalogue.tables()[reading.table].cells(reading.form)
    return sum(key in cells and cells[key].state in doubtful for key in keys)


def _assessed(results: Iterable[Confrontation]) -> tuple[int, int]:
    edits = [result for result in results if result.rule_id not in CELL_RULES]
    missing = sum(result.outcome is Outcome.NOT_ASSESSABLE for result in edits)
    return len(edits) - missing, missing


def _confirmed(reading: TableReading, results: Iterable[Confrontation]) -> bool:
    passed = {(one.rule_id, one.scope) for one in results if one.outcome is Outcome.PASS}
    wanted = words.confirming_edits(reading.table, reading.form)
    return bool(wanted) and all((edit.rule_id, edit.scope) in passed for edit in wanted)


def _why_withheld(
    reading: TableReading,
    identity: Sequence[Confrontation],
    failed: Sequence[Confrontation],
    loose: int,
    applied: _Applied,
) -> Reason | None:
    """The sentences that explain a withheld table; None where nothing withholds it."""
    rules = catalogue.rules()

    def open_failures(results: Iterable[Confrontation]) -> list[Confrontation]:
        return [
            result
            for result in results
            if rules[result.rule_id].blocks
            and (result.rule_id, result.scope) not in applied.covered
        ]

    unknown, uncovered = open_failures(identity), open_failures(failed)
    contradictions = [result for result in uncovered if not result.doubt]
    doubts = len(uncovered) - len(contradictions) + loose
    broken = applied.broken_on(reading.table)
    if not (unknown or reading.doubt or broken or uncovered or loose):
        return None
    texts = {}
    for lang in ("zh", "en"):
        parts = [describe(result, lang) for result in unknown]
        if reading.doubt:
            parts.append(words.sentence(reading.doubt.text(lang), lang))
        parts.extend(problem.zh if lang == "zh" else problem.en for problem in broken)
        if contradictions:
            parts.append(words.count_sentence("contradictions", len(contradictions), lang))
            shown = contradictions[: words.MESSAGES_IN_REASON]
            parts.extend(describe(result, lang) for result in shown)
        if doubts:
            parts.append(words.count_sentence("doubts", doubts, lang))
        texts[lang] = words.join_sentences(parts, lang)
    return Reason("withheld", texts["zh"], texts["en"])


def _report_status(
    report: Report, tables: Mapping[str, TableJudgement], applied: _Applied
) -> Status:
    if WHOLE_REPORT in applied.excluded:
        return Status.EXCLUDED
    found = [table.status for table in tables.values()]
    if report.unreadable:
        found.append(Status.UNREADABLE)
    return words.worst(found)


def _report_reason(
    report: Report, status: Status, tables: Mapping[str, TableJudgement], applied: _Applied
) -> Reason | None:
    if WHOLE_REPORT in applied.excluded:
        return applied.excluded[WHOLE_REPORT].said
    if report.unreadable:
        return report.unreadable
    if status in words.FIXED_REPORT_REASONS:
        return words.FIXED_REPORT_REASONS[status]
    named = [name for name, table in tables.items() if table.status in words.NAMED_IN_REPORT]
    return Reason(
        status,
        words.join_sentences((words.table_state(n, tables[n].status, "zh") for n in named), "zh"),
        words.join_sentences((words.table_state(n, tables[n].status, "en") for n in named), "en"),
    )
