"""One `dbt build` on a small lake: the published models against numbers counted by hand."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

import duckdb
import polars as pl
import pytest

from gouji.release.models import MODELS
from tests.dbt_project.conftest import Dbt, project_files, write_locally
from tests.dbt_project.lake import Lake

pytestmark = pytest.mark.slow

UNITS = {"none", "count", "yuan", "share", "ratio", "year", "see column unit"}
UNITS |= {"as the cells compared", "as the claim", "date", "days", "ordinal", "points", "rank"}


EMPTY = {"mart_division_rollup", "mart_revisions", "mart_claims"}
"""The example lake has nothing for these; dbt's unit tests and the tests of a run have."""


def _row(frame: pl.DataFrame, **key: object) -> dict[str, Any]:
    return frame.row(
        by_predicate=pl.all_horizontal(pl.col(k) == v for k, v in key.items()), named=True
    )


def _picked(row: dict[str, Any], names: str) -> list[Any]:
    return [row[name] for name in names.split()]


def test_exports_each_published_model_once(built: Dbt) -> None:
    files = {path.name for path in (built.home / "candidate").iterdir()}
    assert files == {f"{name}.parquet" for name in MODELS}


@pytest.mark.parametrize("name", MODELS)
def test_keys_are_those_of_the_release(built: Dbt, name: str) -> None:
    frame, key = built.model(name), MODELS[name].key
    assert frame.height > 0 or name in EMPTY
    assert frame.select(key).is_unique().all()
    assert frame.select(key).null_count().sum_horizontal().item() == 0
    assert frame.equals(frame.sort(key))


def test_types_are_plain(built: Dbt) -> None:
    plain = (pl.String, pl.Int64, pl.Float64, pl.Boolean, pl.Date, pl.Decimal(18, 2))
    odd = {
        f"{name}.{column}": kind
        for name in MODELS
        for column, kind in built.model(name).schema.items()
        if kind not in plain
    }
    assert odd == {}


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
    row = _row(built.model("mart_request_outcomes"), report_id=report_id)
    assert _picked(row, COUNTS) == counts


def test_outcomes_have_exactly_the_publishable_reports(built: Dbt) -> None:
    found = set(built.model("mart_request_outcomes")["report_id"])
    names = "alpha-2020 alpha-2021 alpha-2022 alpha-2023 beta-2021 beta-2022 gamma-2021 delta-2021"
    assert found == {f"410000-{name}" for name in names.split()}


def test_shares(built: Dbt) -> None:
    outcomes = built.model("mart_request_outcomes")
    names = (
        "disclosure_rate full_disclosure_rate partially_granted_share denied_share "
        "unavailable_share not_processed_share other_share"
    )
    first = _row(outcomes, report_id="410000-alpha-2020")
    assert _picked(first, names) == [0.5, 0.4, 0.1, 0.3, 0.1, 0.0, 0.1]
    for without_total in ("410000-alpha-2022", "410000-beta-2021"):
        assert _picked(_row(outcomes, report_id=without_total), names) == [None] * 7
    assert _row(outcomes, report_id="410000-gamma-2021")["denied_share"] is None
    rates = "disclosure_rate_on_merits clearance_rate carry_rate"
    assert _picked(first, rates) == [5 / 8, 10 / 12, 2 / 12]
    nothing_done = _row(outcomes, report_id="410000-alpha-2022")
    assert _picked(nothing_done, rates) == [None, 0.0, 1.0]


def test_accepted_rows_say_why(built: Dbt) -> None:
    outcomes = built.model("mart_request_outcomes")
    names = "accepted_zh accepted_en conflicts_with_prose"
    assert _picked(_row(outcomes, report_id="410000-gamma-2021"), names) == ["因", "why", False]
    assert _picked(_row(outcomes, report_id="410000-alpha-2020"), names) == [None, None, False]


