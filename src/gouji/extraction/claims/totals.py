"""How many requests came in or were handled, this year or the last."""

from __future__ import annotations

import re

from gouji.extraction.claims import phrases as words
from gouji.extraction.claims.passage import SUFFIX, TOTALS, Passage, Place, make_claim, scope_of
from gouji.extraction.claims.subjects import request_subject
from gouji.extraction.report import Claim


def total(place: Place, passage: Passage) -> Claim | None:
    """A number of requests received or handled; it opens a new statement."""
    subject = _total_subject(place, passage)
    if subject is None:
        return None
    behind = place.sentence.folded[place.number.end :] + passage.ahead
    if scope_of(place.so_far) == "area" and words.OURS_APART.search(behind):
        return None
    same = passage.last is not None and passage.last.statement == passage.statement
    if subject == "received" or not same:
        passage.statement += 1
    own = words.OWN_LEVEL.match(place.lead)
    passage.scope = "organ" if own else scope_of(place.so_far)
    passage.case = ""
    return make_claim(place, passage, subject)


def _total_subject(place: Place, passage: Passage) -> str | None:
    lead = place.lead
    if words.SUBSET.search(lead) and not lead.endswith("收到申请"):
        return None
    if words.OWN_LEVEL.match(lead):
        spoken = passage.topic == "requests" and passage.last
        return "received" if spoken and spoken.subject == "received" else None
    if words.BARE_REQUESTS.match(lead) or _received_alone(lead, passage):
        return "received"
    if passage.topic == "requests" and words.GROWN_TO.search(lead):
        return "received"
    if passage.topic == "requests" and words.BARE_HANDLED.match(lead):
        return "handled"
    if words.OF_WHICH_REQUESTS.match(place.sentence.folded[place.number.end :]):
        return None
    if "公开" not in lead and words.REQUESTS_AMONG.match(place.sentence.folded[place.number.end :]):
        return None
    match = None if _of_some(place, passage) else _verb(place, passage)
    if match is None or (words.IN_PART.search(lead[: match.start()]) and not scope_of(lead)):
        return None
    return "handled" if match["verb"] in words.HANDLING_VERBS else "received"


def _of_some(place: Place, passage: Passage) -> bool:
    """Whether it is said of some of those received: done as well, next year, or of one level."""
    lead = place.lead
    after = passage.last is not None and passage.last.subject == "received"
    of_level = after and words.OF_LEVEL.match(lead)
    told = of_level or words.BOTH_IN_ONE.search(lead) or words.MOVED_TO.search(lead)
    return bool(told) or _of_one_channel(place)


def _of_one_channel(place: Place) -> bool:
    behind = place.sentence.folded[place.number.end :]
    return bool(words.CHANNEL.search(place.lead) and words.NEXT_CHANNEL.match(behind))


def _verb(place: Place, passage: Passage) -> re.Match[str] | None:
    """The verb of which requests are the object, before the number or behind it."""
    lead = place.lead
    before = words.RECEIVED_BEFORE.search(lead)
    if before and _requests_behind(place, passage):
        return None if words.CHANNEL.search(lead) else before
    match = words.RECEIVING.search(lead)
    return match if match and _names_requests(lead, match["mid"], passage) else None


def _received_alone(lead: str, passage: Passage) -> bool:
    """新收12件, in a passage on requests that has told no such number yet."""
    told = passage.last is not None and passage.last.statement == passage.statement
    return passage.topic == "requests" and not told and bool(words.BARE_RECEIVED.match(lead))


def _requests_behind(place: Place, passage: Passage) -> bool:
    behind = place.behind
    named = words.REQUESTS_BEHIND.fullmatch(behind)
    return bool(named) or (passage.topic == "requests" and behind in ("申请", "申请中"))


def _names_requests(lead: str, between: str, passage: Passage) -> bool:
    """Whether the words from the verb to the number name all requests, not some of them."""
    if not words.ENDS_WITH_REQUESTS.search(between) or words.OTHER_BUSINESS.search(between):
        return False
    applied = words.APPLICATION.search(lead)
    if words.NOT_A_REQUEST.search(between) or (applied and applied["other"]):
        return False
    if request_subject(lead):
        return False
    if "公开" not in lead and "依申请" not in lead and passage.topic != "requests":
        return False
    return not words.CHANNEL.search(lead) or bool(words.ALL_CHANNELS.search(lead))


def is_of_other_year(place: Place, year: int | None) -> bool:
    """Whether the number is of another year than the report."""
    text = place.so_far
    told = [(m.start(), int(m[1])) for m in words.YEAR.finditer(text)]
    before = [match.start() for match in words.LAST_YEAR.finditer(text)]
    if before and (not told or before[-1] > told[-1][0]):
        return before[-1] >= len(text) - len(place.region)
    return bool(told) and year is not None and told[-1][1] != year


def count_of_last_year(place: Place, passage: Passage, year: int | None) -> Claim | None:
    """比2021年的185件, 去年同期185件: the same measure, a year earlier."""
    match = words.LAST_YEAR_COUNT.search(place.lead)
    if match is None or (match["year"] and year is not None and int(match["year"]) != year - 1):
        return None
    if (match["year"] and year is None) or words.MOVED_ON.search(place.lead[: match.start()]):
        return None
    subject = passage.last.subject if passage.last else ""
    if passage.topic == "requests" and subject not in TOTALS:
        subject = "received"
    if subject not in TOTALS:
        return None
    if not words.AGAINST.match(match[0]):
        passage.topic = ""  # a passage on that year, not a comparison with it
    return make_claim(place, passage, subject + SUFFIX)
