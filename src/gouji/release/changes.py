"""`CHANGES.md` and `changes.csv`: what a release says otherwise than the one before it.

Reports that came, went, or are now withheld; every figure of the marts' facts that changed in a
report that both have; tables and columns that came or went. The one before is read from its own
published files, so what is told is what its readers saw.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from gouji.release.columns import published_columns
from gouji.release.descriptor import DESCRIPTOR
from gouji.release.models import MODELS

CHANGES = "CHANGES.md"
CHANGES_CSV = "changes.csv"
NEEDED = (
    MODELS["fct_figures"].path,
    MODELS["mart_withheld_reports"].path,
    DESCRIPTOR,
)
"""What of the previous release is read."""

LISTED = 200
"""How many names or figures the page lists; `changes.csv` has every figure."""

_MEMORY = "1GB"
_KEY = 'report_id, "table", item, "column"'


@dataclass(frozen=True, slots=True)
class Changes:
    """What changed. before: id of the release compared with, None where there is none."""

    before: str | None
    reports_added: tuple[str, ...] = ()
    reports_removed: tuple[str, ...] = ()
    newly_withheld: tuple[tuple[str, str], ...] = ()
    """(report, table) that the one before did not withhold."""
    no_longer_withheld: tuple[tuple[str, str], ...] = ()
    columns_added: tuple[str, ...] = ()
    """`table.column`, or `table` where the whole table is new."""
    columns_removed: tuple[str, ...] = ()
    figures: int = 0
    sample: tuple[tuple[Any, ...], ...] = field(default=(), repr=False)
    """report, table, item, column, value and state before, value and state now."""
    problem: str = ""
    """Why the two could not be compared; then nothing else is told."""


def write_changes(staging: Path, before: Path | None, before_id: str | None) -> Changes:
    """Compare the release in `staging` with the files `NEEDED` of the one before, in `before`.

    Writes both files into `staging`, in any case: a release that is damaged, or was made by another
    version, must not stop the next one, so then they say why nothing is told.
    """
    import duckdb

    found = Changes(before_id)
    (staging / CHANGES_CSV).write_text(_HEAD, encoding="utf-8")
    if before is not None:
        try:
            found = _compare(staging, before, before_id)
        except (duckdb.Error, OSError, ValueError, KeyError, TypeError) as error:
            (staging / CHANGES_CSV).write_text(_HEAD, encoding="utf-8")
            found = Changes(before_id, problem=str(error).splitlines()[0])
        finally:
            _clear(staging / ".spill")
    (staging / CHANGES).write_text(_page(found), encoding="utf-8")
    return found


_HEAD = "report_id,table,item,column,value_before,state_before,value_now,state_now\n"


def _compare(staging: Path, before: Path, before_id: str | None) -> Changes:
    import duckdb

    added, removed = _columns(staging, before)
    facts, withheld, _ = NEEDED
    with duckdb.connect() as db:
        db.execute(f"set memory_limit = '{_MEMORY}'")
        db.execute(f"set temp_directory = {_text(staging / '.spill')}")
        for name, folder in (("old", before), ("new", staging)):
            for view, path in (("facts", facts), ("withheld", withheld)):
                source = _text(folder / path)
                db.execute(f"create view {name}_{view} as from read_parquet({source})")
        db.execute(_CHANGED)
        ((figures,),) = db.execute("select count(*) from changed").fetchall()
        db.execute(
            f"copy (from changed order by {_KEY}) to {_text(staging / CHANGES_CSV)} "
            "(header, delimiter ',')"
        )
        sample = db.execute(f"from changed order by {_KEY} limit {LISTED}").fetchall()
        found = Changes(
            before_id,
            _names(
                db, "select report_id from new_reports except select report_id from old_reports"
            ),
            _names(
                db, "select report_id from old_reports except select report_id from new_reports"
            ),
            _pairs(db, "new_withheld", "old_withheld"),
            _pairs(db, "old_withheld", "new_withheld"),
            added,
            removed,
            int(figures),
            tuple(sample),
        )
    return found


# Whole reports are compared by a hash first: most do not change, and their cells need no join.
_CHANGED = f"""
    create table old_reports as
        select report_id, sum(hash("table", item, "column", value, state)) as digest
        from old_facts group by report_id;
    create table new_reports as
        select report_id, sum(hash("table", item, "column", value, state)) as digest
        from new_facts group by report_id;
    create table touched as
        select report_id from old_reports join new_reports using (report_id)
        where old_reports.digest <> new_reports.digest;
    create table changed as
        select {_KEY}, before.value as value_before, before.state as state_before,
            now.value as value_now, now.state as state_now
        from (select {_KEY}, value, state from old_facts semi join touched using (report_id))
            as before
        full join (select {_KEY}, value, state from new_facts semi join touched using (report_id))
            as now using ({_KEY})
        where before.value is distinct from now.value or before.state is distinct from now.state
