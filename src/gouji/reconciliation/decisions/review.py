"""What waits for a reviewer's decision, most severe first, and the entry that would decide it.

A withheld table waits: first those of which the document certainly contradicts itself, then those
that could not be read with certainty. After them come failures that withhold nothing. The entry is
YAML for the decisions file, with `expect` filled in and reason, reviewer and date left empty: as it
stands the file refuses it, so nobody accepts anything unawares.

What does not belong here: reading the lake, and printing (`gouji.reviewing`).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

import polars as pl

from gouji.documents.reasons import Reason
from gouji.reconciliation.status import CELL_RULES, IDENTITY_RULE, Status

CONTRADICTION, DOUBT, DEFECT = "contradiction", "doubt", "defect"
KINDS = (CONTRADICTION, DOUBT, DEFECT)
"""Most severe first."""

Row = Mapping[str, Any]

_FILL_IN = ("reason", "reviewer", "date")


@dataclass(frozen=True, slots=True)
class Waiting:
    """One thing that waits: a withheld table, or a failure that withholds nothing.

    failures: rows of `confrontations` that no decision covers. doubted: whether the table is in
    doubt as a whole, which no `accept` can lift.
    """

    kind: str
    report_id: str
    document_id: str
    issuer: str | None
    year: int | None
    path: str
    table: str | None
    failures: tuple[Row, ...] = ()
    doubted: bool = False
    doubts: int = 0
    reason: Reason | None = None

    @property
    def contradictions(self) -> int:
        """How many numbers certainly fail."""
        return sum(_certain(row) for row in self.failures)

    @property
    def unknown(self) -> tuple[Row, ...]:
        """Failures of identity.known: the sidecar must state what no decision can."""
        return tuple(row for row in self.failures if row["rule_id"] == IDENTITY_RULE)

    @property
    def acceptable(self) -> bool:
        """Whether accepting every failure would make the table usable."""
        return bool(self.failures) and not self.doubted and not self.unknown


def waiting(
    reports: pl.DataFrame,
    table_readings: pl.DataFrame,
    table_status: pl.DataFrame,
    failures: pl.DataFrame,
) -> list[Waiting]:
    """Everything that waits, most severe first; then by number of failures, report and table.

    Args:
        reports: dataset of the lake; only current ones count.
        table_readings: likewise.
        table_status: likewise.
        failures: rows of `confrontations` with status fail.
    """
    there = reports.filter(pl.col("is_current") & pl.col("removed_at").is_null())
    about = {row["document_id"]: row for row in there.iter_rows(named=True)}
    open_ = [
        row
        for row in failures.filter(pl.col("decision").is_null()).iter_rows(named=True)
        if row["document_id"] in about
    ]
    by_table: dict[tuple[str, str | None], list[Row]] = {}
    for row in open_:
        if row["blocks"]:
            by_table.setdefault((row["document_id"], row["table"]), []).append(row)
    doubted = {
        (row["document_id"], row["table"])
        for row in table_readings.filter(pl.col("doubt_code").is_not_null()).iter_rows(named=True)
    }
    withheld = table_status.filter(pl.col("status") == Status.WITHHELD.value)
    found = [
        _table(row, about[row["document_id"]], by_table, doubted)
        for row in withheld.iter_rows(named=True)
        if row["document_id"] in about
    ]
    found += [_defect(row, about[row["document_id"]]) for row in open_ if not row["blocks"]]
    return sorted(found, key=_severity)


def _table(
    row: Row,
    report: Row,
    by_table: Mapping[tuple[str, str | None], list[Row]],
    doubted: set[tuple[str, str]],
) -> Waiting:
    key = (row["document_id"], row["table"])
    failures = (*by_table.get((row["document_id"], None), ()), *by_table.get(key, ()))
    certain = any(map(_certain, failures))
    return Waiting(
        CONTRADICTION if certain else DOUBT,
        **_about(report),
        table=row["table"],
        failures=tuple(failures),
        doubted=key in doubted,
        doubts=row["doubts"],
        reason=Reason("withheld", row["reason_zh"] or "", row["reason_en"] or ""),
    )


def _certain(row: Row) -> bool:
    return not row["doubt"] and row["rule_id"] != IDENTITY_RULE


def _defect(row: Row, report: Row) -> Waiting:
    return Waiting(
        DEFECT,
        **_about(report),
        table=row["table"],
        failures=(row,),
        doubts=int(row["doubt"]),
        reason=Reason("defect", row["message_zh"] or "", row["message_en"] or ""),
    )


def _about(report: Row) -> dict[str, Any]:
    return {name: report[name] for name in ("report_id", "document_id", "issuer", "year", "path")}


def _severity(one: Waiting) -> tuple[object, ...]:
    minor = one.kind == DEFECT and one.failures[0]["defect"] != "major"
    numbers = (-one.contradictions, -max(one.doubts, len(one.failures)))
    return (KINDS.index(one.kind), minor, *numbers, one.report_id, one.table or "")


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry for the decisions file; `notes` are comments in either language."""

    fields: dict[str, Any]
    notes: tuple[Reason, ...] = field(default=())


