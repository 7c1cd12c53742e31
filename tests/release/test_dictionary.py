"""The dictionary and the workbook say what every column means, and other programs open them."""

from __future__ import annotations

import csv
import io
import shutil
import subprocess
from datetime import datetime
from pathlib import Path

import openpyxl
import polars as pl
import pytest

from gouji.release.dictionary import DICTIONARY, DICTIONARY_CSV, in_both_languages
from gouji.release.meanings import ColumnMeaning, ModelMeaning
from gouji.release.models import MODELS
from gouji.release.publish import Publication
from gouji.release.tables import write_tables
from gouji.release.workbook import MOST_CELLS, WORKBOOK, write_workbook
from tests.candidates import World

MEANINGS = {
    **{name: ModelMeaning() for name in MODELS},
    "mart_request_outcomes": ModelMeaning(
        "依申请公开办理结果\nOutcomes of requests",
        {
            "disclosure_rate": ColumnMeaning("公开率；总计为零则空。\ngranted / total", "share"),
            "issuer": ColumnMeaning("机关名称，以报告所载为准。\nName of the issuer."),
        },
    ),
}


@pytest.fixture
def staging(world: World, tmp_path: Path) -> Path:
    folder = tmp_path / "staging"
    folder.mkdir()
    candidate = {name: world.candidate / f"{name}.parquet" for name in MODELS}
    write_tables(candidate, folder, MEANINGS)
    return folder


def _workbook(staging: Path) -> Path:
    write_workbook(staging, MEANINGS, release_id="r1", created_at="2026-03-01T12:00:00+00:00")
    return staging / WORKBOOK


def test_every_published_column_is_in_the_dictionary(world: World, first: Publication) -> None:
    release = first.release_id
    text = world.releases.read(f"{release}/{DICTIONARY_CSV}").decode("utf-8-sig")
    rows = list(csv.DictReader(io.StringIO(text)))
    found = {(row["table"], row["column"]) for row in rows}
    titles = {(row["table"], row["column"]): row["title"] for row in rows}
    assert titles["mart_coverage", "status"] == "发布情况"
    for model in MODELS.values():
        path = Path(world.releases.uri(f"{release}/{model.path}"))
        assert {(model.name, name) for name in pl.read_parquet_schema(path)} <= found
    page = world.releases.read(f"{release}/{DICTIONARY}").decode()
    assert all(f"## {name}：" in page for name in MODELS)


@pytest.mark.parametrize(
    ("text", "zh", "en"),
    [
        ("占比。\nA share.", "占比。", "A share."),
        ("一行，\n又一行。\nOne line\nmore", "一行，又一行。", "One line more"),
        ("主键 a_b、table。\nKey: a_b, table.", "主键 a_b、table。", "Key: a_b, table."),
        ("概念\nThe column `total` of table 三", "概念", "The column `total` of table 三"),
        ("It's the issuers", "It's the issuers", "It's the issuers"),
        ("", "", ""),
    ],
)
def test_both_languages(text: str, zh: str, en: str) -> None:
    assert in_both_languages(text) == (zh, en)


def test_the_workbook_has_chinese_titles_and_the_values(staging: Path) -> None:
    book = openpyxl.load_workbook(_workbook(staging))
    marts = [m.name for m in MODELS.values() if m.mart and m.name != "fct_figures"]
    assert book.sheetnames == ["说明", *marts]
    sheet = book["mart_request_outcomes"]
    names = {cell.value: cell.column for cell in sheet[2]}
    assert sheet.cell(1, names["disclosure_rate"]).value == "公开率（含部分公开）"
    assert sheet.cell(1, names["issuer"]).value == "发布机关"
    assert sheet.cell(3, names["new_received"]).value == 7
    assert sheet.cell(3, names["disclosure_rate"]).value == 6 / 7
    assert sheet.cell(3, names["disclosure_rate"]).number_format == "0.0%"


def test_the_workbook_is_ready_to_be_filtered(staging: Path) -> None:
    """Header in sight, filters on it, and dates, money and shares as such."""
    book = openpyxl.load_workbook(_workbook(staging))
    for name in book.sheetnames[1:]:
        sheet = book[name]
        assert sheet.freeze_panes == "A3", name
        assert sheet.auto_filter.ref.startswith("A2:"), name
        assert sheet.auto_filter.ref.endswith(f"{max(sheet.max_row, 2)}"), name
    sheet = book["mart_coverage"]
    names = {cell.value: cell.column for cell in sheet[2]}
    due = sheet.cell(3, names["due_on"])
    assert (due.value, due.number_format) == (datetime(2024, 1, 31), "yyyy-mm-dd")
    sheet = book["mart_revisions"]
    names = {cell.value: cell.column for cell in sheet[2]}
    money = sheet.cell(3, names["first_value"])
    assert (money.data_type, money.number_format) == ("n", "#,##0.00")


def test_text_that_looks_like_a_formula_stays_text(world: World, staging: Path) -> None:
    path = staging / MODELS["dim_issuer"].path
    pl.read_parquet(path).with_columns(issuer=pl.lit("=1+1")).write_parquet(path)
    sheet = openpyxl.load_workbook(_workbook(staging))["dim_issuer"]
    names = {cell.value: cell.column for cell in sheet[2]}
    cell = sheet.cell(3, names["issuer"])
    assert (cell.value, cell.data_type) == ("=1+1", "s")


def test_the_same_tables_give_the_same_bytes(staging: Path) -> None:
    first = _workbook(staging).read_bytes()
    assert _workbook(staging).read_bytes() == first


def test_a_table_too_long_for_the_workbook_is_left_out_and_says_so(
    staging: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = openpyxl.load_workbook(_workbook(staging))
    cells = {sheet.title: (sheet.max_row - 2) * sheet.max_column for sheet in whole.worksheets[1:]}
    longest = max(cells, key=lambda name: cells[name])
    monkeypatch.setattr("gouji.release.workbook.MOST_CELLS", sum(cells.values()) - 1)
    book = openpyxl.load_workbook(_workbook(staging))
    told = {row[0].value: (row[2].value, row[3].value) for row in book["说明"].iter_rows(min_row=4)}
    assert [name for name, (rows, here) in told.items() if rows != here] == [longest]
    rows = pl.read_parquet(staging / MODELS[longest].path).height
    assert told[longest] == (rows, 0)
    assert book[longest].max_row == 3
    assert str(book[longest].cell(3, 1).value).startswith(f"共 {rows} 行")
    for name in set(cells) - {longest}:
        assert list(book[name].values) == list(whole[name].values), name
    assert MOST_CELLS == 2_000_000


@pytest.mark.slow
def test_libreoffice_reads_the_workbook(staging: Path, tmp_path: Path) -> None:
    if shutil.which("soffice") is None:
        pytest.skip("needs LibreOffice (soffice)")
    as_csv = "csv:Text - txt - csv (StarCalc):44,34,76,1,,0,false,true,false,false,false,-1"
    command = ["soffice", "--headless", f"-env:UserInstallation=file://{tmp_path}/profile"]
    command += ["--convert-to", as_csv, "--outdir", str(tmp_path), str(_workbook(staging))]
    subprocess.run(command, check=True, capture_output=True, timeout=120)
    text = (tmp_path / "marts-mart_request_outcomes.csv").read_text(encoding="utf-8")
    rows = list(csv.DictReader(text.splitlines()[1:]))
    assert [int(row["new_received"]) for row in rows] == [7, 10, 24]
