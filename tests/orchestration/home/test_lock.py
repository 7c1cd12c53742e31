from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from orchestration.home.lock import HomeBusy, hold, wait_until_free

_HOLDER = """
import sys, time
from pathlib import Path
from orchestration.home.lock import hold
with hold(Path(sys.argv[1])):
    print("held", flush=True)
    sys.stdin.read()
"""


@pytest.fixture
def other_process(tmp_path: Path, project_root: Path):
    """Another process that holds `tmp_path`."""
    command = [sys.executable, "-c", _HOLDER, str(tmp_path)]
    env = {"PYTHONPATH": f"{project_root}:{project_root / 'src'}"}
    with subprocess.Popen(
        command, env=env, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "held\n"
        yield process
        process.kill()


def test_another_process_is_refused_and_told_who_is_at_work(
    tmp_path: Path, other_process: subprocess.Popen[str]
) -> None:
    with pytest.raises(HomeBusy) as caught, hold(tmp_path):
        pass
    for lang in ("zh", "en"):
        assert str(other_process.pid) in caught.value.reason.text(lang)
        assert str(tmp_path) in caught.value.reason.text(lang)


def test_a_process_that_was_killed_holds_nothing(
    tmp_path: Path, other_process: subprocess.Popen[str]
) -> None:
    other_process.kill()
    other_process.wait()
    with hold(tmp_path):
        pass


def test_the_same_process_may_hold_it_again(tmp_path: Path, project_root: Path) -> None:
    with hold(tmp_path):
        with hold(tmp_path):
            pass
        assert _other_process_may(tmp_path, project_root) is False
    assert _other_process_may(tmp_path, project_root) is True


_OPENER = """
import sys
import duckdb
connection = duckdb.connect(sys.argv[1])
print("open", flush=True)
sys.stdin.read()
"""


def test_a_warehouse_that_somebody_has_open_is_waited_for(tmp_path: Path) -> None:
    file = tmp_path / "warehouse.duckdb"
    wait_until_free(file)
    with subprocess.Popen(
        [sys.executable, "-c", _OPENER, str(file)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "open\n"
        with pytest.raises(HomeBusy, match=r"warehouse\.duckdb"):
            wait_until_free(file, seconds=0.3)
        process.communicate("")
    wait_until_free(file, seconds=0.3)


def _other_process_may(home: Path, root: Path) -> bool:
    command = [sys.executable, "-c", _HOLDER, str(home)]
    env = {"PYTHONPATH": f"{root}:{root / 'src'}"}
    done = subprocess.run(
        command, env=env, capture_output=True, stdin=subprocess.DEVNULL, check=False
    )
    return done.returncode == 0
