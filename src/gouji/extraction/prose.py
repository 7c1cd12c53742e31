"""The running text of a report as sentences, each with the place where it starts.

Lines that a PDF or a converter broke in the middle of a sentence are joined again; table cells are
left out by the caller. Sentences keep the printed characters; `folded` is for matching only.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from gouji.documents.model import Locator
from gouji.extraction.elements import Token

_END = re.compile(r"[^。;!?;；！？]*[。;!?;；！？]?")
_STOP = ("。", ";", ":", "!", "?", "；", "：", "！", "？")
_HEADING = re.compile(r"^(?:[一二三四五六七八九十]+、|\([一二三四五六七八九十]+\)).{0,30}$")


class Sentence(NamedTuple):
    """One sentence, or one part of it that a semicolon ends.

    `locator` is that of the line its paragraph starts on; `paragraph` numbers the paragraphs.
    """

    text: str
    folded: str
    locator: Locator
    paragraph: int = 0


def sentences(tokens: Sequence[Token]) -> list[Sentence]:
    """The sentences of loose lines; identical ones once, as some pages print sections twice.

    Inside a paragraph the same words may come again (...维持0件; ...维持0件): there only the same
    two parts in a row are a repetition.
    """
    seen: set[str] = set()
    found: list[Sentence] = []
    for number, (text, folded, locator) in enumerate(_paragraphs(tokens)):
        before = ""
        for printed, matched in zip(_split(text), _split(folded), strict=False):
            key = before + matched
            before = matched
            if matched and key not in seen:
                seen.add(key)
                found.append(Sentence(printed.strip(), matched, locator, number))
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
