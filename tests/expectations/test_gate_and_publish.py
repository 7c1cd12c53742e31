"""The gate broken on purpose: each fault keeps the last release as it was, also against publishing
alone; then the good case opens it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path

import polars as pl
import pytest

from expectations.gate import gate_inputs
from expectations.suites import ALL
from gouji.release.errors import GateShut
from gouji.release.manifest import Inputs
from gouji.release.publish import Publication, last_release_of, publish
from gouji.release.verdict import State, Verdict
from gouji.release.verify import verify_release
from tests.candidate_specs import many
from tests.candidates import World, make_world
from tests.expectations.conftest import Judge
from tests.expectations.test_gate import raising
from tests.expectations.test_suites import force_withheld_table

pytestmark = pytest.mark.slow

SOURCE = "/reports"


def inputs(world: World) -> Inputs:
    return Inputs(SOURCE, (), gate_inputs(world.home, None))


def publish_alone(world: World, *, strict: bool = False) -> Publication:
    return publish(world.candidate, world.home, world.releases, inputs(world), strict=strict)


def run(world: World, judge: Judge, **rest: object) -> Verdict:
    return judge(world, previous=last_release_of(world.releases, SOURCE), **rest)


def total_off_by_one(world: World) -> None:
    world.change("mart_request_outcomes", lambda f: f.with_columns(pl.col("granted") + 1))


def duplicate_key(world: World) -> None:
    world.change("mart_request_outcomes", lambda f: pl.concat([f, f.head(1)]))


def collapse(world: World) -> None:
    """Three of four published reports vanish, from lake and candidate alike."""
    few = make_world(world.home / "few", world.specs[2:3])
    for name in few.candidate.iterdir():
        (world.candidate / name.name).write_bytes(name.read_bytes())
    for entry in few.lake.list():
        world.lake.write(entry.path, few.lake.read(entry.path))
    for entry in world.lake.list():
        if not few.lake.exists(entry.path):
            world.lake.delete(entry.path)


def other_content(world: World) -> None:
    world.change("dim_issuer", lambda f: f.with_columns(issuer=pl.lit("改名局")))


RAISING: Mapping[str, object] = {"suites": {**ALL, "raising": raising}}
FAULTS = [
    pytest.param(force_withheld_table, {}, State.FAILED, "no_barred_table", id="withheld table"),
    pytest.param(total_off_by_one, {}, State.FAILED, "totals_equal_facts", id="total off by one"),
    pytest.param(duplicate_key, {}, State.FAILED, "report_id_unique", id="duplicate key"),
    pytest.param(other_content, RAISING, State.ERRORED, "raising.raises", id="raises"),
    pytest.param(collapse, {}, State.FAILED, "figures_kept", id="row collapse"),
    pytest.param(other_content, {"strict": True}, State.FAILED, "nothing_withheld", id="strict"),
]


@pytest.mark.parametrize(("change", "how", "state", "named"), FAULTS)
def test_a_fault_shuts_the_gate_and_the_good_case_opens_it(
    world: World,
    judge: Judge,
    tmp_path: Path,
    change: Callable[[World], None],
    how: dict[str, object],
    state: State,
    named: str,
) -> None:
    strict = bool(how.get("strict", False))
    run(world, judge)
    first = publish_alone(world)
    before = world.files("releases")

    change(world)
    verdict = run(world, judge, **how)
    assert verdict.verdict is state, verdict.reasons_en
    assert any(named in reason for reason in verdict.reasons_en)
    for wanted in {strict, False}:
        with pytest.raises(GateShut):
            publish_alone(world, strict=wanted)
    assert world.files("releases") == before
    assert verify_release(world.releases) == (first.release_id, [])

    good = make_world(tmp_path / "good", many(4) if strict else world.specs)
    other_content(good)
    good = replace(good, home=good.home)
    for name in good.candidate.iterdir():
        (world.candidate / name.name).write_bytes(name.read_bytes())
    for entry in world.lake.list():
        world.lake.delete(entry.path)
    for entry in good.lake.list():
        world.lake.write(entry.path, good.lake.read(entry.path))
    verdict = run(world, judge, strict=strict)
    assert verdict.verdict is State.PASSED, verdict.reasons_en
    second = publish_alone(world, strict=strict)
    assert second.created
    assert second.previous == first.release_id
