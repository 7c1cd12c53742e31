"""Publishing: only through an open gate, whole or not at all, and never over what is there."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from gouji.release import publish as publishing
from gouji.release.errors import GateShut, HeldContent, PublishConflict, UploadError
from gouji.release.manifest import MANIFEST, Inputs, read_manifest
from gouji.release.pointer import read_pointer, write_pointer
from gouji.release.publish import Publication, last_release_of, publish, versions
from gouji.release.rollback import lift_hold, roll_back
from gouji.release.verdict import State, store_verdict, verdict_path
from gouji.release.verify import verify_release
from gouji.storage import LocalStore, StorageError, Store
from tests.candidates import World
from tests.release.conftest import INPUTS, Publish, change_content, open_gate


def test_the_good_case(world: World, publish_as: Publish) -> None:
    done = publish_as()
    assert done.created
    assert done.release_id == f"20260301T120000Z-{done.content_hash[:12]}"
    pointer = read_pointer(world.releases).pointer
    assert pointer is not None
    assert pointer.release_id == done.release_id
    assert verify_release(world.releases) == (done.release_id, [])
    assert [path.name for path in world.home.iterdir() if path.name.startswith(".")] == []


def test_the_same_content_makes_no_second_release(
    world: World, publish_as: Publish, first: Publication
) -> None:
    before = world.files("releases")
    again = publish_as(5)
    assert (again.created, again.release_id) == (False, first.release_id)
    # A verdict from before the release was made still says the same about the same content.
    assert publish_as(6, judged=False).created is False
    assert world.files("releases") == before


def test_a_second_release_knows_the_first(
    world: World, publish_as: Publish, first: Publication
) -> None:
    kept = world.files("releases")
    change_content(world, "改名局")
    second = publish_as(1)
    assert second.previous == first.release_id
    assert read_manifest(world.releases, second.release_id).previous == first.release_id
    now = world.files("releases")
    assert {path: now[path] for path in kept if path != "current.json"} == {
        path: data for path, data in kept.items() if path != "current.json"
    }
    index = now[f"{second.release_id}/index.html"].decode()
    assert first.release_id in index


def _withdraw(world: World) -> None:
    for path in (world.home / "verdicts").iterdir():
        path.unlink()


def _fail(world: World) -> None:
    open_gate(world, world.releases, State.FAILED)


def _error(world: World) -> None:
    open_gate(world, world.releases, State.ERRORED)


def _judge_strictly(world: World) -> None:
    open_gate(world, world.releases, strict=True)


def _damage(world: World) -> None:
    path = verdict_path(world.home, open_gate(world, world.releases).content_hash)
    path.write_text(path.read_text()[:-20])


def _borrow(world: World) -> None:
    """The verdict on other content under the name of this one."""
    wanted = verdict_path(world.home, open_gate(world, world.releases).content_hash)
    raw = json.loads(wanted.read_text())
    wanted.write_text(json.dumps({**raw, "content_hash": "0" * 64}))


def _contradict(world: World) -> None:
    verdict = open_gate(world, world.releases, State.FAILED)
    path = store_verdict(world.home, verdict)
    path.write_text(json.dumps({**json.loads(path.read_text()), "verdict": "passed"}))


def _check_nothing(world: World) -> None:
    path = verdict_path(world.home, open_gate(world, world.releases).content_hash)
    path.write_text(json.dumps({**json.loads(path.read_text()), "expectations": []}))


def _compare_with_nothing(world: World) -> None:
    path = verdict_path(world.home, open_gate(world, world.releases).content_hash)
    path.write_text(json.dumps({**json.loads(path.read_text()), "compared_with": None}))


@pytest.mark.parametrize(
    ("shut", "told"),
    [
        (_withdraw, "never judged"),
        (_fail, "failed.*a table that may not be published"),
        (_error, "errored"),
        (_judge_strictly, "default mode"),
        (_damage, "cannot be read"),
        (_borrow, "about other content"),
        (_contradict, "contradicts itself"),
        (_check_nothing, "checked nothing"),
        (_compare_with_nothing, "compared row counts with no release"),
    ],
)
@pytest.mark.usefixtures("first")
def test_a_shut_gate_leaves_the_releases_byte_for_byte(
    world: World, publish_as: Publish, shut: Callable[[World], None], told: str
) -> None:
    before = world.files("releases")
    change_content(world, "不得发布局")
    open_gate(world, world.releases)
    shut(world)
    with pytest.raises(GateShut, match=told) as caught:
        publish_as(1, judged=False)
    assert caught.value.reason.zh
    assert world.files("releases") == before
    assert list(world.home.glob(".staging-*")) == []


def test_a_strict_run_needs_a_strict_verdict(world: World, publish_as: Publish) -> None:
    open_gate(world, world.releases)
    with pytest.raises(GateShut, match="strict mode"):
        publish_as(judged=False, strict=True)
    assert publish_as(strict=True).created


def test_a_verdict_holds_for_exactly_what_was_judged(world: World, publish_as: Publish) -> None:
    open_gate(world, world.releases)
    other = Inputs(INPUTS.source, INPUTS.documents, {**INPUTS.digests, "decisions": "1" * 64})
    with pytest.raises(GateShut, match="never judged"):
        publish_as(judged=False, inputs=other)
    change_content(world, "后来改的局")
    with pytest.raises(GateShut, match="never judged"):
        publish_as(judged=False)
    assert not (world.home / "releases").exists()


def test_a_candidate_that_changes_meanwhile(
    world: World, publish_as: Publish, monkeypatch: pytest.MonkeyPatch
) -> None:
    original = publishing.build_release

    def meddling(*args: object, **rest: object) -> object:
        manifest = original(*args, **rest)
        change_content(world, "途中改的局")
        return manifest

    monkeypatch.setattr(publishing, "build_release", meddling)
    with pytest.raises(GateShut, match="changed while"):
        publish_as()
    assert not (world.home / "releases").exists()


class Failing(LocalStore):
    """A folder that stops taking files after so many."""

    __slots__ = ()
    left = 0

    def write_if_absent(self, path: str, data: bytes) -> bool:
        if Failing.left == 0:
            raise StorageError(self.url, path, ("磁盘已满", "no space left on the disk"))
        Failing.left -= 1
        return super().write_if_absent(path, data)


@pytest.mark.parametrize(
    "files", [*(pytest.param(n, marks=pytest.mark.slow) for n in (0, 1, 5)), 14]
)
def test_a_failure_midway_leaves_the_old_release_current(
    world: World, publish_as: Publish, files: int, first: Publication
) -> None:
    before = world.files("releases")
    change_content(world, "半途局")
    Failing.left = files
    with pytest.raises(StorageError, match="no space left"):
        publish_as(1, store=Failing(world.releases.url))
    after = world.files("releases")
    assert {path: after[path] for path in before} == before
    assert not any(path.endswith(MANIFEST) for path in set(after) - set(before))
    assert verify_release(world.releases) == (first.release_id, [])
    # Trying again later is a release of its own; what was left half done is never reused.
    assert publish_as(2).created


KILLED = """
import os, signal, sys
from pathlib import Path
from gouji.release.publish import publish
from gouji.storage import LocalStore
from tests.candidates import World
from tests.release.conftest import INPUTS
world, at = World(Path(sys.argv[1]), ()), sys.argv[2]
original = LocalStore.write_if_absent
def killed(self, path, data):
    if path.endswith(at):
        os.kill(os.getpid(), signal.SIGKILL)
    return original(self, path, data)
