"""Reconciles all reports of a lake at once: confrontations, table and report statuses, as frames.

Expression and matrix work in polars, no loop over reports. The columns of the three results are
those of the lake's datasets of the same names. `judgement` says the same of one report and is the
simpler text to read; a property test holds the two together.

What does not belong here: reading or writing the lake, and deciding whether a release may be made.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

import polars as pl

from gouji.forms import catalogue
from gouji.forms.evaluation import Confrontation, Outcome
from gouji.forms.messages import describe
from gouji.forms.model import Rule, RuleKind
from gouji.reconciliation import cell_rules
from gouji.reconciliation.batch_status import judge_reports, judge_tables
from gouji.reconciliation.cell_matrix import WIDE, matrices
from gouji.reconciliation.comparisons.frame import YearBefore
from gouji.reconciliation.decisions.batch import apply_decisions
from gouji.reconciliation.decisions.ledger import Decision, Problem
from gouji.reconciliation.defects import confront_defects
from gouji.reconciliation.form_frame import count_blanks
from gouji.reconciliation.localization.edit_matrix import confront_edits
from gouji.reconciliation.status import CELL_RULES, confirming_edits

MONEY = pl.Decimal(18, 2)
KEYS = ("document_id", "report_id", "report_year")

_RESULT_SCHEMA = pl.Schema(
    {
        "doc": pl.UInt32(),
        "place": pl.Int32(),
        "table": pl.String(),
        "ord": pl.UInt32(),
        "rule_id": pl.String(),
        "scope": pl.String(),
        "status": pl.String(),
        "lhs": WIDE,
        "rhs": WIDE,
        "doubt": pl.Boolean(),
        "detail": pl.String(),
        "claim": pl.Int64(),
        "confirming": pl.Boolean(),
    }
)
"""One row a confrontation. `doc` and `place` (order of the table in its report, -1 for identity)
and `ord` (order of the rule in the table) sort them as `judgement` does."""


@dataclass(frozen=True, slots=True)
class Reconciliation:
    """What became of a set of reports.

    `matched` are the names of the decisions that were applied; `problems` those that were not.
    """

    confrontations: pl.DataFrame
    table_status: pl.DataFrame
    report_status: pl.DataFrame
    problems: list[Problem]
    matched: frozenset[str]


def reconcile(
    reports: pl.DataFrame,
    table_readings: pl.DataFrame,
    figures: pl.DataFrame,
    decisions: Sequence[Decision] = (),
    *,
    whole_lake: bool = True,
    before: YearBefore | None = None,
    units: pl.DataFrame | None = None,
    claims: pl.DataFrame | None = None,
) -> Reconciliation:
    """Confront every current report with every rule, and give each table its status.

    Args:
        reports: dataset of the lake, whole or some partitions. Documents that are not current, or
            were removed, are left out, also of the other two.
        table_readings: likewise.
        figures: likewise; a cell without a row is missing.
        decisions: the whole reviewed file.
        whole_lake: False where the frames are only a part of the lake: a decision on a report that
            is not among them is then no problem here. Compare `matched` over all parts instead.
        before: what the same issuers reported the year before, where the frames are one year.
        units: which divisions lie under which (`divisions.UNITS_SCHEMA`), where it is known.
        claims: dataset of the lake, likewise.

    Raises:
        ValueError: two current reports share a document.
    """
    docs = _current(reports)
    tables = _tables(table_readings, docs)
    results, loose, blanks = _confront(docs, tables, figures)
    tables = tables.join(loose, on=["doc", "table"], how="left", maintain_order="left")
    defects = confront_defects(docs, tables, figures, blanks, before, units, claims)
    sides = ("doc", "rule_id", "scope", "lhs", "rhs")
    failing = pl.concat(
        found.filter(pl.col("status") == "fail").select(sides) for found in (results, defects)
    )
    applied = apply_decisions(decisions, docs, tables, figures, failing, whole_lake=whole_lake)
    results = _with_rules(results).join(
        applied.covered, on=["doc", "rule_id", "scope"], how="left", maintain_order="left"
    )
    results = _with_messages(results)
    defects = _with_rules(defects).join(
        applied.covered, on=["doc", "rule_id", "scope"], how="left", maintain_order="left"
    )
    table_status = judge_tables(tables, results, applied)
    report_status = judge_reports(docs, table_status, applied)
    return Reconciliation(
        _published(_with_defects(results, defects), docs),
        _keyed(table_status, docs).drop("place"),
        _keyed(report_status, docs),
        applied.problems,
        applied.matched,
    )


def _current(reports: pl.DataFrame) -> pl.DataFrame:
    """The reports that count, with the row number `doc` as their key in here."""
    docs = reports.filter(pl.col("is_current") & pl.col("removed_at").is_null()).select(
        *KEYS,
        "issuer",
        "issuer_id",
        "issuer_kind",
        "level",
        "division_code",
        "coverage",
        "coverage_evidence",
        "year",
        "form",
        "sections",
        "prose_clauses",
        "prose_sketch",
        "identity_evidence",
        "identity_conflicts",
        "unreadable_code",
        "unreadable_zh",
        "unreadable_en",
    )
    doubled = docs.filter(pl.col("document_id").is_duplicated())
    if doubled.height:
        raise ValueError(f"two current reports share the document {doubled['document_id'][0]}")
    return docs.with_row_index("doc")


def _tables(readings: pl.DataFrame, docs: pl.DataFrame) -> pl.DataFrame:
    """One row a table: doc, place, table, form, and why it is unreadable or in doubt.

    The tables of an unreadable report are unreadable for its reason.
    """
    parts = ("code", "zh", "en")
    theirs = docs.select(
        "doc", "document_id", *(pl.col(f"unreadable_{p}").alias(f"report_{p}") for p in parts)
    )
    report_is = pl.when(pl.col("report_code").is_not_null())
    return readings.join(theirs, on="document_id", maintain_order="left").select(
        "doc",
        pl.int_range(pl.len(), dtype=pl.Int32).over("doc").alias("place"),
        "table",
        "form",
        *(
            report_is.then(f"report_{part}")
            .otherwise(f"unreadable_{part}")
            .alias(f"unreadable_{part}")
            for part in parts
        ),
        *(f"doubt_{part}" for part in parts),
    )


def _confront(
    docs: pl.DataFrame, tables: pl.DataFrame, figures: pl.DataFrame
) -> tuple[pl.DataFrame, pl.DataFrame, list[pl.DataFrame]]:
    """Every rule that blocks, on every readable report and table; then what is only counted.

    The frames are the results; doc, table, loose (see `cell_rules`); and, one for each matrix, doc,
    table, empty, reported (see `form_frame.count_blanks`).
    """
    identity = cell_rules.confront_identity(docs.filter(pl.col("unreadable_code").is_null()))
    of_report = [pl.lit(None, pl.String).alias("table"), pl.lit(-1, pl.Int32).alias("place")]
    parts = [_aligned(identity.with_columns(of_report))]
    blanks: list[pl.DataFrame] = []
    loose = [pl.DataFrame(schema={"doc": pl.UInt32, "table": pl.String, "loose": pl.Int64})]
    readable = tables.filter(pl.col("unreadable_code").is_null())
    for matrix in matrices(figures, docs, readable):
        table = pl.lit(matrix.table.id).alias("table")
        found = [
            _named(confront_edits(matrix), matrix.table.id, matrix.form),
            cell_rules.confront_domain(matrix),
            cell_rules.confront_certainty(matrix),
        ]
        parts.extend(_aligned(one.with_columns(table)) for one in found)
        loose.append(cell_rules.loose_doubts(matrix))
        blanks.append(count_blanks(matrix))
    places = tables.select("doc", "table", "place")
    placed = (
        pl.concat(parts)
        .join(places, on=["doc", "table"], how="left", suffix="_of_table")
        .with_columns(pl.coalesce("place_of_table", "place").alias("place"))
    )
    results = placed.select(*_RESULT_SCHEMA).sort("doc", "place", "ord")
    return results, pl.concat(loose), blanks


def _named(edits: pl.DataFrame, table: str, form: str) -> pl.DataFrame:
    """Results of balance edits under the public names of their rule and scope."""
    confirming = confirming_edits(table, form)
    rows = [
        (ord_, edit.rule_id, edit.scope, edit in confirming)
        for ord_, edit in enumerate(catalogue.all_edits(table, form))
    ]
    names = ("ord", "rule_id", "scope", "confirming")
    schema = {name: _RESULT_SCHEMA[name] for name in names}
    return edits.join(pl.DataFrame(rows, schema=schema, orient="row"), on="ord")


def _aligned(frame: pl.DataFrame) -> pl.DataFrame:
    """`frame` with every column of the results; those it lacks are empty."""
    lacking = [
        pl.lit(None, dtype).alias(name)
        for name, dtype in _RESULT_SCHEMA.items()
        if name not in frame.columns
    ]
    return frame.with_columns(lacking).select(*_RESULT_SCHEMA)


def _with_rules(results: pl.DataFrame) -> pl.DataFrame:
    rules = pl.DataFrame(
        [
            (rule.id, rule.blocks, rule.defect.value, rule.id in CELL_RULES, _is_claim(rule))
            for rule in catalogue.active_rules()
        ],
        schema={
            "rule_id": pl.String,
            "blocks": pl.Boolean,
            "defect": pl.String,
            "by_cell": pl.Boolean,
            "is_claim": pl.Boolean,
        },
        orient="row",
    )
    return results.join(rules, on="rule_id", how="left", maintain_order="left")


def _is_claim(rule: Rule) -> bool:
    return rule.kind is RuleKind.CLAIM


def _with_messages(results: pl.DataFrame) -> pl.DataFrame:
    """Adds message_zh and message_en of failures, notes, and edits that cannot be assessed.

    Each different failure is worded once, however many reports have it.
    """
    fails = pl.col("status") == "fail"
    noted = (pl.col("status") == "pass") & pl.col("is_claim") & pl.col("detail").is_not_null()
    edit = ~pl.col("by_cell") & (pl.col("table").is_not_null() | ~pl.col("blocks"))
    worded = (
        results.with_row_index("row")
        .filter(fails | noted | (edit & (pl.col("status") == "not_assessable")))
        # What cannot be assessed is said without numbers: one text for each edit.
        .with_columns(pl.when(fails).then(side).alias(side) for side in ("lhs", "rhs"))
    )
    key = ["rule_id", "table", "scope", "status", "lhs", "rhs", "doubt", "detail"]
    distinct = worded.select(key).unique(maintain_order=True)
    texts = [_describe(*row) for row in distinct.iter_rows()]
    schema = {"message_zh": pl.String, "message_en": pl.String}
    messages = distinct.hstack(pl.DataFrame(texts, schema=schema, orient="row"))
    said = worded.join(messages, on=key, nulls_equal=True).select("row", *schema)
    return (
        results.with_row_index("row")
        .join(said, on="row", how="left", maintain_order="left")
        .drop("row")
    )


def _with_defects(results: pl.DataFrame, defects: pl.DataFrame) -> pl.DataFrame:
    """Both kinds of confrontation, report by report, those that decide first."""
    worded = _with_messages(defects)
    names = ("doc", "place", "ord", *_PUBLISHED)
    both = pl.concat([results.select(names), worded.select(names)])
    return both.sort("doc", ~pl.col("blocks"), "place", "ord")


def _describe(
    rule_id: str,
    table: str | None,
    scope: str,
    status: str,
    lhs: Decimal | None,
    rhs: Decimal | None,
    doubt: bool,
    detail: str | None,
) -> tuple[str, str]:
    result = Confrontation(rule_id, table, scope, Outcome(status), lhs, rhs, doubt, detail)
    return describe(result, "zh"), describe(result, "en")


_PUBLISHED = (
    *("rule_id", "table", "scope", "status", "lhs", "rhs", "doubt", "blocks", "defect", "claim"),
    *("message_zh", "message_en", "decision"),
)


def _published(results: pl.DataFrame, docs: pl.DataFrame) -> pl.DataFrame:
    """The dataset `confrontations`; a sum too large for its column is left out, not cut."""
    difference = (pl.col("lhs") - pl.col("rhs")).alias("difference")
    return _keyed(
        results.select(
            "doc",
            "rule_id",
            "table",
            "scope",
            "status",
            *(value.cast(MONEY, strict=False) for value in (pl.col("lhs"), pl.col("rhs"))),
            difference.cast(MONEY, strict=False),
            "doubt",
            "blocks",
            "defect",
            "claim",
            "message_zh",
            "message_en",
            "decision",
        ),
        docs,
    )


def _keyed(frame: pl.DataFrame, docs: pl.DataFrame) -> pl.DataFrame:
    """The public keys in place of `doc`."""
    keys = docs.select(*KEYS)[frame["doc"]]
    return keys.hstack(frame.drop("doc"))
