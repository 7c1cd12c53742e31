"""Word files: what stands where, what is displayed and what is not."""

from __future__ import annotations

import io

import docx
import pytest

from gouji.documents.model import Grid, Locator, Paragraph
from gouji.documents.office.docx import read_docx
from gouji.documents.opening import open_document
from gouji.documents.reasons import Unreadable
from tests.documents.office_files import (
    CONTINUE,
    RESTART,
    grids,
    make_docx,
    p,
    paragraphs,
    relationships,
    run,
    span,
    spans,
    tbl,
    tc,
    texts,
    tr,
    zipped,
)


def lines(*body: str) -> list[str]:
    return paragraphs(read_docx(make_docx("".join(body))))


def grid(*rows: str) -> Grid:
    [found] = grids(read_docx(make_docx(tbl(*rows))))
    return found


def test_paragraphs_and_tables_in_order_with_their_places() -> None:
    document = read_docx(
        make_docx(p("一") + tbl(tr("a", "1")) + p("") + p("二") + tbl(tr("b", "2")))
    )
    assert document.format == "docx"
    kinds = [type(block) for block in document.blocks]
    assert kinds == [Paragraph, Grid, Paragraph, Grid]
    assert [b.locator for b in document.blocks] == [
        Locator(paragraph=1), Locator(table=1), Locator(paragraph=2), Locator(table=2),
    ]  # fmt: skip
    [first, second] = grids(document)
    assert first.positions_certain
    assert [c.locator for c in second.cells] == [
        Locator(table=2, row=1, column=1),
        Locator(table=2, row=1, column=2),
    ]


def test_a_file_of_python_docx_with_merged_cells() -> None:
    document = docx.Document()
    document.core_properties.title = "某局2023年政府信息公开工作年度报告"
    document.add_heading("标题")
    table = document.add_table(3, 3)
    table.cell(0, 0).merge(table.cell(0, 2)).text = "全行"
    table.cell(1, 0).merge(table.cell(2, 0)).text = "两行"
    table.cell(1, 1).merge(table.cell(2, 2)).text = "块"
    buffer = io.BytesIO()
    document.save(buffer)
    read = read_docx(buffer.getvalue())
    assert read.metadata["title"] == "某局2023年政府信息公开工作年度报告"
    [found] = grids(read)
    assert spans(found) == {"全行": (0, 0, 1, 2), "两行": (1, 0, 2, 1), "块": (1, 1, 2, 1)}
    assert (found.n_rows, found.n_columns) == (3, 2)


def test_spans() -> None:
    found = grid(
        tr(tc("头", span(2) + RESTART), "甲", "乙"),
        tr(tc("", span(2) + '<w:vMerge w:val="continue"/>'), tc("丙", span(2))),
        tr("1", "2", "3", "4"),
    )
    assert spans(found) == {
        "头": (0, 0, 2, 2), "甲": (0, 2, 1, 1), "乙": (0, 3, 1, 1), "丙": (1, 2, 1, 2),
        "1": (2, 0, 1, 1), "2": (2, 1, 1, 1), "3": (2, 2, 1, 1), "4": (2, 3, 1, 1),
    }  # fmt: skip
    assert found.positions_certain


def test_the_text_of_a_continued_cell_is_not_displayed() -> None:
    found = grid(tr(tc("甲", RESTART), "1"), tr(tc("旧", CONTINUE), "2"))
    assert texts(found) == [["甲", "1"], ["2"]]


def test_columns_in_which_no_cell_starts_are_closed_up() -> None:
    found = grid(
        tr(tc("a", span(5)), tc("b", span(1_000_000))),
        tr(tc("c", span(5)), tc("d", span(1_000_000))),
    )
    assert (found.n_columns, spans(found)["d"]) == (2, (1, 1, 1, 1))


def test_cells_merged_in_the_old_way() -> None:
    restart, go_on = '<w:hMerge w:val="restart"/>', '<w:hMerge w:val="continue"/>'
    found = grid(tr(tc("a", restart), tc("x", go_on), "b"), tr("1", "2", "3"))
    assert spans(found)["a"] == (0, 0, 1, 2)
    assert spans(found)["b"] == (0, 2, 1, 1)


def test_edges_a_hair_apart_are_one() -> None:
    grid_columns = "".join(f'<w:gridCol w:w="{width}"/>' for width in (600, 599, 1, 30, 600))
    body = tbl(
        tr(tc("甲", span(2)), tc("乙", span(3))),
        tr("1", tc("2", span(2) + RESTART), tc("3", span(2))),
        tr("4", tc("", span(3) + CONTINUE), "5"),
    ).replace("<w:tblGrid/>", f"<w:tblGrid>{grid_columns}</w:tblGrid>")
    [found] = grids(read_docx(make_docx(body)))
    assert spans(found) == {
        "甲": (0, 0, 1, 2), "乙": (0, 2, 1, 1),
        "1": (1, 0, 1, 1), "2": (1, 1, 2, 1), "3": (1, 2, 1, 1),
        "4": (2, 0, 1, 1), "5": (2, 2, 1, 1),
    }  # fmt: skip
    assert found.positions_certain


