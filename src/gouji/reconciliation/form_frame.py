"""The rules on reports as documents, over all reports of a year at once.

It says exactly what `form_rules` says of one report; a property test compares them. Only the search
for a sister with the same prose has no counterpart there: see `prose_frame`.
"""

from __future__ import annotations

import polars as pl

from gouji.extraction.outline import SECTIONS as N_SECTIONS
from gouji.forms import catalogue
from gouji.forms.model import Rule
from gouji.reconciliation.cell_matrix import REPORTED, WIDE, CellMatrix
from gouji.reconciliation.comparisons.frame import RESULT_SCHEMA
from gouji.reconciliation.form_rules import (
    BLANKS,
    ENDS_EARLY,
    NO_HEADINGS,
    ORGAN,
    OUTDATED,
    SECTION_FIVE,
    SECTIONS,
    may_make_rules,
)

FIRST = 40_000
"""Where these rules stand in the order of the confrontations of a table or report."""

_ORDER = (OUTDATED, BLANKS, ORGAN, SECTIONS, SECTION_FIVE)
_SPREAD = 100
_ANY_CERTAIN = pl.col("empty") + pl.col("reported") > 0


def confront_form(
    docs: pl.DataFrame, tables: pl.DataFrame, figures: pl.DataFrame, blanks: pl.DataFrame
) -> pl.DataFrame:
    """Every such rule on every readable report: RESULT_SCHEMA.

    Args:
        docs: doc, document_id, year, form, issuer_kind, level, sections of readable reports.
        tables: doc, table, form of their readable tables.
        figures: dataset of the lake.
        blanks: doc, table, empty, reported (see `count_blanks`).
    """
    by_table = tables.select("doc", "table", "form").join(docs.drop("form"), on="doc")
    return pl.concat(
        [
            _outdated(by_table, blanks),
            _blanks(by_table, blanks),
            _organ(by_table, figures),
            _sections(docs, tables),
            _section_five(docs),
        ]
    )


def count_blanks(matrix: CellMatrix) -> pl.DataFrame:
    """doc, table, empty, reported: cells of a table that are blank or struck out, or numbers."""
    shape = (len(matrix.docs), len(matrix.keys))
    counts = {
        name: wanted.cast(pl.UInt32).reshape(shape)
        for name, wanted in (
            ("empty", matrix.codes < REPORTED),
            ("reported", matrix.codes == REPORTED),
        )
    }
    frame = pl.DataFrame({"doc": matrix.docs, **counts})
    return frame.select(
        "doc",
        pl.lit(matrix.table.id).alias("table"),
        *(pl.col(name).arr.sum().cast(pl.Int64) for name in counts),
    )


def _binding(rule_id: str, frame: pl.DataFrame) -> tuple[Rule, pl.DataFrame] | None:
    """The rule, and the rows (with form and year) that it binds; None where it is not active."""
    if not catalogue.is_active(rule_id):
        return None
    rule = catalogue.rules()[rule_id]
    years = pl.col("year").is_between(rule.valid_from or 0, rule.valid_to or 9999)
    return rule, frame.filter(pl.col("form").is_in(list(rule.forms)) & years)


def _result(rule_id: str, frame: pl.DataFrame, **columns: pl.Expr) -> pl.DataFrame:
    """RESULT_SCHEMA of `frame` (doc, and table where the rule is on one)."""
    given = {
        "table": pl.col("table") if "table" in frame.columns else pl.lit(None, pl.String),
        "ord": pl.lit(FIRST + _ORDER.index(rule_id) * _SPREAD),
        "lhs": pl.lit(None),
        "rhs": pl.lit(None),
        "doubt": pl.lit(value=False),
        "detail": pl.lit(None),
        "claim": pl.lit(None),
        **columns,
        "rule_id": pl.lit(rule_id),
    }
    return frame.select(
        "doc",
        *(
            given[name].cast(dtype).alias(name)
            for name, dtype in RESULT_SCHEMA.items()
            if name != "doc"
        ),
    ).select(*RESULT_SCHEMA)


def _outcome(passes: pl.Expr) -> pl.Expr:
    return pl.when(passes).then(pl.lit("pass")).otherwise(pl.lit("fail"))


def _outdated(tables: pl.DataFrame, blanks: pl.DataFrame) -> pl.DataFrame:
    """Not assessable is a table of which no cell is certain: its form is not, either."""
    bound = _binding(OUTDATED, tables)
    if bound is None:
        return RESULT_SCHEMA.to_frame()
    rows = [(one.id, one.valid_from, one.valid_to or 9999) for one in catalogue.forms().values()]
    schema = {"form": pl.String, "from": pl.Int64, "to": pl.Int64}
    held = bound[1].join(pl.DataFrame(rows, schema=schema, orient="row"), on="form")
    held = held.join(blanks, on=["doc", "table"])
    in_force = pl.col("year").is_between(pl.col("from"), pl.col("to"))
    return _result(
        OUTDATED,
        held,
        scope=pl.col("table"),
        status=pl.when(_ANY_CERTAIN).then(_outcome(in_force)).otherwise(pl.lit("not_assessable")),
        detail=pl.col("form"),
    )


