"""What the gate looks at: the candidate's Parquet files and, as a second witness, the lake.

A candidate that says of itself that nothing withheld is inside proves little: the statuses of the
lake, which dbt only read, are held against it. Big tables are never loaded whole; suites ask for
the offending rows in SQL.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import polars as pl

from expectations.checked import count_checked
from expectations.keys import ROW_KEY, row_key
from expectations.thresholds import Threshold
from expectations.vocabulary import VIEWS
from gouji.release.content import candidate_files
from gouji.release.manifest import Manifest
from gouji.storage import Store
from gouji.tables import dataset

MOST_ROWS = 10_000
"""No check collects more offending rows than this; one is enough to shut the gate."""

_MEMORY = "1GB"
_LAKE_COLUMNS = {
    "reports": (
        *("document_id", "report_id", "issuer_id", "year", "form", "province"),
        *("is_current", "removed_at"),
    ),
    "table_status": ("document_id", "report_id", "table", "form", "status", "assessed"),
    "report_status": ("document_id", "report_id", "status"),
}


@dataclass(frozen=True, slots=True)
class Lake:
    """What the lake says of current reports.

    reports: one row a document that is current and not removed. table_status, report_status: one
    row a table, a report of those documents. checked: how often each rule was confronted, by form
    and province (`expectations.checked`).
    """

    reports: pl.DataFrame
    table_status: pl.DataFrame
    report_status: pl.DataFrame
    checked: pl.DataFrame


@dataclass(frozen=True, slots=True)
class Evidence:
    """Everything a suite may look at.

    previous: the last release of the same source, None where there is none. strict: whether
    anything withheld shuts the gate. decisions_problems: (zh, en) of each decision that could not
    be applied. scratch: a folder that is thrown away.
    """

    candidate: Mapping[str, Path]
    lake: Lake
    scratch: Path
    thresholds: tuple[Threshold, ...] = ()
    previous: Manifest | None = None
    strict: bool = False
    decisions_problems: tuple[tuple[str, str], ...] = ()
    _connection: list[Any] = field(default_factory=list, repr=False)

    def sql(self, query: str) -> pl.DataFrame:
        """All rows of a query.

        There are views named like the models, and `lake_reports`, `lake_table_status`,
        `lake_report_status` and those of `expectations.vocabulary`.

        Raises:
            duckdb.Error: the query does not fit the candidate, say because a column is missing.
        """
        return self._connected().sql(query).pl()

    def offending(self, query: str) -> pl.DataFrame:
        """The rows of a query that finds what should not be there, at most `MOST_ROWS`."""
        return self._connected().sql(query).limit(MOST_ROWS).pl()

    def repeated_keys(self, model: str, key: Sequence[str]) -> pl.DataFrame:
        """The keys of a model that occur more than once, or have an empty part.

        dbt exports in the order of the key, and rows that rise strictly cannot repeat; only where
        they do not are the keys counted, which costs much more memory.
        """
        columns = ", ".join(f'"{column}"' for column in key)
        ((unordered,),) = (
            self._connected()
            .execute(
                f"select count(*) filter (where not coalesce(rises, false)) from (select "  # noqa: S608
                f"row({columns}) > lag(row({columns})) over () as rises from {model})"
            )
            .fetchall()
        )
        empty = " or ".join(f'"{column}" is null' for column in key)
        ((incomplete,),) = (
            self._connected()
            .execute(
                f"select count(*) from {model} where {empty}"  # noqa: S608
            )
            .fetchall()
        )
        if unordered <= 1 and not incomplete:  # the first row has none before it
            return pl.DataFrame(schema={ROW_KEY: pl.String, "times": pl.Int64})
        return self.offending(
            f"select {row_key(*key)}, count(*) as times from {model} "  # noqa: S608
            f"group by {columns} having count(*) > 1 or {empty} order by {ROW_KEY}"
        )

    def number(self, query: str) -> float | None:
        """The one number of a query."""
        # All rows are fetched: a result that is half read keeps the connection busy.
        ((value,),) = self._connected().execute(query).fetchall()
        return None if value is None else float(value)

    def scan(self, model: str) -> pl.LazyFrame:
        """One model of the candidate, for a computation in polars."""
        return pl.scan_parquet(self.candidate[model])

    def close(self) -> None:
        """Let go of the files."""
        while self._connection:
            self._connection.pop().close()

    def _connected(self) -> Any:
        if not self._connection:
            import duckdb

            connection = duckdb.connect()
            self._connection.append(connection)
            spill = str(self.scratch / "spill").replace("'", "''")
            connection.execute(f"set memory_limit = '{_MEMORY}'")
            connection.execute(f"set temp_directory = '{spill}'")
            for name, path in self.candidate.items():
                text = str(path).replace("'", "''")
                connection.execute(f"create view {name} as from read_parquet('{text}')")
            connection.register("lake_reports", self.lake.reports.to_arrow())
            connection.register("lake_table_status", self.lake.table_status.to_arrow())
            connection.register("lake_report_status", self.lake.report_status.to_arrow())
            for name, frame in VIEWS.items():
                connection.register(name, frame().to_arrow())
        return self._connection[0]


def open_evidence(candidate: Path, lake: Store, scratch: Path, **rest: Any) -> Evidence:
    """The evidence on one candidate; `rest` are the other fields of `Evidence`.

    Raises:
        CandidateError: the candidate is incomplete. StorageError: the lake cannot be read.
    """
    return Evidence(candidate_files(candidate), read_lake(lake), scratch, **rest)


def read_lake(lake: Store) -> Lake:
    """The statuses of the current reports."""
    reports = _read(lake, "reports").filter(pl.col("is_current") & pl.col("removed_at").is_null())
    current = reports.select("document_id")
    tables = _read(lake, "table_status").join(current, on="document_id", how="semi")
    return Lake(
        reports,
        tables,
        _read(lake, "report_status").join(current, on="document_id", how="semi"),
        count_checked(lake, reports, tables),
    )


def _read(lake: Store, name: str) -> pl.DataFrame:
    return dataset.read(lake, name, columns=_LAKE_COLUMNS[name])
