"""Table 二: names of columns that came apart on the page, or lost their end on the way."""

from __future__ import annotations

import pytest

from gouji.documents.plain.text import read_text
from gouji.extraction.reader import extract
from gouji.extraction.report import Report
from gouji.forms.values import State

RULES = ("规章", "2", "1", "31")
FILES = ("规范性文件", "12", "9", "74")


def read(text: str, kind: str = "plain") -> Report:
    head = "一、总体情况\n\n工作平稳。\n\n二、主动公开政府信息情况\n\n第二十条第（一）项\n\n"
    return extract(read_text(f"{head}{text}\n\n三、其他情况", kind))


def row(report: Report, item: str) -> list[object]:
    """The values of a row; None where one is not certain."""
    figures = report.tables["disclosure"].figures
    return [f.cell.value if f.cell.state is State.REPORTED else None
            for f in figures if f.item == item]  # fmt: skip


def lines(*cells: str) -> str:
    return "\n\n".join(cells)


def grid(*rows: tuple[str, ...]) -> str:
    return "\n".join(" | ".join(cells) + " |" for cells in rows)


@pytest.mark.parametrize("gap", ["\n", "\n ", "\n\n"])
@pytest.mark.parametrize("total", ["对外公开总数量", "对外公开\n\n总数量"])
def test_a_name_over_two_lines_is_one_name(gap: str, total: str) -> None:
    names = (f"本年新{gap}制作数量", f"本年新{gap}公开数量", total)
    report = read(lines("信息内容", *names, *RULES, *FILES))
    assert row(report, "government_rules") == [2, 1, 31]
    assert row(report, "normative_documents") == [12, 9, 74]


@pytest.mark.parametrize(
    "names",
    [
        ("本年新", "本年新"),
        ("本年新制作数量", "本年新"),
        ("本年新", "本年新公开数量"),
        ("制作数量", "公开数量"),
    ],
)
def test_the_third_name_tells_which_two_stand_before_it(names: tuple[str, str]) -> None:
    header = ("信息内容", *names, "对外公开总数量")
    for report in (
        read(lines(*header, *RULES, *FILES)),
        read(grid((*header, "", ""), (*RULES, "", ""), (*FILES, "", ""))),
        read("\n".join(" ".join(cells) for cells in (header, RULES, FILES))),
    ):
        assert row(report, "government_rules") in ([2, 1, 31], [None] * 3)
    assert row(read(lines(*header, *RULES, *FILES)), "government_rules") == [2, 1, 31]
    assert row(read(grid(header, RULES, FILES)), "government_rules") == [2, 1, 31]


def test_a_name_that_the_office_printed_twice_is_told_by_its_place() -> None:
    header = ("信息内容", "本年新制作数量", "本年新制作数量", "对外公开总数量")
    assert row(read(lines(*header, *RULES, *FILES)), "government_rules") == [2, 1, 31]


def test_in_a_grid_a_name_twice_may_be_one_cell_repeated() -> None:
    header = ("信息内容", "本年新制作数量", "本年新制作数量", "对外公开总数量")
    text = grid(header, ("规章", "2", "2", "31"), ("规范性文件", "12", "12", "74"))
    assert row(read(text), "government_rules") == [None] * 3


@pytest.mark.parametrize("names", [("公开数量", "制作数量"), ("本年新公开数量", "本年新")])
def test_names_in_another_order_say_so(names: tuple[str, str]) -> None:
    header = ("信息内容", *names, "对外公开总数量")
    for report in (read(lines(*header, *RULES)), read(grid(header, RULES))):
        assert row(report, "government_rules") in ([None] * 3, [1, 2, 31])


@pytest.mark.parametrize(("ends", "expected"), [
    (("制作数量", "公开数量"), [2, 1, 31]), (("公开数量", "制作数量"), None),
])  # fmt: skip
def test_ends_of_names_behind_the_header_tell_their_order(
    ends: tuple[str, str], expected: list[int] | None
) -> None:
    text = lines("信息内容", "本年新", "本年新", "对外公开总数量", *ends, *RULES, *FILES)
    assert row(read(text), "government_rules") in ([expected] if expected else ([None] * 3,))


def test_a_change_that_lost_its_second_word_is_one() -> None:
    header = ("信息内容", "上一年项目数量", "本年增/", "处理决定数量")
    cells = ("行政许可", "21", "+19", "40")
    for report in (
        read(lines(*header, *cells)),
        read(grid(header, cells)),
        read("\n".join(" ".join(row) for row in (header, cells))),
    ):
        assert row(report, "licensing") == [21, 19, 40]


def test_the_last_name_without_total() -> None:
    names = ("信息内容", "本年新制作数量", "本年新公开数量", "对外公开数量")
    report = read(lines(*names, *RULES, *FILES))
    assert row(report, "government_rules") == [2, 1, 31]


def test_a_misprinted_name_of_decisions() -> None:
    five = grid(("信息内容", "本年处理绝对数量"), ("行政许可", "73"))
    report = read(
        f"{grid(('信息内容', '本年制发件数', '本年废止件数', '现行有效件数'), RULES)}\n{five}"
    )
    assert row(report, "licensing") == [73]