def test_denial_reasons(built: Dbt) -> None:
    reasons = built.model("mart_denial_reasons")
    names = "measure value value_source share_of_measure share_of_outcomes"
    key = {"report_id": "410000-alpha-2020", "reason": "denied_state_secret"}
    assert _picked(_row(reasons, **key), names) == ["denied", 2, "reported", 2 / 3, 0.2]
    key = {"report_id": "410000-alpha-2021", "reason": "unavailable_not_held"}
    assert _picked(_row(reasons, **key), names) == ["unavailable", 0, "blank_as_zero", None, 0.0]
    key = {"report_id": "410000-gamma-2021", "reason": "denied_deliberative"}
    assert _picked(_row(reasons, **key), names) == ["denied", None, None, None, None]
    assert not reasons.filter(pl.col("reason").str.starts_with("other")).height


def test_outcomes_by_applicant(built: Dbt) -> None:
    applicants = built.model("mart_outcomes_by_applicant")
    assert applicants["applicant"].n_unique() == 6
    names = "new_received denied outcome_total disclosure_rate share_of_received"
    key = {"report_id": "410000-alpha-2020", "applicant": "natural_person"}
    assert _picked(_row(applicants, **key), names) == [10, 3, 10, 0.5, 1.0]
    key = {"report_id": "410000-alpha-2020", "applicant": "enterprise"}
    assert _picked(_row(applicants, **key), names) == [0, 0, 0, None, 0.0]
    key = {"report_id": "410000-alpha-2021", "applicant": "natural_person"}
    assert _picked(_row(applicants, **key), "unavailable blanks_as_zero") == [0, 3]
    key = {"report_id": "410000-gamma-2021", "applicant": "natural_person"}
    assert _picked(_row(applicants, **key), "denied cells_without_value") == [None, 1]


def test_dispute_outcomes(built: Dbt) -> None:
    disputes = built.model("mart_dispute_outcomes")
    names = "upheld overturned other closed pending total overturn_rate value_source"
    key = {"report_id": "410000-alpha-2022", "route": "reconsideration"}
    assert _picked(_row(disputes, **key), names) == [3, 1, 0, 4, 2, 6, 0.25, "reported"]
    key = {"report_id": "410000-alpha-2022", "route": "litigation_direct"}
    assert _picked(_row(disputes, **key), names) == [0, 0, 0, 0, 0, 0, None, "blank_as_zero"]
    key = {"report_id": "410000-zeta-2017", "route": "litigation"}
    assert _picked(_row(disputes, **key), names) == [2, 2, 2, 6, None, 6, 1 / 3, "reported"]
    assert "410000-alpha-2021" not in set(disputes["report_id"]), "withheld"


def test_proactive_disclosure_says_what_compares(built: Dbt) -> None:
    cells = built.model("mart_proactive_disclosure")
    names = "unit value concept comparability"
    key = {"report_id": "410000-alpha-2022", "item": "administrative_fees"}
    assert _picked(_row(cells, **key), names) == [
        "yuan", Decimal("9068400.00"), "administrative_fees_yuan", "exact",
    ]  # fmt: skip
    key = {"report_id": "410000-alpha-2021", "item": "administrative_fees"}
    row = _row(cells, **key, column="items_last_year")
    assert _picked(row, names) == ["count", Decimal("7.00"), None, "broken"]
    assert row["reason_zh"] and row["reason_en"]


def test_caveats_name_the_blanks(built: Dbt) -> None:
    outcomes = built.model("mart_request_outcomes")
    names = "table_status value_source blanks_as_zero items_without_value"
    assert _picked(_row(outcomes, report_id="410000-alpha-2021"), names) == [
        "reconciled",
        "blank_as_zero",
        "unavailable_not_held unavailable_needs_creation unavailable_still_unclear",
        None,
    ]
    both = _row(outcomes, report_id="410000-beta-2022")
    expected = ["reconciled", "reported", None, "brought_forward carried_forward"]
    assert _picked(both, names) == expected


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
    row = _row(built.model("mart_year_over_year"), **key)
    names = "value previous_value comparability change growth carry_difference"
    assert _picked(row, names) == expected


def test_a_withheld_year_is_no_previous_year(built: Dbt) -> None:
    key = {"issuer_id": "410000-delta", "year": 2021, "measure": "granted"}
    row = _row(built.model("mart_year_over_year"), **key)
    assert _picked(row, "value previous_value comparability") == [3, None, "no_previous_figure"]


