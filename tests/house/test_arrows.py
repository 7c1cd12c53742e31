"""Imports run along the arrows of the house, and only to what `pyproject.toml` declares."""

from __future__ import annotations

import sys
from collections.abc import Iterable
from importlib.metadata import packages_distributions
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from tests.house.imports import Import, When, imports_of

Requirements = dict[str, list[Requirement]]

# Each room may import the rooms before it, and storage.py.
ROOMS = ("forms", "divisions", "documents", "extraction", "tables", "reconciliation", "release")
ON_TOP = {"dagster", "dagster_dbt", "dbt", "great_expectations", "orchestration", "expectations"}
OWN = {"gouji", "orchestration", "expectations", "dbt_project", "tests"}

# `gouji check` answers in under a second: what it passes through may not load any of these.
QUICK = {"__init__", "cli", "storage", "forms", "divisions", "documents", "extraction"}
SLOW = {"dagster", "dbt", "great_expectations", "pandas", "pandera", "s3fs"}


@pytest.mark.parametrize("room", ROOMS)
def test_a_room_imports_only_the_rooms_before_it(library: list[Import], room: str) -> None:
    later = {*ROOMS[ROOMS.index(room) + 1 :], "cli"}
    assert [str(i) for i in library if _room(i) == room and _target(i) in later] == []


@pytest.mark.parametrize("table", ["disclosure", "requests", "disputes", "statistics"])
def test_a_table_knows_nothing_of_the_others(library: list[Import], table: str) -> None:
    """What tables share is in `aligning`; what looks at all of them stands above them."""
    within = "gouji.extraction.figures."
    own = [i for i in library if i.path.parts[1:4] == ("extraction", "figures", table)]
    inner = [i for i in own if i.module.startswith(within)]
    known = ("aligning", table)
    assert own
    assert [str(i) for i in inner if i.module.removeprefix(within).split(".")[0] not in known] == []


def test_what_tables_share_knows_none_of_them(library: list[Import]) -> None:
    within = "gouji.extraction.figures."
    shared = [i for i in library if i.path.parts[1:4] == ("extraction", "figures", "aligning")]
    outward = [i for i in shared if i.module.startswith(within)]
    assert [str(i) for i in outward if not i.module.startswith(f"{within}aligning.")] == []


def test_storage_imports_no_room(library: list[Import]) -> None:
    assert [str(i) for i in library if _room(i) == "storage" and _target(i) in ROOMS] == []


def test_the_library_knows_nothing_of_what_stands_on_top(library: list[Import]) -> None:
    """The one arrow outward is drawn in cli.py, inside a function."""
    upward = [i for i in library if i.top in ON_TOP]
    assert [str(i) for i in upward if _room(i) != "cli" or i.when is When.LOAD] == []


def test_the_gate_knows_nothing_of_the_orchestrator(on_top: list[Import]) -> None:
    gate = [i for i in on_top if i.path.parts[0] == "expectations"]
    assert [str(i) for i in gate if i.top in {"dagster", "dagster_dbt", "orchestration"}] == []


def test_the_quick_command_loads_nothing_slow(library: list[Import]) -> None:
    loaded = [i for i in library if _room(i) in QUICK and i.when is When.LOAD]
    assert [str(i) for i in loaded if i.top in SLOW] == []


def test_every_import_is_declared(
    library: list[Import], on_top: list[Import], requirements: Requirements
) -> None:
    """What only an extra brings may be imported inside a function, which can say it is absent."""
    runtime = _names(requirements["runtime"])
    optional = _names(requirements["cluster"] + requirements["ocr"] + requirements["postgres"])
    shipped = [*library, *on_top]
    assert _strangers([i for i in shipped if i.when is When.LOAD], runtime) == []
    assert _strangers([i for i in shipped if i.when is not When.LOAD], runtime | optional) == []


def test_every_import_of_the_tests_is_declared(
    project_root: Path, requirements: Requirements
) -> None:
    extras = requirements["test"] + requirements["cluster"] + requirements["postgres"]
    known = _names(requirements["runtime"] + extras)
    assert _strangers(imports_of(project_root, "tests"), known) == []


def _room(found: Import) -> str:
    """The room (or file) of gouji that an import stands in."""
    return Path(found.path.parts[1]).stem


def _target(found: Import) -> str:
    """The room (or file) of gouji that is imported, or nothing."""
    parts = found.module.split(".")
    return parts[1] if parts[0] == "gouji" and len(parts) > 1 else ""


def _names(requirements: Iterable[Requirement]) -> set[str]:
    return {canonicalize_name(requirement.name) for requirement in requirements}


def _strangers(found: list[Import], known: set[str]) -> list[str]:
    """The imports that none of the known distributions brings."""
    owners = packages_distributions()
    ours = OWN | set(sys.stdlib_module_names)
    return [
        str(i)
        for i in found
        if i.top not in ours and not {canonicalize_name(n) for n in owners.get(i.top, [])} & known
    ]
