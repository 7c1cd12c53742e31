"""The pages for people: the right cells are marked, and what a report says is never markup."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from pathlib import Path

import polars as pl
import pytest
from lxml import html

from gouji.forms import catalogue
from gouji.release.content import candidate_files
from gouji.release.index import render_index
from gouji.release.manifest import FileEntry, Inputs, Manifest
from gouji.release.models import MODELS
from gouji.release.page import both, escape, link
from gouji.release.pages import page_name, write_pages
from gouji.release.publish import Publication
from tests.candidate_specs import FORM
from tests.candidates import World
from tests.release.conftest import Publish, change_content

WITHHELD = "000000-丙区民政局-2023"
UNREADABLE = "000000-丁镇人民政府-2023"


@pytest.fixture
def staging(tmp_path: Path) -> Path:
    folder = tmp_path / "staging"
    folder.mkdir()
    return folder


def read(world: World, staging: Path, report_id: str) -> html.HtmlElement:
    written = write_pages(candidate_files(world.candidate), staging)
    return html.fromstring((staging / written[report_id]).read_bytes())


def marked(page: html.HtmlElement, mark: str) -> dict[str, list[int]]:
    """First line of the row's label -> the columns (0-based) whose cell has that mark."""
    found: dict[str, list[int]] = {}
    for row in page.xpath("//tr[th[@scope='row']]"):
        columns = [n for n, cell in enumerate(row.xpath("td")) if mark in cell.get("class", "")]
        if columns:
            found[row.xpath("string(th/text()[1])")] = columns
    return found


def test_only_reports_that_do_not_tie_have_a_page(world: World, staging: Path) -> None:
    assert set(write_pages(candidate_files(world.candidate), staging)) == {WITHHELD, UNREADABLE}


def test_the_cells_of_a_failed_sum_are_marked(world: World, staging: Path) -> None:
    page = read(world, staging, WITHHELD)
    assert marked(page, "suspect") == {
        "一、本年新收政府信息公开申请数量": [6],
        "二、上年结转政府信息公开申请数量": [6],
        "（七）总计": [6],
        "四、结转下年度继续办理": [6],
    }
    assert marked(page, "crossed") == marked(page, "uncertain") == {}
    text = page.text_content()
    assert "前者为 11，后者为 10，相差 1。" in text
    assert "the first is 11, the second 10, difference 1." in text
    # The table that ties is not drawn.
    assert "复议后起诉" not in text


def test_where_two_failed_sums_meet(world: World, staging: Path) -> None:
    failing = (pl.col("report_id") == WITHHELD) & (
        (pl.col("rule_id") == "requests.applicants") & (pl.col("scope") == "carried_forward")
        | (pl.col("rule_id") == "requests.balance") & (pl.col("scope") == "total")
    )
    world.change(
        "mart_reconciliation",
        lambda f: f.with_columns(status=pl.when(failing).then(pl.lit("fail")).otherwise("status")),
    )
    page = read(world, staging, WITHHELD)
    assert marked(page, "crossed") == {"四、结转下年度继续办理": [6]}
    assert marked(page, "suspect")["四、结转下年度继续办理"] == [0, 1, 2, 3, 4, 5]


def test_a_cell_that_is_not_certain_shows_no_number(world: World, staging: Path) -> None:
    cell = (pl.col("item") == "granted") & (pl.col("column") == "enterprise")
    world.change(
        "figures_as_published", lambda f: f.filter(~(cell & (pl.col("report_id") == WITHHELD)))
    )
    page = read(world, staging, WITHHELD)
    assert marked(page, "uncertain") == {"（一）予以公开": [1]}
    (row,) = page.xpath("//tr[th[starts-with(., '（一）予以公开')]]")
    assert [cell.text for cell in row.xpath("td")][:2] == ["7", "?"]


