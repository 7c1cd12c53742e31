"""Members of archives are documents of their own."""

from __future__ import annotations

from pathlib import Path

from gouji.landing import land
from gouji.landing_files import object_path
from gouji.storage import Store
from gouji.tables import normalize
from tests.documents.office_files import zipped
from tests.landing.lake import PAGE, inventory, sha, state
from tests.tables.builders import DAY, later


def test_each_member_of_an_archive_is_a_document(stores: tuple[Store, Store]) -> None:
    source, lake = stores
    other = PAGE.replace(b"2021", b"2022")
    source.write("a.html", PAGE)
    source.write("全年.zip", zipped({"甲/a.html": PAGE, "b.html": other}))
    result = land(source, lake, DAY)
    assert (result.files, result.read, result.stored, result.refused) == (2, 2, 2, ())
    rows = inventory(lake)
    assert set(rows) == {"a.html", "全年.zip!甲/a.html", "全年.zip!b.html"}
    row = rows["全年.zip!b.html"]
    assert row["source_uri"] == f"{source.url}/全年.zip!b.html"
    assert (row["sha256"], row["size"], row["format"]) == (sha(other), len(other), "html")
    assert lake.read(object_path(sha(other))) == other
    before = state(lake)
    again = land(source, lake, later(1))
    assert (again.read, again.changed) == (0, False)
    assert state(lake) == before
    source.write("全年.zip", zipped({"甲/a.html": PAGE, "c.html": other + b"c"}))
    third = land(source, lake, later(2))
    assert (third.read, third.stored, third.removed) == (1, 1, 1)
    assert set(inventory(lake)) == {"a.html", "全年.zip!甲/a.html", "全年.zip!c.html"}
    assert inventory(lake)["全年.zip!甲/a.html"]["first_seen"] == DAY


def test_members_that_are_refused_stay_visible_and_are_not_fetched_again(
    stores: tuple[Store, Store],
) -> None:
    source, lake = stores
    inner = zipped({"b.html": PAGE})
    source.write("a.zip", zipped({"inner.zip": inner, "../x.html": PAGE, "a.html": PAGE}))
    result = land(source, lake, DAY)
    refused = {note.path: note.reason.code for note in result.refused}
    assert refused == {"a.zip!inner.zip": "archive_nested", "a.zip!x.html": "archive_path"}
    rows = inventory(lake)
    assert rows["a.zip!inner.zip"]["unreadable_code"] == "archive_nested"
    assert (rows["a.zip!inner.zip"]["sha256"], rows["a.zip!a.html"]["sha256"]) == (None, sha(PAGE))
    before = state(lake)
    again = land(source, lake, later(1))
    assert (again.read, len(again.refused)) == (0, 2)
    assert state(lake) == before


def test_an_archive_of_which_nothing_can_be_used_is_one_document(
    folders: tuple[Path, Store, Store],
) -> None:
    _, source, lake = folders
    bomb = zipped({"a.html": PAGE, "b.html": bytes(30 << 20)})
    source.write("bomb.zip", bomb)
    source.write("empty.zip", zipped({"x/": b""}))
    land(source, lake, DAY)
    rows = inventory(lake)
    assert {path: row["format"] for path, row in rows.items()} == {
        "bomb.zip": "zip",
        "empty.zip": "zip",
    }
    assert rows["bomb.zip"]["sha256"] == sha(bomb)
    assert land(source, lake, later(1)).read == 0


def test_the_sidecar_names_members_or_an_archive_of_one(folders: tuple[Path, Store, Store]) -> None:
    _, source, lake = folders
    source.write("one.zip", zipped({"a.html": PAGE}))
    source.write("two.zip", zipped({"b.html": PAGE + b"b", "c.html": PAGE + b"c"}))
    lines = "path,issuer\none.zip,甲局\ntwo.zip!b.html,乙局\ntwo.zip,丙局\n"
    source.write("reports.csv", lines.encode())
    (note,) = land(source, lake, DAY).warnings
    assert (note.path, note.reason.code) == ("two.zip", "sidecar_for_archive")
    assert "such as two.zip!c.html" in note.reason.en
    rows = normalize.sidecar(lake)
    assert rows["one.zip!a.html"].issuer == "甲局"
    assert rows["two.zip!b.html"].issuer == "乙局"
