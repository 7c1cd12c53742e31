"""Reading one document end to end against the bare parse of the same bytes."""

from __future__ import annotations

import io
import zipfile

import lxml.etree
import lxml.html
import pypdfium2

from gouji.extraction.reader import read_report
from gouji.samples import samples_dir
from tests.benchmarks.measure import median_pair, show
from tests.generation.figures import draw
from tests.generation.layouts import LAYOUTS
from tests.generation.office import as_docx, as_xlsx


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


def _word_page(html: str, size: int = 80_000) -> bytes:
    """An ordinary page: prose as word processors export it around the tables, up to a size."""
    parts = []
    for number in range(size // 700):
        spans = "".join(
            f"<span style='font-family:仿宋_GB2312;font-size:21px;color:#000000'>{text}</span>"
            for text in (*_SENTENCES, f"（第{number + 1}段）")
        )
        parts.append(f"<p style='text-indent:43px;line-height:37px;text-align:justify'>{spans}</p>")
    room = size - len(html.encode())
    while parts and sum(len(part.encode()) for part in parts) > room:
        parts.pop()
    return html.replace("</body>", "".join(parts) + "</body>").encode()


def main() -> None:
    """Prints a line a format."""
    page = _word_page(LAYOUTS["html"][1](draw(3)))
    ours, bare = median_pair(
        lambda: read_report(page, "a.html"), lambda: lxml.html.document_fromstring(page)
    )
    show(f"read one HTML page ({len(page) // 1000} kB)", ours, "lxml.html parse", bare, "within 4")
    pdf = next(iter(sorted(samples_dir().rglob("*.pdf")))).read_bytes()
    ours, bare = median_pair(lambda: read_report(pdf, "a.pdf"), lambda: _pdf_text(pdf))
    show(f"read one PDF ({len(pdf) // 1000} kB)", ours, "pypdfium2 text", bare, "within 3")
    word, book = as_docx(draw(3)), as_xlsx(draw(3))
    ours, bare = median_pair(
        lambda: read_report(word, "a.docx"), lambda: _parts(word, "word/document")
    )
    show(f"read one .docx ({len(word) // 1000} kB)", ours, "unzip and lxml parse", bare)
    ours, bare = median_pair(lambda: read_report(book, "a.xlsx"), lambda: _parts(book, "xl/"))
    show(f"read one .xlsx ({len(book) // 1000} kB)", ours, "unzip and lxml parse", bare)
    text = LAYOUTS["spaced_lines"][1](draw(3)).encode()
    ours, bare = median_pair(lambda: read_report(text, "a.txt"), lambda: text.decode().split())
    show(f"read one text report ({len(text) // 1000} kB)", ours, "str.split", bare)
