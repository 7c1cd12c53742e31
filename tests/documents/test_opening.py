"""The door: which format a file has, what is refused and why, and that nothing gets out of it."""

from __future__ import annotations

import io
import re
import subprocess
import sys
import zipfile
from importlib import import_module

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gouji.documents import opening
from gouji.documents.model import Document, Grid
from gouji.documents.opening import READERS, detect_format, open_document, too_large
from gouji.documents.reasons import TEXTS, Unreadable, reason
from tests.documents.pdf_files import PageSpec, line, make_pdf, text

PDF = make_pdf(text(50, 500, "a page of text") + line(10, 10, 90, 10))
HTML = (
    "<html><title>t</title><table><tr><td>规章<td colspan=2>0<tr><td>a<td>1<td>2</table>".encode()
)
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600)


def zipped(*names: str) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name in names:
            archive.writestr(name, "x")
    return buffer.getvalue()


@pytest.mark.parametrize(
    ("data", "name", "expected"),
    [
        (PDF, "report", "pdf"),
        (b"junk\n" + PDF, "report.html", "pdf"),
        (HTML, "report.txt", "html"),
        (b"\xef\xbb\xbf\r\n <!DOCTYPE html><p>x", "a", "html"),
        ("<html><p>甲</p>".encode("utf-16"), "a.htm", "html"),
        (("<p>1</p>" * 30).encode("utf-16-le"), "a.htm", "html"),
        (b"<?xml version='1.0'?><html xmlns='x'><p>x</p></html>", "a", "html"),
        (b"<?xml version='1.0'?><w:wordDocument/>", "a.doc", "xml"),
        (b"intro " + b"<p>a</p>" * 9, "a.txt", "html"),
        (b"a < b and c > d\n", "a.html", "text"),
        ("甲\t1\n".encode("gbk"), "a.txt", "text"),
        ("甲\t1\n".encode(), "a.md", "markdown"),
        (b"| a | b |\n|---|---|\n| 1 | 2 |\n", "a.txt", "markdown"),
        (b'<div class="a">\n\n# t\n\n| a | b |\n|---|---|\n\n</div>\n', "a.md", "markdown"),
        (b"<p>t</p>\n\n**h**\n\n<table></table>\n", "a.txt", "markdown"),
        (b"<!DOCTYPE html><body>\n# t\n</body>", "a.md", "html"),
        (b"MIME-Version: 1.0\nContent-Type: multipart/related; boundary=x\n", "a.mht", "mhtml"),
        (b"{\\rtf1 x}", "a.doc", "rtf"),
        (zipped("[Content_Types].xml", "word/document.xml"), "a.zip", "docx"),
        (zipped("xl/workbook.xml"), "a.docx", "xlsx"),
        (zipped("OFD.xml"), "a", "ofd"),
        (zipped("a.pdf"), "a", "zip"),
        (b"PK\x03\x04 cut short", "a.docx", "zip"),
        (OLE + "WordDocument".encode("utf-16-le"), "a.wps", "doc"),
        (OLE + "Workbook".encode("utf-16-le"), "a.doc", "xls"),
        (OLE, "a.wps", "doc"),
        (b"\x89PNG\r\n\x1a\n" + bytes(20), "a.pdf", "image"),
        (b"\xff\xd8\xff\xe0" + bytes(20), "a.jpg", "image"),
        (b"RIFF\0\0\0\0WEBP" + bytes(20), "a", "image"),
        (b"BM" + bytes(60), "a.bmp", "image"),
        (b"BMW is no picture", "a.txt", "text"),
        (b"MZ\x90\0" + bytes(200), "report.pdf", "program"),
        (b"MZ is no program", "a.txt", "text"),
        (b"\x7fELF" + bytes(200), "a.txt", "program"),
        (bytes(100), "a.txt", "unknown"),
        (b"", "a.pdf", "unknown"),
    ],
)
def test_the_content_decides_on_the_format(data: bytes, name: str, expected: str) -> None:
    assert detect_format(data, name) == expected


@pytest.mark.parametrize(
    ("data", "name", "code", "english", "chinese"),
    [
        (b"", "a.pdf", "empty", "the file is empty (0 bytes)", "文件为空"),
        (
            b"MZ\x90\0" + bytes(99),
            "a.pdf",
            "program",
            "named .pdf but is a Windows program",
            ".pdf",
        ),
        (b"MZ\x90\0" + bytes(99), "a.exe", "program", "a Windows program", "Windows 程序"),
        (
            zipped("ppt/presentation.xml"),
            "a.pptx",
            "no_reader",
            "a presentation (.pptx); this version reads HTML, PDF with a text layer, Word",
            "演示文稿",
        ),
        (zipped("word/document.xml"), "a.docx", "office_damaged", "is damaged", "已损坏"),
        (OLE, "a.doc", "ole_damaged", "holds no content of Word or Excel", "已损坏"),
        (PDF[:300], "a.pdf", "pdf_truncated", "cut short", "不完整"),
        pytest.param(
            make_pdf(PageSpec("", image=True)),
            "a.pdf",
            "pdf_no_text_layer",
            "scanned, no text layer",
            "扫描件",
            marks=pytest.mark.slow,  # looks for text in the picture, where the extra is installed
        ),
        (b"\x00\x01\x02\x03" * 99, "a.pdf", "misnamed", "named .pdf, but", ".pdf"),
        (b"\xfe\xdc\xba\x98\xff\xee" * 99, "a.docx", "misnamed", "named .docx, but", ".docx"),
        (b"\x00\x01\x02\x03" * 99, "a", "unknown_format", "not known", "无法识别"),
        (b" \n \n", "a.txt", "no_text", "no text", "没有任何文字"),
        (b"<html><body></body></html>", "a.html", "no_text", "no text", "没有任何文字"),
    ],
)
def test_refusals_name_their_reason_in_both_languages(
    data: bytes, name: str, code: str, english: str, chinese: str
) -> None:
    document = open_document(data, name)
    assert document.unreadable is not None
    assert document.blocks == ()
    assert document.unreadable.code == code
    assert english in document.unreadable.text("en_US")
    assert chinese in document.unreadable.text("zh_CN.UTF-8")
    assert str(document.unreadable) == document.unreadable.en


