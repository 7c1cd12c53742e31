"""Names of organs: normalized, classified by their endings, and turned into an id.

What stands here knows no places: which division an organ belongs to is in
`gouji.extraction.identity.divisions`.
"""

from __future__ import annotations

import re
from collections import Counter
from functools import lru_cache

from gouji.extraction.characters import fold
from gouji.extraction.report import IssuerKind

NO_DIVISION = "000000"
OF_PLACE = (IssuerKind.GOVERNMENT, IssuerKind.GENERAL_OFFICE)
"""Who reports for a whole place, and whose site carries the reports of others."""

_PLACE_ENDING = re.compile(r"[省市县区州盟旗乡镇]$|苏木$")
_TOWNSHIP = re.compile(r"(?:(?:乡|镇|苏木)(?:人民)?政府|街道(?:办事处|办)?|乡|镇|苏木)$")
_VERTICAL = re.compile(
    r"税务局|海关$|气象局|海事局|邮政管理局|烟草专卖局|调查队$|调查总队$|国家统计局|消防救援|外汇管理局|证监局|证券监督管理|"
    r"银保监|银监|保监|财政部.*监管局|特派员办事处|金融监管局|金融监督管理|人民银行|通信管理局|矿山安全监察|煤矿安全监察|能源监管|铁路监督管理|"
    r"民航.*管理局|(?:省|自治区|(?:北京|天津|上海|重庆)市)地震局|出入境边防|移民管理"
)
_ZONE = "(?:开发|高新|园|新|示范|试验|实验|保税|度假|风景|合作|旅游|产业|工业|物流|经济)"
# Commissions that manage a matter, not a zone: 国有资产监督管理委员会, 城市管理委员会.
_MATTERS = (
    r"(?:监督|城市|城乡|市政|市容|公积金|绿化|交通|土地|水务|医院|金融|建设|计划生育)管理委员会$"
)
_KINDS = (
    (_TOWNSHIP, IssuerKind.TOWNSHIP),
    (
        re.compile(rf"^(?!.*{_MATTERS}).*(?:管理委员会|管委会|{_ZONE}区)$"),
        IssuerKind.ZONE,
    ),
    (_VERTICAL, IssuerKind.VERTICAL_AGENCY),
    (
        re.compile(r"(?:政府|行政公署|行署)办公(?:室|厅)$|(?:府|公署|行署)办$"),
        IssuerKind.GENERAL_OFFICE,
    ),
    (re.compile(r"(?:政府|行政公署|行署)$"), IssuerKind.GOVERNMENT),
    (
        re.compile(
            r"(?:局|委|委员会|厅|院|中心|办公室|队|馆|会|部|站|所|处|校|集团|公司|分行|支行|办|署|台|社|联|科协|大学|中学|小学|幼儿园)$"
        ),
        IssuerKind.DEPARTMENT,
    ),
)
_MINISTRIES = (
    "(?:外交|国防|教育|科学技术|科技|工业和信息化|公安|国家安全|民政|司法|财政|人力资源和社会保障|自然资源|国土资源|"
    "生态环境|环境保护|住房和城乡建设|交通运输|水利|农业农村|农业|商务|文化和旅游|文化|退役军人事务|应急管理)"
)
_NO_DISTRICT = "[地库景林矿灌社校片辖园牧]"
_LEVELS = (
    (
        re.compile(
            rf"^(?:国务院.*|审计署|海关总署|{_MINISTRIES}部|中国(?:证监会|银保监会|人民银行|气象局|地震局|民用航空局|"
            r"(?:证券|银行|银行业|保险|银行保险)监督管理委员会)"
            r"|国家(?!.*(?:[省县州旗]|市(?!场)))[一-鿿]{2,14}(?:总局|局|委员会|委|办公室|署))$"
        ),
        "national",
    ),
    (
        re.compile(
            r"^[一-鿿]{0,6}自治区(?!.*(?:[县旗]|市(?!场)|(?<!自治)区))|^[一-鿿]{2,8}省人民政府"
        ),
        "province",
    ),
    (re.compile(r"(?:县|区|旗)人民政府"), "county"),
    (
        re.compile(rf"[一-鿿]{{2}}(?:县|旗)|^(?!.*{_ZONE}区).*[一-鿿]{{2}}(?<!{_NO_DISTRICT})区"),
        "county",
    ),
)
_IN_BRACKETS = re.compile(r"^\(([^()]*)\)$")
_ZONE_ENDING = re.compile(f"{_ZONE}区$")
_PLACE_SIGNS = "省市县区州盟旗"
_BEHIND = re.compile(r"(?<=.)\([^()]*\)$")
_DEPARTMENTS = (IssuerKind.DEPARTMENT, IssuerKind.VERTICAL_AGENCY)
_LEVELLESS = (IssuerKind.ZONE, IssuerKind.UNKNOWN)
_BRANCH = "分局"

