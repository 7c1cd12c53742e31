"""Troubles with lines: what dumps, scrapers and converters do to a text that was printed well.

Each takes the finished text and the page, and gives the text that was collected. Where lines that
carry numbers or empty cells are lost or joined, the page is told what stays open.
"""

from __future__ import annotations

import random
import re

from tests.generation.printing import Page

_TABLES = ("disclosure", "requests", "disputes")
_CHROME = ("首页", "政务公开", "当前位置：首页 > 政府信息公开 > 年报", "索引号：990000/2024-1",
           "发布日期：2024-01-31", "字体：大 中 小", "打印本页", "关闭窗口")  # fmt: skip
_FOOT = ("上一篇：关于放假的通知", "下一篇：没有了", "主办单位：办公室", "备案号 00000001")
_LABEL = re.compile(r"[\u4e00-\u9fff（）“”、，.\d]{8,40}")


def _is_label(line: str) -> bool:
    return (
        bool(_LABEL.fullmatch(line))
        and line[-1] > "\u2fff"
        and not line.endswith(("年度报告", "情况", "事项"))
    )


def labels_in_pieces(text: str, page: Page, rng: random.Random) -> str:
    """Half of the longer labels are broken over two lines."""
    lines = []
    for line in text.split("\n"):
        if _is_label(line) and rng.random() < 0.5:
            at = rng.randint(3, len(line) - 2)
            lines += [line[:at], line[at:]]
        else:
            lines.append(line)
    return "\n".join(lines)


def header_in_halves(text: str, page: Page, rng: random.Random) -> str:
    """本年新 / 制作数量: names of columns over two lines, as the form prints them."""
    gap = rng.choice(["\n", "\n", "\n ", "\n\n"])
    return re.sub("本年新(?=制作数量|公开数量)", f"本年新{gap}", text)


def one_character_a_line(text: str, page: Page, rng: random.Random) -> str:
    """三 / 、 / 本 / 年 / 度: the narrow outer label, one character a line."""
    return text.replace("三、本年度办理结果", "\n".join("三、本年度办理结果"))


def windows_lines(text: str, page: Page, rng: random.Random) -> str:
    """A byte order mark, CR LF, spaces at line ends and ideographic ones at their start."""
    lines = [
        ("\u3000\u3000" if line and rng.random() < 0.2 else "") + line + " " * rng.randrange(3)
        if line
        else line
        for line in text.split("\n")
    ]
    return "\ufeff" + "\r\n".join(lines)


def odd_characters(text: str, page: Page, rng: random.Random) -> str:
    """No-break spaces, zero-width spaces, control characters and U+FFFD inside words."""
    odd = ["\u200b", "\xa0", "\ufeff", "\xad"]
    return re.sub(
        r"(?<=[\u4e00-\u9fff])(?=[\u4e00-\u9fff])",
        lambda _: rng.choice(odd) if rng.random() < 0.05 else "",
        text,
    )


def chrome(text: str, page: Page, rng: random.Random) -> str:
    """Navigation of the site before and behind the report."""
    return "\n".join([*_CHROME, text, *_FOOT])


def deduplicated(text: str, page: Page, rng: random.Random) -> str:
    """A scraper dropped every line that stood before: repeated numbers are gone."""
    for table in _TABLES:
        page.leave_open(table)
    return "\n".join(dict.fromkeys(text.split("\n")))


def empty_lines_dropped(text: str, page: Page, rng: random.Random) -> str:
    """Empty lines are gone, and with them the empty cells."""
    for table in _TABLES:
        page.leave_open(table)
    return re.sub(r"\n[ \t]*(?=\n)", "", text)


def empty_lines_halved(text: str, page: Page, rng: random.Random) -> str:
    """Runs of empty lines are squeezed to one."""
    for table in _TABLES:
        page.leave_open(table)
    return re.sub(r"\n{3,}", "\n\n", text)


def digits_on_two_lines(text: str, page: Page, rng: random.Random) -> str:
    """Two numbers are broken over lines: 20 as 2 and 0."""
    for table in _TABLES:
        page.leave_open(table)
    lines = text.split("\n")
    found = [i for i, line in enumerate(lines) if re.fullmatch(r"[1-9]\d{1,3}", line)]
    for at in rng.sample(found, min(len(found), 2)):
        cut = rng.randrange(1, len(lines[at]))
        lines[at] = lines[at][:cut] + "\n" + lines[at][cut:]
    return "\n".join(lines)


def line_lost(text: str, page: Page, rng: random.Random) -> str:
    """One line with a number is gone somewhere in the tables, and the separator before it."""
    for table in _TABLES:
        page.leave_open(table)
    lines = text.split("\n")
    found = [i for i, line in enumerate(lines) if re.fullmatch(r"\d{1,4}", line)]
    if found:
        at = rng.choice(found)
        del lines[at if lines[at - 1] else at - 1 : at + 1]
    return "\n".join(lines)


def printed_twice(text: str, page: Page, rng: random.Random) -> str:
    """The whole page stands twice in the file, as some portals print it for small screens."""
    return text + "\n" + text


def cut_short(text: str, page: Page, rng: random.Random) -> str:
    """The collection stopped somewhere behind the start of table 三."""
    for table in _TABLES:
        page.leave_open(table)
    start = text.find("申请人情况")
    if start < 0:
        return text
    end = rng.randrange(start, len(text))
    while text[end].isdigit():  # half a number is another number
        end -= 1
    return text[:end]


def starts_in_the_middle(text: str, page: Page, rng: random.Random) -> str:
    """Title and first section are lost."""
    at = text.find(page.headings[1])
    return text[at:] if at > 0 else text


# In the order in which they happen to a text: a scraper that drops lines comes last.
TEXTS = {
    f.__name__: f
    for f in (
        labels_in_pieces, one_character_a_line, digits_on_two_lines, line_lost, printed_twice,
        cut_short, starts_in_the_middle, chrome, empty_lines_halved, empty_lines_dropped,
        deduplicated, odd_characters, windows_lines, header_in_halves,
    )
}  # fmt: skip
