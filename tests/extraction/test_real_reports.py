"""Real reports, scored against what a person read in them. Skipped where they are not at hand."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path

import pytest

from gouji.extraction.reader import read_report
from gouji.extraction.report import Report
from gouji.forms import catalogue
from gouji.forms.values import State

Score = Counter[str]


def _files(shared_dir: Path) -> list[Path]:
    reports = shared_dir / "reports"
    return sorted(p for p in reports.rglob("*") if p.is_file())


def _truth(shared_dir: Path, path: Path) -> dict[str, object]:
    relative = path.relative_to(shared_dir / "reports").with_suffix(".json")
    loaded: dict[str, object] = json.loads(
        (shared_dir / "truth" / relative).read_text(encoding="utf-8")
    )
    return loaded


def score(report: Report, truth: dict[str, object]) -> tuple[Score, list[str]]:
    """Counts, and the cells that are wrong. A blank where a number stands is wrong too."""
    counts: Score = Counter()
    wrong: list[str] = []
    for table, rows in truth.get("figures", {}).items():  # type: ignore[attr-defined]
        reading = report.tables.get(table)
        cells = reading.cells() if reading else {}
        for item, columns in rows.items():
            for column, stated in columns.items():
                cell = cells.get((item, column))
                if cell is None or not cell.state.is_certain:
                    counts["not read"] += 1
                elif cell.state is State.REPORTED:
                    same = stated is not None and float(cell.value or 0) == float(stated)
                    counts["exact" if same else "wrong"] += 1
                    wrong += [] if same else [f"{table}.{item}.{column}: {cell.value} for {stated}"]
                else:
                    counts["exact" if stated is None else "wrong"] += 1
                    wrong += (
                        [] if stated is None else [f"{table}.{item}.{column}: blank for {stated}"]
                    )
    return counts, wrong


def _line(name: str, counts: Score) -> str:
    columns = (f"{label} {counts[label]:4}" for label in ("exact", "wrong", "not read"))
    return f"{name:45} {'  '.join(columns)}"


def test_every_cell_that_is_read_is_right(shared_dir: Path) -> None:
    total: Score = Counter()
    errors: list[str] = []
    for path in _files(shared_dir):
        counts, wrong = score(read_report(path.read_bytes(), path.name), _truth(shared_dir, path))
        total += counts
        errors += [f"{path.name} {line}" for line in wrong]
        print(_line(path.name, counts))
    print(_line("all", total))
    assert not errors
    assert total["exact"] >= 1641


def test_what_cannot_be_known_is_not_asserted(shared_dir: Path) -> None:
    for path in _files(shared_dir):
        truth = _truth(shared_dir, path)
        report = read_report(path.read_bytes(), path.name)
        for scope, state in truth.get("expected_state", {}).items():  # type: ignore[attr-defined]
            table, *rest = scope.split(".")
            cells = [
                f for f in report.tables[table].figures if not rest or [f.item, f.column] == rest
            ]
            assert cells and {f.cell.state.value for f in cells} == {state}, scope


@pytest.mark.parametrize(
    "name", ["ankang_office_2020.txt", "muping_2022.txt", "shuyang_fagai_2023.html"]
)
def test_complete_reports_are_read_whole(shared_dir: Path, name: str) -> None:
    path = shared_dir / "reports" / name
    counts, _ = score(read_report(path.read_bytes(), name), _truth(shared_dir, path))
    assert set(counts) == {"exact"}


def test_a_deduplicated_page_gives_not_one_number(shared_dir: Path) -> None:
    path = shared_dir / "reports" / "partial" / "xiongxian_township_2019.txt"
    report = read_report(path.read_bytes(), path.name)
    assert report.unreadable is not None
    assert report.unreadable.code == "lines_deduplicated"
    assert report.tables == {}


def test_the_displaced_total_is_placed_with_its_evidence(shared_dir: Path) -> None:
    path = shared_dir / "reports" / "shanghai_kewei_2024.md"
    report = read_report(path.read_bytes(), path.name)
    figure = next(
        f for f in report.tables["requests"].figures if f.key == ("carried_forward", "total")
    )
    assert figure.cell.value == 1
    assert figure.note is not None and "displaced" in figure.note
    assert figure.locator.line is not None


def test_prose_before_2019_fills_the_statistics_form_only(shared_dir: Path) -> None:
    path = shared_dir / "reports" / "yingkou_2018.txt"
    report = read_report(path.read_bytes(), path.name)
    assert report.form == "form_2014"
    assert not set(report.tables) & set(catalogue.STATUTORY_TABLES)
    counts, wrong = score(report, _truth(shared_dir, path))
    assert (dict(counts), wrong) == ({"exact": 34}, [])
    assert {(c.subject, c.value) for c in report.claims} >= {
        ("received", 147.0),
        ("reconsiderations", 13.0),
        ("lawsuits", 27.0),
    }
