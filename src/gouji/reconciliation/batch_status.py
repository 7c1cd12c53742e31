"""The status of every table and report, and the sentences that give the reason, as expressions.

The definitions are those of `status` and `judgement`; this only says them in columns.
"""

from __future__ import annotations

import polars as pl

from gouji.reconciliation import status as words
from gouji.reconciliation.decisions.batch import Applied
from gouji.reconciliation.status import Status

LANGUAGES = ("zh", "en")
_GAP = {"zh": "", "en": " "}
_COUNTS = ("violations", "doubts", "assessed", "not_assessable")


def judge_tables(tables: pl.DataFrame, results: pl.DataFrame, applied: Applied) -> pl.DataFrame:
    """One row a table: doc, place, table, form, status, reason_zh/en, four counts, decision.

    Args:
        tables: doc, place, table, form, unreadable_*, doubt_*, loose.
        results: every confrontation with rule_id, blocks, by_cell, confirming, decision, messages.
        applied: the decisions.
    """
    own = results.filter(pl.col("table").is_not_null())
    identity = results.filter(pl.col("table").is_null() & (pl.col("status") == "fail"))
    by_table = (
        tables.join(_counts(own), on=["doc", "table"], how="left", maintain_order="left")
        .join(_contradictions(own), on=["doc", "table"], how="left", maintain_order="left")
        .join(_unknown(identity), on="doc", how="left", maintain_order="left")
        .join(_covering(own, identity, tables, applied), on=["doc", "table"], how="left")
        .join(_per_table(_broken(applied), tables, "broken"), on=["doc", "table"], how="left")
        .join(_per_table(_excluded(applied), tables, "excluded"), on=["doc", "table"], how="left")
        .join(_unconfirmed(tables), on=["table", "form"], how="left")
        .with_columns(pl.col("loose", *_COUNTS, "passed", "open", "open_doubts").fill_null(0))
    )
    status = _table_status()
    return (
        by_table.with_columns(
            status.alias("status"),
            (pl.col("doubts") + pl.col("loose")).alias("doubts"),
        )
        .select(
            "doc",
            "place",
            "table",
            "form",
            "status",
            *(_table_reason(lang).alias(f"reason_{lang}") for lang in LANGUAGES),
            *_COUNTS,
            _decision().alias("decision"),
        )
        .sort("doc", "place")
    )


def judge_reports(docs: pl.DataFrame, table_status: pl.DataFrame, applied: Applied) -> pl.DataFrame:
    """One row a report: doc, status, reason_zh, reason_en."""
    order = {status.value: rank for rank, status in enumerate(words.REPORT_ORDER)}
    ranked = table_status.with_columns(pl.col("status").replace_strict(order).alias("rank"))
    named = ranked.filter(pl.col("status").is_in([s.value for s in words.NAMED_IN_REPORT]))
    whole = _excluded(applied).filter(pl.col("table").is_null()).drop("table")
    joined = (
        docs.select("doc", *(f"unreadable_{part}" for part in ("code", *LANGUAGES)))
        .join(ranked.group_by("doc").agg(pl.col("rank").max()), on="doc", how="left")
        .join(_named_tables(named), on="doc", how="left")
        .join(whole.rename({"decision": "whole"}), on="doc", how="left")
    )
    unreadable = pl.col("unreadable_code").is_not_null()
    by_rank = {rank: name for name, rank in order.items()}
    found = (
        pl.when(pl.col("whole").is_not_null())
        .then(pl.lit(Status.EXCLUDED.value))
        .when(pl.col("rank").is_null())
        .then(
            pl.when(unreadable)
            .then(pl.lit(Status.UNREADABLE.value))
            .otherwise(pl.lit(Status.NARRATIVE.value))
        )
        .otherwise(pl.col("rank").replace_strict(by_rank, return_dtype=pl.String))
    )
    return (
        joined.with_columns(found.alias("status"))
        .select(
            "doc",
            "status",
            *(_report_reason(lang, unreadable).alias(f"reason_{lang}") for lang in LANGUAGES),
        )
        .sort("doc")
    )


def _counts(own: pl.DataFrame) -> pl.DataFrame:
    fails, missing = pl.col("status") == "fail", pl.col("status") == "not_assessable"
    is_open = fails & pl.col("blocks") & pl.col("decision").is_null()
    sums = {
        "violations": fails & ~pl.col("doubt"),
        "doubts": fails & pl.col("doubt"),
        "assessed": ~pl.col("by_cell") & ~missing,
        "not_assessable": ~pl.col("by_cell") & missing,
        "passed": pl.col("confirming").fill_null(False) & (pl.col("status") == "pass"),
        "open": is_open & ~pl.col("doubt"),
        "open_doubts": is_open & pl.col("doubt"),
    }
    counted = own.with_columns(**sums).group_by("doc", "table").agg(pl.col(*sums).sum())
    return counted.with_columns(pl.col(*sums).cast(pl.Int64))


