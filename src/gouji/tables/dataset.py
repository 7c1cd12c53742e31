"""The datasets of the lake by report year: `<name>/year=<key>/part.parquet`.

The key is a year from 2008 to 2035, or `unknown`.

A dataset without rows in a year has no file there; `year=unknown` always has one, so that a reader
who globs finds the schema. A file is written only if its bytes would change, one file at a time,
each put in place whole. The folder and `s3://` behave the same.

A partition may carry a *fingerprint* of what it was made from, in the footer of its file: who can
compute the fingerprint without making the rows can skip making them.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import polars as pl

from gouji.storage import Store
from gouji.tables import parquet, schemas
from gouji.tables.errors import TableError

_FINGERPRINT = "gouji.fingerprint"
_ORDER = ("report_id", "document_id")


def partition_path(name: str, year: str) -> str:
    """Where the partition of a dataset lies in the lake."""
    if name not in schemas.BY_YEAR or year not in schemas.YEARS:
        raise ValueError(f"no partition {year} of {name}")
    return f"{name}/year={year}/part.parquet"


def years(lake: Store, name: str) -> list[str]:
    """The keys for which there is a file, `unknown` last."""
    there = {entry.path for entry in lake.list(name)}
    return [year for year in schemas.YEARS if partition_path(name, year) in there]


def read(
    lake: Store,
    name: str,
    keys: Iterable[str] | None = None,
    columns: Sequence[str] | None = None,
) -> pl.DataFrame:
    """The rows of all years, or of some; without any, an empty frame of the right columns.

    Raises:
        TableError: a file is damaged or of another version.
    """
    dataset = schemas.dataset(name)
    there = years(lake, name)
    chosen = there if keys is None else [key for key in dict.fromkeys(keys) if key in there]
    parts = [parquet.read(lake, partition_path(name, key), dataset, columns) for key in chosen]
    empty = dataset.empty() if columns is None else dataset.empty().select(columns)
    return pl.concat([empty, *parts], rechunk=False)


def write(lake: Store, name: str, frame: pl.DataFrame) -> list[str]:
    """Make the dataset consist of these rows, partition by partition.

    Returns:
        The keys whose file was written or removed.
    """
    by_year = {
        str(key): rows for (key,), rows in frame.partition_by("report_year", as_dict=True).items()
    }
    strangers = sorted(set(by_year) - set(schemas.YEARS))
    if strangers:
        raise TableError(
            name,
            f"没有分区 {strangers[0]}",
            f"there is no partition {strangers[0]}",
        )
    empty = schemas.dataset(name).empty()
    there = {*years(lake, name), *by_year, schemas.UNKNOWN}
    return [
        key
        for key in schemas.YEARS
        if key in there and write_year(lake, name, key, by_year.get(key, empty))
    ]


def write_year(
    lake: Store, name: str, year: str, frame: pl.DataFrame, fingerprint: str | None = None
) -> bool:
    """Make one partition consist of these rows; True if a file was written or removed.

    Rows are sorted by report and document and otherwise keep their order.

    Raises:
        TableError: other columns or types than the dataset's, or rows of another year.
    """
    path = partition_path(name, year)
    dataset = schemas.dataset(name)
    parquet.check_schema(frame, dataset)
    if (frame["report_year"] != year).any():
        raise TableError(
            name,
            f"分区 {year} 中有其他年度的行",
            f"the partition {year} was given rows of another year",
        )
    there = lake.exists(path)
    if frame.is_empty() and year != schemas.UNKNOWN:
        if there:
            lake.delete(path)
        return there
    notes = {_FINGERPRINT: fingerprint} if fingerprint else None
    data = parquet.to_bytes(frame, dataset, notes, _order(frame))
    if there and lake.read(path) == data:
        return False
    lake.write(path, data)
    return True


def fingerprint(lake: Store, name: str, year: str) -> str | None:
    """The fingerprint with which a partition was written, None without one or without a file."""
    return parquet.notes(lake, partition_path(name, year)).get(_FINGERPRINT)


def _order(frame: pl.DataFrame) -> pl.Series:
    """Row numbers by report and document; rows of one document keep their order."""
    keys = frame.select(_ORDER)
    ranks = keys.unique().sort(_ORDER).with_row_index("rank")
    ranked = keys.join(ranks, on=_ORDER, how="left", maintain_order="left").select("rank")
    return ranked.with_row_index().sort("rank", "index")["index"]
