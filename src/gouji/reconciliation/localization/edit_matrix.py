"""Balance edits of one table layout, confronted with every report that has it, at once.

Each edit is a handful of sums over columns of a `CellMatrix`. It says exactly what
`gouji.forms.evaluation.confront_edit` says of one report, blanks, intervals and single ambiguous
cells included; a property test compares them.
"""

from __future__ import annotations

from collections.abc import Sequence

import polars as pl

from gouji.forms import catalogue
from gouji.forms.model import CellKey, Edit
from gouji.reconciliation.cell_matrix import AMBIGUOUS, REPORTED, UNREADABLE, WIDE, CellMatrix

RESULT_SCHEMA = pl.Schema(
    {
        "doc": pl.UInt32(),
        "ord": pl.UInt32(),
        "status": pl.String(),
        "lhs": WIDE,
        "rhs": WIDE,
        "doubt": pl.Boolean(),
    }
)


def confront_edits(matrix: CellMatrix) -> pl.DataFrame:
    """Every balance edit of a table on every report.

    Returns:
        RESULT_SCHEMA, one row for each report and edit that is used on it; `ord` is the edit's
        place in `catalogue.all_edits(table, form)`.
    """
    edits = catalogue.all_edits(matrix.table.id, matrix.form)
    if not edits:
        return RESULT_SCHEMA.to_frame()
    ordinals = {key: n for n, key in enumerate(matrix.keys)}
    wide, exact = _wide(matrix)
    certain, ambiguous = [], []
    for ord_, edit in enumerate(edits):
        used = wide.filter(_is_used(edit, ordinals)) if edit.unless else wide
        sums = used.select(*_sums(edit, ordinals, exact), pl.lit(ord_, pl.UInt32).alias("ord"))
        certain.append(sums.select(*_certain_result()))
        ambiguous.append(sums.filter(pl.col("ambiguous") == 1))
    results = pl.concat(certain)
    tried = _try_candidates(pl.concat(ambiguous), matrix.candidates, _membership(edits, ordinals))
    return results.update(tried, on=["doc", "ord"]) if tried.height else results


def _wide(matrix: CellMatrix) -> tuple[pl.DataFrame, bool]:
    """One row a report: doc, code_N, value_N; and low_N, high_N unless all are the value."""
    flat = {"code": matrix.codes, "value": matrix.values}
    exact = matrix.intervals.is_empty()
    if not exact:
        dense = pl.DataFrame({"value": matrix.values}).with_row_index("position")
        joined = dense.cast({"position": pl.Int64}).join(
            matrix.intervals, on="position", how="left", maintain_order="left"
        )
        for name in ("low", "high"):
            flat[name] = joined.select(pl.coalesce(pl.col(name).cast(WIDE), "value")).to_series()
    width = len(matrix.keys)
    columns = [
        series.gather_every(width, n).alias(f"{name}_{n}")
        for name, series in flat.items()
        for n in range(width)
    ]
    return pl.DataFrame([matrix.docs.alias("doc"), *columns]), exact


def _sums(edit: Edit, ordinals: dict[CellKey, int], exact: bool) -> list[pl.Expr]:
    sides = {"l": edit.lhs, "r": edit.rhs}
    expressions = [pl.col("doc")]
    for side, keys in sides.items():
        cells = [ordinals[key] for key in keys]
        expressions += [
            _count(cells, REPORTED).alias(f"reported_{side}"),
            pl.any_horizontal([pl.col(f"code_{n}") >= UNREADABLE for n in cells]).alias(
                f"unknown_{side}"
            ),
        ]
        for kind in ("value", "low", "high"):
            source = "value" if exact else kind
            expressions.append(
                pl.sum_horizontal([f"{source}_{n}" for n in cells]).alias(f"{kind}_{side}")
            )
    totals = [ordinals[key] for key in edit.totals]
    every = [ordinals[key] for keys in sides.values() for key in keys]
    expressions += [
        _count(every, AMBIGUOUS).alias("ambiguous"),
        (len(totals) - _count(totals, REPORTED).cast(pl.Int32)).alias("totals_missing"),
    ]
    return expressions


