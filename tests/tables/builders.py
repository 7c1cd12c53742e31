"""Small reports, documents and inventories, for the tests of tables, landing and reading."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

import polars as pl

from gouji.documents.model import Locator
from gouji.extraction.report import Claim, Evidence, Figure, Identity, Report, TableReading
from gouji.forms import catalogue
from gouji.forms.model import CellKey
from gouji.forms.values import CellValue
from gouji.tables import schemas
from gouji.tables.frames import DocumentMeta
from gouji.tables.rivals import FiguresOf

DAY = datetime(2026, 3, 1, 8, tzinfo=UTC)
VERSION = "t1"


def digest(name: str) -> str:
    """A document id."""
    return hashlib.sha256(name.encode()).hexdigest()


def meta(name: str) -> DocumentMeta:
    """A document of that name."""
    return DocumentMeta(digest(name), VERSION, f"{name}.html")


def table(
    name: str = "disputes", form: str = "form_2021", cells: Mapping[Any, CellValue] | None = None
) -> TableReading:
    """A table whose cells are 1 unless said otherwise."""
    layout = catalogue.tables()[name]
    given = {CellKey(*key): value for key, value in (cells or {}).items()}
    figures = [
        Figure(
            name,
            *key,
            given.get(key, CellValue.reported(1)),
            layout.unit(key),
            "1",
            Locator(table=3, row=row, column=1),
        )
        for row, key in enumerate(layout.cells(form), start=1)
    ]
    return TableReading(name, form, tuple(figures))


def identity(issuer: str | None = "某市某局", year: int | None = 2021) -> Identity:
    """Who reports on which year."""
    evidence = (
        Evidence("issuer", str(issuer), "title", "标题", Locator(page=1, box=(1, 2, 3, 4.5))),
    )
    return Identity(
        issuer=issuer,
        issuer_id=f"000000-{issuer}" if issuer else None,
        year=year,
        published_on="2022-01-20",
        evidence=evidence,
    )


def report(
    issuer: str | None = "某市某局", year: int | None = 2021, *tables: TableReading, **fields: Any
) -> Report:
    """A report with one small table and one claim."""
    chosen = tables or (table(),)
    claims = (Claim("received", 3, "count", "count", "收到申请3件", Locator(line=7)),)
    return Report(identity(issuer, year), {t.table: t for t in chosen}, claims, **fields)


def inventory(*rows: Mapping[str, Any]) -> pl.DataFrame:
    """An inventory; each row needs a path, and is a readable file unless it says otherwise."""
    full = [
        {
            "source_uri": f"/in/{row['path']}",
            "size": 10,
            "sha256": digest(str(row["path"]).rpartition(".")[0]),
            "format": "html",
            "first_seen": DAY,
            **row,
        }
        for row in rows
    ]
    return pl.DataFrame(full, schema=schemas.dataset("inventory").schema)


def figures_of(figures: pl.DataFrame) -> FiguresOf:
    """Those of some documents, out of the frame of all of them."""
    return lambda ids: figures.filter(pl.col("document_id").is_in(ids))


def keyed(details: pl.DataFrame, year: str = "2021", report: str = "x-2021") -> pl.DataFrame:
    """Rows of a reading as rows of the dataset, all of one report."""
    keys = [pl.lit(report).alias("report_id"), pl.lit(year).alias("report_year")]
    return details.select("document_id", *keys, pl.exclude("document_id"))


def later(days: int) -> datetime:
    """So many days after the first."""
    return DAY + timedelta(days=days)
