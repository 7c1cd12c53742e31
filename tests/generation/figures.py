"""Draws the cells of the three tables so that every balance edit ties.

A cell is an int, None for an empty cell, or a mark such as "/". Totals are always printed.
"""

from __future__ import annotations

import random
from dataclasses import dataclass, field

from gouji.forms import catalogue
from gouji.forms.model import CellKey

Printed = int | str | None
APPLICANTS = tuple(c.id for c in catalogue.tables()["requests"].columns)[:-1]


@dataclass
class Drawn:
    """One report: form by table, and the printed cells."""

    form: str
    split: bool
    year: int
    issuer: str
    cells: dict[str, dict[CellKey, Printed]] = field(default_factory=dict)

    @property
    def requests_form(self) -> str:
        return "form_2021" if self.split else "form_2019"


def draw(seed: int, *, blanks: float = 0.0, dashes: float = 0.0) -> Drawn:
    """One report from a seed. `blanks`: chance that a cell of 0 is printed empty."""
    rng = random.Random(seed)
    form = rng.choice(["form_2019", "form_2021"])
    split = form == "form_2021" and rng.random() < 0.8
    drawn = Drawn(
        form,
        split,
        rng.randint(2019, 2024),
        rng.choice(["蒲堰县", "青湖区", "石门市"]) + "人民政府",
    )
    drawn.cells["disclosure"] = _disclosure(rng, form)
    drawn.cells["requests"] = _requests(rng, drawn.requests_form)
    drawn.cells["disputes"] = _disputes(rng)
    for table, cells in drawn.cells.items():
        for key, value in cells.items():
            if value == 0 and key.column != "total" and table != "disclosure":
                chance = rng.random()
                if chance < blanks:
                    cells[key] = None
                elif chance < blanks + dashes:
                    cells[key] = "/"
    return drawn


def _small(rng: random.Random) -> int:
    """Sparse and skewed, as real tables are."""
    chance = rng.random()
    if chance < 0.7:
        return 0
    return rng.randint(1, 9) if chance < 0.9 else rng.randint(10, 400)


def _requests(rng: random.Random, form: str) -> dict[CellKey, Printed]:
    table = catalogue.tables()["requests"]
    items = [item.id for item in table.items_of(form)]
    outcomes = items[items.index("granted") : items.index("outcome_total")]
    counts: dict[CellKey, int] = {}
    for column in APPLICANTS:
        for item in outcomes:
            busy = column == "natural_person" or rng.random() < 0.15
            counts[CellKey(item, column)] = _small(rng) if busy else 0
        done = sum(counts[CellKey(item, column)] for item in outcomes)
        carried = _small(rng) if rng.random() < 0.3 else 0
        brought = min(done + carried, _small(rng))
        counts[CellKey("outcome_total", column)] = done
        counts[CellKey("carried_forward", column)] = carried
        counts[CellKey("brought_forward", column)] = brought
        counts[CellKey("new_received", column)] = done + carried - brought
    for item in items:
        counts[CellKey(item, "total")] = sum(counts[CellKey(item, c)] for c in APPLICANTS)
    return {key: counts[key] for key in table.cells(form)}


def _disputes(rng: random.Random) -> dict[CellKey, Printed]:
    cells: dict[CellKey, Printed] = {}
    for item in ("reconsideration", "litigation_direct", "litigation_after_reconsideration"):
        values = [_small(rng) if rng.random() < 0.4 else 0 for _ in range(4)]
        for column, value in zip(("upheld", "overturned", "other", "pending"), values, strict=True):
            cells[CellKey(item, column)] = value
        cells[CellKey(item, "total")] = sum(values)
    return cells


def _disclosure(rng: random.Random, form: str) -> dict[CellKey, Printed]:
    table = catalogue.tables()["disclosure"]
    cells: dict[CellKey, Printed] = {}
    for key in table.cells(form):
        value = rng.choice([0, 0, rng.randint(1, 50), rng.randint(100, 400_000)])
        if key.column == "items_change":
            value = rng.choice([value, -rng.randint(1, 60)])
        cells[key] = value
    return cells
