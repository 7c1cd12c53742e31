from __future__ import annotations

import os
from datetime import UTC, datetime
from pathlib import Path

import pytest

from gouji.extraction.identity.sidecar import SidecarError
from gouji.landing import SEEN, EmptySource, LandingResult, land
from gouji.landing_files import object_path
from gouji.storage import StorageError, Store, open_store
from gouji.tables import normalize
from tests.landing.lake import PAGE, inventory, sha, state
from tests.tables.builders import DAY, later


def test_bytes_are_kept_by_digest_with_an_inventory(stores: tuple[Store, Store]) -> None:
    source, lake = stores
    source.write("2021/甲.html", PAGE)
    source.write("b.txt", b"")
    result = land(source, lake, DAY)
    assert (result.files, result.read, result.stored, result.removed) == (2, 2, 2, 0)
    assert result.changed and not result.refused and not result.warnings
    assert lake.read(object_path(sha(PAGE))) == PAGE
    row = inventory(lake)["2021/甲.html"]
    assert row == {
        "source_uri": f"{source.url}/2021/甲.html",
        "path": "2021/甲.html",
        "size": len(PAGE),
        "sha256": sha(PAGE),
        "format": "html",
        "first_seen": DAY,
        "removed_at": None,
        "unreadable_code": None,
        "unreadable_zh": None,
        "unreadable_en": None,
    }
    assert inventory(lake)["b.txt"]["sha256"] == sha(b"")


def test_landing_the_same_again_reads_and_writes_nothing(
    stores: tuple[Store, Store], monkeypatch: pytest.MonkeyPatch
) -> None:
    source, lake = stores
    source.write("a.html", PAGE)
    source.write("reports.csv", b"path,issuer\na.html,X\n")
    land(source, lake, DAY)
    before = state(lake)
    written: list[str] = []
    monkeypatch.setattr(type(lake), "write", lambda _, path, __: written.append(path))
    result = land(source, lake, later(1))
    assert written == []
    assert state(lake) == before
    assert (result.read, result.stored, result.changed) == (0, 0, False)


def test_the_same_bytes_under_two_names_are_stored_once(stores: tuple[Store, Store]) -> None:
    source, lake = stores
    source.write("a.html", PAGE)
    source.write("copy/a.html", PAGE)
    result = land(source, lake, DAY)
    assert (result.files, result.stored) == (2, 1)
    assert len(lake.list("landing/objects")) == 1
    assert {row["sha256"] for row in inventory(lake).values()} == {sha(PAGE)}
    assert set(inventory(lake)) == {"a.html", "copy/a.html"}


def test_a_changed_file_is_read_again_and_its_old_bytes_are_history(
    stores: tuple[Store, Store],
) -> None:
    source, lake = stores
    source.write("a.html", PAGE)
    source.write("b.html", PAGE + b"b")
    land(source, lake, DAY)
    source.write("a.html", PAGE.replace(b"2021", b"2022"))
    result = land(source, lake, later(1))
    assert (result.read, result.stored, result.removed) == (1, 1, 1)
    rows = normalize.inventory(lake).rows_by_key("path", named=True)["a.html"]
    assert [(row["first_seen"], row["removed_at"]) for row in rows] == [
        (DAY, later(1)),
        (later(1), None),
    ]
    assert len(lake.list("landing/objects")) == 3


def test_a_file_that_goes_and_comes_back_keeps_its_first_time(stores: tuple[Store, Store]) -> None:
    source, lake = stores
    source.write("a.html", PAGE)
    source.write("b.html", PAGE + b"b")
    land(source, lake, DAY)
    source.delete("a.html")
    assert land(source, lake, later(1)).removed == 1
    assert "a.html" not in inventory(lake)
    before = state(lake)
    assert land(source, lake, later(2)).removed == 0
    assert state(lake) == before
    source.write("a.html", PAGE)
    result = land(source, lake, later(3))
    assert (result.read, result.stored) == (1, 0)
    assert inventory(lake)["a.html"]["first_seen"] == DAY


def test_a_touched_file_changes_no_inventory(folders: tuple[Path, Store, Store]) -> None:
    folder, source, lake = folders
    source.write("a.html", PAGE)
    land(source, lake, DAY)
    before = lake.info(normalize.INVENTORY)
    os.utime(folder / "a.html", (0, 0))
    result = land(source, lake, later(1))
    assert (result.read, result.stored, result.changed) == (1, 0, False)
    assert lake.info(normalize.INVENTORY) == before
    assert land(source, lake, later(2)).read == 0


def test_bytes_that_change_under_an_old_time_are_noticed(
    folders: tuple[Path, Store, Store],
) -> None:
    folder, source, lake = folders
    source.write("a.html", PAGE)
    land(source, lake, DAY)
    old = (folder / "a.html").stat()
    (folder / "a.html").write_bytes(PAGE.replace(b"2021", b"2022"))
    os.utime(folder / "a.html", ns=(old.st_atime_ns, old.st_mtime_ns))
    assert land(source, lake, later(1)).read == 1


