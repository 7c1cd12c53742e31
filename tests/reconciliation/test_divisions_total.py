"""An area against the sum of its units (`divisions.total`), where all of them are there."""

from __future__ import annotations

from collections.abc import Sequence

import polars as pl
import pytest

from gouji.extraction.report import Coverage, Identity, IssuerKind, Report
from gouji.reconciliation.batch import reconcile
from gouji.reconciliation.comparisons.divisions import UNITS_SCHEMA
from tests.reconciliation import samples
from tests.reconciliation.defect_reports import (
    N,
    of,
)
from tests.reconciliation.samples import requests


def area(code: str, coverage: Coverage, received: int, n: int = 0) -> tuple[str, Report]:
    name = f"{code}{coverage}{n}"
    identity = Identity(
        issuer=name,
        issuer_id=f"{code}-{name}",
        issuer_kind=IssuerKind.GOVERNMENT,
        level="county",
        division_code=code,
        coverage=coverage,
        year=2023,
    )
    table = requests({"new_received.total": N(received)})
    return name, of(2023, table, identity=identity)


UNITS = pl.DataFrame(
    {"division": ["370600", "370600"], "unit": ["370602", "370611"], "changed_in": [2020, 2020]},
    schema=UNITS_SCHEMA,
)
LATER = UNITS.with_columns(changed_in=pl.lit(2023, pl.Int64))


@pytest.mark.parametrize(
    ("units", "reports", "expected"),
    [
        (UNITS, [(Coverage.OWN_LEVEL, 5), (Coverage.AREA, 3), (Coverage.AREA, 2)], "pass"),
        (UNITS, [(Coverage.OWN_LEVEL, 5), (Coverage.AREA, 3), (Coverage.AREA, 1)], "fail"),
        (UNITS, [(Coverage.OWN_LEVEL, 5), (Coverage.AREA, 3)], "units_missing"),
        (UNITS, [(None, 0), (Coverage.AREA, 3), (Coverage.AREA, 7)], "units_missing"),
        (None, [(Coverage.OWN_LEVEL, 5), (Coverage.AREA, 3), (Coverage.AREA, 2)], "units_unknown"),
        (LATER, [(Coverage.OWN_LEVEL, 5), (Coverage.AREA, 3), (Coverage.AREA, 2)], "units_changed"),
    ],
)
def test_an_area_against_its_units(
    units: pl.DataFrame | None, reports: Sequence[tuple[Coverage | None, int]], expected: str
) -> None:
    codes = ("370600", "370602", "370611")
    parts = [
        area(code, coverage, number)
        for code, (coverage, number) in zip(codes, reports, strict=False)
        if coverage
    ]
    lake = dict([area("370600", Coverage.AREA, 10), *parts])
    rows = reconcile(*samples.frames(lake), units=units).confrontations
    rows = rows.filter(rule_id="divisions.total", report_id=next(iter(lake)))
    if expected in ("pass", "fail"):
        assert rows.filter(scope="new_received")["status"].to_list() == [expected]
        assert rows.height == 6
    else:
        assert rows.select("scope", "status").rows() == [("requests", "not_assessable")]
        words = {"units_missing": "不齐", "units_unknown": "不知道", "units_changed": "不同"}
        assert words[expected] in rows["message_zh"][0]


def test_two_reports_of_one_unit_are_no_cover() -> None:
    lake = dict(
        [
            area("370600", Coverage.AREA, 10),
            area("370600", Coverage.OWN_LEVEL, 5),
            area("370602", Coverage.AREA, 3),
            area("370611", Coverage.AREA, 2),
            area("370611", Coverage.AREA, 2, n=1),
        ]
    )
    rows = reconcile(*samples.frames(lake), units=UNITS).confrontations
    rows = rows.filter(rule_id="divisions.total", report_id=next(iter(lake)))
    assert rows["status"].to_list() == ["not_assessable"]
