"""What offices and converters do to the columns of table 三, and to the header that names them."""

from __future__ import annotations

import random
from collections.abc import Callable

from tests.generation.structure.sheet import Cell, Line, Sheet

Change = Callable[[Sheet, random.Random], None]
_LAST_YEAR = ("上年", "上年数", "2022年", "上年同期", "去年总计")


def _any_number(rng: random.Random) -> Callable[[Line], str]:
    return lambda line: str(rng.randint(1, 999))


# --- another order --------------------------------------------------------------------------------


def columns_shuffled(sheet: Sheet, rng: random.Random) -> None:
    """All in another order."""
    sheet.reorder(rng.sample(range(len(sheet.columns())), len(sheet.columns())))


def two_columns_exchanged(sheet: Sheet, rng: random.Random) -> None:
    """Two of them stand in each other's place."""
    order = list(range(len(sheet.columns())))
    one, other = rng.sample(order, 2)
    order[one], order[other] = other, one
    sheet.reorder(order)


def total_leads(sheet: Sheet, rng: random.Random) -> None:
    """总计 comes first."""
    width = len(sheet.columns())
    sheet.reorder([width - 1, *range(width - 1)])


def organisations_lead(sheet: Sheet, rng: random.Random) -> None:
    """法人或其他组织 comes before 自然人."""
    width = len(sheet.columns())
    sheet.reorder([*range(1, width - 1), 0, width - 1])


def columns_reversed(sheet: Sheet, rng: random.Random) -> None:
    """From 总计 to 自然人."""
    sheet.reorder(list(reversed(range(len(sheet.columns())))))


# --- another header -------------------------------------------------------------------------------


def header_of_one_row(sheet: Sheet, rng: random.Random) -> None:
    """One row that names all columns."""
    sheet.lines = [line for line in sheet.lines if not line.header or line is sheet.headers[-1]]


def header_of_two_rows(sheet: Sheet, rng: random.Random) -> None:
    """Without 申请人情况."""
    sheet.lines.remove(sheet.headers[0])


def header_lost(sheet: Sheet, rng: random.Random) -> None:
    """No header at all: the columns are those of the form, by its order."""
    sheet.lines = [line for line in sheet.lines if not line.header]


def header_lacks_total(sheet: Sheet, rng: random.Random) -> None:
    """Nothing stands above the totals."""
    for line in sheet.headers[1:]:
        line.cells[sheet.columns()[-1]] = Cell()


def header_cell_of_two(sheet: Sheet, rng: random.Random) -> None:
    """One merged cell names two columns."""
    at = rng.choice(sheet.columns()[1:-2])
    cells = sheet.headers[-1].cells
    cells[at] = cells[at + 1] = Cell(f"{cells[at].text}、{cells[at + 1].text}")


def columns_numbered(sheet: Sheet, rng: random.Random) -> None:
    """A row of 1 to 7 below the header."""
    name = Cell(rng.choice(["甲", "栏次", ""]))
    numbers = [Cell(str(n)) for n, _ in enumerate(sheet.columns(), start=1)]
    last = sheet.lines.index(sheet.headers[-1])
    rest = [Cell() for _ in sheet.lines[last].cells[sheet.columns()[-1] + 1 :]]
    sheet.lines.insert(last + 1, Line([name] * sheet.labels() + numbers + rest))


# --- more columns ---------------------------------------------------------------------------------


def serial_numbers(sheet: Sheet, rng: random.Random) -> None:
    """序号 in front."""
    numbers = iter(range(1, 99))
    sheet.insert(0, rng.choice(["序号", ""]), lambda line: str(next(numbers)), merged=True)


def row_codes(sheet: Sheet, rng: random.Random) -> None:
    """行次 between labels and figures."""
    numbers = iter(range(1, 99))
    head = rng.choice(["行次", "代码", "编号"])
    sheet.insert(sheet.labels(), head, lambda line: str(next(numbers)), merged=True)


def remarks(sheet: Sheet, rng: random.Random) -> None:
    """备注 behind."""
    texts = ["", "", "含转办3件", "5"]
    at = sheet.columns()[-1] + 1
    sheet.insert(at, "备注", lambda line: rng.choice(texts), merged=True)


