"""Prints a report as data frames, and as sheets that were read into one."""

from __future__ import annotations

from collections.abc import Callable

from tests.generation.layouts import Report, sections
from tests.generation.printing import (
    Table,
    disclosure_table,
    disputes_tables,
    page_of,
    requests_tables,
)


def padded(table: Table, nothing: str = "") -> list[list[str]]:
    """The rows of a table with `nothing` in cells that others reach over."""
    rows = []
    taken: set[tuple[int, int]] = set()
    for number, row in enumerate(table):
        cells: dict[int, str] = {}
        column = 0
        for text, columns, down in row:
            while (number, column) in taken:
                column += 1
            cells[column] = text
            taken |= {(number + n, column + m) for n in range(down) for m in range(columns)}
            column += columns
        last = max((at for line, at in taken if line == number), default=-1)
        rows.append([cells.get(at, nothing) for at in range(last + 1)])
    return rows


def repeated(table: Table, nothing: str = "NaN") -> list[list[str]]:
    """The rows of a table where a cell stands again in all that it reaches over (read_html)."""
    cells: dict[tuple[int, int], str] = {}
    for number, row in enumerate(table):
        column = 0
        for text, columns, down in row:
            while (number, column) in cells:
                column += 1
            for n, m in ((n, m) for n in range(down) for m in range(columns)):
                cells[number + n, column + m] = text or nothing
            column += columns
    width = 1 + max((column for _, column in cells), default=-1)
    return [[cells.get((n, m), nothing) for m in range(width)] for n in range(len(table))]


def _framed(report: Report, lines: Callable[[list[list[str]]], list[str]]) -> str:
    """Tables as data frames, with the numbers of their columns above and of their rows before."""
    page = page_of(report)

    def frame(table: Table) -> str:
        rows = repeated(table)
        numbered = [[str(n), *row] for n, row in enumerate(rows)]
        return "\n".join(lines([["", *map(str, range(len(rows[0])))], *numbered]))

    three = [frame(table) for _, table in requests_tables(page)]
    four = [frame(table) for table in disputes_tables(page)]
    return "\n".join(sections(page, [frame(disclosure_table(page))], three, four))


def printed_frames(report: Report) -> str:
    """Data frames as they are printed, each column as wide as its longest text (pandas)."""

    def lines(rows: list[list[str]]) -> list[str]:
        widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
        return ["  ".join(map(str.rjust, row, widths)).rstrip() for row in rows]

    return _framed(report, lines)


def frames_of_commas(report: Report) -> str:
    """Data frames as they are exported (to_csv)."""
    return _framed(report, lambda rows: [",".join(row).replace("NaN", "") for row in rows])


def numbered_frames(report: Report) -> str:
    """Markdown of data frames: numbers above columns and before rows (pandas)."""
    page = page_of(report)

    def frame(table: Table) -> str:
        rows = padded(table, "nan")
        width = max(map(len, rows), default=1)
        numbered = [[str(n), *row] for n, row in enumerate(rows)]
        head = ["", *map(str, range(width))]
        lines = ["| " + " | ".join(row) + " |" for row in (head, *numbered)]
        return "\n".join(["", lines[0], "|---:|" + ":---|" * width, *lines[1:], ""])

    three = [frame(table) for _, table in requests_tables(page)]
    four = [frame(table) for table in disputes_tables(page)]
    return "\n".join(sections(page, [frame(disclosure_table(page))], three, four))


def exported_sheet(report: Report) -> str:
    """A workbook of one sheet as the Markdown of a data frame (markitdown): NaN in empty cells."""
    page = page_of(report)
    tables = (
        [disclosure_table(page)],
        [t for _, t in requests_tables(page)],
        disputes_tables(page),
    )
    kinds = [["\t".join(row) for table in few for row in padded(table)] for few in tables]
    rows = [line.split("\t") for line in sections(page, *kinds)]
    count = max(map(len, rows))
    head = [rows[0][0], *(f"Unnamed: {n}" for n in range(1, count))]
    body = [[cell or "NaN" for cell in [*row, *[""] * (count - len(row))]] for row in rows[1:]]
    lines = [f"| {' | '.join(row)} |" for row in [head, ["---"] * count, *body]]
    return "\n".join(["## Sheet1", *lines])
