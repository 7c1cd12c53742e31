"""Two real reports, cell by cell, against what a person read in them."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from gouji.documents.model import Document, Grid, Paragraph
from gouji.documents.opening import open_document


def opened(folder: Path, name: str) -> Document:
    path = folder / name
    if not path.is_file():
        pytest.skip(f"the real report {name} is not at hand")
    return open_document(path.read_bytes(), name)


def figures(folder: Path, name: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads((folder / name).read_text(encoding="utf-8"))["figures"]
    return found


def grids(document: Document) -> list[Grid]:
    return [block for block in document.blocks if isinstance(block, Grid)]


def request_rows(document: Document) -> Iterator[list[str]]:
    """The texts of the seven applicant columns, for each row that has all of them."""
    for grid in grids(document):
        if grid.n_columns == 10:
            for row in grid.rows():
                last = row[-7:]
                numbers = all(not cell.text or cell.text.isdigit() for cell in last)
                if numbers and [cell.column for cell in last] == [3, 4, 5, 6, 7, 8, 9]:
                    yield [cell.text for cell in last]


def expected_rows(truth: dict[str, Any]) -> list[list[str]]:
    return [
        ["" if value is None else str(value) for value in row.values()]
        for row in truth["requests"].values()
    ]


@pytest.mark.parametrize("name", ["hongze_2023.pdf", "shuyang_fagai_2023.html"])
def test_every_row_of_the_request_table(
    name: str, shared_reports: Path, shared_truth: Path
) -> None:
    document = opened(shared_reports, name)
    truth = figures(shared_truth, Path(name).with_suffix(".json").name)
    assert document.unreadable is None
    assert list(request_rows(document)) == expected_rows(truth)
    assert all(grid.positions_certain for grid in grids(document))


@pytest.mark.parametrize("name", ["hongze_2023.pdf", "shuyang_fagai_2023.html"])
def test_the_row_of_the_dispute_table(name: str, shared_reports: Path, shared_truth: Path) -> None:
    truth = figures(shared_truth, Path(name).with_suffix(".json").name)
    [grid] = [one for one in grids(opened(shared_reports, name)) if one.n_columns == 15]
    *_, last = grid.rows()
    expected = [str(value) for row in truth["disputes"].values() for value in row.values()]
    assert [cell.text for cell in last] == expected
    assert [cell.column for cell in last] == list(range(15))


@pytest.mark.parametrize("name", ["hongze_2023.pdf", "shuyang_fagai_2023.html"])
def test_labels_keep_their_rows(name: str, shared_reports: Path) -> None:
    cells = {}
    for grid in grids(opened(shared_reports, name)):
        cells.update({cell.text: cell for cell in grid.cells})
    assert cells["三、本年度办理结果"].column == 0
    assert cells["（三）不予公开"].rowspan == 8
    assert cells["（五）不予处理"].rowspan == 5
    assert cells["法人或其他组织"].colspan == 5
    assert cells["行政诉讼"].colspan == 10


def test_sentences_of_the_pdf_are_whole(shared_reports: Path) -> None:
    document = opened(shared_reports, "hongze_2023.pdf")
    prose = [block.text for block in document.blocks if isinstance(block, Paragraph)]
    assert any("申请21件" in text for text in prose)
    assert any("1136条" in text for text in prose)
    # lines are put together, also over a page break
    long = [text for text in prose if len(text) > 60]
    assert len(long) >= 8
    assert all(text.endswith("。") for text in long)
    assert "- 3 -" in prose


def test_the_page_behind_the_html(shared_reports: Path) -> None:
    document = opened(shared_reports, "shuyang_fagai_2023.html")
    assert document.metadata["title"].startswith("沭阳县发展和改革局2023年")
    assert document.metadata["SiteName"] == "沭阳县人民政府"
    first = grids(document)[0]
    assert {cell.text: cell.column for cell in first.cells}["2024-01-17"] == 3


@pytest.mark.parametrize("cut", [0.1, 0.5, 0.9, 0.999])
@pytest.mark.parametrize("ending", [b"", b"\n%%EOF\n"])
def test_a_pdf_cut_short_is_never_a_shorter_report(
    shared_reports: Path, cut: float, ending: bytes
) -> None:
    path = shared_reports / "hongze_2023.pdf"
    if not path.is_file():
        pytest.skip("the real report is not at hand")
    data = path.read_bytes()
    document = open_document(data[: int(len(data) * cut)] + ending, "a.pdf")
    assert document.unreadable is not None
