"""Figures that make a wrong place of a number show, or hide it.

In `distinct` tables no number is in two cells, so that one in a wrong cell is seen. In `alike` and
`mirrored` ones it hardly ever is: sums tie too where numbers stand in other columns.
"""

from __future__ import annotations

import random
from collections.abc import Callable

from gouji.forms import catalogue
from gouji.forms.model import CellKey
from tests.generation.figures import APPLICANTS, Drawn, Printed, draw

_DISPUTES = ("reconsideration", "litigation_direct", "litigation_after_reconsideration")
_RESULTS = ("upheld", "overturned", "other", "pending")

Number = Callable[[int], int]
"""A count for the applicant of this number."""


def drawn_as(kind: str, seed: int) -> Drawn:
    """One report whose numbers are of a kind: see `KINDS`."""
    rng = random.Random(f"{kind} {seed}")
    blanks = rng.choice([(0.0, 0.0), (0.0, 0.0), (1.0, 0.0), (0.0, 1.0), (0.4, 0.1)])
    drawn = draw(seed, blanks=blanks[0], dashes=blanks[1])
    if kind == "ordinary":
        return drawn
    number = KINDS[kind](rng)
    drawn.cells["requests"] = _requests(drawn, number, rng, kind)
    disputes: dict[CellKey, Printed] = {}
    for item in _DISPUTES:
        values = [number(n) for n in range(4)]
        disputes |= {CellKey(item, one): v for one, v in zip(_RESULTS, values, strict=True)}
        disputes[CellKey(item, "total")] = sum(values)
    drawn.cells["disputes"] = disputes
    for cells in (drawn.cells["requests"], drawn.cells["disputes"]):
        for key, value in cells.items():
            if value == 0 and key.column != "total" and (chance := rng.random()) < sum(blanks):
                cells[key] = None if chance < blanks[0] else "/"
    cells = drawn.cells["disclosure"]
    for key, value in zip(cells, rng.sample(range(101, 9000), len(cells)), strict=True):
        cells[key] = -value if key.column == "items_change" and rng.random() < 0.4 else value
    return drawn


def _requests(
    drawn: Drawn, number: Number, rng: random.Random, kind: str
) -> dict[CellKey, Printed]:
    table = catalogue.tables()["requests"]
    items = [item.id for item in table.items_of(drawn.requests_form)]
    outcomes = items[2:-2]
    counts: dict[CellKey, int] = {}
    for at, column in enumerate(APPLICANTS):
        for item in outcomes:
            counts[CellKey(item, column)] = number(at)
        done = sum(counts[CellKey(item, column)] for item in outcomes)
        carried = rng.choice([0, 0, number(at)])
        brought = min(done + carried, rng.choice([0, 0, number(at)]))
        counts[CellKey("outcome_total", column)] = done
        counts[CellKey("carried_forward", column)] = carried
        counts[CellKey("brought_forward", column)] = brought
        counts[CellKey("new_received", column)] = done + carried - brought
    if kind == "untied":
        for item in rng.sample(items, 3):
            counts[CellKey(item, rng.choice(APPLICANTS))] += rng.randint(1, 5)
    for item in items:
        counts[CellKey(item, "total")] = sum(counts[CellKey(item, c)] for c in APPLICANTS)
    if kind == "untied" and rng.random() < 0.5:
        counts[CellKey(rng.choice(items), "total")] += rng.randint(1, 5)
    return {key: counts[key] for key in table.cells(drawn.requests_form)}


def _distinct(rng: random.Random) -> Number:
    pool = iter(rng.sample(range(101, 9999), 400))
    return lambda at: next(pool)


def _alike(rng: random.Random) -> Number:
    one = rng.choice([1, 1, 2, 10])
    return lambda at: one if rng.random() < 0.3 else 0


def _mirrored(rng: random.Random) -> Number:
    busy = rng.randrange(6)
    return lambda at: rng.randint(1, 40) if at == busy and rng.random() < 0.5 else 0


def _mixed(rng: random.Random) -> Number:
    pool = iter(rng.sample(range(101, 9999), 400))
    return lambda at: rng.choice([0, rng.randint(1, 30), next(pool)])


KINDS: dict[str, Callable[[random.Random], Number]] = {
    "ordinary": _mixed,
    "distinct": _distinct,
    "alike": _alike,
    "mirrored": _mirrored,
    "mixed": _mixed,
    "untied": _mixed,
}
