"""The sample reports say what their truth files and README say they say."""

from __future__ import annotations

import csv
import json
import re
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

import pypdfium2
import pytest

from gouji.extraction.identity.sidecar import parse_sidecar
from gouji.extraction.reader import read_report
from gouji.forms import catalogue
from gouji.forms.evaluation import Outcome, confront_table
from gouji.forms.model import CellKey, RuleKind, Unit
from gouji.forms.values import BLANK, DASH, MISSING, CellValue, Number
from gouji.samples import samples_dir, truth_dir

FILES = sorted(p.name for p in samples_dir().iterdir() if p.name != "reports.csv")
TABLES = catalogue.STATUTORY_TABLES


@cache
def truth(name: str) -> dict[str, Any]:
    loaded: dict[str, Any] = json.loads(
        (truth_dir() / name).with_suffix(".json").read_text(encoding="utf-8")
    )
    return loaded


def text(name: str) -> str:
    encoding = "gb18030" if name == "tianzhou_2021.html" else "utf-8"
    return (samples_dir() / name).read_bytes().decode(encoding)


def form_of(known: dict[str, Any], table: str) -> str:
    """The form of one table: a single row (六)其他处理 makes it that of 2019."""
    if table == "requests":
        return "form_2019" if "other_unsplit" in known["figures"][table] else "form_2021"
    return str(known["form"])


def cells(known: dict[str, Any], table: str) -> dict[CellKey, CellValue]:
    form, states = form_of(known, table), known.get("expected_state", {})
    return {
        key: _cell(known["figures"][table].get(key.item, {}), key, table, states)
        for key in catalogue.tables()[table].cells(form)
    }


def _cell(row: dict[str, Any], key: CellKey, table: str, states: dict[str, str]) -> CellValue:
    state = states.get(f"{table}.{key.item}.{key.column}")
    if state == "ambiguous":
        return CellValue.ambiguous()
    if key.column not in row:
        return MISSING
    value = row[key.column]
    if value is None:
        return DASH if state == "dash" else BLANK
    money = catalogue.tables()[table].unit(key) is Unit.YUAN
    return CellValue.reported(Decimal(str(value)) if money else value)


def judge(table: str, form: str, values: dict[CellKey, CellValue]) -> str:
    """Status by the rules alone (no decisions)."""
    results = confront_table(table, form, values)
    if any(result.outcome is Outcome.FAIL for result in results):
        return "withheld"
    tied = {r.scope for r in results if _balance(r.rule_id) and r.outcome is Outcome.PASS}
    if not any(_balance(result.rule_id) for result in results):
        return "unconfirmed"
    return "reconciled" if tied & {"total", "reconsideration"} else "not assessable"


def _balance(rule_id: str) -> bool:
    return catalogue.rules()[rule_id].kind is RuleKind.BALANCE


def readme_statuses() -> dict[str, dict[str, str]]:
    readme = (samples_dir().parent / "README.md").read_text(encoding="utf-8")
    rows = re.findall(r"^\| `([\w.]+)` \| (\S+) \| (\S+) \| (\S+) \|$", readme, re.MULTILINE)
    return {name: dict(zip(TABLES, found, strict=True)) for name, *found in rows}


# ---- the set


def test_every_report_has_its_truth_and_a_row_in_the_readme() -> None:
    assert len(FILES) >= 10
    assert sorted(p.stem for p in truth_dir().iterdir()) == sorted(Path(f).stem for f in FILES)
    assert [truth(name)["raw"] for name in FILES] == FILES
    assert sorted(readme_statuses()) == FILES


def test_the_sidecar_names_files_that_are_there_and_agrees_with_the_truth() -> None:
    rows = list(csv.DictReader((samples_dir() / "reports.csv").open(encoding="utf-8")))
    assert list(rows[0]) == ["path", "issuer", "level", "division_code", "year", "url"]
    assert 0 < len(rows) < len(FILES)
    for row in rows:
        known = truth(row["path"])
        assert (row["issuer"], int(row["year"])) == (known["issuer"], known["year"])
        assert row["division_code"].startswith("99"), "codes of real places must not be used"


# ---- the truth files against the forms and rules


