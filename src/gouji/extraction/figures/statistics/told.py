"""The items of the statistics form that sentences tell, each number with the words before it.

What an item is called in prose is data (`prose` in `statistics_2014.toml`); here stands how the
words around a number are read. A number counts for an item where the item's words stand right
before it with nothing but filler between. Numbers of another year, of a part of the year, growth,
and numbers that are not exact are passed over; so are requests and reviews where the passage speaks
of something else (proposals, the hotline).
"""

from __future__ import annotations

import re
from bisect import bisect
from collections.abc import Iterator, Sequence
from functools import cache
from typing import NamedTuple

from gouji.documents.model import Locator
from gouji.extraction.claims import phrases as words
from gouji.extraction.claims.numbers import chinese_number, torn_digits
from gouji.extraction.claims.passage import last_topic
from gouji.extraction.claims.periods import Period
from gouji.extraction.numbers import parse_cell
from gouji.extraction.prose import Sentence
from gouji.forms import catalogue
from gouji.forms.model import CellKey, Unit
from gouji.forms.values import CellValue, State

Told = dict[CellKey, dict[CellValue, tuple[str, Locator]]]
"""Cell -> what is told of it -> the sentence and its place."""

_CAPACITY = "capacity_2014"
_ON_DISCLOSURE = re.compile("公开|查阅")
_REQUESTS, _CHANNELS = "requests_2014", "disclosure_2014"
_HEADS = re.compile(r"主要(?:负责同志|负责人|领导)(?:参加|出席)(?:次数)?$")
_LISTED = {
    "by_gazette": re.compile(r"(?:通过)?(?:政府)?公报"),
    "by_website": re.compile(r"(?:通过)?(?:政府)?(?:门户)?网站"),
    "by_weibo": re.compile(r"(?:通过)?(?:政务|官方)?微博"),
    "by_wechat": re.compile(r"(?:通过)?(?:政务|官方)?微信(?:公众号|平台)?"),
    "by_other": re.compile(r"(?:通过)?其他(?:方式|渠道|途径|形式)"),
    "normative_documents_disclosed": re.compile(r"其中:?(?:行政)?规范性文件"),
}
"""Parts of what was disclosed, in a list behind it or behind another part: its verb stands once."""
_HEADS_OF = {
    "press_conferences": "press_conferences_by_heads",
    "interviews": "interviews_by_heads",
}
_NUMBER = re.compile(
    r"(?P<about>约|近|超过|超|逾|不少于|不低于)?"
    r"(?:(?<![\d.第〕\]])(?P<digits>\d{1,3}(?:,\d{3})+|\d+(?:\.\d+)?)"
    r"|(?<![每同第任哪这那逐何唯首某数几])(?P<words>[零〇一二两三四五六七八九十百千]{1,7}))"
    r"(?P<more>余|多|几)?(?P<unit>亿元|万元|元|万)?(?P<measure>人次|[条件次篇个处场期人名起宗例份])?"
)
_FILL = (
    r"[\"”」》]?(?:的|情况|事项|信息|案件)?(?:总数量|数量|总数|总计数|数)?(?:已|均|达到|达|为|有|共计|合计|总计|累计|共|计|:|"
    r"是|了)*$"
)
_ANY_WAY = (
    r"(?:(?:通过|以|采取|采用)(?:各种|不同|多种|各类|多)(?:的)?(?:渠道|方式|途径|形式|平台)?"
    r"(?:和.{1,12}式)?(?:的)?)"
)
_ALL_OF_IT = re.compile(
    r"^(?:.*(?:报告|年报|情况))?(?:20\d\d年度?|今年(?:以来)?|本年度?|全年|年内|年度|截[至止].{0,12}[日底]|累计|总共|共计|共|合计|"
    r"我(?:局|市|县|区|委|办|厅|镇|乡|院|处|街道|中心|单位)|全(?:市|县|区|州|旗|镇|乡|局|系统|省)|"
    r"各级(?:行政机关|政府|各部门|部门)|[一-鿿]{1,6}[市县区州旗镇乡局厅委办](?:人民)?(?:政府)?|在|已|向社会|对外|主动|及时|依法|"
    rf"{_ANY_WAY})*+$"
)
_JOINED = re.compile(r"(?:、|和|及|与|以及|微[博信])$")
"""Before the name of a channel: the number is that of both."""
_ORIGIN = re.compile(r"各(?:县|市|区|乡|镇|部门|单位)")
"""Channels of the units below."""
_COMING = re.compile(r"^(?:其中|有|共有|另有)?$")
_GROWTH = re.compile(r"增加|增长|减少|下降|增幅|上升|同比|较上|较去|比上|比去")
_UNTAKEN = re.compile(
    r"(?:未|没有|不)(?:收取|产生|发生)(?:过|任何|相关|有关|检索|复制|邮寄|等|、)*费用"
)


class _Phrase(NamedTuple):
    """What an item may be called before its number; `measures`: first characters of its units."""

    table: str
    key: CellKey
    label: re.Pattern[str]
    measures: str
    whole: bool
    """Whether nothing may stand before it that narrows it."""


@cache
def _phrases() -> tuple[_Phrase, ...]:
    """An entry of `prose` is the words, a space, and the units; `^` in front: of all of it."""
    found = []
    for table in catalogue.tables().values():
        for item in table.items:
            for entry in item.prose:
                label, _, measures = entry.rpartition(" ")
                whole = label.startswith("^")
                pattern = re.compile(f"(?:{label.removeprefix('^')}){_FILL}")
                key = CellKey(item.id, "total")
                found.append(_Phrase(table.id, key, pattern, measures, whole))
    return tuple(found)


