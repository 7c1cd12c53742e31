"""The asset that fills a database: there only where one is configured, and silent about its url."""

from __future__ import annotations

from pathlib import Path

import dagster as dg
import pytest

from gouji.release.postgres.push import Pushed
from gouji.release.postgres.target import Target
from gouji.settings import Settings
from gouji.storage import Store
from orchestration import jobs
from orchestration.assets import postgres
from orchestration.building import build_definitions
from orchestration.resources import Home

KEY = dg.AssetKey("postgres_marts")
URL = "postgresql://user:hush@127.0.0.1:1/db"


def test_it_is_off_without_configuration(code_location: dg.Definitions) -> None:
    assert KEY not in code_location.resolve_asset_graph().get_all_asset_keys()


@pytest.mark.filterwarnings("ignore")
def test_it_follows_the_release_where_it_is_on(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GOUJI_POSTGRES", URL)
    found = build_definitions(Settings.from_environment(home="/nonexistent/gouji"))
    asset = found.resolve_asset_graph().get(KEY)
    assert asset.parent_keys == {dg.AssetKey("release")}
    assert "dagster/code_references" in asset.metadata
    assert KEY in found.resolve_job_def(jobs.PUBLISH).asset_layer.selected_asset_keys


def test_what_it_tells(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("GOUJI_POSTGRES", URL)

    def pushed(releases: Store, target: Target) -> Pushed:
        assert (releases.url, target.url) == (str(tmp_path / "releases"), URL)
        return Pushed("r1", target.shown, True, {"dim_year": 2, "dim_issuer": 3})

    monkeypatch.setattr(postgres, "push", pushed)
    home = Home.of(Settings.from_environment(home=tmp_path))
    told = postgres.postgres_marts(home=home)
    assert told.metadata["dagster/row_count"] == 5
    assert "hush" not in repr(told)
