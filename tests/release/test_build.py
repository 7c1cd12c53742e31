"""The files of a release: what is in them, and that other programs can read them."""

from __future__ import annotations

import json
import struct
from datetime import UTC, datetime
from pathlib import Path

import duckdb
import polars as pl
import pytest
from frictionless import Package

from gouji.release.build import build_release
from gouji.release.content import content_hash
from gouji.release.errors import CandidateError
from gouji.release.manifest import MANIFEST, Manifest, file_digest, parse_manifest
from gouji.release.meanings import read_meanings
from gouji.release.models import MODELS
from gouji.release.verdict import State, Verdict
from tests.candidates import World
from tests.release.conftest import HELD, INPUTS

DUCKDB_1_0 = 64
"""Storage version number of DuckDB 1.0, as the head of a database file has it."""


@pytest.fixture
def staging(tmp_path: Path) -> Path:
    folder = tmp_path / "staging"
    folder.mkdir()
    return folder


@pytest.fixture
def dbt_manifest(tmp_path: Path) -> Path:
    column = {
        "description": "发布机关名称\nName of the issuer",
        "config": {"meta": {"unit": "none"}},
    }
    value = {"description": "所载数值\nThe number", "meta": {"unit": "see column unit"}}
    nodes = {
        "model.gouji.fct_figures": {
            "resource_type": "model",
            "name": "fct_figures",
            "description": "可发布的数\nPublishable figures",
            "columns": {"value": value},
        },
        "model.gouji.dim_issuer": {
            "resource_type": "model",
            "name": "dim_issuer",
            "description": "It's the issuers",
            "columns": {"issuer": column},
        },
        "model.gouji.int_x": {"resource_type": "model", "name": "int_x"},
        "seed.gouji.forms": {"resource_type": "seed", "name": "forms"},
    }
    path = tmp_path / "dbt-manifest.json"
    path.write_text(json.dumps({"nodes": nodes}))
    return path


def build(world: World, staging: Path, **rest: object) -> Manifest:
    digest = content_hash(world.candidate, INPUTS.digests)
    verdict = Verdict(State.PASSED, digest, "2026-03-01T12:00:00+00:00", False, (HELD,))
    return build_release(
        world.candidate,
        staging,
        release_id="20260301T120000Z-abc",
        created_at=datetime(2026, 3, 1, 12, tzinfo=UTC).isoformat(),
        inputs=INPUTS,
        verdict=verdict,
        **{"previous": None, **rest},
    )


def test_the_manifest_names_every_file(world: World, staging: Path) -> None:
    manifest = build(world, staging)
    found = {p.relative_to(staging).as_posix() for p in staging.rglob("*") if p.is_file()}
    assert set(manifest.files) == found - {MANIFEST}
    for path, entry in manifest.files.items():
        assert entry.sha256 == file_digest(staging / path)
        assert entry.size == (staging / path).stat().st_size
    assert manifest.rows() == {name: world.model(name).height for name in MODELS}
    assert manifest.counts == {
        "reports_published": 4,
        "reports_withheld": 2,
        "tables_withheld": 1,
        "whole_reports_withheld": 1,
    }
    assert parse_manifest((staging / MANIFEST).read_bytes(), "x") == manifest
    assert manifest.inputs.documents == INPUTS.documents
    assert manifest.verdict["verdict"] == "passed"


def test_tables_are_sorted_by_their_key(world: World, staging: Path) -> None:
    world.change("fct_figures", lambda f: f.sample(fraction=1, shuffle=True, seed=3))
    build(world, staging)
    for model in MODELS.values():
        published = pl.read_parquet(staging / model.path)
        assert published.equals(published.sort(model.key))
        original = world.model(model.name).sort(model.key)
        assert published.schema == original.schema
        assert published.equals(original)


def test_the_same_candidate_gives_the_same_tables(
    world: World, staging: Path, tmp_path: Path
) -> None:
    again = tmp_path / "again"
    again.mkdir()
    first, second = build(world, staging), build(world, again)
    # A database file is laid out anew each time.
    differing = {path for path in first.files if first.files[path] != second.files[path]}
    assert differing <= {"marts.duckdb"}


def test_the_database_can_be_read_by_older_duckdb(
    world: World, staging: Path, dbt_manifest: Path
) -> None:
    build(world, staging, dbt_manifest=dbt_manifest)
    path = staging / "marts.duckdb"
    head = path.read_bytes()[:24]
    assert head[8:12] == b"DUCK"
    assert struct.unpack("<Q", head[12:20]) == (DUCKDB_1_0,)
    assert not (staging / "marts.duckdb.wal").exists()
    with duckdb.connect(str(path), read_only=True) as connection:
        tables = {row[0] for row in connection.execute("show tables").fetchall()}
        assert tables == set(MODELS) - {"figures_as_published"}
        for table in tables:
            (rows,) = connection.execute(f"select count(*) from {table}").fetchone()
            assert rows == world.model(table).height
        comments = connection.execute(
            "select comment from duckdb_tables() where table_name = 'dim_issuer' union all "
            "select comment from duckdb_columns() where comment is not null order by 1"
        ).fetchall()
    assert ("It's the issuers",) in comments
    assert ("发布机关名称\nName of the issuer",) in comments


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("number", pl.lit(1, pl.Int128)),
        ("number", pl.lit(1, pl.Int32)),
        ("number", pl.lit(1, pl.UInt64)),
        ("number", pl.lit("1").cast(pl.Decimal(38, 3))),
        ("when", pl.lit(datetime(2026, 1, 1))),
        ("issuer", pl.lit(2.0)),  # a count, the manifest says
    ],
)
def test_types_that_tools_read_otherwise_are_refused(
    world: World, staging: Path, dbt_manifest: Path, column: str, value: pl.Expr
) -> None:
    text = dbt_manifest.read_text().replace('"unit": "none"', '"unit": "count"')
    dbt_manifest.write_text(text)
    world.change("dim_issuer", lambda frame: frame.with_columns(value.alias(column)))
    with pytest.raises(CandidateError, match=rf"dim_issuer\.{column} "):
        build(world, staging, dbt_manifest=dbt_manifest)


def test_the_descriptor_is_a_data_package(world: World, staging: Path, dbt_manifest: Path) -> None:
    manifest = build(world, staging, dbt_manifest=dbt_manifest)
    descriptor = json.loads((staging / "datapackage.json").read_text())
    errors = list(Package.metadata_validate(descriptor))
    assert errors == []
    by_name = {resource["name"]: resource for resource in descriptor["resources"]}
    assert set(by_name) == set(MODELS)
    facts = by_name["fct_figures"]
    assert facts["description"].startswith("可发布的数")
    assert facts["hash"] == f"sha256:{manifest.files['marts/fct_figures.parquet'].sha256}"
    assert facts["schema"]["primaryKey"] == ["report_id", "table", "item", "column"]
    columns = {column["name"]: column for column in facts["schema"]["fields"]}
    assert columns["value"] == {
        "name": "value",
        "title": "数值",
        "type": "number",
        "description": "所载数值\nThe number",
        "gouji:unit": "see column unit",
    }
    assert columns["year"]["type"] == "integer"
    types = {f["type"] for r in descriptor["resources"] for f in r["schema"]["fields"]}
    assert "any" not in types
    assert "/reports" not in json.dumps(descriptor)  # no folder of this machine


def test_every_resource_opens_in_frictionless(world: World, staging: Path) -> None:
    build(world, staging)
    package = Package(str(staging / "datapackage.json"))
    for resource in package.resources:
        assert (staging / str(resource.path)).is_file()


def test_without_a_dbt_manifest_there_are_no_meanings() -> None:
    assert read_meanings(None)["fct_figures"].column("value").text == ""


def test_a_dbt_manifest_that_cannot_be_read_is_named(tmp_path: Path) -> None:
    with pytest.raises(CandidateError, match=r"absent\.json"):
        read_meanings(tmp_path / "absent.json")


def test_an_empty_candidate_is_still_a_release(world: World, staging: Path) -> None:
    for name in MODELS:
        world.change(name, lambda frame: frame.clear())
    manifest = build(world, staging)
    assert set(manifest.rows().values()) == {0}
    assert "reconciliation" not in {p.name for p in staging.iterdir()}
