"""PDF files: ruled tables, running text, turned pages, and files that must be refused."""

from __future__ import annotations

import ctypes
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from pypdfium2 import raw

from gouji.documents.model import Grid
from gouji.documents.pdf import file as pdf
from gouji.documents.pdf.file import read_pdf
from gouji.documents.reasons import Unreadable
from tests.documents.pdf_files import PageSpec, bar, box, grids, line, make_pdf, table, text, texts

XS = (50, 150, 200, 250, 300)
YS = (500, 480, 460, 440)


def spans(grid: Grid) -> list[tuple[str, int, int, int, int]]:
    return [(c.text, c.row, c.column, c.rowspan, c.colspan) for c in grid.cells]


def figures() -> str:
    """Three rows of label and three numbers, the one in the middle blank."""
    content = ""
    for row, label in enumerate(("new", "old", "sum")):
        y = YS[row + 1] + 6
        content += text(54, y, label)
        for column in range(3):
            if (row, column) != (1, 1):
                content += text(XS[column + 1] + 20, y, str(10 * row + column))
    return content


EXPECTED = [["new", "0", "1", "2"], ["old", "10", "", "12"], ["sum", "20", "21", "22"]]


def rules(draw: Callable[..., str], skip: set[tuple[str, int]] | None = None) -> str:
    skip = skip or set()
    flat = "".join(draw(XS[0], y, XS[-1], y) for i, y in enumerate(YS) if ("h", i) not in skip)
    steep = "".join(draw(x, YS[-1], x, YS[0]) for i, x in enumerate(XS) if ("v", i) not in skip)
    return flat + steep


def boxes(paint: str) -> str:
    return "".join(
        box(XS[c], YS[r + 1], XS[c + 1], YS[r], paint) for r in range(3) for c in range(4)
    )


@pytest.mark.parametrize(
    "drawing",
    [
        pytest.param(rules(line), id="stroked lines"),
        pytest.param(rules(bar), id="thin filled rectangles"),
        pytest.param(boxes("S"), id="stroked rectangles"),
        pytest.param(boxes("f").replace("re f", "re W n") + rules(line), id="with clip paths"),
        pytest.param(
            line(50, 460, 350, 460).replace(" S", " n")
            + line(140, 400, 140, 500).replace(" S", " n")
            + rules(line),
            id="with lines that are not drawn",
        ),
        pytest.param("0.9 g " + boxes("f") + "0 g " + rules(bar), id="on filled cells"),
        pytest.param("[2 2] 0 d " + rules(line), id="dashed"),
        pytest.param(rules(lambda *p: line(*p, width=2.5)), id="thick"),
        pytest.param(rules(line, {("v", 0), ("v", 4)}), id="without side borders"),
        pytest.param(rules(line, {("h", 0), ("h", 3)}), id="cut above and below"),
        pytest.param(
            rules(lambda a, b, c, d: line(a, b, c, d) + line(a + 1.5, b + 1.5, c + 1.5, d + 1.5)),
            id="double lines",
        ),
    ],
)
def test_a_ruled_table_is_a_grid_however_it_is_drawn(drawing: str) -> None:
    document = read_pdf(make_pdf(drawing + figures()))
    [grid] = grids(document)
    assert table(grid) == EXPECTED
    assert grid.positions_certain
    assert (grid.n_rows, grid.n_columns) == (3, 4)
    assert len(document.blocks) == 1


def test_lines_between_rows_alone_make_no_grid() -> None:
    document = read_pdf(make_pdf(rules(line, {("v", n) for n in range(len(XS))}) + figures()))
    assert grids(document) == []
    assert [row.split() for row in texts(document)] == [
        [cell for cell in row if cell] for row in EXPECTED
    ]


def test_tables_inside_form_objects_are_found_through_their_matrices() -> None:
    spec = PageSpec("", forms=[("0.5 0 0 0.5 20 30", rules(line) + figures())])
    [grid] = grids(read_pdf(make_pdf(spec)))
    assert table(grid) == EXPECTED
    assert grid.locator.box == pytest.approx((45, 320, 170, 350), abs=1)


