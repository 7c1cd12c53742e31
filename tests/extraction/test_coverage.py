"""What the tables of a report add up, as the document says it; unknown where it does not."""

from __future__ import annotations

import pytest

from gouji.documents.model import NOWHERE
from gouji.extraction.characters import fold
from gouji.extraction.identity.coverage import by_kind, with_coverage
from gouji.extraction.prose import Sentence
from gouji.extraction.reader import read_report
from gouji.extraction.report import Claim, Coverage, Evidence, Identity, IssuerKind, TableReading
from gouji.forms.values import CellValue
from tests.reconciliation.samples import requests

CITY = Identity(issuer="蒲堰市人民政府", issuer_kind=IssuerKind.GOVERNMENT)
OFFICE = Identity(issuer="蒲堰县人民政府办公室", issuer_kind=IssuerKind.GENERAL_OFFICE)
BUREAU = Identity(
    issuer="蒲堰县财政局",
    issuer_kind=IssuerKind.DEPARTMENT,
    evidence=(Evidence("issuer", "蒲堰县财政局", "title", "蒲堰县财政局2022年年度报告"),),
)


def of(
    identity: Identity, text: str, told: float | None = None, table: TableReading | None = None
) -> tuple[str, str | None]:
    """Coverage and its words; `told` is the number of requests that the sentence states."""
    claims = [] if told is None else [Claim("received", told, "count", "count", text)]
    found = with_coverage(identity, [Sentence(text, fold(text), NOWHERE)], claims, table)
    return str(found.coverage), found.coverage_evidence


def table(new: int, old: int = 0) -> TableReading:
    return requests(
        {
            "new_received.total": CellValue.reported(new),
            "brought_forward.total": CellValue.reported(old),
        }
    )


@pytest.mark.parametrize(
    ("sentence", "coverage"),
    [
        ("2022年，全市共收到政府信息公开申请40件。", "area"),
        ("我区共受理信息公开申请40件。", "area"),
        ("全市各级行政机关（含市本级）共收到政府信息公开申请40件，其中市本级12件。", "area"),
        ("市政府各部门、各县区共收到政府信息公开申请40件。", "area"),
        ("各县区和市本级共收到政府信息公开申请40件。", "area"),
        ("2022年，市本级共收到政府信息公开申请40件。", "own_level"),
        ("我市市级行政机关共收到政府信息公开申请40件。", "own_level"),
        ("市直各部门共收到政府信息公开申请40件。", "own_level"),
        ("市政府及其部门共收到政府信息公开申请40件。", "own_level"),
        ("市政府办公室共收到政府信息公开申请40件。", "organ"),
        ("市政府办公室及各县区共收到政府信息公开申请40件。", "unknown"),
        ("市政府本级共收到政府信息公开申请40件。", "unknown"),
        ("共收到政府信息公开申请40件。", "unknown"),
        ("全市共收到群众来信40件。", "unknown"),
    ],
)
def test_the_sentence_that_tells_what_came_in(sentence: str, coverage: str) -> None:
    words = sentence if coverage != "unknown" else None
    assert of(CITY, sentence, 40, table(40)) == (coverage, words)


@pytest.mark.parametrize("subject", ["市本级", "市政府办公室"])
@pytest.mark.parametrize(
    ("own", "reading"),
    [
        pytest.param(Coverage.UNKNOWN, table(95), id="another number"),
        pytest.param(Coverage.UNKNOWN, None, id="no table"),
        pytest.param(None, table(39, 1), id="with those brought forward"),
    ],
)
def test_narrower_words_need_the_number_of_the_table(
    subject: str, own: Coverage | None, reading: TableReading | None
) -> None:
    found, _ = of(CITY, f"{subject}收到政府信息公开申请40件。", 40, reading)
    assert found == (own or {"市本级": "own_level", "市政府办公室": "organ"}[subject])


def test_a_wider_sentence_counts_where_the_narrower_does_not() -> None:
    texts = ["市政府办公室收到政府信息公开申请17件。", "全市共收到政府信息公开申请95件。"]
    claims = [
        Claim("received", told, "count", "count", text)
        for told, text in zip((17.0, 95.0), texts, strict=True)
    ]
    sentences = [Sentence(text, fold(text), NOWHERE) for text in texts]
    found = with_coverage(CITY, sentences, claims, table(95))
    assert (found.coverage, found.coverage_evidence) == (Coverage.AREA, texts[1])


