"""The content hash: the same for the same content however it is written, another for any other."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import polars as pl
import pytest

from gouji.release.content import candidate_files, content_hash, judged_inputs
from gouji.release.errors import CandidateError
from tests.candidates import World, make_world
from tests.release.conftest import DIGESTS


def test_order_compression_and_time_do_not_matter(world: World, tmp_path: Path) -> None:
    first = content_hash(world.candidate, DIGESTS)
    for name in ("fct_figures", "mart_reconciliation"):
        path = world.candidate / f"{name}.parquet"
        before = path.read_bytes()
        world.model(name).sample(fraction=1, shuffle=True, seed=1).write_parquet(
            path, compression="lz4", row_group_size=50
        )
        assert path.read_bytes() != before
    assert content_hash(world.candidate, DIGESTS) == first
    assert content_hash(make_world(tmp_path / "again").candidate, DIGESTS) == first
    assert len(first) == 64


@pytest.mark.parametrize(
    "change",
    [
        lambda frame: frame.head(-1),
        lambda frame: pl.concat([frame, frame.head(1)]),
        lambda frame: frame.with_columns(pl.col("year") + 1),
        lambda frame: frame.with_columns(pl.col("year").cast(pl.Int32)),
        lambda frame: frame.rename({"year": "Year"}),
        lambda frame: frame.with_columns(issuer_id=pl.lit(None, pl.String)),
        lambda frame: frame.with_columns(issuer_id=pl.lit("-")),
        lambda frame: frame.clear(),
    ],
)
def test_any_other_content_is_another_hash(
    world: World, change: Callable[[pl.DataFrame], pl.DataFrame]
) -> None:
    first = content_hash(world.candidate, DIGESTS)
    world.change("fct_figures", change)
    assert content_hash(world.candidate, DIGESTS) != first


def test_text_cannot_slip_from_one_column_into_the_next(world: World) -> None:
    hashes = set()
    for left, right in (
        ("ab", "c"),
        ("a", "bc"),
        ("1:a", ""),
        ("", "1:a"),
        ("-", None),
        (None, "-"),
    ):
        row = {"issuer_id": left, "issuer": right}
        frame = pl.DataFrame([row], schema={"issuer_id": pl.String, "issuer": pl.String})
        world.change("dim_issuer", lambda _, frame=frame: frame)
        hashes.add(content_hash(world.candidate, DIGESTS))
    assert len(hashes) == 6


def test_rules_decisions_and_thresholds_are_part_of_it(world: World) -> None:
    variants = [
        judged_inputs(None, b"a"),
        judged_inputs(b"", b"a"),
        judged_inputs(b"x", b"a"),
        judged_inputs(None, b"b"),
        {**judged_inputs(None, b"a"), "rules": "0" * 64},
    ]
    assert len({content_hash(world.candidate, extra) for extra in variants}) == len(variants)


def test_a_missing_model_is_named(world: World) -> None:
    (world.candidate / "mart_reconciliation.parquet").unlink()
    with pytest.raises(CandidateError, match="lacks: mart_reconciliation"):
        content_hash(world.candidate, DIGESTS)


def test_a_file_left_over_is_named(world: World) -> None:
    world.model("dim_year").write_parquet(world.candidate / "mart_of_old.parquet")
    with pytest.raises(CandidateError, match="mart_of_old"):
        candidate_files(world.candidate)


def test_a_damaged_file_is_named(world: World) -> None:
    path = world.candidate / "dim_year.parquet"
    path.write_bytes(path.read_bytes()[:-20])
    with pytest.raises(CandidateError, match=r"dim_year\.parquet cannot be read") as caught:
        content_hash(world.candidate, DIGESTS)
    assert "\n" not in caught.value.reason.zh


def test_no_candidate_at_all(tmp_path: Path) -> None:
    with pytest.raises(CandidateError, match="Run the dbt build"):
        content_hash(tmp_path / "nowhere", DIGESTS)
