"""Table 三 below headers that offices made themselves: another order, columns of their own."""

from __future__ import annotations

import pytest

from gouji.documents.html.page import read_html
from gouji.documents.plain.text import read_text
from gouji.extraction.reader import extract
from gouji.extraction.report import Report
from gouji.forms import catalogue
from gouji.forms.model import CellKey
from gouji.forms.values import State

TABLE = catalogue.tables()["requests"]
FORM = TABLE.columns
SWAPPED = (0, 1, 2, 4, 3, 5, 6)


def numbers(item: int) -> list[int]:
    parts = [item * 7, item % 5, item % 3, item % 4 + 1, 0, item % 2]
    return [*parts, sum(parts)]


def wrong(report: Report) -> list[str]:
    items = {item.id: number for number, item in enumerate(TABLE.items_of("form_2021"), start=1)}
    columns = {column.id: number for number, column in enumerate(FORM)}
    return [
        f"{key.item}.{key.column}"
        for key, cell in report.tables["requests"].cells().items()
        if cell.state is State.REPORTED
        and cell.value != numbers(items[key.item])[columns[key.column]]
    ]


def exact(report: Report) -> int:
    cells = report.tables["requests"].cells().values()
    return sum(cell.state is State.REPORTED for cell in cells)


def lines(order: tuple[int, ...]) -> list[list[str]]:
    head = ["项目", *(FORM[n].zh for n in order)]
    return [head] + [
        [item.zh, *(str(numbers(number)[n]) for n in order)]
        for number, item in enumerate(TABLE.items_of("form_2021"), start=1)
    ]


def html(rows: list[list[str]]) -> Report:
    body = "".join("<tr>" + "".join(f"<td>{c}</td>" for c in row) + "</tr>" for row in rows)
    page = f"<p>三、收到和处理政府信息公开申请情况</p><table>{body}</table>"
    return extract(read_html(page))


def test_a_header_in_another_order_counts_though_nothing_else_tells_where_the_table_begins() -> (
    None
):
    report = html(lines(SWAPPED))
    assert (wrong(report), exact(report)) == ([], 175)


@pytest.mark.parametrize("separator", ["\t", " ", "\n", " | "])
def test_in_text_such_columns_are_never_taken_for_those_of_the_form(separator: str) -> None:
    text = "\n".join(separator.join(row) for row in lines(SWAPPED))
    report = extract(read_text(f"三、收到和处理政府信息公开申请情况\n{text}\n"))
    assert wrong(report) == []


@pytest.mark.parametrize(
    ("place", "name", "cell"), [(8, "占比", "3.5%"), (8, "上年总计", "9"), (7, "同比增减", "2")]
)
def test_a_column_that_the_office_added_is_passed_over(place: int, name: str, cell: str) -> None:
    rows = lines(tuple(range(7)))
    for number, row in enumerate(rows):
        row.insert(place, cell if number else name)
    report = html(rows)
    assert (wrong(report), exact(report)) == ([], 175)


def test_a_column_without_a_name_leaves_the_rows_open() -> None:
    rows = [[*row, "7" if number else ""] for number, row in enumerate(lines(tuple(range(7))))]
    assert exact(html(rows)) == 0


def test_two_units_in_one_header_are_none() -> None:
    text = "二、主动公开政府信息情况\n信息内容 本年收费金额（单位：万元/元）\n行政事业性收费 12.5\n"
    report = extract(read_text(text))
    (fees,) = [
        cell
        for key, cell in report.tables["disclosure"].cells().items()
        if key.item == "administrative_fees"
    ]
    assert fees.state is State.AMBIGUOUS


@pytest.mark.parametrize("separator", ["\t", " ", None])
def test_a_header_that_is_repeated_in_another_order_leaves_the_table_open(
    separator: str | None,
) -> None:
    rows = lines(tuple(range(7)))
    rows[13:] = [["项目", *(FORM[n].zh for n in SWAPPED)], *lines(SWAPPED)[13:]]
    if separator is None:
        assert wrong(html(rows)) == []
        return
    text = "\n".join(separator.join(row) for row in rows)
    assert wrong(extract(read_text(f"三、收到和处理政府信息公开申请情况\n{text}\n"))) == []