def test_blank_and_dash_are_told_apart_from_zero(world: World, staging: Path) -> None:
    first = pl.col("column") == "enterprise"
    second = pl.col("column") == "other"
    world.change(
        "figures_as_published",
        lambda f: f.with_columns(
            state=pl.when(first)
            .then(pl.lit("blank"))
            .when(second)
            .then(pl.lit("dash"))
            .otherwise("state"),
            value=pl.when(first | second).then(None).otherwise("value"),
        ),
    )
    page = read(world, staging, WITHHELD)
    (row,) = page.xpath("//tr[th[starts-with(., '二、上年结转')]]")
    assert [cell.text for cell in row.xpath("td")] == ["0", None, "0", "0", "0", "—", "0"]


def test_many_uncertain_cells_are_told_in_one_line(world: World, staging: Path) -> None:
    cells = [f"requests.granted.{n}" for n in ("enterprise", "other", "total", "natural_person")]
    one = world.model("mart_reconciliation").filter(pl.col("report_id") == WITHHELD).head(1)
    one = one.with_columns(
        rule_id=pl.lit("reading.certain"),
        status=pl.lit("fail"),
        doubt=pl.lit(True),
        message_zh=pl.lit("读不准。"),
        lhs=pl.lit(None, one.schema["lhs"]),
    )
    more = [one.with_columns(scope=pl.lit(cell)) for cell in cells]
    world.change("mart_reconciliation", lambda f: pl.concat([*more, f]))
    page = read(world, staging, WITHHELD)
    assert marked(page, "uncertain") == {"（一）予以公开": [0, 1, 5, 6]}
    rules = [
        row.text
        for row in page.xpath("//tr/td[1]")
        if row.text in ("requests.balance", "reading.certain")
    ]
    assert rules == ["requests.balance", *["reading.certain"] * 4]  # contradictions come first
    assert "另有 1 格" in page.text_content()


def test_money_keeps_its_decimals(world: World, staging: Path) -> None:
    row = {
        "report_id": WITHHELD,
        "form": FORM,
        "table": "disclosure",
        "item": "administrative_fees",
        "column": "amount_yuan",
        "value": Decimal("12345.50"),
        "state": "reported",
    }
    world.change(
        "figures_as_published",
        lambda f: pl.concat(
            [f, pl.DataFrame([row], schema_overrides={"value": f.schema["value"]})], how="diagonal"
        ),
    )
    world.change(
        "mart_withheld_reports",
        lambda f: pl.concat(
            [f, f.filter(pl.col("report_id") == WITHHELD).with_columns(table=pl.lit("disclosure"))]
        ),
    )
    page = read(world, staging, WITHHELD)
    assert "12345.50" in page.text_content()


def test_what_a_report_says_is_never_markup(world: World, staging: Path) -> None:
    hostile = "<script>alert(1)</script>\"'&局"
    world.change(
        "mart_withheld_reports",
        lambda f: f.with_columns(reason_zh=pl.lit(hostile), issuer=pl.lit(hostile)),
    )
    world.change(
        "mart_reconciliation",
        lambda f: f.with_columns(
            message_zh=pl.lit(hostile), path=pl.lit(hostile), issuer=pl.lit(hostile)
        ),
    )
    for path in write_pages(candidate_files(world.candidate), staging).values():
        raw = (staging / path).read_bytes()
        assert b"<script" not in raw
        assert hostile in html.fromstring(raw).text_content()


def test_an_unreadable_report_has_a_page_without_a_table(world: World, staging: Path) -> None:
    page = read(world, staging, UNREADABLE)
    assert "整份报告" in page.text_content()
    assert page.xpath("//tr[th[@scope='row']]") == []


def test_file_names_are_safe_and_unique() -> None:
    names = [page_name(text) for text in ("a/b-2020", "a b-2020", "../x", "区" * 300, "区" * 301)]
    assert len(set(names)) == 5
    for name in names:
        assert "/" not in name
        assert not name.startswith(".")
        assert len(name.encode()) <= 255


