"""Gives readings their identity: which report a document is, of which year, and which is current.

Joins what was read with the inventory and the sidecar, then writes the datasets `reports`,
`table_readings`, `figures` and `claims` by report year. Identity by sidecar is applied here and not
while reading, so that a corrected sidecar needs no file to be read again.

Documents that are gone from the source stay in `reports` as history. Their figures stay where
another document took their place, so that a revision can be shown; their claims do not. What does
not belong here: reading documents (`gouji.reading`) and judging their numbers
(`gouji.reconciliation`).
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import polars as pl

from gouji.extraction.identity.sidecar import SidecarRow
from gouji.extraction.report import Identity
from gouji.forms.catalogue import REPORT_YEARS
from gouji.storage import Store
from gouji.tables import dataset, parquet, readings, schemas
from gouji.tables.errors import TableError
from gouji.tables.frames import identity_of, identity_row
from gouji.tables.models import validate
from gouji.tables.rivals import FiguresOf, with_contradictions

INVENTORY = "landing/inventory.parquet"
SIDECAR = "landing/sidecar.parquet"

DETAILS = ("table_readings", "figures", "claims")
"""The datasets whose rows hang on a document."""

# What the fingerprint of a partition stands for besides its documents: raise it when this room
# makes other rows of the same readings.
_VERSION = "2"


@dataclass(frozen=True, slots=True)
class Normalized:
    """What `normalize` did. `changed`: dataset -> partition keys that were written or removed."""

    reports: pl.DataFrame
    changed: Mapping[str, list[str]]

    @property
    def years(self) -> list[str]:
        """The keys that changed in any dataset, `unknown` last."""
        touched = {key for keys in self.changed.values() for key in keys}
        return [key for key in schemas.YEARS if key in touched]


def normalize(lake: Store, parser_version: str) -> Normalized:
    """Bring the datasets of the lake up to what was landed and read.

    Raises:
        TableError: a document of the source was not read with this version, or a file is damaged.
        InvalidRows: rows that break their model; the partition keeps what it had.
    """
    index = readings.index(lake, parser_version)
    reports = resolved(lake, parser_version, index)
    validate("reports", reports)
    changed: dict[str, list[str]] = {name: [] for name in ("reports", *DETAILS)}
    for key in _keys(lake, reports):
        of_year = reports.filter(pl.col("report_year") == key)
        for name in DETAILS:
            made = details(lake, name, of_year, key, index, parser_version)
            if made is None:
                continue
            frame, mark = made
            validate(name, frame)
            if dataset.write_year(lake, name, key, frame, mark):
                changed[name].append(key)
    # Last, so that an interrupted run is taken up again where it stopped.
    changed["reports"] = dataset.write(lake, "reports", reports)
    return Normalized(reports, changed)


def resolved(lake: Store, parser_version: str, index: pl.DataFrame | None = None) -> pl.DataFrame:
    """The dataset `reports` as landing and reading make it now.

    `index` is that of the readings of this version, where it is at hand already.

    Raises:
        TableError: a document of the source was not read with this version.
    """
    found = readings.index(lake, parser_version) if index is None else index

    def figures(document_ids: Sequence[str]) -> pl.DataFrame:
        return readings.figures(lake, parser_version, found, document_ids)

    return resolve_reports(found, inventory(lake), sidecar(lake), parser_version, figures)


def resolve_reports(
    documents: pl.DataFrame,
    inventory: pl.DataFrame,
    sidecar: Mapping[str, SidecarRow],
    parser_version: str,
    figures: FiguresOf,
) -> pl.DataFrame:
    """The dataset `reports`: one row for each document that is, or once was, in the source.

    Takes the rows of `documents` of this parser version, and what was landed. Of several documents
    of one issuer and year the newest (by first_seen) is current; of equally new ones one that can
    be read, then the one that says it was published last, then the last path. `figures` are asked
    for where nothing but the path tells them apart: see `gouji.tables.rivals`.

    Raises:
        TableError: a document that is in the source was not read.
    """
    files = _identified(inventory)
    landed = _landed(files)
    read = documents.unique("document_id", keep="first", maintain_order=True)
    read = read.drop("path", "parser_version")
    unread = landed.filter(
        pl.col("sha256").is_not_null()
        & pl.col("removed_at").is_null()
        & ~pl.col("document_id").is_in(read["document_id"].implode())
    )
    if unread.height:
        path = unread["path"][0]
        raise TableError(
            "reports",
            f"{unread.height} 个文件尚未用版本 {parser_version} 读取，如 {path}",
            f"{unread.height} file(s) were not read with version {parser_version}, such as {path}",
        )
    joined = landed.join(read, on="document_id", how="left", suffix="_read", maintain_order="left")
    never_read = joined.filter(pl.col("sha256").is_not_null() & pl.col("form").is_null())
    joined = joined.join(never_read, on="document_id", how="anti", maintain_order="left")
    blank = {**identity_row(Identity()), "form": "narrative"}
    joined = joined.with_columns(
        *(pl.coalesce(f"unreadable_{p}", f"unreadable_{p}_read") for p in ("code", "zh", "en")),
        *(pl.col(name).fill_null(value) for name, value in blank.items() if value is not None),
        parser_version=pl.lit(parser_version),
    )
    history = _with_history(_with_keys(_with_sidecar(joined, files, sidecar)))
    return _ordered(with_contradictions(history, figures))


def details(
    lake: Store,
    name: str,
    of_year: pl.DataFrame,
    year: str,
    index: pl.DataFrame,
    parser_version: str,
) -> tuple[pl.DataFrame, str] | None:
    """One partition of a detail dataset and its fingerprint, or None where it is up to date.

    Args:
        lake: where readings and datasets are.
        name: one of `DETAILS`.
        of_year: the rows of `reports` of that year.
        year: the partition key.
        index: of the readings of this parser version (`gouji.tables.readings.index`).
        parser_version: of the readings.

    Raises:
        TableError: a file of the readings is damaged.
    """
    there = pl.col("removed_at").is_null()
    replaced = pl.col("superseded_by").is_not_null()
    kept = of_year.filter(there if name == "claims" else there | replaced)
    keys = kept.select("document_id", "report_id", pl.col("unreadable_code").fill_null(""))
    pairs = sorted(keys.iter_rows())
    empty = schemas.dataset(name).empty()
    made_of = [_VERSION, parser_version, str(empty.schema), pairs]
    mark = hashlib.sha256(json.dumps(made_of).encode()).hexdigest()
    if dataset.fingerprint(lake, name, year) == mark:
        return None
    batches = index.select("document_id", "batch")
    by_batch = kept.join(batches, on="document_id").partition_by("batch", as_dict=True)
    parts = [
        attach(readings.read(lake, parser_version, str(batch), name), documents, name)
        for (batch,), documents in sorted(by_batch.items(), key=lambda item: str(item[0]))
    ]
    return pl.concat([empty, *parts]), mark


def attach(rows: pl.DataFrame, reports: pl.DataFrame, name: str) -> pl.DataFrame:
    """Rows of readings with report_id and report_year; those of other documents are dropped."""
    keys = reports.select("document_id", "report_id", "report_year")
    joined = rows.join(keys, on="document_id", how="inner", maintain_order="left")
    return joined.select(schemas.dataset(name).schema.names())


def inventory(lake: Store) -> pl.DataFrame:
    """What was landed; empty before the first landing."""
    return _optional(lake, INVENTORY, "inventory")


def sidecar(lake: Store) -> dict[str, SidecarRow]:
    """The rows of reports.csv by path."""
    rows = _optional(lake, SIDECAR, "sidecar").iter_rows(named=True)
    return {row["path"]: SidecarRow(**row) for row in rows}


def _optional(lake: Store, path: str, name: str) -> pl.DataFrame:
    if not lake.exists(path):
        return schemas.dataset(name).empty()
    return parquet.read(lake, path, schemas.dataset(name))


def _keys(lake: Store, reports: pl.DataFrame) -> list[str]:
    """Every year that has, or had, rows."""
    wanted = {schemas.UNKNOWN, *reports["report_year"].to_list()}
    for name in DETAILS:
        wanted.update(dataset.years(lake, name))
    return [key for key in schemas.YEARS if key in wanted]


def _identified(inventory: pl.DataFrame) -> pl.DataFrame:
    """The inventory with document_id: of the bytes, else of address and size."""
    rows = inventory.select("sha256", "path", "size").iter_rows()
    ids = [
        sha or hashlib.sha256(f"{path}\n{size}".encode()).hexdigest() for sha, path, size in rows
    ]
    return inventory.with_columns(pl.Series("document_id", ids, dtype=pl.String))


def _landed(files: pl.DataFrame) -> pl.DataFrame:
    """One row for each document: of the files that hold it, the one that is there the longest."""
    gone = pl.col("removed_at").is_not_null()
    in_order = files.sort(gone, "first_seen", "path")
    return in_order.unique("document_id", keep="first", maintain_order=True)


def _with_sidecar(
    joined: pl.DataFrame, files: pl.DataFrame, sidecar: Mapping[str, SidecarRow]
) -> pl.DataFrame:
    """Identity as the sidecar decides it, for every name under which a document is there."""
    there = files.filter(pl.col("removed_at").is_null()).sort("path")
    rows: dict[str, list[SidecarRow]] = {}
    for path, document_id in there.select("path", "document_id").iter_rows():
        if path in sidecar:
            rows.setdefault(document_id, []).append(sidecar[path])
    if not rows:
        return joined
    decided = joined.filter(pl.col("document_id").is_in(list(rows)))
    changed = [
        {"document_id": row["document_id"], **_decided(row, rows[row["document_id"]])}
        for row in decided.iter_rows(named=True)
    ]
    schema = {name: joined.schema[name] for name in changed[0]} if changed else {}
    return joined.update(pl.DataFrame(changed, schema=schema), on="document_id", include_nulls=True)


def _decided(row: Mapping[str, Any], stated: list[SidecarRow]) -> dict[str, Any]:
    from gouji.extraction.identity.by_sidecar import apply_sidecar

    return identity_row(apply_sidecar(identity_of(row), *stated))


def _with_keys(joined: pl.DataFrame) -> pl.DataFrame:
    in_range = pl.col("year").is_in(REPORT_YEARS)
    year = pl.when(in_range).then("year")
    known = pl.col("issuer_id").is_not_null() & in_range.fill_null(value=False)
    named = pl.concat_str("issuer_id", pl.col("year").cast(pl.String), separator="-")
    return joined.with_columns(
        year=year,
        report_year=year.cast(pl.String).fill_null(schemas.UNKNOWN),
        report_id=pl.when(known)
        .then(named)
        .otherwise("unknown-" + pl.col("document_id").str.slice(0, 12)),
    )


def _with_history(joined: pl.DataFrame) -> pl.DataFrame:
    newest = (
        joined.filter(pl.col("removed_at").is_null())
        .sort(
            "first_seen",
            pl.col("unreadable_code").is_null(),
            "published_on",
            "path",
            nulls_last=False,
        )
        .group_by("report_id", maintain_order=True)
        .agg(pl.col("document_id").last().alias("newest"))
    )
    current = (pl.col("newest") == pl.col("document_id")).fill_null(value=False)
    return joined.join(newest, on="report_id", how="left", maintain_order="left").with_columns(
        is_current=current,
        superseded_by=pl.when(~current).then("newest"),
    )


def _ordered(joined: pl.DataFrame) -> pl.DataFrame:
    reports = schemas.dataset("reports")
    return joined.select(reports.schema.names()).sort("report_id", "document_id")
