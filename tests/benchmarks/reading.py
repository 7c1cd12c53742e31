"""Reading one document end to end against the bare parse of the same bytes.

Whoever reads thousands of reports has met the words of the form before: a text that was folded, or
found to be a label, is remembered. So documents are read "warm", as all but the first are, and the
line "cold" empties that memory before each reading (a first reading loads the form besides).
"""

from __future__ import annotations

import io
import re
import sys
import time
import zipfile
from collections.abc import Callable

import docx
import lxml.etree
import lxml.html
import openpyxl
import pandas
import pdfplumber
import pypdfium2

from gouji.extraction.reader import read_report
from gouji.samples import samples_dir
from tests.benchmarks.measure import median_pair, show
from tests.benchmarks.shares import show_shares
from tests.generation.figures import draw
from tests.generation.layouts import LAYOUTS
from tests.generation.office import as_docx, as_xlsx

_Baseline = tuple[str, Callable[[], object], str]
"""Its name, what it does, and the goal."""


def _pdf_text(data: bytes) -> int:
    document = pypdfium2.PdfDocument(data)
    try:
        length = 0
        for page in document:
            text = page.get_textpage()
            length += len(text.get_text_range())
            text.close()
            page.close()
        return length
    finally:
        document.close()


def _parts(data: bytes, folder: str) -> int:
    """Unpack and parse what an Office file says, without what it looks like."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        names = [name for name in archive.namelist() if name.startswith(folder)]
        roots = [lxml.etree.fromstring(archive.read(name)) for name in names]
    return sum(len(root) for root in roots)


_SENTENCES = (
    "围绕重点工作依法公开各类信息，定期检查栏目更新情况，及时回应社会关切，并对公开内容逐条审核。",
    "健全申请的登记、审核、答复、归档等环节，做到渠道畅通、程序规范、答复及时、依据准确。",
    "加强对政务新媒体和门户网站的日常管理，规范栏目设置，清理失效链接，方便群众查阅和获取。",
)


_CELL = re.compile(r"<td([^>]*)><p>(.*?)</p></td>", re.S)
_WORD_CELL = (
    r"<td\1 width='44' valign='center' style='border:solid windowtext 1.0pt;padding:0cm 5.4pt'>"
    r"<p class='MsoNormal' style='text-align:center;line-height:20.0pt'>"
    r"<span lang='EN-US' style='font-size:10.5pt;font-family:仿宋_GB2312'>\2<o:p></o:p></span></p>"
    r"</td>"
)


def _word_page(html: str, *, clauses: bool) -> bytes:
    """A page with prose and tables as word processors export them, or one of prose in the main.

    clauses: each clause in an element of its own, as where fonts change, and so is each cell, which
    takes some 250 bytes as on real pages (256 and 281 at the median): three quarters of the page
    are tables, as there, and it holds 2,600 Chinese characters. Else the tables are bare, a tenth
    of the page, and there are 12,600 characters of prose: harder than any real page seen.
    """
    size = 80_000
    if clauses:
        html, size = _CELL.sub(_WORD_CELL, html), 105_000
    parts = []
    for number in range(size // 700):
        text = "".join((*_SENTENCES, f"（第{number + 1}段）"))
        runs = re.findall(r"[^，、。]+[，、。]?", text) if clauses else [*_SENTENCES, text[-6:]]
        spans = "".join(
            f"<span style='font-family:仿宋_GB2312;font-size:21px;color:#000000'>{run}</span>"
            for run in runs
        )
        parts.append(f"<p style='text-indent:43px;line-height:37px;text-align:justify'>{spans}</p>")
    room = size - len(html.encode())
    while parts and sum(len(part.encode()) for part in parts) > room:
        parts.pop()
    return html.replace("</body>", "".join(parts) + "</body>").encode()


def _docx_tables(data: bytes) -> int:
    document = docx.Document(io.BytesIO(data))
    return sum(len(row.cells) for table in document.tables for row in table.rows)


def _cells(data: bytes) -> int:
    book = openpyxl.load_workbook(io.BytesIO(data))
    return sum(len(row) for sheet in book for row in sheet.iter_rows(values_only=True))


def _plumbed(data: bytes) -> int:
    with pdfplumber.open(io.BytesIO(data)) as pdf:
        return sum(len(page.extract_tables()) for page in pdf.pages)


def _sample(extension: str) -> bytes:
    """The largest bundled report of a format: as large as an ordinary one of a site."""
    paths = sorted(samples_dir().rglob(f"*.{extension}"))
    return max(paths, key=lambda path: path.stat().st_size).read_bytes()


def _versus(name: str, data: bytes, file_name: str, *baselines: _Baseline) -> None:
    """One line for each baseline: its name, what it does, and the goal."""
    for baseline_name, baseline, goal in baselines:
        rounds = 5 if baseline_name in _SLOW else 15
        ours, bare = median_pair(
            lambda: read_report(data, file_name), baseline, rounds, time.process_time
        )
        show(f"read one {name} ({len(data) / 1000:.0f} kB)", ours, baseline_name, bare, goal)


def _forget() -> None:
    """Empty what is remembered of texts; the tables of the form, without a bound, stay."""
    for name, module in list(sys.modules.items()):
        for one in vars(module).values() if name.startswith("gouji.") else ():
            if hasattr(one, "cache_clear") and one.cache_parameters()["maxsize"] is not None:
                one.cache_clear()


def _goal(name: str, data: bytes, file_name: str, baseline: _Baseline) -> None:
    """A format with a goal: warm, cold, and where the time of a warm reading goes."""
    _versus(name, data, file_name, baseline)
    read = lambda: read_report(data, file_name)  # noqa: E731
    ours, bare = median_pair(read, baseline[1], 15, time.process_time, _forget)
    show(f"read one {name}, cold", ours, baseline[0], bare)
    show_shares(name, read)


_SLOW = frozenset({"pandas.read_html", "pdfplumber.extract_tables"})


def main() -> None:
    """Prints a line for each format and baseline."""
    page = _sample("html")
    _goal(
        "HTML page", page, "a.html",
        ("lxml.html parse", lambda: lxml.html.document_fromstring(page), "within 4"),
    )  # fmt: skip
    _versus(
        "HTML page", page, "a.html",
        ("pandas.read_html", lambda: pandas.read_html(io.BytesIO(page)), ""),
    )  # fmt: skip
    word_like = _word_page(LAYOUTS["html"][1](draw(3)), clauses=True)
    _goal(
        "HTML page from Word", word_like, "a.html",
        ("lxml.html parse", lambda: lxml.html.document_fromstring(word_like), "within 4"),
    )  # fmt: skip
    dense = _word_page(LAYOUTS["html"][1](draw(3)), clauses=False)
    _versus(
        "HTML page, dense prose", dense, "a.html",
        ("lxml.html parse", lambda: lxml.html.document_fromstring(dense), ""),
    )  # fmt: skip
    pdf = _sample("pdf")
    _goal("PDF", pdf, "a.pdf", ("pypdfium2 text", lambda: _pdf_text(pdf), "within 3"))
    _versus(
        "PDF", pdf, "a.pdf",
        ("pdfplumber.extract_tables", lambda: _plumbed(pdf), ""),
    )  # fmt: skip
    word, book = as_docx(draw(3)), as_xlsx(draw(3))
    _versus(
        ".docx", word, "a.docx",
        ("unzip and lxml parse", lambda: _parts(word, "word/document"), ""),
        ("python-docx, all cells", lambda: _docx_tables(word), ""),
    )  # fmt: skip
    _versus(
        ".xlsx", book, "a.xlsx",
        ("unzip and lxml parse", lambda: _parts(book, "xl/"), ""),
        ("openpyxl, all cells", lambda: _cells(book), ""),
    )  # fmt: skip
    text = LAYOUTS["spaced_lines"][1](draw(3)).encode()
    _versus("text report", text, "a.txt", ("str.split", lambda: text.decode().split(), ""))


if __name__ == "__main__":
    main()
