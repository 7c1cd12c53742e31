"""Titles of reports: the organ and the year that a title names.

A title may stand on one line or be broken over two or three, before or behind it stand navigation,
breadcrumbs and labels. A line that is a whole title by itself always wins over lines put together.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from gouji.documents.model import NOWHERE, Locator
from gouji.extraction.elements import Token
from gouji.extraction.identity.dates import YEAR, arabic
from gouji.extraction.identity.issuers import unbracketed
from gouji.extraction.identity.places import beginnings, begins_anew, split_name

_WHAT = (
    r"(?:政府信息|政务信息|政务|信息)公开(?:工作)?(?:情况)?(?:的)?"
    r"(?:年度(?:工作)?(?:情况)?(?:的)?(?:报告|年报)|工作报告|年报|(?:工作)?报告|年度总结)"
)
_HAN = r"[一-鿿〇()·]"
# What only a page without any other title is called: a link beside the text may be worded so.
_SELDOM = (
    r"(?:政府信息|政务信息|政务|信息)(?:主动公开(?:工作)?(?:情况)?(?:的)?(?:年度(?:工作)?(?:报告|年报|总结)|工作报告|年报|报告)"
    r"|(?:主动)?公开(?:工作)?(?:情况)?(?:的)?(?:年度)?(?:工作)?总结)"
)
_YEAR = rf"(?P<year>{YEAR})"
_FORMS = tuple(
    re.compile(form)
    for form in (
        rf"(?P<issuer>{_HAN}{{2,40}}?)(?:关于)?[\[(〔]?{_YEAR}(?:年度|年)?[\])〕]?(?:年度|年)?{_WHAT}",
        rf"(?<!\d){_YEAR}(?:年度|年)(?P<issuer>{_HAN}{{2,40}}?){_WHAT}",
        rf"(?P<issuer>{_HAN}{{2,40}}?){_WHAT}[\[(〔]{_YEAR}(?:年度|年)?[\])〕]",
        rf"(?P<issuer>{_HAN}{{2,40}}?)(?:政府信息|政务|信息)公开(?:工作)?{_YEAR}(?:年度|年)(?:工作)?(?:年度)?(?:报告|年报)",
    )
)
_SELDOM_FORM = re.compile(
    rf"(?:(?P<first>{YEAR})(?:年度|年))?(?P<issuer>{_HAN}{{2,40}}?)(?:关于)?"
    rf"(?:[\[(〔]?(?P<year>{YEAR})(?:年度|年)?[\])〕]?(?:年度|年)?)?{_SELDOM}"
    rf"(?:[\[(〔](?P<last>{YEAR})(?:年度|年)?[\])〕])?"
)
_BEHIND = rf"[\[(〔]{_YEAR}(?:年度|年)?[\])〕]"
_YEAR_ONLY = re.compile(rf"(?<!\d){_YEAR}(?:年度|年){_WHAT}")
_YEAR_BEHIND = re.compile(rf"^{_WHAT}{_BEHIND}$")
_NO_YEAR = re.compile(_WHAT)
_YEAR_DIGITS = re.compile(YEAR)
_YEAR_LINE = re.compile(rf"{_BEHIND}|{YEAR}(?:年度|年)")
_MONTH_LINE = re.compile(r"20\d{2}年(?:\d{1,2}|[一二三四五六七八九十]{1,2})月")
_UNDATED = re.compile(rf"^(?P<issuer>{_HAN}{{2,40}}?){_WHAT}$")
_NEIGHBOUR = re.compile(r"^[\[(<]*(?:上一篇|下一篇|上一条|下一条|上篇|下篇|相关)")
_LABELS = re.compile(
    r"^(?:关于|首页|现公布|现将|公布|发布|印发|附件\d*|信息标题|文件标题|标题|名称|当前位置|您的位置|您现在的位置|来源|打印|字体|正文|大中小|有效|"
    r"年度报告|政府信息公开年报|信息公开年报|政府信息公开|信息公开|政务公开|依申请公开|便民服务|互动交流|办事服务|公告)+"
)
_SEPARATOR = re.compile(r"^.*[>:|〉»/]")
_ORGAN = re.compile(
    r"(?:人民政府|政府|办公室|办公厅|政府办|办事处|街道办?|管委会|委员会|局|厅|委|院|中心|会|署|部|队|站|所|校|馆|处|集团|公司|分行|支行|台|社|残联|妇联|工商联|文联|侨联|科协|省|市|县|区|州|盟|"
    r"旗|乡|镇|苏木|海关|烟草|电力|银行|大学|中学|小学|幼儿园|兵团|(?:编|人防|信访|金融|扶贫|网信|外事|法制|史志)办)(?:\([^()]*\))?$"
)
_NOT_NAMES = re.compile(
    r"^(?:人民)?(?:政府|政务)$|^海关$|^(?:我|本|该|各|全|其|年|上年|本年|做好|编制|撰写|填报|统计|工作|情况|根据|按照|下列|主动)|"
    r"[,。;!?]|的$|年$|委[省市县区州盟旗]?(?:人民)?政府|信息公开|年报|首页|概况|依申请|总体情况|条例|规定|要求|格式|通知"
)
_FOREIGN = re.compile(r"[_¥￥$@#*=|]|官网|博彩|投注|网址|注册送")
"""What is in no name: who copied a page put a name of its own in place of the city's."""
_SHORTLY = "简称"
_SHORT_NAME = re.compile(rf"\((?:以下|下)?{_SHORTLY}[^()]*\)")
# 某市本级, 某市人民政府(本级): a government that reports for its own level; no part of its name.
_OWN_LEVEL = re.compile(r"(?<=[省市县区州盟旗府])(?:本级|\([省市县区州盟旗]?本级\))$")
# 某局党委: what leads the organ, no organ by itself.
_ITS_PARTY = re.compile(r"(?<=[局厅委院])党[委组]$")
# 某海关关区: the customs with all below it, no place and its government.
_OF_CUSTOMS = re.compile(r"(?<=海关)关区$")
_ABOUT = re.compile(r"关于(?:报送|上报|呈报)?$")
_BRACKETED = re.compile(
    r"[^()]+\([^()]{2,20}(?:局|委|办|会|室|院|厅|中心|队|处)\)|中[国新欧德][^()]{0,4}\([^()]{2,8}\)[^()]+"
)
_TWICE = re.compile(r"([一-鿿]{1,8}[省市县区州盟旗乡镇])人(?!民).*\1")
_PLACE_WORD = re.compile(r"[省市县区州盟旗]")
# Behind a place these are no name by themselves: 某燃气某市有限公司 is no 某市有限公司.
_NAMES_NOTHING = re.compile(
    r"(?:有限|有限责任|股份有限|分|支)*公司|分行|支行|分院|分校|分中心|分会"
)
_OF_A_NAME = re.compile(r"共青团|中国|中华|国家|国网|兵团|集团|公司|银行|大学|学院|医院|驻|附属")
_ANNOUNCES = r"(?:公布|发布|编[制写]|现[将把]|现?形成|(?:现|特|予以|社会)公开)[《<]?"
_SENTENCES = tuple(
    re.compile(form)
    for form in (
        rf"{_ANNOUNCES}(?P<issuer>{_HAN}{{2,30}}?)(?:关于)?{_YEAR}(?:年度|年)?{_WHAT}",
        rf"{_ANNOUNCES}{_YEAR}年度?(?!度)(?P<issuer>{_HAN}{{4,30}}?){_WHAT}",
        rf"^[《<]?(?P<issuer>{_HAN}{{2,30}}?)(?:关于)?{_YEAR}(?:年度|年)?{_WHAT}[》>]?(?:\((?:以下|下)?简称[^()]*\))?是?(?:根据|依据|按照|由)",
        rf"{_ANNOUNCES}(?P<issuer>{_HAN}{{4,30}}?)政府信息公开工作{_YEAR}年度报告",
        rf"{_ANNOUNCES}(?P<issuer>{_HAN}{{4,30}}?){_YEAR}年度?(?:政府信息|政务|信息)公开(?:工作)?情况(?:$|[,。:])",
        rf"《{_YEAR}年度?(?!度)(?P<issuer>{_HAN}{{4,30}}?){_WHAT}》[^。《]{{0,16}}[现特]予以?(?:公布|发布|公开)",
    )
)
# Among the things done it may be the report of another.
_COMPLETED = re.compile(
    rf"(?:编制|编写)(?:完成|成|了)《(?P<issuer>{_HAN}{{2,30}}?)(?:关于)?{_YEAR}(?:年度|年)?{_WHAT}》"
)
_OURS = r"(?:我|本)[一-鿿]{1,3}?"
_SENTENCE_YEARS = (
    re.compile(rf"(?:编制|公布|发布|现将)(?:了|的|{_OURS})?{_YEAR}(?:年度|年){_WHAT}"),
    re.compile(
        rf"(?:现将|汇报|报告|编制|公布|发布)(?:{_OURS})?{_YEAR}(?:年度|年)(?:政府信息|政务信息|政务|信息)公开"
        r"(?:工作)?(?:的?(?:有关|相关)?情况)?(?:$|[,。:]|(?:总结|汇报|报告|公布|公开)?如下)"
    ),
)
_SENTENCE_MARK = re.compile(r"[。;!?，,]|根据《|依照《")
_BEGINNING = re.compile(r"(?!.*(?:公开|报告|首页|网))[一-鿿]{2,20}")
_OFFICES = ("办公室", "办公厅")
_PARTY = "中共"
_LONGEST, _LINES, _JOINED = 110, 500, 90
_OVERVIEW = re.compile(r"^[一1][、.]总体情况")


