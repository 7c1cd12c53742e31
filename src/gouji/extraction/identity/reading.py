"""Who issued the report, and for which year, by the document itself: with evidence, or unknown.

Evidence counts in the order of DESIGN.md section 5: title, stated period, prose, signature; before
all of them the sidecar (`by_sidecar`). A file name never decides. Statements that contradict each
other leave the field unknown and say so. An organ is resolved to its administrative division where
the document tells it; a name that does not tell the organ from others of the same name has no
`issuer_id`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace
from functools import cache

from gouji.divisions import catalogue
from gouji.documents.model import Document
from gouji.extraction.characters import fold
from gouji.extraction.elements import Token
from gouji.extraction.figures.trust import is_recognised
from gouji.extraction.identity import agreement, page_facts, report_year
from gouji.extraction.identity import names as issuer_names
from gouji.extraction.identity.agreement import Places
from gouji.extraction.identity.dates import find_date
from gouji.extraction.identity.divisions import (
    Clue,
    Context,
    Resolved,
    above_from_prose,
    clues_from_prose,
    resolve,
)
from gouji.extraction.identity.issuers import (
    classify,
    compatible,
    issuer_id,
    normalize_issuer,
    reports_for_place,
)
from gouji.extraction.identity.page_facts import Fact
from gouji.extraction.identity.places import split_name
from gouji.extraction.prose import Sentence
from gouji.extraction.report import Evidence, Identity, IssuerKind

_OF_A_DIVISION = (
    IssuerKind.GOVERNMENT,
    IssuerKind.GENERAL_OFFICE,
    IssuerKind.DEPARTMENT,
    IssuerKind.VERTICAL_AGENCY,
)
_CONFIRMATIONS, _OFFICE = 2, "办公室"
_HEAD = 60
_DATE_ALONE = re.compile(r"20\d{2}-\d{1,2}-\d{1,2}(?!\d*-)")


def read_identity(
    document: Document, tokens: Sequence[Token], sentences: Sequence[Sentence]
) -> Identity:
    """Identity as the document itself states it."""
    facts = page_facts.read_facts(document, tokens)
    calls_itself = issuer_names.self_reference(sentences)
    titles, joined = issuer_names.title_evidence(document, tokens, facts)
    announced = issuer_names.announced_evidence(sentences)
    signed, signed_on = issuer_names.signature(tokens)
    own_places = issuer_names.own_places(sentences)
    places = Places(document, tokens, sentences, facts)
    by_government = any(e.field == "issuer" and _is_own_title(e) for e in signed)
    of_organ = calls_itself in (IssuerKind.DEPARTMENT, IssuerKind.TOWNSHIP)
    usable = _usable(titles, document, places, joined=joined, of_organ=of_organ)
    stated = [
        *usable,
        *report_year.from_period(sentences),
        *announced,
        *issuer_names.subject_evidence(
            sentences,
            places,
            decides=_first([*usable, *announced], "issuer") is None,
            for_place=by_government or calls_itself is IssuerKind.GOVERNMENT,
        ),
        *report_year.from_prose(sentences),
    ]
    says_nothing = calls_itself is IssuerKind.UNKNOWN and not own_places
    nameless = _first([*stated, *signed], "issuer") is None
    published = issuer_names.publisher_evidence(
        facts, calls_itself, places, alone=says_nothing and nameless
    )
    if nameless and not published:
        published = agreement.agreed_evidence(
            places.every, calls_itself, own_places, issuer_names.own_word(sentences)
        )
    evidence = [*stated, *published, *signed]
    evidence = _signed_by_itself(evidence, calls_itself)
    if calls_itself is IssuerKind.GOVERNMENT and _first(evidence, "issuer") is None:
        evidence.extend(issuer_names.government_evidence(sentences))
    posted = _date_of(facts, page_facts.POSTED) or _date_of(facts, page_facts.DATED)
    posted = posted or _date_alone(tokens)
    against = report_year.contradictions(evidence, sentences, posted or signed_on)
    codes = issuer_names.codes_of(facts, tokens)
    year = None if against else _first(evidence, "year")
    names = [e for e in evidence if e.field == "issuer"]
    context = Context(
        cache(lambda: issuer_names.clues_of(facts, names, codes, places)),
        own_places,
        int(year) if year else None,
    )
    organ = _organ(issuer_names.in_full(names), context, sentences) if names else None
    others = {e.value for e in (*titles, *announced, *signed) if e.field == "issuer"}
    others &= {e.value for e in names[1:]} - {e.value for e in names[:1]}
    torn = organ is not None and any(
        _contradict(organ, resolve(name, context), joined=joined) for name in others
    )
    torn = torn or (bool(names) and _spoken_against(names[0], places, signed))
    if is_recognised(document):
        organ, year = _confirmed(organ, year, evidence, names, posted or signed_on)
    if torn:
        organ = None
    identity = Identity(
        issuer=None if organ is None else organ.name,
        division_code=organ.division.code if organ and organ.division else None,
        credit_code=codes.credit,
        year=int(year) if year else None,
        published_on=posted or signed_on,
        evidence=(*evidence, *(e for e in against if e not in evidence), *_of_division(organ)),
        conflicts=(*(("issuer",) if torn else ()), *(("year",) if against else ())),
    )
    return complete(identity, identifies=organ is not None and organ.identifies)


def complete(identity: Identity, *, identifies: bool, keep_level: bool = False) -> Identity:
    """With kind, level and id, which follow from name and division.

    Args:
        identity: as far as it is known.
        identifies: whether the name tells the organ from all others; without it there is no id.
        keep_level: whether the level is stated already.
    """
    if identity.issuer is None:
        return replace(identity, issuer_id=None)
    kind, level = classify(identity.issuer)
    division = catalogue.by_code(identity.division_code)
    if division is not None and kind in _OF_A_DIVISION and division.level != catalogue.ZONE:
        level = division.level
    return replace(
        identity,
        issuer_kind=kind,
        level=identity.level if keep_level else level,
        issuer_id=issuer_id(identity.division_code, identity.issuer) if identifies else None,
    )


def _usable(
    titles: Sequence[Evidence],
    document: Document,
    places: Places,
    *,
    joined: bool,
    of_organ: bool,
) -> list[Evidence]:
    """Titles without what office files say of themselves, which is often left from another year.

    A title put together of lines may have taken in the name of the site: a government's name over
    a text that speaks of 我局 (`of_organ`) is not the issuer. Nor is one that stands by itself in a
    page's title, if the text speaks so or names a department as its author or for questions.
    """
    of_file = document.format not in ("html", "text", "markdown")
    foreign = joined and of_organ
    named = any(e.source == "title" and e.field == "issuer" for e in titles)
    of_site = not named and (
        of_organ or any(agreement.is_organ(one.name) for one in places.own_words)
    )
    return [
        e
        for e in titles
        if not (e.source == "metadata" and of_file)
        and not (foreign and e.source == "title" and e.field == "issuer" and _is_own_title(e))
        and not (of_site and e.source == "metadata" and _is_site(e))
    ]


def _signed_by_itself(evidence: list[Evidence], calls_itself: IssuerKind) -> list[Evidence]:
    """Without a government's name that nothing but a last line tells over a text that says 我局."""
    names = [e for e in evidence if e.field == "issuer"]
    if calls_itself not in (IssuerKind.DEPARTMENT, IssuerKind.TOWNSHIP) or len(names) != 1:
        return evidence
    own = names[0].source == "signature" and _is_own_title(names[0])
    return [e for e in evidence if e is not names[0]] if own else evidence


