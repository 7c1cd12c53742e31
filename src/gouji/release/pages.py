"""`reconciliation/`: one page for each report that does not tie, for the person who looks into it.

A page draws the tables that fail as the form has them, marks the cells that stand in a failed sum,
and says beside them in plain words what fails. It marks where to look; which of the marked cells
is the wrong one is not decided here. A cell that was not read with certainty shows no number.
"""

from __future__ import annotations

import hashlib
import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from gouji.forms import catalogue
from gouji.forms.model import CellKey, Table
from gouji.forms.values import State
from gouji.release.page import Markup, both, escape, page, table

FOLDER = "reconciliation"
WHOLE_REPORT = "report"
"""Stands for the table in `mart_withheld_reports` where no single table is to blame."""

Row = dict[str, Any]


@dataclass(slots=True)
class _Case:
    """Everything the candidate says about one report that does not tie."""

    report_id: str
    issuer: str | None = None
    year: int | None = None
    path: str | None = None
    withheld: list[Row] = field(default_factory=list)
    failures: list[Row] = field(default_factory=list)
    figures: dict[str, dict[CellKey, Row]] = field(default_factory=lambda: defaultdict(dict))
    forms: dict[str, str] = field(default_factory=dict)


def write_pages(candidate: Mapping[str, Path], staging: Path) -> dict[str, str]:
    """Write the pages into `staging/reconciliation`; return page path by report id."""
    folder = staging / FOLDER
    written: dict[str, str] = {}
    for case in _cases(candidate):
        folder.mkdir(exist_ok=True)
        name = f"{FOLDER}/{page_name(case.report_id)}"
        (staging / name).write_bytes(render(case))
        written[case.report_id] = name
    return written


def page_name(report_id: str) -> str:
    """A file name a person can recognise, and unique whatever the report id holds."""
    readable = re.sub(r"[^\w-]+", "_", report_id)[:60]
    return f"{readable}.{hashlib.sha256(report_id.encode()).hexdigest()[:8]}.html"


def render(case: _Case) -> bytes:
    """The page of one report."""
    title = f"{case.issuer or '发布机关不明'} {case.year or '年度不明'}"
    parts = [
        Markup(f"<p>{escape(case.path)}<br><code>{escape(case.report_id)}</code></p>"),
        _reasons(case),
        _failures(case),
    ]
    for table_id, form in sorted(case.forms.items(), key=lambda pair: _position(pair[0])):
        parts.append(_drawn(case, catalogue.tables()[table_id], form))
    parts.append(_legend())
    return page(title, parts)


def _cases(candidate: Mapping[str, Path]) -> Iterator[_Case]:
    import polars as pl

    withheld = pl.read_parquet(candidate["mart_withheld_reports"])
    failures = (
        pl.scan_parquet(candidate["mart_reconciliation"])
        .filter(pl.col("status") == "fail")
        .collect()
    )
    ids = pl.concat([withheld["report_id"], failures["report_id"]]).unique().sort()
    figures = (
        pl.scan_parquet(candidate["figures_as_published"])
        .filter(pl.col("report_id").is_in(ids.to_list()))
        .select("report_id", "form", "table", "item", "column", "value", "state")
        .collect()
    )
    cases = {report_id: _Case(report_id) for report_id in ids}
    for row in withheld.sort("report_id", "table").iter_rows(named=True):
        case = _identified(cases[row["report_id"]], row)
        case.withheld.append(row)
        _note_form(case, row["table"], row["form"])
    for row in failures.sort("report_id", "table", "rule_id", "scope").iter_rows(named=True):
        _identified(cases[row["report_id"]], row).failures.append(row)
    for row in figures.iter_rows(named=True):
        case = cases[row["report_id"]]
        case.figures[row["table"]][CellKey(row["item"], row["column"])] = row
        if any(failure["table"] == row["table"] for failure in case.failures):
            _note_form(case, row["table"], row["form"])
    yield from cases.values()


def _identified(case: _Case, row: Row) -> _Case:
    case.issuer, case.year, case.path = row["issuer"], row["year"], row["path"]
    return case


def _note_form(case: _Case, table_id: str, form: str | None) -> None:
    known = catalogue.tables().get(table_id)
    if known is not None and form in known.forms:
        case.forms[table_id] = str(form)


