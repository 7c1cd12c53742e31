"""What the pages of this folder share: prose, rows, and the list they are entered in.

A page is a file name, its content, and its truth.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from decimal import Decimal

from tests.extraction.hand_made.numbers import (
    APPLICANTS,
    DISPUTES,
    RESULTS,
    Cells,
    disclosure,
    groups,
    label,
    requests,
    truth,
)

Page = tuple[str, str | bytes, dict[str, Cells]]
PAGES: dict[str, Callable[[], Page]] = {}
# Of these pages some cells stay open, whatever reads them; all others must be read whole.
OPEN: dict[str, tuple[str, ...]] = {}

HEAD = (
    "楠溪县人民政府2023年政府信息公开工作年度报告",
    "本报告统计期限自2023年1月1日起至12月31日止。",
    "一、总体情况",
    "全年公开工作有序推进。",
)
FOOT = ("五、存在的主要问题及改进情况", "队伍力量不足。", "六、其他需要报告的事项", "无。")
TWO, THREE, FOUR = (
    "二、主动公开政府信息情况",
    "三、收到和处理政府信息公开申请情况",
    "四、政府信息公开行政复议、行政诉讼情况",
)
NOTE = "（本列数据的勾稽关系为：第一项加第二项之和，等于第三项加第四项之和）"
HEADER_2021 = "本年制发件数", "本年废止件数", "现行有效件数"
_ARTICLES = (
    ("（一）", ("government_rules", "normative_documents")),
    ("（五）", ("licensing", "other_services")),
    ("（六）", ("penalties", "compulsion")),
    ("（八）", ("administrative_fees",)),
    ("（九）", ("procurement",)),
)
_HEADERS_2019 = {
    "（一）": ("本年新制作数量", "本年新公开数量", "对外公开总数量"),
    "（五）": ("上一年项目数量", "本年增/减", "处理决定数量"),
    "（六）": ("上一年项目数量", "本年增/减", "处理决定数量"),
    "（八）": ("上一年项目数量", "本年增/减"),
    "（九）": ("采购项目数量", "采购总金额"),
}
_HEADERS_2021 = {
    "（一）": HEADER_2021,
    "（五）": ("本年处理决定数量",),
    "（六）": ("本年处理决定数量",),
    "（八）": ("本年收费金额（单位：万元）",),
}


def page(*open_cells: str) -> Callable[[Callable[[], Page]], Callable[[], Page]]:
    """Enters a page by the name of its function; `open_cells` need not be read."""

    def enter(made: Callable[[], Page]) -> Callable[[], Page]:
        PAGES[made.__name__] = made
        OPEN[made.__name__] = open_cells
        return made

    return enter


def two_rows(form: str = "form_2021", money: str = "1.25") -> list[list[str]]:
    """Table 二: its small headers and its rows."""
    rows: list[list[str]] = []
    numbers = disclosure(form)
    for article, items in _ARTICLES:
        own = [item for item in items if item in numbers]
        if not own:
            continue
        rows.append([f"第二十条第{article}项"])
        rows.append(
            ["信息内容", *(_HEADERS_2019 if form == "form_2019" else _HEADERS_2021)[article]]
        )
        rows += [
            [label("disclosure", i, form), *(money if v is None else str(v) for v in numbers[i])]
            for i in own
        ]
    return rows


def three_rows(form: str = "form_2021") -> list[tuple[list[str], list[str]]]:
    """Table 三: labels and numbers of each row."""
    numbers = requests(form)
    rows = []
    for group, items in groups(form):
        for at, item in enumerate(items):
            lead = ["三、本年度办理结果"] if item == "granted" else []
            lead += [group] if group and not at and len(items) > 1 else []
            rows.append(([*lead, label("requests", item, form)], [str(n) for n in numbers[item]]))
    return rows


def told(form: str = "form_2021", amount: str | None = "12500", **kinds: str) -> dict[str, Cells]:
    """The truth of a page that prints money as `two_rows` does."""
    cells = truth(form, kinds.get("requests_form"))
    key = next(k for k in cells["disclosure"] if k.column == "amount_yuan")
    cells["disclosure"][key] = amount and Decimal(amount)  # type: ignore[assignment]
    return cells


def text(*parts: Iterable[str]) -> str:
    return "\n".join(line for part in parts for line in part)


def flat(rows: Iterable[list[str]], apart: str = "\t") -> list[str]:
    return [apart.join(row) for row in rows]


def three_flat(apart: str = "\t", form: str = "form_2021") -> list[str]:
    return [
        "申请人情况",
        apart.join(["自然人", "法人或其他组织", "总计"]),
        apart.join(APPLICANTS[1:-1]),
        *(apart.join([*labels, *values]) for labels, values in three_rows(form)),
    ]  # fmt: skip


def four_flat(apart: str = "\t") -> list[str]:
    return [
        apart.join(["行政复议", "行政诉讼"]), apart.join(["未经复议直接起诉", "复议后起诉"]),
        apart.join(RESULTS * 3), apart.join(map(str, DISPUTES)),
    ]  # fmt: skip


def rest(two: Iterable[str], three: Iterable[str], four: Iterable[str]) -> str:
    return text(HEAD, [TWO], two, [THREE], three, [FOUR], four, FOOT)


def markdown(rows: Iterable[list[str]]) -> list[str]:
    return ["| " + " | ".join(row) + " |" for row in rows]
