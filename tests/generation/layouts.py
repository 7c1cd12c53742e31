"""Prints a drawn report, or a page with troubles on it, the way collected pages look.

Every layout is a function from `Drawn` or `Page` to text. Prose is short and neutral: it states no
number that a claim could be made of.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from html import escape

from tests.generation.figures import Drawn
from tests.generation.printing import (
    Page,
    Table,
    chunks,
    disclosure_table,
    disputes_tables,
    floating_before,
    leads,
    page_of,
    requests_tables,
)

Report = Drawn | Page


def sections(
    page: Page, two: Iterable[str], three: Iterable[str], four: Iterable[str]
) -> list[str]:
    """The whole report around what stands for the three tables."""
    head = page.headings
    return [
        page.title, page.opening, head[0], *page.general, head[1], *two, head[2], *three,
        head[3], *page.four_prose, *four, head[4], "人手偏少。", head[5], "无其他事项。",
    ]  # fmt: skip


def texts(table: Table) -> list[list[str]]:
    return [[text for text, _, _ in row] for row in table]


def _header(page: Page) -> list[list[str]]:
    head = [["申请人情况"], [page.header[0], "法人或其他组织", page.header[-1]], page.header[1:-1]]
    return [[page.note, *head[0]], *head[1:]] if page.note else head


def request_lines(page: Page) -> list[tuple[list[str], list[str]]]:
    """Labels and values of each line of table 三; lines that are no row have no values."""
    lines: list[tuple[list[str], list[str]]] = []
    for chunk in chunks(page):
        if chunk.number:
            lines.append(([chunk.number], []))
        if chunk.header:
            lines += [(row, []) for row in _header(page)]
        for index, (labels, row) in enumerate(zip(leads(chunk.rows), chunk.rows, strict=True)):
            lines += [([], [text]) for text in floating_before(page, chunk.first + index)]
            lines.append((labels, row.values))
    return lines


def request_rows(page: Page) -> list[tuple[list[str], list[str]]]:
    """The same, without headers and numbers of pages: only the rows, with their seven values."""
    return [(labels, values) for labels, values in request_lines(page) if len(values) == 7]


def _flat(page: Page) -> tuple[list[str], list[str], list[str]]:
    two = [cell for row in page.two for cell in (row.label, *row.values)]
    three = [cell for labels, values in request_lines(page) for cell in (*labels, *values)]
    four = [cell for table in disputes_tables(page) for row in texts(table) for cell in row]
    return two, three, four


def spaced_lines(report: Report) -> str:
    """One cell a line, an empty line between, one more for each empty cell."""
    page = page_of(report)
    lines: list[str] = []
    for cell in sections(page, *_flat(page)):
        lines += ["", cell] if cell else [""]
    return "\n".join(lines)


def doubled_lines(report: Report) -> str:
    """The same, where an empty cell keeps its own line and its separator: two empty lines more."""
    page = page_of(report)
    return "\n\n".join(sections(page, *_flat(page)))


def dropped_blanks(report: Report) -> str:
    """One cell a line, empty cells dropped altogether: much of it cannot be known."""
    page = page_of(report)
    return "\n".join(cell for cell in sections(page, *_flat(page)) if cell)


def _line(cells: Iterable[str]) -> str:
    return " ".join(cell for cell in cells if cell)


def one_row_a_line(report: Report) -> str:
    """Labels and numbers on one line with spaces between, empty cells dropped."""
    page = page_of(report)
    two = [_line([row.label, *row.values]) for row in page.two]
    three = [_line([*labels, *values]) for labels, values in request_lines(page)]
    four = [_line(row) for table in disputes_tables(page) for row in texts(table)]
    return "\n".join(sections(page, two, three, four))


def _width(text: str) -> int:
    return sum(2 if ord(char) > 0x2E80 else 1 for char in text)


def spaced_columns(report: Report) -> str:
    """Columns kept apart by spaces, as `pdftotext -layout` writes: numbers stand under headers."""
    page = page_of(report)

    def aligned(rows: Iterable[list[str]], lead: int, width: int) -> list[str]:
        lines = []
        for cells in rows:
            line = cells[0] + " " * max(2, lead - _width(cells[0])) if cells else ""
            for cell in cells[1:]:
                line += " " * max(1, (width - _width(cell)) // 2) + cell
                line += " " * max(1, (width - _width(cell)) // 2)
            lines.append(line.rstrip())
        return lines

    two = aligned(([row.label, *row.values] for row in page.two), 34, 24)
    three = aligned(([" ".join(ls), *values] for ls, values in request_lines(page)), 70, 14)
    four = [
        line
        for table in disputes_tables(page)
        for line in aligned((["", *row] for row in texts(table)), 2, 10)
    ]
    return "\n".join(sections(page, two, three, four))


def piped_lines(report: Report) -> str:
    """A pipe alone on a line between cells."""
    page = page_of(report)
    two, three, four = ("\n|\n".join(["", *cells, ""]) for cells in _flat(page))
    return "\n".join(sections(page, [two], [three], [four]))


def pipe_ended(report: Report) -> str:
    """Each cell on its line with a pipe behind; filler pipes end a row."""
    page = page_of(report)
    tables = [
        [[row.label, *row.values] for row in page.two],
        [[*labels, *values] for labels, values in request_lines(page)],
        [row for table in disputes_tables(page) for row in texts(table)],
    ]
    printed = [
        [line for row in rows for line in (*(f"{cell} |".strip() for cell in row), "||")]
        for rows in tables
    ]
    return "\n".join(sections(page, *printed))


def tabbed(report: Report) -> str:
    """Several cells a line with tabs; group labels only on their first row shift the rest."""
    page = page_of(report)
    two = ["\t".join([row.label, *row.values] + [""] * (3 - len(row.values))) for row in page.two]
    three = []
    for labels, values in request_lines(page):
        if not values:
            first = "" if labels[0] == page.note else "\t" * (1 + (labels == page.header[1:-1]))
            last = "\t\t\t\t\t\t总计" if labels[0] == page.note else ""
            three.append(first + "\t".join(labels) + last)
        else:
            outer = not labels or labels[0].startswith(("一、", "二、", "四、", "三、"))
            three.append(("" if outer else "\t") + "\t".join([*labels, *values]))
    four = ["\t".join(row) for table in disputes_tables(page) for row in texts(table)]
    return "\n".join(sections(page, two, three, four))


def _markdown_row(cells: Iterable[str]) -> str:
    return "| " + " | ".join(cells) + " |"


def _rule(columns: int) -> str:
    return "|" + "---|" * columns


def _headed(table: Table) -> list[str]:
    """Table 四: its first rows above the Markdown table, the lowest of them as its header."""
    rows = texts(table)
    above = [cell for row in rows[:-2] for cell in row if cell not in rows[-2]]
    if len(rows) > 3 and len(rows[1]) == 6:
        above, rows = [], rows
        body = rows
        return ["", _markdown_row(body[0]), _rule(6), *map(_markdown_row, body[1:]), ""]
    header = ["结果维持", "结果纠正", "其他结果", "尚未审结", "总计"] * (len(rows[-1]) // 5)
    return ["", "、".join(a for a in above if a != "行政诉讼"), "", _markdown_row(header),
            _rule(len(header)), _markdown_row(rows[-1]), ""]  # fmt: skip


def markdown(report: Report) -> str:
    """Clean Markdown tables."""
    page = page_of(report)
    two: list[str] = []
    for row in page.two:
        if not row.values:
            two += ["", f"### {row.label}", ""]
        else:
            two.append(_markdown_row([row.label, *row.values]))
            if row.label == "信息内容":
                two.append(_rule(len(row.values) + 1))
    three: list[str] = []
    for chunk in chunks(page):
        three += [chunk.number] if chunk.number else []
        names = page.header if chunk.header else [""] * 7
        three += ["", "申请人情况", ""] if chunk.header else [""]
        three += [_markdown_row(["项目" if chunk.header else "", *names]), _rule(8)]
        for index, (labels, row) in enumerate(zip(leads(chunk.rows), chunk.rows, strict=True)):
            for text in floating_before(page, chunk.first + index):
                three.append(_markdown_row(["", text, *[""] * 6]))
            three.append(_markdown_row([" ".join(labels), *row.values]))
    four = [line for table in disputes_tables(page) for line in _headed(table)]
    return "\n".join(sections(page, [*two, ""], [*three, ""], four))


def markdown_rows(report: Report) -> str:
    """One Markdown table a row, with headers that a converter made up."""
    page = page_of(report)

    def table(labels: list[str], values: list[str]) -> list[str]:
        names = [f"数据{number}" for number in range(1, len(values) + 1)]
        return ["", _markdown_row(["项目", *names]), _rule(len(values) + 1),
                _markdown_row([" ".join(labels), *values]), ""]  # fmt: skip

    def rows(lines: Iterable[tuple[list[str], list[str]]]) -> list[str]:
        return [
            line for labels, values in lines
            for line in (table(labels, values) if values else [" ".join(labels)])
        ]  # fmt: skip

    two = rows(([row.label], row.values) for row in page.two)
    three = rows(request_lines(page))
    four = [line for printed in disputes_tables(page) for line in _headed(printed)]
    return "\n".join(sections(page, two, three, four))


def html_table(table: Table) -> str:
    """One real table with row and column spans."""
    rows = []
    for row in table:
        cells = []
        for text, columns, down in row:
            spans = f" colspan='{columns}'" if columns > 1 else ""
            spans += f" rowspan='{down}'" if down > 1 else ""
            cells.append(f"<td{spans}><p>{escape(text)}</p></td>")
        rows.append(f"<tr>{''.join(cells)}</tr>")
    return f"<table border=1>{''.join(rows)}</table>"


def html(report: Report) -> str:
    """Real tables with row and column spans, between the chrome of a site."""
    page = page_of(report)
    three = []
    for number, table in requests_tables(page):
        three += [number, html_table(table)] if number else [html_table(table)]
    three += [text for _, text in page.floating]
    parts = sections(
        page,
        [html_table(disclosure_table(page))],
        three,
        [html_table(table) for table in disputes_tables(page)],
    )
    inside = "".join(
        part if part.startswith("<table") else f"<p>{escape(part)}</p>" for part in parts
    )
    meta = (
        "<table><tr><td>索引号</td><td>990000/2024-1</td></tr>"
        "<tr><td>发布机构</td><td>办公室</td></tr></table>"
    )
    return (
        f"<!doctype html><html><head><meta charset='utf-8'><title>{page.title}</title></head>"
        f"<body><div class='nav'><a>首页</a><a>政务公开</a></div>{meta}"
        f"<div>{inside}</div></body></html>"
    )


LAYOUTS: dict[str, tuple[str, Callable[[Report], str]]] = {
    "spaced_lines": ("txt", spaced_lines),
    "doubled_lines": ("txt", doubled_lines),
    "dropped_blanks": ("txt", dropped_blanks),
    "one_row_a_line": ("txt", one_row_a_line),
    "spaced_columns": ("txt", spaced_columns),
    "piped_lines": ("txt", piped_lines),
    "pipe_ended": ("txt", pipe_ended),
    "tabbed": ("txt", tabbed),
    "markdown": ("md", markdown),
    "markdown_rows": ("md", markdown_rows),
    "html": ("html", html),
}