@pytest.mark.parametrize("separator", ["\t", " ", "  "])
def test_organisations_before_natural_persons_on_one_line_are_another_order(separator: str) -> None:
    order = (1, 2, 3, 4, 5, 0, 6)
    head = [["法人或其他组织", "自然人", "总计"], [FORM[n].zh for n in range(1, 6)]]
    text = "\n".join(separator.join(row) for row in [*head, *lines(order)[1:]])
    assert wrong(extract(read_text(f"三、收到和处理政府信息公开申请情况\n{text}\n"))) == []


@pytest.mark.parametrize("gone", range(1, 6))
@pytest.mark.parametrize("separator", ["\t", " ", "\n", None])
def test_a_column_that_the_header_lacks_is_not_that_of_totals(
    gone: int, separator: str | None
) -> None:
    rows = [[*row[: gone + 1], *row[gone + 2 :]] for row in lines(tuple(range(7)))]
    text = "\n".join((separator or "").join(row) for row in rows)
    report = (
        html(rows)
        if separator is None
        else extract(read_text(f"三、收到和处理政府信息公开申请情况\n{text}\n"))
    )
    assert wrong(report) == []


@pytest.mark.parametrize("order", [(1, 2, 3, 4, 5), (2, 1, 3, 4, 5)])
def test_names_over_two_rows_of_fewer_cells_than_the_others_tell_only_their_order(
    order: tuple[int, ...],
) -> None:
    """A row without those of its cells that reach down has the rest too far left."""
    names = [FORM[n].zh for n in order]
    torn = [(n[:2], n[2:]) if len(n) == 4 else (n, "") for n in names]
    head = [["说明", "申请人情况"], ["自然人", "法人或其他组织", "总计"]]
    head += [[first for first, _ in torn], [rest for _, rest in torn if rest]]
    rows = [*head, *lines((0, *order, 6))[1:]]
    text = "\n".join(" | ".join(row) + " |" for row in rows)
    report = extract(read_text(f"三、收到和处理政府信息公开申请情况\n{text}\n"))
    assert wrong(report) == []
    assert exact(report) == (175 if list(order) == sorted(order) else 0)


def test_behind_a_page_with_totals_six_numbers_are_not_those_without() -> None:
    rows = lines(tuple(range(7)))
    rows[3:] = [[*row[:4], *row[5:]] for row in rows[3:]]
    text = "\n".join(" ".join(row) for row in rows)
    assert wrong(extract(read_text(f"三、收到和处理政府信息公开申请情况\n{text}\n"))) == []


@pytest.mark.parametrize("years", [("上年", "本年"), ("2022年", "2023年")])
def test_numbers_of_last_year_before_those_of_this_year_are_not_this_years(
    years: tuple[str, str],
) -> None:
    head, *rows = lines(tuple(range(7)))
    body = f"<tr><td colspan=2>项目</td>{''.join(f'<td>{c}</td>' for c in head[1:])}</tr>"
    for label, *cells in rows:
        last = "".join(f"<td>{int(c) + 900}</td>" for c in cells)
        this = "".join(f"<td>{c}</td>" for c in cells)
        body += f"<tr><td rowspan=2>{label}</td><td>{years[0]}</td>{last}</tr>"
        body += f"<tr><td>{years[1]}</td>{this}</tr>"
    page = f"<p>三、收到和处理政府信息公开申请情况</p><table>{body}</table>"
    assert wrong(extract(read_html(page))) == []


def test_a_row_of_last_year_below_each_row_makes_no_leaves_of_other_outcomes() -> None:
    items = TABLE.items_of("form_2019")
    text = "申请人情况\n"
    for number, item in enumerate(items, start=1):
        text += f"{item.zh} " + " ".join(map(str, numbers(number))) + "\n上年 9 9 9 9 9 9 54\n"
    report = extract(read_text(f"三、收到和处理政府信息公开申请情况\n{text}"))
    assert report.tables["requests"].form == "form_2019"


