"""What `gouji check` says of a table first: the advice, then doubtful cells, then the sums."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from gouji.extraction.report import TableReading
from gouji.forms.values import CellValue
from tests.checking.conftest import Readers
from tests.reconciliation.samples import report, requests

N = CellValue.reported
MARKS = ("✗", "?", "→")
LEFT_AT_ZERO = {f"outcome_total.{column}": N(0) for column in ("natural_person", "total")}
TORN = {
    f"granted.{column}": CellValue.ambiguous((1,))
    for column in ("enterprise", "research_institution", "other")
}


@pytest.fixture
def lines(
    tmp_path: Path, check: Callable[..., tuple[int, str]], reads: Readers
) -> Callable[..., list[str]]:
    """The lines that begin with a mark, for one table 三."""

    def of(table: TableReading, lang: str = "zh") -> list[str]:
        reads["one"] = report(table)
        path = tmp_path / "one.txt"
        path.write_text("one", encoding="utf-8")
        _, said = check(path, lang=lang)
        return [line.strip() for line in said.splitlines() if line.strip()[:1] in MARKS]

    return of


def printed(table: TableReading, item: str, raw: str) -> TableReading:
    figures = (f._replace(raw=raw) if f.key.item == item else f for f in table.figures)
    return replace(table, figures=tuple(figures))


def test_what_to_change_is_said_before_what_does_not_tie(lines: Callable[..., list[str]]) -> None:
    found = lines(requests(LEFT_AT_ZERO))
    assert found[0].startswith("→")
    assert [line[0] for line in found[1:]] == ["✗"] * 4


def test_sums_that_one_row_in_doubt_keeps_from_tying_are_one_line(
    lines: Callable[..., list[str]],
) -> None:
    found = lines(printed(requests(TORN), "granted", "1"))
    cells, sums = (line for line in found if line.startswith("?"))
    assert "“（一）予以公开”行商业企业、科研机构、其他列" in cells
    assert "原文为“1”" in cells
    assert sums.startswith("? “商业企业”列、“科研机构”列、“其他”列：因有读不准的格子")
    assert "未必真的不符 [requests.outcomes]" in sums


def test_what_is_printed_is_left_out_where_it_is_long(lines: Callable[..., list[str]]) -> None:
    assert "原文" not in lines(printed(requests(TORN), "granted", "1 0 " * 9))[0]


def test_several_ways_are_not_told_where_nothing_certainly_fails(
    lines: Callable[..., list[str]],
) -> None:
    assert not [line for line in lines(requests(TORN)) if line.startswith("→")]


def test_both_languages_say_the_same_doubts(lines: Callable[..., list[str]]) -> None:
    table = printed(requests(TORN), "granted", "1")
    zh, en = ([line for line in lines(table, lang) if line[0] == "?"] for lang in ("zh", "en"))
    assert len(zh) == len(en)
    assert "printed as “1”" in en[0]
    assert "cannot be told [requests.outcomes]" in en[1]
