"""ZIP archives: each member is a document, under its name, or says why it is not read."""

from __future__ import annotations

import io
import struct
import zipfile
import zlib

import pytest

from gouji.documents.archives import archive, zip_members
from gouji.documents.model import Document
from gouji.documents.opening import open_document, open_documents
from gouji.extraction.identity.sidecar import SidecarRow
from gouji.extraction.reader import read_report, read_reports
from tests.documents.office_files import make_docx, p, paragraphs, zipped
from tests.generation.figures import draw
from tests.generation.layouts import LAYOUTS
from tests.generation.office import as_docx

PAGE = "<html><p>政府信息公开工作年度报告</p></html>".encode()


def reasons(documents: list[tuple[str, Document]]) -> dict[str, str | None]:
    return {path: d.unreadable.code if d.unreadable else None for path, d in documents}


def named(name: bytes, content: bytes = PAGE, *, utf8: bool = False, extra: bytes = b"") -> bytes:
    """An archive of one member whose name is stored in these very bytes."""
    flag = 0x800 if utf8 else 0
    check, size = zlib.crc32(content), len(content)
    numbers = (20, flag, 0, 0, 0, check, size, size, len(name), len(extra))
    local = b"PK\x03\x04" + struct.pack("<5H3I2H", *numbers) + name + extra + content
    entry = b"PK\x01\x02" + struct.pack("<H5H3I5H2I", 20, *numbers, 0, 0, 0, 0, 0) + name + extra
    end = struct.pack("<4H2IH", 0, 0, 1, 1, len(entry), len(local), 0)
    return local + entry + b"PK\x05\x06" + end


def test_members_are_read_in_order_under_their_names() -> None:
    data = zipped({"乙/a.html": PAGE, "b.docx": make_docx(p("甲")), "c.txt": "一\n二"})
    documents = open_documents(data, "reports.zip")
    assert [(path, d.format) for path, d in documents] == [
        ("乙/a.html", "html"), ("b.docx", "docx"), ("c.txt", "text"),
    ]  # fmt: skip
    assert paragraphs(documents[1][1]) == ["甲"]


def test_any_other_file_is_one_document() -> None:
    [(path, document)] = open_documents(PAGE, "a.html")
    assert (path, document) == ("", open_document(PAGE, "a.html"))
    [(path, document)] = open_documents(make_docx(p("甲")), "a.zip")
    assert (path, document.format) == ("", "docx")


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        (named("年报/甲.html".encode(), utf8=True), "年报/甲.html"),
        (named("年报/甲.html".encode()), "年报/甲.html"),
        (named("年报\\甲.html".encode("gbk")), "年报/甲.html"),
        (named("㐀.html".encode("gb18030")), "㐀.html"),
        (named(b"./a//b.html"), "a/b.html"),
        (named(b"a\x07.html"), "a\ufffd.html"),
        (
            named(
                b"?.html",
                extra=struct.pack("<HHBI", 0x7075, 5 + 8, 1, zlib.crc32(b"?.html"))
                + "甲.html".encode(),
            ),
            "甲.html",
        ),
    ],
)
def test_names_in_every_encoding(data: bytes, expected: str) -> None:
    [(path, document)] = open_documents(data, "a.zip")
    assert (path, document.unreadable) == (expected, None)


def test_what_systems_leave_behind_is_passed_over() -> None:
    data = zipped(
        {"__MACOSX/._a.html": b"x", ".DS_Store": b"x", "x/Thumbs.db": b"x", "~$a.docx": b"x",
         "folder/": b"", "a.html": PAGE}
    )  # fmt: skip
    assert reasons(open_documents(data, "a.zip")) == {"a.html": None}
    assert reasons(open_documents(zipped({"x/": b""}), "a.zip")) == {"": "archive_empty"}


def test_each_member_has_its_own_reason() -> None:
    encrypted = bytearray(zipped({"x.html": PAGE}, zipfile.ZIP_STORED))
    encrypted[6] |= 1
    encrypted[encrypted.index(b"PK\x01\x02") + 8] |= 1
    data = zipped(
        {"a.zip": zipped({"b.html": PAGE}), "a.rar": b"Rar!\x1a\x07\0", "../../b.html": PAGE,
         "/c.html": PAGE, "C:\\d.html": PAGE, "e.pdf": b"%PDF-1.4", "f.html": b"", "g.html": PAGE}
    )  # fmt: skip
    assert reasons(open_documents(data, "a.zip")) == {
        "a.zip": "archive_nested", "a.rar": "archive_nested", "b.html": "archive_path",
        "c.html": "archive_path", "C:/d.html": "archive_path", "e.pdf": "pdf_truncated",
        "f.html": "empty", "g.html": None,
    }  # fmt: skip
    assert reasons(open_documents(bytes(encrypted), "a.zip")) == {"x.html": "zip_encrypted"}


