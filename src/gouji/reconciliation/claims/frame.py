"""The claims of all reports of a year against their tables.

Each report goes through the functions of `confronting`, so that both say the same. Figures are only
taken out of the frame for the reports that state something, and only the cells that claims name.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import Decimal
from itertools import groupby
from operator import itemgetter
from typing import Any

import polars as pl

from gouji.extraction.report import Claim
from gouji.forms.model import CellKey
from gouji.forms.values import CellValue, State
from gouji.reconciliation.claims.confronting import confront_claims
from gouji.reconciliation.claims.facts import Facts
from gouji.reconciliation.comparisons.frame import RESULT_SCHEMA

FIRST = 60_000
"""Where these rules stand in the order of the confrontations of a report."""

_CLAIM = ("subject", "value", "unit", "kind", "sentence", "raw", "step", "qualifier", "scope")
_REST = ("base", "statement")
_APPLICANTS = (
    *("natural_person", "enterprise", "research_institution", "public_interest_org"),
    "legal_service_org",
)
_EMPTY = [state.value for state in State if state.is_empty]
_CHUNK = 5_000
"""Reports whose figures are objects at the same time."""

_Cells = dict[str, tuple[str, dict[CellKey, CellValue]]]


def confront_claims_frame(
    docs: pl.DataFrame,
    tables: pl.DataFrame,
    figures: pl.DataFrame,
    claims: pl.DataFrame | None,
) -> pl.DataFrame:
    """RESULT_SCHEMA of every rule on claims.

    Args:
        docs: doc, document_id, form, year, issuer_kind, coverage, coverage_evidence of readable
            reports.
        tables: doc, table, form of their tables that are readable and not in doubt.
        figures: dataset of the lake.
        claims: dataset of the lake; None where there is none.
    """
    if claims is None or claims.is_empty():
        return RESULT_SCHEMA.to_frame()
    stating = docs.join(claims.select("document_id").unique(), on="document_id", how="semi")
    parts = [RESULT_SCHEMA.to_frame()]
    for start in range(0, stating.height, _CHUNK):
        chunk = stating.slice(start, _CHUNK)
        rows = list(_rows(chunk, tables, figures, claims))
        parts.append(pl.DataFrame(rows, schema=RESULT_SCHEMA, orient="row"))
    return pl.concat(parts)


def _rows(
    docs: pl.DataFrame, tables: pl.DataFrame, figures: pl.DataFrame, claims: pl.DataFrame
) -> Iterator[tuple[Any, ...]]:
    cells = _cells(docs, tables, figures)
    facts = {
        row["doc"]: Facts(
            row["form"],
            row["year"],
            row["issuer_kind"],
            row["coverage"],
            row["coverage_evidence"],
            cells.get(row["doc"], {}),
        )
        for row in docs.iter_rows(named=True)
    }
    stated = (
        claims.join(docs.select("doc", "document_id"), on="document_id")
        .sort("doc", "ordinal")
        .select("doc", *_CLAIM, *_REST)
    )
    for doc, group in groupby(stated.iter_rows(), key=itemgetter(0)):
        found = confront_claims([_claim(row) for row in group], facts[doc])
        for ord_, one in enumerate(found):
            yield (
                doc,
                None,
                FIRST + ord_,
                one.rule_id,
                one.scope,
                one.outcome.value,
                None if one.lhs is None else Decimal(one.lhs),
                None if one.rhs is None else Decimal(one.rhs),
                one.doubt,
                one.detail,
                one.claim,
            )


def _claim(row: tuple[Any, ...]) -> Claim:
    _, subject, value, unit, kind, sentence, raw, step, qualifier, scope, base, statement = row
    return Claim(
        subject,
        value,
        unit,
        kind,
        sentence,
        raw=raw,
        step=step,
        qualifier=qualifier,
        scope=scope,
        base=base,
        statement=statement,
    )


def _cells(docs: pl.DataFrame, tables: pl.DataFrame, figures: pl.DataFrame) -> Mapping[int, _Cells]:
    """The cells that claims may name, of each report: totals, applicants, tables 二 and 四.

    And the parts of totals that are left blank.
    """
    of_requests = pl.col("table") == "requests"
    wanted = pl.col("table").is_in(["disclosure", "disputes"]) | (
        of_requests & ((pl.col("column") == "total") | _is_of_applicants())
    )
    blank = figures.filter(
        of_requests & (pl.col("column") == "total") & pl.col("state").is_in(_EMPTY)
    ).select("document_id", "item")
    parts = figures.filter(of_requests).join(blank, on=["document_id", "item"], how="semi")
    rows = (
        pl.concat([figures.filter(wanted), parts])
        .join(docs.select("doc", "document_id"), on="document_id")
        .join(tables.select("doc", "table", "form"), on=["doc", "table", "form"], how="semi")
        .unique(["doc", "table", "item", "column"], keep="last", maintain_order=True)
        .select("doc", "table", "item", "column", "state", "value", "value_low", "value_high")
    )
    found: dict[int, _Cells] = {}
    own = tables.join(docs, on="doc", how="semi").select("doc", "table", "form")
    for doc, table, form in own.iter_rows():
        found.setdefault(doc, {})[table] = (form, {})
    for doc, table, item, column, state, value, low, high in rows.iter_rows():
        found[doc][table][1][CellKey(item, column)] = CellValue(State(state), value, low, high)
    return found


def _is_of_applicants() -> pl.Expr:
    items = ("new_received", "brought_forward", "outcome_total")
    return pl.col("item").is_in(items) & pl.col("column").is_in(_APPLICANTS)
