"""What one cell says."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gouji.extraction.characters import fold
from gouji.extraction.numbers import looks_like_value, parse_cell
from gouji.forms.model import Unit
from gouji.forms.values import State


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("0", 0), (" 12 ", 12), ("１２", 12), ("1,035,000", 1035000), ("1，035", 1035), ("7件", 7),
        ("22（其中修订16件）", 22), ("O", 0), ("零", 0), ("1 035", 1035), ("3。", 3),
    ],
)  # fmt: skip
def test_counts(text: str, value: int) -> None:
    assert parse_cell(text).value == value


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("增加11", 11), ("减少59", -59), ("减4", -4), ("+173", 173), ("-50", -50),
        ("－50", -50), ("減3", -3), ("↑2", 2), ("0", 0),
    ],
)  # fmt: skip
def test_signed_counts(text: str, value: int) -> None:
    assert parse_cell(text, signed=True).value == value


@pytest.mark.parametrize("text", ["53^1", "53［1］", "53[注2]", "53*", "53 ※", "53件*"])
def test_a_note_set_off_from_a_number_is_no_part_of_it(text: str) -> None:
    assert parse_cell(text).value == 53
    assert looks_like_value(fold(text))


@pytest.mark.parametrize("text", ["53①", "53¹", "5^3^1", "53[1", "第53条*"])
def test_a_note_that_may_be_a_digit_leaves_the_number_open(text: str) -> None:
    assert parse_cell(text).value is None


def test_a_sign_apart_from_its_number_may_be_that_of_a_list() -> None:
    assert parse_cell("- 5", signed=True).candidates == (5, -5)
    assert parse_cell("- 0").value == 0


@pytest.mark.parametrize(
    "text",
    [
        "/", "／", "-", "--", "—", "－－", "无", "空", "不涉及", "不适用", "N/A",
        "无此项", "无该事项", "无此权限", "没有变化", "与上年持平", "无收费项目", "不收费",
        "无数据",
    ],
)  # fmt: skip
def test_dashes(text: str) -> None:
    assert parse_cell(text).state is State.DASH
    assert looks_like_value(fold(text))


@pytest.mark.parametrize(
    ("text", "header", "value", "low", "high"),
    [
        ("906.84万元", None, "9068400", "9068350", "9068450"),
        ("251000元", None, "251000", "250999.5", "251000.5"),
        ("2804.979705 万", None, "28049797.05", "28049797.045", "28049797.055"),
        ("489824.11", "万元", "4898241100", "4898241050", "4898241150"),
        ("0", None, "0", "0", "0"),
    ],
)
def test_money_carries_the_interval_of_its_precision(
    text: str, header: str | None, value: str, low: str, high: str
) -> None:
    cell = parse_cell(text, Unit.YUAN, header_unit=header)
    assert (cell.value, cell.low, cell.high) == (Decimal(value), Decimal(low), Decimal(high))


def test_money_without_a_unit_is_ambiguous_with_both_readings() -> None:
    cell = parse_cell("52.15", Unit.YUAN)
    assert cell.state is State.AMBIGUOUS
    assert cell.candidates == (Decimal("52.15"), Decimal("521500"))


def test_digits_that_came_apart_are_not_joined_in_silence() -> None:
    cell = parse_cell("2 0")
    assert cell.state is State.AMBIGUOUS
    assert set(cell.candidates) == {20, 2, 0}


@pytest.mark.parametrize("text", ["12（其中修订", "约12", "12/13", "3-4", "1.2.3"])
def test_digits_that_make_no_number_are_ambiguous(text: str) -> None:
    assert parse_cell(text).state is State.AMBIGUOUS


def test_words_are_unreadable_and_nothing_is_blank() -> None:
    assert parse_cell("详见附件").state is State.UNREADABLE
    assert parse_cell(" \u3000").state is State.BLANK


def test_a_negative_count_is_kept_for_the_domain_rule_to_find() -> None:
    assert parse_cell("-5").value == -5


@given(st.integers(0, 10**9))
def test_any_count_survives_separators_and_width(number: int) -> None:
    wide = f"{number:,}".translate({ord(c): ord(c) + 0xFEE0 for c in "0123456789,"})
    assert parse_cell(wide).value == number


@given(st.text(max_size=20))
def test_no_text_raises(text: str) -> None:
    parse_cell(text)
    parse_cell(text, Unit.YUAN, signed=True)


def test_a_change_told_in_words_is_no_count() -> None:
    assert parse_cell("较上年增加11项", signed=True).value == 11
    assert parse_cell("比上年减少3", signed=True).value == -3
    assert parse_cell("较上年增加11项").state is State.AMBIGUOUS


def test_a_unit_of_money_in_brackets_is_one() -> None:
    assert parse_cell("205(万)", Unit.YUAN).value == 2_050_000
    assert parse_cell("12.5（单位：万元）", Unit.YUAN, header_unit="元").value == 125_000
    assert parse_cell("205(万)").state is State.AMBIGUOUS
