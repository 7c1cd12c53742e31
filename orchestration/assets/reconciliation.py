"""Reconciliation: every rule confronted with every current report, and what is then usable."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import dagster as dg
import polars as pl

from gouji.reconciling import RESULTS, reconcile_years
from orchestration import inputs
from orchestration.display import metadata
from orchestration.failures import told
from orchestration.io_managers import KEY, Partition, Partitions, Years
from orchestration.partitions import YEARS
from orchestration.resources import Home

_DESCRIPTIONS = {
    "confrontations": """One row for each rule confronted with a row, column or cell of a report.

Pass, fail or not assessable, both sides, the difference, and what that means in words.

核对结果：每条规则对每份报告的每次核对一行，两边的数与差额，以及一句话说明。""",
    "table_status": """One row for each table of a current report: may it be published, and why not.

表格状态：每份现行报告的每张表能否发布，为什么。""",
    "report_status": """One row for each current report: the worst status of its tables.

报告状态：取其各表中最差者。""",
}


@dg.multi_asset(
    outs={
        name: dg.AssetOut(
            io_manager_key=KEY,
            group_name="reconcile",
            owners=list(metadata.OWNERS),
            kinds={"polars", "parquet"},
            metadata=metadata.lake_metadata(name),
            description=_DESCRIPTIONS[name],
            backfill_policy=dg.BackfillPolicy.single_run(),
        )
        for name in RESULTS
    },
    ins={name: dg.AssetIn(name) for name in ("reports", "table_readings", "figures")},
    partitions_def=YEARS,
    backfill_policy=dg.BackfillPolicy.single_run(),
)
def reconciliation(
    home: Home, reports: Years, table_readings: Years, figures: Years
) -> Iterator[Any]:
    """Reconcile the years of this run, one at a time."""
    # The first output is written while it is made; by then the small rest is complete.
    rest: dict[str, list[Partition]] = {name: [] for name in RESULTS[1:]}

    def confrontations() -> Iterator[Partition]:
        with told():
            decided = inputs.decisions(home).decisions
            for year, result, mark in reconcile_years(home.lake_store, reports.keys, decided):
                for name in rest:
                    rest[name].append(Partition(year, getattr(result, name), mark))
                yield Partition(year, result.confrontations, mark)

    yield dg.Output(Partitions(confrontations()), RESULTS[0])
    for name, partitions in rest.items():
        statuses = [part.rows["status"] for part in partitions if "status" in part.rows.columns]
        counted = pl.concat(statuses).value_counts(sort=True).rows() if statuses else []
        yield dg.Output(
            Partitions(partitions),
            name,
            metadata={"statuses": dg.MetadataValue.json(dict(counted))},
        )
