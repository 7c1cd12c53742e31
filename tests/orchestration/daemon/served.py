"""Starts `gouji ui` on a home and asks it, over GraphQL, what its sensors and runs did."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[3]
PATIENCE = 1500.0

_RUNS = """{ runsOrError(limit: 100) { ... on Runs { results {
    runId jobName status startTime endTime tags { key value } } } } }"""
_TICKS = """query($selector: SensorSelector!) { sensorOrError(sensorSelector: $selector) {
    ... on Sensor { sensorState { status ticks(limit: 1000) {
        timestamp status runIds skipReason error { message } } } } } }"""
SENSORS = ("source_sensor", "publishing_sensor")


@dataclass(frozen=True)
class Run:
    """A run as it is on record."""

    run_id: str
    job: str
    status: str
    tags: Mapping[str, str]
    began: float | None

    @property
    def over(self) -> bool:
        return self.status in {"SUCCESS", "FAILURE", "CANCELED"}

    @property
    def years(self) -> str:
        start = self.tags.get("dagster/asset_partition_range_start")
        return f"{start} .. {self.tags['dagster/asset_partition_range_end']}" if start else ""


@dataclass
class Served:
    """A home that is served."""

    home: Path
    source: str
    address: str
    process: subprocess.Popen[str]
    env: dict[str, str] = field(repr=False)

    def ask(self, query: str, **variables: Any) -> Any:
        body = json.dumps({"query": query, "variables": variables}).encode()
        request = urllib.request.Request(
            f"{self.address}/graphql", body, {"content-type": "application/json"}
        )
        with urllib.request.urlopen(request, timeout=120) as found:
            told = json.load(found)
        assert "errors" not in told, told
        return told["data"]

    def runs(self) -> list[Run]:
        """All runs, the first one first."""
        found = self.ask(_RUNS)["runsOrError"]["results"]
        return [
            Run(
                one["runId"],
                one["jobName"],
                one["status"],
                {tag["key"]: tag["value"] for tag in one["tags"]},
                one["startTime"],
            )
            for one in reversed(found)
        ]

    def ticks(self, sensor: str) -> list[dict[str, Any]]:
        """All ticks of a sensor, the first one first."""
        state = self.ask(_TICKS, selector=self.selector("sensorName", sensor))
        return list(reversed(state["sensorOrError"]["sensorState"]["ticks"]))

    def selector(self, key: str, name: str) -> dict[str, str]:
        return {
            "repositoryName": "__repository__",
            "repositoryLocationName": "orchestration.definitions",
            key: name,
        }

    def wait(self, until: Callable[[], Any], what: str, seconds: float = PATIENCE) -> Any:
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline:
            assert self.process.poll() is None, "the server ended"
            found = until()
            if found:
                return found
            time.sleep(1)
        raise AssertionError(f"not in {seconds:.0f} s: {what}\n{self.log()}")

    def wait_for_runs(self, *jobs: str) -> list[Run]:
        """Until just these runs, by name of their job, are on record and over."""

        def there() -> list[Run] | None:
            runs = self.runs()
            enough = len(runs) >= len(jobs) and all(run.over for run in runs)
            return runs if enough else None

        runs = self.wait(there, f"runs {jobs}")
        assert [run.job for run in runs] == list(jobs), self.log()
        return runs

    def wait_for_reason(self, sensor: str, words: str, looks: int = 1) -> None:
        """Until a sensor has given the same reason at so many ticks in a row."""

        def there() -> bool:
            last = self.ticks(sensor)[-looks:]
            return len(last) == looks and all(words in (t["skipReason"] or "") for t in last)

        self.wait(there, f"{sensor}: {words}")

    def log(self) -> str:
        """Ticks and runs in their order, equal ticks once."""
        lines = [(run.began or 0.0, _told(run)) for run in self.runs()]
        for sensor in SENSORS:
            last = None
            for tick in self.ticks(sensor):
                error = tick["error"]["message"] if tick["error"] else ""
                asked = ", ".join(run_id[:8] for run_id in tick["runIds"])
                said = f"asks for run {asked}" if asked else (tick["skipReason"] or error)
                if said != last:
                    lines.append((tick["timestamp"], f"tick {sensor:18} {said}"))
                last = said
        return "\n".join(
            f"{time.strftime('%H:%M:%S', time.gmtime(at))}  {text}" for at, text in sorted(lines)
        )


def _told(run: Run) -> str:
    years = f" years {run.years}" if run.years else ""
    return f"run  {run.job:18} {run.run_id[:8]} {run.status}{years}"


@contextmanager
def served(home: Path, source: str, **variables: str) -> Iterator[Served]:
    """`gouji ui` on a home that watches a source, looking every two seconds."""
    port = _free_port()
    env = {
        **os.environ,
        "PYTHONPATH": os.pathsep.join([str(ROOT), str(ROOT / "src")]),
        "GOUJI_SOURCE": source,
        "GOUJI_WATCH": "1",
        "GOUJI_WATCH_SECONDS": "2",
        **variables,
    }
    command = [sys.executable, "-m", "gouji.cli", "ui", "--home", str(home), "--lang", "en"]
    process = subprocess.Popen(
        [*command, "--port", str(port)], env=env, stdout=subprocess.PIPE, text=True
    )
    try:
        assert process.stdout is not None
        assert str(port) in process.stdout.readline(), (home / "logs" / "ui.log").read_text()
        yield Served(home, source, f"http://127.0.0.1:{port}", process, env)
    finally:
        process.send_signal(signal.SIGTERM)
        try:
            process.wait(60)
        finally:
            process.kill()


def _free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as server:
        return int(server.getsockname()[1])
