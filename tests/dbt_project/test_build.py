"""One `dbt build` on a small lake: the published models against numbers counted by hand."""

from __future__ import annotations

import shutil
from decimal import Decimal

import polars as pl
import pytest

from gouji.forms import catalogue
from tests.dbt_project.conftest import Dbt
from tests.dbt_project.rows import picked, row_of

pytestmark = pytest.mark.slow

COUNTS = (
    "new_received brought_forward granted partially_granted denied unavailable not_processed other "
    "outcome_total carried_forward"
)


@pytest.mark.parametrize(
    ("report_id", "counts"),
    [
        pytest.param("410000-alpha-2020", [10, 2, 4, 1, 3, 1, 0, 1, 10, 2], id="form_2019"),
        pytest.param("410000-alpha-2021", [20, 3, 5, 0, 0, 0, 3, 2, 10, 13], id="blank parts"),
        pytest.param("410000-alpha-2022", [0, 13, 0, 0, 0, 0, 0, 0, 0, 13], id="no outcome"),
        pytest.param("410000-beta-2021", [6, 0, 6, 0, 0, 0, 0, 0, None, 0], id="blank total"),
        pytest.param("410000-beta-2022", [6, None, 6, 0, 0, 0, 0, 0, 6, None], id="both sides"),
        pytest.param("410000-gamma-2021", [9, 0, 8, 0, None, 0, 0, 0, 9, 0], id="accepted"),
    ],
)  # fmt: skip
def test_outcomes(built: Dbt, report_id: str, counts: list[int | None]) -> None:
    row = row_of(built.model("mart_request_outcomes"), report_id=report_id)
    assert picked(row, COUNTS) == counts


def test_outcomes_have_exactly_the_publishable_reports(built: Dbt) -> None:
    found = set(built.model("mart_request_outcomes")["report_id"])
    names = "alpha-2020 alpha-2021 alpha-2022 alpha-2023 beta-2021 beta-2022 gamma-2021 delta-2021"
    more = "360500-city 360500-office 360502-yushui"
    expected = {f"410000-{name}" for name in (*names.split(), "eta-2023")}
    expected |= {f"{name}-{year}" for name in more.split() for year in (2022, 2023)}
    assert found == expected | {"360521-fenyi-2023"}


def test_shares(built: Dbt) -> None:
    outcomes = built.model("mart_request_outcomes")
    names = (
        "disclosure_rate full_disclosure_rate partially_granted_share denied_share "
        "unavailable_share not_processed_share other_share"
    )
    first = row_of(outcomes, report_id="410000-alpha-2020")
    assert picked(first, names) == [0.5, 0.4, 0.1, 0.3, 0.1, 0.0, 0.1]
    for without_total in ("410000-alpha-2022", "410000-beta-2021"):
        assert picked(row_of(outcomes, report_id=without_total), names) == [None] * 7
    assert row_of(outcomes, report_id="410000-gamma-2021")["denied_share"] is None
    rates = "disclosure_rate_on_merits clearance_rate carry_rate"
    assert picked(first, rates) == [5 / 8, 10 / 12, 2 / 12]
    nothing_done = row_of(outcomes, report_id="410000-alpha-2022")
    assert picked(nothing_done, rates) == [None, 0.0, 1.0]


def test_accepted_rows_say_why(built: Dbt) -> None:
    outcomes = built.model("mart_request_outcomes")
    names = "accepted_zh accepted_en conflicts_with_prose"
    assert picked(row_of(outcomes, report_id="410000-gamma-2021"), names) == ["因", "why", False]
    assert picked(row_of(outcomes, report_id="410000-alpha-2020"), names) == [None, None, False]


def test_denial_reasons(built: Dbt) -> None:
    reasons = built.model("mart_denial_reasons")
    names = "measure value value_source share_of_measure share_of_outcomes"
    key = {"report_id": "410000-alpha-2020", "reason": "denied_state_secret"}
    assert picked(row_of(reasons, **key), names) == ["denied", 2, "reported", 2 / 3, 0.2]
    key = {"report_id": "410000-alpha-2021", "reason": "unavailable_not_held"}
    assert picked(row_of(reasons, **key), names) == ["unavailable", 0, "blank_as_zero", None, 0.0]
    key = {"report_id": "410000-gamma-2021", "reason": "denied_deliberative"}
    assert picked(row_of(reasons, **key), names) == ["denied", None, None, None, None]
    assert not reasons.filter(pl.col("reason").str.starts_with("other")).height


