"""When something is done about a change: pure decisions, and the digest of a listing."""

from __future__ import annotations

import os
import time
from itertools import pairwise
from pathlib import Path
from types import SimpleNamespace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gouji import watching
from gouji.landing import listing_digest
from gouji.storage import StorageError, Store, open_store
from gouji.watching import PATIENCE, REST, TRIES, Answer, Memory, SlowListing, consider, look
from tests.conftest import MotoS3


@pytest.fixture(params=["folder", "s3"])
def source(request: pytest.FixtureRequest, tmp_path: Path) -> Store:
    if request.param == "folder":
        (tmp_path / "reports").mkdir()
        return open_store(tmp_path / "reports")
    moto = request.getfixturevalue("moto_s3")
    return open_store(moto.url, moto.options).child("reports")


def test_each_change_of_a_file_that_is_landed_changes_the_digest(source: Store) -> None:
    seen = []
    for change in (
        lambda: source.write("a.txt", b"1"),
        lambda: source.write("b/c.txt", b"1"),
        lambda: source.write("a.txt", b"2"),
        lambda: source.write("reports.csv", b"path,issuer"),
        lambda: source.delete("b/c.txt"),
    ):
        change()
        seen.append(look(source).digest)
    assert len(set(seen)) == len(seen)
    last = look(source)
    assert last.files == 2
    for name in ("decisions.yml", "sources.csv", ".hidden", "b/.hidden"):
        source.write(name, b"not landed")
    assert look(source).digest == last.digest, "what landing does not look into changes nothing"
    source.write("b/decisions.yml", b"below the top it is a file like others")
    assert look(source).digest != last.digest


def test_landing_and_looking_come_to_the_same(source: Store) -> None:
    for path in ("a/b.txt", "a-b.txt", "a.txt", "a/b/c.txt", "报告.txt", "𠀀.txt"):
        source.write(path, b"")
    assert look(source).digest == listing_digest(source.url, source.list())
    assert list(source.walk()) == source.list()


def test_s3_is_listed_in_pages(moto_s3: MotoS3, monkeypatch: pytest.MonkeyPatch) -> None:
    import s3fs

    store = open_store(moto_s3.url, moto_s3.options).child("many")
    for number in range(7):
        store.write(f"{number}.txt", b"")
    whole = look(store)
    asked = []
    original = s3fs.S3FileSystem.call_s3

    def paged(self: object, method: str, **given: object) -> object:
        asked.append(given)
        return original(self, method, MaxKeys=3, **given)

    monkeypatch.setattr(s3fs.S3FileSystem, "call_s3", paged)
    assert look(store) == whole
    assert len(asked) == 3


def test_a_source_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(StorageError, match="no such folder"):
        look(open_store(tmp_path / "none"))


def test_a_bucket_that_is_not_there(moto_s3: MotoS3) -> None:
    store = open_store("s3://no-such-bucket-here", moto_s3.options)
    with pytest.raises(StorageError, match="no bucket"):
        look(store)


def test_a_listing_that_takes_too_long_is_given_up(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "a.txt").write_text("")
    clock = iter([0.0, 100.0])
    # Not the clock of the whole process: the thread of the S3 client looks at that too.
    monkeypatch.setattr(watching, "time", SimpleNamespace(monotonic=lambda: next(clock)))
    with pytest.raises(SlowListing, match="longer than 40 seconds"):
        look(open_store(tmp_path), 40.0)


def test_the_memory_of_many_files_is_small_and_survives() -> None:
    memory = Memory("a" * 64, 3, "b" * 64, 2, "key", 7)
    assert Memory.from_text(memory.text()) == memory
    assert len(memory.text()) < 300
    for broken in (None, "", "{", "[]", '{"other": 1}', "3"):
        assert Memory.from_text(broken) == Memory()


def _go(memory: Memory, state: str, **given: bool) -> tuple[Answer, Memory]:
    return consider(memory, state, **{"done": False, "busy": False, "hopeless": False, **given})


def test_a_run_when_two_looks_saw_the_same() -> None:
    said, memory = _go(Memory(), "a")
    assert said is Answer.MOVING
    said, memory = _go(memory, "b")
    assert said is Answer.MOVING
    said, memory = _go(memory, "b")
    assert (said, memory.asked) == (Answer.ACT, "b")
    assert _go(memory, "b", done=True)[0] is Answer.DONE


def test_what_comes_back_is_new_again() -> None:
    memory = Memory()
    acted = []
    for state in "aabbaa":
        said, memory = _go(memory, state)
        if said is Answer.ACT:
            acted.append(state)
            memory = _go(memory, state, done=True)[1]
    assert acted == ["a", "b", "a"]


def test_while_a_run_is_under_way_nothing_is_asked_for() -> None:
    memory = _go(Memory(), "a")[1]
    for _ in range(50):
        said, memory = _go(memory, "a", busy=True)
        assert said is Answer.BUSY
    assert _go(memory, "a")[0] is Answer.ACT


def test_a_source_that_never_rests_is_taken_as_it_is_at_last() -> None:
    memory, acted = Memory(), []
    for number in range(3 * PATIENCE):
        said, memory = _go(memory, str(number))
        if said is Answer.ACT:
            acted.append(number)
    assert acted == [PATIENCE - 1, 2 * PATIENCE - 1, 3 * PATIENCE - 1]


def test_what_fails_for_good_is_not_tried_again() -> None:
    memory = Memory(seen="a", asked="a", tries=1)
    for _ in range(100):
        said, memory = _go(memory, "a", hopeless=True)
        assert said is Answer.FAILED
    said, memory = _go(_go(memory, "b")[1], "b", hopeless=True)
    assert said is Answer.ACT, "something changed"


def test_what_may_pass_is_tried_a_few_times_with_longer_pauses() -> None:
    memory = Memory(seen="a", asked="a", tries=1)
    acted = []
    for number in range(200):
        said, memory = _go(memory, "a")
        if said is Answer.ACT:
            acted.append(number)
    assert acted == [REST, 3 * REST + 1]
    assert memory.tries == TRIES
    assert said is Answer.FAILED


@given(st.lists(st.tuples(st.sampled_from("abc"), st.booleans(), st.booleans()), max_size=60))
def test_never_a_storm(looks: list[tuple[str, bool, bool]]) -> None:
    """Whatever is seen: between two requests for the same state lies another one, or a pause."""
    memory, requests = Memory(), []
    for number, (state, busy, hopeless) in enumerate(looks):
        before = memory
        said, memory = _go(memory, state, busy=busy, hopeless=hopeless)
        if said is Answer.ACT:
            assert not busy
            assert before.seen == state or before.moving >= PATIENCE - 1
            requests.append((number, state))
    for (first, one), (second, other) in pairwise(requests):
        assert one != other or second - first > REST


def test_no_clock_is_asked_about_files(tmp_path: Path) -> None:
    file = tmp_path / "a.txt"
    file.write_text("one")
    first = look(open_store(tmp_path)).digest
    old = time.time() - 10**8
    os.utime(file, (old, old))
    assert look(open_store(tmp_path)).digest != first, "set back, and noticed all the same"
