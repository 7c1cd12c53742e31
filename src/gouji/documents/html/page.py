"""Web pages -> Document.

Tables that hold data become grids, everything else paragraphs in the order of the page: block
elements, `<br>` and the lines of `<pre>` end a paragraph, inline elements do not. Navigation stays
in as paragraphs: deciding what belongs to the report is not for this module. A raised or lowered
number ("21" with note 1) is set off with "^" or "_", never run into the number before it.

The tree comes from `html_tree`, the resolution of spans is in `html_table`, pages whose content
sits in a script in `html_embedded`.
"""

from __future__ import annotations

import re
from itertools import islice

from lxml import etree

from gouji.documents.encoding import to_utf8, utf8
from gouji.documents.html.attached import attached_documents
from gouji.documents.html.embedded import embedded_markup, may_hold_markup
from gouji.documents.html.table import TableRows, read_table
from gouji.documents.html.tree import parse_page
from gouji.documents.joining import is_page_layout, join_lines, squeeze
from gouji.documents.model import ABRUPT, Block, Document, Locator, Paragraph

_BLOCK = (
    "address article aside blockquote body caption center dd details dialog dir div dl dt fieldset "
    "figcaption figure footer form h1 h2 h3 h4 h5 h6 head header hgroup hr html legend li main "
    "menu nav noscript ol optgroup option p section summary tbody td tfoot th thead tr ul"
)
_INERT = "audio canvas del iframe math meta object s script strike style svg template title video"
# What an element does to the text; all others are inline and do nothing.
_KINDS = (
    dict.fromkeys(_BLOCK.split(), "block")
    | dict.fromkeys(_INERT.split(), "inert")
    | {"br": "break", "table": "table", "input": "input", "textarea": "textarea"}
    | {"pre": "preformatted", "listing": "preformatted", "sup": "^", "sub": "_"}
)
_TYPED = frozenset({"", "text", "number", "tel"})
_CELLS = frozenset({"td", "th"})
_TABLE_PARTS = frozenset({"thead", "tbody", "tfoot", "tr"})
_FEW_CHARACTERS = 3_000
"""More than a page without a text of its own has around its title."""
_MARKUP = re.compile(r"</(?:td|p|div|span)\s*>", re.I)


def read_html(source: str | bytes) -> Document:
    """Read one page.

    Args:
        source: the page as text, or its bytes (decoded by `gouji.documents.encoding`).

    Raises:
        Unreadable: the bytes cannot be decoded, or the page is built so that parsing it would
            lose content or take unbounded memory.
    """
    data = utf8(source) if isinstance(source, bytes) else to_utf8(source)
    root = parse_page(data)
    if root is None:
        return Document(format="html")
    flow = _Flow()
    flow.walk(root)
    flow.end_line()
    if not flow.tables and may_hold_markup(root):
        whole = parse_page(data, lean=False)
        for markup in embedded_markup(whole) if whole is not None else ():
            inner = parse_page(to_utf8(markup))
            if inner is not None:
                flow.walk(inner)
                flow.end_line()
    metadata = _metadata(root)
    if not flow.tables and flow.characters() < _FEW_CHARACTERS:
        attached = attached_documents(data)
        if attached:
            metadata["attached"] = attached
    if _ends_abruptly(data):
        metadata |= ABRUPT
    return Document(format="html", blocks=tuple(flow.blocks), metadata=metadata)


def _ends_abruptly(page: bytes) -> bool:
    """True where the page ends in text, in a tag or inside a table."""
    if not page.rstrip().endswith(b">"):
        return True
    behind = page[page.rfind(b"</table") + 1 :].lower()
    return behind.rfind(b"<table") > behind.rfind(b"</table")


def _metadata(root: etree._Element) -> dict[str, str]:
    """The first title, and each named meta element; of repeated ones the first with content."""
    found: dict[str, str] = {}
    for element in root.iter("title", "meta"):
        if element.tag == "title":
            name: str | None = "title"
            content = element.text
        else:
            name = element.get("name") or element.get("property")
            content = element.get("content")
        value = squeeze(content or "")
        if name and value:
            found.setdefault(name.strip(), value)
    return found


