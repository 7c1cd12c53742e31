"""Names of organs: normalized, classified by their endings, and turned into an id."""

from __future__ import annotations

import re

from gouji.extraction.characters import fold
from gouji.extraction.report import IssuerKind

NO_DIVISION = "000000"
_PLACE_ENDING = re.compile(r"[省市县区州盟旗乡镇]$")
_KINDS = (
    (
        re.compile(r"(?:乡|镇)(?:人民)?政府|街道(?:办事处)?$|(?:乡|镇)$"),
        IssuerKind.TOWNSHIP,
        "township",
    ),
    (re.compile(r"管委会|管理委员会|开发区$|高新区$|园区$|新区$"), IssuerKind.ZONE, "unknown"),
    (
        re.compile(r"税务局|海关|气象局|海事局|邮政管理局|烟草"),
        IssuerKind.VERTICAL_AGENCY,
        "unknown",
    ),
    (
        re.compile(r"(?:人民)?政府办公(?:室|厅)$|^.{0,6}(?:人民)?政府办$"),
        IssuerKind.GENERAL_OFFICE,
        "unknown",
    ),
    (re.compile(r"人民政府$"), IssuerKind.GOVERNMENT, "unknown"),
    (re.compile(r"(?:局|委|委员会|厅|院|中心|办公室|队|馆|会)$"), IssuerKind.DEPARTMENT, "unknown"),
)
_LEVELS = (
    (re.compile(r"(?:县|区|旗)人民政府"), "county"),
    (re.compile(r"^[一-鿿]{2,8}省人民政府"), "province"),
    (re.compile(r"(?:县|区|旗)"), "county"),
)


def normalize_issuer(name: str) -> str:
    """A name without spaces; a bare place name stands for its people's government."""
    folded = fold(name).strip("《》“”\"'.,:;-")
    if _PLACE_ENDING.search(folded):
        return folded + "人民政府"
    if folded.endswith("街道"):
        return folded + "办事处"
    return folded


def classify(name: str) -> tuple[IssuerKind, str]:
    """Kind and level by the ending of the name; "unknown" where it does not tell."""
    for pattern, kind, level in _KINDS:
        if pattern.search(name):
            if level == "unknown":
                level = next((value for p, value in _LEVELS if p.search(name)), "unknown")
            return kind, level
    return IssuerKind.UNKNOWN, "unknown"


def issuer_id(division_code: str | None, name: str) -> str:
    """Division code (six zeros where unknown) and normalized name: names repeat in many places."""
    return f"{(division_code or NO_DIVISION)[:12]}-{normalize_issuer(name)}"
