"""Office files built to do harm: each gets its reason, quickly and in little memory."""

from __future__ import annotations

import contextlib
import io
import subprocess
import sys
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gouji.documents.office import ole
from gouji.documents.opening import open_document, open_documents
from gouji.documents.reasons import Unreadable
from tests.documents.office_files import (
    make_docx,
    make_xlsx,
    merged,
    p,
    rows,
    span,
    tbl,
    tc,
    tr,
    zipped,
)
from tests.documents.test_legacy_office import make_ole
from tests.generation.figures import draw
from tests.generation.office import as_docx, as_xlsx

LAUGHS = (
    '<!DOCTYPE w [<!ENTITY a "哈哈哈哈哈哈哈哈哈哈">'
    + "".join(f'<!ENTITY {chr(98 + n)} "{f"&{chr(97 + n)};" * 10}">' for n in range(9))
    + "]>"
)
STRING = '<c t="s"><v>0</v></c>'
DEEP = "<w:tbl><w:tr><w:tc>" * 10_000 + "<w:p/>" + "</w:tc></w:tr></w:tbl>" * 10_000
TALL = tbl(tr(*["x"] * 3000), *[tr(tc("a", span(3000) + "<w:vMerge/>"))] * 3000)


def with_entities(head: str, body: str) -> bytes:
    whole = make_docx(body)
    with zipfile.ZipFile(io.BytesIO(whole)) as archive:
        document = archive.read("word/document.xml").decode()
    return zipped({"word/document.xml": head + document})


def stored(part: str) -> bytes:
    """A part that is not packed: its size on disk is honest."""
    return zipped({"word/document.xml": part}, zipfile.ZIP_STORED)


# name -> (makes the file, reason code or None where the file is read)
HOSTILE: dict[str, tuple[Callable[[], bytes], str | None]] = {
    "wide cell": (lambda: make_docx(tbl(tr(tc("a", span(1_000_000)), "1"), tr("b", "2"))), None),
    "tables in tables": (lambda: make_docx(DEEP), "office_damaged"),
    "tall and wide": (lambda: make_docx(TALL), "office_table_too_large"),
    "entities": (lambda: with_entities(LAUGHS, p("&j;")), "office_entities"),
    "entities behind much space": (
        lambda: with_entities(" " * 9000 + LAUGHS, p("甲")),
        "office_entities",
    ),
    "a file of this machine": (
        lambda: with_entities('<!DOCTYPE w [<!ENTITY x SYSTEM "file:///etc/passwd">]>', p("&x;")),
        "office_entities",
    ),
    "entities in an attribute": (
        lambda: with_entities(" " * 9000 + LAUGHS, '<w:p w:x="&j;"/>'),
        "office_damaged",
    ),
    "zeros": (lambda: zipped({"word/document.xml": bytes(90 << 20)}), "zip_bomb"),
    "many elements": (
        lambda: stored("<w:document>" + "<a/>" * 2_100_000 + "</w:document>"),
        "office_part_too_large",
    ),
    "many attributes": (
        lambda: stored("<w " + " ".join(f'a{n:x}=""' for n in range(1_100_000)) + "/>"),
        "office_part_too_large",
    ),
    "one long text": (
        lambda: stored(f"<w>{'1' * (11 << 20)}</w>"),
        "office_damaged",
    ),
    "fields without end": (
        lambda: make_docx(p('<w:r><w:fldChar w:fldCharType="begin"/><w:t>1</w:t></w:r>' * 40_000)),
        "no_text",
    ),
    "merged over the whole sheet": (
        lambda: make_xlsx(
            '<sheetData><row><c><v>1</v></c></row><row r="1048576"><c r="XFD1048576"><v>2</v></c>'
            "</row></sheetData>" + merged("A1:XFD1048576")
        ),
        "office_table_too_large",
    ),
    "merged over and over": (
        lambda: make_xlsx(rows(*["a|1"] * 900) + merged(*["A1:B900"] * 20_000)),
        "office_table_too_large",
    ),
    "cells far apart": (
        lambda: make_xlsx(
            '<sheetData><row><c><v>1</v></c><c r="XFD1"><v>1</v></c></row>'
            '<row r="1048576"><c><v>1</v></c><c r="XFD1048576"><v>2</v></c></row></sheetData>'
        ),
        None,
    ),
    "cells on a diagonal": (
        lambda: make_xlsx(
            "<sheetData>"
            + "".join(
                f'<row r="{n}"><c r="{chr(65 + n // 26 % 26)}{chr(65 + n % 26)}{n}"><v>1</v></c>'
                f'<c r="A{chr(65 + n // 26 % 26)}{chr(65 + n % 26)}{n}"><v>1</v></c></row>'
                for n in range(1, 675)
            )
            + "</sheetData>"
        ),
        "office_table_too_large",
    ),
    "one string everywhere": (
        lambda: make_xlsx(
            "<sheetData>" + f"<row>{STRING * 50}</row>" * 50 + "</sheetData>",
            strings=f"<si><t>{'规1 ' * 3000}</t></si>",
        ),
        "xlsx_too_much_text",
    ),
    "hidden columns over and over": (
        lambda: make_xlsx(
            "<cols>" + '<col min="1" max="16384" hidden="1"/>' * 50_000 + "</cols>" + rows("a|1")
        ),
        "no_text",
    ),
    "archives in archives": (
        lambda: zipped({"a.zip": zipped({"b.zip": zipped({"c.txt": "x"})})}),
        "archive_nested",
    ),
    "a crowd of members": (
        lambda: zipped({f"{n}.txt": "x" for n in range(12_000)}, zipfile.ZIP_STORED),
        "zip_too_many",
    ),
    "a picture of a wall": (
        lambda: b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\1\x86\xa0\0\1\x86\xa0\x08\0\0\0\0",
        "image_damaged|image_too_large|image_no_text_layer",
    ),
}

