"""What offices and converters do to table 二: sections under small headers."""

from __future__ import annotations

import random

from tests.generation.structure.columns import Change
from tests.generation.structure.sheet import Cell, Line, Sheet

_HEAD, _NAMES = "二十条", "信息内容"
_LAST_YEAR = ("上年数", "上年", "2022年", "上年同期", "2022年处理决定数量")
_OTHERS = ("行政确认", "行政检查", "行政裁决", "行政征收", "其他对外管理服务事项")


def _sections(sheet: Sheet) -> list[list[Line]]:
    """The rows by the paragraphs of article 20, heading and names of columns first."""
    found: list[list[Line]] = []
    for line in sheet.lines:
        if _HEAD in line.cells[0].text or not found:
            found.append([])
        found[-1].append(line)
    return found


def _is_head(line: Line) -> bool:
    return _HEAD in line.cells[0].text


def columns_shuffled(sheet: Sheet, rng: random.Random) -> None:
    """The columns of sections in another order."""
    for section in _sections(sheet):
        wide = [line for line in section if len({id(cell) for cell in line.cells[1:4]}) == 3]
        order = rng.sample(range(1, 4), 3)
        for line in wide:
            line.cells[1:4] = [line.cells[n] for n in order]


def two_columns_exchanged(sheet: Sheet, rng: random.Random) -> None:
    """The columns of the sections that have two of them stand in each other's place."""
    for line in sheet.lines:
        cells = line.cells
        if cells[2] is cells[3] and cells[1] is not cells[2]:
            cells[1:4] = [cells[2], cells[1], cells[1]]


def column_dropped(sheet: Sheet, rng: random.Random) -> None:
    """One column is not there, in no section."""
    sheet.drop(rng.choice([1, 2, 3]))


def column_dropped_in_one_section(sheet: Sheet, rng: random.Random) -> None:
    """One column of the first section is not there."""
    at = rng.choice([1, 2, 3])
    for line in _sections(sheet)[0]:
        if not _is_head(line):
            del line.cells[at]
            line.cells.append(line.cells[-1])


def column_added(sheet: Sheet, rng: random.Random) -> None:
    """A column of last year, in every section."""
    at, name = rng.choice([1, 4]), rng.choice(_LAST_YEAR)
    for line in sheet.lines:
        own = line.cells[at - 1 if at == 4 else at]
        if line.item:
            own = Cell(str(rng.randint(400, 999)))
        elif not _is_head(line):
            own = Cell(name)
        line.cells.insert(at, own)


def column_added_in_one_section(sheet: Sheet, rng: random.Random) -> None:
    """A column in the first section; what stands below reaches over it."""
    at = rng.randint(1, 4)
    name = rng.choice(["上年制发件数", "备注", "本年修订件数", "单位", "累计件数"])
    first = _sections(sheet)[0]
    for line in sheet.lines:
        own = line.cells[at - 1]
        if line.item and line in first:
            own = Cell("" if name == "备注" else str(rng.randint(400, 999)))
        elif line in first and not _is_head(line):
            own = Cell(name)
        line.cells.insert(at, own)


def serial_numbers(sheet: Sheet, rng: random.Random) -> None:
    """序号 in front."""
    numbers = iter(range(1, 99))
    for line in sheet.lines:
        line.cells.insert(0, Cell(str(next(numbers)) if line.item else "序号"))


def rows_added(sheet: Sheet, rng: random.Random) -> None:
    """其中 or 上年 below rows."""
    lines: list[Line] = []
    for line in sheet.lines:
        lines.append(line)
        if line.item and rng.random() < 0.6:
            name = rng.choice(["上年", "其中：本级", "同比", "其中：市场监管类", "其中：网上办理"])
            lines.append(_with_numbers(line, name, rng))
    sheet.lines = lines


