"""Prints a page as PDF: ruled tables over several sheets, text in a font that is not embedded.

Written by hand on top of nothing, so that every rule and every character stands where a test wants
it. The predefined character map UniGB-UTF16-H tells readers which characters are printed.
"""

from __future__ import annotations

from collections.abc import Sequence

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

_WIDTH, _HEIGHT, _MARGIN = 595, 842, 50
_SIZE, _LEADING = 9, 13
_WIDEST = 12


def _columns(text: str) -> int:
    """Width in half characters."""
    return sum(1 if ord(char) < 0x2000 else 2 for char in text)


def _wrapped(text: str, width: float) -> list[str]:
    """Lines that fit into `width` points; a number is never parted."""
    room = max(2, int(width / _SIZE * 2))
    if _columns(text) <= room or text.isdigit():
        return [text]
    lines = [""]
    for char in text:
        if _columns(lines[-1] + char) > room:
            lines.append("")
        lines[-1] += char
    return lines


_Placed = tuple[str, int, int, int, int]


class _Sheets:
    """Sheets of paper, filled from the top."""

    def __init__(self) -> None:
        self.sheets: list[list[str]] = []
        self.next()

    def next(self) -> None:
        self.sheets.append([])
        self.y = float(_HEIGHT - _MARGIN)

    def write(self, x: float, y: float, text: str) -> None:
        code = text.encode("utf-16-be").hex()
        self.sheets[-1].append(f"BT /F1 {_SIZE} Tf 1 0 0 1 {x:.1f} {y:.1f} Tm <{code}> Tj ET")

    def rule(self, x0: float, y0: float, x1: float, y1: float) -> None:
        self.sheets[-1].append(f"0.6 w {x0:.1f} {y0:.1f} m {x1:.1f} {y1:.1f} l S")

    def paragraph(self, text: str) -> None:
        for line in _wrapped(text, _WIDTH - 2 * _MARGIN):
            if self.y < _MARGIN + _LEADING:
                self.next()
            self.write(_MARGIN, self.y - _SIZE, line)
            self.y -= _LEADING + 2

    def table(self, table: Table, edges: list[float]) -> None:
        """A ruled table; rows that do not fit go on the next sheet, with what reaches into them."""
        placed = _placed(table)
        start = 0
        while start < len(table):
            end, tops = start, [self.y]
            while end < len(table):
                height = _height(placed, end, edges)
                if tops[-1] - height < _MARGIN:
                    break
                tops.append(tops[-1] - height)
                end += 1
            for cell in placed:
                self._cell(cell, edges, tops, start, end)
            self.y = tops[-1] - 8
            if end < len(table):
                self.next()
            start = end

    def _cell(
        self, cell: _Placed, edges: list[float], tops: list[float], start: int, end: int
    ) -> None:
        """The part of a cell that stands in rows `start` to `end`; its text is in the first."""
        text, row, column, width, height = cell
        top, bottom = max(row, start), min(row + height, end)
        if top >= bottom:
            return
        x0, x1 = edges[column], edges[column + width]
        y1, y0 = tops[top - start], tops[bottom - start]
        for ends in ((x0, y0, x1, y0), (x0, y1, x1, y1), (x0, y0, x0, y1), (x1, y0, x1, y1)):
            self.rule(*ends)
        if text and row >= start:
            for number, line in enumerate(_wrapped(text, x1 - x0 - 4)):
                self.write(x0 + 2, y1 - _SIZE - 2 - number * _LEADING, line)


def _height(placed: list[_Placed], row: int, edges: list[float]) -> int:
    lines = [
        len(_wrapped(text, edges[column + width] - edges[column] - 4))
        for text, top, column, width, height in placed
        if top == row and height == 1
    ]
    return max([1, *lines]) * _LEADING + 3


def _placed(table: Table) -> list[_Placed]:
    """Text, row, column, width and height of every cell."""
    taken: set[tuple[int, int]] = set()
    found = []
    for row, cells in enumerate(table):
        column = 0
        for text, width, height in cells:
            while (row, column) in taken:
                column += 1
            height = min(height, len(table) - row)
            taken |= {(row + r, column + c) for r in range(height) for c in range(width)}
            found.append((text, row, column, width, height))
            column += width
    return found


def _edges(widths: list[float]) -> list[float]:
    edges = [float(_MARGIN)]
    for width in widths:
        edges.append(edges[-1] + width)
    return edges


