"""The verdict: three answers, stored for exactly what was judged, whatever goes wrong."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import polars as pl
import pytest

from expectations import checkpoint
from expectations.checkpoint import exception_messages
from expectations.frames import Evidence
from expectations.gate import gate_inputs, judge_candidate
from expectations.suites import ALL
from expectations.validation import Validation, meta
from gouji.reconciliation.decisions.ledger import Problem
from gouji.release.content import content_hash
from gouji.release.verdict import State, load_verdict, verdict_path
from tests.candidate_specs import TIES, Spec, many
from tests.candidates import World, make_world
from tests.expectations.conftest import Judge


def raising(evidence: Evidence) -> list[Validation]:
    """A suite with an expectation that Great Expectations cannot evaluate, and one that holds."""
    from great_expectations import expectations as gxe

    return [
        Validation(
            "raising",
            "rows",
            pl.DataFrame({"row_key": ["a"], "value": [1]}),
            (
                gxe.ExpectColumnValuesToNotBeNull(column="nowhere", meta=meta("raises", "", "")),
                gxe.ExpectColumnValuesToNotBeNull(column="value", meta=meta("holds", "", "")),
            ),
        )
    ]


def test_a_consistent_candidate_passes(world: World, judge: Judge) -> None:
    verdict = judge(world)
    assert verdict.verdict is State.PASSED
    assert verdict.reasons_en == ()
    assert verdict.is_sound
    assert verdict.content_hash == content_hash(world.candidate, gate_inputs(world.home, None))
    assert load_verdict(world.home, verdict.content_hash) == verdict


def test_the_stored_verdict_is_plain_json(world: World, judge: Judge) -> None:
    world.change("dim_year", lambda frame: pl.concat([frame, frame.head(1)]))
    verdict = judge(world, "dimensions")
    raw = json.loads(verdict_path(world.home, verdict.content_hash).read_text())
    assert raw["verdict"] == "failed"
    assert raw["content_hash"] == verdict.content_hash
    assert raw["strict"] is False
    twice = next(e for e in raw["expectations"] if e["expectation"].startswith("dim_year_key"))
    assert twice["unexpected_count"] == 1
    first = str(pl.read_parquet(world.candidate / "dim_year.parquet")["year"][0])
    assert [row["row_key"] for row in twice["sample"]] == [first]
    assert load_verdict(world.home, verdict.content_hash) == verdict


def test_an_expectation_that_raises_is_errored(world: World, judge: Judge) -> None:
    verdict = judge(world, suites={"raising": raising})
    assert verdict.verdict is State.ERRORED
    raised, holds = verdict.expectations
    assert (raised.errored, raised.success) == (True, False)
    assert (holds.errored, holds.success) == (False, True)
    assert "nowhere" in str(raised.observed)
    assert "raising.raises: errored" in verdict.reasons_en[0]
    assert load_verdict(world.home, verdict.content_hash) == verdict


def test_errored_beats_failed_and_hides_nothing(world: World, judge: Judge) -> None:
    world.change("dim_year", lambda frame: pl.concat([frame, frame.head(1)]))
    suites = {"raising": raising, "dimensions": ALL["dimensions"]}
    verdict = judge(world, suites=suites)
    assert verdict.verdict is State.ERRORED
    assert any("dim_year_key_unique" in reason for reason in verdict.reasons_en)


@pytest.mark.parametrize(
    ("info", "messages"),
    [
        ({"raised_exception": False, "exception_message": None}, []),
        ({"raised_exception": True, "exception_message": "flat"}, ["flat"]),
        ({"metric": {"raised_exception": True, "exception_message": "nested"}}, ["nested"]),
        ({"metric": {"raised_exception": False, "exception_message": None}}, []),
        ({"metric": {"exception_message": "no flag"}}, ["no flag"]),
        ({}, []),
        (None, []),
    ],
)
def test_both_shapes_of_an_exception_are_read(info: object, messages: list[str]) -> None:
    assert exception_messages(info) == messages


def test_a_suite_that_breaks_is_errored_and_the_others_are_told(world: World, judge: Judge) -> None:
    def broken(evidence: Evidence) -> list[Validation]:
        raise ZeroDivisionError("by design")

    world.change("dim_year", lambda frame: pl.concat([frame, frame.head(1)]))
    verdict = judge(world, suites={"broken": broken, "dimensions": ALL["dimensions"]})
    assert verdict.verdict is State.ERRORED
    assert "ZeroDivisionError: by design" in verdict.reasons_en[0]
    assert any("dim_year_key_unique" in reason for reason in verdict.reasons_en)


def test_a_checkpoint_that_breaks_is_errored_and_stored(
    world: World, judge: Judge, monkeypatch: pytest.MonkeyPatch
) -> None:
    def breaks(*_: object) -> object:
        raise RuntimeError("no checkpoint today")

    monkeypatch.setattr("expectations.gate.run_checkpoint", breaks)
    verdict = judge(world)
    assert verdict.verdict is State.ERRORED
    assert "no checkpoint today" in verdict.reasons_en[0]
    assert load_verdict(world.home, verdict.content_hash) == verdict


def test_a_result_that_does_not_come_back_is_errored(
    world: World, judge: Judge, monkeypatch: pytest.MonkeyPatch
) -> None:
    original = checkpoint._results
    monkeypatch.setattr(checkpoint, "_results", lambda validation, _: original(validation, None))
    verdict = judge(world, "dimensions")
    assert verdict.verdict is State.ERRORED


def test_no_expectation_at_all_is_errored(world: World, judge: Judge) -> None:
    assert judge(world, suites={}).verdict is State.ERRORED


def test_an_incomplete_candidate_is_errored(world: World, judge: Judge) -> None:
    (world.candidate / "fct_figures.parquet").unlink()
    verdict = judge(world)
    assert verdict.verdict is State.ERRORED
    assert "fct_figures" in verdict.reasons_en[0]


def test_a_candidate_that_changes_meanwhile_is_errored(world: World, judge: Judge) -> None:
    def meddling(evidence: Evidence) -> list[Validation]:
        world.change("dim_year", lambda frame: frame.head(1))
        return []

    verdict = judge(world, suites={"meddling": meddling})
    assert verdict.verdict is State.ERRORED
    assert "changed while" in verdict.reasons_en[0]


def test_the_last_judgement_counts(world: World, judge: Judge) -> None:
    first = judge(world, "dimensions")
    judge(world, suites={"raising": raising})
    stored = load_verdict(world.home, first.content_hash)
    assert stored is not None
    assert stored.verdict is State.ERRORED


def test_strict_shuts_if_anything_is_withheld(world: World, judge: Judge) -> None:
    verdict = judge(world, "conditions", strict=True)
    assert verdict.verdict is State.FAILED
    (result,) = [r for r in verdict.expectations if r.expectation == "nothing_withheld"]
    assert result.unexpected_count == 2  # the withheld table and the unreadable report
    assert "丙区民政局" in str(result.sample)


def test_strict_opens_where_all_ties(tmp_path: Path, judge: Judge) -> None:
    excluded = {**TIES, "disputes": "excluded"}
    specs = [*many(2), Spec("某局", 2023, excluded, "excluded")]
    verdict = judge(make_world(tmp_path / "home", specs), "conditions", strict=True)
    assert verdict.verdict is State.PASSED, verdict.reasons_en
    assert verdict.strict is True


@pytest.mark.slow
def test_nothing_to_publish_is_no_fault(tmp_path: Path, judge: Judge) -> None:
    """Every table is withheld, and each is listed: an empty mart is a true one."""
    barred = dict.fromkeys(TIES, "withheld")
    specs = many(2, statuses=barred, report_status="withheld")
    verdict = judge(make_world(tmp_path / "home", specs))
    assert verdict.verdict is State.PASSED, verdict.reasons_en


def test_a_decision_that_does_not_apply_shuts(world: World, judge: Judge) -> None:
    problem = Problem(
        "accept X requests.balance total", "决定“X”未适用。", "Decision X not applied."
    )
    verdict = judge(world, "conditions", decisions_problems=[problem])
    assert verdict.verdict is State.FAILED
    assert "决定“X”未适用。" in verdict.reasons_zh[0]
    assert "Decision X not applied." in verdict.reasons_en[0]


def test_other_decisions_and_thresholds_are_other_content(world: World) -> None:
    (world.home / "thresholds.toml").write_text("# mine\n")
    hashes = {
        content_hash(world.candidate, inputs)
        for inputs in (
            gate_inputs(world.home, None),
            gate_inputs(world.home, b"[]"),
            gate_inputs(world.home / "candidate", None),
        )
    }
    assert len(hashes) == 3


def test_nothing_is_left_behind(
    world: World, judge: Judge, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "temporary").mkdir()
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path / "temporary"))
    before = world.files("candidate")
    judge(world, "dimensions")
    assert list((tmp_path / "temporary").iterdir()) == []
    assert world.files("candidate") == before


def test_importing_the_gate_is_quick(project_root: Path) -> None:
    """Dagster loads it with every code location; Great Expectations alone takes seconds."""
    code = "import expectations.gate, sys; print('great_expectations' in sys.modules)"
    path = f"{project_root}{os.pathsep}{project_root / 'src'}"
    done = subprocess.run(
        [sys.executable, "-c", code],
        capture_output=True,
        text=True,
        check=True,
        env={**os.environ, "PYTHONPATH": path},
    )
    assert done.stdout.strip() == "False"


@pytest.mark.slow
def test_the_gate_needs_no_suites_to_be_named(world: World) -> None:
    verdict = judge_candidate(
        world.candidate, world.home, world.lake, gate_inputs(world.home, None), strict=True
    )
    assert verdict.verdict is State.FAILED
    assert {result.suite for result in verdict.expectations} == set(ALL)
