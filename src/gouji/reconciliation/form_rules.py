"""Rules on one report as a document: its form, its blanks, its sections, its prose, its organ.

`form.*` and `plausible.rules_by_organ`, pure, for `gouji check`; `form_frame` says the same of all
reports at once, and a property test holds the two together. None of these rules blocks. How like
two texts are is told by their sketches (see `gouji.extraction.outline`).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from gouji.extraction.outline import BUCKETS, EMPTY, Outline
from gouji.extraction.report import Report, TableReading
from gouji.forms import catalogue
from gouji.forms.evaluation import Confrontation, Outcome
from gouji.forms.model import Rule
from gouji.forms.values import State
from gouji.reconciliation.comparisons.one_report import Remembered

OUTDATED, BLANKS, SECTIONS = "form.outdated", "form.blank_cells", "form.sections"
SECTION_FIVE = "form.section_five"
LAST_YEAR, SISTER = "form.prose_last_year", "form.prose_sister"
ORGAN = "plausible.rules_by_organ"

NO_HEADINGS, ENDS_EARLY = "no_headings", "ends_early"
_DIGITS = len(EMPTY)


def confront_form(report: Report) -> Iterator[Confrontation]:
    """Every such rule on one report, but for those that look at another report."""
    if report.unreadable:
        return
    year = report.identity.year
    readable = [one for one in report.tables.values() if not one.unreadable]
    for reading in readable:
        for rule_id, check in ((OUTDATED, _outdated), (BLANKS, _blanks)):
            rule = _binding(rule_id, reading.form, year)
            if rule:
                yield check(reading, year)
        if reading.table == "disclosure":
            rule = _binding(ORGAN, reading.form, year)
            if rule:
                yield _organ(report, reading, rule)
    rule = _binding(SECTIONS, report.form, year)
    if rule:
        yield from _sections(report.outline, [one.table for one in readable], rule)
    rule = _binding(SECTION_FIVE, report.form, year)
    if rule:
        yield _section_five(report.outline, rule)


def _binding(rule_id: str, form: str, year: int | None) -> Rule | None:
    """The rule if it is active and binds that form and year."""
    rule = catalogue.rules().get(rule_id)
    if rule is None or rule.status != "active" or form not in rule.forms:
        return None
    return rule if rule.in_force(year) else None


def _outdated(reading: TableReading, year: int | None) -> Confrontation:
    """Not assessable for a table of which no cell is certain: its form is not, either."""
    if not any(state.is_certain for state in _states(reading)):
        outcome = Outcome.NOT_ASSESSABLE
        return Confrontation(OUTDATED, reading.table, reading.table, outcome, detail=reading.form)
    form = catalogue.forms()[reading.form]
    held = year is not None and form.valid_from <= year <= (form.valid_to or year)
    outcome = Outcome.PASS if held else Outcome.FAIL
    return Confrontation(OUTDATED, reading.table, reading.table, outcome, detail=reading.form)


def _blanks(reading: TableReading, _: int | None) -> Confrontation:
    """Lhs is the number of cells that are blank or struck out; cells in doubt are not counted."""
    states = _states(reading)
    empty = sum(state.is_empty for state in states)
    if not empty and State.REPORTED not in states:
        return Confrontation(BLANKS, reading.table, reading.table, Outcome.NOT_ASSESSABLE)
    outcome = Outcome.FAIL if empty else Outcome.PASS
    return Confrontation(BLANKS, reading.table, reading.table, outcome, empty, 0)


def _states(reading: TableReading) -> list[State]:
    """Those of the cells that the form has and the document, too."""
    cells = reading.cells()
    keys = catalogue.tables()[reading.table].cells(reading.form)
    return [cells[key].state for key in keys if key in cells]


def _organ(report: Report, reading: TableReading, rule: Rule) -> Confrontation:
    item = str(rule.parameters["item"])
    values = [f.cell.value for f in reading.figures if f.item == item and f.cell.value is not None]
    place = (ORGAN, reading.table, item)
    may = may_make_rules(str(report.identity.issuer_kind), report.identity.level, rule)
    if not values or may is None:
        return Confrontation(*place, Outcome.NOT_ASSESSABLE)
    most = max(values)
    return Confrontation(*place, Outcome.PASS if may or most <= 0 else Outcome.FAIL, most, 0)


def may_make_rules(kind: str, level: str, rule: Rule) -> bool | None:
    """Whether an organ may make 规章 after 《立法法》; None where that is not known."""
    may, never = rule.parameters["may"], rule.parameters["may_not"]
    if kind in never["kinds"] or level in never["levels"]:
        return False
    if kind == "department" and level in rule.parameters["not_as_department"]:
        return False
    return True if kind in may["kinds"] and level in may["levels"] else None


def _sections(outline: Outline, tables: Iterable[str], rule: Rule) -> Iterator[Confrontation]:
    """A row for each section that is not there, or one that passes; a table proves its section."""
    if all(length is None for length in outline.sections):
        yield Confrontation(SECTIONS, None, "report", Outcome.NOT_ASSESSABLE, detail=NO_HEADINGS)
        return
    proof = {int(n) for n, table in rule.parameters["tables"].items() if table in set(tables)}
    missing = [
        section
        for section in rule.parameters["sections"]
        if section <= len(outline.sections)
        and outline.sections[section - 1] is None
        and section not in proof
    ]
    for section in missing:
        yield Confrontation(SECTIONS, None, f"section_{section}", Outcome.FAIL)
    if not missing and outline.ends_early:
        yield Confrontation(SECTIONS, None, "report", Outcome.NOT_ASSESSABLE, detail=ENDS_EARLY)
    elif not missing:
        yield Confrontation(SECTIONS, None, "report", Outcome.PASS)


def _section_five(outline: Outline, rule: Rule) -> Confrontation:
    """Lhs is the length of the section, rhs what it is to have at least."""
    number, least = rule.parameters["section"], rule.parameters["least_characters"]
    # Of a document that ends early the last section may go on behind the end.
    known = outline.sections[:-1] if outline.ends_early else outline.sections
    length = known[number - 1] if number <= len(known) else None
    scope = f"section_{number}"
    if length is None:
        return Confrontation(SECTION_FIVE, None, scope, Outcome.NOT_ASSESSABLE)
    outcome = Outcome.PASS if length >= least else Outcome.FAIL
    return Confrontation(SECTION_FIVE, None, scope, outcome, length, least)


def confront_prose(now: Remembered, before: Remembered | None) -> Confrontation | None:
    """form.prose_last_year on one report; None where the rule does not bind it."""
    rule = _binding(LAST_YEAR, now.form, now.year)
    if rule is None:
        return None
    place = (LAST_YEAR, None, "report")
    least = rule.parameters["least_clauses"]
    if before is None or min(now.outline.clauses, before.outline.clauses) < least:
        return Confrontation(*place, Outcome.NOT_ASSESSABLE)
    alike = similarity(now.outline.sketch, before.outline.sketch)
    if alike < rule.parameters["similarity"]:
        return Confrontation(*place, Outcome.PASS)
    which = f"{before.issuer or '—'} {before.year} [{before.report_id}]"
    return Confrontation(*place, Outcome.FAIL, detail=which)


def similarity(one: str, other: str) -> float:
    """The estimated share of clauses that two texts have in common (Jaccard), from sketches."""
    filled = same = 0
    for n in range(BUCKETS):
        first = one[n * _DIGITS : (n + 1) * _DIGITS]
        second = other[n * _DIGITS : (n + 1) * _DIGITS]
        if first == second == EMPTY:
            continue
        filled += 1
        same += first == second
    return same / filled if filled else 0.0
