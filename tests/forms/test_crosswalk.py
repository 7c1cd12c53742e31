"""The crosswalk is complete, and a wrong entry in it is refused by name."""

from __future__ import annotations

import tomllib
from collections.abc import Callable
from importlib.resources import files
from typing import Any

import pytest

from expectations.suites.totals import MEASURES
from gouji.forms import catalogue
from gouji.forms.crosswalk import Comparability, concepts, parse


def data() -> dict[str, Any]:
    text = (files("gouji.forms") / "data" / "crosswalk.toml").read_text(encoding="utf-8")
    return tomllib.loads(text)


def test_the_form_in_force_gives_every_concept_exactly() -> None:
    assert all(
        concept.sources[-1].comparability is Comparability.EXACT and concept.sources[-1].cells
        for concept in concepts().values()
    )


def test_every_cell_of_table_two_of_the_form_in_force_is_a_concept() -> None:
    used = {
        key
        for concept in concepts().values()
        for table, key in concept.sources[-1].cells
        if table == "disclosure"
    }
    assert used == set(catalogue.tables()["disclosure"].cells("form_2021"))


def test_measures_of_the_request_marts_are_concepts_of_the_same_name() -> None:
    assert set(MEASURES) <= set(concepts())


def test_a_concept_of_one_form_lies_in_one_table() -> None:
    for concept in concepts().values():
        for source in concept.sources:
            assert len({table for table, _ in source.cells}) <= 1


def test_what_changed_in_law_or_form_is_not_called_comparable() -> None:
    fees = concepts()["administrative_fees_yuan"].sources
    assert [s.comparability.value for s in fees] == ["broken", "broken", "exact"]
    assert not fees[1].cells, "counts of fees must not be read as amounts"
    assert concepts()["brought_forward"].sources[0].comparability is Comparability.BROKEN
    assert concepts()["outcome_total"].sources[0].comparability is Comparability.BROKEN
    assert [(b.year, b.comparability.value) for b in concepts()["litigation_closed"].breaks] == [
        (2024, "broken")
    ]


def _cell(entry: dict[str, Any]) -> None:
    entry["from"][2]["cells"] = ["requests.granted.quantity"]


def _unit(entry: dict[str, Any]) -> None:
    entry["unit"] = "yuan"


def _form(entry: dict[str, Any]) -> None:
    entry["from"].pop(1)


def _reason(entry: dict[str, Any]) -> None:
    del entry["from"][0]["reason_en"]


def _empty(entry: dict[str, Any]) -> None:
    entry["from"][0]["cells"] = []


@pytest.mark.parametrize(
    ("spoil", "says"),
    [
        (_cell, "there is no cell requests.granted.quantity"),
        (_unit, "is not in yuan"),
        (_form, "names the forms"),
        (_reason, "close without a reason"),
        (_empty, "without a cell it can only be broken"),
    ],
)
def test_a_wrong_entry_is_refused(spoil: Callable[[dict[str, Any]], None], says: str) -> None:
    given = data()
    entry = next(one for one in given["concept"] if one["id"] == "new_received")
    spoil(entry)
    with pytest.raises(ValueError, match=says) as raised:
        parse(given)
    assert "new_received" in str(raised.value)
