"""Attributes of looks are not parsed: whatever the markup, the tree is the one with them."""

from __future__ import annotations

import re

from hypothesis import assume, example, given
from hypothesis import strategies as st
from lxml import etree

from gouji.documents.html.page import read_html
from gouji.documents.html.tree import parse_page
from gouji.documents.reasons import Unreadable

_MARKUP = (
    *("<td", "<p", "</td>", "<tr>", "<table>", "</table>", ">", "/>", "<", "<!--", "-->", '"', "'"),
    *("<script>", "</script>", "5", "12", "七", "\n", " ", " z", '="', "&quot;", " title=x"),
    *(' class="', ' style="', " lang='", ' width="', ' title="', " alt='", " class='c'"),
    *(' style="a:b"', ' colspan="2"', " rowspan='2'", " colspan=3", ' style="display:none"'),
)
_SHOWN = re.compile(r""" (?:style|class|lang|width|height|v?align)=(?:"[^"]*"|'[^']*')""")
"""Markup that is displayed as text may be shortened."""


def seen(page: str, *, lean: bool) -> list[tuple[object, ...]]:
    """Of each element what is read of it; of scripts where they stand."""
    try:
        root = parse_page(page.encode(), lean=lean)
    except Unreadable:
        return [("unreadable",)]
    found: list[tuple[object, ...]] = []
    for one in root.iter() if root is not None else ():
        text = "" if one.tag == "script" else one.text
        spans = one.get("rowspan"), one.get("colspan")
        found.append((one.tag, one.sourceline, *spans, text, one.tail))
    return found


def says(page: str) -> str:
    root = parse_page(page.encode(), lean=False)
    return "" if root is None else etree.tostring(root, method="text", encoding="unicode")


@given(st.lists(st.sampled_from(_MARKUP), min_size=3, max_size=25).map("".join))
@example('<td title="x class="y">5</td><td title="z" colspan="2">6</td>')
@example("<p><!-- class='c'> rowspan='2'-->5")
@example('<td z class="c" ="-->5</td>')
@example('<td class="d"<td>5</td>')
@example("<td style='a:b\nc' lang=\"d\">5</td>")
def test_the_tree_is_as_with_them(markup: str) -> None:
    page = f"<html><body><table><tr>{markup}"
    with_them = seen(page, lean=False)
    if with_them != [("unreadable",)]:
        assume(not _SHOWN.search(says(page)))
    assert seen(page, lean=True) == with_them


def test_a_hidden_part_is_hidden_beside_others() -> None:
    page = '<p style="color:red">一</p><p class="c" style="display:none">二</p><p lang="zh">三</p>'
    assert [getattr(block, "text", None) for block in read_html(page).blocks] == ["一", "三"]


def test_a_table_in_a_script_is_read_with_all_its_markup() -> None:
    script = (
        """s = ' class="' + c + "'"; t = '<table><tr><td class="a">5</td><td>6</td></table>';"""
    )
    page = f"<body><p>正文</p><script>{script}</script>"
    [grid] = [block for block in read_html(page).blocks if hasattr(block, "cells")]
    assert [cell.text for cell in grid.cells] == ["5", "6"]
