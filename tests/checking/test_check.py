"""`gouji check` as a whole, over hand-made reports."""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from gouji.documents import opening
from gouji.documents.model import Locator
from gouji.extraction.report import Claim, Evidence, Identity, TableReading
from gouji.forms.values import BLANK, MISSING, CellValue
from tests.checking.conftest import Readers
from tests.reconciliation.samples import (
    DOUBT,
    KNOWN,
    UNREADABLE,
    disclosure,
    disputes,
    reading,
    report,
    requests,
)

Check = Callable[..., tuple[int, str]]
CheckJson = Callable[..., tuple[int, dict[str, Any]]]
N = CellValue.reported

TIES = report(disclosure(), requests(), disputes())
BREAKS = report(requests(), disputes({"reconsideration.upheld": N(11)}))


@pytest.fixture(autouse=True)
def known_texts(reads: Readers) -> None:
    reads["ties"] = TIES
    reads["breaks"] = BREAKS
    reads["lost"] = report(unreadable=UNREADABLE)
    reads["half"] = report(requests(), replace(disputes(), unreadable=UNREADABLE))
    reads["doubt"] = report(requests(), replace(disputes(), doubt=DOUBT))
    reads["nobody"] = report(requests(), identity=Identity())
    reads["crash"] = ZeroDivisionError("division by zero")


def files(folder: Path, *kinds: str) -> list[Path]:
    for kind in kinds:
        (folder / f"{kind}.txt").write_text(kind, encoding="utf-8")
    return [folder / f"{kind}.txt" for kind in kinds]


@pytest.mark.parametrize(
    ("kinds", "code"),
    [
        (["ties"], 0),
        (["prose"], 0),
        (["ties", "prose", "nobody"], 0),
        (["ties", "breaks"], 1),
        (["doubt"], 1),
        (["half"], 2),
        (["lost"], 2),
        (["breaks", "lost"], 2),
        (["crash"], 2),
    ],
)
def test_exit_code(tmp_path: Path, check: Check, kinds: list[str], code: int) -> None:
    assert check(*files(tmp_path, *kinds))[0] == code


def test_a_file_not_opened_beats_a_failure(tmp_path: Path, check_json: CheckJson) -> None:
    (breaks,) = files(tmp_path, "breaks")
    code, content = check_json(breaks, tmp_path / "gone.txt")
    assert code == 2
    assert content["errors"] == [
        {"path": str(tmp_path / "gone.txt"), "reason": "there is no such file"}
    ]
    assert [one["status"] for one in content["reports"]] == ["withheld"]


def test_what_is_no_plain_file_is_not_waited_for(tmp_path: Path, check_json: CheckJson) -> None:
    os.mkfifo(tmp_path / "pipe")
    code, content = check_json(tmp_path)
    assert (code, content["reports"]) == (2, [])
    assert content["errors"][0]["reason"] == "it is not a regular file"


def test_a_file_too_large_is_not_read(
    tmp_path: Path, check_json: CheckJson, monkeypatch: pytest.MonkeyPatch
) -> None:
    (large,) = files(tmp_path, "ties")
    with large.open("r+b") as file:
        file.truncate(opening.MAX_BYTES + 1)
    monkeypatch.setattr(Path, "read_bytes", lambda _: pytest.fail("it was read"))
    code, content = check_json(large)
    assert (code, content["reports"]) == (2, [])
    assert "limit" in content["errors"][0]["reason"]


def test_a_defect_on_one_file_does_not_hide_the_others(tmp_path: Path, check: Check) -> None:
    code, text = check(*files(tmp_path, "crash", "ties"))
    assert code == 2
    assert "ZeroDivisionError" in text and "Traceback" not in text
    assert "reconciled" in text


# --- JSON ---------------------------------------------------------------------------------------


def test_the_object_is_as_documented(tmp_path: Path, check_json: CheckJson) -> None:
    code, content = check_json(*files(tmp_path, "breaks"))
    assert code == 1
    assert set(content) == {"schema_version", "reports", "errors", "disabled_rules"}
    assert content["schema_version"] == 1
    (one,) = content["reports"]
    assert {
        "path",
        "sha256",
        "status",
        "tables",
        "issuer",
        "issuer_id",
        "year",
        "form",
        "figures",
        "claims",
        "violations",
        "solutions",
    } <= set(one)
    assert (one["issuer"], one["year"], one["form"]) == (KNOWN.issuer, 2022, "form_2021")
    assert one["report_id"] == f"{KNOWN.issuer_id}-2022"
    total, part = one["solutions"]
    assert (total["table"], total["cause"], total["certain"], total["exact"]) == (
        "disputes",
        "totals_left_at_zero",
        False,
        True,
    )
    assert total["cells"] == [
        {
            "item": "reconsideration",
            "column": "total",
            "reported": 0,
            "proposed": 11,
            "cause": "totals_left_at_zero",
            "doubt": False,
        }
    ]
    assert [(cell["column"], cell["proposed"]) for cell in part["cells"]] == [("upheld", 0)]
    assert one["tables"]["requests"]["status"] == "reconciled"
    assert one["tables"]["disputes"]["form"] == "form_2021"
    assert one["figures"]["requests"]["granted"]["total"] == {
        "value": 6,
        "state": "reported",
        "raw": "",
        "candidates": [],
        "locator": {},
    }
    (violation,) = one["violations"]
    message = violation.pop("message")
    assert violation == {
        "rule": "disputes.reconsideration",
        "table": "disputes",
        "scope": "reconsideration",
        "blocks": True,
        "doubt": False,
        "lhs": 11,
        "rhs": 0,
        "difference": 11,
        "claim": None,
        "decision": None,
    }
    assert "the first is 11, the second 0" in message


