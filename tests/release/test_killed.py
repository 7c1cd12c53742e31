"""A publisher that is killed between any two of its writes leaves a release that verifies."""

from __future__ import annotations

import json
import os
import random
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest

from gouji.release.pointer import read_pointer
from gouji.release.verify import verify_release
from gouji.storage import Store, open_store
from tests.candidates import World
from tests.release.conftest import Publish, change_content, open_gate

pytestmark = pytest.mark.slow

Doomed = Callable[[int, int], tuple[int, int]]
"""(minute, point) -> (exit code of the publisher, points it passed)."""

POINTS = 20
SEED = 20260301


@pytest.fixture
def doomed(world: World, project_root: Path) -> Iterator[Callable[[Store, dict[str, Any]], Doomed]]:
    """Starts the process whose forks publish the candidate and are killed."""
    path = os.pathsep.join([str(project_root), str(project_root / "src")])
    with ExitStack() as stack:

        def start(store: Store, options: dict[str, Any]) -> Doomed:
            words = [str(world.home), store.url, json.dumps(options)]
            process = stack.enter_context(
                subprocess.Popen(
                    [sys.executable, "-m", "tests.release.doomed_publisher", *words],
                    stdin=subprocess.PIPE,
                    stdout=subprocess.PIPE,
                    text=True,
                    cwd=project_root,
                    env={**os.environ, "PYTHONPATH": path},
                )
            )

            def publish(minute: int, point: int) -> tuple[int, int]:
                assert process.stdin is not None and process.stdout is not None
                process.stdin.write(f"{minute} {point}\n")
                process.stdin.flush()
                code, seen = process.stdout.readline().split()
                return int(code), int(seen)

            return publish

        yield start


@pytest.mark.parametrize("place", ["folder", "s3"])
def test_killed_at_any_point(
    place: str,
    request: pytest.FixtureRequest,
    world: World,
    publish_as: Publish,
) -> None:
    url, options = world.releases.url, {}
    if place == "s3":
        moto = request.getfixturevalue("moto_s3")
        url, options = f"{moto.url}/releases", moto.options
    store = open_store(url, options)

    doomed = request.getfixturevalue("doomed")(store, options)
    first = publish_as(store=store).release_id
    change_content(world, "计数局")
    open_gate(world, store)
    code, total = doomed(1, -1)
    assert code == 0
    before = _current(store)
    assert before != first
    change_content(world, "中断局")
    open_gate(world, store)
    # The last two are the pointer's own; past them the release is out.
    points = sorted({*random.Random(SEED).sample(range(total), POINTS - 2), total - 2, total - 1})
    for minute, point in enumerate(points, start=2):
        assert _current(store) == before, "the pointer was moved before the last write"
        assert doomed(minute, point)[0] == -signal.SIGKILL, point
        current, problems = verify_release(store)
        assert problems == [], (point, problems)
        assert current == before or point == total - 1
    # What was left half done is never reused, and stands in nobody's way.
    undone = _current(store) == before
    assert publish_as(60, store=store).created is undone
    change_content(world, "后来局")
    assert publish_as(61, store=store).created
    assert verify_release(store)[1] == []


def _current(store: Store) -> str:
    pointer = read_pointer(store).pointer
    assert pointer is not None
    return pointer.release_id
