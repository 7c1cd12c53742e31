"""Reading one document end to end against the bare parse of the same bytes."""

from __future__ import annotations

import lxml.html
import pypdfium2

from gouji.extraction.reader import read_report
from gouji.samples import samples_dir
from tests.benchmarks.measure import median_pair, show
from tests.generation.figures import draw
from tests.generation.layouts import LAYOUTS


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


def _padded(html: str, size: int = 80_000) -> bytes:
    """An ordinary page: prose around the tables up to a size in bytes."""
    filler = "<p>本年度依法公开各类信息，持续改进栏目设置和更新机制。</p>"
    missing = max(0, size - len(html.encode()))
    return html.replace("</body>", filler * (missing // len(filler.encode())) + "</body>").encode()


def main() -> None:
    """Prints a line a format."""
    page = _padded(LAYOUTS["html"][1](draw(3)))
    ours, bare = median_pair(
        lambda: read_report(page, "a.html"), lambda: lxml.html.document_fromstring(page)
    )
    show(f"read one HTML page ({len(page) // 1000} kB)", ours, "lxml.html parse", bare, "within 4")
    pdf = next(iter(sorted(samples_dir().rglob("*.pdf")))).read_bytes()
    ours, bare = median_pair(lambda: read_report(pdf, "a.pdf"), lambda: _pdf_text(pdf))
    show(f"read one PDF ({len(pdf) // 1000} kB)", ours, "pypdfium2 text", bare, "within 3")
    text = LAYOUTS["spaced_lines"][1](draw(3)).encode()
    ours, bare = median_pair(lambda: read_report(text, "a.txt"), lambda: text.decode().split())
    show(f"read one text report ({len(text) // 1000} kB)", ours, "str.split", bare)
