"""How far a run is, from the events of Dagster and from what the library tells of long steps.

What does not belong here: what came of the run (`running` and `summary` in
`orchestration.command_line`).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

from rich.progress import BarColumn, Progress, TaskID, TextColumn, TimeElapsedColumn

from orchestration.terminal import Terminal

_STEPS = {
    "collected_reports": ("收取报告", "collecting reports"),
    "raw_reports": ("取入报告", "taking in reports"),
    "readings": ("读取报告", "reading reports"),
    "reports": ("整理报告", "sorting reports"),
    "table_readings": ("整理表格", "sorting tables"),
    "figures": ("整理数字", "sorting figures"),
    "claims": ("整理文中所述", "sorting claims"),
    "reconciliation": ("勾稽核对", "reconciling"),
    "warehouse": ("构建数仓", "building the warehouse"),
    "candidate": ("汇总待发布内容", "collecting the candidate"),
    "candidate_gate": ("关口判定", "judging at the gate"),
    "release": ("发布", "publishing"),
}
_CHECKING = ("校验", "validating")
_STARTING = ("启动", "starting")
_COUNTED = {"STEP_SUCCESS", "ASSET_CHECK_EVALUATION", "ASSET_MATERIALIZATION"}

_watcher: ContextVar[Watcher | None] = ContextVar("watcher", default=None)


def tell() -> Callable[[int, int], None] | None:
    """For the `progress` argument of a long step; None where nobody watches."""
    watcher = _watcher.get()
    return watcher.part_done if watcher else None


class Watcher:
    """A bar over the steps of a run; each event of the run is handed to it."""

    def __init__(self, bar: Progress, lang: str) -> None:
        self._bar, self._lang = bar, lang
        self._task: TaskID = bar.add_task(self._text(_STARTING), total=None)
        self._done: set[str] = set()

    def expect(self, units: int) -> None:
        """So many steps, models and checks are to come, in all."""
        self._bar.update(self._task, total=units, completed=0)
        self._done.clear()

    def see(self, entry: Any) -> None:
        """Take note of one entry of the event log."""
        event = entry.dagster_event
        if event is None:
            return
        if event.event_type_value == "STEP_START":
            name = self._text(_STEPS.get(event.step_key, _CHECKING))
            self._bar.update(self._task, description=name)
        elif event.event_type_value in _COUNTED:
            self._count(event)

    def part_done(self, done: int, of: int) -> None:
        """So much of the present step is done."""
        text = self._bar.tasks[0].description.partition(" ")[0]
        self._bar.update(self._task, description=f"{text} {done}/{of}")

    def _count(self, event: Any) -> None:
        # An asset of many years says so once for each of them.
        if event.event_type_value == "ASSET_MATERIALIZATION":
            key = f"asset {event.asset_key.to_user_string()}"
        elif event.event_type_value == "ASSET_CHECK_EVALUATION":
            found = event.asset_check_evaluation_data
            key = f"check {found.asset_key.to_user_string()} {found.check_name}"
        else:
            key = f"step {event.step_key}"
        self._done.add(key)
        self._bar.update(self._task, completed=len(self._done))

    def _text(self, both: tuple[str, str]) -> str:
        return both[0 if self._lang == "zh" else 1]


@contextmanager
def watching(terminal: Terminal, lang: str) -> Iterator[Watcher]:
    """A bar on the terminal while the block lasts; nothing is drawn where no person sits."""
    columns = (
        TextColumn("[bold]{task.description}", justify="left"),
        BarColumn(bar_width=40),
        TextColumn("{task.percentage:>3.0f}%"),
        TimeElapsedColumn(),
    )
    bar = Progress(*columns, console=terminal.err, transient=True, disable=not terminal.watched)
    with bar:
        watcher = Watcher(bar, lang)
        token = _watcher.set(watcher)
        try:
            yield watcher
        finally:
            _watcher.reset(token)