def test_two_members_of_one_name_are_told_apart() -> None:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as made, pytest.warns(UserWarning, match="Duplicate"):
        made.writestr("a.html", PAGE)
        made.writestr("a.html", PAGE)
    assert [path for path, _ in open_documents(buffer.getvalue(), "a.zip")] == [
        "a.html",
        "a.html#2",
    ]


@pytest.mark.parametrize("method", [zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
def test_ways_of_packing_without_a_bound_are_refused(method: int) -> None:
    assert reasons(open_documents(zipped({"a.html": PAGE}, method), "a.zip")) == {
        "a.html": "zip_method"
    }


def test_bombs_and_crowds_are_refused_as_a_whole(monkeypatch: pytest.MonkeyPatch) -> None:
    bomb = zipped({"a.html": PAGE, "b.html": bytes(30 << 20)})
    assert reasons(open_documents(bomb, "a.zip")) == {"": "zip_bomb"}
    # one that declares less than it holds is damaged
    lying = bomb.replace(struct.pack("<I", 30 << 20), struct.pack("<I", 99))
    assert reasons(open_documents(lying, "a.zip")) == {"a.html": None, "b.html": "zip_damaged"}
    monkeypatch.setattr(archive, "MAX_FILES", 2)
    three = zipped(dict.fromkeys("abc", PAGE))
    assert reasons(open_documents(three, "a.zip")) == {"": "zip_too_many"}
    monkeypatch.setattr(zip_members, "MAX_MEMBERS", 1)
    assert reasons(open_documents(three, "a.zip")) == {"": "zip_too_many"}


def test_a_damaged_archive_has_a_reason() -> None:
    data = zipped({"a.html": PAGE * 50, "b.html": PAGE})
    assert reasons(open_documents(data[:-30], "a.zip")) == {"": "zip_damaged"}
    broken = data[:60] + bytes(20) + data[80:]
    assert reasons(open_documents(broken, "a.zip")) == {"a.html": "zip_damaged", "b.html": None}


def test_as_one_document_an_archive_of_one() -> None:
    assert open_document(zipped({"x/a.html": PAGE}), "a.zip").format == "html"
    several = open_document(zipped({"a.html": PAGE, "b.html": PAGE}), "a.zip")
    assert several.unreadable is not None
    assert several.unreadable.code == "archive_several"
    assert "2" in several.unreadable.zh


def test_other_packages_are_no_archives() -> None:
    for name in ("META-INF/manifest.xml", "[Content_Types].xml", "META-INF/container.xml"):
        [(path, document)] = open_documents(zipped({name: "x", "a.html": PAGE}), "a.odt")
        assert path == ""
        assert document.unreadable is not None
        assert document.unreadable.code == "no_reader"


def test_reports_of_an_archive() -> None:
    one, two = draw(3), draw(4)
    data = zipped(
        {"一.docx": as_docx(one), "二.html": LAYOUTS["html"][1](two), "三.pdf": b"%PDF-1.4"}
    )
    reports = dict(read_reports(data, "a.zip"))
    assert list(reports) == ["一.docx", "二.html", "三.pdf"]
    assert reports["一.docx"].identity.year == one.year
    assert reports["二.html"].identity.year == two.year
    assert reports["三.pdf"].unreadable is not None


def test_a_sidecar_row_names_one_report() -> None:
    row = SidecarRow("a.zip", issuer="蒲堰县人民政府", year=2020)
    page = LAYOUTS["spaced_lines"][1](draw(3)).replace(str(draw(3).year), "2020").encode()
    [(path, report)] = read_reports(zipped({"x.txt": page}), "a.zip", row)
    assert (path, report.identity.evidence[0].source) == ("x.txt", "sidecar")
    assert read_report(page, "x.txt", row).identity == report.identity
    for _, one in read_reports(zipped({"x.txt": page, "y.txt": page}), "a.zip", row):
        assert all(evidence.source != "sidecar" for evidence in one.identity.evidence)
