"""Pictures of pages -> Document, by text recognition (the optional extra `ocr`).

Recognised characters and the lines found in the picture are handed to the same code that lays out
PDF pages. What is recognised may be wrong, so the document says so (`metadata["trust"]` is "ocr")
and no grid claims that its positions are certain. An empty cell is a cell without ink: where there
is ink and no text, the cell is recognised once more on its own, and if that fails holds U+FFFD,
which is no number and not empty.

Imported only where the extra is installed (see `scans`).
"""

from __future__ import annotations

import statistics
import threading
import time
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from functools import cache
from typing import Any

import numpy as np

from gouji.documents.model import Block, Document, Grid
from gouji.documents.pdf.file import Layout, declared_metadata, load_page, opened
from gouji.documents.pdf.lattice import find_grids
from gouji.documents.pdf.page import Glyph, Page
from gouji.documents.pdf.rulings import Box
from gouji.documents.reasons import Unreadable, reason
from gouji.documents.scans.images import Picture, image_pictures, page_picture, rotated
from gouji.documents.scans.rulings import Dark, Grey, dark_pixels, find_rulings, ink_box, skew

MAX_PAGES = 20
MAX_SECONDS = 240.0

# The long side of a picture when it is laid out: that of an A4 page in points.
_LONG_SIDE = 842.0
# The detector looks at a thousand pieces of text and no more.
_MOST_TEXTS = 950
_SURE = 0.5
_MARGIN = 7
_UNREAD = "\ufffd"
# In heights of a recognised line: font size, and baseline above the lower edge.
_BODY, _DESCENT = 0.75, 0.15
# In font sizes: the most room that one character takes.
_WIDEST = 1.6

_one_at_a_time = threading.Lock()


@dataclass(frozen=True, slots=True)
class _Text:
    """A recognised line: its characters, the middle of each, its box, all in pixels."""

    chars: list[str]
    centres: list[tuple[float, float]]
    box: Box


@dataclass(slots=True)
class _ImagePage(Page):
    """A page of an image file: places are told in its own pixels, `scale` for each point."""

    scale: float = 1.0

    def displayed(self, box: Box) -> Box:
        """A box in pixels of the image, rounded."""
        x0, y0, x1, y1 = (round(value * self.scale, 1) for value in box)
        return x0, y0, x1, y1


def recognise_pdf(data: bytes, *, all_pages: bool = False) -> Document:
    """A PDF with pages that are pictures; `all_pages`: believe no text layer.

    Raises:
        Unreadable: damaged, too many pages, or not done in time.
    """
    pages: list[Page | Picture] = []
    with opened(data) as pdf:
        if len(pdf) > MAX_PAGES:
            raise Unreadable(reason("ocr_too_long", limit=MAX_PAGES))
        metadata = declared_metadata(pdf)
        for number in range(1, len(pdf) + 1):
            page = load_page(pdf, number)
            if all_pages or page.is_picture:
                handle = pdf[number - 1]
                pages.append(page_picture(handle))
                handle.close()
            else:
                pages.append(page)
    return Document("pdf", tuple(_blocks(pages)), metadata | {"trust": "ocr"})


def recognise_image(data: bytes) -> Document:
    """An image file; a TIFF may hold several pages.

    Raises:
        Unreadable: damaged, too large, too many pages, or not done in time.
    """
    pictures = image_pictures(data, MAX_PAGES)
    return Document("image", tuple(_blocks(pictures)), {"trust": "ocr"})


def _blocks(pages: Iterable[Page | Picture]) -> Iterator[Block]:
    layout = Layout()
    started = time.monotonic()
    for number, page in enumerate(pages, start=1):
        if time.monotonic() - started > MAX_SECONDS:
            raise Unreadable(reason("ocr_too_slow", page=number, seconds=round(MAX_SECONDS)))
        layout.add(page if isinstance(page, Page) else _recognised(page), number)
    for block in layout.blocks:
        yield replace(block, positions_certain=False) if isinstance(block, Grid) else block


