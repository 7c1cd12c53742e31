"""The manifest is made when it has to be, and only then; the real parse is in test_definitions."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from gouji.settings import Settings
from orchestration.dbt import manifest

# Stands for dbt: notes that it ran, and leaves a manifest in the folder after --target-path.
_FAKE = """#!/bin/sh
echo x >> "{calls}"
env | grep ^GOUJI_ >> "{calls}"
while [ "$1" != --target-path ]; do shift; done
echo '{{}}' > "$2/manifest.json"
exit {code}
"""


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = tmp_path / "project"
    folder.mkdir()
    (folder / "model.sql").write_text("select 1")
    monkeypatch.delenv("GOUJI_SHARED", raising=False)  # of the tests, not of a run
    monkeypatch.setattr(manifest, "PROJECT", folder)
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    _fake_dbt(tmp_path, monkeypatch, code=0)
    return folder


def _fake_dbt(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, code: int) -> None:
    program = tmp_path / "dbt"
    program.write_text(_FAKE.format(calls=tmp_path / "calls", code=code))
    program.chmod(0o755)
    monkeypatch.setattr(manifest, "dbt_executable", lambda: str(program))


def _calls(tmp_path: Path) -> list[str]:
    return (tmp_path / "calls").read_text().split()


@pytest.mark.usefixtures("project")
def test_it_is_made_once_and_kept_in_the_home(tmp_path: Path) -> None:
    (tmp_path / "home").mkdir()
    settings = Settings.from_environment(home=tmp_path / "home")
    first = manifest.manifest_folder(settings)
    assert (first / "manifest.json").is_file()
    assert first.is_relative_to(settings.dbt)
    assert manifest.manifest_folder(settings) == first
    assert _calls(tmp_path).count("x") == 1


@pytest.mark.usefixtures("project")
def test_without_a_home_it_is_kept_for_the_user_and_serves_later_homes(tmp_path: Path) -> None:
    home = tmp_path / "home"
    kept = manifest.manifest_folder(Settings.from_environment(home=home))
    assert kept.is_relative_to(tmp_path / "cache")
    assert not home.exists()
    home.mkdir()
    assert manifest.manifest_folder(Settings.from_environment(home=home)) == kept


def test_an_edited_project_gets_another(project: Path, tmp_path: Path) -> None:
    settings = Settings.from_environment(home=tmp_path / "home")
    before = manifest.manifest_folder(settings)
    (project / "model.sql").write_text("select 2")
    assert manifest.manifest_folder(settings) != before
    assert _calls(tmp_path).count("x") == 2


def test_what_dbt_and_python_leave_behind_is_no_edit(project: Path, tmp_path: Path) -> None:
    settings = Settings.from_environment(home=tmp_path / "home")
    before = manifest.manifest_folder(settings)
    for name in ("target", "logs", "__pycache__"):
        (project / name).mkdir()
        (project / name / "x").write_text("x")
    assert manifest.manifest_folder(settings) == before


@pytest.mark.usefixtures("project")
def test_what_all_homes_share_knows_of_none(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GOUJI_LAKE", "s3://bucket/lake")
    manifest.manifest_folder(Settings.from_environment(home=tmp_path / "home"))
    assert _calls(tmp_path) == ["x", "GOUJI_WAREHOUSE=/nonexistent/warehouse.duckdb"]


@pytest.mark.usefixtures("project")
def test_in_a_home_dbt_sees_what_the_build_will_see(tmp_path: Path) -> None:
    (tmp_path / "home").mkdir()
    settings = Settings.from_environment(home=tmp_path / "home", lake="s3://bucket/lake")
    manifest.manifest_folder(settings)
    assert "GOUJI_LAKE=s3://bucket/lake" in _calls(tmp_path)
    assert f"GOUJI_WAREHOUSE={settings.warehouse}" in _calls(tmp_path)


def test_nothing_is_written_into_the_project(project: Path, tmp_path: Path) -> None:
    manifest.manifest_folder(Settings.from_environment(home=tmp_path / "home"))
    assert [path.name for path in project.iterdir()] == ["model.sql"]


@pytest.mark.usefixtures("project")
def test_where_no_folder_can_be_written(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "file").write_text("")
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "file"))
    folder = manifest.manifest_folder(Settings.from_environment(home=tmp_path / "home"))
    assert (folder / "manifest.json").is_file()


@pytest.mark.usefixtures("project")
def test_a_project_that_does_not_parse(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    _fake_dbt(tmp_path, monkeypatch, code=1)
    settings = Settings.from_environment(home=tmp_path / "home")
    with pytest.raises(manifest.ManifestError, match="cannot parse"):
        manifest.manifest_folder(settings)
    left = tmp_path / "cache" / "gouji" / "manifest"
    assert [*left.iterdir()] == []


@pytest.mark.usefixtures("project")
def test_old_ones_are_forgotten(tmp_path: Path, project: Path) -> None:
    settings = Settings.from_environment(home=tmp_path / "home")
    for number in range(6):
        (project / "model.sql").write_text(f"select {number}")
        newest = manifest.manifest_folder(settings)
        os.utime(newest, (number, number))
    kept = sorted(path.name for path in newest.parent.iterdir())
    assert len(kept) == 3
    assert newest.name in kept


def test_the_program_is_that_of_this_environment() -> None:
    assert os.access(manifest.dbt_executable(), os.X_OK)
