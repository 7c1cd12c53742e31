from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from gouji import settings as settings_module
from gouji.settings import Settings, SettingsError
from gouji.storage import open_store


def test_defaults_hang_on_the_home(tmp_path: Path) -> None:
    made = Settings.from_environment(source=tmp_path / "in", home=tmp_path / "h", environment={})
    assert made.source == str(tmp_path / "in")
    assert made.lake == str(tmp_path / "h" / "lake")
    assert made.releases == str(tmp_path / "h" / "releases")
    assert made.warehouse == tmp_path / "h" / "warehouse" / "warehouse.duckdb"
    assert made.candidate == tmp_path / "h" / "candidate"
    assert made.verdicts == tmp_path / "h" / "verdicts"
    assert made.dagster_home == tmp_path / "h" / "dagster"
    assert made.dbt == tmp_path / "h" / "dbt"
    assert (made.decisions, made.strict, made.storage_options) == (None, False, {})


def test_arguments_beat_variables_and_variables_beat_defaults(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    variables = {
        "GOUJI_HOME": "from-variable",
        "GOUJI_SOURCE": "s3://bucket/reports/",
        "GOUJI_LAKE": "s3://bucket/lake",
        "GOUJI_RELEASES": "releases",
        "GOUJI_DECISIONS": "d.yml",
        "GOUJI_STRICT": "true",
        "GOUJI_S3_ENDPOINT": "http://127.0.0.1:9000/",
    }
    made = Settings.from_environment(environment=variables)
    assert made.home == tmp_path / "from-variable"
    assert made.source == "s3://bucket/reports"
    assert made.lake == "s3://bucket/lake"
    assert made.releases == str(tmp_path / "releases")
    assert made.decisions == str(tmp_path / "d.yml")
    assert made.strict
    assert made.storage_options["endpoint_url"] == "http://127.0.0.1:9000"
    other = Settings.from_environment(home="h", source="in", strict=False, environment=variables)
    assert (other.home, other.source) == (tmp_path / "h", str(tmp_path / "in"))
    assert not other.strict


def test_without_anything_the_samples_are_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    made = Settings.from_environment(environment={})
    assert made.home == tmp_path / ".gouji"
    assert made.source == settings_module.bundled_samples()


@pytest.mark.parametrize(
    ("variables", "cause"),
    [
        (
            {"GOUJI_HOME": "s3://bucket/home"},
            "the home must be a local folder, not s3://bucket/home",
        ),
        ({"GOUJI_STRICT": "perhaps"}, "GOUJI_STRICT must be true or false, not perhaps"),
        ({"GOUJI_S3_ENDPOINT": "localhost:9000"}, "GOUJI_S3_ENDPOINT must be an http"),
    ],
)
def test_values_that_mean_nothing_are_refused(variables: dict[str, str], cause: str) -> None:
    with pytest.raises(SettingsError, match=cause):
        Settings.from_environment(environment=variables)


def test_prepare_makes_the_folders_and_leaves_no_trace(tmp_path: Path) -> None:
    made = Settings.from_environment(home=tmp_path / "h", environment={})
    made.prepare()
    made.prepare()
    assert made.dagster_home.is_dir() and Path(made.lake).is_dir()
    assert [path for path in tmp_path.rglob("*") if path.is_file()] == []


def test_an_impossible_home_is_named_with_its_cause(tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"")
    made = Settings.from_environment(home=tmp_path / "file" / "home", environment={})
    with pytest.raises(SettingsError) as caught:
        made.prepare()
    assert str(tmp_path / "file" / "home") in str(caught.value)
    assert "part of the path is a file, not a folder" in str(caught.value)
    assert "路径中有一部分是文件" in caught.value.reason.zh


def test_a_read_only_home_is_named_with_its_cause(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(self: Path, *_: object, **__: object) -> None:
        raise OSError(30, "Read-only file system")

    monkeypatch.setattr(Path, "touch", refuse)
    with pytest.raises(SettingsError, match="the file system is read-only"):
        Settings.from_environment(home=tmp_path, environment={}).prepare()
    assert list(tmp_path.iterdir()) == []


def test_a_read_only_lake_is_found_too(tmp_path: Path) -> None:
    (tmp_path / "lake").write_bytes(b"")
    made = Settings.from_environment(home=tmp_path / "h", lake=tmp_path / "lake", environment={})
    with pytest.raises(SettingsError, match=f"cannot write to the folder {tmp_path / 'lake'}"):
        made.prepare()


def test_the_storage_options_reach_a_server_of_ones_own(moto_s3: Any) -> None:
    made = Settings.from_environment(environment={"GOUJI_S3_ENDPOINT": moto_s3.endpoint})
    store = open_store(moto_s3.url, made.storage_options)
    store.write("a", b"one")
    assert store.read("a") == b"one"
    assert store.write_if_match("a", b"two", store.read_tagged("a")[1])
