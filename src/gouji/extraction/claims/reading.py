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
    worth = {one.paragraph for one in sentences if _WORTH_READING.search(one.folded)}
    found: dict[tuple[str, str, str, float], Claim] = {}
    for claim in statements([one for one in sentences if one.paragraph in worth], year):
        found.setdefault((claim.subject, claim.kind, claim.unit, claim.value), claim)
    return list(found.values())
