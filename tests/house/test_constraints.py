"""`constraints.txt` is one whole set: nothing that `make setup` installs is left unpinned."""

from __future__ import annotations

import re
from collections.abc import Iterator
from importlib.metadata import PackageNotFoundError, distribution
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import NormalizedName, canonicalize_name
from packaging.version import Version

Requirements = dict[str, list[Requirement]]
Pins = dict[NormalizedName, Version]

PIN = re.compile(r"(?P<name>[a-z0-9]+(?:-[a-z0-9]+)*)==(?P<version>\S+)")


@pytest.fixture(scope="module")
def lines(project_root: Path) -> list[str]:
    text = (project_root / "constraints.txt").read_text(encoding="utf-8")
    return [line for line in text.splitlines() if line and not line.startswith("#")]


@pytest.fixture(scope="module")
def pins(lines: list[str]) -> Pins:
    matches = [PIN.fullmatch(line) for line in lines]
    return {canonicalize_name(m["name"]): Version(m["version"]) for m in matches if m}


def test_every_line_is_one_exact_pin(lines: list[str]) -> None:
    assert [line for line in lines if not PIN.fullmatch(line)] == []


def test_pins_are_sorted_and_named_once(lines: list[str]) -> None:
    names = [line.partition("==")[0] for line in lines]
    assert names == sorted(set(names))


def test_no_registry_is_named(project_root: Path) -> None:
    text = (project_root / "constraints.txt").read_text(encoding="utf-8")
    assert "://" not in text
    assert not re.search(r"^\s*-", text, re.MULTILINE), (
        "an option (--index-url ..) has no place here"
    )


def test_installers_are_not_pinned(pins: Pins) -> None:
    assert {"pip", "setuptools", "wheel", "uv", "gouji"} & pins.keys() == set()


def test_every_declared_requirement_has_a_pin_in_its_range(
    requirements: Requirements, pins: Pins
) -> None:
    for group, wanted in requirements.items():
        for requirement in wanted:
            pin = pins.get(canonicalize_name(requirement.name))
            assert pin is not None, f"{group}: {requirement} has no pin"
            assert requirement.specifier.contains(pin, prereleases=True), f"{requirement}: {pin}"


def test_what_the_requirements_pull_in_is_pinned_too(
    requirements: Requirements, pins: Pins
) -> None:
    """Walks the metadata of what is installed here; what is not installed is not looked into."""
    wrong = []
    for parent, requirement in _closure([r for group in requirements.values() for r in group]):
        pin = pins.get(canonicalize_name(requirement.name))
        if pin is None:
            wrong.append(f"{parent} needs {requirement}, which has no pin")
        elif not requirement.specifier.contains(pin, prereleases=True):
            wrong.append(f"{parent} needs {requirement}, the pin is {pin}")
    assert wrong == []


def _closure(roots: list[Requirement]) -> Iterator[tuple[str, Requirement]]:
    """(who asks, what for) over everything that the roots lead to, extras followed."""
    pending = [("gouji", root) for root in roots]
    seen: set[tuple[str, str]] = set()
    while pending:
        parent, requirement = pending.pop()
        yield parent, requirement
        name = canonicalize_name(requirement.name)
        for extra in ("", *requirement.extras):
            if (name, extra) not in seen:
                seen.add((name, extra))
                pending += [(name, child) for child in _children(name, extra)]


def _children(name: str, extra: str) -> Iterator[Requirement]:
    """What a distribution asks for in this environment: without an extra, or because of one."""
    try:
        lines = distribution(name).requires or []
    except PackageNotFoundError:
        return
    for requirement in map(Requirement, lines):
        marker = requirement.marker
        plain = marker is None or marker.evaluate({"extra": ""})
        if plain if not extra else (not plain and marker and marker.evaluate({"extra": extra})):
            yield requirement
