"""What the comparison marts compare, and by when reports are due, as data that holds together."""

from __future__ import annotations

import tomllib
from collections.abc import Callable
from datetime import date
from importlib.resources import files
from typing import Any

import pytest

from gouji.forms import comparisons, deadlines

Data = dict[str, Any]


def _data(name: str) -> Data:
    return tomllib.loads((files("gouji.forms") / "data" / name).read_text(encoding="utf-8"))


def test_every_rule_is_judged_once_or_left_out_for_a_reason() -> None:
    card = comparisons.comparisons().scorecard
    judged = {rule for one in card.dimensions for rule in one.rules}
    assert "requests.balance" in judged
    assert {"reading.certain", "identity.known"} <= set(card.left_out)
    assert not judged & set(card.left_out)


def _heavier(data: Data) -> None:
    data["scorecard"]["dimension"][0]["weight"] += 1


def _forgotten(data: Data) -> None:
    data["scorecard"]["left_out"] = []


def _twice(data: Data) -> None:
    data["scorecard"]["dimension"][2]["rules"].append("form.outdated")


def _invented(data: Data) -> None:
    data["scorecard"]["dimension"][2]["rules"].append("form.handsome")


def _unfounded(data: Data) -> None:
    del data["scorecard"]["dimension"][0]["source"]


@pytest.mark.parametrize(
    ("how", "why"),
    [
        (_heavier, "sum to 101"),
        (_forgotten, "reading.certain 0 times"),
        (_twice, "form.outdated 2 times"),
        (_invented, "do not exist"),
        (_unfounded, "timely of the scorecard needs rules, or else a source"),
    ],
)
def test_a_scorecard_that_does_not_hold_together_is_refused(
    how: Callable[[Data], None], why: str
) -> None:
    data = _data("comparisons.toml")
    how(data)
    with pytest.raises(ValueError, match=why):
        comparisons.parse(data)


@pytest.mark.parametrize(
    ("kind", "year", "due"),
    [
        ("department", 2018, date(2019, 3, 31)),
        ("department", 2019, date(2020, 1, 31)),
        ("government", 2019, date(2020, 3, 31)),
        ("township", 2018, date(2019, 3, 31)),
        ("township", 2019, None),
        ("vertical_agency", 2022, None),
        ("unknown", 2015, None),
    ],
)
def test_deadlines(kind: str, year: int, due: date | None) -> None:
    found = [d.due_on for d in deadlines.deadlines(2030) if (d.issuer_kind, d.year) == (kind, year)]
    assert found == ([] if due is None else [due])


def test_a_local_date_may_only_be_earlier() -> None:
    data = _data("deadlines.toml")
    local = {**data["deadline"][1], "region": "990000", "day": 20}
    data["deadline"].append(local)
    (found,) = [d for d in deadlines.parse(data, 2019) if d.region]
    assert (found.year, found.due_on) == (2019, date(2020, 1, 20))
    local["month"] = 4
    with pytest.raises(ValueError, match="later than the national"):
        deadlines.parse(data, 2019)


def test_two_dates_for_one_and_a_date_without_basis_are_refused() -> None:
    data = _data("deadlines.toml")
    with pytest.raises(ValueError, match="two deadlines"):
        deadlines.parse({"deadline": data["deadline"] * 2}, 2019)
    data["deadline"][0]["basis_en"] = ""
    with pytest.raises(ValueError, match="without a basis"):
        deadlines.parse(data, 2019)
