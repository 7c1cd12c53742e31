from __future__ import annotations

import os
import subprocess
import sys
from decimal import Decimal
from typing import Any

import polars as pl
import pytest

from gouji.tables import schemas
from gouji.tables.errors import TableError
from gouji.tables.frames import document_frames
from gouji.tables.models import InvalidRows, model, validate
from gouji.tables.normalize import resolve_reports
from tests.tables import builders


def _rows(name: str) -> pl.DataFrame:
    """Valid rows of a dataset."""
    readings = [
        (builders.meta("a"), builders.report("甲局", 2021)),
        (builders.meta("b"), builders.report("乙局", 2021)),
        (builders.meta("c"), builders.report(None, None)),
    ]
    made = document_frames(readings)
    if name != "reports":
        return builders.keyed(made[name])
    files = builders.inventory(*({"path": f"{n}.html"} for n in "abc"))
    figures = builders.figures_of(made["figures"])
    return resolve_reports(made["documents"], files, {}, builders.VERSION, figures)


@pytest.mark.parametrize("name", ["reports", "table_readings", "figures", "claims"])
def test_valid_rows_pass_and_come_back(name: str) -> None:
    rows = _rows(name)
    assert validate(name, rows).equals(rows)
    assert validate(name, schemas.dataset(name).empty()).is_empty()


def _set(**values: Any) -> dict[str, Any]:
    """Values for row 1; the other rows keep theirs."""
    return values


_BAD = [
    ("reports", _set(document_id="no digest"), "document_id is a SHA-256"),
    ("reports", _set(sha256="no digest"), "sha256 is a SHA-256"),
    ("reports", _set(superseded_by="no digest"), "superseded_by is a SHA-256"),
    ("reports", _set(size=-1), "size is at least 0"),
    ("reports", _set(year=2036), "year is at most 2035"),
    ("reports", _set(year=2007), "year is at least 2008"),
    ("reports", _set(issuer_kind="club"), "issuer_kind is one of government"),
    ("reports", _set(coverage="half"), "coverage is one of organ"),
    ("reports", _set(form="form_1999"), "form is one of form_2014"),
    ("reports", _set(report_year="1999"), "report_year is one of 2008"),
    ("reports", _set(report_year="2020"), "report_year is the key of year"),
    ("reports", _set(report_id="x-2021"), "report_id is issuer_id and year, or unknown"),
    ("reports", _set(level=None), "level is given"),
    ("reports", _set(removed_at=builders.DAY), "a current document is neither removed"),
    ("reports", _set(superseded_by=builders.digest("a")), "a current document is neither removed"),
    ("reports", _set(unreadable_code="empty"), "unreadable_code, unreadable_zh and"),
    ("table_readings", _set(table="forms"), "table is one of disclosure"),
    ("table_readings", _set(form="form_2014"), "the form has the table"),
    ("table_readings", _set(unreadable_zh="空"), "unreadable_code, unreadable_zh and"),
    ("table_readings", _set(doubt_en="doubt"), "doubt_code, doubt_zh and doubt_en"),
    ("figures", _set(document_id="no digest"), "document_id is a SHA-256"),
    ("figures", _set(report_year="21"), "report_year is one of 2008"),
    ("figures", _set(table="tables"), "table is one of disclosure"),
    ("figures", _set(form="narrative"), "form is one of form_2014"),
    ("figures", _set(item="granted"), "the form has the cell, in that unit"),
    ("figures", _set(item="nothing"), "item is one of"),
    ("figures", _set(column="nothing"), "column is one of"),
    ("figures", _set(unit="yuan"), "the form has the cell, in that unit"),
    ("figures", _set(unit="kilo"), "unit is one of count, yuan"),
    ("figures", _set(state="maybe"), "state is one of reported"),
    ("figures", _set(state="blank"), "value and its interval are given exactly where"),
    ("figures", _set(value=None), "value and its interval are given exactly where"),
    ("figures", _set(value_low=None), "value and its interval are given exactly where"),
    ("figures", _set(value=Decimal(7)), "value lies in its interval"),
    ("figures", _set(candidates="[1]"), "only an ambiguous cell has candidates"),
    ("figures", _set(value_source="guessed"), "value_source is one of reported, derived"),
    ("figures", _set(raw=None), "raw is given"),
    ("claims", _set(ordinal=-1), "ordinal is at least 0"),
    ("claims", _set(value=float("nan")), "value is a finite number"),
    ("claims", _set(value=float("inf")), "value is a finite number"),
    ("claims", _set(unit="piece"), "unit is one of count, yuan, percent"),
    ("claims", _set(kind="guess"), "kind is one of count, share, change"),
    ("claims", _set(qualifier="maybe"), "qualifier is one of "),
    ("claims", _set(sentence=None), "sentence is given"),
]


