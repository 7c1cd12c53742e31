"""Small files, and a reader that gives hand-made reports for them."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any

import jsonschema
import pytest

from gouji.checking import as_json
from gouji.cli import main
from gouji.extraction import reader
from gouji.extraction.identity.sidecar import SidecarRow
from gouji.extraction.report import Report
from tests.reconciliation.samples import report

Readers = dict[str, Report | Exception]


@pytest.fixture
def reads(monkeypatch: pytest.MonkeyPatch) -> Readers:
    """What each file's text is read as: fill it in. Other texts are narratives."""
    known: Readers = {}

    def read_report(data: bytes, name: str, sidecar: SidecarRow | None = None) -> Report:
        found = known.get(data.decode(), report())
        if isinstance(found, Exception):
            raise found
        if sidecar is not None and sidecar.issuer:
            return replace(found, identity=replace(found.identity, issuer=sidecar.issuer))
        return found

    monkeypatch.setattr(reader, "read_report", read_report)
    return known


@pytest.fixture
def check(capsys: pytest.CaptureFixture[str]) -> Callable[..., tuple[int, str]]:
    """Runs `gouji check` with these arguments: exit code and output."""

    def run(*arguments: object, lang: str = "en") -> tuple[int, str]:
        code = main(["check", "--lang", lang, *map(str, arguments)])
        return code, capsys.readouterr().out

    return run


@pytest.fixture
def check_json(capsys: pytest.CaptureFixture[str]) -> Callable[..., tuple[int, dict[str, Any]]]:
    """The same with `--format json`, validated against the schema."""

    def run(*arguments: object, lang: str = "en") -> tuple[int, dict[str, Any]]:
        given: Sequence[str] = [str(one) for one in arguments]
        code = main(["check", "--format", "json", "--lang", lang, *given])
        content = json.loads(capsys.readouterr().out)
        validator = jsonschema.Draft202012Validator
        validator.check_schema(as_json.schema())
        validator(as_json.schema()).validate(content)
        return code, content

    return run
