"""How a suite says what it expects: a small frame of rows, and Great Expectations' expectations.

Two forms cover nearly everything:

* `none_expected`: the offending rows of a check, computed in SQL or polars, of which there should
  be none. Every column of them shows up in the verdict, so a query selects what a person needs.
* `rows`: rows that are small enough to be looked at one by one, with column expectations.

Every frame has a column `row_key`, which names a row in plain text; results lead back by it.
Expectations carry their id and what their failure means, in Chinese and English, in `meta`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import polars as pl


@dataclass(frozen=True, slots=True)
class Validation:
    """Expectations on one frame. `name` is unique within its suite and fit for a file name."""

    suite: str
    name: str
    frame: pl.DataFrame
    expectations: tuple[Any, ...]


def none_expected(suite: str, name: str, offending: pl.DataFrame, zh: str, en: str) -> Validation:
    """Expect that a check found no offending row."""
    from great_expectations import expectations as gxe

    expectation = gxe.ExpectTableRowCountToEqual(
        value=0, severity="critical", meta={"id": name, "zh": zh, "en": en}
    )
    return Validation(suite, name, offending, (expectation,))


def rows(suite: str, frame: pl.DataFrame, expectations: Sequence[Any]) -> Validation:
    """Expect something of each row; `frame` has `row_key`, and doubles instead of decimals."""
    return Validation(suite, "rows", frame, tuple(expectations))


def meta(name: str, zh: str, en: str) -> dict[str, str]:
    """The `meta` of an expectation that a suite builds itself."""
    return {"id": name, "zh": zh, "en": en}
