"""Tables that stand as the form prints them are read at once, and no differently."""

from __future__ import annotations

import random
import re
from types import ModuleType

import pytest

from gouji.documents.html.page import read_html
from gouji.extraction.elements import Element, GridRow, Token, elements
from gouji.extraction.figures.aligning.regions import find_regions
from gouji.extraction.figures.disclosure import table as disclosure
from gouji.extraction.figures.disputes import table as disputes
from gouji.extraction.figures.requests import table
from gouji.extraction.figures.requests.as_printed import read_as_printed
from gouji.extraction.report import TableReading
from tests.generation.figures import draw
from tests.generation.layouts import LAYOUTS

SEVEN = re.compile(r"((?:<td><p>\d+</p></td>){5})<td><p>(\d+)</p></td><td><p>(\d+)</p></td></tr>")
HEADING_4 = "<p>四、政府"
DISPUTES = re.compile(r"<p>\d+</p></td>")
COUNT = re.compile(r"(?<=情形）</p></td><td><p>)\d+")


def page(seed: int) -> str:
    return LAYOUTS["html"][1](draw(seed))


def part(html: str, name: str = "requests") -> list[Element]:
    found = elements(read_html(html))
    region = find_regions(found)[name]
    return found[region.start : region.end]


def by_labels(found: list[Element], module: ModuleType = table) -> TableReading | None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(module, "read_as_printed", lambda _: None)
        return (
            disclosure.read_disclosure(found)
            if module is disclosure
            else table.read_requests(found)
        )


@pytest.mark.parametrize("seed", range(30))
def test_it_is_read_as_its_labels_tell(seed: int) -> None:
    found = part(page(seed))
    assert read_as_printed(found) is not None
    assert repr(table.read_requests(found)) == repr(by_labels(found))


def test_sums_that_belong_to_another_column_are_seen() -> None:
    found = part(SEVEN.sub(r"\1<td><p>\3</p></td><td><p>\2</p></td></tr>", page(3)))
    assert read_as_printed(found) is not None
    reading = table.read_requests(found)
    assert reading is not None
    assert reading.doubt == table.REORDERED
    assert repr(reading) == repr(by_labels(found))


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("本年新收政府", "本年收到的政府"),
        ("<p>商业企业</p>", "<p>科研机构</p>"),
        ("申请人情况</p></td>", "申请人情况</p></td><td rowspan='3'><p>备注</p></td>"),
        ("属于国家秘密", "属于商业秘密"),
        ("属于国家秘密", "属于国家秘密3"),
        ("属于国家秘密", "属于国家秘密2.其他法律行政法规禁止公开"),
        (
            "<td colspan='3'><p>四、结转",
            "</table><p>续表</p><table><tr><td colspan='3'><p>四、结转",
        ),
        ("四、政府信息公开行政复议", "注：本表含街道。</p><p>四、政府信息公开行政复议"),
    ],
)
def test_other_words_are_not_read_at_once(old: str, new: str) -> None:
    assert old in page(3)
    assert read_as_printed(part(page(3).replace(old, new, 1))) is None


@pytest.mark.parametrize("seed", [2, 3])
@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("只计这一情形", "只计此一情形"),
        ("其他法律行政法规禁止公开", "其他法律行政止公开"),
        ("属于国家秘密", "属于国家秘密的"),
    ],
)
def test_other_words_for_the_same_are_read_as_they_tell(seed: int, old: str, new: str) -> None:
    assert old in page(seed)
    found = part(page(seed).replace(old, new, 1))
    assert read_as_printed(found) is not None
    assert repr(table.read_requests(found)) == repr(by_labels(found))


def on_two_pages(found: list[Element], at: int) -> list[Element]:
    """The rows from there on in another grid, with an empty cell below each label of a group."""
    below = []
    for row in found[at:]:
        assert isinstance(row, GridRow)
        above = range(0 if below else row.tokens[0].column)
        empty = [Token("", "", 0, row.tokens[0].locator, column) for column in above]
        below.append(row._replace(grid=row.grid + 1, tokens=(*empty, *row.tokens)))
    return [*found[:at], *below]


@pytest.mark.parametrize("at", range(4, 26))
def test_so_is_what_goes_on_on_the_next_page(at: int) -> None:
    found = on_two_pages([row for row in part(page(3)) if isinstance(row, GridRow)], at)
    assert read_as_printed(found) is not None
    assert repr(table.read_requests(found)) == repr(by_labels(found))


