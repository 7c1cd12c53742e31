"""What `gouji run` says at the end: how many reports tie, which do not and why, what came out.

What does not belong here: finding it out (`orchestration.command_line.running`).
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import polars as pl
from rich.console import Console
from rich.table import Table
from rich.text import Text

from gouji.forms import catalogue
from gouji.reconciliation.status import Status
from gouji.release.verdict import State, Verdict
from gouji.storage import Store
from gouji.tables import dataset
from orchestration.command_line.running import Outcome
from orchestration.failures import Exit, Told

LINES = 50
"""So many withheld reports are named; the rest are in the release."""

_LONGEST = 400

_COLORS = {
    Status.RECONCILED: "green",
    Status.ACCEPTED: "green",
    Status.WITHHELD: "yellow",
    Status.UNREADABLE: "red",
}


def print_statuses(console: Console, lake: Store, lang: str) -> None:
    """A table of statuses, and a line for each report that is not published in full."""
    status = dataset.read(
        lake, "report_status", columns=["document_id", "status", f"reason_{lang}"]
    )
    if status.is_empty():
        console.print(_say(lang, "没有现行报告。", "There is no current report."))
        return
    counted = dict(status["status"].value_counts().iter_rows())
    table = Table(show_edge=False, pad_edge=False)
    table.add_column(_say(lang, "状态", "status"))
    table.add_column(_say(lang, "报告数", "reports"), justify="right")
    for one in Status:
        if one.value in counted:
            name = Text(one.text(lang), style=_COLORS.get(one, ""))
            table.add_row(name, str(counted[one.value]))
    table.add_section()
    table.add_row(_say(lang, "合计", "total"), str(status.height))
    console.print(table)
    for line in _withheld(lake, status, lang):
        console.print(line)


def print_outcome(console: Console, outcome: Outcome, lang: str) -> None:
    """One paragraph: the release, or why there is none."""
    if outcome.exit is Exit.PUBLISHED:
        for line in _warnings(outcome.verdict, lang):
            console.print(line)
        console.print(_published(outcome, lang))
    elif outcome.verdict is not None and outcome.told is None:
        for line in _shut(outcome.verdict, lang):
            console.print(line)


def print_notes(console: Console, outcome: Outcome, lang: str) -> None:
    """What landing found worth telling of single files."""
    if outcome.notes:
        console.print(Text(_say(lang, "请留意：", "Please note:")))
    for note in outcome.notes[:LINES]:
        console.print(Text(f"  {note['path']}  {note[lang]}"))


def print_error(console: Console, told: Told, log: Path | None, lang: str) -> None:
    """What went wrong, and where the log is."""
    console.print(Text(f"gouji: {told.text(lang)}", style="red" if console.is_terminal else ""))
    if log is not None and told.exit is Exit.FAILURE:
        console.print(Text(_say(lang, f"详细日志：{log}", f"The log is in {log}")))


def _withheld(lake: Store, status: pl.DataFrame, lang: str) -> Iterator[Text]:
    fine = [one.value for one in Status if one.ties]
    rest = status.filter(~pl.col("status").is_in(fine))
    if rest.is_empty():
        return
    own = f"reason_{lang}"
    tables = dataset.read(lake, "table_status", columns=["document_id", "table", "status", own])
    why = _by_table(tables.filter(~pl.col("status").is_in(fine)).drop_nulls(own), own, lang)
    paths = dataset.read(lake, "reports", columns=["document_id", "path"])
    named = rest.join(paths, on="document_id", how="left").join(why, on="document_id", how="left")
    yield Text()
    yield Text(_say(lang, "未能全部发布的报告：", "Reports that are not published in full:"))
    for row in named.sort("path").head(LINES).iter_rows(named=True):
        reason = " ".join((row["why"] or row[own] or "").split())
        short = reason if len(reason) <= _LONGEST else reason[: _LONGEST - 1] + "…"
        yield Text(f"  {row['path']}  [{Status(row['status']).text(lang)}] {short}")
    if named.height > LINES:
        more = named.height - LINES
        yield Text(
            _say(
                lang,
                f"  ……另有 {more} 份，见 mart_withheld_reports",
                f"  ... and {more} more, see mart_withheld_reports",
            )
        )


def _by_table(tables: pl.DataFrame, own: str, lang: str) -> pl.DataFrame:
    """document_id, why: the reasons of its tables, each behind the tables that it holds for."""
    names = {one.id: _say(lang, f"《{one.zh}》", one.en) for one in catalogue.tables().values()}
    behind, between = _say(lang, "：", ": "), _say(lang, "、", "; ")
    return (
        tables.with_columns(pl.col("table").replace(names))
        .group_by("document_id", own, maintain_order=True)
        .agg(pl.col("table").str.join(between))
        .group_by("document_id", maintain_order=True)
        .agg(pl.concat_str("table", pl.lit(behind), own).str.join(" ").alias("why"))
    )


def _published(outcome: Outcome, lang: str) -> Text:
    if outcome.new:
        said = _say(lang, "已发布：", "Published: ")
    elif outcome.verdict is None:
        said = _say(
            lang,
            "与上次运行相比没有任何变化，未出新版本，现行版本：",
            "Unchanged: nothing differs from the last run. No new release; the current one: ",
        )
    else:
        said = _say(
            lang,
            "发布内容没有变化，未出新版本，现行版本：",
            "Unchanged: the content is that of the current release. No new release; the current "
            "one: ",
        )
    return Text(f"\n{said}{outcome.place}")


def _shut(verdict: Verdict, lang: str) -> Iterator[Text]:
    kind = {
        State.FAILED: ("关口未通过", "The gate is shut: the candidate was judged and failed"),
        State.ERRORED: ("关口未能判定", "The gate is shut: the candidate could not be judged"),
    }[verdict.verdict]
    left = _say(
        lang,
        "，没有发布任何内容，上一版本原样保留：",
        ". Nothing was published; the last release is as it was:",
    )
    yield Text(f"\n{kind[0 if lang == 'zh' else 1]}{left}")
    for reason in verdict.reasons(lang):
        yield Text(f"  {reason}")


def _warnings(verdict: Verdict | None, lang: str) -> Iterator[Text]:
    if verdict is not None and verdict.reasons(lang):
        yield Text(_say(lang, "\n关口提示：", "\nThe gate warns:"))
        for reason in verdict.reasons(lang):
            yield Text(f"  {reason}")


def _say(lang: str, zh: str, en: str) -> str:
    return zh if lang == "zh" else en