def units(sheet: Sheet, rng: random.Random) -> None:
    """单位 in front of the figures."""
    head = rng.choice(["单位", "计量单位"])
    sheet.insert(sheet.labels(), head, lambda line: "件", merged=True)


def shares(sheet: Sheet, rng: random.Random) -> None:
    """占比 among the figures."""
    at = rng.randint(sheet.labels(), sheet.columns()[-1] + 1)
    sheet.insert(at, rng.choice(["占比", "占比（%）"]), _any_number(rng), merged=True)


def last_year_behind(sheet: Sheet, rng: random.Random) -> None:
    """Last year's total beside this year's."""
    at = sheet.columns()[-1] + rng.randint(0, 1)
    sheet.insert(at, rng.choice(_LAST_YEAR), _any_number(rng), merged=True)


def last_year_in_front(sheet: Sheet, rng: random.Random) -> None:
    """Last year's total in front of the figures."""
    sheet.insert(sheet.labels(), rng.choice(_LAST_YEAR), _any_number(rng), merged=True)


def growth(sheet: Sheet, rng: random.Random) -> None:
    """同比 beside the total."""
    head = rng.choice(["同比", "同比增减", "较上年", "增减数", "增长率"])
    at = sheet.columns()[-1] + rng.randint(0, 1)
    sheet.insert(at, head, _any_number(rng), merged=True)


def organisations_summed(sheet: Sheet, rng: random.Random) -> None:
    """小计 of 法人或其他组织, before or behind its columns."""
    at = rng.choice([sheet.columns()[1], sheet.columns()[-1]])
    sums = {id(line): _sum_of_organisations(line) for line in sheet.lines}
    heads = ["小计", "合计", "法人小计"]
    if not (_numbers_of(sheet, "total") or any(_numbers_of(sheet, "natural_person"))):
        heads.remove("合计")  # that would be the column 总计: all sums tie
    head = rng.choice(heads)
    sheet.insert(at, head, lambda line: sums[id(line)], merged=rng.random() < 0.5)


def _numbers_of(sheet: Sheet, column: str) -> list[int]:
    cells = ((key.column, value) for key, value in sheet.truth().items())
    return [value for own, value in cells if own == column and isinstance(value, int)]


def _sum_of_organisations(line: Line) -> str:
    values = [
        value
        for cell in line.cells
        for key, value in cell.holds.items()
        if key.column not in ("natural_person", "total") and isinstance(value, int)
    ]
    return str(sum(values))


def empty_column(sheet: Sheet, rng: random.Random) -> None:
    """A column without anything in it, wherever it stands."""
    at = rng.choice([0, *sheet.columns(), sheet.columns()[-1] + 1])
    sheet.insert(at, "", lambda line: "", merged=False)


def last_year_in_every_column(sheet: Sheet, rng: random.Random) -> None:
    """Each column parted into 本年 and 上年."""
    first, width = sheet.labels(), len(sheet.columns())
    lowest = sheet.headers[-1] if sheet.headers else None
    years = rng.choice([("本年", "上年"), ("上年", "本年")])
    behind = years[0] == "本年"
    for line in sheet.lines:
        pairs: list[Cell] = []
        for cell in line.cells[first : first + width]:
            other = cell if line.header else Cell(str(rng.randint(1, 999)))
            pairs += [cell, other] if behind else [other, cell]
        line.cells[first : first + width] = pairs
    if lowest is not None:
        rest = [Cell() for _ in lowest.cells[first + 2 * width :]]
        names = [Cell(year) for _ in range(width) for year in years]
        lead = lowest.cells[:first]
        sheet.lines.insert(sheet.lines.index(lowest) + 1, Line([*lead, *names, *rest], header=True))


# --- fewer columns --------------------------------------------------------------------------------


def column_dropped(sheet: Sheet, rng: random.Random) -> None:
    """One of the seven is not there."""
    sheet.drop(rng.choice(sheet.columns()))


def totals_dropped(sheet: Sheet, rng: random.Random) -> None:
    """总计 is not there."""
    sheet.drop(sheet.columns()[-1])


