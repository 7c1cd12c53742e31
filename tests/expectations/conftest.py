"""A consistent world for each test, and Great Expectations imported once for all of them."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from expectations.gate import gate_inputs, judge_candidate
from expectations.suites import ALL
from gouji.release.verdict import Verdict
from tests.candidates import World, make_world

Judge = Callable[..., Verdict]


@pytest.fixture(scope="session", autouse=True)
def _great_expectations() -> None:
    """Importing it takes seconds; done here, no single test looks slow."""
    import great_expectations  # noqa: F401


@pytest.fixture
def world(tmp_path: Path) -> World:
    """Lake and candidate on which the gate opens."""
    return make_world(tmp_path / "home")


@pytest.fixture
def judge() -> Judge:
    """Judge a world, by all suites or only by those that are named."""

    def judged(world: World, *names: str, **rest: object) -> Verdict:
        rest = {"suites": {name: ALL[name] for name in names or ALL}} | rest
        inputs = gate_inputs(world.home, None)
        return judge_candidate(world.candidate, world.home, world.lake, inputs, **rest)

    return judged
