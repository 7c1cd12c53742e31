"""Which columns the published files have, read from the files themselves."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from gouji.release.models import MODELS


@dataclass(frozen=True, slots=True)
class PublishedColumn:
    """A column of a published file; `type` is DuckDB's name for it, say DECIMAL(18,2)."""

    name: str
    type: str


def published_columns(staging: Path) -> dict[str, list[PublishedColumn]]:
    """The columns of each model in a release folder, in order, by model."""
    import duckdb

    found = {}
    with duckdb.connect() as connection:
        for model in MODELS.values():
            relation = connection.read_parquet(str(staging / model.path))
            pairs = zip(relation.columns, map(str, relation.types), strict=True)
            found[model.name] = [PublishedColumn(name, kind) for name, kind in pairs]
    return found
