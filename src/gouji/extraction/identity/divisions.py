"""Which administrative division an organ belongs to: resolved, or left open, never guessed.

A name that begins with its divisions tells it by itself, unless the name repeats (there are four
鼓楼区): then other places in the document must single one out. A name that is only relative
(市政府办公室) or a township without its county needs the division from elsewhere: from a full name
of the same organ, from the publisher in the index table, from the site, from a credit code, from
the government's own media.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Sequence
from typing import NamedTuple

from gouji.divisions import catalogue
from gouji.divisions.catalogue import Division
from gouji.extraction.identity.issuers import classify, normalize_issuer, normalize_organ
from gouji.extraction.identity.places import (
    ABOVE_SUFFIXES,
    GENERIC,
    STATE_ORGAN,
    Named,
    begins_anew,
    mentioned,
    split_name,
)
from gouji.extraction.report import IssuerKind

_NATIONAL = re.compile(
    r"^(?:国家|中国|中华人民共和国|国务院|最高人民|海关总署|审计署|新疆生产建设兵团)|"
    r"(?:^[一-鿿]{2,6}部|总局|总署|^[一-鿿]{2,6}(?<!机场)海关)$|"
    r"^(?:北京|天津|河北|山西|内蒙古|辽宁|大连|吉林|黑龙江|上海|江苏|浙江|宁波|安徽|福建|厦门|江西|山东|青岛|河南|湖北|湖南|"
    r"广东|深圳|广西|海南|重庆|四川|贵州|云南|西藏|陕西|甘肃|青海|宁夏|新疆)(?:证监局|银保监局|金融监管局|监管局|海事局)$"
)
_RELATIVE = re.compile(
    r"^(?:本|我)?(自治区|自治州|自治县|省|市|县|区|州|旗)(?=.)"
    r"(?!场|容|民(?!政|族|宗|防|委(?!员))|政(?!府|务|协|法)|域|级|际|内|外(?!事|办|侨|汇|专)|委员会)"
)
_PLACE = re.compile(r"^[一-鿿]{2,11}?(?:省|自治区|自治州|自治县|市|县|区|州|盟|旗)")
# 某市某局, 隹县财政局: a place that is not on the list, not a word for the place one is in.
_PLACE_OF_ONE = re.compile(
    r"^[^本我全该各城郊矿新老园市区县](?:省|市|县|区|州|旗)"
    r"(?!场|民(?!政|族|宗|防)|政(?!府|务|协|法)|域|委员会)"
)
_NO_PLACE = re.compile(
    r"^(?:国家级|省级|市级)?(?:经济|高新|技术|产业|开发|工业|园|区|管委会|管理|委员会|示范|试验|新|保税|综合|旅游|度假|循环|现代|农业|科技|老|城|市|郊|东|西|南|"
    r"北|中|上|下|矿|港|山|林|口|关)+"
)
# Characters of place names that are often misread or misprinted, and what is meant.
_MISREAD = str.maketrans("沐毫颖浙茬荣治孟汩隹雎营祀藤", "沭亳颍淅茌荥冶盂汨佳睢莒杞滕")
_PARTY_IN_FULL, _OF_PARTY = "中国共产党", re.compile("委(?!员会|托)")
_BRANCH = re.compile(r"[一-鿿]{2,10}?局(?P<place>[一-鿿]{2,12})分局$")
_BRANCH_ENDING, _DISTRICTS = "分局", ("区", "新区", "县", "市")
_TOWNSHIP_PLACE = re.compile(r"^[一-鿿]{1,9}?(?:乡|镇|街道|苏木)")

# Cities without counties: their townships lie in them directly.
_WITHOUT_COUNTIES = frozenset({"441900", "442000", "460400", "620200"})

FULL_NAME, PUBLISHER, SITE, CREDIT_CODE, SITE_CODE, PROSE = (
    "full_name",
    "publisher",
    "site",
    "credit_code",
    "site_code",
    "prose",
)


class Clue(NamedTuple):
    """A division that the document names or implies; source: one of the constants above."""

    division: Division
    source: str
    text: str


class Context(NamedTuple):
    """What a document tells besides the name of the organ.

    clues: divisions that it implies, the best first; only asked for where the name does not tell.
    places: what it calls its own place, such as 县; empty where it does not. year: of the report.
    more: further clues, only asked for where the others say nothing: reading prose costs time.
    """

    clues: Callable[[], Sequence[Clue]] = tuple
    places: frozenset[str] = frozenset()
    year: int | None = None
    more: Callable[[], Iterable[Clue]] | None = None


NOTHING = Context()


class Resolved(NamedTuple):
    """An organ.

    name: normalized, and written out with its place where the division is known. division: None
    where it is not certain. identifies: whether the name tells this organ from all others. clue:
    what decided, where the name alone did not.
    """

    name: str
    division: Division | None = None
    identifies: bool = False
    clue: Clue | None = None


def resolve(printed: str, context: Context = NOTHING) -> Resolved:
    """The organ that a printed (folded) name means in its context."""
    above = STATE_ORGAN.match(printed)
    prefix = above[0] if above and above[0] != printed else ""
    named = split_name(printed[len(prefix) :])
    if named.divisions:
        return _placed(printed, prefix, named, context)
    if _NATIONAL.search(printed):
        return Resolved(normalize_organ(printed), identifies=True)
    place = own_place(printed)
    if place is not None:
        misread = catalogue.is_name(place.translate(_MISREAD))
        return Resolved(normalize_issuer(printed), identifies=not misread)
    relative = _RELATIVE.match(printed)
    if relative is None and not context.places and not _TOWNSHIP_PLACE.match(printed):
        context = context._replace(more=None)  # 财政局: the prose names the places above it, too
    wanted = _wanted(printed, context.places)
    called = () if relative or _TOWNSHIP_PLACE.match(printed) else _begins_with(printed)
    if called:  # 武汉住房公积金管理中心 holds its place: none is put before it
        told = _choose(lambda division: division in called, context)
        elsewhere = any(not any(_related(c.division, d) for d in called) for c in context.clues())
        if told is None or elsewhere:
            return Resolved(normalize_issuer(printed))
        return Resolved(normalize_issuer(printed), told.division, True, told)
    found = None if _PLACE_OF_ONE.match(printed) else _choose(wanted, context)
    if found is None:
        return Resolved(_written(printed))
    organ = printed[relative.end() :] if relative else printed
    return Resolved(write_name(found.division, organ), found.division, True, found)


def write_name(division: Division, organ: str, prefix: str = "") -> str:
    """The normalized name of an organ of a division.

    市委 is the committee of the party, whether its name is printed with 中共 or without.
    """
    if prefix == _PARTY_IN_FULL or (not prefix and _OF_PARTY.match(organ)):
        prefix = "中共"
    return prefix + catalogue.qualified_name(division) + normalize_organ(organ)


def _placed(printed: str, prefix: str, named: Named, context: Context) -> Resolved:
    place = printed[len(prefix) : len(printed) - len(named.rest)]
    branch = _of_branch(named) if named.rest.endswith(_BRANCH_ENDING) else None
    if branch is not None or begins_anew(named.rest):
        return Resolved(normalize_issuer(printed), branch, branch is not None)
    clue = None
    divisions = _of_year(named.divisions, context.year)
    if len(divisions) > 1 or (named.chain == 1 and place in GENERIC):
        clue = _single_out(divisions, context)
        if clue is None:
            return Resolved(prefix + place + normalize_organ(named.rest))
        divisions = (clue.division,)
    division = divisions[0]
    if division.level == catalogue.PROVINCE and classify(named.rest)[0] is IssuerKind.ZONE:
        city = _city_of_zone(division, named.rest)
        return Resolved(normalize_issuer(printed), city, True, clue)
    if classify(named.rest)[0] is IssuerKind.TOWNSHIP and not _holds_townships(division):
        return _township_of(division, prefix, named.rest, context)
    if division.level == catalogue.ZONE:
        return Resolved(place + normalize_organ(named.rest or "管委会"), division, True, clue)
    return Resolved(write_name(division, named.rest, prefix), division, True, clue)


def _of_branch(named: Named) -> Division | None:
    """The district of a branch that is named behind the organ of its city.

    某市公安局甲区分局, or 某市公安局甲分局.
    """
    branch = _BRANCH.match(named.rest)
    if branch is None or len(named.divisions) != 1:
        return None
    place = branch["place"]
    within = split_name(place)
    called = within.divisions or [d for s in _DISTRICTS for d in catalogue.by_name(place + s)]
    found = {one for one in called if catalogue.lies_in(one, named.divisions[0])}
    return found.pop() if len(found) == 1 and not (within.divisions and within.rest) else None


def _city_of_zone(province: Division, zone: str) -> Division | None:
    """The city that a zone is called after: 浙江省东阳经济开发区 is none of the province's own.

    One that is called after no city is the province's as far as its name says.
    """
    for length in range(_LONGEST_SHORT, 1, -1):
        found = [
            d for d in catalogue.by_name(zone[:length] + "市") if catalogue.lies_in(d, province)
        ]
        if found:
            return found[0] if len(found) == 1 else None
    return province


def _of_year(divisions: tuple[Division, ...], year: int | None) -> tuple[Division, ...]:
    """Those that still were there when a report of that year was due; all, if none was."""
    if year is None or len(divisions) == 1:
        return divisions
    there = tuple(d for d in divisions if d.exists or d.year is None or year < d.year)
    return there or divisions


def _township_of(city: Division, prefix: str, organ: str, context: Context) -> Resolved:
    """A township named with its city only: its county must come from elsewhere.

    Several counties of a city may have a 城关镇.
    """

    def lies_there(division: Division) -> bool:
        return division.level == catalogue.COUNTY and catalogue.lies_in(division, city)

    found = _choose(lies_there, context)
    if found is None:
        return Resolved(prefix + city.name + normalize_organ(organ))
    return Resolved(write_name(found.division, organ, prefix), found.division, True, found)


def _holds_townships(division: Division) -> bool:
    return division.level in (catalogue.COUNTY, catalogue.ZONE) or (
        division.code in _WITHOUT_COUNTIES
    )


def own_place(printed: str) -> str | None:
    """The place that a name begins with, if it is one that is not on the list (a zone, say)."""
    place = _PLACE.match(printed)
    if place is None or _RELATIVE.match(printed) or _NO_PLACE.fullmatch(place[0]):
        return None
    township = _TOWNSHIP_PLACE.match(printed)
    return place[0] if township is None or township.end() > place.end() else None


def _begins_with(printed: str) -> tuple[Division, ...]:
    """Provinces and cities whose names without their last word a name begins with."""
    for length in range(min(len(printed) - 1, _LONGEST_SHORT), 1, -1):
        short = printed[:length]
        if short in catalogue.short_names():
            return tuple(d for s in ABOVE_SUFFIXES for d in catalogue.by_name(short + s))
    return ()


def _written(printed: str) -> str:
    relative = _RELATIVE.match(printed)
    if relative:
        return relative[0] + normalize_organ(printed[relative.end() :])
    return normalize_issuer(printed)


def _wanted(printed: str, places: Collection[str]) -> Callable[[Division], bool]:
    """What the division of a name without a place must be like."""
    if _TOWNSHIP_PLACE.match(printed):
        return _holds_townships
    relative = _RELATIVE.match(printed)
    if relative is None:
        return lambda division: not places or division.name.endswith(tuple(places))
    ending = relative[1]

    def fits(division: Division) -> bool:
        if ending == "市":
            return division.name.endswith("市")
        if ending == "省":
            return division.level == catalogue.PROVINCE
        if ending == "州":
            return division.name.endswith("州") and division.level == catalogue.PREFECTURE
        return division.name.endswith(ending) and division.level != catalogue.ZONE

    return fits


def _choose(wanted: Callable[[Division], bool], context: Context) -> Clue | None:
    """The first clue of a division that fits, if all that fit are of the same division."""
    fitting = [clue for clue in context.clues() if wanted(clue.division)]
    if not fitting and context.more:
        fitting = [clue for clue in context.more() if wanted(clue.division)]
    return fitting[0] if len({clue.division for clue in fitting}) == 1 else None


def _single_out(divisions: Sequence[Division], context: Context) -> Clue | None:
    """The one of several divisions of a name to which all clues that say anything point."""

    def says(clue: Clue) -> bool:
        return any(_related(division, clue.division) for division in divisions)

    told = [clue for clue in context.clues() if says(clue)]
    if not told and context.more:
        told = list(context.more())
    left = list(divisions)
    decided: Clue | None = None
    for clue in told:
        related = [d for d in left if _related(d, clue.division)]
        if related and len(related) < len(left):
            left, decided = related, clue
        elif not related and any(_related(d, clue.division) for d in divisions):
            return None
    if len(left) != 1 or decided is None:
        return None
    return Clue(left[0], decided.source, decided.text)


def _related(division: Division, other: Division) -> bool:
    return catalogue.lies_in(division, other) or catalogue.lies_in(other, division)


# ---- clues from prose

_OWN = re.compile(
    r"(?:人民政府|政府)?"
    r"(?:公报|(?:门户|官方)?网站?|门户|政务网|信息网|信息公开(?:网|平台|目录|指南|专栏)|政务公开|日报)"
    r"|人民政府|政府"
)
_OWN_SHORT = re.compile(
    r"[“\"‘']([一-鿿]{2,5}?)(?:微?发布|政务网|政府网|日报)[”\"’'(]|《([一-鿿]{2,4})日报》"
)
_ELSEWHERE = re.compile(
    r"(?:赴|学习|考察|借鉴|对口|支援|协作|参观|交流|先进|邀请|来自)[一-鿿、]{0,12}$"
)
_LONGEST_SHORT = 4
_SUFFIXES = ("市", "县", "区", "自治州", "州")
_ENOUGH = 2


def clues_from_prose(texts: Sequence[str], township: str | None = None) -> list[Clue]:
    """Divisions whose own media, or whose township, the running text names.

    A county counts where its government, its site or the township itself is named behind it. A
    city is taken only where two different places say so and no other city is named at all: a
    county-level city speaks of its prefecture, too.
    """
    found: dict[Division, set[str]] = {}
    others: set[Division] = set()
    for text in texts:
        for division, start, end in mentioned(text):
            rest = text[end : end + 12]
            if _ELSEWHERE.search(text[max(0, start - 16) : start]):
                continue
            others.add(division)
            own = _OWN.match(rest)
            named = township if township and rest.startswith(township) else own and own[0]
            if named:
                found.setdefault(division, set()).add(text[start:end] + named)
        for match in _OWN_SHORT.finditer(text):
            short = match[1] or match[2]
            for division in _called(short):
                found.setdefault(division, set()).add(match[0].strip("“”\"'‘’("))
    certain = []
    for division, places in found.items():
        if division.name.endswith("市") and not township:
            rivals = {d for d in (*found, *others) if d.name.endswith("市") and d != division}
            if len(places) < _ENOUGH or rivals:
                continue
        certain.append(Clue(division, PROSE, min(places)))
    return certain


def above_from_prose(texts: Sequence[str], divisions: Sequence[Division]) -> list[Clue]:
    """The cities that the text names, of those in which the divisions of one name lie."""
    above = sorted({a for d in divisions for a in catalogue.ancestors(d)})
    found = []
    for text in texts:
        for division in above:
            at = text.find(division.name)
            if at >= 0 and not _ELSEWHERE.search(text[max(0, at - 16) : at]):
                found.append(Clue(division, PROSE, text[at : at + 12]))
    return found


def _called(short: str) -> tuple[Division, ...]:
    """The division that is usually called so, if there is one only."""
    found = {d for suffix in _SUFFIXES for d in catalogue.by_name(short + suffix) if d.exists}
    return tuple(found) if len(found) == 1 else ()