@pytest.mark.parametrize("name", FILES)
def test_truth_uses_the_keys_of_the_catalogue(name: str) -> None:
    known = truth(name)
    assert known["form"] in catalogue.forms()
    for table, rows in known["figures"].items():
        form = form_of(known, table)
        wanted = set(catalogue.tables()[table].cells(form))
        listed = {CellKey(item, column) for item, row in rows.items() for column in row}
        assert listed <= wanted
        if table in TABLES:  # the statistics form may be filled in part
            open_cells = {
                CellKey(*scope.split(".")[1:])
                for scope, state in known.get("expected_state", {}).items()
                if scope.startswith(f"{table}.") and state == "ambiguous"
            }
            assert listed | open_cells == wanted


@pytest.mark.parametrize("name", FILES)
def test_truth_ties_or_not_as_it_says(name: str) -> None:
    known = truth(name)
    failures = [
        {"rule": r.rule_id, "scope": r.scope, "lhs": r.lhs, "rhs": r.rhs}
        for table in known["figures"]
        for r in confront_table(table, form_of(known, table), cells(known, table))
        if _balance(r.rule_id) and r.outcome is Outcome.FAIL
    ]
    assert failures == known.get("expected_violations", [])


@pytest.mark.parametrize("name", FILES)
def test_truth_comes_to_what_the_readme_says(name: str) -> None:
    known, claimed = truth(name), readme_statuses()[name]
    assert known["expected_status"] == {t: s for t, s in claimed.items() if s != "—"}
    for table, status in known["expected_status"].items():
        if table in known.get("expected_state", {}):
            assert status == {"ambiguous": "withheld"}.get(known["expected_state"][table], status)
            assert table not in known["figures"]
        else:
            assert judge(table, form_of(known, table), cells(known, table)) == status


def test_two_years_of_one_issuer_follow_from_each_other() -> None:
    before, after = truth("zhepu_2022.txt"), truth("zhepu_2023.html")
    assert before["issuer"] == after["issuer"]
    requests = before["figures"]["requests"], after["figures"]["requests"]
    assert requests[0]["carried_forward"] == requests[1]["brought_forward"]
    assert requests[0]["carried_forward"]["total"] > 0
    stock = [t["figures"]["disclosure"]["normative_documents"] for t in (before, after)]
    moved = stock[1]["issued"] - stock[1]["repealed"]
    assert stock[1]["in_force"] == stock[0]["in_force"] + moved


# ---- the bytes


@pytest.mark.parametrize("name", [f for f in FILES if not f.endswith(".pdf")])
def test_text_decodes_and_says_that_it_is_invented(name: str) -> None:
    content = text(name)
    assert "\ufffd" not in content
    assert re.search("虚构|虛構", re.sub(r"<[^>]*>", "", content)) or "jichuan_office" in name


def test_gb18030_is_declared_as_gb2312() -> None:
    data = (samples_dir() / "tianzhou_2021.html").read_bytes()
    assert b"charset=gb2312" in data
    for narrower in ("gb2312", "gbk", "utf-8"):
        with pytest.raises(UnicodeDecodeError):
            data.decode(narrower)


def test_pdf_is_small_and_breaks_inside_a_group_of_table_three() -> None:
    path = samples_dir() / "luting_2023.pdf"
    assert path.stat().st_size < 200_000
    pdf = pypdfium2.PdfDocument(path)
    pages = [page.get_textpage().get_text_range() for page in pdf]
    first, second = (
        next(i for i, page in enumerate(pages) if label in page)
        for label in ("2.没有现成信息需要另行制作", "3.补正后申请内容仍不明确")
    )
    assert second == first + 1
    assert "申请人情况" not in pages[second]


def test_a_blank_cell_is_one_more_empty_line() -> None:
    lines = text("wanglan_2020.txt").split("\n")
    at = lines.index("四、结转下年度继续办理")
    assert lines[at : at + 11] == [lines[at], "", "3", "", "1", "", "", "1", "", "5", ""]


def test_deduplicated_report_repeats_no_line() -> None:
    lines = text("weiqiao_2019.txt").split("\n")
    assert len(lines) == len(set(lines))


