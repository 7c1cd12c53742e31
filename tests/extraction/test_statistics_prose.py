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


def test_a_stray_number_or_two_make_no_statistics() -> None:
    assert read("全年收到政府信息公开申请20件。").tables == {}
