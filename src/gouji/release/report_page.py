"""How the page of one report that does not tie looks, for the person who looks into it.

It draws the tables that fail as the form has them, marks the cells that stand in a failed sum, and
says beside them in plain words what fails and what would let it tie. That is advice (`solutions`):
the figures stand as they were published, a proposed number beside them. A cell that was not read
with certainty shows no number.
"""

from __future__ import annotations

import hashlib
import re
from collections import Counter, defaultdict
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cache
from typing import Any

from gouji.forms import catalogue
from gouji.forms.model import CellKey
from gouji.forms.values import State
from gouji.reconciliation.localization.search import Localization
from gouji.reconciliation.status import CELL_RULES, Status
from gouji.release.page import Markup, both, escape, page, table
from gouji.release.page_words import number, plain, status_name, table_name
from gouji.release.solutions import advice, proposed, solutions

_UNCERTAIN = "reading.certain"
_SPELT_OUT = 3
"""How many cells that are not certain are told in words; the drawn table shows all of them."""

Row = dict[str, Any]


@dataclass(slots=True)
class Case:
    """Everything the candidate says about one report that does not tie.

    withheld, failures: rows of the marts of those names. drawn: the tables that fail. forms: table
    -> form, where it is known. figures: table -> cell -> state and value. raw: the
    same, what is printed there.
    """

    report_id: str
    issuer: str | None = None
    year: int | None = None
    path: str | None = None
    withheld: list[Row] = field(default_factory=list)
    failures: list[Row] = field(default_factory=list)
    drawn: set[str] = field(default_factory=set)
    forms: dict[str, str] = field(default_factory=dict)
    figures: dict[str, dict[CellKey, tuple[str, Decimal | None]]] = field(
        default_factory=lambda: defaultdict(dict)
    )
    raw: dict[str, dict[CellKey, str]] = field(default_factory=lambda: defaultdict(dict))


def page_name(report_id: str) -> str:
    """A file name a person can recognise, and unique whatever the report id holds."""
    readable = re.sub(r"[^\w-]+", "_", report_id)[:60]
    return f"{readable}.{hashlib.sha256(report_id.encode()).hexdigest()[:8]}.html"


def render(case: Case) -> bytes:
    """The page of one report."""
    title = f"{case.issuer or '发布机关不明'} {case.year or '年度不明'}"
    place = Markup(f"<p>{escape(case.path)}<br><code>{escape(case.report_id)}</code></p>")
    found = _solutions(case)
    tables = [
        _drawn(case, table_id, case.forms[table_id], found.get(table_id))
        for table_id in catalogue.tables()
        if table_id in case.drawn and table_id in case.forms
    ]
    legend = [_legend()] if tables else []
    parts = [place, _reasons(case), _failures(case), advice(found, case.forms), *legend, *tables]
    return page(title, parts)


def _solutions(case: Case) -> dict[str, Localization]:
    """Of the withheld tables in which an edit fails."""
    withheld = {row["table"] for row in case.withheld if row["status"] == Status.WITHHELD}
    failing = {row["table"] for row in case.failures if row["rule_id"] not in CELL_RULES}
    return {
        table_id: solutions(table_id, case.forms[table_id], case.figures[table_id])
        for table_id in catalogue.tables()
        if table_id in withheld & failing and table_id in case.forms
    }


def _reasons(case: Case) -> Markup:
    if not case.withheld:
        return Markup("")
    rows = [
        (
            table_name(row["table"]),
            status_name(row["status"]),
            both(row["reason_zh"], row["reason_en"]),
        )
        for row in case.withheld
    ]
    return table(("表格 table", "状态 status", "原因 reason"), rows, "暂不发布 not in the marts")


def _failures(case: Case) -> Markup:
    """Contradictions first, then doubts; of the cells that are not certain only the first few."""
    if not case.failures:
        return Markup("")
    uncertain = [row for row in case.failures if row["rule_id"] == _UNCERTAIN]
    others = [row for row in case.failures if row["rule_id"] != _UNCERTAIN]
    shown = [*sorted(others, key=lambda row: row["doubt"]), *uncertain[:_SPELT_OUT]]
    rows: list[tuple[object, ...]] = [
        (
            row["rule_id"],
            both(row["message_zh"], row["message_en"]),
            *(number(row[side]) for side in ("lhs", "rhs", "difference")),
            "读法存疑 doubt" if row["doubt"] else "",
        )
        for row in shown
    ]
    more = len(uncertain) - _SPELT_OUT
    if more > 0:
        note = both(f"另有 {more} 格未能确定读出，见下表。", f"{more} more cells, marked below.")
        rows.append((_UNCERTAIN, note, "", "", "", "读法存疑 doubt"))
    head = ("规则 rule", "说明 what fails", "前者 lhs", "后者 rhs", "差额 difference", "")
    return table(head, rows, "不相符之处 what does not tie")


