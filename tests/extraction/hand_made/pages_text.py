"""Text pages with unusual numbers, labels and orders."""

from __future__ import annotations

from collections.abc import Iterable

from gouji.forms.model import CellKey
from tests.extraction.hand_made.numbers import (
    APPLICANTS,
    DISPUTES,
    RESULTS,
    groups,
    label,
    requests,
)
from tests.extraction.hand_made.printing import (
    NOTE,
    OPEN,
    Page,
    flat,
    four_flat,
    page,
    rest,
    three_flat,
    three_rows,
    told,
    two_rows,
)


@page()
def fifty_six_zeros() -> Page:
    """（三）不予公开 without its eight labels; all of them are 0."""
    cells = told("form_2019", None)
    denied = next(items for group, items in groups("form_2019") if group and "不予公开" in group)
    moved = [0] * 7
    for key in cells["requests"]:
        if key.item in denied:
            moved[[c for _, c in cells["requests"]][:7].index(key.column)] += (
                cells["requests"][key] or 0
            )
            cells["requests"][key] = 0
    columns = [key.column for key in cells["requests"]][:7]
    for column, extra in zip(columns, moved, strict=True):
        granted = CellKey("granted", column)
        cells["requests"][granted] = (cells["requests"][granted] or 0) + extra
    three = ["申请人情况", *APPLICANTS]
    for labels, _ in three_rows("form_2019"):
        item = next(
            i for i in requests("form_2019") if label("requests", i, "form_2019") == labels[-1]
        )
        if item in denied:
            three += ["（三）不予公开"] if item == denied[0] else []
        else:
            three += labels
        three += [str(cells["requests"][CellKey(item, column)]) for column in columns]
    two = [cell for row in two_rows("form_2019", "无") for cell in row]
    four = ["行政复议", "行政诉讼", *RESULTS * 3, *map(str, DISPUTES)]
    return "a.txt", rest(two, three, four), cells


@page()
def qualified_numbers() -> Page:
    """22（其中修订16件）, thousands, full width, 件."""
    two = flat(two_rows())
    two = [line.replace("\t12\t3\t", "\t12（其中修订4件）\t3（含自然失效1件）\t")
           .replace("5310", "5,310").replace("\t286", "\t２８６件") for line in two]  # fmt: skip
    three = [
        line.replace("\t41\t", "\t４１\t").replace("\t10\t", "\t10件\t") for line in three_flat()
    ]
    return "a.txt", rest(two, three, four_flat()), told()


@page()
def dashes_for_zero() -> Page:
    """Every zero but totals is a dash of some kind."""
    marks = iter(["/", "／", "-", "--", "—", "－－", "无", "空", "不涉及", "×", "N/A"] * 40)
    cells = told()
    three = ["申请人情况", "\t".join(APPLICANTS)]
    columns = [key.column for key in cells["requests"]][:7]
    for (labels, values), item in zip(three_rows(), requests("form_2021"), strict=True):
        printed = [next(marks) if v == "0" and n < 6 else v for n, v in enumerate(values)]
        three.append("\t".join([*labels, *printed]))
        for column, value in zip(columns, printed, strict=True):
            if not value.isdigit():
                cells["requests"][CellKey(item, column)] = None
    return "a.txt", rest(flat(two_rows()), three, four_flat()), cells


@page()
def torn_numbers() -> Page:
    """51 on two lines, and 14 too, in a text with one cell a line."""
    two = [cell for row in two_rows() for cell in row]
    three = ["申请人情况", *APPLICANTS]
    for labels, values in three_rows():
        three += labels
        for value in values:
            three += list(value) if value in ("51", "14") else [value]
    OPEN["torn_numbers"] = ("requests.new_received", "requests.unavailable_not_held")
    four = ["行政复议", "行政诉讼", *RESULTS * 3, *map(str, DISPUTES)]
    return "a.txt", rest(two, three, four), told()


@page()
def an_invented_row() -> Page:
    """A city added a row to each table."""
    two = flat(two_rows())
    at = next(i for i, line in enumerate(two) if "规范性文件" in line) + 1
    two.insert(at, "其他主动公开文件\t99\t88\t77")
    three = three_flat()
    at = next(i for i, line in enumerate(three) if "七）总计" in line)
    three.insert(at, "其中：通过网络平台办理\t9\t0\t0\t0\t0\t0\t9")
    return "a.txt", rest(two, three, four_flat()), told()


@page()
def total_column_first() -> Page:
    """A table whose header names 总计 first."""
    three = ["申请人情况", "\t".join(["项目", "总计", *APPLICANTS[:-1]])]
    three += [
        "\t".join([" ".join(labels), values[-1], *values[:-1]]) for labels, values in three_rows()
    ]
    OPEN["total_column_first"] = ("requests",)
    return "a.txt", rest(flat(two_rows()), three, four_flat()), told()


@page("requests")
def total_first_one_cell_a_line() -> Page:
    """The same with one cell a line."""
    three = ["申请人情况", APPLICANTS[-1], *APPLICANTS[:-1]]
    for labels, values in three_rows():
        three += [*labels, values[-1], *values[:-1]]
    return "a.txt", rest(flat(two_rows()), three, four_flat()), told()


@page()
def traditional_with_taiwan_words() -> Page:
    """Traditional characters throughout, with 資訊 and 檔案."""
    from opencc import OpenCC

    printed = rest(flat(two_rows()), three_flat(), four_flat())
    return "a.txt", OpenCC("s2twp").convert(printed), told()


