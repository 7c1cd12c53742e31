"""What a person is told about a failing table: never more than was found."""

from __future__ import annotations

import re

import pytest

from gouji.forms.values import CellValue
from gouji.reconciliation.localization.advice import MOST_SHOWN, advise
from gouji.reconciliation.localization.search import Localization, localize
from tests.reconciliation.localized import FORM, cells

ROWS = ("new_received", "granted", "outcome_total")
TIES = {f"{item}.{column}": 5 for item in ROWS for column in ("natural_person", "total")}


def said(table: str, filled: dict[str, CellValue | int], lang: str) -> list[str]:
    return list(advise(localize(table, FORM, cells(table, filled)), table, FORM, lang))


def test_nothing_where_nothing_fails() -> None:
    assert said("requests", {**TIES}, "zh") == []


def test_the_only_explanation_names_cell_and_number() -> None:
    broken: dict[str, CellValue | int] = {**TIES, "granted.total": 7}
    (zh,) = said("requests", broken, "zh")
    assert "由 7 改为 5" in zh and "仅此一种。" in zh
    (en,) = said("requests", broken, "en")
    assert (
        "“all applicants” is 5 instead of 7" in en and "No other single change explains it." in en
    )


def test_a_cause_is_named_as_a_guess() -> None:
    filled: dict[str, CellValue | int] = {
        "reconsideration.upheld": 10,
        "reconsideration.overturned": 1,
        "litigation_after_reconsideration.upheld": 5,
    }
    (zh,) = said("disputes", filled, "zh")
    assert (
        "可能是总计没有算、留成了 0" in zh and "改动最少的唯一解释，但没有别的算式可以印证。" in zh
    )
    (en,) = said("disputes", filled, "en")
    assert (
        en.startswith("Perhaps totals left at 0: if ")
        and "with so few changes, but no other sum confirms it." in en
    )


def test_several_are_counted_and_the_first_few_shown() -> None:
    """All that differs may be any of five cells, or none of those shown."""
    en = said("disputes", {"reconsideration.total": 3}, "en")
    assert "There are 5 explanations" in en[0] and "does not tell" in en[0]
    assert [line.strip()[:2] for line in en[1:]] == ["1.", "2.", "3.", "4.", "5."]
    both: dict[str, CellValue | int] = {
        f"{block}.{column}": value
        for block in ("reconsideration", "litigation_direct")
        for column, value in (("upheld", 9), ("overturned", 9), ("total", 20))
    }
    assert "共" not in said("disputes", both, "zh")[0]
    assert sum("There are" in line for line in said("disputes", both, "en")) == 2


def test_what_all_explanations_share_is_said() -> None:
    """Any outcome may be one short, by person and in total; one cell is wrong for certain."""
    short: dict[str, CellValue | int] = {**TIES, "granted.natural_person": 4, "granted.total": 4}
    en = said("requests", {**short, "new_received.total": 9}, "en")
    assert "explanations" in en[0] and len([line for line in en if "  In all of them" in line]) == 1
    assert "“new requests received” “all applicants” is 5 instead of 9" in en[-1]
    assert not any("In all of them" in line for line in said("requests", short, "en"))


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_a_doubt_is_never_said_to_be_sure(lang: str) -> None:
    filled: dict[str, CellValue | int] = {
        "reconsideration.upheld": CellValue.ambiguous((2, 3)),
        "reconsideration.total": 3,
    }
    (line,) = said("disputes", filled, lang)
    assert ("不能断定" if lang == "zh" else "it is not sure") in line
    assert not re.search("唯一|only explanation", line)


def test_too_much_is_said() -> None:
    (en,) = advise(Localization(((),), exact=False), "requests", FORM, "en")
    assert en.startswith("Too much")
    (zh,) = advise(Localization(((),), exact=False), "requests", FORM, "zh")
    assert "查不出" in zh


def test_a_long_list_says_how_many_more() -> None:
    middle = ("enterprise", "research_institution", "public_interest_org", "other")
    row: dict[str, CellValue | int] = dict.fromkeys(
        (f"carried_forward.{column}" for column in middle), CellValue.ambiguous((1, None))
    )
    filled = {**TIES, **row, "carried_forward.natural_person": 3, "carried_forward.total": 5}
    found = localize("requests", FORM, cells("requests", filled))
    en = list(advise(found, "requests", FORM, "en"))
    (part,) = found.parts
    assert any(f"{len(part) - MOST_SHOWN} more" in line for line in en)
    assert en[0].startswith("There are at least") is not found.exact
    assert "it is not sure" in en[-1]
