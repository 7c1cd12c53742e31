"""Table 三 of which labels and numbers came apart, and all numbers together tell their places."""

from __future__ import annotations

import random

import pytest

from gouji.documents.plain.text import read_text
from gouji.extraction.figures.requests.column_names import names_in_order
from gouji.extraction.figures.requests.number_stream import NOTE
from gouji.extraction.reader import extract
from gouji.extraction.report import Report
from gouji.forms import catalogue
from gouji.forms.values import State
from tests.generation.figures import draw
from tests.generation.layouts import request_rows
from tests.generation.printing import page_of
from tests.generation.troubled import Case, tally

HEADER = ["申请人情况", "（本列数据的勾稽关系为：第一项加第二项之和，等于第三项加第四项之和）",
          "自然人", "法人或其他组织", "总计", "社会", "科研", "法律服务", "商业企业", "公益",
          "其他", "机构", "机构", "组织"]  # fmt: skip
NAMES = [column.zh for column in catalogue.tables()["requests"].columns]
SEEDS = range(40, 52)


def scattered(seed: int, header: list[str] = HEADER, *, by_column: bool = False) -> str:
    """Runs of labels, each before the numbers of its rows, or of the first of them and later ones.

    `by_column`: the numbers of each run stand column by column.
    """
    rng = random.Random(seed)
    rows = request_rows(page_of(draw(seed)))
    lines = ["三、收到和处理政府信息公开申请情况", *header]
    at = 0
    while at < len(rows):
        run = rows[at : at + rng.choice([1, 1, 2, 3, 5])]
        labels = [label for own, _ in run for label in own]
        late = [] if by_column or len(run) == 1 else labels[len(run[0][0]) :]
        lines += [label for label in labels if label not in late]
        values = [values for _, values in run]
        lines += (one for group in (zip(*values, strict=True) if by_column else values)
                  for one in group)  # fmt: skip
        lines += late
        at += len(run)
    return "\n\n".join(lines)


def read(text: str) -> Report:
    return extract(read_text(text, "text"))


@pytest.mark.parametrize("by_column", [False, True])
@pytest.mark.parametrize("seed", SEEDS)
def test_no_number_gets_another_place(seed: int, by_column: bool) -> None:
    page = page_of(draw(seed))
    page.truth = {"requests": page.truth["requests"]}
    case = Case("a.txt", b"", page)
    counts, wrong = tally(case, read(scattered(seed, by_column=by_column)))
    assert wrong == []
    assert counts["exact"] >= counts.total() * 0.9


def placed(report: Report) -> set[State]:
    return {f.cell.state for f in report.tables["requests"].figures if f.note == NOTE}


def test_a_number_too_few_places_none() -> None:
    text = scattered(41)
    assert placed(read(text)) == {State.REPORTED}
    assert placed(read(text.rpartition("\n\n")[0])) == set()


def test_a_sum_that_fails_places_none() -> None:
    lines = scattered(41).split("\n\n")
    place = max(n for n, line in enumerate(lines) if line.isdigit() and line != "0")
    lines[place] = str(int(lines[place]) + 1)
    assert placed(read("\n\n".join(lines))) == set()


def test_labels_of_other_rows_before_the_numbers_place_none() -> None:
    lines = scattered(41).split("\n\n")
    new, brought = (next(n for n, line in enumerate(lines) if part in line)
                    for part in ("本年新收", "信访举报"))  # fmt: skip
    lines[new], lines[brought] = lines[brought], lines[new]
    assert placed(read("\n\n".join(lines))) == set()


@pytest.mark.parametrize(("exchanged", "states"), [(False, {State.REPORTED}), (True, set())])
def test_rows_in_another_order_with_the_end_of_the_label_above_place_none(
    exchanged: bool, states: set[State]
) -> None:
    rows = request_rows(page_of(draw(41)))
    one, other = (next(n for n, (labels, _) in enumerate(rows) if part in labels[-1])
                  for part in ("三安全", "信访举报"))  # fmt: skip
    if exchanged:
        rows[one], rows[other] = rows[other], rows[one]
    lines = ["三、收到和处理政府信息公开申请情况", *HEADER]
    above: list[str] = []
    for labels, values in rows:
        lines += [*above, *labels, *values]
        above = labels
    assert placed(read("\n\n".join(lines))) == states


def all_labels_first(seed: int) -> tuple[list[str], list[str]]:
    rows = request_rows(page_of(draw(seed)))
    labels = [label for own, _ in rows for label in own]
    return labels, [value for _, values in rows for value in values]


@pytest.mark.parametrize("seed", SEEDS)
def test_all_labels_in_the_order_of_the_form_tell_the_rows(seed: int) -> None:
    page = page_of(draw(seed))
    page.truth = {"requests": page.truth["requests"]}
    labels, numbers = all_labels_first(seed)
    counts, wrong = tally(Case("a.txt", b"", page), read("\n".join([*HEADER, *labels, *numbers])))
    assert wrong == []
    assert counts["exact"] >= counts.total() * 0.9


@pytest.mark.parametrize("change", ["a label less", "another order"])
def test_labels_that_are_not_those_of_the_form_place_none(change: str) -> None:
    labels, numbers = all_labels_first(41)
    at = next(n for n, label in enumerate(labels) if "重复申请" in label)
    label = labels.pop(at)
    if change == "another order":
        labels.insert(at + 1, label)
    assert placed(read("\n".join([*HEADER, *labels, *numbers]))) == set()


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        (HEADER, True),
        (
            [
                "法人或其他组织",
                "自然人",
                "商业 科研",
                "社会公益组织",
                "企业 机构 法律服务机构",
                "其他",
                "总计",
            ],
            True,
        ),
        (["自然", "人 商业 科研 社会公 法律服 其 总计", "企业 机构 益组织 务机构 他"], True),
        (["自然", "人 科研 商业 社会公 法律服 其 总计", "机构 企业 益组织 务机构 他"], False),
        (["商业企业", "自然人", "科研机构", "社会公益组织", "法律服务机构", "其他", "总计"], False),
        (
            [
                "法人或其他组织 自然",
                "人 商业 科研 社会公 法律服 其 总计",
                "企业 机构 益组织 务机构 他",
            ],
            False,
        ),
        (
            [
                "法人或其他组织",
                "商业 自然人 科研",
                "社会公益组织",
                "企业 机构 法律服务机构",
                "其他",
                "总计",
            ],
            False,
        ),
        (["法人或其他组织", *NAMES], False),
        ([*HEADER, "小计"], False),
        (HEADER[:-1], False),
        ([*HEADER, "其他"], False),
    ],
)
def test_pieces_of_the_names_of_columns(lines: list[str], expected: bool) -> None:
    assert names_in_order([line.replace(" ", "") for line in lines]) is expected


def test_numbers_behind_two_labels_may_be_those_of_the_first() -> None:
    page = page_of(draw(45))
    rows = request_rows(page)
    lines = ["三、收到和处理政府信息公开申请情况", *HEADER, *rows[0][0], *rows[1][0]]
    lines += [" ".join(values) for _, values in rows[:2]]
    lines += [line for own, values in rows[3:] for line in (*own, " ".join(values))]
    cells = read("\n\n".join(lines)).tables["requests"].figures
    states = {f.cell.state for f in cells if f.item in ("new_received", "brought_forward")}
    assert states == {State.AMBIGUOUS}