@page()
def form_2019_in_2023() -> Page:
    """Both tables as the form of 2019 has them, in a report for 2023."""
    return "a.txt", rest(
        flat(two_rows("form_2019", "906.84万元")), three_flat(form="form_2019"), four_flat()
    ), told("form_2019", "9068400")  # fmt: skip


@page("disclosure.procurement")
def money_without_a_unit() -> Page:
    """采购总金额 52.15: of what?"""
    return "a.txt", rest(
        flat(two_rows("form_2019", "52.15")), three_flat(form="form_2019"), four_flat()
    ), told("form_2019", None)  # fmt: skip


@page()
def hybrid() -> Page:
    """Table 二 of 2021, table 三 with （六）其他处理 as one row."""
    three = three_flat(form="form_2019")
    return "a.txt", rest(flat(two_rows()), three, four_flat()), told(requests_form="form_2019")


@page()
def columns_in_order_without_header() -> Page:
    """No header at all above table 三."""
    three = [NOTE, *("\t".join([*labels, *values]) for labels, values in three_rows())]
    return "a.txt", rest(flat(two_rows()), three, four_flat()), told()


@page()
def pipes_at_the_end_of_cells() -> Page:
    """`cell |` a line, with empty lines between rows."""
    two = [f"{cell} |" for row in two_rows() for cell in row]
    three = ["申请人情况 |", *(f"{name} |" for name in APPLICANTS)]
    for labels, values in three_rows():
        three += [f"{cell} |" for cell in (*labels, *values)] + [""]
    four = [f"{cell} |" for cell in ("行政复议", "行政诉讼", *RESULTS * 3, *map(str, DISPUTES))]
    return "a.txt", rest(two, three, four), told()


@page()
def everything_on_one_line() -> Page:
    """A scraper that knows no lines."""
    printed = rest(flat(two_rows(), " "), three_flat(" "), four_flat(" "))
    return "a.txt", printed.replace("\n", " "), told()


@page()
def numbering_lost() -> Page:
    """一、（一）1. are gone everywhere."""
    import re

    three = [re.sub(r"(?:^|(?<=\t))(?:[一二三四]、|（[一二三四五六七]）|\d\.)", "", line)
             for line in three_flat()]  # fmt: skip
    return "a.txt", rest(flat(two_rows()), three, four_flat()), told()


@page()
def numbers_before_their_labels() -> Page:
    """A dump that prints the cells of a row before its label."""
    three = ["申请人情况", "\t".join(APPLICANTS)]
    three += ["\t".join([*values, *labels[-1:]]) for labels, values in three_rows()]
    OPEN["numbers_before_their_labels"] = ("requests",)
    return "a.txt", rest(flat(two_rows()), three, four_flat()), told()


@page("requests")
def labels_and_numbers_in_two_blocks() -> Page:
    """All labels of table 三, then all its numbers, seven a line."""
    three = ["申请人情况", "\t".join(APPLICANTS)]
    three += [part for labels, _ in three_rows() for part in labels]
    three += ["\t".join(values) for _, values in three_rows()]
    return "a.txt", rest(flat(two_rows()), three, four_flat()), told()


@page("requests", "disclosure", "disputes")
def column_by_column() -> Page:
    """A dump that prints table 三 a column at a time."""
    three = ["申请人情况", *[part for labels, _ in three_rows() for part in labels]]
    for at, name in enumerate(APPLICANTS):
        three += [name, *(values[at] for _, values in three_rows())]
    return "a.txt", rest(flat(two_rows()), three, four_flat()), told()


@page("requests")
def two_reports_side_by_side() -> Page:
    """pdftotext -layout of two pages on one sheet: each row has the numbers of two reports."""
    three = ["  ".join([*labels, *values, "   ", *labels, *(str(int(v) + 1) for v in values)])
             for labels, values in three_rows()]  # fmt: skip
    return "a.txt", rest(flat(two_rows()), ["申请人情况", *three], four_flat()), told()


@page("requests")
def rows_of_the_wrong_length() -> Page:
    """Blank zeros dropped: rows of two to five numbers."""
    three = ["申请人情况", "  ".join(APPLICANTS)]
    cells = told()
    columns = [key.column for key in cells["requests"]][:7]
    for (labels, values), item in zip(three_rows(), requests("form_2021"), strict=True):
        kept = [v for n, v in enumerate(values) if v != "0" or n in (0, 6)]
        three.append("  ".join([*labels, *kept]))
        for n, column in enumerate(columns):
            if values[n] == "0" and 0 < n < 6:
                cells["requests"][CellKey(item, column)] = None
    return "a.txt", rest(flat(two_rows()), three, four_flat()), cells


@page("requests.carried_forward")
def a_total_got_away() -> Page:
    """The last total stands alone two rows above."""
    three = three_flat()
    three[-1] = three[-1].rsplit("\t", 1)[0] + "\t"
    three.insert(len(three) - 3, "2")
    return "a.txt", rest(flat(two_rows()), three, four_flat()), told()


@page()
def html_table_in_markdown() -> Page:
    """Converters of scans leave tables as HTML."""

    def table(rows: Iterable[list[str]]) -> str:
        return "<table>" + "".join(
            "<tr>" + "".join(f"<td>{cell}</td>" for cell in row) + "</tr>" for row in rows
        ) + "</table>"  # fmt: skip

    three = [["项目", *APPLICANTS], *([" ".join(ls), *vs] for ls, vs in three_rows())]
    four = [list(RESULTS * 3), [str(n) for n in DISPUTES]]
    return "a.md", rest([table(two_rows())], ["申请人情况", table(three)],
                        ["行政复议 未经复议直接起诉 复议后起诉", table(four)]), told()  # fmt: skip
