"""A site that misbehaves, time that is not waited for, and reports to be fetched."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from ipaddress import ip_network

import pytest

from gouji.collecting.policy import Policy
from gouji.samples import samples_dir
from gouji.web import Bounds
from tests.collecting.misbehaving import Site, serving


@dataclass
class Time:
    """A clock that only sleeping moves."""

    passed: float = 0.0
    sleeps: list[float] = field(default_factory=list)

    def clock(self) -> float:
        return self.passed

    def sleep(self, seconds: float) -> None:
        self.sleeps.append(seconds)
        self.passed += seconds

    def now(self) -> datetime:
        return datetime(2024, 4, 1, tzinfo=UTC) + timedelta(seconds=self.passed)


@pytest.fixture
def site() -> Iterator[Site]:
    with serving() as found:
        yield found


@pytest.fixture
def time() -> Time:
    return Time()


@pytest.fixture
def policy(site: Site, time: Time) -> Policy:
    """May ask this very site, and nothing else that is not public."""
    return Policy(
        contact="ops@example.org",
        bounds=Bounds(total=5, idle=5, max_bytes=2**20),
        ports=frozenset({site.port}),
        allowed=(ip_network("127.0.0.1/32"),),
        clock=time.clock,
        sleep=time.sleep,
        now=time.now,
        chance=lambda: 0.5,
    )


@pytest.fixture(scope="session")
def html_report() -> bytes:
    return (samples_dir() / "zhepu_2023.html").read_bytes()


@pytest.fixture(scope="session")
def pdf_report() -> bytes:
    return (samples_dir() / "luting_2023.pdf").read_bytes()
