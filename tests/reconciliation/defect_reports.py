"""Reports for the rules that withhold nothing, and what both evaluations say of them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from decimal import Decimal
from typing import Any

import polars as pl

from gouji.extraction.outline import BUCKETS, Outline
from gouji.extraction.report import Coverage, Identity, IssuerKind, Report
from gouji.forms.evaluation import Confrontation, Outcome
from gouji.forms.messages import describe
from gouji.forms.values import CellValue
from gouji.reconciliation.batch import reconcile
from gouji.reconciliation.comparisons.frame import YearBefore
from gouji.reconciliation.comparisons.one_report import remember
from gouji.reconciliation.report_defects import confront_report
from tests.reconciliation import samples
from tests.reconciliation.samples import report, requests

N = CellValue.reported
SOMEONE = Identity(
    issuer="某县发展和改革局",
    issuer_id="370000-某县发展和改革局",
    issuer_kind=IssuerKind.DEPARTMENT,
    level="county",
    coverage=Coverage.ORGAN,
    year=2023,
)
FULL = Outline((300, 10, 10, 10, 120, 30), 40, "".join(f"{n + 1:04x}" for n in range(BUCKETS)))


def sketch(changed: int) -> str:
    """The sketch of FULL with that many buckets changed."""
    codes = [FULL.sketch[n * 4 : n * 4 + 4] for n in range(BUCKETS)]
    return "".join(["ffff"] * changed + codes[changed:])


def of(year: int, *tables: Any, identity: Identity = SOMEONE, **more: Any) -> Report:
    more.setdefault("outline", FULL)
    return report(*tables, identity=replace(identity, year=year), **more)


Rows = list[tuple[str, str, str, Decimal | None, Decimal | None, bool]]


def found(
    now: Report,
    before: Report | None = None,
    *,
    rule: str | None = None,
    units: pl.DataFrame | None = None,
) -> Rows:
    """What both evaluations say of one rule, or of all of them, having to agree."""
    earlier = None if before is None else YearBefore(*samples.frames({"r0": before}))
    rows = reconcile(*samples.frames({"r1": now}), before=earlier).confrontations
    batch = [as_row(row) for row in rows.filter(~pl.col("blocks")).rows(named=True)]
    single = confront_one(now, before)
    assert [row for row in batch if row[0] not in ("form.prose_sister", "divisions.total")] == [
        _expected(one) for one in single
    ]
    return [row[:6] for row in batch if rule in (None, row[0])]


def confront_one(now: Report, before: Report | None) -> tuple[Confrontation, ...]:
    return confront_report(
        now, remember(now, "r1"), None if before is None else remember(before, "r0")
    )


def as_row(row: Mapping[str, Any]) -> tuple[Any, ...]:
    names = ("rule_id", "scope", "status", "lhs", "rhs", "doubt", "message_zh", "message_en")
    return tuple(row[name] for name in names)


def _expected(one: Confrontation) -> tuple[Any, ...]:
    sides = [None if n is None else Decimal(n) for n in (one.lhs, one.rhs)]
    said = one.outcome is not Outcome.PASS
    texts = [describe(one, lang) if said else None for lang in ("zh", "en")]
    return (one.rule_id, one.scope, str(one.outcome), *sides, one.doubt, *texts)


def status(rows: Rows, scope: str) -> str:
    return next(row[2] for row in rows if row[1] == scope)


def carried(number: int) -> Any:
    return requests({"carried_forward.total": N(number)})


def brought(number: int) -> Any:
    return requests({"brought_forward.total": N(number)})
