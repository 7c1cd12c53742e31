"""The warehouse: every dbt model, seed and test, built by dbt in a process of its own.

Dagster learns of the models from dbt's manifest and of the run from dbt's log; rows are counted in
the exported Parquet files. The warehouse file itself is opened by dbt and nobody else.
"""

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import dagster as dg
import polars as pl
from dagster_dbt import (
    DagsterDbtTranslator,
    DagsterDbtTranslatorSettings,
    DbtProject,
    dbt_assets,
)
from dagster_dbt.asset_utils import default_description_fn
from dagster_dbt.errors import DagsterDbtCliRuntimeError

from gouji.settings import Settings
from gouji.storage import StorageError, is_remote
from gouji.storage_base import NO_ANSWER
from orchestration.dbt import failed_tests
from orchestration.dbt.columns import columns_of
from orchestration.dbt.manifest import PROJECT, manifest_folder
from orchestration.display import metadata
from orchestration.failures import failure_of, told
from orchestration.home.lock import wait_until_free
from orchestration.resources import Dbt, Home, dbt_environment

PUBLISHED_TAG = "published"
# Unit tests show that the SQL is right, once, in the tests of the project; not on every run.
_BUILD = ["build", "--exclude-resource-type", "unit_test"]


class Translator(DagsterDbtTranslator):
    """Names and places of dbt's nodes among the assets."""

    def get_asset_key(self, dbt_resource_props: Mapping[str, Any]) -> dg.AssetKey:
        """Sources are the datasets of the lake, by their own names."""
        return dg.AssetKey(dbt_resource_props["name"])

    def get_group_name(self, dbt_resource_props: Mapping[str, Any]) -> str:
        """The folder of a model: staging, intermediate or marts."""
        if dbt_resource_props["resource_type"] == "model":
            return str(dbt_resource_props["fqn"][1])
        return "seeds"

    def get_asset_check_spec(
        self,
        asset_spec: dg.AssetSpec,
        manifest: Mapping[str, Any],
        unique_id: str,
        project: DbtProject | None,
    ) -> dg.AssetCheckSpec | None:
        """A check that says what it tests, where dbt knows."""
        spec = super().get_asset_check_spec(asset_spec, manifest, unique_id, project)
        test = self.get_resource_props(manifest, unique_id)
        kind = (test.get("test_metadata") or {}).get("name", "")
        text = test.get("description") or f"dbt: {kind} {test.get('column_name') or ''}".strip()
        return spec and spec._replace(description=text)

    def get_description(self, dbt_resource_props: Mapping[str, Any]) -> str:
        """What the contract says; the SQL is a link away."""
        return default_description_fn(dbt_resource_props, display_raw_sql=False)

    def get_metadata(self, dbt_resource_props: Mapping[str, Any]) -> Mapping[str, Any]:
        """What dagster-dbt knows, with the columns of what has no contract."""
        known = super().get_metadata(dbt_resource_props)
        columns = columns_of(dbt_resource_props)
        return known if columns is None else {**known, "dagster/column_schema": columns}

    def get_owners(self, dbt_resource_props: Mapping[str, Any]) -> list[str]:
        """The same for all."""
        return list(metadata.OWNERS)


def project(settings: Settings) -> DbtProject:
    """The dbt project, with a manifest that is up to date."""
    return DbtProject(
        project_dir=PROJECT, profiles_dir=PROJECT, target_path=manifest_folder(settings)
    )


def warehouse_assets(dbt_project: DbtProject) -> dg.AssetsDefinition:
    """One asset for each model and seed, one check for each test."""

    @dbt_assets(
        manifest=dbt_project.manifest_path,
        project=dbt_project,
        name="warehouse",
        dagster_dbt_translator=Translator(
            DagsterDbtTranslatorSettings(enable_code_references=True)
        ),
        pool="warehouse",
    )
    def warehouse(context: dg.AssetExecutionContext, home: Home, dbt: Dbt) -> Iterator[Any]:
        settings = home.settings
        with told():
            wait_until_free(settings.warehouse)
        if not context.is_subset:
            empty(settings.candidate)
        with dbt_environment(settings):
            build = dbt.cli(_BUILD, context=context, target_path=settings.dbt / "target")
            failed: list[dg.AssetCheckResult] = []
            try:
                for event in build.stream():
                    if isinstance(event, dg.AssetCheckResult) and not event.passed:
                        failed.append(event)
                    else:
                        yield _with_rows(context, event, settings.candidate)
            except BaseException as error:
                # What is left would look like a candidate that no test had objected to.
                empty(settings.candidate)
                if not isinstance(error, DagsterDbtCliRuntimeError):
                    raise
                with told():
                    _lake_answered(error, settings)
                if not failed:
                    raise
            yield from failed_tests.with_rows(failed, settings)
            if any(one.severity is dg.AssetCheckSeverity.ERROR for one in failed):
                raise failure_of(
                    failed_tests.in_words(failed, "zh"), failed_tests.in_words(failed, "en")
                )

    return warehouse


def published_models(dbt_project: DbtProject) -> list[dg.AssetKey]:
    """The models that dbt exports as the candidate."""
    from dagster_dbt.dbt_manifest import validate_manifest

    nodes = validate_manifest(dbt_project.manifest_path)["nodes"].values()
    return sorted(dg.AssetKey(node["name"]) for node in nodes if PUBLISHED_TAG in node["tags"])


def empty(candidate: Path) -> None:
    """Leave no model in the candidate folder."""
    for path in candidate.glob("*.parquet"):
        path.unlink()


def _lake_answered(error: DagsterDbtCliRuntimeError, settings: Settings) -> None:
    """Raise StorageError where dbt failed because nobody answered at `s3://`."""
    if is_remote(settings.lake) and NO_ANSWER in str(error):
        cause = "dbt 读取时服务器没有回应", "the server did not answer while dbt read from it"
        raise StorageError(settings.lake, "", cause)


def _with_rows(context: dg.AssetExecutionContext, event: Any, candidate: Path) -> Any:
    """The event, with row count and preview if it tells of an exported model."""
    if not isinstance(event, dg.Output):
        return event
    file = candidate / f"{context.asset_key_for_output(event.output_name).path[-1]}.parquet"
    if not file.is_file():
        return event
    found = {
        "dagster/row_count": metadata.parquet_rows(file),
        "preview": metadata.preview(pl.scan_parquet(file).head(metadata.PREVIEW_ROWS).collect()),
    }
    return event.with_metadata({**event.metadata, **found})
