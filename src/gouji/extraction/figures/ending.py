"""The last row of a document that may have been cut short.

Where a text or page ends abruptly its last number may go on (but no count goes on behind a 0), and
an empty cell beside it may be one that was lost; a sum that ties shows that nothing is missing.
Where a label comes last, or one with fewer empty cells behind it than its row has, they are not
empty but unknown. A file that ends with the last cell of the form of 2014, after which nothing
follows on paper either, is taken to be whole.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from itertools import islice, takewhile

from gouji.documents.model import Locator
from gouji.extraction.elements import Element, GridRow, Token
from gouji.extraction.figures.aligning.labels import hits
from gouji.extraction.figures.aligning.likeness import is_part
from gouji.extraction.report import Figure, TableReading
from gouji.forms import catalogue
from gouji.forms.evaluation import Outcome, confront_edit
from gouji.forms.model import CellKey, Unit
from gouji.forms.values import CellValue, State

CUT = "the file ends in this row, and what stood here may be cut off"
_SENTENCE = 20
_LINES = 4
"""Of which a label is made at most."""
_INSIDE = ",、:(“《"
"""What no sentence ends with."""


def doubt_ending(
    tables: Mapping[str, TableReading], found: Sequence[Element], *, abrupt: bool
) -> dict[str, TableReading]:
    """The tables of a document; `found` are its elements, `abrupt` how the file ends."""
    empty = sum(1 for _ in takewhile(_is_empty, reversed(found)))
    last = found[-1 - empty] if empty < len(found) else found[-1]
    tokens = [last] if isinstance(last, Token) else _printed(last)
    label = isinstance(last, Token) and not last.is_value
    if isinstance(last, Token) and last.is_value:
        tables = {name: _without_spread(reading, last) for name, reading in tables.items()}
    if not tokens or not (abrupt or label) or (empty and not label):
        return dict(tables)
    pieces = _label(found[: len(found) - empty]) if label else []
    return {n: _doubted(reading, tokens[-1], pieces, empty) for n, reading in tables.items()}


def ends_early(
    tables: Mapping[str, TableReading],
    found: Sequence[Element],
    last: Collection[str],
    *,
    abrupt: bool,
) -> bool:
    """True where a document ends within a table, or within a sentence: what follows was lost.

    Args:
        tables: as read.
        found: the elements of the document.
        last: the tables that its end belongs to.
        abrupt: how the file ends.
    """
    ended_in = (tables[name].figures for name in last if name in tables)
    if any(f.cell.state is State.MISSING for figures in ended_in for f in figures):
        return True
    end = found[-1] if found and abrupt else None
    if not isinstance(end, Token) or len(end.folded) < _SENTENCE:
        return False
    return end.folded[-1].isalpha() or end.folded[-1] in _INSIDE


def _is_empty(element: Element) -> bool:
    return isinstance(element, Token) and element.is_empty


def _without_spread(reading: TableReading, last: Token) -> TableReading:
    """Empty lines before the last number of all may be fewer empty cells, and some behind it cut.

    So it is where nothing but their number placed it.
    """
    ending = [f for f in reading.figures if f.raw == last.text and f.locator == last.locator]
    own = {f.item for f in ending[-1:]}
    row = [f for f in reading.figures if f.item in own]
    blank = [f.locator for f in row if f.cell.state is State.BLANK]
    # Cells that are printed have each a place of its own.
    if len(set(blank)) == len(blank) or any(
        f.cell.state.is_certain and _ties(reading, f.key) for f in row
    ):
        return reading
    figures = tuple(_opened(f) if f.item in own else f for f in reading.figures)
    return replace(reading, figures=figures)


def _printed(row: GridRow) -> list[Token]:
    return [token for token in row.tokens if token.folded]


def _doubted(reading: TableReading, last: Token, label: Sequence[str], empty: int) -> TableReading:
    named = _named(reading, label or ([] if last.is_value else [last.folded]))
    if named and empty >= sum(figure.item in named for figure in reading.figures) > 0:
        return reading  # each of its cells is printed
    place = last.locator
    inside = [
        f
        for f in reading.figures
        if f.item in named or (f.locator.table == place.table and _in_one_row(f.locator, place))
    ]
    ending = [f for f in inside if f.raw == last.text and f.locator == last.locator][-1:]
    # A 0 that was cut off leaves every sum as it is.
    behind = inside[inside.index(ending[0]) + 1 :] if ending else inside if named else []
    lost = {f.key for f in behind if f.cell.state is State.BLANK}
    if ending and (_is_whole(ending[0], last) or _ends_form(reading, ending[0])):
        ending = []
    doubtful = {
        figure.key
        for figure in (*ending, *(f for f in inside if f.cell.state.is_empty))
        if figure.cell.state.is_certain and not _ties(reading, figure.key)
    } | lost
    if not doubtful:
        return reading
    figures = tuple(_opened(f) if f.key in doubtful else f for f in reading.figures)
    return replace(reading, figures=figures)


def _label(found: Sequence[Element]) -> list[str]:
    """The lines with which a document ends, of which the last ones may be one label."""
    loose = takewhile(lambda e: isinstance(e, Token) and not e.is_value, reversed(found))
    return [element.folded for element in islice(loose, _LINES)][::-1]


def _named(reading: TableReading, pieces: Sequence[str]) -> set[str]:
    """The items that the last text names, if it is a label, or the end of one."""
    table = catalogue.tables()[reading.table]
    return {
        table.items[hit.item].id
        for hit in hits(table, pieces)[-1:]
        if all(is_part(table.id, piece, hit.item) for piece in pieces[hit.piece + 1 :])
    }


def _is_whole(figure: Figure, last: Token) -> bool:
    """A count of 0, or what a sentence tells that has its full stop."""
    return last.folded.endswith("。") or (last.folded == "0" and figure.unit is Unit.COUNT)


def _ends_form(reading: TableReading, figure: Figure) -> bool:
    if reading.table in catalogue.STATUTORY_TABLES:
        return False
    last = [table for table in catalogue.tables().values() if reading.form in table.forms][-1]
    return (reading.table, figure.key) == (last.id, last.cells(reading.form)[-1])


def _in_one_row(place: Locator, other: Locator) -> bool:
    """True where two cells of one table stand in one row; not known of a cell without a place."""
    if place.page != other.page or place.row != other.row:
        return False
    line = (place.line, place.paragraph)
    known = (place.page, *line) != (None, None, None)
    return place.table is not None or (known and line == (other.line, other.paragraph))


def _ties(reading: TableReading, key: CellKey) -> bool:
    """True where a balance edit on this cell ties."""
    cells = reading.cells()
    return any(
        confront_edit(edit, cells).outcome is Outcome.PASS
        for edit in catalogue.edits(reading.table, reading.form)
        if key in edit.lhs or key in edit.rhs
    )


def _opened(figure: Figure) -> Figure:
    return figure._replace(cell=CellValue.ambiguous(), note=CUT)
