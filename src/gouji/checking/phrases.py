"""Words and marks that the lines of `gouji check` share."""

from __future__ import annotations

from collections.abc import Iterable

from gouji.checking.examine import Checked
from gouji.checking.places import describe_places
from gouji.documents.model import Locator
from gouji.forms.evaluation import Confrontation
from gouji.reconciliation.status import Status

CONTRADICTION, DOUBT, ACCEPTED, NOTE, ADVICE = "✗", "?", "✓", "·", "→"
"""Marks of lines: what does not tie, what is not certain, what a decision accepts, and the rest."""


def state(status: Status, lang: str, why: str = "") -> str:
    """A status in brackets, and what is said of it."""
    return (
        f"【{status.text(lang)}】{why}" if lang == "zh" else f"[{status.text(lang)}] {why}".rstrip()
    )


def place(locators: Iterable[Locator], lang: str) -> str:
    """Where it stands, in brackets; empty where nothing is known."""
    places = describe_places(locators, lang)
    if not places:
        return ""
    return f"（位置：{places}）" if lang == "zh" else f" (at: {places})"


def mark(failure: Confrontation, checked: Checked) -> str:
    """The mark of a failure."""
    if checked.judgement.decision_on(failure):
        return ACCEPTED
    return DOUBT if failure.doubt else CONTRADICTION


def say(lang: str, zh: str, en: str) -> str:
    """The one or the other, by language."""
    return zh if lang == "zh" else en


def colon(lang: str) -> str:
    """What stands between a name and what is said of it."""
    return "：" if lang == "zh" else ": "