def _is_used(edit: Edit, ordinals: dict[CellKey, int]) -> pl.Expr:
    """As `gouji.forms.evaluation.is_used`."""
    empty = [pl.col(f"code_{ordinals[key]}") < REPORTED for key in edit.unless]
    given = [pl.col(f"code_{ordinals[key]}") == REPORTED for key in edit.given]
    used = pl.all_horizontal(empty)
    return used & pl.any_horizontal(given) if given else used


def _count(cells: Sequence[int], code: int) -> pl.Expr:
    return pl.sum_horizontal([pl.col(f"code_{n}") == code for n in cells])


def _certain_result() -> list[pl.Expr]:
    """The result where no cell is ambiguous; not assessable where one is."""
    certain = pl.col("ambiguous") == 0
    known = {
        side: certain & ~pl.col(f"unknown_{side}") & (pl.col(f"reported_{side}") > 0)
        for side in "lr"
    }
    assessable = known["l"] & known["r"] & (pl.col("totals_missing") == 0)
    return [
        pl.col("doc", "ord"),
        _status(assessable, _ties()).alias("status"),
        pl.when(known["l"]).then("value_l").alias("lhs"),
        pl.when(known["r"]).then("value_r").alias("rhs"),
        pl.lit(False).alias("doubt"),
    ]


def _ties() -> pl.Expr:
    """Whether the intervals of both sides overlap."""
    return (pl.col("low_l") <= pl.col("high_r")) & (pl.col("low_r") <= pl.col("high_l"))


def _status(assessable: pl.Expr, ties: pl.Expr) -> pl.Expr:
    return (
        pl.when(~assessable)
        .then(pl.lit("not_assessable"))
        .when(ties)
        .then(pl.lit("pass"))
        .otherwise(pl.lit("fail"))
    )


def _membership(edits: Sequence[Edit], ordinals: dict[CellKey, int]) -> pl.DataFrame:
    """On which side of which edit a cell stands, and whether it is its total."""
    rows = [
        (ord_, ordinals[key], side, key in edit.totals)
        for ord_, edit in enumerate(edits)
        for side, keys in (("l", edit.lhs), ("r", edit.rhs))
        for key in keys
    ]
    schema = {"ord": pl.UInt32, "cell": pl.UInt16, "side": pl.String, "is_total": pl.Boolean}
    return pl.DataFrame(rows, schema=schema, orient="row")


def _try_candidates(
    sums: pl.DataFrame, candidates: pl.DataFrame, membership: pl.DataFrame
) -> pl.DataFrame:
    """The edits with one ambiguous cell that fail with at least one of its candidates.

    Returns:
        doc, ord, status, lhs, rhs, doubt; sums are those of the first candidate that fails.
    """
    known = candidates.with_columns(pl.col("given").str.json_decode(pl.List(pl.String)))
    tried = (
        sums.filter(~pl.col("unknown_l") & ~pl.col("unknown_r"))
        .join(membership, on="ord")
        .join(known.filter(pl.col("given").list.len() > 0), on=["doc", "cell"])
        .explode("given")
        .with_columns(pl.col("given").cast(WIDE))
        .with_row_index("turn")
    )
    added = {side: (pl.col("side") == side) & pl.col("given").is_not_null() for side in "lr"}
    amounts = [
        (pl.col(f"{kind}_{side}") + pl.when(added[side]).then("given").otherwise(0)).alias(
            f"{kind}_{side}"
        )
        for kind in ("value", "low", "high")
        for side in "lr"
    ]
    filled = pl.col("is_total") & pl.col("given").is_not_null()
    assessable = (
        (pl.col("reported_l") + added["l"] > 0)
        & (pl.col("reported_r") + added["r"] > 0)
        & (pl.col("totals_missing") - filled.cast(pl.Int32) == 0)
    )
    failing = pl.col("status") == "fail"
    return (
        tried.with_columns(*amounts)
        .with_columns(_status(assessable, _ties()).alias("status"))
        .sort("turn")
        .group_by("doc", "ord", maintain_order=True)
        .agg(
            pl.col("value_l").filter(failing).first().alias("lhs"),
            pl.col("value_r").filter(failing).first().alias("rhs"),
            failing.any().alias("fails"),
        )
        .filter("fails")
        .select(
            *("doc", "ord", pl.lit("fail").alias("status"), "lhs", "rhs"),
            pl.lit(True).alias("doubt"),
        )
    )
