"""Numbers that the prose states: counts, shares and changes of the measures that the tables hold.

Only words that leave no choice become claims: a claim can make a whole table doubtful, so a missed
one costs less than a wrong one. Denials ("not one lawsuit") count as 0 only where nothing follows
that narrows them, such as "... whose result was overturned".
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from gouji.extraction.claims.statements import statements
from gouji.extraction.prose import Sentence
from gouji.extraction.report import Claim

_HEADING = re.compile(
    r"^(?:(?P<main>[一二三四五六七八九十]+、)|\([一二三四五六七八九十]+\))[^,;:。\d]{0,30}$"
)
_ON_REQUESTS = re.compile(r"处理政府信息公开申请|依申请公开(?:政府信息)?(?:工作)?情况")
_OUTCOME = re.compile(
    r"((?:予以|(?<!不)同意|部分|不予|不同意)公开|无法提供|不予处理|其他处理)(?:的)?[^,;。\d]{0,6}\d+[件条]"
)
_SEVERAL = 2
_UNMISTAKABLE = 3
_WORTH_READING = re.compile(
    r"申请|复议|诉讼|信息处理费|规范性文件|行政(?:许可|处罚|强制|事业性收费)"
)


def read_claims(sentences: Sequence[Sentence], year: int | None = None) -> list[Claim]:
    """Claims in reading order, each number of a subject once.

    What a page prints twice, with scraping noise or without, is one claim.

    Args:
        sentences: of the report's prose.
        year: the report year, where it is known.
    """
    lists = _lists_of_outcomes(sentences)
    worth = {one.paragraph for one in sentences if _WORTH_READING.search(one.folded)} | lists
    found: dict[tuple[str, str, str, float], Claim] = {}
    read = [one for one in sentences if one.paragraph in worth]
    for claim in statements(read, year, lists):
        found.setdefault((claim.subject, claim.kind, claim.unit, claim.value), claim)
    return list(found.values())


def _lists_of_outcomes(sentences: Sequence[Sentence]) -> set[int]:
    """Paragraphs that give several outcomes and their numbers, below the heading of section 三.

    They may do without the word for requests: 予以公开12件, 部分公开3件. Three different ones in a
    sentence need no heading either.
    """
    found: dict[int, int] = {}
    on_requests = False
    for sentence in sentences:
        heading = _HEADING.match(sentence.folded)
        if heading is not None:
            on_requests = bool(_ON_REQUESTS.search(sentence.folded)) or (
                on_requests and not heading["main"]
            )
            continue
        named = _OUTCOME.findall(sentence.folded) if "公开" in sentence.folded else ()
        if on_requests or len(set(named)) >= _UNMISTAKABLE:
            found[sentence.paragraph] = found.get(sentence.paragraph, 0) + len(named)
    return {paragraph for paragraph, count in found.items() if count >= _SEVERAL}