def told_items(sentences: Sequence[Sentence], year: int | None = None) -> dict[str, Told]:
    """What the sentences tell, by table. year: the report year, where it is known."""
    told: dict[str, Told] = {}
    topic = ""
    period = Period(year)
    paragraph = -1
    for sentence in sentences:
        period.begin(sentence, anew=sentence.paragraph != paragraph)
        paragraph = sentence.paragraph
        for table, key, value in _sentence(sentence, topic, period, year):
            place = sentence.text, sentence.locator
            told.setdefault(table, {}).setdefault(key, {}).setdefault(value, place)
        topic = last_topic(sentence.folded) or topic
    return told


def _sentence(
    sentence: Sentence, topic: str, period: Period, year: int | None
) -> Iterator[tuple[str, CellKey, CellValue]]:
    folded = sentence.folded
    torn = torn_digits(sentence.text)
    years = _years_told(folded, year)
    end = 0
    before = ""
    if _UNTAKEN.search(folded) and "公开" in folded:
        yield _CAPACITY, CellKey("fees_yuan", "total"), CellValue.reported(0)
    for match in _NUMBER.finditer(folded):
        if not (match["unit"] or match["measure"]):
            continue
        region = folded[end : match.start()]
        before_topic, topic = topic, last_topic(region) or topic
        lead = re.split(r"[,;:。()]", region)[-1].lstrip("、和及与")
        end = match.end()
        value = _value(match)
        of_year = years[bisect(years, (match.start(),)) - 1][1]
        if value is None or match["digits"] in torn or not of_year or _is_part(lead):
            continue
        if period.is_of_else(match.start(), end):
            continue
        found = _named(lead, match, before) or _named_behind(lead, folded[end:], match)
        if found is None:
            continue
        before = found.key.item
        about_others = found.table == _REQUESTS and (
            topic == "other"
            or (found.whole and topic != "requests")
            or (not topic and _of_any(found.key.item))
        )
        in_place = found.key.item == "complaints" and "disputes" in (before_topic, topic)
        if found.table == _CAPACITY and not (in_place or _ON_DISCLOSURE.search(folded)):
            continue
        if not about_others:
            yield found.table, found.key, value


def _of_any(item: str) -> bool:
    """Whether requests for anything may be told so: 网上申请, 按时办结."""
    return item.startswith(("received_", "completed_"))


def _named(lead: str, match: re.Match[str], before: str) -> _Phrase | None:
    """The item that the words before a number name: where several do, the longest of them."""
    if _HEADS.search(lead) and before in _HEADS_OF:
        key = CellKey(_HEADS_OF[before], "total")
        return _Phrase("responses_2014", key, _HEADS, "次场", whole=False)
    listed = _listed(lead) if before == "disclosed" or before in _LISTED else None
    if listed is not None and (match["measure"] or "元") in listed.measures:
        return listed
    measure = "元" if "元" in (match["unit"] or "") else (match["measure"] or "")[:1]
    best: tuple[int, _Phrase] | None = None
    for phrase in _phrases():
        if not measure or measure not in phrase.measures:
            continue
        label = phrase.label.search(lead)
        if label is None:
            continue
        head = lead[: label.start()]
        if phrase.whole and not _ALL_OF_IT.match(head):
            continue
        of_others = phrase.table == _CHANNELS and _ORIGIN.search(head)
        if of_others or _JOINED.search(head):
            continue
        if best is None or label.start() < best[0]:
            best = label.start(), phrase
    return best[1] if best else None


def _listed(lead: str) -> _Phrase | None:
    """The part of what was disclosed that the words before a number are, and nothing else."""
    for item, name in _LISTED.items():
        if name.fullmatch(lead):
            return _Phrase(_CHANNELS, CellKey(item, "total"), name, "条件份", whole=False)
    return None


def _named_behind(lead: str, behind: str, match: re.Match[str]) -> _Phrase | None:
    """5件为当面申请: the words stand behind the number."""
    if not _COMING.fullmatch(lead):
        return None
    words_behind = re.match(r"(?:为|是|系|属)([^,;:。、()\d]{3,24})", behind)
    found = _named(words_behind[1], match, "") if words_behind else None
    return found if found and found.table == _REQUESTS and not found.whole else None


def _is_part(lead: str) -> bool:
    """Whether the number is of a part of the year, or a growth."""
    return bool(_GROWTH.search(lead) or words.PART_OF_YEAR.search(lead))


def _years_told(folded: str, year: int | None) -> list[tuple[int, bool]]:
    """Where a sentence names a year, in order, and whether it is the report's; at first it is."""
    told = [(one.start(), year in (None, int(one[1]))) for one in words.YEAR.finditer(folded)]
    last = [(one.start(), False) for one in words.LAST_YEAR.finditer(folded)]
    return [(-1, True), *sorted(told + last)]


def _value(match: re.Match[str]) -> CellValue | None:
    """What a number says, with its precision where it is money; None where it is not exact."""
    if match["about"] or match["more"] or match["unit"] == "万":
        return None
    if match["digits"] is None:
        number = chinese_number(match["words"])
        return None if number is None or match["unit"] else CellValue.reported(number)
    unit = Unit.YUAN if match["unit"] else Unit.COUNT
    cell = parse_cell(match["digits"] + (match["unit"] or ""), unit)
    whole = unit is Unit.YUAN or "." not in match["digits"]
    return cell if cell.state is State.REPORTED and whole else None
