"""The organ that several places of a page name alike, where nothing that counts more names one.

Three kinds of places: the report's own words (whom to ask, who wrote it, of whom it speaks, the
name below it), what the site calls the page (its `<title>`, the way that leads to it), and the
source. None is believed alone, since a county's site reprints what its departments wrote, and the
source is often who uploaded it; only that a report says itself who wrote it suffices, or that it
has a township asked, or 我局 a 局. Any of them that names another organ leaves it open, and no
government is taken: it owns the site.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import cached_property
from typing import NamedTuple

from gouji.divisions import catalogue
from gouji.documents.model import NOWHERE, Document, Locator
from gouji.extraction.characters import fold
from gouji.extraction.elements import Token
from gouji.extraction.identity import page_facts
from gouji.extraction.identity.dates import YEAR, is_date_line
from gouji.extraction.identity.divisions import resolve
from gouji.extraction.identity.issuers import (
    classify,
    compatible,
    normalize_issuer,
    reports_for_place,
)
from gouji.extraction.identity.page_facts import Fact
from gouji.extraction.identity.places import begins_anew, split_name
from gouji.extraction.identity.titles import (
    clean_name,
    is_neighbour,
    is_overview,
    without_short_names,
)
from gouji.extraction.prose import Sentence
from gouji.extraction.report import Evidence, IssuerKind

AUTHOR, CONTACT, SITE, WAY, SOURCE = "author", "contact", "site", "way", "source"
_OF_PAGE = (SITE, WAY)
_EVIDENCE = {
    AUTHOR: "prose",
    CONTACT: "prose",
    SITE: "metadata",
    WAY: "metadata",
    SOURCE: "publisher",
}

_HAN = r"[一-鿿]"
_NAME = rf"(?P<name>{_HAN}{{4,28}}?)"
_HEADING = rf"(?:[一二]、(?:总体|基本)情况|\([一二]\)|[\d一二]、)?(?:{YEAR}年度?(?:以来)?,?)?"
_REPORTS, _DRAWN_UP = "(?:报告|年报)", "(?:编制|编写|撰写|形成|制定)"
DILIGENCE = "认真|坚持|严格|深入|积极|紧紧|高度|全面|不断|持续|切实|围绕|结合|聚焦|始终|以习近平"
"""How a report begins to speak of what its organ did."""
LED = (
    "(?:(?:在[^。,]{0,30}(?:领导|指导|支持|帮助)下"
    "|(?:根据|按照|依照|依据)[^。]{0,90}?(?:精神|要求|规定|部署|安排)),)?"
)
"""What may stand before the organ of which a report speaks."""
_BY = re.compile(
    rf"{_REPORTS}由{_NAME}(?:负责)?(?:(?:根据|按照|依据|围绕|结合)[^。]{{0,90}})?{_DRAWN_UP}"
    rf"|(?:^|,)由(?P<other>{_HAN}{{4,28}}?)(?:负责|(?:围绕|结合|综合)[^。,]{{0,40}}?)?{_DRAWN_UP}(?:而成)?(?:$|,|了?本?{_REPORTS}|的{YEAR}年度?)"
    rf"|结合(?:{YEAR}年度?)?(?P<own>{_HAN}{{4,28}}?(?:人民政府)?)的?(?:政府信息|政务|信息)公开(?:工作)?[^,。]{{0,14}}?(?:编制|撰写)"
    rf"|包括(?P<of>{_HAN}{{4,28}}?(?:人民政府)?)(?:{YEAR}年度?)?(?:政府)?信息公开(?:工作)?总体情况"
    rf"|(?:^|,)(?P<writes>{_HAN}{{4,28}}?)(?:特|现)编制(?:了|本|{YEAR}年度?)?[^。,]{{0,14}}{_REPORTS}"
)
_WROTE = (
    re.compile(rf"^{_HEADING}{_NAME}\((?:以下|下)?简称:?[“\"']?[我本]"),
    re.compile(
        rf"^{_HEADING}{_NAME}(?:根据|依据|依照|按照)[^。]{{0,90}}{_DRAWN_UP}[^。]{{0,40}}{_REPORTS}"
    ),
    re.compile(
        rf"^(?:[一二]、(?:总体|基本)情况|\([一二]\))?{YEAR}年度?,?{LED}{_NAME}"
        rf"(?:(?:政府信息|政务|信息)公开工作)?(?:{DILIGENCE}|在[^。]{{0,24}}(?:领导|指导)下)"
    ),
)
_ASKED = re.compile(
    rf"(?:与|向|联系:?|致电|致函|拨打|可(?![与向联致拨])){_NAME}(?:进行)?(?:联系|咨询|反映|电话|[(,](?:联系|咨询)?(?:地址|电话|邮编|办公))"
)
_ROOM = (
    r"(?:政务公开|信息公开|机关|党政|党建|综合|行政|督考|事务|服务|信息|便民|和|与)*"
    r"(?:办公室|办|科|股|指挥室|大厅)(?:\([一-鿿]{2,12}\))?$"
)
_OWN_ROOM = re.compile(
    rf"(?:(?<=[局厅])|(?<=[乡镇])|(?<=街道)|(?<=办事处)|(?<=[乡镇]政府)|(?<=[乡镇]人民政府)|(?<=管委会)|(?<=管理委员会)){_ROOM}"
)
_ANY_ROOM = re.compile(rf"(?:[我本]?[局委镇乡区县市街道]{{1,2}})?{_ROOM}")
_AFTER = re.compile(r"^(?:第?[二三四五六]、|第[二三四五六]部分)")
_OF_TITLE = re.compile(r"[-_|｜—–>·]+|\s+")
_WAY = re.compile(
    r"^(?:您?(?:现在|当前)?的?(?:所在)?(?:位置|页面)|首页)[^。]*[>〉»/]|^[一-鿿]{2,24}>[^。]{0,60}公开"
)
_PARTS_OF_WAY = re.compile(r"[>:〉»/]+")
_REPORT = re.compile(r"公开.*(?:报告|年报|总结)")
_NO_ORGANS = re.compile(r"(?:乡镇|镇街|街镇|部委|委办局|街道)$")
_NAMED_ALONE = re.compile(
    rf"{_HAN}{{2,6}}(?:[乡镇](?:人民政府|政府)?|街道(?:办事处|办)?)$"
    rf"|{_HAN}{{4,24}}(?:管理委员会|管委会)$"
)
"""Names that are not those of any place, as 教育局 is, though they begin with none."""
_SENTENCES = re.compile(r"[。;!?]")
_LINES, _BEFORE, _HEAD, _TAIL = 30, 12, 14, 60
_ORGANS = (IssuerKind.DEPARTMENT, IssuerKind.VERTICAL_AGENCY, IssuerKind.TOWNSHIP)
POSTS_FOR_OTHERS = re.compile(
    r"数据|政务|行政审批|审批服务|信息|媒体|新闻|宣传|办公室$|办公厅$|府办$|中心$|网"
)


class Named(NamedTuple):
    """An organ that one place names."""

    place: str
    name: str
    text: str
    locator: Locator = NOWHERE


class Places:
    """What the places of a page name, governments among them; each is read when asked for.

    Most titles name the organ: then nobody asks what the report's own words do.
    """

    def __init__(
        self,
        document: Document,
        tokens: Sequence[Token],
        sentences: Sequence[Sentence],
        facts: Sequence[Fact],
    ) -> None:
        self._document, self._tokens = document, tokens
        self._sentences, self._facts = sentences, facts

    @cached_property
    def own_words(self) -> list[Named]:
        """Who wrote the report, and whom to ask."""
        return [*_own_words(self._tokens, self._sentences), *_below(self._tokens)]

    @cached_property
    def of_page(self) -> list[Named]:
        """What the site calls the page, and the way to it."""
        return list(_site(self._document, self._tokens))

    @cached_property
    def every(self) -> list[Named]:
        """All of them, and the source."""
        found = [*self.own_words, *self.of_page]
        for fact in page_facts.values(self._facts, page_facts.PUBLISHER, page_facts.SOURCE):
            name = clean_name(fact.value)
            if name:
                found.append(Named(SOURCE, name, fact.text, fact.locator))
        return found


def agreed_evidence(
    places: Sequence[Named], kind: IssuerKind, own_places: frozenset[str], own_word: str | None
) -> list[Evidence]:
    """The organ on which the places agree, once for each of them; none where one dissents.

    kind: what the report calls its author. own_places: 县 of 我县, 全县: so may a government's
    report speak, which one of its departments may have written down and posted. own_word: 局 of
    我局.
    """
    organs = {one.name for one in places if is_organ(one.name) or _is_zone(one.name)}
    full = [name for name in organs if _is_full(name)]
    named_alone = full or [name for name in organs if _NAMED_ALONE.match(name)]
    if not named_alone:
        return []
    name = max(named_alone, key=lambda one: (len(one), one))
    if speaks_against(places, name):
        return []
    written = resolve(name).name
    said = {
        one.place: one
        for one in places
        if resolve(one.name).name == written or _is_in_short(one.name, name)
    }
    fits = kind is _called(name)
    of_place = kind is IssuerKind.GOVERNMENT
    if not (fits or of_place or kind is IssuerKind.UNKNOWN):
        return []
    if POSTS_FOR_OTHERS.search(name) and not fits:
        return []
    if AUTHOR in said:
        enough = len(said) > 1 or (not of_place and (fits or bool(full)))
    else:
        two = len(said) > 1 and (CONTACT in said or {SITE, SOURCE} <= said.keys())
        # No township has questions on its report asked of another one, and no 局 of another 局.
        alike = bool(full) and own_word is not None and name.endswith(own_word)
        township = _called(name) is IssuerKind.TOWNSHIP and (fits or not own_places)
        asked = CONTACT in said and (township or (fits and alike))
        enough = asked or (two and not of_place and (fits or not own_places))
    if not enough:
        return []
    return [
        Evidence("issuer", name, _EVIDENCE[one.place], one.text, one.locator)
        for one in said.values()
    ]


def _is_in_short(name: str, full: str) -> bool:
    """Whether a name is the end of a full one, without its place: 市教育局."""
    return full.endswith(name) and is_organ(name) and not split_name(name).divisions


def speaks_against(places: Sequence[Named], name: str) -> bool:
    """Whether anything names another organ, but for the government that owns the site."""
    return any(_dissents(one, name) for one in places)


def dissent(places: Sequence[Named], name: str) -> bool:
    """Whether a page names another department or township, or another author of any kind."""
    return any(
        (is_organ(one.name) or one.place == AUTHOR) and not compatible(one.name, name)
        for one in places
    )


def _dissents(one: Named, name: str) -> bool:
    if one.name == name or compatible(one.name, name):
        return False
    if one.place in _OF_PAGE and reports_for_place(one.name):
        return not _hosts(one.name, name)
    return True


def _hosts(government: str, organ: str) -> bool:
    """Whether a site's owner may be the government of the place of the organ."""
    above, own = split_name(government), split_name(organ)
    return not above.divisions or any(
        catalogue.lies_in(one, other) for one in own.divisions for other in above.divisions
    )