def test_outcomes_by_applicant(built: Dbt) -> None:
    applicants = built.model("mart_outcomes_by_applicant")
    assert applicants["applicant"].n_unique() == 6
    names = "new_received denied outcome_total disclosure_rate share_of_received"
    key = {"report_id": "410000-alpha-2020", "applicant": "natural_person"}
    assert picked(row_of(applicants, **key), names) == [10, 3, 10, 0.5, 1.0]
    key = {"report_id": "410000-alpha-2020", "applicant": "enterprise"}
    assert picked(row_of(applicants, **key), names) == [0, 0, 0, None, 0.0]
    key = {"report_id": "410000-alpha-2021", "applicant": "natural_person"}
    assert picked(row_of(applicants, **key), "unavailable blanks_as_zero") == [0, 3]
    key = {"report_id": "410000-gamma-2021", "applicant": "natural_person"}
    assert picked(row_of(applicants, **key), "denied cells_without_value") == [None, 1]


def test_dispute_outcomes(built: Dbt) -> None:
    disputes = built.model("mart_dispute_outcomes")
    names = "upheld overturned other closed pending total overturn_rate value_source"
    key = {"report_id": "410000-alpha-2022", "route": "reconsideration"}
    assert picked(row_of(disputes, **key), names) == [3, 1, 0, 4, 2, 6, 0.25, "reported"]
    key = {"report_id": "410000-alpha-2022", "route": "litigation_direct"}
    assert picked(row_of(disputes, **key), names) == [0, 0, 0, 0, 0, 0, None, "blank_as_zero"]
    key = {"report_id": "410000-zeta-2017", "route": "litigation"}
    assert picked(row_of(disputes, **key), names) == [2, 2, 2, 6, None, 6, 1 / 3, "reported"]
    assert "410000-alpha-2021" not in set(disputes["report_id"]), "withheld"


def test_proactive_disclosure_says_what_compares(built: Dbt) -> None:
    cells = built.model("mart_proactive_disclosure")
    names = "unit value concept comparability"
    key = {"report_id": "410000-alpha-2022", "item": "administrative_fees"}
    assert picked(row_of(cells, **key), names) == [
        "yuan", Decimal("9068400.00"), "administrative_fees_yuan", "exact",
    ]  # fmt: skip
    key = {"report_id": "410000-alpha-2021", "item": "administrative_fees"}
    row = row_of(cells, **key, column="items_last_year")
    assert picked(row, names) == ["count", Decimal("7.00"), None, "broken"]
    assert row["reason_zh"] and row["reason_en"]


def test_caveats_name_the_blanks(built: Dbt) -> None:
    outcomes = built.model("mart_request_outcomes")
    names = "table_status value_source blanks_as_zero items_without_value"
    assert picked(row_of(outcomes, report_id="410000-alpha-2021"), names) == [
        "reconciled",
        "blank_as_zero",
        "unavailable_not_held unavailable_needs_creation unavailable_still_unclear",
        None,
    ]
    both = row_of(outcomes, report_id="410000-beta-2022")
    expected = ["reconciled", "reported", None, "brought_forward carried_forward"]
    assert picked(both, names) == expected


def test_withheld_reports(built: Dbt) -> None:
    withheld = built.model("mart_withheld_reports")
    names = ["path", "table", "status", "violations", "doubts"]
    assert set(withheld.select(names).rows()) == {
        ("alpha-2021.html", "disputes", "withheld", 1, 0),
        ("delta-2020.html", "requests", "withheld", 4, 0),
        ("nobody.html", "requests", "withheld", 0, 0),
        ("scan.html", "report", "unreadable", 0, 0),
    }
    assert withheld.select("reason_zh", "reason_en").null_count().row(0) == (0, 0)


def test_facts_hold_no_withheld_table(built: Dbt) -> None:
    facts = built.model("fct_figures")
    assert set(facts["table_status"]) == {"reconciled", "accepted", "unconfirmed"}
    tables = set(facts.select("report_id", "table").unique().rows())
    assert ("410000-alpha-2021", "requests") in tables
    assert ("410000-alpha-2021", "disputes") not in tables
    assert not any(report.startswith(("unknown", "410000-delta-2020")) for report, _ in tables)


def test_facts_keep_money_and_its_interval(built: Dbt) -> None:
    key = {"report_id": "410000-alpha-2022", "column": "amount_yuan"}
    row = row_of(built.model("fct_figures"), **key)
    assert picked(row, "unit value value_low value_high") == [
        "yuan",
        Decimal("9068400.00"),
        Decimal("9068350.00"),
        Decimal("9068450.00"),
    ]


