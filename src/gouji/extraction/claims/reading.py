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
    r"(?:予以公开|部分公开|不予公开|无法提供|不予处理|其他处理)(?:的)?[^,;。\d]{0,6}\d+[件条]"
)
_SEVERAL = 2
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
    """Paragraphs below the heading of section 三 that give several outcomes and their numbers.

    They may do without the word for requests: 予以公开12件, 部分公开3件.
    """
    found: dict[int, int] = {}
    on_requests = False
    for sentence in sentences:
        heading = _HEADING.match(sentence.folded)
        if heading is not None:
            named = bool(_ON_REQUESTS.search(sentence.folded))
            on_requests = named or (on_requests and not heading["main"])
        elif on_requests:
            count = len(_OUTCOME.findall(sentence.folded))
            found[sentence.paragraph] = found.get(sentence.paragraph, 0) + count
    return {paragraph for paragraph, count in found.items() if count >= _SEVERAL}
