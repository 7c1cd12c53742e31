"""Walks through the sentences of a report; each number that names its measure becomes a claim.

One pass in reading order. What a passage has said so far (topic, total, whose cases) decides what a
short item of a list means: 收到申请130件，其中予以公开59件、占45.3%；不予公开32件. Where the words
leave a choice there is no claim: a missed one costs less than a wrong one.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence

from gouji.extraction.claims import phrases as words
from gouji.extraction.claims.cases import case_count
from gouji.extraction.claims.numbers import NumberUnit, numbers
from gouji.extraction.claims.passage import (
    Passage,
    Place,
    make_claim,
    move_on,
    place_of,
    printed_part,
    scope_of,
)
from gouji.extraction.claims.periods import Period
from gouji.extraction.claims.rates import change, share
from gouji.extraction.claims.subjects import (
    APPLICANTS,
    OUTCOMES,
    request_behind,
    request_subject,
)
from gouji.extraction.claims.totals import count_of_last_year, is_of_other_year, total
from gouji.extraction.prose import Sentence
from gouji.extraction.report import Claim

_LIST_GOES_ON = (",", ";", ":")
_IN_LIST = re.compile(r"^(?:其中|\(?\d{1,2}[.、)]|\(?[一二三四五六七八九十]+是)")
_OTHER_HANDLING = re.compile(r"其[他它](?:方式)?(?:的)?处理")
_ALSO_KINDS = (
    "requests.not_processed_repeat.total",
    "requests.not_processed_petition_complaint.total",
)
"""Reasons not to process a request that are kinds of requests as well."""
_NEAR = 20
_HARMLESS_DIGITS = re.compile(r"20\d\d年度?|\d{1,2}[月日]|\d{1,2}:\d\d")


def statements(
    sentences: Sequence[Sentence],
    year: int | None,
    on_requests: Collection[int] = (),
    on_cases: Collection[int] = (),
) -> Iterator[Claim]:
    """Every claim in reading order; what is printed twice comes twice.

    Args:
        sentences: of the report's prose.
        year: the report year, where known: numbers of other years are told apart by it.
        on_requests: paragraphs that speak of requests, as the heading above them says.
        on_cases: those below a heading on reviews and suits.
    """
    passage = Passage()
    period = Period(year)
    before: Sentence | None = None
    for number, sentence in enumerate(sentences):
        follower = sentences[number + 1] if number + 1 < len(sentences) else None
        goes_on = before is not None and before.folded.endswith(_LIST_GOES_ON)
        anew = before is None or sentence.paragraph != before.paragraph
        anew = anew and not goes_on and not _IN_LIST.match(sentence.folded)
        if anew:
            passage = Passage(statement=passage.statement + 1)
        passage.on_cases = sentence.paragraph in on_cases
        period.begin(sentence, anew=anew)
        before = sentence
        if passage.cases_of == "disclosure" and not goes_on:
            passage.cases_of = ""
        listed = follower is not None and follower.paragraph == sentence.paragraph
        passage.ahead = follower.folded if follower is not None and listed else ""
        if sentence.paragraph in on_requests:
            passage.topic = passage.topic or "requests"
        yield from _sentence(sentence, passage, period, year)


def _sentence(
    sentence: Sentence, passage: Passage, period: Period, year: int | None
) -> Iterator[Claim]:
    folded = sentence.folded
    end = 0
    passage.skipping = False
    for number in numbers(folded, sentence.text):
        place = place_of(sentence, number, end)
        end = number.end
        move_on(passage, place)
        of_else = period.is_of_else(number.start, number.end)
        claim = None if of_else else _claim(place, passage, year)
        if claim is not None:
            passage.changed = claim.subject if claim.kind == "change" else ""
            if claim.kind == "count":
                passage.before_last, passage.last = passage.last, claim
            yield claim
        else:
            passage.changed = ""
        if number.unit is NumberUnit.COUNT:
            passage.unclaimed = claim is None
    passage.hear(folded[end:])
    yield from _without_number(sentence, passage)


def _claim(place: Place, passage: Passage, year: int | None) -> Claim | None:
    number = place.number
    if passage.skipping:
        return None
    if number.unit is NumberUnit.YUAN:
        return _money(place, passage)
    changed = change(place, passage)
    if changed is not None:
        return None if _against_another_year(place, year) else changed
    if number.unit is NumberUnit.PERCENT:
        return share(place, passage)
    if any(char.isdigit() for char in _HARMLESS_DIGITS.sub("", place.lead)):
        return None
    last_year = count_of_last_year(place, passage, year)
    if last_year is not None:
        return last_year
    if words.PART_OF_YEAR.search(place.lead) or place.lead.endswith("各"):
        return None
    if is_of_other_year(place, year) and not words.GROWN_TO.search(place.lead):
        # Nor is what follows of this year, until requests are named again.
        passage.topic = ""
        return None
    return total(place, passage) or case_count(place, passage) or _listed(place, passage)


def _against_another_year(place: Place, year: int | None) -> bool:
    """Whether a change is one against a year before the last: 较2021年的95件增加31件, in 2023."""
    told = words.ANY_YEAR.findall(place.so_far)
    return year is not None and bool(told) and int(told[-1]) < year - 1


def _of_some_only(text: str) -> bool:
    """Whether what is done are the requests of one kind, or only those brought forward."""
    clause = re.split(r"[,;:。]", text)[-1]
    forwarded = words.BROUGHT_FORWARD.search(text) and not words.COMING_IN.search(text)
    return bool(forwarded or words.SUBSET.search(clause))


def _listed(place: Place, passage: Passage) -> Claim | None:
    for subject, pattern in words.DISCLOSED:
        if pattern.search(place.lead) and not words.NOT_OF_THE_TABLE.search(place.so_far[-40:]):
            passage.scope = scope_of(place.so_far)
            return make_claim(place, passage, subject)
    if passage.topic != "requests" or words.OTHER_BUSINESS.search(_without_items(place.lead)):
        return None
    named = request_subject(place.lead)
    if named is None and re.fullmatch(
        r"、?(?:其中|共?有|另有|对|已有|将|其余|尚有|余下|剩余)*", place.lead
    ):
        named = request_behind(place.behind)
    if named in _ALSO_KINDS and _among_received(place, passage):
        return None
    if named in APPLICANTS and words.MOVED_HERE.search(place.so_far):
        return None
    if named == "other" and not _OTHER_HANDLING.search(place.lead):
        named = _other_of(passage.last)
    return make_claim(place, passage, named) if named else None


def _among_received(place: Place, passage: Passage) -> bool:
    """收到60件，其中重复申请5件、咨询类8件: kinds of what came in, before any outcome is told."""
    last = passage.last.subject if passage.last else ""
    text = place.so_far[-_NEAR:] + place.behind
    return last == "received" and "其中" in place.region and "不予处理" not in text


def _other_of(last: Claim | None) -> str | None:
    """What 其他 is in a list that stands there: one more outcome, or one more of 其他处理."""
    told = set(last.subject.split("+")) if last else set()
    if told and told <= OUTCOMES.keys():
        return "other"
    misc = any(subject.startswith("requests.other_") for subject in told)
    return "requests.other_misc.total" if misc else None


def _without_items(lead: str) -> str:
    return re.sub(r"信访、?举报、?投诉类?", "", lead)


def _money(place: Place, passage: Passage) -> Claim | None:
    if words.FEE.search(place.lead):
        return make_claim(place, passage, "information_fee")
    if words.ADMINISTRATIVE_FEES.search(place.lead):
        passage.scope = scope_of(place.so_far)
        return make_claim(place, passage, "administrative_fees")
    return None


def _without_number(sentence: Sentence, passage: Passage) -> Iterator[Claim]:
    """What a sentence says of numbers in words: no case at all, no fee, everything done."""
    folded = sentence.folded

    def said(match: re.Match[str], subject: str, value: float, unit: str, kind: str) -> Claim:
        raw = printed_part(sentence, match.start(), match.end()).rstrip(",。;，；")
        return Claim(
            subject,
            value,
            unit,
            kind,
            sentence.text,
            sentence.locator,
            raw=raw,
            scope=scope_of(folded[: match.start()]),
            statement=passage.statement,
        )

    cases = words.NO_CASES.finditer(folded) if "行政" in folded else ()
    for match in cases:
        if words.AS_AUTHORITY.search(folded) and "公开" not in folded:
            break
        if "复议" in match["what"]:
            yield said(match, "reconsiderations", 0, "count", "count")
        if "诉讼" in match["what"]:
            yield said(match, "lawsuits", 0, "count", "count")
    none = words.NO_REQUESTS.search(folded) if "申请" in folded else None
    before = folded[: none.start()] if none else ""
    if none and not (_of_some_only(before) or words.PART_OF_YEAR.search(before)):
        yield said(none, "received", 0, "count", "count")
    fee = words.NO_FEE.search(folded) if "信息处理费" in folded else None
    if fee:
        yield said(fee, "information_fee", 0, "yuan", "count")
    done = words.ALL_DONE.search(folded) if words.DONE.search(folded) else None
    if done and passage.topic != "requests" and not re.search(words.ABOUT_REQUESTS, folded):
        done = None
    every = done and words.EVERY.search(done[0]) and not words.NOT_ALL_DONE.search(folded)
    if done and every and not _of_some_only(folded[: done.end()]):
        yield said(done, "handled", 100, "percent", "share")
