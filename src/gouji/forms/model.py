"""Frozen classes that mirror the data files of this package: forms, tables, items, columns, rules.

They carry no behaviour beyond look-ups. `gouji.forms.catalogue` loads them; everything that has to
agree with them (schemas, seeds, dictionaries, descriptions) is derived from there.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, NamedTuple


class CellKey(NamedTuple):
    """The public name of one cell of a table."""

    item: str
    column: str


class Unit(StrEnum):
    """What a figure counts."""

    COUNT = "count"
    YUAN = "yuan"


class Defect(StrEnum):
    """How an assessor would mark a failed rule."""

    MAJOR = "major"
    MINOR = "minor"


class RuleKind(StrEnum):
    """How a rule is confronted with a report."""

    BALANCE = "balance"
    DOMAIN = "domain"
    CERTAINTY = "certainty"
    IDENTITY = "identity"
    IMPLIED = "implied"
    """Follows from balance edits; used where those lack an operand."""
    COMPARISON = "comparison"
    """Weighted terms of this report, and of the issuer's report of the year before."""
    DIVISIONS = "divisions"
    """The table of a whole area against those of its units."""
    CLAIM = "claim"
    """A number in prose against the tables, and against other numbers in prose."""
    CHECK = "check"
    """On the report as a document, by a function of its own."""


class Relation(StrEnum):
    """What a comparison asks of its two sides; each is an interval where precision is limited."""

    EQUAL = "equal"
    AT_LEAST = "at_least"
    """Lhs is not below rhs."""
    UNLIKE = "unlike"
    """The sides are not the same number of at least `least`: that would be no coincidence."""
    NO_LEAP = "no_leap"
    """Neither side is `leap` times the other."""


