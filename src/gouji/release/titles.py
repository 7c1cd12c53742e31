"""A short Chinese title for each published column, as one writes it above a column of a sheet.

Written in `titles.toml`, where a column is a measure of the forms taken from there. What a column
means in full is said in the dbt project (`gouji.release.meanings`).
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from functools import cache
from importlib.resources import files

from gouji.forms import catalogue, crosswalk
from gouji.forms.comparisons import comparisons

_OF_REQUESTS = ("mart_request_outcomes", "mart_outcomes_by_applicant")
_OF_DISPUTES = ("mart_dispute_outcomes",)


def column_title(model: str, column: str) -> str:
    """The title of a column of a published model; its name where none is written for it."""
    written = titles()
    own = written.get(f"{model}.{column}") or _of_forms(model).get(column)
    return own or written.get(column) or column


@cache
def titles() -> Mapping[str, str]:
    """What `titles.toml` says, by "column" or "model.column"."""
    text = files("gouji.release").joinpath("titles.toml").read_text(encoding="utf-8")
    found: dict[str, str] = tomllib.loads(text)
    return found


@cache
def _of_forms(model: str) -> Mapping[str, str]:
    """The labels of the measures that the forms define, for the marts whose columns they are."""
    if model in _OF_REQUESTS:
        shares = {one.id: one.zh for one in comparisons().measures}
        return shares | {one.id: one.zh for one in crosswalk.concepts().values()}
    if model in _OF_DISPUTES:
        return {column.id: column.zh for column in catalogue.tables()["disputes"].columns}
    return {}
