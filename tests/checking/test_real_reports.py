"""What `gouji check` says of the real reports: every status and failure that a person confirmed."""

from __future__ import annotations

import contextlib
import io
import json
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from gouji.checking import as_json
from gouji.cli import main

Reports = dict[str, dict[str, Any]]
Failures = list[tuple[str, str, float | None, float | None]]


@pytest.fixture(scope="module")
def reports(shared_reports: Path) -> Reports:
    printed = io.StringIO()
    with contextlib.redirect_stdout(printed):
        code = main(["check", "--format", "json", "--lang", "en", str(shared_reports)])
    content = json.loads(printed.getvalue())
    jsonschema.Draft202012Validator(as_json.schema()).validate(content)
    assert (code, content["errors"]) == (2, []), "one of them cannot be read"
    return {Path(one["path"]).stem: one for one in content["reports"]}


def contradictions(report: dict[str, Any]) -> Failures:
    """Those that withhold; what is only a defect stays aside."""
    found = (v for v in report["violations"] if not v["doubt"] and v["rule"] != "identity.known")
    return [(v["rule"], v["scope"], v["lhs"], v["rhs"]) for v in found if v["blocks"]]


def status(report: dict[str, Any], table: str) -> str:
    return str(report["tables"][table]["status"])


@pytest.mark.parametrize("name", ["ankang_office_2020", "muping_2022", "shuyang_fagai_2023"])
def test_reports_that_tie(reports: Reports, name: str) -> None:
    assert reports[name]["status"] == "reconciled"
    assert status(reports[name], "requests") == status(reports[name], "disputes") == "reconciled"
    assert contradictions(reports[name]) == []


def test_a_balance_that_fails_beside_a_row_that_cannot_be_placed(reports: Reports) -> None:
    weihai = reports["weihai_2020"]
    assert weihai["status"] == status(weihai, "requests") == "withheld"
    assert contradictions(weihai) == [
        ("requests.balance", "natural_person", 339, 338),
        ("requests.balance", "total", 352, 353),
    ]
    doubts = {(v["rule"], v["scope"]) for v in weihai["violations"] if v["doubt"]}
    assert ("requests.balance", "enterprise") in doubts
    assert ("reading.certain", "requests.carried_forward.enterprise") in doubts
    assert {scope.split(".")[1] for rule, scope in doubts if rule == "reading.certain"} == {
        "carried_forward"
    }


def test_dispute_totals_of_zero(reports: Reports) -> None:
    hongze = reports["hongze_2023"]
    assert status(hongze, "requests") == "reconciled"
    assert status(hongze, "disputes") == "withheld"
    assert contradictions(hongze) == [
        ("disputes.reconsideration", "reconsideration", 11, 0),
        (
            "disputes.litigation_after_reconsideration",
            "litigation_after_reconsideration",
            5,
            0,
        ),
    ]


def test_prose_against_the_position_of_numbers(reports: Reports) -> None:
    pingdu = reports["pingdu_2020"]
    assert status(pingdu, "requests") == "reconciled"
    assert status(pingdu, "disputes") == "withheld"
    assert contradictions(pingdu) == []
    reason = pingdu["tables"]["disputes"]["reason"]["zh"]
    assert "9" in reason and "5" in reason


def test_a_report_from_before_the_tables(reports: Reports) -> None:
    assert {"disclosure", "requests", "disputes"} & set(reports["yingkou_2018"]["figures"]) == set()


def test_lost_zeros_are_not_read(reports: Reports) -> None:
    lost = reports["xiongxian_township_2019"]
    assert lost["status"] == "unreadable" and lost["reason"]
    assert not any(lost["figures"].values())


def test_an_empty_excerpt(reports: Reports) -> None:
    empty = reports["xi_town_2022"]
    assert empty["status"] == "withheld"
    assert {table["assessed"] for table in empty["tables"].values()} == {0}
