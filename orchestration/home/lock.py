"""One run at a time on one home: the warehouse, the candidate and the verdicts are not shared.

The lock is a file in the home that the operating system holds for a process, so it ends with the
process, however it ends. Within a process it may be taken again: `gouji run` holds it around the
whole run, and the resource `home` takes it for runs that start in Dagster's UI.
"""

from __future__ import annotations

import fcntl
import json
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import IO

from gouji.errors import GoujiError, Reason

FILE = "run.lock"
_ATTEMPTS, _PAUSE = 4, 0.05

_held: dict[Path, tuple[IO[str], int]] = {}
"""What this process holds, and how many times."""


class HomeBusy(GoujiError):
    """Another run is at work on this home; names its process and since when."""


@contextmanager
def hold(home: Path) -> Iterator[None]:
    """Hold the home for this process.

    Raises:
        HomeBusy: another process holds it. Nothing is waited for.
    """
    path = home.resolve() / FILE
    file, times = _held.get(path) or (_acquire(path), 0)
    _held[path] = (file, times + 1)
    try:
        yield
    finally:
        file, times = _held.pop(path)
        if times > 1:
            _held[path] = (file, times - 1)
        else:
            file.close()


def holder(home: Path) -> tuple[str, str] | None:
    """Process and beginning of who holds the home, None where nobody does; takes nothing."""
    try:
        file = (home.resolve() / FILE).open(encoding="utf-8")
    except FileNotFoundError:
        return None
    with file:
        try:
            # For no longer than this line; who wants to hold the home meanwhile tries again.
            fcntl.flock(file, fcntl.LOCK_SH | fcntl.LOCK_NB)
        except BlockingIOError:
            return _holder(file.read())
    return None


def wait_until_free(warehouse: Path, seconds: float = 120.0) -> None:
    """Wait for a dbt that has outlived the run that started it, until it lets go of its file.

    Raises:
        HomeBusy: it did not in that time.
    """
    deadline = time.monotonic() + seconds
    while not _is_free(warehouse):
        if time.monotonic() > deadline:
            raise HomeBusy(
                Reason(
                    "warehouse_busy",
                    f"数仓文件 {warehouse} 一直被另一个进程占用，请关闭那个进程后再运行",
                    f"another process keeps the warehouse {warehouse} open; end it and run again",
                )
            )
        time.sleep(0.2)


def _is_free(file: Path) -> bool:
    """Whether no process has the lock that DuckDB takes on its file."""
    if not file.exists():
        return True
    with file.open("r+b") as handle:
        try:
            fcntl.lockf(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            return False
    return True


def _acquire(path: Path) -> IO[str]:
    path.parent.mkdir(parents=True, exist_ok=True)
    file = path.open("a+", encoding="utf-8")
    if not _lock(file):
        file.seek(0)
        told = _holder(file.read())
        file.close()
        raise _busy(path.parent, told)
    file.truncate(0)
    file.write(json.dumps({"pid": os.getpid(), "since": f"{datetime.now(UTC):%F %T} UTC"}))
    file.flush()
    return file


def _lock(file: IO[str]) -> bool:
    """Take the lock; somebody may just be asking who has it (`holder`)."""
    for _ in range(_ATTEMPTS):
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            time.sleep(_PAUSE)
        else:
            return True
    return False


def _holder(text: str) -> tuple[str, str]:
    try:
        told = json.loads(text)
        return str(told["pid"]), str(told["since"])
    except (ValueError, KeyError, TypeError):  # it was only just taken
        return "?", "?"


def _busy(home: Path, told: tuple[str, str]) -> HomeBusy:
    pid, since = told
    return HomeBusy(
        Reason(
            "home_busy",
            f"主目录 {home} 上已有一次运行（进程 {pid}，始于 {since}）。请等它结束，"
            "或用 --home 另指一个主目录",
            f"another run is at work on the home {home} (process {pid}, since {since}). Wait until "
            "it is done, or name another home with --home",
        )
    )
