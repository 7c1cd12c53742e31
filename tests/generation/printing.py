"""What stands on a page before a layout prints it: rows, labels, cells as texts.

Troubles (`troubles*`) change a `Page`, layouts print it. `truth` says what each cell holds, `open`
which of them the page no longer tells for sure: there, ambiguous is a right answer, a wrong number
never is.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from decimal import Decimal

from gouji.forms import catalogue
from gouji.forms.model import CellKey
from tests.generation.figures import Drawn, Printed

HEAD = "根据条例要求，编制本报告。统计期限自{year}年1月1日起至12月31日止。"
HEADER_2 = ("商业企业", "科研机构", "社会公益组织", "法律服务机构", "其他")
NOTE = "（本列数据的勾稽关系为：第一项加第二项之和，等于第三项加第四项之和）"
RESULTS = ("结果维持", "结果纠正", "其他结果", "尚未审结", "总计")
OUTER = "三、本年度办理结果"
HEADINGS = (
    "一、总体情况", "二、主动公开政府信息情况", "三、收到和处理政府信息公开申请情况",
    "四、政府信息公开行政复议、行政诉讼情况", "五、存在的主要问题及改进情况",
    "六、其他需要报告的事项",
)  # fmt: skip

Spanned = tuple[str, int, int]
"""A text and over how many columns and rows it reaches."""
Table = list[list[Spanned]]
True_ = Printed | Decimal


@dataclass
class Row:
    """A printed row. `group` and `outer` are labels that reach over several rows."""

    label: str
    values: list[str] = field(default_factory=list)
    item: str | None = None
    group: str | None = None
    outer: str | None = None


@dataclass(frozen=True)
class Break:
    """A page ends before row `row` of table 三. `number` is printed there, "" prints nothing."""

    row: int
    number: str = ""
    header: bool = False


@dataclass
class Page:
    """One report as it will be printed. `header` holds the seven columns of table 三."""

    title: str
    opening: str
    two: list[Row]
    three: list[Row]
    disputes: list[str]
    truth: dict[str, dict[CellKey, True_]]
    note: str = NOTE
    header: list[str] = field(default_factory=lambda: ["自然人", *HEADER_2, "总计"])
    headings: list[str] = field(default_factory=lambda: list(HEADINGS))
    general: list[str] = field(default_factory=lambda: ["本年工作平稳。"])
    # Prose between the headings of table 四 and the table; `four` is how that is printed.
    four_prose: list[str] = field(default_factory=list)
    four: str = "row"
    label_columns: int = 3
    breaks: list[Break] = field(default_factory=list)
    # A text that floats among the rows of table 三, and before which row.
    floating: list[tuple[int, str]] = field(default_factory=list)
    open: dict[str, set[CellKey]] = field(default_factory=dict)

    def leave_open(self, table: str, *keys: CellKey) -> None:
        """The page no longer tells these cells (all of the table where none is named)."""
        self.open.setdefault(table, set()).update(keys or self.truth[table])

    def row_keys(self, row: Row) -> list[CellKey]:
        """The cells of a row of table 三."""
        columns = catalogue.tables()["requests"].columns
        return [CellKey(str(row.item), column.id) for column in columns]


def text_of(value: Printed) -> str:
    return "" if value is None else str(value)


def page_of(report: Drawn | Page) -> Page:
    """The page of a drawn report, printed as the form has it; a page is left as it is."""
    if isinstance(report, Page):
        return report
    return Page(
        f"{report.issuer}{report.year}年政府信息公开工作年度报告",
        HEAD.format(year=report.year),
        _disclosure(report),
        _requests(report),
        [text_of(value) for value in report.cells["disputes"].values()],
        {table: dict(cells) for table, cells in report.cells.items()},
    )


def _disclosure(drawn: Drawn) -> list[Row]:
    """Rows of table 二, with its five or four small headers."""
    table = catalogue.tables()["disclosure"]
    cells = drawn.cells["disclosure"]
    rows: list[Row] = []
    group = header = None
    for item in table.items_of(drawn.form):
        columns = item.columns[drawn.form]
        names = [_column_name(column) for column in columns]
        if item.group != group:
            rows.append(Row(str(item.group)))
        if item.group != group or names != header:
            rows.append(Row("信息内容", names))
        group, header = item.group, names
        values = [text_of(cells[CellKey(item.id, column)]) for column in columns]
        rows.append(Row(item.label(drawn.form), values, item.id))
    return rows


def _column_name(column: str) -> str:
    if column == "amount_yuan":
        return "本年收费金额（单位：元）"
    return catalogue.tables()["disclosure"].column(column).zh


def _requests(drawn: Drawn) -> list[Row]:
    table = catalogue.tables()["requests"]
    cells = drawn.cells["requests"]
    return [
        Row(
            item.zh,
            [text_of(cells[CellKey(item.id, column.id)]) for column in table.columns],
            item.id,
            item.group if item.group and item.group.startswith("（") else None,
            OUTER if item.group else None,
        )
        for item in table.items_of(drawn.requests_form)
    ]


# --- rows as texts --------------------------------------------------------------------------------


@dataclass(frozen=True)
class Chunk:
    """The rows of table 三 on one sheet of paper; `number` is what was printed before them."""

    number: str
    header: bool
    rows: list[Row]
    first: int


def chunks(page: Page) -> list[Chunk]:
    """Table 三 by sheets: one, or more where pages end inside it."""
    found = [Chunk("", True, [], 0)]
    for index, row in enumerate(page.three):
        for end in page.breaks:
            if end.row == index:
                found.append(Chunk(end.number, end.header, [], index))
        found[-1].rows.append(row)
    return found


def leads(rows: list[Row]) -> list[list[str]]:
    """The label cells of each row as text dumps have them: groups on their first row only."""
    found = []
    group = outer = None
    for row in rows:
        labels = [row.label]
        if row.group and row.group != group:
            labels.insert(0, row.group)
        if row.outer and row.outer != outer:
            labels.insert(0, row.outer)
        group, outer = row.group, row.outer or outer
        found.append(labels)
    return found


def floating_before(page: Page, index: int) -> Iterator[str]:
    """What floats before row `index` of table 三."""
    return (text for row, text in page.floating if row == index)


# --- tables with spans ----------------------------------------------------------------------------


def disclosure_table(page: Page) -> Table:
    """Table 二, four columns wide."""
    rows = [[row.label, *row.values] for row in page.two]
    return [
        [*((text, 1, 1) for text in row[:-1]), (row[-1], 5 - len(row), 1)] for row in rows
    ]  # fmt: skip


def requests_tables(page: Page) -> list[tuple[str, Table]]:
    """Table 三 by sheets: what is printed before, and the rows that stand on it."""
    lead = page.label_columns
    found = []
    for chunk in chunks(page):
        table: Table = []
        if chunk.header:
            table += [
                [(page.note, lead, 3), ("申请人情况", 7, 1)],
                [(page.header[0], 1, 2), ("法人或其他组织", 5, 1), (page.header[-1], 1, 2)],
                [(name, 1, 1) for name in page.header[1:-1]],
            ]
        for index, row in enumerate(chunk.rows):
            cells = _lead(chunk.rows, index, lead)
            table.append([*cells, *((value, 1, 1) for value in row.values)])
        found.append((chunk.number, table))
    return found


def _lead(rows: list[Row], index: int, width: int) -> list[Spanned]:
    row = rows[index]
    if width == 1 or row.outer is None:
        return [(row.label, width, 1)]
    lead: list[Spanned] = []
    if width == 3:
        lead += _reaching(rows, index, "outer")
    if row.group is None:
        return [*lead, (row.label, 2, 1)]
    return [*lead, *_reaching(rows, index, "group"), (row.label, 1, 1)]


def _reaching(rows: list[Row], index: int, name: str) -> list[Spanned]:
    """A label over all rows that share it; nothing where it started above."""
    label = getattr(rows[index], name)
    if index and getattr(rows[index - 1], name) == label:
        return []
    end = index
    while end < len(rows) and getattr(rows[end], name) == label:
        end += 1
    return [(label, 1, end - index)]


def disputes_tables(page: Page) -> list[Table]:
    """Table 四: one row of fifteen cells, three small tables, or none where prose tells it."""
    cells = [(text, 1, 1) for text in page.disputes]
    results = [(name, 1, 1) for name in RESULTS]
    if page.four == "prose":
        return []
    if page.four == "three":
        names = ("行政复议", "行政诉讼（未经复议直接起诉）", "行政诉讼（复议后起诉）")
        return [
            [[(name, 5, 1)], results, cells[start : start + 5]]
            for name, start in zip(names, (0, 5, 10), strict=True)
        ]
    if page.four == "stacked":
        names = ("行政复议", "未经复议直接起诉", "复议后起诉")
        return [
            [
                [("类别", 1, 1), *results],
                *(
                    [(name, 1, 1), *cells[start : start + 5]]
                    for name, start in zip(names, (0, 5, 10), strict=True)
                ),
            ]
        ]
    head: Table = [
        [("行政复议", 5, 1), ("行政诉讼", 10, 1)],
        [*((n, 1, 2) for n in RESULTS), ("未经复议直接起诉", 5, 1), ("复议后起诉", 5, 1)],
        [*results, *results],
    ]
    return [[*head, cells]]
