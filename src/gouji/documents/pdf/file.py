"""PDF files -> Document.

Tables with ruling lines become grids, all other text paragraphs, in the order in which they stand
on the page; a line of text with wide gaps keeps them as tabs. A table that goes on on the next
page is a second grid. Files that are encrypted, damaged, cut short or have pages without a text
layer are refused as a whole: what could be read of them would pass for a shorter report.

PDFium is not thread-safe, so that one file is read at a time in a process.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from typing import NamedTuple

import pypdfium2
from pypdfium2 import raw

from gouji.documents.joining import join_lines
from gouji.documents.model import Block, Document, Locator, Paragraph
from gouji.documents.pdf.guard import refuse_bombs
from gouji.documents.pdf.lattice import PlacedGrid, find_grids
from gouji.documents.pdf.lines import lines
from gouji.documents.pdf.page import Page, read_page
from gouji.documents.pdf.paragraphs import PAGE_NUMBER, PlacedText, goes_on, paragraphs
from gouji.documents.reasons import Unreadable, reason

MAX_PAGES = 500
MAX_SECONDS = 8.0

_END_MARK = b"%%EOF"
_END_WITHIN = 4096
_MAX_UNMAPPED = 0.05
_PASSWORD_ERROR = 4

_lock = threading.Lock()


def read_pdf(data: bytes) -> Document:
    """Read one file.

    Raises:
        Unreadable: encrypted, damaged, cut short, too long, or not (wholly) text.
    """
    with opened(data) as pdf:
        return _read(pdf)


@contextmanager
def opened(data: bytes) -> Iterator[pypdfium2.PdfDocument]:
    """The file, open; no other thread can have one open meanwhile.

    Raises:
        Unreadable: encrypted, damaged, cut short, or out of all bounds.
    """
    if _END_MARK not in data[-_END_WITHIN:]:
        raise Unreadable(reason("pdf_truncated"))
    refuse_bombs(data, MAX_PAGES)
    with _lock:
        try:
            pdf = pypdfium2.PdfDocument(data)
        except pypdfium2.PdfiumError as error:
            if getattr(error, "err_code", None) == _PASSWORD_ERROR:
                raise Unreadable(reason("pdf_encrypted")) from error
            raise Unreadable(reason("pdf_damaged", cause=str(error))) from error
        try:
            yield pdf
        finally:
            pdf.close()


def _read(pdf: pypdfium2.PdfDocument) -> Document:
    count = len(pdf)
    if count > MAX_PAGES:
        raise Unreadable(reason("pdf_too_long", pages=count, limit=MAX_PAGES))
    if count == 0:
        raise Unreadable(reason("pdf_damaged", cause="no pages"))
    started = time.thread_time()  # other work on the machine must not decide on a document
    layout = Layout()
    pictures: list[int] = []
    glyphs = unmapped = 0
    for number in range(1, count + 1):
        if time.thread_time() - started > MAX_SECONDS:
            raise Unreadable(reason("pdf_too_slow", page=number, seconds=round(MAX_SECONDS)))
        page = load_page(pdf, number)
        if page.is_picture:
            pictures.append(number)
        glyphs += len(page.glyphs)
        unmapped += page.unmapped
        layout.add(page, number)
    if not glyphs or len(pictures) == count:
        raise Unreadable(reason("pdf_no_text_layer"))
    if pictures:
        raise Unreadable(reason("pdf_pages_without_text", pages=", ".join(map(str, pictures))))
    if unmapped > _MAX_UNMAPPED * glyphs:
        raise Unreadable(reason("pdf_unmapped_text", bad=unmapped, total=glyphs))
    metadata = declared_metadata(pdf)
    if layout.recognized:
        metadata["text_layer"] = "recognized"
    return Document(format="pdf", blocks=tuple(layout.blocks), metadata=metadata)


def load_page(pdf: pypdfium2.PdfDocument, number: int) -> Page:
    """One page of an open file; `number` is 1-based.

    Raises:
        Unreadable: the page is damaged.
    """
    # An object of pypdfium2 for each page, and for its text, would cost as much as closing both.
    pointer = raw.FPDF_LoadPage(pdf.raw, number - 1)
    if not pointer:
        raise Unreadable(reason("pdf_page_damaged", page=number))
    try:
        return read_page(pointer)
    except pypdfium2.PdfiumError as error:
        raise Unreadable(reason("pdf_page_damaged", page=number)) from error
    finally:
        raw.FPDF_ClosePage(pointer)


def declared_metadata(pdf: pypdfium2.PdfDocument) -> dict[str, str]:
    """What the file says about itself: title, author, subject, keywords, creator, dates."""
    declared = pdf.get_metadata_dict(skip_empty=True)
    return {key.lower(): value.strip() for key, value in declared.items() if value.strip()}


class _Open(NamedTuple):
    """A paragraph that the next page may continue: its last part, itself, its index in blocks."""

    end: PlacedText
    paragraph: Paragraph
    position: int


class Layout:
    """Collects the blocks of page after page."""

    def __init__(self) -> None:
        self.blocks: list[Block] = []
        self.recognized = False
        self._tables = 0
        # The last paragraph of running text, if nothing but page numbers came after it.
        self._open: _Open | None = None

    def add(self, page: Page, number: int) -> None:
        """The tables and paragraphs of one page, by their upper edge."""
        self.recognized = self.recognized or page.recognized
        grids, glyphs = find_grids(page, number, self._tables + 1)
        self._tables += len(grids)
        items: list[PlacedGrid | PlacedText] = [*grids]
        items += paragraphs(lines(glyphs, columns=True), page.width)
        items.sort(key=lambda item: (item.box[1], item.box[0]))
        at_top = True
        for item in items:
            if isinstance(item, PlacedGrid):
                self._open = None
                at_top = False
                self.blocks.append(item.grid)
                continue
            if PAGE_NUMBER.fullmatch(item.text):
                self._append(item, page, number)
                continue
            if at_top and self._open is not None and goes_on(self._open.end, item):
                self._open = self._continued(self._open, item)
            else:
                paragraph = self._append(item, page, number)
                self._open = _Open(item, paragraph, len(self.blocks) - 1)
            at_top = False

    def _append(self, item: PlacedText, page: Page, number: int) -> Paragraph:
        locator = Locator(page=number, box=page.displayed(item.box))
        paragraph = Paragraph(item.text, locator)
        self.blocks.append(paragraph)
        return paragraph

    def _continued(self, before: _Open, item: PlacedText) -> _Open:
        """Add the top of this page to the paragraph that the last page left open."""
        text = join_lines((before.paragraph.text, item.text))
        paragraph = replace(before.paragraph, text=text)
        self.blocks[before.position] = paragraph
        return _Open(item, paragraph, before.position)