_MEASURED = """
import re, sys, time
from gouji.extraction.reader import read_reports
data = open(sys.argv[1], "rb").read()
started = time.monotonic()
reports = read_reports(data, "a.docx")
code = reports[0][1].unreadable.code if reports[0][1].unreadable else None
peak = int(re.search(r"VmHWM:\\s*(\\d+) kB", open("/proc/self/status").read())[1])
print(code, time.monotonic() - started, peak // 1024)
"""


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_file_has_its_reason(name: str) -> None:
    make, code = HOSTILE[name]
    [(_, document)] = open_documents(make(), "a.docx")
    found = document.unreadable.code if document.unreadable else None
    assert found in (code.split("|") if code else [None])


@pytest.mark.slow
@pytest.mark.skipif(sys.platform != "linux", reason="measures memory the way of Linux")
def test_none_of_them_takes_long_or_much(tmp_path: Path) -> None:
    for name, (make, _) in HOSTILE.items():
        path = tmp_path / "hostile"
        path.write_bytes(make())
        result = subprocess.run(
            [sys.executable, "-c", _MEASURED, str(path)],
            env={"PYTHONPATH": ":".join(sys.path)}, capture_output=True, text=True, check=True,
        )  # fmt: skip
        _, seconds, mib = result.stdout.split()
        assert float(seconds) < 10, name
        assert float(mib) < 1024, name


ORIGINALS = {
    "docx": as_docx(draw(3)),
    "xlsx": as_xlsx(draw(3)),
    "small docx": make_docx(p("甲") + tbl(tr("a", tc("1", span(2))), tr("b", "2", "3"))),
    "small xlsx": make_xlsx(rows("a|1", "b|2") + merged("A1:B1")),
    "zip": zipped({"a.html": "<p>甲</p>", "b.docx": make_docx(p("甲"))}),
    "ole": make_ole("WordDocument", "1Table"),
}
_EDITS = st.lists(
    st.tuples(st.integers(0, 10**7), st.integers(0, 60), st.binary(max_size=12)),
    min_size=1,
    max_size=8,
)


