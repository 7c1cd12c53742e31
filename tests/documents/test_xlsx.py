"""Workbooks: which cells make a grid, which a paragraph, and what is not displayed."""

from __future__ import annotations

import io

import openpyxl
import pytest
from openpyxl.styles import Border, Font, Side

from gouji.documents.model import Document, Locator
from gouji.documents.office.xlsx import read_xlsx
from gouji.documents.opening import open_document
from gouji.documents.reasons import Unreadable
from tests.documents.office_files import (
    grids,
    make_xlsx,
    merged,
    paragraphs,
    rows,
    spans,
    texts,
)

LINE = Side(style="thin")


def saved(book: openpyxl.Workbook) -> Document:
    buffer = io.BytesIO()
    book.save(buffer)
    return read_xlsx(buffer.getvalue())


def cell(value: str, kind: str = "n", style: int = 0) -> str:
    return f'<c t="{kind}" s="{style}"><v>{value}</v></c>'


def sheet(*cells: str) -> str:
    return f"<sheetData><row>{''.join(cells)}</row></sheetData>"


def test_a_workbook_of_openpyxl() -> None:
    book = openpyxl.Workbook()
    book.properties.title = "某局2023年政府信息公开工作年度报告"
    page = book.active
    page.append(["第二十条第（一）项"])
    page.append(["信息内容", "本年制发件数", "本年废止件数", "现行有效件数"])
    page.append(["规章", 0, 1.0, 12.0])
    page.append(["行政规范性文件", None, "3", 906.84])
    page.merge_cells("A1:D1")
    document = saved(book)
    assert (document.format, document.metadata["title"]) == ("xlsx", book.properties.title)
    [found] = grids(document)
    assert texts(found) == [
        ["信息内容", "本年制发件数", "本年废止件数", "现行有效件数"],
        ["规章", "0", "1", "12"],
        ["行政规范性文件", "", "3", "906.84"],
    ]
    assert found.positions_certain
    assert found.cells[4].locator == Locator(table=1, row=3, column=1)
    # the only cell of the row above the table
    assert [b.text for b in document.blocks[:1]] == ["第二十条第（一）项"]


def test_merged_cells() -> None:
    document = read_xlsx(
        make_xlsx(
            rows("项目||申请人||总计", "||甲|乙", "一|新收|1|2|3", "|旧|4|5|9")
            + merged("A1:B2", "C1:D1", "E1:E2", "A3:A4")
        )
    )
    [found] = grids(document)
    assert spans(found) == {
        "项目": (0, 0, 2, 2), "申请人": (0, 2, 1, 2), "总计": (0, 4, 2, 1),
        "甲": (1, 2, 1, 1), "乙": (1, 3, 1, 1),
        "一": (2, 0, 2, 1), "新收": (2, 1, 1, 1), "1": (2, 2, 1, 1), "2": (2, 3, 1, 1),
        "3": (2, 4, 1, 1), "旧": (3, 1, 1, 1), "4": (3, 2, 1, 1), "5": (3, 3, 1, 1),
        "9": (3, 4, 1, 1),
    }  # fmt: skip


def test_a_value_under_a_merged_cell_is_not_displayed() -> None:
    document = read_xlsx(make_xlsx(rows("a|7|b", "c|1|2") + merged("A1:B1")))
    [found] = grids(document)
    assert [c.text for c in found.cells] == ["a", "b", "c", "1", "2"]


def test_merged_ranges_that_overlap_are_not_certain() -> None:
    document = read_xlsx(make_xlsx(rows("a|b|c", "1|2|3") + merged("A1:B1", "B1:C1")))
    assert not grids(document)[0].positions_certain


def test_empty_rows_part_grids_and_lone_texts_become_paragraphs() -> None:
    document = read_xlsx(
        make_xlsx(rows("标题", "a|1", "b|2", "注：无", "", "正文", "", "c|3", "d|4"))
    )
    kinds = [getattr(b, "text", None) or texts(b) for b in document.blocks]
    assert kinds == ["标题", [["a", "1"], ["b", "2"]], "注：无", "正文", [["c", "3"], ["d", "4"]]]
    assert document.blocks[0].locator == Locator(table=1, row=1, column=1)


def test_running_text_between_two_tables() -> None:
    prose = "本年度共收到申请" * 10
    document = read_xlsx(make_xlsx(rows("a|1", prose, "b|2", "c|3")))
    assert paragraphs(document) == [prose]
    assert [texts(one) for one in grids(document)] == [[["a", "1"]], [["b", "2"], ["c", "3"]]]


def test_a_heading_without_border_parts_tables_and_one_with_border_does_not() -> None:
    data = rows("a|1", "三、收到", "b|2")
    [heading] = paragraphs(read_xlsx(make_xlsx(data + merged("A2:B2"))))
    assert heading == "三、收到"
    book = openpyxl.Workbook()
    for row in (["a", 1], ["第二十条第（五）项", None], ["b", 2]):
        book.active.append(row)
    for row in book.active.iter_rows():
        for one in row:
            one.border = Border(LINE, LINE, LINE, LINE)
    book.active.merge_cells("A2:B2")
    [found] = grids(saved(book))
    assert texts(found) == [["a", "1"], ["第二十条第（五）项"], ["b", "2"]]