def _drawn(case: Case, table_id: str, form: str, found: Localization | None) -> Markup:
    new = proposed(found) if found else {}
    raw = case.raw[table_id]
    marks = _marks(case, table_id, form)
    figures = case.figures[table_id]
    head, rows = _layout(table_id, form)
    lines = []
    for label, keys in rows:
        cells = (
            _cell(figures.get(k), marks.get(k, ""), raw.get(k, ""), new.get(k))
            if k
            else "<td></td>"
            for k in keys
        )
        lines.append(f"<tr>{label}{''.join(cells)}</tr>")
    return Markup(head + "\n".join(lines) + "\n</tbody></table></div>")


@cache
def _layout(table_id: str, form: str) -> tuple[str, list[tuple[str, list[CellKey | None]]]]:
    """The head of a table, and for each row its label and its cells (None: not in the form)."""
    drawn = catalogue.tables()[table_id]
    present = set(drawn.cells(form))
    columns = [column for column in drawn.columns if form in column.forms]
    titles = "".join(f'<th scope="col">{both(c.zh, c.en)}</th>' for c in columns)
    caption = escape(f"{drawn.zh} {drawn.en} ({form})")
    head = (
        f'<div class="scroll"><table><caption>{caption}</caption>'
        f"<thead><tr><th></th>{titles}</tr></thead>\n<tbody>\n"
    )
    rows: list[tuple[str, list[CellKey | None]]] = []
    for item in drawn.items_of(form):
        keys = (CellKey(item.id, column.id) for column in columns)
        label = f'<th scope="row">{both(item.label(form), item.label(form, "en"))}</th>'
        rows.append((label, [key if key in present else None for key in keys]))
    return head, rows


def _marks(case: Case, table_id: str, form: str) -> dict[CellKey, str]:
    """Cell -> how it is marked: in one failed sum, where several cross, or not certain."""
    edits = {(edit.rule_id, edit.scope): edit for edit in catalogue.all_edits(table_id, form)}
    sums: Counter[CellKey] = Counter()
    uncertain: set[CellKey] = set()
    for row in case.failures:
        if row["table"] != table_id:
            continue
        edit = edits.get((row["rule_id"], row["scope"]))
        if edit is not None:
            sums.update((*edit.lhs, *edit.rhs))
        elif row["rule_id"] == _UNCERTAIN:
            uncertain.add(_scoped(row["scope"]))
        elif row["scope"].count(".") == 2:
            sums[_scoped(row["scope"])] += 1
    marks = {key: "crossed" if count > 1 else "suspect" for key, count in sums.items()}
    return marks | dict.fromkeys(uncertain, "uncertain")


def _scoped(scope: str) -> CellKey:
    _, item, column = scope.split(".")
    return CellKey(item, column)


def _cell(figure: tuple[str, Decimal | None] | None, mark: str, raw: str, new: str | None) -> str:
    """The number as published; under it what is printed, where that says more, and the advice."""
    notes = f'<div class="advice">→ {escape(new)}</div>' if new else ""
    if figure is None:
        return f'<td class="number {mark or "uncertain"}">?{notes}</td>'
    state, value = figure
    text = {State.BLANK: "", State.DASH: "—"}.get(State(state), plain(value))
    if raw and raw != text and state == State.REPORTED:
        notes = f'<div class="raw">{escape(raw)}</div>{notes}'
    return f'<td class="{f"number {mark}".rstrip()}">{text}{notes}</td>'


def _legend() -> Markup:
    return Markup(
        '<table><tr><td class="suspect">1</td><td>'
        + both("此格在不相符的算式中", "stands in a sum that does not tie")
        + '</td><td class="crossed">1</td><td>'
        + both("两个以上不相符的算式在此交叉", "two or more such sums meet here")
        + '</td><td class="uncertain">?</td><td>'
        + both("未能确定读出", "not read with certainty")
        + '</td><td><div class="advice">→ 1</div></td><td>'
        + both("若改为此数即可勾稽（未改）", "would tie with this number (not changed)")
        + "</td></tr></table>"
    )
