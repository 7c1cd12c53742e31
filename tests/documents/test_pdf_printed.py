"""PDF files as browsers print them."""

from __future__ import annotations

import subprocess
from collections.abc import Callable

import pytest

from gouji.documents.model import Document
from gouji.documents.pdf.file import read_pdf
from tests.documents.pdf_files import grids, table, texts


class TestBrowserPrint:
    """A web page printed by a browser: Chinese fonts, spans, page breaks, no borders."""

    @pytest.fixture(scope="class")
    def document(
        self, require_program: Callable[..., str], tmp_path_factory: pytest.TempPathFactory
    ) -> Document:
        browser = require_program("chromium", "chromium-browser", "google-chrome")
        folder = tmp_path_factory.mktemp("print")
        rows = "".join(
            f"<tr>{'<td rowspan=10>组</td>' if i % 10 == 0 else ''}"
            f"<td>{i}.条目</td><td>{i}</td><td></td><td>{i * 111}</td></tr>"
            for i in range(60)
        )
        (folder / "page.html").write_text(
            "<meta charset=utf-8><style>table{border-collapse:collapse;width:90%}"
            ".ruled td{border:1px solid;padding:4px}</style><h3>一、有线</h3><table class=ruled>"
            "<thead><tr><td rowspan=2 colspan=2>项目</td><td colspan=3>申请人</td></tr>"
            f"<tr><td>自然人</td><td>企业</td><td>总计</td></tr></thead>{rows}</table>"
            "<h3>二、无线</h3><table><tr><td>信息内容</td><td>制发数</td><td>有效数</td></tr>"
            "<tr><td>规章</td><td></td><td>12</td></tr></table>",
            encoding="utf-8",
        )
        subprocess.run(
            [
                *(browser, "--headless", "--no-sandbox", "--disable-gpu"),
                *("--no-pdf-header-footer", f"--user-data-dir={folder / 'profile'}"),
                *(f"--print-to-pdf={folder / 'page.pdf'}", (folder / "page.html").as_uri()),
            ],
            check=True,
            capture_output=True,
            timeout=120,
        )
        return read_pdf((folder / "page.pdf").read_bytes())

    @pytest.mark.slow
    def test_every_row_of_a_table_over_three_pages(self, document: Document) -> None:
        found = {}
        for grid in grids(document):
            assert grid.positions_certain
            assert grid.n_columns == 5
            assert table(grid)[:2] == [["项目", "申请人"], ["自然人", "企业", "总计"]]
            for row in list(grid.rows())[2:]:
                label, *numbers = [cell for cell in row if cell.column > 0]
                assert [cell.column for cell in numbers] == [2, 3, 4]
                found[label.text] = [cell.text for cell in numbers]
        assert len({grid.locator.page for grid in grids(document)}) > 1
        assert found == {f"{i}.条目": [str(i), "", str(i * 111)] for i in range(60)}

    @pytest.mark.slow
    def test_without_borders_there_are_tabs(self, document: Document) -> None:
        assert texts(document)[-2:] == ["信息内容\t制发数\t有效数", "规章\t12"]
