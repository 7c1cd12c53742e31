"""Keeps the datasets of the lake: what assets make goes there, what the next ones need comes back.

The same on a folder and on `s3://`, for one year or many in a run. Assets hand over partitions one
at a time, and are given a `Years` to read from one at a time, so that a run over all years needs
the memory of one.

What does not belong here: how a partition is written (`gouji.tables.dataset`).
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import dagster as dg
import polars as pl

from gouji.storage import Store
from gouji.tables import dataset, schemas
from orchestration.display import metadata
from orchestration.failures import told
from orchestration.resources import Home

KEY = "lake"


@dataclass(frozen=True, slots=True)
class Partition:
    """What one year of a dataset is to consist of. `mark` says what it was made from."""

    year: str
    rows: pl.DataFrame
    mark: str | None = None


@dataclass(frozen=True, slots=True)
class Partitions:
    """Partitions that an asset hands over; each is made when it is asked for."""

    parts: Iterable[Partition]


@dataclass(frozen=True, slots=True)
class Years:
    """The years of a dataset that an asset was given; nothing is read before it is asked for."""

    lake: Store
    name: str
    keys: tuple[str, ...]

    def year(self, key: str) -> pl.DataFrame:
        """The rows of one year, none where there is no such file."""
        return dataset.read(self.lake, self.name, [key])

    def all(self, columns: Sequence[str] | None = None) -> pl.DataFrame:
        """The rows of all the years."""
        return dataset.read(self.lake, self.name, self.keys, columns)


class LakeIOManager(dg.ConfigurableIOManager):
    """Stores outputs that are named like a dataset of the lake, partitioned by report year."""

    home: dg.ResourceDependency[Home]

    def handle_output(self, context: dg.OutputContext, obj: pl.DataFrame | Partitions) -> None:
        """Write the partitions of this run.

        Of a frame the rows of this run's years are taken; of partitions those that come, and the
        others stay as they are.
        """
        name, lake = context.asset_key.path[-1], self.home.lake_store
        keys = _in_order(context.asset_partition_keys)
        partitions = _cut(obj, keys) if isinstance(obj, pl.DataFrame) else obj.parts
        with told():
            written = [
                part.year
                for part in partitions
                if dataset.write_year(lake, name, part.year, part.rows, part.mark)
            ]
            rows = {key: rows_of(lake, name, key) for key in dataset.years(lake, name)}
            preview = metadata.preview(_first_rows(lake, name, rows))
        context.add_output_metadata(
            {
                "dagster/row_count": sum(rows.values()),
                "years written": ", ".join(written) or "none: all were up to date",
                "rows by year": dg.MetadataValue.json(rows),
                "place": lake.uri(name),
                "preview": preview,
            }
        )
        for key in keys:
            own = {"dagster/partition_row_count": rows.get(key, 0), "written": key in written}
            context.step_context.add_asset_metadata(own, context.asset_key, key)

    def load_input(self, context: dg.InputContext) -> Years:
        """The years of an upstream dataset that this run is about."""
        name = context.asset_key.path[-1]
        return Years(self.home.lake_store, name, _in_order(context.asset_partition_keys))


def rows_of(lake: Store, name: str, year: str) -> int:
    """The number of rows of a partition that is there, from the footer of its file."""
    import pyarrow.parquet as pq

    with lake.open_read(dataset.partition_path(name, year)) as file:
        return int(pq.ParquetFile(file).metadata.num_rows)


def _in_order(keys: Iterable[str]) -> tuple[str, ...]:
    """Dagster gives the keys of a range in no order."""
    return tuple(sorted(keys, key=schemas.YEARS.index))


def _cut(frame: pl.DataFrame, keys: Sequence[str]) -> Iterable[Partition]:
    by_year = frame.partition_by("report_year", as_dict=True)
    empty = frame.clear()
    return [Partition(key, by_year.get((key,), empty)) for key in keys]


def _first_rows(lake: Store, name: str, rows: dict[str, int]) -> pl.DataFrame:
    """Some rows of the latest year that has any."""
    filled = [key for key, number in rows.items() if number]
    latest = max(filled, key=lambda key: (key != schemas.UNKNOWN, key), default=schemas.UNKNOWN)
    return dataset.read(lake, name, [latest]).head(metadata.PREVIEW_ROWS)
