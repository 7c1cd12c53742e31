"""A `gouji run` that is killed (SIGKILL) at a chosen event of a chosen step.

    python -m tests.faults.doomed_run HOME SOURCE

reads lines "STEP EVENT" and answers each with the exit code of a run, a fork of its own that finds
everything imported. With `- -` nobody is killed; then the exit code is that of the outcome, and
what it says of a failure is in HOME/told.
"""

from __future__ import annotations

import os
import signal
import sys
from pathlib import Path
from typing import Any

import duckdb  # noqa: F401
import great_expectations  # noqa: F401
import pandera.polars  # noqa: F401
import xlsxwriter  # noqa: F401

from gouji.errors import GoujiError
from gouji.settings import Settings
from orchestration.command_line.running import carry_out
from orchestration.failures import exit_of
from orchestration.home.lock import hold
from orchestration.terminal import new_log, quiet


class Doom:
    """Stands where the progress bar does; at the chosen event the process is gone."""

    def __init__(self, step: str, event: str) -> None:
        self._fatal = (step, event)

    def expect(self, units: int) -> None:
        """How much is to come is nothing to us."""

    def see(self, entry: Any) -> None:
        event = entry.dagster_event
        if event is not None and (event.step_key, event.event_type_value) == self._fatal:
            os.kill(os.getpid(), signal.SIGKILL)


def run_once(home: str, source: str, step: str, event: str) -> int:
    settings = Settings.from_environment(home=home, source=source)
    settings.prepare()
    told = settings.home / "told"
    told.unlink(missing_ok=True)
    try:
        with hold(settings.home), quiet(new_log(settings.home / "logs")):
            outcome = carry_out(settings, Doom(step, event))  # type: ignore[arg-type]
    except GoujiError as error:  # between the steps; `gouji run` says it in the same way
        told.write_text(error.reason.en)
        return int(exit_of(error))
    if outcome.told is not None:
        told.write_text(outcome.told.en)
    return int(outcome.exit)


def main(home: str, source: str) -> None:
    Path(home).mkdir(exist_ok=True)
    for line in sys.stdin:
        step, event = line.split()
        child = os.fork()
        if child == 0:
            code = 99
            try:
                code = run_once(home, source, step, event)
            finally:
                os._exit(code)
        print(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]), flush=True)


if __name__ == "__main__":
    main(*sys.argv[1:])