def test_cells_carry_page_box_table_row_and_column() -> None:
    document = read_pdf(make_pdf(text(50, 550, "first"), rules(line) + figures()))
    [grid] = grids(document)
    cell = next(cell for cell in grid.cells if cell.text == "21")
    assert cell.locator.as_dict() == {
        "page": 2,
        "box": pytest.approx([200, 140, 250, 160], abs=0.5),
        "table": 1,
        "row": 3,
        "column": 3,
    }


def test_missing_borders_between_cells_are_spans() -> None:
    content = (
        rules(line, {("v", 1), ("h", 1)})
        + line(150, 480, 150, 440)  # the first row spans two columns
        + line(150, 480, 300, 480)  # the first column spans two rows, but for the first cell
        + line(50, 480, 150, 480)
    )
    content += text(54, 486, "head") + text(54, 466, "a") + text(160, 466, "1")
    [grid] = grids(read_pdf(make_pdf(content)))
    assert spans(grid)[:4] == [
        ("head", 0, 0, 1, 2),
        ("", 0, 2, 1, 1),
        ("", 0, 3, 1, 1),
        ("a", 1, 0, 1, 1),
    ]


def test_a_label_over_three_rows() -> None:
    content = rules(line, {("h", 1), ("h", 2)})
    content += line(150, 480, 300, 480) + line(150, 460, 300, 460) + text(60, 466, "group")
    [grid] = grids(read_pdf(make_pdf(content + figures().replace("(new)", "()"))))
    first = grid.cells[0]
    assert (first.row, first.column, first.rowspan, first.colspan) == (0, 0, 3, 1)
    assert [len(row) for row in grid.rows()] == [4, 3, 3]


def test_a_region_that_is_no_rectangle_makes_positions_uncertain() -> None:
    content = rules(line, {("v", 1), ("h", 1)}) + line(150, 480, 150, 440)
    content += line(150, 480, 300, 480)
    [grid] = grids(read_pdf(make_pdf(content + text(54, 486, "a") + text(220, 466, "1"))))
    assert not grid.positions_certain


def test_frames_and_underlines_are_no_tables() -> None:
    content = box(20, 20, 380, 580) + text(50, 500, "in a frame") + line(50, 498, 120, 498)
    document = read_pdf(make_pdf(content))
    assert grids(document) == []
    assert texts(document) == ["in a frame"]


def test_a_table_inside_a_frame_keeps_its_characters() -> None:
    content = box(20, 20, 380, 580) + line(20, 540, 380, 540) + text(30, 550, "header")
    document = read_pdf(make_pdf(content + rules(line) + figures()))
    assert EXPECTED in [table(grid) for grid in grids(document)]


def test_characters_drawn_as_lines_are_no_tables() -> None:
    drawn = "".join(box(160 + dx, 484 + dy, 165 + dx, 489 + dy) for dx in (0, 5) for dy in (0, 5))
    [grid] = grids(read_pdf(make_pdf(rules(line) + figures() + drawn)))
    assert table(grid) == EXPECTED


def test_only_the_visible_part_of_a_page_is_read() -> None:
    content = rules(line) + figures() + text(54, 300, "outside")
    data = make_pdf(content).replace(b"/Rotate 0", b"/CropBox[40 400 360 590]/Rotate 0")
    document = read_pdf(data)
    [grid] = grids(document)
    assert table(grid) == EXPECTED
    assert texts(document) == []
    assert grid.locator.box == pytest.approx((10, 90, 260, 150), abs=0.6)


def test_tables_side_by_side_stay_apart() -> None:
    content = ""
    for left in (20, 220):
        content += line(left, 500, left + 100, 500) + line(left, 470, left + 100, 470)
        content += line(left, 500, left, 470) + line(left + 50, 500, left + 50, 470)
        content += line(left + 100, 500, left + 100, 470)
        content += text(left + 5, 480, "a") + text(left + 55, 480, str(left))
    found = grids(read_pdf(make_pdf(content)))
    assert [table(grid) for grid in found] == [[["a", "20"]], [["a", "220"]]]


