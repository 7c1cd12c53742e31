"""Text pages whose lines, cells and tables are laid out in unusual ways."""

from __future__ import annotations

from tests.extraction.hand_made.numbers import (
    APPLICANTS,
    DISPUTES,
    RESULTS,
)
from tests.extraction.hand_made.printing import (
    FOOT,
    FOUR,
    HEAD,
    NOTE,
    TWO,
    Page,
    flat,
    four_flat,
    markdown,
    page,
    rest,
    text,
    three_flat,
    three_rows,
    told,
    two_rows,
)


@page()
def tabs() -> Page:
    """The plain case, to be sure that the pages themselves are right."""
    return "a.txt", rest(flat(two_rows()), three_flat(), four_flat()), told()


@page()
def a_markdown_table_a_row() -> Page:
    """Each row its own Markdown table with an invented header."""

    def one(row: list[str]) -> list[str]:
        head = ["内容", *(f"列{n}" for n in range(1, len(row)))]
        return ["", *markdown([head]), "|" + " --- |" * len(row), *markdown([row]), ""]

    two = [line for row in two_rows() for line in (one(row) if len(row) > 1 else row)]
    three = [NOTE, "申请人情况"]
    three += [line for labels, values in three_rows() for line in one([" ".join(labels), *values])]
    four = [line for start in (0, 5, 10) for line in (
        ["行政复议", "未经复议直接起诉", "复议后起诉"][start // 5],
        *markdown([list(RESULTS)]), "|" + " --- |" * 5,
        *markdown([[str(n) for n in DISPUTES[start : start + 5]]]), "")]  # fmt: skip
    return "a.md", rest(two, three, four), told()


@page()
def one_markdown_table_for_all() -> Page:
    """A converter made one wide table of everything, filled up with empty cells."""
    wide = [[*row, *[""] * (8 - len(row))] for row in two_rows()]
    wide += [["", *APPLICANTS]]
    wide += [[" ".join(labels), *values] for labels, values in three_rows()]
    return "a.md", text(
        HEAD, [TWO, ""], markdown(wide[:1]), ["|" + "---|" * 8], markdown(wide[1:]), [""],
        [FOUR, ""], markdown([list(RESULTS * 3)]), ["|" + "---|" * 15],
        markdown([[str(n) for n in DISPUTES]]), [""], FOOT,
    ), told()  # fmt: skip


@page()
def markdown_that_repeats_spans() -> Page:
    """Markdown in which a cell is repeated over its span, labels and headers alike."""
    two = []
    for row in two_rows():
        fill = [row[0]] * 4 if len(row) == 1 else [row[0], *row[1:], *[row[-1]] * (4 - len(row))]
        two.append(fill)
    group = None
    three = [["申请人情况"] * 3 + ["自然人", *["法人或其他组织"] * 5, "总计"],
             ["申请人情况"] * 3 + list(APPLICANTS)]  # fmt: skip
    for labels, values in three_rows():
        if len(labels) > 1:
            group = labels[-2] if labels[-2].startswith("（") else None
        elif labels[0].startswith("（") or labels[0][0] in "一二四":
            group = None
        outer = labels[0] if labels[0][:2] in ("一、", "二、", "四、") else "三、本年度办理结果"
        three.append([outer, group or labels[-1], labels[-1], *values])
    four = [["行政复议"] * 5 + ["行政诉讼"] * 10,
            [*RESULTS, *["未经复议直接起诉"] * 5, *["复议后起诉"] * 5],
            [*RESULTS * 3], [str(n) for n in DISPUTES]]  # fmt: skip

    def table(rows: list[list[str]]) -> list[str]:
        lines = markdown(rows)
        return ["", lines[0], "|" + "---|" * len(rows[0]), *lines[1:], ""]

    return "a.md", rest(table(two), [NOTE, *table(three)], table(four)), told()


@page()
def spaced_with_header_in_pieces() -> Page:
    """pdftotext -layout: header cells in pieces over three lines, numbers under them."""
    two = ["      ".join(row) for row in two_rows()]
    three = [
        "                         申请人情况",
        "                                       法人或其他组织",
        "                   自然    商业   科研   社会公    法律服           总计",
        "                    人     企业   机构   益组织    务机构   其他",
    ]
    three += [" ".join(labels).ljust(20) + "   ".join(v.rjust(4) for v in values)
              for labels, values in three_rows()]  # fmt: skip
    four = [
        "           行政复议                        行政诉讼",
        "                             未经复议直接起诉        复议后起诉",
        " ".join(RESULTS * 3), "   ".join(map(str, DISPUTES)),
    ]  # fmt: skip
    return "a.txt", rest(two, three, four), told()


@page()
def labels_broken_around_their_numbers() -> Page:
    """pdftotext -layout: a label over three lines, its numbers on the middle one."""
    two = ["      ".join(row) for row in two_rows()]
    three = ["申请人情况", "  ".join(APPLICANTS)]
    for labels, values in three_rows():
        last = labels[-1]
        numbers = "    ".join(values)
        three += labels[:-1]
        if len(last) > 16:
            three += [f"   {last[:9]}", f"   {last[9:14]}      {numbers}", f"   {last[14:]}"]
        else:
            three.append(f"   {last}      {numbers}")
    return "a.txt", rest(two, three, four_flat("  ")), told()


@page()
def one_character_a_line_everywhere() -> Page:
    """Narrow label columns: one character a line; numbers one a line, nothing between."""
    two = [cell for row in two_rows() for cell in row]
    three = ["申请人情况", *APPLICANTS[:1], "法人或其他组织", *APPLICANTS[1:]]
    for labels, values in three_rows():
        for part in labels[:-1]:
            three += list(part)
        three += [labels[-1], *values]
    four = ["行政复议", "行政诉讼", *RESULTS * 3, *map(str, DISPUTES)]
    return "a.txt", rest(two, three, four), told()


@page("disputes")
def disputes_in_prose() -> Page:
    """Table 四 told only."""
    four = ["全年发生行政复议案件6件，其中维持3件、纠正1件、尚未审结2件；行政诉讼7件。"]
    cells = told()
    return "a.txt", rest(flat(two_rows()), three_flat(), four), cells


@page()
def disputes_as_three_tables() -> Page:
    """Three small tables, each under its own heading."""
    four = []
    for name, start in (
        ("行政复议", 0),
        ("行政诉讼：未经复议直接起诉", 5),
        ("行政诉讼：复议后起诉", 10),
    ):
        four += [name, "\t".join(RESULTS), "\t".join(map(str, DISPUTES[start : start + 5]))]
    return "a.txt", rest(flat(two_rows()), three_flat(), four), told()


@page()
def disputes_transposed() -> Page:
    """A line a result, a column a block."""
    four = ["\t".join(["", "行政复议", "未经复议直接起诉", "复议后起诉"])]
    four += ["\t".join([r, *(str(DISPUTES[at + n * 5]) for n in range(3))])
             for at, r in enumerate(RESULTS)]  # fmt: skip
    return "a.txt", rest(flat(two_rows()), three_flat(), four), told()


@page()
def disputes_one_a_line() -> Page:
    """Fifteen lines: 行政复议-结果维持 3."""
    four = [f"{b}-{r}\t{DISPUTES[n * 5 + m]}"
            for n, b in enumerate(("行政复议", "未经复议直接起诉", "复议后起诉"))
            for m, r in enumerate(RESULTS)]  # fmt: skip
    return "a.txt", rest(flat(two_rows()), three_flat(), four), told()


@page("requests.not_processed_repeat")
def page_break_with_a_wrong_header() -> Page:
    """Table 三 goes over a page; the header of table 四 is repeated instead of its own."""
    three = three_flat()
    at = next(i for i, line in enumerate(three) if "2.重复申请" in line)
    three[at:at] = ["— 4 —", "\t".join(RESULTS)]
    return "a.txt", rest(flat(two_rows()), three, four_flat()), told()


@page()
def page_break_in_a_label() -> Page:
    """The page ends inside a label of a text with one cell a line."""
    two = [cell for row in two_rows() for cell in row]
    three = ["申请人情况", *APPLICANTS]
    for labels, values in three_rows():
        if "制作" in labels[-1]:
            three += [labels[-1][:6], "- 5 -", labels[-1][6:], *values]
        else:
            three += [*labels, *values]
    four = ["行政复议", "行政诉讼", *RESULTS * 3, *map(str, DISPUTES)]
    return "a.txt", rest(two, three, four), told()


@page("disclosure", "requests", "disputes")
def two_reports_in_one_file() -> Page:
    """The report of a bureau follows that of the county, with other numbers."""
    other = rest(flat(two_rows()), three_flat(), four_flat()).replace(
        "楠溪县人民政府", "楠溪县水利局"
    )
    other = other.replace("\t41\t", "\t11\t").replace("5310", "12").replace("\t51", "\t21")
    return "a.txt", rest(flat(two_rows()), three_flat(), four_flat()) + "\n" + other, told()
