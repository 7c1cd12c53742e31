"""Puts the code location together, for any home.

What does not belong here: assets, checks and jobs themselves.
"""

from __future__ import annotations

from collections.abc import Sequence

import dagster as dg

from gouji.settings import Settings
from orchestration.assets import (
    collecting,
    landing,
    postgres,
    reading,
    reconciliation,
    release,
    tables,
    warehouse,
)
from orchestration.checks.coverage import everyone_published
from orchestration.checks.gate import gate
from orchestration.checks.statuses import report_checks
from orchestration.checks.tables import CHECKED, table_checks
from orchestration.dbt.manifest import PROJECT, dbt_executable
from orchestration.display.code_links import with_source_links
from orchestration.io_managers import KEY, LakeIOManager
from orchestration.jobs import all_jobs
from orchestration.resources import Dbt, Home
from orchestration.schedules import daily_schedule
from orchestration.sensors.alerts import alerts_sensor
from orchestration.sensors.publishing import publishing_sensor
from orchestration.sensors.source import source_sensor


def build_definitions(settings: Settings | None = None) -> dg.Definitions:
    """Everything that Dagster knows of, with the places of these settings as defaults.

    Args:
        settings: by default those of the environment.
    """
    chosen = settings or Settings.from_environment()
    daily = daily_schedule(chosen)  # first: it is configuration that may be wrong
    project = warehouse.project(chosen)
    home = Home.of(chosen)
    collected = collecting.collecting_assets(chosen)
    own = [
        *collected,
        _after(landing.raw_reports, collected),
        reading.readings,
        tables.reports,
        *tables.DETAILS,
        reconciliation.reconciliation,
        release.candidate_asset(warehouse.published_models(project)),
        release.release,
        *([postgres.postgres_marts] if postgres.is_wanted() else []),
    ]
    return dg.Definitions(
        assets=with_source_links([*own, warehouse.warehouse_assets(project)]),
        asset_checks=[
            *(table_checks(name) for name in CHECKED),
            report_checks,
            everyone_published,
            gate,
        ],
        jobs=list(all_jobs(collecting.NAME if collected else None)),
        schedules=[daily],
        sensors=[alerts_sensor(chosen), source_sensor(chosen), publishing_sensor(chosen)],
        resources={
            "home": home,
            KEY: LakeIOManager(home=home),
            "dbt": Dbt(
                project_dir=str(PROJECT),
                profiles_dir=str(PROJECT),
                dbt_executable=dbt_executable(),
            ),
        },
        executor=dg.in_process_executor,
    )


def _after(
    asset: dg.AssetsDefinition, others: Sequence[dg.AssetsDefinition]
) -> dg.AssetsDefinition:
    """The asset, to be made after the others where a run makes both."""
    keys = [key for other in others for key in other.keys]
    if not keys:
        return asset
    return asset.map_asset_specs(lambda spec: spec.merge_attributes(deps=keys))
