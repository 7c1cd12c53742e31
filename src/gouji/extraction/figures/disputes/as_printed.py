"""Table 四 where it stands in a grid word for word as the form prints it, a count in each cell.

All that `table` asks of such a header and of the row below it has one answer. Anything else is not
read here.
"""

from __future__ import annotations

from collections.abc import Sequence

from gouji.extraction.elements import Element, GridRow
from gouji.extraction.figures.aligning.as_printed import are_counts, cells_as_printed, is_heading
from gouji.extraction.figures.aligning.filling import figures_of_counts
from gouji.extraction.report import TableReading
from gouji.forms import catalogue

_WIDTH = 15
_RESULTS = ("结果维持", "结果纠正", "其他结果", "尚未审结", "总计")
_HEADER = (
    (("行政复议", 0, 5), ("行政诉讼", 5, 10)),
    (
        *((result, column, 1) for column, result in enumerate(_RESULTS)),
        *(("未经复议直接起诉", 5, 5), ("复议后起诉", 10, 5)),
    ),
    tuple((result, column, 1) for column, result in enumerate(_RESULTS * 2, start=5)),
)
"""Folded text, column and width of each cell."""
_ROWS = len(_HEADER) + 1


def read_as_printed(elements: Sequence[Element], form: str) -> TableReading | None:
    """The reading of such a table; None for any other."""
    rows = [element for element in elements[-_ROWS:] if isinstance(element, GridRow)]
    if len(rows) < _ROWS or not all(is_heading(one, "disputes") for one in elements[:-_ROWS]):
        return None
    body = rows[-1]
    if any((row.grid, row.n_columns, row.certain) != (body.grid, _WIDTH, True) for row in rows):
        return None
    if len(body.tokens) != _WIDTH or tuple(map(cells_as_printed, rows[:-1])) != _HEADER:
        return None
    if not are_counts(body.tokens):
        return None
    table = catalogue.tables()["disputes"]
    figures = figures_of_counts(table, table.cells(form), body.tokens)
    return TableReading("disputes", form, tuple(figures))
