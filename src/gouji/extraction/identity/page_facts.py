"""What a web page says about the text that it carries: index number, publisher, dates, the site.

Government pages put a small table or a line of labels before the text (索引号, 发布机构, 发布日期
...), name the site in meta elements, and print its identification code in the footer: ten digits,
of which the first six are the division of the site's owner.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from gouji.documents.model import NOWHERE, Document, Grid, Locator
from gouji.extraction.characters import fold
from gouji.extraction.elements import Token

TITLE, PUBLISHER, SOURCE, INDEX = "title", "publisher", "source", "index"
POSTED, DATED, OWNER, SITE_CODE = "posted", "dated", "owner", "site_code"

_LABELS = {
    PUBLISHER: (
        "信息发布机构 发布机构 发布机关 发布单位 发布部门 发文机关 发文机构 发文单位 公开机构 "
        "公开单位 公开主体 公开责任部门 责任部门 责任单位 制作单位 制发机关 信息产生单位 产生部门 "
        "所属机构 单位名称 信息来源"
    ),
    SOURCE: "稿件来源 文章来源 来源",
    POSTED: "发布日期 发布时间 公开日期 公开时间 上网日期 上网时间 发稿时间 时间 日期",
    DATED: "成文日期 成文时间 生成日期 生成时间 发文日期 印发日期 制作日期",
    INDEX: "信息索引号 索引号 索取号 信息索取号",
    TITLE: "信息标题 信息名称 文件标题 文件名称 标题 名称",
    "": (
        "发文字号 文件编号 文号 主题词 主题分类 内容分类 体裁分类 信息分类 组配分类 所属分类 "
        "信息类别 分类 公开方式 公开范围 公开类别 公开程序 公开时限 公开属性 公开形式 有效性 "
        "有效期 效力状态 时效 生效日期 废止日期 著录日期 浏览次数 点击次数 点击数 点击量 访问次数 "
        "访问量 阅读次数 阅读量 浏览 字体 字号 打印 关键词 关键字 语种 作者 责任编辑 编辑 "
        "视力保护色 服务对象 采集时间 抓取时间 更新时间 内容概述 体裁 载体类型 记录形式 下载 分享 "
        "审核"
    ),
}
_KINDS = {label: kind for kind, labels in _LABELS.items() for label in labels.split()}
_LABEL_LENGTHS = sorted({len(label) for label in _KINDS}, reverse=True)
# Short labels are also the ends of other words (采集时间): they stand alone.
_SHORT_LABEL = 2
_HAN = re.compile("[一-鿿]")
_COLONS = re.compile(":+")
_OWNER = re.compile(r"(?:主办单位|主办|版权所有|网站主办)[:©]*([一-鿿()]{4,30})")
_SITE_CODE = re.compile(r"标识码:*(\d{10})(?!\d)")
_META = {
    "articletitle": TITLE,
    "pubdate": POSTED,
    "contentsource": SOURCE,
    "sitename": OWNER,
    "siteidcode": SITE_CODE,
}
_HEAD_LINES, _FOOT_LINES, _LONGEST = 120, 50, 220
_HEAD_GRIDS, _HEAD_CELLS = 4, 80


class Fact(NamedTuple):
    """One labelled statement: its kind, folded value, the printed text, and where it stands."""

    kind: str
    value: str
    text: str
    locator: Locator = NOWHERE
    is_meta: bool = False


def read_facts(document: Document, tokens: Sequence[Token]) -> list[Fact]:
    """The facts of a page: those printed on it first, then those of its meta elements."""
    facts = list(_from_lines(tokens))
    facts.extend(_from_grids(document))
    facts.extend(_from_footer(tokens))
    for name, content in document.metadata.items():
        kind = _META.get(name.lower())
        if kind and content:
            facts.append(Fact(kind, fold(content), content, is_meta=True))
    return facts


def _from_lines(tokens: Sequence[Token]) -> Iterator[Fact]:
    for token in tokens[:_HEAD_LINES]:
        folded = token.folded
        if len(folded) <= _LONGEST and ":" in folded:
            for label, value in _pairs(folded, token.text):
                yield from _fact(label, value, token.text, token.locator)


def _pairs(folded: str, text: str) -> list[tuple[str, str]]:
    """Labels and what stands between each and the next."""
    found = [
        (label, colons.start() - len(label), colons.end())
        for colons in _COLONS.finditer(folded)
        if (label := _label_before(folded, colons.start(), text))
    ]
    ends = [*(start for _, start, _ in found), len(folded)][1:]
    return [(label, folded[e:end]) for (label, _, e), end in zip(found, ends, strict=True)]


def _label_before(folded: str, end: int, text: str) -> str | None:
    """The longest label that ends there. text: as printed, with blanks."""
    for length in _LABEL_LENGTHS:
        label = folded[max(0, end - length) : end]
        kind = _KINDS.get(label)
        if kind is None:
            continue
        before = folded[max(0, end - length - 1) : end - length]
        joined = kind and length == _SHORT_LABEL and _HAN.match(before)
        if not joined or (kind == POSTED and re.search(rf"\s{label}\s?[:：]", text)):
            return label
    return None


def _from_grids(document: Document) -> Iterator[Fact]:
    """Tables of labels stand before the text; a label's value is the next cell of its row."""
    grids = [block for block in document.blocks if isinstance(block, Grid)]
    for grid in grids[:_HEAD_GRIDS]:
        if len(grid.cells) > _HEAD_CELLS:
            continue
        label = ""
        for cell in grid.cells:
            folded = fold(cell.text)
            bare = folded.rstrip(":")
            if bare in _KINDS:
                label = bare
                continue
            labelled = ":" in folded and len(folded) <= _LONGEST
            pairs = _pairs(folded, cell.text) if labelled else []
            for name, value in pairs:
                yield from _fact(name, value, cell.text, cell.locator)
            if label and not pairs:
                yield from _fact(label, folded, cell.text, cell.locator)
            label = ""


def _from_footer(tokens: Sequence[Token]) -> Iterator[Fact]:
    for token in tokens[-_FOOT_LINES:]:
        folded = token.folded
        if len(folded) > _LONGEST:
            continue
        code = _SITE_CODE.search(folded)
        if code:
            yield Fact(SITE_CODE, code[1], token.text, token.locator)
        owner = _OWNER.search(folded)
        if owner:
            yield Fact(OWNER, owner[1], token.text, token.locator)


def _fact(label: str, value: str, text: str, locator: Locator) -> Iterator[Fact]:
    kind = _KINDS[label]
    cleaned = value.strip("|:[]_-;,")
    if kind and cleaned:
        yield Fact(kind, cleaned, text, locator)


def values(facts: Iterable[Fact], *kinds: str) -> list[Fact]:
    """The facts of these kinds, in the order of the kinds."""
    return [fact for kind in kinds for fact in facts if fact.kind == kind]
