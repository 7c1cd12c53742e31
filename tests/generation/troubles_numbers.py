"""Troubles with numbers: how they are written, and where the page no longer tells them for sure.

Each changes a page in place from a seeded generator. Where that changes what the page says, it
changes `truth` with it; where the page leaves a cell open, it says so in `open`.
"""

from __future__ import annotations

import random
from decimal import Decimal

from gouji.forms import catalogue
from gouji.forms.model import CellKey
from tests.generation.printing import Break, Page, Row

_DASHES = ("/", "／", "-", "--", "—", "－－", "空", "无", "不涉及", "不适用", "N/A")
_FULL = str.maketrans("0123456789-,", "０１２３４５６７８９－，")
_BLOCKS = ("reconsideration", "litigation_direct", "litigation_after_reconsideration")


def _items(rows: list[Row]) -> list[Row]:
    return [row for row in rows if row.item]


def _rewrite(page: Page, rng: random.Random, share: float, write) -> None:
    """Writes a share of the printed numbers in another way."""
    for row in (*_items(page.two), *page.three):
        row.values = [
            write(v) if v.lstrip("-").isdigit() and rng.random() < share else v for v in row.values
        ]
    page.disputes = [write(v) if v.isdigit() and rng.random() < share else v for v in page.disputes]


def full_width(page: Page, rng: random.Random) -> None:
    """Full-width digits."""
    _rewrite(page, rng, 0.5, lambda text: text.translate(_FULL))


def thousands(page: Page, rng: random.Random) -> None:
    """Thousands separators of both widths."""
    comma = rng.choice([",", "，"])
    _rewrite(page, rng, 1, lambda text: f"{int(text):,}".replace(",", comma))


def counted(page: Page, rng: random.Random) -> None:
    """件 behind the number."""
    for row in page.three:
        row.values = [f"{v}件" if v.isdigit() and rng.random() < 0.5 else v for v in row.values]
    page.disputes = [f"{v}件" if v.isdigit() else v for v in page.disputes]


def letters_for_zero(page: Page, rng: random.Random) -> None:
    """O for 0, as typists and recognisers write it."""
    _rewrite(page, rng, 0.3, lambda text: "O" if text == "0" else text)


def qualifiers(page: Page, rng: random.Random) -> None:
    """A remark behind a number: 22（其中修订16件）."""
    for row in page.two:
        if row.item in ("normative_documents", "government_rules"):
            row.values = [
                f"{v}（其中修订{rng.randint(1, 9)}件）" if v.isdigit() and int(v) > 9 else v
                for v in row.values
            ]


def _empty(page: Page, chance: float, rng: random.Random, mark: str | None) -> None:
    """Zeros of tables 三 and 四, totals aside, printed as nothing or as a mark."""
    columns = [column.id for column in catalogue.tables()["requests"].columns]
    for row in page.three:
        for at, column in enumerate(columns[:-1]):
            if row.values[at] == "0" and rng.random() < chance:
                row.values[at] = mark or ""
                page.truth["requests"][CellKey(str(row.item), column)] = mark
    for at, key in enumerate(page.truth["disputes"]):
        if page.disputes[at] == "0" and key.column != "total" and rng.random() < chance:
            page.disputes[at] = mark or ""
            page.truth["disputes"][key] = mark


def some_blank(page: Page, rng: random.Random) -> None:
    """Some zeros are printed as empty cells."""
    _empty(page, rng.choice([0.2, 0.5, 0.8]), rng, None)


def all_zeros_blank(page: Page, rng: random.Random) -> None:
    """Only numbers other than 0, and totals, are filled in."""
    _empty(page, 1, rng, None)


def dashes(page: Page, rng: random.Random) -> None:
    """A dash or a word for "none" instead of 0."""
    _empty(page, rng.choice([0.3, 0.9]), rng, rng.choice(_DASHES))


def blank_totals(page: Page, rng: random.Random) -> None:
    """The issuer left the whole column 总计 of table 三 empty."""
    for row in page.three:
        row.values[-1] = ""
        page.truth["requests"][CellKey(str(row.item), "total")] = None


def only_ends(page: Page, rng: random.Random) -> None:
    """Only 自然人 and 总计 are filled in; every request came from a person."""
    _people_only(page)
    for row in page.three:
        for at, key in enumerate(page.row_keys(row)):
            if 0 < at < 6:
                row.values[at] = ""
                page.truth["requests"][key] = None


