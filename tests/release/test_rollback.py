"""Verify, roll back, hold and compare."""

from __future__ import annotations

from pathlib import Path

import pytest

from gouji.release.diff import compare
from gouji.release.errors import DamagedPointer, NoSuchRelease, UploadError
from gouji.release.manifest import read_manifest
from gouji.release.pointer import read_pointer
from gouji.release.rollback import lift_hold, roll_back
from gouji.release.verify import verify_release
from tests.candidates import World
from tests.release.conftest import Publish, current


@pytest.mark.parametrize(
    "path", ["marts/fct_figures.parquet", "index.html", "manifest.json", "marts.duckdb"]
)
def test_a_tampered_byte_is_found_and_named(world: World, three: list[str], path: str) -> None:
    target = Path(world.releases.url, three[-1], path)
    data = bytearray(target.read_bytes())
    at = data.index(b"20260301") if path == "manifest.json" else len(data) // 2
    data[at + 6] ^= 1
    target.write_bytes(data)
    release_id, problems = verify_release(world.releases)
    assert release_id == three[-1]
    assert [(p.path, p.kind) for p in problems] == [(path, "sha256")]


def test_missing_short_and_extra_files_are_named(world: World, three: list[str]) -> None:
    folder = Path(world.releases.url, three[-1])
    (folder / "index.html").unlink()
    (folder / "datapackage.json").write_bytes(b"{}")
    (folder / "marts" / "extra.parquet").write_bytes(b"x")
    _, problems = verify_release(world.releases)
    assert {(p.path, p.kind) for p in problems} == {
        ("index.html", "missing"),
        ("datapackage.json", "size"),
        ("marts/extra.parquet", "unexpected"),
    }


def test_rolling_back_moves_the_pointer_only(world: World, three: list[str]) -> None:
    before = world.files("releases")
    done = roll_back(world.releases, reason="有误")
    assert (done.was, done.now) == (three[2], three[1])
    after = world.files("releases")
    before.pop("current.json")
    after.pop("current.json")
    assert before == after
    assert verify_release(world.releases) == (three[1], [])


def test_rolling_back_twice_holds_both(world: World, three: list[str]) -> None:
    roll_back(world.releases)
    done = roll_back(world.releases)
    assert done.now == three[0]
    pointer = read_pointer(world.releases).pointer
    assert pointer is not None
    assert [hold.release_id for hold in pointer.held] == [three[2], three[1]]


def test_rolling_back_far_holds_all_that_was_passed(world: World, three: list[str]) -> None:
    done = roll_back(world.releases, three[0])
    assert [hold.release_id for hold in done.newly_held] == [three[2], three[1]]


def test_going_forward_again_lifts_the_hold(world: World, three: list[str]) -> None:
    roll_back(world.releases)
    done = roll_back(world.releases, three[2])
    assert done.newly_held == ()
    pointer = read_pointer(world.releases).pointer
    assert pointer is not None
    assert (pointer.release_id, pointer.held) == (three[2], ())


def test_going_to_the_current_release_changes_nothing(world: World, three: list[str]) -> None:
    before = world.files("releases")
    done = roll_back(world.releases, three[2])
    assert (done.was, done.now, done.newly_held) == (three[2], three[2], ())
    assert world.files("releases") == before


def test_the_first_release_has_none_before_it(world: World, publish_as: Publish) -> None:
    publish_as()
    with pytest.raises(NoSuchRelease, match="first release"):
        roll_back(world.releases)


def test_a_damaged_release_is_not_gone_back_to(world: World, three: list[str]) -> None:
    Path(world.releases.url, three[1], "marts", "dim_year.parquet").unlink()
    with pytest.raises(UploadError, match="dim_year"):
        roll_back(world.releases)
    assert current(world) == three[2]


def test_nothing_to_roll_back_or_verify(world: World) -> None:
    for act in (roll_back, verify_release):
        with pytest.raises(NoSuchRelease):
            act(world.releases)
    with pytest.raises(NoSuchRelease):
        lift_hold(world.releases, "x")


def test_a_damaged_pointer_is_said_and_not_overwritten(world: World, publish_as: Publish) -> None:
    publish_as()
    world.releases.write("current.json", b"{")
    with pytest.raises(DamagedPointer, match=r"current\.json is damaged"):
        read_pointer(world.releases)
    with pytest.raises(DamagedPointer):
        publish_as(1)
    assert world.releases.read("current.json") == b"{"


def test_what_changed_between_two_releases(world: World, three: list[str]) -> None:
    first, second = (read_manifest(world.releases, name) for name in three[:2])
    difference = compare(first, second)
    assert [c.model for c in difference.models if c.differs] == ["dim_issuer"]
    assert difference.inputs == ()
    assert difference.documents_added == ()
    assert difference.counts["reports_published"] == (4, 4)
