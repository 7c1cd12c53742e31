"""The asset that collects: there where a list is, first of all, and never a reason to stop."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import dagster as dg
import pytest

from gouji.samples import samples_dir
from gouji.settings import Settings
from orchestration import jobs
from orchestration.assets.collecting import CHECK, NAME, collecting_assets, sources_of
from orchestration.building import build_definitions
from orchestration.resources import Home
from tests.collecting.misbehaving import Site, serving


@pytest.fixture
def site(monkeypatch: pytest.MonkeyPatch) -> Iterator[Site]:
    with serving() as found:
        monkeypatch.setenv("GOUJI_COLLECT_CONTACT", "ops@example.org")
        monkeypatch.setenv("GOUJI_COLLECT_INTERVAL", "0")
        monkeypatch.setenv("GOUJI_COLLECT_PORTS", str(found.port))
        monkeypatch.setenv("GOUJI_COLLECT_ALLOW", "127.0.0.1")
        yield found


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    source = tmp_path / "reports"
    source.mkdir()
    (source / "sources.csv").write_text("issuer,year,url\n", encoding="utf-8")
    return Settings.from_environment(home=tmp_path / "home", source=source)


def test_it_is_there_where_a_list_is(
    settings: Settings, tmp_path: Path, code_location: dg.Definitions
) -> None:
    assert sources_of(settings) == f"{settings.source}/sources.csv"
    assert sources_of(Settings.from_environment(home=tmp_path, source="s3://b/reports")) is None
    named = {"GOUJI_SOURCES": "s3://b/list.csv"}
    assert sources_of(Settings.from_environment(environment=named)) == "s3://b/list.csv"
    without = code_location.resolve_asset_graph()
    assert dg.AssetKey(NAME) not in without.get_all_asset_keys()


def test_it_comes_before_the_reports_are_taken_in(settings: Settings) -> None:
    made = build_definitions(settings)
    dg.Definitions.validate_loadable(made)
    key = dg.AssetKey(NAME)
    graph = made.resolve_asset_graph()
    assert graph.get(dg.AssetKey("raw_reports")).parent_keys == {key}
    assert graph.get(key).group_name == "collecting"
    names = (jobs.INGEST, jobs.PUBLISH, jobs.EVERYTHING, jobs.COLLECT)
    chosen = [made.resolve_job_def(name).asset_layer.selected_asset_keys for name in names]
    assert [key in keys for keys in chosen] == [False, False, True, True]


def test_what_cannot_be_collected_is_named_and_stops_nothing(
    settings: Settings, site: Site
) -> None:
    good = site.put("/a.html", (samples_dir() / "zhepu_2023.html").read_bytes())
    listed = f"issuer,year,url\n甲局,2023,{good}\n乙局,2023,{site.url}/nothing\n"
    Path(settings.source, "sources.csv").write_text(listed, encoding="utf-8")
    done = dg.materialize(
        collecting_assets(settings),
        resources={"home": Home.of(settings)},
        instance=dg.DagsterInstance.ephemeral(),
    )
    assert done.success
    (check,) = done.get_asset_check_evaluations()
    assert (check.check_name, check.passed, check.blocking) == (CHECK, False, False)
    assert check.severity is dg.AssetCheckSeverity.WARN
    (record,) = check.metadata["failed"].records
    assert record.data["issuer"] == "乙局"
    assert "404" in record.data["zh"]
    (event,) = done.asset_materializations_for_node(NAME)
    assert event.metadata["new"].value == 1
    assert Path(settings.source, "2023", "甲局.html").is_file()
