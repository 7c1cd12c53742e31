"""`marts.xlsx`: the marts for people without a BI tool, with Chinese titles.

One sheet a mart, its first row a short title of each column, the second its name in the Parquet
files; a first sheet says what each is. What would make the workbook too large to be opened is left
out whole, the longest tables first, and its sheet says so: a table that is cut gives wrong totals.
The Parquet files are the contract, the workbook is a convenience. Text is never written as a
formula. The same tables give the same bytes.
"""

from __future__ import annotations

from collections.abc import Mapping, Set
from datetime import date, datetime
from itertools import accumulate
from pathlib import Path
from typing import Any

from gouji.release.columns import PublishedColumn, published_columns
from gouji.release.dictionary import in_both_languages
from gouji.release.meanings import ModelMeaning
from gouji.release.models import MODELS, PublishedModel
from gouji.release.titles import column_title

WORKBOOK = "marts.xlsx"
MOST_CELLS = 2_000_000
"""Cells of all sheets together, some 20 MB; what does not fit is in its Parquet file alone."""

_LEFT_OUT = ("fct_figures",)
"""One row a cell of every report: too long for a sheet, and no table to read by eye."""
_WIDTHS = {"VARCHAR": 18, "BIGINT": 12, "DOUBLE": 12, "BOOLEAN": 10}


def write_workbook(
    staging: Path, meanings: Mapping[str, ModelMeaning], *, release_id: str, created_at: str
) -> None:
    """Write the workbook into a folder that holds the published tables."""
    import duckdb
    import xlsxwriter

    columns = published_columns(staging)
    options = {
        "constant_memory": True,
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "strings_to_numbers": False,
        "tmpdir": str(staging),
    }
    book = xlsxwriter.Workbook(str(staging / WORKBOOK), options)
    moment = datetime.fromisoformat(created_at).replace(tzinfo=None)
    book.set_properties({"title": f"勾稽 {release_id}", "created": moment})
    formats = {
        "head": book.add_format({"bold": True, "text_wrap": True, "valign": "top", "border": 1}),
        "name": book.add_format({"font_color": "#666666", "italic": True, "bottom": 1}),
        "share": book.add_format({"num_format": "0.0%"}),
        "money": book.add_format({"num_format": "#,##0.00"}),
        "date": book.add_format({"num_format": "yyyy-mm-dd"}),
        "wrap": book.add_format({"text_wrap": True, "valign": "top"}),
    }
    models = [m for m in MODELS.values() if m.mart and m.name not in _LEFT_OUT]
    with duckdb.connect() as connection:
        counts = {
            m.name: connection.read_parquet(str(staging / m.path)).count("*").fetchall()[0][0]
            for m in models
        }
        fitting = _fitting({name: n * len(columns[name]) for name, n in counts.items()})
        _contents(book, formats, models, meanings, counts, fitting, release_id)
        for model in models:
            sheet = _sheet(book, formats, model, columns[model.name])
            if model.name in fitting:
                rows = connection.execute("from read_parquet(?)", [str(staging / model.path)])
                last = _fill(sheet, formats, columns[model.name], meanings[model.name], rows)
            else:
                last = 2
                sheet.write_string(
                    last, 0, f"共 {counts[model.name]} 行，未收入本工作簿，见 {model.path}"
                )
            sheet.autofilter(1, 0, last, len(columns[model.name]) - 1)
    book.close()


def _fitting(cells: Mapping[str, int]) -> set[str]:
    """The tables that are written: from the smallest up, while all of them together fit."""
    sums = accumulate(sorted(cells.values()))
    rank = sorted(cells, key=lambda name: cells[name])
    return {name for name, total in zip(rank, sums, strict=True) if total <= MOST_CELLS}


def _contents(
    book: Any,
    formats: Mapping[str, Any],
    models: list[PublishedModel],
    meanings: Mapping[str, ModelMeaning],
    counts: Mapping[str, int],
    fitting: Set[str],
    release_id: str,
) -> None:
    sheet = book.add_worksheet("说明")
    sheet.set_column(0, 0, 28)
    sheet.set_column(1, 1, 26)
    sheet.set_column(2, 3, 12)
    sheet.set_column(4, 4, 90)
    sheet.write_string(0, 0, f"勾稽数据 {release_id}。只收可发布的表格；机关公布的数字一律未改。")
    for column, title in enumerate(("工作表", "内容", "行数", "此处行数", "说明")):
        sheet.write_string(2, column, title, formats["head"])
    for row, model in enumerate(models, start=3):
        sheet.write_string(row, 0, model.name)
        sheet.write_string(row, 1, model.zh, formats["wrap"])
        sheet.write_number(row, 2, counts[model.name])
        sheet.write_number(row, 3, counts[model.name] if model.name in fitting else 0)
        text = in_both_languages(meanings[model.name].text)[0] or model.zh
        sheet.write_string(row, 4, text, formats["wrap"])


def _sheet(
    book: Any,
    formats: Mapping[str, Any],
    model: PublishedModel,
    columns: list[PublishedColumn],
) -> Any:
    """The sheet of a table, with its two rows of titles."""
    sheet = book.add_worksheet(model.name[:31])
    sheet.freeze_panes(2, 0)
    sheet.set_row(0, 48)
    for index, column in enumerate(columns):
        sheet.set_column(index, index, _WIDTHS.get(column.type, 14))
        sheet.write_string(0, index, column_title(model.name, column.name), formats["head"])
    for index, column in enumerate(columns):
        sheet.write_string(1, index, column.name, formats["name"])
    return sheet


def _fill(
    sheet: Any,
    formats: Mapping[str, Any],
    columns: list[PublishedColumn],
    about: ModelMeaning,
    rows: Any,
) -> int:
    """Write the rows; the place of the last one, that of the titles where there is none."""
    looks = [_look(formats, column, about) for column in columns]
    line = 1
    while batch := rows.fetchmany(5000):
        for values in batch:
            line += 1
            for index, value in enumerate(values):
                _write(sheet, line, index, value, looks[index])
    return line


def _look(formats: Mapping[str, Any], column: PublishedColumn, about: ModelMeaning) -> Any:
    if column.type == "DATE":
        return formats["date"]
    if column.type.startswith("DECIMAL"):
        return formats["money"]
    return formats["share"] if about.column(column.name).unit in ("share", "ratio") else None


def _write(sheet: Any, row: int, column: int, value: Any, look: Any) -> None:
    if value is None:
        return
    if isinstance(value, bool):
        sheet.write_boolean(row, column, value)
    elif isinstance(value, str):
        sheet.write_string(row, column, value[:32_767])
    elif isinstance(value, datetime):
        sheet.write_string(row, column, value.isoformat())
    elif isinstance(value, date):
        sheet.write_datetime(row, column, value, look)
    else:
        sheet.write_number(row, column, value, look)
