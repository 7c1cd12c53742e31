"""`gouji check` on archives: each member is a report."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from gouji.forms.values import CellValue
from tests.checking.conftest import Readers
from tests.documents.office_files import zipped
from tests.reconciliation.samples import KNOWN, disclosure, disputes, report, requests

Check = Callable[..., tuple[int, str]]
CheckJson = Callable[..., tuple[int, dict[str, Any]]]


@pytest.fixture(autouse=True)
def known_texts(reads: Readers) -> None:
    reads["ties"] = report(disclosure(), requests(), disputes())
    wrong = disputes({"reconsideration.upheld": CellValue.reported(11)})
    reads["breaks"] = report(requests(), wrong)


def test_each_member_of_an_archive_is_a_report(tmp_path: Path, check_json: CheckJson) -> None:
    archive = tmp_path / "全年.zip"
    archive.write_bytes(
        zipped({"甲/a.txt": "ties", "b.txt": "breaks", "c.zip": zipped({"d": "x"})})
    )
    code, content = check_json(archive)
    assert code == 2
    assert [(one["path"], one["status"]) for one in content["reports"]] == [
        (f"{archive}!甲/a.txt", "reconciled"),
        (f"{archive}!b.txt", "withheld"),
    ]
    assert content["reports"][0]["sha256"] == hashlib.sha256(b"ties").hexdigest()
    (error,) = content["errors"]
    assert error["path"] == f"{archive}!c.zip"
    assert "an archive inside an archive" in error["reason"]


def test_an_archive_that_cannot_be_used_says_why(
    tmp_path: Path, check: Check, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.undo()  # this is about the real reader
    (tmp_path / "a.zip").write_bytes(zipped({"x/": b""}))
    code, text = check(tmp_path / "a.zip")
    assert code == 2 and "there is no file in the archive" in text


def test_the_sidecar_names_members(tmp_path: Path, check_json: CheckJson) -> None:
    (tmp_path / "one.zip").write_bytes(zipped({"a.txt": "ties"}))
    (tmp_path / "two.zip").write_bytes(zipped({"b.txt": "ties", "c.txt": "breaks"}))
    lines = ["path,issuer", "one.zip,甲局", "two.zip!b.txt,乙局", "two.zip,丙局", "two.zip!x,丁局"]
    (tmp_path / "reports.csv").write_text("\n".join(lines), encoding="utf-8")
    code, content = check_json(tmp_path)
    issuers = {Path(one["path"]).name: one["issuer"] for one in content["reports"]}
    assert issuers["one.zip!a.txt"] == "甲局" and issuers["two.zip!b.txt"] == "乙局"
    assert issuers["two.zip!c.txt"] == KNOWN.issuer
    reasons = {Path(one["path"]).name: one["reason"] for one in content["errors"]}
    assert "holds several reports" in reasons["two.zip"]
    assert "there is no such file" in reasons["two.zip!x"]
    assert code == 2