class Title(NamedTuple):
    """One title: organ (None where it names none), year (None where none), and where it stands."""

    issuer: str | None
    year: str | None
    text: str
    locator: Locator = NOWHERE
    joined: bool = False


def find_titles(tokens: Sequence[Token]) -> list[Title]:
    """The titles on the lines before the tables, the best first.

    Whole ones by themselves come before those put together of several lines, and these before
    those that name only a year. Of several whole ones the last before 一、总体情况 comes first.
    """
    lines = _head(tokens)
    whole: list[Title] = []
    pieces: list[int] = []
    for index, line in enumerate(lines):
        if _names_disclosure(lines, index) and not is_neighbour(line.folded):
            title = parse_title(line.folded, line.text, line.locator)
            if title is not None and title.issuer and title.year:
                whole.append(_with_beginning(title, lines[index - 1] if index else None))
            else:
                pieces.append(index)
    if whole:
        return whole[::-1]
    joined = [title for index in pieces for title in _joined(lines, index)]
    alone = [t for i in pieces if (t := _alone(lines[i])) is not None]
    if not any(title.issuer for title in (*joined, *alone)):
        seldom = [t for i in pieces if (t := _seldom(lines[i])) is not None]
        if len({(title.issuer, title.year) for title in seldom}) == 1:
            return [seldom[0], *alone]
    return joined + alone


