"""Workbooks (.xlsx) -> Document: sheet after sheet, numbers the way the cells show them.

Hidden sheets are left out and named in the metadata. A formula whose result was never stored stands
as its own text, which passes for no number. The blocks of a sheet are made in `xlsx_sheet`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import accumulate

from gouji.documents.joining import join_lines, squeeze
from gouji.documents.model import Block, Document
from gouji.documents.office.ooxml import RELATIONSHIPS, OfficePackage
from gouji.documents.office.xlsx_numbers import shown
from gouji.documents.office.xlsx_sheet import MAX_POSITIONS, Merge, Place, Sheet, sheet_blocks
from gouji.documents.office.xlsx_styles import PLAIN, Element, S, Style, is_on, read_styles
from gouji.documents.reasons import Unreadable, reason

MAX_ROW = 1_048_576
MAX_COLUMN = 16_384
# Characters: one long string may stand in any number of cells.
MAX_TEXT = 10_000_000

_ID = f"{{{RELATIONSHIPS}}}id"
_REFERENCE = re.compile(r"\$?([A-Za-z]{1,3})\$?(\d{1,7})")
_ESCAPED = re.compile(r"_x([0-9A-Fa-f]{4})_")
_RAISED = {"superscript": "^", "subscript": "_"}
_ON = ("1", "true")
_OFF = ("0", "false")


def read_xlsx(data: bytes) -> Document:
    """Read one file.

    Raises:
        Unreadable: damaged, encrypted, or too large.
    """
    package = OfficePackage(data)
    main = package.main_part("xl/workbook.xml")
    root = package.parse(main)
    if root is None:
        raise Unreadable(reason("office_damaged", cause=f"{main}: not there"))
    pointers = {pointer.id: pointer for pointer in package.relationships(main)}
    parts = {pointer.kind: pointer.target for pointer in pointers.values()}
    strings = _strings(package.parse(parts.get("sharedStrings", "xl/sharedStrings.xml")))
    styles = read_styles(package.parse(parts.get("styles", "xl/styles.xml")))
    properties = root.find(f"{S}workbookPr")
    from_1904 = properties is not None and properties.get("date1904") in _ON
    cells = _Cells(strings, styles, from_1904=from_1904)
    blocks: list[Block] = []
    hidden: list[str] = []
    number = 0
    for entry in root.iterfind(f"{S}sheets/{S}sheet"):
        name = squeeze(entry.get("name") or "")
        if entry.get("state") in ("hidden", "veryHidden"):
            hidden.append(name)
            continue
        number += 1
        pointer = pointers.get(entry.get(_ID) or "")
        if pointer is not None and pointer.kind != "worksheet":
            continue  # a chart or a dialog
        sheet = None if pointer is None else package.parse(pointer.target)
        if sheet is None:
            raise Unreadable(reason("xlsx_broken_reference", cause=name or f"sheet {number}"))
        blocks.extend(sheet_blocks(cells.read(sheet), number))
    metadata = package.metadata()
    if hidden:
        metadata["hidden_sheets"] = ", ".join(hidden)
    return Document("xlsx", tuple(blocks), metadata)


@dataclass(slots=True)
class _Cells:
    """Reads the cells of sheets, knowing the strings and styles that all of them share."""

    strings: list[str]
    styles: list[Style]
    from_1904: bool
    size: int = 0

    def read(self, root: Element) -> Sheet:
        """What is in one sheet."""
        sheet = Sheet(merges=list(_merges(root)), hidden_columns=_hidden_columns(root))
        view = root.find(f"{S}sheetViews/{S}sheetView")
        zeros = view is None or view.get("showZeros") not in _OFF
        row_number = 0
        for row in root.iterfind(f"{S}sheetData/{S}row"):
            row_number = _count(row.get("r")) or row_number + 1
            if row_number > MAX_ROW:
                raise Unreadable(reason("office_damaged", cause=f"row {row_number}"))
            if row.get("hidden") in _ON:
                sheet.hidden_rows.add(row_number)
            self._row(row, row_number, sheet, zeros=zeros)
            if len(sheet.texts) + len(sheet.framed) > MAX_POSITIONS:
                raise Unreadable(reason("office_table_too_large", limit=MAX_POSITIONS))
            if self.size > MAX_TEXT:
                raise Unreadable(reason("xlsx_too_much_text", limit=MAX_TEXT))
        return sheet

    def _row(self, row: Element, row_number: int, sheet: Sheet, *, zeros: bool) -> None:
        column = 0
        for cell in row.iterfind(f"{S}c"):
            place = _place(cell.get("r") or "")
            column = place[1] if place is not None and place[0] == row_number else column + 1
            if column > MAX_COLUMN:
                raise Unreadable(reason("office_damaged", cause=f"column {column}"))
            index = _count(cell.get("s"))
            style = self.styles[index] if index < len(self.styles) else PLAIN
            text = "" if style.struck else self._text(cell, style)
            if text and (zeros or text != "0" or cell.get("t", "n") != "n"):
                sheet.texts[row_number, column] = text
                self.size += len(text)
            if style.bordered:
                sheet.framed.add((row_number, column))

    def _text(self, cell: Element, style: Style) -> str:
        """What the cell shows."""
        kind = cell.get("t") or "n"
        if kind == "inlineStr":
            inline = cell.find(f"{S}is")
            return "" if inline is None else _string(inline)
        value = cell.findtext(f"{S}v")
        if value is None:
            formula = cell.find(f"{S}f")
            # Nobody computed it: the text of the formula is no number, and no empty cell.
            return "" if formula is None else f"={formula.text or '?'}"
        if kind == "s":
            index = _count(value)
            if not value.strip().isdecimal() or index >= len(self.strings):
                raise Unreadable(reason("xlsx_broken_reference", cause=f"string {value[:20]}"))
            return self.strings[index]
        if kind == "n":
            return shown(value.strip(), style.format, from_1904=self.from_1904)
        if kind == "b":
            return "TRUE" if value.strip() in _ON else "FALSE"
        return _tidy(value)


def _strings(root: Element | None) -> list[str]:
    return [] if root is None else [_string(entry) for entry in root.iterfind(f"{S}si")]


def _string(entry: Element) -> str:
    """A string with its differently formatted runs; how it is pronounced is left out."""
    pieces: list[str] = []
    for child in entry:
        if child.tag == f"{S}t":
            pieces.append(child.text or "")
        elif child.tag == f"{S}r":
            text = child.findtext(f"{S}t") or ""
            properties = child.find(f"{S}rPr")
            if properties is not None:
                if is_on(properties.find(f"{S}strike")):
                    continue
                raised = properties.find(f"{S}vertAlign")
                mark = "" if raised is None else _RAISED.get(raised.get("val") or "", "")
                if mark and pieces and text.strip()[:1].isdigit():
                    pieces.append(mark)
            pieces.append(text)
    return _tidy("".join(pieces))


def _tidy(text: str) -> str:
    text = _ESCAPED.sub(_unescaped, text)
    return join_lines(squeeze(line) for line in text.splitlines())


def _unescaped(found: re.Match[str]) -> str:
    char = chr(int(found[1], 16))
    return "\ufffd" if "\ud800" <= char <= "\udfff" else char


def _merges(root: Element) -> Iterator[Merge]:
    for element in root.iterfind(f"{S}mergeCells/{S}mergeCell"):
        first, _, last = (element.get("ref") or "").partition(":")
        start, end = _place(first), _place(last)
        if start is not None and end is not None:
            (top, left), (bottom, right) = start, end
            if top <= bottom and left <= right:
                yield Merge(top, left, bottom, right)


def _hidden_columns(root: Element) -> set[int]:
    columns = [c for c in root.iterfind(f"{S}cols/{S}col") if c.get("hidden") in _ON]
    if not columns:
        return set()
    changes = [0] * (MAX_COLUMN + 2)
    for column in columns:
        first, last = _count(column.get("min")), min(_count(column.get("max")), MAX_COLUMN)
        if 0 < first <= last:
            changes[first] += 1
            changes[last + 1] -= 1
    return {number for number, depth in enumerate(accumulate(changes)) if depth}


def _place(reference: str) -> Place | None:
    """Row and column of a reference such as B12."""
    match = _REFERENCE.fullmatch(reference)
    if match is None:
        return None
    column = 0
    for letter in match[1].upper():
        column = column * 26 + ord(letter) - 64
    return int(match[2]), column


def _count(text: str | None) -> int:
    """A number in an attribute, 0 where it is absent or none."""
    text = (text or "").strip()
    return int(text) if text.isascii() and text.isdigit() and len(text) <= 9 else 0