def _called(name: str) -> IssuerKind:
    kind = classify(normalize_issuer(name))[0]
    return IssuerKind.DEPARTMENT if kind is IssuerKind.VERTICAL_AGENCY else kind


def is_organ(name: str) -> bool:
    """Whether a name is that of a department or a township."""
    return classify(normalize_issuer(name))[0] in _ORGANS


def _is_zone(name: str) -> bool:
    return classify(normalize_issuer(name))[0] is IssuerKind.ZONE


def _is_full(name: str) -> bool:
    """Whether a name begins with its place, of which there is one, and is one name."""
    parts = split_name(name)
    return len(parts.divisions) == 1 and len(parts.rest) > 1 and not begins_anew(parts.rest)


def _own_words(tokens: Sequence[Token], sentences: Sequence[Sentence]) -> Iterator[Named]:
    """Who wrote the report and whom to ask, from its title to the end of section 一.

    Where it speaks of itself at the beginning of a sentence, its lines count, not the sentences:
    what a page has above its text runs into the first of them.
    """
    for line in _first_lines(tokens):
        for sentence in _SENTENCES.split(line.folded):
            for form in _WROTE:
                yield from _match(form.search(sentence), AUTHOR, line)
            yield from _named_inside(sentence, line)
    for one in sentences[:_HEAD]:
        if not is_neighbour(one.folded):
            yield from _named_inside(one.folded, one)


