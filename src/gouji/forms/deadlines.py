"""By when the report of a year must be published: `data/deadlines.toml`."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib.resources import files
from typing import Any


@dataclass(frozen=True, slots=True)
class Deadline:
    """The date for one kind of issuer and report year.

    region: code of the division in which it binds, empty for everywhere.
    """

    issuer_kind: str
    year: int
    region: str
    due_on: date
    basis_zh: str
    basis_en: str


@cache
def deadlines(last_year: int) -> tuple[Deadline, ...]:
    """Every date up to a report year.

    Raises:
        ValueError: two entries give one kind, year and region a date, a local date is later than
            the national one, or an entry has no basis.
    """
    text = (files("gouji.forms") / "data" / "deadlines.toml").read_text(encoding="utf-8")
    return parse(tomllib.loads(text), last_year)


def parse(data: Mapping[str, Any], last_year: int) -> tuple[Deadline, ...]:
    """Deadlines from the data of such a file; raises as `deadlines`."""
    found: dict[tuple[str, int, str], Deadline] = {}
    for one in (one for entry in data["deadline"] for one in _dates(entry, last_year)):
        key = one.issuer_kind, one.year, one.region
        if key in found:
            raise ValueError(f"two deadlines for {key}")
        found[key] = one
    for one in found.values():
        national = found.get((one.issuer_kind, one.year, ""))
        if national is not None and one.due_on > national.due_on:
            raise ValueError(f"the date of {one.region} for {one.year} is later than the national")
    return tuple(found[key] for key in sorted(found))


def _dates(entry: Mapping[str, Any], last_year: int) -> Iterator[Deadline]:
    if not entry["basis_zh"] or not entry["basis_en"]:
        raise ValueError("a deadline without a basis")
    until = min(entry.get("last_year", last_year), last_year)
    for kind in entry["kinds"]:
        for year in range(entry["first_year"], until + 1):
            due = date(year + 1, entry["month"], entry["day"])
            region = entry.get("region", "")
            yield Deadline(kind, year, region, due, entry["basis_zh"], entry["basis_en"])
