"""Text, pages, PDFs and archives built to do harm, each with the reasons it may be refused for."""

from __future__ import annotations

import io
import zipfile
import zlib
from collections.abc import Callable

MIB = 1 << 20
_FONT = b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>"
_PAGE = (
    b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 400 600]/Contents 5 0 R"
    b"/Resources<</Font<</F1 3 0 R>>/XObject<</X 6 0 R>>>>>>"
)
_WORDS = b"BT /F1 9 Tf 9 9 Td (abcdefgh) Tj ET\n"


def _pdf(objects: list[bytes]) -> bytes:
    data = b"%PDF-1.4\n"
    offsets = []
    for number, body in enumerate(objects, start=1):
        offsets.append(len(data))
        data += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    start = len(data)
    data += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    data += b"".join(b"%010d 00000 n \n" % offset for offset in offsets)
    data += b"trailer\n<</Size %d/Root 1 0 R>>\n" % (len(objects) + 1)
    return data + b"startxref\n%d\n%%%%EOF\n" % start


def _stream(content: bytes, head: bytes = b"") -> bytes:
    return b"<<%s/Length %d>>stream\n%s\nendstream" % (head, len(content), content)


def _packed(content: bytes) -> bytes:
    return _stream(zlib.compress(content, 9), b"/Filter/FlateDecode")


def _document(
    content: bytes,
    *,
    drawing: bytes = b"null",
    page: bytes = _PAGE,
    kids: bytes = b"4 0 R",
    count: int = 1,
    more: tuple[bytes, ...] = (),
) -> bytes:
    """One page: object 3 is its font, 4 itself, 5 its content, 6 what it may draw."""
    tree = b"<</Type/Pages/Count %d/Kids[%s]>>" % (count, kids)
    return _pdf(
        [b"<</Type/Catalog/Pages 2 0 R>>", tree, _FONT, page, content, drawing, *more]
    )  # fmt: skip


def _form(content: bytes, resources: bytes) -> bytes:
    head = b"/Type/XObject/Subtype/Form/BBox[0 0 9 9]/Resources<</XObject<<%s>>>>" % resources
    return _stream(content, head)


def _laughs() -> bytes:
    """Ten drawings, each of which draws the next one ten times."""
    forms = tuple(
        _form(b"/Y Do " * 10, b"/Y %d 0 R" % (number + 1)) for number in range(7, 16)
    )  # fmt: skip
    return _document(_stream(b"/X Do"), drawing=_form(b"/Y Do " * 10, b"/Y 7 0 R"), more=forms)


def _pieces(count: int) -> bytes:
    page = _PAGE.replace(b"/Contents 5 0 R", b"/Contents[" + b"5 0 R " * count + b"]")
    return _document(_packed(_WORDS * 20_000), page=page)


def _zip(*members: tuple[str, bytes]) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members:
            archive.writestr(name, content)
    return buffer.getvalue()


def _entities() -> bytes:
    levels = "".join(
        f'<!ENTITY {chr(98 + n)} "{f"&{chr(97 + n)};" * 10}">' for n in range(9)
    )  # fmt: skip
    head = f'<?xml version="1.0"?><!DOCTYPE html [<!ENTITY a "哈哈哈">{levels}]>'
    return f"{head}<html><body><p>年度报告 &j; &j; 正文</p></body></html>".encode()