@pytest.mark.parametrize("original", ORIGINALS)
@given(edits=_EDITS)
@settings(max_examples=60, deadline=None)
def test_no_damage_makes_it_raise(original: str, edits: list[tuple[int, int, bytes]]) -> None:
    data = ORIGINALS[original]
    for at, removed, added in edits:
        at %= len(data) + 1
        data = data[:at] + added + data[at + removed :]
    if data.startswith(ole.MAGIC):
        # Not by way of LibreOffice, which would take seconds each time.
        with contextlib.suppress(Unreadable):
            ole.OleFile(data).is_encrypted()
        return
    for _, document in open_documents(data, "a.docx"):
        assert (document.unreadable is None) == bool(document.blocks)


@given(
    words=st.lists(
        st.tuples(
            st.integers(0, 512 * 12 // 4 - 1),
            st.sampled_from([0, 1, 2, 3, 5, 9, 10, 11, 0xFFFFFFFE, 0xFFFFFFFF, 0x7FFFFFFF]),
        ),
        max_size=9,
    )
)
@settings(max_examples=4 * settings().max_examples, deadline=None)
def test_no_pointers_in_a_container_lead_astray(words: list[tuple[int, int]]) -> None:
    data = bytearray(ORIGINALS["ole"])
    for at, word in words:
        data[at * 4 : at * 4 + 4] = word.to_bytes(4, "little")
    with contextlib.suppress(Unreadable):
        assert len(ole.OleFile(bytes(data)).streams) < 100


_TAGS = st.sampled_from(
    ["w:p", "w:r", "w:t", "w:tbl", "w:tr", "w:tc", "w:tcPr", "w:sdt", "w:sdtContent", "w:ins",
     "w:del", "w:drawing", "w:txbxContent", "mc:AlternateContent", "mc:Choice", "w:ruby"]
)  # fmt: skip
_SPECS = st.sampled_from(
    ["", "甲", "1", span(0), span(3), '<w:gridSpan w:val="x"/>', '<w:vMerge w:val="restart"/>',
     "<w:vMerge/>", '<w:hMerge/>', '<w:gridBefore w:val="2"/>', "<w:t>7</w:t>", "<w:br/>",
     '<w:fldChar w:fldCharType="end"/>', '<w:fldChar w:fldCharType="separate"/>']
)  # fmt: skip
_TREES = st.recursive(
    _SPECS,
    lambda inner: st.builds(
        lambda tag, parts: f"<{tag}>{''.join(parts)}</{tag}>", _TAGS, st.lists(inner, max_size=4)
    ),
    max_leaves=30,
)


@given(body=_TREES)
@settings(max_examples=3 * settings().max_examples, deadline=None)
def test_no_order_of_elements_makes_it_fail(body: str) -> None:
    document = open_document(make_docx(body + p("尾")), "a.docx")
    assert document.unreadable is None or document.unreadable.code != "reader_failed"


_CELLS = st.builds(
    lambda where, kind, style, inner: f'<c r="{where}" t="{kind}" s="{style}">{inner}</c>',
    st.sampled_from(["", "A1", "B2", "C1", "AAA9", "x", "A0"]),
    st.sampled_from(["n", "s", "str", "inlineStr", "b", "e", "?"]),
    st.sampled_from(["0", "1", "-1", "9", "x"]),
    st.sampled_from(
        ["", "<v/>", "<v>1</v>", "<v>x</v>", "<v>1e999</v>", "<f>A1</f>", "<is><t>甲</t></is>"]
    ),
)


@given(
    sheet=st.lists(st.tuples(st.sampled_from(["", "1", "3", "x"]), st.lists(_CELLS, max_size=4))),
    merges=st.lists(st.sampled_from(["A1:B2", "B2:A1", "A1", "x:y", "A1:A9", "C1:C1"]), max_size=4),
)
@settings(max_examples=3 * settings().max_examples, deadline=None)
def test_no_sheet_makes_it_fail(sheet: list[tuple[str, list[str]]], merges: list[str]) -> None:
    data = "".join(f'<row r="{number}">{"".join(cells)}</row>' for number, cells in sheet)
    document = open_document(
        make_xlsx(
            f"<sheetData>{data}</sheetData>{merged(*merges)}",
            strings="<si><t>甲</t></si><si/>",
            styles='<cellXfs><xf/><xf numFmtId="14"/></cellXfs>',
        ),
        "a.xlsx",
    )
    assert document.unreadable is None or document.unreadable.code != "reader_failed"
