from __future__ import annotations

import os
import pickle
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from gouji.storage import StorageError, Store, open_store


@pytest.fixture(params=["folder", "s3"])
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Store:
    if request.param == "folder":
        (tmp_path / "store").mkdir()
        return open_store(tmp_path / "store")
    moto = request.getfixturevalue("moto_s3")
    return open_store(moto.url, moto.options).child("some/prefix")


def paths(store: Store, prefix: str = "") -> list[str]:
    return [entry.path for entry in store.list(prefix)]


def test_what_is_written_is_read_listed_and_found(store: Store) -> None:
    before = datetime.now(UTC).timestamp() - 2
    store.write("b/报告.html", b"two")
    store.write("a.txt", b"one!")
    entries = store.list()
    assert [(e.path, e.size) for e in entries] == [("a.txt", 4), ("b/报告.html", 3)]
    assert all(before < e.modified.timestamp() < before + 60 for e in entries)
    assert all(e.modified.tzinfo is not None and e.etag for e in entries)
    assert store.read("b/报告.html") == b"two"
    assert store.exists("a.txt") and not store.exists("b") and not store.exists("none")
    assert store.info("a.txt") == entries[0]


def test_list_of_a_folder_gives_paths_from_the_store(store: Store) -> None:
    for path in ("x/1", "x/y/2", "xy/3", "z"):
        store.write(path, b"")
    assert paths(store, "x") == ["x/1", "x/y/2"]
    assert paths(store, "x/") == ["x/1", "x/y/2"]
    assert paths(store, "none") == []
    assert paths(store.child("x")) == ["1", "y/2"]
    assert paths(store, "z") == ["z"]


def test_hidden_files_do_not_exist_for_a_list(store: Store) -> None:
    store.write(".hidden", b"")
    store.write("a/.git/config", b"")
    store.write("a/b.txt", b"")
    assert paths(store) == ["a/b.txt"]


def test_a_list_shows_what_another_process_wrote_meanwhile(store: Store) -> None:
    assert paths(store, "a") == []
    pickle.loads(pickle.dumps(store)).write("a/1", b"")
    assert paths(store, "a") == ["a/1"]


def test_the_etag_changes_with_every_other_content(store: Store) -> None:
    store.write("a", b"one")
    first = store.info("a")
    store.write("a", b"two")
    second = store.info("a")
    assert first and second and first.etag != second.etag


def test_write_if_absent(store: Store) -> None:
    assert store.write_if_absent("p/current.json", b"one")
    assert not store.write_if_absent("p/current.json", b"two")
    assert store.read("p/current.json") == b"one"
    assert paths(store) == ["p/current.json"]


def test_write_if_match(store: Store) -> None:
    assert not store.write_if_match("p/current.json", b"zero", "0000")
    assert store.write_if_match("p/current.json", b"one", None)
    assert not store.write_if_match("p/current.json", b"two", None)
    body, tag = store.read_tagged("p/current.json")
    assert body == b"one"
    assert store.write_if_match("p/current.json", b"two", tag)
    assert not store.write_if_match("p/current.json", b"three", tag)
    assert store.read("p/current.json") == b"two"
    assert paths(store) == ["p/current.json"]


@pytest.mark.slow
def test_of_many_conditional_writers_one_wins(store: Store) -> None:
    store.write("counter", b"0")

    def add_one(_: int) -> int:
        losses = 0
        while True:
            body, tag = store.read_tagged("counter")
            if store.write_if_match("counter", str(int(body) + 1).encode(), tag):
                return losses
            losses += 1

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(add_one, range(20)))
    assert store.read("counter") == b"20"
    with ThreadPoolExecutor(4) as pool:
        won = list(pool.map(lambda n: store.write_if_absent("one", bytes([n])), range(8)))
    assert won.count(True) == 1
    assert store.read("one") == bytes([won.index(True)])


def test_file_objects(store: Store) -> None:
    with store.open_write("a/big") as file:
        file.write(b"0123456789" * 1000)
        assert not store.exists("a/big")
    with store.open_read("a/big") as file:
        file.seek(-3, 2)
        assert file.read() == b"789"
        file.seek(10)
        assert file.read(4) == b"0123"


def test_a_file_object_that_fails_leaves_the_old_content(store: Store) -> None:
    store.write("a", b"old")
    with pytest.raises(RuntimeError), store.open_write("a") as file:
        file.write(b"half of the n")
        raise RuntimeError
    assert store.read("a") == b"old"
    assert paths(store) == ["a"]


def test_delete(store: Store) -> None:
    store.write("a", b"")
    store.delete("a")
    store.delete("a")
    assert not store.exists("a")


@pytest.mark.parametrize("path", ["../x", "a/../../x", "/etc/passwd", "a/..", "a\0b"])
def test_no_path_leaves_the_store(store: Store, path: str) -> None:
    for use in (store.read, store.exists, store.delete, store.child, store.uri, store.local_path):
        with pytest.raises(StorageError, match="leaves this store"):
            use(path)
    with pytest.raises(StorageError, match="leaves this store"):
        store.write(path, b"")
    with pytest.raises(StorageError, match="leaves this store"):
        store.list(path)


def test_a_missing_object_is_named_with_its_place(store: Store) -> None:
    for read in (store.read, store.read_tagged):
        with pytest.raises(StorageError) as caught:
            read("a/none.txt")
        assert caught.value.missing
        assert str(caught.value).startswith(f"{store.url}/a/none.txt: there is no such ")
        assert caught.value.reason.zh.startswith(f"{store.url}/a/none.txt：没有这个")
        assert "\n" not in str(caught.value)
    with pytest.raises(StorageError), store.open_read("a/none.txt"):
        pass


