"""Files of every format cut short or damaged, through the public door: a reason or a document.

Never an exception, and where a format tells its own length never a shorter document. What a text or
page that is cut short says of its numbers is in `tests/extraction/test_cut_short.py`; .doc and .xls
are cut in `test_legacy_office`.
"""

from __future__ import annotations

import random
import struct
import zlib

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gouji.extraction.reader import read_report
from gouji.samples import samples_dir
from tests.documents.office_files import zipped
from tests.generation.figures import draw
from tests.generation.layouts import LAYOUTS
from tests.generation.office import as_docx, as_xlsx
from tests.generation.pdf import as_pdf
from tests.generation.troubled import make


def png() -> bytes:
    """Grey noise, 300 by 200."""
    noise = b"".join(b"\0" + random.Random(row).randbytes(300) for row in range(200))
    parts = (
        (b"IHDR", struct.pack(">2I5B", 300, 200, 8, 0, 0, 0, 0)),
        (b"IDAT", zlib.compress(noise)),
        (b"IEND", b""),
    )
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
        for kind, data in parts
    )


TOLD = {
    "docx": as_docx(draw(3)),
    "xlsx": as_xlsx(draw(3)),
    "zip": zipped({"a.html": str(LAYOUTS["html"][1](draw(3)))}),
    "pdf": as_pdf(draw(3)),
    "sample.pdf": next(iter(sorted(samples_dir().rglob("*.pdf")))).read_bytes(),
    "rtf": b"{\\rtf1 " + b"\\trowd\\cellx900 1\\cell\\row " * 50 + b"}",
    "png": png(),
}
"""Formats whose files tell how long they are, or how they end."""


@pytest.mark.parametrize("name", TOLD)
@given(share=st.floats(0.05, 0.97))
def test_a_file_cut_short_is_refused(name: str, share: float) -> None:
    data = TOLD[name]
    report = read_report(data[: int(len(data) * share)], f"a.{name}")
    assert report.unreadable is not None
    assert report.unreadable.code != "reader_failed"
    assert report.tables == {}


EDITED = {name: TOLD[name] for name in ("docx", "xlsx", "zip", "pdf")} | {
    f"{layout}.{case.name.rpartition('.')[2]}": case.data
    for layout in ("html", "markdown", "spaced_lines", "tabbed")
    for case in [make(3, layout)]
}
_EDITS = st.lists(
    st.tuples(st.floats(0, 1), st.integers(0, 60), st.binary(max_size=12)), min_size=1, max_size=8
)


def _never_fails(name: str, edits: list[tuple[float, int, bytes]]) -> None:
    data = EDITED[name]
    for share, removed, added in edits:
        at = int(share * len(data))
        data = data[:at] + added + data[at + removed :]
    report = read_report(data, f"a.{name.rpartition('.')[2]}")
    assert report.unreadable is None or report.unreadable.code != "reader_failed"


@pytest.mark.parametrize("name", EDITED)
@given(edits=_EDITS)
@settings(max_examples=5, deadline=None)
def test_damage_never_fails(name: str, edits: list[tuple[float, int, bytes]]) -> None:
    _never_fails(name, edits)


@pytest.mark.slow
@pytest.mark.parametrize("name", EDITED)
@given(edits=_EDITS)
@settings(max_examples=150, deadline=None)
def test_much_damage_never_fails(name: str, edits: list[tuple[float, int, bytes]]) -> None:
    _never_fails(name, edits)
