"""The same report through every format: the same figures, or left open; never another number."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

from gouji.documents.encoding import decode
from gouji.extraction.reader import read_report
from gouji.extraction.report import Report
from gouji.forms.values import CellValue, State
from gouji.samples import samples_dir
from tests.conftest import in_ci
from tests.generation.converted import formats, missing
from tests.generation.figures import draw
from tests.generation.layouts import LAYOUTS
from tests.generation.troubled import verdict

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(bool(missing()) and not in_ci(), reason=f"not installed: {missing()}"),
]
Cells = dict[tuple[str, str, str], CellValue]


def certain_cells(report: Report) -> Cells:
    """What the original says for sure."""
    return {
        (name, figure.item, figure.column): figure.cell
        for name, reading in report.tables.items()
        for figure in reading.figures
        if figure.cell.state.is_certain
    }


def compare(original: Cells, report: Report) -> tuple[Counter[str], list[str]]:
    """exact, wrong (another number, or another state of certainty), or how it was left open."""
    read: Cells = {
        (name, figure.item, figure.column): figure.cell
        for name, reading in report.tables.items()
        for figure in reading.figures
    }
    counts: Counter[str] = Counter()
    wrong = []
    for key, cell in original.items():
        found = read.get(key)
        truth = cell.value if cell.state is State.REPORTED else None
        counts[verdict(found, truth)] += 1
        if verdict(found, truth) == "wrong":
            wrong.append(f"{'.'.join(key)}: {found} for {truth}")
    return counts, wrong


def _pages(shared: Path | None) -> list[tuple[str, str]]:
    pages = [("drawn", LAYOUTS["html"][1](draw(3))), ("drawn 2019", LAYOUTS["html"][1](draw(5)))]
    for path in sorted(samples_dir().rglob("*.html")):
        pages.append((path.stem, decode(path.read_bytes())))
    if shared is not None:
        real = shared / "reports" / "shuyang_fagai_2023.html"
        pages.append((real.stem, real.read_text(encoding="utf-8")))
    return pages


NAMES = ["drawn", "drawn 2019", *(p.stem for p in sorted(samples_dir().rglob("*.html")))]


_OUT_OF_ORDER = pytest.mark.xfail(
    strict=True,
    reason="dumps of its PDFs by pdftotext print cells of tables 二 and 四 out of order",
)


@pytest.mark.parametrize(
    "name",
    [pytest.param(n, marks=_OUT_OF_ORDER if n == "tianzhou_2021" else ()) for n in NAMES],
)
def test_every_format_says_the_same(name: str) -> None:
    _through_every_format(dict(_pages(None))[name], name)


@_OUT_OF_ORDER
def test_every_format_of_a_real_page_says_the_same(shared_dir: Path) -> None:
    name, html = _pages(shared_dir)[-1]
    _through_every_format(html, name)


def _through_every_format(html: str, name: str) -> None:
    original = certain_cells(read_report(html.encode(), "a.html"))
    assert len(original) > 100
    errors = []
    for form, file_name, data in formats(html):
        report = read_report(data, file_name)
        counts, wrong = compare(original, report)
        reason = report.unreadable.code if report.unreadable else ""
        print(f"{name:20} {form:24} {dict(counts)} {reason}")
        errors += [f"{form}: {line}" for line in wrong]
    assert errors == []
