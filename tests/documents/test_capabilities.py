"""What is optional, and which readings it would change."""

from __future__ import annotations

import pytest

from gouji.documents import opening
from gouji.documents.capabilities import NEEDED, OCR, OFFICE, available, lacking, version_of
from gouji.documents.office import legacy as legacy_office
from gouji.documents.reasons import TEXTS
from gouji.documents.scans import reading as scans


def test_every_code_is_that_of_a_reason() -> None:
    assert NEEDED.keys() <= TEXTS.keys()
    assert set(NEEDED.values()) == {OFFICE, OCR}


def test_what_is_there(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(legacy_office, "_PROGRAMS", ())
    monkeypatch.setattr(scans, "ENGINE", "no_such_engine")
    assert available() == frozenset()
    monkeypatch.setattr(legacy_office, "_PROGRAMS", ("sh",))
    monkeypatch.setattr(scans, "ENGINE", "json")
    assert available() == {OFFICE, OCR}


def test_readers_say_what_they_lack(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(legacy_office, "_PROGRAMS", ())
    monkeypatch.setattr(scans, "ENGINE", "no_such_engine")
    for data, needed in ((b"{\\rtf1 x}", OFFICE), (b"\x89PNG\r\n\x1a\n" + b"\0" * 40, OCR)):
        document = opening.open_document(data, "a")
        assert document.unreadable is not None
        assert lacking("2", document.unreadable.code) == needed


@pytest.mark.parametrize(
    ("code", "there", "recorded", "lacks"),
    [
        (None, (OCR, OFFICE), "2", None),
        ("empty", (OCR,), "2", None),
        ("libreoffice_missing", (), "2", OFFICE),
        ("pdf_no_text_layer", (OFFICE,), "2", OCR),
        ("pdf_no_text_layer", (OCR,), "2+ocr", None),
    ],
)
def test_only_what_was_lacking_something_is_worth_another_reading(
    code: str | None, there: tuple[str, ...], recorded: str, lacks: str | None
) -> None:
    version = version_of("2", code, frozenset(there))
    assert version == recorded
    assert lacking(version, code) == lacks