class TestNumbersStayWhatIsPrinted:
    """A wrong number must not come out of characters that are all read rightly."""

    def cell(self, content: str) -> list[str]:
        [grid] = grids(read_pdf(make_pdf(rules(line) + text(54, 486, "x") + content)))
        return [cell.text for cell in grid.cells if cell.text and cell.text != "x"]

    def test_a_number_wider_than_its_cell_is_not_parted(self) -> None:
        # 10 digits of 5.56 pt in a cell of 50 pt
        assert self.cell(text(147, 486, "1234567890")) == ["1234567890"]

    def test_numbers_of_neighbouring_cells_are_not_run_together(self) -> None:
        assert self.cell(text(188.5, 486, "12") + text(200.5, 486, "34")) == ["12", "34"]

    def test_a_raised_digit_is_set_off(self) -> None:
        assert self.cell(text(160, 486, "21") + text(171.2, 490, "1", 6)) == ["21^1"]

    def test_digits_on_two_lines_stay_apart(self) -> None:
        assert self.cell(text(160, 489, "1", 8) + text(160, 481, "0", 8)) == ["1 0"]

    def test_digits_set_wide_apart_stay_apart(self) -> None:
        assert self.cell(text(160, 486, "1") + text(172, 486, "0")) == ["1 0"]

    def test_characters_printed_twice_to_look_bold_count_once(self) -> None:
        assert self.cell(text(160, 486, "211") + text(160.3, 486, "211")) == ["211"]

    @pytest.mark.parametrize("matrix", ["0 1 -1 0", "0 -1 1 0", "-1 0 0 -1"])
    def test_turned_numbers_are_read_in_their_own_direction(self, matrix: str) -> None:
        assert self.cell(text(175, 489, "12", 6, matrix)) == ["12"]

    def test_a_watermark_does_not_get_into_cells(self) -> None:
        document = read_pdf(
            make_pdf(rules(line) + figures() + text(60, 440, "2023", 40, "0.7 0.7 -0.7 0.7"))
        )
        assert table(grids(document)[0]) == EXPECTED
        assert texts(document) == ["2023"]


class TestTurnedPages:
    """What a page says does not depend on how it lies; boxes are those of the displayed page."""

    content = rules(line) + figures() + text(54, 550, "A title of the table")

    @pytest.mark.parametrize("rotate", [0, 90, 180, 270])
    def test_displayed_sideways(self, rotate: int) -> None:
        document = read_pdf(make_pdf(PageSpec(self.content, rotate=rotate)))
        assert texts(document) == ["A title of the table"]
        assert table(grids(document)[0]) == EXPECTED
        corner = grids(document)[0].cells[0].locator.box
        expected = {
            0: (50, 100, 150, 120),
            90: (480, 50, 500, 150),
            180: (250, 480, 350, 500),
            270: (100, 250, 120, 350),
        }
        assert corner == pytest.approx(expected[rotate], abs=0.6)

    @pytest.mark.parametrize(
        ("rotate", "matrix"),
        [(90, "0 1 -1 0 600 0"), (180, "-1 0 0 -1 400 600"), (270, "0 -1 1 0 0 400")],
    )
    def test_displayed_upright(self, rotate: int, matrix: str) -> None:
        content = f"q {matrix} cm {self.content} Q"
        size = (600, 400) if rotate % 180 else (400, 600)
        document = read_pdf(make_pdf(PageSpec(content, size=size, rotate=rotate)))
        assert texts(document) == ["A title of the table"]
        assert table(grids(document)[0]) == EXPECTED
        assert grids(document)[0].locator.box == pytest.approx((50, 100, 300, 160), abs=0.6)


class TestRunningText:
    def test_gaps_between_columns_are_tabs(self) -> None:
        content = text(50, 500, "label one") + text(150, 500, "0") + text(200, 500, "12")
        content += text(50, 480, "label two") + text(200, 480, "7")
        document = read_pdf(make_pdf(content))
        assert texts(document) == ["label one\t0\t12", "label two\t7"]

    def test_full_lines_go_on_and_indented_ones_begin(self) -> None:
        full = "x" * 5 + " word" * 13
        content = text(50, 560, "Heading")
        content += text(70, 530, full[:66]) + text(50, 515, full) + text(50, 500, "the end.")
        content += text(70, 485, "Next paragraph")
        found = texts(read_pdf(make_pdf(content)))
        assert found[0] == "Heading"
        assert found[1].endswith("word the end.")
        assert found[2] == "Next paragraph"

    def test_a_paragraph_goes_on_on_the_next_page(self) -> None:
        full = "lorem ipsum" * 6
        first = text(70, 100, full[:62]) + text(50, 85, full) + text(190, 30, "- 1 -")
        second = text(50, 560, "and 21 in all.") + text(70, 540, full[:62]) + text(50, 525, full)
        document = read_pdf(make_pdf(first, second))
        assert texts(document)[0].endswith("lorem ipsum and 21 in all.")
        assert texts(document)[1] == "- 1 -"
        assert document.blocks[0].locator.page == 1

    def test_a_short_line_ends_its_paragraph(self) -> None:
        content = text(50, 560, "y" * 60) + text(50, 545, "short one") + text(50, 530, "another")
        assert texts(read_pdf(make_pdf(content)))[-1] == "another"


