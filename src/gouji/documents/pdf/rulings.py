"""The drawn part of a PDF page: straight horizontal and vertical lines, and how much is picture.

Tables are drawn in many ways: stroked lines, stroked rectangles, filled rectangles thin enough to
pass for a line, thin images, all of them possibly inside form objects. All become rulings.
Filled areas are backgrounds, not borders. What the lines enclose is found in `pdf_lattice`.
"""

from __future__ import annotations

import ctypes
from collections.abc import Iterable
from dataclasses import dataclass, field
from itertools import pairwise, repeat
from typing import Any

import pypdfium2
from pypdfium2 import raw

from gouji.documents.pdf.calls import (
    Floats,
    Handle,
    as_handle,
    get_draw_mode,
    get_object_bounds,
    get_object_type,
    get_page_object,
    handle,
    page_object,
)

MAX_OBJECTS = 60_000
_MAX_DEPTH = 5
_MAX_SEGMENTS = 5_000

# Points. A border is at most this thick, and at least this long.
_THIN = 3.2
_SHORTEST = 4.0
_STRAIGHT = 0.7
# Lines and rectangles have fewer corners than this; the outlines of characters have more.
_MOST_CORNERS = 8

_TEXT, _PATH = raw.FPDF_PAGEOBJ_TEXT, raw.FPDF_PAGEOBJ_PATH
_IMAGE, _FORM = raw.FPDF_PAGEOBJ_IMAGE, raw.FPDF_PAGEOBJ_FORM

Box = tuple[float, float, float, float]
_Matrix = tuple[float, float, float, float, float, float]


Ruling = tuple[float, float, float]
"""A straight line: (at, start, end), `at` a place on one axis, from `start` to `end` on the other.

A plain tuple, because a page has hundreds that are taken apart several times.
"""


@dataclass(slots=True)
class Drawing:
    """Lines in PDF space (y upwards).

    image_share: part of the page that its largest image covers, 0 to 1.
    outlines: number of curved shapes; text that was turned into curves has many.
    texts: number of pieces of text that are drawn at once.
    overfull: True where the page has more objects than are looked at; it then has no rulings.
    """

    horizontal: list[Ruling] = field(default_factory=list)
    vertical: list[Ruling] = field(default_factory=list)
    image_share: float = 0.0
    outlines: int = 0
    texts: int = 0
    overfull: bool = False

    def add(self, left: float, bottom: float, right: float, top: float) -> bool:
        """Add the box as a ruling if it is thin enough for one; True if so or if too small."""
        width, height = right - left, top - bottom
        if height <= _THIN:
            if width >= _SHORTEST:
                self.horizontal.append(((top + bottom) / 2, left, right))
                return True
            if width > _THIN:
                return True
        if width <= _THIN:
            if height >= _SHORTEST:
                self.vertical.append(((left + right) / 2, bottom, top))
            return True
        return False