def _people_only(page: Page) -> None:
    for row in page.three:
        keys = page.row_keys(row)
        for at, key in enumerate(keys[1:-1], start=1):
            row.values[at], page.truth["requests"][key] = "0", 0
        row.values[-1] = row.values[0]
        page.truth["requests"][keys[-1]] = page.truth["requests"][keys[0]]


def all_blank(page: Page, rng: random.Random) -> None:
    """Tables 三 and 四 without any number."""
    for row in page.three:
        row.values = [""] * 7
    page.disputes = [""] * 15
    for table in ("requests", "disputes"):
        page.truth[table] = dict.fromkeys(page.truth[table])


def does_not_tie(page: Page, rng: random.Random) -> None:
    """The issuer's own mistakes: one to four numbers that break sums. The page is what counts."""
    for _ in range(rng.randint(1, 4)):
        row = rng.choice(page.three)
        at = rng.randrange(7)
        key = page.row_keys(row)[at]
        value = rng.choice([0, rng.randint(1, 9), rng.randint(10, 300)])
        row.values[at], page.truth["requests"][key] = str(value), value
    if rng.random() < 0.5:
        at = rng.randrange(15)
        value = rng.randint(0, 30)
        page.disputes[at] = str(value)
        page.truth["disputes"][list(page.truth["disputes"])[at]] = value


def split_numbers(page: Page, rng: random.Random) -> None:
    """20 printed as 2 0: the cell is open."""
    found = [
        (row, at)
        for row in page.three
        for at, text in enumerate(row.values)
        if text.isdigit() and len(text) > 1
    ]
    for row, at in rng.sample(found, min(len(found), 2)):
        cut = rng.randrange(1, len(row.values[at]))
        row.values[at] = row.values[at][:cut] + " " + row.values[at][cut:]
        page.leave_open("requests", *page.row_keys(row))


