"""Reads table 二, 主动公开政府信息情况: labelled rows of one to three cells.

The form follows from the printed column headers, never from the year.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import pairwise, zip_longest

from gouji.documents.reasons import Reason
from gouji.extraction.characters import fold
from gouji.extraction.elements import Element, GridRow, Token
from gouji.extraction.figures.aligning.filling import (
    BEFORE_UNNAMED,
    ambiguous_figure,
    blank_figure,
    figures_of_slots,
    missing_figure,
)
from gouji.extraction.figures.aligning.glued import part_labels
from gouji.extraction.figures.aligning.labels import Hit, hits, hits_below, strip_numbering
from gouji.extraction.figures.aligning.likeness import is_part, most_alike
from gouji.extraction.figures.aligning.rows import Row, close_gaps, rows_of
from gouji.extraction.figures.aligning.wrapped import join_wrapped
from gouji.extraction.figures.disclosure.as_printed import read_as_printed
from gouji.extraction.figures.disclosure.begun import read_begun
from gouji.extraction.figures.disclosure.by_sections import read_sections
from gouji.extraction.figures.disclosure.cells import columns_named, names_added, place_cells
from gouji.extraction.figures.disclosure.header_lines import with_joined_headers
from gouji.extraction.figures.disclosure.header_names import with_whole_names
from gouji.extraction.figures.disclosure.lost_label import with_first_label
from gouji.extraction.numbers import has_digit, is_unread_number, money_unit
from gouji.extraction.report import Figure, TableReading
from gouji.forms import catalogue
from gouji.forms.model import CellKey, Item, Table
from gouji.forms.values import State

_MARKS = {
    "form_2019": re.compile(r"新制作|新公开|公开总数|上一?年度?项目|增/减|采购项目|采购总金额"),
    "form_2021": re.compile(r"制发件|制发数|废止件|废止数|现行有效|收费金额"),
}


@dataclass(frozen=True, slots=True)
class _Found:
    """A row of an item, the column headers above it, and whether its label cells hold more.

    in_order: the order of those headers is that of the columns. added: they name other columns too.
    filled_up: an empty cell beside the columns of the table stands behind them.
    """

    row: Row
    header: tuple[str, ...]
    in_order: bool
    header_row: GridRow | None
    swallowed: bool
    added: bool = False
    filled_up: bool = False

    def lacks_a_column(self, width: int) -> bool:
        """True where the header above a row names some columns of the item, not all."""
        return 0 < len(self.header) < width

    @property
    def ends_early(self) -> bool:
        """True where a row of a grid of text has fewer cells than its header: some are lost."""
        own, head = self.row.grid_row, self.header_row
        if own is None or head is None or own.grid != head.grid or own.certain:
            return False
        return 1 < len(own.tokens) < len(head.tokens)


SWALLOWED = "the label has swallowed a number"
LACKING = "nothing stands behind the label, not even empty cells"
INVERTED = "numbers stand behind a header without a label: labels may follow their numbers here"
INVERTED_ORDER = Reason(
    "numbers_before_labels",
    "数字紧跟在表头之后，中间没有行名：行名可能印在数字之后，不能确定数字属于哪一行",
    INVERTED,
)
REORDERED = "the header names the columns in another order than the form, or not all of them"
MISFIT = "the row has more or fewer cells than the form"
_PARTS = 3
_MOST_NAMED = 2
"""Rows of a grid that name more items have none of their cells: rows and columns are changed."""
_NEAR = 2
_UNIT_ALONE = re.compile(r"\(?(?:单位:?)?(亿元|万元|元)\)?")
_HEADING = re.compile(r"二十条|信息内容|^[一二三四五六]、|^\(.*\)$")
_OPENING = re.compile(r"二十条|信息内容")
_TORN = re.compile(r"^[+-]?\d[\d.,]*\([^()]*$")
_ASIDE = re.compile(r"\([^()]*\)")
_NO_NAMES = re.compile(r"第?二十条第\(.\)项|信息内容")
_ONLY_2019 = re.compile(r"^其他对外管理|^政府集中采购")
_FEES = re.compile(r"^行政事业[性型]?收费")
_MONEY_HEADER = re.compile(r"收费金额|采购总?金额")


def read_disclosure(elements: Sequence[Element], *, cut: bool = False) -> TableReading | None:
    """The table in these elements, or None where no item of it is named.

    `cut`: nothing follows them, so that the document may end inside the table.
    """
    stated = read_as_printed(elements)
    if stated is not None:
        return stated
    reading = _by_labels(elements, cut=cut)
    if reading is None or reading.form != "form_2021":
        return reading
    open_figures = {f.key for f in reading.figures if not f.cell.state.is_certain}
    told = read_sections(elements, _money_unit(elements)) if open_figures else None
    if not told:
        return reading
    cells = {figure.key: figure for figure in told}
    if any(f.cell != cells.get(f.key, f).cell for f in reading.figures if f.cell.state.is_certain):
        return reading
    figures = (cells.get(f.key, f) if f.key in open_figures else f for f in reading.figures)
    return TableReading("disclosure", reading.form, tuple(figures))


def _by_labels(elements: Sequence[Element], *, cut: bool) -> TableReading | None:
    """The table as its labels and the cells beside them tell it."""
    table = catalogue.tables()["disclosure"]
    elements = with_whole_names(with_joined_headers(elements))
    form = disclosure_form(elements) or _form_of_items(elements)
    if form is None:
        return None
    printed = rows_of(join_wrapped(table, part_labels(table, elements)))
    printed = with_first_label(table, form, printed)
    close_gaps(printed, [row for row in printed if _is_full(table, form, row)])
    rows = _rows_by_item(table, printed)
    if not rows:
        return None
    loose = any(row.has_values and not _named(table, row) for row in printed)
    unit = _money_unit(elements)
    figures: list[Figure] = []
    if any(_follows_header(table, row) for row in printed):
        figures = [ambiguous_figure(table, key, INVERTED) for key in table.cells(form)]
        return TableReading("disclosure", form, tuple(figures), doubt=INVERTED_ORDER)
    for item in table.items_of(form):
        figures.extend(_item_figures(table, item, form, rows.get(item.id), unit))
    figures = _doubt_before_unnamed(table, form, figures, rows)
    figures = _doubt_bare(table, figures, rows, loose=loose or _lost_headers(elements))
    last = printed[-1] if cut and not loose else None
    for item in table.items_of(form) if last is not None else ():
        for entry in rows.get(item.id, ()):
            if entry.row is last and not (entry.swallowed or entry.added):
                figures = read_begun(table, item, form, last, figures, entry.header)
    return TableReading("disclosure", form, tuple(figures))


def _is_full(table: Table, form: str, row: Row) -> bool:
    """True where as many cells are printed behind a label as the form has."""
    named = hits(table, row.pieces) if row.tokens else []
    return bool(named) and len(row.tokens) == len(table.items[named[-1].item].columns.get(form, ()))


def _lost_headers(elements: Sequence[Element]) -> bool:
    """True where 信息内容 stands once for several parts of the table: repeated lines are lost."""
    loose = [element.folded for element in elements if isinstance(element, Token)]
    return loose.count("信息内容") == 1 and sum("二十条第" in line for line in loose) >= _PARTS


def _follows_header(table: Table, row: Row) -> bool:
    """True for loose numbers right behind a header: their label is lost, or printed after them."""
    if row.grid_row is not None or not row.has_values or not row.pieces:
        return False
    last = row.pieces[-1]
    header = bool(columns_named([last]) or _OPENING.search(last))
    return header and not hits(table, row.pieces[-1:])


def _doubt_before_unnamed(
    table: Table, form: str, figures: list[Figure], rows: dict[str, list[_Found]]
) -> list[Figure]:
    """Loose numbers before a label that is not there may be its own, where cells were dropped.

    That is seen from a label of which nothing but the label is left.
    """
    if all(entry.row.tokens for found in rows.values() for entry in found):
        return figures
    items = [item.id for item in table.items_of(form)]
    before = {
        item
        for item, following in pairwise(items)
        if following not in rows and any(e.row.grid_row is None for e in rows.get(item, ()))
    }
    return [
        ambiguous_figure(table, f.key, BEFORE_UNNAMED, f.raw, f.locator)
        if f.item in before and f.cell.state is State.REPORTED
        else f
        for f in figures
    ]


def _doubt_bare(
    table: Table, figures: list[Figure], rows: dict[str, list[_Found]], *, loose: bool
) -> list[Figure]:
    """A label without cells is an empty row only where no number of the table is left over.

    Nor is it one beside rows of a grid: it stood in another that lost its columns.
    """
    bare = {item for item, found in rows.items() if not any(entry.row.tokens for entry in found)}
    filled = [entry.row for found in rows.values() for entry in found if entry.row.has_values]
    if filled:
        in_grid = all(row.grid_row is not None for row in filled)
        lacking = {
            item
            for item in bare
            if all(e.row.lacks_cells or (in_grid and not any(e.row.blanks)) for e in rows[item])
        }
        figures = [
            ambiguous_figure(table, f.key, LACKING, place=f.locator) if f.item in lacking else f
            for f in figures
        ]
    if not loose and not any(f.cell.state is State.AMBIGUOUS for f in figures):
        return figures
    note = "nothing stands behind the label, and numbers of the table are left over"
    return [
        ambiguous_figure(table, f.key, note, place=f.locator) if f.item in bare else f
        for f in figures
    ]


def disclosure_form(elements: Sequence[Element]) -> str | None:
    """The form whose column headers are printed; None where none or both weigh the same."""
    counts = {
        form: sum(
            len(pattern.findall(element.folded))
            for element in elements
            if len(element.folded) < 200
        )
        for form, pattern in _MARKS.items()
    }
    if counts["form_2019"] == counts["form_2021"]:
        return None
    return max(counts, key=counts.__getitem__)


def _form_of_items(elements: Sequence[Element]) -> str | None:
    """Where the headers do not tell, the items that only one form has do."""
    if any(_ONLY_2019.search(element.folded) for element in elements):
        return "form_2019"
    return "form_2021" if any(_FEES.search(element.folded) for element in elements) else None


def _money_unit(elements: Sequence[Element]) -> str | None:
    for index, element in enumerate(elements):
        if _MONEY_HEADER.search(element.folded) and len(element.folded) < 200:
            unit = money_unit(element.folded)
            if unit:
                return unit
            # Converters put the second line of a header cell into a row, or a line, of its own.
            for following in elements[index + 1 : index + 1 + _NEAR]:
                torn = element.folded + following.folded
                if torn.count("(") == torn.count(")") > element.folded.count(")"):
                    return money_unit(torn)
                if stated := _UNIT_ALONE.fullmatch(following.folded):
                    return stated[1]
    return None


def _rows_by_item(table: Table, rows: list[Row]) -> dict[str, list[_Found]]:
    """Rows by the item that their last label names, each with the column headers above it."""
    found: dict[str, list[_Found]] = {}
    header: tuple[str, ...] = ()
    header_row: GridRow | None = None
    in_order = added = filled_up = False
    begun: list[str] = []
    for row, following in zip_longest(rows, rows[1:]):
        named = _named(table, row)
        first = named[0].piece if named else len(row.pieces)
        above = [*_begun_above(begun, row), *row.pieces[:first]]
        begun = [] if named or row.tokens or row.grid_row else above
        if columns_named(row.pieces[:first]):
            header, header_row = columns_named(above), row.grid_row
            in_order = _is_in_order(table, above, header)
            added = names_added(above)
            filled_up = row.grid_row is None and not named and len(row.tokens) == 1
        lists = len(named) > _MOST_NAMED and not row.has_values
        for number, hit in enumerate(named):
            last = number == len(named) - 1
            own = (
                row
                if last and not lists
                else Row(row.pieces, locator=row.locator, spaced=row.spaced)
            )
            behind = row.pieces[hit.piece + 1 : None if last else named[number + 1].piece]
            swallowed = _swallows(row.pieces[hit.piece], behind, hit.item, last=last)
            swallowed = swallowed or (last and following is not None and _is_torn_off(following))
            entry = _Found(own, header, in_order, header_row, swallowed, added, filled_up)
            found.setdefault(table.items[hit.item].id, []).append(entry)
    return found


def _begun_above(begun: Sequence[str], row: Row) -> Sequence[str]:
    """The part of a loose header that stands before the end of a page, say: an empty line."""
    new = row.grid_row is not None or any("二十条" in piece for piece in row.pieces)
    return () if new else begun


def _is_in_order(table: Table, pieces: Sequence[str], columns: Sequence[str]) -> bool:
    """True where the order of a header is that of its columns: on one line, or each name whole.

    Names over two lines, as texts of PDFs have them, come in any order; but two that stand on one
    line in another order than the form's do so on the page, and so do all if each is complete
    before the next begins.
    """
    named = [piece for piece in pieces if columns_named([piece])]
    names = {_ASIDE.sub("", piece) for piece in named}
    names = {name for name in names if not _MONEY_HEADER.search(name)}
    on_lines = [columns_named([piece]) for piece in named]
    if columns in on_lines or any(line != _in_form_order(table, line) for line in on_lines):
        return True
    whole = _column_names()
    return names <= whole or not _without(whole, _NO_NAMES.sub("", "".join(pieces)))


@cache
def _column_names() -> frozenset[str]:
    return frozenset(fold(column.zh) for column in catalogue.tables()["disclosure"].columns)


def _without(names: Iterable[str], text: str) -> str:
    """What is left of a text without each of these names; the longer ones may hold others."""
    for name in sorted(names, key=len, reverse=True):
        text = text.replace(name, "|", 1)
    return text.replace("|", "")


def _in_form_order(table: Table, columns: Sequence[str]) -> tuple[str, ...]:
    return tuple(column.id for column in table.columns if column.id in columns)


def _swallows(label: str, behind: Sequence[str], item: int, *, last: bool) -> bool:
    """True where a number stands in the label, or behind it what is neither label nor header."""
    if has_digit(_ASIDE.sub("", strip_numbering(label))) or any(map(is_unread_number, behind)):
        return True
    return last and any(
        not (columns_named([p]) or _HEADING.search(p) or is_part("disclosure", p, item))
        for p in behind
    )


def _is_torn_off(row: Row) -> bool:
    """True where a row begins with a number whose note was torn: it is a cell of the row before."""
    return row.grid_row is None and bool(row.pieces) and bool(_TORN.match(row.pieces[0]))


def _named(table: Table, row: Row) -> list[Hit]:
    """The items that a row's labels name; what stands above it comes last."""
    return (
        hits(table, row.pieces) or _damaged(table, row) or hits_below(table, row.above, row.pieces)
    )