def test_a_group_of_few_is_not_ranked(built: Dbt) -> None:
    key = {"report_id": "410000-alpha-2021", "measure": "disclosure_rate"}
    row = _row(built.model("mart_peer_comparison"), **key)
    names = "value comparability peers peers_withheld_share rank percentile z_score"
    assert _picked(row, names) == [0.5, "group_too_small", 3, 0.2, None, None, None]
    assert row["reason_zh"]
    assert row["reason_en"]


def test_who_did_not_report_again_is_missing(built: Dbt) -> None:
    coverage = built.model("mart_coverage")
    row = _row(coverage, issuer_id="410000-beta", year=2023)
    names = "report_id status reported_year_before days_late"
    assert _picked(row, names) == [None, "missing", True, None]
    row = _row(coverage, issuer_id="410000-beta", year=2022)
    assert _picked(row, "report_id status") == ["410000-beta-2022", "undated"]


def test_what_was_hardly_checked_has_no_score(built: Dbt) -> None:
    scores = built.model("mart_report_scorecard")
    row = _row(scores, report_id="410000-alpha-2021")
    assert _picked(row, "timely_score years_score score") == [None, None, None]
    assert "disputes.reconsideration" in row["failed_rules"].split()
    assert 0 < row["points"] < row["points_assessed"] < 60


def test_what_is_withheld_is_counted(built: Dbt) -> None:
    shares = built.model("mart_withheld_shares")
    row = _row(shares, report_year="2021", level="county", table="disputes")
    assert _picked(row, "published withheld unreadable excluded") == [row["tables"] - 1, 1, 0, 0]
    assert "report" in set(shares["table"])


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
    row = _row(built.model("fct_figures"), **key)
    assert _picked(row, "unit value value_low value_high") == [
        "yuan",
        Decimal("9068400.00"),
        Decimal("9068350.00"),
        Decimal("9068450.00"),
    ]


def test_facts_keep_blanks_as_blanks(built: Dbt) -> None:
    key = {"report_id": "410000-alpha-2021", "item": "unavailable_not_held", "column": "total"}
    row = _row(built.model("fct_figures"), **key)
    assert _picked(row, "state value column_zh") == ["blank", None, "总计"]


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
    row = _row(confronted, **key)
    assert _picked(row, "status lhs rhs difference message_en") == [
        "fail", Decimal("0.00"), Decimal("7.00"), Decimal("-7.00"), "does not tie",
    ]  # fmt: skip
    assert _row(confronted, path="nobody.html", rule_id="identity.known")["table"] is None
    covered = confronted.filter(pl.col("decision").is_not_null())
    assert set(covered["report_id"]) == {"410000-gamma-2021"}


def test_only_current_documents_count(built: Dbt) -> None:
    for name in ("fct_figures", "figures_as_published", "mart_reconciliation"):
        paths = built.model(name)["report_id"]
        assert "410000-delta-2022" not in set(paths), name
    assert _row(built.model("dim_issuer"), issuer="delta")["reports"] == 2


def test_dimensions(built: Dbt) -> None:
    issuer = _row(built.model("dim_issuer"), issuer="alpha")
    assert _picked(issuer, "first_year last_year reports") == [2020, 2023, 4]
    years = built.model("dim_year")
    assert years["year"].to_list() == list(range(2010, 2024))
    names = "form reports reports_reconciled reports_unconfirmed reports_accepted reports_withheld"
    assert _picked(_row(years, year=2021), names) == ["form_2021", 5, 1, 1, 1, 2]
    items = built.model("dim_item")
    renamed = _row(items, table="disclosure", item="normative_documents")
    assert _picked(renamed, "item_zh forms valid_from valid_to") == [
        "行政规范性文件", "form_2019 form_2021", 2019, None,
    ]  # fmt: skip
    gone = _row(items, table="requests", item="other_unsplit")
    assert _picked(gone, "valid_to measure units") == [2020, "other", "count"]


