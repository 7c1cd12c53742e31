"""One reviewed decision: what it covers, what it expected, and what is wrong with it.

What does not belong here: the file it stands in (`ledger`, `entry`), and finding the
failure that it covers (`judgement`, `batch`).
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum
from typing import NamedTuple

from gouji.documents.reasons import Reason
from gouji.errors import GoujiError
from gouji.extraction.report import CONTRADICTABLE
from gouji.forms import catalogue
from gouji.forms.messages import plain_number
from gouji.reconciliation.status import CELL_RULES

WHOLE_REPORT = "report"
"""The scope of an `exclude` of every table of a report."""

IDENTITY_SCOPES = ("issuer", "year", *(f"{field}_conflict" for field in CONTRADICTABLE))

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
    def on_defect(self) -> bool:
        """Whether it is about a rule that withholds nothing."""
        return self.rule is not None and not catalogue.rules()[self.rule].blocks

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