class TestRefusals:
    def refused(self, data: bytes) -> str:
        with pytest.raises(Unreadable) as caught:
            read_pdf(data)
        return caught.value.reason.code

    def test_cut_short(self) -> None:
        data = make_pdf(figures())
        assert self.refused(data[: len(data) // 2]) == "pdf_truncated"

    def test_damaged(self) -> None:
        assert self.refused(b"%PDF-1.4\nnothing\n%%EOF\n") == "pdf_damaged"

    def test_scanned(self) -> None:
        pages = [PageSpec("", image=True), PageSpec(text(190, 30, "- 2 -"), image=True)]
        assert self.refused(make_pdf(*pages)) == "pdf_no_text_layer"

    def test_one_scanned_page_among_others_is_named(self) -> None:
        data = make_pdf(text(50, 500, "a page of text"), PageSpec("", image=True))
        with pytest.raises(Unreadable, match=r"page\(s\) 2 "):
            read_pdf(data)

    def test_no_text_at_all(self) -> None:
        assert self.refused(make_pdf(rules(line))) == "pdf_no_text_layer"

    def test_text_turned_into_curves(self) -> None:
        curve = "10 10 m 20 20 30 30 40 10 c 50 0 60 20 70 9 c 50 0 l f\n"
        assert self.refused(make_pdf(text(50, 30, "1"), curve * 200)) == "pdf_pages_without_text"

    def test_too_many_pages(self) -> None:
        assert self.refused(make_pdf(*["" for _ in range(pdf.MAX_PAGES + 1)])) == "pdf_too_long"

    def test_too_slow(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(pdf, "MAX_SECONDS", -1.0)
        assert self.refused(make_pdf(figures())) == "pdf_too_slow"

    def test_encrypted(self) -> None:
        data = (Path(__file__).parent / "encrypted.pdf").read_bytes()
        assert self.refused(data) == "pdf_encrypted"


def test_text_recognized_over_an_image_is_marked() -> None:
    content = "3 Tr\n" + figures() + text(50, 550, "recognized")
    document = read_pdf(make_pdf(PageSpec(content, image=True)))
    assert document.metadata["text_layer"] == "recognized"
    assert "text_layer" not in read_pdf(make_pdf(figures())).metadata


def test_all_handles_are_closed(monkeypatch: pytest.MonkeyPatch) -> None:
    opened: list[tuple[str, int]] = []
    closed: list[tuple[str, int]] = []

    def recording(kind: str, load: str, close: str) -> None:
        loads, closes = getattr(raw, load), getattr(raw, close)

        def loading(*args: Any) -> Any:
            found = loads(*args)
            opened.append((kind, ctypes.addressof(found.contents)))
            return found

        def closing(one: Any) -> None:
            closed.append((kind, ctypes.addressof(one.contents)))
            closes(one)

        monkeypatch.setattr(raw, load, loading)
        monkeypatch.setattr(raw, close, closing)

    recording("document", "FPDF_LoadMemDocument64", "FPDF_CloseDocument")
    recording("page", "FPDF_LoadPage", "FPDF_ClosePage")
    recording("text", "FPDFText_LoadPage", "FPDFText_ClosePage")
    read_pdf(make_pdf(figures(), figures()))
    with pytest.raises(Unreadable):
        read_pdf(make_pdf(figures(), PageSpec("", image=True)))
    assert len(opened) == 10
    assert sorted(closed) == sorted(opened)