class _Lines:
    """Walks a tree once and hands over line after line."""

    def __init__(self) -> None:
        self._pieces: list[str] = []
        self._first: etree._Element | None = None
        self._preformatted = False

    def line(self, text: str, element: etree._Element | None) -> None:
        """Called with each finished line, squeezed, and the element in which it starts."""
        raise NotImplementedError

    def table(self, element: etree._Element) -> None:
        """Called for each table below the start."""
        self.children(element)

    def walk(self, element: etree._Element) -> None:
        """Everything in one element, without its tail."""
        kind = _KINDS.get(element.tag)
        if kind == "inert":
            return
        if kind is None:
            self.children(element)
        elif kind == "block":
            self.end_line()
            self.children(element)
            self.end_line()
        else:
            self._special(element, kind)

    def children(self, element: etree._Element) -> None:
        """Text and child elements in their order."""
        text = element.text
        if text:
            self._take(element, text)
        for child in element:
            self.walk(child)
            text = child.tail
            if text:
                self._take(element, text)

    def end_line(self) -> None:
        """Hand over what was collected, if it has any text."""
        pieces = self._pieces
        if pieces:
            text = squeeze(pieces[0] if len(pieces) == 1 else "".join(pieces))
            first = self._first
            pieces.clear()
            if text:
                self.line(text, first)

    def _take(self, element: etree._Element, text: str) -> None:
        if not self._pieces:
            if text.isspace():
                return
            self._first = element
        if self._preformatted and "\n" in text:
            *lines, text = text.split("\n")
            for line in lines:
                self._pieces.append(line)
                self.end_line()
        self._pieces.append(text)

    def _set_off(self, mark: str, element: etree._Element) -> None:
        """Keep a raised or lowered digit from running into the number before it."""
        if self._pieces and "".join(element.itertext()).strip()[:1].isdigit():
            self._pieces.append(mark)

    def _special(self, element: etree._Element, kind: str) -> None:
        if kind == "break":
            self.end_line()
        elif kind == "table":
            self.end_line()
            self.table(element)
            self.end_line()
        elif kind == "input":
            if (element.get("type") or "").lower() in _TYPED:
                self._take(element, element.get("value") or " ")
        elif kind == "textarea":
            self.textarea(element)
        elif kind == "preformatted":
            self.end_line()
            self._preformatted = True
            self.children(element)
            self.end_line()
            self._preformatted = False
        else:
            self._set_off(kind, element)
            self.children(element)

    def textarea(self, element: etree._Element) -> None:
        """Called for each text field."""
        self.children(element)


class _Cell(_Lines):
    """The text of one table cell; tables inside it are read as text."""

    def __init__(self) -> None:
        super().__init__()
        self._found: list[str] = []

    def line(self, text: str, element: etree._Element | None) -> None:
        self._found.append(text)

    def read(self, element: etree._Element) -> str:
        """The text of a cell; at once where it has only text, or paragraphs of it, as most have."""
        text, count = element.text, len(element)
        if not count:
            return squeeze(text) if text else ""
        if not text or text.isspace():
            plain = _plain_paragraph(element[0]) if count == 1 else _plain_paragraphs(element)
            if plain is not None:
                return plain
        self._found.clear()
        self.children(element)
        self.end_line()
        return self._found[0] if len(self._found) == 1 else join_lines(self._found)


class _Flow(_Lines):
    """The blocks of a page."""

    def __init__(self) -> None:
        super().__init__()
        self.blocks: list[Block] = []
        self.tables = 0
        self._cell = _Cell()
        self._in_textarea = False

    def line(self, text: str, element: etree._Element | None) -> None:
        line = None if element is None else element.sourceline
        self.blocks.append(Paragraph(text, Locator(line=line)))

    def table(self, element: etree._Element) -> None:
        rows = TableRows(element)
        grid = None
        if rows.n_cells > 1 and not _holds_tables(element):
            grid = read_table(rows, self.tables + 1, self._cell.read)
        if grid is None or is_page_layout([cell.text for cell in grid.cells]):
            self.children(element)
            return
        if rows.strays:
            self._outside_cells(element)
            self.end_line()
        self.tables += 1
        self.blocks.append(grid)

    def characters(self) -> int:
        """How much text stands outside tables."""
        return sum(len(block.text) for block in self.blocks if isinstance(block, Paragraph))

    def _outside_cells(self, element: etree._Element) -> None:
        """Captions, and text that stands in a table but in none of its cells."""
        if element.text:
            self._take(element, element.text)
        for child in element:
            if child.tag in _TABLE_PARTS or child.find(".//td") is not None:
                self._outside_cells(child)
            elif child.tag not in _CELLS:
                self.walk(child)
            if child.tail:
                self._take(element, child.tail)

    def textarea(self, element: etree._Element) -> None:
        text = "".join(element.itertext())
        self.end_line()
        if _MARKUP.search(text) and not self._in_textarea:
            inner = parse_page(to_utf8(text))
            if inner is not None:
                self._in_textarea = True
                self.walk(inner)
                self._in_textarea = False
        else:
            self._take(element, text)
        self.end_line()


def _holds_tables(table: etree._Element) -> bool:
    """True for a table with real tables in its cells; one of a single cell is just a box."""
    return any(
        sum(1 for _ in islice(inner.iter("td", "th"), 2)) > 1
        for inner in table.iterdescendants("table")
    )


def _plain_paragraphs(cell: etree._Element) -> str | None:
    """The text of a cell that has only paragraphs of text; None for any other."""
    lines = []
    for child in cell:
        line = _plain_paragraph(child)
        if line is None:
            return None
        lines.append(line)
    return join_lines(lines)


def _plain_paragraph(element: etree._Element) -> str | None:
    """The text of a paragraph without elements in it, or text behind it; None for anything else."""
    if element.tag != "p" or len(element):
        return None
    behind = element.tail
    if behind and not behind.isspace():
        return None
    text = element.text
    return squeeze(text) if text else ""
