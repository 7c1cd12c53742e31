"""Prints a drawn report as a Word document and as a workbook, with merged cells as in the form."""

from __future__ import annotations

import io
from collections.abc import Iterator, Sequence
from itertools import groupby

import docx
import openpyxl
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from openpyxl.styles import Border, Side

from tests.generation.figures import Drawn
from tests.generation.layouts import sections
from tests.generation.printing import (
    Page,
    Table,
    disclosure_table,
    disputes_tables,
    page_of,
    requests_tables,
)


def blocks_of(report: Drawn | Page) -> list[str | Table]:
    """The whole report: paragraphs and tables in order."""
    page = page_of(report)
    found: list[str | Table] = []
    for text in sections(page, ["@2"], ["@3"], ["@4"]):
        if text == "@2":
            found.append(disclosure_table(page))
        elif text == "@3":
            for number, table in requests_tables(page):
                found += [number, table] if number else [table]
            found += [floating for _, floating in page.floating]
        elif text == "@4":
            found += disputes_tables(page)
        else:
            found.append(text)
    return found


def as_docx(drawn: Drawn | Page) -> bytes:
    return docx_of(blocks_of(drawn))


def docx_of(blocks: Sequence[str | Table]) -> bytes:
    """A Word document of paragraphs and tables; all rows of a table are equally long."""
    document = docx.Document()
    document.core_properties.title = ""
    for block in blocks:
        if isinstance(block, str):
            document.add_paragraph(block)
        else:
            width = sum(columns for _, columns, _ in block[0])
            table = document.add_table(rows=0, cols=width, style="Table Grid")
            for row in _word_rows(block, width):
                table._tbl.append(row)
    buffer = io.BytesIO()
    document.save(buffer)
    return buffer.getvalue()


def _word_rows(table: Table, width: int) -> Iterator[OxmlElement]:
    # What reaches down into a row: by column, its width and how many rows it still has.
    reaching: dict[int, tuple[int, int]] = {}
    for cells in table:
        row = OxmlElement("w:tr")
        pending = list(cells)
        column = 0
        while column < width:
            span, left = reaching.get(column, (1, 0))
            if left:
                row.append(_word_cell("", span, "continue"))
                reaching[column] = (span, left - 1)
            else:
                text, span, down = pending.pop(0)
                row.append(_word_cell(text, span, "restart" if down > 1 else None))
                reaching[column] = (span, down - 1)
            column += span
        assert not pending
        yield row


def _word_cell(text: str, span: int, merge: str | None) -> OxmlElement:
    cell = OxmlElement("w:tc")
    spec = OxmlElement("w:tcPr")
    cell.append(spec)
    for tag, value in (("w:gridSpan", str(span) if span > 1 else None), ("w:vMerge", merge)):
        if value is not None:
            element = OxmlElement(tag)
            element.set(qn("w:val"), value)
            spec.append(element)
    paragraph = OxmlElement("w:p")
    cell.append(paragraph)
    # A run for each half, as Word leaves them after editing.
    for half in filter(None, (text[: len(text) // 2], text[len(text) // 2 :])):
        run = OxmlElement("w:r")
        paragraph.append(run)
        run.append(words := OxmlElement("w:t"))
        words.text = half
    return cell


def as_xlsx(drawn: Drawn | Page, *, sheets: bool = False, framed: bool = True) -> bytes:
    """A workbook: all on one sheet, or a sheet for each table; with or without borders."""
    return xlsx_of(blocks_of(drawn), sheets=sheets, framed=framed)


def xlsx_of(blocks: Sequence[str | Table], *, sheets: bool = False, framed: bool = True) -> bytes:
    """The same of paragraphs and tables."""
    book = openpyxl.Workbook()
    sheet = book.active
    at = 1
    for is_table, group in groupby(blocks, lambda block: not isinstance(block, str)):
        if is_table and sheets:
            sheet = book.create_sheet()
            at = 1
        for block in group:
            if isinstance(block, str):
                sheet.cell(at, 1, block)
                at += 1
            else:
                at = _write_table(sheet, block, at + 1, framed=framed) + 1
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def _write_table(sheet, table: Table, top: int, *, framed: bool) -> int:
    """Writes from row `top` on; returns the row behind it."""
    side = Side(style="thin")
    border = Border(side, side, side, side)
    width = sum(columns for _, columns, _ in table[0])
    taken: set[tuple[int, int]] = set()
    for row, cells in enumerate(table, start=top):
        column = 1
        for text, span, down in cells:
            while (row, column) in taken:
                column += 1
            sheet.cell(row, column, float(text) if text.lstrip("-").isdigit() else text or None)
            taken |= {(row + r, column + c) for r in range(down) for c in range(span)}
            if span > 1 or down > 1:
                sheet.merge_cells(
                    start_row=row, end_row=row + down - 1,
                    start_column=column, end_column=column + span - 1,
                )  # fmt: skip
            column += span
        for column in range(1, width + 1) if framed else ():
            sheet.cell(row, column).border = border
    return top + len(table)


OFFICE = {
    "docx": as_docx,
    "xlsx": as_xlsx,
    "xlsx of sheets": lambda drawn: as_xlsx(drawn, sheets=True),
    "xlsx without borders": lambda drawn: as_xlsx(drawn, framed=False),
}