def _contradictions(own: pl.DataFrame) -> pl.DataFrame:
    """doc, table, shown_zh/en: the first failures that nothing covers, in words."""
    is_open = pl.col("blocks") & pl.col("decision").is_null() & ~pl.col("doubt")
    return (
        own.filter((pl.col("status") == "fail") & is_open)
        .group_by("doc", "table", maintain_order=True)
        .agg(
            pl.col(f"message_{lang}")
            .head(words.MESSAGES_IN_REASON)
            .str.join(_GAP[lang])
            .alias(f"shown_{lang}")
            for lang in LANGUAGES
        )
    )


def _unknown(identity: pl.DataFrame) -> pl.DataFrame:
    """doc, unknown_zh/en: what is not known of the identity, in words."""
    return (
        identity.filter(pl.col("blocks") & pl.col("decision").is_null())
        .group_by("doc", maintain_order=True)
        .agg(
            pl.col(f"message_{lang}").str.join(_GAP[lang]).alias(f"unknown_{lang}")
            for lang in LANGUAGES
        )
    )


def _said(applied: Applied) -> pl.DataFrame:
    rows = [(name, said.zh, said.en) for name, said in applied.said.items()]
    schema = dict.fromkeys(("decision", "zh", "en"), pl.String)
    return pl.DataFrame(rows, schema=schema, orient="row")


def _covering(
    own: pl.DataFrame, identity: pl.DataFrame, tables: pl.DataFrame, applied: Applied
) -> pl.DataFrame:
    """doc, table, covering (names), covering_zh/en: the decisions that accept its failures."""
    keys = ["doc", "table", "decision"]
    covered = pl.col("decision").is_not_null()
    of_report = identity.filter(covered).select("doc", "decision")
    everything = pl.concat(
        [
            of_report.join(tables.select("doc", "table"), on="doc").select(keys),
            own.filter(covered).select(keys),
        ]
    )
    return (
        everything.join(_said(applied), on="decision", maintain_order="left")
        .group_by("doc", "table", maintain_order=True)
        .agg(
            pl.col("decision").unique(maintain_order=True).str.join("; ").alias("covering"),
            *(
                pl.col(lang)
                .unique(maintain_order=True)
                .str.join(_GAP[lang])
                .alias(f"covering_{lang}")
                for lang in LANGUAGES
            ),
        )
    )


def _broken(applied: Applied) -> pl.DataFrame:
    return applied.broken.with_columns(pl.lit(None, pl.String).alias("decision"))


def _excluded(applied: Applied) -> pl.DataFrame:
    return applied.excluded.join(_said(applied), on="decision", maintain_order="left")


def _per_table(found: pl.DataFrame, tables: pl.DataFrame, name: str) -> pl.DataFrame:
    """doc, table, NAME (decision), NAME_zh/en; a null table stands for each of the report."""
    keys = ["doc", "table"]
    columns = [*keys, "decision", *LANGUAGES]
    whole = found.with_row_index("turn").filter(pl.col("table").is_null()).drop("table")
    single = found.with_row_index("turn").filter(pl.col("table").is_not_null())
    every = tables.select(keys)
    spread = pl.concat(
        [
            whole.join(every, on="doc").select("turn", *columns),
            single.join(every, on=keys, how="semi").select("turn", *columns),
        ]
    ).sort("turn")
    if name == "excluded":
        # As in `judgement`: the decision on the whole report goes before one on the table.
        of_report = pl.col("doc").is_in(whole["doc"].implode())
        wholes = whole["decision"].implode()
        spread = spread.filter(~of_report | pl.col("decision").is_in(wholes))
    return spread.group_by(keys, maintain_order=True).agg(
        pl.col("decision").first().alias(name),
        *(pl.col(lang).str.join(_GAP[lang]).alias(f"{name}_{lang}") for lang in LANGUAGES),
    )


