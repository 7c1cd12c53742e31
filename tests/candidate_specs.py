"""What a report of the small world of `tests.candidates` is, in short."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from typing import Any

from gouji.forms import catalogue
from gouji.forms.model import CellKey

FORM = "form_2021"
Row = dict[str, Any]


@dataclass(frozen=True)
class Spec:
    """One report. statuses: table -> status; no table at all for narrative and unreadable ones."""

    issuer: str
    year: int
    statuses: dict[str, str] = field(default_factory=dict)
    report_status: str = "reconciled"
    received: int = 10
    carried: int = 2

    @property
    def issuer_id(self) -> str:
        return f"000000-{self.issuer}"

    @property
    def report_id(self) -> str:
        return f"{self.issuer_id}-{self.year}"

    @property
    def document_id(self) -> str:
        return hashlib.sha256(self.report_id.encode()).hexdigest()


TIES = {"requests": "reconciled", "disputes": "reconciled"}


def many(number: int, **fields: Any) -> list[Spec]:
    """So many reports of different issuers."""
    return [Spec(f"第{n}局", 2023, **{"statuses": TIES, **fields}) for n in range(number)]


def cells(spec: Spec, table: str) -> dict[CellKey, int]:
    """The figures of one table: all by natural persons, and every edit holds."""
    found = dict.fromkeys(catalogue.tables()[table].cells(FORM), 0)
    if table == "requests":
        done = spec.received - spec.carried
        values = {
            "new_received": spec.received,
            "granted": done - 1,
            "denied_third_party": 1,
            "outcome_total": done,
            "carried_forward": spec.carried,
        }
        for item, value in values.items():
            for column in ("natural_person", "total"):
                found[CellKey(item, column)] = value
    return found
