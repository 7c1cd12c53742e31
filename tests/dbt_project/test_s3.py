"""The lake on S3: the same candidate as from a folder, read through fsspec."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

import pytest

from gouji.release.models import MODELS
from tests.dbt_project.conftest import Dbt
from tests.dbt_project.lake import example

pytestmark = pytest.mark.slow

KEYS = {
    "AWS_ACCESS_KEY_ID": "test",
    "AWS_SECRET_ACCESS_KEY": "test",
    "AWS_DEFAULT_REGION": "us-east-1",
}


@pytest.fixture(scope="module")
def endpoint() -> Iterator[str]:
    moto_server = pytest.importorskip("moto.server")
    server = moto_server.ThreadedMotoServer(ip_address="127.0.0.1", port=0)
    server.start()
    host, port = server.get_host_and_port()
    yield f"http://{host}:{port}"
    server.stop()


def test_a_lake_on_s3_gives_the_same_candidate(built: Dbt, endpoint: str, tmp_path: Path) -> None:
    import s3fs

    store = s3fs.S3FileSystem(key="test", secret="test", endpoint_url=endpoint)
    store.mkdir("bucket")

    def open_for_writing(path: str) -> BinaryIO:
        return store.open(f"bucket/deep/lake/{path}", "wb")

    example().write(open_for_writing)
    place = {"GOUJI_LAKE": "s3://bucket/deep/lake", "GOUJI_S3_ENDPOINT": endpoint}
    remote = built.elsewhere(tmp_path, **place, **KEYS)
    done = remote.run("build", "--exclude-resource-type", "unit_test", "test")
    assert done.returncode == 0, done.stdout
    for name in MODELS:
        here, there = (dbt.home / "candidate" / f"{name}.parquet" for dbt in (built, remote))
        assert here.read_bytes() == there.read_bytes(), name