def other_rows_added(sheet: Sheet, rng: random.Random) -> None:
    """Rows of what the form does not ask for, above those that it asks for."""
    lines: list[Line] = []
    for line in sheet.lines:
        if line.item in ("licensing", "penalties", "compulsion") and rng.random() < 0.5:
            lines.append(_with_numbers(line, rng.choice(_OTHERS[:-1]), rng))
        lines.append(line)
    sheet.lines = lines


def _with_numbers(line: Line, name: str, rng: random.Random) -> Line:
    """A row merged as another is."""
    made = {id(cell): Cell(str(rng.randint(100, 999))) for cell in line.cells[1:]}
    return Line([Cell(name), *(made[id(cell)] for cell in line.cells[1:])])


def sections_shuffled(sheet: Sheet, rng: random.Random) -> None:
    """The sections in another order."""
    sections = _sections(sheet)
    rng.shuffle(sections)
    sheet.lines = [line for section in sections for line in section]


def rows_exchanged(sheet: Sheet, rng: random.Random) -> None:
    """The two rows of each section stand in each other's place."""
    lines: list[Line] = []
    for section in _sections(sheet):
        body = [line for line in section if line.item]
        lines += [line for line in section if not line.item] + body[::-1]
    sheet.lines = lines


def headings_lost(sheet: Sheet, rng: random.Random) -> None:
    """No 第二十条."""
    sheet.lines = [line for line in sheet.lines if not _is_head(line)]


def label_lost(sheet: Sheet, rng: random.Random) -> None:
    """A row has no label."""
    rng.choice(sheet.body).cells[0] = Cell()


def cell_lost(sheet: Sheet, rng: random.Random) -> None:
    """A cell of some rows is not in the dump."""
    for line in rng.sample(sheet.body, 2):
        del line.cells[rng.randrange(1, len(line.cells))]


def cells_empty(sheet: Sheet, rng: random.Random) -> None:
    """Some cells are empty."""
    for line in sheet.body:
        cell = rng.choice(line.cells[1:])
        if rng.random() < 0.5:
            cell.text, cell.holds = "", dict.fromkeys(cell.holds)


def sections_beside(sheet: Sheet, rng: random.Random) -> None:
    """The first section on the left, the others on the right of it."""
    first, *others = _sections(sheet)
    right = [line.cells[:2] if line.cells[1] is line.cells[-1] else line.cells
             for section in others for line in section]  # fmt: skip
    width = max(map(len, right))
    lines = []
    for n in range(max(len(first), len(right))):
        left = first[n].cells if n < len(first) else [Cell() for _ in range(4)]
        own = right[n] if n < len(right) else []
        lines.append(Line(left + own + [Cell() for _ in range(width - len(own))]))
    sheet.lines = lines


def rows_and_columns_interchanged(sheet: Sheet, rng: random.Random) -> None:
    """Rows and columns interchanged."""
    columns = zip(*(line.cells for line in sheet.lines), strict=True)
    sheet.lines = [Line(list(column)) for column in columns]


def counted(sheet: Sheet, rng: random.Random) -> None:
    """What is counted stands behind the number."""
    for line in sheet.body:
        for cell in {id(cell): cell for cell in line.cells[1:]}.values():
            money = any(key.column == "amount_yuan" for key in cell.holds)
            if cell.text.isdigit() and cell.holds:
                cell.text += "元" if money else rng.choice(["件", "项", "件（含简易程序）", "宗"])


ORDERS: tuple[Change, ...] = (
    columns_shuffled, two_columns_exchanged, sections_shuffled, rows_exchanged,
)  # fmt: skip
COLUMNS: tuple[Change, ...] = (
    column_dropped, column_dropped_in_one_section, column_added, column_added_in_one_section,
    serial_numbers,
)  # fmt: skip
ROWS: tuple[Change, ...] = (
    rows_added, other_rows_added, headings_lost, label_lost, cell_lost, cells_empty,
    sections_beside, rows_and_columns_interchanged, counted,
)  # fmt: skip
