"""Shares and changes: of what a clause names, or of the count right before it."""

from __future__ import annotations

import re
from dataclasses import replace

from gouji.extraction.claims import phrases as words
from gouji.extraction.claims.cases import results
from gouji.extraction.claims.passage import SUFFIX, TOTALS, Passage, Place, make_claim
from gouji.extraction.claims.subjects import request_subject, result_subject
from gouji.extraction.report import Claim

_WHOLE = re.compile(r"(?:申请|收件|受理)(?:总)?(?:量|数|数量|总数)|(?:^|[,;])总(?:数|量|件数)")

_GOING_ON = ("", ",", "、", "(", ",同比", ",增幅")
"""Between two numbers of one growth: 增加18件，增长16.7%."""


def change(place: Place, passage: Passage) -> Claim | None:
    """A growth or decline, signed, against another year."""
    tail = (place.region if not place.inside else place.lead)[-24:]
    match = words.CHANGED.search(tail)
    if match is None or bool(match["up"]) == bool(match["down"]):
        return None
    head = tail[: match.start()]
    last = passage.last
    against = last is not None and last.subject.endswith(SUFFIX) and not head
    again = passage.changed if head in _GOING_ON else ""
    if (
        not (words.COMPARED.search(head) or against or again)
        or "环比" in head
        or words.SHARE.search(tail)
    ):
        return None
    clause = re.split(r"[,;。]", place.region)
    subject = again or _changed_subject(clause, place, passage)
    if subject is None:
        return None
    claim = make_claim(place, passage, subject, "change")
    return replace(claim, value=-claim.value) if match["down"] else claim


def _changed_subject(clauses: list[str], place: Place, passage: Passage) -> str | None:
    """What the clause names itself, or the count right before it."""
    text = "".join(clauses)
    if passage.topic == "requests" and _WHOLE.search(text):
        return "received"
    if passage.last is None or passage.last.statement != passage.statement:
        return None
    if len([one for one in clauses if one]) > 1 or words.OTHER_BUSINESS.search(text):
        return None
    # 申请50件，其中上年结转3件，同比增长5%: what grew may be the whole or the part.
    if "其中" in place.so_far and not place.inside:
        return None
    return passage.last.subject.removesuffix(SUFFIX)


def share(place: Place, passage: Passage) -> Claim | None:
    """A share in percent of something that is counted."""
    match = words.SHARE.search(place.lead)
    bare = place.inside and not place.lead
    if match is None and not bare:
        return None
    base = _base(match["base"], passage) if match else ""
    subject = _share_subject(place.lead[: match.start()] if match else "", place, passage)
    if subject is None or base is None:
        return None
    return replace(make_claim(place, passage, subject, "share"), base=base)


def _share_subject(left: str, place: Place, passage: Passage) -> str | None:
    left = left.strip("()、的")
    if left:
        if passage.topic == "requests":
            return request_subject(left)
        columns = result_subject(left)
        return results(columns, passage) if columns and passage.topic == "disputes" else None
    last = passage.last
    if passage.unclaimed:
        return None
    if last is None or last.statement != passage.statement or last.subject.endswith(SUFFIX):
        return None
    if last.sentence != place.sentence.text or re.search(
        r"[,;。、][^,;。、]*[,;。、]", place.region
    ):
        return None
    return None if last.subject in TOTALS else last.subject


def _base(text: str, passage: Passage) -> str | None:
    if words.CLOSED_BASE.fullmatch(text) and passage.topic == "disputes":
        return "closed"
    if words.WHOLE_BASE.fullmatch(text):
        return ""
    return request_subject(re.sub(rf"{words.SHARE_FILL}+$", "", text))
