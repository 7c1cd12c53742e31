from __future__ import annotations

import json
from typing import Any

import polars as pl
import pytest

from gouji.documents.reasons import reason
from gouji.extraction.identity.sidecar import SidecarRow
from gouji.extraction.report import Report
from gouji.storage import Store
from gouji.tables import dataset, normalize, parquet, readings, schemas
from gouji.tables.errors import TableError
from gouji.tables.frames import document_frames
from gouji.tables.models import InvalidRows
from tests.tables import builders

Readings = dict[str, Report]


def _resolve(
    read: Readings, *files: dict[str, Any], sidecar: dict[str, SidecarRow] | None = None
) -> dict[str, dict[str, Any]]:
    """The rows of `reports` by the name of their document."""
    frames = document_frames([(builders.meta(n), r) for n, r in read.items()])
    inventory = builders.inventory(*files)
    figures = builders.figures_of(frames["figures"])
    reports = normalize.resolve_reports(
        frames["documents"], inventory, sidecar or {}, builders.VERSION, figures
    )
    names = {builders.digest(name): name for name in read}
    rows = reports.iter_rows(named=True)
    return {names.get(row["document_id"], row["path"]): row for row in rows}


def test_a_report_is_named_by_issuer_and_year() -> None:
    row = _resolve({"a": builders.report()}, {"path": "a.html"})["a"]
    assert row["report_id"] == "000000-某市某局-2021"
    assert (row["report_year"], row["year"]) == ("2021", 2021)
    assert (row["is_current"], row["superseded_by"]) == (True, None)
    assert (row["path"], row["source_uri"], row["format"]) == ("a.html", "/in/a.html", "html")
    assert row["parser_version"] == builders.VERSION


@pytest.mark.parametrize(("issuer", "year"), [(None, 2021), ("某局", None), ("某局", 2007)])
def test_without_issuer_or_year_a_report_stays_alone(issuer: str | None, year: int | None) -> None:
    read = {"a": builders.report(issuer, year), "b": builders.report(issuer, year)}
    rows = _resolve(read, {"path": "a.html"}, {"path": "b.html"})
    assert rows["a"]["report_id"] == "unknown-" + builders.digest("a")[:12]
    assert rows["a"]["is_current"] and rows["b"]["is_current"]
    assert rows["a"]["report_year"] == ("2021" if year == 2021 else "unknown")
    assert rows["a"]["year"] == (2021 if year == 2021 else None)


def test_the_newest_document_of_a_report_is_current() -> None:
    read = {name: builders.report() for name in "abc"}
    rows = _resolve(
        read,
        {"path": "b.html", "first_seen": builders.later(1)},
        {"path": "a.html"},
        {"path": "c.html"},
    )
    assert [name for name in rows if rows[name]["is_current"]] == ["b"]
    assert rows["a"]["superseded_by"] == rows["c"]["superseded_by"] == builders.digest("b")


def test_of_equally_new_documents_a_readable_one_is_current() -> None:
    read = {"a": builders.report(), "b": builders.report(unreadable=reason("empty"))}
    rows = _resolve(read, {"path": "a.html"}, {"path": "b.html"})
    assert rows["a"]["is_current"] and not rows["b"]["is_current"]
    newer = {"path": "b.html", "first_seen": builders.later(1)}
    assert _resolve(read, {"path": "a.html"}, newer)["b"]["is_current"]


def test_ties_are_broken_by_path() -> None:
    read = {"a": builders.report(), "b": builders.report()}
    files = [{"path": "a.html"}, {"path": "b.html"}]
    assert _resolve(read, *files)["b"]["is_current"]
    assert _resolve(read, *files[::-1])["b"]["is_current"]


def test_a_removed_document_is_history() -> None:
    read = {"a": builders.report(), "b": builders.report()}
    gone = {"path": "b.html", "first_seen": builders.later(1), "removed_at": builders.later(2)}
    rows = _resolve(read, {"path": "a.html"}, gone)
    assert rows["a"]["is_current"]
    assert not rows["b"]["is_current"] and rows["b"]["superseded_by"] == builders.digest("a")
    alone = _resolve({"b": builders.report()}, gone)["b"]
    assert not alone["is_current"] and alone["superseded_by"] is None


def test_the_same_bytes_under_two_names_are_one_document() -> None:
    digest = builders.digest("a")
    read = {"a": builders.report()}
    copy = {"path": "copy.html", "sha256": digest, "first_seen": builders.later(1)}
    rows = _resolve(read, copy, {"path": "a.html"})
    assert rows["a"]["path"] == "a.html" and rows["a"]["first_seen"] == builders.DAY
    gone = {"path": "a.html", "removed_at": builders.later(2)}
    moved = _resolve(read, copy, gone)["a"]
    assert moved["path"] == "copy.html" and moved["is_current"] and moved["removed_at"] is None


def test_a_document_that_was_not_read_is_an_error_unless_it_is_gone() -> None:
    with pytest.raises(TableError, match=r"1 file\(s\) were not read with version t1, such as b"):
        _resolve({"a": builders.report()}, {"path": "a.html"}, {"path": "b.html"})
    gone = {"path": "b.html", "removed_at": builders.later(1)}
    assert set(_resolve({"a": builders.report()}, {"path": "a.html"}, gone)) == {"a"}


