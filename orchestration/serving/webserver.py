"""Serves Dagster's UI on a home, with the daemon that schedules and queued runs need.

`dagster dev` starts both; it and its children run in a process group of their own with the default
answers to signals, because started from a script it would inherit that interrupts are ignored, and
then could not be stopped at all. When we are told to stop, the whole group is.
"""

from __future__ import annotations

import contextlib
import json
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NoReturn

import gouji
import orchestration
from gouji.errors import GoujiError, Reason
from gouji.settings import Settings
from orchestration.terminal import Terminal

STOPPED, FAILED = 0, 3
_STARTING_SECONDS = 180
_STOPPING_SECONDS = 8
_SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


class NoPort(GoujiError):
    """The address cannot be listened on."""


class _Stop(Exception):
    """We were told to stop."""


def serve(settings: Settings, host: str, port: int, lang: str) -> int:
    """Serve until told to stop (Ctrl-C or a signal), and say where.

    Returns:
        0 when stopped, 3 where the servers ended by themselves.

    Raises:
        NoPort: the port is taken, or may not be used.
    """
    terminal = Terminal()
    _try_port(host, port)
    log = settings.home / "logs" / "ui.log"
    log.parent.mkdir(parents=True, exist_ok=True)
    address = f"http://{host}:{port}"
    with _told_to_stop():
        process = None
        try:
            with log.open("wb") as file, _undisturbed():
                process = _start(settings, host, port, file.fileno())
            said = {"zh": "正在启动 Dagster ……", "en": "Starting Dagster ..."}[lang]
            terminal.err.print(said)
            if _wait(process, address):
                said = {
                    "zh": f"界面在 {address}（主目录 {settings.home}），按 Ctrl-C 停止",
                    "en": f"The UI is at {address} (home {settings.home}); Ctrl-C stops it",
                }[lang]
                terminal.out.print(said, markup=False)
                if trouble := _trouble(address):
                    terminal.err.print(trouble, markup=False)
                process.wait()
        except _Stop:
            return STOPPED
        finally:
            if process is not None:
                with _undisturbed():
                    _stop(process)
    said = {
        "zh": f"Dagster 未能运行，日志：{log}\n{_last_lines(log)}",
        "en": f"Dagster did not keep running; the log is in {log}\n{_last_lines(log)}",
    }[lang]
    terminal.err.print(said, markup=False)
    return FAILED


def become(settings: Settings, part: str, host: str, port: int) -> NoReturn:
    """Let one of the two servers take the place of this process, for a unit that watches over it.

    Args:
        settings: of the home that is served.
        part: "webserver" or "daemon".
        host: the address that the webserver listens on.
        port: the port that it listens on.
    """
    from orchestration.home.instance import LOCATION

    command = {
        "webserver": [
            "orchestration.serving.services",
            "webserver",
            "--host",
            host,
            "--port",
            str(port),
        ],
        "daemon": ["dagster._daemon", "run"],
    }[part]
    os.chdir(settings.home)
    environment = _environment(settings)
    _default_signals()
    os.execve(  # noqa: S606
        sys.executable, [sys.executable, "-m", *command, "-m", LOCATION], environment
    )


def _start(settings: Settings, host: str, port: int, log: int) -> subprocess.Popen[bytes]:
    from orchestration.home.instance import LOCATION

    command = [sys.executable, "-m", "orchestration.serving.services", "dev"]
    command += ["-m", LOCATION]
    command += ["--host", host, "--port", str(port)]
    return subprocess.Popen(  # noqa: S603
        command,
        # Not where the user stands: a file there, called like a library, would take its place.
        cwd=settings.home,
        env=_environment(settings),
        stdin=subprocess.DEVNULL,
        stdout=log,
        stderr=log,
        start_new_session=True,
        preexec_fn=_default_signals,
    )


