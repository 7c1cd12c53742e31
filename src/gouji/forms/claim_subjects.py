"""What prose may state as a number, and which cells of the tables it may mean: `data/claims.toml`.

A subject is an id of that file, a single cell (`table.item.column`), either with `_last_year`, or
several joined by `+` where the prose states their sum.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Set
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

from gouji.forms import catalogue

LAST_YEAR = "_last_year"
JOINED = "+"
_NUMBERING = re.compile(r"^（?[一二三四五六七八九十\d]+[）、.]+")


@dataclass(frozen=True, slots=True)
class Reading:
    """One usual understanding of a subject: the sum of `cells` less that of `less`."""

    id: str
    cells: tuple[str, ...]
    less: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Subject:
    """Something that prose states as a number. `readings`: the plain one first; none: no cell."""

    id: str
    zh: str
    en: str
    rule: str
    readings: tuple[Reading, ...]

    def label(self, lang: str) -> str:
        """Its name, "zh" or "en"."""
        return self.zh if lang == "zh" else self.en


@dataclass(frozen=True, slots=True)
class PartList:
    """Parts that prose may tell of a total, or of it and `more` together.

    They are all of it where none of `complete` is left out; never where that is empty.
    """

    id: str
    total: tuple[str, ...]
    more: tuple[str, ...]
    parts: tuple[str, ...]
    complete: frozenset[str]

    def is_complete(self, told: Set[str]) -> bool:
        """Whether these parts must sum to the total."""
        return bool(self.complete) and self.complete <= told


@cache
def _data() -> dict[str, Any]:
    text = files("gouji.forms").joinpath("data", "claims.toml").read_text(encoding="utf-8")
    return tomllib.loads(text)


@cache
def subjects() -> dict[str, Subject]:
    """The subjects of the file by id; single cells need no entry (see `subject`)."""
    return {
        raw["id"]: Subject(
            raw["id"], raw["zh"], raw["en"], raw["rule"], tuple(map(_reading, raw["readings"]))
        )
        for raw in _data()["subject"]
    }


@cache
def subject(name: str) -> Subject:
    """One subject; for several joined, the sum of their plain readings.

    Raises:
        KeyError: there is no such subject, or no such cell.
    """
    if name in subjects():
        return subjects()[name]
    if name.endswith(LAST_YEAR):
        found = subject(name.removesuffix(LAST_YEAR))
        return Subject(name, f"上年{found.zh}", f"{found.en}, last year", found.rule, ())
    if JOINED in name:
        members = [subject(one) for one in name.split(JOINED)]
        plain = [one.readings[0] for one in members]
        cells = tuple(cell for one in plain for cell in one.cells)
        less = tuple(cell for one in plain for cell in one.less)
        labels = "、".join(one.zh for one in members), " and ".join(one.en for one in members)
        return Subject(name, *labels, "claims.detail", (Reading("cell", cells, less),))
    table_id, item_id, column_id = name.split(".")
    table = catalogue.tables()[table_id]
    item, column = table.item(item_id), table.column(column_id)
    one = len(table.columns) == 1 or column_id == "total"
    row = _NUMBERING.sub("", item.zh)
    zh = row if one else f"{row}“{column.zh}”"
    en = item.en if one else f"{item.en}, {column.en}"
    return Subject(name, zh, en, "claims.detail", (Reading("cell", (name,)),))


@cache
def bases(name: str) -> tuple[Reading, ...]:
    """What a share of that subject may be a share of, the usual ones first."""
    first = name.split(JOINED)[0]
    for raw in _data()["base"]:
        if any(first == of or (of[-1] in "._" and first.startswith(of)) for of in raw["of"]):
            return tuple(map(_reading, raw["readings"]))
    return ()


@cache
def part_lists() -> tuple[PartList, ...]:
    """The lists of parts that are added up."""
    return tuple(
        PartList(
            raw["id"],
            tuple(raw["total"]),
            tuple(raw["more"]),
            tuple(raw["parts"]),
            frozenset(raw["complete"]),
        )
        for raw in _data()["list"]
    )


@cache
def reading_label(reading_id: str, lang: str) -> str:
    """The name of a reading, "zh" or "en"."""
    return next(str(raw[lang]) for raw in _data()["reading"] if raw["id"] == reading_id)


def _reading(raw: dict[str, Any]) -> Reading:
    return Reading(raw["id"], tuple(raw["cells"]), tuple(raw.get("less", ())))