# name -> (file name, how it is made, the codes that may come out; None: it is read)
HOSTILE: dict[str, tuple[str, Callable[[], bytes], tuple[str | None, ...]]] = {
    "60 MB on one line": (
        "a.txt", lambda: ("本年新收 1 " * (4 * MIB)).encode()[: 60 * MIB - 2],
        ("text_too_large", "garbled"),
    ),
    "60 MB of digits": ("a.txt", lambda: b"1" * (60 * MIB), ("text_too_large",)),
    "60 MB of tabs": ("a.txt", lambda: b"1\t" * (30 * MIB), ("text_too_large",)),
    "60 MB of pipes": ("a.md", lambda: b"| 1 " * (15 * MIB), ("text_too_large",)),
    "60 MB of line ends": ("a.txt", lambda: b"\n" * (60 * MIB), ("text_too_large",)),
    "60 MB of spaces": ("a.txt", lambda: b" " * (60 * MIB), ("text_too_large",)),
    "many rows of the form": (
        "a.txt", lambda: "一、本年新收政府信息公开申请数量\n1\n".encode() * MIB,
        ("text_too_large",),
    ),
    "comments that never end": ("a.html", lambda: b"<!--" * (10 * MIB), ("text_too_large",)),
    "encodings mixed": (
        "a.txt",
        lambda: b"".join("政府信息公开".encode(e) * 999 for e in ("utf-8", "gb18030", "utf-16")),
        ("undecodable", "garbled", "mojibake"),
    ),
    "tables nested 10,000 deep": (
        "a.html", lambda: b"<table><tr><td>" * 10_000 + b"1" + b"</td></tr></table>" * 10_000,
        ("html_truncated_tree",),
    ),
    "a colspan of 1,000,000": (
        "a.html",
        lambda: b"<table><tr><td colspan=1000000>1</td></tr><tr><td>2</td></tr></table>",
        (None, "html_table_too_large"),
    ),
    "12 million elements in XML": (
        "a.xml", lambda: b"<doc>\n<main>" + b"<p/>" * (12 * MIB) + b"</main></doc>",
        ("html_too_many_elements",),
    ),
    "20 million records": (
        "a.json", lambda: b"[" + b"{}," * (20 * MIB - 1) + b"{}]", ("text_too_large",),
    ),
    "spans over spans": (
        "a.html",
        lambda: b"<table><tr>" + b"<td colspan=1000 rowspan=65534>1" * 1000 + b"<tr><td>2" * 5000,
        ("html_table_too_large",),
    ),
    "a million tables": (
        "a.html", lambda: b"<table><tr><td>1</td></tr></table>" * MIB, ("html_too_many_elements",),
    ),
    "a million attributes": (
        "a.html", lambda: b"<p " + b" ".join(b"a%d=1" % n for n in range(MIB)) + b">x</p>",
        ("html_too_many_attributes",),
    ),
    "attributes behind a bracket": (
        "a.html", lambda: b"<p " + b"".join(b'a%d=">"' % n for n in range(MIB // 4)) + b">x</p>",
        ("html_too_many_attributes",),
    ),
    "entities in entities": ("a.html", _entities, (None, "html_truncated_tree", "garbled")),
    "opening brackets": ("a.html", lambda: b"<html>" + b"<" * (60 * MIB),
                         ("html_too_many_elements",)),
    "pages that hold themselves": (
        "a.pdf", lambda: _document(_stream(_WORDS), kids=b"2 0 R 2 0 R", count=9),
        ("pdf_page_damaged", "pdf_damaged", "pdf_no_text_layer"),
    ),
    "a drawing that draws itself": (
        "a.pdf",
        lambda: _document(_stream(b"/X Do"), drawing=_form(b"/X Do " * 3, b"/X 6 0 R")),
        ("pdf_too_heavy",),
    ),
    "drawings of drawings": ("a.pdf", _laughs, ("pdf_too_heavy", "pdf_no_text_layer")),
    "the same page 200,000 times": (
        "a.pdf", lambda: _document(_stream(_WORDS), kids=b"4 0 R " * 200_000, count=200_000),
        ("pdf_too_long",),
    ),
    "a heavy page 290 times": (
        "a.pdf", lambda: _document(_stream(_WORDS * 20_000), kids=b"4 0 R " * 290, count=290),
        (None, "pdf_too_heavy", "pdf_too_slow"),
    ),
    "two billion pages promised": (
        "a.pdf", lambda: _document(_stream(_WORDS), count=2_000_000_000), (None,),
    ),
    "a content of 600 MB": ("a.pdf", lambda: _document(_packed(b" " * (600 * MIB))),
                            ("pdf_too_heavy", "pdf_no_text_layer")),
    "words without end": ("a.pdf", lambda: _document(_packed(_WORDS * (2 * MIB))),
                          ("pdf_too_heavy",)),
    "lines without end": (
        "a.pdf", lambda: _document(_packed(_WORDS + b"1 1 m 300 300 l S 0 0 50 50 re S\n" * MIB)),
        ("pdf_too_heavy",),
    ),
    "packed twice": (
        "a.pdf",
        lambda: _document(_stream(
            zlib.compress(zlib.compress(_WORDS * (2 * MIB))), b"/Filter[/FlateDecode/FlateDecode]"
        )),
        ("pdf_too_heavy",),
    ),
    "one piece 3,000 times": ("a.pdf", lambda: _pieces(3000), ("pdf_too_heavy",)),
    "a lattice of hair lines": (
        "a.pdf",
        lambda: _document(_stream(_WORDS + b"".join(
            b"0.2 w %.3f 0 m %.3f 600 l S 0 %.3f m 400 %.3f l S\n" % (n / 10, n / 10, n / 7, n / 7)
            for n in range(4000)
        ))),
        (None, "pdf_too_slow"),
    ),
    "numbers beyond all measure": (
        "a.pdf", lambda: _document(_stream(b"BT /F1 1e38 Tf 1e38 1e38 1e38 1e38 1e38 1e38 Tm (a) "
                                           b"Tj ET 1e38 0 m 1e38 1e38 l S")),
        (None, "pdf_no_text_layer"),
    ),
    "a table of references that names itself": (
        "a.pdf",
        lambda: b"%PDF-1.4\nxref\n0 1\n0000000000 65535 f \n"
        b"trailer<</Size 1/Root 1 0 R/Prev 9>>\nstartxref\n9\n%%EOF",
        ("pdf_damaged",),
    ),
    "500 MB of zeros": ("a.zip", lambda: _zip(("a.txt", b"0" * (500 * MIB))), ("zip_bomb",)),
    "a crowd of bombs": (
        "a.zip", lambda: _zip(*((f"{n}.html", b"<td>1" * MIB) for n in range(30))), ("zip_bomb",),
    ),
}  # fmt: skip
