"""Writes the tables of a release: sorted Parquet files, and the same marts as one DuckDB file.

Parquet is the contract for BI tools; `marts.duckdb` is a convenience for SQL clients. Its storage
version is stated, because a file of DuckDB 2 in its own format cannot be opened by any DuckDB 1,
which is what many BI tools still bring along. Parquet is compressed with Snappy, which every reader
of Parquet knows; not all know Zstandard.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from gouji.release.meanings import ModelMeaning
from gouji.release.models import MODELS, PublishedModel

DATABASE = "marts.duckdb"
_MEMORY = "1GB"
STORAGE_VERSION = "v1.0.0"
"""Readable by every DuckDB from 1.0 on."""


def write_tables(
    candidate: Mapping[str, Path], staging: Path, meanings: Mapping[str, ModelMeaning]
) -> dict[str, int]:
    """Write every published model and the database into `staging`; return rows by release path."""
    import duckdb

    spill = staging / ".spill"
    with duckdb.connect() as connection:
        connection.execute(f"set temp_directory = {_text(spill)}")
        connection.execute(f"set memory_limit = {_text(_MEMORY)}")
        rows = {
            model.path: _write_parquet(connection, model, candidate[model.name], staging)
            for model in MODELS.values()
        }
        _write_database(connection, staging, meanings)
    if spill.exists():
        for leftover in spill.iterdir():
            leftover.unlink()
        spill.rmdir()
    return rows


def _write_parquet(connection: Any, model: PublishedModel, source: Path, staging: Path) -> int:
    target = staging / model.path
    target.parent.mkdir(parents=True, exist_ok=True)
    order = ", ".join(f"{_name(column)} nulls first" for column in model.key)
    connection.execute(
        f"copy (select * from read_parquet({_text(source)}) order by {order}) "  # noqa: S608
        f"to {_text(target)} (format parquet, compression snappy)"
    )
    ((rows,),) = connection.execute(
        f"select count(*) from read_parquet({_text(target)})"  # noqa: S608
    ).fetchall()
    return int(rows)


def _write_database(connection: Any, staging: Path, meanings: Mapping[str, ModelMeaning]) -> None:
    target = staging / DATABASE
    connection.execute(f"attach {_text(target)} as mart (storage_version {_text(STORAGE_VERSION)})")
    for model in MODELS.values():
        if not model.mart:
            continue
        table = f"mart.main.{_name(model.name)}"
        connection.execute(
            f"create table {table} as "  # noqa: S608
            f"select * from read_parquet({_text(staging / model.path)})"
        )
        about = meanings[model.name]
        connection.execute(f"comment on table {table} is {_text(about.text or model.en)}")
        for (column,) in connection.execute(
            "select column_name from duckdb_columns() where database_name = 'mart' "
            "and table_name = ?",
            [model.name],
        ).fetchall():
            if text := about.column(column).text:
                connection.execute(f"comment on column {table}.{_name(column)} is {_text(text)}")
    connection.execute("checkpoint mart")
    connection.execute("detach mart")


def _name(identifier: str) -> str:
    return '"' + identifier.replace('"', '""') + '"'


def _text(value: object) -> str:
    return "'" + str(value).replace("'", "''") + "'"
