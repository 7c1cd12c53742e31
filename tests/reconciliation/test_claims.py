"""Claims against tables: each rule failing and passing, on one report."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest

from gouji.extraction.reader import read_report
from gouji.forms import catalogue, claim_subjects
from gouji.forms.evaluation import Confrontation, Outcome
from gouji.forms.messages import describe
from gouji.forms.values import BLANK, CellValue
from gouji.reconciliation.claims.confronting import RULES, confront_report_claims
from tests.reconciliation import samples
from tests.reconciliation.samples import disclosure
from tests.reconciliation.stated import (
    BUREAU,
    N,
    failures,
    found,
    notes,
    of_disputes,
    of_requests,
    outcomes,
    stated,
)


def test_the_rules_are_data_and_block_nothing() -> None:
    for rule_id in RULES:
        rule = catalogue.rules()[rule_id]
        assert not rule.blocks and rule.status == "active"
    assert catalogue.rules()["claims.total"].defect == "major"


def test_a_total_that_ties_plainly_needs_no_note() -> None:
    one = stated("全县共收到政府信息公开申请34件，行政复议20件，行政诉讼5件。")
    assert outcomes(one, "claims.total") == {
        "received": "pass", "reconsiderations": "pass", "lawsuits": "pass",
    }  # fmt: skip
    assert notes(one) == []


@pytest.mark.parametrize(
    ("sentence", "reading"),
    [
        ("全县共受理政府信息公开申请36件。", "本年新收与上年结转之和"),
        ("全县共受理政府信息公开申请35件。", "本年度办理结果总计"),
        ("全县共办结政府信息公开申请34件。", "本年新收"),
        ("全县发生行政复议13件。", "已审结案件"),
        ("全县发生行政诉讼3件。", "未经复议直接起诉"),
    ],
)
def test_a_total_that_ties_in_another_usual_reading_is_a_note(sentence: str, reading: str) -> None:
    one = stated(sentence)
    assert failures(one) == []
    (note,) = notes(one)
    assert reading in note


@pytest.mark.parametrize(
    ("sentence", "subject", "stated_value", "figure"),
    [
        ("全县共收到政府信息公开申请43件。", "received", 43, 34),
        ("全县共办理政府信息公开申请30件。", "handled", 30, 35),
        ("全县发生行政复议12件。", "reconsiderations", 12, 20),
        ("全县未发生行政诉讼案件。", "lawsuits", 0, 5),
    ],
)
def test_a_total_that_no_reading_ties_with(
    sentence: str, subject: str, stated_value: int, figure: int
) -> None:
    (result,) = [each for each in found(stated(sentence)) if each.outcome is Outcome.FAIL]
    assert (result.rule_id, result.scope) == ("claims.total", subject)
    assert (result.lhs, result.rhs) == (stated_value, figure)
    assert sentence[2:-1].removeprefix("共") in describe(result)
    assert str(figure) in describe(result) and str(figure) in describe(result, "en")


def test_none_at_all_does_not_tie_with_a_part_that_is_none() -> None:
    alone = {f"litigation_after_reconsideration.{column}": 0 for column in ("overturned", "total")}
    one = stated("全县未发生行政诉讼案件。", tables=[of_requests(), of_disputes(**alone)])
    (result,) = [each for each in found(one) if each.outcome is Outcome.FAIL]
    assert (result.scope, result.lhs, result.rhs) == ("lawsuits", 0, 3)


def test_the_office_alone_against_the_whole_county_is_another_scope() -> None:
    alone = stated("县政府办公室受理政府信息公开申请17件，其中予以公开9件，不予公开8件。")
    assert failures(alone) == []
    assert any("统计范围不同" in note for note in notes(alone))
    both = stated("全县共受理政府信息公开申请34件。", "县政府办公室受理政府信息公开申请17件。")
    assert failures(both) == []


def test_a_bureau_speaks_of_itself() -> None:
    one = stated("我局共受理政府信息公开申请17件。", identity=BUREAU)
    assert failures(one) == [("claims.total", "received")]


def test_a_department_that_tells_of_the_whole_county() -> None:
    one = stated("全县共受理政府信息公开申请95件。", identity=BUREAU)
    assert failures(one) == []


def test_items_of_a_passage_on_something_else_are_left() -> None:
    one = stated("全县共收到政府信息公开申请43件，其中予以公开28件，不予公开15件。")
    assert failures(one) == [("claims.total", "received")]


@pytest.mark.parametrize(
    ("clause", "fails"),
    [
        ("予以公开20件", []),
        ("予以公开25件", []),
        ("予以公开21件", [("claims.detail", "granted")]),
        ("不予公开4件", []),
        ("不予公开7件", []),
        ("不予公开5件", [("claims.detail", "denied")]),
        ("予以公开和部分公开的24件", [("claims.detail", "granted+partially_granted")]),
        ("属于三类内部事务信息的3件", []),
        ("属于三类内部事务信息的2件",
         [("claims.detail", "requests.denied_internal_affairs.total")]),
        ("结转下年度1件", []),
        ("结转下年度2件", [("claims.detail", "carried_forward")]),
        ("自然人申请30件", []),
        ("自然人申请29件", [("claims.detail", "natural_persons")]),
        ("法人或其他组织申请4件", []),
        ("法人或其他组织申请5件", [("claims.detail", "legal_persons")]),
    ],
)  # fmt: skip
def test_details(clause: str, fails: list[tuple[str, str]]) -> None:
    assert failures(stated(f"全县共收到政府信息公开申请34件，其中{clause}。")) == fails


def test_an_area_with_the_part_of_it_that_the_table_holds() -> None:
    one = stated("全县各级行政机关共收到政府信息公开申请510件，其中县本级34件。")
    assert failures(one) == []
    assert any("统计范围不同" in note for note in notes(one))
    other = stated("全县各级行政机关共收到政府信息公开申请510件，其中县本级33件。")
    assert ("claims.total", "received") in failures(other)


def test_what_was_done_of_the_new_requests() -> None:
    one = stated("收到政府信息公开申请34件，当年办结33件。")
    assert failures(one) == []


def test_parts_of_the_outcomes_behind_the_number_that_came_in() -> None:
    parts = "予以公开20件，部分公开5件，不予公开4件，无法提供3件，不予处理1件，其他处理2件"
    one = stated(f"收到政府信息公开申请34件。从答复看，{parts}。")
    assert not [each for each in found(one) if each.rule_id == "claims.parts" and is_fail(each)]
    other = stated(f"收到政府信息公开申请34件。从答复看，{parts.replace('5件', '8件')}。")
    assert [each for each in found(other) if each.rule_id == "claims.parts" and is_fail(each)]


def test_two_numbers_of_one_measure_that_tie_together() -> None:
    text = "答复政府信息公开申请35件，其中主动公开范围内予以公开12件，依申请予以公开{}件。"
    assert failures(stated(text.format(8))) == []
    assert failures(stated(text.format(9))) != []


def is_fail(result: Confrontation) -> bool:
    return result.outcome is Outcome.FAIL


def test_other_organs_have_documents_of_their_own() -> None:
    table = disclosure({"normative_documents.in_force": N(31)})
    one = stated("现行有效规范性文件31件，部门现行有效规范性文件210件。", tables=[table])
    assert failures(one) == []


def test_details_of_table_two() -> None:
    cells = {"normative_documents.issued": N(13), "administrative_fees.amount_yuan": N(77302800)}
    table = disclosure(cells)
    good = "制发规范性文件13件。征收行政事业性收费7730.28万元。"
    assert failures(stated(good, tables=[table])) == []
    bad = "制发规范性文件12件。征收行政事业性收费7730.3万元，行政事业性收费7731万元。"
    assert failures(stated(bad, tables=[table])) == [
        ("claims.detail", "normative_documents_issued"),
        ("claims.detail", "administrative_fees#2"),
    ]


@pytest.mark.parametrize(
    ("share", "fails", "would"),
    [
        ("占57.1%", False, ""),  # 20 of 35
        ("占58.8%", False, ""),  # 20 of 34, the stated total
        ("占55.6%", False, ""),  # 20 of 36
        ("占58.82%", False, ""),
        ("占59%", False, ""),
        ("占55.5%", False, "截去"),
        ("占54.3%", True, "19/35"),
        ("占61.1%", True, "22/36"),
        ("占99.9%", True, ""),
    ],
)
def test_a_share_is_tried_against_every_usual_total(share: str, fails: bool, would: str) -> None:
    one = stated(f"全县共收到政府信息公开申请34件，其中予以公开的{share}。")
    assert failures(one) == ([("claims.detail", "granted.share")] if fails else [])
    said = [describe(each) for each in found(one) if each.scope == "granted.share" and each.detail]
    assert would in "".join(said)


def test_a_share_of_its_own_base() -> None:
    sentence = "全县发生行政复议20件，其中维持8件，占已审结案件的{}。"
    assert failures(stated(sentence.format("61.5%"))) == []
    fails = [("claims.detail", "disputes.reconsideration.upheld.share")]
    assert failures(stated(sentence.format("40%"))) == fails


def test_a_share_of_a_wrong_count_is_told_once() -> None:
    one = stated("全县共收到政府信息公开申请34件，其中予以公开17件，占50%。")
    assert failures(one) == [("claims.detail", "granted")]


@pytest.mark.parametrize(
    ("sentence", "fails"),
    [
        ("2022年，全县收到政府信息公开申请34件，比2021年的32件增长6.25%。", False),
        ("2022年，全县收到政府信息公开申请34件，比2021年的32件增长6.2%。", False),
        ("2022年，全县收到政府信息公开申请34件，比2021年的32件增长6.1%。", True),
        ("全县收到政府信息公开申请34件，较上年增加9件，增长36%。", False),
        ("全县收到政府信息公开申请34件，较上年增加9件，同比增长36%。", False),
        ("全县收到政府信息公开申请34件，较上年增加9件，同比增长34%。", True),
        ("全县收到政府信息公开申请34件，同比下降15%，比2021年的40件减少6件。", False),
        ("全县收到政府信息公开申请34件，比2021年的40件减少5件。", True),
        ("全县收到政府信息公开申请34件，同比下降15%。", None),
    ],
)
def test_changes_are_recomputed(sentence: str, fails: bool | None) -> None:
    results = [each for each in found(stated(sentence)) if ".change_" in each.scope]
    failed = any(each.outcome is Outcome.FAIL for each in results)
    assert failed is bool(fails)
    if fails is None:
        assert {each.outcome for each in results} == {Outcome.NOT_ASSESSABLE}


def test_growth_printed_a_little_wrong() -> None:
    one = stated(
        "2022年，全县共收到政府信息公开申请187件，比2021年的185件增长1.05%。",
        tables=[of_requests(new_received=187)],
    )
    (result,) = [each for each in found(one) if each.outcome is Outcome.FAIL]
    assert (result.lhs, result.rhs) == (Decimal("1.05"), Decimal("1.08"))
    assert "185" in describe(result) and "1.08%" in describe(result, "en")


@pytest.mark.parametrize(
    ("items", "outcome"),
    [
        # 34 and 2 brought forward, 35 done and 1 carried.
        ("予以公开20件，部分公开5件，不予公开4件，无法提供3件，不予处理2件，其他处理1件，"
         "结转下年度1件", "pass"),
        ("予以公开20件，部分公开5件，不予公开4件，无法提供3件，不予处理1件，其他处理1件", "pass"),
        ("予以公开25件（含部分公开5件），不予公开4件，无法提供3件，不予处理1件，其他1件", "pass"),
        ("予以公开20件，部分公开5件，不予公开4件", "not_assessable"),
        ("予以公开20件，部分公开5件，不予公开4件，无法提供3件，不予处理2件，其他处理8件", "fail"),
        ("予以公开20件，不予公开40件", "fail"),
        ("予以公开10件，部分公开5件，不予公开4件，无法提供3件，不予处理2件，其他处理1件", "fail"),
    ],
)  # fmt: skip
def test_parts_sum_to_their_total(items: str, outcome: str) -> None:
    one = stated(f"全县共收到政府信息公开申请34件。其中{items}。")
    assert outcomes(one, "claims.parts") == {"received.outcomes": outcome}


def test_results_of_reviews_sum_to_their_number() -> None:
    good = "行政复议20件，其中维持8件，纠正5件，未审结7件。"
    assert outcomes(stated(good), "claims.parts") == {
        "reconsiderations.reconsideration_results": "pass"
    }
    bad = "行政复议20件，其中维持8件，纠正5件，其他结果1件，未审结7件。"
    assert outcomes(stated(bad), "claims.parts") == {
        "reconsiderations.reconsideration_results": "fail"
    }


def test_parts_of_a_report_without_tables() -> None:
    sentence = "共收到政府信息公开申请{}件，当面申请7件、传真申请1件、网络申请8件、信函申请4件。"
    good, bad = (stated(sentence.format(total), tables=[]) for total in (20, 21))
    assert outcomes(good, "claims.parts") == {"received.channels": "pass"}
    assert outcomes(bad, "claims.parts") == {"received.channels": "fail"}
    assert outcomes(bad, "claims.total") == {}


@pytest.mark.parametrize(("last", "outcome"), [("2.9%", "pass"), ("5.9%", "fail")])
def test_shares_of_all_parts_sum_to_a_hundred(last: str, outcome: str) -> None:
    one = stated(
        "全县共收到政府信息公开申请34件。其中予以公开的占57.1%，部分公开的占14.3%，"
        f"不予公开的占11.4%，无法提供的占8.6%，不予处理的占5.7%，其他处理的占{last}。"
    )
    assert outcomes(one, "claims.parts") == {"received.outcomes.shares": outcome}


def test_everything_done_and_something_carried_forward() -> None:
    sentence = "全县共收到政府信息公开申请34件，均已办结。"
    assert failures(stated(sentence)) == [("plausible.all_done", "carried_forward")]
    nothing_left = [of_requests(carried_forward=0)]
    assert outcomes(stated(sentence, tables=nothing_left), "plausible.all_done") == {
        "carried_forward": "pass"
    }
    unknown = [of_requests(carried_forward=CellValue.ambiguous((1, 2)))]
    assert outcomes(stated(sentence, tables=unknown), "plausible.all_done") == {
        "carried_forward": "not_assessable"
    }


def test_what_cannot_be_assessed_is_never_a_pass() -> None:
    sentence = "全县共收到政府信息公开申请12件，其中予以公开7件。"
    for table in (
        of_requests(new_received=CellValue.ambiguous((12, 34)), granted=CellValue.ambiguous()),
        of_requests(new_received=BLANK, granted=CellValue.ambiguous()),
        replace(of_requests(), doubt=samples.DOUBT),
        replace(of_requests(), unreadable=samples.UNREADABLE),
    ):
        results = {each.outcome for each in found(stated(sentence, tables=[table]))}
        assert results == {Outcome.NOT_ASSESSABLE}


def test_about_so_many_is_held_against_nothing() -> None:
    assert found(stated("全县共收到政府信息公开申请40余件，约12件予以公开。")) == []


def test_the_same_scope_twice_is_numbered() -> None:
    one = stated("全县收到政府信息公开申请43件。", "二、另一部分", "全县收到政府信息公开申请44件。")
    assert [scope for _, scope in failures(one)] == ["received", "received#2"]


def test_a_disabled_rule_is_not_confronted(monkeypatch: pytest.MonkeyPatch) -> None:
    one = stated("全县共收到政府信息公开申请43件，均已办结。")
    kept = {
        key: replace(rule, status="disabled") if key in RULES else rule
        for key, rule in catalogue.rules().items()
    }
    monkeypatch.setattr(catalogue, "rules", lambda: kept)
    assert confront_report_claims(one) == ()


def test_subjects_name_cells_that_the_forms_have() -> None:
    for about in claim_subjects.subjects().values():
        assert about.rule in RULES and about.zh and about.en
        for reading in about.readings:
            assert claim_subjects.reading_label(reading.id, "en")
            for name in (*reading.cells, *reading.less):
                table_id, item, column = name.split(".")
                table = catalogue.tables()[table_id]
                assert table.column(column)
                keys = {key for form in table.forms for key in table.cells(form)}
                start = item.removesuffix("*")
                assert any(k.item.startswith(start) and k.column == column for k in keys)
    for one in claim_subjects.part_lists():
        assert all(claim_subjects.subject(name) for name in (*one.total, *one.more, *one.parts))
        assert one.complete <= set(one.parts)


REAL = {
    "ankang_office_2020.txt": {},
    "hongze_2023.pdf": {},
    "muping_2022.txt": {},
    "pingdu_2020.txt": {},
    "shuyang_fagai_2023.html": {},
    "yingkou_2018.txt": {},
    "shanghai_kewei_2024.md": {("plausible.all_done", "carried_forward"): (1, 0)},
    "weihai_2020.txt": {
        ("claims.detail", "granted+partially_granted.share"): (Decimal("59.2"), Decimal("59.48")),
        ("claims.detail", "denied+unavailable.share"): (Decimal("37.9"), Decimal("37.64")),
        ("claims.detail", "requests.denied_internal_affairs.total"): (2, 3),
    },
}


@pytest.mark.parametrize("name", REAL)
def test_the_violations_of_real_reports(shared_reports: Path, name: str) -> None:
    report = read_report((shared_reports / name).read_bytes(), name)
    failed = [one for one in confront_report_claims(report) if one.outcome is Outcome.FAIL]
    assert {(one.rule_id, one.scope): (one.lhs, one.rhs) for one in failed} == REAL[name]
    if name.startswith("weihai"):
        said = " ".join(describe(one) for one in failed)
        assert "206/348" in said and "132/348" in said
    if name.startswith("pingdu"):
        (note,) = [
            one
            for one in confront_report_claims(report)
            if one.outcome is Outcome.PASS and one.detail
        ]
        assert "上年结转" in describe(note)