def test_an_office_speaks_for_itself_unless_its_table_has_more() -> None:
    sentence = "县政府办公室共收到政府信息公开申请17件。"
    assert of(OFFICE, sentence, 17)[0] == "organ"
    assert of(OFFICE, sentence, 17, table(95))[0] == "unknown"


@pytest.mark.parametrize(
    ("sentence", "coverage"),
    [
        ("本报告由市政府办公室根据各县区、市直各部门报送的数据汇总编制。", "area"),
        ("本报告数据统计范围为市本级，不含各县区。", "own_level"),
        ("本报告统计数据涵盖全市各级行政机关。", "area"),
        ("本报告所列数据的统计期限自2022年1月1日起至12月31日止。", "unknown"),
        ("全市统计数据开放平台包括12个栏目。", "unknown"),
    ],
)
def test_the_sentence_that_tells_what_the_report_was_made_of(sentence: str, coverage: str) -> None:
    assert of(CITY, sentence)[0] == coverage


def test_what_the_report_was_made_of_outweighs_what_the_prose_counts() -> None:
    texts = ["本报告数据由各县区、市直各部门汇总而成。", "市本级收到政府信息公开申请40件。"]
    sentences = [Sentence(text, fold(text), NOWHERE) for text in texts]
    claims = [Claim("received", 40, "count", "count", texts[1])]
    found = with_coverage(CITY, sentences, claims, table(40))
    assert (found.coverage, found.coverage_evidence) == (Coverage.AREA, texts[0])
    torn = [*sentences, Sentence("x", fold("本报告统计范围为市本级。"), NOWHERE)]
    assert with_coverage(CITY, torn, claims, table(40)).coverage is Coverage.UNKNOWN


@pytest.mark.parametrize(
    ("title", "coverage"),
    [
        ("蒲堰市本级2022年政府信息公开工作年度报告", "own_level"),
        ("蒲堰市2022年政府信息公开工作年度报告（汇总）", "area"),
        ("蒲堰市人民政府2022年政府信息公开工作年度报告", "unknown"),
    ],
)
def test_a_title_that_says_it(title: str, coverage: str) -> None:
    titled = Identity(
        issuer_kind=IssuerKind.GOVERNMENT,
        evidence=(Evidence("issuer", "蒲堰市人民政府", "title", fold(title)),),
    )
    assert of(titled, "略。")[0] == coverage


@pytest.mark.parametrize(
    ("named", "division"),
    [
        ("安康市本级", "610900"),
        ("安康市(市本级)", "610900"),
        ("连云港市海州区本级", "320706"),
        ("连云港市海州区人民政府本级", "320706"),
    ],
)
def test_its_own_level_is_no_part_of_the_name_of_a_government(named: str, division: str) -> None:
    found = read_report(f"{named}2023年政府信息公开工作年度报告\n".encode(), "a.txt").identity
    assert (found.issuer_id or "").startswith(f"{division}-")
    assert (found.issuer or "").endswith(("市人民政府", "区人民政府"))


def test_a_bureau_is_itself_unless_it_says_otherwise() -> None:
    assert of(BUREAU, "略。") == ("organ", "蒲堰县财政局2022年年度报告")
    assert of(BUREAU, "我局共收到政府信息公开申请3件。", 3, table(8))[0] == "organ"
    assert of(BUREAU, "全县财政系统共收到政府信息公开申请3件。")[0] == "area"
    assert by_kind(CITY).coverage is Coverage.UNKNOWN


@pytest.mark.parametrize(
    ("sentence", "coverage"),
    [
        ("本报告由市政府办公厅综合各县（区）政府和市政府各部门的年度报告编制而成。", "area"),
        ("结合我县29个部门及11个乡镇人民政府年度报告有关统计数据编制本报告。", "area"),
        ("现综合各地、自治区政府组成部门信息公开情况，编制本年度报告。", "area"),
        ("根据工作要求，指导各乡镇做好年度报告编制。", "unknown"),
        ("根据各项规定的要求编制本报告。", "unknown"),
    ],
)
def test_of_whose_reports_it_was_made(sentence: str, coverage: str) -> None:
    assert of(CITY, sentence)[0] == coverage
