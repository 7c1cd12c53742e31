"""What offices and converters do to table 四: fifteen cells under three rows of header."""

from __future__ import annotations

import random

from tests.generation.printing import RESULTS
from tests.generation.structure.columns import Change
from tests.generation.structure.sheet import Cell, Line, Sheet

_NAMES = {
    "reconsideration": "行政复议",
    "litigation_direct": "未经复议直接起诉",
    "litigation_after_reconsideration": "复议后起诉",
}
_WIDTH, _RESULTS = 15, 5


def _blocks(sheet: Sheet) -> list[list[Cell]]:
    """The cells of each kind of case, as they stand in the row of numbers."""
    cells = sheet.lines[-1].cells
    return [cells[start : start + _RESULTS] for start in range(0, _WIDTH, _RESULTS)]


def _item(block: list[Cell]) -> str:
    return next(key.item for cell in block for key in cell.holds)


def _sum(cells: list[Cell]) -> Cell:
    return Cell(str(sum(int(cell.text) for cell in cells if cell.text.isdigit())))


# --- another order --------------------------------------------------------------------------------


def results_shuffled(sheet: Sheet, rng: random.Random) -> None:
    """The results in another order, the same in each block."""
    order = rng.sample(range(_RESULTS), _RESULTS)
    sheet.reorder([start + n for start in range(0, _WIDTH, _RESULTS) for n in order])


def results_of_one_block_shuffled(sheet: Sheet, rng: random.Random) -> None:
    """The results of one block in another order."""
    order = list(range(_WIDTH))
    start = rng.choice([0, 5, 10])
    order[start : start + _RESULTS] = rng.sample(order[start : start + _RESULTS], _RESULTS)
    sheet.reorder(order)


def two_results_exchanged(sheet: Sheet, rng: random.Random) -> None:
    """Two results stand in each other's place, in each block."""
    order = list(range(_RESULTS))
    one, other = rng.sample(order, 2)
    order[one], order[other] = other, one
    sheet.reorder([start + n for start in range(0, _WIDTH, _RESULTS) for n in order])


def blocks_shuffled(sheet: Sheet, rng: random.Random) -> None:
    """The blocks in another order."""
    starts = rng.sample([0, 5, 10], 3)
    sheet.reorder([start + n for start in starts for n in range(_RESULTS)])


# --- more and fewer columns -----------------------------------------------------------------------


def result_dropped(sheet: Sheet, rng: random.Random) -> None:
    """One of the fifteen columns is not there."""
    sheet.drop(rng.randrange(_WIDTH))


def result_dropped_in_each_block(sheet: Sheet, rng: random.Random) -> None:
    """One result is not there in any block."""
    at = rng.randrange(_RESULTS)
    sheet.drop(*(start + at for start in range(0, _WIDTH, _RESULTS)))


def block_dropped(sheet: Sheet, rng: random.Random) -> None:
    """One or two blocks are not there."""
    for start in sorted(rng.sample([0, 5, 10], rng.randint(1, 2)), reverse=True):
        sheet.drop(*range(start, start + _RESULTS))


def summed_over_blocks(sheet: Sheet, rng: random.Random) -> None:
    """合计 of all blocks, or of the lawsuits, behind."""
    totals = [block[-1] for block in _blocks(sheet)]
    head, cells = rng.choice([("合计", totals), ("诉讼总计", totals[1:])])
    sheet.insert(_WIDTH, head, lambda line: _sum(cells).text, merged=True)


def labelled(sheet: Sheet, rng: random.Random) -> None:
    """A column of labels in front."""
    head = rng.choice(["项目", "", "类别"])
    text = rng.choice(["件数", "数量", "本年", "1", ""])
    sheet.insert(0, head, lambda line: text, merged=True)


def share_added(sheet: Sheet, rng: random.Random) -> None:
    """A share behind a block."""
    head, text = rng.choice(["占比", "纠错率", "同比"]), str(rng.randint(1, 99))
    sheet.insert(rng.choice([5, 10, 15]), head, lambda line: text, merged=True)


def empty_column(sheet: Sheet, rng: random.Random) -> None:
    """An empty column between blocks."""
    sheet.insert(rng.choice([0, 5, 10, 15]), "", lambda line: "", merged=False)


# --- rows -----------------------------------------------------------------------------------------


