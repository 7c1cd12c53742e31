"""Troubles of the form itself: columns and rows that are not where, or not what, the form has.

Pages change in place, as in `troubles_numbers`; those that take a text come at the end. What an
office added or mixed up changes nothing of what each cell of the form holds; where the page does
not tell that for sure any more, the cells are left open.
"""

from __future__ import annotations

import random
import re

from gouji.forms.model import CellKey
from tests.generation.figures import draw
from tests.generation.printing import Page, Row, page_of, text_of

_UNITS = ("件", "条", "个", "次", "份", "篇", "摞", "件（次）")
_TABLES = ("disclosure", "requests", "disputes")
_FOOTERS = (
    "第3页 共5页", "- 3 -", "2024-01-12 15:30", "http://www.example.gov.cn/art/2024/1/12/art_88_1203.html",
    "注：本表数据截至2023年12月31日。", "政府信息公开工作年度报告", "（接上页）", "单位：件",
    "数据来源：办公室，共12个部门", "2024/1/12", "3/5",
)  # fmt: skip
_THREE = re.compile(r"申请人情况")
_FOUR = re.compile(r"四、(?:因?政府信息公开)")


def columns_reordered(page: Page, rng: random.Random) -> None:
    """The five columns of 法人或其他组织 stand in another order, as the header says."""
    order = list(range(1, 6))
    rng.shuffle(order)
    order = [0, *order, 6]
    page.header = [page.header[n] for n in order]
    for row in page.three:
        if len(row.values) == len(order):
            row.values = [row.values[n] for n in order]
    if order != sorted(order):
        page.leave_open("requests")


def header_shifted(page: Page, rng: random.Random) -> None:
    """The names of the columns slipped by one against the numbers below them."""
    page.header = [*page.header[1:], page.header[0]]
    page.leave_open("requests")


def with_units(page: Page, rng: random.Random) -> None:
    """件, 条, 个 behind numbers of tables 二 and 三, as each row likes it."""
    for row in (*page.two, *page.three):
        unit = rng.choice(_UNITS)
        if row.item and rng.random() < 0.5:
            keys = [CellKey(row.item, c) for c in ("amount_yuan",)]
            money = any(key in page.truth["disclosure"] for key in keys)
            row.values = [f"{v}{unit}" if v.isdigit() and not money else v for v in row.values]


def swapped_by_the_office(page: Page, rng: random.Random) -> None:
    """Two numbers of a row, or of a column, are interchanged on the page. It is what counts."""
    for _ in range(rng.randint(1, 2)):
        row = rng.choice(page.three)
        one, two = rng.sample(range(7), 2)
        keys = page.row_keys(row)
        cells = page.truth["requests"]
        if rng.random() < 0.5:
            if not (row.values[one] and row.values[two]):
                continue
            row.values[one], row.values[two] = row.values[two], row.values[one]
            cells[keys[one]], cells[keys[two]] = cells[keys[two]], cells[keys[one]]
        else:
            other = rng.choice(page.three)
            if not (row.values[one] and other.values[one]):
                continue
            key = page.row_keys(other)[one]
            row.values[one], other.values[one] = other.values[one], row.values[one]
            cells[keys[one]], cells[key] = cells[key], cells[keys[one]]


def other_form_in_table_two(page: Page, rng: random.Random) -> None:
    """Table 二 is that of the other form."""
    ours = {key.column for key in page.truth["disclosure"]}
    for seed in range(rng.randrange(10_000), 20_000):
        other = page_of(draw(seed))
        if {key.column for key in other.truth["disclosure"]} != ours:
            page.two, page.truth["disclosure"] = other.two, other.truth["disclosure"]
            return


def rows_of_last_year(page: Page, rng: random.Random) -> None:
    """The office added rows with last year's numbers, or the change against it, to table 三."""
    for name in rng.sample(("new_received", "outcome_total", "carried_forward"), 2):
        at = next((i for i, row in enumerate(page.three) if row.item == name), None)
        if at is None:
            continue
        row = page.three[at]
        label = rng.choice(["上年同期", "其中：网络申请", "同比增长", f"（上年）{row.label}"])
        values = [str(rng.randint(0, 40)) for _ in range(7)]
        page.three.insert(at + 1, Row(label, values, None, row.group, row.outer))
        page.leave_open("requests")


def two_years_side_by_side(page: Page, rng: random.Random) -> None:
    """Each row of table 三 has seven numbers of this year and seven of the last."""
    last = page_of(draw(rng.randrange(10_000)))
    rows = [[text_of(value) for value in row.values] for row in last.three]
    for index, row in enumerate(page.three):
        row.values = [*row.values, *rows[index % len(rows)]]
    page.header = [*page.header, *page.header]
    page.leave_open("requests")


def prose_disagrees(page: Page, rng: random.Random) -> None:
    """The prose states other totals than the tables: of last year, or of another scope."""
    number = rng.randint(1, 400)
    page.general.append(f"全年收到政府信息公开申请{number}件，办结{number}件。")
    page.general.append(f"发生行政复议{rng.randint(0, 9)}件，行政诉讼{rng.randint(0, 9)}件。")
    if any(value is None for value in page.truth["disputes"].values()):
        page.leave_open("disputes")


def _between(text: str) -> tuple[int, int] | None:
    start = _THREE.search(text)
    end = _FOUR.search(text, start.end()) if start else None
    return (start.end(), end.start()) if start and end else None


def footers(text: str, page: Page, rng: random.Random) -> str:
    """Feet and heads of pages, addresses and notes stand between the rows of table 三."""
    place = _between(text)
    if place is None:
        return text
    page.leave_open("requests")
    for _ in range(rng.randint(1, 3)):
        ends = [m.start() for m in re.finditer(r"\n+", text) if place[0] < m.start() < place[1]]
        if not ends:
            return text
        at = rng.choice(ends)
        run = re.match(r"\n+", text[at:])
        text = text[:at] + (run[0] if run else "\n") + rng.choice(_FOOTERS) + text[at:]
    return text


def pasted_as_a_picture(text: str, page: Page, rng: random.Random) -> str:
    """Table 三 is a picture: nothing of it is in the text."""
    place = _between(text)
    page.leave_open("requests")
    return text if place is None else text[: place[0] - len("申请人情况")] + text[place[1] :]


def again_with_other_numbers(text: str, page: Page, rng: random.Random) -> str:
    """The whole page again, with other numbers in the tables: a draft, or a correction."""
    for table in _TABLES:
        page.leave_open(table)
    start = text.find(page.headings[1])

    def other(match: re.Match[str]) -> str:
        return str(int(match[0]) + rng.randint(0, 9))

    again = re.sub(r"(?<![\d.（(第])\d{1,6}(?![\d.年月日页、．])", other, text[max(0, start) :])
    return text + "\n" + again


FORMS = {
    f.__name__: f
    for f in (
        columns_reordered, header_shifted, with_units, swapped_by_the_office,
        other_form_in_table_two, rows_of_last_year, two_years_side_by_side, prose_disagrees,
    )
}  # fmt: skip
FORM_TEXTS = {
    f.__name__: f for f in (footers, pasted_as_a_picture, again_with_other_numbers)
}  # fmt: skip
