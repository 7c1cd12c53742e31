"""How work over batches is spread: in this process, or over a pool of processes.

One small interface, `Backend.map_batches`, so that callers do not know which it is; a cluster
joins by a further class. What is mapped must be picklable, reads what it needs
from a store, writes what it makes to a store, and returns only a small account of it.

A worker that dies (memory, or a defect in native code) loses the batch it had. That batch comes
back as `Lost`, and the others are not affected.
"""

from __future__ import annotations

import multiprocessing
import os
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass
from typing import Generic, Protocol, TypeVar

from gouji.errors import GoujiError, Reason

B = TypeVar("B")
R = TypeVar("R")


class BackendError(GoujiError):
    """The workers cannot be started at all."""


@dataclass(frozen=True, slots=True)
class Lost(Generic[B]):
    """The worker died while it had this batch and nothing else."""

    batch: B


class Backend(Protocol):
    """Maps a function over batches."""

    def map_batches(self, fn: Callable[[B], R], batches: Sequence[B]) -> Iterator[R | Lost[B]]:
        """One answer for each batch, in any order. What `fn` raises is raised here."""
        ...


@dataclass(frozen=True, slots=True)
class Serial:
    """In this process, one batch after the other."""

    def map_batches(self, fn: Callable[[B], R], batches: Sequence[B]) -> Iterator[R | Lost[B]]:
        """As `Backend.map_batches`; nothing is ever lost, a death ends the run."""
        return map(fn, batches)


@dataclass(frozen=True, slots=True)
class ProcessPool:
    """Over some processes of this machine."""

    workers: int

    def map_batches(self, fn: Callable[[B], R], batches: Sequence[B]) -> Iterator[R | Lost[B]]:
        """As `Backend.map_batches`.

        Only as many batches as there are workers are under way, so that few are suspects when one
        dies; each suspect is then tried again alone.
        """
        waiting = list(reversed(batches))
        while waiting:
            suspects: list[B] = []
            yield from self._run(fn, waiting, suspects, self.workers)
            for suspect in suspects:
                guilty: list[B] = []
                yield from self._run(fn, [suspect], guilty, 1)
                yield from map(Lost, guilty)

    @staticmethod
    def _run(
        fn: Callable[[B], R], waiting: list[B], suspects: list[B], workers: int
    ) -> Iterator[R]:
        """Answers until `waiting` is empty or a worker dies; then its batches are in `suspects`."""
        with _pool(min(workers, len(waiting))) as pool:
            running: dict[Future[R], B] = {}
            while (waiting or running) and not suspects:
                while waiting and len(running) < workers:
                    try:
                        running[pool.submit(fn, waiting[-1])] = waiting[-1]
                    except BrokenProcessPool:
                        break
                    waiting.pop()
                if not running:
                    return  # a worker died while it had nothing to do
                done, _ = wait(running, return_when=FIRST_COMPLETED)
                for future in done:
                    batch = running.pop(future)
                    try:
                        yield future.result()
                    except BrokenProcessPool:
                        suspects.append(batch)
            suspects.extend(running.values())


def available_workers() -> int:
    """The number of processors this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def _pool(workers: int) -> ProcessPoolExecutor:
    """A pool whose workers have been seen to start.

    They are started afresh, not forked: the libraries in use have threads, which do not survive
    a fork.
    """
    pool = ProcessPoolExecutor(workers, mp_context=multiprocessing.get_context("spawn"))
    try:
        pool.submit(_started).result()
    except (BrokenProcessPool, OSError) as error:
        pool.shutdown(wait=False, cancel_futures=True)
        raise BackendError(
            Reason(
                "no_workers",
                f"无法启动工作进程（{error}）；没有它们，无法保证一份坏文件不拖垮其余文件",
                f"worker processes cannot be started ({error}); without them a bad file could not "
                "be kept from taking the others down",
            )
        ) from error
    return pool


def _started() -> None:
    """What a worker does to show that it is there."""