def _position(table_id: str) -> int:
    return list(catalogue.tables()).index(table_id)


def _reasons(case: _Case) -> Markup:
    if not case.withheld:
        return Markup("")
    rows = [
        (_table_name(row["table"]), row["status"], both(row["reason_zh"], row["reason_en"]))
        for row in case.withheld
    ]
    return table(("表格 table", "状态 status", "原因 reason"), rows, "暂不发布 not in the marts")


def _failures(case: _Case) -> Markup:
    if not case.failures:
        return Markup("")
    rows = [
        (
            row["rule_id"],
            both(row["message_zh"], row["message_en"]),
            escape(_plain(row["lhs"])),
            escape(_plain(row["rhs"])),
            escape(_plain(row["difference"])),
            "读法存疑 doubt" if row["doubt"] else "",
        )
        for row in case.failures
    ]
    head = ("规则 rule", "说明 what fails", "前者 lhs", "后者 rhs", "差额 difference", "")
    return table(head, rows, "不相符之处 what does not tie")


def _drawn(case: _Case, form_table: Table, form: str) -> Markup:
    marks = _marks(case, form_table, form)
    figures = case.figures.get(form_table.id, {})
    present = set(form_table.cells(form))
    columns = [column for column in form_table.columns if form in column.forms]
    head = "".join(f'<th scope="col">{both(c.zh, c.en)}</th>' for c in columns)
    lines = []
    for item in form_table.items_of(form):
        label = both(item.label(form), item.label(form, "en"))
        cells = "".join(
            _drawn_cell(figures.get(key), marks.get(key, ""))
            if (key := CellKey(item.id, column.id)) in present
            else "<td></td>"
            for column in columns
        )
        lines.append(f'<tr><th scope="row">{label}</th>{cells}</tr>')
    caption = escape(f"{form_table.zh} {form_table.en} ({form})")
    return Markup(
        f'<div class="scroll"><table><caption>{caption}</caption>'
        f"<thead><tr><th></th>{head}</tr></thead>\n<tbody>\n" + "\n".join(lines) + "\n</tbody>"
        "</table></div>"
    )


def _marks(case: _Case, form_table: Table, form: str) -> dict[CellKey, str]:
    """Cell -> how it is marked: in one failed sum, where several cross, or not certain."""
    edits = {(edit.rule_id, edit.scope): edit for edit in catalogue.edits(form_table.id, form)}
    sums: Counter[CellKey] = Counter()
    uncertain: set[CellKey] = set()
    for row in case.failures:
        if row["table"] != form_table.id:
            continue
        edit = edits.get((row["rule_id"], row["scope"]))
        if edit is not None:
            sums.update((*edit.lhs, *edit.rhs))
        elif row["scope"].count(".") == 2:
            uncertain.add(CellKey(*row["scope"].split(".")[1:]))
    marks = {key: "crossed" if count > 1 else "suspect" for key, count in sums.items()}
    return marks | dict.fromkeys(uncertain, "uncertain")


def _drawn_cell(figure: Row | None, mark: str) -> str:
    kind = f"number {mark}".strip()
    if figure is None:
        return f'<td class="{kind if mark else "number uncertain"}">?</td>'
    text = {State.BLANK: "", State.DASH: "—"}.get(figure["state"], _plain(figure["value"]))
    return f'<td class="{kind}">{escape(text)}</td>'


def _legend() -> Markup:
    return Markup(
        '<table><tr><td class="suspect">1</td><td>'
        + both("此格在不相符的算式中", "stands in a sum that does not tie")
        + '</td><td class="crossed">1</td><td>'
        + both("两个以上不相符的算式在此交叉", "two or more such sums meet here")
        + '</td><td class="uncertain">?</td><td>'
        + both("未能确定读出", "not read with certainty")
        + "</td></tr></table>"
    )


def _table_name(table_id: str) -> Markup:
    known = catalogue.tables().get(table_id)
    if known is None:
        return (
            both("整份报告", "the whole report") if table_id == WHOLE_REPORT else escape(table_id)
        )
    return both(known.zh, known.en)


def _plain(number: Any) -> str:
    """A number without needless decimals."""
    if number is None:
        return ""
    return f"{int(number)}" if number == int(number) else f"{number}"
