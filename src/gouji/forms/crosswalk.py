"""Which cells of the three forms give one comparable figure, and how well.

A form that changed makes figures of the same name incomparable: a count of fees became an amount,
规范性文件 became 行政规范性文件, a request told to amend is no outcome any more. What may be
compared with what is written down once, in `data/crosswalk.toml`, with a reason in words for all
that is not exact; marts take it from the seeds that `gouji.forms.derived` makes of it.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from importlib.resources import files
from typing import Any

from gouji.forms import catalogue
from gouji.forms.model import CellKey, Unit


class Comparability(StrEnum):
    """How well two figures compare, best first."""

    EXACT = "exact"
    CLOSE = "close"
    """Nearly the same is counted; a difference is told in words."""
    BROKEN = "broken"
    """Something else is counted, or nothing: never compared."""


@dataclass(frozen=True, slots=True)
class Source:
    """The cells of one form that give a concept, summed. No cell: the form does not have it."""

    form: str
    cells: tuple[tuple[str, CellKey], ...]
    comparability: Comparability
    reason_zh: str
    reason_en: str


@dataclass(frozen=True, slots=True)
class Break:
    """The first report year in which a concept means something else than in the years before."""

    year: int
    comparability: Comparability
    reason_zh: str
    reason_en: str


@dataclass(frozen=True, slots=True)
class Concept:
    """A figure that can be compared over forms, as form_2021 defines it. unit: count or yuan."""

    id: str
    unit: Unit
    zh: str
    en: str
    sources: tuple[Source, ...]
    breaks: tuple[Break, ...]


@cache
def concepts() -> dict[str, Concept]:
    """Every concept by id, in the order of the forms.

    Raises:
        ValueError: a cell does not exist in its form or has another unit, a form is named twice or
            left out, or a reason is missing where figures are not exactly comparable.
    """
    text = (files("gouji.forms") / "data" / "crosswalk.toml").read_text(encoding="utf-8")
    return parse(tomllib.loads(text))


def parse(data: Mapping[str, Any]) -> dict[str, Concept]:
    """Concepts from the data of a crosswalk file; raises as `concepts`."""
    found = [_concept(entry) for entry in data["concept"]]
    for concept in found:
        _check(concept)
    return {concept.id: concept for concept in found}


def _concept(entry: Mapping[str, Any]) -> Concept:
    return Concept(
        id=entry["id"],
        unit=Unit(entry["unit"]),
        zh=entry["zh"],
        en=entry["en"],
        sources=tuple(_source(part) for part in entry["from"]),
        breaks=tuple(
            Break(part["year"], Comparability(part["comparability"]), *_reasons(part))
            for part in entry.get("break", ())
        ),
    )


def _source(part: Mapping[str, Any]) -> Source:
    form = part["form"]
    cells = tuple(_cell(path) for path in part.get("cells", ()))
    if "items" in part:
        cells = tuple(_between(form, *part["items"]))
    return Source(form, cells, Comparability(part["comparability"]), *_reasons(part))


def _reasons(part: Mapping[str, Any]) -> tuple[str, str]:
    return part.get("reason_zh", ""), part.get("reason_en", "")


def _cell(path: str) -> tuple[str, CellKey]:
    table, item, column = path.split(".")
    return table, CellKey(item, column)


def _between(form: str, first: str, last: str) -> Iterator[tuple[str, CellKey]]:
    """The cells in column `total` of the items from the first to the last one, in form order."""
    (table, start), (_, end) = first.split("."), last.split(".")
    items = [item.id for item in catalogue.tables()[table].items_of(form)]
    for item in items[items.index(start) : items.index(end) + 1]:
        yield table, CellKey(item, "total")


def _check(concept: Concept) -> None:
    forms = [source.form for source in concept.sources]
    if forms != list(catalogue.forms()):
        raise ValueError(f"{concept.id}: names the forms {forms}, not each form once, in order")
    for source in concept.sources:
        where = f"{concept.id} from {source.form}"
        for table_id, key in source.cells:
            table = catalogue.tables()[table_id]
            if source.form not in table.forms or key not in table.cells(source.form):
                raise ValueError(f"{where}: there is no cell {table_id}.{key.item}.{key.column}")
            if table.unit(key) is not concept.unit:
                raise ValueError(f"{where}: {table_id}.{key.item} is not in {concept.unit.value}")
        if not source.cells and source.comparability is not Comparability.BROKEN:
            raise ValueError(f"{where}: without a cell it can only be broken")
    parts: tuple[Source | Break, ...] = (*concept.sources, *concept.breaks)
    for part in parts:
        told = bool(part.reason_zh) and bool(part.reason_en)
        if part.comparability is not Comparability.EXACT and not told:
            raise ValueError(f"{concept.id}: {part.comparability.value} without a reason")
