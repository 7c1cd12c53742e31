"""Pruning keeps the current release and the newest few, and what stays still works."""

from __future__ import annotations

from datetime import timedelta

import pytest

from gouji.release.errors import HeldContent, NoSuchRelease, NotKept
from gouji.release.manifest import MANIFEST
from gouji.release.pointer import read_pointer
from gouji.release.prune import prune
from gouji.release.publish import last_release_of
from gouji.release.rollback import roll_back
from gouji.release.verify import verify_release
from gouji.storage import Store
from tests.candidates import World
from tests.release.conftest import START, Publish, change_content


def _next(world: World, publish_as: Publish, name: str, minutes: int = 90) -> str:
    change_content(world, name)
    return publish_as(minutes).release_id


def _folders(world: World) -> set[str]:
    return {path.name for path in (world.home / "releases").iterdir() if path.is_dir()}


def test_the_newest_stay(world: World, three: list[str]) -> None:
    assert prune(world.releases, 2) == [three[0]]
    assert _folders(world) == set(three[1:])
    assert verify_release(world.releases, None) == (three[2], [])
    assert prune(world.releases, 2) == []


def test_the_current_stays_however_old(world: World, three: list[str]) -> None:
    roll_back(world.releases, three[0])
    assert prune(world.releases, 1) == [three[1]]
    assert _folders(world) == {three[0], three[2]}
    assert verify_release(world.releases, None) == (three[0], [])


def test_a_dry_run_deletes_nothing(world: World, three: list[str]) -> None:
    before = world.files("releases")
    assert prune(world.releases, 1, dry_run=True) == [three[1], three[0]]
    assert world.files("releases") == before


def test_publishing_goes_on_after_a_prune(
    world: World, three: list[str], publish_as: Publish
) -> None:
    prune(world.releases, 1)
    latest = _next(world, publish_as, "第九局")
    assert last_release_of(world.releases, "elsewhere") is None
    assert roll_back(world.releases).now == three[2]
    with pytest.raises(NoSuchRelease):
        roll_back(world.releases)
    assert latest in _folders(world)


def test_what_was_rolled_back_stays_refused(
    world: World, three: list[str], publish_as: Publish
) -> None:
    roll_back(world.releases, three[0])
    _next(world, publish_as, "第七局")
    prune(world.releases, 1)
    with pytest.raises(HeldContent):
        _next(world, publish_as, "第三局", 100)


def test_old_unfinished_folders_go_young_ones_stay(world: World, three: list[str]) -> None:
    now = START + timedelta(days=3)
    names = {
        "old": f"{START - timedelta(days=2):%Y%m%dT%H%M%SZ}-aaaaaaaaaaaa",
        "young": f"{now - timedelta(hours=1):%Y%m%dT%H%M%SZ}-bbbbbbbbbbbb",
    }
    for name in names.values():
        world.releases.write(f"{name}/marts/dim_year.parquet", b"half")
    world.releases.write("not-a-release/file", b"")
    assert prune(world.releases, 3, now=now) == [names["old"]]
    assert {names["young"], "not-a-release"} <= _folders(world)


def test_a_prune_that_breaks_off_leaves_no_release_that_looks_whole(
    world: World, three: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    deleted: list[str] = []

    def once(self: Store, path: str) -> None:
        if deleted:
            raise KeyboardInterrupt
        deleted.append(path)

    monkeypatch.setattr(type(world.releases), "delete", once)
    with pytest.raises(KeyboardInterrupt):
        prune(world.releases, 1)
    assert deleted == [f"{three[1]}/{MANIFEST}"]


def test_nothing_kept_is_refused(world: World, three: list[str]) -> None:
    with pytest.raises(NotKept):
        prune(world.releases, 0)
    assert read_pointer(world.releases).pointer is not None