def test_numbers_states_candidates_and_places(
    tmp_path: Path, check_json: CheckJson, reads: Readers
) -> None:
    fees = "administrative_fees.amount_yuan"
    money = CellValue.reported(Decimal("9068400.50"), Decimal(9068350), Decimal(9068450))
    table = disclosure({fees: money, "licensing.decisions": BLANK})
    unclear = CellValue.ambiguous((521500, Decimal("52.15"), None))
    figures = [
        figure._replace(raw="906.84万元", locator=Locator(page=3, box=(1.5, 2, 3, 4)))
        if figure.item == "administrative_fees"
        else figure._replace(cell=unclear)
        if figure.item == "penalties"
        else figure
        for figure in table.figures
    ]
    claim = Claim("received", 17, "count", "count", "受理17件", Locator(line=3, start=0, end=5))
    reads["money"] = report(replace(table, figures=tuple(figures)), claims=(claim,))
    _, content = check_json(*files(tmp_path, "money"))
    (one,) = content["reports"]
    shown = one["figures"]["disclosure"]
    assert shown["administrative_fees"]["amount_yuan"] == {
        "value": 9068400.5,
        "state": "reported",
        "raw": "906.84万元",
        "candidates": [],
        "locator": {"page": 3, "box": [1.5, 2, 3, 4]},
    }
    assert shown["licensing"]["decisions"]["state"] == "blank"
    assert shown["penalties"]["decisions"]["candidates"] == [521500, 52.15, None]
    assert one["claims"] == [
        {
            "subject": "received",
            "value": 17,
            "unit": "count",
            "kind": "count",
            "raw": "",
            "qualifier": None,
            "scope": None,
            "base": None,
            "sentence": "受理17件",
            "locator": {"line": 3, "start": 0, "end": 5},
        }
    ]


def test_nothing_of_an_unreadable_table_is_shown_but_the_reason(
    tmp_path: Path, check_json: CheckJson
) -> None:
    _, content = check_json(*files(tmp_path, "half", "lost"))
    half, lost = content["reports"]
    reason = {"zh": UNREADABLE.zh, "en": UNREADABLE.en}
    assert half["figures"]["disputes"] == {} and half["figures"]["requests"] != {}
    assert half["tables"]["disputes"]["reason"] == reason
    assert half["violations"] == []
    assert (lost["status"], lost["reason"], lost["figures"]) == ("unreadable", reason, {})


def test_a_tying_report_of_nobody_says_that_it_will_not_be_published(
    tmp_path: Path, check_json: CheckJson
) -> None:
    code, content = check_json(*files(tmp_path, "nobody"))
    (one,) = content["reports"]
    assert (code, one["status"]) == (0, "reconciled")
    assert [(v["rule"], v["scope"]) for v in one["violations"]] == [
        ("identity.known", "issuer"),
        ("identity.known", "year"),
    ]
    assert one["report_id"].startswith("unknown-")


# --- text ---------------------------------------------------------------------------------------


def located(table: TableReading) -> TableReading:
    figures = (f._replace(locator=Locator(line=9 + n)) for n, f in enumerate(table.figures))
    return replace(table, figures=tuple(figures))


def test_a_person_is_led_to_the_cell(tmp_path: Path, check: Check, reads: Readers) -> None:
    broken = located(disputes({"reconsideration.upheld": N(11)}))
    reads["placed"] = report(located(requests()), broken)
    code, zh = check(*files(tmp_path, "placed"), lang="zh")
    assert code == 1
    assert "某县发展和改革局，2022" in zh
    assert "《收到和处理政府信息公开申请情况》 【勾稽相符】" in zh
    assert "《政府信息公开行政复议、行政诉讼情况》 【暂不发布】1 处不符，0 处存疑" in zh
    assert "✗ “行政复议”行：应“行政复议四种结果之和等于总计”，前者为 11，后者为 0" in zh
    assert "（位置：第9–13行）" in zh, "its parts and the total"
    assert "[disputes.reconsideration]" in zh
    _, en = check(tmp_path / "placed.txt")
    assert "Reconsideration and litigation [withheld] 1 contradiction(s), 0 doubt(s)" in en
    assert "(at: lines 9–13)" in en