def displaced_total(page: Page, rng: random.Random) -> None:
    """A total is empty and its number floats a dozen lines away."""
    number = rng.randrange(len(page.three) // 2, len(page.three))
    row = page.three[number]
    value, row.values[-1] = row.values[-1], ""
    page.floating.append((max(0, number - rng.randint(4, 12)), value))
    page.leave_open("requests")


def lost_cells(page: Page, rng: random.Random) -> None:
    """Up to three rows lost cells on the way, empty or not."""
    for row in rng.sample(page.three, rng.randint(1, 3)):
        for _ in range(rng.randint(1, 3)):
            del row.values[rng.randrange(len(row.values))]
        page.leave_open("requests", *page.row_keys(row))


def lost_labels(page: Page, rng: random.Random) -> None:
    """Up to three rows of table 三 lost their label."""
    for row in rng.sample(page.three[2:-2], rng.randint(1, 3)):
        row.label = ""
        page.leave_open("requests", *page.row_keys(row))


def lost_rows(page: Page, rng: random.Random) -> None:
    """Rows of table 三 are gone, label and cells: they are missing, the others are not."""
    for row in rng.sample(page.three[2:-2], rng.randint(1, 2)):
        page.three.remove(row)
        page.leave_open("requests", *page.row_keys(row))


def signs_in_words(page: Page, rng: random.Random) -> None:
    """增加11, 减少59, +173 in 本年增/减."""
    up, down = rng.choice([("增加", "减少"), ("增", "减"), ("+", "-"), ("↑", "↓"), ("", "減")])
    for row in _items(page.two):
        key = CellKey(str(row.item), "items_change")
        if key in page.truth["disclosure"]:
            number = int(row.values[1])
            row.values[1] = f"{down if number < 0 else up}{abs(number)}" if number else "0"


def _money_cells(page: Page) -> list[tuple[Row, CellKey]]:
    return [
        (row, CellKey(str(row.item), "amount_yuan"))
        for row in _items(page.two)
        if CellKey(str(row.item), "amount_yuan") in page.truth["disclosure"]
    ]


def money_in_cells(page: Page, rng: random.Random) -> None:
    """The unit stands behind the amount: 251000元, 906.84万元, 2804.979705 万."""
    for row, key in _money_cells(page):
        tens = Decimal(rng.randint(1, 9_999_999)) / 100
        unit, scale = rng.choice([("元", 1), ("万元", 10_000), (" 万", 10_000)])
        row.values[-1] = f"{tens}{unit}"
        page.truth["disclosure"][key] = tens * scale
    _money_header(page, rng.choice(["金额", "收费金额", "本年收费金额（单位：万元）"]))


def money_in_header(page: Page, rng: random.Random) -> None:
    """The header states 万元."""
    for row, key in _money_cells(page):
        tens = Decimal(rng.randint(1, 9_999_999)) / 100
        row.values[-1] = str(tens)
        page.truth["disclosure"][key] = tens * 10_000
    _money_header(page, "本年收费金额（单位：万元）")


def money_without_unit(page: Page, rng: random.Random) -> None:
    """No unit anywhere: only 0 is known."""
    for row, key in _money_cells(page):
        row.values[-1] = str(rng.choice(["52.15", "489824.11", row.values[-1]]))
        page.truth["disclosure"][key] = Decimal(row.values[-1])
        # A certain number here would claim a unit that is not there.
        if row.values[-1] != "0":
            page.truth["disclosure"][key] = "no unit"
            page.leave_open("disclosure", key)
    _money_header(page, "收费金额")


def _money_header(page: Page, name: str) -> None:
    for row in page.two:
        if not row.item:
            row.values = [name if "金额" in value else value for value in row.values]


def three_tables(page: Page, rng: random.Random) -> None:
    """Table 四 as three small tables, or as one of three rows."""
    page.four = rng.choice(["three", "stacked"])


def only_prose(page: Page, rng: random.Random) -> None:
    """Table 四 is told, not printed; its cells may be missing or told."""
    reviews, *suits = (page.truth["disputes"][CellKey(block, "total")] for block in _BLOCKS)
    told = [str(sum(s for s in group if isinstance(s, int))) for group in ([reviews], suits)]
    page.four = "prose"
    page.four_prose = [f"本年度行政复议{told[0]}件，行政诉讼{told[1]}件。"]
    page.leave_open("disputes")


def prose_agrees(page: Page, rng: random.Random) -> None:
    """The prose states the totals that the tables hold."""
    received = page.truth["requests"][CellKey("new_received", "total")]
    reviews = page.truth["disputes"][CellKey("reconsideration", "total")]
    suits = [page.truth["disputes"][CellKey(block, "total")] for block in _BLOCKS[1:]]
    if isinstance(received, int):
        page.general.append(f"全年收到政府信息公开申请{received}件。")
    if isinstance(reviews, int) and all(isinstance(s, int) for s in suits):
        page.general.append(f"发生行政复议{reviews}件，行政诉讼{sum(map(int, suits))}件。")


def page_break(page: Page, rng: random.Random) -> None:
    """Table 三 goes over one or two pages: numbers of pages, header repeated or not."""
    style = rng.choice(["— {} —", "- {} -", "-{}-", "", "－{}－", "{}", "第{}页"])
    for row in sorted(rng.sample(range(2, len(page.three)), rng.randint(1, 2))):
        page.breaks.append(Break(row, style.format(rng.randint(2, 9)), rng.random() < 0.4))
    if style == "{}":
        page.leave_open("requests")  # a bare number may be a number of the table


def break_in_group(page: Page, rng: random.Random) -> None:
    """A page ends inside a group label: （四）无, then 法提供."""
    first = next((i for i, r in enumerate(page.three) if r.group and "无法提供" in r.group), None)
    if first is None:
        return
    at = first + rng.randint(1, 2)
    page.breaks.append(Break(at, rng.choice(["", "— 4 —"])))
    group = str(page.three[first].group)
    for index, row in enumerate(page.three):
        if row.group == group:
            row.group = group[:4] if index < at else group[4:]


NUMBERS = {
    f.__name__: f
    for f in (
        full_width, thousands, counted, letters_for_zero, qualifiers, some_blank, all_zeros_blank,
        dashes, blank_totals, only_ends, all_blank, does_not_tie, split_numbers, displaced_total,
        lost_cells, lost_labels, lost_rows, signs_in_words, money_in_cells, money_in_header,
        money_without_unit, three_tables, only_prose, prose_agrees, page_break, break_in_group,
    )
}  # fmt: skip
