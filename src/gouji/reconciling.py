"""Reconciles the lake year by year, and knows which years are out of date.

Each partition of the results carries a mark of what it was made from: the reports of the year, what
the same issuers reported the year before, the decisions on them, and the program. A year whose mark
would come out the same is left alone, so one new report among many costs the work of its own year,
and of the next where its issuer has a report there.

What does not belong here: the rules, and what a failure means (`gouji.reconciliation`).
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

import polars as pl

from gouji.divisions.units import units
from gouji.program import code_digest
from gouji.reconciliation.batch import Reconciliation, reconcile
from gouji.reconciliation.comparisons.divisions import UNITS_SCHEMA
from gouji.reconciliation.comparisons.frame import YearBefore
from gouji.reconciliation.decisions.ledger import (
    DECISIONS_NAME,
    Decision,
    DecisionError,
    Problem,
    parse_decisions,
)
from gouji.storage import StorageError, Store, is_remote, open_store
from gouji.tables import dataset, normalize, parquet, schemas

RESULTS = ("confrontations", "table_status", "report_status")
"""The datasets that reconciling makes, in the order in which they are written."""

_DETAILS = ("table_readings", "figures")


@dataclass(frozen=True, slots=True)
class DecisionFile:
    """The reviewed decisions of a run; `data` is None where there is no file."""

    data: bytes | None = None
    decisions: tuple[Decision, ...] = ()


def read_decisions(source: Store, named: str | None, options: dict[str, object]) -> DecisionFile:
    """The decisions file that was named, or the one beside the reports.

    Args:
        source: where the reports are.
        named: file or `s3://` url; None for the default, which may be absent.
        options: how to reach S3.

    Raises:
        DecisionError: the file cannot be used, or the one that was named is not there.
        StorageError: its place cannot be reached.
    """
    store, path = (source, DECISIONS_NAME) if named is None else _split(named, options)
    if not store.exists(path):
        if named is None:
            return DecisionFile()
        raise DecisionError.saying(
            f"{named}：没有这个审核决定文件。", f"{named}: there is no such file of decisions."
        )
    origin, data = store.uri(path), store.read(path)
    try:
        return DecisionFile(data, parse_decisions(data.decode("utf-8-sig"), origin))
    except UnicodeDecodeError as error:
        raise DecisionError.saying(
            f"{origin}：不是 UTF-8 文本，无法读取（{error.reason}）。",
            f"{origin}: not UTF-8 text ({error.reason}).",
        ) from None


def stale_years(lake: Store, parser_version: str, decisions: Sequence[Decision]) -> list[str]:
    """The years whose tables or results are not what the landed and read documents make of them.

    Raises:
        TableError: a document of the source was not read with this version.
    """
    by_year = normalize.resolved(lake, parser_version).partition_by("report_year", as_dict=True)
    empty = schemas.dataset("reports").empty()
    there = {year for name in schemas.BY_YEAR for year in dataset.years(lake, name)}
    wanted = [year for year in schemas.YEARS if (year,) in by_year or year in there]
    return [
        year
        for year in schemas.YEARS
        if (year in wanted or year == schemas.UNKNOWN)
        and not _up_to_date(
            lake,
            year,
            by_year.get((year,), empty),
            by_year.get((_year_before(year),), empty),
            decisions,
        )
    ]


def reconcile_years(
    lake: Store, years: Iterable[str], decisions: Sequence[Decision]
) -> Iterator[tuple[str, Reconciliation, str]]:
    """Year, results and mark of every year that is not up to date; nothing is written.

    Only one year is in memory at a time. `problems` of the results are not those of the whole
    lake: see `decision_problems`.
    """
    for year in years:
        reports = dataset.read(lake, "reports", [year])
        earlier = dataset.read(lake, "reports", [_year_before(year)])
        if _up_to_date(lake, year, reports, earlier, decisions):
            continue
        tables, figures = (dataset.read(lake, name, [year]) for name in _DETAILS)
        mark = year_mark(reports, earlier, decisions)
        result = reconcile(
            reports,
            tables,
            figures,
            decisions,
            whole_lake=False,
            before=_of_year_before(lake, year, reports, earlier),
            units=pl.DataFrame(units(), schema=UNITS_SCHEMA, orient="row"),
            claims=dataset.read(lake, "claims", [year]),
        )
        yield year, result, mark


def decision_problems(lake: Store, decisions: Sequence[Decision]) -> list[Problem]:
    """The decisions that could not be applied, over the whole lake.

    Only the reports that the decisions name are looked at.
    """
    if not decisions:
        return []
    named = pl.Series([decision.report for decision in decisions]).unique()
    reports = dataset.read(lake, "reports").filter(pl.col("report_id").is_in(named.implode()))
    documents = reports["document_id"].implode()
    tables, figures = (
        pl.concat(
            dataset.read(lake, name, [year]).filter(pl.col("document_id").is_in(documents))
            for year in (*reports["report_year"].unique(), schemas.UNKNOWN)
        ).unique(maintain_order=True)
        for name in _DETAILS
    )
    return reconcile(reports, tables, figures, decisions).problems


def year_mark(reports: pl.DataFrame, earlier: pl.DataFrame, decisions: Sequence[Decision]) -> str:
    """What the results of a year are made from.

    `reports` are the rows of that year, `earlier` those of the year before: of these the reports
    that are compared with.
    """
    ids = set(reports["report_id"])
    digest = hashlib.sha256(code_digest().encode())
    for rows in (reports, _compared(reports, earlier)):
        digest.update(parquet.to_bytes(rows, schemas.dataset("reports")))
    for decision in decisions:
        if decision.report in ids:
            digest.update(repr(decision).encode())
    return digest.hexdigest()


def _up_to_date(
    lake: Store,
    year: str,
    reports: pl.DataFrame,
    earlier: pl.DataFrame,
    decisions: Sequence[Decision],
) -> bool:
    """Whether the stored results are what these reports of the year come to.

    The last dataset that is written tells: when it has the mark, the others have been written.
    """
    *_, last = RESULTS
    mark = dataset.fingerprint(lake, last, year)
    if mark is not None:
        return mark == year_mark(reports, earlier, decisions)
    # Without rows there is no file: a year of which only history is left.
    gone = reports.filter(pl.col("is_current")).is_empty()
    return (
        gone
        and year != schemas.UNKNOWN
        and not any(year in dataset.years(lake, name) for name in RESULTS)
        and dataset.read(lake, "reports", [year]).equals(reports)
    )


def _year_before(year: str) -> str:
    """The key of the year before; of the first year and of `unknown` one that has no reports."""
    return str(int(year) - 1) if year != schemas.UNKNOWN else ""


def _compared(reports: pl.DataFrame, earlier: pl.DataFrame) -> pl.DataFrame:
    """The current reports of the year before by issuers that report this year."""
    issuers = reports.filter(pl.col("is_current") & pl.col("issuer_id").is_not_null())
    current = earlier.filter(pl.col("is_current") & pl.col("removed_at").is_null())
    return current.join(issuers, on="issuer_id", how="semi", maintain_order="left")


def _of_year_before(
    lake: Store, year: str, reports: pl.DataFrame, earlier: pl.DataFrame
) -> YearBefore | None:
    compared = _compared(reports, earlier)
    if compared.is_empty():
        return None
    documents = compared.select("document_id")
    tables, figures = (
        dataset.read(lake, name, [_year_before(year)]).join(documents, on="document_id", how="semi")
        for name in _DETAILS
    )
    return YearBefore(compared, tables, figures)


def _split(named: str, options: dict[str, object]) -> tuple[Store, str]:
    if not is_remote(named):
        path = Path(named)
        return open_store(path.parent), path.name
    folder, _, name = named.rpartition("/")
    if not PurePosixPath(name).name:
        raise StorageError(named, "", ("不是文件", "it is not a file"))
    return open_store(folder, options), name