def test_declared_widths_that_leave_no_room_are_not_believed() -> None:
    narrow = "<w:tblGrid>" + '<w:gridCol w:w="5"/>' * 3 + "</w:tblGrid>"
    body = tbl(tr("a", "1", "2"), tr("b", "3", "4")).replace("<w:tblGrid/>", narrow)
    [found] = grids(read_docx(make_docx(body)))
    assert (found.n_columns, found.positions_certain) == (3, True)


def test_columns_skipped_before_a_row() -> None:
    found = grid(tr("a", "b", "c"), tr("2", "3", spec='<w:gridBefore w:val="1"/>'))
    assert spans(found)["2"] == (1, 1, 1, 1)
    assert found.positions_certain


@pytest.mark.parametrize(
    "rows",
    [
        [tr("a", "b", "c"), tr("1", "2")],
        [tr("a", "b"), tr(tc("", CONTINUE), "2"), tr("3", "4")],
        [tr(tc("a", RESTART), "b", "c"), tr(tc("", span(2) + CONTINUE), "3")],
    ],
    ids=["rows of different widths", "a continuation of nothing", "of another width"],
)
def test_tables_that_contradict_themselves_are_not_certain(rows: list[str]) -> None:
    assert not grid(*rows).positions_certain


def test_a_row_of_one_cell_reaches_over_the_table() -> None:
    found = grid(tr("第二十条第（一）项"), tr("a", "1", "2"))
    assert spans(found)["第二十条第（一）项"] == (0, 0, 1, 3)
    assert found.positions_certain


def test_tracked_changes_are_as_if_accepted() -> None:
    deleted = "<w:del><w:r><w:delText>7</w:delText></w:r></w:del>"
    moved = f"<w:moveFrom>{run('9')}</w:moveFrom><w:moveTo>{run('8')}</w:moveTo>"
    inserted = f"<w:ins>{run('12')}</w:ins>"
    assert lines(p("新收", deleted, inserted, "件", moved)) == ["新收12件8"]
    found = grid(
        tr("a", "1"),
        tr("b", "2", spec="<w:del/>"),
        tr("c", "3", spec="<w:ins/>"),
        tr("d", tc("4"), tc("5", "<w:cellDel/>")),
    )
    assert texts(found) == [["a", "1"], ["c", "3"], ["d", "4"]]


@pytest.mark.parametrize("spec", ["<w:vanish/>", "<w:strike/>", '<w:dstrike w:val="1"/>'])
def test_hidden_and_struck_out_text_is_no_text(spec: str) -> None:
    assert lines(p("收到", run("17", spec), run("18"), "件")) == ["收到18件"]
    assert lines(p(run("17", spec.split("/")[0].split(" ")[0] + ' w:val="false"/>'))) == ["17"]


def test_line_breaks_tabs_and_hyphens() -> None:
    inside = (
        "<w:r><w:t>甲</w:t><w:br/><w:t>乙</w:t><w:tab/><w:t>1</w:t>"
        "<w:noBreakHyphen/><w:t>2</w:t></w:r>"
    )
    assert lines(p(inside)) == ["甲", "乙\t1-2"]
    found = grid(
        tr(tc(inside=p("三、", "<w:r><w:br/></w:r>", "本年")), "1"),
        tr(tc(inside=p("1") + p("0")), "2"),
    )
    # two digits on two lines stay apart: whether they are one number is not for the reader
    assert texts(found) == [["三、本年", "1"], ["1 0", "2"]]


def test_raised_digits_do_not_run_into_a_number() -> None:
    note = '<w:vertAlign w:val="superscript"/>'
    assert lines(p("21", run("1", note), "件")) == ["21^1件"]
    assert lines(p(run("1", note), "注")) == ["1注"]


def test_fields_show_their_result() -> None:
    def char(kind: str) -> str:
        return f'<w:r><w:fldChar w:fldCharType="{kind}"/></w:r>'

    code = f"{char('begin')}<w:r><w:instrText>=SUM(9)</w:instrText></w:r>{run('9')}"
    assert lines(p(code, char("separate"), "23", char("end"), "件")) == ["23件"]
    assert lines(p(f'<w:fldSimple w:instr="X">{run("5")}</w:fldSimple>')) == ["5"]
    # one that never ends hides nothing of the next paragraph
    assert lines(p(char("begin"), "9"), p("甲")) == ["甲"]


def test_content_controls_and_other_wrappers() -> None:
    control = f"<w:sdt><w:sdtPr/><w:sdtContent>{run('12')}</w:sdtContent></w:sdt>"
    prompt = (
        "<w:sdt><w:sdtPr><w:showingPlcHdr/></w:sdtPr>"
        f"<w:sdtContent>{run('0')}</w:sdtContent></w:sdt>"
    )
    assert lines(p("共", control, prompt, f"<w:hyperlink>{run('件')}</w:hyperlink>")) == ["共12件"]
    row = f"<w:sdt><w:sdtContent>{tr('a', '1')}</w:sdtContent></w:sdt>"
    block = f"<w:sdt><w:sdtContent>{tbl(row, tr('b', '2'))}{p('尾')}</w:sdtContent></w:sdt>"
    document = read_docx(make_docx(block))
    assert texts(grids(document)[0]) == [["a", "1"], ["b", "2"]]
    assert paragraphs(document) == ["尾"]


