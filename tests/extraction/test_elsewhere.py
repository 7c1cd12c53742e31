"""Pages that name a report and hold none of it."""

from __future__ import annotations

import pytest

from gouji.collecting.pages import Standing, judge
from gouji.extraction.reader import read_report

TITLE = "柘浦区民政局2023年政府信息公开工作年度报告"
TELLING = "一年来我局围绕群众关心的事项公开各类信息并及时回应。下一步将继续完善公开目录和查阅场所。"


def page(body: str) -> bytes:
    return (
        f"<html><head><title>{TITLE}</title></head><body><ul><li>首页</li><li>政务公开</li></ul>"
        f"<h1>{TITLE}</h1><p>发布日期：2024-01-20</p>{body}"
        "<p>主办：柘浦区民政局 未经许可不得转载本站的任何内容，违者自负。</p></body></html>"
    ).encode()


@pytest.mark.parametrize(
    ("body", "named"),
    [
        ('<a href="/files/P02024.pdf">点击下载</a>', "点击下载"),
        ('<p>附件：<a href="x.docx">民政局年报.docx</a></p>', "民政局年报.docx"),
        ('<iframe src="/pdf/web/viewer.html?file=/u/nb2023.pdf"></iframe>', "viewer.html"),
        ('<embed src="%E5%B9%B4%E6%8A%A5.pdf">', "年报.pdf"),
        ("<p>附件：年度报告全文.wps</p>", "年度报告全文.wps"),
        ('<div id="app"></div><script src="main.js"></script>', ""),
    ],
)
def test_a_page_without_the_text_is_refused_and_says_where_it_leads(body: str, named: str) -> None:
    report = read_report(page(body), "page.html")
    assert report.unreadable is not None
    assert report.unreadable.code == "text_elsewhere"
    assert named in report.unreadable.text("zh")
    assert report.identity.year == 2023


@pytest.mark.parametrize(
    "body",
    [
        f"<p>{TELLING}</p>",
        "<p>全年主动公开政府信息216条。</p>",
        "<h2>一、总体情况</h2>",
        "<table><tr><td>规章</td><td>0</td><td>0</td><td>0</td></tr>"
        "<tr><td>行政规范性文件</td><td>1</td><td>0</td><td>2</td></tr>"
        "<tr><td>其他</td><td>4</td><td>0</td><td>2</td></tr></table>",
    ],
)
def test_a_page_with_any_part_of_a_report_is_read(body: str) -> None:
    assert read_report(page(body), "page.html").unreadable is None


def test_a_text_with_nothing_but_the_title_is_refused_too() -> None:
    report = read_report(f"{TITLE}\n详见附件：民政局年报.pdf\n".encode(), "a.txt")
    assert report.unreadable is not None
    assert "民政局年报.pdf" in report.unreadable.text("zh")


def test_collecting_goes_on_to_what_such_a_page_leads_to() -> None:
    assert judge(page('<a href="a.pdf">年报</a>'), "a.html").standing is Standing.NARRATIVE