def test_a_file_too_large_is_refused_unread_and_stays_visible(
    folders: tuple[Path, Store, Store], monkeypatch: pytest.MonkeyPatch
) -> None:
    folder, source, lake = folders
    source.write("a.html", PAGE)
    with (folder / "big.pdf").open("wb") as file:
        file.truncate(200 * 2**20)
    read: list[str] = []
    original = type(source).read
    monkeypatch.setattr(
        type(source), "read", lambda self, path: (read.append(path), original(self, path))[1]
    )
    result = land(source, lake, DAY)
    assert "big.pdf" not in read
    assert [note.path for note in result.refused] == ["big.pdf"]
    assert "200 MiB" in result.refused[0].reason.en and "200 MiB" in result.refused[0].reason.zh
    row = inventory(lake)["big.pdf"]
    assert (row["format"], row["sha256"], row["size"]) == ("too_large", None, 200 * 2**20)
    assert row["unreadable_code"] == "too_large"
    before = state(lake)
    assert [note.path for note in land(source, lake, later(1)).refused] == ["big.pdf"]
    assert state(lake) == before


def test_a_file_that_cannot_be_opened_stops_no_other(folders: tuple[Path, Store, Store]) -> None:
    folder, source, lake = folders
    source.write("a.html", PAGE)
    (folder / "broken.pdf").symlink_to(folder / "nowhere.pdf")
    result = land(source, lake, DAY)
    assert [(n.path, n.reason.code) for n in result.refused] == [("broken.pdf", "inaccessible")]
    assert "there is no such file" in result.refused[0].reason.en
    assert inventory(lake)["broken.pdf"]["format"] == "inaccessible"
    (folder / "broken.pdf").unlink()
    source.write("broken.pdf", b"%PDF-1.4")
    assert land(source, lake, later(1)).refused == ()
    assert inventory(lake)["broken.pdf"]["format"] == "pdf"


def test_a_name_in_another_encoding_is_recorded(folders: tuple[Path, Store, Store]) -> None:
    folder, source, lake = folders
    name = os.fsdecode("某局.html".encode("gbk"))
    (folder / name).write_bytes(PAGE)
    land(source, lake, DAY)
    (row,) = inventory(lake).values()
    assert row["path"].endswith(".html") and "\\x" in row["path"]
    assert land(source, lake, later(1)).read == 0


def test_the_format_is_that_of_the_content(folders: tuple[Path, Store, Store]) -> None:
    _, source, lake = folders
    source.write("a.pdf", b"MZ\x90\x00\x03" + b"\x00" * 100)
    source.write("b.txt", b"%PDF-1.7 ...")
    land(source, lake, DAY)
    formats = {path: row["format"] for path, row in inventory(lake).items()}
    assert formats == {"a.pdf": "program", "b.txt": "pdf"}


def test_an_empty_source_is_an_error_and_removes_nothing(stores: tuple[Store, Store]) -> None:
    source, lake = stores
    source.write("a.html", PAGE)
    land(source, lake, DAY)
    before = state(lake)
    source.delete("a.html")
    source.write(".hidden", b"")
    with pytest.raises(EmptySource) as caught:
        land(source, lake, later(1))
    assert str(caught.value).startswith(f"{source.url} holds no report")
    assert caught.value.reason.zh.startswith(f"{source.url} 中没有报告文件")
    source.write("reports.csv", b"path\n")
    source.write("decisions.yml", b"")
    with pytest.raises(EmptySource, match="only files that belong beside reports"):
        land(source, lake, later(1))
    assert state(lake) == before


def test_a_missing_source_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(StorageError, match="there is no such folder"):
        land(open_store(tmp_path / "none"), open_store(tmp_path / "lake"), DAY)
    assert list(tmp_path.iterdir()) == []


def test_sidecar_and_decisions_are_no_reports(stores: tuple[Store, Store]) -> None:
    source, lake = stores
    source.write("a.html", PAGE)
    source.write("reports.csv", "path,issuer,year\na.html,某市某局,2021\n".encode("gb18030"))
    source.write("decisions.yml", b"[]")
    source.write("sub/reports.csv", b"path\n")
    result = land(source, lake, DAY)
    assert set(inventory(lake)) == {"a.html", "sub/reports.csv"}
    row = normalize.sidecar(lake)["a.html"]
    assert (row.issuer, row.year) == ("某市某局", 2021)
    assert result.warnings == ()
    source.delete("reports.csv")
    assert land(source, lake, later(1)).changed
    assert normalize.sidecar(lake) == {}


def test_a_sidecar_row_for_a_missing_file_is_a_warning(stores: tuple[Store, Store]) -> None:
    source, lake = stores
    source.write("a.html", PAGE)
    source.write("reports.csv", b"path\na.html\nnone.html\n")
    (note,) = land(source, lake, DAY).warnings
    assert (note.path, note.reason.code) == ("none.html", "sidecar_without_file")
    assert "a row for none.html, but there is no such file" in note.reason.en
    assert len(land(source, lake, later(1)).warnings) == 1


