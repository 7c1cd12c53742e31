"""The same on S3: the pointer is written conditionally, nothing is moved or written over."""

from __future__ import annotations

import pytest

from gouji.release import publish as publishing
from gouji.release.changes import CHANGES
from gouji.release.errors import GateShut, PublishConflict
from gouji.release.pointer import read_pointer
from gouji.release.prune import prune
from gouji.release.rollback import roll_back
from gouji.release.verdict import State
from gouji.release.verify import verify_release
from gouji.storage import Store, open_store
from tests.candidates import World
from tests.release.conftest import Publish, change_content, open_gate

pytestmark = pytest.mark.slow


@pytest.fixture
def bucket(request: pytest.FixtureRequest) -> Store:
    moto = request.getfixturevalue("moto_s3")
    return open_store(moto.url, moto.options).child("公开/releases")


def content(store: Store) -> dict[str, bytes]:
    return {entry.path: store.read(entry.path) for entry in store.list()}


def test_publish_verify_roll_back(world: World, publish_as: Publish, bucket: Store) -> None:
    first = publish_as(store=bucket)
    assert first.created and first.guarded
    assert first.uri == f"{bucket.url}/{first.release_id}"
    assert verify_release(bucket) == (first.release_id, [])
    assert publish_as(1, store=bucket).created is False
    change_content(world, "第二局")
    second = publish_as(2, store=bucket)
    assert second.previous == first.release_id
    changes = bucket.read(f"{second.release_id}/{CHANGES}").decode()
    assert f"Since {first.release_id}" in changes
    roll_back(bucket)
    assert verify_release(bucket) == (first.release_id, [])
    assert prune(bucket, 1, dry_run=True) == []
    bucket.write(f"{first.release_id}/marts/dim_year.parquet", b"tampered")
    (problem,) = verify_release(bucket)[1]
    assert problem.path == "marts/dim_year.parquet"


def test_a_shut_gate_changes_nothing(world: World, publish_as: Publish, bucket: Store) -> None:
    publish_as(store=bucket)
    before = content(bucket)
    change_content(world, "不得发布局")
    open_gate(world, bucket, State.FAILED)
    with pytest.raises(GateShut):
        publish_as(1, store=bucket, judged=False)
    assert content(bucket) == before


@pytest.mark.parametrize("anything_before", [True, False])
def test_of_two_publishers_one_wins(
    world: World,
    publish_as: Publish,
    bucket: Store,
    monkeypatch: pytest.MonkeyPatch,
    anything_before: bool,
) -> None:
    if anything_before:
        publish_as(store=bucket)
    change_content(world, "甲局")
    original = publishing._upload
    winner: list[str] = []

    def overtaken(*args: object) -> None:
        original(*args)
        monkeypatch.setattr(publishing, "_upload", original)
        change_content(world, "乙局")
        winner.append(publish_as(2, store=bucket).release_id)

    monkeypatch.setattr(publishing, "_upload", overtaken)
    with pytest.raises(PublishConflict):
        publish_as(1, store=bucket)
    pointer = read_pointer(bucket).pointer
    assert pointer is not None
    assert pointer.release_id == winner[0]
