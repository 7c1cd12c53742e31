"""Numbers in prose as typed claims: what is taken, what is left, and from which words."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gouji.documents.model import Document, Paragraph
from gouji.extraction.claims.numbers import chinese_number, numbers
from gouji.extraction.claims.passage import Passage
from gouji.extraction.reader import extract, read_report
from gouji.extraction.report import Claim
from gouji.forms import claim_subjects

TITLE = "蒲堰县人民政府2022年政府信息公开工作年度报告"
HEADING = "一、总体情况"
OVERTURNED = "disputes.reconsideration.overturned"


def read(*lines: str) -> tuple[Claim, ...]:
    paragraphs = tuple(Paragraph(line) for line in (TITLE, HEADING, *lines))
    return extract(Document("text", paragraphs)).claims


def said(*lines: str) -> list[tuple[str, str, float]]:
    return [(claim.kind, claim.subject, claim.value) for claim in read(*lines)]


def counts(*lines: str) -> list[tuple[str, float]]:
    return [(claim.subject, claim.value) for claim in read(*lines) if claim.kind == "count"]


THREE = "三、收到和处理政府信息公开申请情况"


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        ((THREE, "予以公开12件，部分公开3件。"), [("granted", 12), ("partially_granted", 3)]),
        (
            (THREE, "（一）办理结果", "不予公开2件，无法提供4件。"),
            [("denied", 2), ("unavailable", 4)],
        ),
        (("予以公开12件，部分公开3件。", THREE, "无。"), []),
        ((THREE, "无。", "四、复议诉讼情况", "予以公开12件，部分公开3件。"), []),
        ((THREE, "主动公开信息30条，予以公开12条。"), []),
        (("（二）依申请公开", "收到申请12件，接听咨询30件。"), [("received", 12)]),
        ((THREE, "行政许可予以公开12件，信访不予处理3件。"), []),
        ((THREE, "2021年予以公开12件，部分公开3件。"), []),
    ],
)
def test_a_list_below_the_heading_on_requests_need_not_name_them(
    lines: tuple[str, ...], expected: list[tuple[str, float]]
) -> None:
    assert counts(*lines) == expected


def test_a_list_takes_its_subjects_item_by_item() -> None:
    sentence = (
        "2022年，全县共收到政府信息公开申请130件，上年结转4件。其中予以公开59件、占45.3%；"
        "部分公开11件；不予公开32件，占24.6%；无法提供20件；不予处理5件；其他处理1件；结转下年度6件。"
    )
    assert said(sentence) == [
        ("count", "received", 130),
        ("count", "brought_forward", 4),
        ("count", "granted", 59),
        ("share", "granted", 45.3),
        ("count", "partially_granted", 11),
        ("count", "denied", 32),
        ("share", "denied", 24.6),
        ("count", "unavailable", 20),
        ("count", "not_processed", 5),
        ("count", "other", 1),
        ("count", "carried_forward", 6),
    ]
    claims = read(sentence)
    assert {claim.scope for claim in claims} == {"area"}
    assert len({claim.statement for claim in claims}) == 1
    assert [c.raw for c in claims if c.kind == "share"] == ["占45.3%", "占24.6%"]


@pytest.mark.parametrize(
    ("sentence", "expected"),
    [
        ("收到政府信息公开申请9件，其中自然人申请7件，法人或其他组织申请2件。",
         [("received", 9), ("natural_persons", 7), ("legal_persons", 2)]),
        ("收到政府信息公开申请12件，其中予以公开、部分公开共8件。",
         [("received", 12), ("granted+partially_granted", 8)]),
        ("收到政府信息公开申请12件，予以公开（含部分公开）的8件，不予公开和无法提供的4件。",
         [("received", 12), ("granted+partially_granted", 8), ("denied+unavailable", 4)]),
        ("办理政府信息公开申请12件，其中8件予以公开，4件属于重复申请。",
         [("handled", 12), ("granted", 8), ("requests.not_processed_repeat.total", 4)]),
        ("受理政府信息公开申请20件，不予公开的申请中，属于国家秘密的1件，属于三类内部事务信息的2件，"
         "本机关不掌握相关政府信息的3件，没有现成信息需要另行制作的4件。",
         [("received", 20), ("requests.denied_state_secret.total", 1),
          ("requests.denied_internal_affairs.total", 2), ("requests.unavailable_not_held.total", 3),
          ("requests.unavailable_needs_creation.total", 4)]),
        ("收到政府信息公开申请一件，已予以公开。", [("received", 1)]),
        ("收到政府信息公开申请两百零三件。", [("received", 203)]),
        ("全縣收到政府信息公開申請15件，其中予以公開9件，不予公開6件，答覆規範，應訴認真。",
         [("received", 15), ("granted", 9), ("denied", 6)]),
        ("收到政府信息公开申请１，２０３件。", [("received", 1203)]),
        ("申请数量由2021年的185件增加到187件，均为政府信息公开申请。", []),
        ("全县政府信息公开申请由2021年的185件增加到187件。",
         [("received_last_year", 185), ("received", 187)]),
        ("2022年收到政府信息公开申请187件，2021年收到政府信息公开申请185件。",
         [("received", 187), ("received_last_year", 185)]),
        ("全年共收到41件政府信息公开申请，其中30件予以公开。",
         [("received", 41), ("granted", 30)]),
        ("共收到公民、法人和其他组织政府信息公开申请41件，法人和其他组织申请6件。",
         [("received", 41), ("legal_persons", 6)]),
        ("政府信息公开申请受理量41件，办结量40件。", [("received", 41), ("handled", 40)]),
        ("依申请公开方面，新收41件，结转下年度2件。", [("received", 41), ("carried_forward", 2)]),
        ("政府信息公开申请从2021年的33件上升至2022年的41件。",
         [("received_last_year", 33), ("received", 41)]),
        ("予以公开30件，不予公开6件，无法提供4件。",
         [("granted", 30), ("denied", 6), ("unavailable", 4)]),
        ("本年度未收到政府信息公开申请。", [("received", 0)]),
        ("全市收到政府信息公开申请310件，其中市本级41件。", [("received", 310), ("received", 41)]),
        ("办理政府信息公开申请41件，因重复申请不予处理2件，因信息灭失无法提供3件。",
         [("handled", 41), ("requests.not_processed_repeat.total", 2)]),
        ("收到政府信息公开申请41件，其中商业企业10件、其他2件；其余5件结转下年度办理。",
         [("received", 41), ("requests.new_received.enterprise", 10), ("carried_forward", 5)]),
        ("办理政府信息公开申请41件，其他处理5件（逾期不补正3件、其他2件）。",
         [("handled", 41), ("other", 5), ("requests.other_not_supplemented.total", 3),
          ("requests.other_misc.total", 2)]),
    ],
)  # fmt: skip
def test_requests(sentence: str, expected: list[tuple[str, float]]) -> None:
    assert counts(sentence) == expected


@pytest.mark.parametrize(
    ("sentence", "expected"),
    [
        ("因政府信息公开引发的行政复议9件，其中维持7件，被依法纠错2件；行政诉讼5件，"
         "其中驳回原告诉讼请求的4件，未审结1件。",
         [("reconsiderations", 9), ("disputes.reconsideration.upheld", 7),
          ("disputes.reconsideration.overturned", 2), ("lawsuits", 5), ("lawsuits_upheld", 4),
          ("lawsuits_pending", 1)]),
        ("行政诉讼26件，其中未经复议直接起诉8件，复议后起诉18件，结果维持和其他结果21件，"
         "结果纠正5件。",
         [("lawsuits", 26), ("disputes.litigation_direct.total", 8),
          ("disputes.litigation_after_reconsideration.total", 18),
          ("lawsuits_upheld+lawsuits_other", 21), ("lawsuits_overturned", 5)]),
        ("行政诉讼8件，其中未经复议直接起诉5件（维持3件，纠正2件），复议后起诉3件（维持3件）。",
         [("lawsuits", 8), ("disputes.litigation_direct.total", 5),
          ("disputes.litigation_direct.upheld", 3), ("disputes.litigation_direct.overturned", 2),
          ("disputes.litigation_after_reconsideration.total", 3),
          ("disputes.litigation_after_reconsideration.upheld", 3)]),
        ("行政诉讼9件（含复议后起诉4件），其中维持6件，未审结3件。",
         [("lawsuits", 9), ("disputes.litigation_after_reconsideration.total", 4),
          ("lawsuits_upheld", 6), ("lawsuits_pending", 3)]),
        ("行政复议方面，全年共发生7件，维持5件。",
         [("reconsiderations", 7), ("disputes.reconsideration.upheld", 5)]),
        ("发生行政复议和行政诉讼共3件。", []),
        ("本局作为复议机关审理行政复议案件40件，维持30件。", []),
    ],
)  # fmt: skip
def test_reviews_and_suits(sentence: str, expected: list[tuple[str, float]]) -> None:
    assert counts(sentence) == expected


@pytest.mark.parametrize(
    ("sentence", "expected"),
    [
        ("制发规范性文件13件，废止规范性文件5件，现行有效规范性文件55件。",
         [("normative_documents_issued", 13), ("normative_documents_repealed", 5),
          ("normative_documents_in_force", 55)]),
        ("全年作出行政许可决定97件，作出行政处罚决定12件，作出行政强制决定1件。",
         [("licensing_decisions", 97), ("penalty_decisions", 12), ("compulsion_decisions", 1)]),
        ("作出行政许可决定97件、行政处罚决定12件。",
         [("licensing_decisions", 97), ("penalty_decisions", 12)]),
        ("公开行政许可信息97件，清理规范性文件122件，其中废止规范性文件30件。", []),
        ("全年收取信息处理费3.2万元。", [("information_fee", 32000)]),
        ("本年度未收取信息处理费。", [("information_fee", 0)]),
        ("全年征收行政事业性收费906.84万元。", [("administrative_fees", 9068400)]),
    ],
)  # fmt: skip
def test_table_two_and_fees(sentence: str, expected: list[tuple[str, float]]) -> None:
    assert counts(sentence) == expected


@pytest.mark.parametrize(
    "sentence",
    [
        "办理人大代表建议88件、政协提案272件，均予以公开。",
        "收到政府信息公开申请，办理建议提案88件，其中予以公开80件。",
        "收到依申请公开咨询电话30件，其他12件。",
        "上半年收到政府信息公开申请12件。",
        "2019年收到政府信息公开申请12件。",
        "通过网上平台收到政府信息公开申请12件。",
        "收到涉及征地的政府信息公开申请12件。",
        "收到政府信息公开申请，其中予以公开、不予公开分别为7件、5件。",
        "每件政府信息公开申请均在一件一档中归档，三类事项予以公开。",
        "因不予公开引发投诉3件。",
        "一季度未收到政府信息公开申请。",
        "对应依申请公开而未依申请公开的，责令改正。",
        "通过网站收到12件政府信息公开申请。",
        "受理12件政府信息公开申请引发的投诉。",
        "办理上级转办的政府信息公开申请12件，协助办理政府信息公开申请8件。",
    ],
)
def test_what_leaves_a_choice_is_no_claim(sentence: str) -> None:
    assert counts(sentence) == []


def test_a_number_that_came_apart_is_none() -> None:
    assert counts("全年收到政府信息公开申请2 0件。") == []
    assert counts("2022 12件政府信息公开申请，收到政府信息公开申请 34 件。") == [("received", 34)]


@pytest.mark.parametrize(
    ("text", "qualifier"),
    [("20余件", "at_least"), ("十余件", "at_least"), ("约20件", "about"), ("20件", "")],
)
def test_what_is_not_exact_says_so(text: str, qualifier: str) -> None:
    (claim,) = read(f"收到政府信息公开申请{text}。")
    assert claim.qualifier == qualifier
    assert claim.exact is (qualifier == "")


def test_what_is_printed_twice_is_said_once() -> None:
    clean = "全县共收到政府信息公开申请12件，其中予以公开7件。"
    noisy = "全县共收烏匙到政府信息公开申请12件，其中予以公开7件。"
    assert sorted(counts(noisy, "二、主动公开", clean)) == [("granted", 7), ("received", 12)]


@pytest.mark.parametrize(
    ("sentence", "scope"),
    [
        ("全县共收到政府信息公开申请95件。", "area"),
        ("县政府办公室收到政府信息公开申请17件。", "organ"),
        ("我局收到政府信息公开申请17件。", "organ"),
        ("收到政府信息公开申请17件。", ""),
    ],
)
def test_scope(sentence: str, scope: str) -> None:
    (claim,) = read(sentence)
    assert (claim.subject, claim.scope) == ("received", scope)


@given(st.integers(0, 9999))
def test_numbers_in_words(value: int) -> None:
    assert chinese_number(_in_words(value)) == value


def _in_words(value: int) -> str:
    if value < 10:
        return "零一二三四五六七八九"[value]
    words, gap = "", False
    for place, name in ((1000, "千"), (100, "百"), (10, "十"), (1, "")):
        digit, value = divmod(value, place)
        if digit:
            words += ("零" if gap else "") + "零一二三四五六七八九"[digit] + name
            gap = False
        elif words:
            gap = True
    return words


@pytest.mark.parametrize("words", ["百", "十百", "二二", "一十百"])
def test_characters_that_are_no_number(words: str) -> None:
    assert chinese_number(words) is None or words == "百"


@given(st.integers(0, 10**6), st.integers(0, 3))
def test_the_printed_places_give_the_precision(digits: int, places: int) -> None:
    printed = f"{digits / 10**places:.{places}f}%"
    (found,) = numbers(f"占{printed}", f"占{printed}")
    assert float(found.value) == pytest.approx(digits / 10**places)
    assert float(found.step) == pytest.approx(10**-places)


PIECES = [
    *(
        "收到",
        "政府信息公开申请",
        "12件",
        "占",
        "59.2%",
        "其中",
        "，",
        "；",
        "。",
        "予以公开",
        "不予公开",
    ),
    *("行政复议", "未经复议直接起诉", "维持", "（", "）", "同比", "增长", "一件", "分别", "2 0件"),
    *("3万元", "信息处理费", "全县", "2021年", "的", "其他", "均已办结"),
]


@given(st.lists(st.sampled_from(PIECES), max_size=40))
def test_any_prose_gives_claims_on_known_subjects(pieces: list[str]) -> None:
    for claim in read("".join(pieces)):
        assert claim_subjects.subject(claim.subject).zh
        assert claim.kind in ("count", "share", "change")


REAL = {
    "ankang_office_2020.txt": ["handled 45", "handled 100%"],
    "hongze_2023.pdf": ["received 21", "information_fee 0"],
    "shuyang_fagai_2023.html": ["received 26"],
    "muping_2022.txt": [
        "received 97", "received +59", "granted 60", "partially_granted 11", "denied 3",
        "unavailable 13", "not_processed 10", "handled 100%", "information_fee 0",
    ],
    "shanghai_kewei_2024.md": [
        "reconsiderations 1", "lawsuits 0", "received 34", "brought_forward 2", "handled 100%",
        "granted 9", "partially_granted 0", "denied 2", "unavailable 10", "not_processed 0",
        "other 14", "carried_forward 1",
    ],
    "pingdu_2020.txt": [
        "received 529", "brought_forward 1", "granted 258", "granted 48.8%",
        "partially_granted 41", "partially_granted 7.8%", "denied 31", "denied 5.9%",
        "unavailable 166", "unavailable 31.4%", "not_processed 21", "not_processed 4%", "other 2",
        "other 0.4%", "carried_forward 10", "carried_forward 1.9%", "reconsiderations 9",
        "reconsiderations -83%", "disputes.reconsideration.upheld 7",
        "disputes.reconsideration.overturned 2", "lawsuits 5", "lawsuits -84.4%",
        "lawsuits_upheld 4", "lawsuits_pending 1",
    ],
    "weihai_2020.txt": [
        "received 348", "received -13%", "granted+partially_granted 59.2%",
        "denied+unavailable 37.9%", "not_processed+other 2.9%",
        "requests.denied_third_party.total 2", "requests.denied_internal_affairs.total 2",
        "requests.denied_enforcement_file.total 4", "requests.denied_separate_inquiry.total 4",
        "requests.unavailable_not_held.total 109", "requests.unavailable_needs_creation.total 7",
        "requests.unavailable_still_unclear.total 2", "reconsiderations 20",
        "reconsiderations -37.5%", "lawsuits 26",
        "disputes.reconsideration.upheld+disputes.reconsideration.other 8",
        "disputes.reconsideration.upheld+disputes.reconsideration.other 61.5%",
        "disputes.reconsideration.overturned 5", "disputes.reconsideration.overturned 38.5%",
        "disputes.litigation_direct.total 8", "disputes.litigation_after_reconsideration.total 18",
        "lawsuits_upheld+lawsuits_other 21", "lawsuits_upheld+lawsuits_other 80.8%",
        "lawsuits_overturned 5", "lawsuits_overturned 19.2%",
    ],
    "yingkou_2018.txt": [
        "received 147", "requests_2014.received_in_person.total 107",
        "requests_2014.received_fax.total 1", "requests_2014.received_online.total 8",
        "requests_2014.received_letter.total 31", "granted 106", "partially_granted 0", "denied 13",
        "reconsiderations 13", "disputes.reconsideration.upheld 8",
        "disputes.reconsideration.overturned 2", "disputes.reconsideration.other 3", "lawsuits 27",
        "lawsuits_upheld 12", "lawsuits_overturned 1", "lawsuits_other 14",
    ],
}  # fmt: skip


@pytest.mark.parametrize("name", REAL)
def test_the_claims_of_real_reports(shared_reports: Path, name: str) -> None:
    report = read_report((shared_reports / name).read_bytes(), name)
    assert [_short(claim) for claim in report.claims] == REAL[name]


def _short(claim: Claim) -> str:
    sign = "+" if claim.kind == "change" and claim.value > 0 else ""
    return f"{claim.subject} {sign}{claim.value:g}{'%' if claim.unit == 'percent' else ''}"


def test_a_number_of_all_reviews_is_no_claim_on_those_about_disclosure() -> None:
    assert counts("全市行政复议案件共120件，其中政府信息公开类6件，维持3件。") == []


def test_what_came_over_from_last_year_is_no_number_of_that_year() -> None:
    assert "received_last_year" not in dict(counts("新收政府信息公开申请51件，结转上年3件。"))


def test_the_topic_is_the_one_named_last_whenever_it_is_asked_for() -> None:
    passage = Passage()
    assert passage.topic == ""
    for text in ("收到公开申请", "行政复议", "全年天气晴朗"):
        passage.hear(text)
    assert passage.topic == "disputes"
    passage.hear("所有申请")
    passage.topic = ""
    assert passage.topic == ""
