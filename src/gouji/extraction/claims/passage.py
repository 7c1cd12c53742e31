"""What a passage of prose has said so far, and one number of it with the words before it."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from gouji.extraction.claims import phrases as words
from gouji.extraction.claims.numbers import StatedNumber
from gouji.extraction.prose import Sentence
from gouji.extraction.report import Claim

SUFFIX = "_last_year"
TOTALS = ("received", "handled", "reconsiderations", "lawsuits")
_SEPARATOR = ",;:。?!"
_NUMBERING = re.compile(r"^(?:\(?[\d一二三四五六七]{1,2}\)?[.、)])+")
_REACH = 60
"""How far back, in characters, the words before a number are looked at."""


@dataclass(slots=True)
class Passage:
    """What has been said up to here."""

    case: str = ""
    scope: str = ""
    statement: int = 0
    last: Claim | None = None
    before_last: Claim | None = None
    skipping: bool = False
    cases_of: str = ""
    """Whose cases are told: `disclosure`, or `all` of the organ, whatever they are about."""
    on_cases: bool = False
    """Whether the heading above is on reviews and suits: a report tells those on disclosure."""
    unclaimed: bool = False
    """Whether the last count is of nothing that is claimed."""
    ahead: str = ""
    """The next sentence of the paragraph."""
    changed: str = ""
    """What the number right before this one was a growth of."""
    outside: str = ""
    """The case that was spoken of before a bracket."""
    _topic: str = ""
    _heard: list[str] = field(default_factory=list)
    """What was said since; most prose states no number, and nobody asks for its topic."""

    @property
    def topic(self) -> str:
        """What is spoken of: requests, disputes, other, or nothing of these."""
        while self._heard:
            told = last_topic(self._heard.pop())
            if told:
                self.topic = told
        return self._topic

    @topic.setter
    def topic(self, topic: str) -> None:
        self._heard.clear()
        self._topic = topic

    def hear(self, text: str) -> None:
        """Takes up the topic that a text names last, if it names one."""
        self._heard.append(text)


@dataclass(frozen=True, slots=True)
class Place:
    """One number and the text before it: since the last number (`region`), in its own clause."""

    sentence: Sentence
    number: StatedNumber
    region: str
    lead: str
    lead_start: int
    inside: bool

    @property
    def so_far(self) -> str:
        """The sentence up to the number."""
        return self.sentence.folded[: self.number.start]

    @property
    def behind(self) -> str:
        """The text behind the number, to the end of its clause."""
        return re.split(r"[,;:。、()]", self.sentence.folded[self.number.end :], maxsplit=1)[0]


def place_of(sentence: Sentence, number: StatedNumber, end: int) -> Place:
    """One number of a sentence; `end` is where the number before it ended."""
    folded = sentence.folded
    region = folded[end : number.start]
    start = end + max((region.rfind(mark) for mark in _SEPARATOR), default=-1) + 1
    bracket = folded.rfind("(", start, number.start)
    inside = bracket >= 0 and folded.find(")", bracket, number.start) < 0
    if inside:
        start = bracket + 1
    start = max(start, number.start - _REACH)
    lead = _NUMBERING.sub("", folded[start : number.start])
    return Place(sentence, number, region, lead, start, inside)


def move_on(passage: Passage, place: Place) -> None:
    """Takes up what the words since the last number say of topic and case."""
    passage.hear(place.region)
    before, bracket, within = place.region.partition("(")
    if not place.inside and ")" in place.region:
        passage.case, passage.outside = passage.outside or passage.case, ""
    for match in words.cases(before):
        passage.case = str(match.lastgroup)
    if bracket:
        passage.outside = passage.case if place.inside else ""
        for match in words.cases(within):
            passage.case = str(match.lastgroup)
    if words.BOTH_CASES.search(place.region) and not re.search(r"[,;。]", place.region[-12:]):
        passage.case = ""
    if "分别" in place.region:
        passage.skipping = True


def last_topic(text: str) -> str:
    """What a text speaks of last: requests, disputes, other, or nothing of these."""
    starts = [match.start() for match in words.ANY_TOPIC.finditer(text)]
    applied = list(words.APPLICATION.finditer(text)) if "申请" in text else []
    if applied and applied[-1]["other"] and applied[-1].end() > max(starts, default=-1):
        return "other"
    told = words.TOPIC.match(text, starts[-1]) if starts else None
    return str(told.lastgroup) if told else ""


def make_claim(place: Place, passage: Passage, subject: str, kind: str = "count") -> Claim:
    """The claim of a number on a subject."""
    number = place.number
    sentence = place.sentence
    return Claim(
        subject,
        float(number.value),
        str(number.unit),
        kind,
        sentence.text,
        sentence.locator,
        raw=printed_part(sentence, place.lead_start, number.end),
        step=float(number.step),
        qualifier=number.qualifier,
        scope=passage.scope,
        statement=passage.statement,
    )


def printed_part(sentence: Sentence, start: int, end: int) -> str:
    """The printed characters of a folded span; the folded ones where they do not match."""
    printed = "".join(sentence.text.split())
    text = printed if len(printed) == len(sentence.folded) else sentence.folded
    return text[start:end].lstrip(",;:、，；：()（）。")


def scope_of(text: str) -> str:
    """What a text says to count, area or organ, as it says it last."""
    found = ""
    for match in words.SCOPE.finditer(text):
        found = str(match.lastgroup)
    return found