def _spoken_against(name: Evidence, places: Places, signed: Sequence[Evidence]) -> bool:
    """Whether a sentence names the organ, but the report's own words or its signature another.

    What an office or a department writes down for a government is the government's all the same,
    and questions on the report of a zone go to one of its offices.
    """
    if name.source != "prose":
        return False
    if _is_own_title(name):
        authors = [one for one in places.own_words if one.place == agreement.AUTHOR]
        return any(agreement.is_organ(one.name) for one in authors)
    by_other = any(e.field == "issuer" and not compatible(e.value, name.value) for e in signed)
    said = places.own_words
    if classify(name.value)[0] is IssuerKind.ZONE:
        said = [one for one in said if _OFFICE not in one.name]
    return by_other or agreement.dissent(said, name.value)


def _is_site(evidence: Evidence) -> bool:
    """Whether a page's title has a government's name as a part by itself: 某县人民政府 2023年..."""
    parts = [fold(part) for part in evidence.text.split()]
    return evidence.field == "issuer" and evidence.value in parts and _is_own_title(evidence)


def _is_own_title(evidence: Evidence) -> bool:
    return reports_for_place(evidence.value)


def _organ(printed: str, context: Context, sentences: Sequence[Sentence]) -> Resolved:
    """The organ of the name that counts most."""
    more = context._replace(more=lambda: _prose_clues(printed, sentences))
    organ = resolve(printed, more)
    return organ if organ.division else _respelled(printed, context) or organ


