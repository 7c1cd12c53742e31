"""Whether a number in prose is of the report's year: many are of the years together, or of a part.

What a passage says last of time holds for the numbers behind it: 历年累计受理513件，本年度受理12件.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from gouji.extraction.prose import Sentence

_YEARS, _PART, _AHEAD, _THIS = "years", "part", "ahead", "this"
_SOME = r"(?:[二三四五]?十[一二三四五六七八九]?|[两二三四五六七八九几数多]|[2-9]|[1-4]\d)"
_WHO = r"(?:全[市县区州省局系统镇乡]+|我[市县区局委办厅镇乡]|本[局机关单位]+|[已共总,])*"
_MARK = re.compile(
    r"(?P<stock>截[至止][^,。;]{0,16}?,?" + _WHO + r"累计)"
    r"|(?P<since>以来)"
    rf"|(?P<years>历年来?(?!结转|遗留)|近(?:{_SOME}个?年(?:来|间|内|中)?|年来?(?!度))"
    rf"|(?<![\d〇零一二三四五六七八九]){_SOME}年(?:来|间)|(?:过去|(?<![提目])前)的?{_SOME}年"
    rf"|连续{_SOME}年累计"
    r"|十[一二三四]五[\"”]?(?:期间|时期)|(?:到|截[至止])目前为止|迄今|至今(?![年后])|(?:施行|实施)(?:之日)?起"
    r"|20\d\d年?[-—–~至到]20\d\d年)"
    r"|(?P<part>[上下]半年|前?第?[一二三四1-4]季度|前[一二三四五六七八九十\d]{1,2}个月"
    r"|截[至止](?:20\d\d年)?(?P<till>\d{1,2})月"
    r"|自(?:20\d\d年)?(?P<starts>\d{1,2})月(?:\d{1,2}日)?起(?!正?式?[施实]行)"
    r"|(?P<from>\d{1,2})(?:月份?)?(?:\d{1,2}日)?起?[-—–~至到](?:20\d\d年)?(?P<to>\d{1,2})月)"
    r"|(?P<ahead>预计|预期|(?:明|下一?)年度?[^,。;]{0,4}(?:计划|拟|将))"
    r"|(?P<this>今年|本年|当年|全年|(?<![近历往多数几两三四五六七八九十\d])年内)"
    r"|(?<![至到止自从])(?P<number>20[012]\d)(?=年)"
)
_WITHIN = re.compile(r"(?:今年|本年度?|年初|全年|一年|(20\d\d)年度?(?:1月(?:份|1日)?)?)$")
_ALWAYS = re.compile(r"(?:长期|一直|一)$")
_COUNTED = re.compile(r"\d[件条份宗起]")
_OF_THIS = r"(?:今年|本年度?|当年|全年|(?P<year>20\d\d)年度?)"
_THIS_AMONG = re.compile(
    rf"[^。;\d]{{0,12}}?(?:其中[,:]?{_OF_THIS}(?:新?收到?|新增|受理|接收|公开|共|为)*"
    rf"|[,(]{_OF_THIS.replace('<year>', '<again>')}(?:新增|为)?)\d+[件条份宗起次篇]"
)
"""Behind a number: what of it is of the year, so that the number is of more."""


class Period:
    """What time the numbers of a passage are of, as it is read sentence by sentence."""

    def __init__(self, year: int | None) -> None:
        self._year = year
        self._sentence: Sentence | None = None
        self._told: list[tuple[int, str]] | None = None
        self._goes_on = False
        self._part_goes_on = False
        self._passed_over = False

    def begin(self, sentence: Sentence, *, anew: bool) -> None:
        """Takes up the next sentence; `anew`: it goes on with nothing said before."""
        before = self._sentence
        listed = before is not None and before.folded.endswith(";")
        among = listed or sentence.folded.startswith("其中")
        may_go_on = not anew and (among or self._passed_over)
        last = self._marks()[-1:] if may_go_on else []
        of_years = last[0][1] == _YEARS if last else self._goes_on
        of_part = last[0][1] == _PART if last else self._part_goes_on
        self._part_goes_on = may_go_on and of_part and among
        self._goes_on = may_go_on and of_years and (listed or self._passed_over)
        self._passed_over = self._goes_on
        self._sentence = sentence
        self._told = None

    def is_of_else(self, start: int, end: int) -> bool:
        """Whether the number there is not of the whole of the report's year."""
        if self._sentence is None:
            return False
        said = [mark for at, mark in self._marks() if at <= start]
        mark = said[-1] if said else ""
        if mark == _YEARS or (not mark and self._goes_on):
            self._passed_over = True
            return True
        among = _THIS_AMONG.match(self._sentence.folded, end)
        told = among and (among["year"] or among["again"])
        of_more = among and (not told or int(told) == self._year)
        of_part = mark == _PART or (not mark and self._part_goes_on)
        return bool(of_part or _AHEAD in said or of_more)

    def _marks(self) -> list[tuple[int, str]]:
        """Those of the sentence, looked for when asked for: most sentences state no number."""
        if self._told is None:
            self._told = list(self._marks_of(self._sentence.folded)) if self._sentence else []
        return self._told

    def _marks_of(self, folded: str) -> Iterator[tuple[int, str]]:
        last, last_end = "", 0
        for match in _MARK.finditer(folded):
            mark = self._mark(match, folded)
            if match["stock"] and last == _THIS:
                # 今年，截至12月底累计收到12件 is of the year, unless its number was told already.
                counted = _COUNTED.search(folded, last_end, match.start())
                mark = _YEARS if counted else _THIS
            if mark:
                last, last_end = mark, match.end()
                yield last_end, last

    def _mark(self, match: re.Match[str], folded: str) -> str:
        if match["since"]:
            head = folded[max(match.start() - 12, 0) : match.start()]
            within = _WITHIN.search(head)
            if within:
                return _THIS if within[1] is None or int(within[1]) == self._year else _YEARS
            return "" if _ALWAYS.search(head) else _YEARS
        if match["number"]:
            return _THIS if self._year in (None, int(match["number"])) else ""
        if match["part"]:
            if match["till"] or match["starts"]:
                # 截至2月 and the like are of the year after, when the report was written.
                part = int(match["till"] or 0) in range(4, 12) or (match["starts"] or "1") != "1"
                return _PART if part else ""
            whole = match["from"] and (int(match["from"]), int(match["to"])) == (1, 12)
            return "" if whole else _PART
        kinds = {"stock": _YEARS, "years": _YEARS, "ahead": _AHEAD, "this": _THIS}
        return next(kind for group, kind in kinds.items() if match[group])