"""  # noqa: S608


def _names(db: Any, query: str) -> tuple[str, ...]:
    return tuple(name for (name,) in db.execute(f"{query} order by 1").fetchall())


def _pairs(db: Any, these: str, others: str) -> tuple[tuple[str, str], ...]:
    query = (
        f'select report_id, "table" from {these} except '  # noqa: S608
        f'select report_id, "table" from {others} order by all'
    )
    return tuple(db.execute(query).fetchall())


def _columns(staging: Path, before: Path) -> tuple[tuple[str, ...], tuple[str, ...]]:
    old: dict[str, list[str]] = {
        resource["name"]: [field["name"] for field in resource["schema"]["fields"]]
        for resource in json.loads((before / DESCRIPTOR).read_text(encoding="utf-8"))["resources"]
    }
    new = {name: [c.name for c in found] for name, found in published_columns(staging).items()}
    return _missing(new, old), _missing(old, new)


def _missing(here: dict[str, list[str]], there: dict[str, list[str]]) -> tuple[str, ...]:
    found = []
    for model, columns in here.items():
        if model not in there:
            found.append(model)
            continue
        found += [f"{model}.{name}" for name in columns if name not in there[model]]
    return tuple(found)


def _page(changes: Changes) -> str:
    if changes.before is None:
        return "# 变化 Changes\n\n这是第一个发布。 This is the first release.\n"
    sections = [f"# 变化 Changes\n\n与 {changes.before} 相比。 Since {changes.before}.\n"]
    if changes.problem:
        why = f"无法比较：{changes.problem}。 They could not be compared: {changes.problem}.\n"
        return "\n".join([*sections, why])
    withheld = [" / ".join(pair) for pair in changes.newly_withheld]
    freed = [" / ".join(pair) for pair in changes.no_longer_withheld]
    for title, names in (
        ("新发布的报告 Reports added", changes.reports_added),
        ("不再发布的报告 Reports no longer there", changes.reports_removed),
        ("新暂不发布的表格 Tables newly withheld", withheld),
        ("不再暂不发布的表格 Tables no longer withheld", freed),
        ("新增的表与列 Tables and columns added", changes.columns_added),
        ("取消的表与列 Tables and columns removed", changes.columns_removed),
    ):
        sections.append(_list(title, names))
    sections.append(_figures(changes))
    return "\n".join(sections)


def _list(title: str, names: Sequence[str]) -> str:
    lines = [f"## {title}: {len(names)}", ""]
    lines += [f"- {name}" for name in names[:LISTED]]
    if len(names) > LISTED:
        lines.append(f"- …（另有 {len(names) - LISTED} 项 and {len(names) - LISTED} more）")
    return "\n".join([*lines, ""])


def _figures(changes: Changes) -> str:
    lines = [f"## 改变的数 Figures changed: {changes.figures}", ""]
    if changes.sample:
        lines += ["| 报告 report | 格 cell | 原 before | 现 now |", "|---|---|---|---|"]
    for report, table, item, column, old, old_state, new, new_state in changes.sample:
        shown = (_shown(old, old_state), _shown(new, new_state))
        lines.append(f"| {report} | {table}.{item}.{column} | {shown[0]} | {shown[1]} |")
    if changes.figures > len(changes.sample):
        lines.append(f"\n全部见 All of them: `{CHANGES_CSV}`")
    return "\n".join([*lines, ""])


def _shown(value: Any, state: str | None) -> str:
    if value is None:
        return state or "-"
    return f"{value:f}".rstrip("0").rstrip(".") if "." in f"{value:f}" else f"{value:f}"


def _clear(folder: Path) -> None:
    if folder.exists():
        for leftover in folder.iterdir():
            leftover.unlink()
        folder.rmdir()


def _text(value: object) -> str:
    return "'" + str(value).replace("'", "''") + "'"
