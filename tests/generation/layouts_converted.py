"""Prints a report the way common converters of pages and PDFs write it.

Which converter writes so stands at each layout; the files are printed here, without it.
"""

from __future__ import annotations

import csv
import re
from collections import Counter
from collections.abc import Callable, Iterable
from io import StringIO

from tests.generation.drawing import ASCII, BOXES, Style, drawing, width
from tests.generation.laying_out import laid_out
from tests.generation.layouts import Report, request_lines, sections, spaced_lines, texts
from tests.generation.layouts_frames import (
    exported_sheet,
    frames_of_commas,
    numbered_frames,
    padded,
    printed_frames,
)
from tests.generation.printing import (
    Page,
    Table,
    disclosure_table,
    disputes_tables,
    page_of,
    requests_tables,
)

_ROWS_APART = 2
_NUMBER = re.compile(r"\d(?![.、．][一-鿿])")
_LONGEST_NUMBER = 12
_PAGE_OF_LINES = 97


def _rows(page: Page) -> tuple[list[list[str]], list[list[str]], list[list[str]]]:
    two = [[row.label, *row.values] for row in page.two]
    three = [[*labels, *values] for labels, values in request_lines(page)]
    four = [row for table in disputes_tables(page) for row in texts(table)]
    return two, three, four


def _apart(report: Report, empty: str | None) -> str:
    page = page_of(report)

    def lines(rows: Iterable[list[str]]) -> list[str]:
        found: list[str] = []
        for row in rows:
            found += [""] * _ROWS_APART
            found += [cell or empty for cell in row if cell or empty is not None]
        return found

    return "\n".join(sections(page, *map(lines, _rows(page))))


def rows_apart(report: Report) -> str:
    """A cell a line, empty lines between rows, a no-break space in empty cells (get_text)."""
    return _apart(report, "\xa0")


def rows_apart_dropped(report: Report) -> str:
    """The same where empty cells leave no line at all."""
    return _apart(report, None)


def labels_first(report: Report) -> str:
    """All labels of table 三, and its numbers below what follows (pdfminer on a ruled table)."""
    page = page_of(report)
    lines = request_lines(page)
    labels = [label for own, _ in lines for label in own]
    numbers = [cell for _, values in lines for cell in values if cell]
    two = [cell for row in page.two for cell in (row.label, *row.values) if cell]
    four = [cell for table in disputes_tables(page) for row in texts(table) for cell in row if cell]
    return "\n".join(sections(page, two, labels, [*four[:2], *numbers, *four[2:]]))


def _headless(table: Table, mark: Callable[[str], str]) -> str:
    """A Markdown table with an empty header, as one without a header is written."""
    rows = padded(table)
    width = max(map(len, rows), default=1)
    return "\n".join(
        [
            "",
            "|" + "   |" * width,
            "|" + "---|" * width,
            *("| " + " | ".join(mark(cell) if cell else "" for cell in row) + " |" for row in rows),
            "",
        ]
    )


def _styled(text: str) -> str:
    return f'<span style="font-family:宋体"><span style="font-size:14px">{text}</span></span>'


def marked_down_page(report: Report) -> str:
    """Markdown of a page with its wrappers, styled cells and empty headers (pandoc)."""
    page = page_of(report)
    parts = sections(
        page,
        [_headless(disclosure_table(page), _styled)],
        [part for number, table in requests_tables(page)
         for part in ([number] if number else []) + [_headless(table, _styled)]]
        + [text for _, text in page.floating],
        [_headless(table, _styled) for table in disputes_tables(page)],
    )  # fmt: skip
    body = [f"**{part}**" if part in page.headings else part for part in parts[1:]]
    return "\n\n".join(
        ['<div class="nav">', "-   [首页](/)", "</div>", '<div class="article">',
         f"# {parts[0]}", *body, "</div>"]
    )  # fmt: skip


def unled_rows(report: Report) -> str:
    """Markdown rows without a pipe in front, a rule under the first (html2text)."""
    page = page_of(report)

    def rows(found: list[list[str]]) -> list[str]:
        lines = ["| ".join(row) + "  " for row in found]
        return [lines[0], "|".join(["---"] * len(found[0])) + "  ", *lines[1:], ""]

    two, three, _ = _rows(page)
    four = [line for table in disputes_tables(page) for line in rows(texts(table))]
    parts = sections(page, rows(two), rows(three), four)
    return "\n".join(f"\n**{part}**\n" if part in page.headings else part for part in parts)