def _with_beginning(title: Title, above: Token | None) -> Title:
    """The title with the line above it, where its organ begins there.

    A place alone on its line belongs to an organ named without one, and so does the beginning of a
    name that is no organ by itself. 办公室 is that of the organ above.
    """
    name = title.issuer or ""
    if above is None or not _BEGINNING.fullmatch(above.folded) or split_name(name).divisions:
        return title
    named = split_name(above.folded)
    cut_off = bool(named.divisions) and not _ORGAN.search(named.rest)
    whole = clean_name(above.folded + name) if cut_off or name in _OFFICES else None
    if whole is None or not whole.startswith(above.folded):
        return title
    if begins_anew(split_name(whole).rest):
        return title
    text = above.text.strip() + title.text
    return title._replace(issuer=whole, text=text, locator=above.locator, joined=True)


def _names_disclosure(lines: Sequence[Token], index: int) -> bool:
    """True for a line with 公开 in it, or that ends in the middle of that word."""
    line = lines[index].folded
    if line.endswith("公") and index + 1 < len(lines):
        return lines[index + 1].folded.startswith("开")
    return "公开" in line


def is_overview(text: str) -> bool:
    """True for the heading of the first section: 一、总体情况."""
    return bool(_OVERVIEW.match(text))


def is_neighbour(text: str) -> bool:
    """True for a line that leads to another report: 上一篇 ..."""
    return bool(_NEIGHBOUR.match(text))


