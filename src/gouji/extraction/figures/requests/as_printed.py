"""Table 三 where it stands in a grid as the form prints it, a count in each cell.

Most pages have it so, and most PDF files, in a grid on each page. All that `table` asks of the
words and places of a header and of labels has one answer for all of these: they are those of the
form, or a label says the same in other words. What it asks of the numbers alone, whether their sums
belong to another column, is left to it. Anything else is not read here.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cache

from gouji.extraction.characters import fold
from gouji.extraction.elements import Element, GridRow
from gouji.extraction.figures.aligning.as_printed import are_counts, cells_as_printed, rows_alone
from gouji.extraction.figures.aligning.filling import figures_of_counts
from gouji.extraction.figures.aligning.labels import hits, holds_number, names_two
from gouji.extraction.figures.requests.printed_rows import row_keys
from gouji.extraction.report import Figure
from gouji.forms import catalogue

_COLUMNS, _WIDTH = 10, 7
"""Columns of the grid; the last of them hold the numbers."""
_PLACES = list(range(_COLUMNS - _WIDTH, _COLUMNS))
_NOTE = "(本列数据的勾稽关系为:第一项加第二项之和,等于第三项加第四项之和)"
_HEADER = (
    ((_NOTE, 0, 3), ("申请人情况", 3, 7)),
    (("自然人", 3, 1), ("法人或其他组织", 4, 5), ("总计", 9, 1)),
    (
        *(("商业企业", 4, 1), ("科研机构", 5, 1), ("社会公益组织", 6, 1)),
        *(("法律服务机构", 7, 1), ("其他", 8, 1)),
    ),
)
"""Folded text, column and width of each cell."""


def read_as_printed(elements: Sequence[Element]) -> tuple[str, list[Figure]] | None:
    """The form and the figures of such a table; None for any other."""
    rows = rows_alone(elements, {_COLUMNS}, "disputes")
    if rows is None:
        return None
    head, body = rows[: len(_HEADER)], rows[len(_HEADER) :]
    if tuple(map(cells_as_printed, head)) != _HEADER:
        return None
    form = _form(tuple(_labels(body, head[-1].grid)))
    if form is None:
        return None
    table = catalogue.tables()["requests"]
    figures: list[Figure] = []
    for item, row in zip(table.items_of(form), body, strict=True):
        tokens = row.tokens[-_WIDTH:]
        if [token.column for token in tokens] != _PLACES:
            return None
        if not are_counts(tokens):
            return None
        figures += figures_of_counts(table, row_keys(item.id), tokens)
    return form, figures


def _labels(body: Sequence[GridRow], grid: int) -> Iterator[tuple[str, ...]]:
    """The labels of each row. The rest of that of a group is an empty cell on the next page."""
    for row in body:
        labels = tuple([token.folded for token in row.tokens[:-_WIDTH]])
        while row.grid != grid and labels[:1] == ("",):
            labels = labels[1:]
        grid = row.grid
        yield labels


def _form(printed: tuple[tuple[str, ...], ...]) -> str | None:
    """The form that has these labels, all of them and no other."""
    form = _forms().get(printed)
    if form is not None:
        return form
    return next((form for rows, form in _forms().items() if _say_the_same(printed, rows)), None)


def _say_the_same(printed: Sequence[tuple[str, ...]], rows: Sequence[tuple[str, ...]]) -> bool:
    """True where each label is that of the form, or another one of the same item alone."""
    return len(printed) == len(rows) and all(
        labels == own or (labels[:-1] == own[:-1] and _names_alone(labels, own))
        for labels, own in zip(printed, rows, strict=True)
    )


def _names_alone(labels: tuple[str, ...], own: tuple[str, ...]) -> bool:
    table = catalogue.tables()["requests"]
    if not labels or hits(table, labels) != hits(table, own):
        return False
    return not (holds_number(labels[-1]) or names_two(labels[-1]))


@cache
def _forms() -> dict[tuple[tuple[str, ...], ...], str]:
    """The form by the folded labels of all rows; that of a group stands in its first row."""
    table = catalogue.tables()["requests"]
    found: dict[tuple[tuple[str, ...], ...], str] = {}
    for form in table.forms:
        groups: set[str | None] = {None}
        rows: list[tuple[str, ...]] = []
        for item in table.items_of(form):
            labels = [] if item.group in groups else [str(item.group)]
            groups.add(item.group)
            rows.append(tuple(map(fold, [*labels, item.label(form)])))
        found[tuple(rows)] = form
    return found