def test_the_index_says_what_is_there_withheld_and_changed(
    world: World, publish_as: Publish, first: Publication
) -> None:
    page = html.fromstring(world.files("releases")[f"{first.release_id}/index.html"])
    text = page.text_content()
    assert "4 份报告有表格发布。暂不发布的：1 份报告的 1 张表，另有 1 份报告整份；" in text
    assert "1 tables of 1 reports, and 1 reports as a whole" in text
    assert "2026-03-01 12:00:00 UTC" in text
    reasons = page.xpath("//table[contains(caption, 'not in the marts')]//tr/td[2 or 3]/text()[1]")
    assert {"整份报告", "暂不发布", "读不出"} <= set(reasons)
    assert "这是第一个发布" in text
    links = {unquoted(a.get("href")) for a in page.xpath("//a")}
    root = Path(first.uri)
    assert {str(root / target) for target in links} <= {str(p) for p in root.rglob("*")}
    assert {f"reconciliation/{page_name(WITHHELD)}", "marts.duckdb", "manifest.json"} <= links
    change_content(world, "改名局")
    second = publish_as(1)
    page = html.fromstring(world.files("releases")[f"{second.release_id}/index.html"])
    rows = {row.xpath("string(td[1])"): row.xpath("string(td[4])") for row in page.xpath("//tr")}
    assert "变" in rows["dim_issuer"]
    assert "同" in rows["fct_figures"]


def test_a_long_list_is_cut_and_says_so(world: World, tmp_path: Path) -> None:
    one = world.model("mart_withheld_reports").head(1)
    models = {"mart_withheld_reports": tmp_path / "many.parquet"}
    pl.concat([one] * 2001).write_parquet(models["mart_withheld_reports"])
    page = _index(world, tmp_path, models)
    assert "first 2000 of 2001" in page


def test_the_index_tells_what_is_gone_and_what_was_revised(world: World, tmp_path: Path) -> None:
    models = {name: tmp_path / f"{name}.parquet" for name in ("mart_coverage", "mart_revisions")}
    gone = {"status": pl.lit("removed"), "removed_on": pl.lit(date(2026, 3, 4))}
    world.model("mart_coverage").with_columns(**gone).write_parquet(models["mart_coverage"])
    one = world.model("mart_revisions").head(1)
    one.write_parquet(models["mart_revisions"])
    page = _index(world, tmp_path, models)
    assert "2026-03-04" in page
    row = one.row(0, named=True)
    table = catalogue.tables()[row["table"]]
    assert table.item(row["item"]).zh in page and table.item(row["item"]).en in page
    told = html.fromstring(page).xpath("//table[contains(caption, 'file first seen')]//td")
    texts = [cell.text_content() for cell in told]
    assert texts[2:4] == ["11", "10"]
    assert texts[4:] == [str(row["first_seen_on"]), str(row["revised_seen_on"])]
    one.clear().write_parquet(models["mart_revisions"])
    assert "file first seen" not in _index(world, tmp_path, models)


def _index(world: World, folder: Path, instead: Mapping[str, Path]) -> str:
    """The index of the world's candidate, with other files for some models."""
    for name in ("mart_withheld_reports", "mart_coverage", "mart_revisions"):
        if name not in instead:
            world.model(name).write_parquet(folder / f"{name}.parquet")
    models = {name: folder / f"{name}.parquet" for name in MODELS} | dict(instead)
    files = {model.path: FileEntry("", 0, 0) for model in MODELS.values()}
    counts = {"reports_published": 0, "reports_withheld": 1, "tables_withheld": 2001}
    counts["whole_reports_withheld"] = 0
    manifest = Manifest("id", "now", "hash", None, Inputs("s"), files, counts)
    return render_index(manifest, models, {}, None).decode()


def test_text_helpers() -> None:
    assert escape("<") == "&lt;"
    assert escape(escape("<")) == "&lt;"
    assert escape(None) == ""
    assert both("<", "&") == '&lt;<br><span class="en" lang="en">&amp;</span>'
    assert link("a b/局.html", "x") == '<a href="a%20b/%E5%B1%80.html">x</a>'


def unquoted(target: str) -> str:
    from urllib.parse import unquote

    return unquote(target)
