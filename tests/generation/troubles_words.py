"""Troubles with words: labels, numbering, headers, headings, script. No number changes its place.

Each changes a page in place, from a seeded generator, and leaves everything knowable: the order of
the form, the headers or the other labels still tell which row is which.
"""

from __future__ import annotations

import random
import re
from collections.abc import Callable
from functools import cache

from tests.generation.printing import OUTER, Page, Row

_NUMBERING = re.compile(r"^(?:（[一二三四五六七]）|[一二三四]、|\d\.)")

# What real reports print instead of the official words.
VARIANTS = (
    (r"2\.其他法律行政法规禁止公开", ("2.其他法律行政止公开", "2.其他法律、行政法规禁止公开")),
    (r"“三安全一稳定”", ("三安全一稳定", '"三安全一稳定"', "‘三安全一稳定’")),
    (r"（七）总计", ("（七）总 计", "七、总计", "（七）办理结果合计", "(七)总计")),
    (r"四、结转下年度继续办理", ("四、结转下一年度继续办理", "四、下一年度继续办理")),
    (r"一、本年新收", ("一、本年度新收", "一、 本年新收")),
    (r"二、上年结转", ("二、上一年度结转",)),
    (r"^规范性文件$", ("规范文件", "行政规范性文件")),
    (r"^行政规范性文件$", ("规范性文件",)),
    (r"行政事业性收费", ("行政事业型收费", "行政事业 性收费")),
    (r"第三方合法权益", ("第三方 合法权益", "第三方权益")),
)
_LOOKALIKES = {"规": "观", "处": "外", "第": "笫", "未": "末", "案": "宰", "公": "么", "事": "亊"}
_NOISE = "譽獄她卐ⅱ♂囧"


def _each_label(page: Page, change: Callable[[str], str]) -> None:
    for row in (*page.two, *page.three):
        row.label = change(row.label)


def label_variants(page: Page, rng: random.Random) -> None:
    """Wordings that differ from the official ones, as collected reports print them."""

    def other(label: str) -> str:
        for pattern, variants in VARIANTS:
            if (found := re.search(pattern, label)) and rng.random() < 0.7:
                return label[: found.start()] + rng.choice(variants) + label[found.end() :]
        return label

    _each_label(page, other)


def misprinted_labels(page: Page, rng: random.Random) -> None:
    """A character left out, doubled or taken for one that looks alike, in a third of the labels."""

    def misprint(label: str) -> str:
        start = _NUMBERING.match(label)
        first = start.end() if start else 0
        if len(label) - first < 5 or rng.random() > 0.35:
            return label
        at = rng.randrange(first, len(label))
        kind = rng.randrange(3)
        if kind == 0:
            return label[:at] + label[at + 1 :]
        if kind == 1:
            return label[: at + 1] + label[at:]
        return label[:at] + _LOOKALIKES.get(label[at], "口") + label[at + 1 :]

    for row in page.three:
        row.label = misprint(row.label)


def missing_numbering(page: Page, rng: random.Random) -> None:
    """No （一）, no 1., no 一、 in front of any label, group or heading."""
    _each_label(page, lambda label: _NUMBERING.sub("", label))
    for row in page.three:
        row.group = row.group and _NUMBERING.sub("", row.group)
        row.outer = row.outer and _NUMBERING.sub("", row.outer)


def other_numbering(page: Page, rng: random.Random) -> None:
    """1、 or 1． for 1. and half-width brackets."""
    dot = rng.choice("、．")
    _each_label(page, lambda label: re.sub(r"^(\d)\.", rf"\1{dot}", label))
    for row in page.three:
        row.label = row.label.replace("（", "(").replace("）", ")")
        row.group = row.group and row.group.replace("（", "(").replace("）", ")")


def noise_in_words(page: Page, rng: random.Random) -> None:
    """Scraping noise inside words: 方她譽獄式."""

    def spoil(text: str) -> str:
        if len(text) < 6 or rng.random() > 0.3:
            return text
        at = rng.randrange(3, len(text) - 1)
        return text[:at] + "".join(rng.sample(_NOISE, 2)) + text[at:]

    _each_label(page, spoil)
    page.general = [spoil(text) for text in page.general]


