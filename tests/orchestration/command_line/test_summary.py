from __future__ import annotations

import io
from pathlib import Path

import pytest
from rich.console import Console

from gouji.release.verdict import ExpectationResult, State, Verdict
from gouji.storage import open_store
from orchestration.command_line import summary
from orchestration.command_line.running import Outcome
from orchestration.failures import Exit, Told


@pytest.fixture
def console() -> Console:
    return Console(file=io.StringIO(), width=120, soft_wrap=True)


def _text(console: Console) -> str:
    assert isinstance(console.file, io.StringIO)
    return console.file.getvalue()


def test_statuses_are_counted_and_what_is_withheld_is_named(lake: Path, console: Console) -> None:
    summary.print_statuses(console, open_store(lake), "en")
    lines = _text(console).splitlines()
    rows = {line.split("│")[0].strip(): line.split("│")[1].strip() for line in lines if "│" in line}
    assert rows == {"reconciled": "2", "withheld": "1", "unreadable": "1", "total": "4"}
    named = [line for line in lines if ".txt" in line]
    assert [line.split()[0] for line in named] == ["wanglan_2020.txt", "weiqiao_2019.txt"]
    assert all(len(line.split("] ")[1]) > 5 for line in named)
    assert "[withheld] Requests received and handled: " in named[0]


def test_the_same_in_chinese(lake: Path, console: Console) -> None:
    summary.print_statuses(console, open_store(lake), "zh")
    assert "暂不发布" in _text(console)
    assert "未能全部发布的报告" in _text(console)
    assert "[暂不发布] 《收到和处理政府信息公开申请情况》：" in _text(console)


def _verdict(state: State) -> Verdict:
    result = (ExpectationResult("s", "e", success=False),)
    return Verdict(state, "f" * 64, "2026-03-01", False, result, ("错了一处",), ("one is wrong",))


@pytest.mark.parametrize(
    ("outcome", "zh", "en"),
    [
        (Outcome(Exit.PUBLISHED, "r1", "/p/r1", new=True), "已发布：/p/r1", "Published: /p/r1"),
        (Outcome(Exit.PUBLISHED, "r1", "/p/r1"), "没有任何变化", "Unchanged: nothing differs"),
        (
            Outcome(Exit.PUBLISHED, "r1", "/p/r1", verdict=_verdict(State.PASSED)),
            "发布内容没有变化",
            "Unchanged: the content is that of the current release",
        ),
        (Outcome(Exit.GATE_SHUT, verdict=_verdict(State.FAILED)), "关口未通过", "The gate is shut"),
        (
            Outcome(Exit.GATE_SHUT, verdict=_verdict(State.ERRORED)),
            "关口未能判定",
            "could not be judged",
        ),
    ],
)
def test_what_came_of_it(outcome: Outcome, zh: str, en: str) -> None:
    for lang, expected in (("zh", zh), ("en", en)):
        console = Console(file=io.StringIO(), width=200)
        summary.print_outcome(console, outcome, lang)
        assert expected in _text(console)


def test_files_worth_a_note_are_named(console: Console) -> None:
    note = {"path": "lost.txt", "zh": "登记表有此行，但没有这个文件", "en": "no such file"}
    summary.print_notes(console, Outcome(Exit.PUBLISHED, notes=(note,)), "en")
    assert "lost.txt  no such file" in _text(console)
    summary.print_notes(console, Outcome(Exit.PUBLISHED), "en")
    assert _text(console).count("Please note") == 1


def test_why_the_gate_is_shut(console: Console) -> None:
    summary.print_outcome(console, Outcome(Exit.GATE_SHUT, verdict=_verdict(State.FAILED)), "en")
    assert "one is wrong" in _text(console)


def test_a_failure_leads_to_the_log_and_bad_input_does_not(console: Console) -> None:
    log = Path("/home/logs/run.log")
    summary.print_error(console, Told("坏", "bad [x]", Exit.BAD_INPUT), log, "en")
    assert _text(console) == "gouji: bad [x]\n"
    summary.print_error(console, Told("坏", "broken", Exit.FAILURE, "warehouse"), log, "en")
    assert str(log) in _text(console)
