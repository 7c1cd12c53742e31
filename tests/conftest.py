"""What every test may rely on: a quiet, hermetic environment, programs, and the real reports.

Only fixtures that tests of several rooms share belong here; a fixture for one room stands in the
`conftest.py` of its own folder. Two rules are enforced for all:

* Nothing leaves the machine: a connection to anything but the loopback interface is refused.
* On a user's machine a test whose program is not installed is skipped, and says so. In continuous
  integration (`CI=true`) the same test fails, because there a skip would hide a hole.
"""

from __future__ import annotations

import csv
import ipaddress
import logging
import os
import secrets
import shutil
import socket
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Any

import pytest
from hypothesis import settings
from xdist.scheduler import LoadScopeScheduling

ROOT = Path(__file__).resolve().parent.parent

# Set before any test module is imported, so that subprocesses and xdist workers inherit it too.
for _name in [*os.environ]:
    if _name.startswith("GOUJI_") and _name != "GOUJI_SHARED":
        del os.environ[_name]
for _name in ("DAGSTER_HOME", "LC_ALL", "LC_MESSAGES", "LANGUAGE"):
    os.environ.pop(_name, None)
os.environ.update(
    LANG="C.UTF-8",
    DO_NOT_TRACK="1",
    DAGSTER_DISABLE_TELEMETRY="yes",
    DBT_SEND_ANONYMOUS_USAGE_STATS="false",
    GX_ANALYTICS_ENABLED="false",
    AWS_EC2_METADATA_DISABLED="true",
)


# `make test` tries few examples, `make test-all` many (HYPOTHESIS_PROFILE=thorough).
settings.register_profile("quick", max_examples=25, deadline=None)
settings.register_profile("thorough", max_examples=100, deadline=None)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "quick"))

# Where tests share what takes long to make: a warehouse, a run, Great Expectations, a release, a
# report in every format; those that start a daemon would keep the one worker too long that the rest
# of theirs is with.
_TOGETHER = (
    "orchestration/daemon",
    "checking/test_real_reports.py",
    "dbt_project",
    "expectations",
    "extraction/test_formats.py",
    "faults",
    "house",
    "orchestration",
    "release",
    "test_reconciling.py",
    "test_reviewing.py",
)


class _Together(LoadScopeScheduling):
    """Each such place stays with one worker; any other test goes to the worker that is free.

    Marks for `--dist loadgroup` are not seen: xdist 3.8 writes them where pytest 9.2 does not look.
    """

    def _split_scope(self, nodeid: str) -> str:
        path = PurePosixPath(nodeid.partition("::")[0]).relative_to("tests")
        return next((one for one in _TOGETHER if path.is_relative_to(one)), nodeid)


def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> LoadScopeScheduling | None:
    """With several workers, those that share what takes long are with one (`--dist loadscope`)."""
    return _Together(config, log) if config.getvalue("dist") == "loadscope" else None


def in_ci() -> bool:
    """Whether this is a continuous integration run."""
    return os.environ.get("CI", "").lower() in {"1", "true", "yes"}


@pytest.fixture(scope="session")
def project_root() -> Path:
    """The top folder of the checkout."""
    return ROOT


@pytest.fixture(scope="session")
def require_program() -> Callable[..., str]:
    """A function that gives the path of the first program found among the names it is given.

    Without any of them the test is skipped on a user's machine and fails in CI.
    """

    def find(*names: str) -> str:
        for name in names:
            if path := shutil.which(name):
                return path
        message = f"needs the program {' or '.join(names)}, which is not on PATH"
        if in_ci():
            pytest.fail(message, pytrace=False)
        pytest.skip(message)

    return find


def _shared(*parts: str) -> Path:
    base = Path(os.environ.get("GOUJI_SHARED") or ROOT.parent / "shared")
    folder = base.joinpath(*parts)
    if not folder.is_dir():
        pytest.skip(f"the real reports are not at hand: no folder {folder}")
    return folder


@pytest.fixture(scope="session")
def shared_dir() -> Path:
    """The folder with real reports and what a person read in them.

    It stands beside the checkout, or where GOUJI_SHARED says. It is not part of the project, so its
    absence always skips.
    """
    return _shared()


@pytest.fixture(scope="session")
def shared_reports() -> Path:
    """The folder of real reports."""
    return _shared("reports")


@pytest.fixture(scope="session")
def shared_truth() -> Path:
    """The folder that holds, per real report, the cells a person read."""
    return _shared("truth")


@pytest.fixture(autouse=True)
def _csv_limit_of_a_fresh_process() -> None:
    """Frictionless, which tests import and a run does not, lifts the limit of the whole process."""
    csv.field_size_limit(128 * 1024)


def _is_local(address: object) -> bool:
    if not isinstance(address, tuple):
        return True  # a Unix socket path
    host = str(address[0]).partition("%")[0]
    try:
        return host == "localhost" or ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


@pytest.fixture(autouse=True, scope="session")
def _loopback_only() -> Iterator[None]:
    """Refuse every connection of this process that would leave the machine."""
    connect, connect_ex = socket.socket.connect, socket.socket.connect_ex

    def refuse(original: Callable[..., Any]) -> Callable[..., Any]:
        def guarded(self: socket.socket, address: Any) -> Any:
            if self.family != socket.AF_UNIX and not _is_local(address):
                raise ConnectionRefusedError(f"tests may not leave the machine: {address!r}")
            return original(self, address)

        return guarded

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(socket.socket, "connect", refuse(connect))
        patch.setattr(socket.socket, "connect_ex", refuse(connect_ex))
        yield


@dataclass(frozen=True)
class MotoS3:
    """An S3 server of this test run, with one empty bucket."""

    endpoint: str
    bucket: str
    options: dict[str, Any]
    """What `gouji.storage.open_store` is given to reach it."""

    @property
    def url(self) -> str:
        """The bucket."""
        return f"s3://{self.bucket}"


@pytest.fixture(scope="session")
def _moto_endpoint() -> Iterator[str]:
    server_module = pytest.importorskip("moto.server")
    logging.getLogger("werkzeug").setLevel(logging.ERROR)
    _put_one_at_a_time()
    server = server_module.ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    server.start()
    host, port = server.get_host_and_port()
    yield f"http://{host}:{port}"
    server.stop()


def _put_one_at_a_time() -> None:
    """S3 compares and writes in one step; moto's threads could write between the two."""
    from moto.s3.responses import S3Response

    put_object, lock = S3Response.put_object, threading.Lock()

    def put_alone(response: S3Response) -> Any:
        with lock:
            return put_object(response)

    S3Response.put_object = put_alone  # type: ignore[method-assign]


@pytest.fixture
def moto_s3(_moto_endpoint: str, monkeypatch: pytest.MonkeyPatch) -> MotoS3:
    """A fresh bucket on a server on the loopback interface; credentials are in the environment."""
    import s3fs

    from gouji.storage_s3_client import PatientS3

    for name in [name for name in os.environ if name.startswith("AWS_")]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("AWS_EC2_METADATA_DISABLED", "true")
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "test")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "test")
    s3fs.S3FileSystem.clear_instance_cache()
    PatientS3.clear_instance_cache()
    bucket = f"bucket-{secrets.token_hex(6)}"
    options = {"endpoint_url": _moto_endpoint}
    s3fs.S3FileSystem(**options).mkdir(bucket)
    return MotoS3(_moto_endpoint, bucket, options)
