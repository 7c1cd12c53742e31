"""Runs two things in turn and prints the ratio of their medians."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable


def median_pair(
    ours: Callable[[], object],
    baseline: Callable[[], object],
    rounds: int = 15,
    clock: Callable[[], float] = time.perf_counter,
    before: Callable[[], object] = int,
) -> tuple[float, float]:
    """Median seconds of both, A B A B ..., after one warm-up of each.

    What runs in this process alone may take `time.process_time` as its clock, so that other work on
    the machine does not decide. `before` runs before each, and is not timed.
    """
    ours()
    baseline()
    taken: tuple[list[float], list[float]] = ([], [])
    for _ in range(rounds):
        for run, times in zip((ours, baseline), taken, strict=True):
            before()
            start = clock()
            run()
            times.append(clock() - start)
    return statistics.median(taken[0]), statistics.median(taken[1])


def show(name: str, ours: float, baseline_name: str, baseline: float, goal: str = "") -> None:
    """One line: both medians in milliseconds and their ratio."""
    goal_text = f"   goal {goal}" if goal else ""
    print(
        f"{name:44} {ours * 1e3:9.2f} ms   {baseline_name:36} {baseline * 1e3:9.2f} ms"
        f"   ratio {ours / baseline:6.2f}{goal_text}",
        flush=True,
    )
