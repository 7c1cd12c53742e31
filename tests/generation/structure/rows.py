"""What offices and converters do to the rows of table 三, and to the labels that name them."""

from __future__ import annotations

import random
from collections.abc import Callable

from tests.generation.structure.columns import Change
from tests.generation.structure.sheet import Cell, Line, Sheet

_GROUPS = {
    "denied_state_secret": "（三）不予公开",
    "unavailable_not_held": "（四）无法提供",
    "not_processed_petition_complaint": "（五）不予处理",
    "other_not_supplemented": "（六）其他处理",
}
_ENDS = ("denied_separate_inquiry", "unavailable_still_unclear", "not_processed_confirm_or_reissue")


def _numbers(line: Line, rng: random.Random, text: Callable[[str], str]) -> list[Cell]:
    """The cells of a row behind its labels with other texts in place of its figures."""
    first = next(n for n, cell in enumerate(line.cells) if cell.holds)
    return [Cell(text(cell.text) if cell.holds else "") for cell in line.cells[first:]]


def _scaled(by: int) -> Callable[[str], str]:
    """Numbers of which the sums tie where those of the row do."""
    return lambda text: str(int(text) * by) if text.isdigit() else text


def _added(line: Line, label: str, rng: random.Random, text: Callable[[str], str]) -> Line:
    """A row below a row: a label over all label columns, and numbers."""
    cells = _numbers(line, rng, text)
    name = Cell(label)
    return Line([name] * (len(line.cells) - len(cells)) + cells)


def _each(sheet: Sheet, change: Callable[[Line], list[Line]]) -> None:
    sheet.lines = [made for line in sheet.lines for made in (change(line) if line.item else [line])]


# --- more rows ------------------------------------------------------------------------------------


def subtotals(sheet: Sheet, rng: random.Random) -> None:
    """小计 behind the groups."""
    label = rng.choice(["小计", "合计", "其中：本级"])
    by = rng.randint(2, 9)

    def change(line: Line) -> list[Line]:
        return [line, _added(line, label, rng, _scaled(by))] if line.item in _ENDS else [line]

    _each(sheet, change)


def groups_summed(sheet: Sheet, rng: random.Random) -> None:
    """Rows of their own for the groups, with numbers."""
    by = rng.randint(2, 9)

    def change(line: Line) -> list[Line]:
        group = _GROUPS.get(str(line.item))
        return [_added(line, group, rng, _scaled(by)), line] if group else [line]

    _each(sheet, change)


def last_year_below(sheet: Sheet, rng: random.Random) -> None:
    """A row of last year below each."""
    label, by = rng.choice(["上年", "上年同期", "2022年", "上年数"]), rng.randint(2, 9)
    _each(sheet, lambda line: [line, _added(line, label, rng, _scaled(by))])


def two_years_a_label(sheet: Sheet, rng: random.Random) -> None:
    """Each label reaches over a row of this year and one of last year, in either order."""
    names = rng.choice([("本年", "上年"), ("2023年", "2022年")])
    by, first = rng.randint(2, 9), rng.random() < 0.5

    def change(line: Line) -> list[Line]:
        at = next(n for n, cell in enumerate(line.cells) if cell.holds)
        other = [*line.cells[:at], *_numbers(line, rng, _scaled(by))]
        if at == 0:
            return [line]
        label = line.cells[at - 1]
        line.cells[: at - 1] = other[: at - 1] = [label] * (at - 1)
        line.cells[at - 1], other[at - 1] = map(Cell, names)
        return [line, Line(other)] if first else [Line(other), line]

    _each(sheet, change)


def of_which(sheet: Sheet, rng: random.Random) -> None:
    """其中 rows below some."""
    label = rng.choice(["其中：网络申请", "其中：信函", "（含上年结转）"])

    def change(line: Line) -> list[Line]:
        if rng.random() > 0.2:
            return [line]
        return [line, _added(line, label, rng, lambda text: str(rng.randint(1, 99)))]

    _each(sheet, change)


def empty_rows(sheet: Sheet, rng: random.Random) -> None:
    """Rows without anything in them."""

    def change(line: Line) -> list[Line]:
        return [line, Line([Cell() for _ in line.cells])] if rng.random() < 0.2 else [line]

    _each(sheet, change)


def footnote(sheet: Sheet, rng: random.Random) -> None:
    """注 and sometimes 合计 below the table."""
    last = sheet.body[-1]
    texts = ["1", "含上年2件", ""]
    sheet.lines.append(_added(last, "注：", rng, lambda text: rng.choice(texts)))
    if rng.random() < 0.5:
        sheet.lines.append(_added(last, "合计", rng, lambda text: str(rng.randint(1, 999))))


def header_again(sheet: Sheet, rng: random.Random) -> None:
    """The header once more, where a page ends."""
    at = rng.choice(range(len(sheet.headers) + 5, len(sheet.lines) - 3))
    sheet.lines[at:at] = sheet.copy().headers


