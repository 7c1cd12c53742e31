"""Applies the reviewed decisions to the failures of all reports at once.

The same outcome as `judgement`: a decision that finds its failure or table, and whose `expect`
holds, is applied; any other is a problem, and the table it is about stays withheld. There are few
decisions, so they are looped over here; reports are only joined.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import polars as pl

from gouji.documents.reasons import Reason
from gouji.reconciliation.decisions.ledger import (
    WHOLE_REPORT,
    Action,
    Decision,
    Expected,
    Problem,
    first_broken,
    unmatched,
)

_COVERED = {
    "doc": pl.UInt32,
    "rule_id": pl.String,
    "scope": pl.String,
    "decision": pl.String,
}
_EXCLUDED = {"doc": pl.UInt32, "table": pl.String, "decision": pl.String}
_BROKEN = {"doc": pl.UInt32, "table": pl.String, "zh": pl.String, "en": pl.String}


@dataclass(frozen=True, slots=True)
class Applied:
    """What the decisions did.

    Frames: covered (doc, rule_id, scope, decision); excluded (doc, table, decision), broken (doc,
    table, zh, en): `table` is null for the whole report. `said` words a decision by its name.
    """

    covered: pl.DataFrame
    excluded: pl.DataFrame
    broken: pl.DataFrame
    said: Mapping[str, Reason]
    problems: list[Problem]
    matched: frozenset[str]


def apply_decisions(
    decisions: Sequence[Decision],
    docs: pl.DataFrame,
    tables: pl.DataFrame,
    figures: pl.DataFrame,
    failing: pl.DataFrame,
    *,
    whole_lake: bool,
) -> Applied:
    """Match decisions with reports, tables and failures, and check what they expect.

    Args:
        decisions: the whole file.
        docs: doc, document_id, report_id, issuer, year of the current reports.
        tables: doc, table.
        figures: document_id, table, item, column, state, value.
        failing: doc, rule_id, scope, lhs, rhs of failed confrontations.
        whole_lake: whether a report that is not in `docs` is nowhere.
    """
    covered, excluded, broken = [], [], []
    problems: list[Problem] = []
    reports = _only(docs, "report_id", {decision.report for decision in decisions})
    by_report = {row["report_id"]: row for row in reports.iter_rows(named=True)}
    numbers = {row["doc"] for row in by_report.values()}
    failures = {
        (row["doc"], row["rule_id"], row["scope"]): row
        for row in _only(failing, "doc", numbers).iter_rows(named=True)
    }
    present = set(_only(tables, "doc", numbers).select("doc", "table").iter_rows())
    expected = _expected_cells(decisions, by_report, figures)
    matched = set()
    for decision in decisions:
        report = by_report.get(decision.report)
        if report is None:
            if whole_lake:
                problems.append(unmatched(decision))
            continue
        doc = report["doc"]
        failure = failures.get((doc, decision.rule, decision.scope))
        if decision.action is Action.ACCEPT:
            found = failure is not None
        else:
            found = decision.scope == WHOLE_REPORT or (doc, decision.scope) in present
        problem = (
            first_broken(decision, _facts(decision, report, failure, expected))
            if found
            else unmatched(decision)
        )
        if problem:
            problems.append(problem)
            if not decision.on_defect:  # nothing hangs on a defect, so nothing is withheld for it
                broken.append((doc, decision.table, problem.zh, problem.en))
            continue
        matched.add(decision.name)
        if decision.action is Action.ACCEPT:
            covered.append((doc, decision.rule, decision.scope, decision.name))
        else:
            excluded.append((doc, decision.table, decision.name))
    return Applied(
        pl.DataFrame(covered, schema=_COVERED, orient="row"),
        pl.DataFrame(excluded, schema=_EXCLUDED, orient="row"),
        pl.DataFrame(broken, schema=_BROKEN, orient="row"),
        {decision.name: decision.said for decision in decisions},
        problems,
        frozenset(matched),
    )


def _only(frame: pl.DataFrame, column: str, wanted: set[Any]) -> pl.DataFrame:
    keys = pl.Series(column, sorted(wanted), dtype=frame.schema[column])
    return frame.join(keys.to_frame(), on=column, how="semi")


def _expected_cells(
    decisions: Sequence[Decision],
    by_report: Mapping[str, Mapping[str, Any]],
    figures: pl.DataFrame,
) -> dict[tuple[int, str], Expected]:
    """State, or value where reported, of each cell that an `expect` names and a report has."""
    wanted = {
        (by_report[decision.report]["document_id"], *key.split("."))
        for decision in decisions
        if decision.report in by_report
        for key in decision.expect
        if "." in key
    }
    if not wanted:
        return {}
    columns = ("document_id", "table", "item", "column")
    keys = pl.DataFrame(
        sorted(wanted), schema={name: figures.schema[name] for name in columns}, orient="row"
    )
    found = figures.join(keys, on=columns, how="semi").select(*columns, "state", "value")
    docs = {row["document_id"]: row["doc"] for row in by_report.values()}
    return {
        (docs[document], f"{table}.{item}.{column}"): state if value is None else value
        for document, table, item, column, state, value in found.iter_rows()
    }


def _facts(
    decision: Decision,
    report: Mapping[str, Any],
    failure: Mapping[str, Any] | None,
    cells: Mapping[tuple[int, str], Expected],
) -> dict[str, Expected | None]:
    year = report["year"]
    facts: dict[str, Expected | None] = {
        "issuer": report["issuer"],
        "year": None if year is None else Decimal(year),
    }
    if failure is not None:
        lhs, rhs = failure["lhs"], failure["rhs"]
        both = lhs is not None and rhs is not None
        facts |= {"lhs": lhs, "rhs": rhs, "difference": lhs - rhs if both else None}
    for key in decision.expect:
        if "." in key:
            facts[key] = cells.get((report["doc"], key), "missing")
    return facts