def test_the_label_of_a_group_may_not_stand_on_both_pages() -> None:
    found = [row for row in part(page(3)) if isinstance(row, GridRow)]
    [first, second, *others] = on_two_pages(found, 11)[11:]
    assert isinstance(first, GridRow)
    assert not first.tokens[0].folded
    named = first.tokens[1]._replace(text="（三）不予公开", folded="(三)不予公开")
    again = first._replace(tokens=(first.tokens[0], named, *first.tokens[2:]))
    assert read_as_printed([*found[:11], again, second, *others]) is None


@pytest.mark.parametrize("cell", ["", "/", "-", "05", "1 2", "1,200", "3O", "12件", "1234567890"])
def test_what_is_no_plain_count_is_not_read_at_once(cell: str) -> None:
    assert read_as_printed(part(COUNT.sub(cell, page(3), count=1))) is None


DISCLOSED = (
    ("第二十条第（一）项",),
    ("信息内容", "本年制发件数", "本年废止件数", "现行有效件数"),
    ("规章", "0", "0", "3"),
    ("行政规范性文件", "12", "2", "120"),
    ("第二十条第（五）项",),
    ("信息内容", "本年处理决定数量"),
    ("行政许可", "31905"),
    ("第二十条第（六）项",),
    ("信息内容", "本年处理决定数量"),
    ("行政处罚", "2046"),
    ("行政强制", "118"),
    ("第二十条第（八）项",),
    ("信息内容", "本年收费金额（单位：万元）"),
    ("行政事业性收费", "4386.27"),
)


def disclosed(seed: int = 0) -> str:
    rng = random.Random(seed)
    rows = []
    for texts in DISCLOSED:
        first, *others = texts
        span = 3 // len(others) if others else 4
        if seed and texts[-1][0].isdigit():
            others = [
                str(rng.choice([0, 7, 2024, 31, round(rng.random() * 900, 2)])) for _ in others
            ]
        cells = [f"<td>{first}</td>" if others else f"<td colspan='4'>{first}</td>"]
        cells += [f"<td colspan='{span}'>{text}</td>" for text in others]
        rows.append(f"<tr>{''.join(cells)}</tr>")
    head, behind = "<p>二、主动公开政府信息情况</p>", "<p>三、收到和处理政府信息公开申请情况</p>"
    return f"<body>{head}<table>{''.join(rows)}</table>{behind}</body>"


@pytest.mark.parametrize("seed", range(20))
def test_so_is_table_2(seed: int) -> None:
    found = part(disclosed(seed), "disclosure")
    assert disclosure.read_as_printed(found) is not None
    assert repr(disclosure.read_disclosure(found)) == repr(by_labels(found, disclosure))


@pytest.mark.parametrize("narrow", [False, True])
@pytest.mark.parametrize("first", ["行政许可", "行政强制"])
def test_table_2_may_go_on_on_the_next_page(first: str, narrow: bool) -> None:
    above, _, below = disclosed().partition(f"<tr><td>{first}")
    if narrow:
        below = below.replace(" colspan='3'", "").replace("colspan='4'", "colspan='2'")
    found = part(f"{above}</table><table><tr><td>{first}{below}", "disclosure")
    assert len({element.grid for element in found if isinstance(element, GridRow)}) > 1
    assert disclosure.read_as_printed(found) is not None
    assert repr(disclosure.read_disclosure(found)) == repr(by_labels(found, disclosure))


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("本年废止件数", "现行有效件数"),
        ("单位：万元", "单位：元"),
        ("<td colspan='3'>31905</td>", "<td>31905</td><td colspan='2'></td>"),
        (">118<", ">/<"),
        (">120<", ">020<"),
        (">12<", "><"),
        (">4386.27<", ">4,386.27<"),
        (">4386.27<", ">-4386.27<"),
        (">行政强制<", ">其中：罚款<"),
        ("<p>三、收到", "<p>注：单位为件。</p><p>三、收到"),
    ],
)
def test_another_table_2_is_not_read_at_once(old: str, new: str) -> None:
    assert old in disclosed()
    found = part(disclosed().replace(old, new, 1), "disclosure")
    assert disclosure.read_as_printed(found) is None


DISCLOSED_2019 = (
    ("第二十条第（一）项",),
    ("信息内容", "本年新制作数量", "本年新公开数量", "对外公开总数量"),
    ("规章", "0", "0", "3"),
    ("规范性文件", "12", "2", "120"),
    ("第二十条第（五）项",),
    ("信息内容", "上一年项目数量", "本年增/减", "处理决定数量"),
    ("行政许可", "278", "11", "403379"),
    ("其他对外管理服务事项", "1411", "-59", "398647"),
    ("第二十条第（六）项",),
    ("信息内容", "上一年项目数量", "本年增/减", "处理决定数量"),
    ("行政处罚", "2046", "0", "17"),
    ("行政强制", "118", "-7", "16"),
    ("第二十条第（八）项",),
    ("信息内容", "上一年项目数量", "本年增/减"),
    ("行政事业性收费", "32", "-1"),
    ("第二十条第（九）项",),
    ("信息内容", "采购项目数量", "采购总金额"),
    ("政府集中采购", "41", "52.15"),
)
AMOUNTS = "采购总金额", "采购总金额（万元）", "采购总金额（单位：元）", "本年收费金额（单位：元）"


