"""Advice on the pages: what would let a table tie stands beside the figures, never instead."""

from __future__ import annotations

from pathlib import Path

import polars as pl
import pytest
from lxml import html

from gouji.release.content import candidate_files
from gouji.release.pages import write_pages
from tests.candidates import World

WITHHELD = "000000-丙区民政局-2023"
GRANTED = (
    (pl.col("report_id") == WITHHELD)
    & (pl.col("table") == "requests")
    & (pl.col("item") == "granted")
)


@pytest.fixture
def staging(tmp_path: Path) -> Path:
    folder = tmp_path / "staging"
    folder.mkdir()
    return folder


def printed(world: World, where: pl.Expr, value: int, raw: str | None = None) -> None:
    """Another number in a cell of the report."""
    world.change(
        "figures_as_published",
        lambda f: f.with_columns(
            value=pl.when(where).then(pl.lit(value)).otherwise("value").cast(f.schema["value"]),
            raw=pl.when(where).then(pl.lit(raw or str(value))).otherwise("raw"),
        ),
    )


def read(world: World, staging: Path) -> html.HtmlElement:
    written = write_pages(candidate_files(world.candidate), staging)
    return html.fromstring((staging / written[WITHHELD]).read_bytes())


def granted(page: html.HtmlElement) -> list[tuple[str, str]]:
    """The number in each cell of the row, and what stands under it."""
    (row,) = page.xpath("//tr[th[starts-with(., '（一）予以公开')]]")
    return [(cell.text, cell.xpath("string(div)")) for cell in row.xpath("td")]


def advised(page: html.HtmlElement) -> str:
    return "".join(page.xpath("//table[caption[contains(., 'advice only')]]//text()"))


def test_the_only_explanation_stands_beside_the_figure(world: World, staging: Path) -> None:
    printed(world, GRANTED & (pl.col("column") == "total"), 9)
    page = read(world, staging)
    assert granted(page)[6] == ("9", "→ 7")
    assert granted(page)[0] == ("7", "")
    said = advised(page)
    assert "由 9 改为 7" in said and "is 7 instead of 9" in said
    assert "公布的数字一律未改" in said


def test_of_several_none_is_proposed(world: World, staging: Path) -> None:
    """Person and total are one too many, in this row or any other one that has both."""
    printed(world, GRANTED & pl.col("column").is_in(["natural_person", "total"]), 8)
    page = read(world, staging)
    assert {under for _, under in granted(page)} == {""}
    assert "explanations; the table does not tell which is true" in advised(page)


def test_beside_a_cell_that_is_not_certain_nothing_is_sure(world: World, staging: Path) -> None:
    printed(world, GRANTED & (pl.col("column") == "total"), 9)
    lost = GRANTED & (pl.col("column") == "enterprise")
    world.change("figures_as_published", lambda f: f.filter(~lost))
    page = read(world, staging)
    assert "it is not sure" in advised(page)
    assert granted(page)[6] == ("9", "")


def test_beside_a_cell_with_several_readings_nothing_is_worked_out(
    world: World, staging: Path
) -> None:
    printed(world, GRANTED & (pl.col("column") == "total"), 9)
    unsure = GRANTED & (pl.col("column") == "enterprise")
    state, value = pl.lit("ambiguous"), pl.lit(None)
    world.change(
        "figures_as_published",
        lambda f: f.with_columns(
            state=pl.when(unsure).then(state).otherwise("state"),
            value=pl.when(unsure).then(value).otherwise("value").cast(f.schema["value"]),
        ),
    )
    page = read(world, staging)
    assert "gouji check weighs every reading" in advised(page)
    assert granted(page)[6] == ("9", "")


def test_no_advice_where_no_sum_fails_or_a_decision_accepts_it(world: World, staging: Path) -> None:
    assert advised(read(world, staging)) == ""
    printed(world, GRANTED & (pl.col("column") == "total"), 9)
    world.change("mart_withheld_reports", lambda f: f.with_columns(status=pl.lit("excluded")))
    assert advised(read(world, staging)) == ""


def test_what_is_printed_is_told_where_it_says_more(world: World, staging: Path) -> None:
    raw = "７（其中<i>1</i>件延期）"
    printed(world, GRANTED & (pl.col("column") == "natural_person"), 7, raw)
    assert granted(read(world, staging))[0] == ("7", raw)
    assert granted(read(world, staging))[6] == ("7", "")
