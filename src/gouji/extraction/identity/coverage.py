"""What the tables of a report add up: the organ alone, its level, or its whole area.

Decided by the sentence that tells how many requests came in, or by one that says what was counted.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from gouji.extraction.prose import Sentence
from gouji.extraction.report import Coverage

_RECEIVED = re.compile(
    r"(?:收到|受理|接收|办理|收件)[^。;]{0,24}(?:申请|依申请)[^。;]{0,8}\d+(?:件|条|份|宗|项)"
)
_COUNTED = re.compile(
    r"(?:数据|统计)[^。;]{0,12}(?:范围|口径|涵盖|包括|包含|汇总)|汇总[^。;]{0,10}数据"
)
_AREA = re.compile(
    r"(?:全|我|本)(?:省|市|县|区|州|盟|旗|镇|乡|街道)(?!级|政府|委|局|办|直)"
    r"|各(?:级|县|区|市|乡镇|镇)[^。;]{0,6}(?:部门|政府|单位|机关)|(?:全)(?:省|市|县|区)各"
)
_OWN_LEVEL = re.compile(
    r"(?:省|市|县|区|州)(?:本级|级机关|级层面|直各?(?:部门|单位))|本级(?:政府|行政机关)?"
)
_ORGAN = re.compile(
    r"(?:我|本)(?:局|委|办|厅|机关|单位|中心|院|处|室|会|队|部门)|(?:省|市|县|区)政府办公[室厅](?:共|本)?(?:收到|受理)"
)
_TOWNSHIP = re.compile(r"(?:全|我|本)(?:镇|乡|街道|办事处)")


def read_coverage(sentences: Sequence[Sentence]) -> tuple[Coverage, str | None]:
    """Coverage, and the sentence that says so; unknown where none does."""
    counted = None
    for sentence in sentences:
        folded = sentence.folded
        if "申请" in folded and _RECEIVED.search(folded):
            found = _of(folded)
            if found is not Coverage.UNKNOWN:
                return found, sentence.text
        elif counted is None and _COUNTED.search(folded):
            found = _of(folded)
            if found is not Coverage.UNKNOWN:
                counted = found, sentence.text
    return counted or (Coverage.UNKNOWN, None)


def _of(folded: str) -> Coverage:
    if _OWN_LEVEL.search(folded):
        return Coverage.OWN_LEVEL
    if _TOWNSHIP.search(folded):
        return Coverage.ORGAN
    if _AREA.search(folded):
        return Coverage.AREA
    return Coverage.ORGAN if _ORGAN.search(folded) else Coverage.UNKNOWN
