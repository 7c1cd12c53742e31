"""The clock is set back by more than a year between two runs."""

from __future__ import annotations

import argparse
from datetime import UTC, datetime, timedelta, tzinfo

import pytest

from gouji.release.pointer import read_pointer
from orchestration.command_line import commands
from tests.faults.conftest import Case

pytestmark = pytest.mark.slow


class _Behind(datetime):
    @classmethod
    def now(cls, tz: tzinfo | None = None) -> datetime:  # type: ignore[override]
        return datetime.now(tz or UTC) - timedelta(days=400)


def test_a_clock_that_was_set_back(
    case: Case, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    before = read_pointer(case.releases).pointer
    assert before is not None
    for module in ("orchestration.assets.landing", "gouji.release.publish"):
        monkeypatch.setattr(f"{module}.datetime", _Behind)
    given = {"source": str(case.source), "decisions": None, "strict": None, "lang": "en"}
    assert commands.run(argparse.Namespace(home=str(case.home), **given)) == 0
    assert "Set the clock" in "".join(capfd.readouterr())
    assert case.sound() == case.due, "the correction is the newer one all the same"
    after = read_pointer(case.releases).pointer
    assert after is not None
    assert after.release_id > before.release_id
    assert commands.run(argparse.Namespace(home=str(case.home), **given)) == 0
    assert "Unchanged" in "".join(capfd.readouterr())