def test_two_numbers_in_one_cell_beside_an_empty_one_leave_the_row_open() -> None:
    rows = lines(tuple(range(7)))
    rows[6][3:5] = [" ".join(rows[6][3:5]), ""]
    report = html(rows)
    assert (wrong(report), exact(report)) == ([], 168)
    blank = [f for f in report.tables["requests"].figures if f.cell.state is State.BLANK]
    assert blank == []


@pytest.mark.parametrize("gone", range(1, 8))
def test_an_empty_cell_of_the_labels_is_no_number_where_a_column_is_lost(gone: int) -> None:
    rows = [[row[0], "", *row[1:gone], *row[gone + 1 :]] for row in lines(tuple(range(7)))]
    for number in (5, 6, 7):
        rows[number][:2] = ["（三）不予公开", rows[number][0]]
    report = html(rows)
    blank = [
        f.item
        for f in report.tables["requests"].figures
        if f.cell.state is State.BLANK and f.column == "natural_person"
    ]
    assert (wrong(report), blank) == ([], [])


@pytest.mark.parametrize("gap", ["\n", "\n\n"])
@pytest.mark.parametrize(("natural", "order"), [(0, range(7)), (1, (1, 2, 3, 4, 5, 0, 6))])
def test_with_a_line_for_each_cell_organisations_before_the_others_are_another_order(
    gap: str, natural: int, order: tuple[int, ...]
) -> None:
    first = ["自然人", "法人或其他组织"]
    names = [first[natural], first[1 - natural], "总计", *(FORM[n].zh for n in range(1, 6))]
    cells = ["申请人情况", *names, *(cell for row in lines(tuple(order))[1:] for cell in row)]
    report = extract(read_text(gap.join(["三、收到和处理政府信息公开申请情况", *cells])))
    assert (wrong(report), exact(report)) == ([], 0 if natural else 175)


def without_spans(rows: list[list[str]]) -> list[list[str]]:
    """The header of the form in three rows, each with the cells that begin in it only."""
    names = rows[0][1:]
    head = [["", "申请人情况"], ["自然人", "法人或其他组织", "总计"], names[1:6]]
    return [*head, *rows[1:]]


@pytest.mark.parametrize("name", ["增长率", ""])
def test_a_column_beside_a_header_without_spans_leaves_no_row_to_counting(name: str) -> None:
    rows = [list(row) for row in lines(tuple(range(7)))]
    for row in rows[1:]:
        row.insert(7, "44")
    rows[2][1:4] = ["", "", ""]
    rows = without_spans(rows)
    rows[0].append(name)
    assert wrong(html(rows)) == []


@pytest.mark.parametrize("kept", [[7], [1, 7], [1, 2, 3, 4, 7]])
def test_empty_cells_say_nothing_of_columns_that_the_page_lacks(kept: list[int]) -> None:
    rows = [[row[0], *(row[n] for n in kept)] for row in lines(tuple(range(7)))]
    rows[5][1:] = [""] * len(kept)
    cells = html(rows).tables["requests"].cells().values()
    assert not any(cell.state is State.BLANK for cell in cells)


def test_where_a_column_holds_two_numbers_its_single_ones_may_be_of_either() -> None:
    rows = lines(tuple(range(7)))
    for row in rows[1:]:
        row[2:4] = [f"{row[2]} {row[3]}", ""]
    rows[4][2:4] = [rows[4][2].split()[1], ""]
    assert wrong(html(rows)) == []