@dataclass(frozen=True, slots=True)
class Form:
    """A statutory form; `valid_to` is None while it is in force. Years are report years."""

    id: str
    zh: str
    en: str
    source: str
    valid_from: int
    valid_to: int | None = None


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a table. `signed` counts may be negative (items_change)."""

    id: str
    zh: str
    en: str
    forms: tuple[str, ...]
    unit: Unit = Unit.COUNT
    signed: bool = False
    match: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Item:
    """A row of a table: its label, the group it stands in, and its columns by form."""

    id: str
    zh: str
    en: str
    forms: tuple[str, ...]
    columns: dict[str, tuple[str, ...]]
    unit: Unit | None = None
    group: str | None = None
    match: tuple[str, ...] = ()
    zh_by_form: dict[str, str] = field(default_factory=dict)
    prose: tuple[str, ...] = ()

    def label(self, form: str, lang: str = "zh") -> str:
        """The official label in that form."""
        return self.en if lang == "en" else self.zh_by_form.get(form, self.zh)


@dataclass(frozen=True, slots=True)
class Table:
    """A statutory table; `items` and `columns` stand in form order."""

    id: str
    zh: str
    en: str
    forms: tuple[str, ...]
    columns: tuple[Column, ...]
    items: tuple[Item, ...]
    _items: dict[str, Item] = field(init=False, repr=False, compare=False)
    _columns: dict[str, Column] = field(init=False, repr=False, compare=False)
    _cells: dict[str, tuple[CellKey, ...]] = field(init=False, repr=False, compare=False)
    _measures: dict[CellKey, tuple[Unit, bool]] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "_items", {item.id: item for item in self.items})
        object.__setattr__(self, "_columns", {column.id: column for column in self.columns})
        cells = {
            form: tuple(
                CellKey(i.id, column) for i in self.items_of(form) for column in i.columns[form]
            )
            for form in self.forms
        }
        object.__setattr__(self, "_cells", cells)
        measures = {
            CellKey(i.id, c.id): (i.unit or c.unit, c.signed)
            for i in self.items
            for c in self.columns
        }
        object.__setattr__(self, "_measures", measures)

    def item(self, item_id: str) -> Item:
        """The item with that id (KeyError when the table has none)."""
        return self._items[item_id]

    def column(self, column_id: str) -> Column:
        """The column with that id (KeyError when the table has none)."""
        return self._columns[column_id]

    def items_of(self, form: str) -> tuple[Item, ...]:
        """The items that this form has, in form order."""
        return tuple(item for item in self.items if form in item.forms)

    def cells(self, form: str) -> tuple[CellKey, ...]:
        """Every cell a table of this form must have, row by row in form order."""
        return self._cells[form]

    def unit(self, key: CellKey) -> Unit:
        """The unit of one cell: the item's where it has one of its own, else the column's."""
        return self._measures[key][0]

    def measures(self, keys: Iterable[CellKey]) -> list[tuple[Unit, bool]]:
        """The unit of each cell, and whether its numbers may be negative."""
        return [self._measures[key] for key in keys]


@dataclass(frozen=True, slots=True)
class Side:
    """Cells of a balance rule on the axis that its scope leaves free; on both where that is none.

    `items` come after those of `between`.
    """

    columns: tuple[str, ...] = ()
    items: tuple[str, ...] = ()
    between: tuple[str, str] | None = None


@dataclass(frozen=True, slots=True)
class Term:
    """One cell of a comparison; the axis that the rule's scope leaves free is None.

    year: 0 for the report itself, -1 for the issuer's report of the year before. needed: whether
    the comparison is not assessable where the cell is blank (otherwise a blank counts as 0 beside
    a number on the same side).
    """

    item: str | None = None
    column: str | None = None
    weight: int = 1
    year: int = 0
    needed: bool = False


@dataclass(frozen=True, slots=True)
class Comparison:
    """Two weighted sums over cells of one table, for each item or each column of the rule's scope.

    forms: of the table in either year. items: those compared where the scope is the item.
    """

    rule_id: str
    table: str
    forms: tuple[str, ...]
    relation: Relation
    lhs: tuple[Term, ...]
    rhs: tuple[Term, ...]
    scopes: tuple[str, ...]
    by_item: bool
    least: int = 0
    leap: tuple[int, int] = (0, 0)

    def key(self, term: Term, scope: str) -> CellKey:
        """The cell that a term means in one row or column."""
        return CellKey(term.item or scope, term.column or scope)

    @property
    def across_years(self) -> bool:
        """Whether it needs the report of the year before."""
        return any(term.year for term in (*self.lhs, *self.rhs))


@dataclass(frozen=True, slots=True)
class Rule:
    """An edit rule as published; see the head of data/rules.toml for the fields."""

    id: str
    kind: RuleKind
    scope: str
    blocks: bool
    defect: Defect
    zh: str
    en: str
    source: str
    forms: tuple[str, ...]
    table: str | None = None
    items: tuple[str, ...] = ()
    columns: tuple[str, ...] = ()
    lhs: Side = Side()
    rhs: Side = Side()
    total: str | None = None
    unless: Side = Side()
    given: Side = Side()
    status: str = "active"
    reason: str | None = None
    date: str | None = None
    owner: str | None = None
    valid_from: int | None = None
    valid_to: int | None = None
    comparisons: tuple[Comparison, ...] = ()
    parameters: Mapping[str, Any] = field(default_factory=dict, hash=False)

    def in_force(self, year: int | None) -> bool:
        """Whether the rule binds reports of that year; those of an unknown year it does not."""
        return (
            year is not None
            and (self.valid_from is None or self.valid_from <= year)
            and (self.valid_to is None or year <= self.valid_to)
        )


@dataclass(frozen=True, slots=True)
class Edit:
    """One balance rule applied to one row or column of one table layout.

    The edit holds when the sum over `lhs` equals the sum over `rhs`. `totals` are the cells that
    must not be blank for it to be assessable. An implied edit is not used at all but where all of
    `unless` are empty and, if there are any, one of `given` holds a number.
    """

    rule_id: str
    table: str
    form: str
    scope: str
    lhs: tuple[CellKey, ...]
    rhs: tuple[CellKey, ...]
    totals: tuple[CellKey, ...]
    unless: tuple[CellKey, ...] = ()
    given: tuple[CellKey, ...] = ()
