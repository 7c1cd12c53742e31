"""Numbers that the prose states about requests, reconsiderations and lawsuits.

Only sentences whose words leave no choice become claims: a claim can make a whole table doubtful,
so a missed one costs less than a wrong one. Denials ("not one lawsuit") count as 0 only where
nothing follows that narrows them, such as "... whose result was overturned".
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from gouji.extraction.prose import Sentence
from gouji.extraction.report import Claim

_COUNT = r"(?P<n>\d{1,7})(?:余)?(?:件|起|宗)"
_MID = r"[^\d。;,(]"
_OTHER_BUSINESS = r"举报|咨询|建议|提案|问政|信访|热线|来信|许可|登记|培训|窗口"
_REQUESTS = re.compile(
    rf"(?P<verb>收到|新收|接收|收悉|受理|办理|办结|答复)(?P<mid>{_MID}{{0,40}}?){_COUNT}"
)
_DISPUTES = {
    "reconsiderations": re.compile(rf"(?<!经)行政复议(?P<mid>{_MID}{{0,14}}?){_COUNT}"),
    "lawsuits": re.compile(rf"行政诉讼(?P<mid>{_MID}{{0,14}}?){_COUNT}"),
}
_COUNT_FIRST = {
    "reconsiderations": re.compile(rf"有{_COUNT}{_MID}{{0,25}}行政复议(?!后)"),
    "lawsuits": re.compile(rf"有{_COUNT}{_MID}{{0,25}}行政诉讼"),
}
_AS_AUTHORITY = re.compile(
    r"(?:受理|审理|办理|办结|审结|收到|出庭|应诉)[^\d。;,]{0,6}行政(?:复议|诉讼)"
)
_WORTH_READING = re.compile(r"申请|依申请|行政复议|行政诉讼")
_NARROWED = re.compile(r"维持|纠|撤销|驳回|结果|审结|其他|增|减|降|升|占|后|直接|诉讼|复议|撤回")
_NONE = re.compile(
    r"(?:未发生|没有发生|未出现|无|未收到|未产生|没有)(?:一[件起])?(?:因)?[^\d。;,]{0,16}?"
    r"(?P<what>行政复议(?:、|和|或|及|与)?(?:行政诉讼)?|行政诉讼(?:、|和|或|及|与)?(?:行政复议)?)"
    r"(?:的)?(?:案件|情况|情形|事项|申请)?(?:发生)?[,。;]"
)


def read_claims(sentences: Sequence[Sentence]) -> list[Claim]:
    """Claims in reading order, at most one for each subject and value."""
    found: dict[tuple[str, float], Claim] = {}
    for sentence in sentences:
        for claim in _claims(sentence):
            found.setdefault((claim.subject, claim.value), claim)
    return list(found.values())


def _claims(sentence: Sentence) -> Iterator[Claim]:
    if not _WORTH_READING.search(sentence.folded):
        return
    yield from _request_claims(sentence)
    yield from _dispute_claims(sentence)


def _request_claims(sentence: Sentence) -> Iterator[Claim]:
    for match in _REQUESTS.finditer(sentence.folded):
        mid = match["mid"]
        named = "申请" in mid or "依申请" in mid
        if not named or re.search(_OTHER_BUSINESS + "|复议|诉讼", mid):
            continue
        handled = match["verb"] in ("办理", "办结", "答复")
        yield _claim("handled" if handled else "received", match["n"], sentence)


def _dispute_claims(sentence: Sentence) -> Iterator[Claim]:
    folded = sentence.folded
    if _AS_AUTHORITY.search(folded) and "公开" not in folded:
        return
    for subject, pattern in _DISPUTES.items():
        for match in pattern.finditer(folded):
            if not _NARROWED.search(match["mid"]):
                yield _claim(subject, match["n"], sentence)
    for subject, pattern in _COUNT_FIRST.items():
        for match in pattern.finditer(folded):
            yield _claim(subject, match["n"], sentence)
    for match in _NONE.finditer(folded):
        what = match["what"]
        if "复议" in what:
            yield _claim("reconsiderations", "0", sentence)
        if "诉讼" in what:
            yield _claim("lawsuits", "0", sentence)


def _claim(subject: str, number: str, sentence: Sentence) -> Claim:
    return Claim(subject, float(number), "count", "count", sentence.text, sentence.locator)