def test_old_report_prints_a_part_twice() -> None:
    lines = text("tangzhou_2018.txt").split("\n")
    assert len([line for line in lines if "行政複議13件" in line]) == 2
    assert "方她譽獄式" in lines[6]


@pytest.mark.parametrize(
    ("real", "sample"),
    [
        ("weihai_2020.txt", "wanglan_2020.txt"),
        ("muping_2022.txt", "zhepu_2022.txt"),
        ("ankang_office_2020.txt", "jichuan_office_2020.txt"),
        ("pingdu_2020.txt", "songxu_2020.txt"),
    ],
)
def test_tables_are_laid_out_line_by_line_as_in_a_real_report(
    shared_reports: Path, real: str, sample: str
) -> None:
    original = (shared_reports / real).read_text(encoding="utf-8")
    assert _layout(text(sample)) == _layout(original)


def _layout(content: str) -> list[str]:
    """The lines from table 二 to 四 with all numbers made alike."""
    lines = content.split("\n")
    start = next(i for i, line in enumerate(lines) if "二、主动公开政府信息情况" in line)
    end = next(i for i, line in enumerate(lines) if "五、存在的主要问题" in line and i > start)
    same = [re.sub(r"(增加|减少|-)?\d[\d,.]*", "#", line) for line in lines[start:end]]
    return [re.sub(r"\(有.*号\)", "", line) for line in same]


# ---- the reader


@pytest.mark.parametrize("name", FILES)
def test_no_figure_is_read_wrong(name: str) -> None:
    report = read_report((samples_dir() / name).read_bytes(), name)
    known = truth(name)
    stated = {
        (table, item, column): value
        for table, rows in known["figures"].items()
        for item, row in rows.items()
        for column, value in row.items()
    }
    figures = [figure for reading in report.tables.values() for figure in reading.figures]
    exact, wrong = 0, []
    for figure in figures:
        key = (figure.table, figure.item, figure.column)
        if not _agrees(figure.cell, stated.get(key)):
            wrong.append((*key, figure.cell.state.value, figure.cell.value, stated.get(key)))
        elif figure.cell.value is not None:
            exact += 1
    numbers = sum(value is not None for value in stated.values())
    print(f"{name}: {exact} exact, {len(wrong)} wrong, {numbers - exact} not read")
    assert wrong == []
    for scope, state in known.get("expected_state", {}).items():
        if scope.count(".") == 2:
            table, item, column = scope.split(".")
            cell = report.tables[table].cells()[CellKey(item, column)]
            assert cell.state.value == state


def _agrees(cell: CellValue, value: Number | None) -> bool:
    """A reported number must be the stated one; an empty cell must be stated as empty."""
    if cell.value is not None:
        return value is not None and Decimal(str(cell.value)) == Decimal(str(value))
    return value is None or not cell.state.is_empty


@pytest.mark.parametrize("name", FILES)
def test_what_is_read_comes_to_what_the_readme_says(name: str) -> None:
    report = read_report((samples_dir() / name).read_bytes(), name)
    if "unreadable" in truth(name)["expected_status"].values():
        assert report.unreadable is not None
        return
    statutory = {table: reading for table, reading in report.tables.items() if table in TABLES}
    found = {
        table: judge(table, reading.form, reading.cells()) for table, reading in statutory.items()
    }
    assert found == truth(name)["expected_status"]
    assert [
        {"rule": r.rule_id, "scope": r.scope, "lhs": r.lhs, "rhs": r.rhs}
        for table, reading in statutory.items()
        for r in confront_table(table, reading.form, reading.cells())
        if _balance(r.rule_id) and r.outcome is Outcome.FAIL and not r.doubt
    ] == truth(name).get("expected_violations", [])


@pytest.mark.parametrize("name", FILES)
def test_issuer_and_year_are_read_or_told_by_the_sidecar(name: str) -> None:
    listed = (samples_dir() / "reports.csv").read_text(encoding="utf-8")
    row = parse_sidecar(listed, "reports.csv").get(name)
    identity = read_report((samples_dir() / name).read_bytes(), name, row).identity
    assert identity.conflicts == ()
    assert (identity.issuer, identity.year) == (truth(name)["issuer"], truth(name)["year"])