def _blanks(tables: pl.DataFrame, blanks: pl.DataFrame) -> pl.DataFrame:
    bound = _binding(BLANKS, tables)
    if bound is None:
        return RESULT_SCHEMA.to_frame()
    counted = bound[1].join(blanks, on=["doc", "table"])
    status = pl.when(_ANY_CERTAIN).then(_outcome(pl.col("empty") == 0))
    return _result(
        BLANKS,
        counted,
        scope=pl.col("table"),
        status=status.otherwise(pl.lit("not_assessable")),
        lhs=pl.when(_ANY_CERTAIN).then("empty"),
        rhs=pl.when(_ANY_CERTAIN).then(0),
    )


def _organ(tables: pl.DataFrame, figures: pl.DataFrame) -> pl.DataFrame:
    bound = _binding(ORGAN, tables.filter(pl.col("table") == "disclosure"))
    if bound is None:
        return RESULT_SCHEMA.to_frame()
    rule, reports = bound
    item = rule.parameters["item"]
    most = (
        figures.lazy()
        .filter((pl.col("item") == item) & (pl.col("state") == "reported"))
        .group_by("document_id")
        .agg(pl.col("value").max().cast(WIDE).alias("most"))
        .collect()
    )
    kinds = reports.select("issuer_kind", "level").unique()
    may = kinds.with_columns(
        pl.Series(
            "may",
            [may_make_rules(kind, level, rule) for kind, level in kinds.iter_rows()],
            dtype=pl.Boolean,
        )
    )
    known = reports.join(most, on="document_id", how="left").join(
        may, on=["issuer_kind", "level"], how="left", nulls_equal=True
    )
    assessed = pl.col("most").is_not_null() & pl.col("may").is_not_null()
    passes = pl.col("may") | (pl.col("most") <= 0)
    return _result(
        ORGAN,
        known,
        scope=pl.lit(item),
        status=pl.when(assessed).then(_outcome(passes)).otherwise(pl.lit("not_assessable")),
        lhs=pl.when(assessed).then("most"),
        rhs=pl.when(assessed).then(0),
    )


def _lengths(docs: pl.DataFrame) -> pl.DataFrame:
    """`docs` with `lengths`, a list: the characters of each section, null without its heading."""
    return docs.with_columns(
        pl.col("sections").fill_null("[]").str.json_decode(pl.List(pl.Int64)).alias("lengths")
    )


def _sections(docs: pl.DataFrame, tables: pl.DataFrame) -> pl.DataFrame:
    bound = _binding(SECTIONS, docs)
    if bound is None:
        return RESULT_SCHEMA.to_frame()
    rule, reports = bound
    lengths = _lengths(reports)
    unknown = pl.col("lengths").list.drop_nulls().list.len() == 0
    proof = {table: int(n) for n, table in rule.parameters["tables"].items()}
    proven = (
        tables.filter(pl.col("table").is_in(list(proof)))
        .select("doc", pl.col("table").replace_strict(proof, return_dtype=pl.Int64).alias("number"))
        .unique()
    )
    numbers = pl.DataFrame({"number": rule.parameters["sections"]}, schema={"number": pl.Int64})
    missing = (
        lengths.filter(~unknown)
        .join(numbers, how="cross")
        .filter(pl.col("number") <= pl.col("lengths").list.len())
        .filter(pl.col("lengths").list.get(pl.col("number") - 1, null_on_oob=True).is_null())
        .join(proven, on=["doc", "number"], how="anti")
    )
    complete = lengths.filter(~unknown).join(missing, on="doc", how="anti")
    early = pl.col("lengths").list.len() < N_SECTIONS
    whole = pl.lit("report")
    return pl.concat(
        [
            _result(
                SECTIONS,
                missing,
                scope=pl.format("section_{}", "number"),
                status=pl.lit("fail"),
                ord=pl.col("number") + FIRST + _ORDER.index(SECTIONS) * _SPREAD,
            ),
            _result(SECTIONS, complete.filter(~early), scope=whole, status=pl.lit("pass")),
            _result(
                SECTIONS,
                complete.filter(early),
                scope=whole,
                status=pl.lit("not_assessable"),
                detail=pl.lit(ENDS_EARLY),
            ),
            _result(
                SECTIONS,
                lengths.filter(unknown),
                scope=whole,
                status=pl.lit("not_assessable"),
                detail=pl.lit(NO_HEADINGS),
            ),
        ]
    )


def _section_five(docs: pl.DataFrame) -> pl.DataFrame:
    bound = _binding(SECTION_FIVE, docs)
    if bound is None:
        return RESULT_SCHEMA.to_frame()
    rule, reports = bound
    number, least = rule.parameters["section"], rule.parameters["least_characters"]
    n_known = pl.col("lengths").list.len()
    # Of a document that ends early the last section may go on behind the end.
    open_end = (n_known < N_SECTIONS) & (n_known == number)
    printed = pl.col("lengths").list.get(number - 1, null_on_oob=True)
    length = pl.when(~open_end).then(printed).alias("length")
    measured = _lengths(reports).with_columns(length)
    known = pl.col("length").is_not_null()
    return _result(
        SECTION_FIVE,
        measured,
        scope=pl.lit(f"section_{number}"),
        status=pl.when(known)
        .then(_outcome(pl.col("length") >= least))
        .otherwise(pl.lit("not_assessable")),
        lhs=pl.col("length"),
        rhs=pl.when(known).then(least),
    )
