"""Of which divisions a whole area consists, and up to when the current list does not fit.

The current list ends at counties: what lies below one (townships, subdistricts, departments) is not
on it, so that a county has no units here.
"""

from __future__ import annotations

import csv
import io
from functools import cache
from importlib.resources import files
from typing import NamedTuple


class Unit(NamedTuple):
    """A division that lies directly below another on the current list.

    changed_in: the last year in which one below `division` ceased or changed; None where none did.
    """

    division: str
    unit: str
    changed_in: int | None


@cache
def units() -> tuple[Unit, ...]:
    """Every division below another."""
    changed: dict[str, int] = {}
    for row in rows("predecessors.csv"):
        above = row["parent"]
        changed[above] = max(changed.get(above, 0), int(ended_by(row)))
    return tuple(
        Unit(row["parent"], row["code"], changed.get(row["parent"]))
        for row in rows("divisions.csv")
        if row["parent"]
    )


def ended_by(row: dict[str, str]) -> str:
    """The year in which a division of the list of predecessors is certain to have ceased."""
    return row["year"] or row["first_absent"][:4]


def rows(name: str) -> list[dict[str, str]]:
    """The rows of a list in `data/`."""
    text = files("gouji.divisions").joinpath("data", name).read_text(encoding="utf-8")
    return list(csv.DictReader(io.StringIO(text)))
