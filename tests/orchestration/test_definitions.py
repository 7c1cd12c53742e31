"""The code location loads, and says of every asset what it is, whose, and what its columns mean."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import dagster as dg
import pytest
from syrupy.assertion import SnapshotAssertion

from gouji.release.models import MODELS
from gouji.tables import schemas
from orchestration import jobs
from orchestration.checks import coverage, statuses
from orchestration.display import code_links
from orchestration.serving import links


@pytest.fixture(scope="module")
def graph(code_location: dg.Definitions) -> dg.AssetGraph:  # type: ignore[name-defined]
    return code_location.resolve_asset_graph()


def test_it_can_be_loaded(code_location: dg.Definitions) -> None:
    dg.Definitions.validate_loadable(code_location)


def test_assets_and_what_they_stand_on(
    graph: dg.AssetGraph,  # type: ignore[name-defined]
    snapshot: SnapshotAssertion,
) -> None:
    assert {
        key.to_user_string(): {
            "group": graph.get(key).group_name,
            "from": sorted(parent.to_user_string() for parent in graph.get(key).parent_keys),
            "by year": graph.get(key).partitions_def is not None,
        }
        for key in graph.get_all_asset_keys()
    } == snapshot


def test_own_checks(graph: dg.AssetGraph, snapshot: SnapshotAssertion) -> None:  # type: ignore[name-defined]
    own = {"candidate", *jobs.BY_YEAR}
    checks = [graph.get(key) for key in graph.asset_check_keys]
    assert {
        f"{check.key.asset_key.to_user_string()} {check.key.name}": check.blocking
        for check in checks
        if check.key.asset_key.to_user_string() in own
    } == snapshot


def test_every_asset_tells_what_it_is(code_location: dg.Definitions) -> None:
    silent = [
        f"{spec.key.to_user_string()}: {lack}"
        for spec in code_location.resolve_all_asset_specs()
        for lack, there in {
            "owner": spec.owners,
            "kind": spec.kinds,
            "description": spec.description,
            "group": spec.group_name and spec.group_name != "default",
            "code reference": "dagster/code_references" in spec.metadata,
        }.items()
        if not there
    ]
    assert silent == []


def test_columns_are_described(code_location: dg.Definitions) -> None:
    """By the registry of the lake's columns, or by dbt."""
    specs = {spec.key.to_user_string(): spec for spec in code_location.resolve_all_asset_specs()}
    for name in (*jobs.BY_YEAR, *MODELS, "raw_reports", "readings"):
        columns = specs[name].metadata["dagster/column_schema"].columns
        assert [column.name for column in columns if not column.description] == [], name
    shown = {column.name for column in specs["figures"].metadata["dagster/column_schema"].columns}
    assert shown == set(schemas.dataset("figures").schema)


def test_every_published_model_is_tested_by_dbt_and_judged(
    graph: dg.AssetGraph,  # type: ignore[name-defined]
) -> None:
    tested = {key.asset_key.to_user_string() for key in graph.asset_check_keys}
    assert set(MODELS) <= tested
    judged = graph.get(dg.AssetKey("candidate")).parent_keys
    assert {key.to_user_string() for key in judged} == set(MODELS)


def test_all_checks_block_but_those_that_only_tell(graph: dg.AssetGraph) -> None:  # type: ignore[name-defined]
    checks = [graph.get(key) for key in graph.asset_check_keys]
    telling = {check.key.name for check in checks if not check.blocking}
    assert telling == {statuses.WITHHELD, statuses.READABLE, coverage.NAME}


def test_every_check_says_what_it_looks_at(graph: dg.AssetGraph) -> None:  # type: ignore[name-defined]
    checks = [graph.get(key) for key in graph.asset_check_keys]
    assert [check.key for check in checks if not check.description] == []


def test_seeds_and_staging_show_their_columns(
    code_location: dg.Definitions, project_root: Path
) -> None:
    """Those of the file of a seed; those that a staging model casts, with their meanings."""
    specs = {spec.key.to_user_string(): spec for spec in code_location.resolve_all_asset_specs()}
    for name, spec in specs.items():
        if spec.group_name not in {"seeds", "staging"}:
            continue
        columns = spec.metadata["dagster/column_schema"].columns
        names = [column.name for column in columns]
        if spec.group_name == "seeds":
            with (project_root / "dbt_project" / "seeds" / f"{name}.csv").open() as file:
                assert set(names) == set(file.readline().strip().split(",")), name
        else:
            model = project_root / "dbt_project" / "models" / "staging" / f"{name}.sql"
            lines = model.read_text().partition("select\n")[2].partition("\nfrom")[0].splitlines()
            assert names == [line.split()[-1].strip(",") for line in lines], name
            assert [column.name for column in columns if not column.description] == [], name


def test_every_asset_links_to_a_file_of_this_installation(
    code_location: dg.Definitions, project_root: Path
) -> None:
    for spec in code_location.resolve_all_asset_specs():
        url = spec.metadata[code_links.SOURCE].url
        path = url.removeprefix(links.source("")).partition("#")[0]
        assert (project_root / path).is_file(), url


def test_the_jobs_together_do_everything_once(code_location: dg.Definitions) -> None:
    def of(name: str) -> set[dg.AssetKey]:
        return set(code_location.resolve_job_def(name).asset_layer.selected_asset_keys)

    assert of(jobs.INGEST) | of(jobs.PUBLISH) == of(jobs.EVERYTHING)
    assert of(jobs.INGEST) & of(jobs.PUBLISH) == set()


def test_the_schedule_is_stopped_and_does_every_year(code_location: dg.Definitions) -> None:
    schedule = code_location.resolve_schedule_def("daily")
    assert schedule.default_status is dg.DefaultScheduleStatus.STOPPED
    (request,) = schedule.evaluate_tick(dg.build_schedule_context()).run_requests
    years = (
        request.tags["dagster/asset_partition_range_start"],
        request.tags["dagster/asset_partition_range_end"],
    )
    assert years == ("2008", "unknown")


@pytest.mark.slow
def test_dagster_itself_finds_nothing_wrong(project_root: Path, tmp_path: Path) -> None:
    command = [sys.executable, "-m", "dagster", "definitions", "validate", "-w", "workspace.yaml"]
    path = f"{project_root}:{project_root / 'src'}"
    env = {**os.environ, "DAGSTER_HOME": str(tmp_path), "PYTHONPATH": path}
    done = subprocess.run(
        command, cwd=project_root, env=env, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr
