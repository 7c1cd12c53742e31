"""The examples of docs/reading-a-release.md work as they stand there."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy.engine import make_url

from gouji.storage import open_store
from tests.candidates import World
from tests.release.conftest import Publish

BLOCK = re.compile(r"^```python\n(.*?)^```", re.MULTILINE | re.DOTALL)


@pytest.fixture
def examples(project_root: Path) -> list[str]:
    return BLOCK.findall((project_root / "docs" / "reading-a-release.md").read_text("utf-8"))


def test_on_a_folder(
    world: World, three: list[str], examples: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    found = [text for text in examples if '".gouji/releases"' in text]
    assert len(found) == 3
    for text in found:
        exec(text.replace(".gouji/releases", world.releases.url), {})
        told = capsys.readouterr().out  # a wide table is shown with its first columns only
        assert "disclosure_rate" in told or "report_id" in told


def test_superset_follows_the_pointer(world: World, three: list[str], examples: list[str]) -> None:
    (text,) = [text for text in examples if "DB_CONNECTION_MUTATOR" in text]
    names: dict[str, Any] = {}
    exec(text, names)
    saved = make_url(f"duckdb:///{world.releases.url}/current/marts.duckdb")
    uri, params = names["DB_CONNECTION_MUTATOR"](saved, {}, "user", None, None)
    assert uri.database == f"{world.releases.url}/{three[2]}/marts.duckdb"
    assert params == {"connect_args": {"read_only": True}}


@pytest.mark.slow
def test_on_s3(
    world: World,
    publish_as: Publish,
    examples: list[str],
    request: pytest.FixtureRequest,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    (text,) = [text for text in examples if "s3fs.S3FileSystem()" in text]
    moto = request.getfixturevalue("moto_s3")
    publish_as(store=open_store(f"{moto.url}/releases", moto.options))
    monkeypatch.setenv("AWS_ENDPOINT_URL", moto.endpoint)
    exec(text.replace("s3://bucket", moto.url), {})
    assert "report_id" in capsys.readouterr().out
