"""Web pages, each broken in a way of its own."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

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
    FOOT,
    FOUR,
    HEAD,
    NOTE,
    OPEN,
    THREE,
    TWO,
    Page,
    page,
    told,
    two_rows,
)

Cell = tuple[str, int, int]
"""Text, columns, rows."""


def td(text: str, columns: int = 1, rows: int = 1) -> str:
    spans = f" colspan={columns}" if columns > 1 else ""
    return f"<td{spans}{f' rowspan={rows}' if rows > 1 else ''}><p><span>{text}</span></p></td>"


def table(rows: Iterable[Sequence[str]]) -> str:
    return "<table>" + "".join(f"<tr>{''.join(row)}</tr>" for row in rows) + "</table>"


def plain(rows: Iterable[Sequence[str]]) -> str:
    return table([td(cell) for cell in row] for row in rows)


def two_html(form: str = "form_2021") -> str:
    width = 4
    rows = []
    for row in two_rows(form):
        if len(row) == 1:
            rows.append([td(row[0], width)])
        else:
            spans = {1: [3], 2: [2, 1], 3: [1, 1, 1]}[len(row) - 1]
            rows.append([td(row[0]), *(td(c, s) for c, s in zip(row[1:], spans, strict=True))])
    return table(rows)


def three_head(note: str = NOTE) -> list[list[str]]:
    return [
        [td(note, 3, 3), td("申请人情况", 7)],
        [td("自然人", 1, 2), td("法人或其他组织", 5), td("总计", 1, 2)],
        [td(name) for name in APPLICANTS[1:-1]],
    ]


def three_body(form: str = "form_2021") -> list[list[str]]:
    numbers = requests(form)
    body = []
    inner = sum(len(items) for _, items in groups(form)) - 3
    for group, items in groups(form):
        for at, item in enumerate(items):
            cells = [td(str(n)) for n in numbers[item]]
            text = label("requests", item, form)
            if item in ("new_received", "brought_forward", "carried_forward"):
                body.append([td(text, 3), *cells])
                continue
            lead = [td("三、本年度办理结果", 1, inner)] if item == "granted" else []
            if group and len(items) > 1:
                lead += [td(group, 1, len(items))] if at == 0 else []
                body.append([*lead, td(text), *cells])
            else:
                body.append([*lead, td(text, 2), *cells])
    return body


def four_html() -> str:
    return table([
        [td("行政复议", 5), td("行政诉讼", 10)],
        [*(td(r, 1, 2) for r in RESULTS), td("未经复议直接起诉", 5), td("复议后起诉", 5)],
        [td(r) for r in RESULTS * 2],
        [td(str(n)) for n in DISPUTES],
    ])  # fmt: skip


def site(two: str, three: str, four: str) -> str:
    head, foot = ("".join(f"<p>{line}</p>" for line in lines) for lines in (HEAD, FOOT))
    return (
        f"<html><head><meta charset=utf-8><title>{HEAD[0]}</title></head><body>{head}"
        f"<p>{TWO}</p>{two}<p>{THREE}</p>{three}<p>{FOUR}</p>{four}{foot}</body></html>"
    )


def whole_three(form: str = "form_2021") -> str:
    return table([*three_head(), *three_body(form)])


@page()
def html_as_it_should_be() -> Page:
    return "a.html", site(two_html(), whole_three(), four_html()), told()


@page()
def tables_inside_layout_tables() -> Page:
    """The whole page in three tables around each other."""
    inner = site(two_html(), whole_three(), four_html())
    body = inner[inner.index("<body>") + 6 : inner.index("</body>")]
    nested = (
        f"<table><tr><td><table><tr><td>目录</td><td>{body}</td></tr></table></td></tr></table>"
    )
    return "a.html", inner.replace(body, nested), told()


@page()
def rowspans_that_reach_too_far() -> Page:
    """Every rowspan is one too large; browsers print it nearly right."""
    three = whole_three().replace("rowspan=8", "rowspan=9")
    three = three.replace("rowspan=3><p><span>（四", "rowspan=4><p><span>（四")
    OPEN["rowspans_that_reach_too_far"] = ("requests",)
    return "a.html", site(two_html(), three, four_html()), told()


@page()
def no_spans_at_all() -> Page:
    """An editor dropped every colspan and rowspan."""
    import re

    printed = site(two_html(), whole_three(), four_html())
    return "a.html", re.sub(r" (?:col|row)span=\d+", "", printed), told()


@page()
def a_zero_over_five_columns() -> Page:
    """One 0 in a cell over the five columns of 法人或其他组织."""
    three = whole_three()
    five = "".join(td("0") for _ in range(5))
    three = three.replace(five, td("0", 5))
    OPEN["a_zero_over_five_columns"] = ("requests",)
    return "a.html", site(two_html(), three, four_html()), told()


@page()
def each_row_a_table() -> Page:
    three = "".join(table([row]) for row in [*three_head(), *three_body()])
    OPEN["each_row_a_table"] = ()
    return "a.html", site(two_html(), three, four_html()), told()


@page()
def a_page_break_with_another_header() -> Page:
    """Table 三 in two tables; above the second stands the header of table 四."""
    body = three_body()
    second = table([[td(""), *(td(r) for r in RESULTS)], *body[14:]])
    three = table([*three_head(), *body[:14]]) + second
    OPEN["a_page_break_with_another_header"] = ("requests", "disputes")
    return "a.html", site(two_html(), three, four_html()), told()


@page()
def a_page_break_without_header() -> Page:
    body = three_body()
    three = table([*three_head(), *body[:14]]) + "<p>- 4 -</p>" + table(body[14:])
    return "a.html", site(two_html(), three, four_html()), told()


@page()
def divs_for_a_grid() -> Page:
    """No table element: rows and cells are divs."""
    import re

    printed = site(two_html(), whole_three(), four_html())
    printed = re.sub(r"<table>|</table>", "", printed)
    printed = re.sub(r"<tr>", "<div class=row>", printed).replace("</tr>", "</div>")
    printed = re.sub(r"<td[^>]*>", "<div class=cell>", printed).replace("</td>", "</div>")
    return "a.html", printed, told()


@page()
def total_first_on_the_web() -> Page:
    """A table with its header in another order, each column named."""
    head = [[td("项目"), *(td(n) for n in (APPLICANTS[-1], *APPLICANTS[:-1]))]]
    numbers = requests("form_2021")
    body = [[td(label("requests", i, "form_2021")), *(td(str(n)) for n in (v[-1], *v[:-1]))]
            for i, v in numbers.items()]  # fmt: skip
    OPEN["total_first_on_the_web"] = ("requests",)
    return (
        "a.html",
        site(two_html(), "<p>申请人情况</p>" + table([*head, *body]), four_html()),
        told(),
    )


@page("requests")
def transposed() -> Page:
    """Items across, applicants down."""
    numbers = requests("form_2021")
    head = [td("申请人情况"), *(td(label("requests", i, "form_2021")) for i in numbers)]
    body = [
        [td(name), *(td(str(v[at])) for v in numbers.values())]
        for at, name in enumerate(APPLICANTS)
    ]
    return "a.html", site(two_html(), table([head, *body]), four_html()), told()


@page()
def six_columns_without_header() -> Page:
    """Header rows are a picture."""
    return "a.html", site(two_html(), f"<p>{NOTE}</p>" + table(three_body()), four_html()), told()


@page()
def an_empty_column_of_totals() -> Page:
    cells = told()
    three = whole_three()
    for item, values in requests("form_2021").items():
        row = "".join(td(str(n)) for n in values)
        three = three.replace(
            row + "</tr>", "".join(td(str(n)) for n in values[:-1]) + td("&nbsp;") + "</tr>"
        )
        cells["requests"][CellKey(item, "total")] = None
    return "a.html", site(two_html(), three, four_html()), cells


@page()
def a_column_for_serial_numbers() -> Page:
    """A column 序号 in front, and a column 备注 behind."""
    head = [td("序号"), td("项目"), *(td(n) for n in APPLICANTS), td("备注")]
    body = [[td(str(at)), td(label("requests", i, "form_2021")), *(td(str(n)) for n in v), td("")]
            for at, (i, v) in enumerate(requests("form_2021").items(), start=1)]  # fmt: skip
    return (
        "a.html",
        site(two_html(), "<p>申请人情况</p>" + table([head, *body]), four_html()),
        told(),
    )


@page()
def remarks_with_numbers() -> Page:
    """备注 holds a number in one row."""
    head = [td("项目"), *(td(n) for n in APPLICANTS), td("备注")]
    body = [[td(label("requests", i, "form_2021")), *(td(str(n)) for n in v),
             td("3" if i == "granted" else "")]
            for i, v in requests("form_2021").items()]  # fmt: skip
    OPEN["remarks_with_numbers"] = ("requests.granted",)
    return (
        "a.html",
        site(two_html(), "<p>申请人情况</p>" + table([head, *body]), four_html()),
        told(),
    )


@page()
def last_years_numbers_beside() -> Page:
    """Each row has the total of the year before behind it, under a header of its own."""
    head = [td("项目"), *(td(n) for n in APPLICANTS), td("上年总计")]
    body = [[td(label("requests", i, "form_2021")), *(td(str(n)) for n in v), td(str(v[-1] + 2))]
            for i, v in requests("form_2021").items()]  # fmt: skip
    OPEN["last_years_numbers_beside"] = ("requests",)
    return (
        "a.html",
        site(two_html(), "<p>申请人情况</p>" + table([head, *body]), four_html()),
        told(),
    )


@page()
def only_totals() -> Page:
    """Table 三 has one column of numbers: 总计."""
    cells = told()
    for key in cells["requests"]:
        if key.column != "total":
            del_ = cells["requests"]
            del_[key] = -1
    cells["requests"] = {k: v for k, v in cells["requests"].items() if v != -1}
    body = [
        [td(label("requests", i, "form_2021")), td(str(v[-1]))]
        for i, v in requests("form_2021").items()
    ]
    three = "<p>申请人情况</p>" + table([[td("项目"), td("总计")], *body])
    OPEN["only_totals"] = ("requests",)
    return "a.html", site(two_html(), three, four_html()), cells


@page()
def disputes_with_a_row_a_block() -> Page:
    rows = [[td("类别"), *(td(r) for r in RESULTS)]]
    for at, name in enumerate(("行政复议", "未经复议直接起诉", "复议后起诉")):
        rows.append([td(name), *(td(str(n)) for n in DISPUTES[at * 5 : at * 5 + 5])])
    return "a.html", site(two_html(), whole_three(), table(rows)), told()


@page()
def disputes_with_the_total_first() -> Page:
    order = (4, 0, 1, 2, 3)
    rows = [[td("类别"), *(td(RESULTS[n]) for n in order)]]
    for at, name in enumerate(("行政复议", "未经复议直接起诉", "复议后起诉")):
        rows.append([td(name), *(td(str(DISPUTES[at * 5 + n])) for n in order)])
    OPEN["disputes_with_the_total_first"] = ("disputes",)
    return "a.html", site(two_html(), whole_three(), table(rows)), told()


@page()
def table_two_in_another_order() -> Page:
    """Columns of table 二 in another order, as the header says."""
    two = two_html().replace("本年制发件数", "@").replace("现行有效件数", "本年制发件数")
    two = two.replace("@", "现行有效件数")
    cells = told()
    for item in ("government_rules", "normative_documents"):
        a, b = CellKey(item, "issued"), CellKey(item, "in_force")
        cells["disclosure"][a], cells["disclosure"][b] = (
            cells["disclosure"][b],
            cells["disclosure"][a],
        )
    OPEN["table_two_in_another_order"] = ("disclosure",)
    return "a.html", site(two, whole_three(), four_html()), cells


@page()
def hidden_twins() -> Page:
    """A second copy of table 三 with last year's numbers, hidden from view."""
    old = whole_three().replace(td("41"), td("31")).replace(td("51"), td("41"))
    three = f"<div style='display:none'>{old}</div>{whole_three()}"
    return "a.html", site(two_html(), three, four_html()), told()


@page("requests")
def a_row_one_cell_short() -> Page:
    """An editor lost the cell of 商业企业 in one row; all behind it slips."""
    row = "".join(td(str(n)) for n in requests("form_2021")["granted"])
    three = whole_three().replace(row, row.replace(td("2"), "", 1))
    return "a.html", site(two_html(), three, four_html()), told()
