"""What the published models and columns mean, as dbt's manifest says.

The texts are written once, in the dbt project; the descriptor and the comments in `marts.duckdb`
are taken from there. Without a manifest there are names and types, and no meanings.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from gouji.release.errors import CandidateError
from gouji.release.models import MODELS


@dataclass(frozen=True, slots=True)
class ColumnMeaning:
    """What a column holds; `unit` is None where it has none."""

    text: str = ""
    unit: str | None = None


@dataclass(frozen=True, slots=True)
class ModelMeaning:
    """What a row of a model is, and what its columns hold."""

    text: str = ""
    columns: Mapping[str, ColumnMeaning] = field(default_factory=dict)

    def column(self, name: str) -> ColumnMeaning:
        """The meaning of one column, an empty one where nothing is said."""
        return self.columns.get(name, ColumnMeaning())


def read_meanings(dbt_manifest: Path | None) -> dict[str, ModelMeaning]:
    """The meaning of every published model; empty ones without a manifest.

    Raises:
        CandidateError: the manifest was named and cannot be read.
    """
    found = {name: ModelMeaning() for name in MODELS}
    if dbt_manifest is None:
        return found
    try:
        nodes = json.loads(dbt_manifest.read_text(encoding="utf-8"))["nodes"]
        return found | {
            node["name"]: ModelMeaning(
                node["description"],
                {name: _column(raw) for name, raw in node["columns"].items()},
            )
            for node in nodes.values()
            if node["resource_type"] == "model" and node["name"] in MODELS
        }
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise CandidateError(
            f"dbt 清单 {dbt_manifest} 无法读取（{error}）。请重新运行 dbt 构建。",
            f"The dbt manifest {dbt_manifest} cannot be read ({error}). Run the dbt build again.",
        ) from error


def _column(raw: Mapping[str, Any]) -> ColumnMeaning:
    meta = {**(raw.get("meta") or {}), **((raw.get("config") or {}).get("meta") or {})}
    unit = meta.get("unit")
    return ColumnMeaning(raw.get("description") or "", None if unit in (None, "none") else unit)
