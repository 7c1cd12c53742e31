"""Near-identical prose: with the issuer's report of the year before, and with another issuer's.

Texts are compared by their sketches (`gouji.extraction.outline`). The reports of two organs are
candidates where a band of their sketches is the same and they stand next to each other among those
that share it, so that the work grows with the number of reports and not with its square; a report
that has twins has one of them as a neighbour in at least one of the bands.
"""

from __future__ import annotations

import polars as pl

from gouji.extraction.outline import BUCKETS, EMPTY
from gouji.forms import catalogue
from gouji.forms.model import Rule
from gouji.reconciliation.comparisons.frame import RESULT_SCHEMA, YearBefore
from gouji.reconciliation.form_rules import LAST_YEAR, SISTER

FIRST = 45_000
"""Where these rules stand in the order of the confrontations of a report."""

_BAND = 4
_FILLED = 2
"""Buckets that must be filled for a band to tell anything."""

_NEIGHBOURS = (1, 2)
_WIDTH = len(EMPTY)


def confront_prose(docs: pl.DataFrame, before: YearBefore | None) -> pl.DataFrame:
    """form.prose_last_year and form.prose_sister: RESULT_SCHEMA.

    Args:
        docs: doc, report_id, issuer, issuer_id, year, form, prose_clauses, prose_sketch of
            readable reports.
        before: the year before.
    """
    return pl.concat([_last_year(docs, before), _sister(docs)])


def _bound(rule_id: str, docs: pl.DataFrame) -> tuple[Rule, pl.DataFrame] | None:
    if not catalogue.is_active(rule_id):
        return None
    rule = catalogue.rules()[rule_id]
    years = pl.col("year").is_between(rule.valid_from or 0, rule.valid_to or 9999)
    return rule, docs.filter(pl.col("form").is_in(list(rule.forms)) & years)


def _last_year(docs: pl.DataFrame, before: YearBefore | None) -> pl.DataFrame:
    bound = _bound(LAST_YEAR, docs)
    if bound is None:
        return RESULT_SCHEMA.to_frame()
    rule, reports = bound
    least = rule.parameters["least_clauses"]
    earlier = pl.DataFrame(schema={**dict.fromkeys(("issuer_id", "that", "name"), pl.String)})
    if before is not None:
        earlier = (
            before.current()
            .filter(pl.col("prose_clauses") >= least)
            .select("issuer_id", pl.col("prose_sketch").alias("that"), _name())
        )
    paired = reports.join(earlier, on="issuer_id", how="left").with_columns(
        pl.when(pl.col("prose_clauses") >= least).then("that").alias("that")
    )
    known = paired.with_columns(_codes("prose_sketch", "one"), _codes("that", "other"))
    return _results(LAST_YEAR, known.with_columns(_similarity()), rule, 0)


def _sister(docs: pl.DataFrame) -> pl.DataFrame:
    bound = _bound(SISTER, docs)
    if bound is None:
        return RESULT_SCHEMA.to_frame()
    rule, reports = bound
    enough = reports.filter(
        pl.col("issuer_id").is_not_null()
        & (pl.col("prose_clauses") >= rule.parameters["least_clauses"])
    ).select("doc", "report_id", "issuer_id", "prose_sketch", _name())
    best = _best(enough)
    assessed = (
        enough.select("doc") if enough["issuer_id"].n_unique() > 1 else enough.select("doc").clear()
    )
    paired = reports.join(best, on="doc", how="left").with_columns(
        # Whoever has no candidate is like nobody.
        pl.when(pl.col("doc").is_in(assessed["doc"].implode())).then(
            pl.col("similarity").fill_null(0.0)
        )
    )
    return _results(SISTER, paired, rule, 1)


def _best(texts: pl.DataFrame) -> pl.DataFrame:
    """doc, name, similarity: of each text the most similar one of another issuer."""
    numbered = texts.sort("report_id").with_row_index("n")
    pairs = []
    for start in range(0, BUCKETS, _BAND):
        key = pl.col("prose_sketch").str.slice(start * _WIDTH, _BAND * _WIDTH)
        keyed = numbered.select("n", key.alias("key"), "prose_sketch").filter(
            pl.sum_horizontal(
                [pl.col("key").str.slice(k * _WIDTH, _WIDTH) != EMPTY for k in range(_BAND)]
            )
            >= _FILLED
        )
        ordered = keyed.sort("key", "prose_sketch", "n")
        pairs += [
            ordered.select(
                "n",
                pl.col("n").shift(step).alias("m"),
                (pl.col("key").shift(step) == pl.col("key")).alias("same"),
            )
            .filter("same")
            .drop("same")
            for step in _NEIGHBOURS
        ]
    found = pl.concat(pairs).unique()
    both = pl.concat([found, found.select(pl.col("m").alias("n"), pl.col("n").alias("m"))])
    codes = numbered.select("n", "doc", "issuer_id", _codes("prose_sketch", "one"))
    others = numbered.select(
        pl.col("n").alias("m"),
        pl.col("issuer_id").alias("other_issuer"),
        "name",
        _codes("prose_sketch", "other"),
    )
    return (
        both.join(codes, on="n")
        .join(others, on="m")
        .filter(pl.col("issuer_id") != pl.col("other_issuer"))
        .with_columns(_similarity())
        .sort(["n", "similarity", "m"], descending=[False, True, False])
        .unique("doc", keep="first", maintain_order=True)
        .select("doc", "name", "similarity")
    )


def _name() -> pl.Expr:
    """How a message names a report."""
    return pl.format("{} {} [{}]", pl.col("issuer").fill_null("—"), "year", "report_id").alias(
        "name"
    )


def _codes(sketch: str, name: str) -> pl.Expr:
    """A sketch as an array of numbers."""
    return (
        pl.col(sketch)
        .str.decode("hex")
        .bin.reinterpret(dtype=pl.Array(pl.UInt16, BUCKETS), endianness="big")
        .alias(name)
    )


def _similarity() -> pl.Expr:
    """As `form_rules.similarity`, of the arrays `one` and `other`; null without either."""
    same, filled = [], []
    for n in range(BUCKETS):
        one, other = pl.col("one").arr.get(n), pl.col("other").arr.get(n)
        used = (one != 0) | (other != 0)
        filled.append(used)
        same.append(used & (one == other))
    share = pl.sum_horizontal(same) / pl.sum_horizontal(filled)
    known = pl.col("one").is_not_null() & pl.col("other").is_not_null()
    return pl.when(known).then(share.fill_nan(0.0)).alias("similarity")


def _results(rule_id: str, found: pl.DataFrame, rule: Rule, turn: int) -> pl.DataFrame:
    """RESULT_SCHEMA from doc, similarity (null: not assessable) and name."""
    same = pl.col("similarity") >= rule.parameters["similarity"]
    given = {
        "table": pl.lit(None),
        "ord": pl.lit(FIRST + turn),
        "rule_id": pl.lit(rule_id),
        "scope": pl.lit("report"),
        "status": pl.when(same)
        .then(pl.lit("fail"))
        .when(pl.col("similarity").is_not_null())
        .then(pl.lit("pass"))
        .otherwise(pl.lit("not_assessable")),
        "lhs": pl.lit(None),
        "rhs": pl.lit(None),
        "doubt": pl.lit(value=False),
        "detail": pl.when(same).then("name"),
        "claim": pl.lit(None),
    }
    return found.select(
        "doc",
        *(value.cast(RESULT_SCHEMA[name]).alias(name) for name, value in given.items()),
    ).select(*RESULT_SCHEMA)
