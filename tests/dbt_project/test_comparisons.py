"""The comparing marts of one `dbt build`, against numbers counted by hand and the rules."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import polars as pl
import pytest

from gouji.divisions.units import units
from gouji.reconciliation.batch import reconcile
from gouji.reconciliation.comparisons.divisions import UNITS_SCHEMA
from tests.dbt_project.conftest import Dbt
from tests.dbt_project.lake import SCHEMAS, example
from tests.dbt_project.rows import picked, row_of

pytestmark = pytest.mark.slow


@pytest.mark.parametrize(
    ("year", "measure", "expected"),
    [
        (2020, "granted", [4, None, "no_previous_figure", None, None, None]),
        (2021, "granted", [5, 4, "exact", 1, 0.25, None]),
        (2021, "brought_forward", [3, 2, "exact", 1, 0.5, 1]),
        (2022, "brought_forward", [13, 3, "exact", 10, 10 / 3, 0]),
        (2022, "partially_granted", [0, 0, "exact", 0, None, None]),
        (2023, "new_received", [40, 0, "coverage_differs", None, None, None]),
        (2023, "brought_forward", [13, 13, "coverage_differs", None, None, None]),
        (2022, "licensing_decisions", [0, 7, "exact", -7, -1.0, None]),
        (2022, "normative_documents_issued", [0, 7, "broken", None, None, None]),
        (2022, "government_rules_issued", [0, 7, "close", -7, -1.0, None]),
        (2022, "reconsideration_closed", [4, None, "no_previous_figure", None, None, None]),
    ],
)
def test_year_over_year(built: Dbt, year: int, measure: str, expected: list[object]) -> None:
    key = {"issuer_id": "410000-alpha", "year": year, "measure": measure}
    row = row_of(built.model("mart_year_over_year"), **key)
    names = "value previous_value comparability change growth carry_difference"
    assert picked(row, names) == expected


def test_a_withheld_year_is_no_previous_year(built: Dbt) -> None:
    key = {"issuer_id": "410000-delta", "year": 2021, "measure": "granted"}
    row = row_of(built.model("mart_year_over_year"), **key)
    assert picked(row, "value previous_value comparability") == [3, None, "no_previous_figure"]


def test_a_group_of_few_is_not_ranked(built: Dbt) -> None:
    key = {"report_id": "410000-alpha-2021", "measure": "disclosure_rate"}
    row = row_of(built.model("mart_peer_comparison"), **key)
    names = "value comparability peers peers_withheld_share rank percentile z_score"
    assert picked(row, names) == [0.5, "group_too_small", 3, 0.2, None, None, None]
    assert row["reason_zh"]
    assert row["reason_en"]


def test_who_did_not_report_again_is_missing(built: Dbt) -> None:
    coverage = built.model("mart_coverage")
    row = row_of(coverage, issuer_id="410000-beta", year=2023)
    names = "report_id status reported_year_before days_late"
    assert picked(row, names) == [None, "missing", True, None]
    row = row_of(coverage, issuer_id="410000-beta", year=2022)
    assert picked(row, "report_id status") == ["410000-beta-2022", "undated"]


def test_what_was_hardly_checked_has_no_score(built: Dbt) -> None:
    scores = built.model("mart_report_scorecard")
    row = row_of(scores, report_id="410000-alpha-2021")
    assert picked(row, "timely_score years_score prose_score") == [None, 0.0, None]
    assert {"disputes.reconsideration", "years.brought_forward"} <= set(row["failed_rules"].split())
    assert 0 < row["points"] < row["points_assessed"]
    row = row_of(scores, report_id="410000-alpha-2020")
    assert picked(row, "timely_score years_score score") == [None, None, None]
    assert 0 < row["points_assessed"] < 60


def test_what_is_withheld_is_counted(built: Dbt) -> None:
    shares = built.model("mart_withheld_shares")
    row = row_of(shares, report_year="2021", level="county", table="disputes")
    assert picked(row, "published withheld unreadable excluded") == [row["tables"] - 1, 1, 0, 0]
    assert "report" in set(shares["table"])


@pytest.mark.parametrize(
    ("year", "measure", "expected"),
    [
        (2022, "granted", ["units_missing", 12, 3, 2, None, None]),
        (2023, "granted", ["compared", 12, 3, 3, 11, -1]),
        (2023, "carried_forward", ["compared", 0, 3, 3, 0, 0]),
    ],
)
def test_an_area_against_its_own_level_and_divisions(
    built: Dbt, year: int, measure: str, expected: list[object]
) -> None:
    key = {"report_id": f"360500-city-{year}", "measure": measure}
    row = row_of(built.model("mart_division_rollup"), **key)
    names = "comparability value units_known units_with_value units_sum difference"
    assert picked(row, names) == expected
    assert (row["reason_zh"] is None) == (row["comparability"] == "compared")


def test_an_area_whose_units_are_on_no_list_says_so(built: Dbt) -> None:
    key = {"report_id": "360502-yushui-2023", "measure": "granted"}
    row = row_of(built.model("mart_division_rollup"), **key)
    assert picked(row, "comparability units_known difference") == ["units_unknown", 0, None]
    assert "county" in row["reason_en"] or "counties" in row["reason_en"]


def test_the_rollup_and_the_rule_agree(built: Dbt) -> None:
    """The same reports through `divisions.total`: it fails where the difference is not 0."""
    found = {year: confronted(year) for year in (2022, 2023)}
    assert set(found[2022]["status"]) == {"not_assessable"}
    by_rule = dict(found[2023].select("scope", "difference").rows())
    rollup = built.model("mart_division_rollup").filter(
        (pl.col("report_id") == "360500-city-2023") & pl.col("measure").is_in(list(by_rule))
    )
    assert set(rollup["measure"]) == set(by_rule)
    for measure, difference in rollup.select("measure", "difference").rows():
        assert by_rule[measure] == difference


def confronted(year: int) -> pl.DataFrame:
    """What the rule says of the city in a year."""
    own = pl.col("report_year") == str(year)
    lake = example().rows
    frames = (
        pl.DataFrame(lake[name], schema=SCHEMAS[name]).filter(own)
        for name in ("reports", "table_readings", "figures")
    )
    listed = pl.DataFrame(units(), schema=UNITS_SCHEMA, orient="row")
    found = reconcile(*frames, units=listed).confrontations
    return found.filter(rule_id="divisions.total", report_id=f"360500-city-{year}")


def test_a_corrected_report_as_first_seen_and_as_now(built: Dbt) -> None:
    revisions = built.model("mart_revisions")
    assert set(revisions["report_id"]) == {"410000-eta-2023"}
    row = row_of(revisions, item="granted", column="total")
    names = "kind first_value value change versions conflicts_with_prose"
    assert picked(row, names) == ["changed", 4, 5, 1, 2, True]
    assert picked(row, "first_seen_on revised_seen_on") == [date(2024, 1, 31), date(2024, 2, 20)]


def test_a_claim_has_its_own_result(built: Dbt) -> None:
    claims = built.model("mart_claims").sort("ordinal")
    names = ["value", "outcome", "rule_id", "figure", "figure_is_published"]
    assert claims.select(names).rows() == [
        (6.0, "contradicted", "claims.total", Decimal(5), True),
        (5.0, "agrees_with_note", "claims.total", Decimal(5), True),
    ]


def test_prose_counts_against_the_table_that_it_speaks_of(built: Dbt) -> None:
    report = pl.col("report_id") == "410000-eta-2023"
    for name, expected in {
        "mart_request_outcomes": {True},
        "mart_denial_reasons": {True},
        "mart_outcomes_by_applicant": {True},
        "mart_dispute_outcomes": {False},
        "fct_figures": {True, False},
    }.items():
        assert set(built.model(name).filter(report)["conflicts_with_prose"]) == expected, name


def test_figures_that_do_not_continue_last_year_say_so(built: Dbt) -> None:
    for name in (
        *("mart_request_outcomes", "mart_denial_reasons", "mart_outcomes_by_applicant"),
        *("mart_peer_comparison", "mart_year_over_year", "fct_figures", "figures_as_published"),
    ):
        rows = built.model(name)
        if "table" in rows.columns:
            rows = rows.filter(table="requests")
        if "measure" in rows.columns:
            of_disclosure = pl.col("measure").str.contains("_(issued|in_force|decisions|repealed)")
            rows = rows.filter(~of_disclosure)
        found = {
            year: set(rows.filter(report_id=f"410000-alpha-{year}")["conflicts_with_years"])
            for year in (2020, 2021, 2022)
        }
        assert found[2021] == {True}, name
        assert found[2020] == {False}, name
        assert found[2022] == {False}, name


def test_a_year_that_is_not_compared_says_why(built: Dbt) -> None:
    years = built.model("mart_year_over_year")
    told = pl.col("reason_zh").is_not_null() & pl.col("reason_en").is_not_null()
    assert set(years.filter(told)["comparability"]) >= {"no_previous_figure", "coverage_differs"}
    assert set(years.filter(~told)["comparability"]) == {"exact"}
