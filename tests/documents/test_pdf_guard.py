"""Which arrays of a PDF may be a content in very many pieces, and which only tell what text is."""

from __future__ import annotations

import zlib
from collections.abc import Callable

import pytest

from gouji.documents.pdf.guard import is_suspicious

_ARRAY = b"[" + b"5 0 R " * 300 + b"]"
_PAGE = b"<</Type/Page/Contents %s>>"


def _file(*objects: bytes) -> bytes:
    """Objects from 12 on."""
    numbered = enumerate(objects, start=12)
    return b"%PDF-1.4\n" + b"".join(b"%d 0 obj\n%s\nendobj\n" % one for one in numbered)


def _packed(content: bytes, kind: bytes) -> bytes:
    packed = zlib.compress(content)
    head = b"<</Type%s/Filter/FlateDecode/Length %d>>" % (kind, len(packed))
    return head + b"stream\n" + packed + b"\nendstream"


INNOCENT: dict[str, Callable[[], bytes]] = {
    "what the text of a page is": lambda: _file(_ARRAY, _PAGE % b"5 0 R"),
    "as well, and a note on the page": lambda: _file(_ARRAY, b"<</Contents(a note)>>"),
    "pages of few pieces": lambda: _file(_ARRAY, _PAGE % b"[5 0 R 6 0 R]"),
    "the pages of a section": lambda: _file(_PAGE % b"5 0 R", b"<</Kids" + _ARRAY + b">>"),
}

SUSPICIOUS: dict[str, Callable[[], bytes]] = {
    "on the page": lambda: _file(_PAGE % _ARRAY),
    "far from its name": lambda: _file(_PAGE % (b" " * 999 + _ARRAY)),
    "an object": lambda: _file(_ARRAY, _PAGE % b"12 0 R"),
    "an object far from its number": lambda: _file(b" " * 999 + _ARRAY, _PAGE % b"12 0 R"),
    "zeros before the number": lambda: _file(_ARRAY, _PAGE % b"0012 0 R"),
    "an escaped name": lambda: _file(_ARRAY, b"<</Type/Page/C#6fntents 12 0 R>>"),
    "an odd escape": lambda: _file(_ARRAY, b"<</Type/Page/#3Jontents 12 0 R>>"),
    "a number inside the number": lambda: _file(_ARRAY, _PAGE % b"2 0 R"),
    "a sign before the number": lambda: _file(_ARRAY, _PAGE % b"+12 0 R"),
    "a number with a fraction": lambda: _file(_ARRAY, _PAGE % b"12.0 0 R"),
    "a comment before the value": lambda: _file(_ARRAY, _PAGE % b"%\n12 0 R"),
    "a comment in the head": lambda: _file(_ARRAY, _PAGE % b"12 0 R").replace(
        b"12 0 obj", b"12 %7\n0 obj"
    ),
    "a number in a comment": lambda: _file(_ARRAY, _PAGE % b"12 0 R").replace(
        b"12 0 obj", b"12 %7 0 obj\n0 obj"
    ),
    "a packed page": lambda: _file(_ARRAY, _packed(_PAGE % b"12 0 R", b"/ObjStm")),
    "a packed page of an escaped type": lambda: _file(
        _ARRAY, _packed(_PAGE % b"12 0 R", b"/#4fbjStm")
    ),
}


@pytest.mark.parametrize("name", INNOCENT)
def test_an_array_that_no_page_has_as_its_content_is_let_pass(name: str) -> None:
    assert not is_suspicious(INNOCENT[name]())


@pytest.mark.parametrize("name", SUSPICIOUS)
def test_a_content_in_many_pieces_is_seen_however_it_is_written(name: str) -> None:
    assert is_suspicious(SUSPICIOUS[name]())


@pytest.mark.parametrize("damage", [b"\x03\x00", b"\x07\xff\xff", b"\x07\xff\xff" + b"1" * 4000])
def test_what_stands_before_damage_is_seen(damage: bytes) -> None:
    packer = zlib.compressobj()
    packed = packer.compress(b"/Y Do ") + packer.flush(zlib.Z_FULL_FLUSH) + damage
    head = b"<</Subtype/Form/Filter/FlateDecode/Length %d>>" % len(packed)
    assert is_suspicious(_file(head + b"stream\n" + packed + b"\nendstream"))
