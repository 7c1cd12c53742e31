"""What a person is meant to read reaches them through Dagster; a defect stays a defect."""

from __future__ import annotations

import dagster as dg
import pytest

from gouji.errors import GoujiError, Reason
from gouji.release.errors import CandidateError, GateShut, HeldContent
from orchestration.failures import Exit, exit_of, told, told_by, what_failed
from orchestration.home.lock import HomeBusy

REASON = Reason("code", "中文的原因", "the reason in English")


@pytest.mark.parametrize(
    ("error", "expected"),
    [
        (GoujiError(REASON), Exit.BAD_INPUT),
        (GateShut("zh", "en"), Exit.GATE_SHUT),
        (HeldContent("zh", "en"), Exit.GATE_SHUT),
        (CandidateError("zh", "en"), Exit.FAILURE),
        (HomeBusy(REASON), Exit.FAILURE),
    ],
)
def test_exit_codes(error: GoujiError, expected: Exit) -> None:
    assert exit_of(error) is expected


def _failing_step(error: Exception) -> dg.DagsterEvent:
    @dg.asset
    def broken() -> None:
        with told():
            raise error

    done = dg.materialize([broken], raise_on_error=False)
    (event,) = [event for event in done.all_events if event.is_step_failure]
    return event


def test_a_step_fails_with_the_words_of_its_error() -> None:
    found = told_by(_failing_step(GoujiError(REASON)))
    assert found is not None
    assert (found.text("zh"), found.text("en")) == (REASON.zh, REASON.en)
    assert found.exit is Exit.BAD_INPUT
    assert found.step == "broken"


def test_a_run_that_finds_its_home_held_says_by_whom() -> None:
    @dg.resource
    def home() -> None:
        with told():
            raise HomeBusy(REASON)

    @dg.asset(required_resource_keys={"home"})
    def work() -> None: ...

    done = dg.materialize([work], resources={"home": home}, raise_on_error=False)
    found = what_failed(done.all_events)
    assert found is not None
    assert (found.zh, found.en, found.exit) == (REASON.zh, REASON.en, Exit.FAILURE)
    assert found.passing, "the other run will end"


def test_a_defect_keeps_its_traceback() -> None:
    event = _failing_step(ZeroDivisionError("oops"))
    assert told_by(event) is None
    assert event.step_failure_data.error.cause.cls_name == "ZeroDivisionError"