def test_doubtful_cells_are_gathered_by_row(tmp_path: Path, check: Check, reads: Readers) -> None:
    two = {f"carried_forward.{c}": CellValue.ambiguous() for c in ("enterprise", "other")}
    row = {f"granted.{c}": MISSING for c in COLUMNS}
    reads["torn"] = report(requests({**two, **row}), reading("disputes", "form_2021", {}))
    _, zh = check(*files(tmp_path, "torn"), lang="zh")
    lines = [line.strip() for line in zh.splitlines() if "[reading.certain]" in line]
    assert lines == [
        "? “四、结转下年度继续办理”行商业企业、其他列：有数字，但读不准属于哪一格或是什么意思 "
        "[reading.certain]",
        "? “（一）予以公开”1 行：表式应有此格，文件中没有 [reading.certain]",
        "? 全表 15 格：表式应有此格，文件中没有 [reading.certain]",
    ]


COLUMNS = (
    "natural_person",
    "enterprise",
    "research_institution",
    "public_interest_org",
    "legal_service_org",
    "other",
    "total",
)


def test_reasons_are_told(tmp_path: Path, check: Check, reads: Readers) -> None:
    evidence = tuple(Evidence("year", year, "title", "") for year in ("2021", "2022"))
    torn = replace(KNOWN, year=None, conflicts=("year",), evidence=evidence)
    reads["torn"] = report(requests(), identity=torn)
    code, text = check(*files(tmp_path, "half", "lost", "doubt", "prose", "torn"))
    assert code == 2
    assert text.count(UNREADABLE.en) == 2
    assert DOUBT.en in text
    assert "[narrative] The document has no statutory table" in text
    assert "(2021 / 2022)" in text


def test_several_files_end_with_a_table(tmp_path: Path, check: Check) -> None:
    files(tmp_path, "ties", "breaks", "lost")
    (tmp_path / "reports.csv").write_text("path\ngone.txt\n", encoding="utf-8")
    _, text = check(tmp_path, lang="zh")
    last = text.splitlines()[-6:]
    assert last[0].split() == ["状态", "不符", "存疑", "年度", "发布机关", "文件"]
    assert last[1].split() == ["未能打开", str(tmp_path / "gone.txt")]
    assert last[2].split()[:4] == ["暂不发布", "1", "0", "2022"]
    assert last[-1] == "共 4 份：未能打开 1，暂不发布 1，读不出 1，勾稽相符 1"
    assert "状态" not in check(tmp_path / "ties.txt", lang="zh")[1], "one file needs no table"


def test_names_cannot_steer_the_terminal(tmp_path: Path, check: Check, reads: Readers) -> None:
    reads["spam"] = report(identity=replace(KNOWN, issuer="某局\x1b[31m\r"))
    name = tmp_path / "\x1b]0;x\x07.txt"
    name.write_text("spam", encoding="utf-8")
    assert "\x1b" not in check(name)[1] and "\r" not in check(name)[1]


# --- decisions ----------------------------------------------------------------------------------

DECISION = f"""
- report: {KNOWN.issuer_id}-2022
  action: accept
  rule: disputes.reconsideration
  scope: reconsideration
  expect: {{lhs: 11, rhs: 0}}
  reason: 已电话核实
  reviewer: 王某
  date: 2024-03-05
"""


def test_decisions_beside_the_reports(tmp_path: Path, check: Check, check_json: CheckJson) -> None:
    files(tmp_path, "breaks")
    (tmp_path / "decisions.yml").write_text(DECISION, encoding="utf-8")
    code, text = check(tmp_path, lang="zh")
    assert code == 0
    assert "【审核接受】" in text and "已电话核实" in text and "✓ “行政复议”行" in text
    _, content = check_json(tmp_path)
    (one,) = content["reports"]
    assert one["status"] == "accepted"
    assert one["violations"][0]["decision"].startswith("accept ")


def test_named_decisions_replace_them(tmp_path: Path, check: Check, check_json: CheckJson) -> None:
    files(tmp_path, "breaks")
    (tmp_path / "decisions.yml").write_text(DECISION, encoding="utf-8")
    other = tmp_path / "other"
    other.mkdir()
    (other / "stale.yml").write_text(DECISION.replace("lhs: 11", "lhs: 12"), encoding="utf-8")
    code, content = check_json(tmp_path / "breaks.txt", "--decisions", other / "stale.yml")
    assert code == 1
    assert "expects lhs to be 12, it is 11 now" in content["reports"][0]["problems"][0]["en"]
    assert (
        "预期 lhs 为 12"
        in check(tmp_path / "breaks.txt", "--decisions", other / "stale.yml", lang="zh")[1]
    )
