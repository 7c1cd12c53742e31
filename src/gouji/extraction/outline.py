"""The outline of a report: which of the six sections it has, how long they are, and a fingerprint.

Only what rules on the document as a whole need is kept: a length for each section, and a sketch of
the prose by which two reports can be found near-identical without keeping their text. Clauses
count, not sentences, and digits do not: a text that was copied with new figures is the same text.
Section 6, and whatever stands around the report on its page, are left out of the sketch.

What does not belong here: whether a section must be there, and how alike two reports may be.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from zlib import crc32

from gouji.extraction.elements import Element, GridRow

SECTIONS = 6
BUCKETS = 48
_DIGITS = 4
_SPAN = 2**32 // BUCKETS + 1
EMPTY = "0" * _DIGITS
"""A bucket of the sketch into which no clause fell."""

_LONGEST_HEADING = 40
_LONGEST_BARE_HEADING = 26
_SHORTEST_CLAUSE = 6
_NUMERALS = "一二三四五六"
_NUMBERED = re.compile(r"^第?([一二三四五六])(?:、|\.|,|部分)")
_TOPICS = (
    re.compile(r"总体情况|基本情况|概述"),
    re.compile(r"主动公开"),
    re.compile(r"(?:收到|处理).{0,6}申请|依申请公开"),
    re.compile(r"行政复议.{0,8}行政诉讼|复议.{0,4}诉讼"),
    re.compile(r"问题.{0,8}(?:改进|措施|打算|情况)?|改进(?:情况|措施)"),
    re.compile(r"其他需要报告|其他(?:需|应|要).{0,6}事项|需要(?:说明|报告)的(?:其他)?事项"),
)
_TITLES = (
    r"总体情况",
    r"主动公开政府信息(?:的)?情况",
    r"收到和处理政府信息公开申请(?:的)?情况",
    r"因?政府信息公开(?:工作)?被申请行政复议.{0,3}(?:提起)?行政诉讼(?:的)?情况",
    r"(?:政府信息公开工作)?(?:中)?存在的?主要问题(?:及|和)改进(?:情况|措施)"
    r"|\(一\)(?:存在的?)?主要问题",
    r"其他需要报告的?(?:其他)?事项",
)
_BARE = re.compile("|".join(f"({title})" for title in _TITLES))
_SIXTH = re.compile(r"\(六\)(?:其他)?需要报告的?(?:其他)?事项")
_FIRST = frozenset("第一二三四五六总主收因政中存其(")
"""What a heading begins with; most lines are passed over for it."""

_NO_TEXT = re.compile(r"[0-9.%]+")
_STOPS = re.compile(r"[,，、。;；:：!！?？()（）]")


@dataclass(frozen=True, slots=True)
class Outline:
    """What a report is made of.

    sections: characters of prose in each of the six sections (tables left out), None where its
    heading was not found; of a document that ends early those up to the last heading. clauses: how
    many clauses the sketch is made of. sketch: BUCKETS groups of four hexadecimal digits, the least
    hash of the clauses that fall into each bucket.
    """

    sections: tuple[int | None, ...] = (None,) * SECTIONS
    clauses: int = 0
    sketch: str = ""

    @property
    def ends_early(self) -> bool:
        """True where the document ends before the report does, so that sections may be lost."""
        return len(self.sections) < SECTIONS


NO_OUTLINE = Outline()
"""Of a document that was not read, or has no section."""


def read_outline(
    found: Sequence[Element], inside: Collection[int], *, early: bool = False
) -> Outline:
    """The outline of a report.

    Args:
        found: all its elements.
        inside: the numbers of those that belong to a statutory table.
        early: whether the document ends before the report does.
    """
    texts: dict[int, list[str]] = {}
    current: int | None = None
    for number, element in enumerate(found):
        folded = element.folded
        if not folded:
            continue
        section = _section(folded)
        if section is not None:
            current = section
            body = _behind_heading(folded)
            texts.setdefault(section, [])
            if body and not isinstance(element, GridRow):
                texts[section].append(body)
        elif current is not None and number not in inside and not isinstance(element, GridRow):
            texts[current].append(folded)
    bodies = {section: "".join(parts) for section, parts in texts.items()}
    known = max(bodies, default=SECTIONS) if early else SECTIONS
    lengths = tuple(
        len(bodies[section]) if section in bodies else None for section in range(1, known + 1)
    )
    clauses = _clauses(text for section, text in bodies.items() if section < SECTIONS)
    return Outline(lengths, len(clauses), _sketch(clauses) if clauses else "")


def _section(folded: str) -> int | None:
    """The section that a line opens: by its title, or by its number with a fitting topic."""
    if folded[0] not in _FIRST:
        return None
    match = _NUMBERED.match(folded)
    if len(folded) <= _LONGEST_BARE_HEADING:
        # The title counts more than the number: some offices number their sections otherwise.
        title = _BARE.fullmatch(folded, match.end() if match else 0)
        if title:
            return title.lastindex
    if match:
        section = _NUMERALS.index(match[1]) + 1
        if _TOPICS[section - 1].search(folded, match.end(), _LONGEST_HEADING):
            return section
    return SECTIONS if _SIXTH.match(folded) else None


def _behind_heading(folded: str) -> str:
    """The text that runs on in the line of a heading."""
    if len(folded) <= _LONGEST_HEADING:
        return ""
    return folded[_LONGEST_HEADING:]


def _clauses(texts: Iterable[str]) -> set[str]:
    found: set[str] = set()
    for text in texts:
        for clause in _STOPS.split(_NO_TEXT.sub("", text)):
            if len(clause) >= _SHORTEST_CLAUSE:
                found.add(clause)
    return found


def _sketch(clauses: set[str]) -> str:
    """One-permutation minhash: of the clauses of each bucket, the least hash (never 0)."""
    least = [0] * BUCKETS
    for clause in clauses:
        bucket, rest = divmod(crc32(clause.encode()), _SPAN)
        value = rest % 0xFFFF + 1
        if not least[bucket] or value < least[bucket]:
            least[bucket] = value
    return "".join([f"{value:04x}" for value in least])
