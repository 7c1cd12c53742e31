"""Prints a drawn report the way collected pages look.

Every layout is a function from `Drawn` to text. Prose is short and neutral: it states no number
that a claim could be made of.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable

from gouji.forms import catalogue
from gouji.forms.model import CellKey
from tests.generation.figures import Drawn, Printed

HEAD = "根据条例要求，编制本报告。统计期限自{year}年1月1日起至12月31日止。"
HEADER_2 = ("商业企业", "科研机构", "社会公益组织", "法律服务机构", "其他")
NOTE = "（本列数据的勾稽关系为：第一项加第二项之和，等于第三项加第四项之和）"
RESULTS = ("结果维持", "结果纠正", "其他结果", "尚未审结", "总计")


def text_of(value: Printed) -> str:
    return "" if value is None else str(value)


def disclosure_rows(drawn: Drawn) -> list[list[str]]:
    """Labels and cells of table 二, with its five or four small headers."""
    table = catalogue.tables()["disclosure"]
    cells = drawn.cells["disclosure"]
    rows: list[list[str]] = []
    group = header = None
    for item in table.items_of(drawn.form):
        columns = item.columns[drawn.form]
        names = [_header(column) for column in columns]
        if item.group != group:
            rows.append([str(item.group)])
        if item.group != group or names != header:
            rows.append(["信息内容", *names])
        group, header = item.group, names
        rows.append(
            [item.label(drawn.form), *(text_of(cells[CellKey(item.id, c)]) for c in columns)]
        )
    return rows


def _header(column: str) -> str:
    if column == "amount_yuan":
        return "本年收费金额（单位：元）"
    return catalogue.tables()["disclosure"].column(column).zh


def request_rows(drawn: Drawn) -> list[tuple[list[str], list[str]]]:
    """Label cells and the seven values of each row of table 三."""
    table = catalogue.tables()["requests"]
    cells = drawn.cells["requests"]
    rows = []
    group: str | None = None
    for item in table.items_of(drawn.requests_form):
        labels = [item.zh]
        if item.group and item.group != group and item.group.startswith("（"):
            labels = [item.group, item.zh]
        if item.id == "granted":
            labels = ["三、本年度办理结果", item.zh]
        group = item.group
        rows.append((labels, [text_of(cells[CellKey(item.id, c.id)]) for c in table.columns]))
    return rows


def dispute_cells(drawn: Drawn) -> list[str]:
    return [text_of(value) for value in drawn.cells["disputes"].values()]


def _title(drawn: Drawn) -> list[str]:
    return [f"{drawn.issuer}{drawn.year}年政府信息公开工作年度报告", HEAD.format(year=drawn.year)]


def _sections(
    drawn: Drawn, two: Iterable[str], three: Iterable[str], four: Iterable[str]
) -> list[str]:
    return [
        *_title(drawn), "一、总体情况", "本年工作平稳。", "二、主动公开政府信息情况", *two,
        "三、收到和处理政府信息公开申请情况", *three,
        "四、政府信息公开行政复议、行政诉讼情况", *four,
        "五、存在的主要问题及改进情况", "人手偏少。", "六、其他需要报告的事项", "无其他事项。",
    ]  # fmt: skip


def _flat(drawn: Drawn) -> tuple[list[str], list[str], list[str]]:
    two = [cell for row in disclosure_rows(drawn) for cell in row]
    three = [NOTE, "申请人情况", "自然人", "法人或其他组织", "总计", *HEADER_2]
    for labels, values in request_rows(drawn):
        three += [*labels, *values]
    four = ["行政复议", "行政诉讼", *RESULTS, "未经复议直接起诉", "复议后起诉", *RESULTS, *RESULTS]
    return two, three, [*four, *dispute_cells(drawn)]


def spaced_lines(drawn: Drawn) -> str:
    """One cell a line, an empty line between, one more for each empty cell."""
    lines: list[str] = []
    for cell in _sections(drawn, *_flat(drawn)):
        lines += ["", cell] if cell else [""]
    return "\n".join(lines)


def doubled_lines(drawn: Drawn) -> str:
    """The same, where an empty cell keeps its own line and its separator: two empty lines more."""
    return "\n\n".join(_sections(drawn, *_flat(drawn)))


def dropped_blanks(drawn: Drawn) -> str:
    """One cell a line, empty cells dropped altogether: much of it cannot be known."""
    return "\n".join(cell for cell in _sections(drawn, *_flat(drawn)) if cell)


def one_row_a_line(drawn: Drawn) -> str:
    """Labels and numbers on one line with spaces between, empty cells dropped."""
    two = [" ".join(row) for row in disclosure_rows(drawn)]
    three = [NOTE, "申请人情况", "自然人 法人或其他组织 总计", " ".join(HEADER_2)]
    three += [
        " ".join([*labels, *(v for v in values if v)]) for labels, values in request_rows(drawn)
    ]
    four = [
        "行政复议 行政诉讼",
        " ".join(RESULTS * 3),
        " ".join(c for c in dispute_cells(drawn) if c),
    ]
    return "\n".join(_sections(drawn, two, three, four))


def piped_lines(drawn: Drawn) -> str:
    """A pipe alone on a line between cells."""
    two, three, four = ("\n|\n".join(["", *cells, ""]) for cells in _flat(drawn))
    return "\n".join(_sections(drawn, [two], [three], [four]))


def pipe_ended(drawn: Drawn) -> str:
    """Each cell on its line with a pipe behind; filler pipes end a row."""
    table_rows = [
        [[*row] for row in disclosure_rows(drawn)],
        [[NOTE, "申请人情况"], ["自然人", "法人或其他组织", "总计"], [*HEADER_2],
         *([*labels, *values] for labels, values in request_rows(drawn))],
        [["行政复议", "行政诉讼"], [*RESULTS, "未经复议直接起诉", "复议后起诉"],
         [*RESULTS, *RESULTS], dispute_cells(drawn)],
    ]  # fmt: skip
    printed = [
        [line for row in rows for line in (*(f"{cell} |".strip() for cell in row), "||")]
        for rows in table_rows
    ]
    return "\n".join(_sections(drawn, *printed))


def _wide(row: list[str], width: int) -> list[str]:
    return row + [""] * (width - len(row))


def tabbed(drawn: Drawn) -> str:
    """Several cells a line with tabs; group labels only on their first row shift the rest."""
    two = ["\t".join(_wide(row, 4)) for row in disclosure_rows(drawn)]
    three = [
        f"{NOTE}\t申请人情况\t\t\t\t\t\t总计",
        "\t自然人\t法人或其他组织",
        "\t\t" + "\t".join(HEADER_2),
    ]
    for labels, values in request_rows(drawn):
        lead = "" if labels[0].startswith(("一、", "二、", "四、", "三、")) else "\t"
        three.append(lead + "\t".join([*labels, *values]))
    four = ["行政复议\t\t\t\t\t行政诉讼", "\t".join(RESULTS * 3), "\t".join(dispute_cells(drawn))]
    return "\n".join(_sections(drawn, two, three, four))


def markdown(drawn: Drawn) -> str:
    """Clean Markdown tables."""
    two: list[str] = []
    for row in disclosure_rows(drawn):
        if len(row) == 1:
            two += ["", f"### {row[0]}", ""]
        else:
            two.append("| " + " | ".join(row) + " |")
            if row[0] == "信息内容":
                two.append("|" + "---|" * len(row))
    three = [
        "",
        "申请人情况",
        "",
        "| 项目 | 自然人 | " + " | ".join(HEADER_2) + " | 总计 |",
        "|" + "---|" * 8,
    ]
    for labels, values in request_rows(drawn):
        three.append("| " + " ".join(labels) + " | " + " | ".join(values) + " |")
    four = ["", "行政复议、未经复议直接起诉、复议后起诉", "", "| " + " | ".join(RESULTS * 3) + " |",
            "|" + "---|" * 15, "| " + " | ".join(dispute_cells(drawn)) + " |", ""]  # fmt: skip
    return "\n".join(_sections(drawn, [*two, ""], [*three, ""], four))


def html(drawn: Drawn) -> str:
    """Real tables with row and column spans, between the chrome of a site."""
    two = "".join(
        "<tr>" + "".join(f"<td>{cell}</td>" for cell in row[:-1])
        + f"<td colspan='{5 - len(row)}'>{row[-1]}</td></tr>"
        for row in disclosure_rows(drawn)
    )  # fmt: skip
    body = []
    groups = [item.group for item in catalogue.tables()["requests"].items_of(drawn.requests_form)]
    previous: str | None = None
    for group, (labels, values) in zip(groups, request_rows(drawn), strict=True):
        cells = "".join(f"<td><p>{value}</p></td>" for value in values)
        if group is None:
            lead = f"<td colspan='3'>{labels[-1]}</td>"
        elif labels[0].startswith("三、"):
            inner = sum(1 for g in groups if g is not None)
            lead = f"<td rowspan='{inner}'>{labels[0]}</td><td colspan='2'>{labels[-1]}</td>"
        elif group.startswith("（"):
            first = group != previous
            lead = f"<td rowspan='{groups.count(group)}'>{group}</td>" if first else ""
            lead += f"<td>{labels[-1]}</td>"
        else:
            lead = f"<td colspan='2'>{labels[-1]}</td>"
        previous = group
        body.append(f"<tr>{lead}{cells}</tr>")
    three = (
        f"<tr><td colspan='3' rowspan='3'>{NOTE}</td><td colspan='7'>申请人情况</td></tr>"
        "<tr><td rowspan='2'>自然人</td><td colspan='5'>法人或其他组织</td>"
        "<td rowspan='2'>总计</td></tr>"
        "<tr>" + "".join(f"<td>{name}</td>" for name in HEADER_2) + "</tr>" + "".join(body)
    )
    results = "".join(f"<td>{name}</td>" for name in RESULTS)
    four = (
        "<tr><td colspan='5'>行政复议</td><td colspan='10'>行政诉讼</td></tr><tr>"
        + "".join(f"<td rowspan='2'>{name}</td>" for name in RESULTS)
        + "<td colspan='5'>未经复议直接起诉</td><td colspan='5'>复议后起诉</td></tr>"
        + f"<tr>{results}{results}</tr><tr>"
        + "".join(f"<td>{cell}</td>" for cell in dispute_cells(drawn))
        + "</tr>"
    )
    meta = (
        "<table><tr><td>索引号</td><td>990000/2024-1</td></tr>"
        "<tr><td>发布机构</td><td>办公室</td></tr></table>"
    )
    inside = "".join(
        f"<table border=1>{part}</table>" if part.startswith("<tr>") else f"<p>{part}</p>"
        for part in _sections(drawn, [two], [three], [four])
    )
    return (
        f"<!doctype html><html><head><meta charset='utf-8'><title>{_title(drawn)[0]}</title></head>"
        f"<body><div class='nav'><a>首页</a><a>政务公开</a></div>{meta}"
        f"<div>{inside}</div></body></html>"
    )


LAYOUTS: dict[str, tuple[str, Callable[[Drawn], str]]] = {
    "spaced_lines": ("txt", spaced_lines),
    "doubled_lines": ("txt", doubled_lines),
    "dropped_blanks": ("txt", dropped_blanks),
    "one_row_a_line": ("txt", one_row_a_line),
    "piped_lines": ("txt", piped_lines),
    "pipe_ended": ("txt", pipe_ended),
    "tabbed": ("txt", tabbed),
    "markdown": ("md", markdown),
    "html": ("html", html),
}