def other_order_on_the_next_page(sheet: Sheet, rng: random.Random) -> None:
    """The header once more, and from there on another order of columns."""
    other = sheet.copy()
    other.reorder(rng.sample(range(len(sheet.columns())), len(sheet.columns())))
    at = rng.choice(range(len(sheet.headers) + 5, len(sheet.lines) - 3))
    sheet.lines[at:] = [*other.headers, *other.lines[at:]]


# --- fewer rows, other rows -----------------------------------------------------------------------


def rows_exchanged(sheet: Sheet, rng: random.Random) -> None:
    """Two rows stand in each other's place."""
    one, other = (sheet.lines.index(line) for line in rng.sample(sheet.body, 2))
    sheet.lines[one], sheet.lines[other] = sheet.lines[other], sheet.lines[one]


def rows_dropped(sheet: Sheet, rng: random.Random) -> None:
    """One to three rows are not there."""
    for line in rng.sample(sheet.body, rng.randint(1, 3)):
        sheet.lines.remove(line)


def label_lost(sheet: Sheet, rng: random.Random) -> None:
    """One row has no label, or several have none of their own."""
    for line in rng.sample(sheet.body, rng.choice([1, 1, 3, 5])):
        at = next(n for n, cell in enumerate(line.cells) if cell.holds)
        own, empty = line.cells[at - 1] if at else None, Cell()
        line.cells[:at] = [empty if cell is own else cell for cell in line.cells[:at]]


def labels_with_articles(sheet: Sheet, rng: random.Random) -> None:
    """The article of the law behind labels."""
    for line in sheet.body:
        if rng.random() < 0.3:
            line.cells[sheet.labels() - 1].text += "（第36条）"


def labels_with_totals(sheet: Sheet, rng: random.Random) -> None:
    """The total of the row once more behind its label."""
    for line in rng.sample(sheet.body, 4):
        total = next(
            (cell.text for cell in line.cells for key in cell.holds if key.column == "total"), ""
        )
        sign, unit = rng.choice(["：", " ", ":"]), rng.choice(["", "件"])
        line.cells[sheet.labels() - 1].text += f"{sign}{total}{unit}"


def group_label_moved(sheet: Sheet, rng: random.Random) -> None:
    """The label of a group reaches one row too far up or ends one too late."""
    for above, line in zip(sheet.lines, sheet.lines[1:], strict=False):
        if line.item in _GROUPS and above.item and rng.random() < 0.5:
            line.cells[1] = above.cells[1]


def two_rows_in_one(sheet: Sheet, rng: random.Random) -> None:
    """Two rows became one: two labels, and two numbers in each cell."""
    at = rng.randrange(1, len(sheet.body))
    one, other = sheet.body[at - 1 : at + 1]
    first, sign = sheet.labels(), rng.choice(["\n", " "])
    for n in range(max(0, first - 1), min(len(one.cells), len(other.cells))):
        above, below = one.cells[n], other.cells[n]
        if above is not below:
            for own, beside in ((above, below), (below, above)):
                if not own.text:  # what stands there looks like a number of this row
                    value = next(iter(beside.holds.values()), None)
                    sheet.shown |= dict.fromkeys(own.holds, value)
            text = sign.join((above.text, below.text)).strip()
            one.cells[n] = Cell(text, above.holds | below.holds)
    sheet.lines.remove(other)


def counted(sheet: Sheet, rng: random.Random) -> None:
    """件 behind the numbers."""
    for line in sheet.body:
        for cell in line.cells:
            if cell.holds and cell.text.isdigit():
                cell.text += "件"


def labels_behind(sheet: Sheet, rng: random.Random) -> None:
    """The labels behind the figures, or among them."""
    first = sheet.labels()
    after = rng.choice([len(sheet.columns()), 3])
    for line in sheet.lines:
        labels, rest = line.cells[:first], line.cells[first:]
        line.cells = [*rest[:after], *labels, *rest[after:]]


def cells_lost(sheet: Sheet, rng: random.Random) -> None:
    """A cell of some rows is not in the dump; the row is shorter."""
    for line in rng.sample(sheet.body, rng.randint(1, 8)):
        places = [n for n, cell in enumerate(line.cells) if cell.holds]
        del line.cells[rng.choice(places)]


ADDED: tuple[Change, ...] = (
    subtotals, groups_summed, last_year_below, two_years_a_label, of_which, empty_rows, footnote,
    header_again, other_order_on_the_next_page,
)  # fmt: skip
CHANGED: tuple[Change, ...] = (
    rows_exchanged, rows_dropped, label_lost, labels_with_articles, labels_with_totals,
    group_label_moved, two_rows_in_one, counted, labels_behind, cells_lost,
)  # fmt: skip
