"""What a person sees of data in Dagster's UI: column schemas, row counts, previews, violations.

Everything here only shows. Column descriptions come from `gouji.tables.schemas`, never from here.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from itertools import islice
from pathlib import Path
from typing import Any

import dagster as dg
import polars as pl

from gouji.tables import schemas

OWNERS = ("team:gouji",)
PREVIEW_ROWS = 5
SHOWN_ROWS = 20
_CELL = 60
_LONG_CELL = 240
# What came out of a report must not become a link, a picture or a tag.
_MARKS = re.compile(r"([\\|\[\]<`*])")
_BILINGUAL = "{zh} / {en}"


def column_schema(name: str) -> dg.TableSchema:
    """The columns of a dataset of the lake, with what they mean."""
    dataset = schemas.dataset(name)
    return dg.TableSchema(
        columns=[_column(field, unique=(field.name,) == dataset.unique) for field in dataset.fields]
    )


def lake_metadata(name: str) -> dict[str, Any]:
    """What is known of a dataset of the lake before it is made."""
    return {
        "dagster/column_schema": column_schema(name),
        "key": ", ".join(schemas.dataset(name).unique),
    }


def preview(frame: pl.DataFrame, rows: int = PREVIEW_ROWS) -> dg.MarkdownMetadataValue:
    """The first rows as a table."""
    shown = frame.head(rows)
    return dg.MetadataValue.md(table(shown.columns, shown.rows()))


def parquet_rows(path: Path) -> int:
    """The number of rows of a local Parquet file, from its footer."""
    return int(pl.scan_parquet(path).select(pl.len()).collect().item())


def table(header: Sequence[str], rows: Sequence[Sequence[object]], *, long: bool = False) -> str:
    """A Markdown table; `long` leaves room for sentences, else cells are cut to a few words."""
    lines = [header, ["---"] * len(header), *rows]
    most = _LONG_CELL if long else _CELL
    return "\n".join(
        "| " + " | ".join(_cell(value, most) for value in line) + " |" for line in lines
    )


def first_rows(
    header: Sequence[str], rows: Iterable[Sequence[object]], total: int
) -> dg.MarkdownMetadataValue:
    """The first of so many rows as a table with room for sentences, and how many there are more."""
    shown = list(islice(rows, SHOWN_ROWS))
    more = total - len(shown)
    note = f"\n\n另有 {more} 行 / {more} more" if more > 0 else ""
    return dg.MetadataValue.md(table(header, shown, long=True) + note)


class Link(str):
    """Text that is a link in Markdown already."""

    __slots__ = ()


def link(text: object, url: str) -> Link:
    """A link; whatever the text is, it stays text."""
    return Link(f"[{_cell(text, _CELL)}]({url})")


def _cell(value: object, most: int) -> str:
    if isinstance(value, Link):
        return value
    text = "" if value is None else " ".join(str(value).split())
    text = text if len(text) <= most else text[: most - 1] + "…"
    return _MARKS.sub(r"\\\1", text)


def counts(frame: pl.DataFrame, column: str) -> dict[str, int]:
    """How often each value occurs, most frequent first."""
    seen = frame[column].value_counts(sort=True)
    return {str(value): int(number) for value, number in seen.iter_rows()}


def facts(values: Mapping[str, object]) -> dict[str, Any]:
    """Plain values as metadata; mappings and lists as JSON, None left out."""
    return {
        key: dg.MetadataValue.json(value) if isinstance(value, dict | list) else value
        for key, value in values.items()
        if value is not None
    }


def bilingual(field: schemas.Field) -> str:
    """What a column means, in both languages."""
    return _BILINGUAL.format(zh=field.zh, en=field.en)


def _column(field: schemas.Field, *, unique: bool) -> dg.TableColumn:
    limits = [f"one of {', '.join(field.values)}"] if 0 < len(field.values) <= 12 else []
    limits += [f"≥ {field.low}"] if field.low is not None else []
    limits += [f"≤ {field.high}"] if field.high is not None else []
    return dg.TableColumn(
        name=field.name,
        type=str(field.dtype),
        description=bilingual(field),
        constraints=dg.TableColumnConstraints(nullable=field.nullable, unique=unique, other=limits),
    )