def test_every_published_column_is_described_in_both_languages(built: Dbt) -> None:
    manifest = json.loads((built.home / "target" / "manifest.json").read_text(encoding="utf-8"))
    nodes = {
        node["name"]: node for node in manifest["nodes"].values() if "published" in node["tags"]
    }
    assert set(nodes) >= set(MODELS)
    for name in MODELS:
        node = nodes[name]
        assert node["config"]["contract"]["enforced"], name
        assert tuple(node["config"]["meta"]["key"]) == MODELS[name].key
        assert "Grain:" in node["description"] and "Key:" in node["description"], name
        assert list(node["columns"]) == built.model(name).columns
        for column in node["columns"].values():
            zh, _, en = column["description"].strip().partition("\n")
            assert any("\u4e00" <= sign <= "\u9fff" for sign in zh), (name, column["name"])
            assert en and en.isascii(), (name, column["name"])
            assert column["meta"]["unit"] in UNITS, (name, column["name"])


def test_building_again_gives_the_same_bytes(built: Dbt) -> None:
    candidate, kept = built.home / "candidate", built.home / "kept"
    shutil.copytree(candidate, kept)
    done = built.run("run")
    assert done.returncode == 0, done.stdout
    for path in kept.iterdir():
        assert path.read_bytes() == (candidate / path.name).read_bytes(), path.name


SPOILS = {
    "mart_year_over_year_key_is_unique": (
        "insert into mart_year_over_year select * from mart_year_over_year where year = 2020"
    ),
    "fct_figures_has_no_withheld_table": (
        "insert into fct_figures select * replace ("
        " (select document_id from int_current_reports where path = 'delta-2020.html')"
        " as document_id, '410000-delta-2020' as report_id, 2020 as year)"
        " from fct_figures where report_id = '410000-delta-2021'"
    ),
    "fct_figures_has_no_blocking_failure": "select 1",  # the same forced table
    "fct_figures_key_is_unique": (
        "insert into fct_figures select * from fct_figures"
        " where report_id = '410000-beta-2021' and item = 'granted' and \"column\" = 'other'"
    ),
    "fct_figures_has_complete_tables": (
        "delete from fct_figures"
        " where report_id = '410000-beta-2021' and item = 'new_received' and \"column\" = 'other'"
    ),
    "fct_figures_value_only_where_reported": (
        "update fct_figures set value = 0 where report_id = '410000-alpha-2021'"
        " and item = 'unavailable_not_held' and \"column\" = 'total'"
    ),
    "mart_request_outcomes_agrees_with_facts": (
        "update mart_request_outcomes set granted = granted + 1"
        " where report_id = '410000-alpha-2020'"
    ),
    "mart_year_over_year_agrees_with_outcomes": "select 1",  # the same total, off by one
    "mart_denial_reasons_sum_to_outcomes": (
        "update mart_denial_reasons set value = value + 1"
        " where report_id = '410000-alpha-2020' and reason = 'denied_state_secret'"
    ),
    "mart_denial_reasons_key_is_unique": (
        "insert into mart_denial_reasons select * from mart_denial_reasons limit 1"
    ),
    "mart_denial_reasons_shares_between_0_and_1": (
        "update mart_denial_reasons set share_of_outcomes = 1.5"
        " where report_id = '410000-alpha-2020' and reason = 'denied_state_secret'"
    ),
    "mart_outcomes_by_applicant_key_is_unique": (
        "insert into mart_outcomes_by_applicant select * from mart_outcomes_by_applicant limit 1"
    ),
    "mart_outcomes_by_applicant_shares_between_0_and_1": (
        "update mart_outcomes_by_applicant set disclosure_rate = -1"
        " where report_id = '410000-alpha-2020' and applicant = 'natural_person'"
    ),
    "mart_dispute_outcomes_key_is_unique": (
        "insert into mart_dispute_outcomes select * from mart_dispute_outcomes limit 1"
    ),
    "mart_dispute_outcomes_closed_sums": (
        "update mart_dispute_outcomes set closed = closed + 1"
        " where report_id = '410000-alpha-2022' and route = 'reconsideration'"
    ),
    "mart_dispute_outcomes_shares_between_0_and_1": (
        "update mart_dispute_outcomes set overturn_rate = 2"
        " where report_id = '410000-alpha-2022' and route = 'reconsideration'"
    ),
    "mart_proactive_disclosure_key_is_unique": (
        "insert into mart_proactive_disclosure select * from mart_proactive_disclosure limit 1"
    ),
    "int_concept_values_key_is_unique": (
        "insert into int_concept_values select * from int_concept_values limit 1"
    ),
    "mart_request_outcomes_shares_between_0_and_1": (
        "update mart_request_outcomes set denied_share = 1.5 where report_id = '410000-alpha-2020'"
    ),
    "mart_request_outcomes_has_every_published_table": (
        "delete from mart_request_outcomes where report_id = '410000-gamma-2021'"
    ),
    "mart_withheld_reports_accounts_for_every_table": (
        "delete from mart_withheld_reports where path = 'scan.html'"
    ),
    "mart_reconciliation_key_is_unique": (
        "insert into mart_reconciliation select * from mart_reconciliation limit 1"
    ),
    "int_judged_tables_has_every_reading": (
        "delete from int_judged_tables where table_status = 'accepted'"
    ),
    **{
        f"{mart}_{test}": f"insert into {mart} ({column}) values (null)"
        for mart, column in (
            ("mart_peer_comparison", "issuer"),
            ("mart_division_rollup", "issuer"),
            ("mart_coverage", "issuer"),
            ("mart_report_scorecard", "issuer"),
            ("mart_revisions", "issuer"),
            ("mart_claims", "issuer"),
            ("mart_withheld_shares", "province"),
        )
        for test in ("key_is_unique", "columns_present")
    },
    **{
        f"{model}_key_is_unique": f"insert into {model} ({column}) values (null)"
        for model, column in (
            ("int_division_units", "unit"),
            ("int_rule_marks", "document_id"),
            ("int_claim_outcomes", "document_id"),
        )
    },
    "mart_peer_comparison_shares_between_0_and_1": "update mart_peer_comparison set percentile = 2",
    "mart_division_rollup_shares_between_0_and_1": (
        "insert into mart_division_rollup (units_share) values (1.5)"
    ),
    "mart_report_scorecard_scores_between_0_and_1": (
        "update mart_report_scorecard set form_score = -1"
    ),
    "mart_report_scorecard_points_between_0_and_100": (
        "update mart_report_scorecard set points_assessed = 101"
    ),
    "mart_withheld_shares_shares_between_0_and_1": (
        "update mart_withheld_shares set not_published_share = 2"
    ),
    "mart_withheld_shares_sums": "update mart_withheld_shares set tables = tables + 1",
    "dim_year_statuses_sum_to_reports": "update dim_year set reports = 9 where year = 2021",
}
"""What is done to the warehouse, by the test that must notice."""


