"""Loads the forms, tables and rules from `data/*.toml`, once, and expands rules into edits.

Nothing else in the project lists items, columns or rules: pandera models, dbt seeds, column
descriptions and dictionaries are derived from these functions, and tests fail when one drifts.
"""

from __future__ import annotations

import tomllib
from functools import cache
from importlib.resources import files
from typing import Any

from gouji.forms.model import (
    CellKey,
    Column,
    Comparison,
    Defect,
    Edit,
    Form,
    Item,
    Relation,
    Rule,
    RuleKind,
    Side,
    Table,
    Term,
    Unit,
)

NARRATIVE = "narrative"
"""The form of a report that has no statutory table."""

STATUTORY_TABLES = ("disclosure", "requests", "disputes")
"""The three tables of form_2019 and form_2021, in report order."""

REPORT_YEARS = range(2008, 2036)
"""The years a report can be of: from the first under the regulations (国务院令第492号, in force
since May 2008) to the last that datasets are partitioned by. Any other is as good as unknown."""

_TOTAL_COLUMN = {"id": "total", "zh": "数量", "en": "total"}


@cache
def forms() -> dict[str, Form]:
    """Every form by id, oldest first."""
    return {entry["id"]: Form(**entry) for entry in _load("forms.toml")["form"]}


@cache
def tables() -> dict[str, Table]:
    """Every table by id: the three statutory ones, then those of form_2014."""
    statutory = [_table(_load(f"{name}.toml")) for name in STATUTORY_TABLES]
    statistics = [
        _table({"forms": ["form_2014"], "column": [_TOTAL_COLUMN], **entry})
        for entry in _load("statistics_2014.toml")["table"]
    ]
    return {table.id: table for table in (*statutory, *statistics)}


@cache
def rules() -> dict[str, Rule]:
    """Every edit rule by id, disabled ones included."""
    return {entry["id"]: _rule(entry) for entry in _load("rules.toml")["rule"]}


def active_rules() -> tuple[Rule, ...]:
    """The rules that are confronted with reports."""
    return tuple(rule for rule in rules().values() if rule.status == "active")


def disabled_rules() -> tuple[Rule, ...]:
    """The rules that are not, each with its reason, date and owner."""
    return tuple(rule for rule in rules().values() if rule.status != "active")


def is_active(rule_id: str) -> bool:
    """Whether there is such a rule and it is confronted."""
    rule = rules().get(rule_id)
    return rule is not None and rule.status == "active"


def comparisons() -> tuple[Comparison, ...]:
    """Every comparison of an active rule, in the order of the rules."""
    return tuple(one for rule in active_rules() for one in rule.comparisons)


@cache
def edits(table_id: str, form: str) -> tuple[Edit, ...]:
    """Every explicit balance edit of one table in one form, rule by rule, in form order."""
    return _edits(table_id, form, RuleKind.BALANCE)


@cache
def edits_on(table_id: str, form: str) -> dict[CellKey, list[Edit]]:
    """The same edits by each of the cells that they are on."""
    found: dict[CellKey, list[Edit]] = {}
    for edit in edits(table_id, form):
        for key in (*edit.lhs, *edit.rhs):
            found.setdefault(key, []).append(edit)
    return found


@cache
def all_edits(table_id: str, form: str) -> tuple[Edit, ...]:
    """The explicit edits, then those that stand in for them where they lack a number."""
    return (*edits(table_id, form), *_edits(table_id, form, RuleKind.IMPLIED))


def _edits(table_id: str, form: str, kind: RuleKind) -> tuple[Edit, ...]:
    table = tables()[table_id]
    return tuple(
        edit
        for rule in active_rules()
        if rule.kind is kind and rule.table == table_id and form in rule.forms
        for edit in _expand(rule, table, form)
    )


def _expand(rule: Rule, table: Table, form: str) -> list[Edit]:
    items = [item.id for item in table.items_of(form)]
    columns = [column.id for column in table.columns if form in column.forms]
    if rule.scope == "item":
        return [
            _edit(rule, table, form, item, [item], None)
            for item in items
            if item in (rule.items or items)
        ]
    if rule.scope == "column":
        return [
            _edit(rule, table, form, column, None, [column])
            for column in columns
            if column in (rule.columns or columns)
        ]
    return [_edit(rule, table, form, table.id, None, None)]


