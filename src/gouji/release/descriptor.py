"""`datapackage.json`: a Data Package descriptor of the tables of a release.

Names, types and keys come from the published files themselves, meanings from the dbt manifest and
the models; nothing is retyped here. It follows the Data Package specification, so that Frictionless
and other clients can read what each column means.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from gouji.forms import catalogue
from gouji.release.columns import PublishedColumn, published_columns
from gouji.release.manifest import FileEntry
from gouji.release.meanings import ColumnMeaning, ModelMeaning
from gouji.release.models import MODELS, PublishedModel
from gouji.release.titles import column_title

DESCRIPTOR = "datapackage.json"

_TYPES = {
    "BOOLEAN": "boolean",
    "DATE": "date",
    "DOUBLE": "number",
    "FLOAT": "number",
    "TIME": "time",
    "VARCHAR": "string",
}


def describe_release(
    staging: Path,
    files: Mapping[str, FileEntry],
    meanings: Mapping[str, ModelMeaning],
    *,
    release_id: str,
    created_at: str,
    source: str,
) -> dict[str, Any]:
    """The descriptor of the tables in `staging`; `files` are their manifest entries by path."""
    columns = published_columns(staging)
    return {
        "profile": "data-package",
        "name": "gouji-release",
        "id": release_id,
        "title": "政府信息公开工作年度报告勾稽数据",
        "description": (
            "Figures from the annual reports on government information disclosure. Tables whose "
            "figures tie are in the marts, each row of figures with the status of its table; what "
            "does not tie is listed with reasons and is not in the marts. A report on a whole area "
            "holds the units below it: sum within one level and coverage only. No figure was "
            "changed."
        ),
        "version": release_id,
        "created": created_at,
        "sources": [{"title": "政府信息公开工作年度报告", "path": _as_path(source)}],
        "gouji:forms": [
            {"id": form.id, "zh": form.zh, "en": form.en, "source": form.source}
            for form in catalogue.forms().values()
        ],
        "resources": [
            _resource(model, columns[model.name], files[model.path], meanings[model.name])
            for model in MODELS.values()
        ],
    }


def _resource(
    model: PublishedModel, columns: list[PublishedColumn], entry: FileEntry, about: ModelMeaning
) -> dict[str, Any]:
    fields = [_field(model.name, column, about.column(column.name)) for column in columns]
    return {
        "profile": "data-resource",
        "name": model.name,
        "path": model.path,
        "title": model.zh,
        "description": about.text or model.en,
        "format": "parquet",
        "mediatype": "application/vnd.apache.parquet",
        "bytes": entry.size,
        "hash": f"sha256:{entry.sha256}",
        "gouji:rows": entry.rows,
        "schema": {"fields": fields, "primaryKey": list(model.key)},
    }


def _field(model: str, column: PublishedColumn, meaning: ColumnMeaning) -> dict[str, Any]:
    title = column_title(model, column.name)
    field: dict[str, Any] = {"name": column.name, "title": title, "type": _field_type(column.type)}
    if meaning.text:
        field["description"] = meaning.text
    if meaning.unit:
        field["gouji:unit"] = meaning.unit
    return field


def _field_type(kind: str) -> str:
    if kind.startswith("DECIMAL"):
        return "number"
    if kind.startswith("TIMESTAMP"):
        return "datetime"
    if kind.endswith("[]"):
        return "array"
    if kind.endswith("INT") or kind.endswith("INTEGER"):
        return "integer"
    return _TYPES.get(kind, "any")


def _as_path(source: str) -> str:
    """A source as the specification allows it: a url, or the name of a folder alone.

    The folders above it mean nothing to a reader of the release.
    """
    return source if "://" in source else Path(source).name or "."
