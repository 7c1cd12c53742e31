"""Finds where each statutory table starts and ends in the sequence of elements.

Headings vary and restart; what a table cannot do without does not: 第二十条第（一）项 opens table
二, 申请人情况 or the 勾稽关系 note opens table 三, the header of results opens table 四.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from gouji.extraction.elements import Element, GridRow, Token, cells_of, holds_value

_LONGEST_MARKER = 60
_STARTS = {
    "disclosure": re.compile(
        r"^第?二十条第|^信息内容(?:本年|现行有效|对外公开|处理决定)|^信息内容$|^规章$"
    ),
    "requests": re.compile(r"申请人情况|勾稽关系|^一、?本年新收政府信息"),
    "disputes": re.compile(
        r"^行政复议$|^行政复议行政诉讼|^结果维持|^维持纠正|行政复议.{0,6}行政诉讼情况$"
    ),
}
_FIRST_LABEL, _RESULT = "规章", "维持"
_LINKS = (_FIRST_LABEL, "行政复议")
_RUNNING = re.compile(r"。|年度报告|^一、总体情况")
_NOTE = re.compile(r"\(?本列数据的?勾稽关系为?[:,]?第一项加第二项之和,?等于第三项加第四项之和\)?")
"""What the form prints above the names of the columns: a line may hold them too."""
_NOTED = "勾稽关系"
_DISPUTES_HEAD = re.compile(r"行政复议|结果维持|维持")
_BOTH = re.compile(r"维持|复议.*诉讼")
_END = re.compile(
    r"^(?:[一二三四五六七]、)?(?:存在|工作中存在|政府信息公开工作存在)的?.{0,8}(?:主要)?问题|^\(一\)(?:存在的?)?主要问题|^[五六]、"
)
_THREE = re.compile(r"收到.{0,4}处理.{0,8}申请")
_SECTION = re.compile(r"^[一二四五六七]、")
_LONGEST_HEADING = 40
_FEWEST_NUMBERS = 24
"""More than a report states in the prose of a section; a table has 161 or 175 cells."""
_COLUMN = re.compile(
    r"^(?:自然人|法人或?者?其他组织|(?:商业)?企业|科研(?:机构)?|机构|社会(?:公益组织)?|公益(?:组织)?|法律(?:服务机构)?|服务机构|组织|其他|"
    r"总计|合计|申请人(?:类型|类别)?|项目|类别|类型|指标|事项|内容)+$"
    r"|自然人.*(?:企业|法人)|企业.*科研"
)
_MOST_HEADER = 20
_FEWEST_NAMED = 2
_LAST_ROW = re.compile(r"结转下一?年|下一?年度继续办理")


@dataclass(frozen=True, slots=True)
class Region:
    """Elements [start, end) hold the table."""

    table: str
    start: int
    end: int


def find_regions(elements: Sequence[Element], position: int = 0) -> dict[str, Region]:
    """The region of each table that the document has from `position` on, in printed order.

    Reports print them in the order of the form. A table that is not where this has it is looked for
    in front of others, as a grid: in running text its words are headings of the overview, too.
    """
    starts: dict[str, int] = {}
    beginning = position
    for table in ("disclosure", "requests", "disputes"):
        found = _find_start(table, elements, position)
        if found is None:
            found = _below_heading(elements, position) if table == "requests" else None
        if found is None:
            continue
        if table == "requests":
            found = _with_header(elements, found, position)
        starts[table] = found
        position = _after_last_row(elements, found) if table == "requests" else found + 1
    for table in ("requests", "disputes"):
        if table not in starts:
            last = max(starts.values(), default=0)
            grids = (i for i in range(beginning, last) if _starts_grid(table, elements[i]))
            found = next(grids, None)
            if found is not None:
                starts[table] = found
    order = sorted(starts, key=starts.__getitem__)
    regions = {}
    for index, table in enumerate(order):
        limit = starts[order[index + 1]] if index + 1 < len(order) else len(elements)
        end = _find_end(elements, starts[table] + 1, limit) if table == order[-1] else limit
        if table != "disputes" or not _is_prose(elements[starts[table] : end]):
            regions[table] = Region(table, starts[table], end)
    return regions


def _is_prose(elements: Sequence[Element]) -> bool:
    """Whether below the heading of section 四 stand sentences and no table."""
    if any(isinstance(one, GridRow) for one in elements):
        return False
    tokens = [token for one in elements for token in cells_of(one)]
    return any(token.folded.endswith("。") for token in tokens) and not any(
        token.is_value for token in tokens
    )


def _find_start(table: str, elements: Sequence[Element], position: int) -> int | None:
    for index in range(position, len(elements)):
        if starts_table(table, elements[index]) and not _is_link(elements, index):
            return index
    return None


def _is_link(elements: Sequence[Element], index: int) -> bool:
    """True for 规章 or 行政复议 alone in the menu of a site: a title or running text follows.

    In a table a number, or the header of results, comes before.
    """
    element = elements[index]
    if isinstance(element, GridRow) or element.folded not in _LINKS:
        return False
    of_results = element.folded != _FIRST_LABEL
    for one in elements[index + 1 :]:
        text = one.folded
        if isinstance(one, Token) and (len(text) > _LONGEST_MARKER or _RUNNING.search(text)):
            return True
        if _RESULT in text if of_results else holds_value(one):
            return False
    return False


def starts_table(table: str, element: Element) -> bool:
    """True where a table cannot start later: its first row, or its header."""
    if isinstance(element, GridRow):
        return row_starts(table, element)
    text = element.folded
    short = len(text) <= _LONGEST_MARKER or (
        _NOTED in text and len(_NOTE.sub("", text)) <= _LONGEST_MARKER
    )
    return short and _STARTS[table].search(text) is not None


def _starts_grid(table: str, element: Element) -> bool:
    """True for a row of a grid that is the header of a table and can be of nothing else."""
    if not isinstance(element, GridRow) or not row_starts(table, element):
        return False
    return table != "disputes" or bool(_BOTH.search(element.folded))


def _with_header(elements: Sequence[Element], start: int, position: int) -> int:
    """Where the names of the columns begin that stand right above the first row of table 三.

    So it is where the header lacks 申请人情况: its order may not be that of the form.
    """
    first = start
    for index in range(start - 1, max(position, start - _MOST_HEADER) - 1, -1):
        element = elements[index]
        if isinstance(element, GridRow):
            filled = [token for token in element.tokens if token.folded]
            if any(token.is_value for token in filled):
                break
        else:
            filled = [element] if element.folded else []
        named = [bool(_COLUMN.search(token.folded)) for token in filled]
        if isinstance(element, Token) and not all(named):
            break
        if isinstance(element, GridRow) and 0 < sum(named) < _FEWEST_NAMED:
            break
        if any(named):
            first = index
    return first


def _below_heading(elements: Sequence[Element], position: int) -> int | None:
    """Where numbers of a table stand below the heading of section 三, and nothing tells its start.

    So it is where rows and columns are interchanged, or the labels are lost.
    """
    found, values = None, 0
    for index in range(len(elements) - 1, position - 1, -1):
        element = elements[index]
        heads = is_heading(element)
        if heads and _THREE.search(element.folded) and values >= _FEWEST_NUMBERS:
            found = index + 1
        if heads and _SECTION.match(element.folded):
            values = 0
        values += sum(token.is_value for token in cells_of(element))
    return found


def is_heading(element: Element) -> bool:
    """True for a line that is short enough for the heading of a section."""
    return isinstance(element, Token) and len(element.folded) <= _LONGEST_HEADING


def row_starts(table: str, row: GridRow) -> bool:
    """True for a row of a grid that is the header of a table, or its first row."""
    folded = row.folded
    if table == "disclosure":
        if "二十条第" in folded or ("信息内容" in folded and "本年" in folded):
            return True
        return folded.startswith("规章") and any(token.is_value for token in row.tokens)
    if table == "requests":
        return "申请人情况" in folded or "勾稽关系" in folded or "本年新收" in folded
    return bool(_DISPUTES_HEAD.search(folded)) and "申请" not in folded


def _after_last_row(elements: Sequence[Element], start: int) -> int:
    """Where table 四 may begin: behind the row 结转下年度, where there is one."""
    for index in range(start, len(elements)):
        if (
            _LAST_ROW.search(elements[index].folded)
            and len(elements[index].folded) < _LONGEST_MARKER
        ):
            return index + 1
    return start + 1


def _find_end(elements: Sequence[Element], start: int, limit: int) -> int:
    for index in range(start, limit):
        element = elements[index]
        if not isinstance(element, GridRow) and _END.search(element.folded):
            return index
    return limit
