"""What the tables of a report add up: the organ alone, its level, or its whole area.

The 2019 Regulations name whose report it is: of a department that of 本行政机关, of a government
that of 本级政府 (art. 49), which may be a sum of its organs, of all below it too, or its office
alone. So of a government only the document tells: its title (市本级, 汇总), a sentence on what the
report was made of, or the one that tells how many requests came in. Words that are narrower than
the issuer count only with a number that the table has as well: a city's report may tell what its
office alone received, beside tables for the whole city.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from decimal import Decimal

from gouji.extraction.prose import Sentence
from gouji.extraction.report import (
    Claim,
    Coverage,
    Identity,
    IssuerKind,
    TableReading,
)
from gouji.forms.model import CellKey
from gouji.forms.values import MISSING

_AREA_WORD = "(?:省|市|县|区|州|盟|旗)"
_RECEIVED = re.compile(
    r"(?P<verb>收到|受理|接收|办理|收件)[^。;]{0,24}?(?:申请|依申请)[^。;\d]{0,8}\d+(?:件|条|份|宗|项)"
)
_IN_PART = re.compile(r"其中|不含|不包括|不包含|未包括|未包含|未含|除外")
_ASIDE = re.compile(r"\([^()]*\)")
_QUOTED = re.compile(r"《[^《》]*(?:《[^《》]*》[^《》]*)*》")

_OF_REPORT = re.compile(r"报告|年报|报表|所列")
_COUNTED = re.compile(
    r"(?:数据|统计)[^。;]{0,12}(?:范围|口径|涵盖|包括|包含|覆盖)|汇总[^。;]{0,12}(?:数据|报告|编制|而成|情况)"
    r"|(?:数据|报告|材料|情况)[^。;]{0,8}(?:汇总|汇编)"
)
_MADE_OF = re.compile(
    r"(?:综合|汇总|结合|根据|依据)[^。;]{0,60}(?:各|乡镇)[^。;]{0,60}(?:报告|数据|情况)[^。;]{0,16}?(?:编制|编写|而成)"
)
_TASKS = re.compile(r"指导|督促|督查|督导|培训|做好|审核|要求各|组织各|检查")
"""Of what others have to write."""

_AREA = re.compile(
    rf"全{_AREA_WORD}(?![级直])|[我本]{_AREA_WORD}(?!{_AREA_WORD}?本级|级|政府|委|局|办|直)"
    rf"|各级[^。;]{{0,6}}(?:部门|政府|单位|机关)|各(?:县|区|市|旗|乡|镇|街|地|所辖)|所辖(?:县|区|乡|镇|街)"
)
_OWN_LEVEL = re.compile(
    rf"(?<!政府){_AREA_WORD}?本级(?!政府(?!各?部门|机关))|{_AREA_WORD}[级直]各?(?:政府|行政)?(?:机关|部门|单位)"
    rf"|(?:自治)?{_AREA_WORD}(?:人民)?政府(?:及|和)?(?:其|各|所属|组成|工作)+部门"
)
_JOINED = re.compile(r"(?:及|和|与|、|含|包括)$")
_OFFICE = rf"{_AREA_WORD}(?:人民)?政府办公[室厅]"
_ORGAN = re.compile(
    rf"(?:我|本)(?:局|委|办|厅|机关|单位|中心|院|处|室|会|队|部门)|{_OFFICE}|(?:全|我|本)(?:镇|乡|街道|办事处)"
)
_TITLE_AREA = re.compile(rf"汇总|全{_AREA_WORD}|海关关区")
_TITLE_OWN = re.compile(rf"{_AREA_WORD}本级")
_ITSELF = (IssuerKind.DEPARTMENT, IssuerKind.TOWNSHIP)
_MAY_SUM = (IssuerKind.GOVERNMENT, IssuerKind.GENERAL_OFFICE, IssuerKind.UNKNOWN)
_NARROWER = (Coverage.ORGAN, Coverage.OWN_LEVEL)


def with_coverage(
    identity: Identity,
    sentences: Sequence[Sentence],
    claims: Sequence[Claim] = (),
    requests: TableReading | None = None,
) -> Identity:
    """The identity with coverage and the words that say so; unknown where none do.

    Args:
        identity: with issuer kind and evidence.
        sentences: the prose.
        claims: the numbers in it.
        requests: table 三, where there is one.
    """
    titles = [e.text for e in identity.evidence if e.source == "title"]
    stated = dict.fromkeys(found for title in titles for found in _of_title(title))
    if not stated:
        stated = dict.fromkeys(_of_report(sentences))
    if not stated:
        first = next(_of_received(identity, sentences, claims, requests), None)
        stated = {} if first is None else {first: None}
    if len({coverage for coverage, _ in stated}) == 1:
        coverage, text = next(iter(stated))
        return replace(identity, coverage=coverage, coverage_evidence=text)
    unknown = replace(identity, coverage=Coverage.UNKNOWN, coverage_evidence=None)
    return unknown if stated else by_kind(unknown)


def by_kind(identity: Identity) -> Identity:
    """Of a department or township, whose document says nothing: itself, as its name says."""
    if identity.coverage is not Coverage.UNKNOWN or identity.issuer_kind not in _ITSELF:
        return identity
    printed = (e for e in identity.evidence if e.field == "issuer" and e.source != "sidecar")
    named = next((e.text for e in printed), None)
    return replace(identity, coverage=Coverage.ORGAN, coverage_evidence=named)


_Found = tuple[Coverage, str]


def _of_title(title: str) -> Iterator[_Found]:
    if _TITLE_OWN.search(title) and "政府本级" not in title:
        yield Coverage.OWN_LEVEL, title
    elif _TITLE_AREA.search(title):
        yield Coverage.AREA, title


def _of_report(sentences: Sequence[Sentence]) -> Iterator[_Found]:
    """Sentences on what the report was made of."""
    for sentence in sentences:
        folded = sentence.folded
        if not _OF_REPORT.search(folded) or _received(folded):
            continue
        if not _COUNTED.search(folded) and not _is_made_of(folded):
            continue
        # An office that is named here wrote the report; that tells nothing of what it adds up.
        found = _scope(_ORGAN.sub("", _IN_PART.split(folded)[0]))
        if found is not Coverage.UNKNOWN:
            yield found, sentence.text


def _is_made_of(folded: str) -> bool:
    """Whether a sentence says of whose reports this one was made."""
    return bool(_MADE_OF.search(folded)) and not _TASKS.search(_QUOTED.sub("", folded))


def _received(folded: str) -> re.Match[str] | None:
    """How many requests came in, as the pattern finds it; most sentences do not name them."""
    return _RECEIVED.search(folded) if "申请" in folded else None


def _of_received(
    identity: Identity,
    sentences: Sequence[Sentence],
    claims: Sequence[Claim],
    requests: TableReading | None,
) -> Iterator[_Found]:
    """Sentences on how many requests came in, whose number does not speak against it."""
    for sentence in sentences:
        received = _received(sentence.folded)
        if received is None:
            continue
        found = _scope(_IN_PART.split(sentence.folded[: received.end("verb")])[0])
        if found in _NARROWER and not _speaks_of_table(identity, sentence, claims, requests):
            continue
        if found is not Coverage.UNKNOWN:
            yield found, sentence.text


def _scope(text: str) -> Coverage:
    """What these words count."""
    plain = _ASIDE.sub("", text)
    areas, own = list(_AREA.finditer(plain)), list(_OWN_LEVEL.finditer(plain))
    organs = list(_ORGAN.finditer(plain))
    if organs:
        wider = [one for one in (*areas, *own) if _JOINED.search(plain[: one.start()])]
        return Coverage.UNKNOWN if wider else Coverage.ORGAN
    if own and not any(area.start() > own[-1].start() for area in areas):
        joined = areas and _JOINED.search(plain[: own[-1].start()])
        return Coverage.AREA if joined else Coverage.OWN_LEVEL
    return Coverage.AREA if areas else Coverage.UNKNOWN


def _speaks_of_table(
    identity: Identity,
    sentence: Sentence,
    claims: Sequence[Claim],
    requests: TableReading | None,
) -> bool:
    """Whether narrower words may be of the tables: for who may report for more, by the number."""
    if identity.issuer_kind not in _MAY_SUM:
        return True
    cells = {} if requests is None or requests.unreadable else requests.cells()
    new = cells.get(CellKey("new_received", "total"), MISSING).value
    if new is None:
        return identity.issuer_kind is not IssuerKind.GOVERNMENT
    old = cells.get(CellKey("brought_forward", "total"), MISSING).value or 0
    told = [
        Decimal(str(claim.value))
        for claim in claims
        if claim.sentence == sentence.text and claim.subject == "received" and claim.exact
    ]
    return not {Decimal(new), Decimal(new + old)}.isdisjoint(told)