def test_a_file_that_was_not_taken_in_is_an_unreadable_report() -> None:
    why = {"unreadable_code": "too_large", "unreadable_zh": "太大", "unreadable_en": "too large"}
    big = {"path": "big.pdf", "sha256": None, "format": "too_large", "size": 10**9, **why}
    sidecar = {"big.pdf": SidecarRow("big.pdf", issuer="某市某局", year=2021)}
    row = _resolve({}, big)["big.pdf"]
    assert row["report_id"].startswith("unknown-") and row["is_current"]
    assert (row["unreadable_code"], row["unreadable_zh"]) == ("too_large", "太大")
    assert (row["sha256"], row["form"], row["issuer_kind"]) == (None, "narrative", "unknown")
    named = _resolve({}, big, sidecar=sidecar)["big.pdf"]
    assert named["report_id"] == "000000-某市某局-2021"


def test_the_sidecar_decides_identity_without_reading_again() -> None:
    sidecar = {"a.html": SidecarRow("a.html", "某市某局", "city", "610900", 2021)}
    row = _resolve({"a": builders.report(None, None)}, {"path": "a.html"}, sidecar=sidecar)["a"]
    assert row["report_id"] == "610900-某市某局-2021"
    assert (row["level"], row["division_code"]) == ("city", "610900")
    sources = [evidence["source"] for evidence in json.loads(row["identity_evidence"])]
    assert "sidecar" in sources and "title" in sources


def test_a_contradiction_between_sidecar_and_document_leaves_the_report_unknown() -> None:
    sidecar = {"a.html": SidecarRow("a.html", issuer="某市某局", year=2022)}
    row = _resolve({"a": builders.report()}, {"path": "a.html"}, sidecar=sidecar)["a"]
    assert json.loads(row["identity_conflicts"]) == ["year"]
    assert (row["year"], row["report_year"]) == (None, "unknown")
    assert row["report_id"].startswith("unknown-")


def test_two_names_of_one_document_with_contradicting_rows_leave_it_unknown() -> None:
    copy = {"path": "b.html", "sha256": builders.digest("a")}
    sidecar = {
        "a.html": SidecarRow("a.html", issuer="甲县财政局", year=2021),
        "b.html": SidecarRow("b.html", issuer="乙县卫生局", year=2021),
    }
    row = _resolve({"a": builders.report(None)}, {"path": "a.html"}, copy, sidecar=sidecar)["a"]
    assert json.loads(row["identity_conflicts"]) == ["issuer"]
    gone = {**copy, "removed_at": builders.later(1)}
    row = _resolve({"a": builders.report(None)}, {"path": "a.html"}, gone, sidecar=sidecar)["a"]
    assert row["issuer"] == "甲县财政局"


# -- the whole room, on a lake ---------------------------------------------------------------------


def _put(lake: Store, read: Readings, *files: dict[str, Any], batch: str = "batch1") -> None:
    """A lake as landing and reading leave it."""
    frames = document_frames([(builders.meta(name), report) for name, report in read.items()])
    readings.write(lake, builders.VERSION, batch, frames)
    inventory = schemas.dataset("inventory")
    rows = builders.inventory(*(files or ({"path": f"{name}.html"} for name in read)))
    parquet.write(lake, normalize.INVENTORY, rows, inventory)


def _tags(lake: Store) -> dict[str, str]:
    return {entry.path: entry.etag for entry in lake.list() if "year=" in entry.path}


def _three() -> Readings:
    return {
        "a": builders.report("甲局", 2020),
        "b": builders.report("乙局", 2021),
        "c": builders.report(None, None),
    }


def test_normalize_writes_every_dataset_by_year(lake: Store) -> None:
    _put(lake, _three())
    done = normalize.normalize(lake, builders.VERSION)
    assert done.years == ["2020", "2021", "unknown"]
    assert done.changed == {
        name: ["2020", "2021", "unknown"] for name in ("reports", *normalize.DETAILS)
    }
    figures = dataset.read(lake, "figures", ["2021"])
    assert figures["report_id"].unique().to_list() == ["000000-乙局-2021"]
    assert figures.height == 15
    assert dataset.read(lake, "claims").height == 3
    assert dataset.read(lake, "table_readings")["table"].unique().to_list() == ["disputes"]
    assert (
        dataset.read(lake, "reports").sort("document_id").equals(done.reports.sort("document_id"))
    )


def test_normalize_again_writes_nothing(lake: Store) -> None:
    _put(lake, _three())
    normalize.normalize(lake, builders.VERSION)
    before = _tags(lake)
    assert normalize.normalize(lake, builders.VERSION).years == []
    assert _tags(lake) == before


