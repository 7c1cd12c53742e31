from __future__ import annotations

import os
import time
from collections.abc import Iterator

import pytest

from gouji import backends
from gouji.backends import Backend, BackendError, Lost, ProcessPool, Serial


@pytest.fixture(params=["serial", "pool"], scope="module")
def backend(request: pytest.FixtureRequest) -> Iterator[Backend]:
    yield Serial() if request.param == "serial" else ProcessPool(2)


def square(n: int) -> int:
    return n * n


def fail_at_three(n: int) -> int:
    if n == 3:
        raise ValueError("three")
    return n


def die_at_three(n: int) -> tuple[int, int]:
    if n == 3:
        time.sleep(0.2)
        os._exit(1)
    return n, os.getpid()


def test_every_batch_has_an_answer(backend: Backend) -> None:
    assert sorted(map(int, backend.map_batches(square, range(7)))) == [n * n for n in range(7)]  # type: ignore[arg-type]
    assert list(backend.map_batches(square, [])) == []


def test_an_error_reaches_the_caller(backend: Backend) -> None:
    with pytest.raises(ValueError, match="three"):
        list(backend.map_batches(fail_at_three, range(5)))


def test_a_worker_that_dies_loses_its_batch_only() -> None:
    answers = list(ProcessPool(2).map_batches(die_at_three, range(8)))
    lost = [answer.batch for answer in answers if isinstance(answer, Lost)]
    done = [answer for answer in answers if not isinstance(answer, Lost)]
    assert lost == [3]
    assert sorted(n for n, _ in done) == [0, 1, 2, 4, 5, 6, 7]
    assert os.getpid() not in {pid for _, pid in done}


def test_workers_that_never_start_are_an_error_and_not_lost_batches(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(backends, "_started", _die)
    with pytest.raises(BackendError, match="worker processes cannot be started"):
        list(ProcessPool(1).map_batches(square, [1]))


def _die() -> None:
    os._exit(1)


def test_there_is_a_worker_for_each_processor() -> None:
    assert backends.available_workers() >= 1
