"""The terminal of a person who waits: kept free of what programs say to each other.

Dagster, dbt and Great Expectations write a great deal to standard output and error. During a run
both lead to a log file, and what a person is to see goes to the terminal as it was before.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import IO

from rich.console import Console

_KEPT = 30
_WIDTH = 120


class Terminal:
    """Standard output and error of the process as they were when it was made."""

    def __init__(self) -> None:
        self.out = _console(sys.stdout)
        self.err = _console(sys.stderr)

    @property
    def watched(self) -> bool:
        """Whether a person sits there, to whom something may move."""
        return self.err.is_terminal


@contextmanager
def quiet(log: Path) -> Iterator[None]:
    """Let everything that writes to standard output or error write to a file instead."""
    log.parent.mkdir(parents=True, exist_ok=True)
    _flush()
    descriptors = [os.dup(descriptor) for descriptor in (1, 2)]
    streams = sys.stdout, sys.stderr
    with log.open("ab") as file:
        for descriptor in (1, 2):
            os.dup2(file.fileno(), descriptor)
    try:
        # Python's own streams may lead elsewhere by now, as they do under pytest.
        sys.stdout, sys.stderr = (_line_by_line(descriptor) for descriptor in (1, 2))
        yield
    finally:
        _flush()
        sys.stdout, sys.stderr = streams
        for descriptor, before in zip((1, 2), descriptors, strict=True):
            os.dup2(before, descriptor)
            os.close(before)


def new_log(folder: Path) -> Path:
    """A file for the output of a run; of older ones only the latest are kept."""
    for old in sorted(folder.glob("run-*.log"))[: -(_KEPT - 1)]:
        old.unlink(missing_ok=True)
    return folder / f"run-{datetime.now(UTC):%Y%m%dT%H%M%S.%fZ}.log"


def _line_by_line(descriptor: int) -> IO[str]:
    return os.fdopen(
        descriptor, "w", buffering=1, encoding="utf-8", errors="backslashreplace", closefd=False
    )


def _console(stream: IO[str]) -> Console:
    try:
        own = os.fdopen(os.dup(stream.fileno()), "w", encoding="utf-8", errors="replace")
    except (OSError, ValueError):  # replaced by something that is no file, as tests do
        own = stream
    width = None if own.isatty() else _WIDTH
    return Console(file=own, width=width, highlight=False, soft_wrap=True)


def _flush() -> None:
    for stream in (sys.stdout, sys.stderr):
        stream.flush()
