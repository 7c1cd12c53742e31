"""The collector is off while a document is read, and on again whatever becomes of it."""

from __future__ import annotations

import gc
import threading
from collections.abc import Iterator

import pytest

from gouji import collector
from gouji.extraction import reader


@pytest.fixture(autouse=True)
def _running() -> Iterator[None]:
    was = gc.isenabled()
    gc.enable()
    yield
    (gc.enable if was else gc.disable)()


def test_it_runs_again_after_nested_pauses() -> None:
    with collector.paused():
        with collector.paused():
            assert not gc.isenabled()
        assert not gc.isenabled()
    assert gc.isenabled()


def test_it_runs_again_after_an_error() -> None:
    with pytest.raises(ValueError, match="broken"), collector.paused():
        raise ValueError("broken")
    assert gc.isenabled()


def test_it_stays_off_where_it_was_off() -> None:
    gc.disable()
    with collector.paused():
        pass
    assert not gc.isenabled()


def test_of_two_threads_the_one_that_stopped_it_starts_it() -> None:
    inside, leave = threading.Event(), threading.Event()

    def other() -> None:
        with collector.paused():
            inside.set()
            leave.wait(5)

    thread = threading.Thread(target=other)
    with collector.paused():
        thread.start()
        assert inside.wait(5)
    assert gc.isenabled()
    leave.set()
    thread.join()
    assert gc.isenabled()


def test_a_document_is_read_without_it(monkeypatch: pytest.MonkeyPatch) -> None:
    seen = []
    monkeypatch.setattr(reader, "open_document", _noting(seen, reader.open_document))
    reader.read_report("政府信息公开工作年度报告".encode(), "a.txt")
    assert seen == [False]
    assert gc.isenabled()


def _noting(seen: list[bool], function):  # type: ignore[no-untyped-def]
    def noting(*args: object) -> object:
        seen.append(gc.isenabled())
        return function(*args)

    return noting
