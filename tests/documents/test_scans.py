"""Pictures of pages: recognised as such without the extra, read with little trust with it."""

from __future__ import annotations

import io
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pypdfium2
import pytest

from gouji.documents.model import Document
from gouji.documents.opening import open_document
from gouji.documents.scans import images as ocr_images
from gouji.documents.scans import reading as scans
from gouji.documents.scans import recognition as ocr
from gouji.documents.scans.images import Picture
from gouji.documents.scans.rulings import Grey, dark_pixels, find_rulings, ink_box, skew
from gouji.extraction.reader import read_report
from gouji.forms.values import State
from tests.documents.office_files import grids, paragraphs, texts
from tests.documents.pdf_files import PageSpec, make_pdf, text
from tests.generation.figures import draw
from tests.generation.office import as_docx

PNG = b"\x89PNG\r\n\x1a\n" + bytes(40)
SCAN = make_pdf(PageSpec("", image=True), PageSpec(text(50, 500, "page two with text of its own")))
Corners = list[list[float]]


@pytest.fixture
def without_extra(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(scans, "can_recognise", lambda: False)


@pytest.mark.usefixtures("without_extra")
@pytest.mark.parametrize(
    ("data", "name", "code"),
    [
        (PNG, "a.png", "image_no_text_layer"),
        (b"\xff\xd8\xff\xe0" + bytes(20), "a.jpg", "image_no_text_layer"),
        (b"II*\0" + bytes(20), "a.tif", "image_no_text_layer"),
        (make_pdf(PageSpec("", image=True)), "a.pdf", "pdf_no_text_layer"),
        (SCAN, "a.pdf", "pdf_pages_without_text"),
    ],
)
def test_without_the_extra_a_picture_says_what_it_is(data: bytes, name: str, code: str) -> None:
    document = open_document(data, name)
    assert document.unreadable is not None
    assert document.unreadable.code == code
    assert "scanned, no text layer" in document.unreadable.en


def test_nothing_heavy_is_loaded_for_a_pdf_with_text() -> None:
    program = (
        "import sys; from gouji.documents.opening import open_document;"
        "from tests.documents.pdf_files import make_pdf, text;"
        "assert open_document(make_pdf(text(50, 500, 'words')), 'a.pdf').blocks;"
        "print({'numpy', 'PIL', 'onnxruntime', 'rapidocr_onnxruntime'} & set(sys.modules))"
    )
    result = subprocess.run(
        [sys.executable, "-c", program], env={"PYTHONPATH": ":".join(sys.path)},
        capture_output=True, text=True, check=True,
    )  # fmt: skip
    assert result.stdout.strip() == "set()"


def sheet(width: int = 1300, height: int = 1800) -> Grey:
    return np.full((height, width), 255, dtype=np.uint8)


def ruled(columns: tuple[int, ...] = (100, 500, 800, 1100), rows: int = 3) -> Grey:
    """A page with a table of lines; rows are 100 pixels high and begin at 200."""
    page = sheet()
    bottom = 200 + rows * 100
    for x in columns:
        page[200 : bottom + 3, x : x + 3] = 0
    for row in range(rows + 1):
        page[200 + row * 100 : 203 + row * 100, columns[0] : columns[-1] + 3] = 0
    return page


def blot(page: Grey, x: int, y: int) -> Grey:
    page[y : y + 24, x : x + 12] = 40
    return page


def test_lines_and_ink() -> None:
    page = blot(ruled(), 600, 240)
    dark = dark_pixels(page)
    flat, steep = find_rulings(dark)
    assert {round(at, -1) for at, _, _ in flat} == {200, 300, 400, 500}
    assert {round(at, -1) for at, _, _ in steep} == {100, 500, 800, 1100}
    assert ink_box(dark, (500, 200, 800, 300)) == (600, 240, 612, 264)
    assert ink_box(dark, (800, 200, 1100, 300)) is None


def test_a_black_page_is_an_empty_page(monkeypatch: pytest.MonkeyPatch) -> None:
    assert recognised(np.zeros((1800, 1300), dtype=np.uint8), monkeypatch).blocks == ()


def slanted(page: Grey, degrees: float) -> Grey:
    """Each column of pixels moved down the further right it is."""
    moved = page.copy()
    for x in range(page.shape[1]):
        moved[:, x] = np.roll(page[:, x], round(x * np.tan(np.radians(degrees))))
    return moved


@pytest.mark.parametrize("degrees", [0.0, 0.4, -1.3, 3.0])
def test_how_far_a_page_is_turned(degrees: float) -> None:
    assert skew(dark_pixels(slanted(ruled(), degrees))) == pytest.approx(degrees, abs=0.06)
    assert skew(dark_pixels(sheet())) == 0.0


class Engine:
    """Stands for the recogniser: gives back what the test says is written where."""

    def __init__(self, found: list[tuple[str, int, int, float]], alone: dict[int, str]) -> None:
        self.found = found
        self.alone = alone

    def __call__(self, image: Grey, **options: object) -> tuple[object, object]:
        assert options["text_score"] == 0.0
        if options.get("use_det") is False:
            string = self.alone.get(image.shape[1] - 14, "")
            return [[string, 0.9 if string else 0.1]], None
        return [self._line(*one) for one in self.found], None

    @staticmethod
    def _line(string: str, x: int, y: int, score: float) -> list[object]:
        boxes = [
            [[x + 24 * i, y], [x + 24 * i + 20, y], [x + 24 * i + 20, y + 30], [x + 24 * i, y + 30]]
            for i in range(len(string))
        ]
        corners = [boxes[0][0], boxes[-1][1], boxes[-1][2], boxes[0][3]]
        return [corners, string, score, boxes, list(string), [score]]


def recognised(
    page: Grey,
    monkeypatch: pytest.MonkeyPatch,
    *found: tuple[str, int, int, float],
    alone: dict[int, str] | None = None,
) -> Document:
    monkeypatch.setattr(ocr, "_engine", lambda: Engine(list(found), alone or {}))
    monkeypatch.setattr(ocr, "image_pictures", lambda data, most: [Picture(page, 3600)])
    return ocr.recognise_image(b"")


def test_a_ruled_table_becomes_a_grid_without_certain_positions(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    document = recognised(
        ruled(),
        monkeypatch,
        ("年度报告", 500, 100, 0.99),
        ("信息内容", 120, 230, 0.99),
        ("规章", 120, 330, 0.99),
        ("12", 520, 330, 0.99),
        ("7", 820, 330, 0.99),
    )
    assert document.metadata == {"trust": "ocr"}
    [grid] = grids(document)
    assert not grid.positions_certain
    assert texts(grid) == [["信息内容", "", ""], ["规章", "12", "7"], ["", "", ""]]
    assert paragraphs(document) == ["年度报告"]
    # places are those of the image file, which is twice as large
    box = grid.cells[0].locator.box
    assert box is not None
    assert box == pytest.approx((203, 403, 1003, 603), abs=6)


def test_a_cell_with_ink_and_no_text_is_not_empty(monkeypatch: pytest.MonkeyPatch) -> None:
    page = blot(blot(ruled(), 600, 240), 900, 240)
    page[240:264, 900:930] = 40
    document = recognised(page, monkeypatch, ("规章", 120, 230, 0.9), alone={12: "7"})
    assert texts(grids(document)[0])[0] == ["规章", "7", "\ufffd"]


def test_digits_that_are_unsure_are_no_digits(monkeypatch: pytest.MonkeyPatch) -> None:
    document = recognised(
        ruled(), monkeypatch, ("规章", 120, 230, 0.9), ("12", 520, 230, 0.3), ("件7", 820, 230, 0.4)
    )
    assert texts(grids(document)[0])[0] == ["规章", "\ufffd\ufffd", "件\ufffd"]


def test_lines_without_a_table_keep_their_columns(monkeypatch: pytest.MonkeyPatch) -> None:
    document = recognised(
        sheet(), monkeypatch, ("规章", 120, 330, 0.9), ("12", 520, 330, 0.9), ("7", 820, 330, 0.9)
    )
    assert paragraphs(document) == ["规章\t12\t7"]


def test_bounds(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(scans, "can_recognise", lambda: True)
    monkeypatch.setattr(ocr, "_engine", lambda: Engine([], {}))
    pages = [PageSpec("", image=True)] * (ocr.MAX_PAGES + 1)
    long = open_document(make_pdf(*pages), "a.pdf")
    assert long.unreadable is not None
    assert long.unreadable.code == "ocr_too_long"
    monkeypatch.setattr(ocr, "MAX_SECONDS", -1.0)
    slow = open_document(SCAN, "a.pdf")
    assert slow.unreadable is not None
    assert slow.unreadable.code == "ocr_too_slow"
    crowd = [("1", 5, 5, 0.9)] * 951
    monkeypatch.setattr(ocr, "MAX_SECONDS", 60.0)
    monkeypatch.setattr(ocr, "_engine", lambda: Engine(crowd, {}))
    dense = open_document(SCAN, "a.pdf")
    assert dense.unreadable is not None
    assert dense.unreadable.code == "ocr_too_dense"


def test_where_nothing_is_recognised_the_reason_stays(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(scans, "can_recognise", lambda: True)
    monkeypatch.setattr(ocr, "_engine", lambda: Engine([], {}))
    document = open_document(make_pdf(PageSpec("", image=True)), "a.pdf")
    assert document.unreadable is not None
    assert document.unreadable.code == "pdf_no_text_layer"


def test_pages_with_text_keep_their_text(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(scans, "can_recognise", lambda: True)
    monkeypatch.setattr(ocr, "_engine", lambda: Engine([("扫描页", 300, 300, 0.9)], {}))
    document = open_document(SCAN, "a.pdf")
    assert paragraphs(document) == ["扫描页", "page two with text of its own"]
    assert document.metadata["trust"] == "ocr"


def test_images_that_cannot_be_used(monkeypatch: pytest.MonkeyPatch) -> None:
    image = pytest.importorskip("PIL.Image", reason="needs the extra ocr")
    monkeypatch.setattr(scans, "can_recognise", lambda: True)
    monkeypatch.setattr(ocr, "_engine", lambda: Engine([], {}))
    monkeypatch.setattr(ocr_images, "MAX_PIXELS", 10_000)
    buffer = io.BytesIO()
    image.new("L", (200, 100)).save(buffer, "PNG")
    whole = buffer.getvalue()

    def code(data: bytes) -> str:
        document = open_document(data, "a.png")
        assert document.unreadable is not None
        return document.unreadable.code

    assert code(whole) == "image_too_large"
    monkeypatch.setattr(ocr_images, "MAX_PIXELS", 20_000)
    assert code(whole) == "ocr_nothing"
    assert code(whole[:60]) == "image_damaged"
    assert code(PNG) == "image_damaged"
    buffer = io.BytesIO()
    pages = [image.new("L", (20, 20)) for _ in range(ocr.MAX_PAGES + 1)]
    pages[0].save(buffer, "TIFF", save_all=True, append_images=pages[1:])
    assert code(buffer.getvalue()) == "ocr_too_long"


def scanned(pdf: bytes, turned: float = 0.0) -> bytes:
    """The pages of a PDF as pictures in another one, as a scanner makes it."""
    image = pytest.importorskip("PIL.Image", reason="needs the extra ocr")
    document = pypdfium2.PdfDocument(pdf)
    pictures = []
    for page in document:
        picture = page.render(scale=150 / 72).to_pil().convert("L")
        pictures.append(picture.rotate(turned, image.Resampling.BICUBIC, fillcolor=255))
    document.close()
    buffer = io.BytesIO()
    pictures[0].save(buffer, "PDF", save_all=True, append_images=pictures[1:], resolution=150)
    return buffer.getvalue()


@pytest.mark.slow
def test_no_recognised_number_is_wrong(
    tmp_path: Path, require_program: Callable[..., str], monkeypatch: pytest.MonkeyPatch
) -> None:
    pytest.importorskip(scans.ENGINE, reason="needs the extra ocr")
    monkeypatch.setattr(ocr, "MAX_SECONDS", 900.0)
    soffice = require_program("soffice", "libreoffice")
    drawn = draw(3)
    (tmp_path / "made.docx").write_bytes(as_docx(drawn))
    subprocess.run(
        [soffice, f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}", "--headless",
         "--convert-to", "pdf", "--outdir", str(tmp_path), str(tmp_path / "made.docx")],
        check=True, capture_output=True, timeout=120,
    )  # fmt: skip
    report = read_report(scanned((tmp_path / "made.pdf").read_bytes(), turned=0.7), "a.pdf")
    for table, cells in drawn.cells.items():
        read = report.tables[table].cells()
        wrong = {k: read[k] for k, v in cells.items() if read[k].value not in (None, v)}
        assert wrong == {}
    # A table is confirmed or in doubt as a whole; on this clear scan one at least is confirmed.
    states = {
        name: {cell.state for cell in reading.cells().values()}
        for name, reading in report.tables.items()
    }
    assert states["disclosure"] == {State.AMBIGUOUS}
    assert all(len(found) == 1 for found in states.values())
    assert {State.REPORTED} in (states["requests"], states["disputes"])
