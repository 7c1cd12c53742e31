"""A source and a lake, in folders and on S3."""

from __future__ import annotations

from pathlib import Path

import pytest

from gouji.storage import Store, open_store


@pytest.fixture(params=["folder", "s3"])
def stores(request: pytest.FixtureRequest, tmp_path: Path) -> tuple[Store, Store]:
    """A source and a lake."""
    if request.param == "folder":
        (tmp_path / "in").mkdir()
        return open_store(tmp_path / "in"), open_store(tmp_path / "lake")
    moto = request.getfixturevalue("moto_s3")
    store = open_store(moto.url, moto.options)
    return store.child("in"), store.child("lake")


@pytest.fixture
def folders(tmp_path: Path) -> tuple[Path, Store, Store]:
    """The source as a path and as a store, and a lake."""
    (tmp_path / "in").mkdir()
    return tmp_path / "in", open_store(tmp_path / "in"), open_store(tmp_path / "lake")
