"""Claims and identity from running text."""

from __future__ import annotations

import pytest

from gouji.documents.model import Document, Paragraph
from gouji.extraction.claims.passage import TOTALS
from gouji.extraction.identity.by_sidecar import apply_sidecar
from gouji.extraction.identity.sidecar import SidecarError, SidecarRow, parse_sidecar
from gouji.extraction.reader import extract
from gouji.extraction.report import Coverage, IssuerKind, Report


def read(*lines: str, **metadata: str) -> Report:
    return extract(Document("text", tuple(Paragraph(line) for line in lines), metadata))


def claims(*lines: str) -> set[tuple[str, float]]:
    """What is stated of whole tables; test_claims has the rest."""
    found = read(*lines).claims
    return {(c.subject, c.value) for c in found if c.subject in TOTALS and c.kind == "count"}


@pytest.mark.parametrize(
    ("sentence", "expected"),
    [
        ("全县共收到政府信息公开申请348件，同比下降。", {("received", 348)}),
        ("本年受理信息公开申请 97 件。", {("received", 97)}),
        ("全年办理政府信息公开申请45件。", {("handled", 45)}),
        ("共收到依申请信息公开26件。", {("received", 26)}),
        ("全年受理網路問政182件。", set()),
        ("受理行政复议申请3件。", set()),
        ("行政复议案件20件，行政诉讼案件26件。", {("reconsiderations", 20), ("lawsuits", 26)}),
        ("其中未经复议直接诉讼的8件，复议后提起诉讼的18件。", set()),
        ("行政复议维持和其他结果的8件。", set()),
        ("2024年有 1 件涉及政府信息公开工作的行政复议。", {("reconsiderations", 1)}),
        ("未发生行政复议和行政诉讼案件。", {("reconsiderations", 0), ("lawsuits", 0)}),
        ("未发生行政复议和行政诉讼结果被纠正的情形。", set()),
        (
            "受理政府信息公開方面的行政複議13件，行政訴訟27件，開展規範。",
            {("reconsiderations", 13), ("lawsuits", 27)},
        ),
    ],
)
def test_claims(sentence: str, expected: set[tuple[str, float]]) -> None:
    assert claims("一、总体情况", sentence) == expected


def test_a_section_printed_twice_states_its_numbers_once() -> None:
    sentence = "全年共收到政府信息公开申请12件。"
    report = read(sentence, "二、其他", sentence)
    assert len(report.claims) == 1


def test_a_sentence_broken_over_lines_is_one_sentence() -> None:
    assert claims("全年收到政府信息公开", "申请 34 件，均已答复。") == {("received", 34)}


@pytest.mark.parametrize(
    ("lines", "issuer", "year"),
    [
        (("蒲堰县人民政府", "2020年政府信息公开工作年度报告"), "蒲堰县人民政府", 2020),
        (("# 蒲堰县人民政府 2021 年政府信息公开工作年度报告",), "蒲堰县人民政府", 2021),
        (("2022年度青石镇政府信息公开工作年度报告",), "青石镇人民政府", 2022),
        (("2024 年蒲堰县科技局政府信息公开工作", "年度报告"), "蒲堰县科技局", 2024),
        (("青石镇人民政府2021年信息公开年度报告",), "青石镇人民政府", 2021),
        (("一、总体情况", "2020年，县政府办公室以公开促落实。"), None, 2020),
        (("一、总体情况", "本局坚持公开。"), None, None),
    ],
)
def test_issuer_and_year(lines: tuple[str, ...], issuer: str | None, year: int | None) -> None:
    identity = read(*lines).identity
    assert (identity.issuer, identity.year) == (issuer, year)


def test_the_page_title_serves_where_the_text_has_none() -> None:
    identity = read(
        "一、总体情况", "略。", title="蒲堰县发展和改革局2023年政府信息公开年度报告-蒲堰县"
    ).identity
    assert (identity.issuer, identity.year) == ("蒲堰县发展和改革局", 2023)
    assert identity.issuer_kind is IssuerKind.DEPARTMENT


def test_a_period_that_contradicts_the_title_leaves_the_year_unknown() -> None:
    identity = read(
        "蒲堰县人民政府2020年政府信息公开工作年度报告", "统计期限为2019年1月1日至2019年12月31日。"
    ).identity
    assert identity.year is None
    assert identity.conflicts == ("year",)


def test_coverage_comes_with_its_sentence() -> None:
    identity = read("全县共收到政府信息公开申请12件。").identity
    assert identity.coverage is Coverage.AREA
    assert identity.coverage_evidence == "全县共收到政府信息公开申请12件。"


def test_the_sidecar_decides_and_completes_an_abbreviated_name() -> None:
    found = read("蒲堰县政府办公室2020年政府信息公开工作年度报告").identity
    row = SidecarRow("a.txt", "蒲堰县人民政府办公室", "county", "990123", 2020)
    decided = apply_sidecar(found, row)
    assert decided.issuer == "蒲堰县人民政府办公室"
    assert decided.issuer_id == "990123-蒲堰县人民政府办公室"
    assert decided.conflicts == ()


def test_a_sidecar_that_contradicts_the_document_is_a_conflict() -> None:
    found = read("蒲堰县人民政府2020年政府信息公开工作年度报告").identity
    decided = apply_sidecar(found, SidecarRow("a.txt", "青湖区人民政府", None, None, 2021))
    assert decided.conflicts == ("issuer", "year")
    assert decided.issuer is None and decided.year is None and decided.issuer_id is None


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("file,issuer\na.txt,x\n", "reports.csv:1"),
        ("path,publisher\na.txt,x\n", "reports.csv:1"),
        ("path,year\na.txt,2020\na.txt,2021\n", "reports.csv:3"),
        ("path,year\na.txt,20\n", "reports.csv:2"),
        ("path,year\n../a.txt,2020\n", "reports.csv:2"),
        ("path,division_code\na.txt,12\n", "reports.csv:2"),
        ("path,year\n,2020\n", "reports.csv:2"),
        ("path,year\na.txt,2020,more\n", "reports.csv:2"),
    ],
)
def test_a_bad_sidecar_names_file_line_and_cause(text: str, place: str) -> None:
    with pytest.raises(SidecarError) as caught:
        parse_sidecar(text, "reports.csv")
    assert place in caught.value.reason.zh
    assert place in caught.value.reason.en


def test_a_good_sidecar_with_a_byte_order_mark() -> None:
    rows = parse_sidecar("\ufeffpath,issuer,year\nsub/a.txt,蒲堰县人民政府,2020\n", "reports.csv")
    assert rows["sub/a.txt"].year == 2020
