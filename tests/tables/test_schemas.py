from __future__ import annotations

import polars as pl
import pytest

from gouji.forms import catalogue
from gouji.forms.values import State
from gouji.reconciliation.status import REPORT_ORDER, Status
from gouji.tables import schemas


def test_every_column_is_described_in_both_languages() -> None:
    for dataset in schemas.datasets().values():
        for field in dataset.fields:
            assert field.zh and field.en, (dataset.name, field.name)
            assert field.en.isprintable() and not field.en.endswith(".")


def test_a_name_has_one_type_unless_the_dictionary_says_otherwise() -> None:
    types: dict[str, set[str]] = {}
    for dataset in schemas.datasets().values():
        for field in dataset.fields:
            types.setdefault(field.name, set()).add(field.type)
    assert {name for name, found in types.items() if len(found) > 1} == {"value"}


def test_closed_lists_come_from_the_forms() -> None:
    figures = schemas.dataset("figures")
    assert figures.field("table").values == tuple(catalogue.tables())
    assert figures.field("form").values == tuple(catalogue.forms())
    assert figures.field("state").values == tuple(State)
    items = {item.id for table in catalogue.tables().values() for item in table.items}
    assert set(figures.field("item").values) == items
    assert schemas.dataset("reports").field("form").values[-1] == catalogue.NARRATIVE
    assert schemas.dataset("confrontations").field("rule_id").values == tuple(catalogue.rules())


def test_statuses_are_those_of_reconciling() -> None:
    assert set(schemas.STATUSES) == set(REPORT_ORDER)
    reports = schemas.dataset("report_status").field("status").values
    assert set(reports) == set(Status)
    assert schemas.dataset("table_status").field("status").values == schemas.STATUSES


def test_the_contract_of_figures() -> None:
    schema = schemas.dataset("figures").schema
    assert list(schema)[:7] == [
        "document_id",
        "report_id",
        "report_year",
        "table",
        "form",
        "item",
        "column",
    ]
    assert schema["value"] == pl.Decimal(18, 2)
    assert schemas.reading("figures").schema.names()[:3] == ["document_id", "table", "form"]


@pytest.mark.parametrize(
    ("year", "key"),
    [(2008, "2008"), (2035, "2035"), (2007, "unknown"), (2036, "unknown"), (None, "unknown")],
)
def test_years_out_of_range_are_unknown(year: int | None, key: str) -> None:
    assert schemas.year_key(year) == key
    assert key in schemas.YEARS


def test_an_unknown_column_is_an_error() -> None:
    with pytest.raises(KeyError):
        schemas.dataset("figures").field("nothing")
