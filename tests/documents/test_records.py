"""Pages that a program keeps in JSON or as XML."""

from __future__ import annotations

import json

import pytest

from gouji.documents.opening import detect_format, open_document
from gouji.extraction.reader import read_report
from tests.generation.figures import draw
from tests.generation.layouts import html, markdown
from tests.generation.troubled import make, tally

PAGE = html(draw(3))
TEXT = markdown(draw(3))


def record(value: object) -> bytes:
    return json.dumps(value, ensure_ascii=False).encode()


@pytest.mark.parametrize(
    "value",
    [
        {"text": TEXT, "comments": ""},
        {"code": 200, "data": {"id": 7, "content": PAGE}},
        [{"title": "某报告", "markdown": TEXT, "html": PAGE, "links": ["/a", "/b"]}],
    ],
)
def test_the_report_in_a_record_is_read_as_what_it_is(value: object) -> None:
    case = make(3, "html")
    read = read_report(record(value), "a.json")
    counts, wrong = tally(case, read)
    assert (set(counts), wrong) == ({"exact"}, [])
    assert read.identity == read_report(case.data, "a.html").identity or "text" in str(value)


def test_markup_with_tables_is_taken_before_text_and_the_title_beside_it() -> None:
    bare = PAGE[PAGE.index("<body>") :]
    document = open_document(record({"title": "某局年度报告", "text": TEXT, "html": bare}), "a")
    assert (document.format, document.metadata["title"]) == ("html", "某局年度报告")


@pytest.mark.parametrize(
    "data",
    [
        record([{"text": TEXT}, {"text": TEXT}]),  # two reports
        record({"text": "没有报告。" * 80}),
        b'{"text": "' + TEXT.encode() + b'"',
        record({"text": "short"}),
        b"[" * 100_000,
    ],
)
def test_what_is_no_record_of_one_report_stays_what_it_was(data: bytes) -> None:
    assert detect_format(data, "a.json") != "json"


def xml(cells: str) -> bytes:
    return (
        "<doc title='t'>\n<main><head rend='h1'>甲</head><p>乙</p>\n<table><row span='2'>"
        f"{cells}</row></table></main><comments><p>丙</p></comments></doc>"
    ).encode()


def test_a_page_kept_as_xml_has_its_tables_and_empty_cells() -> None:
    document = open_document(xml("<cell role='head'>规章</cell><cell/><cell>3</cell>"), "a.xml")
    heading, text, grid = document.blocks
    assert [cell.text for cell in getattr(grid, "cells", ())] == ["规章", "", "3"]
    assert (getattr(heading, "text", ""), getattr(text, "text", "")) == ("甲", "乙")


def test_a_header_in_tei_is_no_text_of_the_page() -> None:
    tei = (
        "<?xml version='1.0'?><TEI xmlns='http://www.tei-c.org/ns/1.0'><teiHeader><title>甲</title>"
        "</teiHeader><text><body><p>乙</p></body></text></TEI>"
    )
    document = open_document(tei.encode(), "a.xml")
    assert [getattr(block, "text", "") for block in document.blocks] == ["乙"]


def test_xml_that_is_cut_short_is_refused() -> None:
    document = open_document(xml("<cell>1</cell>")[:-30], "a.xml")
    assert document.unreadable is not None and document.unreadable.code == "xml_broken"
