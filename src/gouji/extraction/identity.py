"""Who issued the report, and for which year: with evidence, or unknown.

Evidence counts in the order of DESIGN.md section 5: sidecar, title, stated period, prose,
signature. A file name never decides. Statements that contradict each other on the year leave it
unknown and say so.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

from gouji.documents.model import Document, Locator
from gouji.extraction.characters import fold
from gouji.extraction.elements import Token
from gouji.extraction.issuers import classify, issuer_id, normalize_issuer
from gouji.extraction.prose import Sentence
from gouji.extraction.report import Coverage, Evidence, Identity
from gouji.extraction.sidecar import SidecarRow

_NAME = r"[一-鿿〇()·]{2,40}?"
_YEAR = r"(?P<year>20[012]\d)"
_WHAT = r"(?:政府信息|政务|信息)公开(?:工作)?(?:年度)?(?:工作)?(?:年度|情况)?(?:的)?(?:报告|年报)"
_TITLE_ISSUER_FIRST = re.compile(rf"(?P<issuer>{_NAME})(?:关于)?{_YEAR}年?度?{_WHAT}")
_TITLE_YEAR_FIRST = re.compile(rf"{_YEAR}年度?(?P<issuer>{_NAME}){_WHAT}")
_TITLE_YEAR_ONLY = re.compile(rf"^{_YEAR}年度?{_WHAT}")
_PERIOD = re.compile(rf"{_YEAR}年1月1日(?:起)?(?:至|到|-|—|~)+(?:(?P<to>20[012]\d)年)?12月31日")
_SENTENCE_YEAR = re.compile(rf"^(?:[一二三四五六]、总体情况)?(?:\([一二三四五六]\))?{_YEAR}年")
_PUBLISHED = re.compile(
    r"(?:发布|发文|公开|成文|生成)(?:时间|日期)[::]*(20\d{2})[-年/.](\d{1,2})[-月/.](\d{1,2})"
)
_DATE = re.compile(r"^(20\d{2})年(\d{1,2})月(\d{1,2})日?$")
_ORGAN = re.compile(
    r"[一-鿿]{2,30}(?:人民政府|办公室|办公厅|办事处|管委会|管理委员会|委员会|局|厅|中心)$"
)
_AREA = re.compile(r"(?:全|我)(?:省|市|县|区|州|镇|乡|街道)")
_OWN = re.compile(r"(?:我|本)(?:局|委|办|厅|机关|单位|中心|院)")
_NOT_ISSUER = re.compile(r"^(?:关于|首页|现公布|现将|公布|发布|附件|标题|当前位置|来源)+|^.*[>:]")
_TITLE_LINES = 60
_TITLE_LENGTH = 70


def read_identity(
    document: Document, tokens: Sequence[Token], sentences: Sequence[Sentence]
) -> Identity:
    """Identity as the document itself states it."""
    evidence = [
        *_from_titles(document, tokens),
        *_from_period(sentences),
        *_from_prose(sentences),
        *_from_signature(tokens),
    ]
    issuer = _first(evidence, "issuer")
    years = {e.source: e.value for e in reversed(evidence) if e.field == "year"}
    strong = {years[source] for source in ("title", "metadata", "period") if source in years}
    conflicts = ("year",) if len(strong) > 1 else ()
    year = None if conflicts else _first(evidence, "year")
    coverage, coverage_text = _coverage(sentences)
    identity = Identity(
        issuer=issuer,
        year=int(year) if year else None,
        coverage=coverage,
        coverage_evidence=coverage_text,
        published_on=_published(document, tokens),
        evidence=tuple(evidence),
        conflicts=conflicts,
    )
    return _complete(identity)


def apply_sidecar(identity: Identity, row: SidecarRow) -> Identity:
    """The sidecar decides; what contradicts it is recorded as a conflict and the field unknown."""
    conflicts = set(identity.conflicts)
    evidence = list(identity.evidence)
    issuer, year = identity.issuer, identity.year
    if row.issuer:
        stated = normalize_issuer(row.issuer)
        evidence.insert(0, Evidence("issuer", stated, "sidecar", row.path))
        if issuer and not _compatible(issuer, stated):
            conflicts.add("issuer")
        issuer = stated
    if row.year:
        evidence.insert(0, Evidence("year", str(row.year), "sidecar", row.path))
        if year and year != row.year:
            conflicts.add("year")
        year = row.year
    decided = replace(
        identity,
        issuer=None if "issuer" in conflicts else issuer,
        year=None if "year" in conflicts else year,
        level=row.level or identity.level,
        division_code=row.division_code or identity.division_code,
        evidence=tuple(evidence),
        conflicts=tuple(sorted(conflicts)),
    )
    return _complete(decided, keep_level=bool(row.level))


def _compatible(found: str, stated: str) -> bool:
    """True where one name abbreviates the other.

    The characters of the shorter stand in the longer, in order: 市政府办公室 abbreviates the
    office of any city.
    """
    short, long = sorted((found, stated), key=len)
    position = 0
    for char in short:
        position = long.find(char, position) + 1
        if position == 0:
            return False
    return True


def _complete(identity: Identity, *, keep_level: bool = False) -> Identity:
    if identity.issuer is None:
        return replace(identity, issuer_id=None)
    kind, level = classify(identity.issuer)
    return replace(
        identity,
        issuer_kind=kind,
        level=identity.level if keep_level else level,
        issuer_id=issuer_id(identity.division_code, identity.issuer),
    )


def _first(evidence: Sequence[Evidence], field: str) -> str | None:
    return next((e.value for e in evidence if e.field == field), None)


def _from_titles(document: Document, tokens: Sequence[Token]) -> list[Evidence]:
    lines = [t for t in tokens[:_TITLE_LINES] if t.folded and len(t.folded) <= _TITLE_LENGTH]
    candidates: list[tuple[str, str, Locator]] = []
    for index, line in enumerate(lines):
        following = lines[index + 1].folded if index + 1 < len(lines) else ""
        candidates.append((line.folded, "title", line.locator))
        if following:
            candidates.append((line.folded + following, "title", line.locator))
    for name in ("ArticleTitle", "title"):
        text = fold(document.metadata.get(name, ""))
        if text:
            candidates.append((text, "metadata", Locator()))
    found: list[Evidence] = []
    for text, source, locator in candidates:
        if any(e.source == source and e.field == "issuer" for e in found):
            continue
        found.extend(_title_evidence(text, source, locator))
    return sorted(found, key=lambda e: e.source != "title")


def _title_evidence(text: str, source: str, locator: Locator) -> list[Evidence]:
    match = _TITLE_ISSUER_FIRST.search(text) or _TITLE_YEAR_FIRST.search(text)
    if match is None:
        only = _TITLE_YEAR_ONLY.search(text)
        return [Evidence("year", only["year"], source, text, locator)] if only else []
    evidence = [Evidence("year", match["year"], source, text, locator)]
    issuer = normalize_issuer(_NOT_ISSUER.sub("", match["issuer"]))
    if len(issuer) >= 2:
        evidence.append(Evidence("issuer", issuer, source, text, locator))
    return evidence


def _from_period(sentences: Sequence[Sentence]) -> list[Evidence]:
    for sentence in sentences:
        match = _PERIOD.search(sentence.folded)
        if match and match["to"] in (None, match["year"]):
            return [Evidence("year", match["year"], "period", sentence.text, sentence.locator)]
    return []


def _from_prose(sentences: Sequence[Sentence]) -> list[Evidence]:
    """The year with which sentences open, where one year holds a clear majority."""
    openings = [(m["year"], s) for s in sentences if (m := _SENTENCE_YEAR.search(s.folded))]
    if not openings:
        return []
    (year, count), *_ = Counter(y for y, _ in openings).most_common(1)
    if count * 2 <= len(openings):
        return []
    first = next(s for y, s in openings if y == year)
    return [Evidence("year", year, "prose", first.text, first.locator)]


def _from_signature(tokens: Sequence[Token]) -> list[Evidence]:
    """The organ's name on the line before the date at the end."""
    tail = [t for t in tokens if t.folded][-12:]
    for line, date in pairwise(tail):
        if _DATE.match(date.folded) and _ORGAN.search(line.folded) and len(line.folded) <= 30:
            name = normalize_issuer(line.folded)
            return [Evidence("issuer", name, "signature", line.text.strip(), line.locator)]
    return []


def _coverage(sentences: Sequence[Sentence]) -> tuple[Coverage, str | None]:
    """What the tables add up, from the sentence that tells how many requests came in."""
    for sentence in sentences:
        if re.search(r"(?:收到|受理|办理).{0,20}申请.{0,6}\d+件", sentence.folded):
            if _AREA.search(sentence.folded):
                return Coverage.AREA, sentence.text
            if _OWN.search(sentence.folded):
                return Coverage.ORGAN, sentence.text
    return Coverage.UNKNOWN, None


def _published(document: Document, tokens: Sequence[Token]) -> str | None:
    texts = [fold(document.metadata.get("PubDate", "")), *(t.folded for t in tokens[:_TITLE_LINES])]
    for text in texts:
        match = _PUBLISHED.search(text) or re.match(r"(20\d{2})-(\d{1,2})-(\d{1,2})", text)
        if match:
            return _iso(*match.groups())
    for token in [t for t in tokens if t.folded][-8:]:
        match = _DATE.match(token.folded)
        if match:
            return _iso(*match.groups())
    return None


def _iso(year: str, month: str, day: str) -> str | None:
    from datetime import date

    try:
        return date(int(year), int(month), int(day)).isoformat()
    except ValueError:
        return None