def _recognised(picture: Picture) -> Page:
    """One picture as a page of characters and lines."""
    grey = picture.grey
    angle = skew(dark_pixels(grey))
    if angle:
        grey = rotated(grey, angle)
    dark = dark_pixels(grey)
    points = _LONG_SIDE / max(grey.shape)
    height, width = (side * points for side in grey.shape)
    horizontal, vertical = (
        [(at * points, start * points, end * points) for at, start, end in rulings]
        for rulings in find_rulings(dark)
    )
    glyphs = [glyph for text in _texts(grey) for glyph in _glyphs(text, points)]
    page = Page(width, height, glyphs=glyphs, horizontal=horizontal, vertical=vertical)
    page.glyphs = [*glyphs, *_read_again(page, grey, dark, points)]
    if picture.long_side is None:
        return page
    scale = picture.long_side / _LONG_SIDE
    return _ImagePage(
        width, height, glyphs=page.glyphs, horizontal=horizontal, vertical=vertical, scale=scale
    )


def _read_again(page: Page, grey: Grey, dark: Dark, points: float) -> Iterator[Glyph]:
    """Characters for cells that have ink but no text."""
    for placed in find_grids(page, 1, 1)[0]:
        for cell in placed.grid.cells:
            if cell.text or cell.locator.box is None:
                continue
            x0, y0, x1, y1 = (value / points for value in cell.locator.box)
            box = ink_box(dark, (x0, y0, x1, y1))
            if box is not None:
                chars = list(_only_text(_cut(grey, box)))
                yield from _glyphs(_Text(chars, _evenly(len(chars), box), box), points)


def _cut(grey: Grey, box: Box) -> Grey:
    x0, y0, x1, y1 = (round(value) for value in box)
    return np.pad(grey[y0:y1, x0:x1], _MARGIN, constant_values=255)


def _glyphs(text: _Text, points: float) -> Iterator[Glyph]:
    """The characters of a line, each reaching halfway to its neighbours unless they are far."""
    x0, y0, x1, y1 = (value * points for value in text.box)
    height = y1 - y0
    size = height * _BODY
    base = y1 - height * _DESCENT
    reach = size * _WIDEST / 2
    middles = [x * points for x, _ in text.centres]
    for index, (char, middle) in enumerate(zip(text.chars, middles, strict=True)):
        left = middles[index - 1] if index else 2 * x0 - middle
        right = middles[index + 1] if index + 1 < len(middles) else 2 * x1 - middle
        start = max((left + middle) / 2, middle - reach)
        end = min((middle + right) / 2, middle + reach)
        yield (char, start, y0, max(end, start), y1, base, size, 0)


@cache
def _engine() -> Any:
    from rapidocr_onnxruntime import RapidOCR

    # Several lines at a time would take more memory and hardly less time.
    return RapidOCR(rec_batch_num=1)


def _run(image: Grey, **options: bool) -> list[Any]:
    colour = np.ascontiguousarray(np.repeat(image[:, :, np.newaxis], 3, axis=2))
    with _one_at_a_time:
        # Unsure texts too: one that is left out would make its cell an empty one.
        found, _ = _engine()(colour, text_score=0.0, **options)
    return found or []


def _texts(image: Grey) -> list[_Text]:
    """Every line of text on a picture."""
    found = _run(image, return_word_box=True)
    if len(found) > _MOST_TEXTS:
        raise Unreadable(reason("ocr_too_dense", limit=_MOST_TEXTS))
    texts = []
    for corners, string, score, boxes, chars, *_ in found:
        xs, ys = [float(x) for x, _ in corners], [float(y) for _, y in corners]
        box = (min(xs), min(ys), max(xs), max(ys))
        centres = [
            (statistics.fmean(x for x, _ in part), statistics.fmean(y for _, y in part))
            for part in boxes
        ]
        if len(chars) != len(centres):
            chars, centres = list(string), _evenly(len(string), box)
        if float(score) < _SURE:
            chars = [_UNREAD if char.isdigit() else char for char in chars]
        if chars:
            texts.append(_Text(list(chars), centres, box))
    return texts


def _evenly(count: int, box: Box) -> list[tuple[float, float]]:
    x0, y0, x1, y1 = box
    step = (x1 - x0) / max(count, 1)
    return [(x0 + step * (index + 0.5), (y0 + y1) / 2) for index in range(count)]


def _only_text(image: Grey) -> str:
    """The text of a cell that was cut out, or U+FFFD."""
    found = _run(image, use_det=False, use_cls=False, use_rec=True)
    string, score = (str(found[0][0]).strip(), float(found[0][1])) if found else ("", 0.0)
    return string if string and score >= _SURE else _UNREAD
