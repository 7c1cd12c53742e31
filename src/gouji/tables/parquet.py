"""The one way a frame becomes a Parquet file and comes back.

The same rows in the same order always give the same bytes (with one version of pyarrow), so that
comparing bytes tells whether anything changed. Files go through `gouji.storage`, never through a
library's own S3 client: servers differ in what they let those do.
"""

from __future__ import annotations

import io
from collections.abc import Mapping, Sequence
from typing import Any

import polars as pl

from gouji.storage import Store
from gouji.tables.errors import TableError
from gouji.tables.schemas import Dataset

_ROWS_IN_GROUP = 131_072


def to_bytes(
    frame: pl.DataFrame,
    dataset: Dataset,
    notes: Mapping[str, str] | None = None,
    order: pl.Series | None = None,
) -> bytes:
    """The Parquet file of a frame.

    Args:
        frame: the rows.
        dataset: what they are.
        notes: go into the footer.
        order: row numbers in the order in which rows are to be written; None as they stand. Only a
            few rows at a time are copied for it, where sorting the frame would double it.

    Raises:
        TableError: the frame has other columns or types than the dataset.
    """
    import pyarrow.parquet as pq

    check_schema(frame, dataset)
    schema = _arrow(dataset.empty()).schema.with_metadata(dict(notes) if notes else None)
    buffer = io.BytesIO()
    with pq.ParquetWriter(buffer, schema, compression="zstd", compression_level=3) as writer:
        for start in range(0, frame.height, _ROWS_IN_GROUP):
            if order is None:
                rows = frame.slice(start, _ROWS_IN_GROUP)
            else:
                rows = frame[order.slice(start, _ROWS_IN_GROUP)]
            table = _arrow(rows).replace_schema_metadata(schema.metadata)
            writer.write_table(table, row_group_size=_ROWS_IN_GROUP)
    return buffer.getvalue()


def _arrow(frame: pl.DataFrame) -> Any:
    return frame.rechunk().to_arrow(compat_level=pl.CompatLevel.oldest())


def write(store: Store, path: str, frame: pl.DataFrame, dataset: Dataset) -> bool:
    """Write the frame unless exactly these bytes are there already; True where it was written."""
    data = to_bytes(frame, dataset)
    if store.exists(path) and store.read(path) == data:
        return False
    store.write(path, data)
    return True


def read(
    store: Store, path: str, dataset: Dataset, columns: Sequence[str] | None = None
) -> pl.DataFrame:
    """The frame in a file; only some columns where they are named.

    Raises:
        TableError: damaged, or written for another version of the dataset.
        StorageError: not there, or not to be read.
    """
    wanted = dataset if columns is None else _only(dataset, columns)
    try:
        with store.open_read(path) as file:
            frame = pl.read_parquet(file, columns=list(columns) if columns else None)
    except (pl.exceptions.PolarsError, OSError) as error:
        cause = str(error).partition("\n")[0]
        raise TableError(
            dataset.name,
            f"文件 {store.uri(path)} 无法读取（{cause}）",
            f"the file {store.uri(path)} cannot be read ({cause})",
        ) from error
    check_schema(frame, wanted, place=store.uri(path))
    return frame


def notes(store: Store, path: str) -> dict[str, str]:
    """What the footer of a file says, without reading its rows; empty where there is no file."""
    if not store.exists(path):
        return {}
    try:
        with store.open_read(path) as file:
            return dict(pl.read_parquet_metadata(file))
    except (pl.exceptions.PolarsError, OSError):
        return {}  # damaged: whoever compares will write it anew


def check_schema(frame: pl.DataFrame, dataset: Dataset, place: str | None = None) -> None:
    """Raise TableError unless names, order and types of the columns are those of the dataset."""
    expected, found = dataset.schema, frame.schema
    if list(expected.items()) == list(found.items()):
        return
    zh_at, en_at = (f"文件 {place} ", f"the file {place} ") if place else ("", "the frame ")
    missing = [name for name in expected if name not in found]
    extra = [name for name in found if name not in expected]
    wrong = [
        f"{name} ({found[name]} ≠ {dtype})"
        for name, dtype in expected.items()
        if name in found and found[name] != dtype
    ]
    zh = [
        f"缺列 {', '.join(missing)}" if missing else "",
        f"多列 {', '.join(extra)}" if extra else "",
        f"类型不符 {', '.join(wrong)}" if wrong else "",
    ]
    en = [
        f"lacks {', '.join(missing)}" if missing else "",
        f"has {', '.join(extra)} too many" if extra else "",
        f"has another type in {', '.join(wrong)}" if wrong else "",
    ]
    raise TableError(
        dataset.name,
        zh_at + ("；".join(filter(None, zh)) or "列的次序不同"),
        en_at + ("; ".join(filter(None, en)) or "has its columns in another order"),
    )


def _only(dataset: Dataset, columns: Sequence[str]) -> Dataset:
    fields = tuple(dataset.field(name) for name in columns)
    return Dataset(dataset.name, fields, dataset.unique)