def test_readable_files_are_read() -> None:
    assert open_document(PDF, "a.pdf").format == "pdf"
    document = open_document(HTML, "a.html")
    assert (document.format, document.unreadable) == ("html", None)
    assert isinstance(document.blocks[0], Grid)
    assert open_document("甲\n乙\n".encode("gbk"), "a.txt").format == "text"
    assert open_document(b"# t\n\n| a | b |\n|---|---|\n| 1 | 2 |\n", "a.md").format == "markdown"


def test_size_is_judged_before_reading() -> None:
    assert too_large(opening.MAX_BYTES) is None
    refusal = too_large(200 * 1024 * 1024)
    assert refusal is not None
    assert "200 MiB" in refusal.en
    assert "200 MiB" in refusal.zh
    assert too_large(opening.MAX_BYTES + 1) is not None


def test_more_than_the_limit_is_not_read(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(opening, "MAX_BYTES", 10)
    document = open_document(HTML, "a.html")
    assert document.unreadable is not None
    assert document.unreadable.code == "too_large"


def test_a_failing_reader_is_a_reason_with_its_cause(monkeypatch: pytest.MonkeyPatch) -> None:
    def fails(data: bytes) -> Document:
        raise RecursionError("too deep")

    monkeypatch.setattr("gouji.documents.html.page.read_html", fails)
    document = open_document(HTML, "a.html")
    assert document.unreadable is not None
    assert document.unreadable.code == "reader_failed"
    assert "RecursionError: too deep" in document.unreadable.en


def test_every_registered_reader_exists() -> None:
    for format, target in READERS.items():
        module, function = target.split(":")
        assert callable(getattr(import_module(module), function)), format


def test_every_reason_has_two_texts_with_the_same_facts() -> None:
    for code, (zh, en) in TEXTS.items():
        names = [set(re.findall(r"{(\w+)}", one)) for one in (zh, en)]
        plain = [{name.removesuffix("_zh").removesuffix("_en") for name in one} for one in names]
        assert plain[0] == plain[1], code
        facts = dict.fromkeys(names[0] | names[1], "X")
        assert reason(code, **facts).code == code
        assert re.search("[\u4e00-\u9fff]", zh), code
        assert en.isascii(), code
        assert str(Unreadable(reason(code, **facts))) == reason(code, **facts).en


def test_readers_are_imported_only_when_needed() -> None:
    code = (
        "import sys; from gouji.documents.opening import open_document;"
        "open_document(b'a', 'a.txt');"
        "print(*sorted({'lxml', 'pypdfium2', 'charset_normalizer'} & set(sys.modules)))"
    )
    result = subprocess.run(
        [sys.executable, "-c", code],
        env={"PYTHONPATH": ":".join(sys.path)},
        capture_output=True,
        text=True,
        check=True,
    )
    assert result.stdout.strip() == ""


# What random edits hit most: the words and numbers that steer the parsers.
_PIECES = st.sampled_from(
    b"<td|colspan=99999|rowspan=0|</table>|<table>|<!--|endobj|0 0 0|stream|/Length -1|/Kids[2 0 R]"
    b"|%%EOF|\xff\xfe|\x00|\xef\xbb\xbf".split(b"|")
)
_EDITS = st.lists(
    st.tuples(st.integers(0, 10**6), st.integers(0, 40), st.one_of(_PIECES, st.binary(max_size=8))),
    min_size=1,
    max_size=12,
)


@pytest.mark.parametrize("original", [PDF, HTML, HTML * 5], ids=["pdf", "html", "long html"])
@given(edits=_EDITS, suffix=st.sampled_from(["pdf", "html", "txt", "md", "docx", ""]))
@settings(max_examples=60, deadline=None)
def test_no_content_makes_it_raise(
    original: bytes, edits: list[tuple[int, int, bytes]], suffix: str
) -> None:
    data = original
    for at, removed, added in edits:
        at %= len(data) + 1
        data = data[:at] + added + data[at + removed :]
    document = open_document(data, f"a.{suffix}")
    assert (document.unreadable is None) == bool(document.blocks)


@given(data=st.binary(max_size=300), name=st.text(max_size=8))
@settings(max_examples=150, deadline=None)
def test_no_bytes_and_no_name_make_it_raise(data: bytes, name: str) -> None:
    assert isinstance(open_document(data, name), Document)
