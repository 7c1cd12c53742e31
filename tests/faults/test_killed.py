"""A run that is killed (SIGKILL) at every step in turn; then a plain one."""

from __future__ import annotations

import signal
from collections.abc import Callable

import pytest

from tests.faults.conftest import Case, Runner

pytestmark = pytest.mark.slow

BEGIN, MADE = "STEP_START", "ASSET_MATERIALIZATION"
POINTS = [
    ("raw_reports", MADE),
    ("readings", BEGIN),
    ("reports", MADE),
    ("figures", MADE),
    ("reconciliation", MADE),
    ("warehouse", BEGIN),
    ("warehouse", MADE),
    ("candidate_gate", "ASSET_CHECK_EVALUATION"),
    ("release", BEGIN),
]


def test_killed_at_every_step(case: Case, start_runner: Callable[..., Runner]) -> None:
    """Each killed run begins on what the one before it left."""
    run = start_runner(case.home, case.source)
    for step, event in POINTS:
        assert run(step, event) == -signal.SIGKILL, (step, event)
        assert case.sound() == case.first, (step, event)
    assert run("release", MADE) == -signal.SIGKILL
    assert case.sound() == case.due, "it was published before the run was killed"
    assert run() == 0
    assert case.sound() == case.due
    assert len([path for path in (case.home / "releases").iterdir() if path.is_dir()]) == 2