def layout(names: list[str]) -> Report:
    """Table 三 in a text that keeps the layout of its page: long names stand on two lines."""
    lines = [" " * 60 + "申请人情况", "", "", ""]
    for place, name in zip(range(40, 120, 10), names, strict=False):
        cut = [name] if len(name) < 5 else [name[:4], "", name[4:]]
        for number, piece in enumerate(cut, start=1 if len(cut) > 1 else 2):
            lines[number] = lines[number].ljust(place) + piece
    for number, item in enumerate(TABLE.items_of("form_2021"), start=1):
        cells = "".join(f"{value:<10}" for value in numbers(number))
        lines.append(item.zh.ljust(40) + cells)
    text = "\n".join(lines)
    return extract(read_text(f"三、收到和处理政府信息公开申请情况\n{text}\n"))


def test_names_on_two_lines_stand_above_their_columns() -> None:
    report = layout([column.zh for column in FORM])
    assert (wrong(report), exact(report)) == ([], 175)


def test_their_places_tell_another_order_too() -> None:
    assert exact(layout([FORM[n].zh for n in (0, 3, 4, 1, 2, 5, 6)])) == 0
    assert exact(layout([FORM[n].zh for n in (1, 2, 3, 4, 5, 0, 6)])) == 0


def test_totals_that_the_header_puts_first_and_the_sums_confirm() -> None:
    report = html(lines((6, 0, 1, 2, 3, 4, 5)))
    assert (wrong(report), exact(report)) == ([], 175)


def test_a_table_for_each_group_below_its_label() -> None:
    rows = lines(tuple(range(7)))
    groups = [item.group for item in TABLE.items_of("form_2021")]
    page = "<p>三、收到和处理政府信息公开申请情况</p>"
    for number, (row, group) in enumerate(zip(rows[1:], groups, strict=True)):
        if number == 0 or group != groups[number - 1]:
            head = "".join(f"<td>{cell}</td>" for cell in rows[0])
            page += f"</table><p>{group or ''}</p><table><tr>{head}</tr>"
        page += "<tr>" + "".join(f"<td>{cell}</td>" for cell in row) + "</tr>"
    report = extract(read_html(page + "</table>"))
    assert (wrong(report), exact(report)) == ([], 175)


@pytest.mark.parametrize("order", [SWAPPED, (6, 2, 0, 4, 1, 3, 5)])
def test_a_row_with_one_more_label_than_the_header_leaves_room_for_is_left_open(
    order: tuple[int, ...],
) -> None:
    """Without spans the label of a group moves the cells of its first row to the right."""
    rows = lines(order)
    for number in (3, 5, 13):
        rows[number] = ["三、本年度办理结果", *rows[number]]
    report = html(rows)
    assert wrong(report) == []
    assert exact(report) == 7 * 22


def piped(rows: list[list[str]]) -> Report:
    """A line for each cell with a pipe behind, empty ones as a pipe alone, two to end a row."""
    text = "\n".join(f"{cell} |".strip() for row in rows for cell in [*row, "|"])
    return extract(read_text(f"三、收到和处理政府信息公开申请情况\n{text}\n"))


@pytest.mark.parametrize("gone", range(6))
def test_a_row_of_text_that_ends_in_its_sum_and_an_empty_cell_lost_another_cell(gone: int) -> None:
    rows = lines(tuple(range(7)))
    moved = [*rows[3][: gone + 1], *rows[3][gone + 2 :]]
    moved[-1] = str(sum(int(cell) for cell in moved[1:-1]))
    rows[3] = [*moved, ""]
    report = piped(rows)
    cells = report.tables["requests"].cells()
    item = TABLE.items_of("form_2021")[2].id
    assert not [c for key, c in cells.items() if key.item == item and c.state is State.REPORTED]
    assert exact(report) >= 175 - 7


def test_where_totals_are_left_empty_such_a_row_is_one_like_the_others() -> None:
    rows = [
        [*row[:-1], "" if number else row[-1]] for number, row in enumerate(lines(tuple(range(7))))
    ]
    rows[3][1:7] = ["3", "0", "0", "0", "0", "3"]
    cells = piped(rows).tables["requests"].cells()
    item = TABLE.items_of("form_2021")[2].id
    assert [cells[CellKey(item, c.id)].value for c in FORM] == [3, 0, 0, 0, 0, 3, None]
