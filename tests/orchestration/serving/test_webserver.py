from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from gouji.settings import Settings
from orchestration.serving import webserver
from tests.orchestration.serving import server

# A server that does not want to stop, with a child that does not either.
_STUBBORN = """
import signal, subprocess, sys, time
signal.signal(signal.SIGTERM, signal.SIG_IGN)
child = subprocess.Popen([sys.executable, "-c", "import signal, time\\n"
    "signal.signal(signal.SIGTERM, signal.SIG_IGN)\\ntime.sleep(60)"])
print(child.pid, flush=True)
time.sleep(60)
"""


def test_a_port_that_is_taken(tmp_path: Path) -> None:
    settings = Settings.from_environment(home=tmp_path)
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        with pytest.raises(webserver.NoPort, match=str(port)):
            webserver.serve(settings, "127.0.0.1", port, "en")


def test_a_port_that_does_not_exist(tmp_path: Path) -> None:
    with pytest.raises(webserver.NoPort, match="70000"):
        webserver.serve(Settings.from_environment(home=tmp_path), "127.0.0.1", 70000, "en")


def test_the_whole_group_is_stopped(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(webserver, "_STOPPING_SECONDS", 0.5)
    process = subprocess.Popen(
        [sys.executable, "-c", _STUBBORN], stdout=subprocess.PIPE, start_new_session=True
    )
    assert process.stdout is not None
    child = int(process.stdout.readline())
    webserver._stop(process)
    assert process.poll() == -signal.SIGKILL
    assert _gone(child)


def _gone(pid: int) -> bool:
    for _ in range(50):
        try:
            os.kill(pid, 0)
        except ProcessLookupError:
            return True
        if Path(f"/proc/{pid}/stat").read_text().split()[2] == "Z":
            return True
        time.sleep(0.1)
    return False


def test_servers_that_end_by_themselves_are_told_of(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    def start(settings: Settings, host: str, port: int, log: int) -> subprocess.Popen[bytes]:
        return subprocess.Popen(["sh", "-c", "echo why it ended; exit 1"], stdout=log)

    monkeypatch.setattr(webserver, "_start", start)
    assert webserver.serve(Settings.from_environment(home=tmp_path), "127.0.0.1", 0, "en") == 3
    assert "why it ended" in capfd.readouterr().err


@pytest.mark.slow
def test_the_ui_serves_the_assets_and_stops_when_told(tmp_path: Path) -> None:
    with server.served(tmp_path) as address:
        query = {"query": "{ assetNodes { groupName assetKey { path } } }"}
        found = _post(f"{address}/graphql", query)["data"]["assetNodes"]
        assert {"landing", "normalize", "reconcile", "marts", "gate", "release"} <= {
            node["groupName"] for node in found
        }
        with pytest.raises(urllib.error.HTTPError, match="404"):
            urllib.request.urlopen(f"{address}/gouji/reports/none.html", timeout=60)
    assert server.left_of(tmp_path) == []


@pytest.mark.slow
@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_told_to_stop_while_it_starts_it_leaves_nobody(tmp_path: Path, number: int) -> None:
    process = server.start(tmp_path, server.free_port())
    deadline = time.monotonic() + 120
    # The servers are there, and have not answered yet.
    while len(server.left_of(tmp_path)) < 2 and time.monotonic() < deadline:
        time.sleep(0.1)
    process.send_signal(number)
    assert process.wait(timeout=60) == 0
    assert _soon(lambda: server.left_of(tmp_path) == []), server.left_of(tmp_path)


_LAUNCH = """mutation($params: ExecutionParams!) { launchRun(executionParams: $params) {
  __typename ... on LaunchRunSuccess { run { runId } } ... on PythonError { message } } }"""
_STATUS = "query($id: ID!) { runOrError(runId: $id) { ... on Run { status } } }"


@pytest.mark.slow
def test_a_run_under_way_ends_with_it(
    tmp_path: Path, few_reports: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GOUJI_SOURCE", str(few_reports))
    selector = {
        "repositoryName": "__repository__",
        "repositoryLocationName": "orchestration.definitions",
        "jobName": "ingest",
    }
    with server.served(tmp_path) as address:
        params = {"selector": selector, "runConfigData": {}, "mode": "default"}
        answer = _post(f"{address}/graphql", {"query": _LAUNCH, "variables": {"params": params}})[
            "data"
        ]["launchRun"]
        run_id = answer["run"]["runId"]

        def status() -> str:
            query = {"query": _STATUS, "variables": {"id": run_id}}
            return str(_post(f"{address}/graphql", query)["data"]["runOrError"]["status"])

        assert _soon(lambda: status() in {"STARTING", "STARTED"}, seconds=60), status()
    assert _soon(lambda: server.left_of(tmp_path) == []), server.left_of(tmp_path)


def _soon(holds: Callable[[], bool], seconds: float = 10) -> bool:
    deadline = time.monotonic() + seconds
    while not holds():
        if time.monotonic() > deadline:
            return False
        time.sleep(0.2)
    return True


def _post(url: str, body: object) -> Any:
    request = urllib.request.Request(
        url, json.dumps(body).encode(), {"content-type": "application/json"}
    )
    with urllib.request.urlopen(request, timeout=60) as answer:
        return json.load(answer)
