"""The statuses of a table and of a report: their order, their names, the sentences that explain.

Shared by `judgement` (one report) and `batch` (all of them), so that both mean and say the same.
What makes a rule fail is not decided here (see `gouji.forms.evaluation`).
"""

from __future__ import annotations

from collections.abc import Iterable
from enum import StrEnum
from functools import cache

from gouji.documents.reasons import Reason
from gouji.forms import catalogue
from gouji.forms.model import Edit

IDENTITY_RULE = "identity.known"
DOMAIN_RULE = "figures.domain"
CERTAINTY_RULE = "reading.certain"
CELL_RULES = (DOMAIN_RULE, CERTAINTY_RULE)

CONFIRMING_COLUMN = "total"
MESSAGES_IN_REASON = 3
"""How many failures the reason of a withheld table spells out; all of them are violations."""


class Status(StrEnum):
    """What may be done with a table, or with a report, worst last."""

    NARRATIVE = "narrative"
    """A report without any statutory table."""
    RECONCILED = "reconciled"
    UNCONFIRMED = "unconfirmed"
    """Read with certainty, but no edit can confirm it."""
    ACCEPTED = "accepted"
    WITHHELD = "withheld"
    UNREADABLE = "unreadable"
    EXCLUDED = "excluded"

    @property
    def ties(self) -> bool:
        """True where `gouji check` has nothing to complain about."""
        return self in _TYING

    @property
    def publishable(self) -> bool:
        """True where figures of the table may enter the marts."""
        return self in _PUBLISHABLE

    def text(self, lang: str) -> str:
        """The name for a person, "zh" or "en"."""
        return NAMES[self][0 if lang == "zh" else 1]


_PUBLISHABLE = (Status.RECONCILED, Status.UNCONFIRMED, Status.ACCEPTED)
_TYING = (*_PUBLISHABLE, Status.NARRATIVE)

NAMES = {
    Status.NARRATIVE: ("无法定表格", "narrative"),
    Status.RECONCILED: ("勾稽相符", "reconciled"),
    Status.UNCONFIRMED: ("无从核对", "unconfirmed"),
    Status.ACCEPTED: ("审核接受", "accepted"),
    Status.WITHHELD: ("暂不发布", "withheld"),
    Status.UNREADABLE: ("读不出", "unreadable"),
    Status.EXCLUDED: ("已排除", "excluded"),
}

REPORT_ORDER = (
    Status.UNCONFIRMED,
    Status.RECONCILED,
    Status.ACCEPTED,
    Status.WITHHELD,
    Status.UNREADABLE,
    Status.EXCLUDED,
)
"""A report has the last of these that any of its tables has: `unconfirmed` lowers nothing."""

NO_EDITS = Reason(
    "no_edits",
    "此表没有勾稽关系可以核对。",
    "No balance edit binds this table; nothing confirms it.",
)
NOT_ASSESSED = Reason(
    "not_assessed",
    "总计栏的勾稽关系缺数，无法核对。",
    "The edits on its totals lack an operand; nothing confirms it.",
)
NO_TABLE = Reason(
    "no_table",
    "文中没有法定表格，只有文字叙述。",
    "The document has no statutory table, only prose.",
)
NONE_CONFIRMED = Reason(
    "none_confirmed",
    "读得确定，但没有一张表有可以核对的勾稽关系。",
    "Read with certainty, but no table has an edit that could be assessed.",
)

FIXED_REPORT_REASONS: dict[Status, Reason | None] = {
    Status.NARRATIVE: NO_TABLE,
    Status.UNCONFIRMED: NONE_CONFIRMED,
    Status.RECONCILED: None,
}
"""The reason of a report where it does not depend on which table it is."""

NAMED_IN_REPORT = (Status.ACCEPTED, Status.WITHHELD, Status.UNREADABLE, Status.EXCLUDED)
"""The tables that the reason of any other report names with their status."""

_COUNT_SENTENCES = {
    "contradictions": ("共 {n} 处不符：", "{n} contradiction(s):"),
    "doubts": ("{n} 处读不准或缺失。", "{n} cell(s) or edit(s) in doubt."),
}


def worst(statuses: Iterable[Status]) -> Status:
    """The status of a report from those of its tables; `narrative` without any."""
    found = list(statuses)
    return max(found, key=REPORT_ORDER.index) if found else Status.NARRATIVE


@cache
def confirming_edits(table_id: str, form: str) -> tuple[Edit, ...]:
    """The edits that must be assessed and hold for a table to be `reconciled`.

    A table with column edits is confirmed by those of its `total` column (table 三); one that only
    has row edits by all of them (table 四). Empty where no edit binds the table.
    """
    edits = catalogue.edits(table_id, form)
    rules = catalogue.rules()
    by_column = [edit for edit in edits if rules[edit.rule_id].scope == "column"]
    if not by_column:
        return edits
    return tuple(edit for edit in by_column if edit.scope == CONFIRMING_COLUMN)


def unconfirmed_reason(table_id: str, form: str) -> Reason:
    """Why a table that was read with certainty is not `reconciled`."""
    return NOT_ASSESSED if confirming_edits(table_id, form) else NO_EDITS


def table_state(table_id: str, status: Status, lang: str) -> str:
    """One table and its status, as a sentence in the reason of its report."""
    table = catalogue.tables()[table_id]
    if lang == "zh":
        return f"《{table.zh}》{status.text(lang)}。"
    return f"{table.en}: {status.text(lang)}."


def count_sentence(kind: str, n: object, lang: str) -> str:
    """How many "contradictions" or "doubts" withhold a table."""
    return _COUNT_SENTENCES[kind][0 if lang == "zh" else 1].format(n=n)


def sentence(text: str, lang: str) -> str:
    """`text` with a full stop, unless it has one."""
    stop = "。" if lang == "zh" else "."
    return text if text.endswith(("。", ".", "！", "!")) else text + stop


def join_sentences(parts: Iterable[str], lang: str) -> str:
    """Sentences in a row: Chinese without, English with a space between."""
    return ("" if lang == "zh" else " ").join(parts)