def _edit(
    rule: Rule,
    table: Table,
    form: str,
    scope: str,
    items: list[str] | None,
    columns: list[str] | None,
) -> Edit:
    """One edit; `items` or `columns` where the scope gives them, else each side names its own."""
    order = [item.id for item in table.items_of(form)]

    def cells(side: Side) -> tuple[CellKey, ...]:
        rows = items or _side_items(side, order)
        return tuple(CellKey(item, column) for item in rows for column in columns or side.columns)

    total = Side(columns=(str(rule.total),)) if items else Side(items=(str(rule.total),))
    if not items and not columns:
        total = rule.rhs
    sides = (rule.lhs, rule.rhs, total, rule.unless, rule.given)
    return Edit(rule.id, table.id, form, scope, *map(cells, sides))


def _side_items(side: Side, items: list[str]) -> list[str]:
    if side.between is None:
        return list(side.items)
    first, end = side.between
    return [*items[items.index(first) : items.index(end)], *side.items]


def _load(name: str) -> dict[str, Any]:
    text = files("gouji.forms").joinpath("data", name).read_text(encoding="utf-8")
    return tomllib.loads(text)


def _table(entry: dict[str, Any]) -> Table:
    table_forms = tuple(entry["forms"])
    columns = tuple(_column(raw, table_forms) for raw in entry["column"])
    items = tuple(_item(raw, table_forms, columns) for raw in entry["item"])
    return Table(entry["id"], entry["zh"], entry["en"], table_forms, columns, items)


def _column(raw: dict[str, Any], table_forms: tuple[str, ...]) -> Column:
    fields = {
        **raw,
        "forms": tuple(raw.get("forms", table_forms)),
        "match": tuple(raw.get("match", ())),
    }
    fields["unit"] = Unit(raw.get("unit", "count"))
    return Column(**fields)


def _item(raw: dict[str, Any], table_forms: tuple[str, ...], columns: tuple[Column, ...]) -> Item:
    own = raw.get("columns")
    item_forms = tuple(raw.get("forms", own or table_forms))
    by_form = {
        form: tuple(own[form]) if own else tuple(c.id for c in columns if form in c.forms)
        for form in item_forms
    }
    fields = {**raw, "forms": item_forms, "columns": by_form}
    fields |= {name: tuple(raw.get(name, ())) for name in ("match", "prose")}
    fields["unit"] = Unit(raw["unit"]) if "unit" in raw else None
    return Item(**fields)


_SIDES = ("lhs", "rhs", "unless", "given")


def _rule(raw: dict[str, Any]) -> Rule:
    fields = {**raw, "kind": RuleKind(raw["kind"]), "defect": Defect(raw["defect"])}
    fields |= {name: tuple(raw[name]) for name in ("forms", "items", "columns") if name in raw}
    fields |= {name: _side(raw[name]) for name in _SIDES if name in raw}
    written = fields.pop("comparison", ())
    fields["comparisons"] = tuple(_comparison(raw, entry) for entry in written)
    return Rule(**fields)


def _comparison(rule: dict[str, Any], entry: dict[str, Any]) -> Comparison:
    table = tables()[entry["table"]]
    forms_of = tuple(entry.get("forms", rule["forms"]))
    by_item = rule["scope"] == "item"
    axis = table.items if by_item else table.columns
    bound = tuple(one.id for one in axis if set(one.forms) & set(forms_of))
    return Comparison(
        rule["id"],
        table.id,
        forms_of,
        Relation(entry.get("relation", "equal")),
        tuple(Term(**term) for term in entry["lhs"]),
        tuple(Term(**term) for term in entry["rhs"]),
        tuple(entry.get("items", bound)),
        by_item,
        entry.get("least", 0),
        tuple(entry.get("leap", (0, 0))),
    )


def _side(raw: dict[str, list[str]]) -> Side:
    between = raw.get("between")
    return Side(
        tuple(raw.get("columns", ())),
        tuple(raw.get("items", ())),
        (between[0], between[1]) if between else None,
    )