@pytest.mark.parametrize(
    ("text", "cause"),
    [
        (b"issuer\nX\n", ":1: no column"),
        (b"path,year\na.html,21\n", ":2"),
        (b"path\n" + b"\x81\x20\xff\xfe\x00\x01" * 50, "encoding"),
        (b'path\n"' + b"a" * 200_000, "not a valid CSV file"),
    ],
)
def test_a_bad_sidecar_leaves_the_lake_alone(
    folders: tuple[Path, Store, Store], text: bytes, cause: str
) -> None:
    _, source, lake = folders
    source.write("a.html", PAGE)
    source.write("reports.csv", text)
    with pytest.raises(SidecarError) as caught:
        land(source, lake, DAY)
    assert f"{source.url}/reports.csv" in str(caught.value) and cause in str(caught.value)
    assert not lake.exists(normalize.INVENTORY)


def test_another_source_makes_the_former_one_history(tmp_path: Path) -> None:
    lake = open_store(tmp_path / "lake")
    for name in ("one", "two"):
        open_store(tmp_path / name).write(f"{name}.html", name.encode())
    land(open_store(tmp_path / "one"), lake, DAY)
    result = land(open_store(tmp_path / "two"), lake, later(1))
    (note,) = result.warnings
    assert note.reason.code == "other_source"
    assert f"{tmp_path}/one/one.html" in note.reason.en
    assert set(inventory(lake)) == {"two.html"}
    assert len(lake.list("landing/objects")) == 2
    back = land(open_store(tmp_path / "one"), lake, later(2))
    assert back.stored == 0
    assert inventory(lake)["one.html"]["first_seen"] == DAY


def test_a_source_that_moved_as_a_whole_is_the_same_source(tmp_path: Path) -> None:
    lake = open_store(tmp_path / "lake")
    open_store(tmp_path / "old").write("a.html", PAGE)
    land(open_store(tmp_path / "old"), lake, DAY)
    (tmp_path / "old").rename(tmp_path / "new")
    result = land(open_store(tmp_path / "new"), lake, later(1))
    assert (result.removed, result.warnings) == (0, ())
    row = inventory(lake)["a.html"]
    assert (row["first_seen"], row["source_uri"]) == (DAY, f"{tmp_path}/new/a.html")


def test_an_interrupted_landing_is_taken_up_again(
    folders: tuple[Path, Store, Store], monkeypatch: pytest.MonkeyPatch
) -> None:
    _, source, lake = folders
    for n in range(3):
        source.write(f"{n}.html", PAGE + bytes([n]))
    original = type(lake).write

    def fail(self: Store, path: str, data: bytes) -> None:
        if path == normalize.INVENTORY:
            raise StorageError(self.url, path, ("磁盘已满", "no space left on the disk"))
        original(self, path, data)

    with monkeypatch.context() as patch:
        patch.setattr(type(lake), "write", fail)
        with pytest.raises(StorageError):
            land(source, lake, DAY)
    result = land(source, lake, later(1))
    assert (result.read, result.stored) == (3, 0)
    assert len(inventory(lake)) == 3


def test_a_truncated_object_is_stored_anew(folders: tuple[Path, Store, Store]) -> None:
    _, source, lake = folders
    source.write("a.html", PAGE)
    lake.write(object_path(sha(PAGE)), PAGE[:10])
    assert land(source, lake, DAY).stored == 1
    assert lake.read(object_path(sha(PAGE))) == PAGE


def test_many_new_files_are_compared_with_one_listing(
    folders: tuple[Path, Store, Store], monkeypatch: pytest.MonkeyPatch
) -> None:
    _, source, lake = folders
    for n in range(130):
        source.write(f"{n:03}.txt", str(n).encode())
    lake.write(object_path(sha(b"7")), b"7")
    asked: list[str] = []
    original = type(lake).info
    monkeypatch.setattr(
        type(lake), "info", lambda self, path: (asked.append(path), original(self, path))[1]
    )
    seen: list[tuple[int, int]] = []
    result: LandingResult = land(source, lake, DAY, progress=lambda *at: seen.append(at))
    assert (result.files, result.stored) == (130, 129)
    assert [path for path in asked if path.startswith("landing/objects")] == []
    assert seen[-1] == (130, 130) and len(seen) == 130


def test_times_are_kept_in_utc(folders: tuple[Path, Store, Store]) -> None:
    _, source, lake = folders
    source.write("a.html", PAGE)
    local = datetime.fromisoformat("2026-03-01T16:00:00+08:00")
    land(source, lake, local)
    assert inventory(lake)["a.html"]["first_seen"] == local.astimezone(UTC)


def test_what_was_seen_is_only_a_help(folders: tuple[Path, Store, Store]) -> None:
    _, source, lake = folders
    source.write("a.html", PAGE)
    land(source, lake, DAY)
    lake.write(SEEN, b"damaged")
    assert land(source, lake, later(1)).read == 1
    assert land(source, lake, later(2)).read == 0