LocalStore.write_if_absent = killed
publish(world.candidate, world.home, world.releases, INPUTS, strict=False)
"""


@pytest.mark.slow
@pytest.mark.parametrize("at", ["marts/dim_year.parquet", "manifest.json"])
def test_a_killed_publisher_leaves_the_old_release_current(
    world: World, publish_as: Publish, project_root: Path, at: str, first: Publication
) -> None:
    before = world.files("releases")
    change_content(world, "中断局")
    open_gate(world, world.releases)
    path = os.pathsep.join([str(project_root), str(project_root / "src")])
    done = subprocess.run(
        [sys.executable, "-c", KILLED, str(world.home), at],
        check=False,
        env={**os.environ, "PYTHONPATH": path},
    )
    assert done.returncode == -signal.SIGKILL
    after = world.files("releases")
    assert {path: after[path] for path in before} == before
    assert verify_release(world.releases) == (first.release_id, [])
    assert publish_as(1).created
    # What it had staged is swept away by a later publisher, once it is surely nobody's.
    (leftover,) = world.home.glob(".staging-*")
    os.utime(leftover, (0, 0))
    change_content(world, "后来局")
    publish_as(2)
    assert list(world.home.glob(".staging-*")) == []


@pytest.mark.usefixtures("first")
def test_what_arrives_damaged_does_not_become_current(
    world: World, publish_as: Publish, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = world.files("releases")["current.json"]
    change_content(world, "受损局")
    original = LocalStore.write_if_absent

    def damaging(self: LocalStore, path: str, data: bytes) -> bool:
        spoilt = data[:-1] + b"?" if path.endswith("dim_year.parquet") else data
        return original(self, path, spoilt)

    monkeypatch.setattr(LocalStore, "write_if_absent", damaging)
    with pytest.raises(UploadError, match=r"marts/dim_year\.parquet differs"):
        publish_as(1)
    assert world.files("releases")["current.json"] == before


def test_of_two_publishers_one_wins_and_the_other_says_so(
    world: World, publish_as: Publish, monkeypatch: pytest.MonkeyPatch, first: Publication
) -> None:
    change_content(world, "甲局")
    original = publishing._upload
    winner: list[str] = []

    def overtaken(*args: object) -> None:
        """While the first one uploads, the second publishes other content and is done."""
        original(*args)
        monkeypatch.setattr(publishing, "_upload", original)
        change_content(world, "乙局")
        winner.append(publish_as(2).release_id)

    monkeypatch.setattr(publishing, "_upload", overtaken)
    with pytest.raises(PublishConflict, match="Another publisher was first") as caught:
        publish_as(1)
    assert winner[0] in str(caught.value)
    assert verify_release(world.releases) == (winner[0], [])


@pytest.mark.slow
def test_two_publishers_in_the_same_second(world: World, publish_as: Publish) -> None:
    open_gate(world, world.releases)
    digest = open_gate(world, world.releases).content_hash
    world.releases.write(f"20260301T120000Z-{digest[:12]}/index.html", b"theirs")
    with pytest.raises(PublishConflict, match="already has a file"):
        publish_as()
    assert "current.json" not in world.files("releases")


def test_rolled_back_content_is_held_until_lifted(
    world: World, publish_as: Publish, first: Publication
) -> None:
    change_content(world, "错局")
    second = publish_as(1)
    roll_back(world.releases, reason="数字有误")
    before = world.files("releases")
    with pytest.raises(HeldContent, match="数字有误") as caught:
        publish_as(2)
    assert f"--unhold {second.release_id}" in str(caught.value)
    assert world.files("releases") == before
    lift_hold(world.releases, second.release_id)
    third = publish_as(3)
    assert third.created
    assert third.previous == first.release_id


def test_row_counts_are_compared_within_one_source(
    world: World, publish_as: Publish, first: Publication
) -> None:
    change_content(world, "别处局")
    elsewhere = Inputs("s3://elsewhere/reports", (), INPUTS.digests)
    publish_as(1, inputs=elsewhere)
    for source, release_id in ((INPUTS.source, first.release_id), ("/nowhere", None)):
        found = last_release_of(world.releases, source)
        assert (found.release_id if found else None) == release_id


@pytest.mark.usefixtures("first")
def test_an_answer_that_got_lost_is_no_conflict(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen = read_pointer(world.releases)
    assert seen.pointer is not None
    original = LocalStore.write_if_match

    def lost(self: LocalStore, path: str, data: bytes, etag: str | None) -> bool:
        original(self, path, data, etag)
        return False

    monkeypatch.setattr(LocalStore, "write_if_match", lost)
    write_pointer(world.releases, seen.pointer.without_hold("x"), seen)


def test_the_home_may_be_new(world: World, tmp_path: Path) -> None:
    """Nothing but the candidate and the verdict has to be there beforehand."""
    store: Store = LocalStore(str(tmp_path / "far" / "away"))
    open_gate(world, store)
    done = publish(world.candidate, world.home, store, INPUTS, strict=False)
    assert Path(done.uri, MANIFEST).is_file()


def test_versions_are_told() -> None:
    found = versions("p1")
    assert found["parser"] == "p1"
    assert {"duckdb", "polars", "great-expectations"} <= set(found)


@pytest.mark.slow
def test_a_clock_that_was_set_back_leaves_the_order_of_the_releases(
    world: World, publish_as: Publish
) -> None:
    first = publish_as(60)
    change_content(world, "拨慢局")
    second = publish_as(0)
    assert second.release_id > first.release_id
    assert second.previous == first.release_id
    change_content(world, "再拨局")
    third = publish_as(1)
    assert third.release_id > second.release_id
    assert verify_release(world.releases) == (third.release_id, [])