@dataclass(frozen=True, slots=True)
class Frame:
    """From PDF space to the upright page: a shift and a clockwise turn by `rotation` degrees."""

    left: float
    bottom: float
    right: float
    top: float
    rotation: int

    @classmethod
    def of_page(cls, bbox: Box, rotation: int) -> Frame:
        """The frame of a page with this box (left, bottom, right, top) in PDF space."""
        return cls(*bbox, rotation)

    @property
    def width(self) -> float:
        """Width of the upright page."""
        return self.top - self.bottom if self.rotation % 180 else self.right - self.left

    @property
    def height(self) -> float:
        """Height of the upright page."""
        return self.right - self.left if self.rotation % 180 else self.top - self.bottom

    def point(self, x: float, y: float) -> tuple[float, float]:
        """A point of PDF space on the upright page."""
        if self.rotation == 0:
            return x - self.left, self.top - y
        if self.rotation == 90:
            return y - self.bottom, x - self.left
        if self.rotation == 180:
            return self.right - x, y - self.bottom
        return self.top - y, self.right - x

    def box(self, left: float, bottom: float, right: float, top: float) -> Box:
        """(x0, y0, x1, y1) with x0 <= x1 and y0 <= y1."""
        if self.rotation == 0:
            return left - self.left, self.top - top, right - self.left, self.top - bottom
        x0, y0 = self.point(left, bottom)
        x1, y1 = self.point(right, top)
        return min(x0, x1), min(y0, y1), max(x0, x1), max(y0, y1)

    def rulings(self, drawing: Drawing) -> tuple[list[Ruling], list[Ruling]]:
        """Horizontal and vertical rulings on the upright page."""
        if self.rotation == 0:
            left, top = self.left, self.top
            return (
                [(top - y, x0 - left, x1 - left) for y, x0, x1 in drawing.horizontal],
                [(x - left, top - y1, top - y0) for x, y0, y1 in drawing.vertical],
            )
        flat = [self.box(x0, y, x1, y) for y, x0, x1 in drawing.horizontal]
        steep = [self.box(x, y0, x, y1) for x, y0, y1 in drawing.vertical]
        if self.rotation % 180:
            flat, steep = steep, flat
        return (
            [(y0, x0, x1) for x0, y0, x1, _ in flat],
            [(x0, y0, y1) for x0, y0, _, y1 in steep],
        )


def page_box(page: Any) -> Box:
    """What is shown of a page: (left, bottom, right, top) in PDF space.

    Raises:
        pypdfium2.PdfiumError: it has none.
    """
    box = raw.FS_RECTF()
    if not raw.FPDF_GetPageBoundingBox(page, ctypes.byref(box)):
        raise pypdfium2.PdfiumError("Failed to get page bounding box.")
    return box.left, box.bottom, box.right, box.top


def read_drawing(page: Any) -> Drawing:
    """All rulings of one page, and what else its pictures say."""
    drawing = Drawing()
    _Walker(page, drawing).page_objects()
    if drawing.overfull:
        drawing.horizontal.clear()
        drawing.vertical.clear()
    return drawing


