"""What a release says otherwise than the one before it is told figure by figure."""

from __future__ import annotations

import csv
from decimal import Decimal
from pathlib import Path

import polars as pl
import pytest

from gouji.release.changes import CHANGES, CHANGES_CSV, LISTED
from gouji.release.publish import Publication
from tests.candidates import World
from tests.release.conftest import Publish, change_content


def _page(world: World, release_id: str) -> str:
    return world.releases.read(f"{release_id}/{CHANGES}").decode()


def _figures(world: World, release_id: str) -> list[dict[str, str]]:
    text = world.releases.read(f"{release_id}/{CHANGES_CSV}").decode("utf-8-sig")
    return list(csv.DictReader(text.splitlines()))


def test_the_first_release_says_so(world: World, first: Publication) -> None:
    assert "This is the first release." in _page(world, first.release_id)
    assert _figures(world, first.release_id) == []


@pytest.mark.usefixtures("first")
def test_a_changed_figure_is_told_before_and_after(world: World, publish_as: Publish) -> None:
    cell = (pl.col("report_id").str.contains("乙市")) & (pl.col("item") == "granted")
    world.change(
        "fct_figures",
        lambda facts: facts.with_columns(
            value=pl.when(cell & (pl.col("column") == "total"))
            .then(pl.lit(Decimal("8.00"), dtype=pl.Decimal(18, 2)))
            .otherwise("value")
        ),
    )
    second = publish_as(1)
    (row,) = _figures(world, second.release_id)
    assert (row["item"], row["column"]) == ("granted", "total")
    assert (row["value_before"], row["value_now"]) == ("6.00", "8.00")
    assert "requests.granted.total | 6 | 8 |" in _page(world, second.release_id)


@pytest.mark.usefixtures("first")
def test_reports_and_tables_that_come_and_go(world: World, publish_as: Publish) -> None:
    world.change(
        "fct_figures", lambda facts: facts.filter(~pl.col("report_id").str.contains("乙市"))
    )
    world.change("mart_withheld_reports", lambda rows: rows.head(1))
    page = _page(world, publish_as(1).release_id)
    assert "Reports no longer there: 1\n\n- 000000-乙市水务局-2023" in page
    assert "Tables no longer withheld: 1" in page
    assert "Reports added: 0" in page


@pytest.mark.usefixtures("first")
def test_a_column_that_came_is_told(world: World, publish_as: Publish) -> None:
    world.change("dim_issuer", lambda frame: frame.with_columns(level=pl.lit("county")))
    page = _page(world, publish_as(1).release_id)
    assert "Tables and columns added: 1\n\n- dim_issuer.level" in page


def test_a_damaged_last_release_does_not_stop_the_next(
    world: World, publish_as: Publish, first: Publication
) -> None:
    Path(world.releases.uri(f"{first.release_id}/marts/fct_figures.parquet")).write_bytes(b"no")
    change_content(world, "第二局")
    second = publish_as(1)
    assert second.created
    assert "They could not be compared" in _page(world, second.release_id)
    assert _figures(world, second.release_id) == []


@pytest.mark.usefixtures("first")
def test_long_lists_are_cut_and_say_so(world: World, publish_as: Publish) -> None:
    money = pl.Decimal(18, 2)
    more = (pl.col("value") + pl.lit(Decimal("1.00"), dtype=money)).cast(money)
    world.change("fct_figures", lambda facts: facts.with_columns(value=more))
    second = publish_as(1)
    page = _page(world, second.release_id)
    assert len(_figures(world, second.release_id)) == 595
    assert "Figures changed: 595" in page
    assert page.count("\n| 000000-") == LISTED
    assert "All of them: `changes.csv`" in page
