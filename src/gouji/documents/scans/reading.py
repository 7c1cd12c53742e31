"""PDF files and images whose text may have to be recognised.

With the optional extra `ocr` installed, pages that are pictures are recognised by `ocr`, and the
document says so in its metadata (`trust` is "ocr"): its numbers count only where sums confirm them.
Without the extra, or where nothing can be recognised, the reason stays that there is no text.
"""

from __future__ import annotations

from importlib.util import find_spec

from gouji.documents.model import Document
from gouji.documents.pdf.file import read_pdf as read_text_layer
from gouji.documents.reasons import Unreadable, reason

ENGINE = "rapidocr_onnxruntime"

# Why a PDF has no text that can be used, although it may show some.
_PICTURED = frozenset({"pdf_no_text_layer", "pdf_pages_without_text", "pdf_unmapped_text"})


def can_recognise() -> bool:
    """True where the extra `ocr` is installed."""
    return find_spec(ENGINE) is not None


def read_pdf(data: bytes) -> Document:
    """Read a PDF by its text layer, or, where that is missing, by recognition.

    Raises:
        Unreadable: as `gouji.documents.pdf.file.read_pdf`, or too much to recognise.
    """
    try:
        return read_text_layer(data)
    except Unreadable as error:
        if error.reason.code not in _PICTURED or not can_recognise():
            raise
        from gouji.documents.scans.recognition import recognise_pdf

        # The fonts of such a file say nothing about their characters: not even of its text pages.
        document = recognise_pdf(data, all_pages=error.reason.code == "pdf_unmapped_text")
        if not document.blocks:
            raise
        return document


def read_image(data: bytes) -> Document:
    """Read an image, or the pages of a TIFF file, by recognition.

    Raises:
        Unreadable: the extra is not installed, the image is damaged or too large, or nothing can
            be recognised.
    """
    if not can_recognise():
        raise Unreadable(reason("image_no_text_layer"))
    from gouji.documents.scans.recognition import recognise_image

    document = recognise_image(data)
    if not document.blocks:
        raise Unreadable(reason("ocr_nothing"))
    return document
