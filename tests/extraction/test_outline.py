"""Which sections a report has, how much stands in them, and whether two texts are the same."""

from __future__ import annotations

import pytest

from gouji.extraction.outline import BUCKETS, EMPTY, Outline
from gouji.extraction.reader import read_report

HEADINGS = (
    "一、总体情况",
    "二、主动公开政府信息情况",
    "三、收到和处理政府信息公开申请情况",
    "四、行政复议、行政诉讼有关情况",
    "五、存在的主要问题及改进情况",
    "六、其他需要报告的事项",
)
BODY = (
    "本局把公开工作列入议事日程，全年发布信息{}条，办结申请{}件，组织培训{}次，答复均未超过期限。"
)


def outline(*lines: str) -> Outline:
    return read_report("\n\n".join(lines).encode(), "report.txt").outline


def text(*, headings: tuple[str, ...] = HEADINGS, numbers: tuple[int, ...] = (3, 4, 5)) -> Outline:
    lines = [line for heading in headings for line in (heading, BODY.format(*numbers))]
    return outline("某局2022年政府信息公开工作年度报告", *lines)


def test_sections_and_their_length() -> None:
    length = len(BODY.format(3, 4, 5))
    assert text().sections == (length,) * 6


@pytest.mark.parametrize("missing", range(6))
def test_a_section_that_is_not_there(missing: int) -> None:
    found = text(headings=HEADINGS[:missing] + HEADINGS[missing + 1 :])
    assert [n for n, length in enumerate(found.sections) if length is None] == [missing]


def test_what_is_behind_an_early_end_is_not_known() -> None:
    half = "本局按规定把应当公开的信息逐条发布在门户网站并及时"
    cut = outline("某局2022年政府信息公开工作年度报告", HEADINGS[0], BODY, HEADINGS[1], half)
    assert cut.sections == (len(BODY), len(half))
    whole = outline("某局2022年政府信息公开工作年度报告", HEADINGS[0], BODY, HEADINGS[1], BODY)
    assert len(whole.sections) == 6
    rows = ("自然人", "总计", "一、本年新收政府信息公开申请数量", "0", "0", "0")
    torn = outline("某局2022年政府信息公开工作年度报告", HEADINGS[0], BODY, HEADINGS[2], *rows)
    assert torn.sections == (len(BODY), None, 0)


def test_an_empty_section_has_no_length() -> None:
    found = outline(*HEADINGS[:4], HEADINGS[4], HEADINGS[5], "无。")
    assert found.sections == (0, 0, 0, 0, 0, 2)


@pytest.mark.parametrize(
    ("line", "section"),
    [
        ("第五部分 存在的主要问题及改进情况", 5),
        ("三、主动公开政府信息情况", 2),  # the title counts more than the number
        ("主动公开政府信息情况", 2),
        ("(一)主要问题", 5),
        ("(六)需要报告的事项。全年没有收取信息处理费。", 6),
        ("四、政府信息公開行政復議、行政訴訟情況", 4),
    ],
)
def test_headings_in_other_words(line: str, section: int) -> None:
    found = outline("某局2022年政府信息公开工作年度报告", line, "已按要求办理，没有其他情况。")
    assert [n for n, length in enumerate(found.sections, 1) if length is not None] == [section]


@pytest.mark.parametrize(
    "line",
    [
        "(二)主动公开情况。全年公开一百件。",
        "五、加强队伍建设",
        "本报告由总体情况、存在的主要问题组成",
    ],
)
def test_lines_that_open_no_section(line: str) -> None:
    assert outline(line, "其余从略。").sections == (None,) * 6


def test_the_sketch_does_not_see_new_figures() -> None:
    first, second = text(), text(numbers=(30, 41, 52))
    assert first.sketch == second.sketch
    assert len(first.sketch) == BUCKETS * len(EMPTY)
    assert first.clauses == 3  # each once, the short one not at all


def test_the_sketch_leaves_section_six_and_the_page_around_out() -> None:
    lines = [line for heading in HEADINGS for line in (heading, BODY)]
    plain = outline(*lines)
    framed = outline("首页网站导航政务公开栏目", *lines, "主办单位某市人民政府办公室版权所有")
    assert plain.sketch == framed.sketch


def test_another_text_has_another_sketch() -> None:
    other = outline(HEADINGS[0], "全镇围绕群众关切，持续改进门户网站，及时回应留言，扩大公开范围。")
    assert other.sketch and other.sketch != text().sketch


def test_nothing_is_known_of_what_cannot_be_read() -> None:
    assert read_report(b"", "empty.txt").outline == Outline()