def test_a_row_of_empty_cells_with_borders_belongs_to_its_table() -> None:
    book = openpyxl.Workbook()
    book.active.append(["一、新收", 1, 2])
    book.active.append(["四、结转"])
    for row in book.active["A1:C2"]:
        for one in row:
            one.border = Border(bottom=LINE)
    [found] = grids(saved(book))
    assert texts(found) == [["一、新收", "1", "2"], ["四、结转", "", ""]]


def test_sheets_in_order_and_hidden_ones_named() -> None:
    document = read_xlsx(
        make_xlsx(
            rows("a|1", "b|2"), rows("x|9", "y|9"), rows("c|3", "d|4"),
            attributes=("", 'state="hidden"'),
        )
    )  # fmt: skip
    assert [texts(one)[0] for one in grids(document)] == [["a", "1"], ["c", "3"]]
    assert grids(document)[1].cells[0].locator == Locator(table=2, row=1, column=1)
    assert document.metadata["hidden_sheets"] == "s2"


def test_hidden_rows_and_columns_are_not_displayed() -> None:
    columns = '<cols><col min="2" max="2" hidden="1"/></cols>'
    data = rows("a|9|1", "x|9|9", "b|9|2", row2='hidden="1"')
    [found] = grids(read_xlsx(make_xlsx(columns + data + merged("A1:B1"))))
    assert texts(found) == [["a", "1"], ["b", "2"]]
    assert spans(found)["1"] == (0, 1, 1, 1)
    assert found.cells[1].locator == Locator(table=1, row=1, column=3)


def test_kinds_of_cells() -> None:
    strings = (
        "<si><t>甲</t></si><si><r><t>21</t></r><r><rPr><vertAlign val='superscript'/></rPr>"
        "<t>1</t></r><r><rPr><strike/></rPr><t>旧</t></r><rPh><t>jia</t></rPh></si>"
    )
    cells = [
        cell("0", "s"),
        cell("1", "s"),
        cell("3.0"),
        cell("1", "b"),
        cell("#REF!", "e"),
        '<c t="str"><f>A1</f><v>乙\n丙</v></c>',
        '<c t="inlineStr"><is><t>丁_x000D_\n1</t></is></c>',
        "<c><f>SUM(A1:B1)</f></c>",
        '<c><f t="shared" si="0"/></c>',
        "<c/>",
        cell("2", "n"),
    ]
    [found] = grids(read_xlsx(make_xlsx(sheet(*cells), strings=strings)))
    assert [c.text for c in found.cells] == [
        "甲", "21^1", "3", "TRUE", "#REF!", "乙丙", "丁1", "=SUM(A1:B1)", "=?", "2",
    ]  # fmt: skip


def test_styles_say_how_a_number_looks() -> None:
    styles = (
        '<numFmts><numFmt numFmtId="170" formatCode="0&quot;件&quot;"/></numFmts>'
        "<fonts><font/><font><strike/></font></fonts>"
        '<cellXfs><xf/><xf numFmtId="170"/><xf numFmtId="10"/><xf numFmtId="14"/>'
        '<xf numFmtId="12"/><xf fontId="1"/><xf numFmtId="57"/></cellXfs>'
    )
    cells = [cell("12.0", style=n) for n in (0, 1, 2, 3, 4, 5, 6, 99)]
    [found] = grids(read_xlsx(make_xlsx(sheet(*cells), styles=styles)))
    assert [c.text for c in found.cells] == [
        "12", "12件", "1200.00%", "1900-01-11", "12 [??/??]", "1900-01-11", "12",
    ]  # fmt: skip


def test_zeros_that_the_sheet_does_not_show() -> None:
    view = '<sheetViews><sheetView showZeros="0"/></sheetViews>'
    data = sheet(cell("甲", "str"), cell("0"), cell("10"), cell("0", "str"))
    document = read_xlsx(make_xlsx(view + data))
    # the zero stood in the second column, in which now nothing stands
    assert [c.text for c in grids(document)[0].cells] == ["甲", "10", "0"]


def test_struck_out_cells_are_no_text() -> None:
    book = openpyxl.Workbook()
    book.active.append(["a", 1, 2])
    book.active["B1"].font = Font(strike=True)
    assert [c.text for c in grids(saved(book))[0].cells] == ["a", "2"]


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (make_xlsx(sheet(cell("7", "s"), cell("1"))), "xlsx_broken_reference"),
        (make_xlsx(sheet(cell("-1", "s"))), "xlsx_broken_reference"),
        (make_xlsx("<sheetData>"), "office_damaged"),
        (make_xlsx('<sheetData><row r="9999999"/></sheetData>'), "office_damaged"),
        (make_xlsx(sheet('<c r="ZZZ1"><v>1</v></c>')), "office_damaged"),
        (make_xlsx(rows("a", ""), attributes=('state="hidden"',)), "no_text"),
    ],
)
def test_what_cannot_be_used_is_refused(data: bytes, code: str) -> None:
    document = open_document(data, "a.xlsx")
    assert document.unreadable is not None
    assert document.unreadable.code == code


def test_a_sheet_that_is_not_there_is_no_shorter_workbook() -> None:
    data = make_xlsx(rows("a|1"), rows("b|2")).replace(b"sheet2.xml", b"sheet9.xml")
    with pytest.raises(Unreadable, match=r"damaged|nowhere"):
        read_xlsx(data)


def test_a_file_cut_short_is_refused() -> None:
    data = make_xlsx(rows("a|1", "b|2"))
    for length in range(30, len(data), 61):
        document = open_document(data[:length], "a.xlsx")
        assert document.unreadable is not None, length