def _damaged(table: Table, row: Row) -> list[Hit]:
    """The item that a damaged label in front of cells resembles."""
    item = most_alike(table.id, row.pieces[-1]) if row.pieces and row.tokens else None
    return [] if item is None else [Hit(len(row.pieces) - 1, item)]


def _item_figures(
    table: Table, item: Item, form: str, found: list[_Found] | None, unit: str | None
) -> list[Figure]:
    keys = [CellKey(item.id, column) for column in item.columns[form]]
    if not found:
        return [missing_figure(table, key) for key in keys]
    filled = [entry for entry in found if entry.row.has_values]
    if not filled:
        place = found[0].row.locator
        if any(entry.swallowed for entry in found):
            return [ambiguous_figure(table, key, SWALLOWED, place=place) for key in keys]
        if found[0].lacks_a_column(len(keys)) or found[0].ends_early:
            return [ambiguous_figure(table, key, MISFIT, place=place) for key in keys]
        return [blank_figure(table, key, place) for key in keys]
    row = filled[0].row
    if len({entry.row.raw for entry in filled}) > 1:
        note = "the item is printed twice with different numbers"
        raw = "; ".join(entry.row.raw for entry in filled)
        return [ambiguous_figure(table, key, note, raw, row.locator) for key in keys]
    if filled[0].swallowed:
        return [ambiguous_figure(table, key, SWALLOWED, row.raw, row.locator) for key in keys]
    if not set(filled[0].header) <= set(item.columns[form]):
        note = "the column headers above the row are not those of the form"
        return [ambiguous_figure(table, key, note, row.raw, row.locator) for key in keys]
    columns = item.columns[form]
    if row.grid_row is None and filled[0].in_order and filled[0].header != tuple(columns):
        return [ambiguous_figure(table, key, REORDERED, row.raw, row.locator) for key in keys]
    entry = filled[0]
    told = {"added": entry.added, "filled_up": entry.filled_up}
    slots = place_cells(row, columns, entry.header, entry.header_row, **told)
    if slots is None:
        return [ambiguous_figure(table, key, MISFIT, row.raw, row.locator) for key in keys]
    return figures_of_slots(table, keys, slots, row.locator, unit)