def parse_title(text: str, printed: str = "", locator: Locator = NOWHERE) -> Title | None:
    """The title in a folded line; None where the line is none."""
    if len(text) > _LONGEST or "公开" not in text or _SENTENCE_MARK.search(text):
        return None
    text = arabic(text)
    if "20" not in text:  # each form has a year
        return None
    for form in _FORMS:
        match = form.search(text)
        if match:
            issuer = clean_name(_place_before(text, match) + match["issuer"])
            if issuer and not _is_torn(match, issuer):
                return Title(issuer, match["year"], printed or text, locator)
    year = _YEAR_ONLY.search(text) or _YEAR_BEHIND.match(text)
    return Title(None, year["year"], printed or text, locator) if year else None


def _is_torn(match: re.Match[str], issuer: str) -> bool:
    """Whether letters stand right before a name: what a site put in the place of 某市."""
    start = match.start("issuer")
    before = match.string[start - 1 : start]
    return before.isascii() and before.isalpha() and match["issuer"].startswith(issuer)


def _place_before(text: str, match: re.Match[str]) -> str:
    """The place in front of the year, where it belongs to the organ behind it: 某市2020年度某局."""
    before = text[: match.start()]
    return before if before and not split_name(before).rest else ""


def named_in_sentence(text: str, printed: str, locator: Locator) -> Title | None:
    """现公布某局2020年政府信息公开工作年度报告: organ and year of a sentence."""
    text = arabic(text) if "公开" in text else ""
    for form in _SENTENCES if "20" in text else ():
        match = form.search(text)
        issuer = clean_name(match["issuer"]) if match else None
        if match and issuer:
            return Title(issuer, match["year"], printed, locator)
    return None


def completed_in_sentence(text: str, printed: str, locator: Locator) -> Title | None:
    """编制完成《某局2020年政府信息公开工作年度报告》: for sentences above the first section."""
    match = _COMPLETED.search(arabic(text)) if "《" in text else None
    issuer = clean_name(match["issuer"]) if match else None
    return Title(issuer, match["year"], printed, locator) if match and issuer else None


def year_in_sentence(text: str, printed: str, locator: Locator) -> Title | None:
    """现编制2020年政府信息公开工作年度报告: the year of a sentence that names no organ."""
    text = arabic(text)
    match = next((found for form in _SENTENCE_YEARS if (found := form.search(text))), None)
    return Title(None, match["year"], printed, locator) if match else None


def clean_name(name: str) -> str | None:
    """An organ's name without what stands before it on the line; None where it is no name."""
    name = _LABELS.sub("", _SEPARATOR.sub("", without_short_names(name)))
    name = unbracketed(name.strip("·"))
    name = _OWN_LEVEL.sub("", _ABOUT.sub("", name).removesuffix("人民") or name)
    name = _ITS_PARTY.sub("", _OF_CUSTOMS.sub("", name))
    if "(" in name and not _BRACKETED.fullmatch(name):
        return None
    if name.count("人民政府") > 1 or _TWICE.match(name):  # the publisher and the title ran together
        return None
    name = _from_place(name)
    if len(name) < 2 or _FOREIGN.search(name) or _NOT_NAMES.search(name) or not _ORGAN.search(name):
        return None
    return name


def without_short_names(text: str) -> str:
    """Without what a report calls an organ hereafter: 某市某局(以下简称市某局)."""
    return _SHORT_NAME.sub("", text) if _SHORTLY in text else text


def _from_place(name: str) -> str:
    """Cut off what runs into a known place: 通知公告烟台市牟平区.

    Not where it belongs to the name: 中国铁塔商城县分公司 is no organ of the county.
    """
    if not _PLACE_WORD.search(name) or split_name(name).divisions:
        return name
    for start in beginnings(name, 1, len(name) - 2):
        named = split_name(name[start:])
        if named.chain and len(name) - len(named.rest) - start > 2:
            before = name[:start]
            if before.endswith(_PARTY):
                return name[start - len(_PARTY) :]
            belongs = _ORGAN.search(before) or _OF_A_NAME.search(before)
            return name if belongs or _NAMES_NOTHING.fullmatch(named.rest) else name[start:]
    return name


