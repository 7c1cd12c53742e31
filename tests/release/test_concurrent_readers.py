"""Readers in a loop while releases come and go: no error, and never a mixture of two."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import duckdb
import polars as pl
import pytest

from gouji.release.prune import prune
from gouji.release.rollback import roll_back
from gouji.storage import Store, open_store
from tests.candidates import World
from tests.release.conftest import Publish
from tests.release.reader_loop import MARKED

pytestmark = pytest.mark.slow

RELEASES = 20
ROLL_BACK_AFTER = (6, 12, 18)


def mark(world: World, text: str) -> None:
    """Make it another candidate, with the same mark in three tables."""
    for name in MARKED:
        world.change(name, lambda frame: frame.with_columns(issuer=pl.lit(text)))


def publish_twenty(world: World, publish_as: Publish, store: Store) -> list[str]:
    """Publish twenty releases and roll back thrice; the marks that were current, in order."""
    marks = ["0"]
    for number in range(1, RELEASES + 1):
        mark(world, str(number))
        publish_as(number, store=store)
        marks.append(str(number))
        if number in ROLL_BACK_AFTER:
            roll_back(store)
            marks.append(str(number - 1))
    return marks


@contextmanager
def reading(kind: str, url: str, options: dict[str, Any], root: Path) -> Iterator[dict[str, Any]]:
    """A reader in a process of its own; what it saw is in the mapping afterwards."""
    path = os.pathsep.join([str(root), str(root / "src")])
    command = [sys.executable, "-m", "tests.release.reader_loop", kind, url, json.dumps(options)]
    process = subprocess.Popen(
        command,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        cwd=root,
        env={**os.environ, "PYTHONPATH": path},
    )
    seen: dict[str, Any] = {}
    with process:
        try:
            assert process.stdout is not None
            if process.stdout.readline() != "reading\n":
                pytest.fail(process.communicate()[1])
            yield seen
            out, err = process.communicate(timeout=60)
            assert process.returncode == 0, err
            seen.update(json.loads(out))
        finally:
            process.kill()


def assert_in_order(seen: dict[str, Any], marks: list[str]) -> None:
    """Several releases were met, each one that was current, in their order."""
    remaining = iter(marks)
    assert all(any(found == mark for mark in remaining) for found in seen["marks"]), seen
    assert len(seen["marks"]) > 3, seen
    assert seen["marks"][-1] == marks[-1]


def test_readers_of_a_folder(world: World, publish_as: Publish, project_root: Path) -> None:
    mark(world, "0")
    publish_as()
    url = world.releases.url
    with (
        reading("duckdb", url, {}, project_root) as duck,
        reading("sqlalchemy", url, {}, project_root) as superset,
        reading("parquet", url, {}, project_root) as parquet,
    ):
        marks = publish_twenty(world, publish_as, world.releases)
    for seen in (duck, superset, parquet):
        assert_in_order(seen, marks)


def test_a_reader_of_a_bucket(
    world: World, publish_as: Publish, project_root: Path, request: pytest.FixtureRequest
) -> None:
    moto = request.getfixturevalue("moto_s3")
    store = open_store(f"{moto.url}/releases", moto.options)
    mark(world, "0")
    publish_as(store=store)
    with reading("polars", store.url, moto.options, project_root) as seen:
        marks = publish_twenty(world, publish_as, store)
    assert_in_order(seen, marks)


def test_who_holds_an_old_file_keeps_reading_it(world: World, publish_as: Publish) -> None:
    """Also when it is pruned meanwhile: the file is gone from the folder, not from the reader."""
    mark(world, "0")
    first = publish_as()
    path = Path(first.uri, "marts.duckdb")
    with (
        Path(first.uri, "marts", "dim_issuer.parquet").open("rb") as parquet,
        duckdb.connect(str(path), read_only=True) as connection,
    ):
        mark(world, "1")
        publish_as(1)
        assert prune(world.releases, 1) == [first.release_id]
        assert not path.exists()
        for name in MARKED:
            found = connection.execute(f"select distinct issuer from {name}").fetchall()
            assert found == [("0",)]
        assert set(pl.read_parquet(parquet)["issuer"]) == {"0"}