def test_errors_cross_process_borders(tmp_path: Path) -> None:
    with pytest.raises(StorageError) as caught:
        open_store(tmp_path).read("none")
    copy = pickle.loads(pickle.dumps(caught.value))
    assert (str(copy), copy.path, copy.missing) == (str(caught.value), "none", True)


def test_a_missing_folder_is_an_error_and_not_an_empty_one(tmp_path: Path) -> None:
    with pytest.raises(StorageError, match=r"nowhere: there is no such folder"):
        open_store(tmp_path / "nowhere").list()
    (tmp_path / "file").write_bytes(b"")
    with pytest.raises(StorageError, match="it is a file, not a folder"):
        open_store(tmp_path / "file").list()
    with pytest.raises(StorageError, match="a file of that name is in the way"):
        open_store(tmp_path / "file").write("a", b"")


def test_a_missing_bucket_is_an_error_that_names_it(moto_s3: Any) -> None:
    store = open_store("s3://no-such-bucket/prefix", moto_s3.options)
    for use in (store.list, lambda: store.read("a"), lambda: store.write("a", b"")):
        with pytest.raises(StorageError, match="there is no bucket no-such-bucket"):
            use()
    for write in (
        lambda: store.write_if_absent("a", b""),
        lambda: store.write_if_match("a", b"", "0"),
        lambda: store.info("a"),
    ):
        with pytest.raises(StorageError, match="there is no bucket no-such-bucket"):
            write()


def test_missing_credentials_are_named(moto_s3: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    from gouji.storage_s3_client import PatientS3

    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
        monkeypatch.delenv(name)
    monkeypatch.setenv("AWS_SHARED_CREDENTIALS_FILE", "none")
    PatientS3.clear_instance_cache()
    with pytest.raises(StorageError, match="no credentials were found") as caught:
        open_store(moto_s3.url, moto_s3.options).list()
    assert moto_s3.url in str(caught.value)


def test_a_server_out_of_reach_is_named(moto_s3: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    options = {"endpoint_url": "http://127.0.0.1:1", "patience": 1}
    with pytest.raises(StorageError, match="cannot be reached; check the network"):
        open_store(moto_s3.url, options).list()


def test_a_refusal_of_the_server_is_a_permission_error() -> None:
    from gouji.storage_s3 import S3Store

    store = S3Store.open("s3://bucket", None)
    denied = r"s3://bucket/a: permission denied \(Access Denied\)"
    with pytest.raises(StorageError, match=denied), store._explained("a"):
        raise PermissionError("Access Denied")


@pytest.mark.parametrize(
    ("url", "cause"),
    [
        ("gs://bucket", "gs:// is not supported"),
        ("http://x/y", "http:// is not supported"),
        ("s3://", "no bucket"),
    ],
)
def test_other_urls_are_refused(url: str, cause: str) -> None:
    with pytest.raises(StorageError, match=cause):
        open_store(url)


def test_secrets_are_not_shown() -> None:
    assert "hunter2" not in repr(open_store("s3://bucket", {"secret": "hunter2"}))


def test_local_paths(tmp_path: Path, moto_s3: Any) -> None:
    assert open_store(tmp_path).local_path("a/b") == tmp_path / "a" / "b"
    assert open_store(tmp_path.as_uri()).local_path() == tmp_path
    assert open_store(tmp_path).uri("a") == f"{tmp_path}/a"
    remote = open_store(moto_s3.url, moto_s3.options)
    assert remote.local_path("a") is None
    assert remote.uri("a/b") == f"{moto_s3.url}/a/b"


def test_links_are_followed_but_not_in_circles(tmp_path: Path) -> None:
    outside, inside = tmp_path / "outside", tmp_path / "store"
    outside.mkdir()
    inside.mkdir()
    (outside / "a.txt").write_bytes(b"one")
    (inside / "linked").symlink_to(outside)
    (inside / "also").symlink_to(outside)
    (inside / "loop").symlink_to(inside)
    (inside / "broken.txt").symlink_to(tmp_path / "nowhere")
    store = open_store(inside)
    assert paths(store) == ["also/a.txt", "broken.txt", "linked/a.txt"]
    with pytest.raises(StorageError, match=r"broken\.txt: there is no such file"):
        store.read("broken.txt")


def test_the_etag_sees_a_change_that_hides_its_time(tmp_path: Path) -> None:
    file = tmp_path / "a"
    file.write_bytes(b"352")
    old = file.stat()
    before = open_store(tmp_path).info("a")
    file.write_bytes(b"353")
    os.utime(file, ns=(old.st_atime_ns, old.st_mtime_ns))
    after = open_store(tmp_path).info("a")
    assert before and after and before.modified == after.modified and before.etag != after.etag


def test_files_are_readable_for_others_as_the_user_wishes(tmp_path: Path) -> None:
    open_store(tmp_path).write("a", b"")
    umask = os.umask(0)
    os.umask(umask)
    assert (tmp_path / "a").stat().st_mode & 0o777 == 0o666 & ~umask


def test_a_full_disk_leaves_the_old_content(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    store = open_store(tmp_path)
    store.write("a", b"old")

    def full(_: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(StorageError, match=r"a: no space left on the disk"):
        store.write("a", b"new")
    assert (tmp_path / "a").read_bytes() == b"old"
    assert [p.name for p in tmp_path.iterdir()] == ["a"]


def test_a_folder_needs_no_remote_library(tmp_path: Path) -> None:
    code = (
        "import sys; from gouji.storage import open_store; "
        f"s = open_store({str(tmp_path)!r}); s.write('a', b''); s.list(); "
        "bad = {'s3fs', 'fsspec', 'botocore', 'polars'} & set(sys.modules); sys.exit(bool(bad))"
    )
    subprocess.run(
        [sys.executable, "-c", code], check=True, env={**os.environ, "PYTHONPATH": "src"}
    )
