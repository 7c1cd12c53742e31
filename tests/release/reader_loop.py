"""A reader as BI tools are: it resolves the pointer, reads three tables, and starts again.

    python -m tests.release.reader_loop KIND URL OPTIONS SECONDS

Every release of these tests carries one mark in three of its tables; reads that give two marks are
a mixture of two releases. The loop ends when its standard input is closed, and prints how often it
read and which marks it saw; any error ends it with a traceback.
"""

from __future__ import annotations

import json
import sys
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

MARKED = ("dim_issuer", "mart_request_outcomes", "fct_figures")
QUERY = " union all ".join(f'select distinct issuer from "{name}"' for name in MARKED)

Read = Callable[[str, dict[str, Any]], list[str]]


def current_folder(url: str) -> str:
    """As the documentation tells it for a folder."""
    pointer = json.loads(Path(url, "current.json").read_text(encoding="utf-8"))
    return f"{url}/{pointer['release_id']}"


def by_duckdb(url: str, options: dict[str, Any]) -> list[str]:
    import duckdb

    path = f"{current_folder(url)}/marts.duckdb"
    with duckdb.connect(path, read_only=True) as connection:
        return [row[0] for row in connection.execute(QUERY).fetchall()]


def by_parquet(url: str, options: dict[str, Any]) -> list[str]:
    import duckdb

    folder = current_folder(url)
    files = [f"{folder}/marts/{name}.parquet" for name in MARKED]
    query = " union all ".join(f"select distinct issuer from '{file}'" for file in files)
    return [row[0] for row in duckdb.connect().execute(query).fetchall()]


def by_sqlalchemy(url: str, options: dict[str, Any]) -> list[str]:
    """As Superset does: an engine on the file, its tables reflected, then a query."""
    from sqlalchemy import create_engine, inspect, text

    uri = f"duckdb:///{current_folder(url)}/marts.duckdb"
    engine = create_engine(uri, connect_args={"read_only": True})
    try:
        inspector = inspect(engine)
        assert set(MARKED) <= set(inspector.get_table_names())
        assert any(c["name"] == "issuer" for c in inspector.get_columns("dim_issuer"))
        with engine.connect() as connection:
            return [row[0] for row in connection.execute(text(QUERY))]
    finally:
        engine.dispose()


def by_polars(url: str, options: dict[str, Any]) -> list[str]:
    """From s3://, with the reader that polars brings itself; s3fs reads the pointer only."""
    import polars as pl
    import s3fs

    fs = s3fs.S3FileSystem(**options, use_listings_cache=False)
    release = json.loads(fs.cat_file(f"{url}/current.json"))["release_id"]
    native = {
        "aws_endpoint_url": options["endpoint_url"],
        "aws_access_key_id": "test",
        "aws_secret_access_key": "test",
        "aws_region": "us-east-1",
        "aws_allow_http": "true",
    }
    return [
        mark
        for name in MARKED
        for mark in pl.scan_parquet(f"{url}/{release}/marts/{name}.parquet", storage_options=native)
        .select(pl.col("issuer").unique())
        .collect()["issuer"]
    ]


READERS: dict[str, Read] = {
    "duckdb": by_duckdb,
    "parquet": by_parquet,
    "sqlalchemy": by_sqlalchemy,
    "polars": by_polars,
}


def main(kind: str, url: str, options: str) -> None:
    read, given = READERS[kind], json.loads(options)
    ended = threading.Event()
    threading.Thread(target=lambda: (sys.stdin.read(), ended.set()), daemon=True).start()
    marks: list[str] = []
    reads, last = 0, False
    while not last:
        last = ended.wait(0.02)  # told to end, it reads once more: what was published last
        found = read(url, given)
        if len(found) != len(MARKED) or len(set(found)) != 1:
            raise AssertionError(f"a mixture of releases: {found}")
        reads += 1
        if reads == 1:
            print("reading", flush=True)
        if not marks or marks[-1] != found[0]:
            marks.append(found[0])
    print(json.dumps({"reads": reads, "marks": marks}), flush=True)


if __name__ == "__main__":
    main(*sys.argv[1:])