def pipes_behind(report: Report) -> str:
    """Cells of a row with a pipe behind each; names over two lines are two rows (trafilatura)."""
    page = page_of(report)
    halves = {"商业企业": ("商业", "企业"), "科研机构": ("科研", "机构")}

    def lines(found: Iterable[list[str]]) -> list[str]:
        return [" | ".join(row) + " |" for row in found]

    two, three, four = _rows(page)
    at = next((n for n, row in enumerate(three) if row == page.header[1:-1]), None)
    if at is not None:
        names = [halves.get(name, (name, "")) for name in three[at]]
        three[at : at + 1] = [[first for first, _ in names], [rest for _, rest in names if rest]]
    return "\n".join(sections(page, *map(lines, (two, [row for row in three if row], four))))


def filled_up(report: Report) -> str:
    """The same with empty cells left out, and pipes that fill each row up (trafilatura)."""
    page = page_of(report)
    for table in ("disclosure", "requests", "disputes"):
        page.leave_open(table)

    def lines(rows: list[list[str]]) -> list[str]:
        columns = max(map(len, rows), default=0)
        kept = [[cell for cell in row if cell] for row in rows]
        return [f"{' | '.join(row)} | {'|' * (columns - len(row))}".strip() for row in kept if row]

    return "\n".join(sections(page, *map(lines, _rows(page))))


def _fused(table: Table) -> Table:
    """Table 三 of which the two columns before the last became one, as where a rule is missed."""
    found = []
    for row in table:
        cells = list(row)
        if len(cells) > 4 and all(columns == 1 for _, columns, _ in cells[-3:]):
            (left, _, _), (right, _, down) = cells[-3:-1]
            both = "<br>".join(text for text in (left, right) if text)
            cells[-3:-1] = [(both, 1, down)]
        else:
            cells = [(t, columns - (columns > 4), down) for t, columns, down in cells]
        found.append(cells)
    return found


def fused_columns(report: Report) -> str:
    """Markdown of a PDF in which two columns of table 三 are one (pymupdf4llm)."""
    page = page_of(report)
    three = [_headless(_fused(table), str) for _, table in requests_tables(page)]
    two = [_headless(disclosure_table(page), str)]
    four = [_headless(table, str) for table in disputes_tables(page)]
    return "\n\n".join(sections(page, two, three, four))


def printed_none(report: Report) -> str:
    """Rows with tabs, "None" in cells that others reach over (pdfplumber's extract_tables)."""
    page = page_of(report)

    def lines(table: Table) -> list[str]:
        return ["\t".join(row) for row in padded(table, "None")]

    three = [line for _, table in requests_tables(page) for line in lines(table)]
    four = [line for table in disputes_tables(page) for line in lines(table)]
    return "\n".join(sections(page, lines(disclosure_table(page)), three, four))


def _once(table: Table) -> list[list[str]]:
    """Rows as wide as the table, in which a cell that reaches down and across is one cell below."""
    rows = []
    below: Counter[int] = Counter()
    for row in table:
        cells: list[str] = []
        for text, columns, down in [*row, ("", 0, 1)]:
            while below[len(cells)]:
                below[len(cells)] -= 1
                cells.append("")
            below[len(cells)] = down - 1
            cells += [text, *[""] * (columns - 1)] if columns else []
        rows.append(cells)
    count = max(map(len, rows))
    return [row + [""] * (count - len(row)) for row in rows]


def header_moved_left(report: Report) -> str:
    """Markdown in which names of columns stand further left than numbers (html-to-markdown)."""
    page = page_of(report)

    def lines(table: Table) -> str:
        rows = [f"| {' | '.join(row)} |" for row in _once(table)]
        return "\n".join(["", rows[0], "|" + " --- |" * (rows[0].count("|") - 1), *rows[1:], ""])

    three = [line for number, table in requests_tables(page) for line in (number, lines(table))]
    four = [lines(table) for table in disputes_tables(page)]
    return "\n".join(sections(page, [lines(disclosure_table(page))], three, four))


def paged_lines(report: Report) -> str:
    """A cell a line, an empty line between, and form feeds where pages end (pdftotext)."""
    lines = spaced_lines(report).split("\n")
    for at in range(_PAGE_OF_LINES, len(lines), _PAGE_OF_LINES):
        lines[at] = "\f" + lines[at]
    return "\n".join(lines)


def ruled_by_dashes(report: Report) -> str:
    """Tables between rules of dashes, columns of a terminal below them (pandoc, plain)."""
    page = page_of(report)

    def lines(table: Table) -> str:
        rows = padded(table)
        count = max(map(len, rows), default=1)
        rows = [row + [""] * (count - len(row)) for row in rows]
        widths = [max((2, *(width(row[n]) for row in rows))) for n in range(count)]
        rule = "  " + " ".join("-" * width for width in widths)
        body = [
            "  " + " ".join(t + " " * (w - width(t)) for t, w in zip(row, widths, strict=True))
            for row in rows
        ]
        return "\n".join(["", rule, "\n\n".join(line.rstrip() for line in body), rule, ""])

    three = [lines(table) for _, table in requests_tables(page)]
    four = [lines(table) for table in disputes_tables(page)]
    return "\n\n".join(sections(page, [lines(disclosure_table(page))], three, four))


