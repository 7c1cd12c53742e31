"""What assets are given: the places of a run, and dbt on them.

What does not belong here: choosing places (`gouji.settings`), or doing anything with them.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from functools import cached_property
from importlib.metadata import version as installed_version
from typing import Any

import dagster as dg
from dagster_dbt import DbtCliResource
from packaging.version import Version, parse
from pydantic import Field

from gouji.settings import Settings
from gouji.storage import Store, open_store
from orchestration.dbt.manifest import dbt_variables, manifest_folder
from orchestration.failures import told
from orchestration.home.lock import hold
from orchestration.home.variables import variables


class Home(dg.ConfigurableResource):  # type: ignore[type-arg]
    """Where a run finds its reports and keeps its things; holds the home while the run lasts."""

    home: str = Field(description="Local folder: lake, warehouse, verdicts, Dagster's instance")
    source: str = Field(description="Folder or s3:// prefix of the reports")
    lake: str = Field(description="Folder or s3:// prefix of what was landed, read and reconciled")
    releases: str = Field(description="Folder or s3:// prefix of the releases")
    decisions: str | None = Field(
        default=None, description="File of review decisions; by default beside the reports"
    )
    strict: bool = Field(default=False, description="Whether anything withheld shuts the gate")

    patience: int | None = Field(
        default=None,
        description="Seconds for which an s3:// that does not answer is asked; by default those of "
        "GOUJI_S3_PATIENCE",
    )

    @classmethod
    def of(cls, settings: Settings, patience: int | None = None) -> Home:
        """The resource that stands for these settings."""
        return cls(
            home=str(settings.home),
            source=settings.source,
            lake=settings.lake,
            releases=settings.releases,
            decisions=settings.decisions,
            strict=settings.strict,
            patience=patience,
        )

    @property
    def settings(self) -> Settings:
        """The settings; how to reach S3 comes from the environment, as secrets do."""
        return Settings.from_environment(
            home=self.home,
            source=self.source,
            lake=self.lake,
            releases=self.releases,
            decisions=self.decisions,
            strict=self.strict,
        )

    def store(self, url: str) -> Store:
        """The store at one of the urls above."""
        options = self.settings.run_options
        if self.patience is not None:
            options["patience"] = self.patience
        return open_store(url, options)

    @property
    def lake_store(self) -> Store:
        """The lake."""
        return self.store(self.lake)

    @property
    def releases_store(self) -> Store:
        """The releases."""
        return self.store(self.releases)

    @contextmanager
    def yield_for_execution(self, context: dg.InitResourceContext) -> Iterator[Home]:
        """Hold the home; a second run on it fails at once and says who is at work."""
        with ExitStack() as held:
            with told():
                self.settings.prepare()
                held.enter_context(hold(self.settings.home))
            yield self


class Dbt(DbtCliResource):
    """dbt as a program of its own, which nothing of this process looks over the shoulder of.

    dagster-dbt would load dbt and an adapter on the same warehouse into this process, and ask the
    program for its version: seconds, and a second hand on a file that takes one process at a time.
    """

    @cached_property
    def _cli_version(self) -> Version:
        return parse(installed_version("dbt-core"))

    def _initialize_dbt_core_adapter(self, args: Any) -> Any:
        return None


@contextmanager
def dbt_environment(settings: Settings) -> Iterator[None]:
    """What dbt reads from the environment, for as long as the block lasts.

    `DBT_TARGET_PATH` leads to the prepared manifest, from where dbt takes what it parsed before.
    """
    wanted = {**dbt_variables(settings), "DBT_TARGET_PATH": str(manifest_folder(settings))}
    with variables(wanted):
        yield
