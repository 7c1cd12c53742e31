"""Table 三 that stands as the form prints it is read at once, and no differently."""

from __future__ import annotations

import re

import pytest

from gouji.documents.html.page import read_html
from gouji.extraction.elements import Element, elements
from gouji.extraction.figures.aligning.regions import find_regions
from gouji.extraction.figures.requests import table
from gouji.extraction.figures.requests.as_printed import read_as_printed
from gouji.extraction.report import TableReading
from tests.generation.figures import draw
from tests.generation.layouts import LAYOUTS

SEVEN = re.compile(r"((?:<td><p>\d+</p></td>){5})<td><p>(\d+)</p></td><td><p>(\d+)</p></td></tr>")
COUNT = re.compile(r"(?<=情形）</p></td><td><p>)\d+")


def page(seed: int) -> str:
    return LAYOUTS["html"][1](draw(seed))


def part(html: str) -> list[Element]:
    found = elements(read_html(html))
    region = find_regions(found)["requests"]
    return found[region.start : region.end]


def by_labels(found: list[Element]) -> TableReading | None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(table, "read_as_printed", lambda _: None)
        return table.read_requests(found)


@pytest.mark.parametrize("seed", range(30))
def test_it_is_read_as_its_labels_tell(seed: int) -> None:
    found = part(page(seed))
    assert read_as_printed(found) is not None
    assert repr(table.read_requests(found)) == repr(by_labels(found))


def test_sums_that_belong_to_another_column_are_seen() -> None:
    found = part(SEVEN.sub(r"\1<td><p>\3</p></td><td><p>\2</p></td></tr>", page(3)))
    assert read_as_printed(found) is not None
    reading = table.read_requests(found)
    assert reading is not None
    assert reading.doubt == table.REORDERED
    assert repr(reading) == repr(by_labels(found))


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("本年新收政府", "本年收到的政府"),
        ("只计这一情形", "只计此一情形"),
        ("<p>商业企业</p>", "<p>科研机构</p>"),
        ("申请人情况</p></td>", "申请人情况</p></td><td rowspan='3'><p>备注</p></td>"),
        ("<td colspan='3'><p>四、结转", "</table><table><tr><td colspan='3'><p>四、结转"),
        ("四、政府信息公开行政复议", "注：本表含街道。</p><p>四、政府信息公开行政复议"),
    ],
)
def test_other_words_are_not_read_at_once(old: str, new: str) -> None:
    assert old in page(3)
    assert read_as_printed(part(page(3).replace(old, new, 1))) is None


@pytest.mark.parametrize("cell", ["", "/", "-", "05", "1 2", "1,200", "3O", "12件", "1234567890"])
def test_what_is_no_plain_count_is_not_read_at_once(cell: str) -> None:
    assert read_as_printed(part(COUNT.sub(cell, page(3), count=1))) is None
