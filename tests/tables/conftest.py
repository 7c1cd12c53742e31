"""A lake in a folder and on S3: what is kept in it must not depend on which."""

from __future__ import annotations

from pathlib import Path

import pytest

from gouji.storage import Store, open_store


@pytest.fixture(params=["folder", pytest.param("s3", marks=pytest.mark.slow)])
def lake(request: pytest.FixtureRequest, tmp_path: Path) -> Store:
    if request.param == "folder":
        return open_store(tmp_path / "lake")
    moto = request.getfixturevalue("moto_s3")
    return open_store(f"{moto.url}/lake", moto.options)


@pytest.fixture
def folder_lake(tmp_path: Path) -> Store:
    return open_store(tmp_path / "lake")