def disclosed_2019(seed: int = 0) -> str:
    rng = random.Random(seed)
    rows = []
    for first, *others in DISCLOSED_2019:
        texts = others
        if seed and others and others[-1][-1].isdigit():
            texts = [str(rng.choice([0, 7, 2024, 31, rng.randrange(10**6)])) for _ in others]
            if "购" in first:
                texts[-1] = str(rng.choice([0, 12, round(rng.random() * 900, 2)]))
            elif len(others[-1]) > 1 and first not in ("规章", "规范性文件"):
                texts[1] = rng.choice(["", "-"]) + str(rng.randrange(1, 900))
        width = 4 if not others else 1
        cells = [f"<td colspan='{width}'>{first}</td>"] + [f"<td>{text}</td>" for text in texts]
        if 0 < len(others) < 3:
            cells[-1] = cells[-1].replace("<td>", f"<td colspan='{4 - len(others)}'>")
        rows.append(f"<tr>{''.join(cells)}</tr>")
    html = "".join(rows).replace("采购总金额", AMOUNTS[seed % len(AMOUNTS)])
    head, behind = "<p>二、主动公开政府信息情况</p>", "<p>三、收到和处理政府信息公开申请情况</p>"
    return f"<body>{head}<table>{html}</table>{behind}</body>"


@pytest.mark.parametrize("seed", range(24))
def test_so_is_table_2_of_2019(seed: int) -> None:
    found = part(disclosed_2019(seed), "disclosure")
    assert disclosure.read_as_printed(found) is not None
    assert repr(disclosure.read_disclosure(found)) == repr(by_labels(found, disclosure))


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("本年新公开数量", "对外公开总数量"),
        ("采购总金额", "采购总金额（单位：亿元）"),
        ("采购总金额", "采购总数"),
        (">-59<", ">减少59<"),
        (">-59<", ">--59<"),
        (">-59<", ">- 59<"),
        (">1411<", ">-1411<"),
        (">120<", ">020<"),
        (">12<", "><"),
        (">行政强制<", ">其中：罚款<"),
        ("<td>41</td><td colspan='2'>", "<td colspan='2'>41</td><td>"),
    ],
)
def test_another_table_2_of_2019_is_not_read_at_once(old: str, new: str) -> None:
    assert old in disclosed_2019()
    found = part(disclosed_2019().replace(old, new, 1), "disclosure")
    assert disclosure.read_as_printed(found) is None


def by_header(found: list[Element]) -> TableReading | None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(disputes, "read_as_printed", lambda *_: None)
        return disputes.read_disputes(found, "form_2021")


@pytest.mark.parametrize("seed", range(40))
def test_so_is_table_4(seed: int) -> None:
    rng = random.Random(seed)
    before, heading, behind = page(seed).partition(HEADING_4)
    if seed % 2:
        behind = DISPUTES.sub(lambda _: f"<p>{rng.choice([0, 1, 12, 2023])}</p></td>", behind)
    found = part(before + heading + behind, "disputes")
    assert disputes.read_as_printed(found, "form_2021") is not None
    assert repr(disputes.read_disputes(found, "form_2021")) == repr(by_header(found))


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("结果纠正", "结果维持"),
        ("复议后起诉", "复议后诉讼"),
        ("colspan='10'", "colspan='9'"),
        ("<table", "<p>单位：件</p><table"),
        ("</table>", "<tr><td colspan='15'>注：含上年</td></tr></table>"),
    ],
)
def test_another_table_4_is_not_read_at_once(old: str, new: str) -> None:
    before, heading, behind = page(3).partition(HEADING_4)
    assert old in heading + behind
    found = part(before + (heading + behind).replace(old, new, 1), "disputes")
    assert disputes.read_as_printed(found, "form_2021") is None


@pytest.mark.parametrize("cell", ["", "/", "3件", "03", "-1", "1 2", "1.5"])
def test_another_cell_of_table_4_is_not_read_at_once(cell: str) -> None:
    before, heading, behind = page(3).partition(HEADING_4)
    html = before + heading + DISPUTES.sub(f"<p>{cell}</p></td>", behind, count=1)
    found = part(html, "disputes")
    assert disputes.read_as_printed(found, "form_2021") is None
    assert disputes.read_disputes(found, "form_2021") is not None