def test_a_new_report_touches_its_year_only(lake: Store) -> None:
    _put(lake, _three())
    normalize.normalize(lake, builders.VERSION)
    before = _tags(lake)
    files = [{"path": f"{name}.html"} for name in "abcd"]
    _put(lake, {"d": builders.report("丁局", 2021)}, *files, batch="batch2")
    done = normalize.normalize(lake, builders.VERSION)
    assert done.years == ["2021"]
    after = _tags(lake)
    assert {path for path in after if after[path] != before.get(path)} == {
        f"{name}/year=2021/part.parquet" for name in ("reports", *normalize.DETAILS)
    }
    assert dataset.read(lake, "figures", ["2021"]).height == 30


def test_a_changed_identity_moves_a_report_from_year_to_year(lake: Store) -> None:
    _put(lake, _three())
    normalize.normalize(lake, builders.VERSION)
    sidecar = pl.DataFrame(
        [{"path": "c.html", "issuer": "丙局", "year": 2020}],
        schema=schemas.dataset("sidecar").schema,
    )
    parquet.write(lake, normalize.SIDECAR, sidecar, schemas.dataset("sidecar"))
    assert normalize.normalize(lake, builders.VERSION).years == ["2020", "unknown"]
    assert dataset.read(lake, "figures", ["unknown"]).is_empty()
    assert set(dataset.read(lake, "figures", ["2020"])["report_id"]) == {
        "000000-甲局-2020",
        "000000-丙局-2020",
    }


def test_figures_of_a_removed_document_go_and_the_document_stays_as_history(lake: Store) -> None:
    _put(lake, _three())
    normalize.normalize(lake, builders.VERSION)
    gone = {"path": "b.html", "removed_at": builders.later(1)}
    _put(lake, _three(), {"path": "a.html"}, gone, {"path": "c.html"})
    done = normalize.normalize(lake, builders.VERSION)
    assert done.changed == {"reports": ["2021"], **{key: ["2021"] for key in normalize.DETAILS}}
    assert dataset.years(lake, "figures") == ["2020", "unknown"]
    history = dataset.read(lake, "reports", ["2021"])
    assert history["removed_at"].to_list() == [builders.later(1)]
    assert history["is_current"].to_list() == [False]


def test_figures_of_a_replaced_document_stay_and_its_claims_go(lake: Store) -> None:
    read = {"a": builders.report("甲局", 2020), "b": builders.report("甲局", 2020)}
    replaced = {"path": "a.html", "removed_at": builders.later(1)}
    now = {"path": "a.html", "sha256": builders.digest("b"), "first_seen": builders.later(1)}
    _put(lake, read, replaced, now)
    normalize.normalize(lake, builders.VERSION)
    both = {builders.digest("a"), builders.digest("b")}
    for name in ("figures", "table_readings"):
        assert set(dataset.read(lake, name, ["2020"])["document_id"]) == both
    assert set(dataset.read(lake, "claims", ["2020"])["document_id"]) == {builders.digest("b")}


def test_a_document_read_in_two_batches_counts_once(lake: Store) -> None:
    _put(lake, _three())
    _put(lake, _three(), batch="batch2")
    normalize.normalize(lake, builders.VERSION)
    assert dataset.read(lake, "figures").height == 45
    assert dataset.read(lake, "reports").height == 3


def test_another_parser_version_makes_every_partition_anew(lake: Store) -> None:
    _put(lake, _three())
    normalize.normalize(lake, builders.VERSION)
    with pytest.raises(TableError, match="were not read with version t2"):
        normalize.normalize(lake, "t2")
    frames = document_frames([(builders.meta(name), report) for name, report in _three().items()])
    readings.write(lake, "t2", "batch1", frames)
    done = normalize.normalize(lake, "t2")
    assert done.changed["figures"] == ["2020", "2021", "unknown"]
    assert dataset.read(lake, "reports")["parser_version"].unique().to_list() == ["t2"]


def test_an_interrupted_batch_does_not_count(lake: Store) -> None:
    _put(lake, _three())
    lake.write(f"{readings.folder(builders.VERSION)}/batch2/figures.parquet", b"half")
    assert readings.batches(lake, builders.VERSION) == ["batch1"]
    assert normalize.normalize(lake, builders.VERSION).reports.height == 3


def test_rows_that_break_their_model_leave_the_partition_as_it_was(folder_lake: Store) -> None:
    lake = folder_lake
    _put(lake, _three())
    normalize.normalize(lake, builders.VERSION)
    before = _tags(lake)
    frames = document_frames([(builders.meta("d"), builders.report("丁局", 2021))])
    frames["figures"] = frames["figures"].with_columns(state=pl.lit("maybe"))
    readings.write(lake, builders.VERSION, "batch2", frames)
    files = builders.inventory(*({"path": f"{name}.html"} for name in "abcd"))
    parquet.write(lake, normalize.INVENTORY, files, schemas.dataset("inventory"))
    with pytest.raises(InvalidRows, match="state is one of reported"):
        normalize.normalize(lake, builders.VERSION)
    assert {p: t for p, t in _tags(lake).items() if p.startswith("figures")} == {
        p: t for p, t in before.items() if p.startswith("figures")
    }


def test_a_parser_version_names_a_folder() -> None:
    with pytest.raises(ValueError, match="cannot be a parser version"):
        readings.folder("../1")
