"""Looks up administrative divisions by code and by name.

Loaded on first use (a few milliseconds for 3,600 rows) and then kept. Names repeat: 鼓楼区 is four
districts, so a look-up by name gives all who bear it, and the caller must know more to choose.

Source: `data/README.md`.
"""

from __future__ import annotations

from collections.abc import Collection
from functools import cache, lru_cache
from importlib.resources import files
from typing import NamedTuple

PROVINCE, PREFECTURE, COUNTY, ZONE = "province", "prefecture", "county", "zone"
LEVELS = (PROVINCE, PREFECTURE, COUNTY, ZONE)
"""Levels of a division, highest first; a zone is a functional area that statistics list apart."""
BEGINNING = 2
"""Characters that every name has at least."""


class Division(NamedTuple):
    """One division.

    code: six digits. level: one of `LEVELS`. parent: the code of the division above, empty for a
    province. year: when it ceased to be, None while it exists or where that is not certain.
    successors: codes of those that took over; empty while it exists.
    """

    code: str
    name: str
    aliases: tuple[str, ...]
    level: str
    parent: str
    year: int | None = None
    successors: tuple[str, ...] = ()

    @property
    def exists(self) -> bool:
        """Whether it is on the current list."""
        return not self.successors


def by_code(code: str | None) -> Division | None:
    """The division of that code; of longer codes (townships, villages) the county they lie in.

    A code that is no longer in use gives the division that had it.
    """
    line = _index().codes.get((code or "")[:6])
    return None if line is None else _division(line)


def by_name(name: str) -> tuple[Division, ...]:
    """All divisions of that full name or alias, existing ones first; empty if there is none.

    A division that only changed its code is given once, with its present one.
    """
    return tuple(_division(line) for line in _index().names.get(name, ()))


def is_name(text: str) -> bool:
    """Whether a division is, or was, called so."""
    return text in _index().names


@cache
def short_names() -> frozenset[str]:
    """烟台 of 烟台市: the names of provinces and cities without their last word."""
    suffixes = ("市", "省", "自治区", "壮族自治区", "回族自治区", "维吾尔自治区")
    return frozenset(
        name.removesuffix(suffix)
        for name in _index().names
        for suffix in suffixes
        if name.endswith(suffix)
    )


def longest_name(beginning: str | None = None) -> int:
    """Characters of the longest name or alias.

    beginning: the first `BEGINNING` characters of those that are asked for; 0 if no name has them.
    """
    index = _index()
    return index.longest if beginning is None else index.longest_from.get(beginning, 0)


def beginnings() -> Collection[str]:
    """The first `BEGINNING` characters of all names and aliases."""
    return _index().longest_from.keys()


def ancestors(division: Division) -> tuple[Division, ...]:
    """The divisions above, the next higher one first."""
    found: list[Division] = []
    above = by_code(division.parent)
    while above is not None:
        found.append(above)
        above = by_code(above.parent)
    return tuple(found)


def province_of(division: Division) -> Division:
    """The province it lies in; itself, if it is one."""
    return (division, *ancestors(division))[-1]


def lies_in(division: Division, other: Division) -> bool:
    """Whether it is the other or lies below it."""
    return division == other or other in ancestors(division)


def full_name(division: Division) -> str:
    """From the province down: 山东省烟台市牟平区."""
    return "".join(one.name for one in (*reversed(ancestors(division)), division))


def qualified_name(division: Division) -> str:
    """The name in ordinary use: a district with its city before it, all others alone."""
    above = by_code(division.parent)
    if division.level != COUNTY or above is None or not division.name.endswith("区"):
        return division.name
    in_city = above.level == PREFECTURE or above.name.endswith("市")
    return above.name + division.name if in_city else division.name


def heirs(division: Division) -> tuple[Division, ...]:
    """The existing divisions that took over; itself, while it exists."""
    if division.exists:
        return (division,)
    found = (by_code(code) for code in division.successors)
    return tuple(one for one in found if one is not None)


class _Index(NamedTuple):
    """Lines of the lists, taken apart only when they are asked for."""

    codes: dict[str, str]
    names: dict[str, tuple[str, ...]]
    longest: int
    longest_from: dict[str, int]


@cache
def _index() -> _Index:
    codes: dict[str, str] = {}
    names: dict[str, tuple[str, ...]] = {}
    for line in _lines("divisions.csv"):
        code, name, aliases, _ = line.split(",", 3)
        codes[code] = line
        names[name] = (*names[name], line) if name in names else (line,)
        for alias in aliases.split():
            names[alias] = (*names.get(alias, ()), line)
    for line in _lines("predecessors.csv"):
        code, name, aliases, *_, successors = line.split(",")
        codes.setdefault(code, line)
        if not any(codes[heir].split(",", 2)[1] == name for heir in successors.split()):
            for known in (name, *aliases.split()):
                names[known] = (*names.get(known, ()), line)
    longest_from: dict[str, int] = {}
    for known in names:
        beginning = known[:BEGINNING]
        longest_from[beginning] = max(longest_from.get(beginning, 0), len(known))
    return _Index(codes, names, max(longest_from.values()), longest_from)


@lru_cache(maxsize=4096)
def _division(line: str) -> Division:
    code, name, aliases, level, parent, *end = line.split(",")
    if not end:
        return Division(code, name, tuple(aliases.split()), level, parent)
    _last_listed, _first_absent, year, successors = end
    ended = int(year) if year else None
    return Division(
        code, name, tuple(aliases.split()), level, parent, ended, tuple(successors.split())
    )


def _lines(name: str) -> list[str]:
    """The lines of a list without its header; no cell of these lists is quoted."""
    text = files("gouji.divisions").joinpath("data", name).read_text(encoding="utf-8")
    return text.splitlines()[1:]
