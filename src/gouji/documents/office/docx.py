"""Word documents (.docx) -> Document.

Tables that hold data become grids, everything else paragraphs in order; a line break ends one.
The text is the final one: what tracked changes delete is gone, what they insert is there; hidden
and struck-out text is not. Text boxes follow the paragraph that they are anchored to, notes stand
at the end; headers and footers are left out. Raised and lowered digits are set off with "^" and
"_".

`ooxml` opens the file, `docx_table` resolves merged cells.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from gouji.documents.joining import is_page_layout, join_lines, squeeze
from gouji.documents.model import Block, Document, Locator, Paragraph
from gouji.documents.office.docx_table import Element, W, is_on, read_table, table_cells
from gouji.documents.office.ooxml import OfficePackage
from gouji.documents.reasons import Unreadable, reason

_M = "{http://schemas.openxmlformats.org/officeDocument/2006/math}"
_ALTERNATIVES = "{http://schemas.openxmlformats.org/markup-compatibility/2006}AlternateContent"
_CHOICE = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Choice"
_FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"


def _names(*names: str) -> frozenset[str]:
    return frozenset(f"{W}{name}" for name in names)


_P, _TBL, _R, _BOX = f"{W}p", f"{W}tbl", f"{W}r", f"{W}txbxContent"
_SDT = f"{W}sdt"
# Around blocks or runs, meaning nothing to the text; w:del and w:moveFrom are not in here.
_WRAPPERS = _names(
    *("sdtContent", "ins", "moveTo", "customXml", "smartTag", "hyperlink", "fldSimple", "dir"),
    *("bdo", "ruby", "rubyBase"),
)
# Content in another format or file, that Word takes in when it opens the document.
_ELSEWHERE = _names("altChunk", "subDoc")
_MATH = frozenset({f"{_M}oMath", f"{_M}oMathPara"})
_DRAWN = _names("drawing", "pict", "object")
_CHARACTERS = {
    f"{W}tab": "\t",
    f"{W}ptab": "\t",
    f"{W}br": "\n",
    f"{W}cr": "\n",
    f"{W}noBreakHyphen": "-",
}
_RAISED = {"superscript": "^", "subscript": "_"}
_NOTES = ("footnotes", "endnotes")


def read_docx(data: bytes) -> Document:
    """Read one file.

    Raises:
        Unreadable: damaged, encrypted, too large, or with content that is not in the file itself.
    """
    package = OfficePackage(data)
    main = package.main_part("word/document.xml")
    root = package.parse(main)
    body = None if root is None else root.find(f"{W}body")
    if body is None:
        raise Unreadable(reason("office_damaged", cause=f"{main}: no w:body"))
    flow = _Flow()
    flow.read(body)
    for pointer in package.relationships(main):
        if pointer.kind in _NOTES and flow.notes:
            notes = package.parse(pointer.target)
            for note in notes if notes is not None else ():
                if note.get(f"{W}type") in (None, "normal"):
                    flow.read(note)
    if not flow.blocks and flow.drawn:
        raise Unreadable(reason("docx_only_pictures"))
    return Document("docx", tuple(flow.blocks), package.metadata())


class _Paragraph:
    """Collects the text of one paragraph; `boxes` are the text boxes anchored in it."""

    def __init__(self) -> None:
        self.boxes: list[Element] = []
        self.drawn = False
        self.notes = False
        self._pieces: list[str] = []
        # One entry for each field that is open: True while its code is read, not its result.
        self._fields: list[bool] = []
        self._codes = 0

    def lines(self, paragraph: Element) -> list[str]:
        """The lines of a paragraph that have any text."""
        self._pieces.clear()
        if self._codes:
            self._fields = [code for code in self._fields if not code]
            self._codes = 0
        self._children(paragraph)
        return [line for line in map(_tidy, "".join(self._pieces).split("\n")) if line]

    def _children(self, parent: Iterable[Element]) -> None:
        for child in parent:
            tag = child.tag
            if tag == _R:
                self._run(child)
            elif tag in _WRAPPERS:
                self._children(child)
            elif tag == _SDT:
                self._children(_content(child))
            elif tag in _MATH:
                self._pieces.extend(child.itertext(f"{_M}t"))
            elif tag == _ALTERNATIVES:
                self._children(_chosen(child))
            elif tag in _ELSEWHERE:
                raise Unreadable(reason("docx_elsewhere", kind=tag.removeprefix(W)))

    def _run(self, run: Element) -> None:
        start = len(self._pieces)
        mark = ""
        for child in run:
            tag = child.tag
            if tag == f"{W}t":
                if child.text and not self._codes:
                    self._pieces.append(child.text)
            elif tag == f"{W}rPr":
                if _is_hidden(child):
                    return
                mark = _mark(child)
            elif tag in _CHARACTERS:
                self._pieces.append(_CHARACTERS[tag])
            else:
                self._special(child, tag)
        if mark and start and "".join(self._pieces[start:]).strip()[:1].isdigit():
            self._pieces.insert(start, mark)

    def _special(self, child: Element, tag: str) -> None:
        """What runs seldom hold."""
        if tag == f"{W}fldChar":
            self._field(child.get(f"{W}fldCharType"))
        elif tag in _DRAWN:
            self.drawn = True
            self.boxes.extend(_outermost_boxes(child))
        elif tag == _ALTERNATIVES:
            for part in _chosen(child):
                self._special(part, part.tag)
        elif tag == f"{W}sym":
            self._pieces.append(_symbol(child.get(f"{W}char") or ""))
        elif tag == f"{W}ruby":
            self._children(child)
        elif tag in (f"{W}footnoteReference", f"{W}endnoteReference"):
            self.notes = True

    def _field(self, step: str | None) -> None:
        if step == "begin":
            self._fields.append(True)
            self._codes += 1
        elif self._fields and step in ("separate", "end"):
            self._codes -= self._fields.pop()
            if step == "separate":
                self._fields.append(False)


class _Flow:
    """The blocks of a document."""

    def __init__(self) -> None:
        self.blocks: list[Block] = []
        self.tables = 0
        self._paragraphs = 0
        self._text = _Paragraph()

    @property
    def drawn(self) -> bool:
        """True where a picture or drawing was passed."""
        return self._text.drawn

    @property
    def notes(self) -> bool:
        """True where a footnote or endnote was referred to."""
        return self._text.notes

    def read(self, parent: Element) -> None:
        """Everything in the body, a text box, a note, or a cell that is only layout."""
        for child in _blocks(parent):
            if child.tag == _P:
                self._paragraph(child)
            else:
                self._table(child)

    def _paragraph(self, element: Element) -> None:
        lines = self._text.lines(element)
        if lines:
            self._paragraphs += 1
        place = Locator(paragraph=self._paragraphs)
        self.blocks.extend(Paragraph(line, place) for line in lines)
        for box in self._taken_boxes():
            self.read(box)

    def _table(self, element: Element) -> None:
        cells = table_cells(element)
        grid = None
        if cells.n_cells > 1 and not _holds_tables(element):
            grid = read_table(cells, self.tables + 1, self._cell)
        if grid is None or is_page_layout([cell.text for cell in grid.cells]):
            for row in cells.rows:
                for cell in row:
                    self.read(cell.element)
            return
        self.tables += 1
        self.blocks.append(grid)

    def _cell(self, cell: Element) -> str:
        lines = list(self._cell_lines(cell))
        return lines[0] if len(lines) == 1 else join_lines(lines)

    def _cell_lines(self, parent: Element) -> Iterator[str]:
        for child in _blocks(parent):
            if child.tag == _P:
                yield from self._text.lines(child)
                for box in self._taken_boxes():
                    yield from self._cell_lines(box)
            else:
                for row in table_cells(child).rows:
                    for cell in row:
                        yield from self._cell_lines(cell.element)

    def _taken_boxes(self) -> list[Element]:
        boxes, self._text.boxes = self._text.boxes, []
        return boxes


def _blocks(parent: Iterable[Element]) -> Iterator[Element]:
    """Paragraphs and tables below `parent`, through what may stand around them."""
    for child in parent:
        tag = child.tag
        if tag in (_P, _TBL):
            yield child
        elif tag in _WRAPPERS:
            yield from _blocks(child)
        elif tag == _SDT:
            yield from _blocks(_content(child))
        elif tag == _ALTERNATIVES:
            yield from _blocks(_chosen(child))
        elif tag in _ELSEWHERE:
            raise Unreadable(reason("docx_elsewhere", kind=tag.removeprefix(W)))


def _content(control: Element) -> Iterable[Element]:
    """What is in a content control; nothing where it only prompts for something to be filled in."""
    return () if is_on(control.find(f"{W}sdtPr/{W}showingPlcHdr")) else control


def _holds_tables(table: Element) -> bool:
    """True for a table with real tables in its cells; one of a single cell is just a box."""
    return any(table_cells(inner).n_cells > 1 for inner in table.iterdescendants(_TBL))


def _outermost_boxes(drawn: Element) -> Iterator[Element]:
    """The text boxes of a drawing; those inside a text box come with it."""
    for child in drawn:
        if child.tag == _BOX:
            yield child
        elif child.tag == _ALTERNATIVES:
            yield from _outermost_boxes(_chosen(child))
        else:
            yield from _outermost_boxes(child)


def _chosen(alternatives: Element) -> Element:
    """The one alternative to read: the first, unless only the fallback has text."""
    choice, fallback = alternatives.find(_CHOICE), alternatives.find(_FALLBACK)
    if choice is None:
        return alternatives if fallback is None else fallback
    if fallback is not None and not _has_text(choice) and _has_text(fallback):
        return fallback
    return choice


def _has_text(element: Element) -> bool:
    return next(element.iter(f"{W}t"), None) is not None


def _is_hidden(properties: Element) -> bool:
    return any(is_on(properties.find(f"{W}{name}")) for name in ("vanish", "strike", "dstrike"))


def _mark(properties: Element) -> str:
    raised = properties.find(f"{W}vertAlign")
    return "" if raised is None else _RAISED.get(raised.get(f"{W}val") or "", "")


def _symbol(code: str) -> str:
    """A character of a symbol font: only the font knows what those in the private area mean."""
    try:
        char = chr(int(code[:8], 16))
    except (ValueError, OverflowError):
        return "\ufffd"
    return "\ufffd" if "\ue000" <= char <= "\uf8ff" or "\ud800" <= char <= "\udfff" else char


def _tidy(line: str) -> str:
    """A line as displayed; a tab stays, because it may part two columns."""
    return "\t".join(map(squeeze, line.strip().split("\t"))) if "\t" in line else squeeze(line)
