"""Columns of the dbt nodes that have no contract: seeds by their types, staging by its casts.

Models with a contract describe every column in dbt itself. A staging model does nothing but rename
and cast the columns of a dataset of the lake, so their meanings are those of the dataset.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

import dagster as dg

from gouji.tables import schemas
from orchestration.display import metadata

_CAST = re.compile(r'cast\("?(?P<source>\w+)"? as (?P<type>\w+(?:\([^)]*\))?)\) as (?P<name>\w+)')
_STAGING = "stg_lake__"


def columns_of(node: Mapping[str, Any]) -> dg.TableSchema | None:
    """The columns of a seed or a staging model of dbt's manifest, None for any other node."""
    if node["resource_type"] == "seed":
        types = node["config"].get("column_types") or {}
        found = [dg.TableColumn(name, str(kind)) for name, kind in types.items()]
    elif str(node["name"]).startswith(_STAGING):
        found = [*_staged(node)]
    else:
        return None
    told = {name: one.get("description") for name, one in node["columns"].items()}
    return dg.TableSchema(
        [dg.TableColumn(one.name, one.type, told.get(one.name) or one.description) for one in found]
    )


def _staged(node: Mapping[str, Any]) -> Iterator[dg.TableColumn]:
    dataset = schemas.dataset(str(node["name"]).removeprefix(_STAGING))
    for cast in _CAST.finditer(node["raw_code"]):
        field = dataset.field(cast["source"])
        yield dg.TableColumn(cast["name"], cast["type"], metadata.bilingual(field))