def _head(tokens: Sequence[Token]) -> list[Token]:
    """The lines before 一、总体情况, without those that are empty."""
    lines: list[Token] = []
    for token in tokens[:_LINES]:
        if not token.folded:
            continue
        if _OVERVIEW.match(token.folded) and any("公开" in line.folded for line in lines):
            break
        lines.append(token)
    return lines


def _joined(lines: Sequence[Token], index: int) -> Iterator[Title]:
    """Titles of two or three lines with that line among them, whose first line is needed."""
    for start in range(max(0, index - 2), index + 1):
        if not _is_start(lines[start].folded):
            continue
        for end in range(max(start + 2, index + 1), min(len(lines), start + 3) + 1):
            parts = [line.folded for line in lines[start:end]]
            text = "".join(parts)
            if len(text) > _JOINED:
                continue
            title = parse_title(text)
            without = parse_title("".join(parts[1:]))
            whole = without is not None and without.issuer
            if title and title.issuer and not (whole and not _lies_in(whole, parts[0])):
                printed = "".join(line.text.strip() for line in lines[start:end])
                yield title._replace(text=printed, locator=lines[start].locator, joined=True)


def _lies_in(organ: str, line: str) -> bool:
    """Whether a line is a place and nothing else, and the organ below it one of that place."""
    named = split_name(line + organ)
    length = len(line) + len(organ) - len(named.rest)
    below = split_name(organ).divisions
    return (
        bool(split_name(line).divisions)
        and length >= len(line)
        and (not below or length > len(line))
        and not begins_anew(named.rest)
    )


def _is_start(first: str) -> bool:
    """Whether a line can be the first of a title: a name or its beginning, or a title cut off."""
    if re.search(r"[,。;:!?|>]", first) or len(first) > 45:
        return False
    first = arabic(first)
    if re.search(rf"{YEAR}年", first):
        return True
    undated = _UNDATED.match(first)
    if undated and clean_name(undated["issuer"]):
        return True
    first = re.sub(rf"{YEAR}$", "", first)
    if _BEGINNING.fullmatch(first) and split_name(first).divisions:
        return True
    name = clean_name(first)
    return name is not None and name == first.removesuffix("关于").removesuffix("人民")


def of_cover(tokens: Sequence[Token]) -> Title | None:
    """The organ below a title that names none, as covers print it: organ, then a month.

    A site prints its name and the day of posting below a title; a month without a day is a cover's.
    """
    lines = _head(tokens)
    for index, line in enumerate(lines):
        title = parse_title(line.folded, line.text, line.locator)
        if title is None and not _NO_YEAR.fullmatch(line.folded):
            continue
        below = lines[index + 1 : index + 4]
        printed = _YEAR_LINE.fullmatch(arabic(below[0].folded)) if below else None
        if printed:
            below = below[1:]
        if len(below) < 2 or not _MONTH_LINE.fullmatch(arabic(below[1].folded)):
            continue
        name = clean_name(below[0].folded)
        if name and name == below[0].folded and not (title and title.issuer):
            year = title.year if title else None
            stated = _YEAR_DIGITS.search(printed[0]) if printed else None
            year = year or (stated[0] if stated else None)
            return Title(name, year, below[0].text, below[0].locator, joined=True)
    return None


def _seldom(line: Token) -> Title | None:
    """A whole line such as 某局2023年政府信息公开工作总结."""
    match = _SELDOM_FORM.fullmatch(arabic(line.folded))
    issuer = clean_name(match["issuer"]) if match else None
    if match is None or issuer is None or issuer != match["issuer"].removesuffix("关于"):
        return None
    year = match["first"] or match["year"] or match["last"]
    return Title(issuer, year, line.text, line.locator)


def _alone(line: Token) -> Title | None:
    """A title that names a year or an organ only."""
    title = parse_title(line.folded, line.text, line.locator)
    if title is not None:
        return title
    match = _UNDATED.match(line.folded)
    issuer = clean_name(match["issuer"]) if match and len(line.folded) < 60 else None
    return Title(issuer, None, line.text, line.locator) if issuer else None