def last_year(sheet: Sheet, rng: random.Random) -> None:
    """A row of last year above or below, with labels or without."""
    by = rng.randint(2, 9)
    names = rng.choice([("本年", "上年"), ("2023年", "2022年"), ("2023", "2022"), None])
    own = sheet.lines[-1].cells
    other = [Cell(str(int(c.text) * by) if c.text.isdigit() else c.text) for c in own]
    if names:
        name = Cell(rng.choice(["年度", "项目", ""]))
        for line in sheet.headers:
            line.cells.insert(0, name)
        own.insert(0, Cell(names[0]))
        other.insert(0, Cell(names[1]))
    sheet.lines.insert(len(sheet.lines) - (rng.random() < 0.5), Line(other))


def one_row_a_block(sheet: Sheet, rng: random.Random) -> None:
    """Five columns, a row for each kind of case, results and rows in any order."""
    order = rng.choice([list(range(_RESULTS)), rng.sample(range(_RESULTS), _RESULTS)])
    lines = [Line([Cell("项目"), *(Cell(RESULTS[n]) for n in order)], header=True)]
    for block in _blocks(sheet):
        lines.append(Line([Cell(_NAMES[_item(block)]), *(block[n] for n in order)]))
    body = lines[1:]
    if rng.random() < 0.5:
        rng.shuffle(body)
    if rng.random() < 0.3:
        lawsuits = _blocks(sheet)[1:]
        sums = [_sum([block[n] for block in lawsuits]) for n in order]
        name = rng.choice(["行政诉讼", "行政诉讼小计", "合计", "诉讼合计"])
        body.insert(rng.randint(0, 3), Line([Cell(name), *sums]))
    sheet.lines = [lines[0], *body]


def one_row_a_result(sheet: Sheet, rng: random.Random) -> None:
    """Three columns, a row for each result."""
    blocks = rng.sample(_blocks(sheet), 3)
    head = [Cell("结果"), *(Cell(_NAMES[_item(block)]) for block in blocks)]
    order = rng.choice([list(range(_RESULTS)), rng.sample(range(_RESULTS), _RESULTS)])
    body = [Line([Cell(RESULTS[n]), *(block[n] for block in blocks)]) for n in order]
    sheet.lines = [Line(head, header=True), *body]


def three_small_tables(sheet: Sheet, rng: random.Random) -> None:
    """A small table for each kind of case, in any order."""
    order = rng.choice([list(range(_RESULTS)), rng.sample(range(_RESULTS), _RESULTS)])
    lines = []
    for block in rng.sample(_blocks(sheet), 3):
        name = _NAMES[_item(block)]
        name = name if name.startswith("行政") else f"行政诉讼（{name}）"
        lines += [
            Line([Cell(name)] * 1, header=True),
            Line([Cell(RESULTS[n]) for n in order], header=True),
            Line([block[n] for n in order]),
        ]
        lines[-3].cells *= _RESULTS
    sheet.lines = lines


def rows_and_columns_interchanged(sheet: Sheet, rng: random.Random) -> None:
    """The three rows of header and the numbers as four columns."""
    columns = zip(*(line.cells for line in sheet.lines), strict=True)
    sheet.lines = [Line(list(column)) for column in columns]


# --- cells and header -----------------------------------------------------------------------------


def cells_lost(sheet: Sheet, rng: random.Random) -> None:
    """Some of the fifteen cells are not in the dump."""
    cells = sheet.lines[-1].cells
    for at in sorted(rng.sample(range(len(cells)), rng.randint(1, 5)), reverse=True):
        del cells[at]


def header_torn(sheet: Sheet, rng: random.Random) -> None:
    """One or two rows of the header are not there."""
    sheet.lines = sheet.lines[rng.randint(1, 2) :]


def middle_header_lost(sheet: Sheet, rng: random.Random) -> None:
    """The row of the header that parts the lawsuits is not there."""
    del sheet.lines[1]


ORDERS: tuple[Change, ...] = (
    results_shuffled, results_of_one_block_shuffled, two_results_exchanged, blocks_shuffled,
)  # fmt: skip
COLUMNS: tuple[Change, ...] = (
    result_dropped, result_dropped_in_each_block, block_dropped, summed_over_blocks, labelled,
    share_added, empty_column,
)  # fmt: skip
ROWS: tuple[Change, ...] = (
    last_year, one_row_a_block, one_row_a_result, three_small_tables,
    rows_and_columns_interchanged, cells_lost, header_torn, middle_header_lost,
)  # fmt: skip
