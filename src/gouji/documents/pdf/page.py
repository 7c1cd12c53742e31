"""One PDF page -> its characters and ruling lines, as plain numbers.

Everything that talks to PDFium about a page stands here and in `pdf_rulings`. Coordinates are PDF
points from the top left corner of the page, y downwards. Pages that are turned, or whose text is
mainly set sideways, are turned upright first; `Page.displayed` leads back to the page as a person
sees it. Nothing is decided here about tables or paragraphs.
"""

from __future__ import annotations

import ctypes
import re
import unicodedata
from collections import Counter
from dataclasses import dataclass, field
from math import hypot
from typing import Any

import pypdfium2
from pypdfium2 import raw

from gouji.documents.pdf.calls import (
    Floats,
    get_char_box,
    get_char_matrix,
    get_font_size,
    get_text_object,
    handle,
)
from gouji.documents.pdf.rulings import Box, Frame, Ruling, page_box, read_drawing

MAX_GLYPHS = 200_000

_FEW_GLYPHS = 12
_SCANNED_SHARE = 0.5
_MANY_OUTLINES = 150
_MARGIN = 2.0
_SAMPLE = 20
_WIDEST = 3.0

# PDFium marks a hyphen at the end of a line so that words can be joined; here it is a sign.
_HYPHENS = re.compile("[\x02\ufffe]")
_RADICALS = re.compile("[\u2e80-\u2fdf]")
_UNMAPPED = re.compile("[\0\ufffd\uffff]")
_SURROGATES = re.compile("[\ud800-\udfff]")


Glyph = tuple[str, float, float, float, float, float, float, int]
"""One character and its box: (char, x0, y0, x1, y1, base, size, angle).

base: y of the baseline (for upright text); size: font size in points.
angle: direction of writing, clockwise: 0, 90, 180, 270, or -1 for an oblique one.

A plain tuple, because each of thousands is taken apart several times.
"""


class _Tenths(dict[float, float]):
    """Numbers rounded once: all cells between two lines of a table have the same edges."""

    def __missing__(self, value: float) -> float:
        self[value] = rounded = round(value, 1)
        return rounded


@dataclass(slots=True)
class Page:
    """What a page shows; `width` and `height` in the upright position.

    turn: by how many degrees clockwise the displayed page was turned to be upright.
    unmapped: how many characters the fonts give no text for (they are U+FFFD).
    recognized: True where the text lies invisibly over an image, as text recognition leaves it.
    """

    width: float
    height: float
    turn: int = 0
    glyphs: list[Glyph] = field(default_factory=list)
    horizontal: list[Ruling] = field(default_factory=list)
    vertical: list[Ruling] = field(default_factory=list)
    image_share: float = 0.0
    outlines: int = 0
    unmapped: int = 0
    recognized: bool = False
    _tenths: _Tenths = field(default_factory=_Tenths, repr=False)

    def displayed(self, box: Box) -> Box:
        """A box on the upright page in coordinates of the page as displayed, rounded."""
        x0, y0, x1, y1 = box
        tenths = self._tenths
        if not self.turn:
            return tenths[x0], tenths[y0], tenths[x1], tenths[y1]
        width, height = self.width, self.height
        if self.turn == 90:
            x0, y0, x1, y1 = y0, width - x1, y1, width - x0
        elif self.turn == 180:
            x0, y0, x1, y1 = width - x1, height - y1, width - x0, height - y0
        elif self.turn == 270:
            x0, y0, x1, y1 = height - y1, x0, height - y0, x1
        return tenths[x0], tenths[y0], tenths[x1], tenths[y1]

    @property
    def is_picture(self) -> bool:
        """True where the content is an image or curves, a page number at most being text."""
        return len(self.glyphs) <= _FEW_GLYPHS and (
            self.image_share >= _SCANNED_SHARE or self.outlines >= _MANY_OUTLINES
        )


def read_page(pdf_page: Any) -> Page:
    """Read one page, of which this is the pointer.

    Raises:
        pypdfium2.PdfiumError: its text cannot be loaded.
    """
    drawing = read_drawing(pdf_page)
    bbox, rotation = page_box(pdf_page), 90 * raw.FPDFPage_GetRotation(pdf_page)
    textpage = raw.FPDFText_LoadPage(pdf_page)
    if not textpage:
        raise pypdfium2.PdfiumError("Failed to load text page.")
    try:
        text, unmapped = _readable(_characters(textpage))
        # Nearly all text runs from left to right in PDF space; other text is placed anew.
        frame = Frame.of_page(bbox, 0)
        in_runs = drawing.texts * 2 < len(text)
        glyphs, angles = _placed(textpage, text, frame, in_runs=in_runs)
        count = angles.total()
        main, most = angles.most_common(1)[0] if count else (0, 0)
        # PDF space -> displayed page -> upright page: both steps are quarter turns.
        turn = (360 - (main + rotation)) % 360 if main >= 0 and most * 5 > count * 3 else 0
        if (rotation + turn) % 360:
            frame = Frame.of_page(bbox, (rotation + turn) % 360)
            glyphs, _ = _placed(textpage, text, frame, in_runs=in_runs)
        recognized = count > 0 and drawing.image_share >= _SCANNED_SHARE and _is_invisible(textpage)
    finally:
        raw.FPDFText_ClosePage(textpage)
    page = Page(
        width=frame.width,
        height=frame.height,
        turn=turn,
        glyphs=glyphs,
        image_share=drawing.image_share,
        outlines=drawing.outlines,
        unmapped=unmapped,
        recognized=recognized,
    )
    page.horizontal, page.vertical = frame.rulings(drawing)
    return page


