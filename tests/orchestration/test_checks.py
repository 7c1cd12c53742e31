"""Stored tables that break their model fail one check each; the gate says what it found."""

from __future__ import annotations

from pathlib import Path

import dagster as dg
import polars as pl
import pytest

from gouji.release.verdict import ExpectationResult, State, Verdict
from gouji.storage import open_store
from gouji.tables import dataset
from orchestration.checks import gate, tables
from orchestration.resources import Home

_TWICE = "twice"


@pytest.mark.parametrize("name", tables.CHECKED)
def test_what_the_library_writes_is_valid(lake: Path, name: str) -> None:
    store = open_store(lake)
    assert [tables.broken_rows(store, name, year) for year in dataset.years(store, name)] == [
        {} for _ in dataset.years(store, name)
    ]


def _rewrite(lake: Path, name: str, year: str, change: pl.Expr | str) -> None:
    path = lake / dataset.partition_path(name, year)
    rows = pl.read_parquet(path)
    bad = pl.concat([rows, rows.head(1)]) if change is _TWICE else rows.with_columns(change)
    bad.write_parquet(path)


FIRST = pl.int_range(pl.len()) == 0


@pytest.mark.parametrize(
    ("change", "broken"),
    [
        (pl.col("value").cast(pl.Float64), tables.COLUMNS),
        (pl.lit(1).alias("extra"), tables.COLUMNS),
        (pl.when(~FIRST).then("raw").alias("raw"), tables.GIVEN),
        (pl.when(FIRST).then(pl.lit("nonsense")).otherwise("state").alias("state"), tables.VALUES),
        (_TWICE, tables.KEY),
        (
            pl.when(FIRST).then(pl.lit("[1]")).otherwise("candidates").alias("candidates"),
            tables.ROWS,
        ),
    ],
)
def test_each_property_has_its_check(lake: Path, change: pl.Expr | str, broken: str) -> None:
    _rewrite(lake, "figures", "2020", change)
    found = tables.broken_rows(open_store(lake), "figures", "2020")
    assert broken in found
    # Of a row that is there twice, both are named.
    assert found[broken].height == (2 if change is _TWICE else 1)
    # A word that no list has also breaks what is said of the word; nothing else does.
    assert set(found) <= {broken, tables.ROWS}


def test_a_broken_year_stops_the_run_and_shows_the_rows(lake: Path, tmp_path: Path) -> None:
    _rewrite(lake, "figures", "2020", _TWICE)
    home = Home(home=str(tmp_path / "h"), source="/none", lake=str(lake), releases="/none")

    @dg.asset(name="figures")
    def stored() -> None: ...

    @dg.asset(deps=["figures"])
    def built_on_it() -> None: ...

    done = dg.materialize(
        [stored, built_on_it, tables.table_checks("figures")],
        resources={"home": home},
        raise_on_error=False,
    )
    assert not done.success
    results = {result.check_name: result for result in done.get_asset_check_evaluations()}
    assert {name for name, result in results.items() if not result.passed} == {tables.KEY}
    assert "2020" in str(results[tables.KEY].metadata["first"].value)
    assert done.asset_materializations_for_node("built_on_it") == []


def _verdict(state: State, *results: ExpectationResult) -> Verdict:
    return Verdict(
        state, "f" * 64, "2026-03-01T00:00:00+00:00", False, results, ("因为",), ("why",)
    )


def test_the_gate_shows_verdict_counts_and_the_first_violations() -> None:
    rows = tuple({"row_key": f"row {n}", "times": 2} for n in range(30))
    verdict = _verdict(
        State.ERRORED,
        ExpectationResult("marts", "fine", success=True),
        ExpectationResult("marts", "unique", success=False, unexpected_count=30, sample=rows),
        ExpectationResult("marts", "rate", success=False, severity="warning", observed=0.5),
        ExpectationResult("facts", "sums", success=False, errored=True, observed="no column x"),
    )
    shown = gate.shown(verdict)
    assert [shown[name] for name in ("held", "failed", "warned", "errored")] == [1, 1, 1, 1]
    table = shown["violations"].value
    assert table.count("\n| failed") == 20
    assert "row 0 | times=2" in table
    assert "12 more" in table
    assert "因为" in shown["reasons"].value


def test_an_open_gate_shows_no_violation() -> None:
    shown = gate.shown(_verdict(State.PASSED, ExpectationResult("marts", "fine", success=True)))
    assert shown["violations"].value == "没有 / none"