def two_columns_dropped(sheet: Sheet, rng: random.Random) -> None:
    """Two of them are not there."""
    sheet.drop(*rng.sample(sheet.columns(), 2))


def organisations_dropped(sheet: Sheet, rng: random.Random) -> None:
    """自然人 and 总计 only."""
    sheet.drop(*sheet.columns()[1:-1])


def applicants_dropped(sheet: Sheet, rng: random.Random) -> None:
    """总计 only."""
    sheet.drop(*sheet.columns()[:-1])


def organisations_in_one(sheet: Sheet, rng: random.Random) -> None:
    """One column of 法人或其他组织 with the sum of the five."""
    first = sheet.columns()[1]
    name = Cell("法人或其他组织")
    for line in sheet.lines:
        cell = name if line.header else Cell(_sum_of_organisations(line))
        if line.header and line is sheet.headers[0]:
            cell = line.cells[first]
        line.cells[first : sheet.columns()[-1]] = [cell]


# --- cells made one -------------------------------------------------------------------------------


def two_columns_in_one(sheet: Sheet, rng: random.Random) -> None:
    """A converter wrote the numbers of two columns into one cell, and left the other empty."""
    at = rng.choice(sheet.columns()[:-1])
    for line in sheet.body:
        _write_into_one(sheet, line, at)


def two_columns_in_one_sometimes(sheet: Sheet, rng: random.Random) -> None:
    """The same in three rows."""
    for line in rng.sample(sheet.body, 3):
        _write_into_one(sheet, line, rng.choice(sheet.columns()[:-1]))


def _write_into_one(sheet: Sheet, line: Line, at: int) -> None:
    one, other = line.cells[at : at + 2]
    if not (one.holds and other.holds):
        return  # beside a column that is not of the form: nobody could tell
    if not one.text:
        # The number of the other alone looks like one of this column.
        sheet.shown |= dict.fromkeys(one.holds, next(iter(other.holds.values()), None))
        sheet.shown |= dict.fromkeys(other.holds)
    line.cells[at] = Cell(f"{one.text} {other.text}".strip(), one.holds | other.holds)
    line.cells[at + 1] = Cell()


def equal_cells_merged_across(sheet: Sheet, rng: random.Random) -> None:
    """Equal neighbours merged over columns."""
    places = sheet.columns()
    for line in sheet.body:
        for at in places[1:]:
            _merge(sheet, line, at, line.cells[at - 1], rng)


def equal_cells_merged_down(sheet: Sheet, rng: random.Random) -> None:
    """Equal neighbours merged over rows."""
    for above, line in zip(sheet.lines, sheet.lines[1:], strict=False):
        for at in sheet.columns() if above.item and line.item else ():
            _merge(sheet, line, at, above.cells[at], rng)


def _merge(sheet: Sheet, line: Line, at: int, into: Cell, rng: random.Random) -> None:
    own = line.cells[at]
    if own.holds and into.holds and own.text == into.text and rng.random() < 0.6:
        sheet.shown |= dict.fromkeys(own.holds)
        into.holds |= own.holds
        line.cells[at] = into


ORDERS: tuple[Change, ...] = (
    columns_shuffled, two_columns_exchanged, total_leads, organisations_lead, columns_reversed,
)  # fmt: skip
ADDED: tuple[Change, ...] = (
    serial_numbers, row_codes, remarks, units, shares, last_year_behind, last_year_in_front, growth,
    organisations_summed, empty_column, last_year_in_every_column,
)  # fmt: skip
DROPPED: tuple[Change, ...] = (
    column_dropped, totals_dropped, two_columns_dropped, organisations_dropped, applicants_dropped,
    organisations_in_one,
)  # fmt: skip
HEADERS: tuple[Change, ...] = (
    header_of_one_row, header_of_two_rows, header_cell_of_two, columns_numbered,
)  # fmt: skip
HEADERS_LOST: tuple[Change, ...] = (header_lost, header_lacks_total)
"""With these the page no longer tells what an office did to the columns."""
CELLS: tuple[Change, ...] = (
    two_columns_in_one, two_columns_in_one_sometimes, equal_cells_merged_across,
    equal_cells_merged_down,
)  # fmt: skip