def test_text_boxes_are_read_once() -> None:
    box = f"<w:txbxContent>{p('框内', '7')}</w:txbxContent>"
    both = (
        "<w:r><mc:AlternateContent><mc:Choice Requires='wps'><w:drawing><wps:txbx>"
        f"{box}</wps:txbx></w:drawing></mc:Choice><mc:Fallback><w:pict><v:textbox>{box}"
        "</v:textbox></w:pict></mc:Fallback></mc:AlternateContent></w:r>"
    )
    old = f"<w:r><w:pict><v:textbox>{box}</v:textbox></w:pict></w:r>"
    assert lines(p("前", both, "后")) == ["前后", "框内7"]
    assert lines(p(old)) == ["框内7"]
    assert texts(grid(tr(tc(inside=p("1", old)), "x"), tr("a", "b")))[0] == ["1框内7", "x"]


def test_nested_tables() -> None:
    inner = tbl(tr("a", "1"), tr("b", "2"))
    outer = tbl(tr(tc(inside=p("前") + inner + p("后")), "旁"))
    document = read_docx(make_docx(outer))
    assert [texts(one) for one in grids(document)] == [[["a", "1"], ["b", "2"]]]
    assert paragraphs(document) == ["前", "后", "旁"]
    boxed = grid(tr(tc(inside=tbl(tr("7")) + p("")), "x"), tr("a", "b"))
    assert texts(boxed) == [["7", "x"], ["a", "b"]]


def test_a_table_that_only_arranges_prose() -> None:
    document = read_docx(make_docx(tbl(tr("图", "本年度" * 200))))
    assert grids(document) == []
    assert len(paragraphs(document)) == 2


def test_formulas_symbols_and_ruby() -> None:
    math = "<m:oMath><m:r><m:t>3</m:t></m:r></m:oMath>"
    assert lines(p("共", math, "件")) == ["共3件"]
    symbols = '<w:r><w:sym w:char="F052"/><w:sym w:char="221A"/><w:sym w:char="x"/></w:r>'
    assert lines(p(symbols)) == ["\ufffd√\ufffd"]
    ruby = (
        f"<w:r><w:ruby><w:rt>{run('yi')}</w:rt><w:rubyBase>{run('沂')}</w:rubyBase></w:ruby></w:r>"
    )
    assert lines(p(ruby)) == ["沂"]


def test_notes_stand_at_the_end() -> None:
    note = (
        '<w:footnotes xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main">'
        f'<w:footnote w:type="separator">{p("线")}</w:footnote>'
        f"<w:footnote>{p('不含乡镇')}</w:footnote>"
        "</w:footnotes>"
    )
    notes = make_docx(
        p("总计", '<w:r><w:footnoteReference w:id="2"/></w:r>') + p("尾"),
        **{
            "word/footnotes.xml": note,
            "word/_rels/document.xml.rels": relationships(footnotes="footnotes.xml"),
        },
    )
    assert paragraphs(read_docx(notes)) == ["总计", "尾", "不含乡镇"]


def test_the_main_part_may_have_another_name() -> None:
    data = zipped(
        {
            "_rels/.rels": relationships(officeDocument="word/document2.xml"),
            "word/document2.xml": (
                '<w:document xmlns:w="http://purl.oclc.org/ooxml/wordprocessingml/main">'
                f"<w:body>{p('严格')}</w:body></w:document>"
            ),
            "[Content_Types].xml": "<Types/>",
        }
    )
    assert open_document(data, "a.docx").format == "docx"
    assert paragraphs(read_docx(data)) == ["严格"]


@pytest.mark.parametrize(
    ("body", "code"),
    [
        ('<w:altChunk r:id="x"/>', "docx_elsewhere"),
        (p("前", '<w:subDoc r:id="x"/>'), "docx_elsewhere"),
        (p("<w:r><w:drawing/></w:r>"), "docx_only_pictures"),
        ("<w:p>", "office_damaged"),
        ("<w:sdt>" * 300 + "</w:sdt>" * 300, "office_damaged"),
    ],
)
def test_what_cannot_be_read_whole_is_refused(body: str, code: str) -> None:
    with pytest.raises(Unreadable) as caught:
        read_docx(make_docx(body))
    assert caught.value.reason.code == code


def test_a_file_cut_short_is_refused() -> None:
    data = make_docx(p("甲" * 2000) + tbl(tr("a", "1")))
    for length in range(30, len(data), 97):
        document = open_document(data[:length], "a.docx")
        assert document.unreadable is not None, length
        assert document.blocks == ()