def _drawn(report: Report, style: Style) -> str:
    page = page_of(report)
    three = [drawing(table, style) for _, table in requests_tables(page)]
    four = [drawing(table, style) for table in disputes_tables(page)]
    return "\n".join(sections(page, [drawing(disclosure_table(page), style)], three, four))


def boxed(report: Report) -> str:
    """Tables drawn with the characters for it (word processors, terminals)."""
    return _drawn(report, BOXES)


def grid_tables(report: Report) -> str:
    """Tables of +---+ and pipes, with spans (pandoc, docutils)."""
    return _drawn(report, ASCII)


def comma_separated(report: Report) -> str:
    """Rows with commas, and empty cells where others reach over (a workbook or data frame)."""
    page = page_of(report)

    def lines(table: Table) -> str:
        text = StringIO()
        csv.writer(text, lineterminator="\n").writerows(padded(table))
        return text.getvalue()

    three = [lines(table) for _, table in requests_tables(page)]
    four = [lines(table) for table in disputes_tables(page)]
    return "\n".join(sections(page, [lines(disclosure_table(page))], three, four))


def page_layout(report: Report) -> str:
    """Cells where they stand on the page, narrow ones over several lines (pdftotext -layout)."""
    page = page_of(report)

    def lines(table: Table, labels: int, width: int) -> list[str]:
        count = max(sum(columns for _, columns, _ in row) for row in table)
        short = (text for row in table for text, *_ in row if len(text) <= _LONGEST_NUMBER)
        numbers = [text for text in short if _NUMBER.search(text)]
        width = max([width, *(len(text) + 1 for text in numbers)])
        return laid_out(table, [*([22] * labels), *([width] * (count - labels))])

    two = lines(disclosure_table(page), 1, 16)
    three = [n for _, t in requests_tables(page) for n in lines(t, page.label_columns, 3)]
    four = [n for table in disputes_tables(page) for n in lines(table, 0, 3)]
    return "\n".join(sections(page, two, three, four))


def tables_on_one_line(report: Report) -> str:
    """Markdown of a table inside another one, all of it on one line (markdownify)."""
    page = page_of(report)

    def line(table: Table) -> str:
        rows = padded(table)
        empty = [[""] * len(rows[0]), ["---"] * len(rows[0])]
        return " ".join(f"| {' | '.join(row)} |" for row in [*empty, *rows])

    three = [line(table) for _, table in requests_tables(page)]
    four = [line(table) for table in disputes_tables(page)]
    return "\n".join(sections(page, [line(disclosure_table(page))], three, four))


def tables_behind_text(report: Report) -> str:
    """Markdown of two pages, of each first all text and then its tables (pdfplumber)."""
    page = page_of(report)
    two, four = [disclosure_table(page)], disputes_tables(page)
    three = [table for _, table in requests_tables(page)]
    lines = list(sections(page, [], [], []))
    middle = lines.index(page.headings[3])
    pages = (
        [*lines[:middle], *(_headless(table, str) for table in (*two, *three[:1]))],
        [*lines[middle:], *(_headless(table, str) for table in (*three[1:], *four))],
    )
    return "\n\n".join(line for lines in pages for line in lines)


CONVERTED: dict[str, tuple[str, Callable[[Report], str]]] = {
    "rows_apart": ("txt", rows_apart),
    "rows_apart_dropped": ("txt", rows_apart_dropped),
    "labels_first": ("txt", labels_first),
    "marked_down_page": ("md", marked_down_page),
    "unled_rows": ("md", unled_rows),
    "fused_columns": ("md", fused_columns),
    "printed_none": ("txt", printed_none),
    "numbered_frames": ("md", numbered_frames),
    "printed_frames": ("txt", printed_frames),
    "frames_of_commas": ("csv", frames_of_commas),
    "header_moved_left": ("md", header_moved_left),
    "paged_lines": ("txt", paged_lines),
    "ruled_by_dashes": ("txt", ruled_by_dashes),
    "comma_separated": ("csv", comma_separated),
    "boxed": ("txt", boxed),
    "grid_tables": ("txt", grid_tables),
    "page_layout": ("txt", page_layout),
    "tables_behind_text": ("md", tables_behind_text),
    "exported_sheet": ("md", exported_sheet),
    "tables_on_one_line": ("md", tables_on_one_line),
    "pipes_behind": ("txt", pipes_behind),
    "filled_up": ("txt", filled_up),
}