# Short names of departments that stand for one full name only; the ending stays as printed, since
# 委 and 局 differ from place to place.
_FULL_NAMES = (
    (re.compile(r"^(?:发改|发展改革)(局|委|委员会)$"), "发展和改革"),
    (re.compile(r"^科委$"), "科学技术委员会"),
    (re.compile(r"^国资委$"), "国有资产监督管理委员会"),
    (re.compile(r"^卫健(局|委)$"), "卫生健康"),
    (re.compile(r"^(?:卫计|卫生计生)(局|委)$"), "卫生和计划生育"),
    (re.compile(r"^卫生健康(委)$"), "卫生健康"),
    (re.compile(r"^国家(?:发展改革|发改)(委)$"), "国家发展和改革"),
    (re.compile(r"^国家卫生计生(委)$"), "国家卫生和计划生育"),
    (re.compile(r"^国家卫生健康(委)$"), "国家卫生健康"),
    (re.compile(r"^(?:人社|人力社保|人力资源社会保障)(局|厅)$"), "人力资源和社会保障"),
    (re.compile(r"^(?:住建|住房城乡建设)(局|厅)$"), "住房和城乡建设"),
    (re.compile(r"^市场监管局$"), "市场监督管理局"),
    (re.compile(r"^应急局$"), "应急管理局"),
    (re.compile(r"^医保局$"), "医疗保障局"),
    (re.compile(r"^委编办$"), "委机构编制委员会办公室"),
    (re.compile(r"^残联$"), "残疾人联合会"),
    (re.compile(r"^妇联$"), "妇女联合会"),
    (re.compile(r"^工商联$"), "工商业联合会"),
    (re.compile(r"^科协$"), "科学技术协会"),
)
_ENDINGS = {"委": "委员会"}


@lru_cache(maxsize=1024)
def normalize_issuer(name: str) -> str:
    """A name without spaces; a bare place name stands for its people's government."""
    folded = unbracketed(fold(name).strip("《》〈〉“”\"'.,:;-·_|[]"))
    if folded.endswith("人民"):
        return folded + "政府"
    if _PLACE_ENDING.search(folded) and not _ZONE_ENDING.search(folded):
        return folded + "人民政府"
    if folded.endswith("街道"):
        return folded + "办事处"
    if folded.endswith("街道办"):
        return folded + "事处"
    if folded.endswith("管委会"):
        return folded.removesuffix("管委会") + "管理委员会"
    return folded


def unbracketed(name: str) -> str:
    """A name without a bracket at its ends that has no counterpart."""
    if "(" not in name and ")" not in name:
        return name
    if name.count("(") == name.count(")"):
        return _IN_BRACKETS.sub(r"\1", name)
    return name.strip("()")


def normalize_organ(rest: str) -> str:
    """The part of a name behind its place: written out in full."""
    if rest in ("", "政府", "人民", "府"):
        return "人民政府"
    rest = re.sub(r"^(?:人民)?政府", "人民政府", rest)
    rest = re.sub(r"^(?:人民政府|府)办$", "人民政府办公室", rest)
    rest = re.sub(r"(?<=[乡镇木])政府$", "人民政府", rest)
    of_government = "人民政府" if rest.startswith("人民政府") else ""
    for pattern, full in _FULL_NAMES:
        match = pattern.match(rest.removeprefix(of_government))
        if match:
            ending = match[1] if match.groups() else ""
            return of_government + full + _ENDINGS.get(ending, ending)
    return normalize_issuer(rest)


@lru_cache(maxsize=1024)
def classify(name: str) -> tuple[IssuerKind, str]:
    """Kind and level by the name alone; "unknown" where it does not tell.

    A second name in brackets behind the first says nothing.
    """
    name = _BEHIND.sub("", name)
    kind = next((kind for pattern, kind in _KINDS if pattern.search(name)), IssuerKind.UNKNOWN)
    if kind is IssuerKind.TOWNSHIP:
        return kind, "township"
    if kind in _LEVELLESS:
        return kind, "unknown"
    return kind, next((level for pattern, level in _LEVELS if pattern.search(name)), "unknown")


def issuer_id(division_code: str | None, name: str) -> str:
    """Division code (six zeros where unknown) and normalized name: names repeat in many places."""
    return f"{(division_code or NO_DIVISION)[:12]}-{normalize_issuer(name)}"


def reports_for_place(name: str) -> bool:
    """True for a government or its office: it reports for a whole place."""
    return classify(normalize_issuer(name))[0] in OF_PLACE


def compatible(found: str, stated: str) -> bool:
    """True where one name abbreviates the other.

    The characters of the shorter stand in the longer, in order: 市政府办公室 abbreviates the office
    of any city. A government and its office are two organs, although one name holds the other. A
    branch may be named with its place before or behind its kind: 甲区公安分局, 某市公安局甲区分局.
    """
    kinds = {_group(classify(normalize_issuer(name))[0]) for name in (found, stated)}
    if len(kinds - {IssuerKind.UNKNOWN, IssuerKind.ZONE}) > 1:
        return False
    short, long = sorted((found, stated), key=len)
    if short[:1] in tuple(_PLACE_SIGNS) and not any(sign in long for sign in _PLACE_SIGNS):
        short = short[1:]  # 市气象局 of 阜阳气象局
    if short.endswith(_BRANCH) and long.endswith(_BRANCH):
        return not Counter(short) - Counter(long)
    position = 0
    for char in short:
        position = long.find(char, position) + 1
        if position == 0:
            return False
    return True


def _group(kind: IssuerKind) -> IssuerKind:
    """The kind, where names do not tell a department from a vertical agency (烟草局)."""
    return IssuerKind.DEPARTMENT if kind in _DEPARTMENTS else kind
