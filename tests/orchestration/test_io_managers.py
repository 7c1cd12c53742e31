"""Frames go to the lake by year and come back: on a folder, on S3, one year or several in a run."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import dagster as dg
import polars as pl
import pytest

from gouji.storage import Store
from gouji.tables import dataset, schemas
from orchestration.io_managers import KEY, LakeIOManager, Partition, Partitions, Years, rows_of
from orchestration.partitions import YEARS, range_tags
from orchestration.resources import Home
from tests.conftest import MotoS3


@pytest.fixture(params=["folder", "s3"])
def home(request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Home:
    lake = str(tmp_path / "lake")
    if request.param == "s3":
        s3: MotoS3 = request.getfixturevalue("moto_s3")
        monkeypatch.setenv("GOUJI_S3_ENDPOINT", s3.endpoint)
        lake = f"{s3.url}/lake"
    folder = str(tmp_path / "home")
    return Home(home=folder, source=folder, lake=lake, releases=folder)


def _status(year: str, *names: str) -> pl.DataFrame:
    rows = [
        {
            "document_id": (name * 64)[:64],
            "report_id": f"{name}-{year}",
            "report_year": year,
            "status": "reconciled",
        }
        for name in names
    ]
    return pl.DataFrame(rows, schema=schemas.dataset("report_status").schema)


def _run(home: Home, given: Any, years: list[str]) -> tuple[dg.ExecuteInProcessResult, list[Any]]:
    seen: list[Any] = []

    @dg.asset(
        partitions_def=YEARS,
        backfill_policy=dg.BackfillPolicy.single_run(),
        io_manager_key=KEY,
        name="report_status",
    )
    def made() -> Any:
        return given

    @dg.asset(partitions_def=YEARS, backfill_policy=dg.BackfillPolicy.single_run())
    def user(report_status: Years) -> dg.MaterializeResult[Any]:
        seen.extend((report_status.keys, report_status.all(), report_status.year(years[0])))
        return dg.MaterializeResult()

    tags = range_tags(years)
    done = dg.materialize([made, user], tags=tags, resources={KEY: LakeIOManager(home=home)})
    return done, seen


def _stored(lake: Store) -> dict[str, list[str]]:
    return {
        year: dataset.read(lake, "report_status", [year])["report_id"].to_list()
        for year in dataset.years(lake, "report_status")
    }


def test_a_frame_is_cut_into_the_years_of_the_run(home: Home) -> None:
    everything = pl.concat([_status("2020", "a", "b"), _status("2021", "c"), _status("2023", "d")])
    _, (keys, rows, first) = _run(home, everything, ["2020", "2021"])
    assert _stored(home.lake_store) == {"2020": ["a-2020", "b-2020"], "2021": ["c-2021"]}
    assert keys == ("2020", "2021")
    assert sorted(rows["report_id"]) == ["a-2020", "b-2020", "c-2021"]
    assert first["report_id"].to_list() == ["a-2020", "b-2020"]


def test_a_year_without_rows_is_emptied(home: Home) -> None:
    dataset.write_year(home.lake_store, "report_status", "2020", _status("2020", "old"))
    _run(home, _status("2021", "c"), ["2020", "2021"])
    assert _stored(home.lake_store) == {"2021": ["c-2021"]}


def test_partitions_are_taken_one_at_a_time_and_others_left_alone(home: Home) -> None:
    dataset.write_year(home.lake_store, "report_status", "2020", _status("2020", "old"))
    asked: list[str] = []

    def parts() -> Iterator[Partition]:
        for year in ("2021", "2022"):
            asked.append(year)
            yield Partition(year, _status(year, "n"), f"mark of {year}")

    assert asked == []
    done, _ = _run(home, Partitions(parts()), ["2020", "2021", "2022"])
    lake = home.lake_store
    assert asked == ["2021", "2022"]
    assert _stored(lake) == {"2020": ["old-2020"], "2021": ["n-2021"], "2022": ["n-2022"]}
    assert dataset.fingerprint(lake, "report_status", "2022") == "mark of 2022"
    said = {
        event.partition: event.materialization.metadata
        for event in done.get_asset_materialization_events()
        if event.asset_key == dg.AssetKey("report_status")
    }
    rows = {year: entry["dagster/partition_row_count"].value for year, entry in said.items()}
    assert rows == {"2020": 1, "2021": 1, "2022": 1}
    assert said["2020"]["dagster/row_count"].value == 3
    assert said["2020"]["years written"].value == "2021, 2022"


def test_rows_are_counted_without_reading_them(home: Home) -> None:
    lake = home.lake_store
    dataset.write_year(lake, "report_status", "2020", _status("2020", "a", "b"))
    assert rows_of(lake, "report_status", "2020") == 2
