"""`reconciliation/`: one page for each report that does not tie, out of the candidate's rows.

How a page looks is said in `report_page`. Figures are read some hundred reports at a time, so that
a hundred thousand reports need no more memory than a thousand.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from gouji.forms import catalogue
from gouji.forms.model import CellKey
from gouji.release.report_page import Case, page_name, render

if TYPE_CHECKING:
    import polars as pl

FOLDER = "reconciliation"
_AT_ONCE = 500


def write_pages(models: Mapping[str, Path], staging: Path) -> dict[str, str]:
    """Write the pages into `staging/reconciliation`; return page path by report id.

    `models` are files by model name; that of the figures is read quickly if sorted by report.
    """
    folder = staging / FOLDER
    written: dict[str, str] = {}
    for case in _cases(models):
        folder.mkdir(exist_ok=True)
        name = f"{FOLDER}/{page_name(case.report_id)}"
        (staging / name).write_bytes(render(case))
        written[case.report_id] = name
    return written


def reports_with_pages(models: Mapping[str, Path]) -> frozenset[str]:
    """The ids of the reports that have a page: something of them is withheld, or does not tie."""
    import polars as pl

    withheld = pl.scan_parquet(models["mart_withheld_reports"]).select("report_id")
    ids = pl.concat([withheld, _failures(models).select("report_id")])
    return frozenset(ids.collect()["report_id"])


def _failures(models: Mapping[str, Path]) -> pl.LazyFrame:
    import polars as pl

    return pl.scan_parquet(models["mart_reconciliation"]).filter(pl.col("status") == "fail")


def _cases(models: Mapping[str, Path]) -> Iterator[Case]:
    import polars as pl

    withheld = pl.read_parquet(models["mart_withheld_reports"])
    failures = _failures(models).collect()
    ids = pl.concat([withheld["report_id"], failures["report_id"]]).unique().sort()
    figures = pl.scan_parquet(models["figures_as_published"])
    for start in range(0, len(ids), _AT_ONCE):
        some = ids.slice(start, _AT_ONCE)
        within = pl.col("report_id").is_between(pl.lit(some[0]), pl.lit(some[-1]))
        cases = {report_id: Case(report_id) for report_id in some}
        _add_withheld(cases, withheld.filter(within))
        _add_failures(cases, failures.filter(within))
        _add_figures(cases, figures.filter(within))
        yield from cases.values()


def _add_withheld(cases: Mapping[str, Case], withheld: pl.DataFrame) -> None:
    for row in withheld.sort("report_id", "table", nulls_last=False).iter_rows(named=True):
        case = cases[row["report_id"]]
        case.issuer, case.year, case.path = row["issuer"], row["year"], row["path"]
        case.withheld.append(row)
        table = catalogue.tables().get(row["table"])
        if table is not None:
            case.drawn.add(table.id)
            if row["form"] in table.forms:
                case.forms[table.id] = row["form"]


def _add_failures(cases: Mapping[str, Case], failures: pl.DataFrame) -> None:
    for row in failures.sort("report_id", "table", "rule_id", "scope").iter_rows(named=True):
        case = cases[row["report_id"]]
        case.issuer, case.year, case.path = row["issuer"], row["year"], row["path"]
        case.failures.append(row)
        if row["table"] in catalogue.tables():
            case.drawn.add(row["table"])


def _add_figures(cases: Mapping[str, Case], figures: pl.LazyFrame) -> None:
    import polars as pl

    drawn = [(case.report_id, table) for case in cases.values() for table in case.drawn]
    wanted = pl.LazyFrame(drawn, schema={"report_id": pl.String, "table": pl.String}, orient="row")
    found = (
        figures.select("report_id", "table", "form", "item", "column", "value", "state", "raw")
        .join(wanted, on=["report_id", "table"], how="semi")
        .collect()
    )
    for report_id, table, form, item, column, value, state, raw in found.iter_rows():
        case = cases[report_id]
        case.forms.setdefault(table, form)
        case.figures[table][CellKey(item, column)] = (state, value)
        case.raw[table][CellKey(item, column)] = raw or ""
