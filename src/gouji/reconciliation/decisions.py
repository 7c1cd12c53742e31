"""The reviewed decisions on reports that do not tie, read from a YAML file and checked hard.

The file is a list of entries:

    - report: 370600-某局-2022          # report_id
      action: accept                   # accept | exclude
      rule: requests.balance           # accept: the rule that fails ...
      scope: total                     # ... and where: item, column, or table.item.column
      expect: {lhs: 352, rhs: 353}     # what it said when this was written
      reason: 机关来函确认结转数多计一件
      reviewer: 王某
      date: 2024-03-05

`accept` lets a failure stand and be published with its caveat; it needs an `expect`, or it would
cover whatever fails there next. `exclude` keeps a table (`scope` is its id) or a whole report
(`scope: report`) out, whatever it says. `expect` may name `lhs`, `rhs`, `difference` (accept),
`issuer`, `year`, and cells `table.item.column` with a number or a state. No decision changes a
figure. `place` is part of the format, but this version does not apply it and says so.

What does not belong here: finding the failure that a decision covers (see `judgement`, `batch`).
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum
from pathlib import Path
from typing import NamedTuple

from gouji.documents.reasons import Reason
from gouji.errors import GoujiError
from gouji.forms import catalogue
from gouji.forms.messages import plain_number
from gouji.reconciliation.status import CELL_RULES

DECISIONS_NAME = "decisions.yml"
"""The file that is looked for beside the reports."""

WHOLE_REPORT = "report"
"""The scope of an `exclude` of every table of a report."""

IDENTITY_SCOPES = ("issuer", "year", "issuer_conflict", "year_conflict")

Expected = Decimal | str


class Action(StrEnum):
    """What a reviewer decided."""

    ACCEPT = "accept"
    EXCLUDE = "exclude"
    PLACE = "place"


class DecisionError(GoujiError):
    """The decisions cannot be used; names file, entry, line and cause."""

    @classmethod
    def saying(cls, zh: str, en: str) -> DecisionError:
        """The error with these texts."""
        return cls(Reason("decisions", zh, en))


class Problem(NamedTuple):
    """A decision that could not be applied: its table stays withheld and the gate shuts."""

    decision: str
    zh: str
    en: str


@dataclass(frozen=True, slots=True)
class Decision:
    """One entry of the file. `rule` is None for `exclude`."""

    report: str
    action: Action
    scope: str
    reason: str
    reviewer: str
    date: dt.date
    rule: str | None = None
    expect: Mapping[str, Expected] = field(default_factory=dict)
    origin: str = ""

    @property
    def name(self) -> str:
        """What identifies it in frames, messages and the verdict."""
        return " ".join((self.action, self.report, *filter(None, (self.rule,)), self.scope))

    @property
    def table(self) -> str | None:
        """The table it is about; None for the whole report."""
        if self.action is Action.EXCLUDE:
            return None if self.scope == WHOLE_REPORT else self.scope
        if self.rule in CELL_RULES:
            return self.scope.split(".")[0]
        return catalogue.rules()[str(self.rule)].table

    @property
    def said(self) -> Reason:
        """The decision as a sentence, for the status of the table that it decides."""
        zh, en = {
            Action.ACCEPT: ("按审核决定接受", "Accepted by decision"),
            Action.EXCLUDE: ("按审核决定排除", "Excluded by decision"),
        }[self.action]
        return Reason(
            self.action,
            f"{zh}（{self.reviewer}，{self.date}）：{self.reason}。",
            f"{en} ({self.reviewer}, {self.date}): {self.reason}.",
        )


def unmatched(decision: Decision) -> Problem:
    """The problem of a decision that matches nothing: no such report, table or failure."""
    return Problem(
        decision.name,
        f"审核决定“{decision.name}”（{decision.origin}）没有对应的报告、表格或不符之处，未适用。",
        f"The decision “{decision.name}” ({decision.origin}) matches no report, table or failure; "
        "it was not applied.",
    )


def stale(decision: Decision, key: str, found: Expected | None) -> Problem:
    """The problem of a decision whose `expect` no longer holds."""
    expected, now = _printed(decision.expect[key]), _printed(found)
    return Problem(
        decision.name,
        f"审核决定“{decision.name}”（{decision.origin}）预期 {key} 为 {expected}，现为 {now}，"
        "未适用。",
        f"The decision “{decision.name}” ({decision.origin}) expects {key} to be {expected}, "
        f"it is {now} now; it was not applied.",
    )


def first_broken(decision: Decision, facts: Mapping[str, Expected | None]) -> Problem | None:
    """The problem of the first expectation that `facts` do not meet, None where all hold.

    `facts` maps the keys of `expect` to numbers, or to a word where there is no number.
    """
    for key, expected in decision.expect.items():
        found = facts.get(key)
        if found != expected:
            return stale(decision, key, found)
    return None


def _printed(value: Expected | None) -> str:
    if value is None:
        return "—"
    return plain_number(value) if isinstance(value, Decimal) else value


def load_decisions(path: Path) -> tuple[Decision, ...]:
    """The decisions of a file. Raises DecisionError; OSError where it cannot be opened."""
    try:
        text = path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as error:
        raise DecisionError.saying(
            f"{path}：不是 UTF-8 文本，无法读取（{error.reason}）。",
            f"{path}: not UTF-8 text ({error.reason}).",
        ) from None
    return parse_decisions(text, str(path))


def parse_decisions(text: str, origin: str) -> tuple[Decision, ...]:
    """The decisions in a YAML text; `origin` names it in messages.

    Raises:
        DecisionError: not YAML, not a list of entries, a field missing, unknown or of the wrong
            kind, a rule or cell that the forms do not have, two entries on the same thing, `place`.
    """
    # Both cost start-up time that only a run with a decisions file should pay.
    import yaml

    from gouji.reconciliation.decision_entry import load_entries, read_entry

    try:
        entries = load_entries(text, origin)
    except DecisionError:
        raise
    except (yaml.YAMLError, ValueError, RecursionError) as error:
        place = getattr(error, "problem_mark", None)
        line = f"第 {place.line + 1} 行" if place else ""
        cause = getattr(error, "problem", None) or str(error)
        raise DecisionError.saying(
            f"{origin}：{line}不是有效的 YAML（{cause}）。",
            f"{origin}: {f'line {place.line + 1}: ' if place else ''}not valid YAML ({cause}).",
        ) from None
    decisions = tuple(read_entry(entry) for entry in entries)
    seen: dict[str, Decision] = {}
    for decision in decisions:
        if decision.name in seen:
            first = seen[decision.name].origin
            raise DecisionError.saying(
                f"{decision.origin}：与 {first} 重复：{decision.name}。",
                f"{decision.origin}: the same as {first}: {decision.name}.",
            )
        seen[decision.name] = decision
    return decisions
