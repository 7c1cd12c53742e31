"""Where something stands, said for a person."""

from __future__ import annotations

import pytest

from gouji.checking.places import describe_places
from gouji.documents.model import Locator


def cell(column: int, row: int = 4) -> Locator:
    return Locator(page=4, table=5, row=row, column=column, box=(column, 2.0, 3.0, 4.0))


@pytest.mark.parametrize(
    ("places", "zh", "en"),
    [
        ([], "", ""),
        ([Locator(line=9)], "第9行", "line 9"),
        (
            [Locator(line=9), Locator(line=3), Locator(line=9), Locator(line=4), Locator(line=5)],
            "第3–5、9行",
            "lines 3–5, 9",
        ),
        ([Locator(line=7), Locator(line=8)], "第7、8行", "lines 7, 8"),
        (
            [cell(5), cell(1), cell(2), cell(3), cell(7)],
            "第4页，表格5，4行1–3、5、7列",
            "page 4, table 5, row 4 columns 1–3, 5, 7",
        ),
        (
            [cell(1), cell(1, row=6)],
            "第4页，表格5，4行1列；第4页，表格5，6行1列",
            "page 4, table 5, row 4 column 1; page 4, table 5, row 6 column 1",
        ),
        (
            [Locator(line=2, start=0, end=4), Locator(line=3)],
            "第2行，第1–4字；第3行",
            "line 2, characters 1–4; line 3",
        ),
    ],
)
def test_places_are_said_together(places: list[Locator], zh: str, en: str) -> None:
    assert describe_places(places, "zh") == zh
    assert describe_places(places, "en") == en


def test_not_every_place_is_named() -> None:
    many = [cell(1, row=row) for row in range(1, 9)]
    assert describe_places(many, "en", most=2).endswith("row 2 column 1…")
