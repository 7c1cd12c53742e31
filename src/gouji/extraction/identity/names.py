"""Every place in which a document names its issuer, and what it implies on the issuer's division.

Names in the order in which they count: title, page title, prose, publisher, signature. What the
others say helps to tell which division the first one belongs to.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from gouji.divisions import catalogue
from gouji.divisions.catalogue import Division
from gouji.documents.model import Document
from gouji.extraction.characters import fold
from gouji.extraction.elements import Token
from gouji.extraction.identity import page_facts
from gouji.extraction.identity.agreement import (
    DILIGENCE,
    LED,
    POSTS_FOR_OTHERS,
    Places,
    dissent,
    speaks_against,
)
from gouji.extraction.identity.credit_codes import Codes, find_codes, find_credit_code
from gouji.extraction.identity.dates import YEAR, ends_with_date, find_date, is_date_line
from gouji.extraction.identity.divisions import (
    CREDIT_CODE,
    FULL_NAME,
    PUBLISHER,
    SITE,
    SITE_CODE,
    Clue,
    own_place,
    resolve,
)
from gouji.extraction.identity.issuers import OF_PLACE, classify, compatible
from gouji.extraction.identity.page_facts import Fact
from gouji.extraction.identity.places import split_name
from gouji.extraction.identity.titles import (
    Title,
    clean_name,
    completed_in_sentence,
    find_titles,
    is_overview,
    named_in_sentence,
    of_cover,
    parse_title,
    year_in_sentence,
)
from gouji.extraction.prose import Sentence
from gouji.extraction.report import Evidence, IssuerKind

_TAIL, _HEAD_SENTENCES, _LONGEST_NAME, _OFTEN = 150, 14, 34, 2
_SUBJECT = re.compile(
    rf"^(?:[一二]、总体情况|\([一二]\))?(?P<year>{YEAR}年度?(?:以来)?,?)?"
    rf"(?:(?:今年以来|一年来),)?{LED}(?P<name>[一-鿿]{{3,28}}?(?:人民政府)?)"
    rf"(?:(?:政府信息|政务|信息)公开工作)?"
    rf"(?:(?P<law>根据|依据|依照)|按照|{DILIGENCE}|以.{{0,12}}为|在.{{0,24}}(?:领导|指导)下)"
)
_OF_ITSELF = re.compile(r"^(?:.{0,3}总体情况)?本(?:年度)?报告")
_SELF = re.compile(
    r"(?:我|本)(局|委|办|厅|院|中心|会|处|队|机关|镇|乡|街道|办事处|市|县|区|州|旗|省)"
)
_OUR_PLACE = re.compile(r"我(省|市|县|区|州|盟|旗)")
_WHOLE_PLACE = re.compile(r"全(省|市|县|区|州|盟|旗)")
_SELF_KINDS = {
    **dict.fromkeys(("局", "委", "厅", "院", "中心", "会", "处", "队"), IssuerKind.DEPARTMENT),
    **dict.fromkeys(("镇", "乡", "街道", "办事处"), IssuerKind.TOWNSHIP),
    **dict.fromkeys(("市", "县", "区", "州", "旗", "省"), IssuerKind.GOVERNMENT),
}
_DEPARTMENTS = (IssuerKind.DEPARTMENT, IssuerKind.VERTICAL_AGENCY)
_ZONE = re.compile(r"[一-鿿]{2}(?:区|管委会|管理委员会)$")


def self_reference(sentences: Sequence[Sentence]) -> IssuerKind:
    """What the report calls its author: 我局 is a department, 我镇 a township; unknown if unclear.

    A department and a township say 我市 and 我县, too: so 我局 and 我镇 count before it.
    """
    said = set(_SELF.findall(_lines(sentences)))
    kinds = {_SELF_KINDS[word] for word in said if word in _SELF_KINDS}
    for kind in (IssuerKind.TOWNSHIP, IssuerKind.DEPARTMENT, IssuerKind.GOVERNMENT):
        if kind in kinds:
            both = kind is IssuerKind.TOWNSHIP and IssuerKind.DEPARTMENT in kinds
            return IssuerKind.UNKNOWN if both or "办" in said or "机关" in said else kind
    return IssuerKind.UNKNOWN


def own_word(sentences: Sequence[Sentence]) -> str | None:
    """局 of 我局; None where the report calls its author by several such words, or by none."""
    said = {word for word in _SELF.findall(_lines(sentences)) if word in _SELF_KINDS}
    own = {word for word in said if _SELF_KINDS[word] is not IssuerKind.GOVERNMENT}
    return next(iter(own)) if len(own) == 1 else None


def government_evidence(sentences: Sequence[Sentence]) -> list[Evidence]:
    """The government of the place that the text calls 我市, where figures are those of the place.

    A department says 我市, too, but not that 我市 received so many requests.
    """
    for word in ("市", "县", "区"):
        if sum(f"我{word}" in s.folded for s in sentences) < _OFTEN:
            continue
        figures = re.compile(
            rf"(?:我|全){word}[^,。;]{{0,20}}(?:公开(?:政府)?信息|受理|收到|接收)[^。;]{{0,16}}\d"
        )
        for sentence in sentences:
            if figures.search(sentence.folded):
                name = f"{word}人民政府"
                return [Evidence("issuer", name, "prose", sentence.text, sentence.locator)]
    return []


def own_places(sentences: Sequence[Sentence]) -> frozenset[str]:
    """What the report calls the place that it is of: 市 for 我市, or else for 全市."""
    text = _lines(sentences)
    return frozenset(_OUR_PLACE.findall(text)) or frozenset(_WHOLE_PLACE.findall(text))


def _lines(sentences: Sequence[Sentence]) -> str:
    """One text to search for words, which stand inside a sentence."""
    return "\n".join([sentence.folded for sentence in sentences])


def title_evidence(
    document: Document, tokens: Sequence[Token], facts: Sequence[Fact]
) -> tuple[list[Evidence], bool]:
    """What titles say on issuer and year, and whether the title was put together of lines.

    The title printed on the page comes first, then that of the page's meta elements. Of several
    printed ones (lists of other reports stand beside the text) that counts which the page's own
    title confirms.
    """
    printed = find_titles(tokens)
    for fact in facts:
        if fact.kind == page_facts.TITLE and not fact.is_meta:
            title = parse_title(fact.value, fact.text, fact.locator)
            if title and title.issuer and (not printed or printed[0].joined):
                printed.insert(0, title)
    of_page = [
        title
        for text in _page_titles(document, facts)
        if (title := parse_title(fold(text), text)) is not None
    ]
    chosen = _chosen(printed, of_page)
    if not any(title.issuer for title in chosen):
        cover = of_cover(tokens)
        chosen = [*chosen, cover] if cover else chosen
    found = [e for title in chosen for e in _evidence(title, "title")]
    for title in of_page[:1]:
        found.extend(_evidence(title, "metadata"))
    return found, bool(chosen) and chosen[0].joined


def _page_titles(document: Document, facts: Sequence[Fact]) -> Iterator[str]:
    for fact in facts:
        if fact.kind == page_facts.TITLE and fact.is_meta:
            yield fact.text
    title = document.metadata.get("title")
    if title:
        yield title


def _chosen(printed: Sequence[Title], of_page: Sequence[Title]) -> list[Title]:
    """The title, and for what it does not name (organ, year) the next one that does."""
    if not printed:
        return []
    first = printed[0]
    for title in printed:
        if any(_same(title, other) for other in of_page):
            first = title
            break
    if first.issuer and first.year:
        return [first]
    missing = next((t for t in printed if t.year and not t.issuer), None)
    return [first, missing] if first.issuer and missing else [first]


def _same(title: Title, other: Title) -> bool:
    return (
        title.year == other.year
        and title.issuer is not None
        and other.issuer is not None
        and compatible(title.issuer, other.issuer)
    )


def _evidence(title: Title, source: str) -> Iterator[Evidence]:
    if title.year:
        yield Evidence("year", title.year, source, title.text, title.locator)
    if title.issuer:
        yield Evidence("issuer", title.issuer, source, title.text, title.locator)


def announced_evidence(sentences: Sequence[Sentence]) -> list[Evidence]:
    """Organ and year of the report that a first sentence announces: 现公布某局2020年...年度报告."""
    for sentence in sentences[:_HEAD_SENTENCES]:
        title = named_in_sentence(sentence.folded, sentence.text, sentence.locator)
        if title:
            return list(_evidence(title, "prose"))
    begun = False
    for sentence in sentences[:_HEAD_SENTENCES]:
        begun = begun or is_overview(sentence.folded)
        if begun and not _OF_ITSELF.search(sentence.folded):
            continue  # there last year's report is one of the things done
        said = sentence.folded, sentence.text, sentence.locator
        title = (None if begun else completed_in_sentence(*said)) or year_in_sentence(*said)
        if title:
            return list(_evidence(title, "prose"))
    return []


def subject_evidence(
    sentences: Sequence[Sentence], places: Places, *, decides: bool, for_place: bool
) -> list[Evidence]:
    """The organ of which a first sentence speaks: 2020年，某局认真贯彻 ...

    decides: no title names the organ. A report tells what others did, too: then such a sentence
    counts without a year or the law in it only at the head of its paragraph, where nothing names
    another organ, and the report is not one of a government (for_place).
    """
    before = None
    for sentence in sentences[:_HEAD_SENTENCES]:
        opens = sentence.paragraph != before or is_overview(sentence.folded)
        before = sentence.paragraph
        match = _SUBJECT.match(sentence.folded)
        name = clean_name(match["name"]) if match else None
        if match and name and classify(name)[0] is not IssuerKind.UNKNOWN:
            certain = bool(match["year"] or match["law"])
            of_organ = classify(name)[0] not in OF_PLACE
            if decides and not certain:
                weak = not opens or (of_organ and for_place)
                if weak or speaks_against(places.every, name):
                    return []
            return [Evidence("issuer", name, "prose", sentence.text, sentence.locator)]
    return []


def publisher_evidence(
    facts: Sequence[Fact], kind: IssuerKind, places: Places, *, alone: bool
) -> list[Evidence]:
    """The publisher, where what the report calls its author says that it is the issuer itself.

    places: what else the page names; another department or township there, and it is not believed.
    alone: nothing names an organ, and the text does not say what its author is. Then a department
    or township that is named as 发布机构 is the issuer, unless it is one that posts for others.
    """
    for fact in page_facts.values(facts, page_facts.PUBLISHER, page_facts.SOURCE):
        name = clean_name(fact.value)
        if name and kind is not IssuerKind.UNKNOWN:
            named = classify(name)[0]
            is_kind = named is kind or (kind is IssuerKind.DEPARTMENT and named in _DEPARTMENTS)
            if is_kind and not dissent(places.every, name):
                return [Evidence("issuer", name, "publisher", fact.text, fact.locator)]
    if not alone:
        return []
    published = {
        name: fact
        for fact in page_facts.values(facts, page_facts.PUBLISHER)
        if (name := clean_name(fact.value))
    }
    if len(published) != 1:
        return []
    [(name, fact)] = published.items()
    own = classify(name)[0] in (*_DEPARTMENTS, IssuerKind.TOWNSHIP)
    if not own or POSTS_FOR_OTHERS.search(name) or dissent(places.every, name):
        return []
    if speaks_against(places.own_words, name):
        return []
    return [Evidence("issuer", name, "publisher", fact.text, fact.locator)]


def signature(tokens: Sequence[Token]) -> tuple[list[Evidence], str | None]:
    """The organ that signs at the end and the date below or behind its name."""
    tail = [t for t in tokens[-_TAIL:] if t.folded]
    signed_on = None
    for index in range(len(tail) - 1, -1, -1):
        line = tail[index]
        if len(line.folded) > _LONGEST_NAME + 12:
            continue
        name: str | None = None
        if is_date_line(line.folded) and "日" in line.folded:
            signed_on = signed_on or find_date(line.folded)
            before = tail[index - 1] if index else None
            if before is not None and len(before.folded) <= _LONGEST_NAME:
                name, line = clean_name(before.folded), before
        elif line.folded.endswith("日") and (date := ends_with_date(line.folded)):
            signed_on = signed_on or find_date(line.folded[date.start() :])
            name = clean_name(line.folded[: date.start()])
        if name:
            text = line.text.strip()
            return [Evidence("issuer", name, "signature", text, line.locator)], signed_on
    return [], signed_on


def codes_of(facts: Sequence[Fact], tokens: Sequence[Token]) -> Codes:
    """Credit code and organisation code of the index number, or else of the lines around."""
    for fact in page_facts.values(facts, page_facts.INDEX):
        codes = find_codes(fact.value.upper())
        if codes.credit or codes.organisation:
            return codes
    around = [*tokens[:40], *tokens[-40:]]
    return Codes(find_credit_code(" ".join([t.folded for t in around if "1" in t.folded])))


def in_full(names: Sequence[Evidence]) -> str:
    """The name that counts most; with its zone, where another place names it with one.

    市场监督管理局 of a title, 某市某风景区管理委员会市场监督管理局 in the text: not of 某市.
    """
    name = names[0].value
    for other in names[1:]:
        zone = other.value.removesuffix(name)
        if zone != other.value and _ZONE.search(split_name(zone).rest):
            return name if split_name(name).divisions or own_place(name) else other.value
    return name


def clues_of(
    facts: Sequence[Fact], names: Sequence[Evidence], codes: Codes, places: Places
) -> list[Clue]:
    """Divisions that the page implies, the best first. names: of the issuer, the best first."""
    clues: list[Clue] = []
    for name in names[1:]:
        if compatible(names[0].value, name.value):
            clues.extend(_clue(name.value, FULL_NAME, name.text))
    for fact in page_facts.values(facts, page_facts.PUBLISHER, page_facts.SOURCE):
        full = bool(names) and compatible(names[0].value, fact.value)
        clues.extend(_clue(fact.value, FULL_NAME if full else PUBLISHER, fact.text))
    for fact in page_facts.values(facts, page_facts.OWNER):
        clues.extend(_clue(fact.value, SITE, fact.text))
    if names and not (split_name(names[0].value).divisions or own_place(names[0].value)):
        written = resolve(names[0].value).name
        for place in places.own_words:
            if place.name.endswith((names[0].value, written)):
                clues.extend(_clue(place.name, FULL_NAME, place.text))
    for place in places.of_page:
        clues.extend(_clue(place.name, SITE, place.text))
    clues.extend(_coded(codes.division, CREDIT_CODE, codes.credit or ""))
    for fact in page_facts.values(facts, page_facts.SITE_CODE):
        clues.extend(_coded(fact.value[:6], SITE_CODE, fact.text))
    return clues


def _clue(name: str, source: str, text: str) -> Iterator[Clue]:
    named = split_name(name)
    if len(named.divisions) == 1:
        yield Clue(named.divisions[0], source, text)


def _coded(code: str | None, source: str, text: str) -> Iterator[Clue]:
    division: Division | None = catalogue.by_code(code)
    if division is not None:
        heirs = catalogue.heirs(division)
        if len(heirs) == 1:
            yield Clue(heirs[0], source, text)