def _prose_clues(printed: str, sentences: Sequence[Sentence]) -> Iterable[Clue]:
    texts = [sentence.folded for sentence in sentences]
    divisions = split_name(printed).divisions
    if divisions:
        return above_from_prose(texts, divisions)
    kind = classify(normalize_issuer(printed))[0]
    return clues_from_prose(texts, printed if kind is IssuerKind.TOWNSHIP else None)


def _respelled(printed: str, context: Context) -> Resolved | None:
    """A place with one wrong character (沐阳县), where the page implies the division meant."""
    for clue in context.clues():
        name = clue.division.name
        differences = sum(a != b for a, b in zip(printed, name, strict=False))
        fits = len(printed) >= len(name) > 2 and printed[len(name) - 1] == name[-1]
        if fits and differences == 1:
            organ = resolve(name + printed[len(name) :], context)
            return organ._replace(clue=clue) if organ.division == clue.division else None
    return None


def _contradict(organ: Resolved, other: Resolved, *, joined: bool) -> bool:
    """Whether title and signature, or two titles, name different organs.

    A government's office signs for it, and so may a department; but where the title was put
    together of lines (`joined`), the government may be the name of the site.
    """
    if organ.division and other.division:
        above = catalogue.lies_in(organ.division, other.division)
        if not (above or catalogue.lies_in(other.division, organ.division)):
            return True
    kinds = {classify(name)[0] for name in (organ.name, other.name)}
    if joined and kinds == {IssuerKind.GOVERNMENT, IssuerKind.DEPARTMENT}:
        return True
    own = len(kinds) == 1 and kinds <= {IssuerKind.DEPARTMENT, IssuerKind.TOWNSHIP}
    return own and not compatible(organ.name, other.name)


def _confirmed(
    organ: Resolved | None,
    year: str | None,
    evidence: Sequence[Evidence],
    names: Sequence[Evidence],
    published_on: str | None,
) -> tuple[Resolved | None, str | None]:
    """Of recognised text only what two places say: one misread character makes another place."""
    if organ is not None:
        agreeing = [e for e in names if compatible(e.value, names[0].value)] if names else []
        if len({e.text for e in agreeing}) < _CONFIRMATIONS or organ.division is None:
            organ = organ._replace(identifies=False)
    said = {(e.source, e.text) for e in evidence if e.field == "year" and e.value == year}
    after = year is not None and (published_on or "").startswith(str(int(year) + 1))
    return organ, year if len(said) + after >= _CONFIRMATIONS else None


def _of_division(organ: Resolved | None) -> list[Evidence]:
    """What told the division, where the name alone did not."""
    if organ is None or organ.division is None or organ.clue is None:
        return []
    return [Evidence("division", organ.division.code, organ.clue.source, organ.clue.text)]


def _date_of(facts: Sequence[Fact], kind: str) -> str | None:
    dates = (find_date(fact.value) for fact in page_facts.values(facts, kind))
    return next((found for found in dates if found), None)


def _date_alone(tokens: Sequence[Token]) -> str | None:
    """A line near the title that begins with a date in digits, as pages print below it."""
    for token in tokens[:_HEAD]:
        if _DATE_ALONE.match(token.folded):
            return find_date(token.folded)
    return None


def _first(evidence: Sequence[Evidence], field: str) -> str | None:
    return next((e.value for e in evidence if e.field == field), None)
