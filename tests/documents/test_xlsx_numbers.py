"""Stored numbers look the way the cell shows them, and what is not understood is no number."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gouji.documents.office.xlsx_numbers import shown
from gouji.extraction.numbers import parse_cell
from gouji.forms.values import State


@pytest.mark.parametrize(
    ("stored", "code", "expected"),
    [
        ("12.0", "General", "12"),
        ("12", "@", "12"),
        ("12.5", "General", "12.5"),
        ("0.30000000000000004", "General", "0.3"),
        ("1E2", "General", "100"),
        ("-59", "General", "-59"),
        ("12", 'General"件"', "12件"),
        ("12", 'G/通用格式"件"', "12件"),
        ("12", "0", "12"),
        ("12", "000", "012"),
        ("906.8421", "0.00", "906.84"),
        ("906.845", "0.00", "906.85"),
        ("906.8", "0.##", "906.8"),
        ("906", "0.##", "906"),
        ("1234567", "#,##0", "1,234,567"),
        ("1234567.5", "#,##0.00", "1,234,567.50"),
        ("0", "#,##0", "0"),
        ("0", "#", ""),
        ("2.6", "0", "3"),
        ("-0.4", "0", "0"),
        ("12", '0"件"', "12件"),
        ("12", r"0\件", "12件"),
        ("12", "0件", "12件"),
        ("251000", '0"元"', "251000元"),
        ("9068400", "0,", "9068"),
        ("0.123", "0.0%", "12.3%"),
        ("1", "0%", "100%"),
        ("-5", "0;[Red]0", "5"),
        ("-5", '0;"减少"0', "减少5"),
        ("5", '"增加"0;"减少"0', "增加5"),
        ("0", "0;-0;", ""),
        ("0", "0;-0;;@", ""),
        ("0", ";;;", ""),
        ("7", ";;;", ""),
        ("0", '_ * #,##0_ ;_ * -#,##0_ ;_ * "-"_ ;_ @_ ', "-"),
        ("1200", '_ * #,##0_ ;_ * -#,##0_ ;_ * "-"_ ;_ @_ ', "1,200"),
        ("12", "[$¥-804]#,##0", "¥12"),
        ("12", "[Red]0", "12"),
        ("45000", "yyyy-mm-dd", "2023-03-15"),
        ("45000.5", 'yyyy"年"m"月"d"日" h:mm', "2023-03-15 12:00:00"),
        ("0.75", "h:mm", "18:00:00"),
        ("12", "0;(0)", "12"),
        ("-12", "0;(0)", "(12)"),
        ("", "0", ""),
        ("nan", "0", "nan"),
        ("无", "0", "无"),
        ("1E400", "0", "1E400"),
    ],
)
def test_what_a_cell_shows(stored: str, code: str, expected: str) -> None:
    assert shown(stored, code) == expected


def test_days_may_be_counted_from_1904() -> None:
    assert shown("43538", "yyyy-mm-dd", from_1904=True) == "2023-03-15"


@pytest.mark.parametrize(
    "code",
    [
        "0!.0,",  # in units of 10,000
        "# ?/?",
        "0.00E+00",
        "[DBNum1]General",
        "[>100]0;0.0",
        "000-0000",
        "0.0000000000000",
        "%0%",
        "yyyy",
    ],
)
def test_a_format_that_is_not_understood_makes_no_number(code: str) -> None:
    text = shown("9068400", code)
    assert text.startswith("9068400 [")
    assert parse_cell(text).state is State.AMBIGUOUS


@settings(max_examples=3 * settings().max_examples, deadline=None)
@given(
    number=st.integers(-(10**9), 10**9),
    code=st.sampled_from(
        ["General", "0", "#,##0", "0.00", "@", '0"件"', "[Red]0;[Blue]-0", "#,##0.##"]
    ),
)
def test_a_count_is_the_same_number_in_every_plain_format(number: int, code: str) -> None:
    assert parse_cell(shown(f"{number}.0", code), signed=True).value == number


@settings(max_examples=4 * settings().max_examples, deadline=None)
@given(
    stored=st.one_of(st.floats().map(repr), st.text(max_size=12)),
    code=st.text(alphabet='0#?.,;%"[]$-年件ymdhsE+/@_*\\! General', max_size=24),
)
def test_no_format_makes_it_raise(stored: str, code: str) -> None:
    assert isinstance(shown(stored, code), str)
