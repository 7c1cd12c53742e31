"""What is run together.

Landing and reading are not partitioned, tables and reconciliation are (by report year), and from
the warehouse on nothing is. Dagster 1.13 can do all of it in one run: a range of years goes into
the tags of the run, and steps without partitions ignore it. But the range must be known before the
run starts, every year in it costs more than a dozen events in the instance (some 20 ms each)
whether anything happens there or not, and which years a change touches is known only after reading.

So there are two jobs: `ingest`, then, if what was taken in is not what is published, `publish` over
the smallest range of years that holds those out of date. Who starts them:

* `gouji run` both, one after the other, in its own process.
* The sensors of the daemon each one: `source_sensor` asks for `ingest` when the source has changed,
  `publishing_sensor` for `publish` when the release is not what was taken in and decided. Neither
  waits for the end of a particular run; they look at the state, so whoever made it, it goes on.
* The schedule neither: a schedule starts one job and cannot say what comes after, so it starts
  `everything`, both in one run over all years. A year in which nothing changed costs its events,
  but no work. If the sensors are on too, they find nothing left to do.

Where there is a list to collect from, `collect` fetches what it names, and `everything` begins with
that; `gouji run` and the sensors never ask the web.
"""

from __future__ import annotations

from collections.abc import Iterable

import dagster as dg

from gouji.reconciling import RESULTS
from gouji.tables.normalize import DETAILS

INGEST, PUBLISH, EVERYTHING, COLLECT = "ingest", "publish", "everything", "collect"

INGESTED = ("raw_reports", "readings")
BY_YEAR = ("reports", *DETAILS, *RESULTS)
"""The assets that are partitioned by report year."""


_LIMIT = {"dagster/max_runtime": str(12 * 60 * 60)}
"""Seconds after which the daemon ends a run that it started; what hangs must not hang for ever."""

NO_LIMIT = {"dagster/max_runtime": "0"}
"""For runs of `gouji run`, which a person can stop and the daemon cannot."""


def all_jobs(collecting: str | None = None) -> Iterable[dg.UnresolvedAssetJobDefinition]:
    """The jobs of the code location.

    Args:
        collecting: the asset that collects, None where there is none.
    """
    ingested = dg.AssetSelection.assets(*INGESTED)
    yield dg.define_asset_job(
        INGEST,
        ingested,
        description="落地并读取 / Take the reports in and read them.",
        tags=_LIMIT,
    )
    yield dg.define_asset_job(
        PUBLISH,
        (dg.AssetSelection.all() - ingested)
        if collecting is None
        else (dg.AssetSelection.all() - ingested - dg.AssetSelection.assets(collecting)),
        description="从表格到发布 / From tables to a release, for a range of years.",
        tags=_LIMIT,
    )
    yield dg.define_asset_job(
        EVERYTHING,
        dg.AssetSelection.all(),
        description="全部步骤 / Every step, for a range of years (all of them on schedule).",
        tags=_LIMIT,
    )
    if collecting is not None:
        yield dg.define_asset_job(
            COLLECT,
            dg.AssetSelection.assets(collecting),
            description="按清单收取报告 / Fetch the reports that the list names.",
            tags=_LIMIT,
        )
