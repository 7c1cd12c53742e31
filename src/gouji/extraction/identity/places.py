"""Finds the administrative divisions that a text names, and those that a name begins with.

An organ's name begins with the divisions it belongs to: 山东省烟台市牟平区人民政府. Some of them
may be left out, so a name is taken apart into every chain of divisions that fits; which one is
meant is decided by whoever knows more (`gouji.extraction.identity.divisions`).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from gouji.divisions import catalogue
from gouji.divisions.catalogue import Division

# Names of districts that are also used as common nouns: alone they name no place.
_NOUNS = (
    "城 郊 矿 东 西 南 北 山 林 港 市 新 老城 新城 新市 城中 城东 城西 城北 城南 城关 市中 港口 "
    "海港 工业 开发"
)
GENERIC = frozenset(f"{word}区" for word in _NOUNS.split())
# Organs of the state that precede the place in the names of their branches.
STATE_ORGAN = re.compile(
    "国家税务总局|国家统计局|国家外汇管理局|中国人民银行|国家金融监督管理总局|国家矿山安全监察局|"
    "中国共产党|中共|中华人民共和国|中国气象局|国家粮食和物资储备局"
)
_MENTION_END = re.compile(r"[省市县区州盟旗]")
_ABOVE = (catalogue.PROVINCE, catalogue.PREFECTURE)
ABOVE_SUFFIXES = ("市", "省", "自治区", "壮族自治区", "回族自治区", "维吾尔自治区")
_OTHER_NAME = re.compile(r"(?<=.)\([^()]*\)$")
_HAN = re.compile(r"[一-鿿]")


class Named(NamedTuple):
    """What a name begins with.

    divisions: the lowest divisions of all chains that fit (more than one where the name repeats,
    none where it begins with no known division). rest: what follows. chain: how many divisions were
    named one after the other.
    """

    divisions: tuple[Division, ...]
    rest: str
    chain: int = 0


def may_begin(name: str, start: int = 0) -> bool:
    """Whether the name of any division begins as a text does at that place; quick to see."""
    return catalogue.longest_name(name[start : start + catalogue.BEGINNING]) > 0


def beginnings(text: str, start: int, end: int) -> Iterator[int]:
    """Where in that part of a text the name of any division may begin."""
    known, width = catalogue.beginnings(), catalogue.BEGINNING
    return (at for at in range(start, end) if text[at : at + width] in known)


def split_name(name: str) -> Named:
    """Takes the divisions off the front of a folded name."""
    found: tuple[Division, ...] = ()
    position = chain = 0
    while position < len(name):
        step = _full(name, position, found) or _short(name, position, found)
        if step is None:
            break
        found, position = step
        chain += 1
    return Named(found, name[position:], chain)


def mentioned(text: str) -> list[tuple[Division, int, int]]:
    """Divisions named in full in a text, with start and end.

    A chain (烟台市牟平区) is one mention of its lowest division. Left out are names that repeat,
    that are nouns too, or of two characters inside a sentence (《条例》和县 does not name 和县).
    """
    return [
        (named.divisions[0], start, end)
        for named, start, end in _mentions(text)
        if len(named.divisions) == 1
    ]


def _mentions(text: str) -> Iterator[tuple[Named, int, int]]:
    """Names of divisions in a text, with start and end: those that repeat, too, but no nouns."""
    last = 0
    for mark in _MENTION_END.finditer(text):
        if mark.start() < last:
            continue
        for start in range(max(last, mark.end() - catalogue.longest_name()), mark.start()):
            if catalogue.is_name(text[start : mark.end()]):
                named = split_name(text[start:])
                last = len(text) - len(named.rest)
                if not _is_noun(text, start, last, named.chain):
                    yield named, start, last
                break


def begins_anew(rest: str) -> bool:
    """Whether behind the divisions of a name another name begins: 莒南县|国家税务总局商城县税务局.

    That is so where one of the state's own organs, which stand before the place, or another
    division follows; it may be a name torn from elsewhere. A mission is named with the place
    where it sits: 驻信阳市办事处. In brackets at the end stands another name of the same organ.
    """
    rest = _OTHER_NAME.sub("", rest)
    return bool(STATE_ORGAN.search(rest)) or any(
        "驻" not in rest[:start] for _, start, _ in _mentions(rest)
    )


def _is_noun(text: str, start: int, end: int, chain: int) -> bool:
    """Whether what looks like a name may be part of a sentence."""
    if chain > 1:
        return False
    inside = start > 0 and bool(_HAN.match(text[start - 1]) or text[start] == "和")
    return text[start:end] in GENERIC or (end - start == 2 and inside)


def _full(
    name: str, start: int, above: tuple[Division, ...]
) -> tuple[tuple[Division, ...], int] | None:
    """The longest full name at that place, below what came before."""
    longest = catalogue.longest_name(name[start : start + catalogue.BEGINNING])
    for end in range(min(len(name), start + longest), start + 1, -1):
        text = name[start:end]
        if catalogue.is_name(text):
            fitting = _below(catalogue.by_name(text), above)
            if fitting:
                return fitting, end
    return None


def _short(
    name: str, start: int, above: tuple[Division, ...]
) -> tuple[tuple[Division, ...], int] | None:
    """烟台 for 烟台市: only where a division of Yantai follows."""
    if not may_begin(name, start):
        return None
    for end in range(start + 4, start + 1, -1):
        text = name[start:end]
        if len(text) < end - start or text not in catalogue.short_names():
            continue
        for suffix in ABOVE_SUFFIXES:
            fitting = _below(
                tuple(d for d in catalogue.by_name(text + suffix) if d.level in _ABOVE), above
            )
            if fitting and _full(name, end, fitting):
                return fitting, end
    return None


def _below(divisions: tuple[Division, ...], above: tuple[Division, ...]) -> tuple[Division, ...]:
    if not above:
        return divisions
    return tuple(d for d in divisions if any(d != a and catalogue.lies_in(d, a) for a in above))
