"""Growth, shares and "all of them" in prose, as typed claims."""

from __future__ import annotations

import pytest

from tests.extraction.test_claims import OVERTURNED, read, said


@pytest.mark.parametrize(
    ("sentence", "subject", "value", "unit"),
    [
        ("受理政府信息公开申请97件，较去年增加59件。", "received", 59, "count"),
        ("受理政府信息公开申请97件，同比下降12.3%。", "received", -12.3, "percent"),
        ("行政复议案件20件，同比减少37.5%。", "reconsiderations", -37.5, "percent"),
        ("收到政府信息公开申请187件，比2021年的185件增长1.05%。", "received", 1.05, "percent"),
        (
            "收到政府信息公开申请52件，其中上年结转1件，总数比上年下降13%。",
            "received",
            -13,
            "percent",
        ),
        ("收到政府信息公开申请52件，同比增长4%，其中上年结转1件。", "received", 4, "percent"),
    ],
)
def test_changes(sentence: str, subject: str, value: float, unit: str) -> None:
    (claim,) = [claim for claim in read(sentence) if claim.kind == "change"]
    assert (claim.subject, claim.value, claim.unit) == (subject, value, unit)


def test_one_growth_told_as_number_and_share() -> None:
    claims = read("收到政府信息公开申请41件，较上年增加8件，增长24.2%，结转5件，增长3%。")
    grown = [(claim.subject, claim.value) for claim in claims if claim.kind == "change"]
    assert grown == [("received", 8), ("received", 24.2)]


def test_growth_since_a_year_before_the_last_is_none_of_last_year() -> None:
    claims = read("受理政府信息公开申请41件，较2021年33件增加8件，较2020年30件增加11件。")
    assert [claim.value for claim in claims if claim.kind == "change"] == [8]


def test_what_changed_of_a_whole_and_its_part_must_be_said() -> None:
    claims = read("收到政府信息公开申请52件，其中上年结转1件，比上年下降13%。")
    assert [(claim.subject, claim.kind) for claim in claims] == [
        ("received", "count"),
        ("brought_forward", "count"),
    ]


@pytest.mark.parametrize("sentence", ["环比增长5%", "公开信息8042条，较去年增长29.0%", "增长5%"])
def test_changes_of_something_else(sentence: str) -> None:
    claims = read(f"收到政府信息公开申请97件。其他工作有序推进。{sentence}。")
    assert [claim for claim in claims if claim.kind == "change"] == []


@pytest.mark.parametrize(
    ("sentence", "subject", "base"),
    [
        ("收到政府信息公开申请40件，其中予以公开20件，占总数的50%。", "granted", ""),
        ("收到政府信息公开申请40件，其中予以公开20件（50%）。", "granted", ""),
        ("收到政府信息公开申请40件，其中予以公开的占50%。", "granted", ""),
        ("行政复议9件，纠正8件，占已审结案件的61.5%。", OVERTURNED, "closed"),
    ],
)  # fmt: skip
def test_shares(sentence: str, subject: str, base: str) -> None:
    (claim,) = [claim for claim in read(sentence) if claim.kind == "share"]
    assert (claim.subject, claim.base, claim.unit) == (subject, base, "percent")


@pytest.mark.parametrize(
    ("sentence", "done"),
    [
        ("收到政府信息公开申请40件，均已按时办结。", True),
        ("收到政府信息公开申请40件，全部依法依规按时办结。", True),
        ("收到政府信息公开申请40件，办结率100%。", True),
        ("收到政府信息公开申请40件，除1件结转外均已办结。", False),
        ("收到政府信息公开申请40件，按时办结率100%。", False),
        ("收到政府信息公开申请40件，均依法进行了办理。", False),
        ("收到政府信息公开申请40件。承办建议提案12件，全部办结。", False),
    ],
)
def test_everything_is_said_to_be_done(sentence: str, done: bool) -> None:
    assert (("share", "handled", 100) in said(sentence)) is done