def entries(one: Waiting, states: Mapping[str, str]) -> list[Entry]:
    """The entries that would decide what waits.

    Args:
        one: from `waiting`.
        states: state of each cell (`table.item.column`) of the report that is not certain.
    """
    if one.kind == DEFECT or one.acceptable:
        return [_accept(one, row, states) for row in one.failures]
    return [
        Entry(
            {
                "report": one.report_id,
                "action": "exclude",
                "scope": one.table,
                **dict.fromkeys(_FILL_IN, ""),
            },
            (_why_not_accept(one),),
        )
    ]


def _accept(one: Waiting, row: Row, states: Mapping[str, str]) -> Entry:
    return Entry(
        {
            "report": one.report_id,
            "action": "accept",
            "rule": row["rule_id"],
            "scope": row["scope"],
            "expect": _expect(one, row, states),
            **dict.fromkeys(_FILL_IN, ""),
        },
        (Reason("message", row["message_zh"] or "", row["message_en"] or ""),),
    )


def _expect(one: Waiting, row: Row, states: Mapping[str, str]) -> dict[str, Any]:
    """What the failure says now: both sides, or the state of the cell, or else the year."""
    sides = {name: row[name] for name in ("lhs", "rhs") if row[name] is not None}
    if row["rule_id"] in CELL_RULES and row["scope"] in states:
        return {row["scope"]: states[row["scope"]]}
    if sides:
        return {name: _plain(value) for name, value in sides.items()}
    known = {"year": one.year, "issuer": one.issuer}
    return {name: value for name, value in known.items() if value is not None}


def _plain(value: Decimal) -> int | float:
    return int(value) if value == value.to_integral_value() else float(value)


def _why_not_accept(one: Waiting) -> Reason:
    if one.unknown:
        return Reason(
            "identity",
            "发布机关或年度须在 reports.csv 中写明，审核决定不能补出；以下只用于排除此表",
            "issuer and year are stated in reports.csv, no decision can; the entry below only "
            "keeps the table out",
        )
    return Reason(
        "doubted",
        "整张表的读法存疑，接受不了单个数字；以下只用于排除此表",
        "the reading of the table as a whole is in doubt, so that no number of it can be accepted; "
        "the entry below only keeps the table out",
    )


def to_yaml(found: Sequence[Entry], lang: str) -> str:
    """The entries as YAML, each under its notes."""
    import yaml

    blocks = []
    for entry in found:
        notes = [f"# {line}" for note in entry.notes for line in note.text(lang).splitlines()]
        body = yaml.safe_dump(
            [entry.fields], allow_unicode=True, sort_keys=False, default_flow_style=False, width=200
        )
        blocks.append("\n".join([*notes, body]))
    return "".join(blocks)


def uncertain_states(figures: pl.DataFrame) -> dict[str, str]:
    """table.item.column -> state of the cells of one document that are not certain."""
    odd = figures.filter(~pl.col("state").is_in(["reported", "blank", "dash"]))
    return {
        f"{row['table']}.{row['item']}.{row['column']}": row["state"]
        for row in odd.iter_rows(named=True)
    }
