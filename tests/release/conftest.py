"""A candidate with an open gate, and a short way to publish it.

Great Expectations is not needed: what the gate says is written down here as it would be.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import polars as pl
import pytest

from gouji.release.content import content_hash, judged_inputs
from gouji.release.manifest import Inputs
from gouji.release.pointer import read_pointer
from gouji.release.publish import Publication, last_release_of, publish
from gouji.release.verdict import ExpectationResult, State, Verdict, store_verdict
from gouji.storage import Store
from tests.candidates import World, make_world

START = datetime(2026, 3, 1, 12, tzinfo=UTC)
DIGESTS = judged_inputs(None, b"thresholds")
INPUTS = Inputs("/reports", ("a" * 64, "b" * 64), DIGESTS, {"gouji": "0"})
HELD = ExpectationResult("fct_figures", "no_barred_table", success=True)

Publish = Callable[..., Publication]


@pytest.fixture
def world(tmp_path: Path) -> World:
    return make_world(tmp_path / "home")


def open_gate(
    world: World,
    store: Store,
    state: State = State.PASSED,
    *,
    strict: bool = False,
    inputs: Inputs = INPUTS,
) -> Verdict:
    """Store the verdict that the gate would give on the candidate as it is now."""
    last = last_release_of(store, inputs.source)
    bad = ExpectationResult("fct_figures", "no_barred_table", False, state is State.ERRORED)
    verdict = Verdict(
        state,
        content_hash(world.candidate, inputs.digests),
        START.isoformat(),
        strict,
        (HELD if state is State.PASSED else bad,),
        () if state is State.PASSED else ("混入了不得发布的表格",),
        () if state is State.PASSED else ("a table that may not be published",),
        last.release_id if last else None,
        dict(inputs.digests),
    )
    store_verdict(world.home, verdict)
    return verdict


@pytest.fixture(scope="session")
def published_once(tmp_path_factory: pytest.TempPathFactory) -> tuple[World, Publication]:
    """The usual candidate, published as it is: made once, with which most tests begin."""
    world = make_world(tmp_path_factory.mktemp("once") / "home")
    open_gate(world, world.releases)
    done = publish(world.candidate, world.home, world.releases, INPUTS, strict=False, now=START)
    return world, done


@pytest.fixture
def first(world: World, published_once: tuple[World, Publication]) -> Publication:
    """One release of the usual candidate, in the world's releases folder."""
    template, done = published_once
    shutil.copytree(template.home, world.home, dirs_exist_ok=True)
    return replace(done, uri=world.releases.uri(done.release_id))


@pytest.fixture
def publish_as(world: World) -> Publish:
    """Publish the candidate so many minutes after the start, by default with an open gate."""

    def published(
        minutes: int = 0,
        *,
        store: Store | None = None,
        judged: bool = True,
        strict: bool = False,
        inputs: Inputs = INPUTS,
    ) -> Publication:
        releases = store or world.releases
        if judged:
            open_gate(world, releases, strict=strict, inputs=inputs)
        now = START + timedelta(minutes=minutes)
        return publish(world.candidate, world.home, releases, inputs, strict=strict, now=now)

    return published


def change_content(world: World, text: str) -> None:
    """Make the candidate another one."""
    world.change("dim_issuer", lambda frame: frame.with_columns(issuer=pl.lit(text)))


@pytest.fixture(scope="session")
def published_thrice(tmp_path_factory: pytest.TempPathFactory) -> tuple[World, list[str]]:
    """Three releases, made once; `three` gives each test a copy."""
    world = make_world(tmp_path_factory.mktemp("published") / "home")
    ids = []
    for minute, name in enumerate(("第一局", "第二局", "第三局")):
        change_content(world, name)
        open_gate(world, world.releases)
        now = START + timedelta(minutes=minute)
        done = publish(world.candidate, world.home, world.releases, INPUTS, strict=False, now=now)
        ids.append(done.release_id)
    return world, ids


@pytest.fixture
def three(world: World, published_thrice: tuple[World, list[str]]) -> list[str]:
    """The ids of three releases in the world's releases folder, oldest first."""
    template, ids = published_thrice
    shutil.copytree(template.home, world.home, dirs_exist_ok=True)
    return list(ids)


def current(world: World) -> str:
    pointer = read_pointer(world.releases).pointer
    assert pointer is not None
    return pointer.release_id
