"""Puts into words what fails without withholding anything: years, units, form, plausibility.

Each message says where, what should hold, and what was found instead; and of what could not be
assessed, why. What does not belong here: sums within one table (see `messages`).
"""

from __future__ import annotations

from gouji.forms import catalogue
from gouji.forms.evaluation import Confrontation, Outcome
from gouji.forms.wording import describe_scope, plain_number

SECTION_TITLES = {
    1: ("总体情况", "overview"),
    2: ("主动公开政府信息情况", "proactive disclosure"),
    3: ("收到和处理政府信息公开申请情况", "requests received and handled"),
    4: ("行政复议、行政诉讼情况", "reconsideration and litigation"),
    5: ("存在的主要问题及改进情况", "problems and improvements"),
    6: ("其他需要报告的事项", "other matters"),
}

_WHY_NOT = {
    "no_year_before": (
        "没有本机关上一年度的报告",
        "there is no report of this issuer for the year before",
    ),
    "other_coverage": (
        "与上一年度报告的统计范围不同",
        "the report of the year before covers something else",
    ),
    "other_form": (
        "上一年度报告没有同一表式的这张表",
        "the report of the year before has no such table in a form that compares",
    ),
    "no_headings": ("文中认不出各部分的标题", "no heading of a section was recognised"),
    "units_unknown": (
        "不知道这一区域由哪些单位组成（名单只列到县级）",
        "it is not known which units the area consists of (the list ends at counties)",
    ),
    "units_changed": (
        "该年度下辖的行政区与现行名单不同",
        "its divisions were others in that year than on the current list",
    ),
    "units_missing": (
        "本级或下级行政区的报告不齐",
        "reports of its own level or of some of its divisions are not there",
    ),
}
_LACKING = ("缺少可核对的数", "an operand is not known")
_COVERAGE_UNKNOWN = (
    "两份报告都未写明统计范围，差异可能由此而来。",
    " Neither report says what it covers, which may explain it.",
)


def describe_defect(result: Confrontation, lang: str = "zh") -> str:
    """One sentence for a person. `lang` is "zh" or "en"."""
    where = _place(result, lang)
    if result.outcome is Outcome.NOT_ASSESSABLE:
        zh, en = _WHY_NOT.get(str(result.detail), _LACKING)
        return f"{where}：{zh}，无法核对。" if lang == "zh" else f"{where}: not assessable, {en}."
    if result.rule_id in _OWN_WORDS:
        zh, en = _OWN_WORDS[result.rule_id]
        text = zh if lang == "zh" else en
        return text.format(**_words(result, where, lang))
    return _two_sides(result, where, lang)


def _two_sides(result: Confrontation, where: str, lang: str) -> str:
    rule = catalogue.rules()[result.rule_id]
    lhs, rhs, difference = map(plain_number, (result.lhs, result.rhs, result.difference))
    if lang == "zh":
        text = f"{where}：应“{rule.zh}”，前者为 {lhs}，后者为 {rhs}，相差 {difference}。"
        return text + (_COVERAGE_UNKNOWN[0] if result.doubt else "")
    text = f"{where}: {rule.en}; the first is {lhs}, the second {rhs}, difference {difference}."
    return text + (_COVERAGE_UNKNOWN[1] if result.doubt else "")


_OWN_WORDS = {
    "form.outdated": (
        "{where}：采用了《{form}》，不是报告年度施行的表式。",
        "{where}: it is in the {form}, which is not the form in force for the report year.",
    ),
    "form.blank_cells": (
        "{where}：有 {lhs} 格留空或划线，没有数量应填 0。",
        "{where}: {lhs} cell(s) are blank or struck out; where there is nothing, 0 is due.",
    ),
    "form.sections": (
        "缺少{where}。",
        "There is no {where}.",
    ),
    "form.section_five": (
        "{where}没有实质内容（{lhs} 字）。",
        "The {where} says next to nothing ({lhs} characters).",
    ),
    "form.prose_last_year": (
        "文字部分与上一年度报告雷同：{detail}。",
        "The prose is nearly that of the year before: {detail}.",
    ),
    "form.prose_sister": (
        "文字部分与另一机关的报告雷同：{detail}。",
        "The prose is nearly that of another issuer: {detail}.",
    ),
    "plausible.rules_by_organ": (
        "{where}：填报了 {lhs} 件，但该机关无权制定规章（可能误填了规范性文件）。",
        "{where}: {lhs} reported, but this organ cannot make government rules (normative documents "
        "may have been counted).",
    ),
    "plausible.unit": (
        "{where}：本年 {lhs} 元，上一年度 {rhs} 元，相差约一万倍，可能有一年误把万元当作元。",
        "{where}: {lhs} yuan this year and {rhs} the year before, some 10,000 times apart; one of "
        "them may be in 万元.",
    ),
    "plausible.decisions_added": (
        "{where}：处理决定数量 {lhs} 恰为上一年项目数量与本年增减之和，可能误填。",
        "{where}: the decisions ({lhs}) are exactly last year's items plus their change; they may "
        "have been filled in by mistake.",
    ),
}


def _words(result: Confrontation, where: str, lang: str) -> dict[str, str]:
    form = catalogue.forms().get(str(result.detail))
    return {
        "where": where,
        "lhs": plain_number(result.lhs),
        "rhs": plain_number(result.rhs),
        "detail": str(result.detail),
        "form": "" if form is None else form.zh if lang == "zh" else form.en,
    }


def _place(result: Confrontation, lang: str) -> str:
    if result.table is not None:
        return describe_scope(catalogue.tables()[result.table], result.scope, lang)
    _, _, number = result.scope.partition("section_")
    if number.isdecimal():
        zh, en = SECTION_TITLES[int(number)]
        return f"第{number}部分“{zh}”" if lang == "zh" else f"section {number}, {en}"
    rule = catalogue.rules()[result.rule_id]
    return rule.zh if lang == "zh" else rule.en
