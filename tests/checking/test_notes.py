"""What the prose says beside the tables: where it ties in another reading, where in none."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from gouji.documents.model import Locator
from gouji.extraction.report import Claim
from gouji.forms.values import CellValue
from tests.checking.conftest import Readers
from tests.reconciliation.samples import report, requests

TABLE = requests(
    {
        "new_received.natural_person": CellValue.reported(7),
        "new_received.total": CellValue.reported(7),
        "brought_forward.natural_person": CellValue.reported(2),
        "brought_forward.total": CellValue.reported(2),
    }
)


def said(value: int, sentence: str) -> Claim:
    return Claim("received", value, "count", "count", sentence, Locator(line=3), raw=sentence)


@pytest.fixture(autouse=True)
def prose(reads: Readers) -> None:
    reads["with"] = report(TABLE, claims=(said(9, "收到申请9件"),))
    reads["without"] = report(TABLE, claims=(said(8, "收到申请8件"),))
    reads["plain"] = report(TABLE, claims=(said(7, "收到申请7件"),))


def written(folder: Path, text: str) -> Path:
    path = folder / f"{text}.txt"
    path.write_text(text, encoding="utf-8")
    return path


def test_another_usual_reading_is_a_note_that_says_which(
    tmp_path: Path, check_json: Callable[..., tuple[int, dict[str, Any]]]
) -> None:
    _, content = check_json(written(tmp_path, "with"))
    (one,) = content["reports"]
    (note,) = one["notes"]
    assert (note["rule"], note["claim"]) == ("claims.total", 0)
    assert "brought forward" in note["message"]
    assert [v for v in one["violations"] if v["rule"].startswith("claims.")] == []


def test_no_reading_is_a_defect_that_names_its_claim(
    tmp_path: Path, check_json: Callable[..., tuple[int, dict[str, Any]]]
) -> None:
    _, content = check_json(written(tmp_path, "without"))
    (one,) = content["reports"]
    (violation,) = [v for v in one["violations"] if v["rule"].startswith("claims.")]
    assert (violation["claim"], violation["blocks"]) == (0, False)
    assert one["claims"][violation["claim"]]["raw"] == "收到申请8件"
    assert one["notes"] == []


def test_the_plain_reading_needs_no_word(
    tmp_path: Path, check: Callable[..., tuple[int, str]]
) -> None:
    _, plain = check(written(tmp_path, "plain"))
    assert "prose" not in plain


def test_people_read_the_place_beside_both(
    tmp_path: Path, check: Callable[..., tuple[int, str]]
) -> None:
    _, note = check(written(tmp_path, "with"))
    assert "How the prose is to be understood:" in note and "(at: line 3)" in note
    _, defect = check(written(tmp_path, "without"))
    assert "(at: line 3) [claims." in defect
