"""A PostgreSQL server of the tests' own: Debian's programs, a free port, a password, a new folder.

The server refuses to run as root; there it is started as the user `postgres`. Where it is not
installed the tests are skipped, and fail in continuous integration.
"""

from __future__ import annotations

import os
import re
import secrets
import shutil
import signal
import socket
import subprocess
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

import psycopg
import pytest

from gouji.release.postgres.target import Target

PASSWORD = "s3cret-Kn0t"


def _programs(require_program: Callable[..., str]) -> Path:
    """Debian keeps the server's programs off PATH, in a folder of their version."""
    folders = Path("/usr/lib/postgresql").glob("*/bin")
    found = [folder for folder in folders if (folder / "initdb").exists()]
    if found:
        return max(found, key=lambda folder: int(re.sub(r"\D", "", folder.parent.name) or 0))
    return Path(require_program("initdb")).resolve().parent


@pytest.fixture(scope="session")
def postgres_server(require_program: Callable[..., str]) -> Iterator[str]:
    """The url of the maintenance database, as superuser; the password is in it."""
    programs = _programs(require_program)
    as_user = []
    if os.getuid() == 0:
        as_user = [require_program("runuser"), "-u", "postgres", "--"]
    folder = Path(tempfile.mkdtemp(prefix="gouji-postgres-"))
    secret = folder / "password"
    secret.write_text(PASSWORD)
    if as_user:
        for path in (folder, secret):
            shutil.chown(path, "postgres")
    data = folder / "data"
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    options = ["-D", str(data), "-U", "owner", "-A", "scram-sha-256", f"--pwfile={secret}"]
    options += ["--no-sync", "-E", "UTF8", "--locale=C.UTF-8"]
    try:
        subprocess.run(
            [*as_user, str(programs / "initdb"), *options],
            check=True,
            capture_output=True,
            cwd=folder,
        )
        command = [*as_user, str(programs / "postgres"), "-D", str(data), "-p", str(port)]
        command += ["-h", "127.0.0.1", "-k", str(folder), "-F"]
        with (folder / "log").open("wb") as log:
            server = subprocess.Popen(
                command, stdout=log, stderr=log, cwd=folder, start_new_session=True
            )
        url = f"postgresql://owner:{PASSWORD}@127.0.0.1:{port}/postgres"
        try:
            _wait(url, folder / "log")
            yield url
        finally:
            os.killpg(server.pid, signal.SIGINT)
            server.wait(timeout=30)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _wait(url: str, log: Path) -> None:
    for _ in range(200):
        try:
            psycopg.connect(url, connect_timeout=2).close()
            return
        except psycopg.OperationalError:
            signal.sigtimedwait([], 0.1)
    pytest.fail(f"the server did not start: {log.read_text()}", pytrace=False)


@pytest.fixture
def database(postgres_server: str) -> str:
    """The url of a new, empty database."""
    name = f"test_{secrets.token_hex(6)}"
    with psycopg.connect(postgres_server, autocommit=True) as connection:
        connection.execute(f'create database "{name}"')
    return f"{postgres_server.rpartition('/')[0]}/{name}"


@pytest.fixture
def target(database: str) -> Target:
    return Target(database, wait=3)
