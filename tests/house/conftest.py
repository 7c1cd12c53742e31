"""The project file and what it declares, for the tests of the house."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

import pytest
from packaging.requirements import Requirement

from tests.house.imports import Import, imports_of


@pytest.fixture(scope="session")
def pyproject(project_root: Path) -> dict[str, Any]:
    return tomllib.loads((project_root / "pyproject.toml").read_text(encoding="utf-8"))


@pytest.fixture(scope="session")
def requirements(pyproject: dict[str, Any]) -> dict[str, list[Requirement]]:
    """Declared requirements by where they stand: "runtime", "build" and each extra."""
    project = pyproject["project"]
    groups = {
        "runtime": project["dependencies"],
        "build": pyproject["build-system"]["requires"],
        **project["optional-dependencies"],
    }
    return {group: [Requirement(line) for line in lines] for group, lines in groups.items()}


@pytest.fixture(scope="session")
def library(project_root: Path) -> list[Import]:
    """What the library imports."""
    return imports_of(project_root / "src", "gouji")


@pytest.fixture(scope="session")
def on_top(project_root: Path) -> list[Import]:
    """What the orchestrator and the gate import."""
    return imports_of(project_root, "orchestration", "expectations")
