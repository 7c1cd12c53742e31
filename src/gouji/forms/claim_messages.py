"""Puts into words what became of a claim: the phrase, what it was held against, what would tie.

The detail of such a confrontation is a small JSON object, so that a lake keeps all that a message
needs beside the two sides.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import Protocol

from gouji.forms.claim_subjects import reading_label, subject
from gouji.forms.evaluation import Confrontation, Outcome
from gouji.forms.wording import plain_number

OTHER_SCOPE, CUT_OFF = "other_scope", "cut_off"
_LONGEST_PHRASE = 60

_NOTES = {
    OTHER_SCOPE: (
        "所述与表格的统计范围不同（表中为 {plain}），不作为不符。",
        "it speaks of another scope than the table, which has {plain}; no contradiction.",
    ),
    CUT_OFF: (
        "末位未四舍五入而是直接截去，由此相符。",
        "it ties, cut off instead of rounded.",
    ),
}


class _Claim(Protocol):
    """What a message needs of a claim."""

    @property
    def subject(self) -> str: ...
    @property
    def kind(self) -> str: ...
    @property
    def unit(self) -> str: ...
    @property
    def raw(self) -> str: ...


@dataclass(frozen=True, slots=True)
class ClaimDetail:
    """What is told of one confronted claim besides its two sides.

    claim: its ordinal in the report. phrase: its printed words. reading: the understanding in which
    it ties, OTHER_SCOPE or CUT_OFF. found: readings and what the table has in them. top, wholes:
    numerator and denominators that were tried, or this year's and last year's count. would: counts
    and wholes that would give the stated share. parts: subjects and numbers of a list.
    """

    claim: int
    subject: str
    kind: str
    unit: str
    phrase: str
    reading: str | None = None
    found: tuple[tuple[str, Decimal], ...] = ()
    top: Decimal | None = None
    wholes: tuple[Decimal, ...] = ()
    would: tuple[tuple[Decimal, Decimal], ...] = ()
    parts: tuple[tuple[str, float], ...] = ()

    @classmethod
    def of(cls, number: int, claim: _Claim, parts: Iterable[tuple[str, float]] = ()) -> ClaimDetail:
        """The detail of one claim, by its ordinal in the report."""
        phrase = claim.raw[-_LONGEST_PHRASE:]
        return cls(number, claim.subject, claim.kind, claim.unit, phrase, parts=tuple(parts))

    def text(self) -> str:
        """As JSON, without what is empty."""
        fields = {name: getattr(self, name) for name in self.__slots__}
        return json.dumps(
            {name: value for name, value in fields.items() if value not in (None, (), "")},
            ensure_ascii=False,
            default=plain_number,
        )

    @classmethod
    def read(cls, text: str) -> ClaimDetail:
        """What `text` wrote."""
        raw = json.loads(text)
        for name in ("found", "would", "parts"):
            raw[name] = tuple(tuple(pair) for pair in raw.get(name, ()))
        raw["wholes"] = tuple(raw.get("wholes", ()))
        raw.setdefault("phrase", "")
        return cls(**raw)


def describe_claim(result: Confrontation, lang: str = "zh") -> str:
    """One sentence for a person. `lang` is "zh" or "en"."""
    detail = ClaimDetail.read(str(result.detail))
    zh = lang == "zh"
    opening = f"正文“{detail.phrase}”：" if zh else f"The prose says “{detail.phrase}”: "
    if result.rule_id == "claims.parts":
        return _parts(result, detail, lang)
    if result.outcome is Outcome.NOT_ASSESSABLE:
        return opening + (
            "缺少可核对的数，无法核对。" if zh else "not assessable, an operand is not known."
        )
    if result.outcome is Outcome.PASS:
        return opening + _note(detail, lang)
    if result.rule_id == "plausible.all_done":
        left = plain_number(result.lhs)
        return opening + (
            f"表中却有 {left} 件结转下年度继续办理。"
            if zh
            else f"but the table carries {left} forward to the next year."
        )
    if detail.kind == "count":
        return opening + _count(detail, lang)
    return opening + (
        _share(result, detail, lang) if detail.kind == "share" else _change(result, detail, lang)
    )


def _note(detail: ClaimDetail, lang: str) -> str:
    if detail.reading in _NOTES:
        plain = detail.found[0][1] if detail.found else ""
        return _NOTES[detail.reading][0 if lang == "zh" else 1].format(plain=plain)
    label = reading_label(str(detail.reading), lang)
    return (
        f"按“{label}”理解，与表相符。"
        if lang == "zh"
        else f"it ties with the table, understood as {label}."
    )


def _count(detail: ClaimDetail, lang: str) -> str:
    about = subject(detail.subject).label(lang)
    (_, plain), *others = detail.found
    if lang == "zh":
        tried = "、".join(f"{reading_label(name, lang)} {value}" for name, value in others)
        return f"表中{about}为 {plain}" + (
            f"，其他口径（{tried}）也不相符。" if tried else "，不相符。"
        )
    tried = ", ".join(f"{reading_label(name, lang)} {value}" for name, value in others)
    text = f"the table has {plain} ({about})"
    return text + (f"; nor does another reading tie ({tried})." if tried else ".")


def _share(result: Confrontation, detail: ClaimDetail, lang: str) -> str:
    about, top = subject(detail.subject).label(lang), plain_number(detail.top)
    rate, wholes = plain_number(result.rhs), [plain_number(one) for one in detail.wholes]
    if lang == "zh":
        text = f"{about}为 {top}，以 {'、'.join(wholes)} 为总数都不相符"
        text += f"（{top}/{wholes[0]} 为 {rate}%）"
        would = "、".join(f"{count}/{whole}" for count, whole in detail.would)
        return text + (f"；若为 {would} 则相符。" if would else "。")
    text = f"{about} are {top}, not that share of {', '.join(wholes)}"
    text += f" ({top}/{wholes[0]} is {rate}%)"
    would = ", ".join(f"{count}/{whole}" for count, whole in detail.would)
    return text + (f"; {would} would tie." if would else ".")


def _change(result: Confrontation, detail: ClaimDetail, lang: str) -> str:
    now, before = plain_number(detail.top), plain_number(detail.wholes[0])
    change = plain_number(result.rhs) + ("%" if detail.unit == "percent" else "")
    if lang == "zh":
        return f"由上年 {before} 到本年 {now}，变动应为 {change}。"
    return f"from {before} last year to {now} this year the change is {change}."


def _parts(result: Confrontation, detail: ClaimDetail, lang: str) -> str:
    zh = lang == "zh"
    share = detail.kind == "share"
    mark = "%" if share else ""
    named = [f"{subject(name).label(lang)} {value:g}{mark}" for name, value in detail.parts]
    listed = "、".join(named) if zh else ", ".join(named)
    if result.outcome is Outcome.NOT_ASSESSABLE:
        return (
            f"正文所列各项（{listed}）不全，无法与总数核对。"
            if zh
            else f"The parts told in the prose ({listed}) are not all; not assessable."
        )
    lhs, rhs = plain_number(result.lhs), plain_number(result.rhs)
    if zh:
        return f"正文所列各项（{listed}）之和为 {lhs}{mark}，所述总数为 {rhs}{mark}，不相符。"
    return (
        f"The parts told in the prose ({listed}) sum to {lhs}{mark}, "
        f"their stated total is {rhs}{mark}."
    )