def as_pdf(report: Drawn | Page) -> bytes:
    """The report on sheets of A4."""
    page = page_of(report)
    sheets = _Sheets()
    for text in sections(page, ["@2"], ["@3"], ["@4"]):
        if text == "@2":
            sheets.table(disclosure_table(page), _edges([150, 110, 110, 110]))
        elif text == "@3":
            lead = {1: [145.0], 2: [50.0, 95.0], 3: [30.0, 45.0, 70.0]}[page.label_columns]
            for at, (number, table) in enumerate(requests_tables(page)):
                if at:
                    if number:
                        sheets.write(_WIDTH / 2 - 10, _MARGIN - 20, number)
                    sheets.next()
                sheets.table(table, _edges(lead + [50.0] * 7))
        elif text == "@4":
            for table in disputes_tables(page):
                columns = sum(width for _, width, _ in table[0])
                sheets.table(table, _edges([500 / columns] * columns))
        else:
            sheets.paragraph(text)
    return _file(sheets.sheets)


def pdf_of(blocks: Sequence[str | Table], *, mapped: bool = False) -> bytes:
    """Paragraphs and tables, the first columns of long texts wider than the others.

    `mapped`: the file holds the characters of its codes, for programs without character maps.
    """
    sheets = _Sheets()
    for block in blocks:
        if isinstance(block, str):
            sheets.paragraph(block)
        else:
            sheets.table(block, _edges(_fitted(block)))
    return _file(sheets.sheets, mapped=mapped)


def _fitted(table: Table) -> list[float]:
    """Widths of columns: room for the longest number in each, the rest by the longest text."""
    placed = _placed(table)
    count = max(column + wide for _, _, column, wide, _ in placed)
    least, longest = [2] * count, [1] * count
    for text, _, column, wide, _ in placed:
        if wide == 1:
            length = _columns(text)
            least[column] = max(least[column], length + 1 if text.isdigit() else 0)
            longest[column] = max(longest[column], min(length, _WIDEST))
    needed = [own * _SIZE / 2 + 4 for own in least]
    rest = max(0.0, _WIDTH - 2 * _MARGIN - sum(needed))
    return [own + rest * length / sum(longest) for own, length in zip(needed, longest, strict=True)]


def _characters() -> bytes:
    """A character map in which every code is the character that it is in Unicode."""
    ranges = [f"<{high:02x}00> <{high:02x}ff> <{high:02x}00>" for high in range(256)]
    parts = [ranges[start : start + 64] for start in range(0, 256, 64)]
    body = "".join("64 beginbfrange\n" + "\n".join(part) + "\nendbfrange\n" for part in parts)
    return (
        "/CIDInit /ProcSet findresource begin 12 dict begin begincmap /CMapName /Own def "
        "/CMapType 2 def 1 begincodespacerange <0000> <ffff> endcodespacerange\n"
        f"{body}endcmap end end"
    ).encode()


def _file(sheets: list[list[str]], *, mapped: bool = False) -> bytes:
    objects = [
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"",
        b"<</Type/Font/Subtype/Type0/BaseFont/STSong-Light/Encoding/UniGB-UTF16-H"
        b"/DescendantFonts[4 0 R]>>",
        b"<</Type/Font/Subtype/CIDFontType0/BaseFont/STSong-Light/FontDescriptor 5 0 R/DW 1000"
        b"/W[1 95 500]/CIDSystemInfo<</Registry(Adobe)/Ordering(GB1)/Supplement 4>>>>",
        b"<</Type/FontDescriptor/FontName/STSong-Light/Flags 6/FontBBox[-25 -254 1000 880]"
        b"/ItalicAngle 0/Ascent 880/Descent -120/CapHeight 880/StemV 93>>",
    ]
    if mapped:
        objects[2] = objects[2].replace(b"UniGB-UTF16-H", b"Identity-H/ToUnicode 6 0 R")
        objects[3] = objects[3].replace(b"[1 95 500]", b"[32 126 500]").replace(b"GB1", b"Identity")
        own = _characters()
        objects.append(b"<</Length %d>>stream\n%s\nendstream" % (len(own), own))
    kids = []
    for sheet in sheets:
        content = "\n".join(sheet).encode()
        objects.append(b"<</Length %d>>stream\n%s\nendstream" % (len(content), content))
        objects.append(
            b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 %d %d]/Resources<</Font<</F1 3 0 R>>>>"
            b"/Contents %d 0 R>>" % (_WIDTH, _HEIGHT, len(objects))
        )
        kids.append(f"{len(objects)} 0 R")
    objects[1] = f"<</Type/Pages/Count {len(kids)}/Kids[{' '.join(kids)}]>>".encode()
    data = b"%PDF-1.4\n%\xe2\xe3\xcf\xd3\n"
    offsets = []
    for number, body in enumerate(objects, start=1):
        offsets.append(len(data))
        data += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    start = len(data)
    data += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    data += b"".join(b"%010d 00000 n \n" % offset for offset in offsets)
    data += b"trailer\n<</Size %d/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF\n" % (
        len(objects) + 1,
        start,
    )
    return data
