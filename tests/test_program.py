from __future__ import annotations

from pathlib import Path

import pytest

from gouji.program import code_digest


@pytest.fixture(autouse=True)
def _fresh() -> None:
    code_digest.cache_clear()


def _package(folder: Path, text: str = "x = 1") -> Path:
    (folder / "data").mkdir(parents=True)
    (folder / "module.py").write_text(text)
    (folder / "data" / "rules.toml").write_text("a = 1")
    return folder


def test_the_same_code_has_the_same_digest_wherever_it_stands(tmp_path: Path) -> None:
    one = code_digest(_package(tmp_path / "a" / "package"))
    assert one == code_digest(_package(tmp_path / "b" / "package"))


@pytest.mark.parametrize("name", ["module.py", "data/rules.toml"])
def test_any_change_shows(tmp_path: Path, name: str) -> None:
    package = _package(tmp_path / "package")
    before = code_digest(package)
    (package / name).write_text("changed")
    code_digest.cache_clear()
    assert code_digest(package) != before


def test_what_python_leaves_behind_and_samples_are_no_code(tmp_path: Path) -> None:
    package = _package(tmp_path / "package")
    before = code_digest(package)
    for folder in ("__pycache__", "samples"):
        (package / folder).mkdir()
        (package / folder / "file").write_text("x")
    (package / ".hidden").write_text("x")
    code_digest.cache_clear()
    assert code_digest(package) == before


def test_without_folders_it_is_that_of_the_library() -> None:
    import gouji

    assert code_digest() == code_digest(Path(gouji.__file__).parent)