@pytest.mark.parametrize(("name", "values", "cause"), _BAD)
@pytest.mark.parametrize("lazy", [False, True], ids=["frame", "lazy frame"])
def test_every_check_has_a_row_that_breaks_it(
    name: str, values: dict[str, Any], cause: str, lazy: bool
) -> None:
    rows = _rows(name)
    second = pl.int_range(pl.len()) == 1
    broken = rows.with_columns(
        pl.when(second).then(pl.lit(value, rows.schema[column])).otherwise(column).alias(column)
        for column, value in values.items()
    )
    with pytest.raises(InvalidRows) as caught:
        validate(name, broken.lazy() if lazy else broken)
    text = str(caught.value)
    assert text.startswith(f"dataset {name}: rows break its model: ") and cause in text
    assert "in row 1, document_id" in text
    assert "\n" not in text


_HAS_ITS_OWN_TEST = "one current document for each report"


def test_the_fixtures_cover_every_check() -> None:
    """A check that is added without a row that breaks it fails here."""
    for name in ("reports", "table_readings", "figures", "claims"):
        causes = " / ".join(cause for bad, _, cause in _BAD if bad == name)
        causes += _HAS_ITS_OWN_TEST
        for check in model(name).checks:
            assert str(check.error)[:25] in causes, (name, check.error)
        with_checks = {field for field, column in model(name).columns.items() if column.checks}
        common = {"document_id", "report_year", "form", "table"}
        named = {field for _, values, _ in _BAD for field in values}
        assert with_checks <= named | common


@pytest.mark.parametrize("name", ["reports", "table_readings", "figures", "claims"])
def test_a_row_that_is_there_twice_is_found(name: str) -> None:
    rows = _rows(name)
    with pytest.raises(InvalidRows, match="names one row only"):
        validate(name, pl.concat([rows, rows.head(1)]))


def test_two_current_documents_of_one_report_are_found() -> None:
    rows = _rows("reports")
    same = rows.with_columns(
        pl.col(c).first() for c in ("report_id", "issuer_id", "year", "report_year")
    )
    with pytest.raises(InvalidRows, match="one current document for each report"):
        validate("reports", same)


@pytest.mark.parametrize(
    ("change", "cause"),
    [
        (lambda f: f.drop("note"), "the frame lacks note"),
        (lambda f: f.with_columns(extra=1), "the frame has extra too many"),
        (lambda f: f.with_columns(value=pl.lit(1.0)), r"another type in value \(Float64 ≠ Decimal"),
        (lambda f: f.select(reversed(f.columns)), "its columns in another order"),
    ],
)
def test_other_columns_are_told_apart_from_bad_rows(change: Any, cause: str) -> None:
    with pytest.raises(TableError, match=cause):
        validate("figures", change(_rows("figures")))


def test_an_error_shows_the_first_failures_and_counts_the_rest() -> None:
    rows = _rows("figures").with_columns(
        state=pl.lit("maybe"), unit=pl.lit("kilo"), value_source=pl.lit("guessed"),
        report_year=pl.lit("21"), table=pl.lit("tables"), form=pl.lit("narrative"),
    )  # fmt: skip
    with pytest.raises(InvalidRows) as caught:
        validate("figures", rows)
    assert "is 'maybe': 45 time(s), first in row 0" in str(caught.value)
    assert "more rules" in str(caught.value)
    assert len(str(caught.value)) < 3000


def test_pandera_is_not_imported_before_it_is_needed() -> None:
    code = (
        "import sys; import gouji.tables.models, gouji.tables.normalize, gouji.reading; "
        "sys.exit('pandera' in sys.modules)"
    )
    subprocess.run(
        [sys.executable, "-c", code], check=True, env={**os.environ, "PYTHONPATH": "src"}
    )
