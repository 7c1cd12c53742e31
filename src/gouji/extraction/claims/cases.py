"""Reviews and suits: how many, of which kind, and with which result."""

from __future__ import annotations

import re

from gouji.extraction.claims import phrases as words
from gouji.extraction.claims.passage import Passage, Place, make_claim, scope_of
from gouji.extraction.claims.subjects import result_subject
from gouji.extraction.report import Claim

_CASE_TOTAL = {
    "reconsideration": "reconsiderations",
    "lawsuits": "lawsuits",
    "direct": "disputes.litigation_direct.total",
    "after": "disputes.litigation_after_reconsideration.total",
}
_CASE_ITEM = {
    "reconsideration": "reconsideration",
    "direct": "litigation_direct",
    "after": "litigation_after_reconsideration",
}


def case_count(place: Place, passage: Passage) -> Claim | None:
    """A number of reviews or suits, all of them or those with one result."""
    folded = place.sentence.folded
    # An organ that decides on reviews counts all of them; only those named as ours are meant.
    said = folded[: place.number.start]
    as_authority = words.AS_AUTHORITY.search(folded) and "公开" not in said
    if _of_all_business(said, folded, passage) or words.ADJUDICATING.search(said) or as_authority:
        return None
    marks = list(words.cases(place.lead))
    if marks and words.RESULT_BEHIND.match(place.behind):
        return None  # 行政复议3起被维持: not all of them
    if not marks and (told := _told_before(place)) is not None:
        return _case_total(told, place, passage)
    if words.BOTH_CASES.search(place.lead):
        return None
    if marks:
        last = marks[-1]
        middle = place.lead[last.end() :]
        of_one_result = words.WITH_RESULT.search(place.lead[: last.start()])
        if "公开" not in said and words.OURS_AMONG.search(folded, place.number.end):
            passage.case, passage.cases_of = "", "all"
            return None
        if len(middle) <= 14 and not words.NARROWED.search(middle) and not of_one_result:
            return _case_total(str(last.lastgroup), place, passage)
    elif (behind := _case_behind(place)) is not None:
        return _case_total(behind, place, passage)
    if passage.topic != "disputes" or not passage.case:
        return None
    columns = result_subject(place.lead)
    subject = results(columns, passage) if columns else None
    return make_claim(place, passage, subject) if subject else None


def _of_all_business(said: str, folded: str, passage: Passage) -> bool:
    """Whether the cases are all those of an organ, as its words or those before them say."""
    if words.OF_DISCLOSURE.search(words.REQUESTS_TOLD.sub("", said)):
        # A part of all cases: 复议126件，其中涉及信息公开3件. What follows may be of all again.
        passage.cases_of = passage.cases_of or "disclosure"
        return False
    decided = not passage.on_cases and words.DECIDED.search(folded)
    if not passage.cases_of and (decided or words.GENERAL_CASES.search(folded)):
        passage.cases_of = "all"
    return passage.cases_of == "all"


def _told_before(place: Place) -> str | None:
    """行政复议方面，全年共发生9件: the kind of case stands in the clause before."""
    clause, _, rest = place.region.rpartition(",")
    marks = list(words.cases(clause))
    if len(marks) != 1 or words.BOTH_CASES.search(clause):
        return None
    kind = str(marks[0].lastgroup)
    alone = words.BARE_CASES.fullmatch(clause[marks[0].end() :] + "," + rest)
    return kind if alone and kind in ("reconsideration", "lawsuits") else None


def _case_behind(place: Place) -> str | None:
    """有1件涉及政府信息公开的行政复议: the kind of case stands behind the number."""
    if not place.lead.endswith("有"):
        return None
    text = re.split(r"[,;:。\d(]", place.sentence.folded[place.number.end :], maxsplit=1)[0]
    marks = list(words.cases(text[:36]))
    if len(marks) != 1 or words.BOTH_CASES.search(text):
        return None
    kind = str(marks[0].lastgroup)
    return kind if kind in ("reconsideration", "lawsuits") else None


def _case_total(case: str, place: Place, passage: Passage) -> Claim:
    passage.case = case
    passage.topic = "disputes"
    if case in ("reconsideration", "lawsuits"):
        passage.statement += 1
        passage.scope = scope_of(place.so_far) or passage.scope
    return make_claim(place, passage, _CASE_TOTAL[case])


def results(columns: list[str], passage: Passage) -> str | None:
    """The subject of these results (columns of table 四) in the cases that are spoken of."""
    case = passage.case
    both = ("disputes.litigation_direct.total", "disputes.litigation_after_reconsideration.total")
    told = tuple(one.subject for one in (passage.before_last, passage.last) if one)
    if case == "after" and told == both:
        # The two kinds of suit were counted one after the other: what follows is of both.
        passage.case = case = "lawsuits"
    if case == "lawsuits":
        return "+".join(f"lawsuits_{column}" for column in columns)
    if "closed" in columns:
        return (
            "reconsiderations_closed"
            if columns == ["closed"] and case == "reconsideration"
            else None
        )
    if case not in _CASE_ITEM:
        return None
    return "+".join(f"disputes.{_CASE_ITEM[case]}.{column}" for column in columns)