def _unconfirmed(tables: pl.DataFrame) -> pl.DataFrame:
    """table, form, wanted (edits that must pass to confirm it), unconfirmed_zh/en."""
    rows = []
    for table, form in tables.select("table", "form").unique().iter_rows():
        reason = words.unconfirmed_reason(table, form)
        rows.append((table, form, len(words.confirming_edits(table, form)), reason.zh, reason.en))
    texts = dict.fromkeys(("unconfirmed_zh", "unconfirmed_en"), pl.String)
    schema = {"table": pl.String, "form": pl.String, "wanted": pl.Int64, **texts}
    return pl.DataFrame(rows, schema=schema, orient="row")


def _table_status() -> pl.Expr:
    withheld = (
        pl.col("unknown_zh").is_not_null()
        | pl.col("doubt_code").is_not_null()
        | pl.col("broken_zh").is_not_null()
        | (pl.col("open") + pl.col("open_doubts") + pl.col("loose") > 0)
    )
    confirmed = (pl.col("wanted") > 0) & (pl.col("passed") == pl.col("wanted"))
    return (
        pl.when(pl.col("excluded").is_not_null())
        .then(pl.lit(Status.EXCLUDED.value))
        .when(pl.col("unreadable_code").is_not_null())
        .then(pl.lit(Status.UNREADABLE.value))
        .when(withheld)
        .then(pl.lit(Status.WITHHELD.value))
        .when(pl.col("covering").is_not_null())
        .then(pl.lit(Status.ACCEPTED.value))
        .when(confirmed)
        .then(pl.lit(Status.RECONCILED.value))
        .otherwise(pl.lit(Status.UNCONFIRMED.value))
    )


def _table_reason(lang: str) -> pl.Expr:
    return (
        pl.when(_is(Status.EXCLUDED))
        .then(f"excluded_{lang}")
        .when(_is(Status.UNREADABLE))
        .then(f"unreadable_{lang}")
        .when(_is(Status.WITHHELD))
        .then(_withheld_reason(lang))
        .when(_is(Status.ACCEPTED))
        .then(f"covering_{lang}")
        .when(_is(Status.UNCONFIRMED))
        .then(f"unconfirmed_{lang}")
    )


def _is(status: Status) -> pl.Expr:
    return pl.col("status") == status.value


def _withheld_reason(lang: str) -> pl.Expr:
    """The parts that apply, in the order of `judgement`; concat_str leaves out the others."""
    doubt, stop = pl.col(f"doubt_{lang}"), "。" if lang == "zh" else "."
    ended = doubt.str.contains(r"[。.！!]$")
    uncertain = pl.col("open_doubts") + pl.col("loose")
    return pl.concat_str(
        f"unknown_{lang}",
        pl.when(ended).then(doubt).otherwise(doubt + stop),
        f"broken_{lang}",
        pl.when(pl.col("open") > 0).then(_count_sentence("contradictions", "open", lang)),
        f"shown_{lang}",
        pl.when(uncertain > 0).then(
            _count_sentence("doubts", uncertain, lang),
        ),
        separator=_GAP[lang],
        ignore_nulls=True,
    )


def _count_sentence(kind: str, count: str | pl.Expr, lang: str) -> pl.Expr:
    return pl.format(words.count_sentence(kind, "{}", lang), count)


def _decision() -> pl.Expr:
    return (
        pl.when(_is(Status.EXCLUDED))
        .then("excluded")
        .when(~_is(Status.UNREADABLE))
        .then("covering")
    )


def _named_tables(named: pl.DataFrame) -> pl.DataFrame:
    """doc, named_zh/en: the tables that are not simply fine, with their status."""
    rows = [
        (table, status, *(words.table_state(table, Status(status), lang) for lang in LANGUAGES))
        for table, status in named.select("table", "status").unique().iter_rows()
    ]
    schema = dict.fromkeys(("table", "status", *(f"named_{lang}" for lang in LANGUAGES)), pl.String)
    return (
        named.sort("doc", "place")
        .join(
            pl.DataFrame(rows, schema=schema, orient="row"),
            on=["table", "status"],
            maintain_order="left",
        )
        .group_by("doc", maintain_order=True)
        .agg(pl.col(f"named_{lang}").str.join(_GAP[lang]) for lang in LANGUAGES)
    )


def _report_reason(lang: str, unreadable: pl.Expr) -> pl.Expr:
    fixed = {
        status.value: (reason.text(lang) if reason else None)
        for status, reason in words.FIXED_REPORT_REASONS.items()
    }
    return (
        pl.when(pl.col("whole").is_not_null())
        .then(lang)
        .when(unreadable)
        .then(f"unreadable_{lang}")
        .when(pl.col("status").is_in(list(fixed)))
        .then(pl.col("status").replace_strict(fixed, default=None, return_dtype=pl.String))
        .otherwise(f"named_{lang}")
    )
