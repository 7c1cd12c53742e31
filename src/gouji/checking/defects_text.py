"""How `gouji check` says, to a person, what fails without withholding anything."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from gouji.checking.phrases import place
from gouji.checking.places import printable
from gouji.extraction.report import Report
from gouji.forms import catalogue
from gouji.forms.claim_messages import ClaimDetail
from gouji.forms.evaluation import Confrontation
from gouji.forms.messages import describe
from gouji.forms.model import Defect, RuleKind

if TYPE_CHECKING:
    from gouji.checking.years import AcrossYears

MAJOR, MINOR, UNSURE = "!", "·", "?"
"""Marks of a defect: major, minor, and one that may only be one of reading."""


def lines_of_defects(failures: Iterable[Confrontation], report: Report, lang: str) -> Iterator[str]:
    """What an assessor would mark down in one report, major first."""
    rules = catalogue.rules()
    found = sorted(failures, key=lambda one: rules[one.rule_id].defect is not Defect.MAJOR)
    if found:
        yield "  " + (
            "不影响发布，但考评会扣分：" if lang == "zh" else "Withholds nothing, but is a defect:"
        )
    for one in found:
        yield f"    {_mark(one)} {describe(one, lang)}{_place(one, report, lang)} [{one.rule_id}]"


def lines_of_notes(notes: Iterable[Confrontation], report: Report, lang: str) -> Iterator[str]:
    """Numbers in prose that tie with the tables, but not in their plain reading."""
    for number, one in enumerate(notes):
        if not number:
            yield "  " + (
                "正文与表格的口径：" if lang == "zh" else "How the prose is to be understood:"
            )
        yield f"    {MINOR} {describe(one, lang)}{_place(one, report, lang)} [{one.rule_id}]"


def _place(one: Confrontation, report: Report, lang: str) -> str:
    """Where the prose says it, of a claim."""
    if catalogue.rules()[one.rule_id].kind is not RuleKind.CLAIM or one.detail is None:
        return ""
    said = ClaimDetail.read(one.detail).claim
    return place([report.claims[said].locator], lang)


def lines_of_years(compared: Iterable[AcrossYears], lang: str) -> Iterator[str]:
    """The reports that were compared with the issuer's of the year before."""
    for number, one in enumerate(compared):
        if not number:
            yield "跨年核对：" if lang == "zh" else "Across years:"
        fails = len(one.failures)
        said = (
            f"核对 {one.assessed} 处，{fails} 处不符"
            if lang == "zh"
            else f"{one.assessed} compared, {fails} differ"
        )
        colon = "：" if lang == "zh" else ": "
        yield f"  {printable(one.before)} → {printable(one.path)}{colon}{said}"
        for failure in one.failures:
            yield f"    {_mark(failure)} {describe(failure, lang)} [{failure.rule_id}]"


def lines_of_disabled(lang: str) -> Iterator[str]:
    """The rules that were not confronted, with the reason."""
    for rule in catalogue.disabled_rules():
        told = f"{rule.reason} ({rule.date}, {rule.owner})"
        yield f"停用的规则 {rule.id}：{told}" if lang == "zh" else f"Disabled: {rule.id}: {told}"


def _mark(one: Confrontation) -> str:
    if one.doubt:
        return UNSURE
    major = catalogue.rules()[one.rule_id].defect is Defect.MAJOR
    return MAJOR if major else MINOR
