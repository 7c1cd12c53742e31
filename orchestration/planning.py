"""What publishing would have to do now; one answer for `gouji run` and for the daemon.

What does not belong here: carrying it out (`orchestration.command_line.running`), and choosing the
moment (`orchestration.sensors`).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import dagster as dg

from gouji.extraction.reader import PARSER_VERSION
from gouji.reconciling import RESULTS, stale_years
from gouji.tables import schemas
from orchestration import inputs, jobs
from orchestration.partitions import range_tags
from orchestration.resources import Home


@dataclass(frozen=True, slots=True)
class Plan:
    """A run of the job `publish`: over these years, or none of the assets by year for no year."""

    years: Sequence[str]

    @property
    def tags(self) -> dict[str, str]:
        """The tags that tell Dagster the range of years."""
        return range_tags(self.years)

    def selection(self, job: dg.JobDefinition) -> list[dg.AssetKey] | None:
        """The assets of the job that are to be made, None for all of them."""
        if self.years:
            return None
        keys = job.asset_layer.selected_asset_keys
        return sorted(key for key in keys if key.to_user_string() not in jobs.BY_YEAR)


def plan(home: Home, records: dg.DagsterInstance) -> Plan:
    """What a run of `publish` has to do, where the release is not current.

    Raises:
        GoujiError: the decisions cannot be used, or a document was not read with this version.
    """
    decided = inputs.decisions(home).decisions
    years = stale_years(home.lake_store, PARSER_VERSION, decided)
    # All years if some were never looked at on this home: else they would seem missing.
    seen = records.get_materialized_partitions(dg.AssetKey(RESULTS[-1]))
    unseen = years and set(schemas.YEARS) - seen
    return Plan(schemas.YEARS if unseen else years)