@cache
def _converter(name: str) -> Callable[[str], str]:
    from opencc import OpenCC

    converter = OpenCC(name)
    return lambda text: str(converter.convert(text))


def traditional(page: Page, rng: random.Random) -> None:
    """Traditional characters, at times with Taiwan vocabulary, at times only in the tables."""
    convert = _converter(rng.choice(["s2t", "s2twp", "s2hk"]))
    whole = rng.random() < 0.7
    for row in (*page.two, *page.three):
        row.label = convert(row.label)
        row.group = row.group and convert(row.group)
        row.outer = row.outer and convert(row.outer)
        if not row.item:
            row.values = [convert(value) for value in row.values]
    page.header = [convert(name) for name in page.header]
    page.note = convert(page.note)
    if whole:
        page.headings = [convert(text) for text in page.headings]
        page.title, page.opening = convert(page.title), convert(page.opening)


def no_group_labels(page: Page, rng: random.Random) -> None:
    """The column of （三）不予公开 ... is lost."""
    for row in page.three:
        row.group = row.outer = None


def one_label_column(page: Page, rng: random.Random) -> None:
    """One label column, or two: eight or nine columns in all."""
    page.label_columns = rng.choice([1, 2])


def no_note(page: Page, rng: random.Random) -> None:
    """The 勾稽关系 note in the corner is left out."""
    page.note = ""


def other_headings(page: Page, rng: random.Random) -> None:
    """Headings without numbers, or worded differently."""
    if rng.random() < 0.5:
        page.headings = [text.partition("、")[2] for text in page.headings]
    else:
        page.headings[3] = "四、因政府信息公开工作被申请行政复议、提起行政诉讼情况"
        page.headings[4] = "五、政府信息公开工作存在的主要问题及改进情况"


def extra_rows(page: Page, rng: random.Random) -> None:
    """A row that a province added to table 二, behind its last file row."""
    at = next(i for i, row in enumerate(page.two) if row.item == "normative_documents") + 1
    count = len(page.two[at - 1].values)
    values = [str(rng.randint(1, 99)) for _ in range(count)]
    page.two.insert(at, Row("其他主动公开文件", values))


def columns_in_pieces(page: Page, rng: random.Random) -> None:
    """Header words with spaces inside (the words of a cell over two lines)."""
    names = {"商业企业": "商业 企业", "科研机构": "科研 机构", "社会公益组织": "社会公益 组织",
             "法律服务机构": "法律服务 机构", "自然人": "自 然 人", "总计": "总 计"}  # fmt: skip
    page.header = [names.get(name, name) for name in page.header]


def public_interest_short(page: Page, rng: random.Random) -> None:
    """社会公益 for 社会公益组织, 合计 for 总计, 法律服务 for 法律服务机构."""
    names = {"社会公益组织": "社会公益", "总计": "合计", "法律服务机构": "法律服务"}
    page.header = [names.get(name, name) for name in page.header]


def header_cut(page: Page, rng: random.Random) -> None:
    """本年新 for 本年新制作数量 and 本年新公开数量, 本年增/ for 本年增/减: first lines alone."""
    names = {"本年新制作数量": "本年新", "本年新公开数量": "本年新", "本年增/减": "本年增/"}
    for row in page.two:
        if not row.item:
            row.values = [names.get(value, value) for value in row.values]


def outer_spread(page: Page, rng: random.Random) -> None:
    """三、本年度办理结果 one character a line, as a narrow cell prints it."""
    for row in page.three:
        if row.outer == OUTER:
            row.outer = " ".join(OUTER)


def chatter(page: Page, rng: random.Random) -> None:
    """Prose around the tables that names their rows and states other numbers."""
    page.general += [
        "全年制作规范性文件若干，行政许可事项办理平稳，行政处罚依法公示。",
        "办理结果以予以公开为主，不予公开的均说明理由，结转下年度继续办理的依法跟进。",
    ]
    if rng.random() < 0.5:
        page.general.append("累计发布信息3571条，举办培训2次。")


WORDS = {
    f.__name__: f
    for f in (
        label_variants, misprinted_labels, missing_numbering, other_numbering, noise_in_words,
        traditional, no_group_labels, one_label_column, no_note, other_headings, extra_rows,
        columns_in_pieces, public_interest_short, outer_spread, chatter, header_cut,
    )
}  # fmt: skip
