"""Turns errors that a person is meant to read into failures of a step, and back.

A `GoujiError` says what is wrong in one paragraph; in Dagster's UI and in `gouji run` it is shown
as that, without a traceback. Any other exception stays what it is: a defect.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from enum import IntEnum
from typing import Any

import dagster as dg
from dagster._core.errors import DagsterInvariantViolationError

from gouji.errors import GoujiError
from gouji.release.errors import (
    CandidateError,
    DamagedPointer,
    GateShut,
    HeldContent,
    PublishConflict,
    PushRefused,
    UploadError,
)
from gouji.storage import StorageError
from orchestration.home.lock import HomeBusy

_ZH, _EN, _EXIT, _KIND = "原因", "reason", "exit code", "kind"
_PUBLISHING = "release"
_PASSING = frozenset(one.__name__ for one in (StorageError, HomeBusy, PublishConflict, UploadError))
_CAUSES = 8
RETRIES, WAIT_SECONDS = 2, 5


class Exit(IntEnum):
    """The exit codes of `gouji run`."""

    PUBLISHED = 0
    GATE_SHUT = 1
    BAD_INPUT = 2
    FAILURE = 3


@dataclass(frozen=True, slots=True)
class Told:
    """What went wrong, for a person. `step` is None where it was before any step.

    passing: whether it may pass by itself: a server that does not answer, a run that was killed.
    """

    zh: str
    en: str
    exit: Exit
    step: str | None = None
    passing: bool = False

    def text(self, lang: str) -> str:
        """The paragraph in Chinese ("zh") or English."""
        return self.zh if lang == "zh" else self.en


def exit_of(error: GoujiError) -> Exit:
    """What an error means to the caller of the command."""
    if isinstance(error, GateShut | HeldContent):
        return Exit.GATE_SHUT
    broken = (CandidateError, PublishConflict, UploadError, DamagedPointer, HomeBusy, PushRefused)
    return Exit.FAILURE if isinstance(error, broken) else Exit.BAD_INPUT


@contextmanager
def told() -> Iterator[None]:
    """Within a step: a `GoujiError` fails it with its own words.

    Only where a release did not arrive whole is the step tried again, twice: what is missing, bad
    input, a shut gate and a defect are the same the next time, and a server that does not answer
    was asked again long enough (`gouji.storage_s3_client`).
    """
    try:
        yield
    except GoujiError as error:
        _try_again(error)
        raise failure_of(
            error.reason.zh, error.reason.en, exit_of(error), type(error).__name__
        ) from None


def _try_again(error: GoujiError) -> None:
    """Raise RetryRequested where the next attempt may well succeed."""
    if not isinstance(error, UploadError):
        return
    try:
        attempt = dg.OpExecutionContext.get().retry_number
    except DagsterInvariantViolationError:  # called outside of any step
        return
    if attempt < RETRIES:
        raise dg.RetryRequested(RETRIES, WAIT_SECONDS * 2**attempt) from error


def failure_of(zh: str, en: str, code: Exit = Exit.FAILURE, kind: str = "") -> dg.Failure:
    """A failure of a step that says this and nothing else, and is not tried again.

    Args:
        zh: why, in Chinese.
        en: why, in English.
        code: what it means to the caller of the command.
        kind: the name of the error that it was.
    """
    return dg.Failure(
        description=f"{zh}\n{en}",
        metadata={_ZH: zh, _EN: en, _EXIT: int(code), _KIND: kind},
        allow_retries=False,
    )


def told_by(event: Any) -> Told | None:
    """What a STEP_FAILURE event says of a `GoujiError`, None where it was another exception."""
    failure = event.step_failure_data.user_failure_data
    if failure is None or _EN not in failure.metadata:
        return None
    values = {key: entry.value for key, entry in failure.metadata.items()}
    passing = values.get(_KIND) in _PASSING
    return Told(values[_ZH], values[_EN], Exit(values[_EXIT]), event.step_key, passing)


def what_failed(events: Iterable[Any]) -> Told | None:
    """The first thing that went wrong in a run, in words; None where somebody stopped it.

    Args:
        events: the `DagsterEvent`s of the run, in order.
    """
    for event in events:
        if event.event_type_value == "ASSET_CHECK_EVALUATION":
            found = event.asset_check_evaluation_data
            if not found.passed and found.blocking:
                return _check(found, event.step_key)
        if event.is_step_failure:
            if _is_interruption(event):
                return None
            return told_by(event) or _defect(event)
        if event.is_job_failure and (found := _before_any_step(event)) is not None:
            return found
    text = ("运行未能完成", "the run did not come to its end")
    return Told(*text, Exit.FAILURE, passing=True)


def _before_any_step(event: Any) -> Told | None:
    """What `told` said where a run was made ready: the home is held by another one, or unusable."""
    data = event.job_failure_data  # none of a run that somebody else marked as failed
    error = data.error if data is not None else None
    while error is not None and error.cls_name != dg.Failure.__name__:
        error = error.cause
    if error is None:
        return None
    # Nothing but the text of a Failure is kept here: see `failure_of`.
    zh, _, en = error.message.partition(": ")[2].strip().partition("\n")
    return Told(zh, en, Exit.FAILURE, passing=True)


def _check(found: Any, step: str) -> Told:
    name, asset = found.check_name, found.asset_key.to_user_string()
    return Told(
        f"{asset} 未通过校验 {name}，其后各步没有进行，没有发布任何内容",
        f"{asset} does not pass the check {name}; what comes after it was not done, and nothing "
        "was published",
        Exit.FAILURE,
        step,
    )


def _is_interruption(event: Any) -> bool:
    error = event.step_failure_data.error
    return error is not None and error.cls_name == dg.DagsterExecutionInterruptedError.__name__


def _defect(event: Any) -> Told:
    """An exception that nobody foresaw: its kind and first line, from where it began."""
    error = event.step_failure_data.error
    for _ in range(_CAUSES):
        if error is not None and error.cause is not None:
            error = error.cause
    message = " ".join(str(error.message).split()) if error else ""
    # Publishing itself may have come as far as the pointer.
    zh, en = (
        ("", "")
        if event.step_key == _PUBLISHING
        else ("。没有发布任何内容", ". Nothing was published")
    )
    return Told(
        f"步骤 {event.step_key} 出错：{message[:600]}{zh}",
        f"the step {event.step_key} failed: {message[:600]}{en}",
        Exit.FAILURE,
        event.step_key,
    )
