"""Programs that are not of this project, in versions that are not its own, read a release.

`OTHER_READERS` names a Python with DuckDB 1.3 and SQLAlchemy 1.4 (what Superset brings); rclone is
a second S3 server, unrelated to the one of the other tests. Neither is a dependency: continuous
integration installs them beside the project, elsewhere these tests are skipped.
"""

from __future__ import annotations

import json
import os
import shutil
import socket
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

import pandas as pd
import polars as pl
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from gouji.release.changes import CHANGES
from gouji.release.models import MODELS
from gouji.release.prune import prune
from gouji.release.rollback import roll_back
from gouji.release.verify import verify_release
from gouji.settings import Settings
from gouji.storage import Store, open_store
from tests.candidates import World
from tests.release.conftest import Publish, change_content

pytestmark = pytest.mark.slow

OLD_READER = """
import json, sys
import duckdb, sqlalchemy
folder = sys.argv[1]
versions = (duckdb.__version__, sqlalchemy.__version__)
with duckdb.connect(f"{folder}/marts.duckdb", read_only=True) as connection:
    names = [row[0] for row in connection.execute("show tables").fetchall()]
    rows = {n: connection.execute(f"select count(*) from {n}").fetchone()[0] for n in names}
    files = {n: connection.execute(f"select count(*) from '{folder}/marts/{n}.parquet'")
             .fetchone()[0] for n in names}
engine = sqlalchemy.create_engine(
    f"duckdb:///{folder}/marts.duckdb", connect_args={"read_only": True})
inspector = sqlalchemy.inspect(engine)
with engine.connect() as connection:
    found = {n: connection.execute(sqlalchemy.text(f"select count(*) from {n}")).scalar()
             for n in inspector.get_table_names()}
columns = [c["name"] for c in inspector.get_columns("mart_request_outcomes")]
print(json.dumps({"versions": versions, "rows": rows, "files": files, "superset": found,
                  "columns": columns}))
"""


def test_an_older_duckdb_and_sqlalchemy(world: World, publish_as: Publish) -> None:
    python = os.environ.get("OTHER_READERS")
    if not python:
        pytest.skip("OTHER_READERS names no Python with DuckDB 1.3 and SQLAlchemy 1.4")
    release = publish_as()
    done = subprocess.run(
        [python, "-W", "ignore", "-c", OLD_READER, release.uri],
        check=False,
        capture_output=True,
        text=True,
        env={name: value for name, value in os.environ.items() if name != "PYTHONPATH"},
    )
    assert done.returncode == 0, done.stderr
    told = json.loads(done.stdout)
    assert told["versions"][0].startswith("1.3.") and told["versions"][1].startswith("1.4.")
    expected = {m.name: world.model(m.name).height for m in MODELS.values() if m.mart}
    assert told["rows"] == told["files"] == told["superset"] == expected
    assert told["columns"] == world.model("mart_request_outcomes").columns


PHYSICAL = {"BYTE_ARRAY", "INT64", "INT32", "DOUBLE", "BOOLEAN"}


def test_pyarrow_and_pandas_keep_every_type(world: World, publish_as: Publish) -> None:
    release = publish_as()
    plain = {pa.int64(), pa.decimal128(18, 2), pa.string(), pa.bool_(), pa.float64(), pa.date32()}
    for model in MODELS.values():
        path = Path(release.uri, model.path)
        footer = pq.read_metadata(path)
        chunks = [footer.row_group(0).column(n) for n in range(footer.num_columns)]
        # What any reader of the format knows: no INT96, no codec but Snappy, no Arrow schema.
        assert {chunk.compression for chunk in chunks} == {"SNAPPY"}, model.name
        assert {chunk.physical_type for chunk in chunks} <= PHYSICAL, model.name
        assert not footer.metadata, model.name
        table = pq.read_table(path)
        assert {field.type for field in table.schema} <= plain, model.name
        expected = pl.read_parquet(path)
        assert table.to_pylist() == expected.to_dicts()
        frame = pd.read_parquet(path, dtype_backend="pyarrow")
        assert (list(frame.columns), len(frame)) == (expected.columns, expected.height)


@pytest.fixture
def rclone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Store]:
    """A releases prefix on rclone's S3 server, by the options that a person's settings give."""
    program = shutil.which("rclone")
    serves = program and subprocess.run(
        [program, "serve", "s3", "--help"], check=False, capture_output=True
    )
    if not program or not serves or serves.returncode != 0:
        pytest.skip("needs an rclone that can `serve s3` (1.65 or later) on PATH")
    (tmp_path / "s3" / "bucket").mkdir(parents=True)
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = [program, "serve", "s3", str(tmp_path / "s3"), "--addr", f"127.0.0.1:{port}"]
    command += ["--auth-key", "key,secret-secret", "--vfs-cache-mode", "full"]
    command += ["--vfs-write-back", "0s", "--vfs-read-wait", "0", "--vfs-write-wait", "0"]
    command += ["--cache-dir", str(tmp_path / "cache"), "--config", ""]
    server = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        for _ in range(100):
            with socket.socket() as probe:
                if probe.connect_ex(("127.0.0.1", port)) == 0:
                    break
            time.sleep(0.1)
        monkeypatch.setenv("AWS_ACCESS_KEY_ID", "key")
        monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "secret-secret")
        endpoint = {"GOUJI_S3_ENDPOINT": f"http://127.0.0.1:{port}"}
        options = Settings.from_environment(environment=endpoint).storage_options
        yield open_store("s3://bucket/公开/releases", options)
    finally:
        server.terminate()
        server.wait(timeout=30)


def test_another_s3_server(world: World, publish_as: Publish, rclone: Store) -> None:
    first = publish_as(store=rclone)
    assert verify_release(rclone) == (first.release_id, [])
    assert publish_as(1, store=rclone).created is False
    change_content(world, "第二局")
    second = publish_as(2, store=rclone)
    assert second.previous == first.release_id
    assert not second.guarded  # this server ignores conditions, and publishing says so
    assert f"Since {first.release_id}" in rclone.read(f"{second.release_id}/{CHANGES}").decode()
    with rclone.open_read(f"{second.release_id}/marts/dim_issuer.parquet") as file:
        assert set(pl.read_parquet(file)["issuer"]) == {"第二局"}
    roll_back(rclone)
    assert verify_release(rclone) == (first.release_id, [])
    rclone.write(f"{first.release_id}/marts/dim_year.parquet", b"tampered")
    assert [problem.path for problem in verify_release(rclone)[1]] == ["marts/dim_year.parquet"]
    assert prune(rclone, 1) == []
