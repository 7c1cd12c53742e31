"""Processes that publish at the same moment: exactly one wins, and each of the others says so."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from gouji.release.pointer import read_pointer
from gouji.release.verify import verify_release
from gouji.storage import open_store
from tests.candidates import World, make_world
from tests.release.conftest import Publish, change_content, open_gate

pytestmark = pytest.mark.slow

PUBLISHERS = 4
RACER = """
import json, sys
__file__ = "racer"  # without a file DuckDB takes it for a session by hand, and draws progress bars
from pathlib import Path
from gouji.release import publish as publishing
from gouji.release.errors import PublishConflict
from gouji.storage import open_store
from tests.candidates import World
from tests.release.conftest import INPUTS
home, url, options = sys.argv[1:]
original = publishing.write_pointer
def at_the_line(*args):
    print("ready", flush=True)
    sys.stdin.readline()
    original(*args)
publishing.write_pointer = at_the_line
world = World(Path(home), ())
store = open_store(url, json.loads(options))
try:
    done = publishing.publish(world.candidate, world.home, store, INPUTS, strict=False)
    print("won", done.release_id)
except PublishConflict as error:
    print("lost", error)
"""


@pytest.mark.parametrize("place", ["folder", "s3"])
def test_exactly_one_wins(
    place: str,
    request: pytest.FixtureRequest,
    world: World,
    publish_as: Publish,
    project_root: Path,
    tmp_path: Path,
) -> None:
    url, options = world.releases.url, {}
    if place == "s3":
        moto = request.getfixturevalue("moto_s3")
        url, options = f"{moto.url}/releases", moto.options
    store = open_store(url, options)
    publish_as(store=store)
    path = os.pathsep.join([str(project_root), str(project_root / "src")])
    racers = []
    for number in range(PUBLISHERS):
        other = make_world(tmp_path / f"home{number}")
        change_content(other, f"第{number}家")
        open_gate(other, store)
        command = [sys.executable, "-c", RACER, str(other.home), url, json.dumps(options)]
        racers.append(
            subprocess.Popen(
                command,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                text=True,
                cwd=project_root,
                env={**os.environ, "PYTHONPATH": path},
            )
        )
    for racer in racers:
        assert racer.stdout is not None
        assert racer.stdout.readline() == "ready\n"
    for racer in racers:
        assert racer.stdin is not None
        racer.stdin.write("\n")
        racer.stdin.flush()
    told = [racer.communicate(timeout=60)[0].strip() for racer in racers]
    (winner,) = [line.removeprefix("won ") for line in told if line.startswith("won ")]
    others = [line for line in told if line.startswith("lost Another publisher was first")]
    assert len(others) == PUBLISHERS - 1, told
    pointer = read_pointer(store).pointer
    assert pointer is not None
    assert pointer.release_id == winner
    assert verify_release(store) == (winner, [])
