from __future__ import annotations

import duckdb
import polars as pl
import pytest

from gouji.storage import Store, open_store
from gouji.tables import dataset, parquet, schemas
from gouji.tables.errors import TableError
from gouji.tables.frames import document_frames
from tests.tables import builders


def _figures(name: str, year: str, *, report: str | None = None) -> pl.DataFrame:
    made = document_frames([(builders.meta(name), builders.report())])["figures"]
    return builders.keyed(made, year, report or f"{name}-{year}")


def _entries(lake: Store) -> list[tuple[str, str]]:
    return [(entry.path, entry.etag) for entry in lake.list("figures")]


def test_rows_are_kept_by_year_and_come_back(lake: Store) -> None:
    rows = pl.concat([_figures("b", "2021"), _figures("a", "2020"), _figures("c", "unknown")])
    assert dataset.write(lake, "figures", rows) == ["2020", "2021", "unknown"]
    assert [path for path, _ in _entries(lake)] == [
        "figures/year=2020/part.parquet",
        "figures/year=2021/part.parquet",
        "figures/year=unknown/part.parquet",
    ]
    assert dataset.years(lake, "figures") == ["2020", "2021", "unknown"]
    order = ["report_year", "item", "column"]
    assert dataset.read(lake, "figures").sort(order).equals(rows.sort(order))
    assert dataset.read(lake, "figures", ["2021", "2019"]).equals(_figures("b", "2021"))
    narrow = dataset.read(lake, "figures", ["2020"], ["report_id", "value"])
    assert narrow.columns == ["report_id", "value"] and narrow.height == 15


def test_only_partitions_that_change_are_written(lake: Store) -> None:
    rows = pl.concat([_figures("a", "2020"), _figures("b", "2021")])
    dataset.write(lake, "figures", rows)
    before = dict(_entries(lake))
    assert dataset.write(lake, "figures", rows) == []
    assert dict(_entries(lake)) == before
    more = pl.concat([rows, _figures("c", "2021")])
    assert dataset.write(lake, "figures", more) == ["2021"]
    after = dict(_entries(lake))
    assert {path for path in after if after[path] != before[path]} == {
        "figures/year=2021/part.parquet"
    }


def test_a_year_without_rows_has_no_file_but_unknown_always_has(lake: Store) -> None:
    assert dataset.write(lake, "figures", _figures("a", "2020")) == ["2020", "unknown"]
    assert dataset.write(lake, "figures", _figures("a", "2021")) == ["2020", "2021"]
    assert dataset.years(lake, "figures") == ["2021", "unknown"]
    assert dataset.read(lake, "figures", ["unknown"]).schema == schemas.dataset("figures").schema
    assert dataset.write(lake, "figures", schemas.dataset("figures").empty()) == ["2021"]
    assert dataset.years(lake, "figures") == ["unknown"]


def test_nothing_written_yet_reads_as_no_rows(lake: Store) -> None:
    lake.write("landing/note", b"")
    assert dataset.read(lake, "reports").equals(schemas.dataset("reports").empty())
    assert dataset.read(lake, "claims", columns=["value"]).columns == ["value"]


def test_the_same_rows_make_the_same_bytes_whatever_their_order_and_chunks(
    folder_lake: Store,
) -> None:
    parts = [_figures(name, "2021") for name in "abcdefgh"]
    paths = [folder_lake.local_path("figures/year=2021/part.parquet")]
    seen = set()
    for rows in (
        pl.concat(parts, rechunk=False),
        pl.concat(parts[::-1], rechunk=True),
        pl.concat([*parts[4:], *parts[:4]], rechunk=False),
    ):
        dataset.write_year(folder_lake, "figures", "2021", rows)
        seen.update(path.read_bytes() for path in paths if path)
    assert len(seen) == 1


def test_a_fingerprint_is_kept_with_the_rows(lake: Store) -> None:
    rows = _figures("a", "2021")
    assert dataset.fingerprint(lake, "figures", "2021") is None
    assert dataset.write_year(lake, "figures", "2021", rows, "one")
    assert not dataset.write_year(lake, "figures", "2021", rows, "one")
    assert dataset.fingerprint(lake, "figures", "2021") == "one"
    assert dataset.write_year(lake, "figures", "2021", rows, "two")
    assert dataset.fingerprint(lake, "figures", "2021") == "two"
    assert dataset.read(lake, "figures").equals(rows)


def test_rows_of_another_year_are_refused(folder_lake: Store) -> None:
    with pytest.raises(TableError, match="2020 was given rows of another year"):
        dataset.write_year(folder_lake, "figures", "2020", _figures("a", "2021"))
    with pytest.raises(TableError, match="there is no partition 1999"):
        dataset.write(folder_lake, "figures", _figures("a", "1999"))
    assert not folder_lake.exists("figures/year=2020/part.parquet")


def test_a_frame_that_is_not_the_dataset_is_refused(folder_lake: Store) -> None:
    with pytest.raises(TableError, match="the frame lacks note"):
        dataset.write_year(folder_lake, "figures", "2021", _figures("a", "2021").drop("note"))
    with pytest.raises(ValueError, match="no partition"):
        dataset.partition_path("inventory", "2021")


def test_a_damaged_file_is_named_and_written_anew(lake: Store) -> None:
    path = dataset.partition_path("figures", "2021")
    dataset.write(lake, "figures", _figures("a", "2021"))
    lake.write(path, lake.read(path)[:-20])
    with pytest.raises(TableError) as caught:
        dataset.read(lake, "figures")
    assert str(caught.value).startswith(
        f"dataset figures: the file {lake.uri(path)} cannot be read"
    )
    assert dataset.fingerprint(lake, "figures", "2021") is None
    assert dataset.write(lake, "figures", _figures("a", "2021")) == ["2021"]


def test_a_file_of_another_version_is_named(lake: Store) -> None:
    path = dataset.partition_path("figures", "2021")
    old = _figures("a", "2021").drop("note")
    kept = schemas.dataset("figures").without("note")
    lake.write(path, parquet.to_bytes(old, kept))
    with pytest.raises(TableError, match=r"part\.parquet lacks note"):
        dataset.read(lake, "figures")


def test_duckdb_reads_it_by_glob(folder_lake: Store) -> None:
    dataset.write(folder_lake, "figures", _figures("a", "2021"))
    glob = f"{folder_lake.url}/figures/year=*/part.parquet"
    found = duckdb.sql(
        f"select count(*), sum(value), typeof(any_value(value)) from read_parquet('{glob}')"
    ).fetchall()
    assert [(n, int(total), kind) for n, total, kind in found] == [(15, 15, "DECIMAL(18,2)")]
    reports = schemas.dataset("reports").empty()
    dataset.write(folder_lake, "reports", reports)
    columns = duckdb.sql(
        f"describe select * from read_parquet('{folder_lake.url}/reports/year=*/part.parquet',"
        " hive_partitioning=false)"
    ).fetchall()
    assert [c[0] for c in columns] == reports.columns
    assert {c[0]: c[1] for c in columns}["first_seen"] == "TIMESTAMP WITH TIME ZONE"


def test_empty_stores_are_no_error(tmp_path_factory: pytest.TempPathFactory) -> None:
    assert dataset.years(open_store(tmp_path_factory.mktemp("x") / "none"), "figures") == []