def _first_lines(tokens: Sequence[Token]) -> Iterator[Token]:
    start = next((n - _BEFORE for n, one in enumerate(tokens) if is_overview(one.folded)), None)
    if start is None:
        start = next((n for n, one in enumerate(tokens) if _REPORT.search(one.folded)), len(tokens))
    for line in tokens[max(0, start) : max(0, start) + _LINES]:
        if _AFTER.match(line.folded):
            return
        if not is_neighbour(line.folded):
            yield line


def _named_inside(sentence: str, line: Token | Sentence) -> Iterator[Named]:
    """Names that need not begin a sentence: 本报告由某局编制, 请与某局联系."""
    sentence = without_short_names(sentence)
    for by in _BY.finditer(sentence):
        yield from _match(by, AUTHOR, line)
    for asked in _ASKED.finditer(sentence):
        yield from _match(asked, CONTACT, line)


def _match(match: re.Match[str] | None, place: str, line: Token | Sentence) -> Iterator[Named]:
    printed = next((found for found in match.groups() if found), "") if match else ""
    name = clean_name(printed) if printed else None
    if name and not _ANY_ROOM.fullmatch(name):
        yield Named(place, _OWN_ROOM.sub("", name), line.text.strip(), line.locator)


def _below(tokens: Sequence[Token]) -> Iterator[Named]:
    """The name on a line by itself behind the last words of the report, without a date.

    Where a page has several organs below its text, they are links.
    """
    tail = [line for line in tokens[-_TAIL:] if line.folded]
    for before, line, behind in zip(tail, tail[1:], [*tail[2:], None], strict=False):
        ends = before.folded.endswith("。") or before.folded == "无"
        if not ends or len(line.folded) >= _LINES:
            continue
        dated = behind is not None and is_date_line(behind.folded)
        if not dated and (_is_host(line.folded) or _is_only_name(line.folded, tail)):
            yield Named(AUTHOR, line.folded, line.text.strip(), line.locator)


def _is_only_name(folded: str, lines: Sequence[Token]) -> bool:
    others = {line.folded for line in lines if len(line.folded) < _LINES} - {folded}
    return _is_name(folded) and not any(map(_is_name, others))


def _is_host(folded: str) -> bool:
    return clean_name(folded) == folded and reports_for_place(folded)


def _is_name(folded: str) -> bool:
    """Whether a line or a part of one is the name of a department or township."""
    return clean_name(folded) == folded and is_organ(folded)


def _site(document: Document, tokens: Sequence[Token]) -> Iterator[Named]:
    """The organs that the page's title has beside that of the report, and the way to the page."""
    title = document.metadata.get("title") or ""
    for part in map(fold, _OF_TITLE.split(title)):
        if _may_name(part):
            yield Named(SITE, part, title)
    for line in tokens:
        if _WAY.match(line.folded):
            for part in filter(_may_name, _PARTS_OF_WAY.split(line.folded)):
                yield Named(WAY, part, line.text.strip(), line.locator)


def _may_name(part: str) -> bool:
    """Whether a part is a name by itself; 乡镇 and 部委 are those of a list."""
    return clean_name(part) == part and not _NO_ORGANS.fullmatch(part)
