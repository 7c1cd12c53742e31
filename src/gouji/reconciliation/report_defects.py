"""Every rule that withholds nothing, confronted with one report: for `gouji check`.

`defects` says the same of all reports of a year at once, and more: what needs the other reports of
a lake (`divisions.total`, `form.prose_sister`) is not asked here.
"""

from __future__ import annotations

from gouji.extraction.report import Report
from gouji.forms import catalogue
from gouji.forms.evaluation import Confrontation
from gouji.reconciliation.claims.confronting import confront_report_claims
from gouji.reconciliation.comparisons.one_report import Remembered, confront_comparisons
from gouji.reconciliation.form_rules import confront_form, confront_prose


def confront_report(
    report: Report, now: Remembered, before: Remembered | None = None
) -> tuple[Confrontation, ...]:
    """Passes and failures alike: on the report first, then table by table.

    Args:
        report: as read.
        now: what is remembered of it (`comparisons.one_report.remember`).
        before: the same issuer's report of the year before, where it is at hand.
    """
    if report.unreadable:
        return ()
    found = list(confront_form(report))
    prose = confront_prose(now, before)
    found += [prose] if prose else []
    found += confront_report_claims(report)
    found += confront_comparisons(now, before)
    places = list(report.tables)
    return tuple(
        sorted(found, key=lambda one: -1 if one.table is None else places.index(one.table))
    )


def confront_years(now: Remembered, before: Remembered) -> tuple[Confrontation, ...]:
    """Only what compares a report with the same issuer's of the year before."""
    across = {one.rule_id for one in catalogue.comparisons() if one.across_years}
    prose = confront_prose(now, before)
    compared = [one for one in confront_comparisons(now, before) if one.rule_id in across]
    return (*([prose] if prose else []), *compared)
