"""Starts `gouji ui` on a home, as a person does, and stops it."""

from __future__ import annotations

import os
import re
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).resolve().parents[3]


def free_port() -> int:
    """A port that nobody listens on now."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        return int(server.getsockname()[1])


def start(home: Path, port: int) -> subprocess.Popen[str]:
    """The program, in a group of its own; its first line of output comes when it serves."""
    command = [sys.executable, "-m", "gouji.cli", "ui", "--home", str(home), "--lang", "en"]
    return subprocess.Popen(
        [*command, "--port", str(port)],
        env={**os.environ, "PYTHONPATH": f"{ROOT}:{ROOT / 'src'}"},
        stdout=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )


@contextmanager
def served(home: Path) -> Iterator[str]:
    """The address of the UI on this home, for as long as the block lasts."""
    process = start(home, free_port())
    try:
        assert process.stdout is not None
        found = re.search(r"http://\S+", process.stdout.readline())
        assert found is not None
        yield found[0]
        process.send_signal(signal.SIGTERM)
        assert process.wait(timeout=60) == 0
    finally:
        process.kill()


def left_of(home: Path) -> list[str]:
    """The command lines of processes that were started on this home and are still there."""
    found = []
    for place in Path("/proc").glob("[0-9]*"):
        try:
            environment = (place / "environ").read_bytes().split(b"\0")
            state = (place / "stat").read_text().rpartition(")")[2].split()[0]
        except OSError:
            continue
        if f"GOUJI_HOME={home}".encode() in environment and state != "Z":
            found.append((place / "cmdline").read_bytes().replace(b"\0", b" ").decode()[:200])
    return found
