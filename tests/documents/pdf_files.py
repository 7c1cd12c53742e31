"""Small PDF files written by hand, so that tests decide every line and every character."""

from __future__ import annotations

import zlib
from collections.abc import Sequence
from dataclasses import dataclass, field

from gouji.documents.model import Document, Grid, Paragraph


def text(x: float, y: float, string: str, size: float = 10, matrix: str = "1 0 0 1") -> str:
    """A string in Helvetica; `matrix` is its rotation ("0 1 -1 0" writes upwards)."""
    escaped = string.replace("\\", r"\\").replace("(", r"\(").replace(")", r"\)")
    return f"BT /F1 {size} Tf {matrix} {x} {y} Tm ({escaped}) Tj ET\n"


def line(x0: float, y0: float, x1: float, y1: float, width: float = 0.7) -> str:
    return f"{width} w {x0} {y0} m {x1} {y1} l S\n"


def box(x0: float, y0: float, x1: float, y1: float, paint: str = "S") -> str:
    """A rectangle: paint "S" for its outline, "f" for its area."""
    return f"{x0} {y0} {x1 - x0} {y1 - y0} re {paint}\n"


def bar(x0: float, y0: float, x1: float, y1: float) -> str:
    """A line drawn as a thin filled rectangle."""
    half = 0.3
    return box(min(x0, x1) - half, min(y0, y1) - half, max(x0, x1) + half, max(y0, y1) + half, "f")


@dataclass
class PageSpec:
    """One page: its content and what stands in its dictionary."""

    content: str
    size: tuple[float, float] = (400, 600)
    rotate: int = 0
    image: bool = False
    forms: Sequence[tuple[str, str]] = field(default_factory=tuple)  # (matrix, content)


def make_pdf(*pages: PageSpec | str) -> bytes:
    """A file with these pages; an `image` covers its page."""
    objects: list[bytes] = []

    def add(body: str | bytes) -> int:
        objects.append(body.encode("latin-1") if isinstance(body, str) else body)
        return len(objects)

    def stream(head: str, data: bytes) -> bytes:
        return f"<<{head} /Length {len(data)}>>\nstream\n".encode() + data + b"\nendstream"

    catalog = add("")
    tree = add("")
    font = add("<</Type/Font/Subtype/Type1/BaseFont/Helvetica/Encoding/WinAnsiEncoding>>")
    kids = []
    for page in pages:
        spec = PageSpec(page) if isinstance(page, str) else page
        width, height = spec.size
        names, content = [], spec.content
        if spec.image:
            pixels = zlib.compress(b"\x80" * 64)
            head = (
                "/Type/XObject/Subtype/Image/Width 8/Height 8/BitsPerComponent 8"
                "/ColorSpace/DeviceGray/Filter/FlateDecode"
            )
            names.append(f"/Im {add(stream(head, pixels))} 0 R")
            content = f"q {width} 0 0 {height} 0 0 cm /Im Do Q\n" + content
        for number, (matrix, inner) in enumerate(spec.forms):
            head = (
                f"/Type/XObject/Subtype/Form/BBox[-9999 -9999 9999 9999]/Matrix[{matrix}]"
                f"/Resources<</Font<</F1 {font} 0 R>>>>"
            )
            names.append(f"/Fm{number} {add(stream(head, inner.encode('latin-1')))} 0 R")
            content += f"/Fm{number} Do\n"
        body = add(stream("", content.encode("latin-1")))
        kids.append(
            add(
                f"<</Type/Page/Parent {tree} 0 R/MediaBox[0 0 {width} {height}]"
                f"/Rotate {spec.rotate}"
                f"/Resources<</Font<</F1 {font} 0 R>>/XObject<<{''.join(names)}>>>>"
                f"/Contents {body} 0 R>>"
            )
        )
    objects[catalog - 1] = f"<</Type/Catalog/Pages {tree} 0 R>>".encode()
    listed = " ".join(f"{kid} 0 R" for kid in kids)
    objects[tree - 1] = f"<</Type/Pages/Count {len(kids)}/Kids[{listed}]>>".encode()

    data = b"%PDF-1.4\n%\xe2\xe3\xcf\xd3\n"
    offsets = []
    for number, body in enumerate(objects, start=1):
        offsets.append(len(data))
        data += f"{number} 0 obj\n".encode() + body + b"\nendobj\n"
    start = len(data)
    data += f"xref\n0 {len(objects) + 1}\n0000000000 65535 f \n".encode()
    data += b"".join(f"{offset:010} 00000 n \n".encode() for offset in offsets)
    data += f"trailer\n<</Size {len(objects) + 1}/Root {catalog} 0 R>>\n".encode()
    return data + f"startxref\n{start}\n%%EOF\n".encode()


def grids(document: Document) -> list[Grid]:
    return [block for block in document.blocks if isinstance(block, Grid)]


def texts(document: Document) -> list[str]:
    return [block.text for block in document.blocks if isinstance(block, Paragraph)]


def table(grid: Grid) -> list[list[str]]:
    return [[cell.text for cell in row] for row in grid.rows()]
