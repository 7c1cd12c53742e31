"""Rows of the built models, by key."""

from __future__ import annotations

from typing import Any

import polars as pl


def row_of(frame: pl.DataFrame, **key: object) -> dict[str, Any]:
    return frame.row(
        by_predicate=pl.all_horizontal(pl.col(k) == v for k, v in key.items()), named=True
    )


def picked(row: dict[str, Any], names: str) -> list[Any]:
    return [row[name] for name in names.split()]
