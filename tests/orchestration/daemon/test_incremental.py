"""From an empty home under the real daemon: reports arrive, one is corrected, one is broken.

`pytest -s` prints the log of ticks and runs.
"""

from __future__ import annotations

from pathlib import Path

import dagster as dg
import polars as pl
import pytest

from gouji.release.pointer import read_pointer
from gouji.release.verify import verify_release
from gouji.samples import samples_dir
from gouji.settings import Settings
from gouji.storage import Store, open_store
from orchestration.home.instance import environment
from tests.orchestration.daemon.served import SENSORS, Run, Served, served

pytestmark = pytest.mark.slow

FIRST = ("jichuan_2020.txt", "zhepu_2022.txt", "wanglan_2020.txt")
CORRECTED = "zhepu_2022.txt"
PENALTIES = ("2184", "2185")


@pytest.mark.parametrize("place", ["folder", "s3"])
def test_only_what_is_needed_is_run_and_read(
    place: str, tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    variables, options, source = {}, {}, str(tmp_path / "reports")
    releases = str(tmp_path / "home" / "releases")
    if place == "s3":
        moto = request.getfixturevalue("moto_s3")
        variables, options = {"GOUJI_S3_ENDPOINT": moto.endpoint}, moto.options
        source, releases = f"{moto.url}/reports", f"{moto.url}/releases"
        variables |= {"GOUJI_LAKE": f"{moto.url}/lake", "GOUJI_RELEASES": releases}
    else:
        Path(source).mkdir()
    reports, out = open_store(source, options), open_store(releases, options)
    with served(tmp_path / "home", source, **variables) as daemon:
        try:
            _story(place, daemon, reports, out)
        finally:
            print(f"\n{place}:\n{daemon.log()}")


def _story(place: str, daemon: Served, reports: Store, out: Store) -> None:
    daemon.wait_for_reason("source_sensor", "holds no file")
    for name in FIRST:
        reports.write(name, (samples_dir() / name).read_bytes())
    before = daemon.wait_for_runs("ingest", "publish")
    _at_rest(daemon)
    assert _read_and_known(daemon, before[0]) == (3, 0)
    first = _mart(out, "mart_proactive_disclosure")
    assert _penalties(first) == [float(PENALTIES[0])]

    text = (samples_dir() / CORRECTED).read_bytes()
    changed = text.replace(*(number.encode() for number in PENALTIES))
    # Over the old file, or beside it: either way it is the newer one.
    reports.write(CORRECTED if place == "folder" else f"corrected/{CORRECTED}", changed)
    reports.write("broken.pdf", b"%PDF-1.7 and then nothing")
    runs = daemon.wait_for_runs("ingest", "publish", "ingest", "publish")
    _at_rest(daemon)
    assert [run.status for run in runs] == ["SUCCESS"] * 4
    assert _read_and_known(daemon, runs[2])[0] == 2, "the two new ones and nothing else"
    assert runs[3].years == "2022 .. unknown", "2020 is not touched"
    assert verify_release(out)[1] == []
    assert _penalties(_mart(out, "mart_proactive_disclosure")) == [float(PENALTIES[1])]
    untouched = pl.col("issuer") != "霁川市柘浦区人民政府"
    assert _mart(out, "mart_request_outcomes").filter(untouched).height > 0
    withheld = _mart(out, "mart_withheld_reports").filter(pl.col("path") == "broken.pdf")
    assert withheld["status"].to_list() == ["unreadable"]
    assert withheld["reason_en"][0]
    revised = _mart(out, "mart_revisions")
    assert revised.select("item", "first_value", "value").rows() == [("penalties", 2184, 2185)]
    for sensor in SENSORS:
        assert all(tick["error"] is None for tick in daemon.ticks(sensor))


def _at_rest(daemon: Served) -> None:
    daemon.wait_for_reason("publishing_sensor", "the release is current", looks=3)
    daemon.wait_for_reason("source_sensor", "nothing new", looks=3)


def _read_and_known(daemon: Served, run: Run) -> tuple[int, int]:
    """What the run said of reading: documents read now, and read before."""
    settings = Settings.from_environment(home=daemon.home)
    with environment(settings), dg.DagsterInstance.get() as records:
        for entry in records.all_logs(run.run_id):
            event = entry.dagster_event
            if not (event and event.is_step_materialization and event.asset_key):
                continue
            if event.asset_key.to_user_string() == "readings":
                told = event.step_materialization_data.materialization.metadata
                return int(str(told["read now"].value)), int(str(told["read before"].value))
    raise AssertionError(run)


def _mart(out: Store, name: str) -> pl.DataFrame:
    pointer = read_pointer(out).pointer
    assert pointer is not None
    with out.open_read(f"{pointer.release_id}/marts/{name}.parquet") as file:
        return pl.read_parquet(file.read())


def _penalties(mart: pl.DataFrame) -> list[float]:
    rows = mart.filter((pl.col("item") == "penalties") & (pl.col("issuer").str.contains("柘浦")))
    return [float(value) for value in rows["value"]]
