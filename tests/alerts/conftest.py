from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime

import pytest

from gouji.alerts.messages import Event, Kind
from tests.alerts.receiving import Hook, hooked

HUSH = "T0KEN-hush"
"""Stands in every address and password of these tests, and may stand nowhere else."""


@pytest.fixture
def hook() -> Iterator[Hook]:
    with hooked() as found:
        yield found


@pytest.fixture
def event() -> Event:
    return Event(
        "run-1",
        Kind.GATE_SHUT,
        datetime(2024, 4, 1, 21, 30, tzinfo=UTC),
        "/srv/gouji",
        (("一行 <at id=all> 与 & 不符", "a row <!channel> & more does not tie"),),
        "8f1c",
    )
