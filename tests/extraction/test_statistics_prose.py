"""The statistics form of 2014-2018 told in prose."""

from __future__ import annotations

from gouji.documents.model import Document, Paragraph
from gouji.extraction.reader import extract
from gouji.extraction.report import Report
from gouji.forms.evaluation import Outcome, confront_table
from gouji.forms.model import CellKey
from gouji.forms.values import State

TOLD = (
    "全年收到政府信息公开申请20件：当面申请8件，传真申请0件，网络申请12件，信函申请0件。",
    "答复情况：属于已主动公开范围2件，同意公开10件，同意部分公开1件，不同意公开7件。",
    "因政府信息公开引发行政复议5件，维持3件，被依法纠错1件，其他情形1件；"
    "行政诉讼2件，驳回诉讼请求2件。",
)


def read(*sentences: str) -> Report:
    return extract(Document("text", tuple(Paragraph(sentence) for sentence in sentences)))


def total(report: Report, table: str, item: str, column: str = "total") -> object:
    return report.tables[table].cells()[CellKey(item, column)].value


def test_items_are_filled_with_the_sentence_as_place() -> None:
    report = read(*TOLD)
    assert total(report, "requests_2014", "received") == 20
    assert total(report, "requests_2014", "replied_agreed") == 10
    assert total(report, "requests_2014", "replied_refused") == 7
    assert total(report, "disputes_2014", "reconsideration", "overturned") == 1
    assert total(report, "disputes_2014", "litigation", "upheld") == 2
    figure = report.tables["requests_2014"].figures[0]
    assert figure.raw.startswith("全年收到")
    assert (
        report.tables["disputes_2014"].cells()[CellKey("litigation", "other")].state
        is State.MISSING
    )


def test_its_sums_are_confronted() -> None:
    report = read(*TOLD)
    outcomes = {
        (r.rule_id, r.scope): r.outcome
        for name in ("requests_2014", "disputes_2014")
        for r in confront_table(name, "form_2014", report.tables[name].cells())
        if r.rule_id.startswith("statistics")
    }
    assert outcomes["statistics.received", "total"] is Outcome.PASS
    assert outcomes["statistics.disputes", "reconsideration"] is Outcome.PASS
    assert outcomes["statistics.replied", "total"] is Outcome.NOT_ASSESSABLE


def test_an_item_told_twice_with_different_numbers_is_ambiguous() -> None:
    report = read(*TOLD, "网络申请13件。")
    cell = report.tables["requests_2014"].cells()[CellKey("received_online", "total")]
    assert cell.state is State.AMBIGUOUS
    assert set(cell.candidates) == {12, 13}


TITLE = "蒲堰县2016年政府信息公开工作年度报告"


def told(*sentences: str) -> dict[str, object]:
    """What the sentences of a report on 2016 tell, by item."""
    return {
        f"{f.item}.{f.column}".removesuffix(".total"): f.cell.value or f.cell.state
        for reading in read(TITLE, *sentences).tables.values()
        for f in reading.figures
        if f.cell.state is not State.MISSING and f.cell.value != 0
    }


def test_lists_numerals_and_words_behind_the_number() -> None:
    assert told(
        "三、依申请公开情况",
        "全年共受理36件政府信息公开申请，其中，5件为当面申请，二十二件为网络申请，9件为信函申请。",
        "(1)属于已主动公开范围的6件，占16.7%；",
        "(2)不同意公开的5件，其中涉及商业秘密的1件、涉及个人隐私的4件；",
        "(3)告知作出更改、补充的1件。",
    ) == {
        "received": 36,
        "received_in_person": 5,
        "received_online": 22,
        "received_letter": 9,
        "replied_already_public": 6,
        "replied_refused": 5,
        "refused_trade_secret": 1,
        "refused_privacy": 4,
        "replied_told_to_amend": 1,
    }


def test_disclosure_responses_and_capacity() -> None:
    assert told(
        "主动公开政府信息3562条，其中政策法规120条；政府网站公开2810条，政务微博公开420条。",
        "举办新闻发布会6次，主要负责同志参加2次；网站在线访谈4次，主要负责人参加1次。",
        "信息公开专职人员3人，兼职人员26人，专项经费1.5万元，未收取任何费用。",
        "举办业务培训班9期，培训人员400人；水利专项经费300万元。",
    ) == {
        "disclosed": 3562,
        "by_website": 2810,
        "by_weibo": 420,
        "press_conferences": 6,
        "press_conferences_by_heads": 2,
        "interviews": 4,
        "interviews_by_heads": 1,
        "staff_full_time": 3,
        "staff_part_time": 26,
        "funds_yuan": 15000,
    }