def _environment(settings: Settings) -> dict[str, str]:
    from orchestration.home.instance import environment

    with environment(settings):
        return {
            **os.environ,
            "GOUJI_HOME": str(settings.home),
            "GOUJI_SOURCE": settings.source,
            "GOUJI_LAKE": settings.lake,
            "GOUJI_RELEASES": settings.releases,
            "PYTHONWARNINGS": "ignore",
            "PYTHONPATH": _python_path(),
        }


def _python_path() -> str:
    """Where the packages of the house are, which need not be installed; and what was set before."""
    own = [str(Path(str(one.__file__)).parent.parent) for one in (gouji, orchestration)]
    return os.pathsep.join([*own, *filter(None, [os.environ.get("PYTHONPATH")])])


def _default_signals() -> None:
    for number in _SIGNALS:
        signal.signal(number, signal.SIG_DFL)
    signal.pthread_sigmask(signal.SIG_UNBLOCK, _SIGNALS)


@contextmanager
def _undisturbed() -> Iterator[None]:
    """Let signals wait: a process that starts must be known, and all must stop."""
    before = signal.pthread_sigmask(signal.SIG_BLOCK, _SIGNALS)
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def _trouble(address: str) -> str:
    """Why the assets could not be loaded; empty where they could."""
    query = {
        "query": "{ workspaceOrError { ... on PythonError { message } ... on Workspace { "
        "locationEntries { locationOrLoadError { ... on PythonError { message } } } } } }"
    }
    request = urllib.request.Request(  # noqa: S310
        f"{address}/graphql", json.dumps(query).encode(), {"Content-Type": "application/json"}
    )
    try:
        with _direct().open(request, timeout=_STARTING_SECONDS) as answer:
            found = json.load(answer)["data"]["workspaceOrError"]
        entries = [entry["locationOrLoadError"] or {} for entry in found.get("locationEntries", [])]
        return "\n".join(one["message"] for one in (found, *entries) if "message" in one)
    except (OSError, ValueError, KeyError, TypeError) as error:
        return f"{type(error).__name__}: {error}"


def _direct() -> urllib.request.OpenerDirector:
    """Whatever proxy is set, it is not for this machine."""
    return urllib.request.build_opener(urllib.request.ProxyHandler({}))


def _wait(process: subprocess.Popen[bytes], address: str) -> bool:
    """Whether the server answered before it ended, or our patience did."""
    deadline = time.monotonic() + _STARTING_SECONDS
    while process.poll() is None and time.monotonic() < deadline:
        with contextlib.suppress(OSError), _direct().open(f"{address}/server_info", timeout=5):
            return True
        time.sleep(0.3)
    return False


def _stop(process: subprocess.Popen[bytes]) -> None:
    """End the whole group: politely, then for certain."""
    for number in (signal.SIGTERM, signal.SIGKILL):
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, number)
        with contextlib.suppress(subprocess.TimeoutExpired):
            process.wait(_STOPPING_SECONDS)
            if not _alive(process.pid):
                return


def _alive(group: int) -> bool:
    """Whether any process of the group is left, a moment after its leader has gone."""
    for _ in range(20):
        try:
            os.killpg(group, 0)
        except ProcessLookupError:
            return False
        time.sleep(0.1)
    return True


@contextmanager
def _told_to_stop() -> Iterator[None]:
    """Turn the signals that stop a program into an exception."""

    def stop(number: int, frame: object) -> None:
        raise _Stop

    before = {number: signal.signal(number, stop) for number in _SIGNALS}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def _try_port(host: str, port: int) -> None:
    try:
        with socket.create_server((host, port)):
            pass
    except (OSError, OverflowError) as error:
        cause = getattr(error, "strerror", None) or str(error)
        raise NoPort(
            Reason(
                "no_port",
                f"无法在 {host}:{port} 上监听（{cause}），请用 --port 另指一个端口",
                f"cannot listen on {host}:{port} ({cause}); name another port with --port",
            )
        ) from error


def _last_lines(log: Path, lines: int = 15) -> str:
    return "\n".join(log.read_text(encoding="utf-8", errors="replace").splitlines()[-lines:])
