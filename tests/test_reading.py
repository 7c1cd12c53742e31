from __future__ import annotations

import dataclasses
import os
import re
import signal
import time
from functools import partial
from pathlib import Path

import pytest

from gouji.backends import ProcessPool, Serial
from gouji.documents.reasons import Reason, reason
from gouji.extraction.report import Identity, Report
from gouji.landing import land
from gouji.landing_files import object_path
from gouji.reading import Landed, batch_name, batched, landed_documents, read_new
from gouji.storage import StorageError, Store, open_store
from gouji.tables import dataset, normalize, readings
from tests.documents.office_files import zipped
from tests.tables import builders
from tests.tables.builders import DAY, VERSION, later


def reader(data: bytes, name: str) -> Report:
    """Reads "issuer year"; misbehaves where the text says so."""
    text = data.decode()
    if text == "raise":
        raise RuntimeError(f"no luck with {name}\nand more")
    if text.startswith("crash"):
        os._exit(1)
    if text == "killed":
        os.kill(os.getpid(), signal.SIGKILL)  # as the system does where memory runs out
    if text.startswith("hang"):
        # In native code that lets no other thread run: no signal handler of Python could help.
        re.match(r"(a|aa)+$", "a" * 64 + "b")
    if text == "misfit":
        return builders.report(
            "丙局", 2021, dataclasses.replace(builders.table(), form="narrative")
        )
    if text == "unreadable":
        return Report(unreadable=reason("empty"))
    if len(text.split()) != 2:
        return Report()
    issuer, year = text.split()
    return builders.report(issuer, int(year))


read_here = partial(read_new, backend=Serial())
"""Starting processes takes time, and most tests are not about them."""


@pytest.fixture
def source(tmp_path: Path) -> Store:
    return open_store(tmp_path / "in")


@pytest.fixture(params=["folder", pytest.param("s3", marks=pytest.mark.slow)])
def lake(request: pytest.FixtureRequest, tmp_path: Path) -> Store:
    if request.param == "folder":
        return open_store(tmp_path / "lake")
    moto = request.getfixturevalue("moto_s3")
    return open_store(moto.url, moto.options).child("lake")


@pytest.fixture
def folder_lake(tmp_path: Path) -> Store:
    return open_store(tmp_path / "lake")


def _land(source: Store, lake: Store, **files: str) -> None:
    for name, text in files.items():
        source.write(f"{name}.txt", text.encode())
    land(source, lake, DAY)


def test_new_documents_are_read_once(source: Store, lake: Store) -> None:
    _land(source, lake, a="甲局 2020", b="乙局 2021")
    first = read_here(lake, VERSION, reader=reader)
    assert (first.read, first.known, len(first.batches)) == (2, 0, 1)
    before = [(e.path, e.etag) for e in lake.list()]
    again = read_here(lake, VERSION, reader=reader)
    assert (again.read, again.known, again.batches) == (0, 2, ())
    assert [(e.path, e.etag) for e in lake.list()] == before
    _land(source, lake, c="丙局 2021", copy="甲局 2020")
    third = read_here(lake, VERSION, reader=reader)
    assert (third.read, third.known) == (1, 2)
    normalize.normalize(lake, VERSION)
    assert sorted(dataset.read(lake, "reports")["report_id"]) == [
        "000000-丙局-2021",
        "000000-乙局-2021",
        "000000-甲局-2020",
    ]


def test_members_of_archives_are_documents_and_read_once(source: Store, lake: Store) -> None:
    source.write("a.txt", "甲局 2020".encode())
    source.write("all.zip", zipped({"a.txt": "甲局 2020", "b.txt": "乙局 2021", "c.zip": "no"}))
    land(source, lake, DAY)
    first = read_here(lake, VERSION, reader=reader)
    assert (first.read, first.known) == (3, 0)
    source.write("all.zip", zipped({"b.txt": "乙局 2021", "d.txt": "丁局 2022"}))
    land(source, lake, later(1))
    assert read_here(lake, VERSION, reader=reader).read == 1
    normalize.normalize(lake, VERSION)
    reports = dataset.read(lake, "reports").rows_by_key("report_id", named=True, unique=True)
    assert reports["000000-甲局-2020"]["path"] == "a.txt"
    assert reports["000000-丁局-2022"]["source_uri"] == f"{source.url}/all.zip!d.txt"
    assert reports["000000-乙局-2021"]["first_seen"] == DAY


