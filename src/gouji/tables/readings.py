"""The readings of the lake: `readings/<parser_version>/<batch>/<dataset>.parquet`.

A batch is written once, by whoever read its documents, and never changed. Its `documents` come
last: a batch without them was interrupted and does not count. What does not belong here: reading
documents (see `gouji.reading`).
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor

import polars as pl

from gouji.documents.capabilities import lacking
from gouji.storage import Store
from gouji.tables import parquet, schemas

_SAFE = re.compile(r"[0-9A-Za-z][0-9A-Za-z._-]*")
_READERS = 8


def folder(parser_version: str) -> str:
    """Where the batches of one parser version lie."""
    if not _SAFE.fullmatch(parser_version):
        raise ValueError(f"{parser_version!r} cannot be a parser version: it names a folder")
    return f"readings/{parser_version}"


def write(lake: Store, parser_version: str, batch: str, frames: Mapping[str, pl.DataFrame]) -> None:
    """Write one batch; the frames are those of `gouji.tables.frames`."""
    for name in sorted(schemas.READ, key="documents".__eq__):
        data = parquet.to_bytes(frames[name], schemas.reading(name))
        lake.write(f"{folder(parser_version)}/{batch}/{name}.parquet", data)


def read(lake: Store, parser_version: str, batch: str, name: str) -> pl.DataFrame:
    """One frame of one batch."""
    path = f"{folder(parser_version)}/{batch}/{name}.parquet"
    return parquet.read(lake, path, schemas.reading(name))


def batches(lake: Store, parser_version: str) -> list[str]:
    """The finished batches, sorted."""
    marks = (entry.path.split("/") for entry in lake.list(folder(parser_version)))
    return sorted(parts[2] for parts in marks if parts[3:] == ["documents.parquet"])


def figures(
    lake: Store, parser_version: str, index: pl.DataFrame, document_ids: Sequence[str]
) -> pl.DataFrame:
    """The figures of some documents; `index` says in which batch each of them was read."""
    wanted = index.filter(pl.col("document_id").is_in(document_ids))
    parts = [schemas.reading("figures").empty()]
    for (batch,), documents in wanted.partition_by("batch", as_dict=True).items():
        found = read(lake, parser_version, str(batch), "figures")
        parts.append(found.filter(pl.col("document_id").is_in(documents["document_id"].implode())))
    return pl.concat(parts)


def index(lake: Store, parser_version: str) -> pl.DataFrame:
    """One row of `documents` for each document, with a column `batch`.

    A document that was read again, because what it was lacking came to be there, has the row of
    that reading. Two runs at once may both have read one: either reading is as good.
    """

    def one(batch: str) -> pl.DataFrame:
        frame = read(lake, parser_version, batch, "documents")
        return frame.with_columns(batch=pl.lit(batch))

    with ThreadPoolExecutor(_READERS) as pool:
        parts = list(pool.map(one, batches(lake, parser_version)))
    empty = schemas.reading("documents").empty().with_columns(batch=pl.lit("", pl.String))
    rows = pl.concat([empty, *parts])
    marks = rows.select("parser_version", "unreadable_code").iter_rows()
    again = pl.Series([lacking(*mark) is not None for mark in marks], dtype=pl.Boolean)
    in_order = rows.with_columns(_lacking=again).sort("_lacking", maintain_order=True)
    return in_order.unique("document_id", keep="first", maintain_order=True).drop("_lacking")
