"""Measures what the thresholds bound: rates over current reports, rows against the last release.

Every metric comes with `n`, the number it is measured over; a threshold is judged from its `min_n`
up. A metric that should be there and cannot be measured is None, which no threshold lets pass.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import polars as pl

from expectations.checked import UNKNOWN
from expectations.frames import Evidence
from gouji.forms import catalogue
from gouji.forms.model import RuleKind

LEAST = 30
"""Below this number a group cannot be the worst, unless the threshold says another."""


@dataclass(frozen=True, slots=True)
class Measurement:
    """A metric's value, and the number of things it was measured over.

    about: which rule or file the value belongs to, where the metric picks the worst of several.
    """

    value: float | None
    n: int
    about: str = ""


def measure(metric: str, evidence: Evidence, least: int = LEAST) -> Measurement:
    """Measure one metric.

    A metric over groups (rules, forms, provinces) is that of the worst group; only groups of at
    least `least` things can be the worst, or one bad report among two would speak for a province.

    Raises:
        KeyError: there is no such metric.
    """
    name, _, rest = metric.partition(".")
    if name == "rows_kept":
        return _rows_kept(evidence, rest)
    if metric in _BY_GROUP:
        return _BY_GROUP[metric](evidence, least)
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
            and not contains(rule_id, '.implied_')
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


def _share_withheld(group: str) -> Callable[[Evidence, int], Measurement]:
    def share(evidence: Evidence, least: int) -> Measurement:
        """n: current reports of the worst group, narrative ones apart."""
        judged = evidence.lake.report_status.filter(pl.col("status") != "narrative").join(
            evidence.lake.reports.select("document_id", pl.col(group).fill_null(UNKNOWN)),
            on="document_id",
        )
        counted = judged.group_by(group).agg(
            pl.len().alias("n"),
            pl.col("status").is_in(["withheld", "unreadable"]).sum().alias("hits"),
        )
        return _worst(counted, group, least)

    return share


def _error_rate_of(group: str, *, blocks: bool) -> Callable[[Evidence, int], Measurement]:
    def rate(evidence: Evidence, least: int) -> Measurement:
        """n: confrontations of the worst group that could be checked."""
        counted = (
            evidence.lake.checked.filter(
                (pl.col("blocks") == blocks) & ~pl.col("rule_id").is_in(_left_out(group))
            )
            .group_by(group)
            .agg(pl.col("checked").sum().alias("n"), pl.col("failed").sum().alias("hits"))
        )
        return _worst(counted, group, least)

    return rate


def _share_of_rule_assessed(evidence: Evidence, least: int) -> Measurement:
    """n: confrontations of the rule of which the least could be checked, checked or not."""
    counted = (
        evidence.lake.checked.filter(
            pl.col("blocks") & ~pl.col("rule_id").is_in(_left_out("rule_id"))
        )
        .group_by("rule_id")
        .agg(
            (pl.col("checked") + pl.col("not_assessable")).sum().alias("n"),
            pl.col("checked").sum().alias("hits"),
        )
    )
    return _worst(counted, "rule_id", least, lowest=True)


def _worst(counted: pl.DataFrame, group: str, least: int, *, lowest: bool = False) -> Measurement:
    """The group with the highest (or lowest) share of hits; n is 0 where none is large enough."""
    large = counted.filter((pl.col("n") >= least) & (pl.col("n") > 0)).with_columns(
        (pl.col("hits") / pl.col("n")).alias("share")
    )
    if large.is_empty():
        return Measurement(None, 0)
    row = large.sort(["share", group], descending=[not lowest, False]).row(0, named=True)
    return Measurement(row["share"], int(row["n"]), str(row[group]))


_NOT_SUMS = ("figures.domain", "reading.certain", "identity.known")
"""Rules that are confronted cell by cell, or with the report: a passing row stands for many."""

_STAND_INS = tuple(r.id for r in catalogue.rules().values() if r.kind is RuleKind.IMPLIED)
"""Confronted only with tables that lack numbers, so their rates say nothing of all tables."""


def _left_out(group: str) -> tuple[str, ...]:
    return (*_NOT_SUMS, *_STAND_INS) if group == "rule_id" else _NOT_SUMS


def _rows_kept(evidence: Evidence, model: str) -> Measurement:
    """n: rows of that model in the last release; 0 where there is none to compare with."""
    before = evidence.previous.rows().get(model, 0) if evidence.previous else 0
    if not before:
        return Measurement(None, 0, model)
    now = evidence.number(f"select count(*) from {model}")  # noqa: S608
    return Measurement(None if now is None else now / before, before, model)


_BY_GROUP: dict[str, Callable[[Evidence, int], Measurement]] = {
    "share_withheld.form": _share_withheld("form"),
    "share_withheld.province": _share_withheld("province"),
    "error_rate.rule": _error_rate_of("rule_id", blocks=True),
    "error_rate.form": _error_rate_of("form", blocks=True),
    "error_rate.province": _error_rate_of("province", blocks=True),
    "error_rate.defect": _error_rate_of("rule_id", blocks=False),
    "share_assessed.rule": _share_of_rule_assessed,
}

_METRICS: dict[str, Callable[[Evidence], Measurement]] = {
    "share_withheld": _status_share("withheld", "unreadable"),
    "share_unreadable": _status_share("unreadable"),
    "error_rate": _error_rate,
    "share_assessed": _share_assessed,
}