def test_facts_keep_blanks_as_blanks(built: Dbt) -> None:
    key = {"report_id": "410000-alpha-2021", "item": "unavailable_not_held", "column": "total"}
    row = row_of(built.model("fct_figures"), **key)
    assert picked(row, "state value column_zh") == ["blank", None, "总计"]


def test_figures_as_published_have_withheld_tables_but_no_doubt(built: Dbt) -> None:
    figures = built.model("figures_as_published")
    assert set(figures["state"]) == {"reported", "blank"}
    statuses = dict(figures.select("report_id", "table_status").unique().filter(
        pl.col("table_status") == "withheld"
    ).rows())  # fmt: skip
    assert "410000-alpha-2021" in statuses  # contradicts itself, but each cell is certain
    assert "410000-delta-2020" not in statuses  # in doubt as a whole


def test_reconciliation_has_passes_failures_and_the_path(built: Dbt) -> None:
    confronted = built.model("mart_reconciliation")
    assert set(confronted["status"]) == {"pass", "fail", "not_assessable"}
    key = {"path": "alpha-2021.html", "rule_id": "disputes.reconsideration"}
    row = row_of(confronted, **key)
    assert picked(row, "status lhs rhs difference message_en") == [
        "fail", Decimal("0.00"), Decimal("7.00"), Decimal("-7.00"), "does not tie",
    ]  # fmt: skip
    assert row_of(confronted, path="nobody.html", rule_id="identity.known")["table"] is None
    covered = confronted.filter(pl.col("decision").is_not_null())
    assert set(covered["report_id"]) == {"410000-gamma-2021"}


def test_only_current_documents_count(built: Dbt) -> None:
    for name in ("fct_figures", "figures_as_published", "mart_reconciliation"):
        paths = built.model(name)["report_id"]
        assert "410000-delta-2022" not in set(paths), name
    assert row_of(built.model("dim_issuer"), issuer="delta")["reports"] == 2


def test_dimensions(built: Dbt) -> None:
    issuer = row_of(built.model("dim_issuer"), issuer="alpha")
    assert picked(issuer, "first_year last_year reports") == [2020, 2023, 4]
    years = built.model("dim_year")
    assert years["year"].to_list() == list(range(2010, 2024))
    names = "form reports reports_reconciled reports_unconfirmed reports_accepted reports_withheld"
    assert picked(row_of(years, year=2021), names) == ["form_2021", 5, 1, 1, 1, 2]
    items = built.model("dim_item")
    renamed = row_of(items, table="disclosure", item="normative_documents")
    assert picked(renamed, "item_zh forms valid_from valid_to") == [
        "行政规范性文件", "form_2019 form_2021", 2019, None,
    ]  # fmt: skip
    gone = row_of(items, table="requests", item="other_unsplit")
    assert picked(gone, "valid_to measure units") == [2020, "other", "count"]


def test_every_rule_is_published_with_its_source_and_weight(built: Dbt) -> None:
    rules = built.model("dim_rule")
    assert set(rules["rule_id"]) == {*catalogue.rules(), "timely"}
    names = "tables blocks defect scorecard_part scorecard_part_points scorecard_weight valid_from"
    expected = {
        "requests.balance": ["requests", True, "major", "arithmetic", 30, 2, 2019],
        "form.blank_cells": [None, False, "minor", "form", 20, 1, 2019],
        "years.stock": ["disclosure", False, "minor", "years", 15, 1, 2020],
        "plausible.unit": ["disclosure capacity_2014", False, "major", "years", 15, 2, 2015],
        "plausible.rules_by_organ": ["disclosure", False, "major", "form", 20, 2, 2019],
        "divisions.total": ["requests disputes", False, "minor", None, None, None, 2019],
        "timely": [None, False, None, "timely", 20, 1, 2008],
    }
    for rule, values in expected.items():
        assert picked(row_of(rules, rule_id=rule), names) == values, rule
    parts = rules.filter(pl.col("scorecard_part").is_not_null())
    assert parts.unique("scorecard_part")["scorecard_part_points"].sum() == 100
    told = (
        built.model("mart_report_scorecard")["failed_rules"].drop_nulls().str.split(" ").explode()
    )
    assert set(told) <= set(parts["rule_id"])


def test_building_again_gives_the_same_bytes(built: Dbt) -> None:
    candidate, kept = built.home / "candidate", built.home / "kept"
    shutil.copytree(candidate, kept)
    done = built.run("run")
    assert done.returncode == 0, done.stdout
    for path in kept.iterdir():
        assert path.read_bytes() == (candidate / path.name).read_bytes(), path.name