def _readable(text: str) -> tuple[str, int]:
    """The characters as they are printed, and how many of them no font gives a text for."""
    if _HYPHENS.search(text):
        text = _HYPHENS.sub("-", text)
    unmapped = len(_UNMAPPED.findall(text))
    if unmapped:
        text = _UNMAPPED.sub("\ufffd", text)
    if _RADICALS.search(text):
        # Many subset fonts name radicals in place of the characters that look the same.
        text = _RADICALS.sub(lambda match: unicodedata.normalize("NFKC", match.group()), text)
    return text, unmapped


def _placed(
    textpage: Any, text: str, frame: Frame, *, in_runs: bool
) -> tuple[list[Glyph], Counter[int]]:
    """The characters inside the page box, upright; how many have each angle in PDF space, of all.

    `text` has one character for each index of PDFium. in_runs: most are drawn together with the
    one before, so that it pays to ask for that.
    """
    glyphs: list[Glyph] = []
    others: Counter[int] = Counter()
    outside = 0
    add = glyphs.append
    fast = handle(textpage)
    rect, matrix = Floats(4), Floats(6)
    rect_ref, read_rect, matrix_ref, read_matrix = rect.ref, rect.read, matrix.ref, matrix.read
    # Twice the bounds, for the sum of two edges is twice their centre.
    low, right_end, low_end = (
        2 * bound for bound in (-_MARGIN, frame.width + _MARGIN, frame.height + _MARGIN)
    )
    quarter, page_left, page_top = frame.rotation, frame.left, frame.top
    owner: int | None = None
    last: int | None = None
    size = widest = base = 0.0
    angle = turned = 0
    for index, char in enumerate(text):
        if char < " ":
            continue
        get_char_box(fast, index, rect_ref)
        left, top, right, bottom = read_rect()
        if right <= left and char == " ":
            continue  # made up by PDFium from distances, which are judged elsewhere
        if not in_runs or (owner := get_text_object(fast, index)) is None or owner != last:
            # Characters that are drawn at once have all of this in common.
            last = owner
            get_char_matrix(fast, index, matrix_ref)
            a, b, c, d, x, y = read_matrix()
            size = get_font_size(fast, index) * (d if not c and d > 0 else hypot(c, d))
            widest = _WIDEST * size
            if b or a <= 0:
                angle = _angle(a, b)
                turned = (angle + quarter) % 360 if angle >= 0 else angle
            else:
                angle, turned = 0, quarter
            base = frame.point(x, y)[1] if quarter else page_top - y
        if right - left > widest or top - bottom > widest:
            # Boxes of vertical fonts come without the scale of the text.
            left, bottom, right, top = _tight_box(textpage, index)
        if angle:
            others[angle] += 1
        if quarter:
            x0, y0, x1, y1 = frame.box(left, bottom, right, top)
        else:
            x0, y0, x1, y1 = left - page_left, page_top - top, right - page_left, page_top - bottom
        if low <= x0 + x1 <= right_end and low <= y0 + y1 <= low_end:
            add((char, x0, y0, x1, y1, base, size, turned))
        else:
            outside += 1
    upright = len(glyphs) + outside - others.total()
    return glyphs, others + Counter({0: upright})


def _tight_box(textpage: Any, index: int) -> Box:
    edges = [ctypes.c_double() for _ in range(4)]
    if not raw.FPDFText_GetCharBox(textpage, index, *map(ctypes.byref, edges)):
        raise pypdfium2.PdfiumError("Failed to get charbox.")
    left, right, bottom, top = (edge.value for edge in edges)
    return left, bottom, right, top


def _angle(a: float, b: float) -> int:
    """The direction of writing from the first row of the text matrix (y upwards)."""
    if abs(b) * 10 < abs(a):
        return 0 if a > 0 else 180
    if abs(a) * 10 < abs(b):
        return 270 if b > 0 else 90
    return -1 if a or b else 0


def _characters(textpage: Any) -> str:
    """One character per PDFium index."""
    count = min(raw.FPDFText_CountChars(textpage), MAX_GLYPHS)
    if count <= 0:
        return ""
    buffer = (ctypes.c_ushort * (count + 1))()
    written = raw.FPDFText_GetText(textpage, 0, count, buffer)
    text = ctypes.string_at(buffer, max(written - 1, 0) * 2).decode("utf-16-le", "surrogatepass")
    if len(text) == count and not _SURROGATES.search(text):
        return text
    codes = (raw.FPDFText_GetUnicode(textpage, index) for index in range(count))
    return "".join("\ufffd" if 0xD800 <= c <= 0xDFFF else chr(c) for c in codes)


def _is_invisible(textpage: Any) -> bool:
    """True if the first characters are drawn with neither fill nor stroke."""
    seen = 0
    for index in range(min(raw.FPDFText_CountChars(textpage), MAX_GLYPHS)):
        text_object = raw.FPDFText_GetTextObject(textpage, index)
        if not text_object:
            continue
        mode = raw.FPDFTextObj_GetTextRenderMode(text_object)
        if mode != raw.FPDF_TEXTRENDERMODE_INVISIBLE:
            return False
        seen += 1
        if seen == _SAMPLE:
            break
    return seen > 0