def test_what_is_of_others_of_other_years_or_not_exact_is_passed_over() -> None:
    assert told(
        "自2008年条例施行以来，累计公开政府信息35600条，2016年公开政府信息3200条。",
        "2015年主动公开政府信息2900条，截至2016年底全县累计公开政府信息9000条。",
        "各乡镇网站公开信息700条，政务微博、微信公开信息80条，政府网站公开信息2800余条。",
        "全年收到政府信息公开申请36件，信函申请36件，同比增加4件。",
        "办理代表建议8件，同意公开7件；受理行政复议案件51件，办结50件，维持30件。",
    ) == {"disclosed": 3200, "received": 36, "received_letter": 36}


def test_that_nothing_happened_is_told_too() -> None:
    report = read(TITLE, "全年未收到政府信息公开申请，未发生行政复议、行政诉讼。")
    assert total(report, "requests_2014", "received") == 0
    assert total(report, "disputes_2014", "litigation") == 0


def test_one_number_is_enough_in_the_years_of_the_form_only() -> None:
    text = "全年收到政府信息公开申请20件。"
    assert told(text) == {"received": 20}
    assert read(TITLE.replace("2016", "2012"), text).tables == {}


def test_prose_of_later_years_is_no_form_of_2014() -> None:
    assert read(TITLE.replace("2016", "2022"), *TOLD).tables == {}


def test_a_stray_number_or_two_make_no_statistics() -> None:
    assert read("全年收到政府信息公开申请20件。").tables == {}


def test_complaints_beside_reconsideration_and_lawsuits_are_on_disclosure() -> None:
    assert total(read(*TOLD, "收到举报投诉4件。"), "capacity_2014", "complaints") == 4
    # Where the text was on other things before, they may be complaints about anything.
    report = read("全年热线收到举报投诉4件。", *TOLD)
    assert "capacity_2014" not in report.tables


def test_in_a_list_of_channels_the_verb_stands_once() -> None:
    report = read(
        *TOLD,
        "主动公开政府信息500条，其中规范性文件12条。",
        "通过政府网站公开480条，政府公报3条，政务微博20条，政务微信31条，其他方式7条。",
        "开展培训3次，微博40条。",
    )
    told = {f.item: f.cell.value for f in report.tables["disclosure_2014"].figures}
    channels = ("by_website", "by_gazette", "by_weibo", "by_wechat", "by_other")
    assert [told[channel] for channel in channels] == [480, 3, 20, 31, 7]
    assert told["normative_documents_disclosed"] == 12


def test_what_is_of_the_years_together_of_a_part_or_of_the_whole_area_is_passed_over() -> None:
    assert told(
        "近年来，我局公开政府信息2890条，通过政府网站公开2000条；微博公开90条。",
        "五年来，召开政府信息公开工作会议12次；2016年召开政府信息公开工作会议2次。",
        "“十二五”期间，收到政府信息公开申请164件，其中当面申请100件。",
        "全市收到政府信息公开申请980件，我局收到12件，其中当面申请7件。",
        "上半年，当面申请4件。截至2016年12月31日，共主动公开政府信息345条。",
    ) == {"meetings": 2, "received": 12, "received_in_person": 7, "disclosed": 345}


def test_requests_for_other_things_are_none_for_information() -> None:
    assert told(
        "一、概述",
        "受理网上申请3200件，按时办结3180件。",
        "二、依申请公开情况",
        "收到申请12件，其中网络申请2件，办结11件。",
        "业务申请560件，其中网络申请400件，当面申请160件，办结550件。",
        "（四）举报投诉",
        "受理举报投诉45件，办结45件。",
    ) == {"received": 12, "received_online": 2, "completed": 11}


def test_a_number_of_two_channels_is_that_of_neither() -> None:
    report = read("2016年，主动公开政府信息90条。", "网站公开信息70条，微博微信公开信息20条。")
    cells = report.tables["disclosure_2014"].cells()
    assert cells[CellKey("by_website", "total")].value == 70
    assert cells[CellKey("by_wechat", "total")].state is State.MISSING
