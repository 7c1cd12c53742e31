"""Table 二 of which labels and numbers came apart, read from what each section holds."""

from __future__ import annotations

import pytest

from gouji.documents.plain.text import read_text
from gouji.extraction.reader import extract
from gouji.extraction.report import Report
from gouji.forms.values import State

RULES = ["第二十条第（一）项", "信息内容", "本年制发件数 本年废止件数 现行有效件数"]
LICENSING = ["第二十条第（五）项", "信息内容 本年处理决定数量"]
PENALTIES = ["第二十条第（六）项", "信息内容", "本年处理决定数量"]
FEES = ["第二十条第（八）项", "信息内容", "本年收费金额（单位：万元）"]
BY_ROW = ["1", "0", "2", "规章", "3", "4", "5", "行政规范性文件"]
COUNTED = {"licensing": [97], "penalties": [41], "compulsion": [0], "administrative_fees": [73000]}


def read(
    rules: list[str], *changes: tuple[str, str], penalties: str = "41 行政处罚 0 行政强制"
) -> Report:
    lines = ["二、主动公开政府信息情况", *RULES, *rules, *LICENSING, "97", "行政许可",
             *PENALTIES, *penalties.split(), *FEES, "7.3", "行政事业性收费",
             "三、收到和处理政府信息公开申请情况"]  # fmt: skip
    text = "\n".join(lines)
    for old, new in changes:
        assert old in text
        text = text.replace(old, new, 1)
    return extract(read_text(text))


def values(report: Report) -> dict[str, list[object]]:
    found: dict[str, list[object]] = {}
    for figure in report.tables["disclosure"].figures:
        if figure.cell.state is State.REPORTED:
            found.setdefault(figure.item, []).append(figure.cell.value)
    return found


def test_numbers_before_their_labels_are_those_of_the_section() -> None:
    rules = {"government_rules": [1, 0, 2], "normative_documents": [3, 4, 5]}
    assert values(read(BY_ROW)) == rules | COUNTED


@pytest.mark.parametrize("labels", ["LLNN", "NNLL", "LNNL", "NLLN"])
def test_two_labels_have_two_numbers_from_above_to_below(labels: str) -> None:
    own = {"L": iter(["行政处罚", "行政强制"]), "N": iter(["41", "0"])}
    report = read(BY_ROW, penalties=" ".join(next(own[kind]) for kind in labels))
    assert {item: values(report)[item] for item in COUNTED} == COUNTED


@pytest.mark.parametrize(("rules", "known"), [
    (["规章", "行政规范性文件", "0", "0", "0", "0", "0", "0"], True),
    (["规章", "行政规范性文件", "0", "0", "0", "5", "0", "5"], False),  # by rows, or by columns
    (["0", "0", "0", "规章", "5", "5", "行政规范性文件", "0"], False),
])  # fmt: skip
def test_numbers_of_three_columns_apart_from_their_labels_may_go_by_columns(
    rules: list[str], known: bool
) -> None:
    found = values(read(rules))
    assert ("normative_documents" in found) is known
    assert {item: found[item] for item in COUNTED} == COUNTED


@pytest.mark.parametrize("change", [
    ("97\n", ""), ("97\n", "97\n3\n"), ("97\n", "9 7\n"), ("97\n", "097\n"),
    ("97\n行政许可", "97\n行政确认"), ("97\n行政许可", "行政许可1 ，\n97"),
    ("第二十条第（五）项\n", ""), ("本年制发件数 本年废止件数", "本年废止件数 本年制发件数"),
    ("本年处理决定数量\n97", "本年处理决定数量 上年处理决定数量\n97"),
    ("41\n行政处罚\n0\n行政强制", "41\n行政强制\n0\n行政处罚"),
])  # fmt: skip
def test_a_section_that_holds_anything_else_proves_nothing(change: tuple[str, str]) -> None:
    assert "penalties" not in values(read(BY_ROW, change))
