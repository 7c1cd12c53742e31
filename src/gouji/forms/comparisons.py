"""What the comparison marts compare and when they refuse to: `data/comparisons.toml`.

Measures and least size of peer groups, weights of the scorecard and the rules behind each of its
dimensions, and in words why something is not compared. Marts take all of it from the seeds that
`gouji.forms.derived` makes of it.
"""

from __future__ import annotations

import tomllib
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

from gouji.forms import catalogue


@dataclass(frozen=True, slots=True)
class Measure:
    """Something that peers are ranked by. unit: share or count; table: where it stands."""

    id: str
    unit: str
    table: str
    zh: str
    en: str


@dataclass(frozen=True, slots=True)
class Dimension:
    """One side of the scorecard; `weight` in points of 100, `rules` those it is judged by.

    source: document and article, where it is judged by no rule that names them.
    """

    id: str
    weight: int
    zh: str
    en: str
    rules: tuple[str, ...]
    source: str | None = None


@dataclass(frozen=True, slots=True)
class Scorecard:
    """least_assessed: points that must have been checked; major, minor: what a rule weighs."""

    least_assessed: int
    major: int
    minor: int
    dimensions: tuple[Dimension, ...]
    left_out: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Comparisons:
    """least_peers: with a value, before anyone is ranked. verdicts: id -> (zh, en)."""

    least_peers: int
    measures: tuple[Measure, ...]
    scorecard: Scorecard
    verdicts: Mapping[str, tuple[str, str]]


@cache
def comparisons() -> Comparisons:
    """The packaged data.

    Raises:
        ValueError: weights do not sum to 100, an edit rule is judged by no dimension or two, or a
            dimension has neither rules nor a source.
    """
    text = (files("gouji.forms") / "data" / "comparisons.toml").read_text(encoding="utf-8")
    return parse(tomllib.loads(text))


def parse(data: Mapping[str, Any]) -> Comparisons:
    """Comparisons from the data of such a file; raises as `comparisons`."""
    peers, card = data["peers"], data["scorecard"]
    dimensions = tuple(
        Dimension(**{**one, "rules": tuple(one["rules"])}) for one in card["dimension"]
    )
    left_out = tuple(rule for one in card["left_out"] for rule in one["rules"])
    found = Comparisons(
        peers["minimum"],
        tuple(Measure(**one) for one in peers["measure"]),
        Scorecard(card["least_assessed"], card["major"], card["minor"], dimensions, left_out),
        {one["id"]: (one["zh"], one["en"]) for one in data["verdict"]},
    )
    _check(found)
    return found


def _check(found: Comparisons) -> None:
    weights = sum(one.weight for one in found.scorecard.dimensions)
    if weights != 100:
        raise ValueError(f"the weights of the scorecard sum to {weights}, not to 100")
    for one in found.scorecard.dimensions:
        if bool(one.rules) is bool(one.source):
            raise ValueError(f"{one.id} of the scorecard needs rules, or else a source of its own")
    named = Counter(rule for one in found.scorecard.dimensions for rule in one.rules)
    named.update(found.scorecard.left_out)
    for rule in catalogue.rules():
        if named[rule] != 1:
            raise ValueError(f"the scorecard names the rule {rule} {named[rule]} times, not once")
    if unknown := set(named) - set(catalogue.rules()):
        raise ValueError(f"the scorecard names rules that do not exist: {sorted(unknown)}")
