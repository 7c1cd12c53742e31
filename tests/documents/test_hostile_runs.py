"""One sign or word, thousands of times in any place of a report, costs no hang and no defect.

What reads a text looks for patterns in it; one that tries each length of a run at each of its
places takes hours for a megabyte. Each file has the limits of every hostile file.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest

from gouji.extraction.numbers import MOST_DIGITS, parse_cell
from gouji.extraction.reader import read_report
from gouji.forms.model import Unit
from gouji.forms.values import State
from tests.documents.test_hostile import SECONDS, read_apart

on_linux = pytest.mark.skipif(sys.platform != "linux", reason="limits memory the way of Linux")

_TITLE = "云洲市财政局2023年政府信息公开工作年度报告"
_TABLE = """
| 信息内容 | 本年制发件数 | 本年废止件数 | 现行有效件数 |
|---|---|---|---|
| 规章 | 0 | 0 | 0 |
| 行政规范性文件 | 1{run} | 0 | {run} |
"""
PLACES = {
    "first.txt": "{run}\n" + _TITLE + "\n一、总体情况\n正文。\n",
    "line.txt": _TITLE + "\n一、总体情况\n{run}\n二、主动公开政府信息情况\n",
    "number.txt": _TITLE + "\n一、总体情况\n全年收到申请1{run}2件，予以公开3件。\n",
    "sentence.txt": _TITLE + "\n一、总体情况\n全年收到政府信息公开申请{run}件，予以公开3件。\n",
    "title.txt": "云洲市{run}财政局2023年政府信息公开工作年度报告\n一、总体情况\n正文。\n",
    "heading.txt": _TITLE + "\n一、{run}总体情况\n正文。\n二、主动公开政府信息情况 {run}\n",
    "row.txt": "二、主动公开政府信息情况\n规章 {run} 0 0\n行政规范性文件 1 0 {run}\n"
    "本年新收政府信息公开申请数量{run}1 0 0 0 0 0 1\n",
    "cell.md": f"# {_TITLE}\n\n## 二、主动公开政府信息情况\n{_TABLE}",
    "line.md": f"# {_TITLE}\n\n{{run}}\n\n## 二、主动公开政府信息情况\n"
    + _TABLE.replace("{run}", ""),
    "page.html": f"<title>{_TITLE}{{run}}</title><meta name='x' content='{{run}}'>"
    "<p>收到申请{run}件。</p><table><tr><td>规章</td><td>{run}</td></tr></table>",
    "tag.html": "<p {run}>收到</p><table {run}><tr><td rowspan='{run}'>1</td></tr></table>"
    "<script>var a = '{run}';</script><style>.a{{run}}</style>",
}
UNITS = (
    *" \t\u3000\xa0\u200b\ufeff\r\v\f\x85\u2028",
    *"1０-—–·~_*#`|+=.。，、：；（）()[]〔《“\"'<>&/\\%余约aA",
    *"年月日第页共件元万亿一十零百申予以总计无的市区县局省和与及或同比",
    *("9,", "1.", "1 ", "a ", "- ", "-|", "| ", "| -", "件，", "1件，", "、一", "（一）", "年1"),
    *("2023年", "上一条", "下一篇", "达", "为", "法院", "1月", "其中", "分别为", "上年"),
    *("较", "增长", "人民政府"),
)  # fmt: skip
LENGTH = 20_000
# What once took minutes, or failed.
MENDED = (
    ("line.txt", " "), ("line.txt", "\t"), ("number.txt", "1"), ("sentence.txt", "1"),
    ("sentence.txt", "1 "), ("cell.md", "1 "), ("page.html", "1"), ("page.html", " "),
    ("tag.html", "\t"), ("title.txt", "上一条"), ("tag.html", '"'), ("tag.html", "/"),
    ("tag.html", "\f"),
)  # fmt: skip

LINES = (
    _TITLE, "三、收到和处理政府信息公开申请情况", "1", "0 0 0 0 0 0 0", "规章 1 2 3",
    "信息内容 本年制发件数 本年废止件数 现行有效件数", "本年新收政府信息公开申请数量 1 0 0 0 0 0 1",
    "予以公开", "结果维持 结果纠正 其他结果 尚未审结 总计", "- 1 -", "---- ---- ----",
    "2023年，收到政府信息公开申请12件，予以公开3件。", "索引号：000014349/2023-00012",
    "| 规章 | 0 | 0 | 0 |", "收到申请数 件 12",
)  # fmt: skip
SHAPES: dict[str, Callable[[str], str]] = {
    "lines.txt": lambda line: f"{_TITLE}\n一、总体情况\n" + f"{line}\n" * LENGTH,
    "lines.md": lambda line: f"# {_TITLE}\n\n" + f"{line}\n" * LENGTH,
    "rows.html": lambda line: (
        f"<title>{_TITLE}</title><table>" + _as_row(line) * LENGTH + "</table>"
    ),
    "tables.html": lambda line: f"<table>{_as_row(line)}</table>" * LENGTH,
}


def _as_row(line: str) -> str:
    return "<tr>" + "".join(f"<td>{cell}</td>" for cell in line.split()) + "</tr>"


def _write(folder: Path, place: str, unit: str) -> Path:
    path = folder / f"{len(list(folder.iterdir()))}_{place}"
    run = unit * (LENGTH // len(unit))
    path.write_text(PLACES[place].replace("{run}", run), encoding="utf-8", newline="")
    return path


def _read_all(paths: list[Path]) -> None:
    for path, (code, seconds) in zip(paths, read_apart(*paths), strict=True):
        assert code != "reader_failed", path.name
        assert seconds < SECONDS, path.name


@on_linux
def test_what_was_mended_stays_so(tmp_path: Path) -> None:
    _read_all([_write(tmp_path, place, unit) for place, unit in MENDED])


@on_linux
@pytest.mark.slow
@pytest.mark.parametrize("place", PLACES)
def test_no_run_of_anything_takes_long(place: str, tmp_path: Path) -> None:
    _read_all([_write(tmp_path, place, unit) for unit in UNITS])


@on_linux
@pytest.mark.parametrize(
    ("shape", "lines"),
    [
        ("lines.txt", LINES[1:2]),
        *(pytest.param(shape, LINES, marks=pytest.mark.slow) for shape in SHAPES),
    ],
)
def test_no_line_repeated_takes_long(shape: str, lines: Sequence[str], tmp_path: Path) -> None:
    paths = [tmp_path / f"{number}_{shape}" for number in range(len(lines))]
    for path, line in zip(paths, lines, strict=True):
        path.write_text(SHAPES[shape](line), encoding="utf-8")
    _read_all(paths)


@pytest.mark.parametrize("unit", [Unit.COUNT, Unit.YUAN])
@pytest.mark.parametrize(
    "text", ["9" * (MOST_DIGITS + 1), "9 " * 9000, "9" * 9000, "9" * 20 + "元"]
)
def test_more_digits_than_a_count_has_are_no_number(text: str, unit: Unit) -> None:
    assert parse_cell(text, unit).state is State.AMBIGUOUS


def test_more_money_than_there_is_is_no_amount() -> None:
    assert parse_cell("9" * MOST_DIGITS + "亿元", Unit.YUAN).state is State.AMBIGUOUS
    assert parse_cell("9" * MOST_DIGITS + "元", Unit.YUAN).value == 10**MOST_DIGITS - 1


def test_the_longest_number_is_one() -> None:
    assert parse_cell("9" * MOST_DIGITS).value == 10**MOST_DIGITS - 1


def test_a_number_too_long_for_a_count_is_no_claim() -> None:
    text = "2023年，云洲市财政局收到政府信息公开申请{}件，予以公开3件。"
    said = {
        digits: [claim.value for claim in read_report(text.format(digits).encode(), "a.txt").claims]
        for digits in ("12", "9" * 16, "9" * 9000)
    }
    assert 12 in said["12"]
    assert [12, *said["9" * 16]] == said["12"]
    assert said["9" * 9000] == said["9" * 16]