def can(monkeypatch: pytest.MonkeyPatch, *there: str) -> None:
    monkeypatch.setattr("gouji.reading.available", lambda: frozenset(there))


def test_what_was_lacking_is_read_again_once_it_is_there(
    source: Store, lake: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    can(monkeypatch)
    lacks = {"甲": "libreoffice_missing", "乙": "image_no_text_layer", "丙": "empty"}
    _land(source, lake, a="甲 lacks", b="乙 lacks", c="丙 lacks", d="丁局 2021")
    first = read_here(lake, VERSION, reader=Lacking(lacks))
    assert len(first.unreadable) == 3
    assert read_here(lake, VERSION, reader=Lacking(lacks)).read == 0
    normalize.normalize(lake, VERSION)
    before = {e.path: e.etag for e in lake.list("readings")}

    can(monkeypatch, "office")
    again = read_here(lake, VERSION, reader=Lacking({}))
    assert (again.read, again.known, again.unreadable) == (1, 3, ())
    assert read_here(lake, VERSION, reader=Lacking({})).read == 0
    after = {e.path: e.etag for e in lake.list("readings")}
    assert before.items() < after.items(), "what was written before stays as it is"
    normalize.normalize(lake, VERSION)
    rows = dataset.read(lake, "reports").rows_by_key("path", named=True, unique=True)
    assert rows["a.txt"]["issuer"] == "甲局" and rows["a.txt"]["unreadable_code"] is None
    assert rows["b.txt"]["unreadable_code"] == "image_no_text_layer"
    assert dataset.read(lake, "figures").height == 30

    can(monkeypatch)
    assert read_here(lake, VERSION, reader=Lacking(lacks)).read == 0, "what was read stays read"


def test_what_did_not_help_is_not_tried_again(
    source: Store, folder_lake: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    can(monkeypatch, "ocr")
    lacks = Lacking({"甲": "pdf_no_text_layer"})
    _land(source, folder_lake, a="甲 lacks")
    assert read_here(folder_lake, VERSION, reader=lacks).read == 1
    assert read_here(folder_lake, VERSION, reader=lacks).read == 0
    can(monkeypatch, "ocr", "office")
    assert read_here(folder_lake, VERSION, reader=lacks).read == 0


@dataclasses.dataclass
class Lacking:
    """A reader that lacks something for some documents; the issuer and the year are made up."""

    codes: dict[str, str]

    def __call__(self, data: bytes, name: str) -> Report:
        who, what = data.decode().split()
        code = self.codes.get(who)
        if what != "lacks":
            return builders.report(who, int(what))
        return (
            Report(unreadable=Reason(code, code, code)) if code else builders.report("甲局", 2021)
        )


def test_another_parser_version_reads_everything_again(source: Store, folder_lake: Store) -> None:
    _land(source, folder_lake, a="甲局 2020")
    read_here(folder_lake, VERSION, reader=reader)
    assert read_here(folder_lake, "t2", reader=reader).read == 1
    assert readings.batches(folder_lake, "t2") and readings.batches(folder_lake, VERSION)


@pytest.mark.parametrize("backend", [Serial(), ProcessPool(2)], ids=["serial", "pool"])
def test_a_reader_that_fails_costs_one_document(
    source: Store, folder_lake: Store, backend: Serial | ProcessPool
) -> None:
    _land(source, folder_lake, a="甲局 2020", b="raise", c="misfit", d="unreadable", e="乙局 2021")
    seen: list[tuple[int, int]] = []
    result = read_new(
        folder_lake, VERSION, reader=reader, backend=backend, progress=lambda *at: seen.append(at)
    )
    assert result.read == 5 and seen[-1] == (5, 5)
    assert [(u.path, u.reason.code) for u in result.unreadable] == [
        ("b.txt", "extraction_failed"),
        ("c.txt", "extraction_failed"),
        ("d.txt", "empty"),
    ]
    assert "RuntimeError: no luck with b.txt)" in result.unreadable[0].reason.en
    assert "no luck with b.txt" in result.unreadable[0].reason.zh
    normalize.normalize(folder_lake, VERSION)
    reports = dataset.read(folder_lake, "reports")
    assert reports.height == 5
    assert reports.drop_nulls("unreadable_code").height == 3
    assert "000000-丙局-2021" in reports["report_id"], "a misfit keeps its identity"
    assert dataset.read(folder_lake, "figures").height == 30
    assert read_new(folder_lake, VERSION, reader=reader).read == 0


@pytest.mark.slow  # a crash of a document costs one document in the next test, too
@pytest.mark.parametrize("workers", [1, 2])
def test_a_document_that_kills_its_process_costs_one_document(
    source: Store, folder_lake: Store, workers: int
) -> None:
    _land(source, folder_lake, a="甲局 2020", b="crash", c="乙局 2021", d="killed", e="丙局 2022")
    result = read_new(folder_lake, VERSION, reader=reader, workers=workers)
    assert (result.read, len(result.batches)) == (5, 1)
    assert [(u.path, u.reason.code) for u in result.unreadable] == [
        ("b.txt", "extraction_crashed"),
        ("d.txt", "extraction_crashed"),
    ]
    normalize.normalize(folder_lake, VERSION)
    assert dataset.read(folder_lake, "figures").height == 45


def test_a_document_that_hangs_costs_one_document(source: Store, folder_lake: Store) -> None:
    _land(source, folder_lake, a="甲局 2020", b="hang", c="crash", d="hang again", e="乙局 2021")
    result = read_new(folder_lake, VERSION, reader=reader, seconds=0.5)
    assert [(u.path, u.reason.code) for u in result.unreadable] == [
        ("b.txt", "extraction_too_slow"),
        ("c.txt", "extraction_crashed"),
        ("d.txt", "extraction_too_slow"),
    ]
    assert "took longer than 0.5 s" in result.unreadable[0].reason.en
    assert "超过 0.5 秒" in result.unreadable[0].reason.zh
    normalize.normalize(folder_lake, VERSION)
    assert dataset.read(folder_lake, "figures").height == 30
    assert read_new(folder_lake, VERSION, reader=reader).read == 0


@pytest.mark.slow
def test_other_batches_do_not_suffer_from_one_that_hangs(
    source: Store, folder_lake: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("gouji.reading.DOCUMENTS_IN_BATCH", 2)
    texts = ["甲局 2020", "hang", "crash", "乙局 2021", "丙局 2022", "丁局 2022"]
    _land(source, folder_lake, **{f"f{n}": text for n, text in enumerate(texts)})
    backend = ProcessPool(2)
    result = read_new(folder_lake, VERSION, reader=reader, backend=backend, seconds=0.5)
    assert (result.read, len(result.batches)) == (6, 3)
    assert {u.path: u.reason.code for u in result.unreadable} == {
        "f1.txt": "extraction_too_slow",
        "f2.txt": "extraction_crashed",
    }


def test_no_document_ends_the_process_that_asked(source: Store, folder_lake: Store) -> None:
    _land(source, folder_lake, a="甲局 2020")
    result = read_here(folder_lake, VERSION, reader=slow_reader, backend=Serial(), seconds=0.01)
    assert (result.read, result.unreadable) == (1, ())


def slow_reader(data: bytes, name: str) -> Report:
    time.sleep(0.05)
    return reader(data, name)


def test_workers_on_s3_write_there_themselves(
    source: Store, lake: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("gouji.reading.DOCUMENTS_IN_BATCH", 2)
    _land(source, lake, **{f"f{n}": f"局{n} 2021" for n in range(5)})
    result = read_new(lake, VERSION, reader=reader, backend=ProcessPool(2))
    assert (result.read, len(result.batches)) == (5, 3)
    assert readings.batches(lake, VERSION) == list(result.batches)
    normalize.normalize(lake, VERSION)
    assert dataset.read(lake, "figures").height == 75


def test_serial_and_pool_give_the_same_bytes(
    source: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("gouji.reading.DOCUMENTS_IN_BATCH", 2)
    contents = []
    for name, backend in (("one", Serial()), ("two", ProcessPool(2))):
        lake = open_store(tmp_path / name)
        _land(source, lake, **{f"f{n}": f"局{n} {2019 + n % 3}" for n in range(5)})
        read_new(lake, VERSION, reader=reader, backend=backend)
        normalize.normalize(lake, VERSION)
        contents.append({e.path: lake.read(e.path) for e in lake.list() if "seen" not in e.path})
    assert contents[0] == contents[1]


def test_a_damaged_object_is_an_error_and_not_an_unreadable_report(
    source: Store, folder_lake: Store
) -> None:
    _land(source, folder_lake, a="甲局 2020")
    (document,) = landed_documents(normalize.inventory(folder_lake))
    folder_lake.write(object_path(document.document_id), b"something else")
    with pytest.raises(StorageError, match="it is damaged"):
        read_new(folder_lake, VERSION, reader=reader)
    assert readings.batches(folder_lake, VERSION) == []
    folder_lake.delete(object_path(document.document_id))
    with pytest.raises(StorageError, match="there is no such file"):
        read_new(folder_lake, VERSION, reader=reader, backend=ProcessPool(1))


def test_files_that_were_not_taken_in_are_not_read_but_reported(
    source: Store, folder_lake: Store
) -> None:
    big = source.local_path("big.pdf")
    source.write("a.txt", "甲局 2020".encode())
    assert big is not None
    with big.open("wb") as file:
        file.truncate(65 * 2**20)
    land(source, folder_lake, DAY)
    assert read_here(folder_lake, VERSION, reader=reader).read == 1
    normalize.normalize(folder_lake, VERSION)
    unreadable = dataset.read(folder_lake, "reports").drop_nulls("unreadable_code")
    assert unreadable["path"].to_list() == ["big.pdf"]
    assert unreadable["report_year"].to_list() == ["unknown"]


def test_removed_files_are_not_read(source: Store, folder_lake: Store) -> None:
    _land(source, folder_lake, a="甲局 2020", b="乙局 2021")
    source.delete("b.txt")
    land(source, folder_lake, later(1))
    assert read_here(folder_lake, VERSION, reader=reader).read == 1


def test_what_was_replaced_is_read_anew_by_another_reader(
    source: Store, folder_lake: Store
) -> None:
    _land(source, folder_lake, a="甲局 2020", b="乙局 2021")
    read_here(folder_lake, VERSION, reader=reader)
    source.write("a.txt", "甲局 2020 更正".encode())
    land(source, folder_lake, later(1))
    again = read_here(folder_lake, VERSION, reader=reader)
    assert (again.read, again.known) == (1, 1)
    newer = read_here(folder_lake, "newer", reader=reader)
    assert (newer.read, newer.known) == (3, 0)


def test_nothing_landed_is_nothing_read(folder_lake: Store) -> None:
    assert read_here(folder_lake, VERSION, reader=reader).read == 0


def test_batches_are_bounded_in_documents_and_bytes(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("gouji.reading.DOCUMENTS_IN_BATCH", 3)
    monkeypatch.setattr("gouji.reading.BYTES_IN_BATCH", 100)

    def sizes(*wanted: int) -> list[list[int]]:
        documents = [Landed(str(n), str(n), size) for n, size in enumerate(wanted)]
        return [[d.size for d in batch] for batch in batched(documents)]

    assert sizes(1, 1, 1, 1) == [[1, 1, 1], [1]]
    assert sizes(60, 60, 40, 1) == [[60], [60, 40], [1]]
    assert sizes(500, 1) == [[500], [1]]
    assert sizes() == []


def test_the_name_of_a_batch_is_that_of_its_documents() -> None:
    one, two = Landed("1", "a", 1), Landed("2", "b", 1)
    assert batch_name([one, two]) == batch_name([two, one]) != batch_name([one])


def test_the_reader_of_the_package_is_the_default(source: Store, folder_lake: Store) -> None:
    from gouji.extraction.reader import PARSER_VERSION

    source.write("a.txt", "某市某局2021年政府信息公开工作年度报告\n一、总体情况\n略。\n".encode())
    land(source, folder_lake, DAY)
    result = read_here(folder_lake)
    assert (result.parser_version, result.read) == (PARSER_VERSION, 1)
    normalize.normalize(folder_lake, PARSER_VERSION)
    assert dataset.read(folder_lake, "reports")["year"].to_list() == [2021]
    assert Identity().year is None
