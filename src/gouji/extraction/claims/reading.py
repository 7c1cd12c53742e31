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
_ON_REQUESTS = re.compile(r"处理政府信息公开申请|依申请公开")
_ON_OTHERS = re.compile(r"举报|投诉|信访|咨询|热线|建议|提案|复议|诉讼")
_ON_CASES = re.compile(r"复议|诉讼")
_OUTCOME = re.compile(
    r"((?:予以|(?<!不)同意|部分|不予|不同意)公开|无法提供|不予处理|其他处理)(?:的)?[^,;。\d]{0,6}\d+[件条]"
)
_COUNTED = re.compile(r"\d[件条]")
"""Each outcome ends so, and few sentences have any."""
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
    on_requests = _on_requests(sentences)
    worth = {one.paragraph for one in sentences if _WORTH_READING.search(one.folded)} | on_requests
    found: dict[tuple[str, str, str, float], Claim] = {}
    read = [one for one in sentences if one.paragraph in worth]
    for claim in statements(read, year, on_requests, _on_cases(read)):
        found.setdefault((claim.subject, claim.kind, claim.unit, claim.value), claim)
    return list(found.values())


def _on_cases(sentences: Sequence[Sentence]) -> set[int]:
    """Paragraphs below a heading on reviews and suits."""
    found: set[int] = set()
    on_cases = False
    for sentence in sentences:
        heading = _HEADING.match(sentence.folded)
        if heading is None and on_cases:
            found.add(sentence.paragraph)
        elif heading is not None:
            on_cases = bool(_ON_CASES.search(sentence.folded))
    return found


def _on_requests(sentences: Sequence[Sentence]) -> set[int]:
    """Paragraphs on requests that may do without the word for them: 予以公开12件, 部分公开3件.

    They stand below a heading that says so, or give three different outcomes.
    """
    found: set[int] = set()
    outcomes: dict[int, set[str]] = {}
    on_requests = on_others = False
    for sentence in sentences:
        heading = _HEADING.match(sentence.folded)
        if heading is not None:
            goes_on = on_requests and not heading["main"]
            on_requests = bool(_ON_REQUESTS.search(sentence.folded)) or goes_on
            on_others = not heading["main"] and bool(_ON_OTHERS.search(sentence.folded))
            continue
        if on_requests and not on_others:
            found.add(sentence.paragraph)
        elif "公开" in sentence.folded or sentence.paragraph in outcomes:
            named = outcomes.setdefault(sentence.paragraph, set())
            if _COUNTED.search(sentence.folded):
                named.update(_OUTCOME.findall(sentence.folded))
    return found | {
        paragraph for paragraph, named in outcomes.items() if len(named) >= _UNMISTAKABLE
    }
