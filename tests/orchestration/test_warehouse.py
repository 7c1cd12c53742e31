"""A test of dbt that really fails: a check with its rows, a step that says so, and no candidate."""

from __future__ import annotations

from pathlib import Path

import dagster as dg
import polars as pl
import pytest

from gouji.settings import Settings
from gouji.tables import dataset
from orchestration.building import build_definitions
from orchestration.failures import what_failed
from orchestration.home.instance import environment

pytestmark = pytest.mark.slow
MODEL = dg.AssetKey("stg_lake__reports")


def test_the_rows_that_fail_are_at_the_check(published: Path, few_reports: Path) -> None:
    path = published / "lake" / dataset.partition_path("reports", "2020")
    rows = pl.read_parquet(path)
    pl.concat([rows, rows.head(1)]).write_parquet(path)
    settings = Settings.from_environment(home=published, source=few_reports)
    job = build_definitions(settings).resolve_implicit_global_asset_job_def()
    with environment(settings), dg.DagsterInstance.get() as records:
        done = job.execute_in_process(
            instance=records, asset_selection=[MODEL], raise_on_error=False
        )
    failed = [one for one in done.get_asset_check_evaluations() if not one.passed]
    assert failed
    shown = [str(one.metadata["first"].value) for one in failed]
    assert any(rows["document_id"][0][:20] in text for text in shown), shown
    (step,) = [event for event in done.all_events if event.is_step_failure]
    told = str(step.step_failure_data.error.message)
    assert "tests of dbt fail: stg_lake__reports: " in told
    assert what_failed(done.all_events) is not None
    assert [*(published / "candidate").glob("*.parquet")] == []
