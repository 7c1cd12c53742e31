"""Labels that are printed around the numbers of their row."""

from __future__ import annotations

import pytest

from gouji.documents.html.page import read_html
from gouji.documents.plain.text import read_text
from gouji.extraction.reader import extract
from gouji.extraction.report import Report
from gouji.forms import catalogue
from gouji.forms.values import State

WIDTH = 7
HEADER = "申请人情况\n自然人 商业企业 科研机构 社会公益组织 法律服务机构 其他 总计"
COLUMNS = [column.id for column in catalogue.tables()["requests"].columns]


def label_lines(label: str, width: int) -> list[str]:
    return [label[start : start + width] for start in range(0, len(label), width)]


def page(width: int, *, apart: bool, damage: str = "") -> tuple[str, dict[str, list[int]]]:
    """Table 三 with labels broken every `width` characters; apart: numbers on lines of their own.

    damage: a label that is printed with a wrong first character.
    """
    lines = ["三、收到和处理政府信息公开申请情况", HEADER]
    told: dict[str, list[int]] = {}
    for number, item in enumerate(catalogue.tables()["requests"].items_of("form_2021"), start=3):
        parts = [number * 10, number % 4, 0, number % 3, 0, 1]
        told[item.id] = [*parts, sum(parts)]
        label = item.zh if item.id != damage else item.zh[0] + "某" + item.zh[2:]
        pieces = label_lines(label, width)
        middle = len(pieces) // 2
        numbers = " ".join(map(str, told[item.id]))
        if not apart:
            pieces[middle] += " " + numbers
        else:
            pieces.insert(max(middle, 1), numbers)
        lines += [item.group] if item.group else []
        lines += pieces
    return "\n".join(lines), told


def read(text: str) -> Report:
    return extract(read_text(text))


@pytest.mark.parametrize("apart", [True, False])
@pytest.mark.parametrize("width", [5, 7, 9, 12])
@pytest.mark.parametrize("damage", ["", "denied_internal_affairs", "unavailable_not_held"])
def test_no_row_takes_the_numbers_of_the_next(width: int, apart: bool, damage: str) -> None:
    text, told = page(width, apart=apart, damage=damage)
    cells = read(text).tables["requests"].cells()
    read_numbers = {key: cell.value for key, cell in cells.items() if cell.state is State.REPORTED}
    wrong = {
        key: value
        for key, value in read_numbers.items()
        if told[key.item][COLUMNS.index(key.column)] != value
    }
    assert wrong == {}
    if not damage:
        assert len(read_numbers) == WIDTH * len(told)


def test_a_label_of_table_two_around_its_numbers() -> None:
    text = (
        "二、主动公开政府信息情况\n信息内容 本年制发件数 本年废止件数 现行有效件数\n规章 0 0 0\n"
        "行政规范\n5 2 31\n性文件\n信息内容 本年收费金额（单位：万元）\n行政事业\n12.5\n性收费\n"
    )
    cells = {
        f"{key.item}.{key.column}": cell.value
        for key, cell in read(text).tables["disclosure"].cells().items()
        if cell.value
    }
    assert cells == {
        "normative_documents.issued": 5,
        "normative_documents.repealed": 2,
        "normative_documents.in_force": 31,
        "administrative_fees.amount_yuan": 125_000,
    }


@pytest.mark.parametrize("numbers_below", [False, True])
def test_a_row_that_a_page_end_cuts_inside_its_label_is_one(numbers_below: bool) -> None:
    pages: list[list[str]] = [[], []]
    told: dict[str, list[int]] = {}
    for number, item in enumerate(catalogue.tables()["requests"].items_of("form_2021"), start=3):
        parts = [number * 10, number % 4, 0, number % 3, 0, 1]
        told[item.id] = [*parts, sum(parts)]
        cells = "".join(f"<td>{value}</td>" for value in told[item.id])
        empty = "<td></td>" * WIDTH
        if item.id == "unavailable_not_held":
            upper, lower = (empty, cells) if numbers_below else (cells, empty)
            pages[0].append(f"<td>{item.zh[:6]}</td>{upper}")
            pages[1].append(f"<td>{item.zh[6:]}</td>{lower}")
        else:
            pages[len(pages[1]) > 0].append(f"<td>{item.zh}</td>{cells}")
    head = "<td>申请人情况</td>" + "".join(f"<td>{name}</td>" for name in HEADER.split()[1:])
    tables = ["".join(f"<tr>{row}</tr>" for row in page) for page in ([head, *pages[0]], pages[1])]
    html = "".join(f"<table>{rows}</table>" for rows in tables)
    cells_read = extract(read_html(html)).tables["requests"].cells()
    assert {key: cell.value for key, cell in cells_read.items()} == {
        key: told[key.item][COLUMNS.index(key.column)] for key in cells_read
    }
