"""Which columns the published files have, read from the files themselves, and which may be.

Types are plain, so that Power BI, Tableau, Excel, pandas and any SQL client read them alike: text,
BIGINT, DECIMAL(18,2), BOOLEAN, DATE, instants in UTC, and DOUBLE for what is no count and no money.
A sum in DuckDB is a HUGEINT, which Parquet keeps as DOUBLE: a count or an amount that comes as one
has lost its exactness somewhere, and is refused.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from gouji.release.errors import CandidateError
from gouji.release.meanings import ModelMeaning
from gouji.release.models import MODELS

PLAIN = (
    "BIGINT",
    "BOOLEAN",
    "DATE",
    "DECIMAL(18,2)",
    "DOUBLE",
    "TIMESTAMP WITH TIME ZONE",
    "VARCHAR",
)
_EXACT = ("count", "yuan", "year")
"""Units whose numbers are never fractions of anything."""


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


def refuse_unplain(
    columns: Mapping[str, list[PublishedColumn]], meanings: Mapping[str, ModelMeaning]
) -> None:
    """Nothing is published in a type that other programs read otherwise, or not at all.

    Raises:
        CandidateError: names the columns and their types.
    """
    wrong = [
        f"{model}.{column.name} {column.type}"
        for model, found in columns.items()
        for column in found
        if column.type not in PLAIN
        or (column.type == "DOUBLE" and meanings[model].column(column.name).unit in _EXACT)
    ]
    if wrong:
        names = ", ".join(wrong)
        raise CandidateError(
            f"以下各列的类型不宜发布，请在 dbt 模型中明确转换：{names}",
            f"These columns have types that are not published; cast them in dbt: {names}",
        )
