"""Dumps of Word documents: cells of labels that reach down are empty ones, two lines for each."""

from __future__ import annotations

import pytest

from gouji.documents.plain.text import read_text
from gouji.extraction.reader import extract
from gouji.forms.values import State
from tests.generation.figures import draw
from tests.generation.layouts import request_lines
from tests.generation.printing import page_of
from tests.generation.troubled import Case, tally

HEADER = ["申请人情况", "自然人", "法人或其他组织", "总计", "商业企业", "科研机构", "社会公益组织",
          "法律服务机构", "其他"]  # fmt: skip


def dump(seed: int, *, column: bool = False) -> tuple[str, Case]:
    """`column`: an empty column stands behind the last one of each row."""
    page = page_of(draw(seed, blanks=0.8))
    cells = ["三、收到和处理政府信息公开申请情况", *HEADER]
    for labels, values in request_lines(page):
        if len(values) != 7:
            continue
        inside = len(labels) == 1 and labels[0][:1] in "（12345678"
        cells += [*([""] * inside), *labels, *values, *([""] * column)]
    page.truth = {"requests": page.truth["requests"]}
    return "\n\n".join([*cells, "四、政府信息公开行政复议、行政诉讼情况"]), Case("a.txt", b"", page)


@pytest.mark.parametrize("seed", range(60, 70))
def test_empty_cells_of_labels_are_none_of_the_row_above(seed: int) -> None:
    text, case = dump(seed)
    counts, wrong = tally(case, extract(read_text(text, "text")))
    assert wrong == []
    assert counts["exact"] > counts.total() * 0.8


def test_an_empty_column_behind_every_row_leaves_them_open() -> None:
    text, _ = dump(61, column=True)
    cells = extract(read_text(text, "text")).tables["requests"].figures
    assert State.BLANK not in {cell.cell.state for cell in cells}