@pytest.fixture(scope="module")
def spoiled(built: Dbt) -> Iterator[dict[str, str]]:
    kept = built.warehouse.with_suffix(".kept")
    shutil.copy(built.warehouse, kept)
    with duckdb.connect(str(built.warehouse)) as connection:
        for statement in SPOILS.values():
            connection.execute(statement)
    done = built.run("test", "--select", *SPOILS)
    assert done.returncode == 1, done.stdout
    yield built.results()
    shutil.move(kept, built.warehouse)


@pytest.mark.parametrize("test", SPOILS)
def test_each_data_test_can_fail(spoiled: dict[str, str], test: str) -> None:
    assert spoiled[test] == "fail"


def test_an_empty_lake_builds(built: Dbt, tmp_path: Path) -> None:
    dbt = built.elsewhere(tmp_path)
    write_locally(Lake(), tmp_path / "lake")
    done = dbt.run("build", "--exclude-resource-type", "unit_test")
    assert done.returncode == 0, done.stdout
    assert dbt.model("fct_figures").is_empty()
    assert dbt.model("dim_item").height > 0


def test_refuses_a_place_it_does_not_know(built: Dbt, tmp_path: Path) -> None:
    done = built.elsewhere(tmp_path, GOUJI_CANDIDATE="candidate").run("run")
    assert done.returncode == 2
    assert "GOUJI_CANDIDATE must be an absolute path, but is 'candidate'" in done.stdout


def test_parses_with_an_empty_environment(tmp_path: Path) -> None:
    before = project_files()
    places = {name: str(tmp_path / name) for name in ("DBT_TARGET_PATH", "DBT_LOG_PATH")}
    done = Dbt(tmp_path, places).run("parse")
    assert done.returncode == 0, done.stdout
    assert project_files() == before
    assert Path(places["DBT_TARGET_PATH"], "manifest.json").is_file()
