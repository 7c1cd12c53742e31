"""The rows that fail a test of dbt are shown with its check, where dbt can still show them."""

from __future__ import annotations

import json
import stat
from pathlib import Path

import dagster as dg
import pytest

from gouji.settings import Settings
from orchestration.dbt import failed_tests

RESULT = dg.AssetCheckResult(
    passed=False,
    asset_key="mart_a",
    check_name="unique_mart_a_key",
    metadata={"unique_id": "test.gouji.unique_mart_a_key.0123", "dagster_dbt/failed_row_count": 2},
)


def _program(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, text: str) -> Path:
    program = tmp_path / "dbt"
    program.write_text(f'#!/bin/sh\necho "$@" > {tmp_path}/asked\n{text}\n', encoding="utf-8")
    program.chmod(program.stat().st_mode | stat.S_IXUSR)
    monkeypatch.setattr(failed_tests, "dbt_executable", lambda: str(program))
    return tmp_path / "asked"


def test_the_first_rows_are_shown(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    rows = json.dumps([{"key": "k1", "n": 2}, {"key": "k|2", "n": 3}])
    told = {"info": {"name": "ShowNode"}, "data": {"node_name": RESULT.check_name, "preview": rows}}
    asked = _program(tmp_path, monkeypatch, f"cat <<'EOF'\nnoise\n{json.dumps(told)}\nEOF")
    settings = Settings.from_environment(home=tmp_path)
    (result,) = failed_tests.with_rows([RESULT], settings)
    assert "--select unique_mart_a_key " in asked.read_text()
    shown = result.metadata["first"].value
    assert "| key | n |" in shown
    assert r"| k\|2 | 3 |" in shown
    assert result.metadata["dagster_dbt/failed_row_count"].value == 2
    assert not result.passed


def test_without_dbt_the_result_stays(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    _program(tmp_path, monkeypatch, "exit 2")
    settings = Settings.from_environment(home=tmp_path)
    assert [*failed_tests.with_rows([RESULT], settings)] == [RESULT]


def test_nothing_is_asked_where_nothing_failed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(failed_tests, "dbt_executable", lambda: pytest.fail("dbt was asked"))
    assert [*failed_tests.with_rows([], Settings.from_environment(home="/none"))] == []


def test_it_is_told_in_words() -> None:
    assert failed_tests.in_words([RESULT], "en") == (
        "tests of dbt fail: mart_a: unique_mart_a_key (2 row(s))"
    )
