"""Puts a confrontation into plain words, in Chinese and English.

A message names the rule in words, the row or column by its printed label, both sides and the
difference: what the office that drafts the report needs to find the cell.
"""

from __future__ import annotations

from gouji.forms import catalogue
from gouji.forms.claim_messages import describe_claim
from gouji.forms.defect_messages import describe_defect
from gouji.forms.evaluation import Confrontation, Outcome
from gouji.forms.model import RuleKind
from gouji.forms.wording import describe_scope, plain_number

__all__ = ["LANGUAGES", "describe", "describe_doubt", "describe_scope", "plain_number"]

LANGUAGES = ("zh", "en")

_DEFECTS = (RuleKind.COMPARISON, RuleKind.DIVISIONS, RuleKind.CHECK)

_STATES = {
    "ambiguous": (
        "有数字，但读不准属于哪一格或是什么意思",
        "there are digits, but it is not certain which cell they belong to or what they mean",
    ),
    "unreadable": ("读不出来", "it cannot be read"),
    "missing": ("表式应有此格，文件中没有", "the form has this cell, the document does not"),
}

_IDENTITY = {
    "issuer": ("不能确定发布机关", "the issuer is not known"),
    "issuer_named": (
        "只写了发布机关的名称，不能确定是哪个地方的",
        "the issuer is named, but not which of all that are called so",
    ),
    "year": ("不能确定报告年度", "the report year is not known"),
    "issuer_conflict": (
        "文件各处或登记表对发布机关说法不一",
        "the document and the sidecar contradict each other on the issuer",
    ),
    "year_conflict": (
        "文件各处或登记表对报告年度说法不一",
        "the document and the sidecar contradict each other on the year",
    ),
    "coverage_conflict": (
        "同一机关同一年度有两份报告，一份汇总全地区，一份只报本级或本机关，不能互为新旧",
        "two reports of one issuer and year, one on the whole area, one on its own level or organ "
        "alone: neither is a newer version of the other",
    ),
    "document_conflict": (
        "来源中同时有同一机关同一年度的两份文件，数字不一，无从知道以哪份为准",
        "two files of one issuer and year came at once, and their figures differ: which one counts "
        "is not known",
    ),
}


def describe(result: Confrontation, lang: str = "zh") -> str:
    """One sentence for a person. `lang` is "zh" or "en"."""
    if result.rule_id == "identity.known":
        return _identity(result, lang)
    if catalogue.rules()[result.rule_id].kind is RuleKind.CLAIM:
        return describe_claim(result, lang)
    if catalogue.rules()[result.rule_id].kind in _DEFECTS:
        return describe_defect(result, lang)
    table = catalogue.tables()[str(result.table)]
    place = describe_scope(table, result.scope, lang)
    if result.rule_id == "reading.certain":
        why = describe_doubt(str(result.detail), lang)
        return f"{place}：{why}。" if lang == "zh" else f"{place}: {why}."
    if result.rule_id == "figures.domain":
        if lang == "zh":
            return (
                f"{place}：{plain_number(result.lhs)} 不是此格允许的数值"
                "（件数应为不小于0的整数，金额不小于0）。"
            )
        return f"{place}: {plain_number(result.lhs)} is not a value this cell may hold."
    return _balance(result, place, lang)


def describe_doubt(state: str, lang: str = "zh") -> str:
    """Why a cell in that state is not certain, as a clause without a full stop."""
    zh, en = _STATES.get(state, _STATES["unreadable"])
    return zh if lang == "zh" else en


def _balance(result: Confrontation, place: str, lang: str) -> str:
    rule = catalogue.rules()[result.rule_id]
    lhs, rhs, difference = map(plain_number, (result.lhs, result.rhs, result.difference))
    if lang == "zh":
        text = f"{place}：应“{rule.zh}”，"
        if result.outcome is Outcome.NOT_ASSESSABLE:
            return text + "但缺少可核对的数，无法勾稽。"
        text += f"前者为 {lhs}，后者为 {rhs}，相差 {difference}。"
        return text + ("其中有一格读不准，未必真的不符。" if result.doubt else "")
    text = f"{place}: {rule.en}; "
    if result.outcome is Outcome.NOT_ASSESSABLE:
        return text + "not assessable, an operand is not known."
    text += f"the first is {lhs}, the second {rhs}, difference {difference}."
    return text + (" One cell is not certain: read otherwise, it may tie." if result.doubt else "")


def _identity(result: Confrontation, lang: str) -> str:
    scope = "issuer_named" if result.scope == "issuer" and result.detail else result.scope
    zh, en = _IDENTITY.get(scope, _IDENTITY["issuer"])
    text, stop = (zh, "。") if lang == "zh" else (en, ".")
    opening = "（" if lang == "zh" else " ("
    closing = "）" if lang == "zh" else ")"
    evidence = f"{opening}{result.detail}{closing}" if result.detail else ""
    return text + evidence + stop
