"""The dbt project as a whole: what it exports, describes and notices, and where it refuses."""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Iterator
from pathlib import Path

import duckdb
import polars as pl
import pytest

from gouji.release.models import MODELS
from tests.dbt_project.conftest import Dbt, project_files, write_locally
from tests.dbt_project.lake import Lake

pytestmark = pytest.mark.slow

UNITS = {"none", "count", "yuan", "share", "ratio", "year", "see column unit"}
UNITS |= {"as the cells compared", "as the claim", "date", "days", "ordinal", "points", "rank"}


def test_exports_each_published_model_once(built: Dbt) -> None:
    files = {path.name for path in (built.home / "candidate").iterdir()}
    assert files == {f"{name}.parquet" for name in MODELS}


@pytest.mark.parametrize("name", MODELS)
def test_keys_are_those_of_the_release(built: Dbt, name: str) -> None:
    frame, key = built.model(name), MODELS[name].key
    assert frame.height > 0
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


def test_the_documented_sum_over_reports(built: Dbt, project_root: Path) -> None:
    text = (project_root / "docs" / "reading-a-release.md").read_text("utf-8")
    (query,) = re.findall(r"^```sql\n(select province.*?)^```", text, re.MULTILINE | re.DOTALL)
    with duckdb.connect() as connection:
        for name in ("mart_request_outcomes", "dim_issuer"):
            connection.register(name, built.model(name))
        assert connection.sql(query).columns[0] == "province"


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
