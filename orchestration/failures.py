"""Turns errors that a person is meant to read into failures of a step, and back.

A `GoujiError` says what is wrong in one paragraph; in Dagster's UI and in `gouji run` it is shown
as that, without a traceback. Any other exception stays what it is: a defect.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from enum import IntEnum
from typing import Any

import dagster as dg

from gouji.errors import GoujiError
from gouji.release.errors import (
    CandidateError,
    DamagedPointer,
    GateShut,
    HeldContent,
    PublishConflict,
    UploadError,
)
from orchestration.home_lock import HomeBusy

_ZH, _EN, _EXIT = "原因", "reason", "exit code"


class Exit(IntEnum):
    """The exit codes of `gouji run`."""

    PUBLISHED = 0
    GATE_SHUT = 1
    BAD_INPUT = 2
    FAILURE = 3


@dataclass(frozen=True, slots=True)
class Told:
    """What went wrong, for a person. `step` is None where it was before any step."""

    zh: str
    en: str
    exit: Exit
    step: str | None = None

    def text(self, lang: str) -> str:
        """The paragraph in Chinese ("zh") or English."""
        return self.zh if lang == "zh" else self.en


def exit_of(error: GoujiError) -> Exit:
    """What an error means to the caller of the command."""
    if isinstance(error, GateShut | HeldContent):
        return Exit.GATE_SHUT
    broken = (CandidateError, PublishConflict, UploadError, DamagedPointer, HomeBusy)
    return Exit.FAILURE if isinstance(error, broken) else Exit.BAD_INPUT


@contextmanager
def told() -> Iterator[None]:
    """Within a step: a `GoujiError` fails it with its own words, and is not tried again."""
    try:
        yield
    except GoujiError as error:
        raise dg.Failure(
            description=f"{error.reason.zh}\n{error.reason.en}",
            metadata={_ZH: error.reason.zh, _EN: error.reason.en, _EXIT: int(exit_of(error))},
            allow_retries=False,
        ) from None


def told_by(event: Any) -> Told | None:
    """What a STEP_FAILURE event says of a `GoujiError`, None where it was another exception."""
    failure = event.step_failure_data.user_failure_data
    if failure is None or _EN not in failure.metadata:
        return None
    values = {key: entry.value for key, entry in failure.metadata.items()}
    return Told(values[_ZH], values[_EN], Exit(values[_EXIT]), event.step_key)
