"""What the words before (or behind) a number say that it counts.

A subject is only taken where its words stand right before the number, with nothing but filler
between: 予以公开(的申请共)59件. Several joined by 和, 及, 、 are one claim on their sum, `a+b`.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache

_FILL_WORDS = (
    r"(?:的|申请|答复|决定|处理|办理|办结|政府信息|信息|公开|告知|类|型|事项|情形|情况|原因|理由|案件|"
    r"数量|总数|件数|数|共计|合计|总计|共|有|计|为|是|达到|达|了|均|约|近|:|者|方面|范围|内容|后|结果|书)"
)
_FILL = re.compile(rf"{_FILL_WORDS}*")
_JOIN = re.compile(
    rf"{_FILL_WORDS}*(?:和|及|以及|与|或|或者|、|并|\(含|\(包括|\(包含){_FILL_WORDS}*"
)
_CLOSING = re.compile(r"\)")

OUTCOMES: Mapping[str, str] = {
    "partially_granted": r"(?:予以|同意)?部分(?:予以|同意)?公开|区分处理",
    "denied": r"不予(?:以)?公开|不同意公开",
    "granted": r"(?<!不)(?<!部分)(?:予以|同意|准予)(?:全部|完全)?公开",
    "unavailable": r"(?:无法|不能|不予)提供",
    "not_processed": r"不予处理",
}
DETAILS: Mapping[str, str] = {
    "denied_state_secret": r"国家秘密",
    "denied_prohibited_by_law": r"其他法律、?行政法规禁止公开|法律、?行政法规禁止公开",
    "denied_security_stability": r"三安全一稳定",
    "denied_third_party": r"保护第三方合法权益|损害第三方合法权益|第三方合法权益",
    "denied_internal_affairs": r"三类内部事务|内部事务信息",
    "denied_deliberative": r"四类过程性|过程性信息",
    "denied_enforcement_file": r"行政执法案卷",
    "denied_separate_inquiry": r"行政查询",
    "unavailable_not_held": r"本?机关不掌握(?:相关)?|不掌握相关",
    "unavailable_needs_creation": r"(?:没有|无)现成信息(?:,?需要?另行制作)?|需要?另行制作",
    "unavailable_still_unclear": r"补正后(?:申请内容)?(?:仍|依然)不明确",
    "not_processed_petition_complaint": r"信访、?举报、?投诉类?",
    "not_processed_repeat": r"(?<!大量)重复申请",
    "not_processed_publication": r"公开出版物",
    "not_processed_excessive": r"无正当理由大量反复申请",
    "not_processed_confirm_or_reissue": r"确认或(?:者)?重新出具(?:已获取信息)?",
    "other_not_supplemented": r"逾期不补正",
    "other_unpaid_fee": r"逾期未按收费通知要求缴纳费用",
}
_LAST_YEAR = r"(?:上一?|去|往|前)年度?"
CARRIED: Mapping[str, str] = {
    "brought_forward": (
        rf"(?:结转|承接)(?:自|于)?{_LAST_YEAR}|{_LAST_YEAR}(?:度)?(?:未办结)?(?:结转|转结|转入|遗留|转来)(?:至今年|到本年)?(?:办理|继续办理)?"
    ),
    "carried_forward": (
        r"(?:结转|转结|转入|转至|转|顺延)(?:到|至|入)?(?:下|次|明)一?年度?(?:继续)?(?:办理)?"
        r"|下一?年度?继续办理"
    ),
}
APPLICANTS: Mapping[str, str] = {
    "natural_persons": r"自然人",
    "legal_persons": (
        r"(?<!公民[、,和或及])(?<!公民)法人(?:(?:或者?|和|及|与|、)其他(?:社会)?组织)?"
        r"|企业法人和其他组织"
    ),
    "requests.new_received.enterprise": r"商业企业",
    "requests.new_received.research_institution": r"科研机构",
    "requests.new_received.public_interest_org": r"社会公益组织",
    "requests.new_received.legal_service_org": r"法律服务机构",
}
CHANNELS: Mapping[str, str] = {
    "requests_2014.received_in_person.total": r"当面|现场",
    "requests_2014.received_fax.total": r"传真",
    "requests_2014.received_online.total": r"网络|网上|在线|互联网",
    "requests_2014.received_letter.total": r"信函|信件|邮寄",
}
_ACT = r"(?:的?(?:具体|原)?行政(?:行为|决定)|原决定|的?复议决定)"
RESULTS: Mapping[str, str] = {
    "upheld": (
        rf"(?:结果)?维持(?:原)?{_ACT}?(?:或者?、?驳回(?:原告)?(?:的)?(?:诉讼|复议)?(?:请求|申请)?)?"
        r"|驳回(?:原告|申请人)?(?:的)?(?:诉讼|复议)?(?:请求|申请)"
    ),
    "overturned": r"(?:结果)?(?:被?(?:依法|复议机关|法院)*)?(?:纠正|纠错)",
    "other": r"其他(?:结果|情形|情况)|结果其他",
    "pending": r"(?:尚)?未审结|(?:正在|尚在|仍在)?审理(?:之)?中|尚未办结|未结案",
    "closed": r"(?<!未)(?:已审结|审结)",
}


def _compile(*groups: Mapping[str, str]) -> tuple[re.Pattern[str], tuple[str, ...]]:
    names = [name for group in groups for name in group]
    texts = [text for group in groups for text in group.values()]
    pattern = "|".join(f"(?P<s{number}>{text})" for number, text in enumerate(texts))
    return re.compile(pattern), tuple(names)


_REQUESTS = _compile(OUTCOMES, DETAILS, CARRIED, APPLICANTS, CHANNELS)
_RESULTS = _compile(RESULTS)
_QUOTES = str.maketrans("", "", "“”\"'「」『』‘’")
_OTHER = re.compile(
    r"(?:^|[,;、:(和及与]|其中|\d[.、)]|[一二三四五六七八九十][)是、])(?:\(六\))?其他(?:方式)?(?:处理|情形|情况)?$"
)
_OTHER_AT_END = re.compile(r"(?:其他|其它)(?:方式)?(?:处理|情形|情况)?$")
_DETAIL_NAMES = frozenset(DETAILS)
_GROUPS = ("denied", "unavailable", "not_processed")
_FOR_REASON = re.compile(rf"(?:{_FILL_WORDS}|信息|为由|而|等|,)*")
_OF_REASON = re.compile(r"(?:因|由于|基于|涉及|属于)[^,;、。:()]{2,}$")
_KIND = {
    name: kind
    for kind, group in (("applicant", APPLICANTS), ("carried", CARRIED), ("channel", CHANNELS))
    for name in group
}


@lru_cache(maxsize=4096)
def request_subject(lead: str) -> str | None:
    """The subject that the words before a number name among the measures of table 三."""
    found = _at_end(_plain(lead), _REQUESTS, other=True)
    return _public(found) if found else None


def result_subject(lead: str) -> list[str] | None:
    """The results of a review or suit that the words before a number name, as column ids."""
    found = _at_end(_plain(lead), _RESULTS, other=False)
    return found or None


def _plain(lead: str) -> str:
    return lead.translate(_QUOTES).replace("其它", "其他")


def request_behind(text: str) -> str | None:
    """The outcome that the words right behind a number name: 12件(申请)予以公开."""
    pattern, names = _REQUESTS
    text = _plain(text)
    verb = _VERB_BEHIND.match(text)
    found = pattern.match(text, verb.end() if verb else 0)
    if found is None or not _BEHIND.fullmatch(text, found.end()):
        return None
    name = names[int(str(found.lastgroup)[1:])]
    known = name in OUTCOMES or name in _DETAIL_NAMES or name == "carried_forward"
    return _public([name]) if known else None


_VERB_BEHIND = re.compile(r"(?:申请)?(?:属于|属|系|为|因|已|均)?")
_BEHIND = re.compile(rf"(?:类|{_FILL_WORDS})*")


def _at_end(
    lead: str, compiled: tuple[re.Pattern[str], tuple[str, ...]], *, other: bool
) -> list[str]:
    """Subjects whose words end the lead, the joined ones before it included."""
    pattern, names = compiled
    spans = [
        (match.start(), match.end(), names[int(str(match.lastgroup)[1:])])
        for match in pattern.finditer(lead)
    ]
    if other:
        spans.extend(_other_outcome(lead, spans))
        spans.sort()
    if not spans:
        return []
    start, end, name = spans[-1]
    if name in _GROUPS:
        reason = spans[-2] if len(spans) > 1 and spans[-2][2].startswith(f"{name}_") else None
        if reason and _FOR_REASON.fullmatch(lead[reason[1] : start]):
            # 因行政执法案卷不予公开1件: the number is that of the reason.
            spans.pop()
            start, name = reason[0], reason[2]
        elif _OF_REASON.search(lead[:start]):
            return []
    rest = _CLOSING.sub("", lead[end:])
    if not _FILL.fullmatch(rest):
        return []
    joined = [name]
    for before_start, before_end, before in reversed(spans[:-1]):
        if not _JOIN.fullmatch(lead[before_end:start]):
            break
        joined.insert(0, before)
        start = before_start
    return list(dict.fromkeys(joined))


def _other_outcome(lead: str, spans: list[tuple[int, int, str]]) -> list[tuple[int, int, str]]:
    """其他(处理) counts as an outcome where it stands alone or is joined to another outcome."""
    bare = lead
    while bare and not _OTHER_AT_END.search(bare):
        shorter = re.sub(rf"{_FILL_WORDS}$|\)$", "", bare)
        if shorter == bare:
            return []
        bare = shorter
    match = _OTHER_AT_END.search(bare)
    if match is None:
        return []
    head = bare[: match.start()]
    alone = not head or _OTHER.search(bare) is not None
    after = any(_JOIN.fullmatch(head[end:]) for _, end, name in spans if name in OUTCOMES)
    return [(match.start(), match.end(), "other")] if alone or after else []


def _public(names: list[str]) -> str | None:
    """Leaves become table.item.column; a mixture of applicants and outcomes is no subject."""
    if len({_KIND.get(name, "outcome") for name in names}) > 1:
        return None
    return "+".join(f"requests.{n}.total" if n in _DETAIL_NAMES else n for n in names)
