"""Sentences by which nothing happened: no request, no review, no suit."""

from __future__ import annotations

import pytest

from gouji.documents.model import Document, Paragraph
from gouji.extraction.reader import extract


def said_of(sentence: str) -> dict[str, float]:
    report = extract(Document("text", (Paragraph("三、政府信息公开情况"), Paragraph(sentence))))
    return {claim.subject: claim.value for claim in report.claims}


@pytest.mark.parametrize(
    "said",
    [
        "没有因政府信息公开工作被申请行政复议、提起行政诉讼的情况。",
        "未发生针对本单位有关政府信息公开的行政复议案、行政诉讼案。",
        "未出现因信息公开引起的行政复议和诉讼。",
    ],
)
def test_neither_reviews_nor_suits(said: str) -> None:
    assert said_of(said) == {"reconsiderations": 0, "lawsuits": 0}


@pytest.mark.parametrize(
    "said", ["没有因信息公开被申请行政复议后被撤销的情况。", "未发生行政诉讼败诉案件。"]
)
def test_that_none_was_lost_says_nothing_of_how_many_there_were(said: str) -> None:
    assert said_of(said) == {}


def test_no_request_to_disclose() -> None:
    assert said_of("本年度未收到要求公开政府信息的申请。") == {"received": 0}


@pytest.mark.parametrize(("said", "claims"), [
    ("全年收取信息处理费0元。", {"information_fee": 0}),
    ("全年收取信息处理费0 2023元。", {}),
    ("全年收取信息处理费02023元。", {}),
])  # fmt: skip
def test_a_number_with_what_stood_on_the_next_line_is_none(
    said: str, claims: dict[str, float]
) -> None:
    assert said_of(said) == claims


@pytest.mark.parametrize("whence", ["上年", "2022年", "2022年度"])
def test_a_year_whence_requests_came_makes_what_follows_none_of_that_year(whence: str) -> None:
    title = Paragraph("甲市2023年政府信息公开工作年度报告")
    said = Paragraph(f"收到公开申请112件，加上{whence}结转的2件，办结113件：予以公开66件。")
    report = extract(Document("text", (title, Paragraph("三、政府信息公开情况"), said)))
    told = {claim.subject: claim.value for claim in report.claims}
    assert (told["received"], told["handled"], told["granted"]) == (112, 113, 66)


def test_sentences_below_the_heading_of_section_four_are_read_where_no_table_stands() -> None:
    lines = (
        "甲局2017年年度报告",
        "四、政府信息公开行政复议、行政诉讼情况",
        "我局无行政复议、行政诉讼。",
    )
    report = extract(Document("text", tuple(map(Paragraph, lines))))
    assert {claim.subject for claim in report.claims} == {"reconsiderations", "lawsuits"}


def test_whoever_asked_nothing_came_in() -> None:
    assert said_of("未收到公众提交的政府信息公开申请。") == {"received": 0}
