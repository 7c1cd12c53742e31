"""Bytes and a file name -> `Document`: finds out the format and calls its reader.

`open_document` takes a file for one document, `open_documents` looks into archives too.

The content decides, the name's extension only where content cannot (text against Markdown). A
reader is a function `(data: bytes) -> Document` that raises `Unreadable` if the file must not be
used; adding a format takes its module and one line in `READERS`. Readers are imported when they
are needed. Nothing that a file contains makes `open_document` raise.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from importlib import import_module
from pathlib import PurePath

from gouji.documents.archives.zip_members import ZipMembers
from gouji.documents.encoding import UndecodableText, decode, to_utf8, utf16_without_mark
from gouji.documents.model import Document
from gouji.documents.reasons import Reason, Unreadable, reason
from gouji.documents.records import record_of

MAX_BYTES = 64 * 1024 * 1024

# format -> "module:function" of its reader, which takes the bytes of the file
READERS = {
    "html": "gouji.documents.html.page:read_html",
    "pdf": "gouji.documents.scans.reading:read_pdf",
    "image": "gouji.documents.scans.reading:read_image",
    "docx": "gouji.documents.office.docx:read_docx",
    "xlsx": "gouji.documents.office.xlsx:read_xlsx",
    "doc": "gouji.documents.office.legacy:read_ole",
    "xls": "gouji.documents.office.legacy:read_ole",
    "rtf": "gouji.documents.office.legacy:read_rtf",
    "zip": "gouji.documents.opening:_read_only_member",
    "json": "gouji.documents.opening:_read_record",
    "page_in_xml": "gouji.documents.html.page_in_xml:read_page_in_xml",
    "text": "gouji.documents.opening:_read_plain",
    "markdown": "gouji.documents.opening:_read_markdown",
}

# Formats that are recognised and refused under this name.
_FORMAT_NAMES = {
    "pptx": ("演示文稿（.pptx）", "a presentation (.pptx)"),
    "ofd": ("OFD 版式文档（.ofd）", "an OFD document (.ofd)"),
    "package": ("其他办公软件的文件", "a file of another office program"),
    "mhtml": ("单一文件网页（.mht/.mhtml）", "a web page in one file (.mht/.mhtml)"),
    "xml": ("XML 文档", "an XML document"),
    "archive": ("压缩包（不是 ZIP）", "an archive other than ZIP"),
}

_PROGRAMS = {b"MZ": "Windows", b"\x7fELF": "Linux", b"\xcf\xfa\xed\xfe": "macOS"}
_MAGIC = (
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "ole"),
    (b"PK\x03\x04", "zip"),
    (b"PK\x05\x06", "zip"),
    (b"{\\rtf", "rtf"),
    (b"\x89PNG\r\n", "image"),
    (b"\xff\xd8\xff", "image"),
    (b"GIF8", "image"),
    (b"BM", "image"),
    (b"II*\0", "image"),
    (b"MM\0*", "image"),
    (b"Rar!\x1a\x07", "archive"),
    (b"7z\xbc\xaf\x27\x1c", "archive"),
    (b"\x1f\x8b\x08", "archive"),
)
_PDF_MARK_WITHIN = 1024
_HEAD = 64 * 1024

# \x07 and \x0b separate cells and lines in text taken from Word files.
_CONTROLS = bytes(set(range(32)) - set(b"\t\n\r\f\x07\x0b"))

_ZIP_PARTS = (
    (re.compile(r"^word/document\d*\.xml$", re.I | re.M), "docx"),
    (re.compile(r"^xl/workbook\d*\.xml$", re.I | re.M), "xlsx"),
    (re.compile(r"^ppt/presentation\.xml$", re.I | re.M), "pptx"),
    (re.compile(r"^OFD\.xml$", re.M), "ofd"),
    # These are no archives of reports either.
    (re.compile(r"^(?:\[Content_Types\]|META-INF/(?:manifest|container))\.xml$", re.M), "package"),
)
# Names of streams in an OLE file, in UTF-16 as they stand in its directory.
_OLE_PARTS = (
    ("WordDocument".encode("utf-16-le"), "doc"),  # first: it may hold embedded workbooks
    ("Workbook".encode("utf-16-le"), "xls"),
)

_HTML_START = re.compile(
    rb"(?:<\?xml[^>]*>\s*)?(?:<!--.{0,2000}?-->\s*)*"
    rb"<(?:!doctype\s+html|html|head|body|meta|title|link|script|style|table|div|p|span|font|center"
    rb"|h[1-6]|article|section)\b",
    re.I | re.S,
)
_HTML_TAG = re.compile(rb"</(?:p|div|span|td|tr|table|li|body|html)\s*>", re.I)
_MANY_TAGS = 5
_XML_START = re.compile(rb"\s*<\?xml\b")
_PAGE_IN_XML = re.compile(rb"(?:<\?xml[^>]*>\s*)?<(?:doc|TEI)\b[^>]*>\s*<(?:main|teiHeader)\b")
_MHTML_START = re.compile(rb"(?:From|MIME-Version|Content-Type|Subject|Date):", re.I)
_MULTIPART = re.compile(rb"Content-Type:\s*multipart/related", re.I)
_MARKDOWN_TABLE = re.compile(r"^[ \t]*+(?:\|[ \t]*+)?:?-{3,}+:?[ \t]*+\|[-:| \t]*+$", re.M)
_WIKI_TABLE = re.compile(r"^\{\|[^<>{}\n]*$", re.M)
# A converter to Markdown leaves the wrappers of a page around it: only whole lines count.
_MARKDOWN_LINE = re.compile(
    rf"{_MARKDOWN_TABLE.pattern}|{_WIKI_TABLE.pattern}"
    r"|^[ ]{0,3}#{1,6}[ ]++\S.*$|^[ ]*\*\*[^*<>\n]+\*\*[ ]*$",
    re.M,
)
_WHOLE_PAGE = re.compile(rb"<(?:!doctype|head|body|meta|title)\b|</html\s*>\s*$", re.I)

_MARKDOWN_SUFFIXES = {".md", ".markdown", ".mdown"}
_NAMED_FORMATS = {".pdf", ".docx", ".doc", ".wps", ".xlsx", ".xls", ".pptx", ".ofd", ".zip"}


def too_large(size: int) -> Reason | None:
    """The reason to refuse a file of `size` bytes before it is read, or None."""
    if size <= MAX_BYTES:
        return None
    mib = 1024 * 1024
    return reason("too_large", size_mib=-(-size // mib), limit_mib=MAX_BYTES // mib)


def open_document(data: bytes, name: str) -> Document:
    """Read a file of any format.

    Args:
        data: its bytes.
        name: its name or path; only the extension matters.

    Returns:
        The document; what cannot be used has no blocks and says why in `unreadable`.
    """
    refusal = too_large(len(data))
    if refusal is not None:
        return Document(format="unknown", unreadable=refusal)
    format = "unknown"
    try:
        format = detect_format(data, name)
        document = _reader(format, data, name)(data)
        if not document.blocks and document.unreadable is None:
            raise Unreadable(reason("no_text"))
    except UndecodableText as error:
        return Document(format=format, unreadable=_misnamed(name) or error.reason)
    except Unreadable as error:
        return Document(format=format, unreadable=error.reason)
    except Exception as error:  # a reader's own fault must not stop the other files
        cause = f"{type(error).__name__}: {error}"[:300]
        return Document(
            format=format, unreadable=reason("reader_failed", format=format, cause=cause)
        )
    return document


def open_documents(data: bytes, name: str) -> list[tuple[str, Document]]:
    """Read a file that may hold several documents, as a ZIP archive does.

    Args:
        data: its bytes.
        name: its name or path.

    Returns:
        Path inside the archive and document, in the order of the archive; for anything else the
        path is "" and the document that of `open_document`. An archive that cannot be used is one
        document that says why.
    """
    return list(iter_documents(data, name))


def iter_documents(data: bytes, name: str) -> Iterator[tuple[str, Document]]:
    """The documents of `open_documents`, each read when it is asked for."""
    try:
        for path, content in contents(data, name):
            yield path, _opened(content, path or name)
    except Unreadable as error:
        yield "", Document(format="zip", unreadable=error.reason)


def contents(data: bytes, name: str) -> Iterator[tuple[str, bytes | Reason]]:
    """The documents in a file, not yet read: path inside the archive and bytes.

    In place of the bytes stands the reason where a member must not be read. Anything but an
    archive is one document without a path.

    Raises:
        Unreadable: an archive of which nothing can be used; also after some of its members.
    """
    from gouji.documents.archives.archive import members

    if too_large(len(data)) is not None or detect_format(data, name) != "zip":
        yield "", data
        return
    for path, content in members(data):
        if isinstance(content, bytes) and detect_format(content, path) in ("zip", "archive"):
            yield path, reason("archive_nested")
        else:
            yield path, content


def _opened(content: bytes | Reason, name: str) -> Document:
    if isinstance(content, Reason):
        return Document(format="unknown", unreadable=content)
    return open_document(content, name)


def detect_format(data: bytes, name: str) -> str:
    """The format: a key of `READERS`, or of those without a reader, or program, or unknown."""
    if not data:
        return "unknown"
    if any(data.startswith(mark) for mark in _PROGRAMS) and _is_binary(data):
        return "program"
    if b"%PDF-" in data[:_PDF_MARK_WITHIN]:
        return "pdf"
    for mark, format in _MAGIC:
        if data.startswith(mark):
            if format == "zip":
                return _zip_format(data)
            if format == "ole":
                return next((found for part, found in _OLE_PARTS if part in data), "doc")
            if mark != b"BM" or _is_binary(data):
                return format
    if data[:4] == b"RIFF" and data[8:12] == b"WEBP":
        return "image"
    return _text_format(data, name)


def _text_format(data: bytes, name: str) -> str:
    suffix = PurePath(name).suffix.lower()
    head = data[:_HEAD]
    if head.startswith((b"\xff\xfe", b"\xfe\xff")):
        head = head[: len(head) & ~1].decode("utf-16", "replace").encode()
    elif _is_binary(head):
        text = utf16_without_mark(head[: len(head) & ~1])
        if text is None:
            return "unknown"
        head = text.encode("utf-8", "replace")
    head = head.removeprefix(b"\xef\xbb\xbf").lstrip()
    if _MHTML_START.match(head) and _MULTIPART.search(head):
        return "mhtml"
    if head[:1] in (b"{", b"[") and _is_record(data):
        return "json"
    markup = _markup_format(head)
    if markup is not None:
        return markup
    if suffix in _MARKDOWN_SUFFIXES:
        return "markdown"
    text = head.decode("utf-8", "replace")
    if len(_HTML_TAG.findall(head)) >= _MANY_TAGS and not _WIKI_TABLE.search(text):
        return "html"
    return "markdown" if _MARKDOWN_TABLE.search(text) else "text"


def _markup_format(head: bytes) -> str | None:
    """The format of a file that begins with a tag; None for any other."""
    if _PAGE_IN_XML.match(head):
        return "page_in_xml"
    if _HTML_START.match(head):
        return "markdown" if _is_marked_down(head) else "html"
    if _XML_START.match(head):
        return "html" if b"<html" in head[:2000].lower() else "xml"
    return None


def _is_record(data: bytes) -> bool:
    try:
        return record_of(decode(data)) is not None
    except UndecodableText:
        return False


def _is_marked_down(head: bytes) -> bool:
    """True for Markdown that begins with a tag: a heading, a bold line or a table is marked so."""
    if _WHOLE_PAGE.search(head):
        return False
    return bool(_MARKDOWN_LINE.search(head.decode("utf-8", "replace")))


def _is_binary(data: bytes) -> bool:
    """True for bytes that are no text in an encoding of one to four bytes a character."""
    head = data[:4096]
    return (len(head) - len(head.translate(None, _CONTROLS))) * 50 > len(head)


def _zip_format(data: bytes) -> str:
    try:
        names = ZipMembers(data).names
    except Unreadable:
        return "zip"
    listed = "\n".join(names)
    return next((format for part, format in _ZIP_PARTS if part.search(listed)), "zip")


def _reader(format: str, data: bytes, name: str) -> Callable[[bytes], Document]:
    """The reader of a format.

    Raises:
        Unreadable: there is none, or the file is none at all.
    """
    suffix = PurePath(name).suffix.lower()
    if not data:
        raise Unreadable(reason("empty"))
    if format == "program":
        system = next(value for mark, value in _PROGRAMS.items() if data.startswith(mark))
        zh = f"文件名为 {suffix}，" if suffix not in {"", ".exe", ".dll"} else ""
        en = f"named {suffix} but is " if zh else ""
        raise Unreadable(reason("program", named_zh=zh, named_en=en, system=system))
    if format not in READERS:
        if format in _FORMAT_NAMES:
            zh, en = _FORMAT_NAMES[format]
            raise Unreadable(reason("no_reader", format_zh=zh, format_en=en))
        raise Unreadable(_misnamed(name) or reason("unknown_format"))
    module, function = READERS[format].split(":")
    reader: Callable[[bytes], Document] = getattr(import_module(module), function)
    return reader


def _misnamed(name: str) -> Reason | None:
    """The reason for content that no reader takes, if the name promises a certain format."""
    suffix = PurePath(name).suffix.lower()
    known = suffix in _NAMED_FORMATS
    return reason("misnamed", suffix=suffix) if known else None


def _read_record(data: bytes) -> Document:
    text, title = record_of(decode(data)) or ("", None)
    document = open_document(to_utf8(text), "")
    if document.unreadable is not None or title is None:
        return document
    return replace(document, metadata={"title": title, **document.metadata})


def _read_plain(data: bytes) -> Document:
    from gouji.documents.plain.text import read_text

    return read_text(decode(data), "text")


def _read_markdown(data: bytes) -> Document:
    from gouji.documents.plain.text import read_text

    return read_text(decode(data), "markdown")


def _read_only_member(data: bytes) -> Document:
    """An archive as one document: only where it holds just one."""
    found = contents(data, "")
    path, content = next(found)
    others = sum(1 for _ in found)
    if others:
        raise Unreadable(reason("archive_several", count=others + 1))
    return _opened(content, path)
