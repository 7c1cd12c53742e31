"""The published models are those that dbt exports; the tests' candidate fits their contracts."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import polars as pl
import pytest
import yaml

from gouji.reconciliation.status import Status
from gouji.release.models import BARRED, MODELS, PUBLISHABLE
from gouji.release.page_words import WHOLE_REPORT
from gouji.release.pages import FOLDER
from tests.candidates import World

# What a column of a contract may be in polars.
TYPES = {
    "bigint": pl.Int64,
    "boolean": pl.Boolean,
    "date": pl.Date,
    "decimal(18,2)": pl.Decimal(18, 2),
    "double": pl.Float64,
    "varchar": pl.String,
}


@pytest.fixture(scope="module")
def contracts(project_root: Path) -> dict[str, dict[str, Any]]:
    """Every exported dbt model by name, as its contract says."""
    folder = project_root / "dbt_project" / "models" / "marts"
    files = [yaml.safe_load(path.read_text()) for path in sorted(folder.glob("*.yml"))]
    return {model["name"]: model for content in files for model in content.get("models", [])}


def test_the_models_and_keys_are_those_of_dbt(contracts: dict[str, dict[str, Any]]) -> None:
    keys = {name: tuple(model["config"]["meta"]["key"]) for name, model in contracts.items()}
    assert {name: model.key for name, model in MODELS.items()} == keys


@pytest.mark.parametrize("name", MODELS)
def test_the_synthetic_candidate_fits_the_contract(
    world: World, contracts: dict[str, dict[str, Any]], name: str
) -> None:
    columns = {column["name"]: column["data_type"] for column in contracts[name]["columns"]}
    for column, kind in world.model(name).schema.items():
        assert kind == TYPES[columns[column]], column


def test_every_status_of_a_table_is_either_publishable_or_barred() -> None:
    publishable = {status.value for status in Status if status.publishable}
    assert set(PUBLISHABLE) == publishable
    assert set(BARRED) == {status.value for status in Status} - publishable - {"narrative"}


def test_the_name_for_a_whole_report_is_that_of_dbt(project_root: Path) -> None:
    models = project_root / "dbt_project" / "models" / "marts"
    assert f"'{WHOLE_REPORT}' as table_id" in (models / "mart_withheld_reports.sql").read_text()


def test_each_file_has_one_place_in_a_release() -> None:
    paths = [model.path for model in MODELS.values()]
    assert len(set(paths)) == len(paths)
    assert not any(path.startswith(FOLDER) for path in paths)
