"""What the sensors that start runs do at each tick, and the reason they give where they do nothing.

The daemon itself is in `tests/orchestration/daemon`.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import dagster as dg
import pytest

from gouji.extraction.reader import PARSER_VERSION
from gouji.landing import listing_digest
from gouji.settings import Settings
from gouji.storage import open_store
from gouji.tables import schemas
from gouji.watching import REST
from orchestration import jobs
from orchestration.failures import told
from orchestration.home.lock import hold
from orchestration.sensors import requests
from orchestration.sensors.publishing import publishing_sensor
from orchestration.sensors.source import source_sensor
from tests.conftest import MotoS3


class Ticks:
    """A sensor, ticked; keeps the cursor, as the daemon does."""

    def __init__(
        self, sensor: dg.SensorDefinition, records: dg.DagsterInstance, defs: dg.Definitions
    ) -> None:
        self._sensor, self.records, self._defs = sensor, records, defs
        self.cursor: str | None = None

    def __call__(self) -> dg.RunRequest | str:
        """The request of one tick, or the reason why there is none."""
        context = dg.build_sensor_context(
            instance=self.records, cursor=self.cursor, definitions=self._defs
        )
        found = self._sensor.evaluate_tick(context)
        self.cursor = found.cursor
        if found.run_requests:
            (request,) = found.run_requests
            return request
        return found.skip_message or ""

    def until_asked(self) -> dg.RunRequest:
        said = [self(), self()]
        assert isinstance(said[1], dg.RunRequest), said
        return said[1]


@pytest.fixture
def records() -> Iterator[dg.DagsterInstance]:
    with dg.DagsterInstance.ephemeral() as instance:
        yield instance


@pytest.fixture
def reports(tmp_path: Path) -> Path:
    folder = tmp_path / "reports"
    folder.mkdir()
    return folder


@pytest.fixture
def watched(
    tmp_path: Path, reports: Path, records: dg.DagsterInstance, code_location: dg.Definitions
) -> Ticks:
    settings = Settings.from_environment(home=tmp_path / "home", source=reports)
    return Ticks(source_sensor(settings), records, code_location)


def _ingested(records: dg.DagsterInstance, source: Path) -> None:
    """As if a run had taken in what is there."""
    store = open_store(source)
    listing = listing_digest(store.url, store.list())
    for name, metadata in (
        ("raw_reports", {"listing": listing}),
        ("readings", {"parser version": PARSER_VERSION}),
    ):
        records.report_runless_asset_event(dg.AssetMaterialization(name, metadata=metadata))


def test_what_each_tick_says(watched: Ticks, reports: Path) -> None:
    assert "holds no file" in str(watched())
    (reports / "a.txt").write_text("1")
    assert "may still be arriving" in str(watched())
    (reports / "a.txt").write_text("12")
    assert "may still be arriving" in str(watched())
    first = watched()
    assert isinstance(first, dg.RunRequest)
    _ingested(watched.records, reports)
    assert "took in exactly these 1 files" in str(watched())
    (reports / "b.txt").write_text("1")
    second = watched.until_asked()
    _ingested(watched.records, reports)
    (reports / "a.txt").unlink()
    third = watched.until_asked()
    assert len({first.run_key, second.run_key, third.run_key}) == 3, "a removed file is a change"


def test_a_source_that_is_gone_leaves_the_cursor(watched: Ticks, reports: Path) -> None:
    (reports / "a.txt").write_text("1")
    watched()
    before = watched.cursor
    aside = reports.rename(reports.with_name("aside"))
    assert "no such folder" in str(watched())
    assert watched.cursor == before
    aside.rename(reports)
    assert isinstance(watched(), dg.RunRequest)


@pytest.mark.parametrize("place", ["s3://no-such-bucket/reports", "unreachable"])
def test_s3_that_cannot_be_listed_is_a_reason_and_no_error(
    place: str,
    tmp_path: Path,
    moto_s3: MotoS3,
    records: dg.DagsterInstance,
    code_location: dg.Definitions,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    endpoint = "http://127.0.0.1:9" if place == "unreachable" else moto_s3.endpoint
    monkeypatch.setenv("GOUJI_S3_ENDPOINT", endpoint)
    source = f"{moto_s3.url}/reports" if place == "unreachable" else place
    settings = Settings.from_environment(home=tmp_path, source=source)
    ticks = Ticks(source_sensor(settings), records, code_location)
    ticks.cursor = before = '{"seen": "something"}'
    said = str(ticks())
    assert "cannot be looked at" in said
    assert ("no bucket" if "no-such" in place else "cannot be reached") in said
    assert "Traceback" not in said
    assert ticks.cursor == before


def test_nothing_is_asked_for_while_another_process_holds_the_home(
    watched: Ticks, reports: Path, tmp_path: Path
) -> None:
    (reports / "a.txt").write_text("1")
    hold_it = (
        "import sys; from pathlib import Path; from orchestration.home.lock import hold\n"
        "with hold(Path(sys.argv[1])): print('held', flush=True); sys.stdin.read()"
    )
    watched()
    with subprocess.Popen(
        [sys.executable, "-c", hold_it, str(tmp_path / "home")],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as other:
        assert other.stdout is not None and other.stdin is not None
        other.stdout.readline()
        assert f"another process ({other.pid}" in str(watched())
        other.stdin.close()
    assert isinstance(watched(), dg.RunRequest)


def test_asking_who_holds_the_home_is_in_nobodys_way(tmp_path: Path) -> None:
    assert requests.holder(tmp_path) is None
    with hold(tmp_path):
        assert requests.holder(tmp_path) is not None
    assert requests.holder(tmp_path) is None
    with hold(tmp_path):
        pass


def _run(records: dg.DagsterInstance, request: dg.RunRequest, op: Callable[[], None]) -> None:
    """A run as the daemon would have started it, that does what `op` does."""

    @dg.op(name="step")
    def step() -> None:
        op()

    @dg.job
    def ingest() -> None:
        step()

    tags = {**request.tags, "dagster/run_key": str(request.run_key)}
    ingest.execute_in_process(instance=records, tags=tags, raise_on_error=False)


def _bad_input() -> None:
    with told():
        open_store("/nonexistent").read("../outside")


def test_a_run_that_fails_is_not_tried_again_on_the_same(watched: Ticks, reports: Path) -> None:
    (reports / "a.txt").write_text("1")

    def refuse() -> None:
        raise dg.Failure("it will never work", allow_retries=False)

    _run(watched.records, watched.until_asked(), refuse)
    for _ in range(5 * REST):
        said = str(watched())
        assert "failed on exactly this" in said and "never work" in said
    (reports / "a.txt").write_text("another")
    assert watched.until_asked()


def test_a_server_that_was_away_is_asked_again_later_and_not_for_ever(
    watched: Ticks, reports: Path
) -> None:
    (reports / "a.txt").write_text("1")
    request, asked = watched.until_asked(), 1
    _run(watched.records, request, _bad_input)
    assert "tried again after a pause" in str(watched())
    for _ in range(10 * REST):
        said = watched()
        if isinstance(said, dg.RunRequest):
            assert said.run_key != request.run_key, "Dagster starts each key once"
            asked += 1
            _run(watched.records, said, _bad_input)
    assert asked == requests.TRIES
    assert "not tried again until something changes" in str(watched())


def test_runs_that_died_are_buried(
    watched: Ticks, reports: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (reports / "a.txt").write_text("1")
    request = watched.until_asked()

    @dg.job
    def ingest() -> None: ...

    dead = watched.records.create_run_for_job(
        ingest, tags={"dagster/run_key": str(request.run_key)}, status=dg.DagsterRunStatus.STARTED
    )
    clock = [1000.0]
    monkeypatch.setattr(requests.time, "monotonic", lambda: clock[0])
    assert dead.run_id in str(watched())
    clock[0] += 60
    assert "under way" in str(watched()), "it may only be starting"
    clock[0] += 100
    assert "it was killed" in str(watched()) or "did not come to its end" in str(watched())
    run = watched.records.get_run_by_id(dead.run_id)
    assert run is not None and run.status is dg.DagsterRunStatus.FAILURE


@pytest.fixture
def publishing(
    lake: Path,
    few_reports: Path,
    tmp_path: Path,
    records: dg.DagsterInstance,
    code_location: dg.Definitions,
) -> Ticks:
    settings = Settings.from_environment(home=tmp_path / "home", source=few_reports, lake=lake)
    return Ticks(publishing_sensor(settings), records, code_location)


def test_nothing_is_published_before_anything_was_taken_in(publishing: Ticks, lake: Path) -> None:
    shutil.rmtree(lake)
    assert "nothing was taken in" in str(publishing())


def test_publishing_is_asked_for_all_years_on_a_new_home(publishing: Ticks, lake: Path) -> None:
    shutil.rmtree(next(lake.glob("report_status/*2020*")))
    request = publishing.until_asked()
    assert request.asset_selection is None
    assert request.tags["dagster/asset_partition_range_start"] == schemas.YEARS[0]
    assert request.tags["dagster/asset_partition_range_end"] == schemas.YEARS[-1]


def test_only_the_years_that_are_out_of_date(publishing: Ticks, lake: Path) -> None:
    for year in schemas.YEARS:
        publishing.records.report_runless_asset_event(
            dg.AssetMaterialization("report_status", partition=year)
        )
    shutil.rmtree(next(lake.glob("report_status/*2020*")))
    request = publishing.until_asked()
    assert request.tags["dagster/asset_partition_range_start"] == "2020"


def test_without_a_year_out_of_date_the_rest_is_built(publishing: Ticks) -> None:
    request = publishing.until_asked()
    keys = {key.to_user_string() for key in request.asset_selection or ()}
    assert not keys & set(jobs.BY_YEAR)
    assert {"candidate", "release"} <= keys
    assert "dagster/asset_partition_range_start" not in request.tags


def test_decisions_that_cannot_be_read_are_the_reason(publishing: Ticks, few_reports: Path) -> None:
    decisions = few_reports / "decisions.yml"
    decisions.write_text("- nonsense", encoding="utf-8")
    try:
        assert "decisions.yml" in str(publishing())
    finally:
        decisions.unlink()
    assert isinstance(publishing.until_asked(), dg.RunRequest)


@pytest.mark.parametrize(("value", "status"), [("1", "RUNNING"), ("0", "STOPPED"), ("", "STOPPED")])
def test_stopped_unless_asked_for(
    value: str, status: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GOUJI_WATCH", value)
    monkeypatch.setenv("GOUJI_WATCH_SECONDS", "7")
    settings = Settings.from_environment(home=tmp_path)
    for make in (source_sensor, publishing_sensor):
        sensor = make(settings)
        assert sensor.default_status.value == status
        assert sensor.minimum_interval_seconds == 7
