"""PDFium functions that are called for every single character or object.

`pypdfium2.raw` checks the type of each argument; over the thousands of calls of one page that is
most of the time. The same functions stand here without the checks. Handles must therefore be
converted beforehand (a plain int would be cut to 32 bits), results go to buffers made here, and
all of it is for `pdf.page` and `pdf.rulings` alone.
"""

from __future__ import annotations

import ctypes
import struct
from collections.abc import Callable
from functools import partial
from typing import Any

from pypdfium2 import raw

Handle = Any
"""A pointer as the functions here take it, converted once for all calls."""

as_handle: Callable[[int | None], Handle] = ctypes.c_void_p.from_param
"""The handle of an address."""


def handle(pointer: Any) -> Handle:
    """The handle of a raw pointer of `pypdfium2`."""
    return as_handle(ctypes.cast(pointer, ctypes.c_void_p).value)


def page_object(pointer: Handle) -> Any:
    """A handle as the checked functions of `pypdfium2.raw` want it for a page object."""
    return ctypes.cast(pointer, raw.FPDF_PAGEOBJECT)


def _unchecked(function: Any, result: Any) -> Callable[..., Any]:
    address = ctypes.cast(function, ctypes.c_void_p).value
    # Held GIL: each call takes less time than giving it back would.
    return ctypes.PYFUNCTYPE(result)(address)  # type: ignore[arg-type]


get_char_box = _unchecked(raw.FPDFText_GetLooseCharBox, ctypes.c_int)
get_char_matrix = _unchecked(raw.FPDFText_GetMatrix, ctypes.c_int)
get_font_size = _unchecked(raw.FPDFText_GetFontSize, ctypes.c_double)
# These two return an address: an int, or None.
get_text_object = _unchecked(raw.FPDFText_GetTextObject, ctypes.c_void_p)
get_page_object = _unchecked(raw.FPDFPage_GetObject, ctypes.c_void_p)
get_object_type = _unchecked(raw.FPDFPageObj_GetType, ctypes.c_int)
get_object_bounds = _unchecked(raw.FPDFPageObj_GetBounds, ctypes.c_int)
get_draw_mode = _unchecked(raw.FPDFPath_GetDrawMode, ctypes.c_int)


class Floats:
    """A buffer for `count` C floats that a call fills.

    `ref` is passed to the call for all of them, one of `refs` for each; `read()` has them as the
    last call left them.
    """

    def __init__(self, count: int) -> None:
        buffer = (ctypes.c_float * count)()
        self.ref = ctypes.byref(buffer)
        self.refs = tuple(ctypes.byref(buffer, 4 * index) for index in range(count))
        self.read: Callable[[], tuple[float, ...]]
        self.read = partial(struct.Struct(f"{count}f").unpack_from, buffer)