class _Walker:
    def __init__(self, page: Any, drawing: Drawing) -> None:
        self._page = page
        self._drawing = drawing
        self._seen = 0
        area = raw.FPDF_GetPageWidthF(page) * raw.FPDF_GetPageHeightF(page)
        self._area = max(area, 1.0)
        self._bounds = Floats(4)
        self._fill, self._stroke = ctypes.c_int(), ctypes.c_int()
        self._fill_ref, self._stroke_ref = ctypes.byref(self._fill), ctypes.byref(self._stroke)

    def page_objects(self) -> None:
        places = range(raw.FPDFPage_CountObjects(self._page))
        items = map(get_page_object, repeat(handle(self._page)), places)
        self._drawing.texts = self._objects(map(as_handle, items), None, 0)

    def _objects(self, items: Iterable[Handle], outer: _Matrix | None, depth: int) -> int:
        """Adds what these draw; returns how many of them are text."""
        text, form, path, thin = _TEXT, _FORM, _PATH, _THIN
        left_ref, bottom_ref, right_ref, top_ref = self._bounds.refs
        read, add = self._bounds.read, self._drawing.add
        texts = 0
        for item in items:
            kind = get_object_type(item)
            if kind == text:
                texts += 1
                continue
            self._seen += 1
            if self._seen > MAX_OBJECTS:
                self._drawing.overfull = True
                break
            if kind == form:
                self._form(page_object(item), outer, depth)
                continue
            if not get_object_bounds(item, left_ref, bottom_ref, right_ref, top_ref):
                continue
            left, bottom, right, top = read()
            if outer is not None:
                left, bottom, right, top = _transformed(left, bottom, right, top, outer)
            if kind != path:
                if kind == _IMAGE:
                    self._image(left, bottom, right, top)
            elif right - left <= thin or top - bottom <= thin:
                add(left, bottom, right, top)  # PDFium only keeps paths that are filled or stroked
            else:
                self._path(item, outer)
        return texts

    def _image(self, left: float, bottom: float, right: float, top: float) -> None:
        if not self._drawing.add(left, bottom, right, top):
            share = (right - left) * (top - bottom) / self._area
            self._drawing.image_share = max(self._drawing.image_share, min(share, 1.0))

    def _form(self, form: Any, outer: _Matrix | None, depth: int) -> None:
        if depth >= _MAX_DEPTH:
            return
        places = range(raw.FPDFFormObj_CountObjects(form))
        items = map(raw.FPDFFormObj_GetObject, repeat(form), places)
        self._objects(map(handle, items), _product(_matrix(form), outer), depth + 1)

    def _path(self, item: Handle, outer: _Matrix | None) -> None:
        get_draw_mode(item, self._fill_ref, self._stroke_ref)
        stroked = bool(self._stroke.value)
        if not stroked and not self._fill.value:
            return
        path = page_object(item)
        segments = raw.FPDFPath_CountSegments(path)
        if segments <= 5 and not stroked:
            return  # a filled rectangle: background
        if segments > _MAX_SEGMENTS:
            self._drawing.outlines += 1
            return
        self._outline(path, segments, stroked, _product(_matrix(path), outer))

    def _outline(self, path: Any, segments: int, stroked: bool, matrix: _Matrix) -> None:
        """The straight sides of a stroked path, the thin parts of a filled one."""
        a, b, c, d, e, f = matrix
        x_value, y_value = ctypes.c_float(), ctypes.c_float()
        x_ref, y_ref = ctypes.byref(x_value), ctypes.byref(y_value)
        points: list[tuple[float, float]] = []
        curved = False
        for index in range(segments):
            segment = raw.FPDFPath_GetPathSegment(path, index)
            kind = raw.FPDFPathSegment_GetType(segment)
            raw.FPDFPathSegment_GetPoint(segment, x_ref, y_ref)
            x, y = x_value.value, y_value.value
            point = (a * x + c * y + e, b * x + d * y + f)
            if kind == raw.FPDF_SEGMENT_MOVETO:
                self._part(points, stroked)
                points = []
            elif kind == raw.FPDF_SEGMENT_BEZIERTO:
                curved = True
            points.append(point)
            if raw.FPDFPathSegment_GetClose(segment):
                points.append(points[0])
        self._part(points, stroked)
        self._drawing.outlines += curved

    def _part(self, points: list[tuple[float, float]], stroked: bool) -> None:
        if not 2 <= len(points) <= _MOST_CORNERS:
            return
        if stroked:
            for (x0, y0), (x1, y1) in pairwise(points):
                if abs(x1 - x0) <= _STRAIGHT or abs(y1 - y0) <= _STRAIGHT:
                    self._drawing.add(min(x0, x1), min(y0, y1), max(x0, x1), max(y0, y1))
        else:
            xs, ys = [x for x, _ in points], [y for _, y in points]
            self._drawing.add(min(xs), min(ys), max(xs), max(ys))


def _matrix(checked: Any) -> _Matrix:
    matrix = raw.FS_MATRIX()
    if not raw.FPDFPageObj_GetMatrix(checked, ctypes.byref(matrix)):
        return 1.0, 0.0, 0.0, 1.0, 0.0, 0.0
    return matrix.a, matrix.b, matrix.c, matrix.d, matrix.e, matrix.f


def _product(inner: _Matrix, outer: _Matrix | None) -> _Matrix:
    """First `inner`, then `outer`."""
    if outer is None:
        return inner
    a, b, c, d, e, f = inner
    oa, ob, oc, od, oe, of = outer
    return (
        a * oa + b * oc,
        a * ob + b * od,
        c * oa + d * oc,
        c * ob + d * od,
        e * oa + f * oc + oe,
        e * ob + f * od + of,
    )


def _transformed(left: float, bottom: float, right: float, top: float, matrix: _Matrix) -> Box:
    a, b, c, d, e, f = matrix
    corners = [(left, bottom), (left, top), (right, bottom), (right, top)]
    xs = [a * x + c * y + e for x, y in corners]
    ys = [b * x + d * y + f for x, y in corners]
    return min(xs), min(ys), max(xs), max(ys)
