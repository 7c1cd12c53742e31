"""Turns the YAML of one decision into a `Decision`, and names what is wrong with it.

Split from `ledger` because only this half needs a YAML parser. The parser is the safe one, with
two additions: every entry knows its line, and a key given twice is an error (YAML itself would
keep the last one in silence).
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Hashable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, NoReturn

import yaml

from gouji.forms import catalogue
from gouji.forms.model import CellKey, Rule, RuleKind, Table
from gouji.forms.values import State
from gouji.reconciliation.decisions.decision import (
    IDENTITY_SCOPES,
    WHOLE_REPORT,
    Action,
    Decision,
    DecisionError,
    Expected,
)
from gouji.reconciliation.status import CELL_RULES, IDENTITY_RULE

_ALWAYS = ("report", "action", "scope", "reason", "reviewer", "date")
_FIELDS: dict[Action, tuple[str, ...]] = {
    Action.ACCEPT: ("rule", "expect"),
    Action.EXCLUDE: (),
    Action.PLACE: ("cell", "source"),
}
_OPTIONAL = {
    Action.ACCEPT: (),
    Action.EXCLUDE: ("rule", "expect"),
    Action.PLACE: ("rule", "expect"),
}
_EDIT_KEYS = ("lhs", "rhs", "difference")
_REPORT_KEYS = ("issuer", "year")


@dataclass(frozen=True, slots=True)
class Entry:
    """One raw entry and how to name it."""

    origin: str
    ordinal: int
    line: int
    fields: dict[str, Any]

    @property
    def place(self) -> str:
        """File, ordinal and line, for messages in either language."""
        return f"{self.origin} #{self.ordinal} (:{self.line})"

    def refuse(self, zh: str, en: str) -> NoReturn:
        """Raise a DecisionError that names this entry."""
        raise DecisionError.saying(
            f"{self.origin}：第 {self.ordinal} 条（第 {self.line} 行）：{zh}。",
            f"{self.origin}: entry {self.ordinal} (line {self.line}): {en}.",
        )


class _Loader(yaml.SafeLoader):
    """The safe loader, refusing doubled keys."""

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Hashable, Any]:
        names = [self.construct_object(key, deep=True) for key, _ in node.value]
        for name, (key, _) in zip(names, node.value, strict=True):
            if names.count(name) > 1:
                raise yaml.constructor.ConstructorError(
                    problem=f"the key “{name}” stands here twice", problem_mark=key.start_mark
                )
        return super().construct_mapping(node, deep)


def load_entries(text: str, origin: str) -> list[Entry]:
    """The raw entries of a YAML text. Raises DecisionError and yaml.YAMLError."""
    loader = _Loader(text)
    try:
        root = loader.get_single_node()
        if root is None:
            return []
        if not isinstance(root, yaml.SequenceNode):
            raise DecisionError.saying(
                f"{origin}：应为审核决定的列表（每条以“- ”开头）。",
                f"{origin}: expected a list of decisions (each starts with “- ”).",
            )
        entries = []
        for ordinal, node in enumerate(root.value, start=1):
            raw = loader.construct_object(node, deep=True)
            entry = Entry(origin, ordinal, node.start_mark.line + 1, {})
            if not isinstance(raw, dict) or not all(isinstance(key, str) for key in raw):
                entry.refuse("应由“字段: 值”组成", "expected “field: value” pairs")
            entry.fields.update(raw)
            entries.append(entry)
        return entries
    finally:
        loader.dispose()


def read_entry(entry: Entry) -> Decision:
    """The decision an entry states. Raises DecisionError."""
    action = _action(entry)
    allowed = (*_ALWAYS, *_FIELDS[action], *_OPTIONAL[action])
    for name in entry.fields:
        if name not in allowed:
            entry.refuse(
                f"{action} 没有“{name}”这一字段（可用：{'、'.join(allowed)}）",
                f"{action} has no field “{name}” (it has: {', '.join(allowed)})",
            )
    for name in (*_ALWAYS, *_FIELDS[action]):
        if entry.fields.get(name) in (None, "", {}):
            entry.refuse(f"缺少“{name}”", f"“{name}” is missing")
    report, scope, reason, reviewer = (
        _text(entry, name) for name in ("report", "scope", "reason", "reviewer")
    )
    date = _date(entry)
    if action is Action.PLACE:
        _refuse_place(entry)
    rule = None
    if action is Action.ACCEPT:
        rule = _rule(entry, scope).id
    elif entry.fields.get("rule") is not None:
        entry.refuse("exclude 针对整张表或整份报告，不写 rule", "exclude takes no rule")
    elif scope != WHOLE_REPORT and scope not in catalogue.tables():
        entry.refuse(
            f"scope 应为表名或 {WHOLE_REPORT}，不是“{scope}”",
            f"scope must be a table or “{WHOLE_REPORT}”, not “{scope}”",
        )
    expect = _expect(entry, action)
    return Decision(report, action, scope, reason, reviewer, date, rule, expect, entry.place)


def _action(entry: Entry) -> Action:
    try:
        return Action(entry.fields.get("action", ""))
    except ValueError:
        given = entry.fields.get("action")
        return entry.refuse(
            f"action 应为 accept 或 exclude，不是“{given}”",
            f"action must be accept or exclude, not “{given}”",
        )


def _text(entry: Entry, name: str) -> str:
    value = entry.fields[name]
    if not isinstance(value, str) or not value.strip():
        entry.refuse(
            f"“{name}”应为文字，不是 {value!r}（纯数字或 yes/no 请加引号）",
            f"“{name}” must be text, not {value!r} (quote digits and yes/no)",
        )
    return value.strip()


def _date(entry: Entry) -> dt.date:
    value = entry.fields["date"]
    if isinstance(value, dt.date) and not isinstance(value, dt.datetime):
        return value
    try:
        return dt.date.fromisoformat(value)
    except (TypeError, ValueError):
        return entry.refuse(
            f"date 应写作 2024-03-05 的样式，不是 {value!r}",
            f"date must look like 2024-03-05, not {value!r}",
        )


def _refuse_place(entry: Entry) -> NoReturn:
    cell = _text(entry, "cell")
    if _cell(cell) is None:
        entry.refuse(f"表式中没有“{cell}”这一格", f"the forms have no cell “{cell}”")
    if not isinstance(entry.fields["source"], dict):
        entry.refuse(
            "source 应为数字在文件中的位置（page、line、row …）",
            "source must be the locator of the digits (page, line, row ...)",
        )
    entry.refuse(
        "不适用 place（指定数字归于哪一格）：审核决定不能产生读取程序未确认的数。"
        "请改用 accept 接受该格的 reading.certain，其余数字即可发布，该格不带数值",
        "“place” is not applied: a decision cannot make a number that no reading vouches for. "
        "Accept reading.certain of the cell instead: the rest is published, the cell without value",
    )


def _rule(entry: Entry, scope: str) -> Rule:
    name = _text(entry, "rule")
    rule = catalogue.rules().get(name)
    if rule is None or rule.status != "active":
        entry.refuse(f"没有启用“{name}”这条规则", f"there is no active rule “{name}”")
    if not _scope_fits(rule, scope):
        entry.refuse(f"规则 {name} 没有“{scope}”这一处", f"the rule {name} has no scope “{scope}”")
    if rule.id == IDENTITY_RULE and scope in ("issuer", "year"):
        entry.refuse(
            "审核决定不能补出未知的发布机关或年度，请写入 reports.csv",
            "a decision cannot make an unknown issuer or year known; state it in reports.csv",
        )
    return rule


def _scope_fits(rule: Rule, scope: str) -> bool:
    if not rule.blocks:
        return True  # there are too many to list; one that matches nothing will be told
    if rule.id == IDENTITY_RULE:
        return scope in IDENTITY_SCOPES
    if rule.id in CELL_RULES:
        return _cell(scope) is not None
    if rule.kind not in (RuleKind.BALANCE, RuleKind.IMPLIED) or rule.table is None:
        return False
    return any(
        edit.scope == scope
        for form in rule.forms
        for edit in catalogue.all_edits(rule.table, form)
        if edit.rule_id == rule.id
    )


def _cell(name: str) -> tuple[Table, CellKey] | None:
    parts = name.split(".")
    table = catalogue.tables().get(parts[0])
    if table is None or len(parts) != 3:
        return None
    key = CellKey(parts[1], parts[2])
    return (table, key) if any(key in table.cells(form) for form in table.forms) else None


def _expect(entry: Entry, action: Action) -> dict[str, Expected]:
    raw = entry.fields.get("expect") or {}
    if not isinstance(raw, dict):
        entry.refuse("expect 应由“名称: 值”组成", "expect must be “name: value” pairs")
    return {str(key): _expected(entry, action, str(key), value) for key, value in raw.items()}


def _expected(entry: Entry, action: Action, key: str, value: object) -> Expected:
    if key not in _REPORT_KEYS and _cell(key) is None:
        if key not in _EDIT_KEYS:
            entry.refuse(f"expect 不认识“{key}”", f"expect does not know “{key}”")
        if action is not Action.ACCEPT:
            entry.refuse(f"expect 的“{key}”只用于 accept", f"“{key}” in expect is for accept only")
    if key != "issuer" and isinstance(value, int | float) and not isinstance(value, bool):
        number = Decimal(str(value))
        if number.is_finite():
            return number
    words = list(State) if key not in (*_EDIT_KEYS, *_REPORT_KEYS) else []
    if isinstance(value, str) and (key == "issuer" or value in words):
        return value
    return entry.refuse(
        f"expect 的“{key}”不能是 {value!r}（应为数值{'或状态名' if words else ''}）",
        f"“{key}” in expect cannot be {value!r} (a number{' or a state' if words else ''})",
    )
