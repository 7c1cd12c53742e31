"""What this installation can read beyond what every installation can, and who was lacking it.

LibreOffice and the extra `ocr` are optional. A document that could not be read without them is
worth another reading once they are there; every other reading stays what it is, whatever is
installed later.
"""

from __future__ import annotations

from gouji.documents.office.legacy import find_program
from gouji.documents.scans.reading import can_recognise

OFFICE, OCR = "office", "ocr"

NEEDED = {
    "libreoffice_missing": OFFICE,
    "image_no_text_layer": OCR,
    "pdf_no_text_layer": OCR,
    "pdf_pages_without_text": OCR,
    "pdf_unmapped_text": OCR,
}
"""Code of a reason for which a document is unreadable -> what might read it."""


def available() -> frozenset[str]:
    """What is there now."""
    there = {OFFICE: find_program() is not None, OCR: can_recognise()}
    return frozenset(name for name, found in there.items() if found)


def version_of(parser_version: str, unreadable_code: str | None, there: frozenset[str]) -> str:
    """The version to record with a reading: with what failed on it although it was there.

    Args:
        parser_version: that of the reader.
        unreadable_code: of the reading; None where it could be read.
        there: what was available.
    """
    needed = NEEDED.get(unreadable_code or "")
    return f"{parser_version}+{needed}" if needed in there else parser_version


def lacking(recorded_version: str, unreadable_code: str | None) -> str | None:
    """What a reading was lacking, by what was recorded with it; None for most."""
    needed = NEEDED.get(unreadable_code or "")
    return None if needed is None or recorded_version.endswith(f"+{needed}") else needed
