"""The running text of a report as sentences, each with the place where it starts.

Lines that a PDF or a converter broke in the middle of a sentence are joined again; table cells are
left out by the caller. Sentences keep the printed characters; `folded` is for matching only.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from gouji.documents.model import Locator
from gouji.extraction.elements import Token

_END = re.compile(r"[^。;!?;；！？]*[。;!?;；！？]?")
_STOP = ("。", ";", ":", "!", "?", "；", "：", "！", "？")
_HEADING = re.compile(r"^(?:[一二三四五六七八九十]+、|\([一二三四五六七八九十]+\)).{0,30}$")


@dataclass(frozen=True, slots=True)
class Sentence:
    """One sentence; `locator` is that of the line it starts on."""

    text: str
    folded: str
    locator: Locator


def sentences(tokens: Sequence[Token]) -> list[Sentence]:
    """The sentences of loose lines; identical ones once, as some pages print sections twice."""
    seen: set[str] = set()
    found: list[Sentence] = []
    for text, folded, locator in _paragraphs(tokens):
        for printed, matched in zip(_split(text), _split(folded), strict=False):
            if matched and matched not in seen:
                seen.add(matched)
                found.append(Sentence(printed.strip(), matched, locator))
    return found


def _split(text: str) -> list[str]:
    return [piece for piece in _END.findall(text) if piece]


def _paragraphs(tokens: Sequence[Token]) -> Iterator[tuple[str, str, Locator]]:
    text = folded = ""
    start = Locator()
    for token in tokens:
        ends = folded.endswith(_STOP) or bool(_HEADING.match(folded))
        if folded and (ends or _HEADING.match(token.folded)):
            yield text, folded, start
            text = folded = ""
        if not folded:
            start = token.locator
        text += token.text.strip()
        folded += token.folded
    if folded:
        yield text, folded, start
