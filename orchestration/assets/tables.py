"""Tables: what was read, given its identity, as typed frames partitioned by report year.

One run does any range of years. A year whose documents are the same as when it was last written is
not made again.
"""

from __future__ import annotations

from collections.abc import Iterator

import dagster as dg
import polars as pl

from gouji.extraction.reader import PARSER_VERSION
from gouji.tables import normalize
from gouji.tables import readings as stored
from gouji.tables.models import validate
from orchestration.assets.reading import readings
from orchestration.display import metadata
from orchestration.failures import told
from orchestration.io_managers import KEY, Partition, Partitions, Years
from orchestration.partitions import YEARS
from orchestration.resources import Home

_DESCRIPTIONS = {
    "table_readings": """One row for each document and table: could it be read, is it in doubt.

表格读取结论：每份文件每张表一行，能否使用、是否存疑。""",
    "figures": """One row for each cell of the form: its state, its value where certain, its place.

数字：每格一行，读到的数、状态与所在位置。""",
    "claims": """One row for each number stated in prose, with the sentence.

文中所述：正文里的每个数字一行。""",
}


@dg.asset(
    deps=[readings],
    partitions_def=YEARS,
    backfill_policy=dg.BackfillPolicy.single_run(),
    io_manager_key=KEY,
    group_name="normalize",
    owners=list(metadata.OWNERS),
    kinds={"polars", "parquet"},
    metadata=metadata.lake_metadata("reports"),
)
def reports(home: Home) -> pl.DataFrame:
    """One row for each document: whose report it is, of which year, by what evidence.

    Of several documents of one issuer and year the newest is current; the others are history.

    报告：每份文件一行，属于哪个机关、哪一年度、是否为现行文件。
    """
    with told():
        return validate("reports", normalize.resolved(home.lake_store, PARSER_VERSION))


def _details(name: str) -> dg.AssetsDefinition:
    @dg.asset(
        name=name,
        deps=[readings],
        partitions_def=YEARS,
        backfill_policy=dg.BackfillPolicy.single_run(),
        io_manager_key=KEY,
        group_name="normalize",
        owners=list(metadata.OWNERS),
        kinds={"polars", "parquet"},
        metadata=metadata.lake_metadata(name),
        description=_DESCRIPTIONS[name],
    )
    def details(home: Home, reports: Years) -> Partitions:
        return Partitions(_stale(home, name, reports))

    return details


def _stale(home: Home, name: str, reports: Years) -> Iterator[Partition]:
    """The years of a dataset that are to be written anew."""
    with told():
        lake = home.lake_store
        index = stored.index(lake, PARSER_VERSION)
        for year in reports.keys:
            made = normalize.details(lake, name, reports.year(year), year, index, PARSER_VERSION)
            if made is not None:
                rows, mark = made
                yield Partition(year, validate(name, rows), mark)


DETAILS = [_details(name) for name in normalize.DETAILS]
