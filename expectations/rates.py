"""Measures what the thresholds bound: rates over current reports, rows against the last release.

Every metric comes with `n`, the number it is measured over; a threshold is judged from its `min_n`
up. A metric that should be there and cannot be measured is None, which no threshold lets pass.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from expectations.frames import Evidence


@dataclass(frozen=True, slots=True)
class Measurement:
    """A metric's value, and the number of things it was measured over.

    about: which rule or file the value belongs to, where the metric picks the worst of several.
    """

    value: float | None
    n: int
    about: str = ""


def measure(metric: str, evidence: Evidence) -> Measurement:
    """Measure one metric.

    Raises:
        KeyError: there is no such metric.
    """
    name, _, model = metric.partition(".")
    if name == "rows_kept":
        return _rows_kept(evidence, model)
    return _METRICS[metric](evidence)


def _status_share(*statuses: str) -> Callable[[Evidence], Measurement]:
    def share(evidence: Evidence) -> Measurement:
        """n: current reports, narrative ones apart."""
        judged = [s for s in evidence.lake.report_status["status"] if s != "narrative"]
        hits = sum(status in statuses for status in judged)
        return Measurement(hits / len(judged) if judged else None, len(judged))

    return share


def _error_rate(evidence: Evidence) -> Measurement:
    """The worst balance rule; n: the reports on which that rule was assessed.

    Only a rule with at least 30 assessed reports can be the worst, or one bad report among two
    would speak for the whole collection.
    """
    rules = evidence.sql(
        """
        select
            rule_id,
            count(distinct report_id) filter (where status in ('pass', 'fail')) as assessed,
            count(distinct report_id) filter (where status = 'fail' and not doubt) as failed
        from mart_reconciliation
        where rule_id not in ('figures.domain', 'reading.certain', 'identity.known')
        group by rule_id
        having assessed >= 30
        order by failed / assessed desc, rule_id
        """
    )
    if rules.is_empty():
        return Measurement(None, 0)
    worst = rules.row(0, named=True)
    return Measurement(
        worst["failed"] / worst["assessed"], int(worst["assessed"]), worst["rule_id"]
    )


def _share_assessed(evidence: Evidence) -> Measurement:
    """n: requests tables of current reports that could be read."""
    tables = evidence.lake.table_status
    assessed = [
        count
        for table, status, count in tables.select("table", "status", "assessed").iter_rows()
        if table == "requests" and status != "unreadable"
    ]
    hits = sum(bool(count) for count in assessed)
    return Measurement(hits / len(assessed) if assessed else None, len(assessed))


def _rows_kept(evidence: Evidence, model: str) -> Measurement:
    """n: rows of that model in the last release; 0 where there is none to compare with."""
    before = evidence.previous.rows().get(model, 0) if evidence.previous else 0
    if not before:
        return Measurement(None, 0, model)
    now = evidence.number(f"select count(*) from {model}")  # noqa: S608
    return Measurement(None if now is None else now / before, before, model)


_METRICS: dict[str, Callable[[Evidence], Measurement]] = {
    "share_withheld": _status_share("withheld", "unreadable"),
    "share_unreadable": _status_share("unreadable"),
    "error_rate": _error_rate,
    "share_assessed": _share_assessed,
}
